"""Frozen dataclasses with slots at a fifth of their price: there are hundreds, and every cold start makes them anew.

Python 3.11 compiles six methods for each such class, 0.6 ms of CPU. Here ``__init__`` alone is compiled for a class;
comparing, hashing, showing, refusing and pickling are functions that all classes share. From outside nothing differs
from :mod:`dataclasses`, whose ``replace``, ``fields`` and ``field`` work as ever (tests/test_records.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_UNSET = dataclasses.MISSING


def _dataclass(*, frozen: bool = False, slots: bool = False, order: bool = False) -> Callable[[type], type]:
    """Decorate as ``dataclasses.dataclass`` does; what is frozen, with slots and without order, is made here."""
    if frozen and slots and not order:
        return _record
    return dataclasses.dataclass(frozen=frozen, slots=slots, order=order)


def _record(cls: type) -> type:
    own = vars(cls).keys() & _SHARED.keys()
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields = dataclasses.fields(made)
    names = [field.name for field in fields if field.compare]
    # the last name twice, so that one field gives a tuple as well
    made.__record_key__ = staticmethod(attrgetter(*names, names[-1]) if names else _nothing)
    made.__init__ = _init(fields, after=hasattr(made, "__post_init__"))
    for name, method in _SHARED.items():
        if name not in own:
            setattr(made, name, method)
    kept: type = made
    return kept


def _init(fields: tuple[dataclasses.Field[Any], ...], *, after: bool) -> Callable[..., None]:
    """Return ``__init__``: its parameters are the fields in order, with their defaults and factories."""
    scope: dict[str, Any] = {"_put": object.__setattr__, "_unset": _UNSET}
    head, body = ["self"], ["self.__post_init__()"] if after else []
    for field in reversed(fields):
        name = value = parameter = field.name
        if field.default_factory is not _UNSET:
            scope[f"_made_{name}"] = field.default_factory
            parameter, value = f"{name}=_unset", f"_made_{name}() if {name} is _unset else {name}"
        elif field.default is not _UNSET:
            scope[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        head.insert(1, parameter)
        body.insert(0, f"_put(self, {name!r}, {value})")
    # names of fields and nothing else go into the text
    exec(f"def __init__({', '.join(head)}):\n " + "\n ".join(body or ["pass"]), scope)  # noqa: S102
    made: Callable[..., None] = scope["__init__"]
    made.__annotations__ = {field.name: field.type for field in fields} | {"return": "None"}
    return made


def _nothing(_: Any) -> tuple[()]:
    return ()


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__record_key__(self) == self.__record_key__(other)


def _hash(self: Any) -> int:
    return hash(self.__record_key__(self))


def _shown(self: Any) -> str:
    parts = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(parts)})"


def _assign(self: Any, name: str, value: Any) -> None:
    del self, value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    del self
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: dict[str, Any] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _shown,
    "__setattr__": _assign,
    "__delattr__": _delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
