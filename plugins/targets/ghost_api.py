"""The line to a Ghost: tokens made of a key, filters, refusals, forms. What is said on it is `targets/ghost.py`."""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Mapping

import jwt

from plugins.common.untyped import Json
from plugins.targets.api_client import ApiClient

VERSION = "v5.0"  # of the API: what is used here is the same since
TOKEN_LIFE = 240  # seconds; Ghost refuses a token that says more than five minutes
_KEY = re.compile(r"([0-9a-f]{24}):((?:[0-9a-f]{2}){32,})")


def ghost_client(url: str, key: str, deadline: float) -> ApiClient:
    """Requests to the Ghost at `url`, each with a token of its own; `key` never leaves this machine.

    `deadline` in seconds for each exchange. Raises ValueError for a key that is not « identifiant:secret ».
    """
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError("key")
    id, half = match.groups()

    def headers() -> dict[str, str]:
        return {"Authorization": f"Ghost {token(id, half, int(time.time()))}", "Accept-Version": VERSION}

    base = url.rstrip("/").removesuffix("/ghost")
    return ApiClient(base, headers, explain=refusal, secrets=(key, half), deadline=deadline)


def token(id: str, half: str, now: int) -> str:
    """A token of the two halves of an Admin API key, `now` in seconds since 1970.

    ghost.org/docs/admin-api, « Token authentication »: HS256, `kid` in the header, audience `/admin/`.
    """
    claims = {"iat": now, "exp": now + TOKEN_LIFE, "aud": "/admin/"}
    return jwt.encode(claims, bytes.fromhex(half), algorithm="HS256", headers={"kid": id})


def refusal(details: Mapping[str, Json]) -> tuple[str, Json]:
    """The code of a refusal, or its kind where Ghost gives no code."""
    errors = details.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return str(first.get("code") or first.get("type") or ""), {}


def quoted(value: str) -> str:
    """A text in a filter (NQL, Ghost's query language)."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def form(name: str, data: bytes) -> tuple[bytes, dict[str, str]]:
    """A file as a form sends it, and the header that says so (multipart/form-data, RFC 7578 §4)."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    edge = f"tribune-{name}"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: {kind}\r\n\r\n".encode() + data + f"\r\n--{edge}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={edge}"}
