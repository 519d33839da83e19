"""How often the tests over two series are wrong: the published rates, drawn again through the rules that ship.

Every rate was published in whole percent, or tenths, from 20,000 draws. It must come out again within its own
rounding and three standard errors of both samples; with a limit set wrongly it must not.
Changes are normal with the correlation said; levels are their running sums.
"""

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import load_shipped
from kpiframe.periods import Calendar, Grain, spine
from kpiframe.problems import Severity
from kpiframe.rules.correlation import spearman
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.judges import Judge
from kpiframe.rules.pair_series_facts import pair_series_facts
from kpiframe.rules.partial import partial_kpi
from kpiframe.rules.seen import CardFacts, KpiSeen
from kpiframe.scoring.margins import net_share, wilson

DRAWS = 20_000
SETTING = Setting(Catalog(), date(2026, 11, 21))
OUTCOME = partial_kpi({"name": "outcome", "measured_by": "independent"})
DECOUPLED = {"measured_by": "platform", "corroborates": True, "other_independent": True}
DIVERGED = {"perceives": True}
REDUNDANT = {"both_weighted": True, "complements": False, "corroborates": False, "perceives": False}
OPPOSED = {"different_teams": True, "opposed_inputs": False}


def agrees(percent, hits, draws=DRAWS, *, digits=0):
    """Whether *hits* of *draws* could have been published as *percent* with that many digits."""
    published, found = percent / 100, hits / draws
    spread = sqrt(published * (1 - published) * (1 / DRAWS + 1 / draws))
    return abs(found - published) <= 0.5 * 10.0 ** -(2 + digits) + 3 * spread


def changes_of(r, periods, *, seed, draws=DRAWS):
    """Changes of two series whose true correlation is *r*."""
    x, y = np.random.default_rng(seed).standard_normal((2, draws, periods))
    return x, r * x + sqrt(1 - r * r) * y


def levels(steps):
    """Values whose changes are *steps*."""
    return np.concatenate([np.zeros((len(steps), 1)), steps.cumsum(axis=1)], axis=1)


@pytest.fixture(scope="module")
def verdicts():
    """Judge a shipped rule over the changes of two series: the severity of every draw, ``None`` without a flag."""
    catalog, _ = load_shipped()

    def judge(code, given, changes, *, noise=0.0, lag=0, params=None, periods=()):
        rule = catalog.rules[code]
        made = Judge.of(replace(rule, params={**rule.params, **(params or {})}))
        metric = partial_kpi({"name": "metric", "corroborated_by": [{"kpi": "outcome", "lag": lag}]})
        xs, ys = (levels(steps) for steps in changes)
        errors = (noise,) * ys.shape[1] if noise else ()
        if noise:  # every survey has an error of its own, so a change has two
            ys = ys + noise * np.random.default_rng(99).standard_normal(ys.shape)
        found = []
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
            seen = {"metric": KpiSeen("scored", tuple(x)), "outcome": KpiSeen("scored", tuple(y), errors=errors)}
            found.append(
                made.verdict(
                    {**pair_series_facts(metric, OUTCOME, CardFacts(seen=seen, periods=periods), SETTING), **given}
                )
            )
        return found

    return judge


def flagged(found):
    return sum(isinstance(verdict, Severity) for verdict in found)


