"""What ships is read one definition at a time; it must be what reading whole files, checked, gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpiframe.catalog.lazily import Lazily
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.shipped import SECTIONS, read_shipped
from kpiframe.document import parse_document, parse_part, unparsed
from kpiframe.problems import DefinitionError
from kpiframe.project_reading import read_project

NAMED = ("kpis", "scorecards", "questionnaires", "adapters")
"""Sections whose definitions have a name; others have an id."""
ALL = "kpiframe: 1\nname: everything\nextends: [catalog:kpis]\n"


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """The catalogue of a project that only extends the shipped one."""
    folder = tmp_path_factory.mktemp("everything")
    (folder / "kpiframe.yaml").write_text(ALL, encoding="utf-8")
    return read_project(folder)[0].catalog


def test_every_definition_is_found_by_name_with_its_data_and_place(shipped):
    found = 0
    for document in shipped.documents.values():
        whole = parse_document(document.text, document.file)[0]
        for key, held in whole.data.items():
            entries = held.items() if isinstance(held, dict) else enumerate(held if isinstance(held, list) else ())
            for step, data in entries:
                name = step if isinstance(step, str) else data.get("name" if key in NAMED else "id")
                raw = shipped.sections[SECTIONS.get(key, key)][name]
                assert raw.data == data
                assert raw.place(()) == whole.place((key, step))
                assert [raw.place((part,), key=True) for part in data] == [
                    whole.place((key, step, part), key=True) for part in data
                ]
                found += 1
    assert found == sum(map(len, shipped.sections.values())) > 300


@pytest.mark.parametrize("part", ["kpis", "rules", "lifecycle", "platforms", "citations"])
def test_a_definition_asked_for_is_the_one_checked_whole(part, everything):
    checked = dict(getattr(load_shipped()[0], part))
    if part == "rules":  # a project leaves their own tests unread
        checked = {name: replace(rule, tests=()) for name, rule in checked.items()}
    assert dict(getattr(everything, part)) == checked


def test_nothing_is_typed_before_it_is_asked_for():
    made = []
    squares = Lazily("abc", lambda name: made.append(name) or name * 2)
    assert (list(squares), len(squares), "b" in squares, "d" in squares) == (["a", "b", "c"], 3, True, False)
    assert made == []
    assert (squares["b"], squares["b"], squares.get("d")) == ("bb", "bb", None)
    assert made == ["b"]


def test_a_shipped_file_that_was_damaged_is_told_when_it_is_needed(tmp_path, monkeypatch):
    (tmp_path / "kpis").mkdir()
    path = tmp_path / "kpis" / "a.yaml"
    path.write_text("kpis:\n  - name: good_one\n    unit: count\n  - name: bad_one\n    unit: [\n", encoding="utf-8")
    monkeypatch.setattr("kpiframe.resources.shipped", lambda name: tmp_path)
    kpis = read_shipped().sections["kpis"]
    assert kpis["good_one"].data == {"name": "good_one", "unit": "count"}
    with pytest.raises(DefinitionError) as refused:
        kpis["bad_one"]
    assert [(p.code, p.location.file) for p in refused.value.problems] == [("KPF501", "catalog:/kpis/a.yaml")]


def test_places_in_a_part_count_from_the_beginning_of_the_file():
    text = "kpis:\n  - name: first\n  - name: second\n    formula: a / b\n"
    part, problems = parse_part(unparsed(text, "x.yaml", Path("x.yaml")), text.index("  - name: second"), len(text))
    assert problems == []
    assert part.data == [{"name": "second", "formula": "a / b"}]
    assert str(part.place((0, "formula"))) == "x.yaml:4:14"
    place, exact = part.scalar_place((0, "formula"))
    assert (str(place), exact) == ("x.yaml:4:14", True)
    assert part.excerpt(4, 0) == ((4, "    formula: a / b"),)


def test_a_shipped_kpi_needs_nothing_that_a_project_can_change():
    """Its formula names its own inputs only: no other KPI, so no override reaches it but one of its own."""
    kpis = load_shipped()[0].kpis
    assert len(kpis) > 100
    assert {name: set(kpi.formula.names) - {i.name for i in kpi.inputs} for name, kpi in kpis.items()} == {
        name: set() for name in kpis
    }


def test_a_broken_override_hides_the_shipped_kpi(read):
    """A KPI that cannot be used as the project wants it is not used as it ships."""
    result = read(
        {
            "kpiframe.yaml": ALL
            + "overrides:\n  kpis:\n    net_promoter_score: {formula: promoters +, reason: {en: a try, vi: thử}}\n"
        }
    )
    assert len(result.errors) == 1
    assert "net_promoter_score" not in result.project.catalog.kpis


def test_a_rule_is_the_same_without_its_tests():
    whole, untested = read_shipped().sections["rules"], read_shipped(tests=False).sections["rules"]
    assert set(whole) == set(untested)
    for name, raw in whole.items():
        assert raw.data["tests"], name
        assert untested[name].data == {key: value for key, value in raw.data.items() if key != "tests"}, name
        assert untested[name].place(("when",)) == raw.place(("when",)), name
