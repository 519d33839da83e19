"""The ground floor: problems as values, nearest words, texts safe for a terminal, SQL names and literals."""

from __future__ import annotations

import sys
import unicodedata

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.problems import (
    DefinitionError,
    KpiframeError,
    Location,
    Problem,
    Problems,
    Severity,
    describe,
    did_you_mean,
    printable,
)
from kpiframe.sqltext import number, quote_name, quote_text
from kpiframe.texts import Text

SQL = duckdb.connect()
WRONG = Problem(
    "KPF503", Text("unknown key 'inptus'", "khoá lạ 'inptus'"), Location("nps.yaml", 4, 5), meant=("inputs",)
)


def test_a_problem_reads_as_one_line_in_either_language():
    assert describe(WRONG) == "nps.yaml:4:5 KPF503 unknown key 'inptus'; did you mean inputs?"
    assert describe(WRONG, "vi") == "nps.yaml:4:5 KPF503 khoá lạ 'inptus'; có phải ý bạn là inputs?"


def test_problems_come_by_place_without_repetition():
    later = Problem("KPF501", Text("b", "b"), Location("nps.yaml", 9, 1), Severity.WARNING)
    problems = Problems()
    problems.extend([later, WRONG, later])
    assert problems.sorted() == [WRONG, later]
    assert problems.errors == [WRONG]


def test_an_error_carries_its_problems_and_is_one_of_ours():
    with pytest.raises(KpiframeError) as caught:
        raise DefinitionError([WRONG, WRONG])
    assert caught.value.problems == (WRONG, WRONG)
    assert "nps.yaml:4:5" in str(caught.value)


def test_a_message_never_grows_beyond_its_limit():
    endless = Problem("KPF500", Text("x" * 50_000, "x" * 50_000))
    assert len(describe(endless)) == 2_000
    assert len(str(KpiframeError([endless] * 90))) == 2_000


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("inptus", ["inputs", "unit", "kind"], ("inputs",)),
        ("Revenue", ["revenue", "reach"], ("revenue",)),
        ("zzz", ["revenue", "reach"], ()),
        ("doanh_thu", [], ()),
    ],
)
def test_did_you_mean(word, known, meant):
    assert did_you_mean(word, known) == meant


def test_hidden_characters_become_visible():
    assert printable("a\x1b[31m\u202eb\u200b\x9b") == r"a\u001b[31m\u202eb\u200b\u009b"
    assert printable("Sức khoẻ thương hiệu\n") == "Sức khoẻ thương hiệu\n"


@pytest.mark.slow
def test_every_hidden_character_of_unicode_is_shown_as_its_number():
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    for char in map(chr, range(sys.maxunicode + 1)):
        told = unicodedata.category(char) in hidden and char not in "\n\t"
        assert printable(char) == (f"\\u{ord(char):04x}" if told else char)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_any_name_survives_as_a_column(name):
    SQL.execute(f"SELECT 1 AS {quote_name(name)}")
    assert [column[0] for column in SQL.description] == [name]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_survives_as_a_literal(text):
    assert SQL.execute(f"SELECT {quote_text(text)}").fetchall() == [(unicodedata.normalize("NFC", text),)]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_reads_back_as_it_was(value):
    assert SQL.execute(f"SELECT {number(value)}").fetchall() == [(value,)]


@pytest.mark.parametrize(
    "spell", [lambda: quote_name("a\x00"), lambda: quote_text("a\nb"), lambda: number(float("nan"))]
)
def test_what_has_no_spelling_is_refused(spell):
    with pytest.raises(ValueError, match=r"cannot hold|only finite"):
        spell()
