"""What the families of KPIs are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.texts import Text, same

_FAMILIES: Final[Mapping[str, Text]] = {
    "awareness": Text("Awareness", "Nhận biết"),
    "budget_forecast_gap": Text("Budget, forecast, gap", "Ngân sách, dự báo, khoảng cách"),
    "channel": Text("Channels", "Kênh"),
    "communication": Text("Communication", "Truyền thông"),
    "consumer_insight": Text("Consumer insight", "Thấu hiểu người tiêu dùng"),
    "conversion": Text("Conversion", "Chuyển đổi"),
    "loyalty": Text("Loyalty", "Lòng trung thành"),
    "market": Text("Market", "Thị trường"),
    "marketing_cost": Text("Marketing cost", "Chi phí marketing"),
    "relevance": Text("Relevance", "Sự phù hợp"),
    "sales_pipeline": Text("Sales pipeline", "Quy trình bán hàng"),
    "satisfaction": Text("Satisfaction", "Sự hài lòng"),
    "usage": Text("Usage", "Sử dụng"),
}


def family_label(family: str) -> Text:
    """Return what *family* is called; a project's own family is shown by its name."""
    return _FAMILIES.get(family, same(family.replace("_", " ").capitalize()))
