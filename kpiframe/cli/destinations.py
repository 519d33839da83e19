"""Where results go: which format a file gets, Parquet files, and the tables of ``--to``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kpiframe.cli.places import placing
from kpiframe.problems import Problem, UsageError, did_you_mean
from kpiframe.texts import Text, same

if TYPE_CHECKING:
    from kpiframe.data.result_merge import Written
    from kpiframe.data.warehouse_writing import Target
    from kpiframe.project import Project

FORMATS: Final = ("table", "json", "csv", "ndjson", "parquet", "xlsx")
SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".txt": "table",
        ".json": "json",
        ".csv": "csv",
        ".ndjson": "ndjson",
        ".jsonl": "ndjson",
        ".parquet": "parquet",
        ".xlsx": "xlsx",
    }
)
"""What ``-o`` writes when no format is named."""
_BINARY: Final = ("parquet", "xlsx")
_MEGABYTE: Final = 1_000_000
_DUCKDB: Final = "duckdb"
_FILE: Final = f"{_DUCKDB}:FILE"

Rows = Iterable[tuple[Any, ...]]
"""Of the tidy table, cells in the order of its columns."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A table that takes results: of a DuckDB *file*, or the *target* in a warehouse."""

    shown: str
    file: Path | None = None
    target: Target | None = None


def format_of(kind: str | None, output: Path | None) -> str:
    """Return the format to write. UsageError for a file whose name says another one, and for bytes on a terminal."""
    if output is None:
        if kind in _BINARY:
            message = Text(f"{kind} needs a file", f"dạng {kind} cần một tệp")
            hint = Text(f"add -o results.{kind}", f"thêm -o results.{kind}")
            raise _refused(message, hint)
        return kind or "table"
    suffix = output.suffix.lower()
    said = SUFFIXES.get(suffix)
    if kind is None:
        if said is None and suffix:
            raise _unknown_suffix(output, suffix)
        return said or "table"
    if (kind in _BINARY and said != kind) or (said in _BINARY and said != kind):
        message = Text(f"{output} is no name for {kind}", f"{output} không phải tên tệp cho dạng {kind}")
        raise _refused(message, same(f"-o {output.with_suffix(f'.{kind}')}"))
    return kind


def destination_of(text: str, project: Callable[[], Project], environ: Mapping[str, str]) -> Destination:
    """Return what ``--to`` names: ``duckdb:FILE``, or ``NAME[:TABLE]`` with the name of a warehouse of the *project*.

    UsageError for any other, with what can be done instead. An address is never repeated: it may hold a password.
    """
    name, _, place = text.partition(":")
    if name == _DUCKDB and place:
        return Destination(place, file=Path(place))
    definition = project()
    outlet = definition.warehouses.get(name)
    if outlet and not place.startswith("//"):
        from kpiframe.data.warehouse_writing import target_of

        target = target_of(outlet, place, tuple(definition.sources.values()), environ)
        return Destination(target.shown, target=target)
    if "://" in text or name.partition("+")[0] in _schemes():
        raise _address(name)
    message = Text(f"{name!r} is no place for results", f"{name!r} không phải nơi ghi kết quả")
    meant = tuple(_FILE if n == _DUCKDB else n for n in did_you_mean(name, [_DUCKDB, *definition.warehouses]))
    raise _refused(message, allowed=(_FILE, *(f"{n}[:TABLE]" for n in definition.warehouses)), meant=meant)


def _schemes() -> set[str]:
    from kpiframe.catalog.warehouses import BACKENDS

    return {scheme for backend in BACKENDS.values() for scheme in backend.schemes}


def _address(scheme: str) -> UsageError:
    message = Text(
        f"--to takes the name of a warehouse, not its address ({scheme}://)",
        f"--to nhận tên của kho dữ liệu chứ không nhận địa chỉ ({scheme}://)",
    )
    hint = Text(
        "declare it in kpiframe.yaml, warehouses: {reports: {url: {env: REPORTS_URL}}}, and write --to reports",
        "khai báo trong kpiframe.yaml, warehouses: {reports: {url: {env: REPORTS_URL}}}, rồi ghi --to reports",
    )
    return _refused(message, hint)


