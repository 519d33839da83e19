"""Bands are read from the rounded score alone, and what is printed never names a better one."""

import pytest

from kpiframe.scoring.bands import Band, band_of, rounded, shown


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, Band.OFF_TARGET),
        (49.999999999, Band.OFF_TARGET),
        (50, Band.WATCH),
        (89.999999999, Band.WATCH),
        (90, Band.ON_TARGET),
        (100, Band.ON_TARGET),
    ],
)
def test_the_edges_belong_to_the_better_band(score, band):
    assert band_of(score) is band


@pytest.mark.parametrize(("score", "printed"), [(76.667, 76), (89.5, 89), (89.999999999, 89), (90.0, 90), (100.0, 100)])
def test_a_printed_score_is_never_rounded_up(score, printed):
    assert shown(score) == printed
    assert band_of(shown(score)) is band_of(score)


def test_one_rounding_takes_float_noise_away():
    assert rounded(89.99999999999999) == 90.0
    assert rounded(50 - 1e-12) == 50.0
    assert str(rounded(-1e-12)) == "0.0"
