"""Where results go: which format a file gets, how it is written, and the tables of ``--to``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kpiframe.cli.places import placing, write_new
from kpiframe.problems import Problem, UsageError, did_you_mean
from kpiframe.texts import Text, same

if TYPE_CHECKING:
    from kpiframe.api import Card
    from kpiframe.data.writing import Written
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
_WAREHOUSES: Final = (
    "postgresql", "postgres", "bigquery", "snowflake", "trino", "clickhouse", "databricks", "spark", "warehouse",
)  # fmt: skip

Cards = Sequence["Card"]
"""Of one project, the total first."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A table that takes results: ``duckdb:FILE``."""

    scheme: str
    place: str


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


def destination_of(text: str) -> Destination:
    """Return what ``--to`` names: ``duckdb:FILE``. UsageError for any other, with what can be done instead."""
    scheme, _, place = text.partition(":")
    if scheme == "duckdb" and place:
        return Destination(scheme, place)
    if scheme.partition("+")[0] in _WAREHOUSES:
        message = Text(
            f"results cannot be written to a warehouse ({scheme}) yet",
            f"chưa ghi được kết quả vào kho dữ liệu ({scheme})",
        )
        hint = Text(
            "write duckdb:FILE or -o results.parquet, and load that",
            "ghi duckdb:TỆP hoặc -o results.parquet rồi nạp tệp đó",
        )
        raise _refused(message, hint)
    message = Text(f"{scheme!r} is no place for results", f"{scheme!r} không phải nơi ghi kết quả")
    raise _refused(
        message, allowed=("duckdb:FILE",), meant=("duckdb:FILE",) if did_you_mean(scheme, ["duckdb"]) else ()
    )


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


def write(cards: Cards, kind: str, path: Path, language: str, *, force: bool) -> Path:
    """Write *cards* to *path* in a format that is no terminal table. UsageError when it cannot be written."""
    if kind == "parquet":
        from kpiframe.data.writing import write_parquet

        with placing(path, force=force) as beside:
            write_parquet(beside, *_table(cards), shown=path)
        return path
    return write_new(path, _WRITERS[kind](cards, language), force=force)


def text_of(cards: Cards, kind: str) -> str:
    """Return *cards* in a format of text that is no terminal table."""
    made = _WRITERS[kind](cards, "en")
    if isinstance(made, bytes):
        raise TypeError(kind)
    return made


def send(cards: Cards, to: Destination) -> Written:
    """Merge the rows of *cards* into the table *to* names; tell what became of it. UsageError."""
    from kpiframe.data.writing import write_table

    return write_table(Path(to.place), *_table(cards))


def _json(cards: Cards, _language: str) -> str:
    from kpiframe.render.to_json import to_json

    return to_json(cards[0].to_dict() if len(cards) == 1 else [card.to_dict() for card in cards])


def _csv(cards: Cards, _language: str) -> str:
    from kpiframe.render.to_csv import to_csv

    return to_csv((card.to_dict() for card in cards), cards[0].definition.slice_by)


def _ndjson(cards: Cards, _language: str) -> str:
    from kpiframe.render.to_ndjson import to_ndjson

    return to_ndjson((card.to_dict() for card in cards), cards[0].definition.slice_by)


def _xlsx(cards: Cards, language: str) -> bytes:
    from kpiframe.render.to_xlsx import to_xlsx

    return to_xlsx([card.to_dict() for card in cards], language)


_WRITERS: Final[Mapping[str, Callable[[Cards, str], str | bytes]]] = MappingProxyType(
    {"json": _json, "csv": _csv, "ndjson": _ndjson, "xlsx": _xlsx}
)


def _table(cards: Cards) -> tuple[list[tuple[str, str]], Iterator[tuple[Any, ...]]]:
    """Return the columns and the rows of all *cards*; one card is laid out at a time."""
    from kpiframe.render.table import columns

    found = (tuple(row.values()) for card in cards for row in card.table())
    return [(column.name, column.kind) for column in columns(cards[0].definition.slice_by)], found


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
