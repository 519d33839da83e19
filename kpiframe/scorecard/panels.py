"""The parts of the scorecard document that doubt its weights: panels, dimensions, ratings. All frozen."""

from __future__ import annotations

from dataclasses import dataclass

from kpiframe.scorecard.rows import Number
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class RatingMove:
    """What the headline becomes when one rating is one higher or lower."""

    kpi: str
    label: Text
    dimension: str
    """``utility``, ``purpose`` or ``importance``."""
    change: float
    """1 or -1; a half where 0 or 3 is nearer than that."""
    score: float
    points: float
    """``score`` minus the headline."""


@dataclass(frozen=True, slots=True)
class DimensionShown:
    """Who measures utility, purpose or importance."""

    dimension: str
    kpis: tuple[str, ...]
    """KPIs with weight, rated 2 or more on it by the mean of their raters; empty when nobody measures it."""
    weight: float
    """Their share of the headline."""


@dataclass(frozen=True, slots=True)
class PanelShown:
    """KPIs that make one total; never mixed with those of the other panel."""

    kpis: tuple[str, ...]
    """In printed order, those without a score included."""
    weights: tuple[float, ...]
    """Their shares of this panel's total, in the order of ``kpis``; they sum to 1, or are all 0."""
    score: Number = None
    band: str | None = None
    capped_by: str | None = None
    low: Number = None
    high: Number = None
    coverage: Number = None
    withheld: str | None = "nothing_to_score"
    """``nothing_to_score``, ``error``, ``policy`` or ``coverage``."""


@dataclass(frozen=True, slots=True)
class Panels:
    """The two totals of a scorecard."""

    audience: PanelShown
    """What customers are heard on: the headline."""
    stewardship: PanelShown
    """What hears nobody or is rated 0 throughout: by group and agency weight alone."""


NO_PANELS = Panels(PanelShown((), ()), PanelShown((), ()))
