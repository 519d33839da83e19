"""``kpiframe score``: compute a scorecard; a table on a terminal, a document for machines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpiframe.cli import options
from kpiframe.cli.destinations import FORMATS
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.api import Cards
    from kpiframe.cli.streams import Rows

ABOUT = Text(
    """Compute a scorecard and print it, or write it for other tools.

    With slice_by in kpiframe.yaml there is one scorecard for the total and one for every slice; as JSON, a list.
    csv, ndjson, parquet and --to hold one row for each KPI and slice, xlsx is a workbook, json the whole document.
    """,
    """Tính bảng điểm và in ra, hoặc ghi cho công cụ khác.

    Nếu kpiframe.yaml có slice_by thì có một bảng cho tổng và một bảng cho mỗi lát cắt; ở dạng JSON là một danh sách.
    csv, ndjson, parquet và --to có mỗi chỉ số và lát cắt một dòng, xlsx là sổ tính, json là toàn bộ tài liệu.
    """,
)
TO = Text(
    "Also fill a table: duckdb:FILE, or NAME[:TABLE] with the name of a warehouse of kpiframe.yaml. "
    "The same run twice leaves the same rows.",
    "Ghi cả vào một bảng: duckdb:TỆP, hoặc TÊN[:BẢNG] với tên một kho dữ liệu trong kpiframe.yaml. "
    "Chạy lại thì các dòng không đổi.",
)


@verb("score", ABOUT)
@options.path
@options.period
@options.scorecard
@option(
    "--format",
    "-f",
    "kind",
    type=options.OneOf(Text("format", "dạng"), FORMATS),
    say=Text(
        "What to print (default: what FILE ends in, else table).",
        "In ra dạng nào (mặc định: theo đuôi FILE, hoặc table).",
    ),
)
@option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    say=Text("Write to FILE instead of the terminal.", "Ghi vào FILE thay vì in ra màn hình."),
)
@option("--to", metavar="TABLE", say=TO)
@options.force
@options.today
@options.root
@options.threads
@options.memory_limit
@options.jobs
@options.allow_sql
@options.language
@options.quiet
def command(
    session: Session,
    *,
    path: Path | None,
    period: str | None,
    scorecard: str | None,
    kind: str | None,
    output: Path | None,
    to: str | None,
    force: bool,
    today: date,
    root: Path | None,
    threads: int | None,
    memory_limit: str | None,
    jobs: int | None,
    allow_sql: bool,
    lang: str | None,
    quiet: bool,
) -> int:
    """Score, print or write."""
    from kpiframe.api import load
    from kpiframe.cli.dealing import Origin, made_of
    from kpiframe.cli.destinations import destination_of, format_of, send, spare_sources, told
    from kpiframe.cli.places import project_folder, refuse_existing
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.progress import progress
    from kpiframe.cli.scoring import Asked, cards_of, status_of
    from kpiframe.cli.streams import Making, Rows, lines_of

    session = session.hushed(quiet)
    folder = project_folder(path)
    with refusing(session, folder), progress(session) as line:
        table = destination_of(to, lambda: load(folder, root=root).definition, session.environ) if to else None
        wanted = None if table and kind is None and output is None else format_of(kind, output)
        places = [*([output] if output else []), *([table.file] if table and table.file else [])]
        if output:
            refuse_existing(output, force=force)
        asked = Asked(period, scorecard, today, root, threads, allow_sql, memory_limit)
        cards = cards_of(session, folder, asked, line)
        slices = cards.definition.slice_by
        spare_sources(places, cards.definition)
        making = Making(
            wanted,
            alone=len(cards) == 1,
            language=lang or session.language,
            width=session.width,
            color=session.color and output is None,
            rows=bool(table) or wanted == "parquet",
        )
        pieces = made_of(cards, Origin(folder, root), making, jobs=jobs, line=line, step="scorecards")
        rows = Rows(pieces, keep=bool(table and wanted))
        if wanted and output:
            session.note(str(_write(rows, wanted, output, cards, lang, force=force)))
        elif wanted:
            for text in lines_of(rows.pieces(), wanted, slices, len(cards)):
                line.clear()
                session.out(text)
        if table:
            session.note(told(table, send(rows, slices, table)))
    return status_of(cards)


def _write(rows: Rows, kind: str, output: Path, cards: Cards, lang: str | None, *, force: bool) -> Path:
    """Write every card to *output*."""
    from kpiframe.cli.destinations import write_rows
    from kpiframe.cli.streams import write, write_workbook

    slices = cards.definition.slice_by
    if kind == "parquet":
        return write_rows(rows, slices, output, force=force)
    if kind == "xlsx":
        return write_workbook(rows.pieces(), output, lang or cards.definition.locale, force=force)
    return write(rows.pieces(), kind, output, slices=slices, count=len(cards), force=force)
