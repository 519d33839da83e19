"""A registry entry or a platform as a page of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kpiframe.audit.wording import KINDS_OF_ENTRY, status
from kpiframe.audit.words import SEVERITIES
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.day_words import written
from kpiframe.catalog.knowledge import LifecycleEntry, Platform, ViewDefinition
from kpiframe.cli.laying import cited, field, paragraph
from kpiframe.problems import printable
from kpiframe.texts import NO_TEXT, Text

_W: Final = {
    "is": Text("What", "Là gì"),
    "status": Text("Status", "Tình trạng"),
    "said": Text("What happened", "Điều đã xảy ra"),
    "series": Text("For a series", "Với chuỗi số liệu"),
    "until": Text("bad data until", "số liệu lỗi đến"),
    "instead": Text("Instead", "Dùng thay"),
    "affects": Text("KPIs it may concern", "KPI có thể liên quan"),
    "linked": Text("KPIs that ship linked to it", "KPI có sẵn đã gắn với mục này"),
    "match": Text("Found by an audit as", "Lệnh audit nhận ra qua tên"),
    "link": Text("To link a KPI to it, in kpiframe.yaml", "Để gắn một KPI với mục này, ghi trong kpiframe.yaml"),
    "sources": Text("Sources", "Nguồn"),
    "counts": Text("Whom or what it counts", "Đếm ai hoặc đếm gì"),
    "bias": Text("Which way it leans", "Lệch về phía nào"),
    "views": Text("What it calls a view or a session", "Thế nào là một lượt xem hay một phiên"),
    "attribution": Text("What it claims by default", "Mặc định ghi công cho mình"),
    "audits": Text("Outside audits", "Kiểm định bên ngoài"),
    "incidents": Text("Known faults, changes and disputes", "Lỗi, thay đổi và tranh cãi đã biết"),
    "pairs": Text("What to set beside its numbers", "Nên đặt gì cạnh số liệu của nền tảng"),
    "registry": Text("In the registry", "Trong danh bạ"),
}
_UNVERIFIED: Final = Text("not verified", "chưa kiểm chứng")
_AS_OF: Final = Text("Facts as of", "Thông tin tính đến")
_COMPARABLE: Final = {
    "break": Text("a break: no comparison across it", "đứt đoạn: không so sánh qua mốc này"),
    "partial": Text("comparable in part", "chỉ so sánh được một phần"),
    "gap": Text("it ends: there is no series to follow", "kết thúc: không có chuỗi nối tiếp"),
    "none": NO_TEXT,
}
_EFFECT: Final = {
    "inflates": Text("values rose because of the change", "giá trị tăng do thay đổi này"),
    "deflates": Text("values fell because of the change", "giá trị giảm do thay đổi này"),
    "gap": NO_TEXT,
    "none": NO_TEXT,
}
_DAYS: Final = Text("days after {kind}: {days}", "số ngày sau {kind}: {days}")
_CLICK = Text("a click", "lượt nhấp")
_VIEW = Text("a view", "lượt xem")
_ENGAGED = Text("an engaged view", "lượt xem có tương tác")


def entry_sheet(entry: LifecycleEntry, catalog: Catalog, language: str, today: date) -> str:
    """Return everything the registry says of one metric or product."""
    lines = [f"{entry.id}: {entry.label.into(language)}"]
    kind = KINDS_OF_ENTRY.get(entry.kind, NO_TEXT).into(language)
    lines += field(_W["is"], ["; ".join(part for part in (kind, entry.platform) if part)], language)
    severity = SEVERITIES[entry.severity].into(language)
    mark = "" if entry.verified else f"; {_UNVERIFIED.into(language)}"
    lines += field(_W["status"], [f"{status(entry, today).into(language)} ({severity}{mark})"], language)
    lines += field(_W["said"], [entry.message.into(language)], language)
    series = [_COMPARABLE.get(entry.comparability, NO_TEXT), _EFFECT.get(entry.effect_on_values, NO_TEXT)]
    until = f"{_W['until'].into(language)} {written(entry.until).into(language)}" if entry.until else ""
    lines += field(_W["series"], [*(text.into(language) for text in series), until], language)
    lines += field(_W["instead"], [", ".join(entry.replacement), entry.instead.into(language)], language)
    lines += field(_W["affects"], [", ".join(entry.affects_kpis)], language)
    linked = [kpi.name for kpi in catalog.kpis.values() if entry.id in kpi.lifecycle]
    lines += field(_W["linked"], [", ".join(linked)], language)
    lines += field(_W["match"], [", ".join(entry.match)], language)
    lines += field(_W["sources"], cited(entry.sources, catalog, language), language)
    lines += [
        "",
        f"{_W['link'].into(language)}:",
        f"  overrides: {{kpis: {{NAME: {{lifecycle: [{entry.id}], reason: …}}}}}}",
    ]
    return printable("\n".join(lines))


def platform_sheet(platform: Platform, catalog: Catalog, language: str, today: date) -> str:
    """Return what is known of how one platform counts: views, windows, audits, faults, and what to hold against it."""
    lines = [f"{platform.id}: {platform.label}"]
    if platform.as_of:
        lines += paragraph(f"{_AS_OF.into(language)} {written(platform.as_of).into(language)}", "")
    lines += field(_W["counts"], [platform.audience_unit.into(language)], language)
    lines += field(_W["bias"], [platform.bias.into(language)], language)
    lines += field(_W["views"], [_view(view, language) for view in platform.views], language)
    lines += field(_W["attribution"], list(_attribution(platform, language)), language)
    audits = (
        f"{a.body}, {a.scope.into(language)}: {a.status.into(language)}{_dated(a.as_of)}{_sure(a.verified, language)}"
        for a in platform.audits
    )
    lines += field(_W["audits"], audits, language)
    incidents = (
        f"{i.when or '—'}: {i.what.into(language)}{_sure(i.verified, language)}"
        for i in sorted(platform.incidents, key=lambda i: i.when, reverse=True)
    )
    lines += field(_W["incidents"], incidents, language)
    pairs = (f"{p.metric.into(language)}: {', '.join(p.kpis)}. {p.why.into(language)}" for p in platform.pairs)
    lines += field(_W["pairs"], pairs, language)
    lines += field(_W["registry"], list(_entries(platform, catalog, language, today)), language)
    lines += field(_W["sources"], cited(_sources(platform), catalog, language), language)
    return printable("\n".join(lines))


def _view(view: ViewDefinition, language: str) -> str:
    return f"{view.surface.into(language)}: {view.rule.into(language)}{_sure(view.verified, language)}"


def _attribution(platform: Platform, language: str) -> Iterator[str]:
    claimed = platform.attribution
    if claimed:
        windows = ((_CLICK, claimed.click_days), (_ENGAGED, platform.engaged_view_days), (_VIEW, claimed.view_days))
        said = [_DAYS.into(language).format(kind=k.into(language), days=f"{d:g}") for k, d in windows if d is not None]
        text = "; ".join([*said, *([claimed.model] if claimed.model else [])])
        yield f"{text}{_sure(platform.attribution_verified, language)}" if text else ""
    yield platform.attribution_note.into(language)


def _entries(platform: Platform, catalog: Catalog, language: str, today: date) -> Iterator[str]:
    for entry in catalog.lifecycle.values():
        if entry.platform and entry.platform in (platform.id, *platform.lifecycle_platforms):
            yield f"{entry.id}: {entry.label.into(language)}, {status(entry, today).into(language)}"


def _sources(platform: Platform) -> Sequence[str]:
    held = [part.sources for part in platform.views]
    held += [part.sources for part in platform.audits]
    held += [part.sources for part in platform.incidents]
    return list(dict.fromkeys([*(s for sources in held for s in sources), *platform.attribution_sources]))


def _sure(verified: bool, language: str) -> str:
    return "" if verified else f" ({_UNVERIFIED.into(language)})"


def _dated(when: str) -> str:
    return f" ({when})" if when else ""
