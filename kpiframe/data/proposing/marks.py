"""Which mark of a file stands before decimals and which between thousands, and the cells that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kpiframe.data.guessing import bare, separators
from kpiframe.texts import NO_TEXT, Text

_NUMBER: Final = re.compile(r"[+-]?(\d+(?:[.,]\d+)+)( ?%)?", re.ASCII)
_WHOLE_MONEY: Final = frozenset({"₫", "đ", "VNĐ", "VND", "¥"})
"""Marks of money without decimals."""
_DONG: Final = re.compile(r"(?<!\w)(vnđ|vnd|đ|₫|đồng)(?!\w)", re.IGNORECASE)
_OTHER: Final = {".": ",", ",": "."}


@dataclass(frozen=True, slots=True)
class Marks:
    """How the numbers of a file are written."""

    decimal: str = "."
    thousands: str = ""
    evidence: Text = NO_TEXT
    """What settles it where a lone mark before three digits could be either."""
    example: str = ""
    """A cell that can be read in two ways; a person must choose."""
    line: int = 0
    columns: frozenset[int] = frozenset()
    """Columns that hold such cells."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as text, with its header and the line of each cell."""

    header: str
    cells: Sequence[str]
    lines: Sequence[int]


def marks_of(columns: Sequence[Cells], delimiter: str = ",") -> Marks:
    """Return the marks that explain most of the numbers in *columns*.

    ``125.000`` is 125 thousand or 125: where every number with a mark is like it, another number, the currency or the
    delimiter must settle it, else ``example`` is such a cell.
    """
    plain = separators([cell for column in columns for cell in column.cells])
    doubtful = [(i, *found) for i, column in enumerate(columns) if (found := _first_doubtful(column))]
    if not doubtful:
        return Marks(*plain)
    _, example, line = doubtful[0]
    mark = "." if "." in example else ","
    told = _settled(columns, delimiter, mark)
    if told is None:
        places = frozenset(place for place, _, _ in doubtful)
        said = _where(line)
        why = Text(
            f"UNSURE: {example}{said.en} is in thousands or has three decimals; no other number tells",
            f"CHƯA CHẮC: {example}{said.vi} là hàng nghìn hoặc có ba chữ số thập phân; không số nào khác cho biết",
        )
        return Marks(".", "", why, example, line, places)
    groups, evidence = told
    return Marks(_OTHER[mark] if groups else mark, mark if groups else _thousands_of(plain, mark), evidence)


def _thousands_of(plain: tuple[str, str], decimal: str) -> str:
    return plain[1] if plain[0] == decimal else ""


def _first_doubtful(column: Cells) -> tuple[str, int] | None:
    for cell, line in zip(column.cells, column.lines, strict=True):
        if _is_doubtful(bare(cell.strip())[0]):
            return cell.strip(), line
    return None


def _is_doubtful(number: str) -> bool:
    """Whether a lone mark stands before three digits, behind one to three that may begin a number."""
    return re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", number, re.ASCII) is not None


def _settled(columns: Sequence[Cells], delimiter: str, mark: str) -> tuple[bool, Text] | None:
    """Return whether *mark* groups thousands, and what says so; ``None`` where nothing or not everything agrees."""
    seen: dict[bool, Text] = {}
    for column in columns:
        for cell, line in zip(column.cells, column.lines, strict=True):
            for groups in _votes(cell.strip(), mark):
                seen.setdefault(groups, _told(cell.strip(), line))
    if len(seen) == 1:
        return next(iter(seen.items()))
    return None if seen else _around(columns, delimiter, mark)


def _votes(cell: str, mark: str) -> Iterator[bool]:
    """Yield what a number says of *mark*: that it groups thousands, or stands before decimals."""
    hit = _NUMBER.fullmatch(bare(cell)[0])
    if hit is None:
        return
    number, share = hit[1], bool(hit[2])
    parts = re.split(r"[.,]", number)
    marks = [c for c in number if c in ".,"]
    last = marks[-1]
    if len(set(marks)) == 2:
        if marks.count(last) == 1 and all(len(p) == 3 for p in parts[1:-1]):
            yield last != mark
    elif len(marks) > 1:
        if all(len(p) == 3 for p in parts[1:]):
            yield last == mark
    elif len(parts[1]) != 3 or len(parts[0]) > 3 or parts[0].startswith("0") or share:
        yield last != mark


def _told(cell: str, line: int) -> Text:
    where = _where(line)
    return Text(f"{cell}{where.en} settles how numbers are written", f"{cell}{where.vi} cho biết cách viết số")


def _where(line: int) -> Text:
    return Text(f" in line {line}", f" ở dòng {line}") if line else NO_TEXT


def _around(columns: Sequence[Cells], delimiter: str, mark: str) -> tuple[bool, Text] | None:
    """Return what the currency of a doubtful column, or the mark between the cells of the file, says."""
    for column in columns:
        cell = (_first_doubtful(column) or ("", 0))[0]
        if cell and (bare(cell)[1] in _WHOLE_MONEY or _DONG.search(column.header)):
            return ("." if "." in cell else ",") == mark, Text("dong has no decimals", "tiền đồng không có số lẻ")
    if delimiter == ";":
        told = Text("cells are parted by ; so that , can stand before decimals", "ô ngăn bởi ; để dùng , cho số lẻ")
        return mark == ".", told
    return None


def choices(marks: Marks) -> list[tuple[str, str, str]]:
    """Return (decimal, thousands, value) of both readings of the example."""
    mark = "." if "." in marks.example else ","
    number = bare(marks.example)[0].replace(mark, ".")
    return [(_OTHER[mark], mark, number.replace(".", "")), (mark, "", f"{Decimal(number).normalize():f}")]
