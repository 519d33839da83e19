"""Facts of two KPIs as their numbers tell them: moving together, apart, or one without the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kpiframe.catalog.model import Direction, Kpi
from kpiframe.rules.correlation import FEWEST, LATEST, changes, falling, paired, rising, spearman, spread
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.margins import Z

_SIGN: Final = {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}
_UNSEEN: Final = KpiSeen("missing", ())
Series = Sequence[float | None]


def pair_series_facts(kpi: Kpi, other: Kpi, card: CardFacts, setting: Setting) -> dict[str, FactValue]:
    """Return the facts of two KPIs that their numbers tell, those of scope result among them."""
    del setting
    now = card.seen.get(kpi.name, _UNSEEN), card.seen.get(other.name, _UNSEEN)
    one, two = (finished(seen, card) for seen in now)
    lag = kpi.evidence.lags.get(other.name, 0)
    xs, ys = paired(changes(one.values), changes(two.values), lag=lag)
    rho = spearman(xs, ys) if len(xs) >= FEWEST else None
    better, worse = rising(good(kpi, one)), falling(good(other, two))
    return {
        "changes": float(len(xs)),
        "rho": rho,
        "good_rho": _good_rho((kpi, one), (other, two), rho, lag),
        "lag": float(lag),
        "noise_ratio": _noise_ratio(two, ys),
        "rising_run": None if better is None else float(better),
        "other_falling_run": None if worse is None else float(worse),
        **_since_target((kpi, one), (other, two)),
        **_perceived(kpi, other, *now),
    }


def finished(seen: KpiSeen, card: CardFacts) -> KpiSeen:
    """Return the series up to the last period that is over: part of a month against a whole one is no change."""
    if card.today is None or not card.periods or card.today > card.periods[-1].end:
        return seen
    return replace(seen, values=seen.values[:-1], scores=seen.scores[:-1], errors=seen.errors[:-1])


def good(kpi: Kpi, seen: KpiSeen) -> Series:
    """Return a series that rises as the KPI gets better: its values or what is lost by them, else its scores."""
    sign = _SIGN.get(kpi.direction)
    if sign is None:
        return seen.scores
    return [None if value is None else sign * value for value in seen.values]


def _good_rho(one: tuple[Kpi, KpiSeen], two: tuple[Kpi, KpiSeen], rho: float | None, lag: int) -> float | None:
    signs = _SIGN.get(one[0].direction), _SIGN.get(two[0].direction)
    if signs[0] is not None and signs[1] is not None:
        return None if rho is None else signs[0] * signs[1] * rho
    xs, ys = paired(changes(good(*one)), changes(good(*two)), lag=lag)
    return spearman(xs, ys) if len(xs) >= FEWEST else None


def _noise_ratio(seen: KpiSeen, moved: Sequence[float]) -> float | None:
    """Return the usual standard error of the latest values over the standard deviation of the changes between them."""
    if not seen.errors:
        return 0.0 if seen.values else None
    errors = [error for error in seen.errors if error is not None][-(LATEST + 1) :]
    whole = spread(moved)
    if not errors or not whole:
        return None
    return math.sqrt(math.fsum(error * error for error in errors) / len(errors)) / whole


def _since_target(one: tuple[Kpi, KpiSeen], two: tuple[Kpi, KpiSeen]) -> dict[str, FactValue]:
    since = one[1].target_since
    gained, before = _gain(*one, since), None if since is None else _at(one[1].values, since)
    return {
        "gain_since_target": None if gained is None or not before else gained / abs(before),
        "other_gain": _gain(*two, since),
        "other_gain_error": None if since is None else _gain_error(two[1], since),
    }


def _gain(kpi: Kpi, seen: KpiSeen, since: int | None) -> float | None:
    """Return the change from place *since* to the last, above 0 for better; unknown where no direction is good."""
    sign = _SIGN.get(kpi.direction)
    if since is None or sign is None:
        return None
    before = _at(seen.values, since)
    return None if before is None or seen.value is None else sign * (seen.value - before)


def _gain_error(seen: KpiSeen, since: int) -> float | None:
    """Return half of the 95 % interval of that change; of exact numbers, how far they usually move in a period."""
    if seen.errors:
        before, now = _at(seen.errors, since), seen.errors[-1]
        return None if before is None or now is None else Z * math.hypot(before, now)
    usual = [step for step in changes(seen.values) if step is not None][-LATEST:]
    return spread(usual) if len(usual) >= FEWEST else None


def _at(series: Series, place: int) -> float | None:
    return series[place] if 0 <= place < len(series) else None


def _perceived(kpi: Kpi, other: Kpi, one: KpiSeen, two: KpiSeen) -> dict[str, FactValue]:
    asked = kpi.evidence.perceived_as == other.name
    known = asked and one.score is not None and two.score is not None
    return {
        "perception_gap": one.score - two.score if known and one.score is not None and two.score is not None else None,
        "gap_error": math.hypot(one.score_error, two.score_error) if known else None,
        "other_score": two.score,
    }
