"""A mapping that makes its values when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

Made = TypeVar("Made")


class Lazily(Mapping[str, Made]):
    """Every name is known from the start; *make* is called once for each value that is asked for.

    *made* holds values that exist already. Iterating over ``values()`` or ``items()`` makes all of them.
    """

    __slots__ = ("_made", "_make", "_names")

    def __init__(
        self, names: Iterable[str], make: Callable[[str], Made], made: Mapping[str, Made] | None = None
    ) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made = dict(made or {})

    def __getitem__(self, name: str) -> Made:
        made = self._made.get(name)
        if made is None:
            if name not in self._names:
                raise KeyError(name)
            made = self._made[name] = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
