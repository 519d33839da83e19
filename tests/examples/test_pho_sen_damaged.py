"""Whatever is broken in pho-sen gives a finding or a stated state, never another number.

A column deleted, a key misspelt, a denominator brought to nothing, a cell spoilt: each on a small copy of the project.
After the damage every row of the card either equals the sound one or has no score and says why, or nothing is scored
at all and the refusal has a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import kpiframe
from kpiframe.problems import DataError, DefinitionError, Problem

EXAMPLE = Path(__file__).parents[2] / "examples" / "pho-sen"
FILES = ("kpiframe.yaml", "definitions/kinh-doanh.yaml", "comments/2026-10.yaml", "events.yaml")
Steps = tuple[str | int, ...]
SPOILT = ("1_000", "NaN", "inf", "12abc", "1.234.567", "1e400", "\N{MINUS SIGN}5", "1,5", "0x10")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def keys(node: Any, path: Steps = ()) -> Iterator[Steps]:
    """Every key of a document, as the steps that lead to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key)
            yield from keys(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from keys(value, (*path, index))


SOURCES: Mapping[str, Any] = read(EXAMPLE / "kpiframe.yaml")["sources"]
COLUMNS = [(source, column) for source, block in SOURCES.items() for column in block["columns"]]
KEYS = [(name, steps) for name in FILES for steps in keys(read(EXAMPLE / name))]
DENOMINATORS = {
    "respondents": {"net_promoter_score"},
    "customers": {"repeat_purchase_rate"},
    "customers_start": {"customer_churn_rate"},
    "orders": {"average_order_value"},
    "category_brand_searches": {"share_of_search"},
    "prospects_aware": {"consideration_rate"},
    "aware": {"rejection_rate"},
    "category_buyers": {"mental_penetration"},
    "reach": {"social_engagement_rate"},
}


def one_of_each(found: list[tuple[str, Steps]]) -> list[tuple[str, Steps]]:
    """The first key of every word in every file."""
    words: dict[tuple[str, str | int], tuple[str, Steps]] = {}
    for name, steps in found:
        words.setdefault((name, steps[-1]), (name, steps))
    return list(words.values())


def sampled(values: list[Any], every: int) -> list[Any]:
    """Every so-many-th runs always, the rest with the slow tests."""
    slow = pytest.mark.slow
    return [pytest.param(*v) if n % every == 0 else pytest.param(*v, marks=slow) for n, v in enumerate(values)]


def judged(document: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {row["kpi"]: (row["value"], row["state"], row["score"]) for row in document["results"]}


def assert_honest(document: Mapping[str, Any], sound: Mapping[str, Any]) -> set[str]:
    """Every row is the sound one or a stated state; return the KPIs that lost their value."""
    before, lost = judged(sound), set()
    for row in document["results"]:
        here = (row["value"], row["state"], row["score"])
        if here != before[row["kpi"]]:
            assert row["state"] in ("missing", "error"), row["kpi"]
            assert row["value"] is None
            assert row["score"] is None
            assert row["reason"]
            assert row["reason_text"]["vi"]
            lost.add(row["kpi"])
    return lost


def assert_placed(problems: list[Problem]) -> None:
    assert problems
    for problem in problems:
        assert problem.code
        assert problem.message.en
        assert problem.message.vi
        assert problem.location.file
        assert problem.location.line >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("source", "column"), sampled(COLUMNS, 8))
def test_a_deleted_column_is_found(
    fresh: Callable[[], Any], sound: Mapping[str, Any], source: str, column: str
) -> None:
    copy = fresh()
    block, name = SOURCES[source], Path(SOURCES[source]["path"]).name
    rows = copy.rows(name)
    gone = rows[0].index(block["columns"][column]["header"])
    copy.write(name, [row[:gone] + row[gone + 1 :] for row in rows])
    card = kpiframe.load(copy.folder).score("2026-10", today=None)
    lost = assert_honest(card.to_dict(), sound)
    assert lost or source == "ads", "some KPI of the card must feel it; the ads feed the other scorecard"
    if source != "ads":
        assert_placed([p for p in card.problems if p.severity.value == "error"])


def misspell(node: Any, steps: Steps) -> None:
    for step in steps[:-1]:
        node = node[step]
    kept = dict(node)
    node.clear()
    for key, value in kept.items():
        node[f"{key}x" if key == steps[-1] else key] = value


def refused_or_equal(copy: Any, sound: Mapping[str, Any]) -> None:
    """The damaged project is refused with places, or scores to the same rows: the name was nobody's business."""
    try:
        document = copy.score()
    except (DefinitionError, DataError) as error:
        assert_placed(list(error.problems))
    else:
        assert judged(document) == judged(sound)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "steps"), sampled(one_of_each(KEYS), 9), ids=str)
