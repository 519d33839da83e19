"""Which KPIs are held against each other, and what their definitions say of one another."""

from datetime import date

import pytest

from kpiframe.catalog.evidence import Attribution
from kpiframe.catalog.knowledge import Platform
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.pair_facts import declared_pairs, pair_facts, pairs_of
from kpiframe.rules.pair_formulas import Shapes
from kpiframe.texts import same

DAY = date(2026, 11, 21)
SOLD = {"measured_by": "platform_attributed"}


@pytest.fixture
def setting(world):
    """kpis -> setting; those *beside* exist and are not on the scorecard."""

    def make(kpis, beside=(), weights=None, platforms=()):
        catalog, _ = world([*kpis, *beside])
        catalog.platforms.update({p.id: p for p in platforms})
        layout = Layout("card", same("c"), (Group("all", same("a"), 1.0, tuple(k.name for k in kpis)),))
        return setting_of(catalog, layout, DAY, weights)

    return make


def pairs(setting):
    return list(pairs_of(setting, Shapes(setting.catalog.kpis)))


def facts(setting, name, other):
    kpis = setting.catalog.kpis
    return pair_facts(kpis[name], kpis[other], setting, Shapes(kpis))


class TestWhichPairs:
    def test_declared_counterparts_also_those_on_no_scorecard(self, kpi, setting):
        reach = kpi("reach", corroborated_by=["recall", "search", "nowhere", "reach"], perceived_as="felt")
        told = setting([reach, kpi("search")], beside=[kpi("recall"), kpi("felt")])
        assert pairs(told) == [("reach", "recall"), ("reach", "search"), ("reach", "felt")]
        assert declared_pairs(told) == pairs(told)

    def test_a_declared_pair_is_not_listed_again_for_another_reason(self, kpi, setting):
        told = setting(
            [kpi("bounce", formula="1 - aa / bb", corroborated_by=["alive"]), kpi("alive", formula="aa / bb")]
        )
        assert pairs(told) == [("bounce", "alive")]

    def test_one_signal_once_in_order_of_name(self, kpi, setting):
        told = setting([kpi("zz", formula="1 - aa / bb"), kpi("mm", formula="aa / bb"), kpi("kk", formula="cc / bb")])
        assert pairs(told) == [("mm", "zz")]

    def test_attributed_numbers_of_different_windows_and_of_unknown_ones(self, kpi, setting):
        told = setting(
            [
                kpi("week", attribution={"click_days": 7}, **SOLD),
                kpi("also_week", attribution={"click_days": 7}, **SOLD),
                kpi("month", attribution={"click_days": 30}, **SOLD),
                kpi("dark", **SOLD),
                kpi("own", measured_by="own"),
            ]
        )
        assert pairs(told) == [
            ("also_week", "dark"), ("also_week", "month"), ("dark", "month"), ("dark", "week"), ("month", "week"),
        ]  # fmt: skip

    def test_inputs_pulled_both_ways(self, kpi, setting):
        told = setting([kpi("rate", formula="orders / visits"), kpi("traffic", formula="visits")])
        assert pairs(told) == [("rate", "traffic")]

    def test_without_a_scorecard_there_are_none(self, kpi, world):
        catalog, _ = world([kpi("aa", corroborated_by=["bb"]), kpi("bb")])
        assert pairs(Setting(catalog, DAY)) == []

    def test_of_many_alike_each_is_named_but_never_all_pairs(self, kpi, setting):
        many = [kpi(f"k{i:03}", formula="aa / bb * 100") for i in range(100)]
        seekers = [kpi(f"s{i:03}", formula="visits + 1 * own / 7") for i in range(50)]
        payers = [kpi(f"p{i:03}", formula="sales / visits") for i in range(50)]
        windows = [kpi(f"w{i:03}", attribution={"click_days": i + 1}, **SOLD) for i in range(50)]
        for kpis in (many, [*seekers, *payers], windows):
            found = pairs(setting(kpis))
            assert len(found) <= 3 * len(kpis)
            assert {name for pair in found for name in pair} == {k.name for k in kpis}


