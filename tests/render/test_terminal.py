"""The scorecard on a terminal: aligned by what a terminal shows, nothing cut that is a number, nothing foreign let through."""

import re
import unicodedata

import pytest

from kpiframe.render.columns import cut, pad, width_of, wrap
from kpiframe.render.to_terminal import to_terminal


@pytest.mark.parametrize("width", [60, 72, 80, 100, 140])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_line_is_wider_than_asked(document, troubled, language, width):
    for given in (document, troubled):
        assert max(width_of(line) for line in to_terminal(given, language, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 100, 140])
def test_columns_are_aligned_by_display_width(document, width):
    """Vietnamese letters with their marks take one cell: the scores of all rows end in the same column."""
    lines = to_terminal(document, "vi", width=width).splitlines()
    table = [line for line in lines if re.search(r"\d%$", line) and line.startswith("  ")]
    assert len(table) == 10
    assert len({width_of(line) for line in table}) == 1


def test_values_are_never_cut(document):
    for width in (60, 80, 100):
        for value in ("7,5 triệu ₫", "185 triệu ₫", "1,23 triệu", "5,0%"):
            assert value in to_terminal(document, "vi", width=width)


def test_the_headline_and_the_gap_come_first(document):
    lines = to_terminal(document, "en").splitlines()
    assert "77 · could be 72–82 · coverage 90% · weights ±20%: 73–80 · ratings ±1: 74–81 − Watch" in lines[:8]
    assert lines[lines.index("Flattery gap: 9 points") + 1] == (
        "  As usually reported 83 · By relevance 77 · Independent only 75"
    )


def test_every_state_has_mark_and_word(document, troubled):
    text = to_terminal(document, "en", width=140) + to_terminal(troubled, "en", width=140)
    for mark in ("✓ On target", "− Watch", "! Off target", "○ No data", "◷ Out of date", "… Too early", "n Sample too small",
                 "/ Not applicable", "· Not scored", "× Error"):  # fmt: skip
        assert mark in text


def test_colour_only_when_asked(document):
    plain, painted = to_terminal(document, "en"), to_terminal(document, "en", color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain
    assert set(re.findall(r"\x1b\[(\d+)m", painted)) <= {"0", "1", "31", "33", "34"}


def test_at_most_fifty_flags_are_listed(document):
    document["flags"] = [{**document["flags"][0], "kpi": f"k{i}"} for i in range(60)]
    assert "and 10 more" in to_terminal(document, "en")


def test_nothing_foreign_reaches_the_terminal(small, flood, terminal_corpus):
    """No control, bidi or invisible character; no line a CI system would take for a command."""
    assert len(terminal_corpus) >= 25
    for payload in terminal_corpus:
        for color in (False, True):
            text = to_terminal(flood(small, payload["text"]), "vi", color=color)
            bare = re.sub(r"\x1b\[(0|1|31|33|34)m", "", text) if color else text
            hidden = {c for c in bare if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\n"}
            assert hidden == set(), payload
            assert not re.search(r"(?m)^\s*::", bare), payload
            assert not re.search(r"##(\[|vso\[|teamcity\[)", bare), payload


def test_one_payload_adds_no_line(small, flood, terminal_corpus):
    calm = len(to_terminal(flood(small, "x"), "en", width=100_000).splitlines())
    for payload in terminal_corpus:
        assert len(to_terminal(flood(small, payload["text"]), "en", width=100_000).splitlines()) == calm, payload


@pytest.mark.parametrize(
    ("text", "width"),
    [("Phở", 3), (unicodedata.normalize("NFD", "Phở"), 3), ("日本", 4), ("a\u0301", 1), ("", 0), ("≥\u00a045", 4)],
)
def test_width(text, width):
    assert width_of(text) == width


def test_cut_pad_and_wrap():
    assert cut("Tỷ lệ rời bỏ", 6) == "Tỷ lệ…"
    assert cut("abc", 3) == "abc"
    assert cut("abc", 0) == ""
    assert cut("日本語", 4) == "日…"
    assert pad("ở", 3) == "ở  "
    assert pad("ở", 3, right=True) == "  ở"
    assert wrap("một hai ba bốn", 8, "  ") == ["một hai", "  ba bốn"]
    assert wrap("abcdefghij", 5) == ["abcd…"]
    assert wrap("", 5) == []
    assert wrap("a b", 10, "", "> ") == ["> a b"]
