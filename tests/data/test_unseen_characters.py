"""Characters nobody sees: a cell of nothing else is blank, and slices that differ in them only are told."""

from __future__ import annotations

import pytest

SOURCE = {"path": "s.csv", "columns": {"campaign": "text", "n": "integer"}}
NAMED = {"named": {"source": "s", "agg": "count", "expr": "campaign"}}


@pytest.mark.parametrize("cell", ["", " ", "\t", "\u00a0", "\u200b", "\u202f", "\ufeff", " \u00a0\u200b "])
def test_a_cell_of_nothing_that_is_seen_is_blank(bench, cell):
    bench.write("s.csv", f"campaign,n\n{cell},1\nTết,2\n")
    assert bench.numbers({"s": SOURCE}, NAMED, period="2026-10") == {"named": 1.0}


@pytest.mark.parametrize("cell", ["đ", "\u00a0x", "Ở", "漢", "\u200bx", "~", "\u00e0", "0"])
def test_a_cell_with_a_letter_is_not(bench, cell):
    bench.write("s.csv", f"campaign,n\n{cell},1\nTết,2\n")
    assert bench.numbers({"s": SOURCE}, NAMED, period="2026-10") == {"named": 2.0}


def sliced(bench, *campaigns):
    """(values of the slices, messages of KPF235)."""
    bench.write("s.csv", "\n".join(["campaign,n", *(f"{c},1" for c in campaigns)]) + "\n")
    rows = {"n": {"source": "s", "agg": "sum", "expr": "n"}}
    found, values = bench.gather({"s": SOURCE}, rows, period="2026-10", slice_by=("campaign",))
    return sorted(v[0] for v in values if v), [p.message.en for p in found.problems if p.code == "KPF235"]


@pytest.mark.parametrize("other", ["Tết ", "\u00a0Tết", "TẾT", "Tết\u200b"])
def test_two_spellings_of_one_campaign_are_two_slices_and_told(bench, other):
    values, told = sliced(bench, "Tết", other, "Hè")
    assert values == sorted(["Tết", other, "Hè"])
    assert len(told) == 1
    assert "slice campaign" in told[0]


def test_blanks_inside_a_text_too(bench):
    assert len(sliced(bench, "Mùa hè", "Mùa\u00a0hè", "Mùa  hè")[1]) == 1


def test_marks_tell_texts_apart(bench):
    assert sliced(bench, "Tết", "Tét", "Hè")[1] == []
