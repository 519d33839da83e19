"""Checked raw data -> Warehouse; what a source in a warehouse cannot do is told before anything is asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kpiframe.catalog.ancestry import Home
from kpiframe.catalog.bindings import Aggregate, Source
from kpiframe.catalog.capabilities import unfit_aggregate, unfit_column, unfit_formula
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.warehouses import BACKENDS, Outlet, Warehouse
from kpiframe.problems import Location, Problem, Problems
from kpiframe.texts import Text

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_FILES: Final = (
    "path",
    "format",
    "delimiter",
    "quote",
    "decimal",
    "thousands",
    "encoding",
    "header",
    "header_rows",
    "footer",
    "sheet",
    "table",
    "preamble",
    "adapter",
    "table_ends",
    "currency_column",
)
_SHAPES: Final = ("derive", "join", "union", "query")
RESERVED: Final = "duckdb"
"""What ``--to`` reads as a file."""
_ROWS: Final = Text(
    "declare `fetch: rows` to compute it here, or make a view in the warehouse",
    "khai báo `fetch: rows` để tính tại đây, hoặc tạo view trong kho dữ liệu",
)


def warehouse_of(raw: Raw) -> Warehouse | None:
    """Return the table of a warehouse that *raw* names; ``None`` when it names none."""
    data = raw.data.get("warehouse")
    if data is None:
        return None
    return Warehouse(_variable(data), data.get("table", ""), data.get("kind", ""), data.get("fetch") == "rows")


def outlets_of(homes: Sequence[Home], problems: Problems) -> dict[str, Outlet]:
    """Return the warehouses by name that ``warehouses:`` declares, each from the nearest home that writes it."""
    found: dict[str, Outlet] = {}
    for home in homes:
        for name, data in (home.get("warehouses") or {}).items():
            variable = _variable(data)
            at = home.document.place(("warehouses", name))
            if not variable:
                problems.add(_literal(home.document.place(("warehouses", name, "url"), key=True), name))
            if name == RESERVED:
                problems.add(_reserved(at))
            found[name] = Outlet(name, variable, data.get("kind", ""), at)
    return found


def _variable(data: Mapping[str, Any]) -> str:
    """Return the environment variable that ``url: {env: NAME}`` names; empty for anything else."""
    url = data.get("url")
    variable = url.get("env") if isinstance(url, Mapping) else None
    return variable if isinstance(variable, str) and _VARIABLE.fullmatch(variable) else ""


def check_warehouse(raw: Raw, source: Source, known: Mapping[str, Source], problems: Problems) -> None:
    """Add what is wrong with a source in a warehouse, or with one made from it."""
    for name in source.made_from:
        if name in known and not _has_rows(known[name]):
            message = Text(
                f"source {name} is asked for totals only, so no other source can be made of its rows",
                f"nguồn {name} chỉ được hỏi số tổng, nên không thể tạo nguồn khác từ các dòng của nó",
            )
            problems.add(Problem("KPF250", message, raw.location, help=_ROWS, subject=raw.name))
    if source.warehouse is None:
        return
    if not source.warehouse.variable:
        problems.add(_literal(raw.place(("warehouse", "url"), True), raw.name))
    _check_company(raw, problems)
    if not source.warehouse.rows:
        _check_pushed(raw, source, problems)


def check_asked(raw: Raw, source: Source, aggregate: Aggregate, problems: Problems) -> None:
    """Add why the warehouse of *source* cannot compute *aggregate*."""
    if source.warehouse and not source.warehouse.rows:
        fault = unfit_aggregate(aggregate, source, BACKENDS.get(source.warehouse.kind))
        problems.extend([cannot(raw, ("agg",), fault)] if fault else [])


def cannot(raw: Raw, path: tuple[Any, ...], why: Text) -> Problem:
    """KPF250: something that cannot be computed in the warehouse of a source."""
    return Problem("KPF250", why, raw.place(path), help=_ROWS, subject=raw.name)


def _has_rows(source: Source) -> bool:
    return source.warehouse is None or source.warehouse.rows


def _literal(at: Location, name: str) -> Problem:
    """KPF252. The value is never repeated: it may be a password."""
    message = Text(
        "url takes the name of an environment variable; addresses and passwords do not belong into definitions",
        "url nhận tên một biến môi trường; địa chỉ và mật khẩu không được nằm trong tệp khai báo",
    )
    hint = Text("write it like url: {env: WAREHOUSE_URL}", "hãy viết như url: {env: WAREHOUSE_URL}")
    return Problem("KPF252", message, at, help=hint, subject=name)


def _reserved(at: Location) -> Problem:
    message = Text(
        f"no warehouse can be called {RESERVED}: --to {RESERVED}:FILE is a file",
        f"không đặt tên kho dữ liệu là {RESERVED} được: --to {RESERVED}:TỆP là một tệp",
    )
    return Problem("KPF503", message, at, subject=RESERVED)


def _check_company(raw: Raw, problems: Problems) -> None:
    for key in raw.data:
        if key in _FILES or key in _SHAPES:
            message = Text(f"{key} does not go with warehouse", f"{key} không đi cùng warehouse")
            problems.add(Problem("KPF503", message, raw.place((key,), key=True), subject=raw.name))


def _check_pushed(raw: Raw, source: Source, problems: Problems) -> None:
    if source.totals:
        why = Text("totals are rows of a file; drop_rows leaves rows out", "totals là dòng của tệp; hãy dùng drop_rows")
        problems.add(cannot(raw, ("totals",), why))
    for column in source.columns:
        fault = unfit_column(column)
        problems.extend([cannot(raw, ("columns", column.name), fault)] if fault else [])
    for index, formula in enumerate(source.drop_rows):
        fault = unfit_formula(formula, source)
        problems.extend([cannot(raw, ("drop_rows", index), fault)] if fault else [])
