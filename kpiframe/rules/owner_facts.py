"""Facts of who answers for a KPI: what is missing, and how its teams differ over it."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.evidence import Team
from kpiframe.catalog.model import Kpi
from kpiframe.rules.wording import FactValue, listed, number_text
from kpiframe.texts import Text, same

_OWNER: Final = Text("owner", "người phụ trách")
_TARGET: Final = Text("target", "mục tiêu")
_CADENCE: Final = Text("cadence", "chu kỳ đo")
_BEYOND: Final = 1000.0
"""Stands for the ratio to a team that gives no weight at all, which no number can say."""


def owner_facts(kpi: Kpi) -> dict[str, FactValue]:
    """Return the facts of owner, target, cadence and teams."""
    teams = kpi.evidence.teams
    has_target, has_owner = kpi.thresholds is not None or bool(kpi.targets), kpi.owner is not None or bool(teams)
    there = ((has_owner, _OWNER), (has_target, _TARGET), (bool(kpi.cadence), _CADENCE))
    missing = [what for said, what in there if not said]
    several = len(teams) > 1
    return {
        "has_target": has_target,
        "has_owner": has_owner,
        "has_decision": bool(kpi.decision),
        "missing_count": float(len(missing)),
        "missing_fields": listed(missing) if missing else None,
        "teams": listed([same(team.name) for team in teams]) if teams else None,
        "team_factor": _factor(kpi, teams) if several else None,
        "team_targets_differ": len(_targets(kpi, teams)) > 1 if several else None,
        "team_views": _views(teams) if several else None,
    }


def _factor(kpi: Kpi, teams: tuple[Team, ...]) -> float:
    weights = [kpi.relevance.weight if team.weight is None else team.weight for team in teams]
    low, high = min(weights), max(weights)
    if low > 0:
        return high / low
    return _BEYOND if high > 0 else 1.0


def _targets(kpi: Kpi, teams: tuple[Team, ...]) -> set[object]:
    """Return the targets the teams hold it against; a team without its own has that of the definition."""
    common = kpi.thresholds.target if kpi.thresholds else None
    held = (common if team.target is None else team.target for team in teams)
    return {target for target in held if target is not None}


def _views(teams: tuple[Team, ...]) -> Text:
    return Text("; ".join(_view(team).en for team in teams), "; ".join(_view(team).vi for team in teams))


def _view(team: Team) -> Text:
    said = []
    if team.weight is not None:
        weight = number_text(team.weight)
        said.append(Text(f"weight {weight.en}", f"trọng số {weight.vi}"))
    if team.target is not None:
        target = number_text(team.target)
        said.append(Text(f"target {target.en}", f"mục tiêu {target.vi}"))
    if not said:
        said.append(Text("as defined", "theo định nghĩa"))
    return Text(f"{team.name}: {', '.join(s.en for s in said)}", f"{team.name}: {', '.join(s.vi for s in said)}")
