"""Facts of one number: its change, the margin of that change, its base and its age. Worked by hand."""

import math
from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.annotations import Comment
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.observations import TOTAL
from kpiframe.periods import Calendar, Grain, spine
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.result_facts import card_result_facts, kpi_result_facts
from kpiframe.rules.seeing import seen_of
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.texts import NO_TEXT, same

MONTH = Calendar(Grain.MONTH)
TWO = spine(MONTH.parse("2026-09"), MONTH.parse("2026-10"))


@pytest.fixture
def facts(kpi, world):
    """Facts of a KPI called "a" that was seen as given."""

    def ask(seen, *, today="2026-11-05", periods=TWO, **said):
        catalog, layout = world([kpi("a", **said)])
        card = CardFacts(seen={"a": seen}, periods=periods, today=date.fromisoformat(today))
        return kpi_result_facts(catalog.kpis["a"], card, Setting(catalog, date(2026, 11, 21), layout, {}))

    return ask


@pytest.fixture
def sampled(kpi, facts):
    """Facts of a sampled KPI, its errors worked out by scoring from the answers themselves."""

    def ask(values, base, parts=(), **said):
        defined = kpi("a", base="answers", **said)
        series = KpiSeries("a", TOTAL, values, Result(values[-1]), Trace("", ""), base=base, parts=parts)
        return facts(seen_of(defined, series, TWO, None), base="answers", **said)

    return ask


class TestChange:
    def test_it_is_this_value_less_that_of_the_period_before(self, facts):
        assert facts(KpiSeen("scored", (35.0, 40.0)))["change"] == 5
        assert facts(KpiSeen("scored", (50.0, 35.0, 33.0)))["change"] == -2

    @pytest.mark.parametrize("values", [(None, 40.0), (35.0, None), (40.0,), ()])
    def test_without_both_values_there_is_none_and_no_margin_either(self, facts, values):
        found = facts(KpiSeen("scored", values))
        assert (found["change"], found["change_error"], found["change_margin"]) == (None, None, None)

    @pytest.mark.parametrize(
        ("day", "comparable"),
        [("2026-09-01", True), ("2026-09-02", False), ("2026-10-31", False), ("2026-11-01", True)],
    )
    def test_across_a_break_two_periods_are_not_comparable(self, kpi, day, comparable):
        gone = LifecycleEntry("gone", same("Gone"), "redefined", NO_TEXT, Severity.WARNING, True,
                              date.fromisoformat(day), comparability="break", sources=("x",))  # fmt: skip
        card = CardFacts(seen={"a": KpiSeen("scored", (35.0, 40.0))}, periods=TWO)
        found = kpi_result_facts(kpi("a"), card, Setting(Catalog(), date(2026, 11, 21)), (gone,))
        assert found["comparable"] is comparable

    def test_words_on_the_kpi_in_this_period_are_counted(self, kpi):
        said = [("2026-10", "a"), ("2026-10", "a"), ("2026-10", ""), ("2026-10", "b"), ("2026-09", "a")]
        comments = tuple(Comment(period, name, same("x"), "linh", date(2026, 11, 5)) for period, name in said)
        card = CardFacts(seen={"a": KpiSeen("scored", (35.0, 40.0))}, periods=TWO, comments=comments)
        assert kpi_result_facts(kpi("a"), card, Setting(Catalog(), date(2026, 11, 21)))["remarks"] == 2

    def test_what_is_counted_is_exact(self, facts):
        found = facts(KpiSeen("scored", (100.0, 101.0)), kind="flow")
        assert (found["sampled"], found["change_error"], found["change_margin"]) == (False, 0.0, 0.0)

    def test_both_samples_make_the_error(self, facts):
        # 3-4-5
        found = facts(KpiSeen("scored", (30.0, 40.0), errors=(3.0, 4.0)), base="answers")
        assert (found["sampled"], found["change_error"]) == (True, 5.0)
        assert found["change_margin"] == pytest.approx(9.8)  # 1.96 times

    @pytest.mark.parametrize("errors", [(None, 4.0), (3.0, None), ()])
    def test_a_sample_without_an_error_leaves_it_unknown(self, facts, errors):
        found = facts(KpiSeen("scored", (30.0, 40.0), errors=errors), base="answers")
        assert (found["change"], found["change_error"], found["change_margin"]) == (10.0, None, None)


