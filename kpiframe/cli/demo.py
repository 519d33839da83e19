"""``kpiframe demo``: the shipped example brand, scored and written in both languages."""

from __future__ import annotations

import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import Final

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, verb
from kpiframe.cli.session import Session
from kpiframe.texts import LANGUAGES, Text

EXAMPLE: Final = "pho-sen"
PERIOD: Final = "2026-10"
TODAY: Final = date(2026, 11, 5)
"""The day the invented data were handed in, so that the demo says the same in every year."""

ABOUT = Text(
    """Copy the example brand into DIR, score October 2026 and write its report in both languages.

    The brand and its data are invented. An existing copy is scored as it stands, never overwritten.
    """,
    """Chép thương hiệu mẫu vào DIR, chấm điểm tháng 10/2026 và viết báo cáo bằng hai ngôn ngữ.

    Thương hiệu và dữ liệu là hư cấu. Bản đã có thì được chấm điểm như hiện trạng, không bao giờ bị ghi đè.
    """,
)
WHERE = Text("Folder for the copy (default: kpiframe-demo).", "Thư mục chứa bản sao (mặc định: kpiframe-demo).")


@verb("demo", ABOUT)
@argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("kpiframe-demo"), say=WHERE)
@options.language
@options.quiet
def command(session: Session, directory: Path, lang: str | None, quiet: bool) -> int:
    """Copy, score, write, and print where."""
    from kpiframe.api import load
    from kpiframe.cli.pages import Wish, write_pages
    from kpiframe.cli.problems import refusing
    from kpiframe.render.to_terminal import to_terminal

    session = session.hushed(quiet)
    with refusing(session, directory):
        _copy(session, directory)
        card = load(directory).score(PERIOD, today=TODAY)
        session.out(to_terminal(card.to_dict(), lang or session.language, width=session.width, color=session.color))
        written = write_pages([Wish(("html",), LANGUAGES)(card)], directory / "report")
    session.note(Text("\nThe page for the client:", "\nTrang báo cáo cho khách hàng:"))
    for path in written:
        session.out(str(path))
    session.note(_next(directory))
    return Exit.FINE


def _copy(session: Session, directory: Path) -> None:
    from kpiframe.cli.places import not_written
    from kpiframe.file_faults import why_not

    try:
        _copy_new(session, directory)
    except (OSError, shutil.Error) as error:
        raise not_written(directory, why_not(error)) from None


def _copy_new(session: Session, directory: Path) -> None:
    from kpiframe.cli.places import not_written
    from kpiframe.resources import shipped

    if (directory / "kpiframe.yaml").is_file():
        text = Text(
            f"{directory} is there already: scored as it stands.", f"{directory} đã có: chấm điểm như hiện trạng."
        )
        session.note(text)
        return
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise not_written(directory, Text("it exists and is not empty", "đã có và không trống"))
    skip = shutil.ignore_patterns("__pycache__", "report")
    shutil.copytree(shipped("examples") / EXAMPLE, directory, ignore=skip, dirs_exist_ok=True)


def _next(directory: Path) -> Text:
    where = shlex.quote(str(directory))
    number = f"kpiframe explain customer_churn_rate {where} --period {PERIOD}"
    tries = f"{number}; kpiframe explain KPF152; kpiframe init my-brand"
    return Text(f"Next: {tries}", f"Tiếp theo: {tries}")
