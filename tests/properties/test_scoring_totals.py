"""Properties of headline, gap and split on random cards, against an oracle in exact fractions."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.catalog.layouts import Missing
from kpiframe.scoring.bands import band_of, shown
from kpiframe.scoring.comparability import split_change
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.judgement import State
from kpiframe.scoring.robustness import extreme, weight_range
from kpiframe.scoring.totals import Item, total

NAMES = ("one", "two", "three")
UNKNOWN = [State.MISSING, State.STALE, State.TOO_EARLY, State.SMALL_SAMPLE]
OUT = [State.NOT_APPLICABLE, State.UNSCORED]
SUPPOSING = [Missing.CAUTIOUS, Missing.CARRY, Missing.ZERO, Missing.REDISTRIBUTE]
NOT_SHARING = [Missing.CAUTIOUS, Missing.CARRY, Missing.ZERO]

scores = st.one_of(st.integers(0, 100).map(float), st.floats(0, 100).map(lambda s: round(s, 9)))
weights = st.one_of(st.sampled_from([0, 1, 2, 3, 5]).map(float), st.floats(0.001, 10))
group_weights = st.lists(st.sampled_from([0.0, 1, 15, 25, 60]), min_size=3, max_size=3)


@st.composite
def cards(draw: st.DrawFn, states: tuple[State, ...] = (*UNKNOWN, *OUT), least: int = 0) -> list[Item]:
    """Up to ten KPIs in up to three groups; about two thirds scored."""
    found = []
    for place in range(draw(st.integers(least, 10))):
        state = draw(st.sampled_from([State.SCORED] * (2 * len(states) or 1) + list(states)))
        found.append(
            Item(
                kpi=f"k{place}",
                group=draw(st.sampled_from(NAMES)),
                weight=draw(weights),
                score=draw(scores) if state is State.SCORED else None,
                state=state,
                last=draw(st.one_of(st.none(), scores)),
                independent=draw(st.booleans()),
            )
        )
    return found


def groups_of(numbers: list[float]) -> list[tuple[str, float]]:
    return list(zip(NAMES, numbers, strict=True))


class Oracle:
    """The definitions in exact fractions, written from the handbook and not from the code."""

    def __init__(self, items: list[Item], groups: list[tuple[str, float]], missing: Missing) -> None:
        base = [i for i in items if i.weight > 0 and i.state not in OUT]
        left = {g: Fraction(w) for g, w in groups if any(i.group == g for i in base)}
        self.whole = sum(left.values(), Fraction(0))
        self.known = self.whole > 0
        if not self.known:
            return
        inside = {g: sum((Fraction(i.weight) for i in base if i.group == g), Fraction(0)) for g in left}
        self.e = {i.kpi: left[i.group] / self.whole * Fraction(i.weight) / inside[i.group] for i in base}
        self.scored = {i.kpi: Fraction(i.score) for i in base if i.state is State.SCORED}
        self.coverage = sum((self.e[k] for k in self.scored), Fraction(0))
        self.low = sum((self.e[k] * s for k, s in self.scored.items()), Fraction(0))
        self.high = self.low + 100 * (1 - self.coverage)
        self.score = self._shared(base, left) if missing is Missing.REDISTRIBUTE else self._supposed(base, missing)

    def _supposed(self, base: list[Item], missing: Missing) -> Fraction:
        found = self.low
        for item in base:
            if item.kpi not in self.scored:
                last = Fraction(50) if item.last is None else Fraction(item.last)
                supposed = {Missing.CAUTIOUS: min(Fraction(50), last), Missing.CARRY: last, Missing.ZERO: Fraction(0)}
                found += self.e[item.kpi] * supposed[missing]
        return found

    def _shared(self, base: list[Item], left: dict[str, Fraction]) -> Fraction | None:
        """Missing KPIs are taken out as if they did not apply."""
        rest = [i for i in base if i.kpi in self.scored]
        parts = []
        for group, weight in left.items():
            mine = [i for i in rest if i.group == group]
            if mine:
                above = sum((Fraction(i.weight) * self.scored[i.kpi] for i in mine), Fraction(0))
                parts.append((weight, above / sum((Fraction(i.weight) for i in mine), Fraction(0))))
        whole = sum((w for w, _ in parts), Fraction(0))
        return sum((w * s for w, s in parts), Fraction(0)) / whole if whole else None


@pytest.mark.slow
@given(cards(), group_weights, st.sampled_from(SUPPOSING))
@settings(max_examples=300)
def test_totals_equal_exact_fractions(items, numbers, missing):
    groups = groups_of(numbers)
    found, oracle = total(items, groups, missing), Oracle(items, groups, missing)
    if not oracle.known:
        assert (found.score, found.withheld, found.coverage) == (None, "nothing_to_score", None)
        return
    assert found.coverage == pytest.approx(float(oracle.coverage), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((float(oracle.low), float(oracle.high)), abs=2e-9)
    if abs(oracle.coverage - Fraction(7, 10)) > Fraction(1, 10**8):
        assert (found.withheld == "coverage") == (oracle.coverage < Fraction(7, 10))
    if found.score is not None:
        assert found.score == pytest.approx(float(oracle.score), abs=2e-9)


@given(cards(), group_weights)
def test_effective_weights_sum_to_1(items, numbers):
    effective = total(items, groups_of(numbers), Missing.CAUTIOUS).effective
    assert math.fsum(effective.values()) == pytest.approx(1, abs=1e-12) or not any(effective.values())


@given(cards(least=1), group_weights, st.sampled_from(NOT_SHARING))
def test_two_levels_equal_the_flat_sum_over_effective_weights(items, numbers, missing):
    found = total(items, groups_of(numbers), missing)
    if found.score is None:
        return
    own = {i.kpi: i.score for i in items if i.state is State.SCORED}
    flat = math.fsum(share * {**found.imputed, **own}[kpi] for kpi, share in found.effective.items())
    nested = math.fsum(g.weight * g.supposed for g in found.groups if g.weight)
    assert (flat, nested) == pytest.approx((found.score, found.score), abs=2e-9)


@given(cards(), group_weights, st.sampled_from(SUPPOSING))
def test_the_headline_lies_between_its_bounds(items, numbers, missing):
    found = total(items, groups_of(numbers), missing)
    for part in (found, *found.groups):
        if part.supposed is not None:
            assert 0 <= part.low <= part.supposed <= part.high <= 100


@given(cards(states=()), group_weights, st.lists(scores, min_size=10, max_size=10), st.data())
def test_bounds_hold_for_any_value_of_what_is_unseen(items, numbers, truth, data):
    """Whatever the hidden KPIs really scored, the true headline lies inside."""
    hidden = data.draw(st.sets(st.sampled_from(range(10))))
    groups = groups_of(numbers)
    real = [replace(i, score=truth[k]) for k, i in enumerate(items)]
    seen = [replace(i, state=State.MISSING, score=None) if k in hidden else i for k, i in enumerate(real)]
    true, found = total(real, groups, Missing.CAUTIOUS), total(seen, groups, Missing.CAUTIOUS)
    if true.score is not None:
        assert found.low - 2e-9 <= true.score <= found.high + 2e-9


@given(cards(least=1), group_weights, st.sampled_from(list(Missing)), st.sampled_from(OUT))
def test_not_applicable_equals_leaving_the_kpi_out(items, numbers, missing, state):
    groups = groups_of(numbers)
    without = total(items[1:], groups, missing)
    with_it = total([replace(items[0], state=state, score=None), *items[1:]], groups, missing)
    assert (with_it.score, with_it.low, with_it.high, with_it.coverage, with_it.weights_range, with_it.moves) == (
        without.score,
        without.low,
        without.high,
        without.coverage,
        without.weights_range,
        without.moves,
    )


@given(cards(states=tuple(OUT)), group_weights, st.sampled_from(list(Missing)))
def test_a_card_where_nothing_applies_is_none(items, numbers, missing):
    gone = [replace(i, state=State.NOT_APPLICABLE, score=None) for i in items]
    assert total(gone, groups_of(numbers), missing).score is None


@given(cards(states=(), least=2), group_weights)
@settings(max_examples=200)
def test_hiding_a_kpi_at_its_last_score_never_raises_the_headline(items, numbers):
    _hide_each(items, groups_of(numbers))


@pytest.mark.slow
@given(cards(states=(), least=2), group_weights)
@settings(max_examples=4000, deadline=None)
def test_hiding_gains_nothing_on_4000_cards(items, numbers):
    _hide_each(items, groups_of(numbers))


def _hide_each(items, groups):
    """Hide every KPI in turn, its last score being its true one."""
    before = total(items, groups, Missing.CAUTIOUS)
    for place, item in enumerate(items):
        hidden = replace(item, state=State.MISSING, score=None, last=item.score)
        after = total([*items[:place], hidden, *items[place + 1 :]], groups, Missing.CAUTIOUS)
        if before.supposed is not None:
            assert after.supposed <= before.supposed + 2e-9


@given(cards(), group_weights)
def test_unknown_is_never_green(items, numbers):
    cautious = total(items, groups_of(numbers), Missing.CAUTIOUS)
    assert all(score <= 50 for score in cautious.imputed.values())


positive = st.floats(0.01, 10)


@given(st.lists(st.tuples(positive, scores), min_size=1, max_size=7))
def test_the_range_of_one_level_equals_every_corner(part):
    means = [
        _mean([(w * f, s) for (w, s), f in zip(part, corner, strict=True)])
        for corner in itertools.product((0.8, 1.2), repeat=len(part))
    ]
    assert extreme(part, highest=False) == pytest.approx(min(means), abs=1e-9)
    assert extreme(part, highest=True) == pytest.approx(max(means), abs=1e-9)


@given(
    st.lists(st.tuples(positive, st.lists(st.tuples(positive, scores), min_size=1, max_size=3)), min_size=1, max_size=3)
)
@settings(max_examples=60, deadline=None)
def test_the_range_of_two_levels_equals_every_corner(groups):
    weights = [w for w, _ in groups] + [w for _, part in groups for w, _ in part]
    found = []
    for corner in itertools.product((0.8, 1.2), repeat=len(weights)):
        free = iter([w * f for w, f in zip(weights, corner, strict=True)])
        outer = [next(free) for _ in groups]
        found.append(
            _mean([(o, _mean([(next(free), s) for _, s in part])) for o, (_, part) in zip(outer, groups, strict=True)])
        )
    assert weight_range(groups) == pytest.approx((min(found), max(found)), abs=1e-9)


@given(cards(), group_weights, st.sampled_from(SUPPOSING))
def test_the_gap_equals_exact_fractions_and_the_sum_of_its_parts(items, numbers, missing):
    groups = groups_of(numbers)
    gap = three_scores(items, groups, missing)
    own = [Fraction(i.score) for i in items if i.state is State.SCORED]
    assert (gap.reported is None) == (not own)
    if gap.gap is None:
        assert gap.reason in {"no_independent", "too_few_independent", "low_independent_coverage"}
        return
    alone = Oracle([i for i in items if i.independent], groups, missing).score
    assert gap.gap == pytest.approx(float(sum(own) / len(own) - alone), abs=3e-9)
    assert gap.gap == pytest.approx(math.fsum(p.points for p in gap.contributions), abs=1e-9)
    assert (math.fsum(p.a for p in gap.contributions), math.fsum(p.b for p in gap.contributions)) == pytest.approx(
        (1, 1)
    )
    named = {p.kpi for p in gap.contributions if p.imputed}
    weighted = {name for name, weight in groups if weight}
    assert named == {i.kpi for i in items if i.independent and i.state in UNKNOWN and i.counts and i.group in weighted}


@given(cards(), cards(), group_weights, group_weights, st.sampled_from(SUPPOSING), st.sampled_from(SUPPOSING))
def test_a_change_is_the_sum_of_its_parts(old, new, numbers, later, missing, policy):
    groups = groups_of(numbers)
    before, after = total(old, groups, missing).score, total(new, groups_of(later), policy).score
    split = split_change(old, new, groups, missing, after)
    if split is not None:
        assert split.values + split.coverage + split.method == pytest.approx(after - before, abs=1e-9)
        assert split.total == after - before


@given(cards(), group_weights, st.sampled_from(list(Missing)), st.randoms(use_true_random=False))
def test_no_figure_depends_on_the_order_of_kpis_or_groups(items, numbers, missing, random):
    groups = groups_of(numbers)
    mixed, other = list(items), list(groups)
    random.shuffle(mixed)
    random.shuffle(other)
    first, second = total(items, groups, missing), total(mixed, other, missing)
    assert _figures(first) == _figures(second)
    assert three_scores(items, groups, missing) == three_scores(mixed, other, missing)


@given(cards(), group_weights, st.sampled_from(list(Missing)))
def test_every_band_is_that_of_the_printed_score(items, numbers, missing):
    found = total(items, groups_of(numbers), missing)
    for part in (found, *found.groups):
        if part.score is not None:
            assert part.band is band_of(part.score) is band_of(shown(part.score))


def _figures(found):
    groups = {g.name: (g.weight, g.score, g.low, g.high, g.coverage, g.withheld) for g in found.groups}
    return (
        found.score,
        found.band,
        found.low,
        found.high,
        found.coverage,
        found.weights_range,
        found.withheld,
        groups,
        dict(found.effective),
        dict(found.imputed),
        found.moves,
    )


def _mean(part):
    return math.fsum(w * s for w, s in part) / math.fsum(w for w, _ in part)
