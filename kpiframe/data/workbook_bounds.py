"""How large a workbook is, told from its packing before anything lays it out in memory.

A file of a few kilobytes can hold two cells a million rows apart, and the reader behind ``data/workbook`` makes the
whole rectangle between them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from kpiframe.data.recognised_bytes import not_a_table
from kpiframe.limits import LIMITS
from kpiframe.texts import Text

_BLOCK: Final = 1 << 16
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
SPREADSHEET: Final = "content.xml"


class _TooLargeError(Exception):
    """A sheet spans too many cells, or is built to make its reader do too much."""


def too_large(path: Path) -> Text | None:
    """Return why the workbook at *path* is not opened, ``None`` when it may be. OSError when it cannot be read."""
    told = not_a_table(path)
    if told:
        return told
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > LIMITS.workbook_bytes:
                mib = LIMITS.workbook_bytes >> 20
                return Text(f"it unpacks to more than {mib} MiB", f"tệp bung ra hơn {mib} MiB")
            for part in packed.namelist():
                if _SHEET.fullmatch(part):
                    scan(packed.open(part), _Cells().start)
                elif part == SPREADSHEET:
                    scan(packed.open(part), _Repeats().start)
    except _TooLargeError:
        most = f"{LIMITS.workbook_cells:,}"
        return Text(
            f"a sheet spans more than {most} cells; delete what lies far from the table",
            f"một trang tính trải rộng hơn {most} ô; hãy xoá những ô nằm xa bảng dữ liệu",
        )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, expat.ExpatError, ValueError) as error:
        why = "" if isinstance(error, zipfile.BadZipFile) else f" ({error})"
        return Text(f"it is no workbook{why}", f"tệp không phải bảng tính{why}")
    return None


def scan(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read a part of a workbook; names are `namespace name`. ValueError where it declares a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    with stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type")


@dataclass(slots=True)
class _Cells:
    """The rectangle around the cells of an XLSX sheet; a cell without a place stands after the one before it."""

    right: int = 0
    bottom: int = 0
    column: int = 0
    row: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else max(self.row, 1)
            self.right, self.bottom = max(self.right, self.column), max(self.bottom, self.row)
            _hold(self.right * self.bottom)


@dataclass(slots=True)
class _Repeats:
    """The rectangle around the cells of an ODS sheet that hold something, every repetition counted."""

    right: int = 0
    bottom: int = 0
    column: int = 0
    row: int = 0
    repeated: int = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if tag == "table":
            self.right = self.bottom = self.row = 0
        elif tag == "table-row":
            self.row += self.repeated if self.row else 1
            self.repeated = times(attributes, f"{namespace} number-rows-repeated")
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += times(attributes, f"{namespace} number-columns-repeated")
            if any(key.endswith("value-type") for key in attributes):
                self.right = max(self.right, self.column)
                self.bottom = max(self.bottom, self.row + self.repeated - 1)
                _hold(self.right * self.bottom)


def times(attributes: dict[str, str], key: str) -> int:
    """Return how often a cell or row of an ODS sheet stands there."""
    return max(1, int(attributes.get(key, "1")))


def _hold(cells: int) -> None:
    if cells > LIMITS.workbook_cells:
        raise _TooLargeError


def column_number(letters: str) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """Return the letters of a column by its number, from 1."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
