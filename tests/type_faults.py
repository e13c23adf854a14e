"""The faults that mypy finds in `plugins/`, held to those that are known: none is added, one that goes is struck off.

`tests/type_faults.txt` holds one line for each known fault, `file: message [code]`, without its line number, so that an
edit elsewhere in the file moves nothing. Run by the test command; `--record` writes the list anew, which may only
be as long as it was or shorter.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KNOWN = Path(__file__).with_suffix(".txt")
_FAULT = re.compile(r"(?P<file>[^:]+):(?P<line>\d+): error: (?P<said>.*)")


def faults(said: str) -> dict[str, list[str]]:
    """What mypy printed, by fault without its line number; each with the lines as mypy printed them."""
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        if fault := _FAULT.fullmatch(line):
            found.setdefault(re.sub(r"\s+", " ", f"{fault['file']}: {fault['said']}"), []).append(line)
    return found


def compare(found: dict[str, list[str]], known: Iterable[str]) -> tuple[list[str], list[str]]:
    """The faults that are new, as mypy printed them, and the known ones that are gone."""
    before, now = Counter(known), Counter({fault: len(lines) for fault, lines in found.items()})
    new = [line for fault, more in (now - before).items() for line in found[fault][-more:]]
    return sorted(new), sorted((before - now).elements())


def check(record: bool = False) -> int:
    """Run mypy with the settings of pyproject.toml; 0 when it finds the known faults, neither more nor fewer."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", "--no-pretty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 2: mypy could not work
        print(done.stdout + done.stderr, end="", file=sys.stderr)
        return 2
    found = faults(done.stdout)
    known = KNOWN.read_text(encoding="utf-8").splitlines()
    total = sum(map(len, found.values()))
    if record:
        if total > len(known):
            print(f"Types : {total} fautes, {len(known)} connues. Leur nombre ne peut que baisser.", file=sys.stderr)
            return 1
        lines = sorted(fault for fault, at in found.items() for _ in at)
        KNOWN.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(f"Types : {total} fautes connues.")
        return 0
    new, gone = compare(found, known)
    for line in new:
        print(line, file=sys.stderr)
    if new:
        print(f"Types : {len(new)} faute(s) de plus que celles de {KNOWN.relative_to(ROOT)}.", file=sys.stderr)
    elif gone:
        print("\n".join(gone), file=sys.stderr)
        print(
            f"Types : {len(gone)} faute(s) de moins, bravo. Notez-le : ./inv test --record-types",
            file=sys.stderr,
        )
    return 1 if new or gone else 0


if __name__ == "__main__":
    sys.exit(check(record="--record" in sys.argv[1:]))
