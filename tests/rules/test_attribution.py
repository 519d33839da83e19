"""Attribution windows: as declared, as the platform does by default, or unknown; in words of both languages."""

from dataclasses import replace

import pytest

from kpiframe.catalog.evidence import Attribution
from kpiframe.catalog.knowledge import Platform
from kpiframe.rules.attribution import attribution_of, views_count, window_text
from kpiframe.texts import Text

DEFAULT = Attribution(28, 1)


@pytest.fixture
def sold(kpi, world):
    """A KPI beside platforms whose default is known, only reported, and not known at all."""

    def make(**said):
        catalog, _ = world([kpi("sales", **said)])
        known = Platform("sure", "Sure", True, attribution=DEFAULT, attribution_verified=True)
        heard = Platform("heard", "Heard", True, attribution=DEFAULT, attribution_verified=False)
        platforms = {"sure": known, "heard": heard, "silent": Platform("silent", "Silent", True)}
        return catalog.kpis["sales"], replace(catalog, platforms=platforms)

    return make


@pytest.mark.parametrize(
    ("attribution", "en", "vi", "views"),
    [
        ({"click_days": 7, "view_days": 1}, "7-day click, 1-day view", "7 ngày sau nhấp, 1 ngày sau xem", True),
        ({"click_days": 30, "view_days": None}, "30-day click", "30 ngày sau nhấp", False),
        ({"click_days": 7, "view_days": 0}, "7-day click", "7 ngày sau nhấp", False),
        ({"click_days": 1.5}, "1.5-day click", "1,5 ngày sau nhấp", False),
        ({"view_days": 1}, "1-day view", "1 ngày sau xem", True),
        ({"click_days": 7, "model": "time decay"}, "7-day click, time decay", "7 ngày sau nhấp, mô hình time decay", False),
        ({"model": "last_touch"}, "last touch", "ghi công lần chạm cuối cùng", False),
        ({"click_days": 90, "model": "data_driven"}, "90-day click, data-driven", "90 ngày sau nhấp, ghi công theo dữ liệu", False),
    ],
)  # fmt: skip
def test_a_declared_window_is_told_as_it_is(sold, attribution, en, vi, views):
    kpi, catalog = sold(measured_by="own", attribution=attribution)
    assert window_text(kpi, catalog) == Text(en, vi)
    assert views_count(kpi, catalog) is views


@pytest.mark.parametrize(
    ("measured_by", "platform", "known"),
    [
        ("platform_attributed", "sure", True),
        ("platform_attributed", "heard", False),  # nobody could verify that default
        ("platform_attributed", "silent", False),
        ("platform_attributed", "unregistered", False),
        ("platform", "sure", False),  # reach is credited to nobody
        ("own", "sure", False),
    ],
)
def test_a_platforms_default_counts_only_where_it_is_verified_and_credits_itself(sold, measured_by, platform, known):
    kpi, catalog = sold(measured_by=measured_by, platform=platform)
    assert attribution_of(kpi, catalog) == (DEFAULT if known else None)
    assert views_count(kpi, catalog) is (True if known else None)
    assert window_text(kpi, catalog) == (
        Text("28-day click, 1-day view", "28 ngày sau nhấp, 1 ngày sau xem") if known else None
    )


def test_what_is_declared_goes_before_the_platforms_default(sold):
    kpi, catalog = sold(measured_by="platform_attributed", platform="sure", attribution={"click_days": 7})
    assert window_text(kpi, catalog) == Text("7-day click", "7 ngày sau nhấp")
    assert views_count(kpi, catalog) is False
