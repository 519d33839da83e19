"""What can be wrong with a source in a warehouse, worded once. No message holds any part of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.codes import NAMES
from kpiframe.catalog.warehouses import BACKENDS
from kpiframe.observations import Moved
from kpiframe.problems import Location, Problem, Severity
from kpiframe.texts import Text

_ROWS: Final = Text(
    "declare `fetch: rows` to compute it here, or make a view in the warehouse",
    "khai báo `fetch: rows` để tính tại đây, hoặc tạo view trong kho dữ liệu",
)


def cannot(source: Source, why: Text, at: Location | None = None) -> Problem:
    """KPF250: the warehouse of *source* cannot do what is asked."""
    return _problem("KPF250", source, why, at=at, hint=_ROWS)


def decomposed(source: Source, columns: Sequence[str], label: str) -> Problem:
    """KPF250: equal words would count as two, and filters would miss them."""
    why = Text(
        f"texts of {', '.join(columns)} are in decomposed Unicode, which {label} cannot compose",
        f"văn bản ở cột {', '.join(columns)} ở dạng Unicode tổ hợp rời, {label} không tự ghép lại được",
    )
    return cannot(source, why)


def refused(source: Source, shown: str, why: Text) -> Problem:
    """KPF251: no connection, no such table, no right to read it, or a query that failed."""
    told = Text(f"{shown} cannot be read: {why.en}", f"không đọc được {shown}: {why.vi}")
    return _problem("KPF251", source, told)


def unset(source: Source, variable: str) -> Problem:
    """KPF251: the environment variable with the address is missing or empty."""
    why = Text(f"the environment variable {variable} is not set", f"chưa đặt biến môi trường {variable}")
    hint = Text(
        f"set {variable} to an address such as postgres://USER:PASSWORD@HOST/DATABASE",
        f"đặt {variable} thành một địa chỉ, chẳng hạn postgres://USER:PASSWORD@HOST/DATABASE",
    )
    return _problem("KPF251", source, why, hint=hint)


def no_warehouse(source: Source, variable: str) -> Problem:
    """KPF251: the address names no kind of warehouse that is known; it is not repeated."""
    why = Text(
        f"the address in {variable} names no warehouse that is known",
        f"địa chỉ trong {variable} không thuộc kho dữ liệu nào được hỗ trợ",
    )
    allowed = tuple(f"{backend.schemes[0]}://" for backend in BACKENDS.values())
    return _problem("KPF251", source, why, allowed=allowed)


def other_kind(source: Source, declared: str, found: str) -> Problem:
    """KPF251: the address is of another kind than the source declares."""
    why = Text(
        f"the address is of {found}, the source declares {declared}",
        f"địa chỉ thuộc {found} nhưng nguồn khai báo {declared}",
    )
    return _problem("KPF251", source, why)


def cost(source: Source, shown: str, moved: Moved) -> Problem:
    """KPF254: what was asked of a warehouse and what came here; only told."""
    size = f"{moved.bytes / 1000:,.1f} kB" if moved.bytes < 1_000_000 else f"{moved.bytes / 1_000_000:,.1f} MB"
    why = Text(
        f"{shown}: {moved.queries} queries, {moved.rows:,} rows moved here, {size}",
        f"{shown}: {moved.queries} truy vấn, chuyển về {moved.rows:,} dòng, {size}",
    )
    return replace(_problem("KPF254", source, why), severity=Severity.INFO)


def missing_extra(source: Source, label: str, install: str) -> Problem:
    """KPF253: what reads this kind of warehouse is not installed."""
    why = Text(f"reading {label} needs packages that are not installed", f"chưa cài các gói cần để đọc {label}")
    return _problem("KPF253", source, why, hint=Text(f"install them: {install}", f"hãy cài: {install}"))


def _problem(
    code: str,
    source: Source,
    why: Text,
    *,
    at: Location | None = None,
    allowed: tuple[str, ...] = (),
    hint: Text | None = None,
) -> Problem:
    message = Text(f"source {source.name}: {why.en}", f"nguồn {source.name}: {why.vi}")
    place = at if at is not None and at.file else source.location
    return Problem(code, message, place, name=NAMES[code], allowed=allowed, help=hint, subject=source.name)
