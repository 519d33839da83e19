"""The table of formats; it also feeds ``--help``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import kpiframe
from kpiframe.lint.findings import Findings
from kpiframe.lint.formats.as_github import as_github
from kpiframe.lint.formats.as_json import as_json
from kpiframe.lint.formats.as_junit import as_junit
from kpiframe.lint.formats.as_sarif import as_sarif
from kpiframe.lint.formats.as_text import concise, full
from kpiframe.lint.formats.view import View
from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Format:
    """One way to render findings."""

    about: Text
    write: Callable[[Findings, View], str]
    machine: bool = False
    """Read by programs: never cut, never coloured."""

    def render(
        self, findings: Findings, language: str = "en", *, fail_level: str = "error", color: bool = False
    ) -> str:
        """Return *findings* in this format."""
        view = View(language, fail_level, color and not self.machine, kpiframe.__version__)
        return self.write(findings, view)


FORMATS: Final[Mapping[str, Format]] = {
    "full": Format(Text("with lines, reasons and remedies", "kèm dòng lệnh, lý do và cách sửa"), full),
    "concise": Format(Text("one line a finding", "mỗi phát hiện một dòng"), concise),
    "json": Format(Text("data, version 1", "dữ liệu, phiên bản 1"), as_json, machine=True),
    "sarif": Format(
        Text("SARIF 2.1.0 for code hosts and editors", "SARIF 2.1.0 cho máy chủ mã và trình soạn thảo"),
        as_sarif,
        machine=True,
    ),
    "github": Format(
        Text("annotations of a GitHub workflow", "chú thích trong GitHub workflow"), as_github, machine=True
    ),
    "junit": Format(Text("JUnit XML for build servers", "JUnit XML cho máy chủ build"), as_junit, machine=True),
}
