"""The broken definitions everybody writes sooner or later: each must be placed, named and explained."""

from __future__ import annotations

import pytest

from kpiframe.catalog.codes import NAMES
from kpiframe.problems import Severity, describe


def test_the_unbroken_project_has_no_problem(read, nps, survey):
    result = read(nps + survey)
    assert result.problems == []
    assert list(result.project.catalog.kpis) == ["nps"]


def test_missing_column(read, nps, survey):
    result = read(nps + survey.replace("filter: score >= 9", "filter: scor >= 9"))
    problem = result.only()
    assert (problem.code, problem.name) == ("KPF520", "unknown-name")
    assert result.under(problem) == "scor"
    assert problem.meant == ("score",)
    assert problem.location.line == 22


def test_section_key_typo(read, nps, survey):
    result = read(nps.replace("inputs:", "inptus:") + survey)
    problem = result.only()
    assert problem.code == "KPF503"
    assert result.under(problem) == "inptus"
    assert problem.meant[0] == "inputs"
    assert {"name", "formula", "inputs", "thresholds"} <= set(problem.allowed)


def test_nested_key_typo(read, nps, survey):
    result = read(nps.replace("warn: 30", "wran: 30, warn: 30") + survey)
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF503", "wran")
    assert problem.meant[0] == "warn"
    assert problem.allowed == ("warn", "target", "floor", "stretch", "scale")


def test_harmless_key_typo(read, nps, survey):
    result = read(nps.replace("    unit: points", "    descripton: a share\n    unit: points") + survey)
    problem = result.only()
    assert (problem.code, problem.severity) == ("KPF503", Severity.ERROR)
    assert result.under(problem) == "descripton"
    assert problem.meant[0] == "description"


def test_unknown_reference(read, nps, survey):
    result = read(nps.replace("(promoters -", "(promotors -") + survey)
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF520", "promotors")
    assert str(problem.location) == "kpiframe.yaml:6:15"
    assert "promoters" in problem.meant


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("kpis:\n\t- name: nps\n", "kpiframe.yaml:4:1"),
        ("kpis:\n  - name: nps\n   label: x\n", "kpiframe.yaml:5:4"),
        ("label: {en: Pho Sen\n", "kpiframe.yaml:4:1"),
    ],
    ids=["tab", "indent", "unclosed"],
)
def test_yaml_syntax(read, text, place):
    result = read(text)
    problem = result.only()
    assert (problem.code, str(problem.location)) == ("KPF501", place)
    assert result.project is None


def test_cycle_of_one(read):
    problem = read(
        """\
        kpis:
          - {name: aa, label: A, formula: aa * 2, unit: points, kind: ratio, direction: neutral}
        """
    ).only()
    assert (problem.code, problem.message.en) == ("KPF540", "a loop: aa -> aa")


def test_cycle_prints_the_whole_loop_with_each_place(read):
    result = read(
        """\
        kpis:
          - {name: aa, label: A, formula: bb + 1, unit: points, kind: ratio, direction: neutral}
          - {name: bb, label: B, formula: cc + 1, unit: points, kind: ratio, direction: neutral}
          - {name: cc, label: C, formula: aa + 1, unit: points, kind: ratio, direction: neutral}
          - {name: dd, label: D, formula: aa + 1, unit: points, kind: ratio, direction: neutral}
        """
    )
    problem = result.only()
    assert problem.code == "KPF540"
    assert problem.message.en == "a loop: aa -> bb -> cc -> aa"
    assert [str(place) for place, _ in problem.related] == [
        "kpiframe.yaml:4:35",
        "kpiframe.yaml:5:35",
        "kpiframe.yaml:6:35",
    ]


def test_duplicate_name_in_one_file(read, nps, survey):
    twice = nps + nps.partition("\n")[2]
    problem = read(twice + survey).only()
    assert problem.code == "KPF508"
    assert str(problem.location) == "kpiframe.yaml:15:11"
    assert [str(place) for place, _ in problem.related] == ["kpiframe.yaml:4:11"]


def test_duplicate_name_in_two_files(read, nps, survey, head):
    problem = read({"kpiframe.yaml": head + survey, "definitions/a.yaml": nps, "definitions/b.yaml": nps}).only()
    assert problem.code == "KPF508"
    assert str(problem.location) == "definitions/b.yaml:2:11"
    assert "definitions/a.yaml:2:11" in problem.message.en


