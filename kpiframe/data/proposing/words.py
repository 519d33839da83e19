"""Which input a column is probably for, by its header in English or Vietnamese. A person confirms it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from kpiframe.catalog.shipped import read_shipped

_SUMS: Final = {
    "ad_spend": "ad spend, amount spent, advertising cost, media spend, cost, spend, total spent, số tiền đã chi tiêu, "
    "chi phí quảng cáo, chi phí, tiền quảng cáo",
    "impressions": "impressions, impr., lượt hiển thị, số lượt hiển thị",
    "clicks": "clicks, link clicks, lượt nhấp, số lượt nhấp, lượt click, "
    "lượt click vào liên kết, lượt nhấp vào liên kết",
    "sessions": "sessions, visits, phiên, số phiên, phiên truy cập, lượt truy cập",
    "engaged_sessions": "engaged sessions, phiên có tương tác",
    "platform_conversions": "conversions, lượt chuyển đổi, chuyển đổi",
    "orders": "orders, number of orders, số đơn, số đơn hàng",
    "revenue": "revenue, net revenue, sales, total revenue, amount, doanh thu, doanh thu thuần, doanh số, "
    "tổng doanh thu, thành tiền, số tiền",
    "units": "units, units sold, quantity, qty, số lượng, số lượng bán",
    "leads": "leads, khách hàng tiềm năng, số khách hàng tiềm năng",
    "new_customers": "new customers, khách hàng mới, số khách hàng mới",
    "video_views": "video views, lượt xem video",
    "engagements": "engagements, post engagements, interactions, lượt tương tác, lượt tương tác với bài viết",
    "mentions": "mentions, lượt đề cập, lượt nhắc",
    "delivered": "delivered, successful deliveries, thư đến nơi, số thư đã gửi tới",
    "opens": "unique opens, opens, lượt mở",
    "respondents": "respondents, answers, số người trả lời",
}
_IDS: Final = {
    "orders": "order id, order number, order, mã đơn hàng, mã đơn, số đơn hàng",
    "active_customers": "customer id, customer, mã khách hàng, mã khách",
    "respondents": "respondent id, response id, responseid, mã người trả lời, mã phiếu",
}
_LEVELS: Final = {"followers": "followers, fans, người theo dõi, số người theo dõi"}
_NOT_ADDITIVE: Final = re.compile(
    r"\b(reach|frequency|users|ctr|cpc|cpm|cvr|roas|rate|average|avg|position|percent|share)\b|%"
    r"|\b(tiếp cận|tần suất|người dùng|tỷ lệ|tỉ lệ|trung bình|thứ hạng|vị trí)\b"
)
_PERSONAL: Final = re.compile(
    r"\b(e-?mail|phone|mobile|first name|last name|full name|recipient|address|passport|birthday|date of birth)\b"
    r"|\b(điện thoại|sđt|họ tên|họ và tên|tên khách hàng|tên người|địa chỉ|ngày sinh|cccd|cmnd|người nhận|người mua)\b"
)


def folded(header: str) -> str:
    """Return *header* as it is looked up: small letters, no unit in brackets, single blanks."""
    text = unicodedata.normalize("NFC", header).lower()
    return " ".join(re.sub(r"\([^)]*\)|[_\n]", " ", text).split())


def _unmarked(text: str) -> str:
    """Return *text* as it is typed without Vietnamese letters."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def is_personal(header: str) -> bool:
    """Whether a column called *header* probably holds what identifies a person."""
    return _PERSONAL.search(folded(header).replace("_", " ")) is not None


def is_additive(header: str) -> bool:
    """Whether the rows of a column called *header* may be summed; rates and people reached may not."""
    return _NOT_ADDITIVE.search(unicodedata.normalize("NFC", header).lower().replace("_", " ")) is None


class Inputs:
    """Headers -> (input, how it is counted); shipped names of KPIs of one input are known too."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {**_singles()}
        for agg, table in (("count_distinct", _IDS), ("last", _LEVELS), ("sum", _SUMS)):
            for name, words in table.items():
                self._known |= {folded(word): (name, agg) for word in words.split(", ")}
        for word, found in list(self._known.items()):
            self._known.setdefault(_unmarked(word), found)

    @staticmethod
    def is_key(header: str) -> bool:
        """Whether a column called *header* may tell rows apart; an amount, seen once each by chance, does not."""
        return re.search(r"(^|[\W_])(id|no|code|key|token|number|#)($|[\W_])|\bmã\b|^#$", folded(header)) is not None

    def of(self, header: str) -> tuple[str, str] | None:
        """Return (input, agg) for *header*; ``None`` when nothing is called so."""
        return self._known.get(folded(header))


def _singles() -> Mapping[str, tuple[str, str]]:
    """Return the names of shipped KPIs whose formula is one input and nothing else; a name belongs to the first."""
    sections = read_shipped(tests=False).sections
    synonyms, kpis = sections["synonyms"], sections["kpis"]
    found: dict[str, tuple[str, str] | None] = {}
    for name in (name for name in synonyms if name in kpis):
        formula = str(kpis[name].data.get("formula", "")).strip()
        made = (formula, "sum") if formula in kpis[name].data.get("inputs", {}) else None
        for word in (name, *(w for key in ("en", "vi") for w in synonyms[name].data.get(key, ()))):
            found.setdefault(folded(word), made)
    return {word: made for word, made in found.items() if made}
