"""The one exception of fetching."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "url",  # the address cannot be read, or hides a number
    "scheme",
    "port",
    "userinfo",
    "address",  # the host resolves to an address that is not public
    "dns",
    "connection",
    "timeout",
    "redirect",  # too many, or to nowhere
    "size",
    "encoding",  # compressed in a way that cannot be read
    "type",  # not the kind of content that was asked for
    "robots",
]


class FetchError(Exception):
    """A page was not fetched: `code` for programs, the message in French for people."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
