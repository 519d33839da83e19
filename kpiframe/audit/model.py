"""What an audit finds, as values: every format is a rendering of one ``Audit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpiframe.audit.matching import Match
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.problems import Severity
from kpiframe.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say against a metric, or against the whole list."""

    severity: Severity
    message: Text
    code: str = ""
    """Id of the rule, empty for what the registry alone says."""
    rule: str = ""
    """Name of the rule, or status of the registry entry."""
    why: Text = NO_TEXT
    fix: Text = NO_TEXT
    instead: tuple[str, ...] = ()
    """KPIs and products to use instead or beside it."""
    sources: tuple[str, ...] = ()
    """Ids of citations."""
    entry: str = ""
    """Id of the registry entry it comes from."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing the list names: a KPI, or a product or metric only the registry knows."""

    names: tuple[str, ...]
    """As written; several when the list says the same thing twice."""
    label: Text
    about: Text
    kpi: Kpi | None = None
    """As judged: with the platform and registry entries its name says; its name is unique in this audit."""
    shipped: str = ""
    """Name of the KPI in the catalogue, empty without one."""
    platform: str = ""
    """Label of the platform whose number it is, empty when the name does not say."""
    remarks: tuple[Remark, ...] = ()
    instead: tuple[str, ...] = ()
    """KPIs and products to use instead or beside it, those the remarks name first."""
    pitfalls: tuple[Text, ...] = ()

    @property
    def rank(self) -> int:
        """Rank of its worst remark: 0 for error, 3 without any."""
        return min((remark.severity.rank for remark in self.remarks), default=len(Severity))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that could be one of several things, or one thing only if it means that."""

    match: Match
    kpis: tuple[Kpi, ...]
    remarks: tuple[Remark, ...]
    """What would have to be said if it is what the registry speaks of."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Utility, purpose or importance, and who on the list measures it."""

    name: str
    label: Text
    kpis: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the list hears, counted in metrics, not in weight."""

    metrics: int
    hear_nobody: int
    existing_only: int
    hear_wider: int
    by_platform: int
    unheard: tuple[Text, ...]
    """Labels of KPIs whose relevance is 0."""
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything one audit has to say."""

    catalog: Catalog
    today: date
    names: int
    """Different names read."""
    metrics: tuple[Metric, ...] = ()
    """The worst first, then in the order of the list."""
    doubts: tuple[Doubt, ...] = ()
    unknown: tuple[Match, ...] = ()
    of_set: tuple[Remark, ...] = ()
    """What the list as a whole cannot see, as if all weighed the same."""
    coverage: Coverage | None = None
    layout: Layout | None = None
    """The invented scorecard."""

    def count(self, severity: Severity) -> int:
        """Return how many remarks of *severity* there are, doubts left out."""
        of_metrics = (remark for metric in self.metrics for remark in metric.remarks)
        return sum(remark.severity is severity for remark in (*of_metrics, *self.of_set))

    @property
    def entries(self) -> tuple[LifecycleEntry, ...]:
        """Registry entries that speak of something on the list, each once."""
        remarks = (remark for metric in self.metrics for remark in metric.remarks if remark.entry)
        return tuple(self.catalog.lifecycle[i] for i in dict.fromkeys(r.entry for r in remarks))
