"""Regular expressions that are compiled when they are first used: a command uses few of all those that it loads."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


class _Expression(Generic[AnyStr]):
    """Stands for the pattern that `re.compile` would give, and takes each of its methods as it is first asked for."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        found = getattr(re.compile(self.pattern, self._flags), name)
        self.__dict__[name] = found  # the next time it is found without coming here
        return found


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, for a constant of a module. re.error is raised at its first use."""
    return cast("re.Pattern[AnyStr]", _Expression(source, flags))
