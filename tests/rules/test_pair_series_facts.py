"""What the numbers of two KPIs say of one another, worked by hand."""

from datetime import date
from fractions import Fraction
from math import hypot, sqrt

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.periods import Calendar, Grain, spine
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.pair_series_facts import pair_series_facts
from kpiframe.rules.pairs_by_numbers import paired_by_numbers
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.texts import NO_TEXT, same

DAY = date(2026, 11, 21)
SETTING = Setting(Catalog(), DAY)
LOWER = {"direction": "lower_is_better"}
UP = [100, 101, 103, 106, 110, 115, 121, 128, 136, 145, 155, 166, 178]  # changes 1 to 12
SLOWING = [100, 112, 123, 133, 142, 150, 157, 163, 168, 172, 175, 177, 178]  # changes 12 to 1


def seen(values, **said):
    return KpiSeen("scored", tuple(values), **said)


def told(one, two, first, second):
    return pair_series_facts(one, two, CardFacts(seen={one.name: first, two.name: second}), SETTING)


@pytest.fixture
def facts(kpi):
    """Facts of two series; KPIs say nothing but their direction."""

    def make(xs, ys, one=None, two=None, **second):
        return told(kpi("one", **(one or {})), kpi("two", **(two or {})), seen(xs), seen(ys, **second))

    return make


class TestMovingTogether:
    def test_changes_are_compared_never_levels(self, facts):
        # both only ever rise, yet where one speeds up the other slows down
        said = facts(UP, SLOWING)
        assert (said["changes"], said["rho"], said["lag"]) == (12, -1, 0)

    def test_only_the_latest_twelve_changes(self, facts):
        said = facts([900, 100, 700, *UP], [3, 9, 2, *UP])
        assert (said["changes"], said["rho"]) == (12, 1)

    def test_below_eight_changes_is_chance(self, facts):
        said = facts(UP[:8], UP[:8])
        assert (said["changes"], said["rho"], said["good_rho"]) == (7, None, None)
        assert facts(UP[:9], UP[:9])["rho"] == 1

    def test_a_gap_costs_both_changes_around_it(self, facts):
        said = facts([*UP[:5], None, *UP[6:]], SLOWING)
        assert said["changes"] == 10
        assert said["rho"] == -1

    def test_what_never_changes_is_correlated_with_nothing(self, facts):
        assert facts(UP, [5] * 13)["rho"] is None

    def test_nothing_seen_of_the_other(self, kpi):
        said = pair_series_facts(kpi("one"), kpi("two"), CardFacts(seen={"one": seen(UP)}), SETTING)
        assert (said["changes"], said["rho"], said["noise_ratio"], said["other_falling_run"]) == (0, None, None, None)

    def test_the_declared_lag_and_no_other(self, kpi):
        steps = [5, 1, 9, 3, 11, 2, 12, 4, 8, 6, 10, 7, 13]
        xs = [sum(steps[:i]) for i in range(14)]
        ys = [0, *xs[:13]]  # one period later
        later = kpi("one", corroborated_by=[{"kpi": "two", "lag": 1}])
        assert told(later, kpi("two"), seen(xs), seen(ys))["rho"] == 1
        assert told(later, kpi("two"), seen(xs), seen(ys))["lag"] == 1
        # without it: the steps of a month against those of the month before, worked out with ranks by hand:
        # xs 1..13 without the 5 against xs without the 13
        now, before = steps[1:], [0 + s for s in steps[:-1]]
        ranks = [sorted(now).index(v) + 1 for v in now], [sorted(before).index(v) + 1 for v in before]
        squares = sum((a - b) ** 2 for a, b in zip(*ranks, strict=True))
        found = told(kpi("one", corroborated_by=["two"]), kpi("two"), seen(xs), seen(ys))["rho"]
        assert found == pytest.approx(1 - 6 * squares / (12 * 143), abs=1e-12)

    def test_lags_are_of_the_pair_they_are_declared_for(self, kpi):
        one = kpi("one", corroborated_by=[{"kpi": "elsewhere", "lag": 3}])
        assert told(one, kpi("two"), seen(UP), seen(UP))["lag"] == 0


