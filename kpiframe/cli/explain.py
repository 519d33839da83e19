"""``kpiframe explain``: all about a KPI, its number in a period, or a rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, verb
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.catalog.contents import Catalog
    from kpiframe.cli.scoring import Asked

ABOUT = Text(
    """Tell all about a KPI or a rule.

    A KPI: its definition and the file and line each field came from; with --period also its number: the formula
    with the numbers in it, every input with its rows, state, score, weight and flags. A rule: what, why, sources, fix.
    """,
    """Giải thích một KPI hoặc một quy tắc.

    KPI: định nghĩa và tệp, dòng nơi từng mục được đặt; với --period còn có con số: công thức đã thay số, từng đầu vào
    và số dòng dữ liệu, trạng thái, điểm, trọng số, cảnh báo. Quy tắc: là gì, vì sao, nguồn, nên làm gì.
    """,
)
NAME = Text("Name of a KPI, or code or name of a rule.", "Tên KPI, hoặc mã hay tên của quy tắc.")


@verb("explain", ABOUT)
@argument("name", say=NAME)
@options.path
@options.period
@options.scorecard
@options.today
@options.root
@options.allow_sql
@options.language
def command(
    session: Session,
    *,
    name: str,
    path: Path | None,
    period: str | None,
    scorecard: str | None,
    today: date,
    root: Path | None,
    allow_sql: bool,
    lang: str | None,
) -> int:
    """Print the sheet of a KPI or rule, and first the trace of its number when a period is asked for."""
    from kpiframe.cli.scoring import Asked
    from kpiframe.cli.sheets import find_rule, kpi_sheet, names, rule_sheet

    language = lang or session.language
    folder, catalog = _catalog(path, root)
    rule = find_rule(catalog, name)
    if rule is not None:
        session.out(rule_sheet(rule, catalog, language))
        return Exit.FINE
    if name not in catalog.kpis:
        raise Refused(unknown(Text("KPI or rule", "KPI hay quy tắc"), name, names(catalog)))
    if period is not None:
        asked = Asked(period, scorecard, today, root, allow_sql=allow_sql)
        session.out(_number(session, folder, name, asked, language) + "\n")
    session.out(kpi_sheet(catalog.kpis[name], catalog, language, provenance=True))
    return Exit.FINE


def _catalog(path: Path | None, root: Path | None) -> tuple[Path | None, Catalog]:
    """Return the project's folder and catalogue, or what ships when there is no project here."""
    from kpiframe.catalog.loader import shipped_catalog
    from kpiframe.cli.places import project_folder
    from kpiframe.paths import find_project
    from kpiframe.problems import DefinitionError
    from kpiframe.project_reading import read_project

    if path is None and find_project(Path()) is None:
        return None, shipped_catalog()
    folder = project_folder(path)
    project, problems, _ = read_project(folder, root=root)
    if project is None:
        raise DefinitionError(problems)
    return folder, project.catalog


def _number(session: Session, folder: Path | None, name: str, asked: Asked, language: str) -> str:
    from kpiframe.cli.number_sheet import number_sheet
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.scoring import cards_of

    if folder is None:
        raise Refused(Text("--period needs a project", "--period cần một dự án"))
    with refusing(session, folder):
        card = cards_of(session, folder, asked)[0]
    row = card.document.result(name)
    if row is None:
        shown = sorted(card.results)
        raise Refused(unknown(Text("KPI of this scorecard", "KPI của bảng điểm này"), name, shown))
    return number_sheet(row, language)
