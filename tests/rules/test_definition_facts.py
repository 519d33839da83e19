"""Facts of one KPI: how people were asked, what a formula adds, who answers, what it is called; worked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.evidence import Sample
from kpiframe.catalog.knowledge import Audit, Platform
from kpiframe.rules.definition_facts import Setting, entry_facts, kpi_facts, setting_of
from kpiframe.rules.partial_kpi import partial_kpi
from kpiframe.texts import same

DAY = date(2026, 11, 21)


class TestHowPeopleWereAsked:
    """Scale and sample of a survey."""

    def facts(self, world, kpi):
        catalog, layout = world([kpi])
        return kpi_facts(kpi, setting_of(catalog, layout, DAY))

    @pytest.mark.parametrize(
        ("scale", "text", "standard"),
        [
            ({"min": 0, "max": 10, "standard": "nps"}, "0–10", True),
            ({"min": 1, "max": 10, "standard": "nps"}, "1–10", False),
            ({"min": 1, "max": 5, "standard": "csat", "boxes": [4, 5]}, "1–5", True),
            ({"min": 1, "max": 5, "standard": "csat"}, "1–5", False),
            ({"min": 1, "max": 7, "standard": "ces", "version": "2.0"}, "1–7", True),
            ({"min": 1, "max": 7, "standard": "ces"}, "1–7", False),
            ({"min": 0, "max": 100}, "0–100", True),  # departs from no standard, for it names none
            (None, None, None),
        ],
    )
    def test_a_scale_is_held_against_the_standard_it_names(self, kpi, world, scale, text, standard):
        facts = self.facts(world, kpi("a", **({"scale": scale} if scale else {})))
        assert (facts["scale_text"], facts["scale_standard"]) == (text, standard)

    @pytest.mark.parametrize(
        ("more", "means"),
        [
            ({"version": "1.0"}, "bad"),
            ({"version": "2.0"}, "good"),
            ({"version": "1.0", "high_means": "good"}, "good"),  # what is declared goes first
            ({"high_means": "bad"}, "bad"),
            ({}, None),
        ],
    )
    def test_what_a_high_answer_says(self, kpi, world, more, means):
        assert self.facts(world, kpi("a", scale={"min": 1, "max": 7, **more}))["high_means"] == means

    @pytest.mark.parametrize("sample", list(Sample))
    def test_every_sample_has_words_in_both_languages(self, kpi, world, sample):
        facts = self.facts(world, kpi("a", sample=sample.value))
        assert facts["sample"] == sample.value
        assert facts["sample_label"].en
        assert facts["sample_label"].vi
        assert self.facts(world, kpi("a"))["sample_label"] is None


class TestWhatAFormulaAdds:
    """Platforms, or surfaces of one platform, whose counts are added together."""

    FB, TT, OWN = {"platform": "meta"}, {"platform": "tiktok"}, {}
    LONG, SHORT = {"platform": "youtube", "surface": "in_stream"}, {"platform": "youtube", "surface": "shorts"}

    def facts(self, kpi, world, formula, inputs, beside=()):
        catalog, layout = world([kpi("a", formula=formula, inputs=inputs), *beside])
        return kpi_facts(catalog.kpis["a"], setting_of(catalog, layout, DAY))

    @pytest.mark.parametrize(
        ("formula", "number"),
        [
            ("fb + tt", 2),
            ("fb + tt + own", 2),
            ("fb + fb * 2", 0),
            ("fb + own", 0),
            ("fb / tt", 0),
            ("fb - tt", 0),
            ("fb / own + tt / own", 0),  # rates, not counts
            ("fb / 7 + tt / 7", 2),
            ("fb * 0.4 + tt * 0.6", 2),
            ("(fb + tt) / own", 2),
            ("own - (fb + tt)", 2),
            ("coalesce(fb, 0) + coalesce(tt, 0)", 2),
            ("rolling_sum(fb, 3) + prev(tt)", 2),
            ("max(fb, tt)", 0),
            ("sqrt(fb) + tt", 0),
            ("own + (fb if own > 0 else tt)", 2),
            ("long + short", 2),  # one platform, two counting rules
            ("long + long", 0),
            ("fb + tt + long", 3),
        ],
    )
    def test_by_formula(self, kpi, world, formula, number):
        inputs = {"fb": self.FB, "tt": self.TT, "own": self.OWN, "long": self.LONG, "short": self.SHORT}
        used = {name: said for name, said in inputs.items() if name in formula}
        assert self.facts(kpi, world, formula, used)["mixed_sum"] == number

    def test_platforms_are_named_by_label_and_surfaces_as_declared(self, kpi, world):
        facts = self.facts(kpi, world, "fb + tt", {"fb": self.FB, "tt": self.TT})
        assert facts["mixed_defs"].vi == "Meta, tiktok"  # the second is not registered here
        facts = self.facts(kpi, world, "x + y", {"x": self.LONG, "y": self.SHORT})
        assert facts["mixed_defs"].en == "in_stream, shorts"
        assert self.facts(kpi, world, "x / y", {"x": self.FB, "y": self.TT})["mixed_defs"] is None

    def test_kpis_a_formula_names_count_as_their_platform(self, kpi, world):
        beside = [
            kpi("fb_views", measured_by="platform", platform="meta"),
            kpi("tt_views", measured_by="platform", platform="tiktok"),
            kpi("searches", measured_by="platform_public", platform="google"),
        ]
        assert self.facts(kpi, world, "fb_views + tt_views", {}, beside)["mixed_sum"] == 2
        assert self.facts(kpi, world, "fb_views + searches", {}, beside)["mixed_sum"] == 0


class TestWhoAnswers:
    """Owner, target, cadence; and teams that differ."""

    def facts(self, world, kpi):
        catalog, layout = world([kpi])
        return kpi_facts(kpi, setting_of(catalog, layout, DAY))

    def test_what_is_missing_is_counted_and_named(self, kpi, world):
        facts = self.facts(world, kpi("a"))
        assert (facts["missing_count"], facts["missing_fields"].vi) == (3, "người phụ trách, mục tiêu, chu kỳ đo")
        whole = kpi("a", teams=["CX"], thresholds={"warn": 1, "target": 2}, cadence="month")
        facts = self.facts(world, whole)
        assert (facts["missing_count"], facts["missing_fields"], facts["has_owner"]) == (0, None, True)

    @pytest.mark.parametrize(
        ("teams", "factor", "differ"),
        [
            ([], None, None),
            (["A"], None, None),
            (["A", "B"], 1, False),
            (
                [{"name": "A", "weight": 6}, {"name": "B", "weight": 2}, "C"],
                3,
                False,
            ),  # C has the definition's weight 4
            ([{"name": "A", "weight": 6}, "B"], 1.5, False),
            ([{"name": "A", "weight": 0}, "B"], 1000, False),  # no weight at all: more than any factor
            ([{"name": "A", "weight": 0}, {"name": "B", "weight": 0}], 1, False),
            ([{"name": "A", "target": 40}, {"name": "B", "target": 30}], 1, True),
            ([{"name": "A", "target": 40}, "B"], 1, True),  # B has the definition's target 50
            ([{"name": "A", "target": 50}, "B"], 1, False),
        ],
    )
    def test_teams_by_weight_and_target(self, kpi, world, teams, factor, differ):
        facts = self.facts(
            world,
            kpi(
                "a",
                teams=teams,
                relevance={"utility": 2, "purpose": 2, "importance": 2, "weight": 4},
                thresholds={"warn": 30, "target": 50},
            ),
        )
        assert (facts["team_factor"], facts["team_targets_differ"]) == (factor, differ)

    def test_teams_in_words(self, kpi, world):
        facts = self.facts(world, kpi("a", teams=[{"name": "A", "weight": 1.5, "target": 40}, "B"]))
        assert facts["teams"].en == "A, B"
        assert facts["team_views"].en == "A: weight 1.5, target 40; B: as defined"
        assert facts["team_views"].vi == "A: trọng số 1,5, mục tiêu 40; B: theo định nghĩa"
        assert self.facts(world, kpi("a"))["teams"] is None


@pytest.mark.parametrize(
    ("name", "label", "called"),
    [
        ("ad_relevance", "Ad rank", True),
        ("rank", "Relevancy score", True),
        ("rank", "RELEVANCE", True),
        ("rank", {"en": "Fit", "vi": "Mức độ phù hợp nội dung"}, True),
        ("rank", {"en": "Fit", "vi": "MUC DO PHU HOP"}, True),  # typed without accents
        ("rank", {"en": "Fit", "vi": "Điểm liên quan"}, True),
        ("rank", {"en": "Fit", "vi": "Sự phù hợp"}, True),
        ("irrelevance_count", "Irrelevance", False),
        ("rank", {"en": "Fit", "vi": "Phù hợp"}, False),
        ("nps", "NPS", False),
    ],
)
def test_what_is_called_relevance(kpi, world, name, label, called):
    catalog, layout = world([kpi(name, label=label)])
    assert kpi_facts(catalog.kpis[name], setting_of(catalog, layout, DAY))["called_relevance"] is called


def test_an_audit_counts_while_it_is_in_force_and_verified(kpi, world):
    catalog, layout = world([kpi("a", platform="meta", measured_by="platform")])
    held = Audit("MRC", same("views"), same("accredited"), "2025-01", in_force=True, verified=True, kpis=("a",))
    ended, others, general = replace(held, in_force=False), replace(held, kpis=("b",)), replace(held, kpis=())
    for audits, expected in [
        ((), False),
        ((held,), True),
        ((ended,), False),
        ((others,), False),  # accreditations are given metric by metric
        ((general,), False),
        ((general, held), True),
    ]:
        platforms = {"meta": Platform("meta", "Meta", True, audits=audits)}
        told = replace(catalog, platforms=platforms)
        assert kpi_facts(catalog.kpis["a"], setting_of(told, layout, DAY))["audited"] is expected
    assert kpi_facts(catalog.kpis["a"], setting_of(replace(catalog, platforms={}), layout, DAY))["audited"] is None


@pytest.mark.parametrize(("day", "days"), [("2025-11-15", 0), ("2025-11-14", 1), ("2025-12-15", -30)])
def test_days_to_the_date_of_an_entry(shipped, day, days):
    entry = shipped.lifecycle["facebook_page_fans"]  # gone on 15 November 2025
    assert (
        entry_facts(entry, Setting(shipped, date.fromisoformat(day)), partial_kpi({"name": "x"}))["entry_days"] == days
    )
    assert (
        entry_facts(shipped.lifecycle["vanity_followers"], Setting(shipped, DAY), partial_kpi({"name": "x"}))[
            "entry_days"
        ]
        is None
    )
