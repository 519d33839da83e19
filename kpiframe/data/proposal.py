"""``init --from``: look at a file and propose how to declare it. A person confirms every line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kpiframe.catalog.adapters import shipped_shapes
from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess
from kpiframe.data.headers import collapse, tidy
from kpiframe.data.proposing.adapted import adapted_lines
from kpiframe.data.proposing.sample import Sample, read_sample
from kpiframe.data.proposing.table import Table, table_of
from kpiframe.data.proposing.types_of_files import typed_guesses
from kpiframe.data.proposing.words import Inputs, is_additive, is_personal
from kpiframe.data.proposing.yaml_lines import UNDATED, column_lines, comment, names_for, note, scalar, scalars
from kpiframe.data.recognising import Fit, recognise
from kpiframe.texts import Text

_SEARCHED: Final = 200
_CODES: Final = frozenset({"-1", "-9", "77", "88", "97", "98", "99", "888", "999"})
_HIGHEST_RATING: Final = 10
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLOAT)
_DATES: Final = (ColumnType.DATE, ColumnType.TIMESTAMP)


def propose_source(path: Path, name: str, language: str = "en") -> str:
    """Return a YAML text with one source called *name* and candidate bindings, comments saying what to check.

    Reads the first 2,000 rows of text, of the fullest sheet of a workbook, or of a Parquet file. Where an adapter
    knows the file it is named, with what differs. DataError (KPF547) when *path* is no readable table.
    """
    sample = read_sample(path)
    fits = recognise(sample.rows[:_SEARCHED], shipped_shapes()) if not sample.types else []
    file = f"data/{path.name}"
    if fits and fits[0].sure and not fits[0].shape.refuse:
        return "\n".join(adapted_lines(sample, fits, name, file, language)) + "\n"
    table = table_of(sample)
    return "\n".join(_Plain(sample, table, fits, language).lines(name, file)) + "\n"


class _Plain:
    """A proposal for a file that no adapter knows."""

    def __init__(self, sample: Sample, table: Table, fits: Sequence[Fit], language: str) -> None:
        self.sample, self.table, self.language = sample, table, language
        self.fits = fits
        self.guesses = typed_guesses(sample.types, table.guesses) if sample.types else table.guesses
        self.names = names_for(table.headers)
        self.columns = list(zip(self.names, table.headers, self.guesses, table.columns, strict=True))
        texts = [collapse(tidy(header)) for header in table.headers]
        self.usable = {n for n, t in zip(self.names, texts, strict=True) if texts.count(t) == 1 and _is_usable(t)}
        """Columns that can be declared: with a header of their own, and without what identifies a person."""

    def lines(self, source: str, file: str) -> Iterator[str]:
        """Yield the block."""
        yield from ("sources:", f"  {source}:", f"    path: {scalar(file)}")
        yield from self._nearest()
        yield from self._dialect()
        yield "    columns:"
        for name, header, found, cells in self.columns:
            if name not in self.usable:
                yield comment(_left_out(header), self.language, 6)
                continue
            additive = found.type not in _NUMBERS or is_additive(header)
            yield from column_lines(name, header, found, self.language, [] if additive else ["additive: false"])
            yield from self._codes(found, cells)
        yield from self._time()
        yield from self._unique()
        yield from self._totals()
        yield "bindings:"
        yield from self._bindings(source)

    def _nearest(self) -> Iterator[str]:
        if not self.fits:
            return
        fit = self.fits[0]
        if fit.shape.refuse and fit.sure:
            why = fit.shape.refuse
            yield comment(Text(f"{fit.shape.adapter}: {why.en}", f"{fit.shape.adapter}: {why.vi}"), self.language, 4)
        elif len(fit.known) > len(fit.missing):
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
        yield from [f"    decimal: {scalar(table.decimal)}"] if table.decimal != "." else []
        yield from [f"    thousands: {scalar(table.thousands)}"] if table.thousands else []
        if sample.encoding != "utf-8":
            yield f"    encoding: {sample.encoding}{note(_ENCODING, self.language)}"
        yield from [f"    header: {table.header_line}"] if table.header_line > 1 else []
        if table.header_rows > 1:
            yield f"    header_rows: {table.header_rows}{note(_ROWS, self.language)}"

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

    def _totals(self) -> Iterator[str]:
        table = self.table
        if not table.totals:
            return
        said = [row[table.total_at].strip() for row in table.totals]
        begins = list(dict.fromkeys(said))
        if self.guesses[table.total_at].type is not ColumnType.TEXT or self.names[table.total_at] not in self.usable:
            yield comment(
                Text(f"{_TOTALS.en}: {scalars(begins)}", f"{_TOTALS.vi}: {scalars(begins)}"), self.language, 4
            )
            return
        checked = [self.names[i] for i in table.checked if self.names[i] in self.usable]
        check = f", check: [{', '.join(checked)}]" if checked else ""
        row = f", row: {scalar(said[0])}" if said[0] and len(begins) > 1 else ""
        column = self.names[table.total_at]
        yield f"    totals: {{begins: {scalars(begins)}, column: {column}{row}{check}}}{note(_TOTALS, self.language)}"

    def _bindings(self, source: str) -> Iterator[str]:
        yield f"  {source}_rows: {{source: {source}, agg: count}}"
        inputs, taken = Inputs(), {f"{source}_rows"}
        for name, header, found, cells in self.columns:
            made = None if name not in self.usable else self._binding(name, header, found, cells, inputs)
            if made and made[0] not in taken:
                taken.add(made[0])
                yield f"  {made[0]}: {{source: {source}, {made[1]}}}"

    def _binding(
        self, name: str, header: str, found: Guess, cells: Sequence[str], inputs: Inputs
    ) -> tuple[str, str] | None:
        """Return (input, aggregate) for a column: by its name where that is known, else by its type."""
        counter = found.type is ColumnType.INTEGER and len(set(cells)) == len(cells) > 1
        number = found.type in _NUMBERS and not counter and is_additive(header)
        known = inputs.of(header)
        if known and known[1] == "count_distinct":
            return known[0], f"agg: count_distinct, expr: {name}"
        if known and found.type in _NUMBERS and is_additive(header) and (known[1] == "sum" or self._days()):
            return known[0], f"agg: {known[1]}, expr: {name}"
        if number and not re.search(r"(^|_)(id|year|month)$", name):
            return f"{name}_total", f"agg: sum, expr: {name}"
        if found.type is ColumnType.BOOLEAN:
            return f"{name}_count", f"agg: count, filter: {name}"
        if found.type is ColumnType.TEXT and len(set(cells)) > 12:
            return f"{name}_different", f"agg: count_distinct, expr: {name}"
        return None


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


_ONE: Final = Text("UNSURE: only one column found", "CHƯA CHẮC: chỉ tìm thấy một cột")
_ENCODING: Final = Text(
    "not UTF-8; check the accents, cp1258 or another may be meant",
    "không phải UTF-8; hãy kiểm tra dấu, có thể là cp1258",
)
_ROWS: Final = Text(
    "the rows below the first describe the columns", "các dòng dưới dòng tiêu đề đầu tiên mô tả các cột"
)
_KEY: Final = Text(
    "every value seen once in the rows looked at", "mỗi giá trị chỉ xuất hiện một lần trong các dòng đã xem"
)
_TOTALS: Final = Text("rows that sum up the others: left out", "các dòng cộng các dòng khác: bị loại")
