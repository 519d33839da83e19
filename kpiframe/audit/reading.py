"""Bytes or rows of a file -> the names of metrics in it. Nobody declared anything, so every choice is told."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kpiframe.audit.folding import words
from kpiframe.encodings import decoded, is_utf16
from kpiframe.limits import LIMITS
from kpiframe.problems import DataError, Location, Problem
from kpiframe.texts import Text, same

_LONGEST: Final = 120
"""Characters of a name; a longer line is prose."""
_ROWS: Final = 2_000
_SEEN: Final = 20
"""Cells of a column that decide whether it holds numbers."""
_BULLET: Final = re.compile(r"^\s*(?:[-*+•·▪◦‣–—]+\s+|\(?\d{1,3}[.)]\s+|\[[ xX]?\]\s*)*")
_COMMA: Final = re.compile(r"[;；]|,(?!\d)(?![^()]*\))")
_NUMBER: Final = re.compile(r"[^\d\s]{0,4}\s*[-+]?\d[\d.,\s]*\s*(?:[%₫đ]|[A-Za-z]{3})?")
_ABSENT: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none"})
_HEADS: Final = frozenset(
    words(text)
    for text in (
        "metric",
        "kpi",
        "metric name",
        "kpi name",
        "name",
        "indicator",
        "chỉ số",
        "tên chỉ số",
        "tên kpi",
        "tên",
    )
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The names a file holds, in order, and what was decided while it was read."""

    names: tuple[str, ...]
    notes: tuple[Text, ...] = ()


def names_in_text(raw: bytes, shown: str, *, table: bool = False) -> Listed:
    """Return the names in the bytes of a list, or with *table* of delimited text. DataError when it is no text."""
    if len(raw) > LIMITS.file_bytes:
        most = f"{LIMITS.file_bytes:,}"
        raise unreadable(shown, Text(f"it is larger than {most} bytes", f"tệp lớn hơn {most} byte"))
    text, notes = _decoded(raw, shown)
    found = names_in_rows(_rows(text, shown)) if table else _names_in_lines(text)
    return replace(found, notes=notes + found.notes)


def names_in_rows(rows: Iterable[Sequence[str]]) -> Listed:
    """Return the names in the rows of a table: its column of names, or the headers above its columns of numbers."""
    table = [[_tidy(cell) for cell in row] for row in itertools.islice(rows, _ROWS)]
    table = [row for row in table if any(row)]
    column = _column_of_names(table)
    if column is not None:
        return _limited(column)
    width = Counter(len(row) for row in table).most_common(1)[0][0] if table else 0
    start = next(i for i, row in enumerate(table) if len(row) == width) if table else 0
    header, below = table[start] if table else [], [r for r in table[start + 1 :] if len(r) == width]
    measured = [name for i, name in enumerate(header) if name and _holds_numbers([row[i] for row in below])]
    left = [name for name in header if name and name not in measured]
    headed = Text(
        "read as the export of a tool: its column headings are the names",
        "đọc như tệp xuất từ công cụ: tên cột là tên chỉ số",
    )
    notes = (headed, _left_out(left)) if left else (headed,)
    found = _limited(measured)
    return replace(found, notes=notes + found.notes)


def unreadable(shown: str, why: Text) -> DataError:
    """Return the error that says why the file *shown* cannot be read."""
    text = Text(f"{shown} cannot be read: {why.en}", f"không đọc được {shown}: {why.vi}")
    return DataError(Problem("KPF547", text, Location(shown), name="unreadable-file"))


def _decoded(raw: bytes, shown: str) -> tuple[str, tuple[Text, ...]]:
    if b"\0" in raw and not is_utf16(raw):
        raise unreadable(shown, Text("it is no text", "tệp không phải văn bản"))
    try:
        text, encoding = decoded(raw)
    except UnicodeDecodeError as error:
        why = Text(
            f"it is neither UTF-8, UTF-16 nor cp1258 (byte {error.start + 1})",
            f"tệp không phải UTF-8, UTF-16 hay cp1258 (byte thứ {error.start + 1})",
        )
        raise unreadable(shown, why) from None
    return text, () if encoding == "utf-8" else (_not_utf8("UTF-16" if encoding == "utf-16" else encoding),)


def _not_utf8(encoding: str) -> Text:
    return Text(
        f"the file is not UTF-8; it was read as {encoding}: check the accents below",
        f"tệp không phải UTF-8 nên được đọc theo {encoding}: hãy kiểm tra dấu ở dưới",
    )


def _names_in_lines(text: str) -> Listed:
    names: list[str] = []
    prose = 0
    for line in text.splitlines():
        if re.match(r"\s*#", line) or line.rstrip().endswith(":"):
            continue
        for part in _COMMA.split(_BULLET.sub("", line)):
            name = _tidy(part)
            if len(name) > _LONGEST:
                prose += 1
            elif any(c.isalpha() for c in name):
                names.append(name)
    found = _limited(names)
    if not prose:
        return found
    told = Text(f"{prose} long lines are prose and were left out", f"{prose} dòng dài là văn xuôi nên đã bỏ qua")
    return replace(found, notes=(*found.notes, told))


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).strip("\ufeff").split()).strip("*_`\"'“”").strip()


def _rows(text: str, shown: str) -> Iterator[list[str]]:
    """Return the rows of delimited text, with the delimiter that makes most of them equally wide."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip() and not line.startswith("#")][:_ROWS]
    best: tuple[int, list[list[str]]] = (0, [[line] for line in lines])
    for delimiter in (",", ";", "\t", "|"):
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error as error:
            raise unreadable(shown, same(str(error))) from None
        width, times = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if width > 1 and width * times > best[0]:
            best = (width * times, rows)
    return iter(best[1])


def _column_of_names(table: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the cells below a heading such as "KPI", or those of the only column; ``None`` when there is neither."""
    for place, row in enumerate(table):
        for column, cell in enumerate(row):
            if words(cell) in _HEADS and place + 1 < len(table):
                return [r[column] for r in table[place + 1 :] if column < len(r) and r[column]]
    if all(len(row) == 1 for row in table):
        return [row[0] for row in table]
    return None


def _holds_numbers(cells: Sequence[str]) -> bool:
    """Tell whether a column may be a metric: its first cells are numbers, or there are none to tell."""
    there = [cell for cell in cells if cell.casefold() not in _ABSENT][:_SEEN]
    return all(_NUMBER.fullmatch(cell) for cell in there)


def _left_out(names: Sequence[str]) -> Text:
    listed = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return Text(f"columns without numbers were left out: {listed}", f"các cột không chứa số đã được bỏ qua: {listed}")


def _limited(names: Sequence[str]) -> Listed:
    kept = tuple(dict.fromkeys(name for name in names if name))
    most = LIMITS.listed_names
    if len(kept) <= most:
        return Listed(kept)
    return Listed(kept[:most], (Text(f"only the first {most} names were read", f"chỉ đọc {most} tên đầu tiên"),))
