"""What stands below the table: flags, words, events, definitions and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kpiframe.catalog.annotations import Comment, Event, Ignore
from kpiframe.catalog.knowledge import Citation
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.evaluation.results import KpiSeries
from kpiframe.observations import Observations
from kpiframe.periods import Period
from kpiframe.project import Project
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.scorecard.entries import SERIES_PERIODS, Evidence
from kpiframe.scorecard.model import Acceptance, CommentShown, EventShown, FlagShown
from kpiframe.scorecard.rows import CitationShown, DefinitionShown, SourceShown
from kpiframe.scorecard.shelf import MOST_FLAGS, Shelf


def in_order(flags: Iterable[Flag], layout: Layout) -> list[Flag]:
    """Return flags open ones first, worst first, then by rule and by place on the scorecard."""
    places = {name: place for place, name in enumerate(layout.kpis)}

    def key(flag: Flag) -> tuple[bool, int, str, int, str, str]:
        place = places.get(flag.kpi or "", -1)
        return (flag.accepted is not None, flag.severity.rank, flag.rule.id, place, flag.kpi or "", flag.message.en)

    return sorted(flags, key=key)


def flag_shown(flag: Flag, citations: Mapping[str, Citation], shelf: Shelf) -> FlagShown:
    """Return what is told of *flag*: what, why with dated sources, what instead, and how it was accepted."""
    known = shelf.flags.get(id(flag))
    if known is None:
        if len(shelf.flags) >= MOST_FLAGS:
            shelf.flags.clear()
        known = shelf.flags[id(flag)] = (flag, _flag_shown(flag, citations))
    return known[1]


def _flag_shown(flag: Flag, citations: Mapping[str, Citation]) -> FlagShown:
    rule = flag.rule
    return FlagShown(
        id=rule.id,
        name=rule.name,
        severity=flag.severity.value,
        confidence=rule.confidence.value,
        scope=rule.scope.value,
        kpi=flag.kpi,
        message=flag.message,
        why=flag.why,
        citations=citations_shown(flag.sources or rule.sources, citations),
        fix=flag.fix or rule.fix.text,
        replace_with=flag.replace_with or rule.fix.replace_with,
        effort=rule.fix.effort,
        accepted=_acceptance(flag.accepted),
        location=str(flag.location),
    )


def citations_shown(ids: Iterable[str], citations: Mapping[str, Citation]) -> tuple[CitationShown, ...]:
    """Return the known sources among *ids*, each once, in the order given."""
    known = [citations[i] for i in dict.fromkeys(ids) if i in citations]
    return tuple(CitationShown(c.id, c.title, c.date, c.url, c.read_on) for c in known)


def not_judged_shown(found: NotJudged) -> Mapping[str, Any]:
    """Return what is told of a rule that lacked a fact."""
    whom = {"rule": found.rule, "name": found.name, "kpi": found.kpi or ""}
    return {**whom, "fact": found.fact, "because": found.because.to_dict()}


def comments_shown(comments: Iterable[Comment], layout: Layout, period: Period) -> tuple[CommentShown, ...]:
    """Return the words on *period*: on the whole first, then in the order of the scorecard."""
    places = {name: place for place, name in enumerate(("", *layout.kpis))}
    mine = [c for c in comments if c.period == period.key and c.kpi in places]
    mine.sort(key=lambda c: (places[c.kpi], c.date, c.author, c.text.en))
    return tuple(CommentShown(c.kpi or None, c.text, c.author, c.date, c.next_action, c.due) for c in mine)


def events_shown(
    events: Iterable[Event], kpis: Mapping[str, Kpi], series: Mapping[str, KpiSeries], periods: Sequence[Period]
) -> tuple[EventShown, ...]:
    """Return the events inside the periods shown, oldest first, with the KPIs each may explain.

    An event names KPIs, tags or sources; one that names none of them may explain every KPI.
    """
    window = periods[-SERIES_PERIODS:]
    first, last = window[0].start, window[-1].end
    found = []
    for event in events:
        touched = _touched(event, kpis, series)
        if event.date <= last and (event.until or event.date) >= first and touched:
            found.append(EventShown(event.date, event.until, event.label, event.kind, touched))
    return tuple(sorted(found, key=lambda e: (e.date, e.until or e.date, e.kind, e.label.en)))


def _touched(event: Event, kpis: Mapping[str, Kpi], series: Mapping[str, KpiSeries]) -> tuple[str, ...]:
    if not (event.kpis or event.tags or event.sources):
        return tuple(kpis)
    tags, sources = set(event.tags), set(event.sources)
    return tuple(
        name
        for name, kpi in kpis.items()
        if name in event.kpis
        or tags & {*kpi.tags, kpi.family}
        or (name in series and sources & set(series[name].sources))
    )


def definition_shown(kpi: Kpi, evidence: Evidence, citations: Mapping[str, Citation]) -> DefinitionShown:
    """Return the definition of *kpi*, so that a numerate stranger could compute its value."""
    known = evidence.shelf.definitions
    if kpi.name not in known:
        known[kpi.name] = _definition(kpi, citations)
    own = {i.name for i in kpi.inputs}
    names = [*(i.name for i in kpi.inputs), *(n for n in kpi.formula.names if n not in own)]
    inputs = tuple(evidence.input_shown(name, kpi, evidence.value_of(name, kpi)) for name in names)
    return replace(known[kpi.name], inputs=inputs)


def _definition(kpi: Kpi, citations: Mapping[str, Citation]) -> DefinitionShown:
    return DefinitionShown(
        kpi=kpi.name,
        label=kpi.label,
        description=kpi.description,
        formula=kpi.formula.text,
        inputs=(),
        unit=kpi.unit,
        kind=kpi.kind.value,
        family=kpi.family,
        grade=kpi.grade,
        pitfalls=kpi.pitfalls,
        citations=citations_shown(kpi.sources, citations),
        owner=kpi.owner.name if kpi.owner else "",
        cadence=kpi.cadence,
        reviewed_on=kpi.reviewed_on,
        status=kpi.status.value,
        fingerprint=kpi.fingerprint,
        location=str(kpi.location),
    )


def sources_shown(observations: Observations, project: Project) -> tuple[SourceShown, ...]:
    """Return what is told of every source that was read, by name."""
    found = []
    for report in sorted(observations.sources, key=lambda r: r.source):
        declared = project.sources.get(report.source)
        measured_by = declared.measured_by.value if declared and declared.measured_by else ""
        found.append(
            SourceShown(
                name=report.source,
                path=report.path,
                measured_by=measured_by,
                rows=report.rows,
                dropped=report.dropped,
                bad_cells=report.bad_cells,
                duplicates=report.duplicates,
                outside=report.outside,
                first=report.first,
                last=report.last,
                sha256=report.sha256,
                dated=report.dated,
                covers=report.covers or (),
                as_of=report.as_of,
                said=dict(sorted(report.said.items())),
            )
        )
    return tuple(found)


def _acceptance(ignore: Ignore | None) -> Acceptance | None:
    return Acceptance(ignore.reason, ignore.text, ignore.by, ignore.until) if ignore else None