def test_a_misspelt_key_is_found(fresh: Callable[[], Any], sound: Mapping[str, Any], name: str, steps: Steps) -> None:
    copy = fresh()
    document = read(copy.folder / name)
    misspell(document, steps)
    write(copy.folder / name, document)
    refused_or_equal(copy, sound)


def one_of_each_shape(found: Iterator[Steps]) -> list[Steps]:
    """The first key of every kind of place: names of sources, columns, bindings and KPIs count alike."""
    shapes: dict[Steps, Steps] = {}
    for steps in found:
        named = {n + 1 for n, step in enumerate(steps) if step in ("sources", "columns", "bindings", "kpis", "inputs")}
        shape = tuple("*" if n in named or isinstance(step, int) else step for n, step in enumerate(steps))
        shapes.setdefault(shape, steps)
    return list(shapes.values())


@pytest.mark.slow
def test_a_misspelt_key_is_found_in_every_place(fresh: Callable[[], Any], sound: Mapping[str, Any]) -> None:
    copy = fresh()
    for name in FILES:
        text = (copy.folder / name).read_text(encoding="utf-8")
        for steps in one_of_each_shape(keys(yaml.safe_load(text))):
            document = yaml.safe_load(text)
            misspell(document, steps)
            write(copy.folder / name, document)
            refused_or_equal(copy, sound)
        (copy.folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("zero", "kpis"), DENOMINATORS.items())
def test_a_denominator_of_nothing_is_no_value(pho_sen: Mapping[str, Any], zero: str, kpis: set[str]) -> None:
    """All inputs as printed on the card, one of them 0."""
    printed = {i["name"]: i["value"] for row in pho_sen["results"] if row["trace"] for i in row["trace"]["inputs"]}
    given = {name: value for name, value in printed.items() if value is not None} | {zero: 0, "linked_buyers": 9}
    card = kpiframe.load(EXAMPLE).score("2026-10", observations=given)
    for name in kpis:
        assert card.results[name].state == "missing"
        assert card.results[name].reason == "zero_denominator"
        assert card.results[name].value is None
    for row in pho_sen["results"]:
        if row["value"] is not None and row["kpi"] not in kpis | {"reach"}:
            assert card.results[row["kpi"]].value == pytest.approx(row["value"], rel=1e-12)


@pytest.mark.parametrize("source", sampled([[name] for name in SOURCES if name not in ("ads", "study")], 3))
def test_a_month_without_rows_is_missing_not_zero(
    fresh: Callable[[], Any], sound: Mapping[str, Any], source: str
) -> None:
    copy, name = fresh(), Path(SOURCES[source]["path"]).name
    copy.write(name, [row for row in copy.rows(name) if not any(cell.endswith("/10/2026") for cell in row)])
    document = copy.score()
    lost = assert_honest(document, sound)
    states = {row["kpi"]: (row["state"], row["reason"]) for row in document["results"]}
    assert {states[kpi] for kpi in lost} <= {("missing", "no_rows"), ("missing", "null_input")}
    assert lost or source == "occasion_tracker", "its October wave is missing from the start"


@pytest.mark.slow
@pytest.mark.parametrize("cell", sampled([[c] for c in SPOILT], 4))
def test_a_spoilt_amount_is_an_error_with_its_line(
    fresh: Callable[[], Any], sound: Mapping[str, Any], cell: str
) -> None:
    copy = fresh()
    rows = copy.rows("don-hang.csv")
    rows[5][rows[0].index("Số tiền")] = cell
    copy.write("don-hang.csv", rows)
    card = kpiframe.load(copy.folder).score("2026-10", today=None)
    lost = assert_honest(card.to_dict(), sound)
    assert lost == {"repeat_purchase_rate", "monthly_revenue", "average_order_value"}
    (problem,) = [p for p in card.problems if p.severity.value == "error"]
    assert "don-hang.csv" in f"{problem.location.file} {problem.message.en}"


def test_a_file_of_rubbish_and_a_file_that_is_gone_leave_the_rest_standing(fresh: Callable[[], Any]) -> None:
    copy = fresh()
    (copy.folder / "data" / "don-hang.csv").write_bytes(b"\xff\xfe\x00garbage")
    (copy.folder / "data" / "facebook.csv").unlink()
    states = {row["kpi"]: row["state"] for row in copy.score()["results"]}
    assert states["monthly_revenue"] == "error"
    assert states["reach"] == "error"
    assert states["net_promoter_score"] == "scored"
