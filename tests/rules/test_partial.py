"""Tests inside rules: what may be written down, and what the real fact builders make of it."""

import pytest

from kpiframe.catalog.evidence import Control, ResearchUse, Sample, Scale, Team
from kpiframe.catalog.knowledge import RuleTest
from kpiframe.catalog.shipped import SHIPPED
from kpiframe.problems import Severity
from kpiframe.rules.partial import partial_kpi, verdict_of
from kpiframe.rules.partial_series import partial_card

TWO = ({"name": "a", "label": "First"}, {"name": "b", "label": "Second"})
LATE = {"name": "late", "direction": "lower_is_better", "thresholds": {"warn": 6, "target": 4}}


@pytest.fixture
def verdict(rule, shipped):
    """What one line says of what is given: verdict("value > 5", kpi={...}, series={...})."""

    def ask(line, *, scope="series", message="x", params=None, **given):
        asked = rule(line, scope=scope, message=message, params=params or {})
        return verdict_of(asked, RuleTest("flag", given), shipped)

    return ask


@pytest.fixture
def card(shipped):
    """What numbers come to: card({"series": {"a": [1, 2]}}, {"name": "a"})."""

    def make(given, *kpis, day="2026-11-21"):
        from datetime import date

        own = {kpi.name: kpi for kpi in map(partial_kpi, kpis)}
        return partial_card(given, {**shipped.kpis, **own}, own, date.fromisoformat(day))

    return make


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "key"),
        [("2026-11-21", "2026-10"), ("2026-10-31", "2026-10"), ("2026-10-30", "2026-09"), ("2026-01-01", "2025-12")],
    )
    def test_the_last_value_is_that_of_the_last_full_month(self, card, day, key):
        found = card({"series": {"a": [1, 2, 3]}}, {"name": "a"}, day=day)
        assert found.periods[-1].key == key
        assert (len(found.periods), found.seen["a"].value) == (3, 3.0)

    def test_shorter_lists_begin_later(self, card):
        found = card({"series": {"a": [1, 2, 3], "b": [9]}, "cases": {"b": [40, 50]}}, {"name": "a"}, {"name": "b"})
        assert found.seen["b"].values == (None, None, 9.0)
        assert found.seen["b"].cases == (None, 40.0, 50.0)

    def test_without_numbers_there_is_one_month_and_every_kpi_is_scored(self, card):
        found = card({}, {"name": "a"})
        assert [p.key for p in found.periods] == ["2026-10"]
        assert (found.seen["a"].state, found.seen["a"].value) == ("scored", None)

    def test_a_month_without_a_value_is_missing_unless_it_is_said_what_it_is(self, card):
        given = {"series": {"a": [1, None], "b": [1, None]}, "states": {"b": "stale"}}
        found = card(given, {"name": "a"}, {"name": "b"})
        assert (found.seen["a"].state, found.seen["b"].state) == ("missing", "stale")

    def test_scores_come_from_thresholds_unless_they_are_given(self, card):
        # lower is better, warn 6 scores 50, target 4 scores 90: 5 lies half-way, 70
        found = card({"series": {"late": [6, None, 5]}}, LATE)
        assert found.seen["late"].scores == (50.0, None, 70.0)
        found = card({"series": {"late": [6, 5]}, "scores": {"late": [10, 20]}}, LATE)
        assert found.seen["late"].scores == (10.0, 20.0)
        assert card({"series": {"a": [1]}}, {"name": "a"}).seen["a"].scores == ()

    def test_the_score_of_a_sample_has_half_of_what_its_interval_spans(self, card):
        # 5 ± 0.98 on a slope of 20 points a unit: from 50.4 to 89.6, half of it 19.6
        found = card({"series": {"late": [5]}, "errors": {"late": [0.5]}}, LATE)
        assert found.seen["late"].score_error == pytest.approx(19.6)
        assert card({"series": {"late": [5]}, "score_errors": {"late": 7}}, LATE).seen["late"].score_error == 7

    def test_a_page_compares_with_the_month_before_and_a_year_ago(self, card):
        long, short = (
            card({"series": {"a": range(13)}}, {"name": "a"}),
            card({"series": {"a": range(12)}}, {"name": "a"}),
        )
        assert [str(first) for first, _ in long.seen["a"].comparisons] == ["2026-09-01", "2025-10-01"]
        assert {str(last) for _, last in long.seen["a"].comparisons} == {"2026-10-31"}
        assert [str(first) for first, _ in short.seen["a"].comparisons] == ["2026-09-01"]
        assert long.seen["a"].baseline == 11

    def test_nothing_is_compared_with_a_month_without_a_value(self, card):
        assert card({"series": {"a": [5, None, 7]}}, {"name": "a"}).seen["a"].comparisons == ()

    def test_comparisons_targets_and_ages_may_be_said(self, card):
        given = {"series": {"a": [5, 6, 7]}, "compared": {"a": [2]}, "target_since": {"a": 1}, "ages": {"a": 40}}
        seen = card(given, {"name": "a"}).seen["a"]
        assert [str(first) for first, _ in seen.comparisons] == ["2026-08-01"]
        assert (seen.baseline, seen.target_since) == (0, 1)
        assert str(seen.as_of) == "2026-09-21"  # 40 days before 31 October

    def test_events_and_comments(self, card):
        given = {
            "events": [{"date": "2026-09-14", "kpis": ["a"]}],
            "comments": [{"period": "2026-09", "kpi": "a"}],
            "today": "2026-11-05",
        }
        found = card(given, {"name": "a"})
        assert [(str(e.date), e.kind, e.kpis) for e in found.events] == [("2026-09-14", "launch", ("a",))]
        assert [(c.period, c.kpi, bool(c.next_action)) for c in found.comments] == [("2026-09", "a", True)]
        assert str(found.today) == "2026-11-05"


