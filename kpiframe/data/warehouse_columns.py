"""Columns of a warehouse: brought to the declared type only where nothing is lost, as for columns of a Parquet file."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kpiframe.catalog.bindings import Column, ColumnType, Source, Unanswered
from kpiframe.data.cells import FIRST_YEAR, LAST_YEAR, UNSEEN
from kpiframe.data.warehouse_rows import NARROW, Value
from kpiframe.formula.kind import Kind
from kpiframe.texts import Text

_LONG: Final = 8
"""Bytes of an integer that may have more than 18 digits."""
_INT_DIGITS: Final = 10
"""Digits of the largest integer of 32 bits."""


@dataclass(frozen=True, slots=True)
class Read:
    """One column: what formulas see, the moment behind a date, and when a cell is bad."""

    value: Value
    raw: Any
    bad: Any
    """Condition, ``None`` when no cell can be bad."""
    allowed: Text
    moment: Any = None
    """Wall-clock time of a timestamp, whose :attr:`value` is its date."""


class UnfitError(Exception):
    """A column whose type in the warehouse cannot become the declared one without reading text."""


def read_column(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    """Return how *raw* becomes *column*. UnfitError when the types do not go together."""
    reader = {
        ColumnType.TEXT: _text,
        ColumnType.INTEGER: _exact,
        ColumnType.DECIMAL: _exact,
        ColumnType.FLOAT: _float,
        ColumnType.BOOLEAN: _boolean,
        ColumnType.DATE: _date,
        ColumnType.TIMESTAMP: _timestamp,
    }.get(column.type)
    if reader is None:
        raise UnfitError
    return reader(column, raw, source, timezone, door)


def missing_codes(column: Column, raw: Any, door: Any) -> Any:
    """Return the condition that *raw* holds a text or number that always means "no answer"; ``None`` when none does."""
    return _holds(column.missing, raw, door)


def dated_codes(code: Unanswered, raw: Any, day: Any, door: Any) -> Any:
    """Return the condition that *raw* holds a code that meant "no answer" on *day*."""
    found = _holds(code.codes, raw, door)
    for bound, compare in ((code.since, "ge"), (code.until, "le")):
        if bound is not None and found is not None:
            limit = door.constant(bound)
            found = found & (day >= limit if compare == "ge" else day <= limit)
    return found


def _holds(codes: Sequence[str], raw: Any, door: Any) -> Any:
    if not codes:
        return None
    if raw.type().is_string():
        texts = [unicodedata.normalize("NFC", text) for code in codes for text in (code, code.strip())]
        return door.nfc(raw).isin([door.constant(text) for text in dict.fromkeys(texts)])
    if not (raw.type().is_numeric() and not raw.type().is_boolean()):
        return None
    numbers = [number for code in codes if (number := _number(code)) is not None]
    return raw.cast("float64").isin([door.constant(number) for number in numbers]) if numbers else None


def _number(code: str) -> float | None:
    try:
        return float(Decimal(code.strip()))
    except InvalidOperation:
        return None


def _text(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    del column, source, timezone
    kind = raw.type()
    if not (kind.is_string() or kind.is_integer() or kind.is_date() or kind.is_uuid()):
        raise UnfitError
    text = raw if kind.is_string() else raw.cast("string")
    value = text
    if kind.is_string():
        value = _blank(text, door).ifelse(door.null("string"), door.nfc(text))
    return Read(Value(value, Kind.TEXT), raw, None, Text("any text", "văn bản bất kỳ"))


def _blank(text: Any, door: Any) -> Any:
    """As for text of files; few cells begin with any blank."""
    bare = text
    for blank in UNSEEN:
        bare = bare.replace(blank, "")
    nothing = door.constant("")
    return door.begins(text, UNSEEN).ifelse(bare == nothing, text == nothing)


def _exact(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    """Return a decimal of at most 18 digits: what has more digits or places is bad, never rounded."""
    del source, timezone
    kind = raw.type()
    if kind.is_boolean() or not (kind.is_integer() or kind.is_decimal() or kind.is_floating()):
        raise UnfitError
    scale = 0 if column.type is ColumnType.INTEGER else min(column.scale, NARROW)
    wide = f"decimal({NARROW}, {scale})"
    whole = NARROW - scale
    allowed = Text(
        f"a number of at most {scale} decimals and {whole} digits before them",
        f"số có tối đa {scale} chữ số thập phân và {whole} chữ số phía trước",
    )
    if _certain(kind, scale, whole):
        kept = raw if _scale_of(kind) == scale else raw.cast(wide)
        return Read(Value(kept, Kind.NUMBER, scale=scale), raw, None, allowed)
    same, held = _whole(raw, scale, door) if kind.is_integer() else _fitting(raw, scale, door)
    good = door.coalesce([same, door.constant(False)])
    value = good.ifelse(held, door.null(str(held.type())))
    return Read(Value(value, Kind.NUMBER, scale=scale), raw, ~good, allowed)


def _whole(raw: Any, scale: int, door: Any) -> tuple[Any, Any]:
    """Return whether a long integer has at most 18 digits with its *scale* places, and the number where it does."""
    most = 10 ** (NARROW - scale) - 1
    same = raw.between(door.constant(-most), door.constant(most))
    if scale == 0 and raw.type().is_int64():
        return same, raw
    return same, same.ifelse(raw, door.null(str(raw.type()))).cast(f"decimal({NARROW}, {scale})")


def _fitting(raw: Any, scale: int, door: Any) -> tuple[Any, Any]:
    """Return whether a decimal or double is a number of 18 digits with *scale* places, and that number."""
    kind, whole = raw.type(), NARROW - scale
    held = raw
    if kind.is_floating():
        # A double of a number too large is never below the bound, so nothing too large is cast.
        held = (raw.abs() < door.constant(float(10**whole))).ifelse(raw, door.null(str(kind)))
    elif kind.precision is None or kind.scale is None or kind.precision - kind.scale > whole:
        places = scale if kind.scale is None else min(scale, kind.scale)
        most = door.like(Decimal(10**whole) - Decimal(1).scaleb(-places), kind)
        held = (raw.abs() <= most).ifelse(raw, door.null(str(kind)))
    held = held.cast(f"decimal({NARROW}, {scale})")
    return held.cast(str(kind)) == raw, held


def _certain(kind: Any, scale: int, whole: int) -> bool:
    """Return whether every number of the type *kind* has at most *scale* places and *whole* digits before them."""
    if kind.is_integer():
        return kind.nbytes < _LONG and whole >= _INT_DIGITS
    known = kind.is_decimal() and kind.scale is not None and kind.precision is not None
    return known and kind.scale <= scale and kind.precision - kind.scale <= whole


def _scale_of(kind: Any) -> int:
    return kind.scale if kind.is_decimal() else 0


def _float(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    del column, source, timezone
    kind = raw.type()
    if kind.is_boolean() or not kind.is_numeric():
        raise UnfitError
    value = raw.cast("float64")
    good = door.coalesce([door.finite(value), door.constant(False)])
    finite = good.ifelse(value, door.null("float64"))
    return Read(Value(finite, Kind.NUMBER, exact=False), raw, ~good, Text("a finite number", "số hữu hạn"))


def _boolean(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    del source, timezone
    allowed = Text(
        f"one of {', '.join((*column.true, *column.false))}", f"một trong {', '.join((*column.true, *column.false))}"
    )
    if raw.type().is_boolean():
        return Read(Value(raw, Kind.CONDITION), raw, None, allowed)
    if not (raw.type().is_integer() or raw.type().is_string()):
        raise UnfitError
    text = door.nfc(raw if raw.type().is_string() else raw.cast("string")).lower()
    never = door.constant(False)
    yes, no = (text.isin([door.constant(_fold(one)) for one in texts]) for texts in (column.true, column.false))
    value = door.cases([(yes, door.constant(True)), (no, never)], door.null("boolean"))
    return Read(Value(value, Kind.CONDITION), raw, value.isnull(), allowed)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).lower()


def _date(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    del column, source, timezone
    kind = raw.type()
    allowed = Text("a date without a time of day, years 1900-2100", "ngày không kèm giờ, năm 1900-2100")
    if kind.is_date():
        good, day = _in_years(raw, door), raw
    elif kind.is_timestamp() and kind.timezone is None:
        day = raw.date()
        good = door.coalesce([_in_years(day, door) & (day.cast("timestamp") == raw), door.constant(False)])
    else:
        raise UnfitError
    value = good.ifelse(day, door.null("date"))
    return Read(Value(value, Kind.DATE), raw, ~good, allowed)


def _timestamp(column: Column, raw: Any, source: Source, timezone: str, door: Any) -> Read:
    del column
    kind = raw.type()
    if kind.is_date():
        moment = raw.cast("timestamp")
    elif kind.is_timestamp():
        zoned = kind.timezone is not None or source.timezone == "UTC"
        moment = door.local(raw, timezone) if zoned else raw
    else:
        raise UnfitError
    good = _in_years(moment.date(), door)
    day = good.ifelse(moment.date(), door.null("date"))
    allowed = Text("a time in the years 1900-2100", "thời điểm trong các năm 1900-2100")
    held = good.ifelse(moment, door.null("timestamp"))
    return Read(Value(day, Kind.DATE), raw, ~good, allowed, moment=held)


def _in_years(day: Any, door: Any) -> Any:
    first, last = door.constant(date(FIRST_YEAR, 1, 1)), door.constant(date(LAST_YEAR, 12, 31))
    return door.coalesce([day.between(first, last), door.constant(False)])