@pytest.mark.parametrize(
    ("old", "new", "under", "meant"),
    [
        ("agg: count, filter: score >= 9", "agg: cuont, filter: score >= 9", "cuont", "count"),
        ("direction: higher_is_better", "direction: higher", "higher", None),
        ("kind: survey", "kind: surveys", "surveys", "survey"),
        ("measured_by: independent", "measured_by: indepedent", "indepedent", "independent"),
        ("score: integer", "score: int", "int", "integer"),
    ],
)
def test_bad_enum_value(read, nps, survey, old, new, under, meant):
    result = read((nps + survey).replace(old, new))
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF505", under)
    assert len(problem.allowed) >= 4
    assert meant is None or problem.meant[0] == meant


def test_bad_grain(read, nps, survey):
    result = read("calendar: {grain: dayy}\n" + nps + survey)
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF505", "dayy")
    assert problem.allowed == ("day", "week", "month", "quarter", "year")
    assert problem.meant[0] == "day"


# ---- our own


def test_unbound_input_of_a_scored_kpi(read, nps, survey):
    result = read(nps + survey.replace("  detractors: {source", "  detractor: {source"))
    unbound, unused = result.errors[0], result.problems[1]
    assert (unbound.code, result.under(unbound)) == ("KPF541", "detractors")
    assert unbound.meant == ("detractor",)
    assert (unused.code, unused.severity) == ("KPF542", Severity.WARNING)


def test_unused_binding(read, nps, survey):
    result = read(nps + survey.replace("bindings:", "bindings:\n  visits: {value: 3}"))
    problem = result.only()
    assert (problem.code, problem.severity, result.under(problem)) == ("KPF542", Severity.WARNING, "visits")


def test_a_binding_of_a_shipped_kpi_that_does_not_apply_is_in_use(read):
    """Who follows the advice and deletes it would have to write it again when the KPI applies."""
    result = read(
        "extends: [catalog:kpis]\n"
        "bindings: {promoters: {value: 75}, detractors: {value: 15}, respondents: {value: 150}}\n"
        "not_applicable: [{kpi: net_promoter_score, reason: no survey this year}]\n"
        "scorecards: [{name: s, groups: [{name: g, kpis: [net_promoter_score]}]}]\n"
    )
    assert "KPF542" not in {p.code for p in result.problems}


def test_unit_mismatch(read, nps, survey):
    result = read(nps.replace("unit: points", "unit: money") + survey)
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF522", "money")


def test_percent_without_its_factor(read):
    result = read(
        """\
        kpis:
          - name: share
            label: Share
            formula: buyers / people_asked
            inputs: {buyers: {unit: people}, people_asked: {unit: people}}
            unit: percent
            kind: ratio
            direction: higher_is_better
        """
    )
    problem = result.only()
    assert problem.code == "KPF522"
    assert "100" in problem.help.en


@pytest.mark.parametrize(
    ("direction", "thresholds", "under"),
    [
        ("lower_is_better", "{warn: 3, target: 4}", "warn"),
        ("higher_is_better", "{warn: 45, target: 45}", "warn"),
        ("higher_is_better", "{warn: 30, target: 45, stretch: 40}", "target"),
        ("higher_is_better", "{warn: 30, target: 45, floor: 31}", "warn"),
        ("in_range", "{warn: [1, 9], target: [0, 5]}", "warn"),
        ("in_range", "{warn: [1, 9], target: [3, 5], stretch: 6}", "target"),
    ],
)
def test_threshold_order(read, nps, survey, direction, thresholds, under):
    text = nps.replace("higher_is_better", direction).replace("{warn: 30, target: 45}", thresholds)
    result = read(text + survey)
    problem = result.only()
    assert (problem.code, problem.name) == ("KPF305", "thresholds-out-of-order")
    assert result.under(problem) == under
    assert direction in problem.message.en


@pytest.mark.parametrize(
    ("direction", "thresholds"),
    [
        ("higher_is_better", "{floor: 0, warn: 30, target: 45, stretch: 60}"),
        ("lower_is_better", "{floor: 9, warn: 5, target: 3, stretch: 1}"),
        ("in_range", "{floor: [0, 10], warn: [1, 9], target: [3, 5], stretch: 4}"),
        ("neutral", "{warn: 5, target: 3}"),
    ],
)
def test_thresholds_in_order_are_no_problem(read, nps, survey, direction, thresholds):
    text = nps.replace("higher_is_better", direction).replace("{warn: 30, target: 45}", thresholds)
    assert read(text + survey).problems == []


