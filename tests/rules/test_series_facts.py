"""Facts of runs of periods, worked by hand: runs, baselines, shares of a ledger, asking, breaks."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.annotations import Comment, Event
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.periods import Calendar, Grain, spine
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.rules.series_facts import card_series_facts, entry_series_facts, kpi_series_facts
from kpiframe.texts import NO_TEXT, same

DAY = date(2026, 11, 21)


def months(count, last="2026-10", grain=Grain.MONTH):
    calendar = Calendar(grain)
    return spine(calendar.parse(last).shift(1 - count), calendar.parse(last))


def event(day, kind="launch", until=None, **said):
    ends = date.fromisoformat(until) if until else None
    return Event(date.fromisoformat(day), ends, same(kind), kind, **said)


def comment(period, kpi="a", action="to do"):
    return Comment(period, kpi, same("x"), "linh", DAY, same(action) if action else NO_TEXT)


class TestAllGreen:
    """Every KPI with weight on target, and what became of the outcomes meanwhile."""

    @pytest.fixture
    def facts(self, kpi, world):
        def ask(scores, shares, outcomes=None, states=None):
            outcomes = {
                name: values if isinstance(values, tuple) else (values, {}) for name, values in (outcomes or {}).items()
            }
            kpis = [kpi(n) for n in scores]
            kpis += [kpi(n, **{"signal": "outcome", "measured_by": "own"} | said) for n, (_, said) in outcomes.items()]
            catalog, layout = world(kpis)
            seen = {n: KpiSeen((states or {}).get(n, "scored"), tuple(s), tuple(s)) for n, s in scores.items()}
            seen |= {n: KpiSeen("beside", tuple(values)) for n, (values, _) in outcomes.items()}
            return card_series_facts(CardFacts(seen=seen), Setting(catalog, DAY, layout, shares))

        return ask

    def test_the_run_is_as_long_as_that_of_its_worst_kpi(self, facts):
        found = facts({"a": [90, 95, 99], "b": [89.9, 90, 100]}, {"a": 0.6, "b": 0.4})
        assert found["green_run"] == 2

    def test_what_has_no_weight_does_not_count(self, facts):
        assert facts({"a": [90, 95], "b": [10, 10]}, {"a": 1.0, "b": 0.0})["green_run"] == 2

    def test_what_no_target_judges_does_not_count(self, facts):
        scores, shares = {"a": [90, 95], "b": [None, None]}, {"a": 0.5, "b": 0.5}
        assert facts(scores, shares, states={"b": "unscored"})["green_run"] == 2
        assert facts(scores, shares, states={"b": "missing"})["green_run"] == 0

    def test_an_unknown_period_ends_the_run(self, facts):
        assert facts({"a": [95, None, 95]}, {"a": 1.0})["green_run"] == 1

    def test_without_a_kpi_with_weight_there_is_no_run(self, facts):
        assert facts({"a": [95]}, {})["green_run"] is None
        assert facts({"a": [95]}, {"a": 1.0}, states={"a": "not_applicable"})["green_run"] is None

    def test_the_worst_outcome_from_the_first_to_the_last_period_of_the_run(self, facts):
        # the run is two periods: sales 200 -> 190, share 40 -> 42
        found = facts({"a": [50, 95, 95]}, {"a": 1.0}, {"sales": [100, 200, 190], "share": [50, 40, 42]})
        assert (found["green_run"], found["outcome_change"]) == (2, -0.05)
        assert found["outcome_label"].en == "sales"

    def test_where_lower_is_better_a_rise_is_a_loss(self, facts):
        found = facts({"a": [95, 95]}, {"a": 1.0}, {"churn": ([4, 5], {"direction": "lower_is_better"})})
        assert found["outcome_change"] == -0.25

    @pytest.mark.parametrize(
        "outcomes",
        [
            {},
            {"sales": [None, 200]},
            {"sales": [0, 200]},
            {"sales": ([100, 90], {"measured_by": "platform_attributed"})},
            {"sales": ([100, 90], {"signal": "activity"})},
            {"stock": ([100, 90], {"direction": "in_range"})},
        ],
    )
    def test_without_an_outcome_nothing_is_known(self, facts, outcomes):
        found = facts({"a": [95, 95]}, {"a": 1.0}, outcomes)
        assert (found["outcome_change"], found["outcome_label"]) == (None, None)

    def test_across_a_break_the_worst_outcome_is_not_comparable(self, kpi, world):
        gone = LifecycleEntry("gone", same("Gone"), "redefined", NO_TEXT, Severity.WARNING, True, date(2026, 10, 15),
                              comparability="break", sources=("x",))  # fmt: skip
        sold = [kpi(name, signal="outcome", measured_by="own") for name in ("orders", "sales")]
        sold[1] = replace(sold[1], lifecycle=("gone",))

        def ask(*outcomes):
            catalog, layout = world([kpi("a"), *sold], [], [gone])
            seen = {"a": KpiSeen("scored", (95.0, 95.0), (95.0, 95.0))}
            seen |= {name: KpiSeen("beside", values) for name, values in outcomes}
            card = CardFacts(seen=seen, periods=months(2))
            found = card_series_facts(card, Setting(catalog, DAY, layout, {"a": 1.0}))
            return found["outcome_label"].en, found["outcome_change"], found["outcome_comparable"]

        assert ask(("sales", (200.0, 100.0))) == ("sales", -0.5, False)
        assert ask(("sales", (200.0, 100.0)), ("orders", (100.0, 99.0))) == ("orders", -0.01, True)

    def test_one_period_is_no_change(self, facts):
        assert facts({"a": [50, 95]}, {"a": 1.0}, {"sales": [200, 100]})["outcome_change"] is None


@pytest.fixture
def facts(kpi):
    """Facts of a KPI called "a": facts([1, 2], events=[…], label="…")."""

    def ask(
        values, scores=(), *, state="scored", cases=(), baseline=None, booked=None, periods=None, as_of=None, **said
    ):
        told = {name: tuple(said.pop(name, ())) for name in ("events", "comments")}
        compared = () if baseline is None else (baseline,)
        seen = {"a": KpiSeen(state, tuple(values), tuple(scores), cases=tuple(cases), compared=compared, as_of=as_of)}
        if booked is not None:
            seen["orders"] = KpiSeen("beside", tuple(booked))
        card = CardFacts(seen=seen, periods=periods or months(len(values)), today=date(2026, 11, 5), **told)
        return kpi_series_facts(kpi("a", **said), card)

    return ask


class TestOffTarget:
    def test_the_run_counts_back_from_this_period(self, facts):
        assert facts([0] * 4, [49, 50, 49.9, 0])["red_run"] == 2
        assert facts([0] * 2, [0, 50])["red_run"] == 0

    def test_a_kpi_without_a_target_is_never_off_it_and_one_without_a_value_may_be(self, facts):
        assert facts([0] * 3, state="unscored")["red_run"] == 0
        assert facts([0] * 3, [10, 10, None], state="missing")["red_run"] is None

    def test_next_actions_on_the_periods_of_the_run_count(self, facts):
        said = [comment("2026-08"), comment("2026-09"), comment("2026-10", action=""), comment("2026-10", kpi="b")]
        assert facts([0] * 3, [90, 10, 10], comments=said)["responses"] == 1

    @pytest.mark.parametrize(
        ("happened", "count"),
        [
            (event("2026-09-01", "price", kpis=("a",)), 1),
            (event("2026-08-31", "price", kpis=("a",)), 0),  # before it began
            (event("2026-11-04", "launch", kpis=("a",)), 1),  # after the period, before the report
            (event("2026-11-06", "launch", kpis=("a",)), 0),
            (event("2026-09-10", "campaign", tags=("service",)), 1),
            (event("2026-09-10", "campaign"), 0),  # names nothing
            (event("2026-09-10", "season", kpis=("a",)), 0),  # nothing the brand did
            (event("2026-09-10", "definition", kpis=("a",)), 0),
        ],
    )
    def test_dated_steps_of_the_brand_for_this_kpi_count(self, facts, happened, count):
        assert facts([0] * 3, [90, 10, 10], events=[happened], tags=["service"])["responses"] == count


class TestShareOfTheLedger:
    def ask(self, facts, values, booked, **said):
        found = facts(values, booked=booked, ledger="orders", **said)
        return found["ratio_drift"], found["ratio_periods"]

    def test_it_is_held_against_the_median_of_the_six_before(self, facts):
        # shares 0.1, then 0.2 0.3 0.4 0.2 0.3 0.4 (median 0.3), now 0.45: half as much again
        assert self.ask(facts, [10, 20, 30, 40, 20, 30, 40, 45], [100] * 8) == (0.5, 6)

    def test_the_median_of_an_even_number_lies_between(self, facts):
        # 0.1 and 0.3: median 0.2; now 0.1
        assert self.ask(facts, [10, 30, 10], [100] * 3) == (-0.5, 2)

    def test_it_is_the_share_that_counts_and_not_the_number(self, facts):
        assert self.ask(facts, [30] * 6 + [60], [100] * 6 + [200]) == (0.0, 6)

    def test_periods_without_both_numbers_are_left_out(self, facts):
        assert self.ask(facts, [30, None, 30, 30, 45], [100, 100, 0, None, 100]) == (0.5, 1)

    def test_without_a_number_now_or_before_nothing_is_known(self, facts):
        assert self.ask(facts, [30, None], [100, 100]) == (None, 1)
        assert self.ask(facts, [30], [100]) == (None, 0)
        assert self.ask(facts, [0, 30], [100, 100]) == (None, 1)

    def test_without_a_ledger_nothing_is_known(self, facts):
        found = facts([30, 40])
        assert (found["ratio_drift"], found["ratio_periods"]) == (None, None)


class TestBaseline:
    def test_its_rank_among_the_periods_before(self, facts):
        # before this one: 5 3 4 8; the one compared with is 4, of four one is worse
        found = facts([5, 3, 4, 8, 9], baseline=2)
        assert (found["baseline_rank"], found["baseline_periods"], found["baseline"].en) == (0.25, 4, "2026-08")

    def test_where_lower_is_better_the_higher_is_worse(self, facts):
        assert facts([5, 3, 4, 8, 9], baseline=2, direction="lower_is_better")["baseline_rank"] == 0.5

    def test_equal_periods_are_not_worse(self, facts):
        assert facts([4, 4, 4, 9], baseline=2)["baseline_rank"] == 0

    def test_only_two_years_count(self, facts):
        # a hundred bad months before the 24 that count
        found = facts([0] * 100 + [5] * 23 + [4, 9], baseline=123)
        assert (found["baseline_rank"], found["baseline_periods"]) == (0, 24)

    def test_in_a_range_scores_say_what_is_worse(self, facts):
        found = facts([1, 2, 9, 3], [40, 60, 20, 90], baseline=0, direction="in_range")
        assert (found["baseline_rank"], found["baseline_periods"]) == (pytest.approx(1 / 3), 3)
        assert facts([1, 2, 9, 3], baseline=0, direction="in_range")["baseline_rank"] is None

    def test_a_period_before_a_break_is_compared_with_nothing_and_not_ranked(self, kpi):
        gone = LifecycleEntry("gone", same("Gone"), "redefined", NO_TEXT, Severity.WARNING, True, date(2026, 7, 15),
                              comparability="break", sources=("x",))  # fmt: skip
        values = (1.0, 1.0, 5.0, 4.0, 3.0, 9.0)  # May to October: July holds the break
        ask = lambda *compared: kpi_series_facts(  # noqa: E731
            kpi("a"), CardFacts(seen={"a": KpiSeen("scored", values, compared=compared)}, periods=months(6)), (gone,)
        )
        assert ask(0)["baseline_rank"] is None
        found = ask(0, 4)  # of August 4 and September 3 none is worse than September
        assert (found["baseline"].en, found["baseline_rank"], found["baseline_periods"]) == ("2026-09", 0.0, 2.0)

    def test_days_of_that_period_over_days_of_this_one(self, facts):
        # February 2026 has 28 days, March 31
        found = facts([5, 6], baseline=0, periods=months(2, "2026-03"), kind="flow")
        assert found["baseline_length"] == 28 / 31
        assert found["baseline_other"].en == "; it lasted 28 days, this one 31"

    def test_thirty_days_beside_thirty_one_are_not_worth_a_word(self, facts):
        assert facts([5, 6], baseline=0, kind="flow")["baseline_other"] == NO_TEXT  # September and October

    def test_a_length_means_nothing_to_a_ratio(self, facts):
        assert facts([5, 6], baseline=0, periods=months(2, "2026-03"), kind="ratio")["baseline_other"] == NO_TEXT

    def test_of_two_comparisons_the_one_nearest_in_length_counts(self, kpi):
        seen = {"a": KpiSeen("scored", (1.0,) * 13, compared=(11, 0))}  # February 2026, and March 2025
        found = kpi_series_facts(kpi("a"), CardFacts(seen=seen, periods=months(13, "2026-03")))
        assert (found["baseline"].en, found["baseline_length"]) == ("2026-02", 1.0)

    @pytest.mark.parametrize(
        ("begins", "until", "other"),
        [
            ("2026-09-30", None, True),  # that one only
            ("2026-10-01", None, True),  # this one only
            ("2026-09-30", "2026-10-01", False),  # both
            ("2026-08-01", "2026-08-31", False),  # neither
        ],
    )
    def test_a_season_in_one_of_the_two(self, facts, begins, until, other):
        found = facts([5, 6], baseline=0, events=[event(begins, "season", until)])
        assert found["other_season"] is other
        assert bool(found["baseline_other"]) is other

    def test_a_season_of_other_kpis_is_not_its_own(self, facts):
        assert facts([5, 6], baseline=0, events=[event("2026-10-01", "season", kpis=("b",))])["other_season"] is False

    def test_nothing_is_compared(self, facts):
        found = facts([5, 3])
        assert (found["baseline_rank"], found["baseline_periods"], found["baseline"]) == (None, None, None)


class TestAsking:
    def ask(self, facts, values, **said):
        found = facts(values, **said)
        return found["asked_times"], found["asked_least"], found["asked_launch"]

    def test_twelve_months_in_four_quarters(self, facts):
        # November to January 2, February to April 1, May to July 0, August to October 3
        assert self.ask(facts, [1, 1, None, None, 1, None, None, None, None, 1, 1, 1]) == (6, 0, 0)
        assert self.ask(facts, [1] * 12) == (12, 3, 0)

    def test_what_lies_further_back_does_not_count(self, facts):
        assert self.ask(facts, [1] * 6 + [None] * 11 + [1]) == (1, 0, 0)

    def test_less_than_twelve_months_do_not_say(self, facts):
        assert self.ask(facts, [1] * 11) == (None, None, None)

    def test_a_wave_without_answers_is_none(self, facts):
        assert self.ask(facts, [1] * 12, cases=[9, 0, None] * 4) == (4, 1, 0)

    def test_a_study_that_stands_for_the_months_after_it_was_asked_once(self, facts):
        values = [None] * 7 + [15] * 5
        assert self.ask(facts, values) == (5, 0, 0)
        assert self.ask(facts, values, as_of=date(2026, 6, 20)) == (1, 0, 0)

    def test_quarters_and_years(self, facts):
        assert self.ask(facts, [1, None, 1, 1], periods=months(4, "2026-Q3", Grain.QUARTER)) == (3, 0, 0)
        assert self.ask(facts, [1] * 3, periods=months(3, "2026-Q3", Grain.QUARTER)) == (None, None, None)
        assert self.ask(facts, [1], periods=months(1, "2025", Grain.YEAR)) == (1, None, 0)

    @pytest.mark.parametrize(
        ("launch", "near"),
        [
            (event("2026-05-31"), 0),  # 46 days before the wave of 16 July
            (event("2026-06-01"), 1),
            (event("2026-08-30"), 1),  # 45 days after it
            (event("2026-08-31"), 0),
            (event("2026-05-01", until="2026-06-01"), 1),
            (event("2026-07-16", "campaign"), 0),
            (event("2026-07-16", kpis=("b",)), 0),
            (event("2026-07-16", kpis=("a",)), 1),
            (event("2026-07-16", tags=("brand",)), 1),
        ],
    )
    def test_a_launch_within_45_days(self, facts, launch, near):
        days = spine(Calendar(Grain.DAY).parse("2025-10-01"), Calendar(Grain.DAY).parse("2026-10-31"))
        values = [1 if str(day.start) == "2026-07-16" else None for day in days]
        assert self.ask(facts, values, periods=days, events=[launch], tags=["brand"])[::2] == (1, near)


class TestEntries:
    @pytest.fixture
    def ask(self, kpi):
        def make(*comparisons, period="2026-10", **said):
            told = {"effective": "2025-11-15", "status": "redefined", "comparability": "break"} | said
            for key in ("effective", "until"):
                told[key] = date.fromisoformat(told[key]) if told.get(key) else None
            entry = LifecycleEntry("e", same("E"), told.pop("status"), same("m"), Severity.ERROR, verified=True, **told)
            windows = tuple(tuple(date.fromisoformat(day) for day in pair) for pair in comparisons)
            card = CardFacts(seen={"a": KpiSeen("scored", (1.0,), comparisons=windows)}, periods=months(1, period))
            return entry_series_facts(kpi("a"), entry, card)

        return make

    def test_the_first_comparison_it_breaks(self, ask):
        found = ask(("2026-09-01", "2026-10-31"), ("2025-10-01", "2026-10-31"))
        assert found["break_in_window"] is True
        assert (found["window_from"].en, found["window_to"].vi) == ("1 October 2025", "31/10/2026")

    @pytest.mark.parametrize(
        ("effective", "broken"),
        [("2026-09-01", False), ("2026-09-02", True), ("2026-10-31", True), ("2026-11-01", False)],
    )
    def test_a_change_on_the_first_day_holds_for_both_periods(self, ask, effective, broken):
        assert ask(("2026-09-01", "2026-10-31"), effective=effective)["break_in_window"] is broken

    def test_a_date_known_to_the_quarter_stands_for_all_of_it(self, ask):
        quarter = {"effective": "2026-07-01", "precision": "quarter"}
        assert ask(("2026-09-01", "2026-10-31"), **quarter)["break_in_window"] is True
        assert ask(("2026-10-01", "2026-11-30"), **quarter)["break_in_window"] is False

    def test_what_breaks_nothing_and_what_is_compared_with_nothing(self, ask):
        assert ask(("2025-10-01", "2026-10-31"), comparability="partial")["break_in_window"] is False
        assert ask()["break_in_window"] is False
        assert ask()["window_from"] is None

    def test_without_a_date_nobody_knows(self, ask):
        assert ask(("2025-10-01", "2026-10-31"), effective=None)["break_in_window"] is None
        assert ask(effective=None)["break_in_window"] is False

    @pytest.mark.parametrize(
        ("period", "wrong"), [("2025-04", False), ("2025-05", True), ("2026-04", True), ("2026-05", False)]
    )
    def test_a_span_of_wrong_data(self, ask, period, wrong):
        found = ask(period=period, status="faulty_data", effective="2025-05-13", until="2026-04-30")
        assert found["in_faulty_window"] is wrong
        assert (found["faulty_from"] is not None, found["faulty_to"] is not None) == (wrong, wrong)

    def test_its_days_are_told(self, ask):
        found = ask(period="2025-05", status="faulty_data", effective="2025-05-13", until="2026-04-30")
        assert (found["faulty_from"].en, found["faulty_to"].vi) == ("13 May 2025", "30/04/2026")

    def test_what_is_still_wrong_has_no_end(self, ask):
        found = ask(status="faulty_data", effective="2025-05-13")
        assert (found["in_faulty_window"], found["faulty_to"]) == (True, None)

    def test_retired_is_not_wrong(self, ask):
        assert ask(status="retired", effective="2025-05-13")["in_faulty_window"] is False


def test_of_a_kpi_that_was_not_computed_nothing_is_known(kpi):
    assert set(kpi_series_facts(kpi("a"), CardFacts()).values()) == {None}
