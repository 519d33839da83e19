"""Changes, ranks and rank correlation: by hand, and against fractions that know nothing of the code."""

import subprocess
import sys
from fractions import Fraction
from itertools import permutations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.rules.correlation import (
    changes,
    falling,
    median,
    paired,
    ranks,
    rising,
    spearman,
    spread,
    unit_ranks,
)


def independent_rho(xs, ys):
    """Pearson's r of mid-ranks counted pair by pair, squared in fractions: no sorting, no floats before the root."""

    def mid_ranks(values):
        return [Fraction(sum(2 * (w < v) + (w == v) for w in values) + 1, 2) for v in values]

    a, b = mid_ranks(xs), mid_ranks(ys)
    middle = Fraction(len(xs) + 1, 2)
    together = sum((i - middle) * (j - middle) for i, j in zip(a, b, strict=True))
    square = together**2 / (sum((i - middle) ** 2 for i in a) * sum((j - middle) ** 2 for j in b))
    return sqrt(square) * (1 if together >= 0 else -1)


class TestChanges:
    def test_each_period_against_the_one_before(self):
        assert changes([3, 5, 4]) == [2, -1]

    def test_a_missing_value_leaves_two_changes_unknown(self):
        assert changes([3, None, 4, 6]) == [None, None, 2]

    @pytest.mark.parametrize("values", [[], [7]])
    def test_fewer_than_two_periods_have_none(self, values):
        assert changes(values) == []


class TestPairing:
    def test_both_must_be_there(self):
        assert paired([1, None, 3, 4], [5, 6, None, 8]) == ([1, 4], [5, 8])

    def test_only_the_latest_count(self):
        assert paired([1, 2, 3, 4], [5, 6, 7, 8], latest=2) == ([3, 4], [7, 8])

    def test_a_lag_pairs_an_earlier_x_with_a_later_y(self):
        assert paired([1, 2, 3, 4], [5, 6, 7, 8], lag=1) == ([1, 2, 3], [6, 7, 8])

    def test_the_latest_are_the_latest_at_that_lag(self):
        assert paired([1, 2, 3, 4], [5, 6, 7, 8], lag=1, latest=2) == ([2, 3], [7, 8])

    def test_a_longer_series_is_held_against_the_end_of_the_shorter(self):
        assert paired([0, 1, 2, 3], [6, 7]) == ([2, 3], [6, 7])

    @pytest.mark.parametrize("lag", [2, 3, 9])
    def test_no_pair_is_left_by_a_lag_as_long_as_the_series(self, lag):
        assert paired([1, 2], [3, 4], lag=lag) == ([], [])


class TestRanks:
    def test_equal_values_share_the_mean_of_their_ranks(self):
        assert ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5]
        assert ranks([7, 7, 7]) == [2, 2, 2]

    def test_of_nothing(self):
        assert ranks([]) == []


