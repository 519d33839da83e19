"""Cells of a workbook that hold an error such as #DIV/0!, read from the file: the reader hands them over as blanks."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kpiframe.data.workbook_bounds import PLACE, SPREADSHEET, column_number, scan, times

_MOST: Final = 10_000
"""Errors that are kept; one is enough to refuse a column."""
_LONGEST: Final = 100
_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"

Errors = Mapping[tuple[int, int], str]
"""(row, column), both from 1 -> the error as a person sees it."""


def errors_of(path: Path, sheet: str) -> Errors:
    """Return the errors of *sheet* in the workbook at *path*, which was scanned before and is sound."""
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        if _BOOK in names and _LINKS in names:
            part = _part(packed, sheet)
            if part not in names:
                return {}
            found = _Cells()
            scan(packed.open(part), found.start, found.end, found.text)
            return found.errors
        if SPREADSHEET in names:
            table = _Table(sheet)
            scan(packed.open(SPREADSHEET), table.start, table.end, table.text)
            return table.errors
    return {}


def with_errors(rows: Sequence[list[Any]], errors: Errors) -> list[list[Any]]:
    """Return *rows*, from the first of the sheet on, with the text of an error in each cell that holds one."""
    if not errors:
        return list(rows)
    made = [list(row) for row in rows]
    for (line, column), text in errors.items():
        if line <= len(made):
            row = made[line - 1]
            row += [""] * (column - len(row))
            row[column - 1] = row[column - 1] if row[column - 1] not in ("", None) else text
    return made


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds *sheet*."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheets(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            ids[attributes.get("name", "")] = link

    def links(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    scan(packed.open(_BOOK), sheets)
    scan(packed.open(_LINKS), links)
    return posixpath.normpath(posixpath.join("/xl", targets.get(ids.get(sheet, ""), ""))).lstrip("/")


@dataclass(slots=True)
class _Cells:
    """Errors of an XLSX sheet; a cell without a place stands after the one before it."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    wrong: bool = False
    said: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else max(self.row, 1)
            self.wrong = attributes.get("t") == "e" and len(self.errors) < _MOST
            if self.wrong:
                self.errors[self.row, self.column] = ""
        elif tag == "v":
            self.said = self.wrong

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c" and self.wrong:
            self.errors[self.row, self.column] = self.errors[self.row, self.column] or "#ERROR"
            self.wrong = False
        elif tag == "v":
            self.said = False

    def text(self, text: str) -> None:
        if self.said:
            place = (self.row, self.column)
            self.errors[place] = (self.errors[place] + text)[:_LONGEST]


@dataclass(slots=True)
class _Table:
    """Errors of one table of an ODS file, every repetition counted."""

    sheet: str
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    inside: bool = False
    row: int = 0
    column: int = 0
    repeated: int = 1
    wrong: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if tag == "table":
            self.inside = attributes.get(f"{namespace} name") == self.sheet
            self.row, self.repeated = 0, 1
        elif tag == "table-row":
            self.row += self.repeated if self.row else 1
            self.repeated, self.column = times(attributes, f"{namespace} number-rows-repeated"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += 1
            kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
            self.wrong = self.inside and "error" in kinds and len(self.errors) < _MOST
            if self.wrong:
                self.errors[self.row, self.column] = ""
            self.column += times(attributes, f"{namespace} number-columns-repeated") - 1

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "table-cell" and self.wrong:
            place = next(reversed(self.errors))
            self.errors[place] = self.errors[place] or "#ERROR"
            self.wrong = False

    def text(self, text: str) -> None:
        if self.wrong:
            place = next(reversed(self.errors))
            self.errors[place] = (self.errors[place] + text)[:_LONGEST]
