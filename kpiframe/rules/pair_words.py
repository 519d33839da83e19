"""Why two KPIs are taken for one signal, or pull apart: in words, from what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.rules.wording import FactValue, number_text
from kpiframe.texts import Text

_ONE_FORMULA: Final = Text(
    "their formulas differ by a constant or a factor only", "hai công thức chỉ khác nhau một hằng số hoặc hệ số"
)
_ONE_INPUT: Final = Text(
    "they share a number that one wants high and the other low",
    "hai chỉ số dùng chung một con số mà bên này muốn cao, bên kia muốn thấp",
)


def pair_words(facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Return the facts ``alike`` and ``apart``; nothing where neither formulas nor numbers say so."""
    rho, good = facts.get("rho"), facts.get("good_rho")
    alike = _correlated("rank correlation of their changes", "tương quan hạng của các thay đổi", rho)
    apart = _correlated("rank correlation of their improvements", "tương quan hạng của các lần cải thiện", good)
    return {
        "alike": _ONE_FORMULA if facts.get("complements") else alike,
        "apart": _ONE_INPUT if facts.get("opposed_inputs") else apart,
    }


def _correlated(en: str, vi: str, rho: FactValue) -> Text | None:
    if not isinstance(rho, float):
        return None
    number = number_text(rho)
    return Text(f"{en} {number.en}", f"{vi} {number.vi}")
