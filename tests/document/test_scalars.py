"""Scalars are those of the YAML 1.2 core schema: nothing that people write as text becomes something else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.document import parse_document


def read(text: str):
    document, problems = parse_document(text, "x.yaml")
    assert problems == []
    return document.data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # yaml.org/spec/1.2.2, section 10.3.2: the core schema
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("-19", -19),
        ("+12", 12),
        ("0o7", 7),
        ("0o14", 12),
        ("0x3A", 58),
        ("0.", 0.0),
        ("-0.0", -0.0),
        (".5", 0.5),
        ("+12e03", 12000.0),
        ("-2E+05", -200000.0),
        ("1e3", 1000.0),
        ("12.7", 12.7),
        # what YAML 1.1 would have turned into something else
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("1_000", "1_000"),
        ("0b101", "0b101"),
        ("2026-10-31", "2026-10-31"),
        ("2026-10", "2026-10"),
        ("2026-10-31T10:00:00Z", "2026-10-31T10:00:00Z"),
        ("=", "="),
        ("nan", "nan"),
        ("inf", "inf"),
        # leading zeros are plain decimals in 1.2
        ("007", 7),
        ("'007'", "007"),
        ('"1.10"', "1.10"),
        ("1.10", 1.1),
        ("'true'", "true"),
        ("'null'", "null"),
        ('"\\u1EBF"', "ế"),
        ("Phở bò", "Phở bò"),
        ("score is not None", "score is not None"),
        ("(a - b) / c * 100", "(a - b) / c * 100"),
    ],
)
def test_core_scalars(text, value):
    got = read(f"key: {text}\n")["key"]
    assert got == value
    assert type(got) is type(value)
    assert not isinstance(value, float) or math.copysign(1, got) == math.copysign(1, value)


def test_texts_and_keys_are_brought_to_one_normal_form():
    decomposed = "đie\u0302\u0309m"
    assert read(f"{decomposed}: {decomposed}\n") == {"điểm": "điểm"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("key: |\n  a\n  b\n", "a\nb\n"),
        ("key: >-\n  a\n  b\n", "a b"),
        ("key: a\n  b\n", "a b"),
        ("key: 'it''s'\n", "it's"),
        ('key: "a\\nb"\n', "a\nb"),
        ("key: a # comment\n", "a"),
        ("key: a#b\n", "a#b"),
        ("key: &x a\n", "a"),
    ],
)
def test_styles(text, value):
    assert read(text) == {"key": value}


def test_an_alias_repeats_its_anchor():
    assert read("a: &x [1, {b: 2}]\nc: *x\n") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_true_and_false_may_be_keys_as_the_pairs_of_a_boolean_column_need():
    assert read("{true: [Có], false: [Không]}") == {"true": ["Có"], "false": ["Không"]}


def test_joiners_stay_in_texts():
    assert read("label: 'a\u200db'\n") == {"label": "a\u200db"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\n\n"])
def test_an_empty_text_is_none(text):
    assert read(text) is None


plain = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain.filter(lambda k: k != "<<"), inner, max_size=4),
    max_leaves=12,
)


def as_yaml(value) -> str:
    """Flow YAML with every text in double quotes: a writer of our own, so that the reader is not its own judge."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if "." in repr(value) or "e" in repr(value) else repr(value) + ".0"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08X}" if not c.isalnum() else c for c in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(as_yaml(v) for v in value) + "]"
    return "{" + ", ".join(f"{as_yaml(k)}: {as_yaml(v)}" for k, v in value.items()) + "}"


def normal(value):
    import unicodedata

    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(v) for v in value]
    if isinstance(value, dict):
        return {normal(k): normal(v) for k, v in value.items()}
    return value


@settings(max_examples=300, deadline=None)
@given(values)
def test_what_is_written_is_read_back(value):
    expected = normal(value)
    keys_kept = isinstance(value, dict) is False or len(expected) == len(value)
    document, problems = parse_document(as_yaml(value), "x.yaml")
    if keys_kept and not problems:
        assert document.data == expected
    else:
        assert {p.code for p in problems} <= {"KPF502"}


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60) | st.text("abk:-[]{}&*!|>'\"#%@`,? \n\t01.~<=", max_size=60))
def test_any_text_gives_a_document_or_placed_problems_and_never_another_error(text):
    document, problems = parse_document(text, "x.yaml")
    assert (document is None) == bool(problems)
    for problem in problems:
        assert problem.code in {"KPF501", "KPF502", "KPF549"}
        assert problem.location.line >= 1
        assert problem.location.column >= 1
