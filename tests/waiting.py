"""Waiting for what another process, thread or browser does: asked again until it is true, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait until `true` answers so; AssertionError after `seconds`, many times what a loaded machine needs."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "l’attente a duré trop longtemps"
        time.sleep(0.02)


def answers(page: Any, script: str) -> object:
    """What a script gives in a page, None while the page is being replaced.

    With `until`, what `wait_for_function` would be: that one calls `eval` in the page from its second look on, and the
    policy of our pages refuses it, so a test that uses it fails when the first look comes too early.
    """
    from playwright.sync_api import Error

    try:
        return page.evaluate(script)
    except Error:
        return None