@pytest.mark.slow
class TestDecoupling:
    @pytest.mark.parametrize(("r", "percent"), [(0.0, 74), (0.3, 39), (0.5, 16), (0.7, 3)])
    def test_twelve_changes(self, verdicts, r, percent):
        found = verdicts("KPF117", DECOUPLED, changes_of(r, 12, seed=12))
        assert agrees(percent, found.count(Severity.ERROR))
        assert set(found) <= {Severity.ERROR, None}

    def test_more_than_twelve_changes_know_no_more(self, verdicts):
        assert agrees(16, flagged(verdicts("KPF117", DECOUPLED, changes_of(0.5, 20, seed=13))))

    def test_eight_changes_are_a_remark(self, verdicts):
        found = verdicts("KPF117", DECOUPLED, changes_of(0.7, 8, seed=14))
        assert agrees(7, found.count(Severity.INFO))
        assert Severity.ERROR not in found

    @pytest.mark.parametrize("cut", [0.15, 0.17, 0.23, 0.25])
    def test_a_wrong_cut_does_not_reproduce_them(self, verdicts, cut):
        wrong = verdicts("KPF117", DECOUPLED, changes_of(0.0, 12, seed=12), params={"cut": cut})
        assert not agrees(74, flagged(wrong))

    def test_other_numbers_of_changes_do_not_reproduce_them(self, verdicts):
        wrong = verdicts("KPF117", DECOUPLED, changes_of(0.7, 10, seed=15))
        assert not agrees(3, flagged(wrong))

    def test_the_best_of_four_lags_would_hide_three_of_four(self, verdicts):
        """Unrelated pairs that no lag from 0 to 3 acquits: why one lag is declared beforehand."""
        x, y = changes_of(0.0, 15, seed=16)
        each = [verdicts("KPF117", DECOUPLED, (x, y), lag=lag) for lag in range(4)]
        caught = sum(all(v is not None for v in four) for four in zip(*each, strict=True))
        assert agrees(26, caught)
        assert agrees(74, flagged(each[0]))

    @pytest.mark.parametrize(("noise", "percent"), [(0.5, 11), (1.0, 27)])
    def test_survey_noise_accuses_the_innocent(self, verdicts, noise, percent):
        """Standard error of half, or one, standard deviation of the changes that really took place, at r = 0.7."""
        assert agrees(percent, flagged(verdicts("KPF117", DECOUPLED, changes_of(0.7, 12, seed=17), noise=noise)))

    def test_under_such_noise_it_is_a_remark(self, verdicts):
        half = verdicts("KPF117", DECOUPLED, changes_of(0.7, 12, seed=17), noise=0.5)
        whole = verdicts("KPF117", DECOUPLED, changes_of(0.7, 12, seed=17), noise=1.0)
        assert half.count(Severity.INFO) > 0.4 * flagged(half)  # the guard stands at this very point
        assert whole.count(Severity.INFO) > 0.9 * flagged(whole)
        # what remains an error is no more often wrong than without any noise
        assert max(half.count(Severity.ERROR), whole.count(Severity.ERROR)) <= 0.03 * DRAWS


@pytest.mark.slow
class TestDecouplingThroughTheSeasons:
    """Both series have a season of their own, three times as strong as what else moves them, the same every year."""

    LAST = Calendar(Grain.MONTH).parse("2026-10")
    TWO_YEARS = spine(LAST.shift(-24), LAST)

    @staticmethod
    def seasonal(r, *, seed, alike=1.0):
        x, y = changes_of(r, 24, seed=seed)
        season = 3 * np.random.default_rng(seed + 1000).standard_normal((DRAWS, 12))
        twice = np.concatenate([season, season], axis=1)
        return x + twice, y + alike * twice

    @pytest.mark.parametrize(("r", "percent"), [(0.0, 74), (0.3, 39), (0.5, 16), (0.7, 3)])
    @pytest.mark.parametrize("alike", [1.0, -1.0])
    def test_the_rates_are_those_without_a_season(self, verdicts, r, percent, alike):
        changes = self.seasonal(r, seed=31, alike=alike)
        assert agrees(percent, verdicts("KPF117", DECOUPLED, changes, periods=self.TWO_YEARS).count(Severity.ERROR))

    def test_a_shared_season_would_acquit_and_an_opposite_one_accuse(self, verdicts):
        """One period fewer, and the changes are taken as they are."""
        shorter = self.TWO_YEARS[1:]
        acquitted = tuple(steps[:, 1:] for steps in self.seasonal(0.0, seed=31))
        accused = tuple(steps[:, 1:] for steps in self.seasonal(0.7, seed=31, alike=-1.0))
        assert flagged(verdicts("KPF117", DECOUPLED, acquitted, periods=shorter)) < 0.05 * DRAWS
        assert flagged(verdicts("KPF117", DECOUPLED, accused, periods=shorter)) > 0.9 * DRAWS

    @pytest.mark.parametrize(("noise", "percent"), [(0.5, 11), (1.0, 27)])
    def test_survey_noise_accuses_as_often_as_without_a_season(self, verdicts, noise, percent):
        changes = self.seasonal(0.7, seed=32)
        found = verdicts("KPF117", DECOUPLED, changes, noise=noise, periods=self.TWO_YEARS)
        assert agrees(percent, flagged(found))
        assert found.count(Severity.ERROR) <= 0.03 * DRAWS


