"""Relevance: how much a KPI can say about the people a brand serves, 0-1.

``relevance = R^0.40 * D^0.25 * I^0.20 * F^0.15``: dimension evidence, audience directness, independence, freshness. A
product, so that a KPI which hears nobody cannot buy its way back with precision. The exponents and the factor tables
are a convention of this tool, open to be read and not to be tuned.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kpiframe.catalog.model import Audience, Directness, Kpi, MeasuredBy
from kpiframe.periods import Calendar, Grain
from kpiframe.scoring.raters import Ratings, evidence, means

EXPONENTS: Final[Mapping[str, float]] = MappingProxyType(
    {"dimension": 0.40, "directness": 0.25, "independence": 0.20, "freshness": 0.15}
)
FORMULA: Final = "dimension^0.40 * directness^0.25 * independence^0.20 * freshness^0.15"
AUDIENCE: Final[Mapping[Audience, float]] = MappingProxyType(
    {Audience.WIDER: 1.0, Audience.PROSPECTS: 0.8, Audience.EXISTING: 0.6, Audience.NONE: 0.0}
)
DIRECTNESS: Final[Mapping[Directness, float]] = MappingProxyType(
    {Directness.ASKED: 1.0, Directness.OBSERVED: 0.9, Directness.INFERRED: 0.5, Directness.NONE: 0.0}
)
INDEPENDENCE: Final[Mapping[MeasuredBy, float]] = MappingProxyType(
    {
        MeasuredBy.INDEPENDENT: 1.0,
        MeasuredBy.OWN: 0.9,
        MeasuredBy.PLATFORM_PUBLIC: 0.8,
        MeasuredBy.MEDIA_VENDOR: 0.4,
        MeasuredBy.PLATFORM: 0.3,
        MeasuredBy.PLATFORM_ATTRIBUTED: 0.2,
        MeasuredBy.INTERNAL: 0.3,
    }
)
INDEPENDENT: Final = frozenset({MeasuredBy.INDEPENDENT, MeasuredBy.OWN, MeasuredBy.PLATFORM_PUBLIC})
CADENCE_DAYS: Final[Mapping[Grain, int]] = MappingProxyType(
    {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30, Grain.QUARTER: 91, Grain.YEAR: 365}
)
LONGEST_HALF_LIFE: Final = 180
LEAST_FRESHNESS: Final = 0.1


@dataclass(frozen=True, slots=True)
class RelevanceWeight:
    """A relevance of 0-1 and the factors it is made of, each 0-1."""

    value: float
    factors: Mapping[str, float]
    """``dimension``, ``directness``, ``independence``, ``freshness``."""
    zero_because: str | None = None
    """The first factor that is 0."""


def relevance(kpi: Kpi, freshness: float = 1.0) -> RelevanceWeight:
    """Return the relevance of *kpi* whose newest data have the given *freshness* (0-1)."""
    heard = max((AUDIENCE[a] for a in kpi.audience), default=0.0) * DIRECTNESS[kpi.directness]
    return _relevance(means(kpi.relevance), heard, INDEPENDENCE[kpi.measured_by], freshness)


@lru_cache(maxsize=4096)
def _relevance(ratings: Ratings, directness: float, independence: float, freshness: float) -> RelevanceWeight:
    factors = {
        "dimension": evidence(ratings),
        "directness": directness,
        "independence": independence,
        "freshness": freshness,
    }
    zero = next((name for name, factor in factors.items() if factor <= 0), None)
    value = 0.0 if zero else math.prod(factor ** EXPONENTS[name] for name, factor in factors.items())
    return RelevanceWeight(value, MappingProxyType(factors), zero)


def weight_but_ratings(factors: Mapping[str, float]) -> float:
    """Return what *factors* make of a relevance when the ratings are left out: relevance over dimension^0.40."""
    rest: float = math.prod(factor ** EXPONENTS[name] for name, factor in factors.items() if name != "dimension")
    return rest


@lru_cache(maxsize=4096)
def freshness(as_of: date | None, period_end: date, cadence: str | None) -> float:
    """Return 0.5 to the power of age over half-life, at least 0.1; 1 when the age or the cadence is not known.

    Age counts in days from the end of the cadence period *as_of* lies in, so a monthly figure is fresh all its month.
    The half-life is two cadences, 180 days at most.
    """
    if as_of is None or cadence is None or cadence not in set(Grain):
        return 1.0
    grain = Grain(cadence)
    age = (period_end - Calendar(grain).period_of(as_of).end).days
    half_life = min(2 * CADENCE_DAYS[grain], LONGEST_HALF_LIFE)
    faded: float = 0.5 ** (max(age, 0) / half_life)
    return max(LEAST_FRESHNESS, faded)


def is_independent(kpi: Kpi) -> bool:
    """Say whether *kpi* counts in the independent score: nobody grades their own homework, and somebody is heard."""
    return kpi.measured_by in INDEPENDENT and any(a is not Audience.NONE for a in kpi.audience)
