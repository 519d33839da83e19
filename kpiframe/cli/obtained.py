"""How a KPI's number was obtained, as lines: scale, sample, attribution, control, ledger, what corroborates it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kpiframe.catalog.evidence import Attribution, Control, Scale
from kpiframe.catalog.model import Kpi
from kpiframe.texts import Text

_SCALE: Final = Text("answers from {low} to {high}", "câu trả lời từ {low} đến {high}")
_BOXES: Final = Text("; {boxes} count", "; tính các câu {boxes}")
_STANDARD: Final = Text("; as {standard} asks", "; theo chuẩn {standard}")
_HIGH: Final = {
    "good": Text("; high is good", "; cao là tốt"),
    "bad": Text("; high is bad", "; cao là xấu"),
}
_SAMPLE: Final = Text("sample: {sample}", "mẫu: {sample}")
_CLAIM: Final = Text(
    "presented as an effect; held against: {control}", "được trình bày như tác động; đối chứng: {control}"
)
_NOTHING: Final = Text("nothing", "không có")
_LEDGER: Final = Text("the brand's own count of it: {kpi}", "số đếm của chính thương hiệu: {kpi}")
_BESIDE: Final = Text("corroborated by: {kpis}", "được đối chứng bởi: {kpis}")
_CLICK: Final = Text("claims {days} days after a click", "ghi công trong {days} ngày sau lượt nhấp")
_VIEW: Final = Text("claims {days} days after a view", "ghi công trong {days} ngày sau lượt xem")


def obtained(kpi: Kpi, language: str) -> Iterator[str]:
    """Yield what *kpi* says of how it is obtained; nothing for what it does not say."""
    evidence = kpi.evidence
    if evidence.scale:
        yield _scale(evidence.scale, language)
    if evidence.sample:
        yield _SAMPLE.into(language).format(sample=evidence.sample.value)
    if evidence.attribution:
        yield from _attribution(evidence.attribution, language)
    if evidence.claims_effect:
        none = evidence.control is Control.NONE
        control = _NOTHING.into(language) if none else evidence.control.value
        yield _CLAIM.into(language).format(control=control)
    if evidence.ledger:
        yield _LEDGER.into(language).format(kpi=evidence.ledger.kpi)
    if kpi.corroborated_by:
        yield _BESIDE.into(language).format(kpis=", ".join(kpi.corroborated_by))


def _scale(scale: Scale, language: str) -> str:
    text = _SCALE.into(language).format(low=f"{scale.low:g}", high=f"{scale.high:g}")
    if scale.boxes:
        text += _BOXES.into(language).format(boxes=", ".join(f"{box:g}" for box in scale.boxes))
    if scale.standard:
        text += _STANDARD.into(language).format(standard=f"{scale.standard.upper()} {scale.version}".rstrip())
    return text + (_HIGH[scale.high_means].into(language) if scale.high_means in _HIGH else "")


def _attribution(claimed: Attribution, language: str) -> Iterator[str]:
    for wording, days in ((_CLICK, claimed.click_days), (_VIEW, claimed.view_days)):
        if days is not None:
            yield wording.into(language).format(days=f"{days:g}")
