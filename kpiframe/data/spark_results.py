"""Results into a table of Spark, which has no transactions: everything the table will hold is written beside it first.

Only then is the table overwritten from there. Whatever fails before leaves it as it was; after a failure in the middle
of the overwriting the table beside it is kept, holds every row, and stops further runs until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

from kpiframe.data.result_merge import KEY, MARK, RUN, Columns, Rows, Written
from kpiframe.data.result_shape import Cell, alien, cell, lacking
from kpiframe.data.warehouse import Door, WarehouseError
from kpiframe.texts import Text

TYPES: Final = {"text": "string", "number": "double", "day": "date", "yes_no": "boolean"}
BESIDE: Final = "__kpiframe_next"
_INCOMING: Final = "kpiframe_incoming"
_HELD: Final = "kpiframe_held"
"""The rows of the table, with nothing in the columns it lacks."""
_REST: Final = "kpiframe_rest"
"""Those the run does not write again; ``_HIT`` where they are of its period."""
_HIT: Final = "kpiframe_hit"
_WHOLE: Final = 3
"""Names of a table that says its catalog."""
_FORGETFUL: Final = Text(
    "this Spark keeps its list of tables in memory and would forget the table at once; it needs a metastore "
    "(spark.sql.catalogImplementation=hive) or a catalog of its own (catalog.schema.table)",
    "Spark này chỉ giữ danh sách bảng trong bộ nhớ nên sẽ quên bảng ngay; cần một metastore "
    "(spark.sql.catalogImplementation=hive) hoặc một catalog riêng (catalog.schema.table)",
)


def write_spark(door: Door, name: tuple[str, ...], columns: Columns, rows: Rows) -> Written:
    """Merge *rows* into the table *name*, which is made when absent. WarehouseError, ForeignTableError.

    One run at a time: there is no lock.
    """
    table = ".".join(map(quoted, name))
    beside = ".".join(map(quoted, (*name[:-1], f"{name[-1]}{BESIDE}")))
    kept = door.attempt(lambda spark: spark.conf.get("spark.sql.catalogImplementation", "in-memory"))
    if kept == "in-memory" and (len(name) < _WHOLE or name[0] == "spark_catalog"):
        raise WarehouseError(_FORGETFUL)
    if door.attempt(lambda spark: spark.catalog.tableExists(beside)):
        raise WarehouseError(_interrupted(table, beside))
    missing = _checked(door, table, columns)
    kinds = [kind for _, kind in columns]
    cells = [[cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    sent = len(cells), sum(_size(value) for row in cells for value in row)
    shape = ", ".join(f"{quoted(column)} {TYPES[kind]}" for column, kind in columns)
    try:
        door.attempt(lambda spark: _view(spark.createDataFrame(cells, shape, verifySchema=False), _INCOMING))
        if missing is None:
            door.attempt(lambda spark: _marked(spark).write.saveAsTable(table))
            return Written(sent[0], 0, 0, 0, sent)
        written = door.attempt(lambda spark: _counted(spark, table, columns, missing, sent))
        if not written.idle:
            _replace(door, table, beside, missing)
        return written  # type: ignore[no-any-return]
    finally:
        with suppress(WarehouseError):
            door.attempt(lambda spark: [spark.catalog.dropTempView(view) for view in (_INCOMING, _HELD, _REST)])


def quoted(name: str) -> str:
    """Return *name* as an identifier of Spark."""
    return "`" + name.replace("`", "``") + "`"


def _checked(door: Door, table: str, columns: Columns) -> list[tuple[str, str]] | None:
    """Return the columns the table lacks; ``None`` when there is no table. ForeignTableError."""
    if not door.attempt(lambda spark: spark.catalog.tableExists(table)):
        return None
    kind = door.attempt(lambda spark: spark.catalog.getTable(table).tableType)
    fields = door.attempt(lambda spark: spark.table(table).schema.fields)
    known = {field.name: field.dataType.simpleString() for field in fields}
    wanted = [*((name, TYPES[kind]) for name, kind in columns), (MARK, TYPES["yes_no"])]
    alien(known, wanted, is_table=kind in ("MANAGED", "EXTERNAL"))
    return lacking(known, wanted)


def _counted(
    spark: Any, table: str, columns: Columns, missing: Sequence[tuple[str, str]], sent: tuple[int, int]
) -> Written:
    """Lay out what the table will hold, and return what that changes."""
    names = [name for name, _ in columns]
    empty = "".join(f", CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in missing)
    run = ", ".join(RUN)
    _view(spark.sql(f"SELECT *{empty} FROM {table}"), _HELD)
    rest = f"SELECT * FROM {_HELD} AS old LEFT ANTI JOIN {_INCOMING} AS new ON {_same(KEY)}"
    runs = f"SELECT DISTINCT {run}, true AS {_HIT} FROM {_INCOMING}"
    _view(spark.sql(f"SELECT old.*, new.{_HIT} FROM ({rest}) AS old LEFT JOIN ({runs}) AS new ON {_same(RUN)}"), _REST)
    known = _count(spark, f"{_INCOMING} AS new LEFT SEMI JOIN {_HELD} AS old ON {_same(KEY)}")
    whole = f"{_same(names)} AND old.{MARK} = false"
    unchanged = _count(spark, f"{_INCOMING} AS new LEFT SEMI JOIN {_HELD} AS old ON {whole}")
    superseded = _count(spark, f"{_REST} WHERE {_HIT} AND NOT coalesce({MARK}, false)")
    return Written(sent[0] - known, known - unchanged, superseded, unchanged, sent)


def _replace(door: Door, table: str, beside: str, missing: Sequence[tuple[str, str]]) -> None:
    """Write everything beside the table, then over it."""
    try:
        door.attempt(lambda spark: _laid_out(spark).write.saveAsTable(beside))
        for name, kind in missing:
            door.attempt(partial(_add, table=table, name=name, kind=kind))
    except BaseException:
        with suppress(WarehouseError):
            door.attempt(lambda spark: spark.sql(f"DROP TABLE IF EXISTS {beside}"))
        raise
    try:
        door.attempt(lambda spark: _overwrite(spark, table, beside))
    except WarehouseError as error:
        left = _interrupted(table, beside)
        why = Text(f"{error.why.en}; {left.en}", f"{error.why.vi}; {left.vi}")
        raise WarehouseError(why) from None
    door.attempt(lambda spark: spark.sql(f"DROP TABLE {beside}"))


def _laid_out(spark: Any) -> Any:
    rest = spark.table(_REST).selectExpr("*", f"coalesce({MARK}, false) OR coalesce({_HIT}, false) AS kpiframe_marked")
    rest = rest.drop(_HIT, MARK).withColumnRenamed("kpiframe_marked", MARK)
    return rest.unionByName(_marked(spark), allowMissingColumns=True)


def _marked(spark: Any) -> Any:
    return spark.sql(f"SELECT *, false AS {MARK} FROM {_INCOMING}")


def _overwrite(spark: Any, table: str, beside: str) -> None:
    order = spark.table(table).columns
    spark.table(beside).select(*map(quoted, order)).write.insertInto(table, overwrite=True)


def _add(spark: Any, table: str, name: str, kind: str) -> None:
    spark.sql(f"ALTER TABLE {table} ADD COLUMNS ({quoted(name)} {kind})")


def _view(frame: Any, name: str) -> None:
    frame.createOrReplaceTempView(name)


def _count(spark: Any, rows: str) -> int:
    return int(spark.sql(f"SELECT count(*) FROM {rows}").collect()[0][0])


def _same(names: Sequence[str]) -> str:
    return " AND ".join(f"old.{quoted(name)} <=> new.{quoted(name)}" for name in names)


def _size(value: Cell) -> int:
    """Return the bytes of a cell before Spark packs it."""
    if isinstance(value, str):
        return len(value.encode())
    return 0 if value is None else 1 if isinstance(value, bool) else 8 if isinstance(value, float) else 4


def _interrupted(table: str, beside: str) -> Text:
    return Text(
        f"{beside} is there: another run is writing, or one was interrupted. In that case it holds every row: "
        f"INSERT OVERWRITE {table} BY NAME SELECT * FROM {beside}, then DROP TABLE {beside}",
        f"đang có {beside}: một lần chạy khác đang ghi, hoặc một lần chạy đã bị ngắt. Nếu bị ngắt thì bảng đó giữ đủ "
        f"mọi dòng: chạy INSERT OVERWRITE {table} BY NAME SELECT * FROM {beside}, rồi DROP TABLE {beside}",
    )
