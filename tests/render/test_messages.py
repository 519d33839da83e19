"""The pages' own words: both languages complete, NFC, the same holes; a word for every code a document can hold."""

import re
import unicodedata

import pytest

from kpiframe.catalog import annotations, layouts, model
from kpiframe.evaluation.results import REASONS
from kpiframe.problems import UsageError
from kpiframe.render.messages import fill, foreign, into, language_of, word, words

HOLES = re.compile(r"\{([a-z_]+)\}")
DIACRITICS = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")


def leaves(table, path=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


EN, VI = dict(leaves(words("en"))), dict(leaves(words("vi")))


def test_no_key_is_missing_in_either_language():
    assert sorted(EN) == sorted(VI)


@pytest.mark.parametrize("key", sorted(EN))
def test_both_wordings_are_texts_with_the_same_holes(key):
    assert isinstance(EN[key], str)
    assert isinstance(VI[key], str)
    assert bool(EN[key]) == bool(VI[key])
    assert sorted(HOLES.findall(EN[key])) == sorted(HOLES.findall(VI[key]))


def test_every_text_is_nfc_without_stray_spaces():
    for table in (EN, VI):
        for key, text in table.items():
            assert unicodedata.normalize("NFC", text) == text, key
            assert text == text.strip(), key
            assert "  " not in text, key


def test_vietnamese_sentences_carry_diacritics():
    """A sentence of five words and more without one diacritic is not Vietnamese."""
    for key, text in VI.items():
        if len(text.split()) >= 5:
            assert DIACRITICS & set(text.lower()), key


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("states", ["missing", "stale", "too_early", "small_sample", "not_applicable", "unscored", "error"]),
        ("effects", ["missing", "stale", "too_early", "small_sample", "not_applicable", "unscored", "error"]),
        ("bands", ["on_target", "watch", "off_target"]),
        ("verdicts", ["better", "worse", "unchanged", "changed", "partial", "broken"]),
        (
            "reasons",
            [*REASONS, "stale", "too_early", "small_sample", "no_target", "neutral", "broken_base", "faulty_window"],
        ),
        ("withheld", ["coverage", "error", "policy", "nothing_to_score"]),
        ("measured_by", list(model.MeasuredBy)),
        ("audiences", list(model.Audience)),
        ("kinds", list(model.KpiKind)),
        ("statuses", list(model.Status)),
        ("policies", list(layouts.Missing)),
        ("grades", ["article", "standard", "proposed", "own"]),
        ("grains", ["day", "week", "month", "quarter", "year"]),
        ("cadences", ["day", "week", "month", "quarter", "year"]),
        ("severities", ["error", "warning", "info"]),
        ("efforts", ["low", "medium", "high"]),
        ("accept_reasons", list(annotations.IGNORE_REASONS)),
        ("event_kinds", ["campaign", "launch", "outage", "price", "definition", "platform_change", "season", "other"]),
        ("factors", ["dimension", "directness", "independence", "freshness"]),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_code_of_a_document_has_a_word(language, table, codes):
    missing = [str(code) for code in codes if str(code) not in words(language)[table]]
    assert missing == []


def test_words_of_the_glossary():
    """Terms decided once for the whole house."""
    assert words("vi")["gap"]["title"] == "Khoảng cách “tâng bốc”"
    assert words("vi")["flags"]["title"] == "Cảnh báo"
    assert words("vi")["page"]["kpi_scorecard"] == "Bảng điểm KPI"
    assert words("vi")["audiences"]["wider_audience"] == "tệp khách hàng rộng hơn"
    assert [words("vi")["bands"][b] for b in ("on_target", "watch", "off_target")] == [
        "Đạt",
        "Cần theo dõi",
        "Chưa đạt",
    ]


def test_fill_puts_values_in_once():
    """A value that holds braces is a value, not a template."""
    assert fill("{a} and {b}", a="{b}", b="{0.__class__}") == "{b} and {0.__class__}"
    with pytest.raises(KeyError):
        fill("{nobody}")


def test_fallbacks():
    assert word({"a": "x"}, "some_code") == "some code"
    assert word({}, None) == ""
    assert into({"en": "only", "vi": ""}, "vi") == "only"
    assert foreign({"en": "only", "vi": ""}, "vi") == "en"
    assert foreign({"en": "", "vi": ""}, "vi") is None
    assert into(None, "en") == ""


def test_an_unknown_language_is_a_problem_with_the_languages_there_are():
    with pytest.raises(UsageError) as caught:
        language_of("vie")
    assert caught.value.problems[0].allowed == ("en", "vi")
    assert caught.value.problems[0].meant == ("vi",)
