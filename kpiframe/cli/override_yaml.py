"""A block of YAML that makes a shipped KPI a client's own: ready to paste, with numbers to be replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.model import Direction, Kpi
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.texts import Text

_NUMBERS: Final = Text("write your own", "ghi số của bạn")
_PLATFORM: Final = Text("or", "hoặc")
_OWNER: Final = Text("who answers for it", "ai chịu trách nhiệm")
_DECISION: Final = Text(
    "We change the plan when it misses its alarm line.", "Đổi kế hoạch khi chỉ số chạm mức báo động."
)
_REASON: Final = Text("Agreed with the client.", "Đã thống nhất với khách hàng.")
_STEP: Final = 0.2


def override_yaml(kpi: Kpi, catalog: Catalog, language: str) -> str:
    """Return ``overrides:`` for *kpi*; as it stands it can be pasted into a project that extends catalog:kpis."""
    return "\n".join(
        ["overrides:", "  kpis:", f"    {kpi.name}:", *(f"      {line}" for line in _lines(kpi, catalog, language))]
    )


def _lines(kpi: Kpi, catalog: Catalog, language: str) -> Iterator[str]:
    if kpi.measured_by in BY_PLATFORM and not kpi.platform:
        first, *others = catalog.platforms
        yield f"platform: {first}  # {_PLATFORM.into(language)} {', '.join(others[:3])} …"
    thresholds = _thresholds(kpi)
    if thresholds:
        yield f"thresholds: {thresholds}  # {kpi.unit}; {_NUMBERS.into(language)}"
    yield f'owner: {{name: "…"}}  # {_OWNER.into(language)}'
    yield f"decision: {_DECISION.into(language)}"
    yield "cadence: month"
    yield f"reason: {_REASON.into(language)}"


def _thresholds(kpi: Kpi) -> str:
    """Return thresholds around the worked example's value, the alarm line on the bad side of it."""
    value = next((e.expect for e in kpi.examples if e.expect is not None), None)
    if value is None or kpi.direction is Direction.NEUTRAL:
        return ""
    step = abs(value) * _STEP or 1.0
    if kpi.direction is Direction.HIGHER:
        return f"{{warn: {_number(value - step)}, target: {_number(value)}}}"
    if kpi.direction is Direction.LOWER:
        return f"{{warn: {_number(value + step)}, target: {_number(value)}}}"
    inner = f"[{_number(value - step)}, {_number(value + step)}]"
    return f"{{warn: [{_number(value - 2 * step)}, {_number(value + 2 * step)}], target: {inner}}}"


def _number(value: float) -> str:
    return f"{float(f'{value:.4g}'):.12g}"
