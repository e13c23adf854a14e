"""The index of the search page: made by Pagefind of a copy of the texts in which words are as they are looked for, then
given the texts as they are published, which are what excerpts show.

Pagefind is given words one by one, between spaces; so a published word takes the place of each in what it shows.
"""

from __future__ import annotations

import gzip
import json
import marshal
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b, sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path

from plugins.common.code import code_digest
from plugins.common.files import write_whole
from plugins.common.values import Digests
from plugins.search.texts import Text
from plugins.search.words import looked_for, vocabulary

FOLDER = "pagefind/"  # below the root of the site
VOCABULARY = "mots.txt"
KEPT_FOR = 30 * 86_400  # seconds since its last use
_MARK = b"pagefind_dcd"  # how what Pagefind compresses begins
_LONGEST = 900  # seconds; ten thousand texts take forty
# What the script of our page asks for; the rest is a page of Pagefind's own, or for other languages.
_OWN = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.fr.pagefind")
_PARTS = {"fragment": ".pf_fragment", "index": ".pf_index", "filter": ".pf_filter"}
_VARIABLES = ("PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot")  # its settings may come from variables too


class IndexingFailed(Exception):
    """Pagefind made no index; the message is French."""


def program() -> Path | None:
    """Pagefind's program, None where the machine has none."""
    found = find_spec("pagefind_bin")
    folder = Path(found.origin).parent if found and found.origin else None
    names = ("pagefind", "pagefind.exe") if folder else ()
    return next((folder / name for name in names if folder and os.access(folder / name, os.X_OK)), None)


def index_of(texts: Sequence[Text], indexer: Path, cache: Path) -> Mapping[str, bytes]:
    """The files of the index of some texts, by their paths in `FOLDER`: those of the cache when they are of the same.

    Raises IndexingFailed.
    """
    digest = Digests().of(code_digest(), tuple(texts))  # the code, and the version of Pagefind
    file = cache / f"{digest.hex()}.bin"
    found = _kept(file)
    if found is None:
        found = made(texts, indexer)
        with suppress(OSError):  # where nothing can be kept, the next build makes it again
            cache.mkdir(parents=True, exist_ok=True)
            data = marshal.dumps(found, 2)
            write_whole(file, sha256(data).digest() + data, durable=False)
    _forget(cache, file)
    return found


def _kept(file: Path) -> dict[str, bytes] | None:
    """What an earlier build kept; None when it is not there, or when its bytes are not those that were written."""
    try:
        data = file.read_bytes()
        file.touch()
    except OSError:
        return None
    if sha256(data[32:]).digest() != data[:32]:
        return None
    found: dict[str, bytes] = marshal.loads(data[32:])
    return found


def _forget(cache: Path, current: Path) -> None:
    """Remove what no build has asked for in a month."""
    for file in cache.glob("*.bin"):
        with suppress(OSError):
            if file != current and time.time() - file.stat().st_mtime > KEPT_FOR:
                file.unlink()


def made(texts: Sequence[Text], indexer: Path) -> dict[str, bytes]:
    """The files of the index of some texts, the same bytes for the same texts. Raises IndexingFailed."""
    by_name = {blake2b(text.url.encode(), digest_size=10).hexdigest(): text for text in texts}
    shown = {name: [*text.blocks()] for name, text in by_name.items()}
    with tempfile.TemporaryDirectory(prefix="tribune-recherche-") as place:
        source, target = Path(place, "source"), Path(place, "index")
        source.mkdir()
        for name, text in by_name.items():
            (source / f"{name}.html").write_text(_copy(text.sort, shown[name]), encoding="utf-8")
        _run(indexer, source, target, Path(place))
        found = {}
        for name in _OWN:
            found[name] = (target / name).read_bytes()
        for folder, suffix in _PARTS.items():
            for file in (target / folder).glob(f"*{suffix}"):
                data = file.read_bytes()
                if folder == "fragment":
                    data = _as_published(data, by_name, shown)
                found[f"{folder}/{file.name}"] = data
        (meta,) = target.glob("*.pf_meta")
        _set_in_order(found, meta)
    found[VOCABULARY] = vocabulary(" ".join(text for _, text in blocks) for blocks in shown.values()).encode()
    return dict(sorted(found.items()))


def _set_in_order(found: dict[str, bytes], meta: Path) -> None:
    """Gives the filters of an index the order of their values, and what names them the name that follows from it.

    Pagefind writes those values in the order of a hash table, which is another at each run (1.5.2).
    """
    told = gzip.decompress(meta.read_bytes())
    for path in [path for path in found if path.startswith("filter/")]:
        data = _in_order(gzip.decompress(found.pop(path)).removeprefix(_MARK))
        before = path.removeprefix("filter/").removesuffix(_PARTS["filter"])
        after = _named(before, data)
        told = told.replace(before.encode(), after.encode())
        found[f"filter/{after}{_PARTS['filter']}"] = gzip.compress(_MARK + data, 9, mtime=0)
    before = meta.stem.removeprefix("pagefind.")
    after = _named(before, told)
    found[f"pagefind.{after}{meta.suffix}"] = gzip.compress(told, 9, mtime=0)
    entry = "pagefind-entry.json"
    found[entry] = found[entry].replace(f'"{before}"'.encode(), f'"{after}"'.encode())


