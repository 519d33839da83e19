"""Two panels: who hears somebody makes the score; who hears nobody has a total of its own, by agency weights alone."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.catalog.layouts import Missing
from kpiframe.catalog.model import Audience, Directness, Input, Kpi, KpiKind, MeasuredBy, Relevance
from kpiframe.catalog.model import Direction as Way
from kpiframe.formula.syntax import parse
from kpiframe.scoring.bands import Band
from kpiframe.scoring.item import Item
from kpiframe.scoring.judgement import State
from kpiframe.scoring.panels import Panel, panel_of, stewardship_total
from kpiframe.scoring.totals import total
from kpiframe.scoring.weights import relevance
from kpiframe.texts import same

HEARD = {"audience": (Audience.EXISTING,), "directness": Directness.ASKED}
UNHEARD = {"audience": (Audience.NONE,), "directness": Directness.INFERRED}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({**HEARD, "relevance": Relevance(1, 0, 0)}, Panel.AUDIENCE),
        ({**HEARD, "relevance": Relevance(0, 0, 0)}, Panel.STEWARDSHIP),  # all ratings 0
        ({**HEARD, "relevance": Relevance(0, 0, 0, second=(0, 0, 1))}, Panel.AUDIENCE),
        ({**UNHEARD, "relevance": Relevance(3, 3, 3)}, Panel.STEWARDSHIP),  # nobody is heard
        ({**HEARD, "directness": Directness.NONE}, Panel.STEWARDSHIP),
        ({**HEARD, "relevance": Relevance(3, 3, 3, weight=0)}, Panel.AUDIENCE),  # weighs 0 by agreement, not by nature
        ({**UNHEARD, "relevance": Relevance(0, 0, 0, weight=0)}, Panel.STEWARDSHIP),
    ],
)
def test_relevance_zero_by_nature_is_stewardship(kpi, changes, expected):
    assert panel_of(kpi(**changes)) is expected


def card(kpi):
    """NPS and churn are heard; cost, budget and reach are not. Groups 60, 30, 10."""
    kpis = {
        "nps": kpi(name="nps", relevance=Relevance(3, 3, 3), measured_by=MeasuredBy.INDEPENDENT, **HEARD),
        "cost": kpi(name="cost", relevance=Relevance(0, 0, 0, weight=2), **UNHEARD),
        "budget": kpi(name="budget", relevance=Relevance(0, 0, 0, weight=1), **UNHEARD),
        "reach": kpi(name="reach", relevance=Relevance(1, 0, 0, weight=5), **UNHEARD),
    }
    scores = {"nps": 80.0, "cost": 60.0, "budget": 90.0, "reach": 100.0}
    groups = {"nps": "customer", "cost": "money", "budget": "money", "reach": "media"}
    items = [
        Item(name, groups[name], k.relevance.weight * relevance(k).value, scores[name], State.SCORED)
        for name, k in kpis.items()
    ]
    return kpis, items, [("customer", 60), ("money", 30), ("media", 10)]


def test_the_stewardship_total_by_hand(kpi):
    """Money (2 x 60 + 1 x 90) / 3 = 70 with 30, media 100 with 10: (30 x 70 + 10 x 100) / 40 = 77.5."""
    kpis, items, groups = card(kpi)
    found = stewardship_total(items, kpis, groups, Missing.CAUTIOUS)
    assert found.score == float(Fraction(30 * 70 + 10 * 100, 40)) == 77.5
    assert (found.band, found.coverage, found.low, found.high) == (Band.WATCH, 1, 77.5, 77.5)
    assert dict(found.effective) == {"cost": 0.5, "budget": 0.25, "reach": 0.25}


def test_it_never_touches_the_headline(kpi):
    kpis, items, groups = card(kpi)
    alone = [i for i in items if panel_of(kpis[i.kpi]) is Panel.AUDIENCE]
    assert total(items, groups, Missing.CAUTIOUS).score == total(alone, groups, Missing.CAUTIOUS).score == 80


def test_what_is_missing_counts_by_the_same_policy(kpi):
    """Budget is missing and was 40 when last seen: money (2 x 60 + 40) / 3 = 160/3; bounds leave its quarter open."""
    kpis, items, groups = card(kpi)
    items[2] = Item("budget", "money", 0, None, State.MISSING, last=40.0)
    found = stewardship_total(items, kpis, groups, Missing.CAUTIOUS)
    assert found.score == pytest.approx(float((30 * Fraction(160, 3) + 1000) / 40), abs=1e-9)
    assert (found.coverage, found.low, found.high) == (0.75, 55, 80)


def test_below_the_coverage_floor_there_is_no_total_either(kpi):
    kpis, items, groups = card(kpi)
    items[1] = Item("cost", "money", 0, None, State.STALE, last=60.0)
    found = stewardship_total(items, kpis, groups, Missing.CAUTIOUS)
    assert (found.score, found.withheld, found.coverage) == (None, "coverage", 0.5)


def test_without_such_a_kpi_there_is_nothing(kpi):
    kpis, items, groups = card(kpi)
    found = stewardship_total(items[:1], kpis, groups, Missing.CAUTIOUS)
    assert (found.score, found.withheld, dict(found.effective)) == (None, "nothing_to_score", {})


RATING = st.integers(0, 3)
KPIS = st.lists(
    st.builds(
        Kpi,
        name=st.just("k"),
        label=st.just(same("K")),
        formula=st.just(parse("x")),
        inputs=st.just((Input("x", "count"),)),
        unit=st.just("points"),
        kind=st.just(KpiKind.STOCK),
        direction=st.just(Way.HIGHER),
        relevance=st.builds(Relevance, RATING, RATING, RATING, st.sampled_from([0.0, 0.5, 1.0, 3.0])),
        audience=st.sampled_from([(a,) for a in Audience]),
        directness=st.sampled_from(Directness),
        measured_by=st.sampled_from(MeasuredBy),
    ),
    min_size=1,
    max_size=8,
)


@given(KPIS, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_panels_partition_the_kpis_and_each_shares_out_one(listed, places):
    kpis = {f"k{i}": k for i, k in enumerate(listed)}
    groups = [("a", 50), ("b", 30), ("c", 20)]
    items = [
        Item(name, groups[places[i]][0], k.relevance.weight * relevance(k).value, 50.0 + i, State.SCORED)
        for i, (name, k) in enumerate(kpis.items())
    ]
    heard = {n for n, share in total(items, groups, Missing.CAUTIOUS).effective.items() if share > 0}
    kept = stewardship_total(items, kpis, groups, Missing.CAUTIOUS).effective
    assert not heard & kept.keys()
    for name, k in kpis.items():
        weighs = name in heard if panel_of(k) is Panel.AUDIENCE else name in kept
        assert weighs == (k.relevance.weight > 0)
    for shares in (total(items, groups, Missing.CAUTIOUS).effective, kept):
        assert not shares or sum(map(Fraction, shares.values())) == pytest.approx(1, abs=1e-12)
