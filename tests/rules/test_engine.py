"""Conditions over facts: what holds raises a flag, what is unknown is not judged, what is false says nothing."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.knowledge import LifecycleEntry, RuleStatus
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.model import Origin
from kpiframe.problems import Location, Severity
from kpiframe.rules.engine import CardFacts, judge_definitions, judge_results
from kpiframe.rules.seen import KpiSeen
from kpiframe.texts import Text, same


def test_a_condition_that_holds_raises_a_flag_with_the_facts_it_named(kpi, rule, world, today):
    catalog, layout = world(
        [kpi("nps"), kpi("reach")],
        [
            rule(
                "weight_share > limit", params={"limit": 0.3}, message="{label} holds {weight_share}, more than {limit}"
            )
        ],
    )
    flags, unknown = judge_definitions(catalog, [layout], today=today, weights={"nps": 0.75, "reach": 0.25})
    assert [(f.kpi, f.message.en, f.message.vi) for f in flags] == [
        ("nps", "nps holds 75%, more than 30%", "nps holds 75%, more than 30%")
    ]
    assert flags[0].facts == {"label": "nps", "limit": 0.3, "scorecard": "card", "weight_share": 0.75}
    assert unknown == []


def test_an_unknown_fact_is_neither_true_nor_false(kpi, rule, world, today):
    catalog, layout = world([kpi("nps")], [rule("review_age > 365")])
    flags, unknown = judge_definitions(catalog, [layout], today=today)
    assert flags == []
    assert [(n.rule, n.kpi, n.fact, n.scorecard) for n in unknown] == [("KPF950", "nps", "review_age", "card")]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ('review_age > 365 and measured_by == "platform"', "ok"),  # unknown and false is false
        ('review_age > 365 or measured_by == "own"', "flag"),  # unknown or true is true
        ('review_age > 365 and measured_by == "own"', "not judged"),
        ("not (review_age > 365)", "not judged"),
        ("review_age is None", "flag"),
    ],
)
def test_conditions_are_three_valued(kpi, rule, world, today, when, said):
    catalog, layout = world([kpi("nps", measured_by="own")], [rule(when)])
    flags, unknown = judge_definitions(catalog, [layout], today=today)
    assert (len(flags), len(unknown)) == {"ok": (0, 0), "flag": (1, 0), "not judged": (0, 1)}[said]


def test_the_first_line_that_holds_decides_the_severity(kpi, rule, world, today):
    lines = (("error", "weight_share > 0.5"), ("warning", "weight_share > 0.2"))
    catalog, layout = world([kpi("a"), kpi("b"), kpi("c")], [rule(*lines)])
    flags, _ = judge_definitions(catalog, [layout], today=today, weights={"a": 0.6, "b": 0.3, "c": 0.1})
    assert [(f.kpi, f.severity) for f in flags] == [("a", Severity.ERROR), ("b", Severity.WARNING)]


def test_no_line_is_worse_than_the_rule_which_a_project_may_make_milder(kpi, rule, world, today):
    milder = replace(rule(("error", "weight_share > 0.5"), ("info", "weight_share > 0.2")), severity=Severity.WARNING)
    catalog, layout = world([kpi("a"), kpi("b")], [milder])
    flags, _ = judge_definitions(catalog, [layout], today=today, weights={"a": 0.7, "b": 0.3})
    assert [(f.kpi, f.severity) for f in flags] == [("a", Severity.WARNING), ("b", Severity.INFO)]


def test_a_line_that_cannot_be_judged_does_not_hide_one_that_holds(kpi, rule, world, today):
    catalog, layout = world([kpi("a")], [rule(("error", "review_age > 365"), ("warning", "weight_share > 0.2"))])
    flags, unknown = judge_definitions(catalog, [layout], today=today, weights={"a": 1.0})
    assert [f.severity for f in flags] == [Severity.WARNING]
    assert unknown == []


def test_shares_come_from_the_definitions_unless_scoring_knows_better(kpi, rule, world, today):
    heard = {"audience": ["existing_customers"], "directness": "asked", "measured_by": "own"}
    a = kpi("a", **heard, relevance={"utility": 2, "purpose": 2, "importance": 2, "weight": 3})
    b = kpi("b", **heard, relevance={"utility": 2, "purpose": 2, "importance": 2, "weight": 1})
    catalog, layout = world([a, b], [rule("weight_share > 0", message="{weight_share}")])
    flags, _ = judge_definitions(catalog, [layout], today=today)
    assert [(f.kpi, f.message.en) for f in flags] == [("a", "75%"), ("b", "25%")]
    flags, _ = judge_definitions(catalog, [layout], today=today, weights={"a": 1.0})
    assert [(f.kpi, f.message.en) for f in flags] == [("a", "100%")]


def test_a_kpi_on_two_scorecards_is_flagged_once_at_its_worst(kpi, rule, world, today):
    catalog, layout = world(
        [kpi("a"), kpi("b")], [rule(("error", "weight_share > 0.9"), ("warning", "weight_share > 0.4"))]
    )
    alone = Layout("alone", same("Alone"), (Group("g", same("g"), 1.0, ("a",)),))
    heard = {"audience": ["existing_customers"], "directness": "asked"}
    kpis = {name: kpi(name, **heard) for name in ("a", "b")}
    flags, _ = judge_definitions(replace(catalog, kpis=kpis), [layout, alone], today=today)
    assert [(f.kpi, f.severity, f.scorecard) for f in flags] == [
        ("a", Severity.ERROR, "alone"),
        ("b", Severity.WARNING, "card"),
    ]


def test_a_kpi_on_no_scorecard_is_judged_when_asked_and_is_a_warning_at_most(kpi, rule, world, today):
    catalog, layout = world([kpi("a")])
    only = replace(
        catalog, rules={"KPF950": rule(("error", "not has_owner"))}, kpis={**catalog.kpis, "loose": kpi("loose")}
    )
    flags, _ = judge_definitions(only, [layout], today=today, also=["loose"])
    assert [(f.kpi, f.severity) for f in flags] == [("a", Severity.ERROR), ("loose", Severity.WARNING)]
    flags, _ = judge_definitions(only, [layout], today=today)
    assert [f.kpi for f in flags] == ["a"]


def test_a_flag_points_at_the_field_its_condition_speaks_of(kpi, rule, world, today):
    spot = Location("kpis.yaml", 42, 18, 26)
    placed = replace(kpi("a", measured_by="platform"), origins=(Origin("measured_by", spot, "project"),))
    catalog, layout = world(
        [placed], [rule('measured_by == "platform"'), rule("kpi_count > 0", code="KPF951", scope="set", message="all")]
    )
    flags, _ = judge_definitions(catalog, [layout], today=today)
    assert [(f.rule.id, f.location) for f in flags] == [("KPF950", spot), ("KPF951", layout.location)]


def test_preview_rules_wait_until_asked(kpi, rule, world, today):
    catalog, layout = world([kpi("a")])
    catalog = replace(catalog, rules={"KPF950": rule("not has_owner", status=RuleStatus.PREVIEW)})
    assert judge_definitions(catalog, [layout], today=today)[0] == []
    assert len(judge_definitions(catalog, [layout], today=today, preview=True)[0]) == 1


class TestLifecycleEntries:
    """A rule that names an entry is judged once for every entry of a KPI."""

    GONE = LifecycleEntry(
        "gone",
        Text("Gone metric", "Chỉ số đã bỏ"),
        "retired",
        same("It went."),
        Severity.ERROR,
        True,
        date(2025, 11, 15),
        sources=("notice",),
    )
    WHEN = 'entry_status == "retired" and entry_in_force'

    def test_each_entry_brings_its_own_date_replacement_and_source(self, kpi, rule, world, today):
        other = replace(self.GONE, id="older", effective=date(2016, 3, 1), precision="month", replacement=("nps",))
        catalog, layout = world(
            [kpi("a", lifecycle=["gone", "older"]), kpi("nps")],
            [rule(self.WHEN, message="{entry_date}, {replacement}")],
            [self.GONE, other],
        )
        flags, _ = judge_definitions(catalog, [layout], today=today)
        assert [(f.facts["entry"], f.message.en, f.message.vi) for f in flags] == [
            ("gone", "15 November 2025, a metric that is still maintained", "15/11/2025, một chỉ số còn được duy trì"),
            ("older", "March 2016, nps", "tháng 3/2016, nps"),
        ]
        assert flags[1].replace_with == ("nps",)
        assert flags[0].sources == ("notice",)

    @pytest.mark.parametrize(("day", "flagged"), [(date(2025, 11, 14), 0), (date(2025, 11, 15), 1)])
    def test_in_force_from_its_day_on(self, kpi, rule, world, day, flagged):
        catalog, layout = world([kpi("a", lifecycle=["gone"])], [rule(self.WHEN)], [self.GONE])
        assert len(judge_definitions(catalog, [layout], today=date(2026, 11, 21), as_of=day)[0]) == flagged

    def test_without_a_date_it_cannot_be_known(self, kpi, rule, world, today):
        catalog, layout = world([kpi("a", lifecycle=["gone"])], [rule(self.WHEN)], [replace(self.GONE, effective=None)])
        flags, unknown = judge_definitions(catalog, [layout], today=today)
        assert flags == []
        assert [n.fact for n in unknown] == ["entry_in_force"]

    def test_an_entry_nobody_could_verify_is_information_at_most(self, shipped, kpi, world, today):
        catalog, layout = world([kpi("a", lifecycle=[])])
        for entry in shipped.lifecycle.values():
            doubtful = replace(entry, verified=False, status="retired", effective=date(2000, 1, 1))
            one = replace(
                catalog, kpis={"a": kpi("a", lifecycle=[entry.id])}, lifecycle={entry.id: doubtful}, rules=shipped.rules
            )
            flags = [f for f in judge_definitions(one, [layout], today=today)[0] if f.rule.id == "KPF001"]
            assert [f.severity for f in flags] == [Severity.INFO], entry.id
            sure = replace(one, lifecycle={entry.id: replace(doubtful, verified=True)})
            flags = [f for f in judge_definitions(sure, [layout], today=today)[0] if f.rule.id == "KPF001"]
            assert [f.severity for f in flags] == [entry.severity], entry.id


class TestAcceptance:
    """A flag is accepted openly, for a reason and for a time."""

    ENTRY = Ignore(
        "KPF950", "a", "contract-requires", same("the contract"), "linh", date(2026, 6, 1), date(2026, 12, 31)
    )

    @pytest.mark.parametrize(
        ("change", "day", "accepted"),
        [
            ({}, date(2026, 12, 31), True),
            ({}, date(2027, 1, 1), False),
            ({}, date(2026, 5, 31), False),
            ({"until": None}, date(2026, 7, 1), True),
            ({"rule": "tested"}, date(2026, 7, 1), True),
            ({"rule": "old.name"}, date(2026, 7, 1), True),
            ({"rule": "KPF951"}, date(2026, 7, 1), False),
            ({"kpi": "b"}, date(2026, 7, 1), False),
            ({"kpi": ""}, date(2026, 7, 1), False),
            ({"rule": "*"}, date(2026, 7, 1), False),
        ],
    )
    def test_of_a_kpi(self, kpi, rule, world, change, day, accepted):
        catalog, layout = world([kpi("a")], [rule("not has_owner", aliases=("old.name",))])
        flags, _ = judge_definitions(catalog, [layout], today=day, ignores=[replace(self.ENTRY, **change)])
        assert [f.accepted is not None for f in flags] == [accepted]

    def test_an_error_is_never_accepted_for_ever(self, kpi, rule, world, today):
        catalog, layout = world([kpi("a")], [rule(("error", "not has_owner"))])
        for until, accepted in ((None, False), (date(2026, 12, 31), True)):
            flags, _ = judge_definitions(catalog, [layout], today=today, ignores=[replace(self.ENTRY, until=until)])
            assert (flags[0].accepted is not None) is accepted

    @pytest.mark.parametrize(("about", "accepted"), [("", True), ("card", True), ("other", False), ("a", False)])
    def test_of_a_whole_scorecard(self, kpi, rule, world, today, about, accepted):
        catalog, layout = world([kpi("a")], [rule("kpi_count > 0", scope="set", message="all")])
        flags, _ = judge_definitions(catalog, [layout], today=today, ignores=[replace(self.ENTRY, kpi=about)])
        assert (flags[0].accepted is not None) is accepted


def states(found):
    """Return KPIs as rules see them when only their states are known."""
    return {name: KpiSeen(state, (None,)) for name, state in found.items()}


class TestResults:
    """Rules of scope result see the scores of one card."""

    def test_the_gap_and_who_stands_behind_it(self, shipped, kpi, world, today):
        heard = {"audience": ["existing_customers"], "directness": "asked"}
        kpis = [kpi(n, measured_by="own", **heard) for n in ("a", "b", "c")] + [
            kpi("p", measured_by="platform", platform="meta_facebook", **heard)
        ]
        catalog, layout = world(kpis)
        catalog = replace(catalog, rules={"KPF152": shipped.rules["KPF152"]})
        card = CardFacts(
            flattery_gap=8.86, reported=83.86, independent=75.0, seen=states(dict.fromkeys("abcp", "scored"))
        )
        flags, unknown = judge_results(catalog, layout, facts=card, today=today)
        assert [(f.rule.id, f.severity) for f in flags] == [("KPF152", Severity.WARNING)]
        assert (
            flags[0].message.en
            == "As usually reported the score would be 83; independent sources and people say 75: 9 points of flattery."
        )
        assert (
            flags[0].message.vi
            == "Theo cách báo cáo thông thường, điểm sẽ là 83; nguồn độc lập và công chúng cho 75: chênh 9 điểm tự khen."
        )
        assert flags[0].kpi is None
        assert unknown == []

    @pytest.mark.parametrize(
        "card",
        [
            CardFacts(
                flattery_gap=None, gap_reason="too_few", reported=83.0, seen=states(dict.fromkeys("abcp", "scored"))
            ),
            CardFacts(
                flattery_gap=12.0, seen=states({"a": "scored", "b": "scored", "p": "scored", "c": "not_applicable"})
            ),
            CardFacts(flattery_gap=12.0),
        ],
    )
    def test_what_cannot_be_known_is_not_judged(self, shipped, kpi, world, today, card):
        heard = {"audience": ["existing_customers"], "directness": "asked"}
        catalog, layout = world([kpi(n, measured_by="own" if n != "p" else "platform", **heard) for n in "abcp"])
        catalog = replace(catalog, rules={"KPF152": shipped.rules["KPF152"]})
        flags, unknown = judge_results(catalog, layout, facts=card, today=today)
        assert flags == []
        assert [(n.rule, n.kpi) for n in unknown] == [("KPF152", None)]
