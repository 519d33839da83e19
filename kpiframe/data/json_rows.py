"""JSON: an array, or one object a line, of flat objects, written out as text cells and read like any text file.

Numbers keep the digits of the file; nothing is inferred from the first rows.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data.database import Database
from kpiframe.data.delimited import Table
from kpiframe.data.filling import Filling
from kpiframe.data.findings import broken_line, missing_header, unreadable
from kpiframe.data.headers import tidy
from kpiframe.data.repeated import MOST, Place, find, told
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

_MOST_PROBLEMS: Final = 5
_MOST_DIGITS: Final = 400


@dataclass(frozen=True, slots=True)
class _Number:
    """A JSON number as it was written."""

    text: str


class _BadRowError(Exception):
    """A row that is no flat object."""

    def __init__(self, why: Text, meant: str = "") -> None:
        self.why = why
        self.meant = meant
        """Key it should have; where no row has it, the column is missing and the row is not to blame."""
        super().__init__(why.en)


def open_json(
    source: Source, path: Path, shown: str, database: Database, clean: str
) -> tuple[Table | None, list[Problem]]:
    """Turn *path* into a clean text table called *clean*. ``None`` with problems when that is impossible."""
    target = database.scratch(clean)
    found: set[str] = set()
    problems: list[Problem] = []
    meant: dict[Problem, str] = {}
    places = {c.name: i for i, c in enumerate(source.columns)}
    filling = Filling(source.columns, places)
    rows: list[tuple[Place, Hashable]] = []
    compared = not source.key and path.stat().st_size <= MOST
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
            for number, line, row in _rows(path):
                try:
                    cells = _cells(source, row, found)
                except _BadRowError as error:
                    place = f"line {line}" if line else f"row {number}"
                    place_vi = f"dòng {line}" if line else f"bản ghi {number}"
                    why = Text(f"{place}: {error.why.en}", f"{place_vi}: {error.why.vi}")
                    problems.append(broken_line(source.name, Location(shown, line, 1 if line else 0), why))
                    meant[problems[-1]] = error.meant
                    if len(problems) >= _MOST_PROBLEMS:
                        break
                    continue
                writer.writerow(filling.row(cells))
                if compared:
                    rows.append(((shown, line), repr(sorted(row.items()))))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        detail = getattr(error, "msg", "") or type(error).__name__
        why = Text(
            f"it is no JSON array or JSON lines ({detail})", f"không phải mảng JSON hay JSON từng dòng ({detail})"
        )
        return None, [unreadable(source.name, shown, why, source.location, line)]
    problems = [p for p in problems if not meant[p] or meant[p] in found]
    wanted = {c.name: tidy(c.header) for c in source.columns}
    if found or problems:
        problems += [
            missing_header(source.name, c.header, sorted(found), c.location, shown)
            for c in source.columns
            if wanted[c.name] not in found and not c.optional
        ]
    if problems:
        return None, problems
    notes = tuple(told(source, find(rows)))
    plain = replace(source, delimiter=",", quote='"', decimal=".", thousands="", encoding="utf-8")
    return Table(plain, path, shown, places, max(len(places), 1), 0, target, 0, notes=notes), []


def lines_of(path: Path) -> Iterator[int]:
    """Yield the physical line of every row of a JSON-lines file; nothing for an array."""
    with path.open(encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, start=1):
            if number == 1 and line.lstrip().startswith("["):
                return
            if line.strip():
                yield number


def _rows(path: Path) -> Iterator[tuple[int, int, Any]]:
    """Yield (number of the row from 1, physical line or 0 in an array, object)."""
    with path.open(encoding="utf-8-sig") as stream:
        start = stream.read(1)
        while start.isspace():
            start = stream.read(1)
        stream.seek(0)
        if start == "[":
            for number, row in enumerate(_parsed(stream.read(), 0), start=1):
                yield number, 0, row
            return
        rows = ((line, text) for line, text in enumerate(stream, start=1) if text.strip())
        for number, (line, text) in enumerate(rows, start=1):
            yield number, line, _parsed(text, line)


def _parsed(text: str, line: int) -> Any:
    try:
        return json.loads(
            text, parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_without_twins
        )
    except json.JSONDecodeError as error:
        error.lineno = line or error.lineno
        raise


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _cells(source: Source, row: Any, found: set[str]) -> list[str]:
    if not isinstance(row, dict):
        raise _BadRowError(Text("it is no object", "không phải đối tượng"))
    values = {tidy(key): value for key, value in row.items()}
    found.update(values)
    if len(values) < len(row):
        raise _BadRowError(Text("a key stands twice in it", "có khóa xuất hiện hai lần"))
    _check_capitals(source, values)
    return [_cell(column, values.get(tidy(column.header))) for column in source.columns]


def _check_capitals(source: Source, values: Mapping[str, Any]) -> None:
    """Raise where a column is missing and another key differs from it by capitals only: its value would be lost."""
    headers = [tidy(column.header) for column in source.columns]
    lacking = {header.casefold(): header for header in headers if header not in values}
    for key in values if lacking else ():
        meant = lacking.get(key.casefold())
        if meant and key not in headers:
            why = Text(
                f"its key {key!r} differs from the column {meant!r} by capitals only",
                f"khóa {key!r} chỉ khác cột {meant!r} ở chữ hoa chữ thường",
            )
            raise _BadRowError(why, meant)


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        if column.type is ColumnType.BOOLEAN:
            return (column.true if value else column.false)[0]
        return "true" if value else "false"
    if isinstance(value, _Number):
        return _written_out(value.text)
    if isinstance(value, str):
        return value
    why = Text(
        f"{column.header} holds a list or an object; only flat values are read",
        f"{column.header} chứa danh sách hoặc đối tượng; chỉ đọc giá trị phẳng",
    )
    raise _BadRowError(why)


def _written_out(text: str) -> str:
    """Return the same number without an exponent, so that exact types can hold it."""
    if "e" not in text.lower():
        return text
    try:
        plain = Decimal(text)
    except InvalidOperation:
        return text
    return format(plain, "f") if abs(plain.adjusted()) < _MOST_DIGITS else text
