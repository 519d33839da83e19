"""What is made of each card, and how the pieces of many become one text or one file, a few of them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpiframe.cli.places import placing, write_new

if TYPE_CHECKING:
    from kpiframe.api import Card

Row = tuple[Any, ...]
Piece = tuple[Any, list[Row]]
"""What is printed or written of a card, and its rows for a table."""


@dataclass(frozen=True, slots=True)
class Making:
    """What is made of a card: one of the formats of ``score``, and rows where a table is filled."""

    kind: str | None
    """``None``: nothing but rows."""
    alone: bool = False
    """The only card of its run."""
    language: str = "en"
    width: int = 100
    color: bool = False
    rows: bool = False

    def __call__(self, card: Card) -> Piece:
        """Return the piece of *card*: text, of xlsx the document, of parquet nothing; and its rows."""
        rows = [tuple(row.values()) for row in card.table()] if self.rows else []
        return self._piece(card), rows

    def _piece(self, card: Card) -> Any:
        slices = card.definition.slice_by
        if self.kind == "json":
            return f"{card.to_json(indent=2)}\n" if self.alone else card.to_json()
        if self.kind == "csv":
            from kpiframe.render.to_csv import csv_lines

            return csv_lines(card.to_dict(), slices)
        if self.kind == "ndjson":
            from kpiframe.render.to_ndjson import to_ndjson

            return to_ndjson([card.to_dict()], slices)
        if self.kind == "table":
            from kpiframe.render.to_terminal import to_terminal

            return to_terminal(card.to_dict(), self.language, width=self.width, color=self.color)
        return card.to_dict() if self.kind == "xlsx" else None


class Rows:
    """The rows of the tidy table in the *pieces* of many cards; whoever takes them first makes the pieces.

    With *keep* they can be taken after the pieces, or a second time; otherwise a few cards are in memory.
    """

    def __init__(self, pieces: Iterable[Piece], *, keep: bool = False) -> None:
        self._pieces, self._keep = iter(pieces), keep
        self._kept: list[Row] = []

    def pieces(self) -> Iterator[Any]:
        """Yield what is printed or written of each card."""
        for piece, table in self._pieces:
            if self._keep:
                self._kept += table
            yield piece

    def __iter__(self) -> Iterator[Row]:
        yield from self._kept
        for _, table in self._pieces:
            if self._keep:
                self._kept += table
            yield from table


def lines_of(pieces: Iterable[str], kind: str, slices: Sequence[str], count: int) -> Iterator[str]:
    """Yield the text of *count* cards in parts; every part but that of a table's last card ends a line."""
    if kind == "csv":
        from kpiframe.render.to_csv import csv_header

        yield csv_header(slices)
    between, many = {"json": ",", "table": ""}.get(kind), kind == "json" and count != 1
    if many:
        yield "[\n"
    for done, piece in enumerate(pieces, 1):
        last = done == count
        if between is None or (last and not many):
            yield piece
        else:
            yield f"{piece}{'' if last else between}\n"
    if many:
        yield "]\n"


def write(pieces: Iterable[Any], kind: str, path: Path, *, slices: Sequence[str], count: int, force: bool) -> Path:
    """Write the *pieces* of *count* cards to *path*, whole or not at all, in a format of text. UsageError."""
    with placing(path, force=force) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines_of(pieces, kind, slices, count))
    return path


def write_workbook(documents: Iterable[Mapping[str, Any]], path: Path, language: str, *, force: bool) -> Path:
    """Write all *documents* into one workbook. UsageError."""
    from kpiframe.render.to_xlsx import to_xlsx

    return write_new(path, to_xlsx(list(documents), language), force=force)
