"""Every folder under examples/ is a project a stranger can run: it reads, scores and explains itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import kpiframe
from kpiframe.problems import DataError

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = ("cdnow", "pho-sen", "telco")
DAYS = {"cdnow": date(1998, 7, 1), "pho-sen": date(2026, 11, 5), "telco": date(2026, 11, 21)}
PERIODS = {"cdnow": "1998-06", "pho-sen": "2026-10", "telco": "2026-10"}


@pytest.mark.parametrize("name", FOLDERS)
def test_it_reads_without_any_problem(name: str) -> None:
    assert kpiframe.load(EXAMPLES / name).problems == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_scorecard_scores_with_a_value_for_at_least_every_second_kpi(name: str) -> None:
    project = kpiframe.load(EXAMPLES / name)
    counted = 0
    for scorecard in project.definition.catalog.layouts:
        card = project.score(scorecard=scorecard, today=DAYS[name])
        document = card.to_dict()
        assert card.problems == ()
        assert document["frame"]["period"] == PERIODS[name]
        values = [row["value"] for row in document["results"]]
        assert sum(value is not None for value in values) * 2 > len(values)
        assert [row for row in document["results"] if row["state"] == "error"] == []
        counted += len(values)
        json.dumps(document, allow_nan=False)
    assert counted >= 14


@pytest.mark.parametrize("name", FOLDERS)
def test_the_readme_tells_story_source_licence_and_commands(name: str) -> None:
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    for heading in ("## The story", "## The data", "## Run it", "## What to look at"):
        assert heading in text
    assert f"kpiframe score examples/{name}" in text


def test_data_of_others_come_with_their_licence() -> None:
    notice = (EXAMPLES.parent / "NOTICE").read_text(encoding="utf-8")
    for path in ("telco/data/LICENSE-modeldata.txt", "cdnow/data/LICENSE-lifetimes.txt"):
        assert "Permission is hereby granted" in (EXAMPLES / path).read_text(encoding="utf-8")
        assert f"examples/{path}" in notice
    assert "Data: P. Fader, B. Hardie" in notice


def test_the_invented_brand_says_so() -> None:
    assert kpiframe.load(EXAMPLES / "pho-sen").definition.invented
    assert not kpiframe.load(EXAMPLES / "telco").definition.invented


@pytest.mark.parametrize("name", FOLDERS)
def test_data_files_are_small(name: str) -> None:
    size = sum(path.stat().st_size for path in (EXAMPLES / name / "data").iterdir())
    assert size < (1_000_000 if name == "pho-sen" else 2_500_000)


def test_the_same_card_twice_is_the_same_to_the_last_byte() -> None:
    def card(threads: int) -> str:
        scored = kpiframe.load(EXAMPLES / "pho-sen").score("2026-10", today=DAYS["pho-sen"], threads=threads)
        return json.dumps(scored.to_dict(), sort_keys=True)

    assert card(1) == card(2)


def test_a_project_without_any_date_asks_for_one() -> None:
    with pytest.raises(DataError) as error:
        kpiframe.load(EXAMPLES / "telco").score()
    assert [problem.code for problem in error.value.problems] == ["KPF224"]
    assert "--period" in error.value.problems[0].message.vi
