"""``kpiframe init``: a small project that works at once, to be changed step by step."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, option, verb
from kpiframe.cli.session import Session
from kpiframe.texts import Text

ABOUT = Text(
    """Start a project in DIR: kpiframe.yaml, six KPIs, three small data files. No existing file is ever changed.

    With --from FILE (text, XLSX, ODS or Parquet), kpiframe.yaml also proposes, as comments, how to declare that file
    and what to count in it: the export it is where that is known, else types, dates and totals with the evidence.
    For a project that exists it is printed, to be added by hand.
    """,
    """Tạo dự án trong DIR: kpiframe.yaml, sáu KPI, ba tệp dữ liệu nhỏ. Không bao giờ đổi tệp đã có.

    Với --from FILE (văn bản, XLSX, ODS hoặc Parquet), kpiframe.yaml còn gợi ý (dạng ghi chú) cách khai báo tệp đó và có
    thể đếm gì trong đó: là loại tệp xuất nào nếu đã biết, nếu không thì kiểu, ngày và dòng tổng kèm căn cứ.
    Nếu dự án đã có, phần gợi ý được in ra để tự thêm vào.
    """,
)
WHERE = Text("Folder of the new project (default: here).", "Thư mục của dự án mới (mặc định: ở đây).")
FROM = Text(
    "A text file, workbook or Parquet file to propose sources and bindings for; may be repeated.",
    "Tệp văn bản, bảng tính hoặc Parquet để gợi ý nguồn và cách gắn đầu vào; có thể lặp lại.",
)


@verb("init", ABOUT)
@argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path(), say=WHERE)
@option("--from", "examples", metavar="FILE", type=click.Path(path_type=Path), multiple=True, say=FROM)
@options.language
@options.quiet
def command(session: Session, directory: Path, examples: tuple[Path, ...], lang: str | None, quiet: bool) -> int:
    """Write the files, or none of them; for a project that is there, print what is proposed."""
    from kpiframe.cli.places import write_new
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.proposals import block, proposals, with_proposals

    session, language, main = session.hushed(quiet), lang or session.language, directory / "kpiframe.yaml"
    with refusing(session, None):  # its problems are about files as they were written on the command line
        if examples and main.is_file():
            known = main.read_text(encoding="utf-8", errors="replace")
            session.out(block(proposals(examples, directory, known, language), main, language).rstrip())
            return Exit.FINE
        files = dict(_files(directory, language))
        if examples:
            found = proposals(examples, directory, files[main], language)
            files[main] = with_proposals(files[main], found, directory, language)
        nothing_there(list(files), "init")
        for path, text in files.items():
            session.out(str(write_new(path, text)))
    session.note(next_steps(directory))
    return Exit.FINE


def _files(directory: Path, language: str) -> Iterator[tuple[Path, str]]:
    from kpiframe.resources import shipped

    label = directory.resolve().name
    name = project_name(label)
    home = shipped("templates") / "project"
    for folder in (home / language, home):
        for path in sorted(folder.glob("data/*" if folder == home else "**/*")):
            if path.is_file():
                text = path.read_text(encoding="utf-8").replace("PROJECT_NAME", name)
                yield directory / path.relative_to(folder), text.replace("PROJECT_LABEL", _quoted(label))


def project_name(label: str) -> str:
    """Return *label* as the name of a project: lower-case letters, digits and ``-``, a letter first."""
    name = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "my-brand"
    return name if name[0].isalpha() else f"brand-{name}"


def _quoted(label: str) -> str:
    return '"' + re.sub(r'[\\"\x00-\x1f\x7f]', " ", label) + '"'


def nothing_there(paths: list[Path], verb: str) -> None:
    """Refuse to go on when one of *paths* exists: *verb* never overwrites."""
    from kpiframe.cli.places import not_written

    for path in paths:
        if path.exists():
            raise not_written(
                path, Text(f"it exists; {verb} never overwrites", f"tệp đã có; {verb} không bao giờ ghi đè")
            )


def next_steps(directory: Path) -> Text:
    """Return the commands to go on with in *directory*."""
    where = "" if directory == Path() else f" {shlex.quote(str(directory))}"
    return Text(
        f"\nNext: kpiframe lint{where}; kpiframe score{where}; kpiframe report{where}",
        f"\nTiếp theo: kpiframe lint{where}; kpiframe score{where}; kpiframe report{where}",
    )