def test_kind_mismatch_in_a_formula(read, nps, survey):
    result = read(nps + survey.replace("filter: score >= 9", "filter: score"))
    problem = result.only()
    assert (problem.code, problem.name) == ("KPF521", "kind-mismatch")
    assert problem.location.line == 22


def test_a_sum_needs_numbers(read, nps, survey):
    result = read(nps + survey.replace("agg: count, filter: score >= 9", "agg: sum, expr: shop"))
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF521", "shop")


@pytest.mark.parametrize(
    ("old", "new", "under"),
    [
        ("target: 45", "target: high", "high"),
        ("thresholds: {warn: 30, target: 45}", "thresholds: 45", "45"),
        ("unit: points", "unit: [points]", "[points]"),
        ("label: {en: Net Promoter Score, vi: Chỉ số NPS}", "label: 7", "7"),
    ],
)
def test_wrong_type_of_a_value(read, nps, survey, old, new, under):
    result = read(nps.replace(old, new) + survey)
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF504", under)


def test_several_faults_in_one_file_are_all_told_at_once_in_order(read, nps, survey):
    text = nps.replace("unit: points", "unti: points").replace("direction: higher", "direction: hihger")
    result = read("locale: fr\n" + text + survey)
    assert result.found() == [
        ("KPF505", "kpiframe.yaml:3:9"),
        ("KPF503", "kpiframe.yaml:12:5"),
        ("KPF505", "kpiframe.yaml:14:16"),
    ]


def test_a_fault_in_one_file_does_not_hide_the_faults_of_another(read, nps, head, survey):
    broken = nps.replace("nps", "csat").replace("unit: points", "unit: [points]")
    result = read({"kpiframe.yaml": head + survey, "definitions/a.yaml": "kpis: [\n", "definitions/b.yaml": broken})
    assert [(p.code, p.location.file) for p in result.problems] == [
        ("KPF501", "definitions/a.yaml"),
        ("KPF504", "definitions/b.yaml"),
    ]


def test_what_stands_in_an_unreadable_file_is_not_missed_elsewhere(read, nps, survey, head):
    notes = (
        "ignores: [{rule: KPF110, kpi: nps, reason: not-applicable}]\noverrides: {kpis: {nps: {min_n: 3, reason: x}}}\n"
    )
    result = read({"kpiframe.yaml": head + survey + notes, "definitions/nps.yaml": nps + "\t- x"})
    assert [p.code for p in result.problems] == ["KPF501"]


def test_a_fault_in_a_parent_catalogue_is_placed_in_the_parent(read, nps, survey, head):
    files = {
        "agency/kpiframe.yaml": "kpiframe: 1\nname: agency\n",
        "agency/definitions/loyalty.yaml": nps.replace("warn: 30", "warn: 60"),
        "clients/sen/kpiframe.yaml": head + "extends: [../../agency]\n" + survey,
    }
    problem = read(files, at="clients/sen").only()
    assert (problem.code, str(problem.location)) == ("KPF305", "../../agency/definitions/loyalty.yaml:12:18")


def test_a_fault_inside_a_folded_block_is_placed_at_the_line_of_its_key(read, nps, survey):
    folded = nps.replace(
        "formula: (promoters - detractors) / responses * 100",
        "formula: >-\n      (promotors - detractors)\n      / responses * 100",
    )
    problem = read(folded + survey).only()
    assert (problem.code, problem.location.line) == ("KPF520", 6)
    assert "promoters" in problem.meant


def test_a_fault_in_a_quoted_formula_is_placed_inside_the_quotes(read, nps, survey):
    quoted = nps.replace("(promoters - detractors) / responses * 100", '"(promotors - detractors) / responses * 100"')
    result = read(quoted + survey)
    assert result.under(result.only()) == "promotors"


def test_every_code_of_these_tests_has_a_name_and_two_languages(read, nps, survey):
    text = nps.replace("unit: points", "unti: points") + survey.replace("agg: count,", "agg: cuont,")
    for problem in read(text).problems:
        assert problem.name == NAMES[problem.code]
        assert problem.message.en != problem.message.vi
        assert "KPF" in describe(problem, "vi")
