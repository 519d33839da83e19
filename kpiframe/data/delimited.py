"""Delimited text: the declared dialect, a header read by ourselves, every cell as text, every broken line told."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final

from kpiframe.catalog.bindings import Source
from kpiframe.data.database import Database
from kpiframe.data.files import plain
from kpiframe.data.filling import Filling
from kpiframe.data.findings import unreadable, unusable
from kpiframe.data.footers import without_last
from kpiframe.data.headers import Names, currencies_in, full, match, matched, names_of
from kpiframe.data.hints import delimiter_in, undecodable
from kpiframe.data.line_breaks import mixed
from kpiframe.data.preamble import NOTHING_SAID, Said, read_preamble
from kpiframe.data.recognising import other_file, strangers
from kpiframe.problems import Problem
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

_SEARCHED: Final = 200
"""Lines ``header: find`` looks at."""
_WIDEST: Final = 5_000
"""Cells of a header; a wider one is no table anybody declared."""
_LINE_LIMIT: Final = 2_000_000
_UTF8: Final = frozenset({"utf-8", "utf8", "utf-8-sig", "utf_8", "ascii", "us-ascii"})


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file, ready to be read: where its columns are and where its rows begin."""

    source: Source
    path: Path
    """The declared file."""
    shown: str
    places: Mapping[str, int]
    """Declared column -> position."""
    width: int
    """Cells per row."""
    preamble: int
    """Physical lines above the first row: preamble and header."""
    read: Path
    """What the engine reads: the file, or a clean copy of its rows."""
    skip: int
    numbered: bool = False
    """Whether the last cell of every row of ``read`` is the number of its line in ``path``."""
    notes: tuple[Problem, ...] = ()
    """What was noticed while it was opened."""
    said: Said = NOTHING_SAID
    currencies: Mapping[str, str] = field(default_factory=dict)
    """Column -> currency, where its header names one."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Column -> its sheet and letter in a workbook, as in ``T10!B``."""


def open_table(
    source: Source, path: Path, shown: str, database: Database, clean: str
) -> tuple[Table | None, list[Problem]]:
    """Read the header of *path* and prepare its rows. ``None`` with problems when that is impossible.

    *clean* names the temporary copy, should one be needed.
    """
    fault = _dialect_fault(source)
    if fault:
        return None, [unusable(source.name, fault, source.location)]
    try:
        with decoded(source, path) as stream:
            found = _find_header(source, stream)
    except UnicodeError as error:
        return None, [_undecodable(source, path, shown, error)]
    except (OSError, csv.Error) as error:
        why = Text(f"its header is no {source.format} line ({error})", f"dòng tiêu đề không hợp lệ ({error})")
        return None, [unreadable(source.name, shown, why, source.location)]
    names, preamble, above = found
    header = names[-1] if names else []
    if not any(names):
        why = Text("it has no header line", "tệp không có dòng tiêu đề")
        return None, [unreadable(source.name, shown, why, source.location)]
    if len(header) > _WIDEST:
        why = Text(f"its header has more than {_WIDEST} cells", f"dòng tiêu đề có hơn {_WIDEST} ô")
        return None, [unreadable(source.name, shown, why, source.location)]
    places, problems = match(source.columns, names, source=source.name, path=shown)
    if problems:
        problems[0] = replace(problems[0], help=delimiter_in(header) or problems[0].help)
        return None, other_file(source, shown, _first_rows(source, path), problems)
    present = replace(source, columns=tuple(c for c in source.columns if c.name in places))
    said = read_preamble(source.preamble, above)
    table = Table(present, path, shown, places, len(header), preamble, path, preamble, said=said)
    notes = strangers(source, shown, names, places.values())
    table = replace(table, currencies=currencies_in(present.columns, names, places), notes=notes)
    return _prepared(table, database, clean, tangled=bool(source.quote) and source.quote in "".join(above))


def rows_sql(table: Table, rejects: str = "", *, whole: bool = False) -> str:
    """Return SQL of the rows as text columns ``c0``, ``c1`` and so on.

    Lines that are no rows go to table *rejects*; without one they are an error of the engine. A *whole* file is read
    from its first line to its last by one thread.
    """
    aside = (
        f", store_rejects=true, rejects_limit=1000, rejects_table={quote_text(rejects)}, "
        f"rejects_scan={quote_text(rejects + '_scan')}"
    )
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(table.width))
    quote = _mark(table.source.quote)
    return (
        f"SELECT * FROM read_csv({quote_text(str(table.read))}, auto_detect=false, all_varchar=true, header=false, "
        f"skip={table.skip}, delim={_mark(table.source.delimiter)}, quote={quote}, escape={quote}, "
        f"columns={{{columns}}}{', parallel=false' if whole else ''}{aside if rejects else ''})"
    )


def rows_in(table: Table) -> int | None:
    """Count the rows the engine should find in *table*; ``None`` where a line is no row, or its quoting breaks."""
    try:
        with table.read.open(encoding="utf-8-sig", newline="") as stream:
            for _ in range(table.skip):
                stream.readline()
            lengths = Counter(map(len, csv.reader(stream, strict=True, **_dialect(table.source))))
    except (OSError, UnicodeError, csv.Error):
        return None
    blank = lengths.pop(0, 0)  # a row only where there is one column
    rows = lengths.pop(table.width, 0) + (blank if table.width == 1 else 0)
    return None if lengths else rows


@contextmanager
def decoded(source: Source, path: Path) -> Iterator[IO[str]]:
    """Open *path* in its declared encoding with line breaks as they are. LookupError becomes UnicodeError."""
    encoding = "utf-8-sig" if _is_utf8(source) else source.encoding
    try:
        stream = path.open(encoding=encoding, newline="")
    except LookupError as error:
        raise UnicodeError(f"unknown encoding {source.encoding}") from error
    with stream:
        yield stream


