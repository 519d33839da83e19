"""``kpiframe test``: worked examples of KPIs and the tests inside rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.problems import printable
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.cli.reading import Read
    from kpiframe.testing import Outcome

ABOUT = Text(
    """Run the worked examples of KPIs and the tests inside rules; no data is opened.

    Where there is no project, or with --shipped, those that ship are run.
    """,
    """Chạy các ví dụ tính tay của KPI và phép thử trong quy tắc; không mở dữ liệu.

    Nếu không có dự án nào, hoặc có --shipped, thì chạy các ví dụ có sẵn.
    """,
)
SHIPPED = Text("Also those that ship with kpiframe.", "Cả những ví dụ đi kèm kpiframe.")


@verb("test", ABOUT)
@options.paths
@option("--shipped", is_flag=True, say=SHIPPED)
@options.root
@options.language
@options.quiet
def command(
    session: Session, *, paths: tuple[Path, ...], shipped: bool, root: Path | None, lang: str | None, quiet: bool
) -> int:
    """Print what failed, then how many passed."""
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.reading import read_all, read_shipped
    from kpiframe.paths import find_project

    session = session.hushed(quiet)
    language = lang or session.language
    outcomes: list[Outcome] = []
    with refusing(session, None):
        if paths or find_project(Path()) is not None:
            for read in read_all(paths, root):
                outcomes += _outcomes(session, read)
        else:
            shipped = True
        if shipped:
            outcomes += _outcomes(session, read_shipped(), shipped=True)
    return _told(session, outcomes, language)


def _outcomes(session: Session, read: Read, *, shipped: bool = False) -> list[Outcome]:
    from kpiframe.cli.problems import show
    from kpiframe.problems import Severity
    from kpiframe.testing import run_examples, run_rule_tests

    errors = [p for p in read.problems if p.severity is Severity.ERROR]
    if errors:
        show(session, errors, read.folder)
        raise click.exceptions.Exit(Exit.USAGE)
    kpis = list(read.catalog.kpis.values()) if shipped else read.kpis
    rules = read.catalog.rules.values() if shipped or read.project is None else ()
    return [*run_examples(kpis), *run_rule_tests(rules, read.catalog)]


def _told(session: Session, outcomes: list[Outcome], language: str) -> int:
    failed = [o for o in outcomes if not o.ok]
    for outcome in failed:
        text = Text(f"expected {outcome.expected}, got {outcome.got}", f"cần {outcome.expected}, được {outcome.got}")
        session.out(printable(f"{outcome.location}: {outcome.name}: {text.into(language)}"))
    for outcome in outcomes:
        if outcome.note and outcome.ok:
            session.note(f"{outcome.location}: {outcome.name}: {outcome.note.into(language)}")
    passed = len(outcomes) - len(failed)
    session.out(Text(f"{passed} passed, {len(failed)} failed", f"{passed} đạt, {len(failed)} không đạt").into(language))
    if not outcomes:
        return Exit.NOTHING
    return Exit.FINDINGS if failed else Exit.FINE
