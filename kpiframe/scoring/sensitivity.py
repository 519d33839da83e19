"""How far the headline moves when one rating is off by one: exact, one rating at a time.

Changing one rating changes one weight, hence one group's mean, hence the total. What everybody else adds is summed
once from both ends, so that each of the 6 changes a KPI has costs a few multiplications and nothing is subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from kpiframe.catalog.layouts import Missing
from kpiframe.catalog.model import Kpi
from kpiframe.scoring.bands import rounded
from kpiframe.scoring.imputing import scores_by_policy
from kpiframe.scoring.item import OUT_OF_BASE, Item
from kpiframe.scoring.judgement import State
from kpiframe.scoring.raters import DIMENSIONS, HIGHEST, Ratings, evidence, means
from kpiframe.scoring.weights import EXPONENTS, RelevanceWeight, weight_but_ratings

STEP: Final = 1.0
"""By how much a rating is changed."""
Sums = tuple[float, float]
"""(weights, weights times scores)."""
_Move = tuple[float, str, str, float]
"""(total, KPI, dimension, change)."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A KPI's ratings (the mean of its raters) and its weight apart from them, 0 or above."""

    ratings: Ratings
    rest: float
    """Agency weight times relevance without the ratings' factor."""

    def weight(self, ratings: Ratings) -> float:
        """Return agency weight times relevance under other *ratings*."""
        return self.rest * float(evidence(ratings) ** EXPONENTS["dimension"])


def rated_of(kpi: Kpi, relevance: RelevanceWeight) -> Rated:
    """Return what *kpi* is rated and what is left of its weight without that, under its *relevance* in a period."""
    return Rated(means(kpi.relevance), kpi.relevance.weight * weight_but_ratings(relevance.factors))


@dataclass(frozen=True, slots=True)
class RatingMove:
    """One changed rating and what the total becomes."""

    kpi: str
    dimension: str
    change: float
    """1 or -1; a half where 0 or 3 is nearer than that."""
    score: float
    points: float
    """``score`` minus the total as it is."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Lowest and highest total under any one change, the total as it is among them."""

    low: float
    high: float
    largest: RatingMove | None
    """What moves it most, up or down; ``None`` when nothing does."""


@dataclass(frozen=True, slots=True)
class _Part:
    kpi: str
    weight: float
    score: float


def sensitivity(
    items: Iterable[Item],
    rated: Mapping[str, Rated],
    groups: Sequence[tuple[str, float]],
    missing: Missing,
) -> Sensitivity | None:
    """Return how far any one rating moves the total of *items*; ``None`` when there is no total.

    *groups* and *missing* as in :func:`kpiframe.scoring.totals.total`, whose score, coverage set aside, is what moves.
    Ratings stay within 0 and 3. A KPI rated 0 throughout may come in, and the last rating of another may go. A change
    that would bring in a KPI which leaves no total (an error, or ``missing: withhold``) is left out.
    """
    parts = _parts(items, groups, missing)
    if parts is None:
        return None
    weights = dict(groups)
    outer = [_outer(weights[name], _add(_sums(members))) for name, members in parts.items()]
    now = _mean(_add(outer))
    if now is None:
        return None
    moves = [
        move
        for name, others in zip(parts, _without(outer), strict=True)
        for move in _moves(parts[name], rated, weights[name], others)
    ]
    scores = [now, *(score for score, *_ in moves)]
    return Sensitivity(rounded(min(scores)), rounded(max(scores)), _largest(moves, now))


def _parts(
    items: Iterable[Item], groups: Sequence[tuple[str, float]], missing: Missing
) -> dict[str, list[_Part]] | None:
    """Return the KPIs that count or could, by group of weight above 0; ``None`` when one that counts has no score.

    A policy that shares weight out leaves only the measured to vary.
    """
    names = [name for name, weight in groups if weight > 0]
    base = [i for i in items if i.group in names and i.in_base and i.state not in OUT_OF_BASE]
    measured = {i.kpi: i.scored for i in base if i.scored is not None}
    sharing = missing is Missing.REDISTRIBUTE
    scores = measured if sharing else scores_by_policy(base, {}, missing)
    unknown = [i for i in base if i.counts and i.kpi not in scores]
    if any(not sharing or i.state is State.ERROR for i in unknown):
        return None
    return {
        name: [_Part(i.kpi, i.weight, scores[i.kpi]) for i in base if i.group == name and i.kpi in scores]
        for name in names
    }


def _moves(group: Sequence[_Part], rated: Mapping[str, Rated], weight: float, others: Sums) -> Iterator[_Move]:
    """Yield what every change in one group makes of the total; *others* is what the other groups add to it."""
    for part, beside in zip(group, _without(_sums(group)), strict=True):
        for dimension, change, own in _changes(rated[part.kpi]):
            changed = _outer(weight, _plus(beside, (own, own * part.score)))
            score = _mean(_plus(others, changed))
            if score is not None:
                yield score, part.kpi, dimension, change


def _largest(moves: Sequence[_Move], now: float) -> RatingMove | None:
    """Return the move by most points, the first by name among equals."""
    if not moves:
        return None
    score, kpi, dimension, change = min(moves, key=lambda move: (-rounded(abs(move[0] - now)), move[1]))
    points = rounded(score - now)
    return RatingMove(kpi, dimension, change, rounded(score), points) if points else None


def _changes(rated: Rated) -> Iterator[tuple[str, float, float]]:
    """Yield (dimension, change, weight) for every rating one higher and one lower, kept within 0 and 3."""
    if rated.rest <= 0:
        return
    for place, dimension in enumerate(DIMENSIONS):
        for step in (STEP, -STEP):
            old = rated.ratings[place]
            new = min(max(old + step, 0.0), float(HIGHEST))
            if new != old:
                utility, purpose, importance = (new if i == place else r for i, r in enumerate(rated.ratings))
                yield dimension, new - old, rated.weight((utility, purpose, importance))


def _sums(group: Iterable[_Part]) -> list[Sums]:
    return [(part.weight, part.weight * part.score) for part in group]


def _outer(weight: float, group: Sums) -> Sums:
    """Return what a group adds to the whole; one in which nothing weighs drops out."""
    mean = _mean(group)
    return (0.0, 0.0) if mean is None else (weight, weight * mean)


def _mean(sums: Sums) -> float | None:
    return sums[1] / sums[0] if sums[0] > 0 else None


def _without(sums: Sequence[Sums]) -> list[Sums]:
    """Return, for each of *sums*, the sum of all the others."""
    before = list(accumulate(sums, _plus, initial=(0.0, 0.0)))
    after = list(accumulate(reversed(sums), _plus, initial=(0.0, 0.0)))[::-1]
    return [_plus(before[i], after[i + 1]) for i in range(len(sums))]


def _add(sums: Iterable[Sums]) -> Sums:
    whole = (0.0, 0.0)
    for each in sums:
        whole = _plus(whole, each)
    return whole


def _plus(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1]
