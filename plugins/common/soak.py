"""Tests run for longer than the suite runs them: those of deaths, of many relays and of invented sites."""

from __future__ import annotations

import os
import subprocess
import sys

from invoke import Exit

from plugins.common.places import ROOT


def soak(*tests: str, **lengths: int) -> None:
    """Run files of tests, their lengths given by variables of the environment that they read; Exit with their code."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **{name: str(value) for name, value in lengths.items()}}
    code = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", *tests], cwd=ROOT, env=environment).returncode
    if code:
        raise Exit(code=code)
