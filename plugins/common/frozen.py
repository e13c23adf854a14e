"""Frozen dataclasses whose class costs a tenth: a command makes two hundred before it does anything.

`dataclasses` writes and compiles the source of six methods for each class. `__init__` alone gains by it, once there are
some values of its class; the others are made of the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Method = Callable[..., object]
_FEW = 10  # values of a class, whose `__init__` costs less than to write one


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """What `dataclass(frozen=True)` makes of a class."""
    return freeze(cls)


def freeze(cls: type[T], *, kw_only: bool = False) -> type[T]:
    """The same, for decorators that declare fields in their own way; `kw_only`: they are given by name."""
    made = cast("type[T]", dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls))
    own = _fields(made)
    compared, shown = [each.name for each in own if each.compare], [each.name for each in own if each.repr]
    methods = {"__init__": _first_init(made), "__repr__": _display(shown), **_comparison(compared)}
    for name, method in {**methods, "__setattr__": _refuse, "__delattr__": _refuse}.items():
        if vars(made).get(name) is None:  # `__hash__` is None beside an `__eq__` of the class
            setattr(made, name, method)
    return made


def is_frozen(cls: type) -> bool:
    """Whether the values of a dataclass stay what they are."""
    return cls.__setattr__ is _refuse or bool(cls.__dataclass_params__.frozen)  # type: ignore[attr-defined]


def _refuse(self: object, name: str, *value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _comparison(names: list[str]) -> dict[str, Method]:
    """Two values of one class are equal when these fields are."""
    one = attrgetter(*names) if names else lambda value: ()
    read: Method = one if len(names) != 1 else lambda value: (one(value),)

    def equal(self: object, other: object) -> bool:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equal, "__hash__": lambda self: hash(read(self))}


def _display(names: list[str]) -> Method:
    def display(self: object) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({told})"

    return display


def _fields(cls: type) -> tuple[Field[object], ...]:
    return fields(cast("type[DataclassInstance]", cls))


def _first_init(cls: type) -> Method:
    """The `__init__` of a class of which few values are made; of one that has more, another takes its place."""
    own = _fields(cls)
    by_place = [each.name for each in own if not each.kw_only]
    made = count(1)

    def init(self: object, *values: object, **named: object) -> None:
        given = {**dict(zip(by_place, values, strict=False)), **named}
        lacking = [each for each in own if each.name not in given]
        sound = len(given) == len(values) + len(named) and len(given) + len(lacking) == len(own)
        if not sound or next(made) > _FEW or any(_has_no_default(each) for each in lacking):
            written = _written_init(cls)  # it refuses what is to be refused
            setattr(cls, init.__name__, written)
            written(self, *values, **named)
            return
        for each in lacking:
            given[each.name] = each.default_factory() if callable(each.default_factory) else each.default
        for each in own:
            object.__setattr__(self, each.name, given[each.name])
        if hasattr(cls, "__post_init__"):
            self.__post_init__()  # type: ignore[attr-defined]

    init.__name__ = "__init__"
    return init


def _has_no_default(each: Field[object]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _written_init(cls: type) -> Method:
    """The `__init__` of a class, field by field: values are made by the hundred thousand."""
    known: dict[str, object] = {"_set": object.__setattr__, "_lacks": MISSING}
    by_place, by_name, lines = ["self"], ["*"], list[str]()
    for each in _fields(cls):
        name, value = each.name, each.name
        parameter = name
        if each.default is not MISSING:
            known[f"_{name}_default"] = each.default
            parameter = f"{name}=_{name}_default"
        elif each.default_factory is not MISSING:
            known[f"_{name}_make"] = each.default_factory
            parameter, value = f"{name}=_lacks", f"_{name}_make() if {name} is _lacks else {name}"
        (by_name if each.kw_only else by_place).append(parameter)
        lines.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    parameters = ", ".join([*by_place, *(by_name if len(by_name) > 1 else [])])
    exec(f"def __init__({parameters}):\n" + "\n".join(lines or [" pass"]), known)
    written = cast("Method", known["__init__"])
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written
