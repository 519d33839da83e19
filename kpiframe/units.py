"""Units: what a number counts, and what becomes of it in a product, a quotient or a sum.

Every unit has a kind. Nouns that count (``orders``, ``people``) are an open list; ``X_per_Y`` keeps both
sides. Percent values run from 0 to 100, a ratio from 0 to 1: the two never meet in a sum. Where the
answer is not certain it is None, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kpiframe.problems import did_you_mean


class UnitKind(StrEnum):
    """What units of one kind have in common: they may be added."""

    PERCENT = "percent"
    """0 to 100 of something; growth may leave that range."""
    POINTS = "points"
    """Differences of percentages or scores, and scores counted in points."""
    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"
    """A plain factor: fractions, weights, one thing over another of its kind."""
    DURATION = "duration"
    SCORE = "score"
    """A position on a scale: scores, indices, levels, ranks."""
    VALUE = "value"
    """Whatever the project measures; nothing is concluded from it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, its kind, and what it is counted per."""

    name: str
    kind: UnitKind
    per: str = ""
    """The noun after ``_per_``, in the singular; empty for a plain unit."""

    @property
    def noun(self) -> str:
        """The counted thing in the singular, without what it is counted per."""
        return singular(self.name.split("_per_")[0])

    def __str__(self) -> str:
        return self.name


_NAMED: Final = MappingProxyType(
    {"percent": UnitKind.PERCENT, "points": UnitKind.POINTS, "percentage_points": UnitKind.POINTS}
    | {"money": UnitKind.MONEY, "value": UnitKind.VALUE}
    | dict.fromkeys(("ratio", "fraction", "weight", "rate", "probability", "factor"), UnitKind.RATIO)
    | dict.fromkeys(("score", "index", "level", "position", "positions", "rank", "rating"), UnitKind.SCORE)
    | dict.fromkeys(
        ("milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"),
        UnitKind.DURATION,
    )
)
_NOUNS: Final = (
    "count",
    "accounts",
    "articles",
    "browsers",
    "clicks",
    "comments",
    "conversions",
    "customers",
    "devices",
    "emails",
    "impressions",
    "invitations",
    "items",
    "leads",
    "links",
    "members",
    "mentions",
    "messages",
    "orders",
    "people",
    "posts",
    "purchases",
    "reactions",
    "respondents",
    "responses",
    "searches",
    "sessions",
    "shares",
    "stores",
    "units",
    "users",
    "uses",
    "views",
    "visitors",
    "visits",
    "times",
)

UNITS: Final[tuple[str, ...]] = (*_NAMED, *_NOUNS)
"""The units with a name of their own; further nouns and ``X_per_Y`` count too."""

_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_CLOSED: Final = tuple(name for name, kind in _NAMED.items() if kind is not UnitKind.VALUE)


def unit_named(name: str) -> Unit | None:
    """Return the unit with that name; an unknown noun counts things. None when it is not a word."""
    if not _WORD.fullmatch(name):
        return None
    above, _, below = name.partition("_per_")
    return Unit(name, _NAMED.get(above, UnitKind.COUNT), singular(below))


def nearest(name: str) -> tuple[str, ...]:
    """Return the named units a word may be a slip of, best first; empty for units that are known."""
    above = name.partition("_per_")[0]
    return () if above in UNITS else did_you_mean(above, _CLOSED)


def singular(noun: str) -> str:
    """Return an English noun without its plural s; enough to compare the units of two inputs."""
    if noun == "people":
        return "person"
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


PERCENT: Final = Unit("percent", UnitKind.PERCENT)
RATIO: Final = Unit("ratio", UnitKind.RATIO)
_HUNDREDS: Final = frozenset({UnitKind.PERCENT, UnitKind.POINTS, UnitKind.SCORE})
"""Kinds on scales from 0 to 100, or differences of such."""


def addable(one: Unit, other: Unit) -> bool:
    """Whether the sum, difference or comparison of the two can mean something."""
    if UnitKind.VALUE in (one.kind, other.kind):
        return True
    if one.kind is UnitKind.DURATION and other.kind is UnitKind.DURATION:
        return one.noun == other.noun
    return one.kind is other.kind or {one.kind, other.kind} <= _HUNDREDS


def product(one: Unit, other: Unit) -> Unit | None:
    """Return the unit of a product, None where it is not certain."""
    for a, b in ((one, other), (other, one)):
        if a.kind is UnitKind.RATIO and not a.per:
            return b
        if a.per and a.per == b.noun:
            return unit_named(a.name.partition("_per_")[0])
    if {one.kind, other.kind} == {UnitKind.COUNT, UnitKind.MONEY}:
        return Unit("money", UnitKind.MONEY)
    return None


def quotient(above: Unit, below: Unit) -> Unit | None:
    """Return the unit of a quotient, None where it is not certain."""
    if UnitKind.VALUE in (above.kind, below.kind):
        return RATIO if above == below else None
    if below.kind is UnitKind.RATIO and not below.per:
        return above
    if below.per and not above.per and above.kind is below.kind:
        return unit_named(below.per)
    if above.kind is below.kind and addable(above, below):
        return RATIO
    if below.kind in (UnitKind.COUNT, UnitKind.DURATION) and not below.per and not above.per:
        return Unit(f"{above.name}_per_{below.noun}", above.kind, below.noun)
    return None


def agrees(declared: Unit, derived: Unit | None) -> bool:
    """Whether a declared unit can be that of a formula whose unit was derived; unknown agrees with all.

    A quotient of like things may be declared as a ratio, a count per thing, a duration (payback) or a
    score, never as percent: that needs the factor 100.
    """
    if derived is None or UnitKind.VALUE in (declared.kind, derived.kind):
        return True
    if derived.kind is UnitKind.RATIO:
        return declared.kind in (UnitKind.RATIO, UnitKind.DURATION, UnitKind.SCORE) or bool(declared.per)
    if {declared.kind, derived.kind} <= _HUNDREDS:
        return True
    return declared.kind is derived.kind


def natural_range(unit: Unit, *, share: bool = True) -> tuple[float | None, float | None]:
    """Return the lowest and highest value the unit can take, None where there is no limit.

    A percentage that is a share of a whole ends at 0 and 100; with *share* false (growth, return, attainment)
    it has no limits. Values are never clipped to this; anchors may be judged by it.
    """
    if unit.kind is UnitKind.PERCENT:
        return (0.0, 100.0) if share else (None, None)
    if unit.kind is UnitKind.POINTS:
        return (-100.0, 100.0) if unit.name == "percentage_points" else (None, None)
    if unit.kind in (UnitKind.COUNT, UnitKind.DURATION):
        return (0.0, None)
    return (None, None)
