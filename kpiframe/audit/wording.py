"""Words for what a definition says of its evidence, and for the statuses of the registry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from kpiframe.catalog.day_words import since
from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.catalog.model import Audience, Directness, Kpi, MeasuredBy, Signal
from kpiframe.texts import NO_TEXT, Text, same

COUNTS: Final[Mapping[MeasuredBy, Text]] = {
    MeasuredBy.INDEPENDENT: Text("an independent third party", "một bên thứ ba độc lập"),
    MeasuredBy.OWN: Text("the brand's own records", "sổ sách của chính thương hiệu"),
    MeasuredBy.PLATFORM_PUBLIC: Text("public platform data", "số liệu công khai của nền tảng"),
    MeasuredBy.MEDIA_VENDOR: Text("the seller of the media", "bên bán quảng cáo"),
    MeasuredBy.PLATFORM: Text("the platform itself", "chính nền tảng"),
    MeasuredBy.PLATFORM_ATTRIBUTED: Text("the platform, crediting itself", "nền tảng, tự ghi công cho mình"),
    MeasuredBy.INTERNAL: Text("internal judgement", "đánh giá nội bộ"),
}
HEARS: Final[Mapping[Audience, Text]] = {
    Audience.EXISTING: Text("existing customers", "khách hàng hiện tại"),
    Audience.PROSPECTS: Text("prospects", "khách hàng tiềm năng"),
    Audience.WIDER: Text("the wider audience", "công chúng rộng hơn"),
    Audience.NONE: Text("nobody", "không ai"),
}
HOW: Final[Mapping[Directness, Text]] = {
    Directness.ASKED: Text("asked", "hỏi trực tiếp"),
    Directness.OBSERVED: Text("observed", "quan sát hành vi"),
    Directness.INFERRED: Text("inferred", "suy đoán"),
    Directness.NONE: NO_TEXT,
}
KINDS: Final[Mapping[Signal, Text]] = {
    Signal.OUTCOME: Text("a business outcome", "kết quả kinh doanh"),
    Signal.PERCEPTION: Text("what people think", "điều mọi người nghĩ"),
    Signal.BEHAVIOUR: Text("what people do", "điều mọi người làm"),
    Signal.ACTIVITY: Text("what was done, not what came of it", "việc đã làm, chưa phải kết quả"),
}
STATUSES: Final[Mapping[str, Text]] = {
    "retired": Text("retired", "đã khai tử"),
    "discredited": Text("discredited", "đã bị bác bỏ"),
    "retiring": Text("being retired", "sắp bị khai tử"),
    "discouraged": Text("discouraged", "không được khuyến khích"),
    "proxy": Text("a proxy", "chỉ là số thay thế"),
    "contested": Text("contested", "đang bị tranh cãi"),
    "gated": Text("paid only", "chỉ còn cho gói trả phí"),
    "restricted": Text("restricted", "bị hạn chế"),
    "degraded": Text("degraded", "đã kém tin cậy"),
    "faulty_data": Text("faulty data", "số liệu lỗi"),
    "renamed": Text("renamed", "đã đổi tên"),
    "redefined": Text("redefined", "đã đổi định nghĩa"),
    "nonstandard": Text("not the standard form", "không đúng chuẩn"),
    "policy": Text("a policy", "một quy định"),
    "reversed": Text("reversed", "đã bị đảo lại"),
}
KINDS_OF_ENTRY: Final[Mapping[str, Text]] = {
    "product": Text("a tool, not a metric", "một công cụ, không phải chỉ số"),
    "metric": Text("a metric of one platform or tool", "chỉ số riêng của một nền tảng hay công cụ"),
    "definition": Text("a way of counting", "một cách đếm"),
    "attribution_window": Text("a window of attribution", "một cửa sổ ghi công"),
    "policy": Text("a policy", "một quy định"),
}


def counted_by(kpi: Kpi, platform: str) -> Text:
    """Return who counts *kpi*, by name where *platform* says which platform."""
    who = COUNTS[kpi.measured_by]
    return Text(f"{who.en} ({platform})", f"{who.vi} ({platform})") if platform else who


def heard(kpi: Kpi) -> Text:
    """Return whom *kpi* hears, and how."""
    if set(kpi.audience) <= {Audience.NONE}:
        return HEARS[Audience.NONE]
    whom = [HEARS[a] for a in kpi.audience]
    how = HOW[kpi.directness]
    en, vi = ", ".join(w.en for w in whom), ", ".join(w.vi for w in whom)
    return Text(f"{en} ({how.en})", f"{vi} ({how.vi})") if how else Text(en, vi)


def status(entry: LifecycleEntry, today: date) -> Text:
    """Return the status of *entry* with the day it took effect, or will."""
    what = STATUSES.get(entry.status, same(entry.status.replace("_", " ")))
    when = since(entry)
    if entry.effective is not None and entry.effective > today:
        return Text(f"{what.en} from {when.en} on", f"{what.vi.removeprefix('đã ')} kể từ {when.vi}")
    return Text(f"{what.en} since {when.en}", f"{what.vi} từ {when.vi}") if when else what


def first_sentence(text: Text) -> Text:
    """Return the first sentence of a description, for a line."""
    return Text(*(t.split(". ")[0].rstrip(".") for t in (text.en, text.vi)))
