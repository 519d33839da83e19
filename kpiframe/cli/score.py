"""``kpiframe score``: compute a scorecard; a table on a terminal, a document for machines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kpiframe.cli import options
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.texts import Text

ABOUT = Text(
    """Compute a scorecard and print it.

    With slice_by in kpiframe.yaml there is one scorecard for the total and one for every slice; as JSON, a list.
    """,
    """Tính bảng điểm và in ra.

    Nếu kpiframe.yaml có slice_by thì có một bảng cho tổng và một bảng cho mỗi lát cắt; ở dạng JSON là một danh sách.
    """,
)
FORMATS = ("table", "json", "csv")


@verb("score", ABOUT)
@options.path
@options.period
@options.scorecard
@option(
    "--format",
    "-f",
    "kind",
    type=options.OneOf(Text("format", "dạng"), FORMATS),
    default="table",
    say=Text("What to print (default: table).", "In ra dạng nào (mặc định: table)."),
)
@option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    say=Text("Write to FILE instead of the terminal.", "Ghi vào FILE thay vì in ra màn hình."),
)
@options.force
@options.today
@options.root
@options.threads
@options.allow_sql
@options.language
@options.quiet
def command(
    session: Session,
    *,
    path: Path | None,
    period: str | None,
    scorecard: str | None,
    kind: str,
    output: Path | None,
    force: bool,
    today: date,
    root: Path | None,
    threads: int | None,
    allow_sql: bool,
    lang: str | None,
    quiet: bool,
) -> int:
    """Score and print."""
    from kpiframe.cli.places import project_folder, write_new
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.scoring import Asked, cards_of, status_of

    session = session.hushed(quiet)
    folder = project_folder(path)
    with refusing(session, folder):
        cards = cards_of(session, folder, Asked(period, scorecard, today, root, threads, allow_sql))
        text = _text([card.to_dict() for card in cards], kind, lang or session.language, session, output is None)
        if output is None:
            session.out(text)
        else:
            session.note(str(write_new(output, text, force=force)))
    return status_of(cards)


def _text(documents: list[dict[str, object]], kind: str, language: str, session: Session, to_screen: bool) -> str:
    if kind == "json":
        from kpiframe.render.to_json import to_json

        return to_json(documents[0] if len(documents) == 1 else documents)
    if kind == "csv":
        from kpiframe.render.to_csv import to_csv

        tables = [to_csv(document).splitlines(keepends=True) for document in documents]
        return "".join(tables[0] + [line for table in tables[1:] for line in table[1:]])
    from kpiframe.render.to_terminal import to_terminal

    color = session.color and to_screen
    return "\n".join(to_terminal(d, language, width=session.width, color=color) for d in documents)
