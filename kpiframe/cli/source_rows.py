"""The rows of a source as they are read, as plain text: what ``explain SOURCE --period`` prints first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kpiframe.catalog.bindings import Source
from kpiframe.cli.clock import day_in
from kpiframe.cli.laying import field, listing
from kpiframe.cli.problems import refusing, show
from kpiframe.cli.scoring import Asked
from kpiframe.cli.session import Session
from kpiframe.problems import DefinitionError, printable
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.data.looking import ColumnSeen, Looked

_FIRST: Final = Text("First rows", "Các dòng đầu")
_COLUMNS: Final = Text("What the columns hold", "Các cột chứa gì")
_REMOTE: Final = Text(
    "the rows stay in the warehouse; only totals are fetched", "các dòng nằm ở kho dữ liệu; chỉ lấy số tổng"
)
_LONGEST: Final = 40


def rows_sheet(session: Session, folder: Path, name: str, asked: Asked, language: str) -> str:
    """Read source *name* of the project in *folder*; tell what is wrong with it, and return its rows as text."""
    from kpiframe.looking import look_at
    from kpiframe.project_reading import read_project

    with refusing(session, folder):
        project, problems, _ = read_project(folder, root=asked.root)
        if project is None:
            raise DefinitionError(problems)
        today = day_in(asked.today, project.timezone)
        looked = look_at(project, name, asked.period, today=today, allow_sql=asked.allow_sql, variables=session.environ)
    show(session, looked.problems, folder)
    return source_rows(project.sources[name], looked, asked.period or "", language)


def source_rows(source: Source, looked: Looked, period: str, language: str) -> str:
    """Return the count of rows, the first of them, and of each column its range, blanks and sum."""
    if looked.remote:
        return f"{source.name}: {_REMOTE.into(language)}"
    head = Text(
        f"{source.name}, {period}: {looked.rows} of {looked.read} rows",
        f"{source.name}, {period}: {looked.rows} trong {looked.read} dòng",
    )
    dropped = Text(f" ({looked.dropped} left out)", f" (đã loại {looked.dropped})") if looked.dropped else Text("", "")
    lines = [head.into(language) + dropped.into(language)]
    names = tuple(seen.name for seen in looked.columns)
    first = [names, *looked.first] if looked.first else []
    lines += field(_FIRST, [" | ".join(_cell(cell) for cell in row) for row in first], language)
    columns = [(seen.name, "; ".join(_said(source, seen, language))) for seen in looked.columns]
    lines += ["", f"{_COLUMNS.into(language)}:", *listing(columns)] if columns else []
    return printable("\n".join(lines))


def _said(source: Source, seen: ColumnSeen, language: str) -> Iterator[str]:
    column = source.column(seen.name)
    yield from [column.type.value] if column else []
    yield Text(f"{seen.filled} filled, {seen.blank} blank", f"{seen.filled} có giá trị, {seen.blank} trống").into(
        language
    )
    if seen.lowest is not None:
        ends = (_cell(seen.lowest), _cell(seen.highest))
        yield Text(f"{ends[0]} to {ends[1]}", f"{ends[0]} đến {ends[1]}").into(language)
    if seen.different is not None:
        yield Text(f"{seen.different} different", f"{seen.different} giá trị khác nhau").into(language)
    if seen.total is not None:
        yield Text(f"sum {seen.total}", f"tổng {seen.total}").into(language)


def _cell(text: str | None) -> str:
    if text is None:
        return "—"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