class TestUnfinishedPeriod:
    """November is judged on the 21st: what it has so far is no change against October."""

    @pytest.fixture
    def november(self):
        last = Calendar(Grain.MONTH).parse("2026-11")
        return spine(last.shift(-13), last)

    @pytest.mark.parametrize("today", [date(2026, 11, 21), date(2026, 11, 30), date(2026, 12, 1)])
    def test_the_last_period_counts_once_it_is_over(self, kpi, november, today):
        one, two = seen([5, 6, 4, 6, 3], target_since=1), seen([5, 4, 3, 2, 9])
        card = CardFacts(seen={"one": one, "two": two}, periods=november[-5:], today=today)
        said = pair_series_facts(kpi("one"), kpi("two"), card, SETTING)
        whole = today == date(2026, 12, 1)
        assert said["changes"] == (4 if whole else 3)
        assert (said["rising_run"], said["other_falling_run"]) == ((0, 0) if whole else (1, 3))
        assert said["gain_since_target"] == (-0.5 if whole else 0)

    def test_its_score_is_what_it_is(self, kpi, november):
        one, two = seen([1], scores=(88.0,)), seen([1], scores=(60.0,))
        card = CardFacts(seen={"one": one, "two": two}, periods=november[-1:], today=date(2026, 11, 21))
        assert pair_series_facts(kpi("one", perceived_as="two"), kpi("two"), card, SETTING)["perception_gap"] == 28

    def test_a_pair_is_not_found_by_it_either(self, kpi, world, november):
        catalog, layout = world([kpi("up"), kpi("slowing")])
        setting = setting_of(catalog, layout, DAY, {"up": 0.5, "slowing": 0.5})
        series = {"up": seen(UP), "slowing": seen(SLOWING)}  # thirteen months, this one among them
        for today, found in ((date(2026, 11, 30), []), (date(2026, 12, 1), [("slowing", "up")])):
            card = CardFacts(seen=series, periods=november[-13:], today=today)
            assert list(paired_by_numbers(card, setting)) == found


class TestBreaks:
    """Reels were counted otherwise from 10 May 2026 on: April to May and May to June say nothing."""

    @pytest.fixture
    def told_of(self, kpi):
        def make(effective, one=None, **said):
            entry = LifecycleEntry(
                "counted", same("c"), "redefined", same("m"), Severity.WARNING,
                effective=effective, comparability="break", **{"verified": True, **said},
            )  # fmt: skip
            setting = Setting(Catalog(lifecycle={"counted": entry}), DAY)
            last = Calendar(Grain.MONTH).parse("2026-10")
            card = CardFacts(
                seen={"one": one or seen(UP), "two": seen(UP)}, periods=spine(last.shift(-12), last), today=DAY
            )
            return pair_series_facts(kpi("one", lifecycle=["counted"]), kpi("two"), card, setting)

        return make

    def test_changes_across_it_are_left_out(self, told_of):
        assert told_of(date(2026, 5, 10))["changes"] == 10
        assert told_of(date(2026, 5, 1))["changes"] == 11  # a clean cut between two months
        assert told_of(date(2026, 5, 1), precision="month")["changes"] == 10  # some day of May
        assert told_of(date(2025, 1, 1))["changes"] == 12
        assert told_of(None)["changes"] == 12

    def test_what_is_computed_from_it_breaks_with_it(self, kpi):
        entry = LifecycleEntry(
            "counted", same("c"), "redefined", same("m"), Severity.WARNING,
            effective=date(2026, 5, 10), comparability="break", verified=True,
        )  # fmt: skip
        views, depth = kpi("views", lifecycle=["counted"]), kpi("depth", formula="views / 2", inputs={})
        catalog = Catalog(kpis={"views": views, "depth": depth}, lifecycle={"counted": entry})
        last = Calendar(Grain.MONTH).parse("2026-10")
        card = CardFacts(seen={"depth": seen(UP), "two": seen(UP)}, periods=spine(last.shift(-12), last), today=DAY)
        assert pair_series_facts(depth, kpi("two"), card, Setting(catalog, DAY))["changes"] == 10

    def test_what_no_source_states_breaks_nothing(self, told_of):
        assert told_of(date(2026, 5, 10), verified=False)["changes"] == 12

    def test_a_run_ends_at_it(self, told_of):
        assert told_of(date(2026, 8, 15))["rising_run"] == 1  # October over September
        assert told_of(date(2026, 10, 15))["rising_run"] is None
        assert told_of(date(2025, 1, 1))["rising_run"] == 12

    def test_no_gain_is_told_across_it(self, told_of):
        since_june = seen(UP, target_since=8)
        assert told_of(date(2026, 5, 10), since_june)["gain_since_target"] == pytest.approx(42 / 136)
        assert told_of(date(2026, 7, 10), since_june)["gain_since_target"] is None
        assert told_of(date(2026, 7, 10), since_june)["other_gain"] == 42


