"""The example projects, read once; and small copies of pho-sen that a test may damage."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import kpiframe

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 11, 5)
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Copy:
    """A copy of pho-sen with the data of September and October 2026 only: small, quick to score."""

    folder: Path

    def score(self) -> Document:
        """Score October 2026 and return the document."""
        return kpiframe.load(self.folder).score("2026-10", today=TODAY).to_dict()

    def rows(self, name: str) -> list[list[str]]:
        """Return the lines of a data file, the header first."""
        with (self.folder / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        """Write the lines of a data file."""
        with (self.folder / "data" / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="session")
def pho_sen() -> Document:
    """The card of October 2026."""
    return kpiframe.load(EXAMPLES / "pho-sen").score("2026-10", today=TODAY).to_dict()


@pytest.fixture(scope="session")
def definition() -> Mapping[str, Any]:
    """kpiframe.yaml of pho-sen as plain data, read without kpiframe."""
    found: Mapping[str, Any] = yaml.safe_load((EXAMPLES / "pho-sen" / "kpiframe.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The small copy, whole."""
    copy = Copy(tmp_path_factory.mktemp("whole") / "pho-sen")
    shutil.copytree(EXAMPLES / "pho-sen", copy.folder)
    for path in sorted((copy.folder / "data").iterdir()):
        if path.name != "nghien-cuu-2026-06.csv":
            header, *rows = copy.rows(path.name)
            day = next(i for i, text in enumerate(rows[0]) if text.count("/") == 2)
            copy.write(path.name, [header, *(r for r in rows if r[day][3:] in ("09/2026", "10/2026"))])
    return copy


@pytest.fixture
def fresh(original: Copy, tmp_path: Path) -> Callable[[], Copy]:
    """Return a maker of small copies to damage."""

    def make() -> Copy:
        folder = tmp_path / "pho-sen"
        shutil.copytree(original.folder, folder)
        return Copy(folder)

    return make


@pytest.fixture(scope="session")
def sound(original: Copy) -> Document:
    """The card of the small copy before any damage."""
    return original.score()
