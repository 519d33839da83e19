"""What the documents of one run have in common, kept so that it is put together once and not for every slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from kpiframe.rules.flags import Flag
from kpiframe.scorecard.model import FlagShown
from kpiframe.scorecard.rows import DefinitionShown, InputShown, SourceShown, WeightShown
from kpiframe.scoring.weights import RelevanceWeight

MOST_FLAGS: Final = 4096
"""Flags a shelf holds before it is emptied: those over definitions return with every slice, others do not."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Filled by the first document of a run; everything on it is immutable, or copied by who takes it."""

    inputs: dict[tuple[str, str], InputShown] = field(default_factory=dict)
    """(KPI, name in its formula) -> what is told of it but its number."""
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    """(KPI, name in its formula) -> column of the observations."""
    definitions: dict[str, DefinitionShown] = field(default_factory=dict)
    """KPI -> its definition without the numbers of its inputs."""
    weights: dict[str, tuple[RelevanceWeight, WeightShown]] = field(default_factory=dict)
    """KPI -> a relevance, and its weight as shown under that."""
    flags: dict[int, tuple[Flag, FlagShown]] = field(default_factory=dict)
    """Identity of a flag -> the flag, so that it lives as long, and how it is shown."""
    sources: list[tuple[SourceShown, ...]] = field(default_factory=list)
    methodology: dict[frozenset[str], dict[str, Any]] = field(default_factory=dict)
    """Rules not judged -> the methodology."""