class TestGoodDirection:
    @pytest.mark.parametrize(("one", "two", "good"), [({}, {}, -1), (LOWER, {}, 1), ({}, LOWER, 1), (LOWER, LOWER, -1)])
    def test_lower_is_better_turns_the_sign(self, facts, one, two, good):
        assert facts(UP, SLOWING, one, two)["good_rho"] == good

    def test_in_range_counts_by_its_scores(self, kpi):
        budget, other = kpi("budget", direction="in_range"), kpi("other")
        values = seen(UP, scores=tuple(SLOWING))
        said = told(budget, other, values, seen(UP))
        assert (said["rho"], said["good_rho"]) == (1, -1)

    @pytest.mark.parametrize("direction", ["in_range", "neutral"])
    def test_without_scores_it_is_unknown(self, facts, direction):
        said = facts(UP, UP, {"direction": direction})
        assert (said["rho"], said["good_rho"], said["rising_run"]) == (1, None, None)


SEASON = [5, -3, 2, -1, 4, -6, 1, 3, -2, -4, 6, -5]
"""Changes of twelve months, adding up to 0."""


def ranked(values):
    """Ranks by counting: one more than what is less, and half of what is alike."""
    return [1 + sum(v < w for v in values) + Fraction(sum(v == w for v in values) - 1, 2) for w in values]


def rank_correlation(xs, ys):
    """Spearman's rho as a fraction, by Pearson's formula over whole numbers; its square, with the sign."""
    a, b, n = ranked(xs), ranked(ys), len(xs)
    shared = n * sum(p * q for p, q in zip(a, b, strict=True)) - sum(a) * sum(b)
    spread = (n * sum(p * p for p in a) - sum(a) ** 2) * (n * sum(q * q for q in b) - sum(b) ** 2)
    return (shared**2 / spread) * (1 if shared > 0 else -1)


