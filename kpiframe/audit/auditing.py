"""A list of names, from a slide or the header of an export -> what there is to say about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kpiframe.audit.coverage import coverage_of
from kpiframe.audit.gathering import Named, gather
from kpiframe.audit.judging import judge_list
from kpiframe.audit.matching import Match
from kpiframe.audit.model import Audit, Doubt, Metric, Remark
from kpiframe.audit.wording import KINDS_OF_ENTRY, status
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.problems import Severity
from kpiframe.rules.flags import Flag
from kpiframe.texts import NO_TEXT, Text

_PITFALLS: Final = 2
_IDEAS: Final = 4


def audit(names: Iterable[str], catalog: Catalog, today: date, platform: str = "") -> Audit:
    """Return the audit of the metrics called *names*; *today* decides what has ended by now.

    *platform* is the id of the one whose numbers these are, where a name does not say.
    """
    written = list(dict.fromkeys(name for name in names if name.strip()))
    gathered = gather(written, catalog, platform)
    flags, layout = judge_list(gathered, catalog, today)
    metrics = [_metric(named, flags, catalog, today) for named in gathered.named]
    return Audit(
        catalog,
        today,
        len(written),
        tuple(sorted(metrics, key=lambda metric: metric.rank)),
        tuple(_doubt(found, catalog, today) for found in gathered.doubts),
        gathered.unknown,
        tuple(_of_flag(flag, NO_TEXT) for flag in flags if flag.kpi is None),
        coverage_of(gathered.kpis.values()) if gathered.kpis else None,
        layout if gathered.kpis else None,
    )


def _metric(named: Named, flags: Sequence[Flag], catalog: Catalog, today: date) -> Metric:
    kpi, mine = named.kpi, [flag for flag in flags if flag.kpi == named.kpi.name]
    entries = [catalog.lifecycle[link] for link in kpi.lifecycle if link in catalog.lifecycle]
    by_entry = {str(flag.facts["entry"]): flag for flag in mine if flag.facts.get("entry")}
    remarks = [of_entry(e, today, by_entry.get(e.id), named=bool(named.shipped)) for e in entries]
    remarks += [_of_flag(flag, kpi.label) for flag in mine if not flag.facts.get("entry")]
    remarks.sort(key=lambda remark: remark.severity.rank)
    alternatives = kpi.alternatives if remarks else ()
    others = [n for n in (*(i for r in remarks for i in r.instead), *alternatives) if n != named.shipped]
    return Metric(
        named.names,
        kpi.label,
        kpi.description if named.shipped else KINDS_OF_ENTRY.get(entries[0].kind, NO_TEXT),
        kpi if named.shipped else None,
        named.shipped,
        named.platform,
        tuple(remarks),
        tuple(dict.fromkeys(others))[:_IDEAS],
        kpi.pitfalls[:_PITFALLS],
    )


def _doubt(found: Match, catalog: Catalog, today: date) -> Doubt:
    entries = (catalog.lifecycle[name] for name in found.perhaps)
    return Doubt(
        found,
        tuple(catalog.kpis[n] for n in found.could_be),
        tuple(of_entry(e, today, None, named=True) for e in entries),
    )


def of_entry(entry: LifecycleEntry, today: date, flag: Flag | None, *, named: bool) -> Remark:
    """Return what the registry says of *entry*, *named* or not; with *flag*, in the name of its rule."""
    severity = flag.severity if flag else _severity(entry, today)
    head = status(entry, today)
    en, vi = f"{head.en}. {entry.message.en}", f"{head.vi}. {entry.message.vi}"
    message = Text(f"{entry.label.en}: {en}", f"{entry.label.vi}: {vi}") if named else Text(_capital(en), _capital(vi))
    rule = flag.rule if flag else None
    return Remark(
        severity,
        message,
        rule.id if rule else "",
        rule.name if rule else entry.status,
        flag.why if flag else NO_TEXT,
        Text(f"Use {entry.instead.en}.", f"Dùng {entry.instead.vi}.") if entry.instead.en else NO_TEXT,
        tuple(dict.fromkeys((*entry.replacement, *(flag.replace_with if flag else ())))),
        entry.sources,
        entry.id,
    )


def _severity(entry: LifecycleEntry, today: date) -> Severity:
    """Return how bad it is where no rule speaks: a fault that is over, or a source we lack, is only worth knowing."""
    over = entry.until is not None and entry.until < today
    ahead = entry.effective is not None and entry.effective > today
    if not entry.verified or over or ahead or entry.status in ("policy", "reversed"):
        return Severity.INFO
    return max(entry.severity, Severity.WARNING, key=lambda s: s.rank)


def _of_flag(flag: Flag, label: Text) -> Remark:
    return Remark(
        flag.severity,
        _of_list(_without(flag.message, label)),
        flag.rule.id,
        flag.rule.name,
        flag.why,
        flag.fix,
        flag.replace_with,
        flag.sources,
    )


def _of_list(message: Text) -> Text:
    """Return *message* speaking of the list: nobody has put it on a scorecard yet."""
    en = message.en.replace("on this scorecard", "on this list").replace("of this scorecard", "of this list")
    return Text(en, message.vi.replace("bảng điểm này", "danh sách này"))


def _without(message: Text, label: Text) -> Text:
    """Return *message* without the label it begins with: the page has it as its heading."""
    return Text(*(_cut(m, f"{name}:") for m, name in ((message.en, label.en), (message.vi, label.vi))))


def _cut(message: str, head: str) -> str:
    rest = message.removeprefix(head).lstrip() if len(head) > 1 else message
    return _capital(rest)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
