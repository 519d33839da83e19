"""Words that say nothing about which metric is meant, and words that say whose number it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kpiframe.audit.folding import Words, words

_WORDS: Final = """
the a an of our for in on by per and with from kpi metric measure indicator number total average avg overall count
figure monthly weekly daily quarterly yearly annual month week day quarter year brand customer company website site web
online các những của cho theo trên trong tại và với từ về số tổng lượng lượt tháng tuần ngày quý năm eur usd vnd egp
"""
_PHRASES: Final = (
    *("chỉ số", "mức độ", "trung bình", "bình quân", "hàng tháng", "hằng tháng", "hàng tuần", "hàng năm", "hằng năm"),
    *("thương hiệu", "khách hàng", "doanh nghiệp", "công ty", "trang web", "chúng tôi"),
)
FILLERS: Final = frozenset(words(_WORDS))
"""Words that may surround a metric's name. "Rate" and "index" are none: they make another metric of it."""
_FILLING: Final = frozenset(map(words, _PHRASES))


def fillers_in(name: Words) -> frozenset[int]:
    """Return the places of the words of *name* that say nothing about which metric is meant."""
    single = {place for place, word in enumerate(name) if word in FILLERS}
    pairs = (place for place in range(len(name) - 1) if name[place : place + 2] in _FILLING)
    return frozenset(single.union(*((place, place + 1) for place in pairs)))


_PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "meta_facebook": ("facebook", "fb", "meta", "meta ads", "facebook ads", "fanpage"),
    "instagram": ("instagram", "ig", "insta"),
    "tiktok": ("tiktok", "tik tok", "tiktok ads", "tiktok shop"),
    "youtube": ("youtube", "yt"),
    "x": ("twitter", "x twitter", "x ads", "twitter ads"),
    "linkedin": ("linkedin",),
    "google_ads": ("google ads", "adwords", "google adwords"),
    "ga4": ("ga4", "google analytics 4", "google analytics"),
    "shopee": ("shopee", "shopee ads"),
    "lazada": ("lazada",),
    "zalo": ("zalo", "zalo oa", "zalo ads"),
    "email_esp": ("mailchimp",),
    "google_search_console": ("google search console", "search console", "gsc"),
}
SPELLED: Final[Mapping[Words, str]] = {words(text): id_ for id_, texts in _PLATFORMS.items() for text in texts}
"""Words -> id of the platform they name."""
_LONGEST: Final = max(len(spelled) for spelled in SPELLED)


def platforms_in(name: Words, known: Iterable[str]) -> tuple[tuple[str, ...], frozenset[int]]:
    """Return ids of the platforms of *known* that *name* speaks of, and the places of the words that say so."""
    there = frozenset(known)
    found: dict[str, None] = {}
    places: set[int] = set()
    for length in range(_LONGEST, 0, -1):
        for start in range(len(name) - length + 1):
            span = range(start, start + length)
            id_ = SPELLED.get(name[start : start + length])
            if id_ in there and places.isdisjoint(span):
                found[str(id_)] = None
                places.update(span)
    return tuple(found), frozenset(places)
