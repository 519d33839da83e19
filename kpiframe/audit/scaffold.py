"""An audited list -> the files of a project: the scorecard stands, data and targets wait as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from kpiframe.audit.families import family_label
from kpiframe.audit.model import Audit, Metric
from kpiframe.audit.scaffold_words import PHRASES
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.texts import Text


def project_yaml(audit: Audit, *, name: str, label: str, language: str) -> str:
    """Return ``kpiframe.yaml`` of a project called *name* with every KPI of *audit*; it lints before it is filled in.

    A KPI the list names for several platforms stands once, and a comment says so.
    """
    return "\n".join(_Writer(audit, language).lines(name, label)) + "\n"


def open_platforms(audit: Audit) -> tuple[int, int]:
    """Return of how many KPIs nobody has said which platform counts them, and how many there are."""
    writer = _Writer(audit, "en")
    return len(writer.open), len(writer.kpis)


class _Writer:
    def __init__(self, audit: Audit, language: str) -> None:
        self.audit = audit
        self.language = language
        self.kpis = [audit.catalog.kpis[name] for name in dict.fromkeys(m.shipped for m in audit.metrics if m.shipped)]
        self.named = self._platforms()
        """KPI -> the one platform the list reads it from, where the definition leaves that open."""
        self.open = {k.name for k in self.kpis if k.measured_by in BY_PLATFORM and not k.platform} - set(self.named)
        """KPIs a project can use only when it says which platform counts them."""

    def lines(self, name: str, label: str) -> Iterator[str]:
        yield from ("kpiframe: 1", f"name: {name}", f"label: {_text(label)}", "extends: [catalog:kpis]")
        yield from (f"locale: {self.language}", "currency: VND", "timezone: Asia/Ho_Chi_Minh")
        yield from ("calendar: {grain: month}", "")
        yield from self._comment("scorecard")
        yield from self._scorecard()
        yield ""
        yield from self._doubts()
        yield from self._overrides()
        yield ""
        yield from self._data()

    def _scorecard(self) -> Iterator[str]:
        mark = "" if len(self.open) < len(self.kpis) else "# "
        label = _text(self._say("label"))
        yield from (f"{mark}scorecards:", f"{mark}  - name: audited-list", f"{mark}    label: {label}")
        yield f"{mark}    groups:"
        for family in dict.fromkeys(kpi.family for kpi in self.kpis):
            yield from self._group(family, [kpi.name for kpi in self.kpis if kpi.family == family])

    def _group(self, family: str, names: Sequence[str]) -> Iterator[str]:
        ready = [name for name in names if name not in self.open]
        mark = "" if ready else "# "
        yield f"{mark}      - name: {family.replace('_', '-')}"
        yield f"{mark}        label: {_text(family_label(family).into(self.language))}"
        yield f"{mark}        weight: {len(ready) or len(names)}"
        yield f"{mark}        kpis:"
        for name in names:
            yield f"{'# ' if name in self.open else ''}          - {self._listed(name)}"

    def _listed(self, kpi: str) -> str:
        metrics = [m for m in self.audit.metrics if m.shipped == kpi]
        said = ", ".join(name for metric in metrics for name in metric.names)
        codes = dict.fromkeys(r.code or r.rule for metric in metrics for r in metric.remarks)
        flags = f" ({', '.join(codes)})" if codes else ""
        flags += f"; {self._say('open')}" if kpi in self.open else ""
        return f"{kpi}  # {_one_line(said)}{flags}"

    def _doubts(self) -> Iterator[str]:
        if self.audit.doubts:
            yield from self._comment("doubts")
            for doubt in self.audit.doubts:
                could = ", ".join(kpi.name for kpi in doubt.kpis)
                yield f"#   {_one_line(doubt.match.name)}: {could}".rstrip(": ")
        if self.audit.unknown:
            yield from self._comment("unknown")
            yield from (f"#   {_one_line(found.name)}" for found in self.audit.unknown)
        if self.audit.doubts or self.audit.unknown:
            yield ""

    def _overrides(self) -> Iterator[str]:
        yield from self._comment("overrides")
        named = self.named
        mark = "" if named else "# "
        yield from (f"{mark}overrides:", f"{mark}  kpis:")
        for kpi in self.kpis:
            mine = "" if kpi.name in named else "# "
            yield f"{mine}    {kpi.name}:"
            if kpi.name in named:
                yield f"      platform: {named[kpi.name]}"
            yield from (f"#       {line}" for line in self._wishes(kpi))
            reason = self._say("platform_reason" if kpi.name in named else "reason")
            yield f"{mine}      reason: {reason}"

    def _wishes(self, kpi: Kpi) -> Iterator[str]:
        entries = [m.kpi.lifecycle for m in self.audit.metrics if m.shipped == kpi.name and m.kpi]
        linked = dict.fromkeys(link for links in entries for link in links if link not in kpi.lifecycle)
        if kpi.name in self.open:
            yield f"platform: …  # {', '.join(self.audit.catalog.platforms)}"
        if linked:
            links = ", ".join((*kpi.lifecycle, *linked))
            yield f"lifecycle: [{links}]  # {self._say('lifecycle')}"
        if kpi.direction in (Direction.HIGHER, Direction.LOWER):
            better = self._say(kpi.direction.value)
            yield f"thresholds: {{warn: …, target: …}}  # {kpi.unit}; {better}"
        elif kpi.direction is Direction.RANGE:
            yield f"thresholds: {{warn: […, …], target: […, …]}}  # {kpi.unit}; {self._say(kpi.direction.value)}"
        yield f"owner: {{name: …}}  # {self._say('owner')}"
        yield f"decision: …  # {self._say('decision')}"
        yield "cadence: month"

    def _platforms(self) -> dict[str, str]:
        found: dict[str, set[str]] = {}
        for metric in self.audit.metrics:
            if metric.kpi and metric.kpi.platform and metric.kpi.platform != self._base(metric).platform:
                found.setdefault(metric.shipped, set()).add(metric.kpi.platform)
        return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}

    def _base(self, metric: Metric) -> Kpi:
        return self.audit.catalog.kpis[metric.shipped]

    def _data(self) -> Iterator[str]:
        yield from self._comment("data")
        yield from ("# sources:", "#   my_export:", "#     path: data/my_export.csv", "#     columns:")
        yield from ("#       day: date", "#       amount: {type: decimal, scale: 2}", "#     time: day", "# bindings:")
        seen: dict[str, Text] = {}
        for kpi in self.kpis:
            for needed in kpi.inputs:
                seen.setdefault(needed.name, needed.counts)
        for name, counts in seen.items():
            said = _one_line(counts.into(self.language))
            yield f"#   {name}: {{source: my_export, agg: sum, expr: amount}}  # {said}"

    def _say(self, phrase: str) -> str:
        return PHRASES[phrase].into(self.language)

    def _comment(self, phrase: str) -> Iterator[str]:
        yield from (f"# {line}" for line in self._say(phrase).splitlines())


def _text(text: str) -> str:
    """Return *text* as a YAML scalar; JSON quoting is YAML."""
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def readme(audit_page: str, *, label: str, language: str, steps: Sequence[str]) -> str:
    """Return the README of the project: what to do next, then the whole audit as Markdown."""
    listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    head = PHRASES["readme"].into(language).format(label=_one_line(label))
    return f"{head}\n\n{listed}\n\n{audit_page.replace(chr(10) + '#', chr(10) + '##').replace('# ', '## ', 1)}"
