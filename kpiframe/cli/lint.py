"""``kpiframe lint``: everything that can be said about definitions without opening data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpiframe.cli import options
from kpiframe.cli.clock import day_in
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.cli.reading import Read
    from kpiframe.lint.findings import Findings

ABOUT = Text(
    """Check definitions: spelling, references, units, targets, weights, and the rules that need no data.

    Exit status 1 when a finding reaches --fail-level, 2 when a file cannot be read, 3 when there is nothing to check.
    """,
    """Kiểm tra định nghĩa: chính tả, tham chiếu, đơn vị, mục tiêu, trọng số, và các quy tắc không cần dữ liệu.

    Mã thoát 1 khi có phát hiện đạt mức --fail-level, 2 khi có tệp không đọc được, 3 khi không có gì để kiểm tra.
    """,
)
FORMATS = ("full", "concise", "json", "sarif", "github", "junit")
LEVELS = ("error", "warning", "info", "never")
PROFILES = ("regular", "strict", "auditor")
UNREADABLE = frozenset({"KPF501", "KPF547"})
FORMAT = Text(
    "full, concise, json, sarif, github or junit; with :FILE into that file; may be repeated (default: full).",
    "full, concise, json, sarif, github hoặc junit; thêm :FILE để ghi vào tệp; có thể lặp lại (mặc định: full).",
)
LEVEL = Text(
    "Findings of this level or worse give status 1 (default: error).",
    "Phát hiện từ mức này trở lên cho mã thoát 1 (mặc định: error).",
)
PROFILE = Text(
    "regular; strict also shows what is doubtful; auditor shows everything.",
    "regular; strict hiện cả điều còn ngờ; auditor hiện tất cả.",
)
NOTHING = Text(
    "nothing to check: no scorecard names a KPI, and no KPI or rule is written here",
    "không có gì để kiểm tra: chưa bảng điểm nào nêu KPI, và ở đây chưa có KPI hay quy tắc nào",
)
SELECT = Text(
    "Only these rules or checks: KPF110, a beginning such as KPF1, or a name.",
    "Chỉ các quy tắc này: KPF110, phần đầu như KPF1, hoặc tên.",
)
IGNORE = Text("Not these rules or checks.", "Bỏ các quy tắc này.")
NO_IGNORES = Text("Show accepted flags as findings.", "Hiện cả cảnh báo đã được chấp nhận như phát hiện.")


@verb("lint", ABOUT)
@options.paths
@option("--format", "-f", "formats", metavar="FORMAT[:FILE]", multiple=True, default=("full",), say=FORMAT)
@option("--fail-level", type=options.OneOf(Text("level", "mức"), LEVELS), default="error", say=LEVEL)
@option("--profile", type=options.OneOf(Text("profile", "hồ sơ"), PROFILES), default="regular", say=PROFILE)
@option("--select", metavar="RULE", multiple=True, say=SELECT)
@option("--ignore", metavar="RULE", multiple=True, say=IGNORE)
@option("--no-ignores", is_flag=True, say=NO_IGNORES)
@options.today
@options.root
@options.language
@options.quiet
def command(
    session: Session,
    *,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    fail_level: str,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    no_ignores: bool,
    today: date,
    root: Path | None,
    lang: str | None,
    quiet: bool,
) -> int:
    """Lint everything asked for and print it in every format asked for."""
    from kpiframe.cli.merging import together
    from kpiframe.cli.places import write_new
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.reading import read_all
    from kpiframe.lint.formats.table import FORMATS as TABLE
    from kpiframe.lint.linter import lint

    session = session.hushed(quiet)
    targets = [_target(text) for text in formats]
    with refusing(session, None):
        reads = list(read_all(paths, root))
        found = [
            lint(
                read.subject,
                read.documents,
                read.problems,
                profile=profile,
                select=select,
                ignore=ignore,
                today=day_in(today, read.project.timezone) if read.project else today,
                suppress=not no_ignores,
            )
            for read in reads
        ]
        findings = together(reads, found)
        for kind, file in targets:
            color = session.color and file is None
            text = TABLE[kind].render(findings, lang or session.language, fail_level=fail_level, color=color)
            if file is None:
                session.out(text)
            else:
                write_new(file, text, force=True)
        if findings.empty:
            session.warn(NOTHING)
    return _status(reads, findings, fail_level)


def _target(text: str) -> tuple[str, Path | None]:
    kind, _, file = text.partition(":")
    if kind not in FORMATS:
        raise Refused(unknown(Text("format", "dạng"), kind, list(FORMATS)))
    return kind, Path(file) if file else None


def _status(reads: list[Read], findings: Findings, level: str) -> int:
    if any(p.code in UNREADABLE for read in reads for p in read.problems):
        return Exit.USAGE
    if findings.empty:
        return Exit.NOTHING
    return Exit.FINDINGS if findings.fails(level) else Exit.FINE