def records(table: Table) -> Iterator[tuple[int, list[str]]]:
    """Yield (first physical line, cells) of every row of the file itself. csv.Error where the quoting breaks."""
    return without_last(_records(table), table.source.footer)


def _records(table: Table) -> Iterator[tuple[int, list[str]]]:
    with decoded(table.source, table.path) as stream:
        for _ in range(table.preamble):
            stream.readline()
        rows = itertools.takewhile(lambda row: not _ends(row, table.source.table_ends), stream)
        reader = csv.reader(rows, strict=True, **_dialect(table.source))
        line = table.preamble + 1
        for cells in reader:
            yield line, cells
            line = table.preamble + reader.line_num + 1


def _ends(line: str, marks: Sequence[str]) -> bool:
    """Whether *line* is below the table: it begins with a mark, or is blank where a mark is an empty text."""
    return any(line.startswith(mark) if mark else not line.strip() for mark in marks)


def _dialect(source: Source) -> dict[str, Any]:
    if not source.quote:
        return {"delimiter": source.delimiter, "quoting": csv.QUOTE_NONE, "quotechar": None}
    return {"delimiter": source.delimiter, "quotechar": source.quote}


def _dialect_fault(source: Source) -> Text | None:
    if len(source.delimiter) != 1 or source.delimiter in "\r\n\x00" or len(source.quote) > 1:
        return Text(
            "delimiter and quote are one character each", "dấu phân cách và dấu nháy đều phải là đúng một ký tự"
        )
    marks = [m for m in (source.delimiter, source.quote) if m]
    if len(set(marks)) < len(marks):
        return Text(f"delimiter and quote are both {marks[0]!r}", f"delimiter và quote đều là {marks[0]!r}")
    if source.decimal == source.thousands:
        return Text(
            f"decimal and thousands are both {source.decimal!r}", f"decimal và thousands đều là {source.decimal!r}"
        )
    if source.header is not None and source.header < 1:
        return Text("header is a line number from 1", "header là số dòng, tính từ 1")
    return None


def _find_header(source: Source, stream: IO[str]) -> tuple[Names, int, list[str]]:
    """Return the names of the columns, the number of physical lines up to the first row, and those lines but the last.

    The engine skips records, not lines: quote marks above the rows make the two differ.
    """
    lines = [line for line in itertools.islice(iter(lambda: stream.readline(_LINE_LIMIT), ""), _SEARCHED) if line]
    starts = range(len(lines)) if source.header is None else range(source.header - 1, min(source.header, len(lines)))
    best: tuple[int, int, Names] = (-1, 0, [])
    for start in starts:
        reader = csv.reader(lines[start:], **_dialect(source))
        rows = list(itertools.islice(reader, source.header_rows))
        names = names_of(rows) if rows else []
        hits = matched(source.columns, names)
        if hits > best[0]:
            best = (hits, start + reader.line_num, names)
        if hits == full(source.columns):
            break
    _, end, names = best
    return names, end, lines[: max(end - 1, 0)]


def _first_rows(source: Source, path: Path) -> list[list[str]]:
    """Return the first lines of a file as cells; none where it cannot be read."""
    try:
        with decoded(source, path) as stream:
            lines = itertools.islice(iter(lambda: stream.readline(_LINE_LIMIT), ""), _SEARCHED)
            return list(csv.reader(lines, **_dialect(source)))
    except (OSError, UnicodeError, csv.Error):
        return []


def _prepared(table: Table, database: Database, clean: str, *, tangled: bool) -> tuple[Table | None, list[Problem]]:
    """Copy the rows to a clean UTF-8 file when the engine would misread the original."""
    source = table.source
    try:
        counts = any(column.counts_days or column.fill_down for column in source.columns)
        cut = bool(source.footer or source.table_ends)
        if not _is_utf8(source) or tangled or cut or counts or mixed(table.path):
            copy = database.scratch(clean)
            _rewrite(table, copy)
            return replace(table, read=copy, skip=0), []
    except UnicodeError as error:
        return None, [_undecodable(source, table.path, table.shown, error)]
    except (OSError, csv.Error) as error:
        why = Text(f"its quoting is broken ({error})", f"dấu nháy bị hỏng ({error})")
        return None, [unreadable(source.name, table.shown, why, source.location)]
    return replace(table, read=plain(table.path, database, clean)), []


def _rewrite(table: Table, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", **_dialect(table.source))
        filling = Filling(table.source.columns, table.places)
        writer.writerows(filling.row(dated(table, cells)) for _, cells in records(table))


def dated(table: Table, cells: list[str]) -> list[str]:
    """Return a row with its numbers of days turned into dates; a cell that is no such number stays, and is bad."""
    start = table.said.start
    for column in table.source.columns:
        place = table.places[column.name]
        if column.counts_days and start and place < len(cells) and re.fullmatch("[0-9]{1,5}", cells[place].strip()):
            day = (start + timedelta(days=int(cells[place]))).isoformat()
            cells = [*cells[:place], day, *cells[place + 1 :]]
    return cells


def _undecodable(source: Source, path: Path, shown: str, error: UnicodeError) -> Problem:
    line = 0
    if isinstance(error, UnicodeDecodeError) and _is_utf8(source):
        with path.open("rb") as stream:
            line = next((n for n, raw in enumerate(stream, start=1) if not _decodes(raw)), 0)
    why = undecodable(source.encoding, error)
    return unreadable(source.name, shown, why, source.location, line)


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(source: Source) -> bool:
    return source.encoding.lower() in _UTF8


def _mark(text: str) -> str:
    return f"chr({ord(text)})" if text else "''"
