"""Bytes received to text: inflated under a limit, and in the charset that the page is really in."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable

from plugins.common.fetching.errors import FetchError

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
META_WINDOW = 4096  # the standard says the first 1024 bytes; some content systems write more before
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# A closed list: a page must not choose among Python's codecs, some of which unpack or run through memory.
_CHARSETS = {
    codecs.lookup(name).name: name
    for name in (
        "utf-8 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-3"
        " iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
        " koi8-r koi8-u mac-roman shift_jis euc_jp gbk gb18030 big5 euc_kr"
    ).split()
}
# WHATWG Encoding §4.2: those labels mean windows-1252, whose « ’ œ € » pages said to be in Latin-1 hold.
_CHARSETS.update({"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "utf-16": "utf-16-le"})


def inflate(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """A body as it was before compression; FetchError `size` as soon as it is over `limit` bytes, before the rest.

    `encoding` is the Content-Encoding header: gzip, deflate or nothing (RFC 9110 §8.4.1); one layer.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _bounded(chunks, limit)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("encoding", f"compression « {encoding} » illisible")
    try:
        return _bounded(_inflated(chunks, encoding, limit), limit)
    except zlib.error:
        raise FetchError("encoding", "réponse compressée abîmée") from None


def _bounded(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise FetchError("size", f"page de plus de {limit / 1e6:g} Mo".replace(".", ","))
    return bytes(body)


def _inflated(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterable[bytes]:
    def engine() -> zlib._Decompress:
        return zlib.decompressobj(wbits)

    wbits = 31 if encoding != "deflate" else 15
    inflater = engine()
    begun = False
    for chunk in chunks:
        if not begun and chunk:
            # « deflate » is zlib's format, and some servers send it without its header.
            if encoding == "deflate" and (chunk[0] & 0x0F != 8):
                wbits = -15
                inflater = engine()
            begun = True
        while chunk:
            if inflater.eof:  # a gzip body may be several members (RFC 1952 §2.2)
                inflater = engine()
            yield inflater.decompress(chunk, limit + 1)
            # What is left unread is past the limit or past the end: the caller has stopped in the first case.
            chunk = inflater.unconsumed_tail or inflater.unused_data
    if begun and not inflater.eof:
        raise FetchError("encoding", "réponse compressée incomplète")


def decode(body: bytes, content_type: str) -> str:
    """The text of a page: byte order mark, then header, then `<meta>`, then UTF-8, then windows-1252.

    That is the order of WHATWG HTML §13.2.3.2, but that a declared charset in which the bytes cannot be is left for
    the next one.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    header = re.search(r"charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", content_type, re.I)
    meta = _META.search(body[:META_WINDOW])
    declared = [
        header and _charset(header[1]),
        # What was read as ASCII is not in UTF-16, whatever it says (WHATWG HTML §13.2.3.2).
        meta and _charset(meta[1].decode("ascii")).replace("utf-16-le", "utf-8").replace("utf-16-be", "utf-8"),
    ]
    for name in (*filter(None, declared), "utf-8"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _charset(label: str) -> str:
    try:
        return _CHARSETS.get(codecs.lookup(label).name, "")
    except (LookupError, ValueError):
        return ""