class TestFacts:
    def test_what_is_declared(self, kpi, setting):
        told = setting([kpi("reach", corroborated_by=["search"]), kpi("search", label="Search"), kpi("felt")])
        said = facts(told, "reach", "search")
        assert (said["other"], said["other_label"].en) == ("search", "Search")
        assert (said["corroborates"], said["perceives"]) == (True, False)
        assert facts(told, "search", "reach")["corroborates"] is False

    def test_perceived_as(self, kpi, setting):
        told = setting([kpi("on_time", perceived_as="felt"), kpi("felt")])
        assert facts(told, "on_time", "felt")["perceives"] is True
        assert facts(told, "felt", "on_time")["perceives"] is False

    @pytest.mark.parametrize(
        ("measured_by", "independent"),
        [("own", True), ("independent", True), ("platform_public", True), ("platform", False), ("media_vendor", False)],
    )
    def test_who_counts_the_other(self, kpi, setting, measured_by, independent):
        told = setting([kpi("aa"), kpi("bb", measured_by=measured_by)])
        assert facts(told, "aa", "bb")["other_independent"] is independent

    def test_weights(self, kpi, setting, world):
        told = setting([kpi("aa"), kpi("bb"), kpi("cc")], weights={"aa": 0.5, "bb": 0.5, "cc": 0.0})
        assert facts(told, "aa", "bb")["both_weighted"] is True
        assert facts(told, "aa", "cc")["both_weighted"] is False
        catalog, _ = world([kpi("aa"), kpi("bb")])
        assert facts(Setting(catalog, DAY), "aa", "bb")["both_weighted"] is None

    def test_teams(self, kpi, setting):
        told = setting(
            [kpi("aa", teams=["Media", "Shop"]), kpi("bb", teams=["Shop"]), kpi("cc", teams=["CRM"]), kpi("dd")]
        )
        assert facts(told, "aa", "bb")["different_teams"] is False
        assert facts(told, "bb", "cc")["different_teams"] is True
        assert facts(told, "aa", "dd")["different_teams"] is None
        assert facts(told, "cc", "aa")["other_teams"].en == "Media, Shop"
        assert facts(told, "cc", "dd")["other_teams"] is None


class TestWindows:
    def test_days_and_models_that_are_said(self, kpi, setting):
        def window(name, **said):
            return kpi(name, attribution=said, **SOLD)

        told = setting(
            [
                window("aa", click_days=7, view_days=1),
                window("bb", click_days=7),
                window("cc", click_days=7, model="last_touch"),
                window("dd", click_days=7, model="data_driven"),
            ]
        )
        assert facts(told, "aa", "bb")["windows_differ"] is True
        assert facts(told, "bb", "cc")["windows_differ"] is False  # one says no model: nothing known to differ
        assert facts(told, "cc", "dd")["windows_differ"] is True
        assert facts(told, "bb", "aa")["other_window"].en == "7-day click, 1-day view"

    def test_the_platforms_default_stands_in_when_it_is_verified(self, kpi, setting):
        sold = [
            kpi("meta_sales", platform="meta", **SOLD),
            kpi("x_sales", platform="x", **SOLD),
            kpi("mine", attribution={"click_days": 7, "view_days": 1}, **SOLD),
        ]
        meta = Platform("meta", "Meta", True, attribution=Attribution(7, 1), attribution_verified=True)
        told = setting(sold, platforms=[meta, Platform("x", "X", True, attribution=Attribution(30, 1))])
        assert facts(told, "meta_sales", "mine")["windows_differ"] is False
        assert facts(told, "x_sales", "mine")["windows_differ"] is None
        assert facts(told, "mine", "x_sales")["other_window"] is None

    def test_a_number_that_nobody_credits_has_no_window(self, kpi, setting):
        told = setting([kpi("sales", attribution={"click_days": 7}, **SOLD), kpi("orders", measured_by="own")])
        assert facts(told, "sales", "orders")["windows_differ"] is False


class TestShippedCatalogue:
    @pytest.mark.parametrize(
        ("name", "other", "complements"),
        [
            ("ga4_bounce_rate", "ga4_engagement_rate", True),
            ("brand_awareness_aided", "brand_unaware_rate", True),
            # 100 less the other in the books, but counted from inputs of other names: numbers tell, formulas cannot
            ("customer_churn_rate", "customer_retention_rate", False),
            # one formula, other questions
            ("customer_effort_score", "customer_effort_score_v2", False),
            ("brand_awareness_aided", "brand_awareness_unaided", False),
        ],
    )
    def test_complements(self, shipped, name, other, complements):
        layout = Layout("card", same("c"), (Group("all", same("a"), 1.0, (name, other)),))
        told = setting_of(shipped, layout, DAY)
        assert facts(told, name, other)["complements"] is complements
        assert facts(told, other, name)["complements"] is complements
        assert ((name, other) in pairs(told)) is complements

    def test_no_two_others_of_all_that_ship_are_one_signal(self, shipped):
        layout = Layout("card", same("c"), (Group("all", same("a"), 1.0, tuple(shipped.kpis)),))
        told = setting_of(shipped, layout, DAY)
        alike = [pair for pair in pairs(told) if facts(told, *pair)["complements"]]
        assert alike == [("brand_awareness_aided", "brand_unaware_rate"), ("ga4_bounce_rate", "ga4_engagement_rate")]
