"""The one table of output formats of a scorecard; it also feeds the command line's help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kpiframe.texts import Text


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: the suffix of its files, what it is, and the function that makes it."""

    suffix: str
    doc: Text
    function: Callable[..., str | bytes]
    """``function(document, language, *, templates=None, audience="client")`` -> text, or the bytes of a file."""
    translated: bool
    """Whether its text depends on the language."""


def _html(document: Mapping[str, Any], language: str, **options: Any) -> str:
    from kpiframe.render.to_html import to_html

    return to_html(document, language, **options)


def _markdown(document: Mapping[str, Any], language: str, **options: Any) -> str:
    from kpiframe.render.to_markdown import to_markdown

    return to_markdown(document, language, **options)


def _json(document: Mapping[str, Any], _language: str, **_options: Any) -> str:
    from kpiframe.render.to_json import to_json

    return to_json(document)


def _csv(document: Mapping[str, Any], _language: str, **_options: Any) -> str:
    from kpiframe.render.to_csv import to_csv

    return to_csv(document)


def _xlsx(document: Mapping[str, Any], language: str, **_options: Any) -> bytes:
    from kpiframe.render.to_xlsx import to_xlsx

    return to_xlsx(document, language)


EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {
        "html": Exporter(
            ".html",
            Text("one page for screen and paper, in one file", "một trang cho màn hình và giấy in, gói trong một tệp"),
            _html,
            translated=True,
        ),
        "md": Exporter(
            ".md",
            Text("Markdown that reads well in a pull request", "Markdown, đọc tốt trong pull request"),
            _markdown,
            translated=True,
        ),
        "json": Exporter(
            ".json",
            Text("the document itself, full precision", "chính tài liệu kết quả, đủ mọi chữ số"),
            _json,
            translated=False,
        ),
        "csv": Exporter(
            ".csv",
            Text("one row a KPI for a spreadsheet", "mỗi chỉ số một dòng, cho bảng tính"),
            _csv,
            translated=False,
        ),
        "xlsx": Exporter(
            ".xlsx",
            Text("a workbook whose scores are live formulas", "sổ tính với điểm là công thức tính được"),
            _xlsx,
            translated=True,
        ),
    }
)
"""Format name -> how to make it."""
