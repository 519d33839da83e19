"""Geometry of bullet graph and sparkline, worked by hand on a 220 x 26 and an 84 x 22 ground."""

import pytest

from kpiframe.render.charts import bands, bullet, score_line, score_strip, sparkline, text_bar


def row(value, anchors, target=None, previous=None):
    return {"value": value, "anchors": anchors, "target": {"value": target} if target is not None else None,
            "previous": {"value": previous}}  # fmt: skip


HIGHER = [[0, 0], [50, 50], [90, 90], [100, 100]]


def test_a_bar_from_zero_where_the_scale_has_a_zero():
    """0..100 on 220 units: 75 ends at 165, the target 90 stands at 198, the previous 50 at 110."""
    chart = bullet(row(75, HIGHER, 90, 50))
    assert chart["bar"] == {"x": 0, "width": 165}
    assert chart["dot"] is None
    assert (chart["targets"], chart["previous"]) == ([198], 110)
    assert [(b["x"], b["width"], b["level"]) for b in chart["bands"]] == [
        (0, 110, "off_target"), (110, 88, "watch"), (198, 22, "on_target")]  # fmt: skip


def test_a_dot_where_it_has_none():
    """NPS example: floor 11.25, stretch 48.75; 40 lies at (40 - 11.25) / 37.5 of 220 = 168.67."""
    chart = bullet(row(40, [[11.25, 0], [30, 50], [45, 90], [48.75, 100]], 45, 43))
    assert (chart["bar"], chart["dot"]) == (None, 168.67)
    assert chart["targets"] == [198]


def test_lower_is_better_reverses_the_bands_and_keeps_the_axis():
    chart = bullet(row(5, [[3.5, 100], [4, 90], [6, 50], [8.5, 0]], 4))
    assert [b["level"] for b in chart["bands"]] == ["on_target", "watch", "off_target"]
    assert chart["dot"] == pytest.approx((5 - 3.5) / 5 * 220, abs=0.01)


def test_in_range_has_five_bands_dark_at_both_ends_and_two_target_lines():
    chart = bullet(row(6, [[1, 0], [2, 50], [3, 90], [4, 100], [5, 90], [7, 50], [9, 0]], [3, 5]))
    assert [b["level"] for b in chart["bands"]] == ["off_target", "watch", "on_target", "watch", "off_target"]
    assert len(chart["targets"]) == 2


def test_the_scale_widens_to_hold_value_and_previous():
    chart = bullet(row(-50, HIGHER, 90, 150))
    assert (chart["low"], chart["high"]) == (-50, 150)
    assert chart["bar"] == {"x": 0, "width": 55}
    assert sum(b["width"] for b in chart["bands"]) == pytest.approx(220)


@pytest.mark.parametrize("given", [row(None, HIGHER), row(5, []), row(5, [[5, 90]]), row(5, [[5, 0], [5, 90]])])
def test_nothing_is_drawn_without_a_value_or_a_scale(given):
    assert bullet(given) is None


def test_yes_no_cuts_where_the_line_passes_fifty():
    """Anchors (0, 0) and (1, 90): score 50 lies at 5/9."""
    cuts = bands([[0, 0], [1, 90]], 0, 1)
    assert [round(end, 4) for _, end, _ in cuts] == [0.5556, 1]
    assert [level for *_, level in cuts] == ["off_target", "watch"]


def points(*values):
    return [{"period": str(i), "value": v} for i, v in enumerate(values)]


def test_sparkline_keeps_gaps_and_equal_steps():
    """Five periods on 4..80: one every 19 units; the gap breaks the line, the lone value is a point."""
    chart = sparkline(points(0, 10, None, 5, None), ticks=[1])
    assert chart["lines"] == [[[4, 18], [23, 4]]]
    assert chart["points"] == [[61, 11]]
    assert (chart["last"], chart["ticks"]) == (None, [23])


def test_a_sparkline_is_cut_where_the_counting_changed_and_marked_there():
    """84 wide with 4 of margin: 5 periods stand 19 apart, a mark half a step before the first of the new counting."""
    cut = sparkline(points(1, 2, 3, 4, 5), breaks=[(2, True)])
    assert [len(run) for run in cut["lines"]] == [2, 3]
    assert cut["breaks"] == [4 + 1.5 * 19]
    told = sparkline(points(1, 2, 3, 4, 5), breaks=[(2, False)])
    assert ([len(run) for run in told["lines"]], told["breaks"]) == ([5], [32.5])
    assert sparkline(points(1, 2, 3))["breaks"] == []


def test_sparkline_needs_three_values_and_survives_a_flat_series():
    assert sparkline(points(1, None, 2)) is None
    assert sparkline([]) is None
    assert [y for _, y in sparkline(points(7, 7, 7))["lines"][0]] == [11, 11, 11]


def test_score_strip_and_line():
    strip = score_strip(77.38, 72.62, 82.14)
    assert (strip["bar"], strip["whisker"], strip["target"]) == (185.71, [174.29, 197.14], 216)
    assert score_strip(None, None, None) is None
    assert score_strip(None, 10, 90)["bar"] is None
    line = score_line(83.86, 77.38, 75.0)
    assert [t["label"] for t in line["ticks"]] == [70, 75, 80, 85, 90]
    assert line["independent"] == 127  # 14 + 5/20 of 452
    assert line["independent"] < line["relevance"] < line["reported"]
    for numbers in ((0, 0, 0), (100, 100, 100), (100, None, 0)):
        assert score_line(*numbers)["ticks"][0]["x"] == 14


def test_text_bar():
    assert text_bar(bullet(row(75, HIGHER, 90))) == "████████░│"
    assert text_bar(None) == ""