class TestOfAKpi:
    def test_how_a_number_was_obtained(self):
        kpi = partial_kpi(
            {
                "name": "a",
                "scale": {"min": 0, "max": 10, "standard": "nps"},
                "sample": "customer_list",
                "research_use": "continuous",
                "attribution": {"click_days": 7, "view_days": 1},
                "teams": ["brand", {"name": "sales", "weight": 3}],
                "channel": "paid",
                "claims": "effect",
                "control": "geo",
                "ledger": {"kpi": "orders", "organic": "direct"},
                "perceived_as": "b",
                "succeeds": ["fid"],
                "corroborated_by": ["c", {"kpi": "d", "lag": 2}],
                "interval": "mean",
                "spread": "sd",
                "base": "answers",
            }
        )
        said = kpi.evidence
        assert said.scale == Scale(0.0, 10.0, "nps")
        assert (said.sample, said.research_use) == (Sample.CUSTOMER_LIST, ResearchUse.CONTINUOUS)
        assert (said.attribution.click_days, said.attribution.view_days) == (7, 1)
        assert said.teams == (Team("brand"), Team("sales", 3.0))
        assert (said.channel, said.claims_effect, said.control) == ("paid", True, Control.GEO)
        assert (said.ledger.kpi, said.ledger.organic, said.perceived_as) == ("orders", "direct", "b")
        assert (said.succeeds, kpi.corroborated_by, dict(said.lags)) == (("fid",), ("c", "d"), {"d": 2})
        assert (kpi.interval, kpi.spread, kpi.base) == ("mean", "sd", "answers")

    def test_inputs_are_counts_unless_they_are_described(self):
        kpi = partial_kpi({"name": "a", "formula": "won / asked"})
        assert [(i.name, i.unit) for i in kpi.inputs] == [("won", "count"), ("asked", "count")]
        kpi = partial_kpi(
            {"name": "a", "formula": "x + y", "inputs": {"x": "views", "y": {"unit": "views", "platform": "tiktok"}}}
        )
        assert [(i.unit, i.platform) for i in kpi.inputs] == [("views", ""), ("views", "tiktok")]

    def test_a_kpi_can_stand_as_it_ships(self):
        assert partial_kpi({"name": "a", "layer": "shipped"}).layer == SHIPPED
        assert partial_kpi({"name": "a"}).layer != SHIPPED

    def test_two_raters(self):
        ratings = {"utility": 3, "purpose": 2, "importance": 1, "rated_by": ["an", "binh"]}
        second = {"utility": 1, "purpose": 2, "importance": 3}
        kpi = partial_kpi({"name": "a", "relevance": {**ratings, "second": second}})
        assert (kpi.relevance.second, kpi.relevance.rated_by) == ((1, 2, 3), ("an", "binh"))


