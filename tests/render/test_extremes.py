"""Cards at the edge: one KPI, two hundred, no history, a zero target, hostile lengths, every direction."""

import copy

import pytest

from kpiframe.render.columns import width_of
from kpiframe.render.exporters import EXPORTERS
from kpiframe.render.page import build
from kpiframe.render.purity import impurities
from kpiframe.render.to_html import to_html
from kpiframe.render.to_terminal import to_terminal

DIRECTIONS = {
    "higher_is_better": ([[0, 0], [50, 50], [90, 90], [100, 100]], 90.0, "≥\u00a090"),
    "lower_is_better": ([[3.5, 100], [4, 90], [6, 50], [8.5, 0]], 4.0, "≤\u00a04"),
    "in_range": ([[1, 0], [2, 50], [3, 90], [4, 100], [5, 90], [7, 50], [9, 0]], [3.0, 5.0], "3–5"),
    "neutral": ([], None, "—"),
}


def with_rows(document, rows):
    document["results"] = rows
    document["groups"] = [{**document["groups"][0], "kpis": [r["kpi"] for r in rows]}]
    for row in rows:
        row["group"] = document["groups"][0]["name"]
    return document


def all_formats(document):
    for language in ("en", "vi"):
        for exporter in EXPORTERS.values():
            assert exporter.function(document, language)
        assert impurities(to_html(document, language)) == []
        assert max(width_of(line) for line in to_terminal(document, language).splitlines()) <= 100


def test_one_kpi(document):
    all_formats(with_rows(document, document["results"][:1]))
    assert build(document, "en")["counts"]["title"] == "1 KPI"


@pytest.mark.slow
def test_two_hundred_kpis(document):
    rows = [{**copy.deepcopy(document["results"][i % 10]), "kpi": f"kpi_{i:03}"} for i in range(200)]
    all_formats(with_rows(document, rows))
    assert to_html(document, "vi").count('<tr class="kpi') == 200


def test_no_history(document):
    for row in document["results"]:
        row["series"] = row["series"][-1:]
        for key in ("previous", "year_ago"):
            row[key] = {**row[key], "value": None, "difference": None, "relative": None, "verdict": None, "band": None}
    all_formats(document)
    page = build(document, "en")
    assert page["news"]["changes"] == []
    assert {r["spark"] for g in page["groups"] for r in g["rows"]} == {None}


@pytest.mark.parametrize("direction", sorted(DIRECTIONS))
@pytest.mark.parametrize("value", [-1e12, -7.5, 0.0, 1e-7, 4.0, 1e15])
def test_every_direction_and_size(document, direction, value):
    anchors, target, shown = DIRECTIONS[direction]
    row = document["results"][0]
    row.update(direction=direction, anchors=anchors, value=value, unit="ratio",
               target=target and {**row["target"], "value": target, "warn": target})  # fmt: skip
    all_formats(with_rows(document, [row]))
    if value == 4.0:
        row["previous"]["value"] = row["year_ago"]["value"] = 4.0
        assert build(document, "en")["groups"][0]["rows"][0]["target"] == shown


def test_a_zero_target(document):
    row = document["results"][0]
    row.update(
        value=-2.0,
        anchors=[[-10, 0], [-5, 50], [0, 90], [5, 100]],
        target={**row["target"], "value": 0.0, "warn": -5.0},
    )
    shown = build(with_rows(document, [row]), "en")["groups"][0]["rows"][0]
    assert (shown["value"], shown["target"]) == ("−2", "≥\u00a00")
    assert shown["bullet"]["bar"] is not None


def test_very_long_labels_and_words(document):
    for row in document["results"]:
        row["label"] = {"en": "incomprehensibilities " * 20, "vi": "x" * 500}
    all_formats(document)


def test_any_grain(document):
    for grain, key, name in (("week", "2026-W43", "week 43, 2026"), ("quarter", "2026-Q4", "Q4 2026"), ("year", "2026", "2026"),
                             ("day", "2026-10-31", "Oct 31, 2026")):  # fmt: skip
        document["frame"].update(grain=grain, period=key)
        assert build(document, "en")["frame"]["period_name"] == name
        all_formats(document)
