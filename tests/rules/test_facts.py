"""Facts of a KPI and of a set, worked by hand."""

from datetime import date

import pytest

from kpiframe.catalog.layouts import Group, Layout
from kpiframe.rules.definition_facts import Setting, kpi_facts, setting_of
from kpiframe.rules.set_facts import set_facts
from kpiframe.rules.weighing import effective_shares, written_shares
from kpiframe.texts import same

DAY = date(2026, 11, 21)
HEARD = {"audience": ["existing_customers"], "directness": "asked", "measured_by": "own"}


def weighed(weight, rating=2):
    return {"utility": rating, "purpose": rating, "importance": rating, "weight": weight}


class TestShares:
    """Group x agency weight x relevance, groups first."""

    def test_groups_come_first_then_weights_inside(self, kpi):
        # alike KPIs: relevance cancels. customer 60: 3/(3+1), 1/4; market 40: all
        kpis = {n: kpi(n, **HEARD, relevance=weighed(w)) for n, w in (("a", 3), ("b", 1), ("c", 5))}
        layout = Layout(
            "card", same("c"), (Group("customer", same("c"), 60, ("a", "b")), Group("market", same("m"), 40, ("c",)))
        )
        assert effective_shares(layout, kpis) == pytest.approx({"a": 0.45, "b": 0.15, "c": 0.4})
        assert written_shares(layout, kpis) == pytest.approx({"a": 0.45, "b": 0.15, "c": 0.4})

    def test_a_group_nobody_is_heard_in_drops_out_of_the_effective_shares_only(self, kpi):
        kpis = {
            "a": kpi("a", **HEARD, relevance=weighed(1)),
            "ave": kpi("ave", audience=["none"], relevance=weighed(1)),
        }
        layout = Layout(
            "card", same("c"), (Group("customer", same("c"), 60, ("a",)), Group("pr", same("p"), 40, ("ave",)))
        )
        assert effective_shares(layout, kpis) == {"a": 1.0, "ave": 0.0}
        assert written_shares(layout, kpis) == pytest.approx({"a": 0.6, "ave": 0.4})

    def test_relevance_is_multiplied_in(self, kpi):
        # same audience and directness; independent 1.0 against platform 0.3: weights 1 and 0.3**0.2
        kpis = {
            "a": kpi(
                "a", audience=["wider_audience"], directness="asked", measured_by="independent", relevance=weighed(1, 3)
            ),
            "b": kpi(
                "b", audience=["wider_audience"], directness="asked", measured_by="platform", relevance=weighed(1, 3)
            ),
        }
        layout = Layout("card", same("c"), (Group("all", same("a"), 1, ("a", "b")),))
        assert effective_shares(layout, kpis)["b"] == pytest.approx(0.3**0.2 / (1 + 0.3**0.2), rel=1e-9)

    def test_nothing_weighs_anything(self, kpi):
        kpis = {"a": kpi("a", audience=["none"])}
        layout = Layout("card", same("c"), (Group("all", same("a"), 1, ("a",)),))
        assert effective_shares(layout, kpis) == {"a": 0.0}


