"""Columns that arrive typed (Parquet, frames): cast to the declared type only where nothing is lost."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.bindings import Column, ColumnType, Source
from kpiframe.data.cell_reader import DIGITS
from kpiframe.data.cells import Cell, in_years, text_cell, to_local
from kpiframe.texts import Text

_INTEGERS: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_SMALL: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
_FLOATS: Final = frozenset({"FLOAT", "DOUBLE"})
_ZONED: Final = "TIMESTAMP WITH TIME ZONE"
_ZONED_TIMES: Final = frozenset({_ZONED, "TIMESTAMPTZ_NS"})
_PLAIN_TIMES: Final = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


def native_cell(column: Column, raw: str, sql_type: str, source: Source, timezone: str) -> Cell | None:
    """Return the SQL that turns *raw* of *sql_type* into the declared type, ``None`` when no cast is offered.

    Text (also categories) is read like a text cell. A value is bad when the declared type cannot hold it exactly.
    """
    if sql_type == "VARCHAR":
        # a column of a database may be declared to take a for A: here texts are what they are
        return text_cell(column, f"({raw} COLLATE C)" if source.format == "duckdb" else raw, source, timezone)
    if sql_type.startswith("ENUM("):
        return text_cell(column, f"CAST({raw} AS VARCHAR)", source, timezone)
    if sql_type == '"NULL"':
        return text_cell(column, "CAST(NULL AS VARCHAR)", source, timezone)
    match column.type:
        case ColumnType.TEXT:
            return _as_text(column, raw, sql_type, source, timezone)
        case ColumnType.INTEGER:
            return _integer(raw, sql_type)
        case ColumnType.DECIMAL:
            return _decimal(raw, sql_type, column.scale)
        case ColumnType.FLOAT:
            return _float(raw, sql_type)
        case ColumnType.DATE:
            return _date(raw, sql_type)
        case ColumnType.TIMESTAMP:
            return _timestamp(raw, sql_type, source, timezone)
        case ColumnType.BOOLEAN:
            return _boolean(column, raw, sql_type, source, timezone)
        case _:
            return None


def _checked(raw: str, value: str, allowed: Text) -> Cell:
    return Cell(raw, value, allowed)


def _as_text(column: Column, raw: str, sql_type: str, source: Source, timezone: str) -> Cell | None:
    if sql_type in _INTEGERS or sql_type in {"DATE", "UUID", "BOOLEAN"}:
        return text_cell(column, f"CAST({raw} AS VARCHAR)", source, timezone)
    return None


def _integer(raw: str, sql_type: str) -> Cell | None:
    allowed = Text("a whole number of at most 18 digits", "số nguyên tối đa 18 chữ số")
    if sql_type == "BIGINT":
        return Cell(raw, raw, allowed, fallible=False)
    if sql_type in _SMALL:
        return Cell(raw, f"CAST({raw} AS BIGINT)", allowed, fallible=False)
    if sql_type in _INTEGERS:
        return _checked(raw, f"TRY_CAST({raw} AS BIGINT)", allowed)
    if sql_type in _FLOATS or _is_decimal(sql_type):
        return _checked(raw, f"CASE WHEN {raw} = floor({raw}) THEN TRY_CAST({raw} AS BIGINT) END", allowed)
    return None


def _decimal(raw: str, sql_type: str, scale: int) -> Cell | None:
    target = f"DECIMAL({DIGITS}, {scale})"
    allowed = Text(f"a number of at most {scale} decimals", f"số có tối đa {scale} chữ số thập phân")
    if sql_type in _INTEGERS:
        return _checked(raw, f"TRY_CAST({raw} AS {target})", allowed)
    if sql_type.replace(",", ", ") == target:
        return Cell(raw, raw, allowed, fallible=False)
    if _is_decimal(sql_type):
        width, digits = (int(n) for n in sql_type[len("DECIMAL(") : -1].split(","))
        if digits <= scale and width - digits <= DIGITS - scale:
            return Cell(raw, f"CAST({raw} AS {target})", allowed, fallible=False)
    elif sql_type not in _FLOATS:
        return None
    exact = f"TRY_CAST({raw} AS {target})"
    return _checked(raw, f"CASE WHEN CAST({exact} AS {sql_type}) = {raw} THEN {exact} END", allowed)


def _float(raw: str, sql_type: str) -> Cell | None:
    allowed = Text("a finite number", "số hữu hạn")
    if sql_type in _FLOATS:
        return _checked(raw, f"CASE WHEN isfinite({raw}) THEN CAST({raw} AS DOUBLE) END", allowed)
    if sql_type in _INTEGERS or _is_decimal(sql_type):
        return Cell(raw, f"CAST({raw} AS DOUBLE)", allowed, fallible=False)
    return None


def _date(raw: str, sql_type: str) -> Cell | None:
    allowed = Text("a date without a time of day, years 1900-2100", "ngày không kèm giờ, năm 1900-2100")
    if sql_type == "DATE":
        return _checked(raw, in_years(raw), allowed)
    if sql_type in _PLAIN_TIMES:
        whole = f"CASE WHEN CAST(CAST({raw} AS DATE) AS TIMESTAMP) = {raw} THEN CAST({raw} AS DATE) END"
        return _checked(raw, in_years(f"({whole})"), allowed)
    return None


def _timestamp(raw: str, sql_type: str, source: Source, timezone: str) -> Cell | None:
    zoned = sql_type in _ZONED_TIMES
    if not zoned and sql_type != "DATE" and sql_type not in _PLAIN_TIMES:
        return None
    kept = _ZONED if zoned else "TIMESTAMP"
    typed = raw if sql_type == kept else f"CAST({raw} AS {kept})"
    local = to_local(typed, kept, source, timezone)
    allowed = Text("a time in the years 1900-2100", "thời điểm trong các năm 1900-2100")
    return _checked(raw, in_years(local), allowed)


def _boolean(column: Column, raw: str, sql_type: str, source: Source, timezone: str) -> Cell | None:
    if sql_type == "BOOLEAN":
        return Cell(raw, raw, Text("true or false", "true hoặc false"), fallible=False)
    if sql_type in _INTEGERS:
        return text_cell(column, f"CAST({raw} AS VARCHAR)", source, timezone)
    return None


def _is_decimal(sql_type: str) -> bool:
    return sql_type.startswith("DECIMAL(")
