"""A small project with one KPI in every state, and the document assembled from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpiframe.catalog.annotations import Comment, Event, Ignore, NotApplicable
from kpiframe.catalog.bindings import Binding, Source
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Citation, Condition, Confidence, Fix, Rule, Scope
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.model import (
    Audience,
    Direction,
    Directness,
    Input,
    Kpi,
    KpiKind,
    MeasuredBy,
    Owner,
    Relevance,
    Target,
    Thresholds,
)
from kpiframe.evaluation.results import KpiSeries, Result, Trace
from kpiframe.formula.syntax import Role, parse
from kpiframe.observations import TOTAL, Observations, SourceReport
from kpiframe.periods import Calendar, Grain, spine
from kpiframe.problems import Location, Problem, Severity
from kpiframe.project import Project
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.scorecard.assembly import assemble
from kpiframe.scorecard.model import Scorecard
from kpiframe.scoring.gap import three_scores
from kpiframe.scoring.items import groups_of, items_of
from kpiframe.scoring.judging import judge
from kpiframe.scoring.totals import total
from kpiframe.texts import Text, same

CALENDAR = Calendar(Grain.MONTH)
LAST = CALENDAR.period_of(date(2026, 10, 1))
PERIODS = spine(LAST.shift(-14), LAST)
TODAY = date(2026, 11, 5)
ANSWERS = Text("valid answers", "câu trả lời hợp lệ")


def kpi(name: str, **changes: Any) -> Kpi:
    fields: dict[str, Any] = {
        "name": name,
        "label": Text(f"{name} (en)", f"{name} (vi)"),
        "formula": parse("promoters / responses * 100"),
        "inputs": (Input("promoters", "people", same("9-10")), Input("responses", "people", ANSWERS)),
        "unit": "percent",
        "kind": KpiKind.SURVEY,
        "direction": Direction.HIGHER,
        "thresholds": Thresholds(30, 45),
        "relevance": Relevance(3, 3, 3),
        "audience": (Audience.WIDER,),
        "directness": Directness.ASKED,
        "measured_by": MeasuredBy.INDEPENDENT,
        "location": Location(f"definitions/{name}.yaml", 2, 5),
        "fingerprint": f"{len(name):012x}",
    }
    return Kpi(**(fields | changes))


KPIS = {
    k.name: k
    for k in (
        kpi("good", tags=("web",), owner=Owner("CX team"), sources=("guide", "unknown")),
        kpi("fair", formula=parse("good / 2"), inputs=(), unit="points"),
        kpi("poor", critical=True, targets=(Target("2026", value=50, set_by="client", why=same("plan")),)),
        kpi("context", direction=Direction.NEUTRAL, thresholds=None),
        kpi("absent"),
        kpi("old"),
        kpi("small", base="responses", min_n=100, interval="proportion"),
        kpi("early", kind=KpiKind.FLOW, unit="money"),
        kpi("excused"),
        kpi("broken"),
        kpi("reach", measured_by=MeasuredBy.PLATFORM, platform="meta_facebook", audience=(Audience.NONE,)),
    )
}
VALUES: Mapping[str, tuple[float | None, ...]] = {
    "good": (*(float(30 + i) for i in range(14)), 46.0),
    "fair": (None,) * 14 + (40.0,),
    "poor": (20.0,) * 15,
    "context": (7.0,) * 15,
    "absent": (40.0,) * 14 + (None,),
    "old": (41.0,) * 15,
    "small": (41.0,) * 15,
    "early": (41.0,) * 15,
    "excused": (None,) * 15,
    "broken": (None,) * 15,
    "reach": (60.0,) * 15,
}
GROUPS = (
    Group("customer", Text("Customer", "Khách hàng"), 60, ("good", "fair", "poor", "context", "absent", "old")),
    Group("rest", Text("Rest", "Còn lại"), 40, ("small", "early", "excused", "reach")),
)
LAYOUT = Layout("brand-health", Text("Brand health", "Sức khoẻ thương hiệu"), GROUPS)
RULE = Rule(
    id="KPF110",
    name="platform-biased",
    scope=Scope.KPI,
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    when=(Condition(Severity.WARNING, parse("weight > 0", Role.WHEN)),),
    message=same("{kpi}"),
    why=same("why"),
    fix=Fix(Text("pair it", "ghép đôi"), ("good",), "low"),
    sources=("guide",),
)
OTHER = replace(RULE, id="KPF001", name="outdated-metric", severity=Severity.ERROR)


def flag(rule: Rule, name: str | None, **changes: Any) -> Flag:
    about = same(f"{rule.id} {name}")
    return Flag(rule, rule.severity, name, about, about, Location("definitions/x.yaml", 3, 1), **changes)


ACCEPTED = Ignore("KPF110", "good", "contract-requires", same("agreed"), "linh", date(2026, 1, 1), date(2027, 1, 1))
FLAGS = [
    flag(RULE, "good", accepted=ACCEPTED),
    flag(RULE, "reach", fix=Text("ask people", "hỏi khách"), sources=("book",)),
    flag(RULE, None),
    flag(OTHER, "reach"),
]
COMMENTS = (
    Comment("2026-10", "poor", same("form broken"), "hà", date(2026, 11, 3), same("fix it"), date(2026, 11, 10)),
    Comment("2026-10", "", same("a calm month"), "hà", date(2026, 11, 3)),
    Comment("2026-10", "nobody", same("of another scorecard"), "hà", date(2026, 11, 3)),
    Comment("2026-09", "poor", same("last month"), "hà", date(2026, 10, 3)),
)
EVENTS = (
    Event(date(2026, 10, 18), date(2026, 10, 24), same("form"), "outage", tags=("web",)),
    Event(date(2025, 10, 1), None, same("a year ago"), "campaign", kpis=("fair", "elsewhere")),
    Event(date(2025, 9, 1), date(2025, 9, 30), same("before the series"), "campaign"),
    Event(date(2026, 11, 2), None, same("after the period"), "price"),
    Event(date(2026, 2, 17), None, same("Tết"), "season"),
    Event(date(2026, 3, 1), None, same("survey"), "definition", sources=("survey",)),
    Event(date(2026, 3, 2), None, same("nobody's"), "other", kpis=("elsewhere",)),
)


def project(**changes: Any) -> Project:
    citations = {
        c.id: c
        for c in (Citation("guide", "A guide", "2024-05", url="https://example.org"), Citation("book", "A book"))
    }
    fields: dict[str, Any] = {
        "name": "pho-sen",
        "label": Text("Pho Sen", "Phở Sen"),
        "folder": Path("pho-sen"),
        "root": Path(),
        "catalog": Catalog(kpis=KPIS, rules={r.id: r for r in (RULE, OTHER)}, citations=citations),
        "locale": "vi",
        "currency": "VND",
        "sources": {"survey": Source("survey", measured_by=MeasuredBy.INDEPENDENT)},
        "bindings": {"promoters": Binding("promoters", "survey"), "responses": Binding("responses", "survey")},
        "comments": COMMENTS,
        "events": EVENTS,
        "not_applicable": (NotApplicable("excused", Text("no shops yet", "chưa có cửa hàng")),),
    }
    return Project(**(fields | changes))


OBSERVATIONS = Observations(
    periods=PERIODS,
    values={TOTAL: {"promoters": [46.0] * 15, "responses": [100.0] * 15}},
    rows={"survey": [10] * 14 + [12]},
    as_of={"survey": [*([None] * 14), date(2026, 10, 30)]},
    sources=(SourceReport("survey", "data/survey.csv", 162, first=date(2025, 8, 2), last=date(2026, 10, 30)),),
    input_sources={"promoters": "survey", "responses": "survey"},
)


def series_of(name: str) -> KpiSeries:
    values = VALUES[name]
    reason = None if values[-1] is not None else "zero_denominator"
    names = KPIS[name].formula.names
    inputs = tuple((n, 46.0 if n == "promoters" else 100.0) for n in names)
    return KpiSeries(
        name,
        TOTAL,
        values,
        Result(values[-1], reason, "responses" if reason else ""),
        Trace(KPIS[name].formula.text, "46 / 100 * 100", inputs),
        base=(50.0,) * 15 if name == "small" else (),
        sources=("survey",) if name == "good" else (),
        as_of=date(2026, 1, 31) if name == "old" else date(2026, 10, 30),
    )


def document(of: Project | None = None, layout: Layout = LAYOUT, today: date = TODAY, **changes: Any) -> Scorecard:
    of = of or project()
    kpis = {**KPIS, **of.catalog.kpis}
    series = {name: series_of(name) for name in layout.kpis if name != "excused"}
    excused = {n.kpi: n for n in of.not_applicable}
    faults = {"broken": Problem("KPF211", Text("overflow in input x", "tràn số ở đầu vào x"))}
    judgements = {
        name: judge(
            kpis[name],
            series_of(name),
            PERIODS,
            today=date(2026, 10, 4) if name == "early" else today,
            max_age_days=40,
            not_applicable=excused.get(name),
            error=faults.get(name),
        )
        for name in layout.kpis
    }
    items, groups = items_of(layout, kpis, judgements, LAST), groups_of(layout)
    given: dict[str, Any] = {
        "periods": PERIODS,
        "slice": TOTAL,
        "judgements": judgements,
        "series": series,
        "observations": OBSERVATIONS,
        "totals": total(items, groups, layout.missing),
        "gap": three_scores(items, groups, layout.missing),
        "flags": FLAGS,
        "not_judged": [
            NotJudged("KPF110", None, "platform_share"),
            NotJudged("KPF001", "good", "effective", name="gone", because=Text("a", "b")),
        ],
        "today": today,
        "version": "0.1.0",
        "definitions_fingerprint": "abc",
        "rules_fingerprint": "def",
    }
    return assemble(of, layout, **(given | changes))


@pytest.fixture
def assembled() -> Callable[..., Scorecard]:
    """Assemble the sample project; keyword arguments replace what assembly is given."""
    return document


@pytest.fixture
def with_error() -> Layout:
    """The sample scorecard and a KPI whose source is broken."""
    rest = replace(GROUPS[1], kpis=(*GROUPS[1].kpis, "broken"))
    return replace(LAYOUT, groups=(GROUPS[0], rest))


@pytest.fixture
def sample() -> Callable[..., Project]:
    """The sample project; keyword arguments replace its fields."""
    return project


@pytest.fixture
def flags() -> list[Flag]:
    """The flags assembly is given, in no order."""
    return list(FLAGS)


@pytest.fixture
def layout() -> Layout:
    """The sample scorecard."""
    return LAYOUT


@pytest.fixture
def build_kpi() -> Callable[..., Kpi]:
    """A KPI of the sample's kind."""
    return kpi
