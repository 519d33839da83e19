"""A source in a warehouse: asked for totals, whose few rows go on in the engine like those of any other source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kpiframe.catalog.capabilities import unfit_aggregate
from kpiframe.catalog.slices import OTHERS
from kpiframe.data.database import Database
from kpiframe.data.filter_texts import named
from kpiframe.data.findings import bad_cells, belonging, duplicates, negatives, suspected_totals
from kpiframe.data.headers import match
from kpiframe.data.relations import Relation, Typed, typed
from kpiframe.data.total_words import is_total_text
from kpiframe.data.usage import Usage
from kpiframe.data.warehouse_columns import UnfitError
from kpiframe.data.warehouse_findings import cannot, decomposed, refused
from kpiframe.data.warehouse_inputs import Inputs
from kpiframe.data.warehouse_queries import unfit
from kpiframe.observations import Moved, SourceReport
from kpiframe.problems import FormulaError, Location, Problem, Severity
from kpiframe.sqltext import quote_name
from kpiframe.texts import Text

_EXAMPLES: Final = 3


@dataclass(slots=True)
class Remote:
    """The rows of one source, which stay where they are, and what has been moved of them."""

    usage: Usage
    shown: str
    door: Any
    table: Any
    timezone: str
    rows: Inputs | None = None
    moved: list[tuple[int, int]] = field(default_factory=list)
    """(rows, bytes) of every answer."""

    @property
    def cost(self) -> Moved:
        """What it has cost so far."""
        return Moved(len(self.moved), sum(rows for rows, _ in self.moved), sum(size for _, size in self.moved))

    def ask(self, expression: Any, name: str, database: Database, shares: Mapping[str, float] | None = None) -> str:
        """Run *expression* and keep its rows as a table called *name*; return the quoted name. WarehouseError.

        *shares* are the columns that are quantiles, still to be worked out from the values beside them.
        """
        found = self.door.fetch(expression)
        self.moved.append((found.rows, found.bytes))
        table = found.table
        for column, share in (shares or {}).items():
            table = self.door.between(table, column, share)
        database.register(f"{name}_moved", table)
        database.table(name, f"SELECT * FROM {quote_name(f'{name}_moved')}")
        return quote_name(name)

    def answers(self, expression: Any) -> list[dict[str, Any]]:
        """Run *expression* and return its rows. WarehouseError."""
        found = self.door.fetch(expression)
        self.moved.append((found.rows, found.bytes))
        rows: list[dict[str, Any]] = found.table.to_pylist()
        return rows


Reached = tuple[Relation | None, SourceReport | None, list[Problem]]


def reach(remote: Remote, number: int, database: Database) -> Reached:
    """Count the rows of *remote* and return how the engine is to see it; without relation when it cannot be used."""
    from kpiframe.data.warehouse import WarehouseError

    source = remote.usage.source
    faults = _unfit(remote)
    if faults:
        return None, None, faults
    wanted = [c for c in source.columns if c.name in remote.usage.columns]
    wanted += [c for c in source.columns if c.type.value == "text" and c not in wanted][:1]
    names = list(remote.table.columns)
    places, problems = match(wanted, (names,), source=source.name, path=remote.shown)
    if problems:
        return None, None, problems
    try:
        columns = {c: names[places[c.name]] for c in wanted}
        remote.rows = Inputs(remote.door, remote.table, source, columns, remote.timezone)
        return _told(remote, number, database)
    except UnfitError as error:
        return None, None, [cannot(source, unfit(error))]
    except FormulaError as error:
        return None, None, [belonging(p, source.name, source.location) for p in error.problems]
    except WarehouseError as error:
        return None, None, [refused(source, remote.shown, error.why)]


def _unfit(remote: Remote) -> list[Problem]:
    """Return what cannot be computed there, now that the kind of warehouse is known; nothing has been asked yet."""
    source, backend = remote.usage.source, remote.door.backend
    found = []
    for binding in remote.usage.bindings:
        why = unfit_aggregate(binding.aggregate, source, backend) if binding.aggregate else None
        if why:
            about = Text(f"input {binding.input}: {why.en}", f"đầu vào {binding.input}: {why.vi}")
            found.append(cannot(source, about, binding.location))
    return found


def _told(remote: Remote, number: int, database: Database) -> Reached:
    rows, source = remote.rows, remote.usage.source
    assert rows is not None  # noqa: S101 - the caller made them
    columns = {c.name: typed(c.name, i, c.type, c.scale) for i, c in enumerate(_in_order(rows, remote))}
    texts = _wanted(columns, remote)
    (counts,) = remote.answers(rows.census(texts))
    count = {name: int(value or 0) for name, value in counts.items()}
    kept = count.get("kept", count["read"])
    bad = {n: count[f"bad_{rows.names[n]}"] for n in rows.fallible}
    surplus, notes = _keys(remote, rows)
    below = [(n, count[f"low_{p}"]) for n, p in rows.names.items() if count.get(f"low_{p}")]
    notes += [negatives(source.name, below, source.location)] if below else []
    notes += _totals(remote, rows) if count.get(f"total_{rows.names.get(rows.first_text)}") else []
    loose = [n for n, place in rows.names.items() if count.get(f"loose_{place}")]
    if loose:
        return None, None, [decomposed(source, loose, remote.door.backend.label)]
    tolerated = sum(bad.values()) <= source.max_bad_cells
    faults = [_bad(remote, rows, n, bad[n], tolerated=tolerated) for n in bad if bad[n]]
    problems = [*faults, *(n for n in notes if n.severity is Severity.WARNING)]
    report = SourceReport(
        source.name,
        remote.shown,
        rows=count["read"],
        dropped=count["read"] - kept,
        bad_cells=sum(bad.values()),
        duplicates=surplus,
        nulls={n: kept - count[f"filled_{rows.names[n]}"] for n in remote.usage.columns if n in rows.names},
        notes=tuple(notes),
    )
    if faults and not tolerated:
        return None, None, problems
    held = {name: _held(remote, name, wanted, count) for name, wanted in texts.items()}
    return _relation(remote, columns, held, number=number, database=database), report, problems


def _wanted(columns: Mapping[str, Typed], remote: Remote) -> dict[str, list[str]]:
    """Return the texts that filters look for in each text column."""
    found = named(columns, remote.usage.bindings)
    return {n: list(found.get(n, ())) for n, column in columns.items() if column.kind.sql == "VARCHAR"}


def _held(remote: Remote, name: str, wanted: Sequence[str], count: Mapping[str, int]) -> list[str]:
    """Return the values of a text column that checks look for; more of them only where a text is missing."""
    rows = remote.rows
    assert rows is not None  # noqa: S101 - made before any question
    place = rows.names[name]
    held = [text for i, text in enumerate(wanted) if count[f"has_{place}_{i}"]]
    held += [OTHERS] if count[f"others_{place}"] else []
    asked = [rows.alike(name, wanted)] if count.get(f"near_{place}") else []
    asked += [rows.some(name)] if not set(wanted) <= set(held) else []
    found = [str(row["v"]) for expression in asked for row in remote.answers(expression)]
    return list(dict.fromkeys([*held, *found]))


def _relation(
    remote: Remote,
    columns: Mapping[str, Typed],
    held: Mapping[str, Sequence[str]],
    *,
    number: int,
    database: Database,
) -> Relation:
    """Return the relation: its view holds the texts that checks look for, its days how many rows each has."""
    source, rows = remote.usage.source, remote.rows
    assert rows is not None  # noqa: S101 - made before any question
    days = ""
    if source.time:
        asked = remote.ask(rows.days(), f"__days_{number}", database)
        days = f"SELECT CAST(day AS DATE) AS day, CAST(n AS BIGINT) AS n FROM {asked}"
    parts = []
    for i, (name, texts) in enumerate(held.items()):
        cells = ", ".join(f"{'v' if c.name == name else 'NULL'} AS {c.sql}" for c in columns.values())
        table = f"__texts_{number}_{i}"
        database.register(table, remote.door.texts(texts))
        parts.append(f"SELECT {cells} FROM {quote_name(table)}")
    nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {c.sql}" for c in columns.values())
    view = f"__remote_{number}"
    database.table(view, " UNION ALL ".join([f"SELECT {nothing} WHERE FALSE", *parts]))
    return Relation(source, quote_name(view), dict(columns), timed=source.time is not None, days=days, remote=remote)


def _in_order(rows: Inputs, remote: Remote) -> list[Any]:
    return [c for c in remote.usage.source.columns if c.name in rows.names]


def _keys(remote: Remote, rows: Inputs) -> tuple[int | None, list[Problem]]:
    source = remote.usage.source
    if not source.key:
        return None, []
    surplus = int(remote.answers(rows.surplus())[0]["surplus"] or 0)
    if not surplus:
        return 0, []
    found = remote.answers(rows.examples())
    told = [_example([row[f"k{i}"] for i in range(len(source.key))], int(row["n"])) for row in found]
    return surplus, [duplicates(source.name, source.key, surplus, told[:_EXAMPLES], source.location)]


def _example(values: Sequence[Any], count: int) -> str:
    return f"({', '.join('—' if v is None else str(v) for v in values)}) x {count}"


def _totals(remote: Remote, rows: Inputs) -> list[Problem]:
    source = remote.usage.source
    found = remote.answers(rows.like_totals(rows.first_text))
    held = {str(r["v"]): int(r["n"]) for r in found if is_total_text(str(r["v"]))}
    if not held:
        return []
    some = sorted(held)[:_EXAMPLES]
    return [suspected_totals(source.name, rows.first_text, sum(held.values()), some, source.location)]


def _bad(remote: Remote, rows: Inputs, name: str, count: int, *, tolerated: bool) -> Problem:
    source, column = remote.usage.source, remote.usage.source.column(name)
    place, row = Location(remote.shown), Text("a row", "một dòng")
    cells = [(place, row, str(found["cell"])) for found in remote.answers(rows.bad_cells(name))]
    return bad_cells(
        source.name,
        name,
        count=count,
        cells=cells,
        allowed=rows.reads[name].allowed,
        at=column.location if column else source.location,
        tolerated=tolerated,
    )
