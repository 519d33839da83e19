"""What Python users hold: numbers in as mappings and frames, a card out, and only our own errors."""

from __future__ import annotations

import sys
from datetime import date, datetime

import pytest

import kpiframe

PROJECT = """
kpiframe: 1
name: shop
currency: VND
sources:
  orders: {path: orders.csv, columns: {day: date, amount: integer}, time: day}
bindings:
  revenue: {source: orders, agg: sum, expr: amount}
  orders:  {source: orders, agg: count}
kpis:
  - name: average_order
    label: Average order
    formula: revenue / orders
    inputs: {revenue: {unit: money}, orders: {unit: orders}}
    unit: money
    kind: ratio
    direction: higher_is_better
    thresholds: {warn: 50, target: 100}
    measured_by: own
    audience: [existing_customers]
scorecards:
  - {name: main, label: Main, groups: [{name: all, label: All, kpis: [average_order]}]}
"""
ROWS = [("revenue", "2026-10", 240), ("orders", "2026-10", 3)]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "kpiframe.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "orders.csv").write_text("day,amount\n2026-10-05,10\n2026-10-06,30\n", encoding="utf-8")
    return kpiframe.load(folder)


def columns():
    return {"input": [r[0] for r in ROWS], "period": [r[1] for r in ROWS], "value": [r[2] for r in ROWS]}


def frame_of(library: str, data):
    made = pytest.importorskip(library)
    return made.table(data) if library == "pyarrow" else made.DataFrame(data)


def test_the_files_of_a_project_are_scored(project):
    card = project.score("2026-10", today=date(2026, 11, 5))
    assert card.results["average_order"].value == 20
    assert card.results["average_order"].state == "scored"


@pytest.mark.parametrize(
    "given", [{"revenue": 240, "orders": 3}, {"revenue": {"2026-10": 240}, "orders": {"2026-10": 3}}]
)
def test_numbers_come_as_a_mapping(project, given):
    assert project.score("2026-10", observations=given).results["average_order"].value == 80


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_numbers_come_as_a_frame(project, library):
    card = project.score("2026-10", observations=frame_of(library, columns()))
    assert card.results["average_order"].value == 80


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_stands_for_the_file_of_a_source(project, library):
    frame = frame_of(library, {"day": [date(2026, 10, 5)], "amount": [70]})
    card = project.score("2026-10", frames={"orders": frame}, today=date(2026, 11, 5))
    assert card.results["average_order"].value == 70


def test_a_card_renders_itself(project):
    card = project.score("2026-10", observations={"revenue": 240, "orders": 3})
    assert card.to_html("en") == card._repr_html_()
    assert "Average order" in card.to_markdown("en")
    assert card.to_dict()["results"][0]["value"] == 80


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_card_becomes_a_frame(project, library):
    pytest.importorskip(library)
    card = project.score("2026-10", observations={"revenue": 240, "orders": 3})
    frame = card.to_pandas() if library == "pandas" else card.to_polars()
    assert list(frame["kpi"]) == ["average_order"]
    assert list(frame["value"]) == [80]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named_with_the_way_to_get_it(project, library, monkeypatch):
    card = project.score("2026-10", observations={"revenue": 240, "orders": 3})
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(kpiframe.UsageError, match=f"pip install {library}"):
        card.to_pandas() if library == "pandas" else card.to_polars()


def test_a_day_with_a_time_is_that_day(project):
    asked = [project.score("2026-10", today=today) for today in (date(2026, 11, 5), datetime(2026, 11, 5, 9, 30))]
    assert asked[0].to_dict() == asked[1].to_dict()


def test_a_frame_for_a_source_that_does_not_exist_is_refused(project):
    """Else the file would be scored in its place, and nobody would know."""
    with pytest.raises(kpiframe.UsageError) as caught:
        project.score("2026-10", frames={"order": {"amount": [70]}})
    assert (caught.value.problems[0].code, caught.value.problems[0].meant) == ("KPF552", ("orders",))


NO_FRAMES = [7, [1, 2], "text"]


