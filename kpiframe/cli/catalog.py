"""``kpiframe catalog``: browse the KPIs, rules, sets, platforms and retired metrics that ship."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import Group, argument, option, spoken, verb
from kpiframe.cli.questionnaire import command as questionnaire
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.catalog.contents import Catalog
    from kpiframe.catalog.model import Kpi

ABOUT = Text(
    "Browse the KPIs, rules, ready sets and retired metrics that ship.",
    "Xem các KPI, quy tắc, bộ chỉ số dựng sẵn và chỉ số đã khai tử đi kèm.",
)


@click.group("catalog", cls=Group, say=ABOUT)
@spoken
def command() -> None:
    """Hold the commands together."""


LIST = Text(
    "List shipped KPIs by family; or rules, ready sets, platforms, or the registry of retired metrics.",
    "Liệt kê KPI có sẵn theo nhóm; hoặc quy tắc, bộ dựng sẵn, nền tảng, hay danh bạ chỉ số đã khai tử.",
)
RULES = Text("Rules instead of KPIs.", "Quy tắc thay vì KPI.")
SETS = Text("Ready sets instead of KPIs.", "Bộ chỉ số dựng sẵn thay vì KPI.")
PLATFORMS = Text("Platforms instead of KPIs.", "Nền tảng thay vì KPI.")
REGISTRY = Text(
    "Retired, redefined and doubtful metrics and tools instead of KPIs.",
    "Chỉ số và công cụ đã khai tử, đổi định nghĩa hoặc đáng ngờ thay vì KPI.",
)
FAMILY = Text("One family only.", "Chỉ một nhóm.")


@verb("list", LIST)
@option("--rules", is_flag=True, say=RULES)
@option("--sets", is_flag=True, say=SETS)
@option("--platforms", is_flag=True, say=PLATFORMS)
@option("--registry", is_flag=True, say=REGISTRY)
@option("--family", metavar="NAME", say=FAMILY)
@options.today
@options.language
def list_command(
    session: Session,
    *,
    rules: bool,
    sets: bool,
    platforms: bool,
    registry: bool,
    family: str | None,
    today: date,
    lang: str | None,
) -> int:
    """Print a heading for each family or status, and a line for each name."""
    from kpiframe.cli import listings

    catalog, language = _shipped(), lang or session.language
    kinds: list[tuple[bool, Callable[[], str]]] = [
        (rules, lambda: listings.rules(catalog)),
        (sets, lambda: listings.sets(catalog, language)),
        (platforms, lambda: listings.platforms(catalog)),
        (registry, lambda: listings.entries(catalog, language, today)),
    ]
    chosen = [listing() for wanted, listing in kinds if wanted]
    if not chosen:
        families = sorted({k.family for k in catalog.kpis.values()})
        if family is not None and family not in families:
            raise Refused(unknown(Text("family", "nhóm"), family, families))
        kpis = [k for k in catalog.kpis.values() if family in (None, k.family)]
        chosen = [listings.kpis(kpis, language)]
    session.out("\n\n".join(chosen))
    return Exit.FINE


SHOW = Text(
    "Show one KPI, rule, ready set, platform or retired metric in full.",
    "Xem đầy đủ một KPI, quy tắc, bộ dựng sẵn, nền tảng hoặc chỉ số đã khai tử.",
)
NAME = Text(
    "Name of a KPI, code or name of a rule, name of a set, id of a platform or registry entry.",
    "Tên KPI, mã hay tên quy tắc, tên bộ dựng sẵn, mã nền tảng hoặc mã mục trong danh bạ.",
)


@verb("show", SHOW)
@argument("name", say=NAME)
@options.today
@options.language
def show_command(session: Session, *, name: str, today: date, lang: str | None) -> int:
    """Print its sheet; a KPI and a registry entry of the same name are both printed."""
    catalog, language = _shipped(), lang or session.language
    sheets = list(_sheets(catalog, name, language, today))
    if not sheets:
        raise Refused(unknown(Text("KPI, rule or set", "KPI, quy tắc hay bộ"), name, _every_name(catalog)))
    session.out("\n\n".join(sheets))
    return Exit.FINE


SEARCH = Text(
    "Find shipped KPIs, rules and retired metrics by words of their names, other names or descriptions.",
    "Tìm KPI, quy tắc và chỉ số đã khai tử theo từ trong tên, tên gọi khác hay mô tả.",
)
WORDS = Text("Words to look for; Vietnamese marks may be left out.", "Các từ cần tìm; có thể gõ không dấu.")


@verb("search", SEARCH)
@argument("words", nargs=-1, required=True, say=WORDS)
@options.today
@options.language
def search_command(session: Session, *, words: tuple[str, ...], today: date, lang: str | None) -> int:
    """Print a line for each thing that holds every word."""
    from kpiframe.cli import listings
    from kpiframe.cli.searching import search

    catalog, language = _shipped(), lang or session.language
    found = search(catalog, words)
    parts = [
        listings.kpis(found.kpis, language) if found.kpis else "",
        listings.entries(catalog, language, today, only=found.entries) if found.entries else "",
        listings.rules(catalog, only=found.rules) if found.rules else "",
    ]
    if not any(parts):
        session.note(Text("nothing found", "không tìm thấy gì"))
        return Exit.NOTHING
    session.out("\n\n".join(part for part in parts if part))
    return Exit.FINE


command.add_command(list_command)
command.add_command(show_command)
command.add_command(search_command)
command.add_command(questionnaire)


def _sheets(catalog: Catalog, name: str, language: str, today: date) -> Iterable[str]:
    from kpiframe.cli.registry_sheets import entry_sheet, platform_sheet
    from kpiframe.cli.rule_sheet import rule_sheet
    from kpiframe.cli.set_sheet import set_sheet
    from kpiframe.cli.sheets import find_rule

    rule = find_rule(catalog, name)
    if rule is not None:
        yield rule_sheet(rule, catalog, language)
    if name in catalog.kpis:
        yield _kpi(catalog.kpis[name], catalog, language, today)
    if name in catalog.layouts:
        yield set_sheet(catalog.layouts[name], catalog, language, today=today)
    if name in catalog.platforms:
        yield platform_sheet(catalog.platforms[name], catalog, language, today)
    if name in catalog.lifecycle:
        yield entry_sheet(catalog.lifecycle[name], catalog, language, today)


def _kpi(kpi: Kpi, catalog: Catalog, language: str, today: date) -> str:
    from kpiframe.cli.flag_lines import flag_lines
    from kpiframe.cli.kpi_extras import extras
    from kpiframe.cli.sheets import kpi_sheet

    lines = [*flag_lines(kpi, catalog, language, today), *extras(kpi, catalog, language, today)]
    return "\n".join([kpi_sheet(kpi, catalog, language), *lines])


def _every_name(catalog: Catalog) -> list[str]:
    from kpiframe.cli.sheets import names

    others: Sequence[str] = (*catalog.layouts, *catalog.platforms, *catalog.lifecycle)
    return [*names(catalog), *sorted(set(others) - set(catalog.kpis))]


def _shipped() -> Catalog:
    from kpiframe.catalog.loader import shipped_catalog

    return shipped_catalog()
