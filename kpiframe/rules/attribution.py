"""How long after which contact a KPI's conversions are claimed: as declared, else as its platform does by default."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.evidence import Attribution
from kpiframe.catalog.model import Kpi, MeasuredBy
from kpiframe.rules.wording import number_text
from kpiframe.texts import Text

_MODELS: Final = {
    "first click": Text("first click", "ghi công lượt nhấp đầu tiên"),
    "first touch": Text("first touch", "ghi công lần chạm đầu tiên"),
    "last click": Text("last click", "ghi công lượt nhấp cuối cùng"),
    "last touch": Text("last touch", "ghi công lần chạm cuối cùng"),
    "data driven": Text("data-driven", "ghi công theo dữ liệu"),
    "linear": Text("linear", "chia đều công"),
}
"""Models by the words they are declared with; another is told as it is written."""


def attribution_of(kpi: Kpi, catalog: Catalog) -> Attribution | None:
    """Return the attribution *kpi* declares, else the default of the platform that credits itself with it.

    ``None`` where neither says: also for a default nobody has verified, and for numbers that are no self-given credit.
    """
    if kpi.evidence.attribution is not None:
        return kpi.evidence.attribution
    platform = catalog.platforms.get(kpi.platform or "")
    if platform is None or kpi.measured_by is not MeasuredBy.PLATFORM_ATTRIBUTED or not platform.attribution_verified:
        return None
    return platform.attribution


def views_count(kpi: Kpi, catalog: Catalog) -> bool | None:
    """Tell whether conversions are claimed after a mere view; ``None`` where nobody says."""
    found = attribution_of(kpi, catalog)
    return None if found is None else bool(found.view_days)


def window_text(kpi: Kpi, catalog: Catalog) -> Text | None:
    """Return the attribution window in words, e.g. "7-day click, 1-day view"; ``None`` where nobody says."""
    found = attribution_of(kpi, catalog)
    return None if found is None else _worded(found)


def _worded(found: Attribution) -> Text | None:
    parts = []
    if found.click_days:
        days = number_text(found.click_days)
        parts.append(Text(f"{days.en}-day click", f"{days.vi} ngày sau nhấp"))
    if found.view_days:
        days = number_text(found.view_days)
        parts.append(Text(f"{days.en}-day view", f"{days.vi} ngày sau xem"))
    if found.model:
        model = found.model.replace("_", " ").replace("-", " ")
        parts.append(_MODELS.get(model) or Text(model, f"mô hình {model}"))
    if not parts:
        return None
    return Text(", ".join(part.en for part in parts), ", ".join(part.vi for part in parts))