@pytest.mark.parametrize(
    "asked",
    [
        {"period": 202610},
        {"period": date(2026, 10, 1)},
        {"period": "2026-10", "scorecard": 1},
        {"period": "2026-10", "today": "2026-11-05"},
        {"period": "2026-10", "frames": [1]},
        *({"period": "2026-10", "observations": given} for given in NO_FRAMES),
        {"period": "2026-10", "observations": {7: 1}},
        {"period": "2026-10", "observations": {"revenue": "many"}},
        {"period": "2026-10", "observations": {"revenue": {7: 1}}},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_in_our_words(project, asked):
    with pytest.raises(kpiframe.UsageError) as caught:
        project.score(**asked)
    assert all(p.message.en and p.message.vi != p.message.en for p in caught.value.problems)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_without_one_of_its_columns_is_refused(project, library):
    frame = frame_of(library, {name: values for name, values in columns().items() if name != "value"})
    with pytest.raises(kpiframe.UsageError, match="the columns input, period and value"):
        project.score("2026-10", observations=frame)


@pytest.mark.parametrize("path", [7, None, b"folder"])
def test_a_project_is_found_by_a_path(path):
    with pytest.raises(kpiframe.UsageError, match="path is a"):
        kpiframe.load(path)


def test_a_folder_without_a_project_is_a_definition_error(tmp_path):
    with pytest.raises(kpiframe.DefinitionError) as caught:
        kpiframe.load(tmp_path)
    assert caught.value.problems[0].code == "KPF547"


FRAMED = """
kpiframe: 1
name: brand
currency: VND
timezone: Asia/Ho_Chi_Minh
sources: {orders: {columns: {day: date, amount: {type: decimal, scale: 0}}, time: day, measured_by: own}}
bindings: {revenue: {source: orders, agg: sum, expr: amount}}
kpis:
  - {name: revenue, label: Revenue, formula: revenue, inputs: {revenue: {unit: money, counts: paid}}, unit: money, kind: flow,
     direction: higher_is_better, audience: [existing_customers], directness: observed, signal: outcome,
     relevance: {utility: 2, purpose: 2, importance: 2}, thresholds: {warn: 50, target: 100}}
scorecards: [{name: main, groups: [{name: all, weight: 1, kpis: [revenue]}]}]
"""


@pytest.fixture
def framed(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(FRAMED, encoding="utf-8")
    return kpiframe.load(tmp_path)


def scored(project, frame):
    return project.score("2026-10", frames={"orders": frame}, today=date(2026, 11, 5)).results["revenue"].value


def test_a_lazy_frame_is_collected_without_a_warning(framed):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"day": [date(2026, 10, 3), date(2026, 10, 4)], "amount": [30, 40]})
    assert scored(framed, frame.lazy()) == 70.0


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_rows_has_no_number_and_no_wrong_types(framed, library):
    frame = pytest.importorskip(library).DataFrame({"day": [], "amount": []})
    assert scored(framed, frame) is None


@pytest.mark.parametrize("frame", [[], [{"day": "2026-10-03", "amount": 1}], {"day": []}, "orders.csv", None])
def test_what_is_no_table_is_told_in_our_own_words(framed, frame):
    with pytest.raises(kpiframe.UsageError, match="which is no table") as caught:
        scored(framed, frame)
    [problem] = caught.value.problems
    assert (problem.code, problem.allowed) == ("KPF553", ("pandas", "polars", "pyarrow"))
    assert type(frame).__name__ in problem.message.vi


def test_a_project_its_cards_and_a_card_are_one_line_each(framed):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"day": [date(2026, 10, 3)], "amount": [70]})
    cards = framed.score_each("2026-10", frames={"orders": frame}, today=date(2026, 11, 5))
    shown = [repr(framed), repr(cards), repr(next(iter(cards)))]
    assert shown[0] == f"<kpiframe.Project brand: kpis=1, scorecards=1, sources=1, problems={len(framed.problems)}>"
    assert shown[1] == f"<kpiframe.Cards of brand: cards=1, problems={len(cards.problems)}>"
    # 70 lies two fifths of the way from warn (score 50) to target (score 90)
    assert shown[2] == "<kpiframe.Card brand main 2026-10: score 66.0>"
