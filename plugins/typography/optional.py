"""Rules that a site asks for: accented capitals, signs typed on a keyboard. Each is a closed list."""

import re

from plugins.common.regex import regex
from plugins.typography.alphabet import S
from plugins.typography.capitals import accent_capitals
from plugins.typography.options import Options

DIMENSION = regex(rf"\d({S}?)x{S}?(?=\d)")
COPYRIGHT = regex(rf"\([cC]\)(?<![\w)]...){S}+(?=(?:19|20)\d\d(?!\d))")
TRADE_MARK = regex(r"(?<=\w)\((?:(tm|TM)|[rR])\)(?!\w)")
LENGTH = regex(rf"\d+(?:[.,]\d+)?(?:x\d+(?:[.,]\d+)?)?{S}?(?:[kcm]?m|px|po)(?!\w)")


def set_optional(run: str, options: Options) -> str:
    """Apply the opt-in rules that are on."""
    if options.capitals:
        run = accent_capitals(run)
    if options.symbols:
        run = set_symbols(run, options.space_unit)
    return run


def set_symbols(run: str, space: str) -> str:
    """Turn « x » between numbers, (c), (r) and (tm) into the sign they stand for."""

    def times(match: re.Match[str]) -> str:
        if match[1]:
            return f"{match[0][0]}{space}×{space}"
        return match[0][0] + "×" if LENGTH.match(run, match.end()) else match[0]

    if "x" in run:
        run = DIMENSION.sub(times, run)
    if "(" in run:
        run = TRADE_MARK.sub(lambda match: "™" if match[1] else "®", run)
        run = COPYRIGHT.sub(f"©{space}", run)
    return run
