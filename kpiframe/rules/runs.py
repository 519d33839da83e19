"""Runs of periods up to the one judged: all on target while an outcome falls, one off target with nothing done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.annotations import Event
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.set_facts import is_business_outcome
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.bands import TARGET_FROM, WATCH_FROM
from kpiframe.scoring.breaks import breaking, entries_of
from kpiframe.texts import Text, same

_OUTSIDE: Final = frozenset({"unscored", "not_applicable", "beside"})
"""States of KPIs that no target judges: they are neither on target nor off."""
_RESPONSES: Final = frozenset({"campaign", "launch", "price", "other"})
"""Kinds of events by which a brand does something; the others happen to it, or to the ruler."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a business outcome moved over a run, above 0 for better, as a share."""

    change: float
    name: str
    label: Text
    comparable: bool


def green_facts(card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return how long every KPI with weight has been on target, and the worst outcome over that run."""
    run = _green_run(card, setting)
    worst = _worst_outcome(card, setting, run) if run else None
    return {
        "green_run": None if run is None else float(run),
        "outcome_change": worst.change if worst else None,
        "outcome_label": worst.label if worst else None,
        "outcome_comparable": worst.comparable if worst else None,
    }


def red_facts(kpi: Kpi, card: CardFacts) -> dict[str, FactValue]:
    """Return how long a KPI has been off target, and what was recorded for it meanwhile."""
    seen = card.seen.get(kpi.name)
    run = _red_run(seen) if seen else None
    return {
        "red_run": None if run is None else float(run),
        "responses": None if run is None else float(_responses(kpi, card, run)),
    }


def _green_run(card: CardFacts, setting: Setting) -> int | None:
    """Return for how many periods no KPI with weight was anything but on target; ``None`` without such a KPI."""
    judged = (card.seen[name] for name, share in (setting.shares or {}).items() if share > 0 and name in card.seen)
    runs = [_run(seen.scores, TARGET_FROM, float("inf")) for seen in judged if seen.state not in _OUTSIDE]
    return min(runs) if runs else None


def _red_run(seen: KpiSeen) -> int | None:
    if seen.state in _OUTSIDE:
        return 0
    return None if seen.score is None else _run(seen.scores, float("-inf"), WATCH_FROM)


def _run(scores: Sequence[float | None], low: float, below: float) -> int:
    """Return how many scores at the end lie from *low* up to, but not at, *below*; an unknown one ends the run."""
    count = 0
    for score in reversed(scores):
        if score is None or not low <= score < below:
            break
        count += 1
    return count


def _worst_outcome(card: CardFacts, setting: Setting, run: int) -> _Outcome | None:
    """Return the outcome that moved worst over the run, among those that can be compared if there are any."""
    kpis = setting.catalog.kpis
    found: list[tuple[float, str]] = []
    for kpi in (kpis[name] for name in card.seen if name in kpis and is_business_outcome(kpis[name])):
        change = _gained(kpi, card.seen[kpi.name].values[-run:])
        if change is not None:
            found.append((change, kpi.name))
    if not found:
        return None
    found.sort()
    alike = next((one for one in found if _unbroken(kpis[one[1]], card, setting, run)), None)
    change, name = alike or found[0]
    return _Outcome(change, name, kpis[name].label or same(name), alike is not None)


def _unbroken(kpi: Kpi, card: CardFacts, setting: Setting, run: int) -> bool:
    """Tell whether the number means the same in the first and the last period of the run."""
    periods = card.periods[-run:]
    entries = entries_of(kpi, setting.catalog.lifecycle, setting.catalog.kpis) if periods else ()
    return not entries or breaking(entries, periods[0], periods[-1]) is None


def _gained(kpi: Kpi, values: Sequence[float | None]) -> float | None:
    """Return the change from the first to the last of two values or more, above 0 for better, as a share."""
    sign = good_sign(kpi.direction)
    if len(values) < 2 or sign is None:
        return None
    first, last = values[0], values[-1]
    return None if first is None or last is None or first == 0 else round(sign * (last - first) / abs(first), 12)


def good_sign(direction: Direction) -> float | None:
    """Return 1 where higher is better, -1 where lower is, ``None`` where a value alone does not say."""
    return {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}.get(direction)


def names_kpi(event: Event, kpi: Kpi) -> bool:
    """Tell whether an event speaks of this KPI by name, family or tag."""
    return kpi.name in event.kpis or not {*kpi.tags, kpi.family}.isdisjoint(event.tags)


def concerns(event: Event, kpi: Kpi) -> bool:
    """Tell whether an event is this KPI's, or the whole brand's."""
    return names_kpi(event, kpi) or not (event.kpis or event.tags or event.sources)


def _responses(kpi: Kpi, card: CardFacts, run: int) -> int:
    """Count next actions on the periods of the run, and what the brand did from its first day to the report."""
    periods = card.periods[-run:] if run else ()
    if not periods:
        return 0
    keys = {period.key for period in periods}
    actions = sum(bool(c.next_action) for c in card.comments if c.kpi == kpi.name and c.period in keys)
    until = max(periods[-1].end, card.today or periods[-1].end)
    done = (e for e in card.events if e.kind in _RESPONSES and names_kpi(e, kpi))
    return actions + sum(periods[0].start <= event.date <= until for event in done)
