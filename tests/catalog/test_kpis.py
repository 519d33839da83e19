"""From YAML to Kpi: every key arrives, defaults are derived, targets and names are checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kpiframe.catalog.evidence import Attribution, Control, Evidence, Ledger, ResearchUse, Sample, Scale, Team
from kpiframe.catalog.loader import read_definitions
from kpiframe.texts import Text

HERE = Path(__file__).parent


def test_every_key_of_the_format_arrives(read, head):
    text = (HERE / "every_kpi_key.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\bother\b", "csat", text)
    other = (
        "kpis:\n  - {name: csat, label: CSAT, formula: '1', unit: percent, kind: survey, direction: neutral}\n"
        "  - {name: plain, label: Plain, formula: csat, unit: percent, kind: survey, direction: neutral, owner: an@x.vn}\n"
    )
    result = read({"kpiframe.yaml": head, "definitions/a.yaml": text, "definitions/b.yaml": other})
    assert result.problems == []
    kpi = result.project.catalog.kpis["nps"]
    assert kpi.label == Text("Net Promoter Score", "Chỉ số NPS")
    assert kpi.inputs[0].counts == Text("answers 9-10", "trả lời 9-10")
    assert kpi.inputs[1].counts == Text("answers 0-6", "answers 0-6")
    assert [i.unit for i in kpi.inputs] == ["people"] * 3
    assert (kpi.unit, kpi.kind, kpi.direction) == ("points", "survey", "higher_is_better")
    anchors = kpi.thresholds
    assert (anchors.warn, anchors.target, anchors.floor, anchors.stretch, anchors.scale) == (30, 45, 10, 60, "linear")
    fixed, grown = kpi.targets
    assert (fixed.since, fixed.until, fixed.value, fixed.warn, fixed.set_by) == ("2026-01", "2026-12", 45, 25, "client")
    assert (grown.growth, grown.over, grown.value) == (5, "same_period_last_year", None)
    rating = kpi.relevance
    assert (rating.utility, rating.purpose, rating.importance, rating.weight) == (2, 1, 2, 3)
    assert rating.rated_by == ("linh", "an")
    assert (kpi.audience, kpi.directness, kpi.signal) == (("existing_customers",), "asked", "perception")
    assert (kpi.measured_by, kpi.platform, kpi.timing) == ("platform", "meta_facebook", "leading")
    assert (kpi.lifecycle, kpi.corroborated_by, kpi.alternatives) == (("nps_one_number",), ("csat",), ("csat",))
    assert kpi.pitfalls == (Text("small bases", "mẫu nhỏ"), Text("one language", "one language"))
    assert (kpi.sources, kpi.grade) == (("nps_bands",), "standard")
    assert (kpi.bands[0].label.en, kpi.bands[0].low, kpi.bands[0].high, kpi.bands[0].source) == (
        "good",
        0,
        20,
        "nps_bands",
    )
    assert (kpi.owner.name, kpi.owner.email) == ("CX team", "cx@example.com")
    assert (kpi.cadence, kpi.base, kpi.min_n, kpi.interval) == ("month", "responses", 100, "net_share")
    assert (kpi.dead_band, kpi.critical, kpi.early_window) == (1.5, True, 0.3)
    assert kpi.reviewed_on == date(2026, 6, 1)
    assert kpi.decision.vi == "Dưới 30 gọi từng khách."
    assert (kpi.status, kpi.deprecation.replaced_by) == ("deprecated", "csat")
    assert (kpi.deprecation.deprecated_at, kpi.deprecation.sunset_at) == (date(2026, 1, 1), date(2026, 12, 31))
    worked, nothing = kpi.examples
    assert (worked.inputs, worked.expect) == ({"promoters": 75, "detractors": 15, "responses": 150}, 40)
    assert (nothing.inputs["responses"], nothing.expect, nothing.reason) == (None, None, "null_input")
    assert (kpi.tags, kpi.meta) == (("loyalty",), {"anything": [1, {"goes": "here"}]})
    assert (kpi.spread, rating.second) == ("responses", (3, 1, 1))
    assert (kpi.inputs[2].platform, kpi.inputs[2].surface) == ("youtube", "shorts")
    assert kpi.evidence == Evidence(
        Scale(0, 10, "nps", (9, 10), "2.0", "good"),
        Sample.CUSTOMER_LIST,
        ResearchUse.CONTINUOUS,
        Attribution(7, 1, "last_click"),
        (Team("CX"), Team("Marketing", 2, 40)),
        "shop",
        claims_effect=True,
        control=Control.GEO,
        ledger=Ledger("csat", "csat"),
        perceived_as="csat",
        lags={"csat": 2},
        succeeds=("fid",),
    )
    layout = result.project.catalog.layouts["brand-health"]
    assert (layout.missing, layout.groups[0].weight, layout.kpis) == ("cautious", 60, ("nps",))
    assert result.project.catalog.kpis["plain"].owner.email == "an@x.vn"


@pytest.mark.parametrize(
    ("formula", "unit", "base"),
    [
        ("(promoters - detractors) / responses * 100", "people", "responses"),
        ("promoters / responses * 100 - detractors / responses * 100", "people", "responses"),
        ("promoters / responses", "people", "responses"),
        ("promoters / responses * 100", "sessions", None),
        ("promoters * 100 / (responses + detractors)", "people", None),
        ("promoters + detractors - responses", "people", None),
        ("100 * promoters / responses * 2", "people", None),
    ],
)
def test_the_base_is_what_a_share_of_people_divides_by(read, nps, formula, unit, base):
    text = nps.replace("(promoters - detractors) / responses * 100", formula)
    text = text.replace("responses: {unit: people}", f"responses: {{unit: {unit}}}")
    text = text.replace("unit: points", "unit: score").replace("warn: 30, target: 45", "warn: 1, target: 2")
    assert read(text).project.catalog.kpis["nps"].base == base


def test_a_base_that_is_written_wins_and_null_means_none(read, nps):
    assert read(nps + "    base: promoters\n").project.catalog.kpis["nps"].base == "promoters"
    assert read(nps + "    base: null\n").project.catalog.kpis["nps"].base is None


def test_a_base_must_be_an_input(read, nps):
    problem = read(nps + "    base: response\n").only()
    assert (problem.code, problem.meant) == ("KPF520", ("responses",))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("class", "KPF507"),
        ("lambda", "KPF507"),
        ("month", "KPF507"),
        ("rolling_sum", "KPF507"),
        ("metric_time", "KPF507"),
        ("two__bars", "KPF507"),
        ("Nps", "KPF507"),
        ("n", "KPF507"),
        ("9lives", "KPF507"),
        ("điểm", "KPF507"),
        ("a-b", "KPF507"),
        ("trailing_", "KPF507"),
        ("a" * 65, "KPF507"),
    ],
)
def test_names_that_cannot_be_names(read, nps, name, code):
    assert read(nps.replace("name: nps", f"name: {name}")).only().code == code
    inputs = nps.replace("promoters", name)
    assert code in {p.code for p in read(inputs).problems}


@pytest.mark.parametrize("name", ["nps", "n1", "a" * 64, "day_rate", "monthly"])
def test_names_that_can(read, nps, name):
    assert read(nps.replace("name: nps", f"name: {name}")).problems == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("{from: 2026-13, value: 45}", "KPF550"),
        ("{from: 2026-02-30, value: 45}", "KPF550"),
        ("{from: 2026-01, until: later, value: 45}", "KPF550"),
        ("{from: 2026-01}", "KPF506"),
        ("{from: 2026-01, value: 45, growth: 5%}", "KPF506"),
        ("{from: 2026-01, growth: 5%}", "KPF506"),
        ("{from: 2026-01, value: [40, 50]}", "KPF504"),
        ("{from: 2026-01, value: 20}", "KPF305"),
        ("{from: 2026-01, value: 45, warn: 50}", "KPF305"),
        ("{value: 45}", "KPF506"),
    ],
)
def test_targets_that_cannot_be_targets(read, nps, target, code):
    assert read(nps + f"    targets:\n      - {target}\n").only().code == code


@pytest.mark.parametrize("since", ["2026", "2026-Q4", "2026-10", "2026-W43", "2026-10-31"])
def test_a_target_begins_with_a_period_or_a_day(read, nps, since):
    result = read(nps + f"    targets:\n      - {{from: '{since}', value: 50}}\n")
    assert result.problems == []


def test_an_in_range_kpi_takes_pairs(read, nps):
    text = nps.replace("higher_is_better", "in_range").replace("warn: 30, target: 45", "warn: [1, 9], target: [3, 5]")
    assert read(text).project.catalog.kpis["nps"].thresholds.target == (3.0, 5.0)
    problem = read(nps.replace("higher_is_better", "in_range")).problems[0]
    assert problem.code == "KPF504"
    assert "in_range" in problem.help.en


def test_an_unused_input_is_a_warning_with_what_was_meant(read, nps):
    text = nps.replace("detractors: {unit", "detractorz: {unit: people}\n      detractors: {unit")
    problem = read(text).only()
    assert (problem.code, problem.severity, problem.meant) == ("KPF523", "warning", ("detractors",))


def test_an_example_names_the_inputs_of_its_kpi(read, nps):
    result = read(nps + "    examples:\n      - {inputs: {promotors: 1}, expect: 2}\n")
    problem = result.only()
    assert (problem.code, result.under(problem), problem.meant[0]) == ("KPF520", "promotors", "promoters")


@pytest.mark.parametrize(("unit", "meant"), [("precent", "percent"), ("mony", "money")])
def test_a_unit_that_looks_like_a_slip_is_refused(read, nps, unit, meant):
    problem = read(nps.replace("unit: points", f"unit: {unit}")).only()
    assert (problem.code, problem.meant[0]) == ("KPF505", meant)


def test_two_languages_or_one(read, nps):
    catalog = read(nps.replace("{en: Net Promoter Score, vi: Chỉ số NPS}", "{vi: Chỉ số NPS}")).project.catalog
    assert catalog.kpis["nps"].label == Text("Chỉ số NPS", "Chỉ số NPS")


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("corroborated_by", "[npx]", "KPI"),
        ("alternatives", "[npx]", "KPI"),
        ("deprecation", "{replaced_by: npx}", "KPI"),
        ("lifecycle", "[avee]", "lifecycle entry"),
        ("sources", "[nowhere]", "citation"),
        ("platform", "meta_facebok", "platform"),
    ],
)
def test_a_reference_to_nothing_is_refused(read, nps, field, value, what):
    problem = read(nps + f"    {field}: {value}\n").only()
    assert problem.code == "KPF509"
    assert f"there is no {what} " in problem.message.en


def test_a_reference_to_a_shipped_kpi_that_is_not_extended_is_fine(read, nps):
    assert read(nps + "    alternatives: [customer_churn_rate]\n").problems == []


def test_a_formula_cannot_name_a_shipped_kpi_that_is_not_extended(read):
    text = (
        "kpis:\n  - {name: loss, label: Loss, formula: customer_churn_rate, unit: percent, kind: ratio, "
        "direction: neutral}\n"
    )
    assert read(text).only().code == "KPF520"
    assert read("extends: ['catalog:kpis']\n" + text).problems == []


@pytest.mark.slow
def test_more_kpis_than_the_limit_are_refused(read, head):
    line = "  - {{name: k{}, label: K, formula: '1', unit: count, kind: flow, direction: neutral}}\n"
    files = {
        f"definitions/f{f}.yaml": "kpis:\n" + "".join(line.format(f * 1000 + i + 10) for i in range(1000))
        for f in range(2)
    }
    assert read(files | {"kpiframe.yaml": head}).problems == []
    result = read(files | {"kpiframe.yaml": head + "kpis:\n" + line.format(99999)})
    assert [p.code for p in result.problems] == ["KPF549"]


def test_loose_files_are_read_without_a_project(tmp_path, nps):
    (tmp_path / "a.yaml").write_text(nps.replace("direction:", "direktion:"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(nps, encoding="utf-8")
    catalog, problems, documents = read_definitions([tmp_path / "a.yaml", tmp_path / "b.yaml"], tmp_path)
    assert list(catalog.kpis) == ["nps"]
    assert [(p.code, str(p.location)) for p in problems] == [("KPF503", "a.yaml:11:5")]
    assert set(documents) == {"a.yaml", "b.yaml"}
