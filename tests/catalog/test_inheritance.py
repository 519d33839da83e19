"""Agency -> industry -> client: merging, locks, reasons, and where every field came from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.catalog.inheritance import merge


def layers(nps, survey, head, *, agency="", client="", locked=""):
    """An agency with the KPI, and a client that extends it."""
    return {
        "agency/kpiframe.yaml": "kpiframe: 1\nname: agency\n" + agency,
        "agency/definitions/loyalty.yaml": nps + locked,
        "client/kpiframe.yaml": head + "extends: [../agency]\n" + survey + client,
    }


def changes(text: str) -> str:
    return f"overrides:\n  kpis:\n    nps: {text}\n"


# ---- merging


def test_mappings_merge_lists_replace_and_null_marks():
    base = {"thresholds": {"warn": 30, "target": 45}, "audience": ["none"], "platform": "x"}
    patch = {"thresholds": {"warn": 20}, "audience": ["prospects", "none"], "platform": None}
    assert merge(base, patch) == {
        "thresholds": {"warn": 20, "target": 45},
        "audience": ["prospects", "none"],
        "platform": None,
    }


scalars = st.one_of(st.integers(0, 5), st.text("ab", max_size=2), st.lists(st.integers(0, 3), max_size=2))
trees = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), scalars, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), scalars | inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_merging_a_mapping_into_itself_changes_nothing(tree):
    assert merge(tree, tree) == tree


def shapes_agree(*trees_):
    """No key is a mapping in one tree and something else in another."""
    keys = {k for t in trees_ for k in t}
    for key in keys:
        values = [t[key] for t in trees_ if key in t]
        mappings = [v for v in values if isinstance(v, dict)]
        if mappings and (len(mappings) < len(values) or not shapes_agree(*mappings)):
            return False
    return True


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(trees, trees, trees)
def test_the_grouping_of_levels_does_not_matter(farthest, middle, nearest):
    # A field keeps its shape over all levels; the schema sees to that.
    if shapes_agree(farthest, middle, nearest):
        assert merge(merge(farthest, middle), nearest) == merge(farthest, merge(middle, nearest))


# ---- overrides


def test_an_override_changes_what_it_names_and_nothing_else(read, nps, survey, head):
    files = layers(nps, survey, head, client=changes("{thresholds: {warn: 20}, reason: first year}"))
    result = read(files, at="client")
    assert result.problems == []
    kpi = result.project.catalog.kpis["nps"]
    assert (kpi.thresholds.warn, kpi.thresholds.target) == (20, 45)
    assert kpi.layer == "agency"


def test_every_field_knows_its_file_its_layer_and_the_reason(read, nps, survey, head):
    files = layers(nps, survey, head, client=changes("{thresholds: {warn: 20}, reason: {en: first year, vi: năm đầu}}"))
    kpi = read(files, at="client").project.catalog.kpis["nps"]
    origins = {o.field: o for o in kpi.origins}
    assert {"name", "label", "formula", "inputs.promoters.unit", "unit", "kind", "direction"} <= set(origins)
    warn, target = origins["thresholds.warn"], origins["thresholds.target"]
    assert (str(warn.location), warn.layer, warn.reason.vi) == ("kpiframe.yaml:20:30", "pho-sen", "năm đầu")
    assert (str(target.location), target.layer, target.reason) == (
        "../agency/definitions/loyalty.yaml:12:36",
        "agency",
        None,
    )
    assert str(kpi.place("thresholds.warn")) == "kpiframe.yaml:20:30"
    assert kpi.place("formula").file == "../agency/definitions/loyalty.yaml"


def test_the_nearest_of_three_levels_wins(read, nps, survey, head):
    files = layers(nps, survey, head, client=changes("{min_n: 7, reason: small town}"))
    files["trade/kpiframe.yaml"] = "kpiframe: 1\nname: trade\nextends: [../agency]\n" + changes(
        "{min_n: 50, dead_band: 2, reason: trade}"
    )
    files["client/kpiframe.yaml"] = files["client/kpiframe.yaml"].replace("../agency", "../trade")
    result = read(files, at="client")
    kpi = result.project.catalog.kpis["nps"]
    assert result.problems == []
    assert (kpi.min_n, kpi.dead_band) == (7, 2)
    assert {o.field: o.layer for o in kpi.origins if o.field in ("min_n", "dead_band")} == {
        "min_n": "pho-sen",
        "dead_band": "trade",
    }


def test_null_removes_what_is_optional(read, nps, survey, head):
    files = layers(nps, survey, head, client=changes("{thresholds: null, reason: context only}"))
    result = read(files, at="client")
    assert result.problems == []
    assert result.project.catalog.kpis["nps"].thresholds is None


def test_null_does_not_remove_what_is_required(read, nps, survey, head):
    result = read(layers(nps, survey, head, client=changes("{formula: null, reason: x}")), at="client")
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF504", "null")


def test_an_override_needs_a_reason(read, nps, survey, head):
    result = read(layers(nps, survey, head, client=changes("{thresholds: {warn: 20}}")), at="client")
    problem = result.only()
    assert (problem.code, problem.name, str(problem.location)) == (
        "KPF545",
        "override-without-reason",
        "kpiframe.yaml:20:5",
    )


def test_an_override_of_nothing_is_an_error(read, nps, survey, head):
    files = layers(nps, survey, head, client="overrides:\n  kpis:\n    npx: {min_n: 3, reason: x}\n")
    result = read(files, at="client")
    problem = result.only()
    assert (problem.code, result.under(problem), problem.meant) == ("KPF509", "npx", ("nps",))


@pytest.mark.parametrize(
    ("text", "code", "under"),
    [
        ("{tresholds: {warn: 20}, reason: x}", "KPF503", "tresholds"),
        ("{thresholds: {wran: 20}, reason: x}", "KPF503", "wran"),
        ("{thresholds: {warn: low}, reason: x}", "KPF504", "low"),
        ("{thresholds: 4, reason: x}", "KPF504", "4"),
        ("{direction: up, reason: x}", "KPF505", "up"),
        ("{relevance: {utility: 9, purpose: 1, importance: 1}, reason: x}", "KPF505", "9"),
        ("{inputs: {promoters: {unti: people}}, reason: x}", "KPF503", "unti"),
        ("{thresholds: {warn: 50}, reason: x}", "KPF305", "warn"),
        ("{formula: promotors / responses, reason: x}", "KPF520", "promotors"),
        ("{corroborated_by: [nowhere_kpi], reason: x}", "KPF509", "nowhere_kpi"),
        ("{name: csat, reason: x}", "KPF544", "name"),
    ],
)
def test_a_fault_in_an_override_is_placed_in_the_override(read, nps, survey, head, text, code, under):
    result = read(layers(nps, survey, head, client=changes(text)), at="client")
    problem = next(p for p in result.problems if p.code == code)
    assert (problem.location.file, result.under(problem)) == ("kpiframe.yaml", under)


# ---- locks


LOCK = "    locked: {fields: [formula, thresholds.target], reason: {en: one yardstick, vi: chung một thước đo}}\n"


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("{formula: promoters / responses * 100, reason: x}", "formula"),
        ("{thresholds: {target: 40}, reason: x}", "target"),
        ("{thresholds: null, reason: x}", "thresholds"),
        ("{locked: null, reason: x}", "locked"),
    ],
)
def test_a_locked_field_cannot_be_overridden_and_the_reason_is_quoted(read, nps, survey, head, text, under):
    result = read(layers(nps, survey, head, locked=LOCK, client=changes(text)), at="client")
    problem = result.only()
    assert (problem.code, problem.name, result.under(problem)) == ("KPF544", "locked-field", under)
    assert "one yardstick" in problem.message.en
    assert "chung một thước đo" in problem.message.vi
    assert problem.related[0][0].file == "../agency/definitions/loyalty.yaml"
    kpi = result.project.catalog.kpis["nps"]
    assert (kpi.formula.text, kpi.thresholds.target) == ("(promoters - detractors) / responses * 100", 45)


def test_beside_a_lock_everything_else_may_change(read, nps, survey, head):
    result = read(
        layers(nps, survey, head, locked=LOCK, client=changes("{thresholds: {warn: 20}, reason: x}")), at="client"
    )
    assert result.problems == []
    assert result.project.catalog.kpis["nps"].thresholds.warn == 20


def test_a_child_adds_to_a_lock_and_never_takes_from_it(read, nps, survey, head):
    files = layers(nps, survey, head, locked=LOCK, client=changes("{unit: points, reason: x}"))
    files["trade/kpiframe.yaml"] = "kpiframe: 1\nname: trade\nextends: [../agency]\n" + changes(
        "{locked: {fields: [unit], reason: house unit}, reason: trade}"
    )
    files["client/kpiframe.yaml"] = files["client/kpiframe.yaml"].replace("../agency", "../trade")
    assert [p.code for p in read(files, at="client").problems] == ["KPF544"]
    files["client/kpiframe.yaml"] = files["client/kpiframe.yaml"].replace("unit: points", "formula: responses")
    assert [p.code for p in read(files, at="client").problems] == ["KPF544"]


def test_a_second_definition_without_overrides_is_an_error_with_both_places(read, nps, survey, head):
    files = layers(nps, survey, head)
    files["client/definitions/mine.yaml"] = nps
    problem = read(files, at="client").only()
    assert (problem.code, str(problem.location)) == ("KPF508", "definitions/mine.yaml:2:11")
    assert str(problem.related[0][0]) == "../agency/definitions/loyalty.yaml:2:11"
    assert "overrides" in problem.help.en


def test_sources_bindings_and_scorecards_are_overridden_the_same_way(read, nps, survey, head):
    files = {
        "agency/kpiframe.yaml": "kpiframe: 1\nname: agency\n" + nps + survey,
        "client/kpiframe.yaml": head
        + "extends: [../agency]\n"
        + "overrides:\n"
        + "  sources: {survey: {path: my/answers.csv, reason: own file}}\n"
        + "  bindings: {promoters: {filter: score == 10, reason: stricter}}\n"
        + "  scorecards: {brand-health: {missing: withhold, reason: board}}\n",
    }
    result = read(files, at="client")
    assert result.problems == []
    project = result.project
    assert project.sources["survey"].path == "my/answers.csv"
    assert project.sources["survey"].folder.endswith("client")
    assert project.bindings["promoters"].aggregate.filter.text == "score == 10"
    assert project.catalog.layouts["brand-health"].missing == "withhold"


def test_a_rule_is_overridden_with_a_reason(read, nps, survey):
    text = "overrides:\n  rules:\n    KPF110: {severity: info, reason: named in the contract}\n"
    result = read(nps + survey + text)
    assert result.problems == []
    assert result.project.catalog.rules["KPF110"].severity == "info"
