"""Results into a table of PostgreSQL: one transaction, rows by COPY, runs one after another."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import islice
from typing import Any, Final

from kpiframe.data.result_merge import MARK, Columns, Rows, Written, merge_of
from kpiframe.data.result_shape import alien, cell, lacking
from kpiframe.data.warehouse import Door
from kpiframe.sqltext import quote_name

TYPES: Final = {"text": "text", "number": "double precision", "day": "date", "yes_no": "boolean"}
_INCOMING: Final = "pg_temp.kpiframe_incoming"
_BATCH: Final = 5_000
_FIND: Final = """
SELECT n.nspname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = to_regclass(%s) ORDER BY a.attnum
"""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_postgres(door: Door, name: tuple[str, ...], columns: Columns, rows: Rows) -> Written:
    """Merge *rows* into the table *name*, which is made when absent. WarehouseError, ForeignTableError.

    Whatever fails or interrupts, also in *rows*, leaves the table as it was once the connection is closed.
    """
    door.attempt(_begin)
    _checked(door, name, columns)  # before hours of rows
    kinds = [kind for _, kind in columns]
    listed = ", ".join(f"{quote_name(column)} {TYPES[kind]}" for column, kind in columns)
    door.attempt(lambda con: con.execute(f"CREATE TEMPORARY TABLE kpiframe_incoming ({listed}) ON COMMIT DROP"))
    count = size = 0
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):  # a fault of the rows is not one of the driver
        text = "".join(line(row, kinds) for row in batch).encode()
        door.attempt(partial(_copy, text=text))
        count, size = count + len(batch), size + len(text)
    table = _fitted(door, name, columns)
    return door.attempt(lambda con: _merge(con, table, columns, (count, size)))  # type: ignore[no-any-return]


def line(row: Any, kinds: list[str]) -> str:
    """Return *row* as a line of COPY's text format."""
    return "\t".join(_field(cell(value, kind)) for value, kind in zip(row, kinds, strict=True)) + "\n"


def _field(value: str | float | date | bool | None) -> str:  # noqa: FBT001
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    return repr(value) if isinstance(value, float) else str(value)


def _begin(con: Any) -> None:
    import psycopg

    con.rollback()
    con.autocommit = False
    con.read_only = False
    con.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # what another run has written is seen after its turn
    con.execute("SET LOCAL lock_timeout = '120s'")  # another run, or another program, may hold the table that long
    con.execute("SET LOCAL client_encoding = 'UTF8'")


def _checked(door: Door, name: tuple[str, ...], columns: Columns) -> tuple[str, list[tuple[str, str]]]:
    """Return the quoted schema of the table *name* and the columns it lacks; no schema when there is no such table."""
    quoted = ".".join(map(quote_name, name))
    found = door.attempt(lambda con: con.execute(_FIND, [quoted]).fetchall())
    wanted = [*((column, TYPES[kind]) for column, kind in columns), (MARK, TYPES["yes_no"])]
    if not found:
        return "", wanted
    known = {column: kind for _, _, column, kind in found if column}
    alien(known, wanted, is_table=found[0][1] in ("r", "p"))
    return quote_name(found[0][0]), lacking(known, wanted)


def _fitted(door: Door, name: tuple[str, ...], columns: Columns) -> str:
    """Return the quoted name of a table that has all *columns*, which is made when absent; no other run has it now."""
    door.attempt(lambda con: con.execute("SELECT pg_advisory_xact_lock(1263552870, hashtext(%s))", [name[-1]]))
    schema, missing = _checked(door, name, columns)
    if not schema:
        quoted = ".".join(map(quote_name, name))
        listed = ", ".join(f"{quote_name(column)} {kind}" for column, kind in missing)
        door.attempt(lambda con: con.execute(f"CREATE TABLE {quoted} ({listed})"))
        schema, missing = _checked(door, name, columns)
    table = f"{schema}.{quote_name(name[-1])}"
    for column, kind in missing:
        door.attempt(partial(_run, sql=f"ALTER TABLE {table} ADD COLUMN {quote_name(column)} {kind}"))
    return table


def _run(con: Any, sql: str) -> None:
    con.execute(sql)


def _copy(con: Any, text: bytes) -> None:
    with con.cursor() as cursor, cursor.copy(f"COPY {_INCOMING} FROM STDIN") as copy:
        copy.write(text)


def _merge(con: Any, table: str, columns: Columns, sent: tuple[int, int]) -> Written:
    for way in ("nestloop", "mergejoin"):  # for seven keys together the planner expects one row
        con.execute(f"SET LOCAL enable_{way} = off")
    merge = merge_of(table, _INCOMING, columns)
    superseded, unchanged, replaced = (
        con.execute(sql).rowcount for sql in (merge.superseded, merge.unchanged, merge.replaced)
    )
    con.execute(merge.added)
    con.commit()
    return Written(sent[0] - replaced - unchanged, replaced, superseded, unchanged, sent)
