"""Contrast by WCAG 2, distance by CIEDE2000 under simulated colour blindness (Machado, Oliveira, Fernandes 2009)."""

import itertools
import math
import re

import pytest

from kpiframe.render.tokens import DARK, LIGHT, MARK_PAIRS, TEXT_PAIRS
from kpiframe.resources import shipped

SIMULATED = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
STATES = ("on_target", "watch", "off_target")


def linear(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour):
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in (
        (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))]  # fmt: skip
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
         for t in (max(v, 0) / n for v, n in zip(xyz, (0.95047, 1.0, 1.08883), strict=True))]  # fmt: skip
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    cos = lambda angle: math.cos(math.radians(angle))  # noqa: E731
    t = 1 - 0.17 * cos(hm - 30) + 0.24 * cos(2 * hm) + 0.32 * cos(3 * hm + 6) - 0.20 * cos(4 * hm - 63)
    rotation = (
        -2 * math.sqrt(cm**7 / (cm**7 + 25**7)) * math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2))))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh)


def seen(colour, matrix):
    return lab([min(1, max(0, sum(m * c for m, c in zip(row, linear(colour), strict=True)))) for row in matrix])


def smallest_distance(tokens):
    return min(
        ciede2000(seen(tokens[a], matrix), seen(tokens[b], matrix))
        for matrix in SIMULATED.values()
        for a, b in itertools.combinations(STATES, 2)
    )


def test_the_formulas_reproduce_published_figures():
    """Black on white is 21:1; Sharma, Wu, Dalal (2005), pairs 1 and 25 of their test data."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=" on ".join)
def test_text_has_a_contrast_of_4_5(tokens, pair):
    assert contrast(tokens[pair[0]], tokens[pair[1]]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", MARK_PAIRS, ids=" on ".join)
def test_marks_have_a_contrast_of_3(tokens, pair):
    assert contrast(tokens[pair[0]], tokens[pair[1]]) >= 3


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (LIGHT, {"on_target": 6.4, "watch": 4.8, "off_target": 9.2, "none": 6.0}),
        (DARK, {"on_target": 8.0, "watch": 11.1, "off_target": 6.5, "none": 8.1}),
    ],
    ids=["light", "dark"],
)
def test_status_colours_have_the_contrasts_the_handbook_states(tokens, expected):
    assert {k: round(contrast(tokens[k], tokens["paper"]), 1) for k in expected} == expected


@pytest.mark.parametrize(
    ("tokens", "expected"), [(LIGHT, (7.9, 10.3, 12.5)), (DARK, (5.8, 8.5, 11.9))], ids=["light", "dark"]
)
def test_the_bar_stands_out_of_each_band(tokens, expected):
    found = [contrast(tokens["bar"], tokens[f"band_{band}"]) for band in ("off_target", "watch", "on_target")]
    assert found == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize(("tokens", "least"), [(LIGHT, 15.0), (DARK, 17.5)], ids=["light", "dark"])
def test_status_colours_stay_apart_for_the_colour_blind(tokens, least):
    """The handbook's figures; the classic green, amber, red falls to 9.5 under deuteranopia."""
    assert smallest_distance(tokens) == pytest.approx(least, abs=0.1)
    classic = {"on_target": "#00A651", "watch": "#FFC000", "off_target": "#ED1C24"}
    matrix = SIMULATED["deuteranopia"]
    assert ciede2000(seen(classic["on_target"], matrix), seen(classic["off_target"], matrix)) == pytest.approx(
        9.5, abs=0.2
    )


def test_bands_are_one_hue_from_dark_to_light():
    levels = [luminance(LIGHT[f"band_{band}"]) for band in ("off_target", "watch", "on_target")]
    assert levels == sorted(levels)


def test_style_sheet_and_drawings_use_tokens_only():
    for name in ("page.css.j2", "chart.j2", "row.j2", "back.j2"):
        assert (
            re.findall(r"#[0-9A-Fa-f]{3,8}\b", (shipped("templates") / "macros" / name).read_text(encoding="utf-8"))
            == []
        )


def test_both_themes_have_the_same_tokens():
    assert sorted(LIGHT) == sorted(DARK)
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in (*LIGHT.values(), *DARK.values()))
