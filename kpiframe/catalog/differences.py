"""What differs between two definitions of one KPI or scorecard, field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from kpiframe.catalog import telling
from kpiframe.catalog.layouts import Group, Layout
from kpiframe.catalog.model import Kpi, Thresholds
from kpiframe.texts import Text, same


class Effect(StrEnum):
    """What a change can move."""

    VALUES = "values"
    """A value, or how it is judged and weighed: everything the fingerprint holds."""
    FLAGS = "flags"
    """Only which flags are raised."""
    WORDS = "words"
    """Only what is read."""

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Effect).index(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions."""

    path: str
    """``kpis.nps.thresholds.target``, ``scorecards.brand.groups.market.weight``: unique in a comparison."""
    field: Text
    old: Text
    new: Text
    effect: Effect
    kpi: str | None = None
    """``None``: it is of a scorecard or of the project."""
    scorecard: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as compared: its words, what is compared, and how that is told."""

    path: str
    words: Text
    get: Callable[[Kpi], Any]
    tell: Callable[[Any], Text] = telling.plain
    effect: Effect = Effect.VALUES


def differences(old: Kpi, new: Kpi) -> list[Change]:
    """Return every field in which two definitions of one KPI differ, in the order they are written in."""
    found = []
    for field in FIELDS:
        before, after = field.get(old), field.get(new)
        if before != after:
            told = field.tell(before), field.tell(after)
            found.append(Change(f"kpis.{new.name}.{field.path}", field.words, *told, field.effect, new.name))
    return found


def layout_differences(old: Layout, new: Layout) -> list[Change]:
    """Return every field in which two definitions of one scorecard differ."""
    return [
        Change(f"scorecards.{new.name}.{path}", words, before, after, effect, scorecard=new.name)
        for path, words, before, after, effect in _layout(old, new)
        if before != after
    ]


_Row = tuple[str, Text, Text, Text, Effect]


def _layout(old: Layout, new: Layout) -> Iterator[_Row]:
    words = Effect.WORDS
    yield "label", Text("label of the scorecard", "nhãn của bảng điểm"), old.label, new.label, words
    missing = Text("policy for missing values", "cách xử lý giá trị thiếu")
    yield "missing", missing, same(old.missing.value), same(new.missing.value), Effect.VALUES
    groups = ({g.name: g for g in old.groups}, {g.name: g for g in new.groups})
    for name in dict.fromkeys((*groups[0], *groups[1])):
        yield from _group(name, groups[0].get(name), groups[1].get(name))


def _group(name: str, old: Group | None, new: Group | None) -> Iterator[_Row]:
    path, there = f"groups.{name}", [group for group in (old, new) if group]
    if len(there) == 1:
        kpis = telling.words(there[0].kpis)
        told = (kpis, telling.NONE) if old else (telling.NONE, kpis)
        yield path, Text(f"group {name}", f"nhóm {name}"), *told, Effect.VALUES
        return
    before, after = there
    weight = Text(f"weight of group {name}", f"trọng số của nhóm {name}")
    yield f"{path}.weight", weight, telling.number(before.weight), telling.number(after.weight), Effect.VALUES
    if set(before.kpis) != set(after.kpis):
        kpis = Text(f"KPIs of group {name}", f"các KPI của nhóm {name}")
        yield f"{path}.kpis", kpis, telling.words(before.kpis), telling.words(after.kpis), Effect.VALUES
    label = Text(f"label of group {name}", f"nhãn của nhóm {name}")
    yield f"{path}.label", label, before.label, after.label, Effect.WORDS


def _of_thresholds(name: str) -> Callable[[Kpi], Any]:
    return lambda kpi: getattr(kpi.thresholds, name) if kpi.thresholds else None


def _scale(kpi: Kpi) -> str:
    return (kpi.thresholds or Thresholds(0, 0)).scale


def _evidence(name: str) -> Callable[[Kpi], Any]:
    return lambda kpi: getattr(kpi.evidence, name)


def _flagging(path: str, en: str, vi: str) -> Field:
    return Field(path, Text(en, vi), lambda kpi: getattr(kpi, path), effect=Effect.FLAGS)


def _worded(path: str, en: str, vi: str) -> Field:
    return Field(path, Text(en, vi), lambda kpi: getattr(kpi, path), effect=Effect.WORDS)


_CORE: Final = (
    Field("formula", Text("formula", "công thức"), lambda k: k.formula.canonical()),
    Field("inputs", Text("inputs", "đầu vào"), lambda k: sorted((i.name, i.unit, i.additive) for i in k.inputs)),
    Field("unit", Text("unit", "đơn vị"), lambda k: k.unit),
    Field("kind", Text("kind", "loại số liệu"), lambda k: k.kind),
    Field("direction", Text("direction", "chiều tốt"), lambda k: k.direction),
)
_JUDGED: Final = (
    Field("thresholds.target", Text("target", "mục tiêu"), _of_thresholds("target"), telling.bound),
    Field("thresholds.warn", Text("warning line", "ngưỡng báo động"), _of_thresholds("warn"), telling.bound),
    Field("thresholds.floor", Text("floor", "mức sàn"), _of_thresholds("floor"), telling.bound),
    Field("thresholds.stretch", Text("stretch", "mức vượt"), _of_thresholds("stretch"), telling.bound),
    Field("thresholds.scale", Text("scale of the thresholds", "thang của các ngưỡng"), _scale),
    Field(
        "targets",
        Text("dated targets", "mục tiêu theo ngày"),
        lambda k: [(t.since, t.until, t.value, t.warn, t.growth, t.over) for t in k.targets],
        telling.targets,
    ),
    Field("dead_band", Text("dead band", "vùng không đổi"), lambda k: k.dead_band, telling.bound),
    Field("critical", Text("critical", "tính then chốt"), lambda k: k.critical),
    Field("early_window", Text("early window", "phần đầu kỳ chưa xét"), lambda k: k.early_window, telling.bound),
    Field("base", Text("base", "cơ số"), lambda k: k.base),
    Field("min_n", Text("smallest base", "cơ số tối thiểu"), lambda k: k.min_n, telling.bound),
    Field("interval", Text("interval", "khoảng tin cậy"), lambda k: k.interval),
    Field("spread", Text("spread", "độ phân tán"), lambda k: k.spread),
)
_WEIGHED: Final = (
    Field("relevance.weight", Text("weight", "trọng số"), lambda k: k.relevance.weight, telling.number),
    Field(
        "relevance.ratings",
        Text("relevance ratings", "điểm phù hợp"),
        lambda k: (k.relevance.utility, k.relevance.purpose, k.relevance.importance),
        telling.ratings,
    ),
    Field(
        "relevance.second",
        Text("ratings by the second rater", "điểm của người chấm thứ hai"),
        lambda k: k.relevance.second,
        telling.ratings,
    ),
    Field("audience", Text("audience", "đối tượng"), lambda k: sorted(k.audience)),
    Field("directness", Text("directness", "mức trực tiếp"), lambda k: k.directness),
    Field("signal", Text("signal", "loại tín hiệu"), lambda k: k.signal),
    Field("measured_by", Text("who counts", "bên đếm"), lambda k: k.measured_by),
    Field("platform", Text("platform", "nền tảng"), lambda k: k.platform),
    Field(
        "lifecycle",
        Text("lifecycle entries", "các mục vòng đời"),
        lambda k: sorted({*k.lifecycle, *k.evidence.succeeds}),
    ),
)
_FLAGGED: Final = (
    Field(
        "inputs.platform",
        Text("platform and surface of the inputs", "nền tảng và vị trí của đầu vào"),
        lambda k: sorted((i.name, i.platform, i.surface) for i in k.inputs if i.platform or i.surface),
        effect=Effect.FLAGS,
    ),
    *(
        Field(f"evidence.{name}", Text(en, vi), _evidence(name), effect=Effect.FLAGS)
        for name, en, vi in (
            ("scale", "answer scale", "thang trả lời"),
            ("sample", "sample", "mẫu khảo sát"),
            ("research_use", "time of the research", "thời điểm nghiên cứu"),
            ("attribution", "attribution", "cách ghi công"),
            ("teams", "teams", "các bộ phận"),
            ("channel", "channel", "kênh"),
            ("claims_effect", "claimed effect", "tuyên bố tác động"),
            ("control", "control", "đối chứng"),
            ("ledger", "ledger", "sổ đối chiếu"),
            ("perceived_as", "perceived as", "cảm nhận tương ứng"),
            ("lags", "declared lags", "độ trễ đã khai báo"),
        )
    ),
    _flagging("family", "family", "nhóm chủ đề"),
    _flagging("timing", "timing", "thời điểm biến động"),
    _flagging("corroborated_by", "corroborating KPIs", "KPI đối chứng"),
    _flagging("cadence", "cadence", "chu kỳ đo"),
    _flagging("owner", "owner", "người phụ trách"),
    _flagging("decision", "decision", "quyết định"),
    _flagging("reviewed_on", "day of review", "ngày rà soát"),
    _flagging("status", "status", "trạng thái"),
    _flagging("deprecation", "deprecation", "thông tin ngừng dùng"),
)
_WORDED: Final = (
    _worded("label", "label", "nhãn"),
    _worded("description", "description", "mô tả"),
    Field(
        "inputs.counts",
        Text("what the inputs count", "đầu vào đếm gì"),
        lambda k: sorted((i.name, i.counts.en, i.counts.vi) for i in k.inputs if i.counts),
        effect=Effect.WORDS,
    ),
    Field(
        "relevance.why",
        Text("reason of the ratings", "lý do chấm điểm"),
        lambda k: [k.relevance.why, *k.relevance.rated_by],
        effect=Effect.WORDS,
    ),
    Field(
        "targets.why",
        Text("who set the targets, and why", "ai đặt mục tiêu và vì sao"),
        lambda k: [(t.since, t.set_by, t.why) for t in k.targets if t.set_by or t.why],
        effect=Effect.WORDS,
    ),
    _worded("alternatives", "alternatives", "lựa chọn thay thế"),
    _worded("pitfalls", "pitfalls", "các bẫy thường gặp"),
    _worded("sources", "sources", "nguồn"),
    _worded("bands", "reference bands", "khoảng tham chiếu"),
    _worded("tags", "tags", "thẻ"),
    _worded("grade", "grade", "bậc"),
)
FIELDS: Final = (*_CORE, *_JUDGED, *_WEIGHED, *_FLAGGED, *_WORDED)
UNCOMPARED: Final = frozenset({"name", "layer", "location", "origins", "fingerprint", "examples", "meta"})
"""Fields of a KPI in which two versions may differ without a word: places, proofs and free notes."""
COMPARED: Final = frozenset(f.path.split(".")[0] for f in FIELDS)
"""Fields of a KPI that are compared; with :data:`UNCOMPARED` all there are."""


def uncovered() -> set[str]:
    """Return the fields of a KPI that are neither compared nor left out on purpose; a test holds it empty."""
    return {field.name for field in fields(Kpi)} - COMPARED - UNCOMPARED
