from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Condition, Confidence, Fix, LifecycleEntry, Platform, Rule, Scope
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.model import Kpi
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import Location, Severity
from kpiframe.rules.partial import partial_kpi
from kpiframe.texts import Text, same


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    catalog, problems = load_shipped()
    assert problems == []
    return catalog


@pytest.fixture
def kpi() -> Callable[..., Kpi]:
    """A KPI that says what is given: kpi("nps", signal="perception")."""

    def make(name: str, **said: object) -> Kpi:
        return replace(partial_kpi({"name": name, **said}), location=Location("kpis.yaml", 1, 1))

    return make


@pytest.fixture
def rule() -> Callable[..., Rule]:
    """A rule of one line: rule("weight_share > 0.5"), or of several: rule(("error", "…"), ("warning", "…"))."""

    def make(
        *lines: str | tuple[str, str],
        code: str = "KPF950",
        scope: str = "kpi",
        message: str = "{label}",
        **said: object,
    ) -> Rule:
        when = tuple(
            Condition(Severity(line[0]), parse(line[1], Role.WHEN))
            if isinstance(line, tuple)
            else Condition(Severity.WARNING, parse(line, Role.WHEN))
            for line in lines
        )
        text = message if isinstance(message, Text) else same(message)
        return Rule(
            code,
            "tested",
            Scope(scope),
            Severity.ERROR,
            Confidence.HIGH,
            when,
            text,
            same("why"),
            Fix(same("fix")),
            **said,
        )  # type: ignore[arg-type]

    return make


@pytest.fixture
def world() -> Callable[..., tuple[Catalog, Layout]]:
    """A catalogue of given KPIs and rules, and a scorecard of one group with all of them."""

    def make(
        kpis: list[Kpi], rules: list[Rule] | None = None, entries: list[LifecycleEntry] | None = None
    ) -> tuple[Catalog, Layout]:
        layout = Layout(
            "card",
            same("Card"),
            (Group("all", same("All"), 1.0, tuple(k.name for k in kpis)),),
            location=Location("kpiframe.yaml", 9, 3),
        )
        catalog = Catalog(
            kpis={k.name: k for k in kpis},
            rules={r.id: r for r in rules or []},
            layouts={"card": layout},
            lifecycle={e.id: e for e in entries or []},
            platforms={"meta": Platform("meta", "Meta", True)},
        )
        return catalog, layout

    return make


@pytest.fixture
def today() -> date:
    return date(2026, 11, 21)
