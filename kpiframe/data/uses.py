"""What KPIs make of the inputs that are gathered, as far as it decides how, and what is worth telling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kpiframe.periods import Period


@dataclass(frozen=True, slots=True)
class Uses:
    """Of the KPIs that are asked for."""

    back: Callable[[Period], Period] | None = None
    """The first period that windows ending with one look at: what always holds does there too."""
    together: Iterable[Sequence[str]] = ()
    """The inputs of each KPI."""
    levels: frozenset[str] = frozenset()
    """Inputs of KPIs that are levels, and made of sums alone."""
    added_up: frozenset[str] = frozenset()
    """Inputs whose numbers of several periods are added up."""


NO_USES = Uses()
