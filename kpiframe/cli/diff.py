"""``kpiframe diff``: what changed in the definitions, what that does to the score, and whether goals were moved."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, option, verb
from kpiframe.cli.session import Session
from kpiframe.problems import Severity
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.cli.difference import Compared

ABOUT = Text(
    """Compare two versions of the definitions.

    OLD and NEW are revisions of the project's git repository or folders; without NEW, the working tree. With --impact
    both versions are scored over the data in the working tree. Exit status 1 when a flag of level error is raised.
    """,
    """So sánh hai phiên bản định nghĩa.

    CŨ và MỚI là phiên bản trong kho git của dự án, hoặc thư mục; thiếu MỚI thì lấy bản đang sửa. Với --impact, cả hai
    bản được chấm trên dữ liệu của bản đang sửa. Mã thoát 1 khi có cảnh báo mức error.
    """,
)
OLD = Text("The older version: a commit, branch, tag or folder.", "Bản cũ: commit, nhánh, thẻ hoặc thư mục.")
NEW = Text("The newer version (default: the working tree).", "Bản mới (mặc định: bản đang sửa).")
PROJECT = Text(
    "Folder of the project (default: the nearest kpiframe.yaml upwards).",
    "Thư mục dự án (mặc định: kpiframe.yaml gần nhất ngược lên trên).",
)
IMPACT = Text("Score both versions over the same data.", "Chấm điểm cả hai bản trên cùng dữ liệu.")
CHANGED = Text(
    "Day the uncommitted changes were made (default: today; for a folder as NEW: unknown).",
    "Ngày sửa những thay đổi chưa commit (mặc định: hôm nay; nếu MỚI là thư mục: chưa biết).",
)
FORMAT = Text("What to print (default: text).", "In ra dạng nào (mặc định: text).")


@verb("diff", ABOUT)
@argument("old", say=OLD)
@argument("new", required=False, say=NEW)
@option("--project", metavar="DIR", type=click.Path(path_type=Path), say=PROJECT)
@options.period
@options.scorecard
@option("--impact", is_flag=True, say=IMPACT)
@option("--changed-on", type=options.Day(), metavar="DATE", say=CHANGED)
@option(
    "--format", "-f", "kind", type=options.OneOf(Text("format", "dạng"), ("text", "json")), default="text", say=FORMAT
)
@options.today
@options.root
@options.language
@options.quiet
def command(
    session: Session,
    *,
    old: str,
    new: str | None,
    project: Path | None,
    period: str | None,
    scorecard: str | None,
    impact: bool,
    changed_on: date | None,
    kind: str,
    today: date,
    root: Path | None,
    lang: str | None,
    quiet: bool,
) -> int:
    """Compare, measure, judge and print."""
    from tempfile import TemporaryDirectory

    from kpiframe.cli.difference import Asked, compared
    from kpiframe.cli.problems import refusing, show
    from kpiframe.cli.versions import Wanted, versions_of

    session = session.hushed(quiet)
    with refusing(session, None), TemporaryDirectory(prefix="kpiframe-") as scratch:
        wanted = Wanted(old, new, project, root, changed_on, today)
        versions = versions_of(session, wanted, Path(scratch))
        found = compared(versions, Asked(period, scorecard, today, impact=impact, environ=session.environ))
        session.out(_text(found, kind, lang or session.language))
        show(session, [p for p in found.problems if p.severity is Severity.ERROR or not quiet], versions.folder)
    if found.broken:
        return Exit.USAGE
    return Exit.FINDINGS if found.fails else Exit.FINE


def _text(found: Compared, kind: str, language: str) -> str:
    if kind == "json":
        from kpiframe.cli.difference_json import as_json

        return as_json(found)
    from kpiframe.cli.difference_text import as_text

    return as_text(found, language)