class TestWhatIsJudged:
    def test_every_kpi_is_judged_and_the_worst_counts(self, verdict):
        given = {"kpis": TWO, "series": {"a": [1], "b": [9]}}
        found = verdict("value > 5", message="{label}", **given)
        assert (found.word, found.message.en) == ("flag", "Second")
        assert verdict("value > 9", **given).word == "ok"

    def test_an_open_question_is_worse_than_a_good_answer(self, verdict):
        given = {"kpis": TWO, "series": {"a": [1], "b": [None]}}
        assert verdict("value > 5", **given).word == "not_judged"

    def test_one_of_them_can_be_chosen(self, verdict):
        given = {"kpis": TWO, "series": {"a": [1], "b": [9]}}
        assert verdict("value > 5", kpi="a", **given).word == "ok"
        assert verdict("value > 5", kpi="b", **given).word == "flag"

    def test_a_kpi_of_its_own_may_stand_on_a_scorecard(self, verdict):
        given = {"kpi": {"name": "c"}, "kpis": TWO, "series": {"a": [9], "b": [9], "c": [1]}}
        assert verdict("value > 5", **given).word == "ok"
        assert verdict("kpi_count == 3 and value > 0", **given).word == "flag"

    def test_shipped_kpis_may_stand_beside_it(self, verdict):
        given = {"kpi": {"name": "a", "ledger": "orders"}, "series": {"a": [2, 1], "customer_retention_rate": [80, 70]}}
        assert verdict("value == 1", **given).word == "flag"

    def test_where_kpis_hold_nothing_the_rule_speaks_of_it_is_silent(self, verdict):
        assert verdict("self_attribution_ratio > 1", scope="result", kpis=TWO).word == "ok"
        assert verdict("entry_status == 'retired'", scope="kpi", kpi={"name": "a"}).word == "ok"

    def test_every_ledger_and_every_entry_is_judged(self, verdict):
        kpis = [{"name": n, "measured_by": "platform_attributed", "ledger": led} for n, led in (("a", "x"), ("b", "y"))]
        given = {"kpis": [*kpis, {"name": "x"}, {"name": "y"}], "series": {"a": [1], "b": [3], "x": [2], "y": [2]}}
        found = verdict(
            "self_attribution_ratio > 1", scope="result", message="{ledger} {self_attribution_ratio}", **given
        )
        assert found.message.en == "y 1.5"
        linked = {"name": "a", "lifecycle": ["vanity_followers", "ave"]}
        assert verdict("entry_status == 'discredited'", scope="kpi", kpi=linked).word == "flag"

    def test_a_fact_given_directly_takes_the_place_of_the_built_one(self, verdict):
        assert verdict("value > 5", kpi={"name": "a"}, series={"a": [1]}, value=9).word == "flag"
        assert verdict("self_attribution_ratio > 1", scope="result", kpis=TWO, self_attribution_ratio=2).word == "flag"

    def test_cases_is_a_fact_as_a_number_and_a_list_of_each_kpi_otherwise(self, verdict):
        assert verdict("cases < 30", cases=20).word == "flag"
        assert verdict("cases < 30", kpi={"name": "a"}, series={"a": [1]}, cases={"a": [20]}).word == "flag"

    def test_severities_are_told(self, rule, shipped):
        asked = rule(("error", "value > 9"), ("warning", "value > 5"), scope="result")
        test = RuleTest("flag", {"kpi": {"name": "a"}, "series": {"a": [7]}})
        assert verdict_of(asked, test, shipped).severity is Severity.WARNING


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kpi": {"name": "a", "corroborates": ["b"]}}, "'corroborates' is no key of a tested KPI; nearest: corroborated_by"),
        ({"kpi": {"name": "a"}, "serie": {"a": [1]}}, "'serie' is no fact of scope series, nor a key of its tests; nearest: series"),
        ({"kpi": {"name": "abc"}, "series": {"abd": [1]}}, "'abd' is no KPI known to this test (series); nearest: abc"),
        ({"kpi": "b", "kpis": [{"name": "a"}]}, "'b' is no KPI among kpis"),
        ({"kpi": {"name": "a"}, "events": [{"date": "2026-10-01", "kpi": "a"}]}, "'kpi' is no key of an event; nearest: kpis"),
        ({"kpi": {"name": "a"}, "comments": [{"period": "2026-10", "next": "x"}]}, "'next' is no key of a comment"),
        ({"kpi": {"name": "a"}, "series": {"a": [1]}, "compared": {"a": [1]}}, "1 months back lie outside the 1 months"),
        ({"kpi": {"name": "a", "formula": "a.b"}}, "column 2"),
        ({"kpi": {"name": "a", "sample": "friends"}}, "friends"),
        ({"kpi": {"name": "a", "formula": "x", "inputs": {"x": {"platfrom": "y"}}}}, "nearest: platform"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_an_error_with_the_nearest_names(verdict, given, told):
    with pytest.raises(ValueError) as error:
        verdict("value > 5", **given)
    assert told in str(error.value)


def test_numbers_belong_to_rules_over_numbers(verdict):
    with pytest.raises(ValueError, match="'series' is no fact of scope kpi"):
        verdict("weight_share > 0.5", scope="kpi", kpi={"name": "a"}, series={"a": [1]})
