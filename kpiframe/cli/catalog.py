"""``kpiframe catalog``: browse the KPIs and rules that ship."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import Group, argument, option, spoken, verb
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.catalog.contents import Catalog
    from kpiframe.catalog.model import Kpi

ABOUT = Text("Browse the KPIs and rules that ship with kpiframe.", "Xem các KPI và quy tắc đi kèm kpiframe.")


@click.group("catalog", cls=Group, say=ABOUT)
@spoken
def command() -> None:
    """Hold the three commands together."""


LIST = Text("List shipped KPIs, by family, or shipped rules.", "Liệt kê KPI có sẵn theo nhóm, hoặc các quy tắc.")
RULES = Text("Rules instead of KPIs.", "Quy tắc thay vì KPI.")
FAMILY = Text("One family only.", "Chỉ một nhóm.")


@verb("list", LIST)
@option("--rules", is_flag=True, say=RULES)
@option("--family", metavar="NAME", say=FAMILY)
@options.language
def list_command(session: Session, *, rules: bool, family: str | None, lang: str | None) -> int:
    """Print a line each."""
    catalog, language = _shipped(), lang or session.language
    if rules:
        rows = [(r.id, r.name, r.severity.value) for r in sorted(catalog.rules.values(), key=lambda r: r.id)]
        session.out(_table(rows))
        return Exit.FINE
    families = sorted({k.family for k in catalog.kpis.values()})
    if family is not None and family not in families:
        raise Refused(unknown(Text("family", "nhóm"), family, families))
    chosen = [k for k in catalog.kpis.values() if family in (None, k.family)]
    session.out(_kpis(chosen, language))
    return Exit.FINE


SHOW = Text("Show one KPI or rule in full.", "Xem đầy đủ một KPI hoặc quy tắc.")
NAME = Text("Name of a KPI, or code or name of a rule.", "Tên KPI, hoặc mã hay tên của quy tắc.")


@verb("show", SHOW)
@argument("name", say=NAME)
@options.language
def show_command(session: Session, *, name: str, lang: str | None) -> int:
    """Print its sheet."""
    from kpiframe.cli.sheets import find_rule, kpi_sheet, names, rule_sheet

    catalog, language = _shipped(), lang or session.language
    rule = find_rule(catalog, name)
    if rule is not None:
        session.out(rule_sheet(rule, catalog, language))
    elif name in catalog.kpis:
        session.out(kpi_sheet(catalog.kpis[name], catalog, language))
    else:
        raise Refused(unknown(Text("KPI or rule", "KPI hay quy tắc"), name, names(catalog)))
    return Exit.FINE


SEARCH = Text(
    "Find shipped KPIs by words of their name, label or description.", "Tìm KPI theo từ trong tên, nhãn hay mô tả."
)
WORDS = Text("Words to look for; Vietnamese marks may be left out.", "Các từ cần tìm; có thể gõ không dấu.")


@verb("search", SEARCH)
@argument("words", nargs=-1, required=True, say=WORDS)
@options.language
def search_command(session: Session, *, words: tuple[str, ...], lang: str | None) -> int:
    """Print a line for each KPI that holds every word."""
    wanted = [plain(word) for word in words]
    found = [k for k in _shipped().kpis.values() if all(word in _haystack(k) for word in wanted)]
    if not found:
        session.note(Text("nothing found", "không tìm thấy gì"))
        return Exit.NOTHING
    session.out(_kpis(found, lang or session.language))
    return Exit.FINE


command.add_command(list_command)
command.add_command(show_command)
command.add_command(search_command)


def _shipped() -> Catalog:
    from kpiframe.catalog.loader import shipped_catalog

    return shipped_catalog()


def _kpis(kpis: Iterable[Kpi], language: str) -> str:
    ordered = sorted(kpis, key=lambda k: (k.family, k.name))
    return _table([(k.name, k.family, k.unit, k.label.into(language)) for k in ordered])


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _haystack(kpi: Kpi) -> str:
    texts = [kpi.label, kpi.description, *(i.counts for i in kpi.inputs)]
    return plain(
        " ".join([kpi.name.replace("_", " "), kpi.name, kpi.family, *kpi.tags, *(f"{t.en} {t.vi}" for t in texts)])
    )


def plain(text: str) -> str:
    """Return *text* without case and without Vietnamese marks, for searching."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in parts if not unicodedata.combining(c))