class TestSpearman:
    @pytest.mark.parametrize(
        ("xs", "ys", "rho"),
        [
            ([1, 2, 3, 4, 5], [2, 4, 6, 8, 100], 1),  # only the order counts
            ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], -1),
            ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.8),  # 1 - 6 * 4 / (5 * 24)
            ([1, 2, 3, 4], [2, 4, 1, 3], 0),  # 1 - 6 * 10 / (4 * 15)
            ([86, 97, 99, 100, 101, 103, 106, 110, 112, 113], [2, 20, 28, 27, 50, 29, 7, 17, 6, 12], -29 / 165),
            # 1 - 6 * 194 / 990, a textbook example: hours of television against intelligence quotient
            ([1, 2, 2, 3], [1, 2, 3, 4], 4.5 / sqrt(4.5 * 5)),  # ties: sums of squares 4.5 and 5
        ],
    )
    def test_by_hand(self, xs, ys, rho):
        assert spearman(xs, ys) == pytest.approx(rho, abs=1e-12)

    @pytest.mark.parametrize(("xs", "ys"), [([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [4, 4, 4]), ([1], [2]), ([], [])])
    def test_what_never_varies_is_correlated_with_nothing(self, xs, ys):
        assert spearman(xs, ys) is None

    def test_series_of_different_length_are_a_mistake(self):
        with pytest.raises(ValueError, match="equally long"):
            spearman([1, 2], [1, 2, 3])

    def test_every_order_of_five_against_fractions(self):
        for ys in permutations(range(5)):
            assert spearman(range(5), ys) == pytest.approx(independent_rho(range(5), ys), abs=1e-12)

    @given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=2, max_size=14))
    def test_with_many_ties_against_fractions(self, pairs):
        xs, ys = zip(*pairs, strict=True)
        rho = spearman(xs, ys)
        if len(set(xs)) == 1 or len(set(ys)) == 1:
            assert rho is None
        else:
            assert rho == pytest.approx(independent_rho(xs, ys), abs=1e-12)
            assert -1 <= rho <= 1

    @given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=2, max_size=14))
    def test_the_dot_product_of_unit_ranks_is_the_same(self, pairs):
        xs, ys = zip(*pairs, strict=True)
        rho, a, b = spearman(xs, ys), unit_ranks(xs), unit_ranks(ys)
        if rho is None:
            assert a is None or b is None
        else:
            assert sum(i * j for i, j in zip(a, b, strict=True)) == pytest.approx(rho, abs=1e-12)


class TestMiddleAndSpread:
    @pytest.mark.parametrize(("values", "middle"), [([3], 3), ([9, 1, 5], 5), ([4, 1, 2, 9], 3)])
    def test_median(self, values, middle):
        assert median(values) == middle

    def test_nothing_has_no_median(self):
        with pytest.raises(ValueError, match="no median"):
            median([])

    def test_standard_deviation_of_a_sample(self):
        assert spread([2, 4, 4, 4, 5, 5, 7, 9]) == pytest.approx(sqrt(32 / 7), abs=1e-12)
        assert spread([1, 1, 1]) == 0
        assert spread([5]) is None


class TestRuns:
    @pytest.mark.parametrize(
        ("values", "up", "down"),
        [
            ([1, 2, 3, 4], 3, 0),
            ([5, 2, 3, 4], 2, 0),
            ([4, 3, 2, 2], 0, 0),  # no change ends both
            ([1, 9, 4, 3], 0, 2),
            ([1, None, 3, 4, 5], 2, 0),  # a gap ends the run
            ([4], None, None),
            ([4, None], None, None),
            ([None, 4], None, None),
            ([], None, None),
        ],
    )
    def test_periods_in_a_row_up_to_the_last(self, values, up, down):
        assert (rising(changes(values)), falling(changes(values))) == (up, down)


def test_the_statistics_library_stays_out_until_two_series_are_long_enough(tmp_path):
    """Lint never needs it; a score needs it when a pair has 8 changes."""
    code = (
        "import sys, kpiframe.lint.linter, kpiframe.testing, kpiframe.rules.engine\n"
        "from datetime import date\n"
        "from kpiframe.catalog.contents import Catalog\n"
        "from kpiframe.rules.definition_facts import Setting\n"
        "from kpiframe.rules.pair_series_facts import pair_series_facts\n"
        "from kpiframe.rules.partial import partial_kpi\n"
        "from kpiframe.rules.seen import CardFacts, KpiSeen\n"
        "a, b = partial_kpi({'name': 'aa'}), partial_kpi({'name': 'bb'})\n"
        "def facts(n):\n"
        "    seen = {k: KpiSeen('scored', tuple(float(i * i) for i in range(n))) for k in ('aa', 'bb')}\n"
        "    return pair_series_facts(a, b, CardFacts(seen=seen), Setting(Catalog(), date(2026, 11, 21)))\n"
        "print(facts(8)['rho'], 'statistics' in sys.modules)\n"
        "print(facts(9)['rho'], 'statistics' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.splitlines() == ["None False", "1.0 True"]
