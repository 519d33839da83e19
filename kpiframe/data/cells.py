"""What a text cell must look like to become a value of its declared type, as SQL. Nothing is sniffed.

A cell is *missing* (blank or declared so), *good* (it matches the accepted pattern and the exact type holds it) or
*bad*. The pattern comes first because a cast alone lets ``1_000``, ``0x10``, ``nan`` and too many digits through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data.cell_reader import BLANKS, Reader, matches, written_as
from kpiframe.data.number_cells import decimal_cell, float_cell, integer_cell, percent_cell
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_BLANKS: Final = "' \t\u00a0'"
UNSEEN: Final = " \t\u00a0\u200b\u202f\ufeff"
"""Characters of a text nobody sees: one of nothing else is blank."""
UNSEEN_TEXT: Final = "'" + UNSEEN + "'"
"""SQL of them."""
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_ISO_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE: Final = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_ZONED: Final = "TIMESTAMP WITH TIME ZONE"
_HOURS: Final = re.compile("%[HIcTX]")
_OFFSET: Final = re.compile("%[zZ]")
_UTC: Final = re.compile(r"%[SMfgnTpH] ?('Z'|Z|UTC|GMT)$")
"""A format that ends with the mark of Greenwich behind a time: its moments are in UTC whatever the source says."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The SQL of one column over its raw cell."""

    raw: str
    value: str
    allowed: Text
    """What a cell may hold, for messages."""
    fallible: bool = True
    """Whether a present cell can have no value."""
    present: str = ""
    """SQL condition, true when the raw cell holds something; empty when whatever is not null does."""

    def bad(self, value: str) -> str:
        """Return SQL that is true for a bad cell (else false or null), given the name its value is known under."""
        return f"({value} IS NULL AND {self.present or f'{self.raw} IS NOT NULL'})"


def text_cell(column: Column, raw: str, source: Source, timezone: str) -> Cell:
    """Return the SQL that reads the text *raw* as *column* says. *timezone* is the project's."""
    missing = _missing_texts(column)
    if column.type is ColumnType.TEXT:
        return Cell(raw, _text(raw, missing), Text("any text", "văn bản bất kỳ"), fallible=False)
    reader = _reader(column, source, timezone)
    trimmed = f"trim({raw}, {BLANKS})"
    is_missing = _in(trimmed, ["", *missing])
    # Blanks are trimmed only where the cell as it is will not do: trimming costs more than reading.
    first = f"WHEN {_in(raw, missing)} THEN NULL " if missing else ""
    then = f"WHEN {is_missing} THEN NULL " if missing or reader.takes_blank else ""
    if reader.test is None:
        value = f"CASE {first}ELSE {reader.cast(raw)} END" if first else reader.cast(raw)
    else:
        quick = f"WHEN {reader.same(raw)} THEN {reader.cast(raw)} " if reader.same else ""
        value = (
            f"CASE {first}{quick}WHEN {reader.test(raw)} THEN {reader.cast(raw)} "
            f"{then}WHEN {reader.test(trimmed)} THEN {reader.cast(trimmed)} END"
        )
    return Cell(raw, value, reader.allowed, present=f"NOT {is_missing}" if missing else f"{trimmed} <> ''")


def to_local(value: str, sql_type: str, source: Source, timezone: str) -> str:
    """Return SQL of the project's wall-clock TIMESTAMP for a timestamp *value* of *sql_type*."""
    zone = quote_text(timezone)
    if sql_type == _ZONED:
        return f"timezone({zone}, {value})"
    if source.timezone == "UTC":
        return f"timezone({zone}, timezone('UTC', {value}))"
    return value


def in_years(value: str) -> str:
    """Return SQL that is null outside the accepted years: ``31/12/25`` read with %Y is the year 25."""
    first, after = quote_text(f"{FIRST_YEAR}-01-01"), quote_text(f"{LAST_YEAR + 1}-01-01")
    return f"CASE WHEN {value} >= DATE {first} AND {value} < DATE {after} THEN {value} END"


def _reader(column: Column, source: Source, timezone: str) -> Reader:
    match column.type:
        case ColumnType.BOOLEAN:
            return _boolean(column)
        case ColumnType.DATE:
            return _date(column, source, timezone)
        case ColumnType.TIMESTAMP:
            return _timestamp(column, source, timezone)
        case ColumnType.FLOAT:
            return float_cell(column, source)
        case ColumnType.PERCENT:
            return percent_cell(column, source)
        case ColumnType.INTEGER:
            return integer_cell(column, source)
        case _:
            return decimal_cell(column, source)