class TestOfAKpi:
    def facts(self, world, kpis, name, **said):
        catalog, layout = world(kpis)
        return kpi_facts(catalog.kpis[name], setting_of(catalog, layout, DAY, **said))

    def test_whom_it_hears(self, kpi, world):
        facts = self.facts(world, [kpi("a", audience=["prospects", "wider_audience"])], "a")
        assert (facts["hears_existing"], facts["hears_prospects"], facts["hears_wider"]) == (False, True, True)

    def test_a_platform_nobody_registered_leaves_its_business_unknown(self, kpi, world):
        facts = self.facts(world, [kpi("a", platform="meta"), kpi("b", platform="mars"), kpi("c")], "a")
        assert (facts["sells_media"], facts["platform_label"]) == (True, "Meta")
        facts = self.facts(world, [kpi("a"), kpi("b", platform="mars"), kpi("c")], "b")
        assert (facts["sells_media"], facts["platform_label"]) == (None, "mars")
        facts = self.facts(world, [kpi("c")], "c")
        assert (facts["sells_media"], facts["platform"]) == (None, None)

    def test_a_counterpart_is_declared_on_the_scorecard_and_not_counted_by_a_platform(self, kpi, world):
        beside = [
            kpi("own", measured_by="own"),
            kpi("ads", measured_by="platform_attributed"),
            kpi("trends", measured_by="platform_public"),
        ]
        reach = kpi("reach", measured_by="platform", corroborated_by=["own", "ads", "trends", "elsewhere", "reach"])
        assert self.facts(world, [reach, *beside], "reach")["counterparts"] == 2
        assert self.facts(world, [reach, beside[1]], "reach")["counterparts"] == 0
        assert self.facts(world, [kpi("reach", measured_by="platform"), *beside], "reach")["counterparts"] == 0

    def test_suggested_pairs_are_at_most_three_and_independent(self, kpi, world):
        others = [kpi(n, measured_by="own") for n in ("k1", "k2", "k3", "k4")] + [kpi("p1", measured_by="platform")]
        facts = self.facts(world, [kpi("a", alternatives=["p1", "k1", "k2", "k3", "k4"]), *others], "a")
        assert facts["pairs"].en == "k1, k2, k3"
        assert self.facts(world, [kpi("a")], "a")["pairs"].vi == "một KPI được đếm độc lập"

    def test_days_since_review(self, kpi, world):
        assert self.facts(world, [kpi("a", reviewed_on="2026-11-01")], "a")["review_age"] == 20
        assert self.facts(world, [kpi("a")], "a")["review_age"] is None

    def test_without_any_scorecard_shares_are_unknown_and_beside_one_they_are_nothing(self, kpi, world):
        catalog, _ = world([kpi("a")])
        alone = kpi_facts(catalog.kpis["a"], Setting(catalog, DAY))
        assert (alone["weight_share"], alone["counterparts"]) == (None, None)
        beside = kpi_facts(catalog.kpis["a"], Setting(catalog, DAY, shares={}))
        assert (beside["weight_share"], beside["counterparts"]) == (0.0, 0.0)


class TestOfASet:
    def facts(self, world, kpis, weights):
        catalog, layout = world(kpis)
        return set_facts(setting_of(catalog, layout, DAY, weights))

    def test_shares_by_hand(self, kpi, world):
        kpis = [
            kpi(
                "nps",
                audience=["existing_customers"],
                signal="perception",
                directness="asked",
                measured_by="independent",
            ),
            kpi(
                "repeat",
                audience=["existing_customers"],
                signal="behaviour",
                directness="observed",
                family="loyalty",
                measured_by="own",
            ),
            kpi(
                "search",
                audience=["prospects", "wider_audience"],
                signal="behaviour",
                directness="observed",
                measured_by="platform_public",
            ),
            kpi("reach", audience=["wider_audience"], signal="activity", measured_by="platform"),
            kpi("sales", audience=["existing_customers"], signal="outcome", measured_by="platform_attributed"),
        ]
        facts = self.facts(world, kpis, {"nps": 0.3, "repeat": 0.2, "search": 0.15, "reach": 0.25, "sales": 0.1})
        assert facts["platform_share"] == pytest.approx(0.35)
        assert facts["platform_kpis"].en == "reach, sales"  # the heavier first
        assert facts["existing_only_share"] == pytest.approx(0.6)
        assert facts["wider_share"] == pytest.approx(0.4)
        assert facts["asked_share"] == pytest.approx(0.3)
        assert facts["outcome_share"] == pytest.approx(0.2)  # repeat purchase, not what the platform credits to itself
        assert facts["activity_share"] == pytest.approx(0.2)  # as written: five KPIs of weight 1
        assert facts["kpi_count"] == 5

    def test_shares_are_of_what_weighs_something(self, kpi, world):
        kpis = [kpi("a", audience=["wider_audience"]), kpi("b", audience=["existing_customers"])]
        assert self.facts(world, kpis, {"a": 0.2, "b": 0.2})["wider_share"] == 0.5

    def test_where_nothing_weighs_anything_shares_are_unknown(self, kpi, world):
        facts = self.facts(world, [kpi("a"), kpi("b")], {})
        assert {facts[n] for n in ("platform_share", "wider_share", "asked_share", "outcome_share")} == {None}

    def test_long_lists_are_cut_in_both_languages(self, kpi, world):
        kpis = [kpi(f"p{i}", measured_by="platform") for i in range(7)]
        facts = self.facts(world, kpis, dict.fromkeys((k.name for k in kpis), 1 / 7))
        assert facts["platform_kpis"].en == "p0, p1, p2, p3, p4, 2 more"
        assert facts["platform_kpis"].vi == "p0, p1, p2, p3, p4, 2 KPI khác"
