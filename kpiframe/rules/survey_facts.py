"""Facts of how people were asked: the answer scale and whether it is the standard, and who was in the sample."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.evidence import Sample, Scale
from kpiframe.catalog.model import Kpi
from kpiframe.rules.wording import FactValue
from kpiframe.texts import Text

_NPS: Final = (0.0, 10.0)
_CES: Final = {"1.0": "bad", "2.0": "good"}
"""Version -> what a high answer says: much effort, or agreement that it was easy."""
_SAMPLES: Final = {
    Sample.PANEL: Text("panel", "mẫu trực tuyến (panel)"),
    Sample.INTERCEPT: Text("people stopped in public places", "phỏng vấn chặn tại nơi công cộng"),
    Sample.CUSTOMER_LIST: Text("the customer list", "danh sách khách hàng"),
    Sample.FOLLOWERS: Text("the brand's followers", "người theo dõi của thương hiệu"),
    Sample.SITE_VISITORS: Text("visitors of the brand's site", "người truy cập website của thương hiệu"),
    Sample.STORE: Text("people in the store", "khách tại cửa hàng"),
    Sample.STAFF: Text("staff", "nhân viên"),
    Sample.AGENCY: Text("the agency", "agency"),
}


def survey_facts(kpi: Kpi) -> dict[str, FactValue]:
    """Return the facts of the declared scale and sample; unknown where nothing is declared."""
    scale, sample = kpi.evidence.scale, kpi.evidence.sample
    return {
        "scale_text": _worded(scale) if scale else None,
        "scale_standard": _is_standard(scale) if scale else None,
        "high_means": (scale.high_means or _CES.get(scale.version) or None) if scale else None,
        "sample": sample.value if sample else None,
        "sample_label": _SAMPLES[sample] if sample else None,
    }


def _worded(scale: Scale) -> str:
    return f"{scale.low:g}–{scale.high:g}"


def _is_standard(scale: Scale) -> bool:
    """Tell whether the scale keeps to the standard it names; one that names none departs from none."""
    if scale.standard == "nps":
        return (scale.low, scale.high) == _NPS
    if scale.standard == "csat":
        return bool(scale.boxes)
    return bool(scale.version) if scale.standard == "ces" else True
