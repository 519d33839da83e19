"""Result tables out: Parquet files, and a table in a DuckDB file that a run fills once however often it runs.

The SQL here is fixed; every value is bound. Failures of the engine are UsageError (KPF909).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb

from kpiframe.data.result_merge import KEY, MARK, TABLE, Columns, Rows, Written, merge_of
from kpiframe.file_faults import why_not
from kpiframe.problems import Location, Problem, UsageError
from kpiframe.sqltext import quote_name
from kpiframe.texts import Text, same

_TYPES: Final = {"text": "VARCHAR", "number": "DOUBLE", "day": "DATE", "yes_no": "BOOLEAN"}
_BATCH: Final = 5_000
_MAGIC: Final = (8, b"DUCK")
"""Where every DuckDB file says what it is. The engine opens a CSV file too, as a view in memory: nothing would stay."""
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,  # the same rows give the same bytes
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


def write_parquet(path: Path, columns: Columns, rows: Rows, *, shown: Path | None = None) -> None:
    """Write *rows* to the Parquet file *path*, over whatever is there; problems name the file *shown*."""
    with _engine(":memory:", shown or path) as connection:
        _fill(connection, "incoming", columns, rows)
        connection.table("incoming").write_parquet(str(path), compression="zstd")


def write_table(file: Path, columns: Columns, rows: Rows) -> Written:
    """Merge *rows* into the table ``kpiframe_results`` of the DuckDB file *file*, which is made when absent.

    A row with the same ``KEY`` is replaced where it holds something else. Every other row of the same project,
    scorecard and period is marked ``superseded``: another definition, another filter, or a KPI that is gone made it.
    All of it or nothing is written.
    """
    if file.exists():
        _of_duckdb(file, file)
        return _merge(file, file, columns, rows)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        written = _merge(beside, file, columns, rows)
        _of_duckdb(beside, file)
        beside.replace(file)
    finally:
        for left in (beside, beside.with_name(f"{beside.name}.wal")):
            left.unlink(missing_ok=True)
    return written


def _merge(place: Path, shown: Path, columns: Columns, rows: Rows) -> Written:
    with _engine(str(place), shown) as connection:
        connection.begin()
        _fit(connection, shown, columns)
        count = _fill(connection, "incoming", columns, rows)
        merge = merge_of(TABLE, "incoming", columns)
        superseded, unchanged, replaced = (
            _count(connection, sql) for sql in (merge.superseded, merge.unchanged, merge.replaced)
        )
        connection.execute(merge.added)
        connection.execute("DROP TABLE incoming")
        connection.commit()
        return Written(count - replaced - unchanged, replaced, superseded, unchanged)


def _fit(connection: duckdb.DuckDBPyConnection, shown: Path, columns: Columns) -> None:
    """Make the table, or give an older one the columns it lacks; one that is not ours is refused."""
    wanted = [*((name, _TYPES[kind]) for name, kind in columns), (MARK, "BOOLEAN")]
    there = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE table_name = ? AND database_name = current_database() AND schema_name = current_schema()",
        [TABLE],
    ).fetchall()
    if not there:
        listed = ", ".join(f"{quote_name(name)} {kind}" for name, kind in wanted)
        connection.execute(f"CREATE TABLE {TABLE} ({listed})")
        return
    known = {str(name).casefold(): str(kind) for name, kind in there}
    foreign = [n for n in (*KEY, MARK) if n not in known]
    foreign += [name for name, kind in wanted if known.get(name.casefold(), kind) != kind]
    if foreign:
        raise _not_ours(shown, foreign)
    for name, kind in wanted:
        if name.casefold() not in known:
            connection.execute(f"ALTER TABLE {TABLE} ADD COLUMN {quote_name(name)} {kind}")


def _fill(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns, rows: Rows) -> int:
    """Keep *rows* in a new temporary table called *name*, a few thousand at a time; return their number."""
    listed = ", ".join(f"{quote_name(column)} {_TYPES[kind]}" for column, kind in columns)
    connection.execute(f"CREATE TEMP TABLE {name} ({listed})")
    cells = ", ".join(f"unnest(CAST(? AS {_TYPES[kind]}[]))" for _, kind in columns)
    waiting, count = iter(rows), 0
    while batch := list(islice(waiting, _BATCH)):
        connection.execute(f"INSERT INTO {name} SELECT {cells}", [list(column) for column in zip(*batch, strict=True)])
        count += len(batch)
    return count


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _engine(place: str, shown: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the DuckDB *place*; what goes wrong is told of *shown*, and nothing of it stays."""
    connection = None
    try:
        connection = duckdb.connect(place, config=_CONFIG)
        connection.execute("SET enable_progress_bar = false")
        yield connection
    except RuntimeError as error:
        if "interrupted" in str(error):  # DuckDB's word for the signal it caught
            raise KeyboardInterrupt from None
        raise _failed(shown, error) from error
    except (duckdb.Error, OSError, ValueError) as error:
        raise _failed(shown, error) from error
    finally:
        if connection is not None:
            connection.close()


def _failed(shown: Path, error: Exception) -> UsageError:
    said = (str(error).strip() or type(error).__name__).splitlines()[0][:300]
    why = why_not(error) if isinstance(error, OSError) else same(said)
    message = Text(f"{shown} was not written: {why.en}", f"không ghi được {shown}: {why.vi}")
    hint = Text(
        "close the programs that have it open, or name another file; results go into a DuckDB file or a new one",
        "đóng các chương trình đang mở tệp, hoặc chọn tệp khác; kết quả được ghi vào tệp DuckDB có sẵn hoặc tệp mới",
    )
    return UsageError(Problem("KPF909", message, Location(str(shown)), name="results-not-written", help=hint))


def _of_duckdb(place: Path, shown: Path) -> None:
    """Raise UsageError when the file *place* is no DuckDB file: it stays as it is."""
    offset, magic = _MAGIC
    try:
        with place.open("rb") as opened:
            start = opened.read(offset + len(magic))
    except OSError as error:
        raise _failed(shown, error) from error
    if start[offset:] == magic:
        return
    message = Text(f"{shown} is not a DuckDB file", f"{shown} không phải tệp DuckDB")
    hint = Text(
        "results go into a DuckDB file or a new one; for a CSV, Parquet or JSON file write -o FILE",
        "kết quả được ghi vào tệp DuckDB có sẵn hoặc tệp mới; muốn có tệp CSV, Parquet hay JSON, hãy dùng -o TỆP",
    )
    raise UsageError(Problem("KPF909", message, Location(str(shown)), name="results-not-written", help=hint))


def _not_ours(shown: Path, names: Sequence[str]) -> UsageError:
    which = ", ".join(dict.fromkeys(names))
    message = Text(
        f"{shown} has a table {TABLE} that kpiframe did not make: {which} missing or of another type",
        f"{shown} có bảng {TABLE} không phải do kpiframe tạo: {which} thiếu hoặc khác kiểu",
    )
    hint = Text("name another file, or rename that table", "chọn tệp khác, hoặc đổi tên bảng đó")
    return UsageError(Problem("KPF909", message, Location(str(shown)), name="results-not-written", help=hint))
