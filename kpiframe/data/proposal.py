"""``init --from``: look at a file and propose how to declare it. A person confirms every line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kpiframe.catalog.adapters import shipped_shapes
from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess
from kpiframe.data.headers import collapse, tidy
from kpiframe.data.proposing.adapted import adapted_lines
from kpiframe.data.proposing.bindings import Bindable, binding_lines
from kpiframe.data.proposing.sample import Sample, no_table, read_sample
from kpiframe.data.proposing.table import Table, table_of
from kpiframe.data.proposing.totals_lines import totals_lines, without_word
from kpiframe.data.proposing.types_of_files import typed_guesses
from kpiframe.data.proposing.words import Inputs, is_additive, is_personal
from kpiframe.data.proposing.yaml_lines import UNDATED, column_lines, comment, marks_lines, names_for, note, scalar
from kpiframe.data.recognising import Fit, recognise
from kpiframe.texts import Text

_SEARCHED: Final = 200
_WIDEST: Final = 5_000
"""Cells of a line; a source with more is not read either."""
_CODES: Final = frozenset({"-1", "-9", "77", "88", "97", "98", "99", "888", "999"})
_HIGHEST_RATING: Final = 10
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT)
_DATES: Final = (ColumnType.DATE, ColumnType.TIMESTAMP)


def propose_source(path: Path, name: str, language: str = "en", file: str = "") -> str:
    """Return a YAML text with one source called *name* and candidate bindings, comments saying what to check.

    *file* is the path as the project writes it; without it, the file is expected in ``data/``.

    Reads the first 2,000 rows of text, of the fullest sheet of a workbook, or of a Parquet file. Where an adapter
    knows the file it is named, with what differs. DataError (KPF547) when *path* is no readable table.
    """
    sample = read_sample(path)
    if max(map(len, sample.rows), default=0) > _WIDEST:
        raise no_table(path, Text(f"a line has more than {_WIDEST} cells", f"có dòng hơn {_WIDEST} ô"))
    fits = recognise(sample.rows[:_SEARCHED], shipped_shapes()) if not sample.types else []
    file = file or f"data/{path.name}"
    if fits and fits[0].sure and not fits[0].shape.refuse:
        return "\n".join(adapted_lines(sample, fits, name, file, language)) + "\n"
    table = table_of(sample)
    return "\n".join(_Plain(sample, table, fits, language).lines(name, file)) + "\n"


class _Plain:
    """A proposal for a file that no adapter knows."""

    def __init__(self, sample: Sample, table: Table, fits: Sequence[Fit], language: str) -> None:
        self.sample, self.table, self.language = sample, table, language
        self.fits = fits
        self.refused = bool(fits and fits[0].shape.refuse and fits[0].sure)
        """Whether it is an export whose rows must not be summed."""
        guesses = typed_guesses(sample.types, table.guesses) if sample.types else table.guesses
        self.guesses = without_word(table, guesses)
        self.names = names_for(table.headers)
        self.columns = list(zip(self.names, table.headers, self.guesses, table.columns, strict=True))
        texts = [collapse(tidy(header)) for header in table.headers]
        times = Counter(texts)
        self.usable = {n for n, t in zip(self.names, texts, strict=True) if times[t] == 1 and _is_usable(t)}
        """Columns that can be declared: with a header of their own, and without what identifies a person."""

    def lines(self, source: str, file: str) -> Iterator[str]:
        """Yield the block."""
        yield from ("sources:", f"  {source}:", f"    path: {scalar(file)}")
        yield from self._nearest()
        yield from self._dialect()
        yield "    columns:" if self.usable else "    columns: {}"
        for place, (name, header, found, cells) in enumerate(self.columns):
            if name not in self.usable:
                yield comment(_left_out(header), self.language, 6)
                continue
            additive = found.type not in _NUMBERS or is_additive(header)
            more = [] if additive else ["additive: false"]
            filled, told = self._filled(place, found)
            yield from column_lines(name, header, found, self.language, [*more, *filled])
            yield from told
            yield from self._codes(found, cells)
        yield from self._time()
        yield from self._unique()
        yield from self._again()
        yield from totals_lines(self.table, self.names, self.usable, self.guesses, self.language)
        if self.refused:
            yield f"bindings: {{}}{note(_REFUSED, self.language)}"
            return
        yield "bindings:"
        columns = [Bindable(*column) for column in self.columns if column[0] in self.usable]
        yield from binding_lines(columns, source, self.language, dated=bool(self._days()))

    def _nearest(self) -> Iterator[str]:
        if not self.fits:
            return
        fit = self.fits[0]
        if self.refused:
            why = fit.shape.refuse
            yield comment(Text(f"{fit.shape.adapter}: {why.en}", f"{fit.shape.adapter}: {why.vi}"), self.language, 4)
        elif fit.near:
            lacks, has = ", ".join(fit.missing) or "—", ", ".join(fit.strange[:8]) or "—"
            near = Text(
                f"nearest adapter: {fit.shape.name}; the file lacks {lacks} and has {has} beyond it",
                f"bộ đọc gần nhất: {fit.shape.name}; tệp thiếu {lacks} và có thêm {has}",
            )
            yield comment(near, self.language, 4)

    def _dialect(self) -> Iterator[str]:
        sample, table = self.sample, self.table
        if sample.types:
            return
        if sample.sheet:
            if len(sample.sheets) > 1:
                rest = ", ".join(n for n in sample.sheets if n != sample.sheet)
                others = Text(f"others: {rest}", f"các trang khác: {rest}")
                yield f"    sheet: {scalar(sample.sheet)}{note(others, self.language)}"
        else:
            yield f"    delimiter: {scalar(sample.delimiter)}{note(_ONE, self.language) if sample.one_column else ''}"
        yield from marks_lines(table.marks, self.language)
        if sample.encoding != "utf-8":
            told = _MARKED if sample.encoding == "utf-16" else _ENCODING
            yield f"    encoding: {sample.encoding}{note(told, self.language)}"
        yield from [f"    header: {table.header_line}"] if table.header_line > 1 else []
        if table.header_rows > 1:
            yield f"    header_rows: {table.header_rows}{note(_ROWS, self.language)}"
        yield from [f"    footer: {table.footer}{note(_NOTES, self.language)}"] if table.footer else []

    def _filled(self, place: int, found: Guess) -> tuple[list[str], list[str]]:
        """Return ``fill_down`` for a column of a sheet that is blank below a merged cell, and what to say of it."""
        blank = (self.table.blanks or {}).get(place)
        if blank is None:
            return [], []
        count, line, merged = blank
        if merged and found.type not in _NUMBERS:
            return ["fill_down: true"], [comment(_merged(count, line), self.language, 6)]
        if found.type is ColumnType.TEXT and place == self.table.sums.at:
            return [], [comment(_blank(count, line), self.language, 6)]
        return [], []

    def _again(self) -> Iterator[str]:
        """Yield what to do about rows that repeat the header: leave them out by a column of text, or in the file."""
        lines = self.table.again
        if not lines:
            return
        listed = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
        texts = [
            (n, h) for n, h, g, _ in self.columns if g.type is ColumnType.TEXT and n in self.usable and not g.missing
        ]
        if not texts:
            yield comment(
                Text(
                    f"UNSURE: line {listed} repeats the header; remove it from the file",
                    f"CHƯA CHẮC: dòng {listed} lặp lại tiêu đề; hãy xoá khỏi tệp",
                ),
                self.language,
                4,
            )
            return
        told = Text(f"line {listed} repeats the header: left out", f"dòng {listed} lặp lại tiêu đề: bị loại")
        name, header = texts[0]
        rule = f"{name} == {json.dumps(tidy(header), ensure_ascii=False)}"
        yield f"    drop_rows: [{json.dumps(rule, ensure_ascii=False)}]{note(told, self.language)}"

    def _codes(self, found: Guess, cells: Sequence[str]) -> Iterator[str]:
        """Yield what may be a code for "no answer": a number outside the scale of the others."""
        if found.type is not ColumnType.INTEGER:
            return
        seen = {c.strip() for c in cells if c.strip() and c.strip() not in found.missing}
        codes = sorted(seen & _CODES, key=int)
        rest = [int(c) for c in seen - _CODES if re.fullmatch("-?[0-9]{1,9}", c)]
        if codes and rest and max(rest) <= _HIGHEST_RATING and min(rest) >= 0:
            counts = ", ".join(f"{code} ({sum(c.strip() == code for c in cells)})" for code in codes)
            told = Text(
                f"no-answer codes? {counts}; if so: missing: [{{codes: [{', '.join(codes)}]}}]",
                f"có phải mã không trả lời? {counts}; nếu đúng: missing: [{{codes: [{', '.join(codes)}]}}]",
            )
            yield comment(told, self.language, 6)

    def _time(self) -> Iterator[str]:
        days = self._days()
        others = f"  # or {', '.join(days[1:])}" if len(days) > 1 else ""
        yield f"    time: {days[0]}{others}" if days else comment(UNDATED, self.language, 4)

    def _days(self) -> list[str]:
        return [name for name, _, found, _ in self.columns if found.type in _DATES and name in self.usable]

    def _unique(self) -> Iterator[str]:
        kinds = (ColumnType.TEXT, ColumnType.INTEGER)
        for name, header, found, cells in self.columns:
            full = len(cells) > 1 and all(cells) and len(set(cells)) == len(cells)
            if found.type in kinds and full and name in self.usable and Inputs.is_key(header):
                yield f"    key: [{name}]{note(_KEY, self.language)}"
                return


def _is_usable(text: str) -> bool:
    return bool(text) and not is_personal(text)


def _left_out(header: str) -> Text:
    """Say why a column is not proposed."""
    shown = " ".join(header.split())[:60]
    if not shown:
        return Text(
            "a column without a header: name it in the file to use it",
            "một cột không có tiêu đề: hãy đặt tên trong tệp nếu cần dùng",
        )
    if is_personal(header):
        return Text(f"not proposed, personal data: {shown}", f"không gợi ý, dữ liệu cá nhân: {shown}")
    return Text(
        f"several columns are called {shown}: rename all but one to use it",
        f"nhiều cột cùng tên {shown}: hãy đổi tên để chỉ còn một cột nếu cần dùng",
    )


def _merged(count: int, line: int) -> Text:
    return Text(
        f"merged cells: {count} row(s), the first is {line}, belong to the cell above",
        f"ô gộp: {count} dòng, đầu tiên là dòng {line}, thuộc về ô phía trên",
    )


def _blank(count: int, line: int) -> Text:
    return Text(
        f"blank below a filled cell in {count} row(s), the first is {line}; if they belong to it: fill_down: true",
        f"trống bên dưới ô có chữ ở {count} dòng, đầu tiên là dòng {line}; nếu thuộc về ô đó: fill_down: true",
    )


_ONE: Final = Text("UNSURE: only one column found", "CHƯA CHẮC: chỉ tìm thấy một cột")
_ENCODING: Final = Text(
    "not UTF-8; check the accents, cp1258 or another may be meant",
    "không phải UTF-8; hãy kiểm tra dấu, có thể là cp1258",
)
_MARKED: Final = Text("as its first bytes say", "theo hai byte đầu tệp")
_ROWS: Final = Text(
    "the rows below the first describe the columns", "các dòng dưới dòng tiêu đề đầu tiên mô tả các cột"
)
_REFUSED: Final = Text("nothing to sum up, see above", "không có gì để cộng, xem ở trên")
_NOTES: Final = Text("notes below the table", "ghi chú bên dưới bảng")
_KEY: Final = Text(
    "every value seen once in the rows looked at", "mỗi giá trị chỉ xuất hiện một lần trong các dòng đã xem"
)