def spare_sources(paths: Sequence[Path], project: Project) -> None:
    """Raise UsageError when one of *paths* is, or would become, a file the *project* reads."""
    for path in paths:
        for source in project.sources.values():
            if source.path is not None and _reads(project.root / source.folder / source.path, path.resolve()):
                message = Text(
                    f"{path} is a file of the source {source.name}; results do not go there",
                    f"{path} là tệp của nguồn {source.name}; không ghi kết quả vào đó",
                )
                raise _refused(message, Text("choose another name", "chọn tên khác"))


def _reads(written: Path, path: Path) -> bool:
    if written.is_dir():
        return path.parent == written.resolve()
    if any(c in written.name for c in "*?"):
        return path.parent == written.parent.resolve() and fnmatchcase(path.name, written.name)
    return path == written.resolve()


def write_rows(rows: Rows, slices: Sequence[str], path: Path, *, force: bool) -> Path:
    """Write *rows* of the tidy table to the Parquet file *path*. UsageError when it cannot be written."""
    from kpiframe.data.writing import write_parquet

    with placing(path, force=force) as beside:
        write_parquet(beside, _columns(slices), rows, shown=path)
    return path


def send(rows: Rows, slices: Sequence[str], to: Destination) -> Written:
    """Merge *rows* of the tidy table into the table *to* names; tell what became of it. UsageError."""
    if to.target:
        from kpiframe.data.warehouse_writing import write_results

        return write_results(to.target, _columns(slices), iter(rows))
    from kpiframe.data.writing import write_table

    return write_table(Path(to.shown), _columns(slices), rows)


def told(to: Destination, done: Written) -> Text:
    """Return what a run did to a table, and what went to a warehouse."""
    counts = Text(
        f"{done.added:,} rows added, {done.replaced:,} replaced, {done.superseded:,} superseded, "
        f"{done.unchanged:,} unchanged",
        f"thêm {done.added:,} dòng, thay {done.replaced:,} dòng, {done.superseded:,} dòng không còn hiệu lực, "
        f"{done.unchanged:,} dòng không đổi",
    )
    if done.sent is None:
        return Text(f"{to.shown}: {counts.en}", f"{to.shown}: {counts.vi}")
    rows, size = done.sent
    moved = f"{size / 1000:,.1f} kB" if size < _MEGABYTE else f"{size / _MEGABYTE:,.1f} MB"
    return Text(
        f"{to.shown}: {counts.en}; {rows:,} rows sent, {moved}",
        f"{to.shown}: {counts.vi}; đã gửi {rows:,} dòng, {moved}",
    )


def _columns(slices: Sequence[str]) -> list[tuple[str, str]]:
    from kpiframe.render.table import columns

    return [(column.name, column.kind) for column in columns(slices)]


def _unknown_suffix(output: Path, suffix: str) -> UsageError:
    message = Text(f"{output}: no format ends in {suffix}", f"{output}: không có dạng nào có đuôi {suffix}")
    if suffix in (".html", ".htm", ".md", ".pdf"):
        return _refused(message, Text("pages are written by kpiframe report", "các trang do kpiframe report viết"))
    hint = Text(
        "end it in one of these, or name the format: --format", "dùng một trong các đuôi này, hoặc nêu --format"
    )
    return _refused(message, hint, allowed=tuple(SUFFIXES), meant=did_you_mean(suffix, SUFFIXES))


def _refused(
    message: Text, hint: Text | None = None, *, allowed: tuple[str, ...] = (), meant: tuple[str, ...] = ()
) -> UsageError:
    return UsageError(Problem("KPF910", message, name="bad-destination", help=hint, allowed=allowed, meant=meant))
