"""Facts of scope set about who stands behind the KPIs of a scorecard: teams, channels, and when people are asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from kpiframe.catalog.evidence import ResearchUse
from kpiframe.catalog.model import Kpi
from kpiframe.rules.wording import FactValue
from kpiframe.texts import same


def owner_facts(weighted: Sequence[Kpi], outcomes: Iterable[Kpi]) -> dict[str, FactValue]:
    """Return the facts of teams and channels of the KPIs with weight; *outcomes* are those that are business results.

    Names that differ in case or spacing alone are one name.
    """
    teams = _names(weighted, lambda kpi: [team.name for team in kpi.evidence.teams])
    channels = _names(weighted, lambda kpi: [kpi.evidence.channel] if kpi.evidence.channel else [])
    only = next((names[0] for names in (teams, channels) if names is not None and len(names) == 1), None)
    shared = sum(len({_key(team.name) for team in kpi.evidence.teams}) > 1 for kpi in outcomes)
    return {
        "team_count": None if teams is None else float(len(teams)),
        "channel_count": None if channels is None else float(len(channels)),
        "only_view": None if only is None else same(only),
        "shared_outcomes": float(shared) if weighted else None,
    }


def asking_facts(asking: Sequence[Kpi]) -> dict[str, FactValue]:
    """Return how many KPIs ask people, and how many of them only around launches; *asking* are those that ask."""
    uses = [kpi.evidence.research_use for kpi in asking]
    around = sum(use is not ResearchUse.CONTINUOUS for use in uses)
    return {
        "perceptions": float(len(asking)),
        "launch_perceptions": None if None in uses else float(around),
    }


def _names(kpis: Sequence[Kpi], named: Callable[[Kpi], Sequence[str]]) -> list[str] | None:
    """Return every name once, in order of first mention; ``None`` when a KPI has none, or there is no KPI."""
    found: dict[str, str] = {}
    for kpi in kpis:
        names = named(kpi)
        if not names:
            return None
        for name in names:
            found.setdefault(_key(name), name)
    return list(found.values()) or None


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