@pytest.mark.slow
class TestLevels:
    def test_two_walks_agree_by_accident(self):
        """Values of two unrelated walks of two years of months: why changes are compared. One side of the scale,
        rho above 0.6; of twelve months it is 14 %, either way 26 %.
        """
        x, y = (levels(steps)[:, 1:] for steps in changes_of(0.0, 24, seed=18))
        rhos = [spearman(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        assert agrees(13, sum(rho > 0.6 for rho in rhos))
        assert agrees(26, sum(abs(rho) > 0.6 for rho in rhos))

    def test_their_changes_do_not(self):
        x, y = changes_of(0.0, 24, seed=18)
        rhos = [spearman(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        assert sum(rho > 0.6 for rho in rhos) < 0.005 * DRAWS


@pytest.mark.slow
class TestDivergence:
    @pytest.mark.parametrize(("r", "percent", "exactly"), [(0.0, 1.6, 1 / 64), (0.5, 0.4, 1 / 216)])
    def test_three_rises_against_three_falls(self, verdicts, r, percent, exactly):
        """Exactly: a change up beside a change down has probability 1/4, and 1/6 at r = 0.5; three times."""
        hits = flagged(verdicts("KPF131", DIVERGED, changes_of(r, 3, seed=19)))
        assert agrees(percent, hits, digits=1)
        assert abs(hits / DRAWS - exactly) <= 3 * sqrt(exactly / DRAWS)

    @pytest.mark.parametrize("k", [2, 4])
    def test_another_number_of_periods_does_not_reproduce_it(self, verdicts, k):
        found = verdicts("KPF131", DIVERGED, changes_of(0.0, 4, seed=20), params={"k": k})
        assert not agrees(1.6, flagged(found), digits=1)


@pytest.mark.slow
class TestPairsNobodyDeclared:
    def test_one_unrelated_pair_in_twenty_seems_opposed(self, verdicts):
        assert agrees(5, flagged(verdicts("KPF163", OPPOSED, changes_of(0.0, 12, seed=21))))

    def test_hardly_any_seems_redundant(self, verdicts):
        assert flagged(verdicts("KPF153", REDUNDANT, changes_of(0.0, 12, seed=22))) <= 0.001 * DRAWS


class TestMargins:
    """The articles' own examples, as they stand in the published table."""

    @pytest.mark.parametrize(
        ("share", "n", "low", "high"),
        [
            (0.60, 100, 50.2, 69.1),  # CSAT
            (0.05, 100, 2.2, 11.2),  # bounces
            (0.05, 1000, 3.8, 6.5),  # churn
            (0.10, 4000, 9.1, 11.0),  # conversion
        ],
    )
    def test_shares(self, share, n, low, high):
        assert [round(100 * end, 1) for end in wilson(share, n)] == [low, high]

    def test_nps(self):
        assert round(100 * net_share(75 / 150, 15 / 150, 150), 1) == 10.6

    def test_nps_to_five_points_takes_about_676_answers(self):
        assert round(100 * net_share(0.5, 0.1, 676), 2) == 5.0  # 676.12 of 40 points, by hand: (1.96 / 0.05)^2 * 0.44

    @pytest.mark.parametrize(("share", "n"), [(0.6, 100), (0.05, 1000), (0.1, 4000)])
    def test_19_of_20_intervals_hold_the_true_share(self, share, n):
        seen = np.random.default_rng(23).binomial(n, share, DRAWS)
        ends = {int(k): wilson(k / n, n) for k in set(seen.tolist())}
        held = sum(ends[k][0] <= share <= ends[k][1] for k in seen.tolist())
        assert abs(held / DRAWS - 0.95) <= 0.01

    def test_19_of_20_intervals_hold_the_true_nps(self):
        drawn = np.random.default_rng(24).multinomial(150, [0.5, 0.4, 0.1], DRAWS).tolist()
        held = 0
        for promoters, _, detractors in drawn:
            half = net_share(promoters / 150, detractors / 150, 150)
            held += abs((promoters - detractors) / 150 - 0.4) <= half
        assert abs(held / DRAWS - 0.95) <= 0.01