def _date(column: Column, source: Source, timezone: str) -> Reader:
    if column.format:
        form = column.format
        allowed = Text(f"a date written {form}", f"ngày viết theo {form}")

        def cast(text: str) -> str:
            moment = _written(text, form)
            if _HOURS.search(form):  # the day of a moment is that of the project's clock
                moment = to_local(moment, _type_of(form), source, timezone)
            return in_years(f"CAST({moment} AS DATE)")

        return Reader(None, cast, _dated(allowed))
    allowed = Text("a date like 2026-10-31", "ngày như 2026-10-31")
    return Reader(
        matches(_ISO_DATE),
        lambda text: in_years(f"TRY_CAST({text} AS DATE)"),
        _dated(allowed),
        same=written_as("DATE"),
    )


def _timestamp(column: Column, source: Source, timezone: str) -> Reader:
    """Local time of the project as TIMESTAMP, whatever zone the file writes."""

    def local(value: str, *, zoned: bool) -> str:
        return to_local(value, _ZONED if zoned else "TIMESTAMP", source, timezone)

    if column.format:
        form = column.format
        allowed = Text(f"a time written {form}", f"thời điểm viết theo {form}")

        def moment(text: str) -> str:
            return in_years(to_local(_written(text, form), _type_of(form), source, timezone))

        return Reader(None, moment, _dated(allowed))

    def cast(text: str) -> str:
        zoned = local(f"TRY_CAST({text} AS TIMESTAMPTZ)", zoned=True)
        plain = local(f"TRY_CAST({text} AS TIMESTAMP)", zoned=False)
        return in_years(f"(CASE WHEN {matches('.*' + _CLOCK + ' ?' + _ZONE)(text)} THEN {zoned} ELSE {plain} END)")

    allowed = Text("a time like 2026-10-31 17:05:00", "thời điểm như 2026-10-31 17:05:00")
    return Reader(matches(f"{_ISO_DATE}[ T]{_CLOCK} ?{_ZONE}?"), cast, _dated(allowed))


def _written(text: str, form: str) -> str:
    """Return SQL of the moment *text* (SQL) writes as *form* says: with its zone where that names one."""
    value = f"try_strptime({text}, {quote_text(form)})"
    if "%j" in form:  # day 366 of a common year would be the first of the next
        same = f"{_unpadded(f'strftime({value}, {quote_text(form)})')} = {_unpadded(f'trim({text}, {_BLANKS})')}"
        value = f"CASE WHEN {same} THEN {value} END"
    return f"timezone('UTC', {value})" if _UTC.search(form) and not _OFFSET.search(form) else value


def _type_of(form: str) -> str:
    return _ZONED if _OFFSET.search(form) or _UTC.search(form) else "TIMESTAMP"


def _unpadded(text: str) -> str:
    return f"regexp_replace({text}, '(^|[^0-9])0+([0-9])', '\\1\\2', 'g')"


def _boolean(column: Column) -> Reader:
    yes, no = [_fold(t) for t in column.true], [_fold(t) for t in column.false]
    told = f"{', '.join(column.true)} / {', '.join(column.false)}"
    return Reader(
        lambda text: _in(f"lower(nfc_normalize({text}))", [*yes, *no]),
        lambda text: f"CASE WHEN {_in(f'lower(nfc_normalize({text}))', yes)} THEN TRUE ELSE FALSE END",
        Text(f"one of {told}", f"một trong {told}"),
        takes_blank="" in (*yes, *no),
    )


def _text(raw: str, missing: Sequence[str]) -> str:
    """NFC always: some code pages decode to combining marks, and equal words must be equal."""
    trimmed = f"trim({raw}, {UNSEEN_TEXT})"
    if missing:
        gone = f"{_in(raw, missing)} OR {_in(trimmed, ['', *missing])}"
        return f"CASE WHEN {gone} THEN NULL ELSE nfc_normalize({raw}) END"
    # The costly trim is for texts that begin with what nobody sees; letters of Vietnamese lie below U+2000.
    plain = f"({raw} >= '!' AND {raw} < '\u00a0') OR ({raw} >= '\u00a1' AND {raw} < '\u2000')"
    return f"CASE WHEN {plain} THEN nfc_normalize({raw}) WHEN {trimmed} = '' THEN NULL ELSE nfc_normalize({raw}) END"


def _missing_texts(column: Column) -> tuple[str, ...]:
    """Return the declared texts as written and trimmed, in NFC; blank always is missing."""
    texts = [t for m in column.missing for t in (m, m.strip())]
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", t) for t in texts if t.strip()))


def _in(value: str, texts: Sequence[str]) -> str:
    if not texts:
        return "FALSE"
    if not all(t.isascii() for t in texts) and "nfc_normalize" not in value:
        value = f"nfc_normalize({value})"
    return f"{value} IN ({', '.join(quote_text(t) for t in texts)})"


def _dated(words: Text) -> Text:
    years = f"{FIRST_YEAR}-{LAST_YEAR}"
    return Text(f"{words.en}, years {years}", f"{words.vi}, năm {years}")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).lower()
