"""A calendar source, one row a day, read with the standard library: reading definitions starts no engine."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from kpiframe.catalog.bindings import Column, Source
from kpiframe.granularities import Table
from kpiframe.limits import LIMITS
from kpiframe.paths import resolve
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

_KEY: Final = re.compile(r"[0-9]{4}[A-Za-z0-9._-]{0,20}")
_DAY: Final = timedelta(days=1)


class _TableError(Exception):
    """What is wrong with the table, and in which line."""

    def __init__(self, why: Text, line: int = 0) -> None:
        super().__init__(why.en)
        self.why, self.line = why, line


def read_table(name: str, source: Source, column: str, root: Path) -> Table | Problem:
    """Return the periods that *column* of *source* names, or the problem (KPF547, KPF546) why it cannot be used.

    The file is CSV with a header line and one row a day, in any order, without gap or repetition. All days of one name
    lie together, and a name begins with the four digits of its year.
    """
    if source.format != "csv" or source.path is None or source.time is None:
        why = Text("a calendar table is a CSV file with `time`", "bảng lịch phải là tệp CSV có khai báo `time`")
        return _problem(source, why, source.location)
    path = resolve(source.path, root / source.folder, root, source.location)
    if isinstance(path, Problem):
        return path
    try:
        days = _days(path, source, column)
        return _table(name, days)
    except _TableError as fault:
        return _problem(source, fault.why, Location(source.path, fault.line, 1) if fault.line else source.location)
    except (OSError, UnicodeError, csv.Error, LookupError):
        return _problem(source, Text("it cannot be read", "không đọc được tệp"), source.location)


def _days(path: Path, source: Source, column: str) -> dict[date, tuple[str, int]]:
    """Return day -> (name of its period, line)."""
    found: dict[date, tuple[str, int]] = {}
    for line, day_text, key in _cells(path, source, column):
        day = _day(day_text, source.column(source.time or ""))
        if day is None:
            raise _TableError(
                Text(f"{day_text!r} is no date of the declared format", f"{day_text!r} không đúng định dạng ngày"), line
            )
        if day in found:
            raise _TableError(Text(f"the day {day} stands there twice", f"ngày {day} xuất hiện hai lần"), line)
        if not _KEY.fullmatch(key):
            raise _TableError(
                Text(
                    f"{key!r} names no period: it has to begin with the four digits of its year, like 2026-P03",
                    f"{key!r} không phải tên kỳ: tên phải bắt đầu bằng bốn chữ số của năm, ví dụ 2026-P03",
                ),
                line,
            )
        found[day] = (key, line)
        if len(found) > LIMITS.calendar_days:
            raise _TableError(
                Text(f"it has more than {LIMITS.calendar_days} days", f"có hơn {LIMITS.calendar_days} ngày"), line
            )
    if not found:
        raise _TableError(Text("it has no rows", "không có dòng nào"))
    return found


def _cells(path: Path, source: Source, column: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, text of the day, text of the name) of every row that is not blank."""
    encoding = "utf-8-sig" if source.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else source.encoding
    with path.open(encoding=encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=source.delimiter, quotechar=source.quote or None)
        skipped = (source.header or 1) - 1
        header = next((row for number, row in enumerate(rows) if number == skipped), [])
        titles = [unicodedata.normalize("NFC", cell.strip()) for cell in header]
        places = []
        for name in (source.time, column):
            declared = source.column(name or "")
            title = declared.header if declared else ""
            if title not in titles:
                raise _TableError(Text(f"it has no column {title!r}", f"không có cột {title!r}"), skipped + 1)
            places.append(titles.index(title))
        for row in rows:
            if any(cell.strip() for cell in row):
                day, key = (row[place].strip() if place < len(row) else "" for place in places)
                yield rows.line_num, day, key


def _day(text: str, column: Column | None) -> date | None:
    try:
        if column is not None and column.format:
            return datetime.strptime(text, column.format).date()  # noqa: DTZ007 - a day has no zone
        return date.fromisoformat(text)
    except ValueError:
        return None


def _table(name: str, days: dict[date, tuple[str, int]]) -> Table:
    """Return runs of days of one name as periods."""
    ordered = sorted(days)
    starts, keys = [ordered[0]], [days[ordered[0]][0]]
    for before, day in pairwise(ordered):
        key, line = days[day]
        if day - before != _DAY:
            missing = before + _DAY
            raise _TableError(Text(f"the day {missing} is missing", f"thiếu ngày {missing}"), line)
        if key == keys[-1]:
            continue
        if key in keys:
            raise _TableError(
                Text(f"the days of {key} do not lie together", f"các ngày của kỳ {key} không liền nhau"), line
            )
        starts.append(day)
        keys.append(key)
    return Table(name, tuple(starts), tuple(keys), ordered[-1])


def _problem(source: Source, why: Text, at: Location) -> Problem:
    message = Text(
        f"source {source.name} is no calendar: {why.en}", f"nguồn {source.name} không dùng làm lịch được: {why.vi}"
    )
    return Problem("KPF547", message, at, subject=source.name)
