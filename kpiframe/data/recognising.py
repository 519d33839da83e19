"""Which export a file is, by its header. Used where a file does not fit, and to propose how to read one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kpiframe.catalog.adapters import Shape, preamble_of, shipped_shapes
from kpiframe.catalog.bindings import Column, Source
from kpiframe.data.export_findings import other_export, unknown_columns
from kpiframe.data.headers import Names, collapse, found_in, names_of, tidy
from kpiframe.data.preamble import read_preamble
from kpiframe.problems import Problem
from kpiframe.texts import Text

_TELLING: Final = 3
"""So many columns that must be there do not all stand in one file by chance."""
_WIDEST: Final = 1_000
"""Cells of a header; no export is wider."""
_VIETNAMESE: Final = re.compile("[đĐơƠưƯăĂ\u1ea0-\u1ef9]")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a file fits one table of an export."""

    shape: Shape
    line: int
    """Row of the header, from 1."""
    names: Names
    known: tuple[str, ...]
    """Columns that are there."""
    missing: tuple[str, ...]
    """Headers that must be there and are not."""
    strange: tuple[str, ...]
    """Headers the adapter does not know."""
    announced: bool = False
    """Whether the lines above say what the adapter expects there."""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing that must be there."""
        return not self.missing

    @property
    def sure(self) -> bool:
        """Whether it is whole, and not only because it asks for so little that many a file has it."""
        needed = sum(not column.optional for column in self.shape.columns)
        strange = [header for header in self.strange if header not in self.shape.personal]
        telling = needed >= _TELLING or len(self.known) >= len(strange) or self.announced
        return self.whole and telling and (len(self.known) > 1 or self.announced)

    @property
    def near(self) -> bool:
        """Whether most headers of the export are there, and they are not just one or two among many others."""
        shared = len(self.known)
        return shared > len(self.missing) and (shared > _TELLING or shared > len(self.strange))

    def rank(self) -> tuple[bool, float, int, str]:
        """Best first: sure, most of what must be there, most known."""
        needed = sum(not column.optional for column in self.shape.columns)
        return (not self.sure, len(self.missing) / needed, -len(self.known), self.shape.name)


def recognise(rows: Sequence[Sequence[str]], shapes: Iterable[Shape]) -> list[Fit]:
    """Return how the first *rows* of a file fit each of *shapes*, best first; those that share nothing are left out."""
    rows = [row if len(row) <= _WIDEST else [] for row in rows]
    words = [frozenset(collapse(tidy(cell)) for cell in row) for row in rows]
    fits = [fit for shape in shapes if (fit := _best(rows, words, shape)) is not None]
    return sorted(fits, key=Fit.rank)


def strangers(source: Source, shown: str, names: Names, places: Iterable[int]) -> tuple[Problem, ...]:
    """Return KPF248 where the file of a known export has columns nobody asked for and the adapter does not know."""
    if not source.adapter:
        return ()
    taken = set(places)
    headers = [tidy(text) for place, text in enumerate(names[0]) if place not in taken]
    found = tuple(dict.fromkeys(text for text in headers if text))
    return (unknown_columns(source.name, shown, found, source.location),) if found else ()


def other_file(source: Source, shown: str, rows: Sequence[Sequence[str]], problems: list[Problem]) -> list[Problem]:
    """Return *problems* of a header, told better: that the file is another export, or which is nearest and why not."""
    if not source.adapter or not rows:
        return problems
    fits = recognise(rows, shipped_shapes())
    mine = max((len(f.known) for f in fits if f.shape.adapter == source.adapter), default=0)
    if fits and fits[0].sure and fits[0].shape.adapter != source.adapter and len(fits[0].known) > mine:
        shape = fits[0].shape
        return [other_export(source.name, shown, source.adapter, shape.name, shape.refuse, at=source.location)]
    nearest = fits[0] if fits and fits[0].near else None
    return [replace(p, help=p.help or _hint(nearest)) for p in problems]


def _hint(nearest: Fit | None) -> Text:
    if nearest is None:
        return Text(
            "no known export has a header like this; declare the columns by hand, or run init --from",
            "không tệp xuất nào đã biết có tiêu đề như vậy; hãy tự khai báo cột, hoặc chạy init --from",
        )
    lacks = ", ".join(nearest.missing) or "—"
    has = ", ".join(nearest.strange[:5]) or "—"
    language = any(_VIETNAMESE.search(header) for header in nearest.strange)
    english = not any(_VIETNAMESE.search(text) for c in nearest.shape.columns for text in (c.header, *c.headers))
    told, told_vi = "", ""
    if language and english:
        told = "; the header seems to be Vietnamese, this adapter knows English: add `header` to the columns"
        told_vi = "; tiêu đề có vẻ là tiếng Việt, bộ đọc này biết tiếng Anh: hãy thêm `header` cho các cột"
    return Text(
        f"nearest is {nearest.shape.name}: it lacks {lacks}, and the file has {has} beyond it{told}",
        f"gần nhất là {nearest.shape.name}: tệp thiếu {lacks}, và có thêm {has}{told_vi}",
    )


def _best(rows: Sequence[Sequence[str]], words: Sequence[frozenset[str]], shape: Shape) -> Fit | None:
    best: Fit | None = None
    asked = frozenset(collapse(tidy(text)) for c in shape.columns for text in (c.header, *c.headers))
    for line in range(len(rows)):
        if asked.isdisjoint(words[line]):
            continue
        fit = _fit(rows, line, shape)
        if fit is not None and (best is None or fit.rank() < best.rank()):
            best = fit
            if fit.whole and not any(c.name not in fit.known for c in shape.columns):
                break
    return best


def _fit(rows: Sequence[Sequence[str]], line: int, shape: Shape) -> Fit | None:
    head = rows[line : line + shape.header_rows]
    if not any(head[0]):
        return None
    names = names_of(head)
    places = found_in(shape.columns, names)
    if not places:
        return None
    missing = tuple(_header(c) for c in shape.columns if not c.optional and c.name not in places)
    taken = set(places.values())
    first = [tidy(cell) for cell in head[0]]
    strange = tuple(text for place, text in enumerate(first) if text and place not in taken)
    said = read_preamble(preamble_of(shape.data.get("preamble")), [",".join(row) for row in rows[:line]])
    announced = bool(said.words or said.start)
    return Fit(shape, line + 1, names, tuple(places), missing, strange, announced)


def _header(column: Column) -> str:
    return repr(column.header)
