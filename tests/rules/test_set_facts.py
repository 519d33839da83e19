"""What a scorecard says as a whole: every fact of scope set about one scorecard, worked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.evidence import Evidence, ResearchUse, Team
from kpiframe.catalog.model import Input, Origin
from kpiframe.problems import NOWHERE
from kpiframe.rules.definition_facts import Setting, setting_of
from kpiframe.rules.set_facts import platform_of, set_facts, stands_as_shipped
from kpiframe.texts import Text

DAY = date(2026, 11, 21)
ASKED = {"signal": "perception", "directness": "asked", "audience": ["wider_audience"]}


@pytest.fixture
def facts(world):
    """The facts of a scorecard whose KPIs have the given effective shares (by default all the same)."""

    def made(kpis, *shares):
        catalog, layout = world(kpis)
        given = shares or [1 / len(kpis)] * len(kpis)
        return set_facts(setting_of(catalog, layout, DAY, dict(zip((k.name for k in kpis), given, strict=True))))

    return made


def owned(made, *teams, channel="", use=None):
    return replace(made, evidence=Evidence(teams=tuple(map(Team, teams)), channel=channel, research_use=use))


class TestHowMany:
    def test_only_kpis_with_effective_weight_are_weighted(self, facts, kpi):
        found = facts([kpi("a"), kpi("b"), kpi("c")], 0.7, 0.3, 0)
        assert (found["kpi_count"], found["weighted_count"]) == (3, 2)

    def test_without_a_scorecard_nothing_is_known_about_weight(self, world, kpi):
        catalog, _ = world([kpi("a")])
        found = set_facts(Setting(catalog, DAY))
        assert (found["scorecard"], found["weighted_count"], found["generic_share"]) == (None, None, None)

    @pytest.mark.parametrize(
        ("shares", "equal"),
        [
            ((0.25, 0.25, 0.25, 0.25), True),
            ((1 / 3, 1 / 3, 1 - 2 / 3, 0), True),  # the one without weight is left out; dust of rounding is no order
            ((0.24, 0.25, 0.25, 0.26), False),
            ((0.5, 0.5, 0, 0), None),  # two KPIs cannot show an order
        ],
    )
    def test_equal_weights(self, facts, kpi, shares, equal):
        assert facts([kpi(n) for n in "abcd"], *shares)["equal_weights"] is equal


class TestTopPlatform:
    def test_shares_of_one_platform_are_added(self, facts, kpi):
        on = [
            kpi("likes", measured_by="platform", platform="meta"),
            kpi("video", measured_by="platform", platform="tiktok"),
            kpi("ads", measured_by="platform_attributed", platform="meta"),
            kpi("nps", measured_by="own"),
        ]
        found = facts(on, 0.2, 0.25, 0.15, 0.4)
        assert found["top_platform_share"] == pytest.approx(0.35)
        assert found["top_platform"] == "Meta"  # as the registry calls it

    def test_open_data_of_a_platform_are_not_counted_against_it(self, facts, kpi):
        on = [kpi("trends", measured_by="platform_public", platform="google"), kpi("nps", measured_by="own")]
        assert facts(on)["top_platform_share"] == 0
        assert facts(on)["top_platform"] is None

    def test_one_platform_without_a_name_is_still_one(self, facts, kpi):
        found = facts([kpi("likes", measured_by="platform"), kpi("nps", measured_by="own")], 0.4, 0.6)
        assert found["top_platform_share"] == pytest.approx(0.4)
        assert found["top_platform"] == Text("One platform that is not named", "Một nền tảng chưa nêu tên")

    def test_two_that_may_be_one_platform_leave_it_unknown(self, facts, kpi):
        unnamed = [kpi("likes", measured_by="platform"), kpi("video", measured_by="platform")]
        assert facts(unnamed)["top_platform_share"] is None
        named = [kpi("likes", measured_by="platform", platform="meta"), kpi("video", measured_by="platform")]
        assert facts(named)["top_platform_share"] is None

    def test_a_platform_is_known_by_its_inputs(self, kpi):
        def of(*platforms):
            return replace(kpi("a"), inputs=tuple(Input(f"i{n}", "count", platform=p) for n, p in enumerate(platforms)))

        assert platform_of(of("meta", "meta")) == "meta"
        assert platform_of(of("meta", "tiktok")) is None
        assert platform_of(of("", "")) is None


class TestKindsOfEvidence:
    def test_shares_by_tag_timing_and_family(self, facts, kpi):
        found = facts(
            [
                kpi("rejected", tags=["disconfirming"], timing="leading"),
                kpi("churn", tags=["disconfirming", "loyalty"], timing="lagging"),
                kpi("useful", family="relevance", timing="leading"),
                kpi("sales", timing="lagging"),
            ],
            0.05,
            0.15,
            0.3,
            0.5,
        )
        assert found["disconfirming_share"] == pytest.approx(0.2)
        assert found["lagging_share"] == pytest.approx(0.65)
        assert found["relevance_share"] == pytest.approx(0.3)

    def test_where_nothing_weighs_anything_they_are_unknown(self, facts, kpi):
        found = facts([kpi("a"), kpi("b")], 0, 0)
        names = ("disconfirming_share", "lagging_share", "relevance_share", "missing_dimensions", "dimensions")
        assert {found[name] for name in names} == {None}
        assert {found[name] for name in ("top_platform_share", "generic_share", "team_count")} == {None}
        assert found["weighted_count"] == 0


class TestDimensions:
    def test_a_dimension_is_measured_from_a_rating_of_two(self, facts, kpi):
        found = facts(
            [
                kpi("a", relevance={"utility": 2, "purpose": 1, "importance": 0}),
                kpi("b", relevance={"utility": 0, "purpose": 1, "importance": 1}),
                kpi("c", relevance={"utility": 3, "purpose": 3, "importance": 3}),
            ],
            0.5,
            0.5,
            0,
        )
        assert found["missing_dimensions"] == 2
        assert found["dimensions"] == Text("purpose, importance", "mục đích, tầm quan trọng")

    def test_none_is_missing(self, facts, kpi):
        found = facts([kpi("a", relevance={"utility": 2, "purpose": 2, "importance": 3})])
        assert (found["missing_dimensions"], found["dimensions"]) == (0, None)

    @pytest.mark.parametrize(("second", "missing"), [((0, 2, 0), 3), ((0, 3, 0), 2), (None, 3)])
    def test_of_two_raters_the_mean_counts(self, facts, kpi, second, missing):
        one = kpi("a", relevance={"utility": 0, "purpose": 1, "importance": 0})
        assert facts([replace(one, relevance=replace(one.relevance, second=second))])["missing_dimensions"] == missing


class TestAsShipped:
    @pytest.fixture
    def set_by(self, kpi):
        """A KPI of a layer, and fields of it that other layers have set."""

        def made(layer, **fields):
            origins = [Origin(name.replace("__", "."), NOWHERE, by) for name, by in fields.items()]
            return replace(kpi("a"), layer=layer, origins=tuple(origins))

        return made

    @pytest.mark.parametrize("field", ["formula", "relevance__weight", "thresholds__target", "targets"])
    def test_what_judges_a_value_makes_it_the_brands_own(self, set_by, field):
        assert stands_as_shipped(set_by("catalog", **{field: "catalog"}))
        assert not stands_as_shipped(set_by("catalog", **{field: "pho-sen"}))

    def test_a_label_or_an_owner_does_not(self, set_by):
        assert stands_as_shipped(set_by("catalog", label="pho-sen", owner__name="pho-sen"))

    def test_a_kpi_of_the_project_is_its_own(self, set_by):
        assert not stands_as_shipped(set_by("pho-sen", formula="pho-sen"))

    def test_share_counts_kpis_with_weight(self, facts, kpi, set_by):
        mine = [replace(set_by("catalog"), name=n) for n in ("a", "b", "c")] + [kpi("d")]
        assert facts(mine, 0.1, 0.1, 0, 0.8)["generic_share"] == pytest.approx(2 / 3)


class TestTeamsAndChannels:
    def test_names_are_counted_once_whatever_their_case(self, facts, kpi):
        found = facts([owned(kpi("a"), "Brand", "service"), owned(kpi("b"), "brand "), owned(kpi("c"))], 0.5, 0.5, 0)
        assert found["team_count"] == 2
        assert found["only_view"] is None

    def test_one_kpi_with_weight_and_no_team_leaves_it_unknown(self, facts, kpi):
        assert facts([owned(kpi("a"), "brand"), kpi("b")])["team_count"] is None

    def test_the_only_team_or_channel_is_named(self, facts, kpi):
        found = facts([owned(kpi("a"), "Tiếp thị"), owned(kpi("b"), "Tiếp thị")])
        assert (found["team_count"], found["channel_count"], found["only_view"].vi) == (1, None, "Tiếp thị")
        found = facts([owned(kpi("a"), "brand", channel="shopee"), owned(kpi("b"), "sales", channel="Shopee")])
        assert (found["team_count"], found["channel_count"], found["only_view"].en) == (2, 1, "shopee")

    def test_shared_outcomes_are_business_results_two_teams_own(self, facts, kpi):
        kpis = [
            owned(kpi("sales", signal="outcome"), "brand", "sales"),
            owned(kpi("credit", signal="outcome", measured_by="platform_attributed"), "brand", "sales"),
            owned(kpi("nps", signal="perception"), "brand", "service"),
            owned(kpi("margin", signal="outcome"), "finance", "Finance"),
            owned(kpi("kept", signal="outcome"), "brand", "service"),
        ]
        assert facts(kpis, 0.25, 0.25, 0.25, 0.25, 0)["shared_outcomes"] == 1


class TestAsking:
    def test_when_people_are_asked(self, facts, kpi):
        kpis = [
            owned(kpi("pre", **ASKED), use=ResearchUse.PRE_LAUNCH),
            owned(kpi("post", **ASKED), use=ResearchUse.POST_LAUNCH),
            owned(kpi("always", **ASKED), use=ResearchUse.CONTINUOUS),
            kpi("sales", signal="outcome"),
        ]
        found = facts(kpis)
        assert (found["perceptions"], found["launch_perceptions"]) == (3, 2)

    def test_one_that_does_not_say_when_leaves_it_unknown(self, facts, kpi):
        found = facts([owned(kpi("pre", **ASKED), use=ResearchUse.PRE_LAUNCH), kpi("other", **ASKED)])
        assert (found["perceptions"], found["launch_perceptions"]) == (2, None)

    def test_where_nobody_is_asked_there_is_nothing_to_say(self, facts, kpi):
        found = facts([kpi("sales", signal="outcome")])
        assert (found["perceptions"], found["launch_perceptions"]) == (0, 0)
