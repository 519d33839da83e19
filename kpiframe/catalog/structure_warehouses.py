"""Checked raw data -> Warehouse; what a source in a warehouse cannot do is told before anything is asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kpiframe.catalog.bindings import Aggregate, Source
from kpiframe.catalog.capabilities import unfit_aggregate, unfit_column, unfit_formula
from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.warehouses import BACKENDS, Warehouse
from kpiframe.problems import Problem, Problems
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
_ROWS: Final = Text(
    "declare `fetch: rows` to compute it here, or make a view in the warehouse",
    "khai báo `fetch: rows` để tính tại đây, hoặc tạo view trong kho dữ liệu",
)


def warehouse_of(raw: Raw) -> Warehouse | None:
    """Return the table of a warehouse that *raw* names; ``None`` when it names none."""
    data = raw.data.get("warehouse")
    if data is None:
        return None
    url = data.get("url")
    variable = url.get("env") if isinstance(url, Mapping) else None
    name = variable if isinstance(variable, str) and _VARIABLE.fullmatch(variable) else ""
    return Warehouse(name, data.get("table", ""), data.get("kind", ""), data.get("fetch") == "rows")


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
        problems.add(_literal(raw))
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


def _literal(raw: Raw) -> Problem:
    """KPF252. The value is never repeated: it may be a password."""
    message = Text(
        "url takes the name of an environment variable; addresses and passwords do not belong into definitions",
        "url nhận tên một biến môi trường; địa chỉ và mật khẩu không được nằm trong tệp khai báo",
    )
    hint = Text("write it like url: {env: WAREHOUSE_URL}", "hãy viết như url: {env: WAREHOUSE_URL}")
    return Problem("KPF252", message, raw.place(("warehouse", "url"), True), help=hint, subject=raw.name)


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