class TestMarginsOfTheArticles:
    """Their own examples, from the answers to the margin of a change."""

    def test_nps_40_of_150_answers_is_plus_or_minus_10_6(self, sampled):
        # 75 promoters, 15 detractors: (0.5 + 0.1 - 0.4²) / 150 = 0.44 / 150; the same margin twice is √2 times 10.6
        found = sampled((40.0, 40.0), (150.0, 150.0), ((75.0, 15.0),) * 2, unit="points", interval="net_share")
        single = 1.96 * 100 * math.sqrt(0.44 / 150)
        assert single == pytest.approx(10.6, abs=0.05)
        assert found["change_margin"] == pytest.approx(single * math.sqrt(2))
        assert found["change_margin"] == pytest.approx(15.0, abs=0.05)

    @pytest.mark.parametrize(
        ("percent", "n", "low", "high"),
        [(60, 100, 50.2, 69.1), (5, 100, 2.2, 11.2), (5, 1000, 3.8, 6.5), (10, 4000, 9.1, 11.0)],
    )  # CSAT, bounce rate, churn and conversion: 95 % intervals of relevance.md, to one digit
    def test_shares(self, sampled, percent, n, low, high):
        value = float(percent)
        found = sampled((value, value), (float(n),) * 2, unit="percent", interval="proportion")
        assert found["change_margin"] == pytest.approx(math.sqrt(2) * (high - low) / 2, abs=0.1)

    def test_two_shares_as_in_the_textbook(self, sampled):
        # 1.96·√(p₁q₁/n₁ + p₂q₂/n₂) for 52 % of 2000 and 48 % of 1500: 3.345 points
        found = sampled((52.0, 48.0), (2000.0, 1500.0), unit="percent", interval="proportion")
        assert 196 * math.sqrt(0.52 * 0.48 / 2000 + 0.48 * 0.52 / 1500) == pytest.approx(3.345, abs=0.001)
        assert found["change_margin"] == pytest.approx(3.345, abs=0.01)


class TestBaseAndAge:
    def test_cases_are_those_of_the_period(self, facts):
        assert facts(KpiSeen("scored", (1.0, 2.0), cases=(80.0, 64.0)))["cases"] == 64
        assert facts(KpiSeen("scored", (1.0, 2.0)))["cases"] is None

    def test_a_named_base_or_known_cases_make_a_sample(self, facts):
        assert facts(KpiSeen("scored", (1.0,)))["sampled"] is False
        assert facts(KpiSeen("scored", (1.0,)), base="answers")["sampled"] is True
        assert facts(KpiSeen("scored", (1.0,), cases=(64.0,)))["sampled"] is True

    def test_age_counts_to_the_end_of_the_period_or_to_today_while_it_runs(self, facts):
        seen = KpiSeen("scored", (1.0, 2.0), as_of=date(2026, 10, 1))
        assert facts(seen)["data_age"] == 30
        assert facts(seen, today="2026-10-11")["data_age"] == 10
        assert facts(KpiSeen("scored", (1.0, 2.0)))["data_age"] is None

    @pytest.mark.parametrize(
        ("cadence", "days"), [("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366), (None, None)]
    )
    def test_a_rhythm_lasts_as_long_as_its_longest_period(self, facts, cadence, days):
        assert facts(KpiSeen("scored", (1.0,)), cadence=cadence)["cadence_days"] == days

    def test_of_a_kpi_that_was_not_computed_nothing_is_known_but_its_rhythm(self, facts, kpi, world):
        catalog, layout = world([kpi("a", cadence="week")])
        found = kpi_result_facts(catalog.kpis["a"], CardFacts(), Setting(catalog, date(2026, 11, 21), layout, {}))
        known = {name: value for name, value in found.items() if value is not None}
        assert known == {"sampled": False, "cadence_days": 7.0}

    def test_state_value_and_score(self, facts):
        found = facts(KpiSeen("stale", (1.0, 2.0), (10.0, 20.0)))
        assert (found["state"], found["value"], found["score"]) == ("stale", 2.0, 20.0)


class TestOfTheReport:
    def days(self, world, kpi, today, periods=TWO):
        catalog, layout = world([kpi("a")])
        card = CardFacts(periods=periods, today=date.fromisoformat(today))
        return card_result_facts(card, Setting(catalog, date(2026, 11, 21), layout, {}))["days_since_end"]

    def test_days_since_the_period_ended(self, world, kpi):
        assert self.days(world, kpi, "2026-11-07") == 7
        assert self.days(world, kpi, "2026-10-31") == 0
        assert self.days(world, kpi, "2026-10-21") == -10

    def test_without_periods_nobody_knows(self, world, kpi):
        assert self.days(world, kpi, "2026-11-07", ()) is None


def test_a_value_known_to_be_wrong_is_no_number(facts):
    """Scoring leaves it out; what is left says nothing of a change."""
    seen = replace(KpiSeen("missing", (35.0, 40.0)), values=(35.0, None))
    assert (facts(seen)["value"], facts(seen)["change"]) == (None, None)
