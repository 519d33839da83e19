"""``explain --period``: of what days the numbers of a KPI are, and what their files say of themselves."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("language", "word"), [("en", "Sources"), ("vi", "Nguồn")])
def test_the_sources_of_a_number_with_their_days(cli, brand, language, word):
    shown = cli("explain", "average_order", "brand", "--period", "2026-10", "--lang", language).out
    assert word in shown
    assert "orders (data/orders.csv): 2026-" in shown
