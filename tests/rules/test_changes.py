"""What differs between two definitions, field by field, and what the rules of scope diff make of it."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.differences import FIELDS, Effect, differences, layout_differences, uncovered
from kpiframe.catalog.facts import Subject
from kpiframe.catalog.fingerprint import fingerprint_of
from kpiframe.catalog.knowledge import Scope
from kpiframe.catalog.layouts import Group, Layout, Missing
from kpiframe.catalog.model import Audience, Direction, Input, KpiKind, MeasuredBy, Target, Thresholds
from kpiframe.catalog.vocabulary import FACTS
from kpiframe.formula.algebras.kinds import Kind
from kpiframe.formula.syntax import parse
from kpiframe.problems import Location, Severity
from kpiframe.rules.change_facts import ChangeSeen, ChangesSeen, Version, change_facts, comparison_facts
from kpiframe.rules.changes import judge_changes
from kpiframe.testing import run_rule_tests
from kpiframe.texts import Text, same

OCTOBER = date(2026, 10, 31)
SCALE = Thresholds(30, 45)


def told(changes):
    return [(c.path.split(".", 2)[2], c.field.en, c.old.en, c.new.en, c.effect.value) for c in changes]


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({"formula": parse("a / b")}, ("formula", "formula", "value", "a / b", "values")),
        ({"unit": "percent"}, ("unit", "unit", "count", "percent", "values")),
        ({"kind": KpiKind.STOCK}, ("kind", "kind", "flow", "stock", "values")),
        ({"direction": Direction.LOWER}, ("direction", "direction", "higher_is_better", "lower_is_better", "values")),
        ({"thresholds": replace(SCALE, target=40)}, ("thresholds.target", "target", "45", "40", "values")),
        ({"thresholds": replace(SCALE, warn=0.5)}, ("thresholds.warn", "warning line", "30", "0.5", "values")),
        ({"thresholds": replace(SCALE, stretch=60)}, ("thresholds.stretch", "stretch", "none", "60", "values")),
        (
            {"targets": (Target("2026-04", 50.0, set_by="client"), Target("2027", growth=5, over="previous_period"))},
            ("targets", "dated targets", "none", "50 from 2026-04; 5% over the period before from 2027", "values"),
        ),
        ({"critical": True}, ("critical", "critical", "no", "yes", "values")),
        ({"measured_by": MeasuredBy.PLATFORM}, ("measured_by", "who counts", "own", "platform", "values")),
        ({"audience": (Audience.WIDER,)}, ("audience", "audience", "none", "wider_audience", "values")),
        ({"lifecycle": ("ave",)}, ("lifecycle", "lifecycle entries", "none", "ave", "values")),
        ({"corroborated_by": ("a", "b")}, ("corroborated_by", "corroborating KPIs", "none", "a, b", "flags")),
        ({"reviewed_on": OCTOBER}, ("reviewed_on", "day of review", "none", "2026-10-31", "flags")),
        ({"label": Text("NPS", "NPS")}, ("label", "label", "nps", "NPS", "words")),
    ],
)
def test_a_changed_field_is_told_in_words_with_what_it_can_move(kpi, said, row):
    old = replace(kpi("nps"), thresholds=SCALE)
    expected = [row] if "targets" not in said else [row, ("targets.why", "who set the targets, and why")]
    found = told(differences(old, replace(old, **said)))
    assert [r[: len(e)] for r, e in zip(found, expected, strict=True)] == expected


def test_ratings_weight_and_ranges_are_told_in_both_languages(kpi):
    old = kpi("nps", relevance={"utility": 2, "purpose": 1, "importance": 3, "weight": 1})
    new = kpi("nps", relevance={"utility": 3, "purpose": 1, "importance": 3, "weight": 0.5})
    weight, ratings = differences(old, new)
    assert (weight.old.vi, weight.new.vi) == ("1", "0,5")
    assert ratings.old == Text("utility 2, purpose 1, importance 3", "tính ứng dụng 2, mục đích 1, quan trọng 3")
    narrow, wide = (replace(old, thresholds=Thresholds((2, 7), (3, high))) for high in (5, 6))
    (target,) = differences(narrow, wide)
    assert (target.old.en, target.new.vi) == ("3 to 5", "3 đến 6")


def test_the_same_definition_in_another_file_differs_in_nothing(kpi):
    assert differences(kpi("nps"), replace(kpi("nps"), location=Location("other.yaml", 7, 1), layer="agency")) == []


def test_every_field_of_a_kpi_is_compared_or_left_out_on_purpose():
    assert uncovered() == set()
    assert len({field.path for field in FIELDS}) == len(FIELDS)
    assert [field.path for field in FIELDS if field.words.en == field.words.vi] == []


@pytest.mark.parametrize("field", [f for f in FIELDS if not f.path.startswith("thresholds")], ids=lambda f: f.path)
def test_what_changes_values_is_what_the_fingerprint_holds(kpi, field):
    """Every field alone: the fingerprint moves exactly where a change is said to move values."""
    old = replace(kpi("nps"), thresholds=SCALE, inputs=(Input("x", "count"),), targets=(Target("2026", 45.0),))
    new = altered(old, field.path)
    assert [c.path for c in differences(old, new) if c.path.endswith(field.path)], "the change is seen"
    moved = fingerprint_of(old).fingerprint != fingerprint_of(new).fingerprint
    assert moved == (field.effect is Effect.VALUES)


def altered(kpi, path):
    """Change one field to something of no meaning at all: only equality matters here."""
    head, _, part = path.partition(".")
    if path == "inputs":
        return replace(kpi, inputs=(Input("x", "people"),))
    if path == "inputs.platform":
        return replace(kpi, inputs=(Input("x", "count", platform="youtube", surface="shorts"),))
    if path == "inputs.counts":
        return replace(kpi, inputs=(Input("x", "count", same("everyone")),))
    if path == "formula":
        return replace(kpi, formula=parse("value + 1"))
    if path == "relevance.ratings":
        return replace(kpi, relevance=replace(kpi.relevance, utility=3))
    if path == "relevance.second":
        return replace(kpi, relevance=replace(kpi.relevance, second=(1, 2, 3)))
    if path in ("relevance.why", "targets.why"):
        return reasoned(kpi, head)
    if path == "targets":
        return replace(kpi, targets=(Target("2026-04", 50.0),))
    if head in ("relevance", "evidence"):
        return replace(kpi, **{head: replace(getattr(kpi, head), **{part: 7.0 if head == "relevance" else "x"})})
    numbers = {"dead_band": 1.0, "min_n": 30.0, "early_window": 0.5, "critical": True}
    several = {"audience", "lifecycle", "corroborated_by", "alternatives", "pitfalls", "sources", "bands", "tags"}
    return replace(kpi, **{head: numbers.get(head, ("x",) if head in several else "x")})


def reasoned(kpi, head):
    if head == "relevance":
        return replace(kpi, relevance=replace(kpi.relevance, why=same("asked 40 guests")))
    return replace(kpi, targets=(Target("2026", 45.0, why=same("agreed")),))


def card(*groups, missing=Missing.CAUTIOUS):
    return Layout("brand", same("Brand"), tuple(Group(n, same(n), w, k) for n, w, k in groups), missing)


def test_a_scorecard_differs_in_groups_weights_kpis_and_policy():
    old = card(("people", 60.0, ("nps", "churn")), ("sales", 40.0, ("revenue",)))
    new = card(("people", 70.0, ("nps",)), ("reach", 30.0, ("reach",)), missing=Missing.REDISTRIBUTE)
    assert told(layout_differences(old, new)) == [
        ("missing", "policy for missing values", "cautious", "redistribute", "values"),
        ("groups.people.weight", "weight of group people", "60", "70", "values"),
        ("groups.people.kpis", "KPIs of group people", "nps, churn", "nps", "values"),
        ("groups.sales", "group sales", "revenue", "none", "values"),
        ("groups.reach", "group reach", "none", "reach", "values"),
    ]


def test_the_order_of_kpis_in_a_group_changes_nothing():
    assert layout_differences(card(("all", 1.0, ("a", "b"))), card(("all", 1.0, ("b", "a")))) == []


@pytest.fixture
def seen(kpi, world, shipped):
    """NPS with a target of 45, then of 40, changed on *on* and worth *rise*."""

    def make(on=date(2026, 11, 3), rise=3.5, alone=True, rules=("KPF154",), **more):
        old = replace(kpi("nps"), thresholds=SCALE)
        new = replace(old, thresholds=Thresholds(30, 40))
        known = [shipped.rules[code] for code in rules]
        versions = [Version(*world([one], known), on=day) for one, day in ((old, date(2026, 9, 1)), (new, on))]
        changes = tuple(ChangeSeen(c, on, rise, alone) for c in differences(old, new))
        return ChangesSeen(*versions, changes, OCTOBER, **more)

    return make


def test_the_table_of_facts_is_what_the_builders_produce(seen):
    one = seen()
    table = {s: {f.name for f in FACTS if f.scope is Scope.DIFF and f.of is s} for s in Subject}
    built = {Subject.CARD: comparison_facts(one), Subject.CHANGE: change_facts(one.changes[0], one)}
    kinds = {f.name: f.kind for f in FACTS}
    types = {Kind.NUMBER: float, Kind.CONDITION: bool, Kind.TEXT: (str, Text)}
    assert {s: set(facts) for s, facts in built.items()} == {s: names for s, names in table.items() if names}
    for facts in built.values():
        assert all(v is None or isinstance(v, types[kinds[n]]) for n, v in facts.items())


def test_a_change_after_the_end_that_lifts_the_score_is_flagged_where_it_stands(seen, today):
    (flag,), unknown = judge_changes(seen(), today=today)
    assert (flag.rule.id, flag.severity, flag.kpi, flag.scorecard) == ("KPF154", Severity.ERROR, "nps", "card")
    assert flag.message.en == (
        "nps: target was changed from 45 to 40 after the period had ended, and this change alone raises its score by "
        "3.5 points."
    )
    assert "mục tiêu bị sửa từ 45 thành 40" in flag.message.vi
    assert "3,5 điểm" in flag.message.vi
    assert flag.location == Location("kpis.yaml", 1, 1)
    assert unknown == []


@pytest.mark.parametrize(
    ("on", "rise", "flags", "unknown"),
    [
        (date(2026, 11, 1), 0.001, 1, []),
        (OCTOBER, 3.5, 0, []),  # the last day still belongs to the period
        (date(2026, 11, 1), 0.0, 0, []),
        (date(2026, 11, 1), -3.5, 0, []),
        (date(2026, 11, 1), None, 0, ["score_rise"]),
        (None, 3.5, 0, ["after_the_end"]),
        (None, -1.0, 0, []),  # whenever it was: it cost points
        (OCTOBER, None, 0, []),  # whatever it does: it was in time
    ],
)
def test_what_is_unknown_is_not_judged_unless_it_cannot_matter(seen, today, on, rise, flags, unknown):
    found, open_ = judge_changes(seen(on, rise), today=today)
    assert (len(found), [n.fact for n in open_]) == (flags, unknown)


def test_points_that_all_changes_bring_together_are_said_to_be_so(seen, today):
    (flag,), _ = judge_changes(seen(alone=False), today=today)
    assert "all changes together raises its score" not in flag.message.vi
    assert "all changes together" in flag.message.en
    assert "mọi thay đổi cộng lại" in flag.message.vi


def test_a_flag_is_accepted_openly_like_any_other(seen, today):
    entry = Ignore("KPF154", "nps", "contract-requires", same("agreed"), "linh", None, date(2026, 12, 31))
    (flag,), _ = judge_changes(seen(), ignores=[entry], today=today)
    assert flag.accepted is entry


def test_a_rule_in_preview_is_judged_when_asked_for(seen, rule, today):
    from kpiframe.catalog.knowledge import RuleStatus

    one = seen(rules=())
    asked = replace(rule("score_rise > 0", scope="diff"), status=RuleStatus.PREVIEW)
    catalog = replace(one.after.catalog, rules={asked.id: asked})
    one = replace(one, after=replace(one.after, catalog=catalog))
    assert judge_changes(one, today=today) == ([], [])
    assert len(judge_changes(one, today=today, preview=True)[0]) == 1


def test_a_rule_over_kpis_sees_the_newer_definition_else_the_older(kpi, rule, world, today):
    asked = rule("measured_by == 'platform'", scope="diff", message="{label}")
    old = Version(*world([kpi("a"), kpi("gone", measured_by="platform")], [asked]))
    new = Version(*world([kpi("a", measured_by="platform")], [asked]))
    flags, _ = judge_changes(ChangesSeen(old, new), today=today)
    assert sorted(f.kpi for f in flags) == ["a", "gone"]


def scored(kpi, *names):
    return [replace(kpi(name), thresholds=SCALE) for name in names]


@pytest.mark.parametrize(
    ("old", "new", "share", "gone"),
    [
        ("abcd", "abcd", 0.0, None),
        ("abcd", "abcx", 0.25, "d"),
        ("abcd", "wxyz", 1.0, "a, b, c, d"),
        ("ab", "abcdef", 0.0, None),
        ("", "a", None, None),
    ],
)
def test_the_replaced_share_is_of_the_kpis_scored_before(kpi, world, old, new, share, gone):
    before, after = (Version(*world(scored(kpi, *names))) for names in (old, new))
    facts = comparison_facts(ChangesSeen(before, after))
    assert facts["replaced_share"] == share
    assert facts["replaced_kpis"] == (Text(gone, gone) if gone else None)


def test_a_kpi_under_another_name_is_not_replaced(kpi, world):
    (old,) = (fingerprint_of(k) for k in scored(kpi, "nps"))
    before, after = (Version(*world([one])) for one in (old, replace(old, name="net_promoter_score")))
    assert comparison_facts(ChangesSeen(before, after))["replaced_share"] == 0.0


def test_what_is_not_held_against_a_target_is_not_scored(kpi, world):
    neutral = replace(scored(kpi, "b")[0], direction=Direction.NEUTRAL)
    before, after = (Version(*world(k)) for k in ([*scored(kpi, "a"), neutral, kpi("c")], scored(kpi, "a")))
    assert comparison_facts(ChangesSeen(before, after))["replaced_share"] == 0.0


@pytest.mark.parametrize("code", ["KPF154", "KPF188"])
def test_the_tests_inside_the_rules_pass(shipped, code):
    outcomes = run_rule_tests([shipped.rules[code]], shipped)
    assert [o for o in outcomes if not o.ok] == []
    assert {t.verdict for t in shipped.rules[code].tests} == {"flag", "ok", "not_judged"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"before": {"kpi": []}, "after": {}}, "'kpi' is no key of a version; nearest: kpis"),
        ({"before": {}, "after": {}, "scores": {"befor": 1}}, "'befor' is no version; nearest: before"),
    ],
)
def test_a_test_that_is_misspelt_says_what_was_meant(shipped, given, said):
    from kpiframe.catalog.knowledge import RuleTest

    rule = replace(shipped.rules["KPF154"], tests=(RuleTest("flag", given),))
    (outcome,) = run_rule_tests([rule], shipped)
    assert not outcome.ok
    assert said in outcome.got
