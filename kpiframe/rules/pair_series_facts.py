"""Facts of two KPIs as their numbers tell them: moving together, apart, or one without the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from kpiframe.catalog.model import Kpi
from kpiframe.periods import Grain
from kpiframe.rules.correlation import FEWEST, LATEST, falling, paired, rising, seasonless, spearman, spread
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.pair_steps import SIGN, Steps, steps_of
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.margins import Z
from kpiframe.texts import NO_TEXT, Text

_YEAR: Final = {Grain.MONTH: 12, Grain.WEEK: 52}
"""Periods of a year."""
_NOTE: Final = Text("; each less that of the year before", "; mỗi lần trừ đi mức thay đổi cùng kỳ năm trước")


def pair_series_facts(kpi: Kpi, other: Kpi, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of two KPIs that their numbers tell, those of scope result among them.

    Only periods that are over count, and no change across which a number changed its meaning.
    """
    known = setting.catalog
    one, two = (steps_of(each, card, known.lifecycle, known.kpis) for each in (kpi, other))
    lag = kpi.evidence.lags.get(other.name, 0)
    xs, ys = paired(one.moved, two.moved, lag=lag)
    years = _without_season(one, two, lag, card)
    better, worse = rising(one.better), falling(two.better)
    return {
        "changes": float(len(xs)),
        "rho": spearman(xs, ys) if len(xs) >= FEWEST else None,
        "good_rho": _good_rho(one, two, lag),
        "seasonless_rho": spearman(*(years or (xs, ys))) if len(xs) >= FEWEST else None,
        "season_note": _NOTE if years else NO_TEXT,
        "lag": float(lag),
        "noise_ratio": _noise_ratio(two.seen, years[1], math.sqrt(2)) if years else _noise_ratio(two.seen, ys),
        "rising_run": None if better is None else float(better),
        "other_falling_run": None if worse is None else float(worse),
        **_since_target(kpi, other, one, two),
        **_perceived(kpi, other, card),
    }


def _good_rho(one: Steps, two: Steps, lag: int) -> float | None:
    xs, ys = paired(one.better, two.better, lag=lag)
    return spearman(xs, ys) if len(xs) >= FEWEST else None


def _without_season(one: Steps, two: Steps, lag: int, card: CardFacts) -> tuple[list[float], list[float]] | None:
    """Return the latest changes of both less those of a year before; ``None`` where two years do not hold enough.

    Only where a year is at least as long as what is correlated: else a change would be counted once with either sign.
    """
    calendar = card.periods[-1].calendar if card.periods else None
    year = _YEAR.get(calendar.grain, 0) if calendar and calendar.custom is None else 0
    if not year:
        return None
    xs, ys = paired(seasonless(one.moved, year), seasonless(two.moved, year), lag=lag)
    return (xs, ys) if len(xs) == LATEST else None


def _noise_ratio(seen: KpiSeen, moved: Sequence[float], scale: float = 1.0) -> float | None:
    """Return the usual standard error of the latest values over the standard deviation of the changes between them.

    *scale* is how much further these changes spread than those of one period.
    """
    if not seen.errors:
        return 0.0 if seen.values else None
    errors = [error for error in seen.errors if error is not None][-(LATEST + 1) :]
    whole = spread(moved)
    if not errors or not whole:
        return None
    return scale * math.sqrt(math.fsum(error * error for error in errors) / len(errors)) / whole


def _since_target(kpi: Kpi, other: Kpi, one: Steps, two: Steps) -> dict[str, FactValue]:
    since = one.seen.target_since
    if since is None:
        return dict.fromkeys(("gain_since_target", "other_gain", "other_gain_error"))
    gained, before = _gain(kpi, one, since), _at(one.seen.values, since)
    return {
        "gain_since_target": None if gained is None or not before else gained / abs(before),
        "other_gain": _gain(other, two, since),
        "other_gain_error": _gain_error(two, since),
    }


def _gain(kpi: Kpi, steps: Steps, since: int) -> float | None:
    """Return the change from place *since* to the last, above 0 for better; unknown where no direction is good."""
    sign, before, now = SIGN.get(kpi.direction), _at(steps.seen.values, since), steps.seen.value
    if sign is None or before is None or now is None or not steps.unbroken(since):
        return None
    return sign * (now - before)


def _gain_error(steps: Steps, since: int) -> float | None:
    """Return half of the 95 % interval of that change; of exact numbers, how far they usually move in a period."""
    errors = steps.seen.errors
    if errors:
        before, now = _at(errors, since), errors[-1]
        return None if before is None or now is None else Z * math.hypot(before, now)
    usual = [step for step in steps.moved if step is not None][-LATEST:]
    return spread(usual) if len(usual) >= FEWEST else None


def _at(series: Sequence[float | None], place: int) -> float | None:
    return series[place] if 0 <= place < len(series) else None


def _perceived(kpi: Kpi, other: Kpi, card: CardFacts) -> dict[str, FactValue]:
    one, two = (card.seen.get(each.name) for each in (kpi, other))
    score, other_score = (seen.score if seen else None for seen in (one, two))
    facts: dict[str, FactValue] = {"perception_gap": None, "gap_error": None, "other_score": other_score}
    asked = kpi.evidence.perceived_as == other.name
    if asked and one and two and score is not None and other_score is not None:
        facts |= {"perception_gap": score - other_score, "gap_error": math.hypot(one.score_error, two.score_error)}
    return facts
