"""An audit as a page in one language: sections of blocks of labelled lines, which every readable format lays out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.audit.model import Audit, Doubt, Metric, Remark
from kpiframe.audit.wording import counted_by, first_sentence, heard
from kpiframe.audit.words import PHRASES, SEVERITIES
from kpiframe.catalog.day_words import cited, written
from kpiframe.problems import Severity
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.scoring.weights import relevance
from kpiframe.texts import Text

_SOURCES: Final = 2
_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said; ``label`` says what kind of thing."""

    label: str
    text: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What is said about one name."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together."""

    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole audit."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def page_of(audit: Audit, language: str, title: str, notes: Sequence[Text] = ()) -> Page:
    """Return the page of *audit*; *title* names the list, *notes* say how it was read."""
    writer = _Writer(audit, language)
    sections = [s for s in writer.sections() if s.blocks]
    told = (note.into(language) for note in notes)
    return Page(title, (*writer.lead(), *(f"{note[:1].upper()}{note[1:]}." for note in told)), tuple(sections))


def _weightless(metric: Metric) -> bool:
    return metric.kpi is not None and not relevance(metric.kpi).value


class _Writer:
    def __init__(self, audit: Audit, language: str) -> None:
        self.audit = audit
        self.language = language
        self.explained: set[str] = set()
        """Rules whose reason has been given; once is enough."""

    def say(self, phrase: str, **values: object) -> str:
        return PHRASES[phrase].into(self.language).format(**values)

    def lead(self) -> Iterator[str]:
        audit = self.audit
        known = sum(len(metric.names) for metric in audit.metrics)
        yield self.say("read", names=audit.names, known=known, doubts=len(audit.doubts), unknown=len(audit.unknown))
        counts = {s.value: audit.count(s) for s in Severity}
        yield self.say("judged", day=written(audit.today).into(self.language), **counts)

    def sections(self) -> Iterator[Section]:
        metrics = self.audit.metrics
        bad = [m for m in metrics if m.rank <= Severity.WARNING.rank]
        yield self._section("change", (self._metric(m) for m in bad))
        noted = [m for m in metrics if m.rank == Severity.INFO.rank]
        yield self._section("noted", (self._metric(m, brief=True) for m in noted))
        rest = [m for m in metrics if m.rank > Severity.INFO.rank]
        yield self._section("light", (self._metric(m, brief=True) for m in rest if _weightless(m)))
        yield self._section("fine", (self._metric(m, brief=True) for m in rest if not _weightless(m)))
        yield self._section("doubts", map(self._doubt, self.audit.doubts))
        yield self._section("unknown", (self._unknown(m.name, m.suggestions, m.platforms) for m in self.audit.unknown))
        yield self._section("whole", self._whole())
        yield self._section("next", [Block("", tuple(self._steps()))])

    def _section(self, key: str, blocks: Iterable[Block]) -> Section:
        return Section(self.say(key), self.say(f"{key}_lead"), tuple(blocks))

    def _metric(self, metric: Metric, *, brief: bool = False) -> Block:
        lines = [Line(self.say("what"), self._what(metric))]
        if metric.kpi:
            lines.append(Line(self.say("evidence"), self._evidence(metric)))
        for remark in metric.remarks:
            lines += self._remark(remark, brief=brief)
        if metric.instead and not brief:
            lines.append(Line(self.say("instead"), self._listed(metric.instead)))
        if metric.pitfalls and not brief and metric.kpi:
            lines.append(Line(self.say("pitfall"), metric.pitfalls[0].into(self.language)))
        return Block(" = ".join(metric.names), tuple(lines))

    def _what(self, metric: Metric) -> str:
        label, about = metric.label.into(self.language), first_sentence(metric.about).into(self.language)
        name = f" [{metric.shipped}]" if metric.shipped else ""
        return f"{label}{name}: {about}" if about else f"{label}{name}"

    def _evidence(self, metric: Metric) -> str:
        kpi = metric.kpi
        if kpi is None:
            return ""
        unsaid = kpi.measured_by in BY_PLATFORM and not metric.platform
        who = counted_by(kpi, metric.platform).into(self.language) + (self.say("which") if unsaid else "")
        weight = f"{relevance(kpi).value:.2f}"
        weight = weight.replace(".", ",") if self.language == "vi" else weight
        return self.say("counted", who=who, whom=heard(kpi).into(self.language), weight=weight)

    def _remark(self, remark: Remark, *, brief: bool = False) -> Iterator[Line]:
        head = SEVERITIES[remark.severity].into(self.language)
        label = f"{head} {remark.code}".rstrip()
        yield Line(label, remark.message.into(self.language), remark.severity)
        if brief:
            return
        known = not remark.code or remark.code in self.explained
        if remark.why and not known:
            self.explained.add(remark.code)
            yield Line(self.say("why"), remark.why.into(self.language))
        if remark.fix and not known:
            yield Line(self.say("fix"), remark.fix.into(self.language))
        if remark.sources and (remark.entry or not known):
            yield Line(self.say("source"), "; ".join(self._cited(remark.sources)))

    def _cited(self, sources: Sequence[str]) -> Iterator[str]:
        known = [self.audit.catalog.citations[s] for s in sources if s in self.audit.catalog.citations]
        yield from (cited(source, self.language, address=False) for source in known[:_SOURCES])

    def _listed(self, names: Iterable[str]) -> str:
        kpis = self.audit.catalog.kpis
        shown = (f"{kpis[n].label.into(self.language)} [{n}]" if n in kpis else n for n in names)
        return "; ".join(shown)

    def _doubt(self, doubt: Doubt) -> Block:
        lines = []
        for kpi in doubt.kpis:
            about = first_sentence(kpi.description).into(self.language)
            lines.append(Line(self.say("perhaps"), f"{kpi.label.into(self.language)} [{kpi.name}]: {about}"))
        for remark in doubt.remarks:
            text = remark.message.into(self.language)
            lines.append(Line(self.say("if_so"), text, remark.severity))
        return Block(doubt.match.name, tuple(lines))

    def _unknown(self, name: str, suggestions: Sequence[str], platforms: Sequence[str]) -> Block:
        if suggestions:
            return Block(name, (Line(self.say("nearest"), self._listed(suggestions)),))
        if platforms:
            label = self.audit.catalog.platforms[platforms[0]].label
            return Block(name, (Line("", self.say("platform_only", platform=label)),))
        return Block(name, ())

    def _whole(self) -> Iterator[Block]:
        coverage = self.audit.coverage
        if coverage is None:
            return
        said = [line for remark in self.audit.of_set for line in self._remark(remark)]
        counted = self.say(
            "hearing",
            n=coverage.metrics,
            wider=coverage.hear_wider,
            existing=coverage.existing_only,
            nobody=coverage.hear_nobody,
            platform=coverage.by_platform,
        )
        lines = [*said, Line(self.say("coverage"), counted)]
        for dimension in coverage.dimensions:
            by = self._some(dimension.kpis) or self.say("none")
            lines.append(Line(self.say("measured"), f"{dimension.label.into(self.language)} {by}"))
        if coverage.unheard:
            lines.append(Line(self.say("weightless"), self._some(coverage.unheard)))
        yield Block("", tuple(lines))

    def _some(self, labels: Sequence[Text]) -> str:
        """Return the first few of *labels*, and how many more there are."""
        shown = ", ".join(label.into(self.language) for label in labels[:_NAMED])
        more = len(labels) - _NAMED
        return f"{shown} {self.say('more', n=more)}" if more > 0 else shown

    def _steps(self) -> Iterator[Line]:
        coverage = self.audit.coverage
        if coverage is None:
            yield Line("", self.say("step_names"))
            return
        yield Line("", self.say("step_write"))
        first = next((m.shipped for m in self.audit.metrics if m.shipped), "")
        yield Line("", self.say("step_show", kpi=first))
        platforms = dict.fromkeys(m.kpi.platform for m in self.audit.metrics if m.platform and m.kpi and m.kpi.platform)
        for platform in list(platforms)[:1]:
            yield Line("", self.say("step_platform", platform=platform))
        missing = [d for d in coverage.dimensions if not d.kpis]
        if missing:
            yield Line("", self.say("step_relevance"))
