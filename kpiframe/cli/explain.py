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
    from collections.abc import Iterable, Mapping

    from kpiframe.catalog.bindings import Source
    from kpiframe.catalog.contents import Catalog
    from kpiframe.cli.scoring import Asked

ABOUT = Text(
    """Tell all about a KPI, a rule, a source, an adapter or the code of a problem.

    A KPI: its definition and the file and line each field came from; with --period also its number: the formula
    with the numbers in it, every input with its rows, state, score, weight and flags. A rule: what, why, sources, fix.
    A source with --period: its first rows, and the range, blanks and sum of each column.
    A problem: what it means, what to do.
    """,
    """Giải thích một KPI, quy tắc, nguồn dữ liệu, bộ đọc tệp xuất hoặc mã lỗi.

    KPI: định nghĩa và tệp, dòng nơi từng mục được đặt; với --period còn có con số: công thức đã thay số, từng đầu vào
    và số dòng dữ liệu, trạng thái, điểm, trọng số, cảnh báo. Quy tắc: là gì, vì sao, nguồn, nên làm gì.
    Nguồn kèm --period: các dòng đầu, khoảng giá trị, ô trống và tổng của từng cột.
    Mã lỗi: nghĩa là gì, nên làm gì.
    """,
)
NAME = Text(
    "Name of a KPI, source or adapter, or code or name of a rule or problem.",
    "Tên KPI, nguồn hoặc bộ đọc tệp xuất, hoặc mã hay tên của quy tắc hay lỗi.",
)


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
    from kpiframe.cli.code_sheet import code_sheet, find_code
    from kpiframe.cli.rule_sheet import rule_sheet
    from kpiframe.cli.scoring import Asked
    from kpiframe.cli.sheets import find_rule, kpi_sheet, names
    from kpiframe.cli.source_rows import rows_sheet

    language = lang or session.language
    folder, catalog, sources = _catalog(path, root)
    rule = find_rule(catalog, name)
    if rule is not None:
        session.out(rule_sheet(rule, catalog, language))
        return Exit.FINE
    code = find_code(name)
    if code is not None and name not in {*catalog.kpis, *sources}:
        session.out(code_sheet(code, language))
        return Exit.FINE
    if name not in catalog.kpis:
        if period is not None and folder is not None and name in sources:
            asked = Asked(period, None, today, root, allow_sql=allow_sql)
            session.out(rows_sheet(session, folder, name, asked, language) + "\n")
        session.out(_export(name, sources, language, names(catalog)))
        return Exit.FINE
    if period is not None:
        asked = Asked(period, scorecard, today, root, allow_sql=allow_sql)
        session.out(_number(session, folder, name, asked, language) + "\n")
    session.out(kpi_sheet(catalog.kpis[name], catalog, language, provenance=True))
    return Exit.FINE


def _export(name: str, sources: Mapping[str, Source], language: str, others: Iterable[str]) -> str:
    """Return the sheet of a source or of an adapter; Refused when nothing at all is called *name*."""
    from kpiframe.catalog.adapters import shipped_shapes
    from kpiframe.catalog.codes import NAMES
    from kpiframe.cli.source_sheet import adapter_sheet, source_sheet

    shapes = shipped_shapes()
    if name in sources:
        return source_sheet(sources[name], shapes, language)
    mine = [shape for shape in shapes if shape.adapter == name]
    if mine:
        return adapter_sheet(mine, language)
    known = [*others, *sources, *dict.fromkeys(shape.adapter for shape in shapes), *NAMES, *NAMES.values()]
    what = Text("KPI, rule, source, adapter or problem", "KPI, quy tắc, nguồn, bộ đọc tệp xuất hay mã lỗi")
    raise Refused(unknown(what, name, known))


def _catalog(path: Path | None, root: Path | None) -> tuple[Path | None, Catalog, Mapping[str, Source]]:
    """Return the project's folder, catalogue and sources, or what ships when there is no project here."""
    from kpiframe.catalog.loader import shipped_catalog
    from kpiframe.cli.places import project_folder
    from kpiframe.paths import find_project
    from kpiframe.problems import DefinitionError
    from kpiframe.project_reading import read_project

    if path is None and find_project(Path()) is None:
        return None, shipped_catalog(), {}
    folder = project_folder(path)
    project, problems, _ = read_project(folder, root=root)
    if project is None:
        raise DefinitionError(problems)
    return folder, project.catalog, project.sources


def _number(session: Session, folder: Path | None, name: str, asked: Asked, language: str) -> str:
    from kpiframe.cli.number_sheet import number_sheet
    from kpiframe.cli.problems import refusing
    from kpiframe.cli.scoring import cards_of

    if folder is None:
        raise Refused(Text("--period needs a project", "--period cần một dự án"))
    with refusing(session, folder):
        card = next(iter(cards_of(session, folder, asked)))
    row = card.document.result(name)
    if row is None:
        shown = sorted(card.results)
        raise Refused(unknown(Text("KPI of this scorecard", "KPI của bảng điểm này"), name, shown))
    return number_sheet(row, language, card.document.sources, card.document.frame.currency)