def _named(before: str, data: bytes) -> str:
    """The name of a part, « fr_1a2b3c4 », with the digest of these bytes in place of the one that it has."""
    language, _, digest = before.rpartition("_")
    return f"{language}_{blake2b(data, digest_size=16).hexdigest()[: len(digest)]}"


def _in_order(data: bytes) -> bytes:
    """The filter of an index, in CBOR (RFC 8949): its name, then its values, each with the pages that have it."""
    start = _after(data, 1)  # within an array of two
    first, count = _head(data, start)
    values = []
    at = first
    for _ in range(count):
        end = _after(data, at)
        values.append(data[at:end])
        at = end
    return b"".join((data[:first], *sorted(values), data[at:]))


def _head(data: bytes, at: int) -> tuple[int, int]:
    """Where what follows the head of an item begins, and the number that the head says (RFC 8949, § 3)."""
    low = data[at] & 31
    size = 0 if low < 24 else 1 << (low - 24)
    return at + 1 + size, int.from_bytes(data[at + 1 : at + 1 + size]) if size else low


def _after(data: bytes, at: int) -> int:
    """Where an item ends: a number, a text or an array."""
    kind = data[at] >> 5
    at, number = _head(data, at)
    if kind == 3:
        return at + number
    for _ in range(number if kind == 4 else 0):
        at = _after(data, at)
    return at


def _copy(sort: str, blocks: Sequence[tuple[str, str]]) -> str:
    """A page that Pagefind reads: each word of a text as it is looked for, in titles and paragraphs."""
    said = (f"<{name}>{escape(' '.join(map(looked_for, text.split())))}</{name}>" for name, text in blocks)
    return (
        f'<!DOCTYPE html><html lang="fr"><body data-pagefind-body data-pagefind-filter="sorte:{escape(sort)}">'
        f"{''.join(said)}</body></html>"
    )


def _run(indexer: Path, source: Path, target: Path, place: Path) -> None:
    paths = ["--site", str(source), "--output-path", str(target)]
    command = [str(indexer), *paths, "--force-language", "fr", "--quiet"]
    own = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    try:
        done = subprocess.run(
            command, cwd=place, env=own, capture_output=True, encoding="utf-8", errors="replace", timeout=_LONGEST
        )
    except OSError as error:
        raise IndexingFailed(f"Pagefind ne démarre pas ({error.strerror})") from error
    except subprocess.TimeoutExpired as error:
        raise IndexingFailed(f"Pagefind n’a pas fini en {_LONGEST // 60} minutes") from error
    if done.returncode or not (target / "pagefind-entry.json").is_file():
        said = " ".join(f"{done.stdout} {done.stderr}".split())[-300:]
        raise IndexingFailed(f"Pagefind s’est arrêté ({said or f'code {done.returncode}'})")


def _as_published(data: bytes, by_name: Mapping[str, Text], shown: Mapping[str, Sequence[tuple[str, str]]]) -> bytes:
    """What Pagefind shows of a text, with its address, and its words as they are published."""
    fragment = json.loads(gzip.decompress(data).removeprefix(_MARK))
    name = str(fragment["url"]).strip("/").removesuffix(".html")
    text = by_name[name]
    fragment["url"] = f"/{text.url}"
    fragment["content"] = published(str(fragment["content"]), [block for _, block in shown[name]])
    fragment["meta"] = {"title": text.title, "sorte": text.one, "quand": text.when}
    fragment["anchors"] = []
    told = json.dumps(fragment, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(_MARK + told, 9, mtime=0)


def published(content: str, blocks: Sequence[str]) -> str:
    """The words of a content of Pagefind's as the blocks that it was made of have them, their spaces too.

    The stop that Pagefind puts at the end of a block stays. A content that has not as many words stays as it is: marks
    of words found stand by their rank.
    """
    known = content.split()
    words: list[str] = []
    for block in blocks:
        own = block.split()
        if not own:
            continue
        spaces = _spaces(block)
        words += (f"{word}{space}" for word, space in zip(own, [*spaces, ""], strict=True))
        rank = len(words) - 1
        if rank < len(known) and known[rank] == f"{looked_for(own[-1])}.":
            words[rank] += "."
        words[rank] += " "
    return "".join(words).strip() if len(words) == len(known) else content


def _spaces(text: str) -> list[str]:
    """The spaces between the words of a text: a no-break one stays, what else stands there is one space."""
    spaces, run = [], ""
    for sign in text.strip():
        if sign.isspace():
            run += sign
        elif run:
            spaces.append(run if run in ("\u00a0", "\u202f") else " ")
            run = ""
    return spaces
