"""``kpiframe report``: the page for the client, and the same scorecard as Markdown, JSON, CSV or a workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kpiframe.cli import options
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.texts import LANGUAGES, Text

ABOUT = Text(
    """Compute a scorecard and write it as files, named PROJECT-SCORECARD-PERIOD.LANGUAGE.html and so on.

    Several scorecards get a list that opens them: index.LANGUAGE.html.

    An earlier page of the same name is replaced; any other file is left alone unless --force is given.
    """,
    """Tính bảng điểm và ghi ra tệp, tên dạng PROJECT-SCORECARD-PERIOD.LANGUAGE.html v.v.

    Nhiều bảng điểm thì có thêm danh sách để mở từng bảng: index.LANGUAGE.html.

    Trang cũ cùng tên được thay; mọi tệp khác được giữ nguyên trừ khi có --force.
    """,
)
FORMATS = ("html", "md", "json", "csv", "xlsx")
EXTRA = ("xlsx",)
"""Need a library of their own, so ``all`` leaves them out."""
AUDIENCES = ("client", "internal")
AUDIENCE = Text(
    "client; or internal, where accepted flags are left out (default: client).",
    "client; hoặc internal, bỏ qua các cảnh báo đã được chấp nhận (mặc định: client).",
)
DIRECTORY = Path("kpiframe-report")


@verb("report", ABOUT)
@options.path
@options.period
@options.scorecard
@option(
    "--format",
    "-f",
    "formats",
    type=options.ListOf(Text("format", "dạng"), FORMATS, extra=EXTRA),
    default="html",
    say=Text(
        "Formats, with commas between them, or all: every one but xlsx (default: html).",
        "Các dạng, cách nhau dấu phẩy, hoặc all: mọi dạng trừ xlsx (mặc định: html).",
    ),
)
@option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=DIRECTORY,
    say=Text("Folder for the files (default: kpiframe-report).", "Thư mục chứa tệp (mặc định: kpiframe-report)."),
)
@option(
    "--lang",
    type=options.ListOf(Text("language", "ngôn ngữ"), LANGUAGES),
    say=Text(
        "Languages of the pages, or all (default: the project's own).",
        "Ngôn ngữ của trang, hoặc all (mặc định: ngôn ngữ của dự án).",
    ),
)
@option("--audience", type=options.OneOf(Text("audience", "người đọc"), AUDIENCES), default="client", say=AUDIENCE)
@options.force
@options.today
@options.root
@options.threads
@options.memory_limit
@options.jobs
@options.allow_sql
@options.quiet
def command(
    session: Session,
    *,
    path: Path | None,
    period: str | None,
    scorecard: str | None,
    formats: str,
    output: Path,
    lang: str | None,
    audience: str,
    force: bool,
    today: date,
    root: Path | None,
    threads: int | None,
    memory_limit: str | None,
    jobs: int | None,
    allow_sql: bool,
    quiet: bool,
) -> int:
    """Score, render, write, and print every path."""
    from kpiframe.cli.dealing import Origin, made_of
    from kpiframe.cli.pages import Wish, write_pages
    from kpiframe.cli.places import project_folder
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.progress import progress
    from kpiframe.cli.scoring import Asked, cards_of, status_of

    session = session.hushed(quiet)
    folder = project_folder(path)
    with refusing(session, folder), progress(session) as line:
        asked = Asked(period, scorecard, today, root, threads, allow_sql, memory_limit)
        cards = cards_of(session, folder, asked, line)
        languages = lang.split(",") if lang else [cards.definition.locale]
        own = folder / "templates"
        wish = Wish(tuple(formats.split(",")), tuple(languages), own if own.is_dir() else None, audience)
        made = made_of(cards, Origin(folder, root), wish, jobs=jobs, line=line, step="pages")
        written = write_pages(made, output, force=force)
    for page in written:
        session.out(str(page))
    return status_of(cards)
