"""From the name of an environment variable to a table of a warehouse, asked for totals or fetched row by row."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.warehouses import EXTRA, Backend, Warehouse, backend_of
from kpiframe.data.database import Database
from kpiframe.data.usage import Usage
from kpiframe.data.warehouse_findings import missing_extra, no_warehouse, other_kind, refused, unset
from kpiframe.data.warehouse_secrets import Address, address_of
from kpiframe.data.warehouse_source import Remote
from kpiframe.problems import Problem

_NEEDED: Final = ("ibis", "pandas", "pyarrow", "pyarrow_hotfix", "rich")
"""What Ibis imports whichever warehouse it talks to."""
Found = tuple[dict[str, Remote], dict[str, Any], list[Problem]]
"""Tables by source, the rows of those that were fetched, and what is wrong."""


def open_warehouses(
    used: Sequence[Usage],
    frames: Mapping[str, Any],
    variables: Mapping[str, str],
    timezone: str,
    database: Database,
) -> Found:
    """Find the table of every source in a warehouse unless a frame stands for it; fetch rows where that is declared."""
    remotes: dict[str, Remote] = {}
    fetched: dict[str, Any] = {}
    problems: list[Problem] = []
    for usage in used:
        source = usage.source
        if source.warehouse is None or source.name in frames:
            continue
        found = _opened(usage, variables, timezone, database)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        if source.warehouse.rows:
            rows = _fetched(found)
            if isinstance(rows, Problem):
                problems.append(rows)
                continue
            fetched[source.name] = rows
        remotes[source.name] = found
    return remotes, fetched, problems


def _opened(usage: Usage, variables: Mapping[str, str], timezone: str, database: Database) -> Remote | Problem:
    """Return the table a source names, or why it cannot be had. One connection serves all sources of one address."""
    source = usage.source
    wanted = source.warehouse or Warehouse("", "")
    url = variables.get(wanted.variable, "")
    if not url.strip():
        return unset(source, wanted.variable)
    address = address_of(url.strip())
    backend = backend_of(address.url)
    if backend is None:
        return no_warehouse(source, wanted.variable)
    if wanted.kind and wanted.kind != backend.kind:
        return other_kind(source, wanted.kind, backend.kind)
    missing = _missing(source, backend)
    if missing:
        return missing
    return _reached(usage, address, backend, timezone=timezone, database=database)


def _reached(
    usage: Usage, address: Address, backend: Backend, *, timezone: str, database: Database
) -> Remote | Problem:
    from kpiframe.data.warehouse import WarehouseError, connect

    source = usage.source
    table = source.warehouse.table if source.warehouse else ""
    shown = f"{backend.kind}:{table}"
    try:
        door = database.share(f"warehouse {address.url}", lambda: connect(backend, address))
        return Remote(usage, shown, door, door.table(table), timezone)
    except WarehouseError as error:
        return refused(source, shown, error.why)


def _missing(source: Source, backend: Backend) -> Problem | None:
    install = lacking_module(backend)
    return missing_extra(source, backend.label, install) if install else None


def lacking_module(backend: Backend) -> str:
    """Return the line that installs what a connection to *backend* needs; empty when all is there."""
    for module, install in (*((m, EXTRA) for m in _NEEDED), (backend.driver, backend.install)):
        try:
            importlib.import_module(module)
        except ImportError:
            return install
    return ""


def _fetched(remote: Remote) -> Any:
    """Return the declared columns of every row as an Arrow table, or why they cannot be had."""
    from kpiframe.data.warehouse import WarehouseError

    source = remote.usage.source
    headers = {text.strip() for c in source.columns for text in (c.header, *c.headers)}
    held = [name for name in remote.table.columns if name.strip() in headers]
    try:
        found = remote.door.fetch(remote.table.select(held) if held else remote.table)
    except WarehouseError as error:
        return refused(source, remote.shown, error.why)
    remote.moved.append((found.rows, found.bytes))
    return found.table