class TestSeasons:
    """From two years of changes on, each is held against that of the same month a year before."""

    @pytest.fixture
    def told_of(self, kpi):
        def make(first, second, *, grain=Grain.MONTH, lag=0, **said):
            calendar = Calendar(grain)
            last = calendar.period_of(date(2026, 10, 31))
            xs, ys = ([float(sum(steps[:end])) for end in range(len(steps) + 1)] for steps in (first, second))
            card = CardFacts(
                seen={"one": seen(xs), "two": seen(ys, **said)}, periods=spine(last.shift(-len(first)), last)
            )
            one = kpi("one", corroborated_by=[{"kpi": "two", "lag": lag}])
            return pair_series_facts(one, kpi("two"), card, SETTING)

        return make

    def test_what_recurs_every_year_is_gone(self, told_of):
        rises, falls = range(1, 13), range(12, 0, -1)
        first = [100 * s for s in SEASON] + [100 * s + r for s, r in zip(SEASON, rises, strict=True)]
        second = [100 * s for s in SEASON] + [100 * s + f for s, f in zip(SEASON, falls, strict=True)]
        found = told_of(first, second)
        assert (found["changes"], found["seasonless_rho"]) == (12, -1)
        assert found["season_note"].vi == "; mỗi lần trừ đi mức thay đổi cùng kỳ năm trước"

    def test_by_fractions(self, told_of):
        before, now = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], [9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4]
        earlier, later = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5], [1, 4, 1, 4, 2, 1, 3, 5, 6, 2, 3, 7]
        xs = [b - a for a, b in zip(before, now, strict=True)]
        ys = [b - a for a, b in zip(earlier, later, strict=True)]
        squared = rank_correlation(xs, ys)
        found = told_of([*before, *now], [*earlier, *later])["seasonless_rho"]
        assert found * abs(found) == pytest.approx(float(squared), abs=1e-12)
        assert found != pytest.approx(told_of([*before, *now], [*earlier, *later])["rho"], abs=0.01)

    def test_a_change_less_they_stay_as_they_are(self, told_of):
        found = told_of([*SEASON, *range(1, 13)][1:], [*SEASON, *range(12, 0, -1)][1:])
        assert (found["changes"], found["seasonless_rho"], found["rho"]) == (12, -1, -1)
        assert found["season_note"] == NO_TEXT

    @pytest.mark.parametrize(("lag", "taken"), [(0, True), (1, False)])
    def test_the_lag_costs_a_period(self, told_of, lag, taken):
        found = told_of([*SEASON, *range(1, 13)], [*SEASON, *range(12, 0, -1)], lag=lag)
        assert bool(found["season_note"]) is taken

    @pytest.mark.parametrize(("grain", "changes", "taken"), [
        (Grain.WEEK, 64, True), (Grain.WEEK, 63, False), (Grain.QUARTER, 40, False), (Grain.YEAR, 40, False),
    ])  # fmt: skip
    def test_where_a_year_is_as_long_as_what_is_correlated(self, told_of, grain, changes, taken):
        steps = [(7 * i) % 13 for i in range(changes)]
        assert bool(told_of(steps, steps, grain=grain)["season_note"]) is taken

    def test_noise_counts_as_it_does_without_seasons(self, told_of):
        # of a year without any change the other's changes 1 to 12 remain: variance 13; each holds four errors, not two
        found = told_of([0] * 12 + [*range(12)], [0] * 12 + [*range(1, 13)], errors=(2.0,) * 25)
        assert found["noise_ratio"] == pytest.approx(2 * sqrt(2) / sqrt(13), abs=1e-12)


class TestNoise:
    def test_no_sample_no_noise(self, facts):
        assert facts(UP, UP)["noise_ratio"] == 0

    def test_standard_error_over_the_spread_of_changes(self, facts):
        # the changes 1 to 12 have the sample variance 13
        assert facts(UP, UP, errors=(2.0,) * 13)["noise_ratio"] == pytest.approx(2 / sqrt(13), abs=1e-12)

    def test_errors_that_differ_count_by_their_squares(self, facts):
        errors = (1.0,) * 7 + (2.0,) * 6  # mean square (7 + 24) / 13
        assert facts(UP, UP, errors=errors)["noise_ratio"] == pytest.approx(sqrt(31 / 13 / 13), abs=1e-12)

    def test_a_sample_without_any_error_is_unknown(self, facts):
        assert facts(UP, UP, errors=(None,) * 13)["noise_ratio"] is None
        assert facts([5] * 13, [5] * 13, errors=(1.0,) * 13)["noise_ratio"] is None


class TestRuns:
    @pytest.mark.parametrize(
        ("xs", "ys", "one", "two", "runs"),
        [
            ([1, 2, 3, 4], [4, 3, 2, 1], {}, {}, (3, 3)),
            ([4, 3, 2, 1], [1, 2, 3, 4], LOWER, LOWER, (3, 3)),
            ([1, 2, 3, 4], [1, 2, 3, 4], {}, {}, (3, 0)),
            ([1, 2, 2, 3], [4, 3, 3, 2], {}, {}, (1, 1)),
            ([1, 2, None, 4], [4, 3, 2, None], {}, {}, (None, None)),
            ([9, None, 3, 4], [4, 3, 2, 1], {}, {}, (1, 3)),
        ],
    )
    def test_better_against_worse(self, facts, xs, ys, one, two, runs):
        said = facts(xs, ys, one, two)
        assert (said["rising_run"], said["other_falling_run"]) == runs


