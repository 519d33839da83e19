"""``extends``: shipped catalogues, folders, chains, loops."""

from __future__ import annotations

import pytest


def test_catalog_kpis_brings_every_shipped_kpi(read, shipped):
    result = read("extends: ['catalog:kpis']\n")
    assert set(result.project.catalog.kpis) == set(shipped.sections["kpis"])
    assert len(result.project.catalog.kpis) > 20
    assert result.project.catalog.layouts == {}


def test_without_extends_the_rules_and_facts_are_there_and_the_kpis_are_not(read, nps):
    catalog = read(nps).project.catalog
    assert list(catalog.kpis) == ["nps"]
    assert catalog.rules
    assert catalog.platforms
    assert catalog.citations


def test_a_shipped_scorecard_comes_with_its_kpis(read, shipped):
    sets = list(shipped.sections["scorecards"])
    assert sets, "ready scorecards ship with the package"
    result = read(f"extends: ['catalog:{sets[0]}']\n")
    assert list(result.project.catalog.layouts) == [sets[0]]
    assert set(result.project.catalog.layouts[sets[0]].kpis) <= set(result.project.catalog.kpis)


def test_an_unknown_catalogue_is_refused_with_the_nearest(read):
    problem = read("extends: ['catalog:kpi']\n").only()
    assert (problem.code, problem.meant[0]) == ("KPF548", "catalog:kpis")


def test_a_folder_without_a_project_is_refused(read, head):
    result = read({"client/kpiframe.yaml": head + "extends: [../agency]\n", "agency/readme.md": "x"}, at="client")
    problem = result.only()
    assert (problem.code, str(problem.location)) == ("KPF548", "kpiframe.yaml:3:11")


def test_what_a_missing_parent_would_have_brought_is_not_missed_elsewhere(read, survey, head):
    text = head + "extends: [../agency]\n" + survey + "overrides: {kpis: {nps: {min_n: 3, reason: x}}}\n"
    assert [p.code for p in read({"client/kpiframe.yaml": text}, at="client").problems] == ["KPF548"]


def test_a_loop_of_folders_prints_the_loop(read):
    result = read(
        {
            "a/kpiframe.yaml": "kpiframe: 1\nname: aa\nextends: [../b]\n",
            "b/kpiframe.yaml": "kpiframe: 1\nname: bb\nextends: [../a]\n",
        },
        at="a",
    )
    problem = result.only()
    assert problem.code == "KPF540"
    assert "../b/kpiframe.yaml" in problem.message.en


def test_a_chain_of_nine_folders_is_too_long_and_of_eight_is_not(read):
    def chain(length: int) -> dict[str, str]:
        files = {f"f{i}/kpiframe.yaml": f"kpiframe: 1\nname: f{i}\nextends: [../f{i + 1}]\n" for i in range(length)}
        return files | {f"f{length}/kpiframe.yaml": f"kpiframe: 1\nname: f{length}\n"}

    assert read(chain(8), at="f0").problems == []
    assert [p.code for p in read(chain(9), at="f0").problems] == ["KPF549"]


def test_a_folder_reached_twice_counts_once(read, nps):
    result = read(
        {
            "base/kpiframe.yaml": "kpiframe: 1\nname: base\n" + nps,
            "left/kpiframe.yaml": "kpiframe: 1\nname: left\nextends: [../base]\n",
            "right/kpiframe.yaml": "kpiframe: 1\nname: right\nextends: [../base]\n",
            "client/kpiframe.yaml": "kpiframe: 1\nname: client\nextends: [../left, ../right]\n",
        },
        at="client",
    )
    assert result.problems == []
    assert list(result.project.catalog.kpis) == ["nps"]


def test_settings_are_inherited_and_the_nearest_wins(read):
    result = read(
        {
            "agency/kpiframe.yaml": (
                "kpiframe: 1\nname: agency\nagency: {en: Sen Agency, vi: Công ty Sen}\nlocale: vi\ncurrency: VND\n"
                "timezone: Asia/Ho_Chi_Minh\ncalendar: {grain: quarter, first_month_of_year: 4}\n"
            ),
            "client/kpiframe.yaml": (
                "kpiframe: 1\nname: client\nextends: [../agency]\nlocale: en\ncalendar: {grain: month}\n"
            ),
        },
        at="client",
    )
    project = result.project
    assert result.problems == []
    assert (project.locale, project.currency, project.timezone) == ("en", "VND", "Asia/Ho_Chi_Minh")
    assert (project.calendar.grain, project.calendar.first_month_of_year) == ("month", 4)
    assert (project.name, project.agency.vi) == ("client", "Công ty Sen")


def test_nothing_outside_the_root_is_extended(read, write, head):
    folder = write({"client/kpiframe.yaml": head + "extends: [../../outside]\n"})
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside" / "kpiframe.yaml").write_text("kpiframe: 1\nname: out\n")
    problem = read({}, at="client").only()
    assert (problem.code, problem.name) == ("KPF546", "path-refused")


@pytest.mark.parametrize("text", ["extends: agency\n", "extends: [7]\n", "extends: {a: b}\n"])
def test_extends_is_a_list_of_texts(read, text):
    assert [p.code for p in read(text).problems] == ["KPF504"]
