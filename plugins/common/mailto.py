"""Messages that a reader sends: the address, the subject and the first lines are written for them."""

from __future__ import annotations

from urllib.parse import quote


def prefilled(address: str, subject: str, body: str) -> str:
    """A `mailto:` address whose message has its subject and its first lines (RFC 6068, § 2 and § 5: CRLF is %0D%0A)."""
    if "?" in address:  # its author has written the message already
        return address
    head = f"mailto:{quote(address.removeprefix('mailto:'), safe='@+.')}"
    text = body.replace("\n", "\r\n")
    return f"{head}?subject={quote(plain(subject), safe='')}&body={quote(plain(text), safe='')}"


def plain(text: str) -> str:
    """No-break spaces as plain ones: some mail programs show them as signs."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
