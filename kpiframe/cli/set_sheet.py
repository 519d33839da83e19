"""A ready set as a page of plain text: what it is for, its groups with their reasons, and the flags it deserves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.layouts import Layout
from kpiframe.cli.clock import clock
from kpiframe.problems import printable
from kpiframe.render.messages import word, words
from kpiframe.rules.engine import judge_definitions
from kpiframe.rules.flags import Flag
from kpiframe.rules.weighing import effective_shares
from kpiframe.texts import Text, same

_WIDTH: Final = 78
_EXTEND: Final = Text("To build on it, in kpiframe.yaml", "Để dùng làm nền, ghi trong kpiframe.yaml")
_FLAGS: Final = Text("Flags it deserves as it ships", "Cảnh báo mà bộ này đáng nhận khi chưa chỉnh")
_NONE: Final = Text("none", "không có")
_YOURS: Final = Text(
    "Left to you (who answers for a KPI, how often, what it decides)",
    "Phần dành cho bạn (ai phụ trách, chu kỳ, quyết định nào dựa vào)",
)
_OPEN: Final = Text("Not to be told before that is filled in", "Chưa thể nói khi chưa điền những mục đó")
_KPIS: Final = Text("KPIs", "KPI")
_SHARES: Final = Text(
    "percent of the score, relevance included; — is shown apart, outside the score",
    "phần trăm điểm số, đã tính mức phù hợp; — là hiển thị riêng, ngoài điểm số",
)


def set_sheet(layout: Layout, catalog: Catalog, language: str, *, today: date | None = None) -> str:
    """Return everything a reader has to know of the set *layout*; its flags are judged for *today*, or by the clock."""
    shares = effective_shares(layout, catalog.kpis)
    lines = [f"{layout.name}: {layout.label.into(language)}", *_wrapped(layout.description.into(language), "")]
    lines += ["", *_wrapped(f"% = {_SHARES.into(language)}", "")]
    for group in layout.groups:
        lines += ["", f"{group.label.into(language)} ({group.weight:g})"]
        lines += [_kpi(name, shares.get(name, 0.0), catalog, language) for name in group.kpis]
        lines += _wrapped(group.why.into(language), "  ")
    flags, unknown = judge_definitions(catalog, [layout], today=today or clock())
    lines += ["", f"{_FLAGS.into(language)}:", *_flags([f for f in flags if not _is_hygiene(f.rule)], language)]
    hygiene = dict.fromkeys(f"{f.rule.id} {f.rule.name}" for f in flags if _is_hygiene(f.rule))
    if hygiene:
        lines += ["", *_wrapped(f"{_YOURS.into(language)}: {', '.join(hygiene)}", "")]
    unsaid = dict.fromkeys(f"{u.rule} {catalog.rules[u.rule].name}" for u in unknown if u.kpi is None)
    if unsaid:
        lines += _wrapped(f"{_OPEN.into(language)}: {', '.join(unsaid)}", "")
    lines += ["", f"{_EXTEND.into(language)}:", f"  extends: [catalog:{layout.name}]"]
    return printable("\n".join(lines))


def set_list(layouts: Iterable[Layout], language: str) -> str:
    """Return a line for each set: its name, how many KPIs it has, its label and the first sentence about it."""
    lines: list[str] = []
    for layout in sorted(layouts, key=lambda each: each.name):
        count = f"{len(layout.kpis)} {_KPIS.into(language)}"
        lines.append(f"{layout.name} ({count}): {layout.label.into(language)}")
        about = layout.description.into(language).partition(". ")[0].rstrip(".")
        lines += _wrapped(f"{about}." if about else "", "  ")
    return printable("\n".join(lines))


def _kpi(name: str, share: float, catalog: Catalog, language: str) -> str:
    label = catalog.kpis[name].label if name in catalog.kpis else same(name)
    percent = f"{share * 100:4.1f}" if share > 0 else "   —"
    if language == "vi":
        percent = percent.replace(".", ",")
    return f"  {percent}  {name}: {label.into(language)}"


def _flags(flags: Sequence[Flag], language: str) -> Iterator[str]:
    """Yield what each rule says: once for the whole set, else the KPIs it is said of."""
    severities = words(language)["severities"]
    said: dict[tuple[str, str], list[Flag]] = {}
    for flag in flags:
        said.setdefault((flag.rule.id, flag.severity.value), []).append(flag)
    for (code, severity), alike in said.items():
        first = alike[0]
        head = f"{code} {first.rule.name} ({word(severities, severity)})"
        names = ", ".join(flag.kpi for flag in alike if flag.kpi)
        if len(alike) > 1:
            yield from _wrapped(f"{head}: {names}. {first.why.into(language)}", "  ")
        else:
            yield from _wrapped(f"{head}: {first.message.into(language)}", "  ")
    if not flags:
        yield f"  {_NONE.into(language)}"


def _is_hygiene(rule: Rule) -> bool:
    """Tell whether the rule speaks of what only the team of a project can fill in."""
    return set(rule.judged_in) == {"lint"}


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
