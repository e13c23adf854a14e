"""What can go wrong with a relay. Messages are French and hold no secret.

- `Refused`: the server said no, nothing was written;
- `Busy`: it asked to come back later (429, 503), with the seconds when it gave them;
- `Uncertain`: no usable answer. The request may have been carried out, or may yet be: look before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping

from plugins.common.untyped import Json


class RelayError(Exception):
    """Something stops a relay; the message is French and holds no secret."""


class Refused(RelayError):
    """The server answered no: nothing was written."""

    def __init__(self, message: str, status: int, code: str, data: Mapping[str, Json]) -> None:
        super().__init__(message)
        self.status, self.code, self.data = status, code, data


class Busy(RelayError):
    """The server asks to come back later; `wait` in seconds, None when it does not say."""

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


class Uncertain(RelayError):
    """No usable answer: what was asked may have been done. `again`: a read may be sent once more."""

    def __init__(self, message: str, again: bool = False) -> None:
        super().__init__(message)
        self.again = again
