"""An address as machines write it: its host in ASCII (RFC 3490), its path percent-encoded (RFC 3986)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

_KEPT = "/%:@!$&'()*+,;=~"


def machine_host(host: str) -> str:
    """« écoute.example » gives `xn--coute-9ra.example`. ValueError for what no domain is called."""
    if host.isascii():
        return host.lower()
    return host.lower().encode("idna").decode("ascii")


def machine_address(url: str) -> str:
    """A whole address, of which programs read each sign alike; what is encoded stays. ValueError for a wrong host."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    host = machine_host(parts.hostname or "")
    return urlunsplit((parts.scheme, f"{host}{port}", quote(parts.path, _KEPT), parts.query, parts.fragment))
