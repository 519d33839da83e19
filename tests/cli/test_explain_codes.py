"""``explain CODE``: every problem code has one name, and says in both languages what it means and what to do."""

import ast
import re
from pathlib import Path

import pytest

import kpiframe
from kpiframe.catalog.codes import NAMES
from kpiframe.catalog.loader import shipped_catalog
from kpiframe.cli.code_sheet import find_code, meanings

MARKS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


def in_source() -> list[tuple[str, str | None]]:
    """(code, the name written beside it) of every problem made in the source, read from its syntax tree."""
    found = []
    for path in Path(kpiframe.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                codes = [t for t in texts if isinstance(t, str) and re.fullmatch(r"KPF\d{3}", t)]
                names = [k.value.value for k in node.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)]
                found += [(code, names[0] if names else None) for code in codes]
    return found


def test_every_code_in_the_source_is_a_rule_or_has_one_name():
    rules, found = shipped_catalog().rules, in_source()
    assert len(found) > 100
    for code, name in found:
        assert code in rules or code in NAMES, code
        assert name is None or name == NAMES[code], code


def test_no_two_codes_share_a_name():
    assert len(set(NAMES.values())) == len(NAMES)


def test_the_explanations_are_of_the_codes_and_of_no_others():
    assert list(meanings()) == sorted(NAMES)


@pytest.mark.parametrize("code", sorted(NAMES))
def test_a_code_says_in_both_languages_what_it_means_and_what_to_do(code):
    (what, remedy), (nghia, lam) = (meanings()[code][language] for language in ("en", "vi"))
    for text in (what, remedy, nghia, lam):
        assert text[0].isupper() or text.startswith(("-o", "warn", "extends", "coalesce", "slice_by", "as_of"))
        assert text.endswith(".")
    assert MARKS.search(nghia)
    assert MARKS.search(lam)
    assert not MARKS.search(what + remedy)


def test_explain_prints_a_code_in_either_language(cli):
    shown = cli("explain", "KPF547")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith("KPF547 unreadable-file\n\nWhat it means:\n  A file is missing")
    assert "What to do:\n  Check path" in shown.out
    vietnamese = cli("explain", "kpf547", "--lang", "vi").out
    assert "Nghĩa là gì:\n  Tệp không có" in vietnamese
    assert "Nên làm gì:" in vietnamese


def test_a_code_is_found_by_its_name():
    assert (find_code("bad-cells"), find_code("KPF210"), find_code("KPF999")) == ("KPF210", "KPF210", None)


def test_a_rule_is_still_explained_as_a_rule(cli):
    assert "Raised when:" in cli("explain", "KPF110").out


def test_an_unknown_code_names_a_near_one(cli):
    shown = cli("explain", "KPF999")
    assert shown.status == 2
    assert re.search(r"did you mean KPF9\d9\?", shown.err)


def test_a_problem_of_a_wrong_period_or_scorecard_says_its_name(cli):
    cli("init", "brand")
    assert "KPF550 bad-date" in cli("score", "brand", "--period", "2026-1O").err
    assert "KPF551 unknown-scorecard" in cli("score", "brand", "--scorecard", "nobody").err
