"""A proposal for a file that an adapter knows: its name, and only what differs in this file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kpiframe.catalog.bindings import Column, ColumnType
from kpiframe.data.currency_marks import currencies_beside
from kpiframe.data.guessing import Guess, fits, guess, separators
from kpiframe.data.headers import currencies_in, found_in, tidy
from kpiframe.data.proposing.marks import Cells, marks_of
from kpiframe.data.proposing.ratings import Rating, rating_lines, rating_of
from kpiframe.data.proposing.sample import Sample
from kpiframe.data.proposing.words import Inputs, is_additive, is_personal
from kpiframe.data.proposing.yaml_lines import (
    UNDATED,
    column_lines,
    comment,
    marks_lines,
    names_for,
    note,
    scalar,
    scalars,
)
from kpiframe.data.recognising import Fit
from kpiframe.texts import Text

_VERIFIED: Final = {
    "real": Text("verified: an exported file was seen", "đã kiểm chứng: đã xem một tệp xuất thật"),
    "code": Text(
        "verified: in public code that reads such exports", "đã kiểm chứng: theo mã nguồn công khai đọc loại tệp này"
    ),
    "unverified": Text("UNVERIFIED: no export was seen", "CHƯA KIỂM CHỨNG: chưa xem tệp xuất nào"),
}
_DATES: Final = (ColumnType.DATE, ColumnType.TIMESTAMP)
_WIDER: Final = {
    ColumnType.INTEGER: (ColumnType.INTEGER,),
    ColumnType.DECIMAL: (ColumnType.INTEGER, ColumnType.DECIMAL),
    ColumnType.FLOAT: (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT),
    ColumnType.PERCENT: (ColumnType.PERCENT,),
}
"""Declared type -> guesses it holds."""


def adapted_lines(sample: Sample, fits: Sequence[Fit], name: str, file: str, language: str) -> list[str]:
    """Return the YAML lines of a source over the adapter of the first of *fits*, and of its bindings."""
    tables = [f for f in fits if f.sure and f.shape.adapter == fits[0].shape.adapter]
    # of several tables in one file, the one that feeds most inputs
    best = max(tables, key=lambda f: len(f.shape.bindings))
    return list(_Adapted(sample, best, language).lines(name, file, [f for f in tables if f is not best]))


class _Adapted:
    """One file, one adapter."""

    def __init__(self, sample: Sample, fit: Fit, language: str) -> None:
        self.sample, self.fit, self.shape, self.language = sample, fit, fit.shape, language
        self.places = found_in(fit.shape.columns, fit.names)
        first = fit.line - 1 + fit.shape.header_rows
        width = len(fit.names[0])
        ends = fit.shape.data.get("table_ends") or ()
        self.rows: list[Sequence[str]] = []
        self.at: list[int] = []
        for row, line in zip(sample.rows[first:], sample.lines[first:], strict=True):
            if ends and (not any(row) or any(row[0].startswith(e) for e in ends if e)):
                break
            if any(row) and not self._is_total(row):
                self.rows.append([*row, *[""] * (width - len(row))])
                self.at.append(line)
        self.currencies = sorted(
            set(currencies_in(self.shape.columns, self.fit.names, self.places).values())
            | set(self._codes())
            | {code for c in self._present() for code in currencies_beside(self._cells(c), c.marks)}
        )
        self.marks = marks_of([*self._numbers()], sample.delimiter if not sample.sheet else ",")

    def lines(self, name: str, file: str, others: Sequence[Fit]) -> Iterator[str]:
        """Yield the block."""
        shape, language = self.shape, self.language
        told = _VERIFIED[shape.verified]
        seen = f" ({shape.seen})" if shape.seen else ""
        label = Text(f"{shape.label.en}; {told.en}{seen}", f"{shape.label.vi}; {told.vi}{seen}")
        yield from ("sources:", f"  {name}:", f"    path: {scalar(file)}")
        yield f"    adapter: {shape.adapter}{note(label, language)}"
        if shape.section:
            rest = ", ".join(sorted(o.shape.section for o in others))
            also = Text(f"also in this file: {rest}", f"tệp này còn có: {rest}") if rest else Text("", "")
            yield f"    section: {shape.section}{note(also, language)}"
        yield from (comment(words, language, 4) for words in shape.notes)
        yield from self._dialect()
        yield from self._ignored()
        columns = list(self._columns())
        yield from (["    columns:", *columns] if columns else [])
        yield "bindings:"
        bound = list(self._bindings(name))
        yield from bound or [f"  {name}_rows: {{source: {name}, agg: count}}"]

    def _cells(self, column: Column) -> list[str]:
        place = self.places[column.name]
        return [row[place] if place < len(row) else "" for row in self.rows]

    def _is_total(self, row: Sequence[str]) -> bool:
        totals = self.shape.data.get("totals")
        place = self.places.get(totals["column"]) if totals else None
        if totals is None or place is None:
            return False
        cell = row[place].strip() if place < len(row) else ""
        return any(cell.startswith(b) if b else not cell for b in totals["begins"])

    def _dialect(self) -> Iterator[str]:
        data, sample = self.shape.data, self.sample
        if sample.sheet and sample.sheet != data.get("sheet") and (len(sample.sheets) > 1 or "sheet" in data):
            yield f"    sheet: {scalar(sample.sheet)}"
        if not sample.sheet and sample.delimiter != data.get("delimiter", ","):
            yield f"    delimiter: {scalar(sample.delimiter)}"
        if sample.encoding != data.get("encoding", "utf-8"):
            yield f"    encoding: {sample.encoding}"
        yield from self._written()
        codes = self.currencies
        if len(codes) == 1:
            yield f"    currency: {codes[0]}{note(_SAID, self.language)}"
        elif codes:
            yield comment(_two(codes), self.language, 4)
        if "time" not in data and "preamble" not in data:
            yield comment(UNDATED, self.language, 4)

    def _written(self) -> Iterator[str]:
        """Yield how the file writes numbers where that is not how the export does, or not sure."""
        data, marks = self.shape.data, self.marks
        if marks.example:
            # what the export groups thousands by stands between thousands
            known = data.get("thousands", "") and data["thousands"] in marks.example
            yield from () if known else marks_lines(marks, self.language)
            return
        why = note(marks.evidence, self.language)
        if marks.decimal != data.get("decimal", "."):
            yield f"    decimal: {scalar(marks.decimal)}{why}"
        if marks.thousands and marks.thousands != data.get("thousands", ""):
            yield f"    thousands: {scalar(marks.thousands)}{why}"

    def _numbers(self) -> Iterator[Cells]:
        """Yield the columns of numbers; of a sheet their text cells."""
        for column in self._present():
            if column.type not in _WIDER:
                continue
            place = self.places[column.name]
            cells = zip(self._cells(column), self.at, strict=True)
            texts = [(cell, line) for cell, line in cells if (line, place) not in self.sample.numbers]
            money = " VND" if column.money and self.currencies == ["VND"] else ""
            yield Cells(f"{self.fit.names[0][place]}{money}", [c for c, _ in texts], [line for _, line in texts])

    def _codes(self) -> list[str]:
        column = next((c for c in self._present() if c.name == self.shape.data.get("currency_column")), None)
        return [c for c in self._cells(column) if c.strip() and c not in column.missing] if column else []

    def _present(self) -> list[Column]:
        return [c for c in self.shape.columns if c.name in self.places]

    def _ignored(self) -> Iterator[str]:
        personal = [h for h in self.fit.strange if self._is_personal(h)]
        strange = [h for h in self.fit.strange if not self._is_personal(h)]
        if personal:
            yield comment(_listed(_PERSONAL, personal), self.language, 4)
        if strange and not self._open:
            yield comment(_listed(_STRANGE, strange), self.language, 4)

    def _is_personal(self, header: str) -> bool:
        return header in self.shape.personal or is_personal(header)

    @property
    def _open(self) -> bool:
        """Whether the adapter leaves the figures to the project: questions of a survey, terms of a search."""
        return not any(c.type in _WIDER and c.additive for c in self.shape.columns if c.name != "seconds")

    def _columns(self) -> Iterator[str]:
        for column in self._present():
            parts, found = self._differs(column)
            if found is not None and found.other:
                yield from column_lines(column.name, "", found, self.language)
            elif parts:
                why = note(found.evidence, self.language) if found else ""
                yield f"      {column.name}: {{{', '.join(parts)}}}{why}"
        if self._open:
            yield from self._strange()

    def _differs(self, column: Column) -> tuple[list[str], Guess | None]:
        gone = {*column.missing, *(m.strip() for m in column.missing), ""}
        cells = [c for c in self._cells(column) if c.strip() not in gone]
        if not cells or column.counts_days or column.type in (ColumnType.TEXT, ColumnType.BOOLEAN):
            return [], None
        if column.type in _DATES:
            return self._date(column, cells)
        settled = (self.marks.decimal, self.marks.thousands) if self.marks.evidence else separators(cells)
        found = guess(self._cells(column), *settled)
        if found.bad:
            return [], None  # told when it is read
        parts = []
        extra = [m for m in found.missing if m not in column.missing]
        if extra:
            parts.append(f"missing: {scalars([*column.missing, *extra])}")
        if found.type not in _WIDER[column.type] and found.type in _WIDER:
            parts.insert(0, f"type: {found.type.value}")
        if found.scale > column.scale and found.type is column.type is ColumnType.DECIMAL:
            parts.append(f"scale: {found.scale}")
        return parts, None

    def _date(self, column: Column, cells: Sequence[str]) -> tuple[list[str], Guess | None]:
        form = column.format or "%Y-%m-%d"
        iso = not column.format and guess(cells, ".", "").format.startswith("%Y-%m-%d")
        if iso or all(fits(cell.strip(), form) for cell in cells):
            return [], None
        found = guess(self._cells(column), ".", "", self.at)
        if found.type not in _DATES:
            return [], None
        parts = [f"type: {found.type.value}"] if found.type is not column.type else []
        return [*parts, f"format: {scalar(found.format)}"], found

    def _strange(self) -> Iterator[str]:
        """Yield the columns an adapter cannot know: questions and terms."""
        for name, header, found, _ in self._questions():
            more = [] if is_additive(header) or found.type is ColumnType.TEXT else ["additive: false"]
            yield from column_lines(name, header, found, self.language, more)

    def _ratings(self) -> list[Rating]:
        found = (rating_of(name, header, guessed, cells) for name, header, guessed, cells in self._questions())
        return [rating for rating in found if rating]

    def _questions(self) -> Iterator[tuple[str, str, Guess, list[str]]]:
        headers = [tidy(h) for h in self.fit.names[0]]
        taken = set(self.places.values())
        places = [i for i, h in enumerate(headers) if h and i not in taken and not self._is_personal(self._top(i))]
        texts = [headers[i] if self.shape.header_rows == 2 else tidy(self._top(i)) for i in places]
        names = names_for(texts, self.places)
        for name, text, place in zip(names, texts, places, strict=True):
            cells = [row[place] if place < len(row) else "" for row in self.rows]
            found = guess(cells, *separators(cells), self.at)
            if texts.count(text) == 1:
                yield name, text, found, cells

    def _top(self, place: int) -> str:
        """Return the cell of the first header row, without the answer below it."""
        row = self.sample.rows[self.fit.line - 1]
        cells = list(row[: place + 1])
        while cells and not cells[-1].strip():
            cells.pop()
        return cells[-1] if cells else ""

    def _bindings(self, source: str) -> Iterator[str]:
        known = {c.name for c in self._present()}
        inputs = Inputs() if self._open else None
        ratings = self._ratings() if self._open else []
        nps = next((rating for rating in ratings if rating.recommends), None)
        for name, binding in self.shape.bindings.items():
            if not _needs(binding) - known and not (nps and name == "respondents"):
                parts = [f"{key}: {_formula(value)}" for key, value in binding.items()]
                yield f"  {name}: {{source: {source}, {', '.join(parts)}}}"
        if inputs is None:
            return
        for rating in ratings:
            yield from rating_lines(rating, source, self.language, first=rating is nps)
        rated = {rating.name for rating in ratings}
        for name, header, found, _ in self._questions():
            if found.type in (ColumnType.INTEGER, ColumnType.DECIMAL) and name not in rated:
                known_as = inputs.of(header)
                yield f"  {known_as[0] if known_as else f'{name}_total'}: {{source: {source}, agg: sum, expr: {name}}}"


def _needs(binding: Mapping[str, str]) -> set[str]:
    from kpiframe.formula.syntax import Role, parse

    formulas = [
        parse(binding[key], role) for key, role in (("expr", Role.EXPR), ("filter", Role.FILTER)) if key in binding
    ]
    return {name for formula in formulas for name in formula.names}


def _formula(text: str) -> str:
    return scalar(text) if text.isidentifier() else "'" + text.replace("'", "''") + "'"


def _listed(words: Text, headers: Sequence[str]) -> Text:
    shown = ", ".join(headers[:20]) + (" …" if len(headers) > 20 else "")
    return Text(f"{words.en}: {shown}", f"{words.vi}: {shown}")


def _two(codes: Sequence[str]) -> Text:
    listed = ", ".join(codes)
    return Text(
        f"amounts in several currencies ({listed}): make a source of each, drop_rows leaves the others out",
        f"số tiền dùng nhiều loại tiền ({listed}): mỗi loại một nguồn, drop_rows loại các dòng khác",
    )


_SAID: Final = Text("as the file says", "theo tệp")
_PERSONAL: Final = Text("not read, personal data", "không đọc, dữ liệu cá nhân")
_STRANGE: Final = Text(
    "columns the adapter does not know; declare those you need", "các cột bộ đọc không biết; hãy khai báo cột cần dùng"
)
