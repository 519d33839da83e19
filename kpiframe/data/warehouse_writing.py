"""Results into a table of a warehouse: what can be told before any work, then the writing itself.

Nothing in a definition starts this or names a table: only ``--to`` does. Problems hold no part of an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.warehouses import BACKENDS, Backend, Outlet, backend_of
from kpiframe.data.result_merge import TABLE, Columns, Rows, Written
from kpiframe.data.result_shape import ForeignTableError
from kpiframe.data.warehouse_opening import lacking_module
from kpiframe.data.warehouse_secrets import Address, address_of
from kpiframe.problems import Problem, UsageError
from kpiframe.texts import Text

_NAME: Final = re.compile(r"[^\W\d][\w$-]*")


@dataclass(frozen=True, slots=True)
class Target:
    """A table that takes results. Its ``repr`` shows no address."""

    outlet: Outlet
    table: tuple[str, ...]
    """Its names: catalog and schema when given, then its own."""
    backend: Backend
    address: Address

    @property
    def shown(self) -> str:
        """How messages call it: ``NAME:TABLE``."""
        return f"{self.outlet.name}:{'.'.join(self.table)}"


def target_of(outlet: Outlet, table: str, sources: Sequence[Source], variables: Mapping[str, str]) -> Target:
    """Return the *table* (``kpiframe_results`` when empty) of a declared warehouse; no connection is made.

    UsageError: the variable is not set or names no warehouse that takes results, the driver is not installed, the
    table's name is none, or one of *sources* is read from that table.
    """
    url = variables.get(outlet.variable, "").strip()
    if not url:
        raise _refused(*_unset(outlet))
    address = address_of(url)
    backend = _backend(outlet, address)
    names = tuple((table or TABLE).split("."))
    if len(names) > backend.table_parts or not all(_fits(name, backend) for name in names):
        raise _refused(*_bad_table(table, backend))
    missing = lacking_module(backend)
    if missing:
        why = Text(
            f"{backend.label} needs packages that are not installed", f"chưa cài các gói cần cho {backend.label}"
        )
        raise _refused(why, Text(f"install them: {missing}", f"hãy cài: {missing}"))
    for source in sources:
        read = source.warehouse
        if read and read.variable == outlet.variable and _may_be_same(read.table.split("."), names):
            why = Text(
                f"{read.table} is the table of the source {source.name}; results do not go there",
                f"{read.table} là bảng của nguồn {source.name}; không ghi kết quả vào đó",
            )
            raise _refused(why, Text("choose another table", "chọn bảng khác"))
    return Target(outlet, names, backend, address)


def write_results(target: Target, columns: Columns, rows: Rows) -> Written:
    """Merge *rows* into the table of *target* as ``write_table`` does into a file. UsageError (KPF909)."""
    from kpiframe.data.warehouse import WarehouseError, connect

    long = [name for name, _ in columns if len(name.encode()) > target.backend.longest_name]
    if long:
        most = target.backend.longest_name
        why = Text(
            f"the name of a column is longer than {most} bytes: {', '.join(long)}",
            f"tên cột dài hơn {most} byte: {', '.join(long)}",
        )
        raise _failed(target, why, Text("shorten the name of the slice", "rút ngắn tên lát cắt"))
    try:
        door = connect(target.backend, target.address, writes=True)
    except WarehouseError as error:
        raise _failed(target, error.why) from None
    try:
        if target.backend.kind == "postgres":
            from kpiframe.data.postgres_results import write_postgres as write
        else:
            from kpiframe.data.spark_results import write_spark as write
        return write(door, target.table, columns, rows)
    except WarehouseError as error:
        raise _failed(target, error.why) from None
    except ForeignTableError as error:
        raise _foreign(target, error.columns) from None
    finally:
        door.close()


def _backend(outlet: Outlet, address: Address) -> Backend:
    backend = backend_of(address.url)
    if backend is None or (outlet.kind and outlet.kind != backend.kind):
        raise _refused(*_other(outlet, backend))
    if not backend.takes_results:
        why = Text(
            f"results cannot be written to {backend.label}: kpiframe writes only where its tests do",
            f"không ghi được kết quả vào {backend.label}: kpiframe chỉ ghi vào nơi đã được kiểm thử thật",
        )
        hint = Text(
            "write -o results.parquet and load that with the warehouse's own loader",
            "ghi -o results.parquet rồi nạp bằng công cụ của kho dữ liệu",
        )
        raise _refused(why, hint, tuple(b.label for b in BACKENDS.values() if b.takes_results))
    return backend


def _fits(name: str, backend: Backend) -> bool:
    return bool(_NAME.fullmatch(name)) and len(name.encode()) <= backend.longest_name


def _may_be_same(read: Sequence[str], written: Sequence[str]) -> bool:
    """Whether two names may be one table: what only one of them says does not tell them apart."""
    pairs = zip(reversed(read), reversed(written), strict=False)
    return all(one.casefold() == other.casefold() for one, other in pairs)


def _unset(outlet: Outlet) -> tuple[Text, Text]:
    name = outlet.variable
    return (
        Text(f"the environment variable {name} is not set", f"chưa đặt biến môi trường {name}"),
        Text(
            f"set {name} to an address such as postgres://USER:PASSWORD@HOST/DATABASE",
            f"đặt {name} thành một địa chỉ, chẳng hạn postgres://USER:PASSWORD@HOST/DATABASE",
        ),
    )


def _other(outlet: Outlet, found: Backend | None) -> tuple[Text, None, tuple[str, ...]]:
    name = outlet.variable
    if found:
        why = Text(
            f"the address in {name} is of {found.kind}, {outlet.name} is declared as {outlet.kind}",
            f"địa chỉ trong {name} thuộc {found.kind} nhưng {outlet.name} được khai báo là {outlet.kind}",
        )
        return why, None, ()
    why = Text(
        f"the address in {name} names no warehouse that is known",
        f"địa chỉ trong {name} không thuộc kho dữ liệu nào được hỗ trợ",
    )
    return why, None, tuple(f"{b.schemes[0]}://" for b in BACKENDS.values() if b.takes_results)


def _bad_table(table: str, backend: Backend) -> tuple[Text, Text]:
    allowed = ("TABLE", "SCHEMA.TABLE", "CATALOG.SCHEMA.TABLE")[: backend.table_parts]
    return (
        Text(f"{table!r} is no name of a table for results", f"{table!r} không phải tên bảng để ghi kết quả"),
        Text(
            f"{' or '.join(allowed)}; letters, digits, _, $ and -, at most {backend.longest_name} bytes each",
            f"{' hoặc '.join(allowed)}; chữ cái, chữ số, _, $ và -, mỗi tên tối đa {backend.longest_name} byte",
        ),
    )


def _refused(why: Text, hint: Text | None = None, allowed: tuple[str, ...] = ()) -> UsageError:
    return UsageError(Problem("KPF910", why, name="bad-destination", help=hint, allowed=allowed))


def _failed(target: Target, why: Text, hint: Text | None = None) -> UsageError:
    message = Text(f"{target.shown} was not written: {why.en}", f"không ghi được {target.shown}: {why.vi}")
    return UsageError(Problem("KPF909", message, name="results-not-written", help=hint))


def _foreign(target: Target, columns: Sequence[str]) -> UsageError:
    which = ", ".join(columns)
    more = Text(f": {which} missing or of another type", f": {which} thiếu hoặc khác kiểu") if which else Text("", "")
    why = Text(
        f"{target.shown} is there and kpiframe did not make it{more.en}",
        f"đã có {target.shown} không phải do kpiframe tạo{more.vi}",
    )
    hint = Text("name another table: --to NAME:TABLE", "chọn bảng khác: --to TÊN:BẢNG")
    return UsageError(Problem("KPF909", why, name="results-not-written", help=hint))
