from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpiframe.catalog.loader import read_shipped
from kpiframe.lint.findings import Findings
from kpiframe.lint.linter import lint
from kpiframe.project_reading import read_project

TODAY = date(2026, 11, 21)
HEAD = """\
kpiframe: 1
name: cafe
label: {en: Cafe, vi: Quán cà phê}
currency: VND
timezone: Asia/Ho_Chi_Minh
calendar: {grain: month}
"""


@pytest.fixture(scope="session")
def shipped_definitions() -> Any:
    return read_shipped()


@pytest.fixture
def project(tmp_path: Path, shipped_definitions: Any) -> Callable[..., Findings]:
    """Write files into a project and lint it: project("scorecards: …", **{"definitions/a.yaml": "kpis: …"})."""

    def run(
        rest: str = "", files: dict[str, str] | None = None, *, head: str = HEAD, today: date = TODAY, **asked: Any
    ) -> Findings:
        (tmp_path / "kpiframe.yaml").write_text(head + rest, encoding="utf-8")
        for name, text in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        definition, problems, documents = read_project(tmp_path, root=tmp_path, shipped=shipped_definitions)
        return lint(definition, documents, problems, today=today, **asked)

    return run
