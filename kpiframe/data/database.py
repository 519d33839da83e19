"""The locked DuckDB: reads declared files only, runs one SELECT at a time, leaves nothing behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb

from kpiframe.data.findings import engine_failure
from kpiframe.observations import Watch, unwatched
from kpiframe.problems import DataError
from kpiframe.sqltext import quote_name, quote_text

_SMALL: Final = 64_000_000
"""Bytes of text that any memory holds."""
_TYPED: Final = 2
"""Bytes of memory that a byte of text takes once it is a number, at least."""
_MEMORY: Final = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"


class Database:
    """A DuckDB in memory that can read what it was allowed before its first query, and nothing else.

    Every text must be exactly one SELECT. Files are allowed by :meth:`allow`, frames by :meth:`register`; the lock
    falls with the first query and cannot be lifted. Failures of the engine are DataError (KPF219).
    """

    def __init__(
        self,
        *,
        threads: int | None = None,
        memory_limit: str | None = None,
        timezone: str = "UTC",
        temp_directory: Path | None = None,
        watch: Watch = unwatched,
    ) -> None:
        self.watch = watch
        self._shared: dict[str, Any] = {}
        self._scratch = Path(tempfile.mkdtemp(prefix="kpiframe-", dir=temp_directory))
        config: dict[str, Any] = {
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "temp_directory": str(self._scratch / "spill"),
        }
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        try:
            self._connection = duckdb.connect(config=config)
        except (duckdb.Error, ValueError) as error:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise DataError(engine_failure(str(error))) from error
        try:
            self._set(enable_progress_bar="false", pandas_analyze_sample="0", TimeZone=quote_text(timezone))
        except (duckdb.Error, ValueError) as error:
            self.close()
            raise DataError(engine_failure(str(error))) from error
        self._allowed: list[str] = []
        self._attached: dict[Path, str] = {}
        self._locked = False
        self._roomy = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the engine and what was shared, and remove its temporary files."""
        for held in self._shared.values():
            held.close()
        self._connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def scratch(self, name: str) -> Path:
        """Return a path for a temporary file called *name*; it goes when the database is closed."""
        return self._scratch / name

    def share(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what *make* made for the same *key* before, or makes now; it is closed with the engine."""
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def allow(self, paths: Iterable[Path]) -> None:
        """Let queries read these files. Before the first query only."""
        if self._locked:
            raise DataError(engine_failure("files cannot be allowed after the first query"))
        self._allowed += [str(path) for path in paths]

    def expect(self, text: int) -> None:
        """Prepare to :meth:`hold` the rows of *text* bytes of files. Before the first query only.

        Where memory cannot hold them they go to a temporary file, in a quarter of the space and written once.
        """
        if text < _SMALL:
            return
        try:
            ((limit,),) = self._connection.execute(_MEMORY).fetchall()
            if text * _TYPED <= limit:
                return
            self._connection.execute(f"ATTACH {_literal(str(self.scratch('rows.duckdb')))} AS __held; USE __held")
        except (duckdb.Error, ValueError) as error:
            raise DataError(engine_failure(str(error))) from error
        self._roomy = False

    def attach(self, path: Path, name: str) -> str:
        """Make the tables of the DuckDB file *path* readable, never writable. Before the first query only.

        Returns the name they are known under: *name*, or that of an earlier call for the same file.

        What a view inside it names must have been allowed like everything else.
        """
        if path in self._attached:
            return self._attached[path]
        if self._locked:
            raise DataError(engine_failure("files cannot be attached after the first query"))
        try:
            self._connection.execute(f"ATTACH {_literal(str(path))} AS {quote_name(name)} (TYPE duckdb, READ_ONLY)")
        except (duckdb.Error, ValueError) as error:
            raise DataError(engine_failure(str(error))) from error
        self._attached[path] = name
        return name

    def register(self, name: str, frame: Any) -> None:
        """Make *frame* (pandas, Polars or Arrow) a table called *name*."""
        self._lock()
        try:
            self._connection.register(name, frame)
        except (duckdb.Error, TypeError, ValueError, RuntimeError) as error:
            raise DataError(engine_failure(str(error))) from error

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of *sql*, which must be exactly one SELECT."""
        return self._run(self._one(sql, duckdb.StatementType.SELECT))

    def view(self, name: str, sql: str) -> None:
        """Call the SELECT *sql* by *name*; it runs whenever the name is read."""
        self._create(f"CREATE TEMP VIEW {quote_name(name)} AS {sql}")

    def table(self, name: str, sql: str) -> int:
        """Run the SELECT *sql* once, keep its rows under *name* and return how many there are."""
        return int(self._create(f"CREATE TEMP TABLE {quote_name(name)} AS {sql}")[0][0])

    def hold(self, name: str, sql: str) -> None:
        """Do the same for all rows of a file, which may be many."""
        self._create(f"CREATE {'TEMP ' if self._roomy else ''}TABLE {quote_name(name)} AS {sql}")

    def drop(self, name: str) -> None:
        """Forget the table called *name*."""
        self._run(f"DROP TABLE IF EXISTS {quote_name(name)}")

    def columns(self, name: str) -> list[tuple[str, str]]:
        """Return (name, SQL type) of every column of a view, table or frame."""
        return [(str(row[0]), str(row[1])) for row in self._run(f"DESCRIBE {quote_name(name)}")]

    def _create(self, text: str) -> list[tuple[Any, ...]]:
        """Run ``CREATE … AS`` and a SELECT: behind AS the grammar of the engine takes nothing else."""
        return self._run(self._one(text, duckdb.StatementType.CREATE))

    def _one(self, text: str, kind: duckdb.StatementType) -> duckdb.Statement:
        try:
            statements: Sequence[duckdb.Statement] = self._connection.extract_statements(text)
        except duckdb.Error as error:
            raise DataError(engine_failure(str(error))) from error
        if len(statements) != 1 or statements[0].type != kind:
            raise DataError(engine_failure("only a single SELECT is run"))
        return statements[0]

    def _run(self, statement: str | duckdb.Statement) -> list[tuple[Any, ...]]:
        self._lock()
        try:
            return self._connection.execute(statement).fetchall()
        except RuntimeError as error:
            if "interrupted" in str(error):  # all DuckDB leaves of the signal it caught
                raise KeyboardInterrupt from None
            raise DataError(engine_failure(str(error))) from error
        except (duckdb.Error, ValueError) as error:
            raise DataError(engine_failure(str(error))) from error

    def _set(self, **settings: str) -> None:
        self._connection.execute("; ".join(f"SET {name}={value}" for name, value in settings.items()))

    def _lock(self) -> None:
        if self._locked:
            return
        self._locked = True
        paths = ", ".join(_literal(path) for path in self._allowed)
        self._set(allowed_paths=f"[{paths}]", enable_external_access="false", lock_configuration="true")


def _literal(path: str) -> str:
    """Return *path* as a literal; a path that a literal would change is an error, it must be copied first."""
    text = quote_text(path)
    if text != "'" + path.replace("'", "''") + "'":
        raise DataError(engine_failure("a file name must be NFC"))
    return text