class TestSinceTheTarget:
    def test_gain_of_the_first_and_of_the_other(self, kpi):
        one = seen([100, 100, 110, 125], target_since=1)
        two = seen([40, 42, 43, 41], errors=(3.0, 3.0, None, 4.0))
        said = told(kpi("one"), kpi("two"), one, two)
        assert said["gain_since_target"] == 0.25
        assert said["other_gain"] == -1
        assert said["other_gain_error"] == pytest.approx(1.96 * 5)  # 3 and 4

    def test_lower_is_better(self, kpi):
        one, two = seen([50, 40], target_since=0), seen([8, 7])
        said = told(kpi("one", **LOWER), kpi("two", **LOWER), one, two)
        assert (said["gain_since_target"], said["other_gain"]) == (0.2, 1)

    def test_a_negative_start_is_measured_by_its_size(self, kpi):
        said = told(kpi("one"), kpi("two"), seen([-20, -15], target_since=0), seen([1, 1]))
        assert said["gain_since_target"] == 0.25

    def test_of_exact_numbers_the_usual_movement_is_the_yardstick(self, kpi):
        one, two = seen(UP, target_since=5), seen(UP)
        assert told(kpi("one"), kpi("two"), one, two)["other_gain_error"] == pytest.approx(sqrt(13))
        short = told(kpi("one"), kpi("two"), seen(UP[:8], target_since=5), seen(UP[:8]))
        assert short["other_gain_error"] is None  # seven changes are no habit

    @pytest.mark.parametrize(
        "one",
        [
            seen([100, 110, 125]),  # no dated target
            seen([None, 110, 125], target_since=0),
            seen([0, 110, 125], target_since=0),
            seen([100, 110, None], target_since=0),
        ],
    )
    def test_without_a_start_or_an_end_it_is_unknown(self, kpi, one):
        assert told(kpi("one"), kpi("two"), one, seen([1, 2, 3]))["gain_since_target"] is None

    def test_no_direction_no_gain(self, kpi):
        one = kpi("one", direction="in_range")
        said = told(one, kpi("two", direction="neutral"), seen([1, 2], target_since=0), seen([1, 2]))
        assert (said["gain_since_target"], said["other_gain"]) == (None, None)


class TestPerception:
    def test_gap_and_its_error(self, kpi):
        one = kpi("one", perceived_as="two")
        first, second = seen([1], scores=(88.0,), score_error=6.0), seen([1], scores=(60.0,), score_error=8.0)
        said = told(one, kpi("two"), first, second)
        assert (said["perception_gap"], said["gap_error"], said["other_score"]) == (28, 10, 60)

    def test_only_of_what_it_is_perceived_as(self, kpi):
        first, second = seen([1], scores=(88.0,)), seen([1], scores=(60.0,))
        said = told(kpi("one"), kpi("two"), first, second)
        assert (said["perception_gap"], said["gap_error"], said["other_score"]) == (None, None, 60)

    @pytest.mark.parametrize(("one", "two"), [((), (60.0,)), ((88.0,), ()), ((88.0,), (None,))])
    def test_unless_both_are_scored_it_is_unknown(self, kpi, one, two):
        said = told(kpi("one", perceived_as="two"), kpi("two"), seen([1], scores=one), seen([1], scores=two))
        assert (said["perception_gap"], said["gap_error"]) == (None, None)

    def test_the_error_is_that_of_a_difference(self, kpi):
        one = kpi("one", perceived_as="two")
        first, second = seen([1], scores=(1.0,), score_error=2.5), seen([1], scores=(2.0,), score_error=1.5)
        assert told(one, kpi("two"), first, second)["gap_error"] == hypot(2.5, 1.5)
