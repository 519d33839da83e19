"""Every refusal points at the right line and column of the YAML file, counted in characters."""

from __future__ import annotations

import pytest

from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError, Location

AT = Location("kpis.yaml", 10, 12)


def place(text: str, role: Role = Role.FORMULA) -> tuple[int, int, int]:
    """Line, column and end column of the first problem, counted from the formula's first character as 1."""
    with pytest.raises(FormulaError) as caught:
        parse(text, role, AT, exact=True)
    found = caught.value.problems[0].location
    return found.line - 9, found.column - 11, found.end_column - 11


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revenue % orders", (1, 9, 10)),
        ("revenue // orders", (1, 9, 11)),
        ("a + foo(b)", (1, 5, 8)),
        ("a + 1_000", (1, 5, 7)),
        ("a.b", (1, 2, 3)),
        ("a == None", (1, 6, 10)),
        ("a +\n  b ^ 2", (2, 5, 6)),
        ("a\n+ round(b, 99)", (2, 12, 14)),
        ("min(a,\n    max(b,\n        clip(c, 2, 1)))", (3, 17, 18)),
        ("(a + b", (1, 1, 2)),
        ("a + b)", (1, 6, 7)),
        ("a if b", (1, 1, 2)),
        ("a +", (1, 3, 4)),
        ("rolling_sum(a, 0) + rolling_sum(b, 0)", (1, 16, 17)),
        ('a + "x"  "y"', (1, 5, 13)),
        ('a == f"x"', (1, 6, 10)),
        ("(a + b\n", (1, 1, 2)),
        ("min(a,\n b", (1, 4, 5)),
        ("foo(\na)", (1, 1, 4)),
        ("(a +\nb) in [a]", (2, 8, 9)),
    ],
)
def test_a_problem_is_placed_by_line_and_column(text, expected):
    assert place(text) == expected


def test_columns_count_characters_where_the_syntax_tree_counts_bytes():
    """`ở` takes three bytes in UTF-8."""
    assert place('tp == "Phở bò" and tp < "x"', Role.FILTER) == (1, 25, 28)
    assert place('tp == "🙂🙂" and foo(tp)', Role.FILTER) == (1, 16, 19)


def test_all_problems_are_found_at_once_and_left_to_right():
    with pytest.raises(FormulaError) as caught:
        parse("foo(a) + bar(b) + prev(c, 0)", at=AT, exact=True)
    assert [(p.code, p.location.column - 11) for p in caught.value.problems] == [
        ("KPF515", 1),
        ("KPF515", 10),
        ("KPF516", 27),
    ]


def test_at_most_twenty_problems_are_listed():
    with pytest.raises(FormulaError) as caught:
        parse("+".join(["foo(a)"] * 40))
    assert len(caught.value.problems) == 20


def test_without_exact_places_the_message_says_the_column():
    with pytest.raises(FormulaError) as caught:
        parse("revenue % orders", at=AT)
    (problem,) = caught.value.problems
    assert problem.location == AT
    assert "(column 9 of the formula)" in problem.message.en
    assert "(cột 9 của công thức)" in problem.message.vi


def test_without_exact_places_a_long_formula_says_line_and_column():
    with pytest.raises(FormulaError) as caught:
        parse("revenue\n  % orders", at=AT)
    assert "(line 2, column 3 of the formula)" in caught.value.problems[0].message.en


def test_a_refusal_says_what_is_meant():
    for text, meant in [("a AND b", "and"), ("absolute(a)", ""), ("coalsce(a, b)", "coalesce"), ("ａ + 1", "a")]:
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert ",".join(caught.value.problems[0].meant[:1]) == meant or meant == ""


def test_an_unknown_name_is_placed_and_the_nearest_is_offered():
    formula = parse("(promotors - detractors) / responses * 100")
    names = dict.fromkeys(("promoters", "detractors", "responses"), Kind.NUMBER)
    (problem,) = check(formula, names, AT, exact=True)
    assert (problem.code, problem.meant[0]) == ("KPF520", "promoters")
    assert (problem.location.column - 11, problem.location.end_column - 11) == (2, 11)


def test_a_kind_problem_quotes_the_part_and_says_what_to_write():
    (problem,) = check(parse("10 + (aa > 1)"), {"aa": Kind.NUMBER}, AT, exact=True)
    assert problem.code == "KPF521"
    assert problem.location.column - 11 == 7
    assert problem.help is not None
    assert "1 if" in problem.help.en


def test_names_come_in_order_of_first_use_without_functions():
    assert parse("cc if bb > 1 else min(aa, cc, prev(dd, 2))").names == ("cc", "bb", "aa", "dd")


def test_formulas_equal_but_for_blanks_and_brackets_share_their_canonical_text():
    texts = ["a*b+c", "(a * b) + c", "a\n*\nb + (c)", "((a*b)+(c))"]
    assert len({parse(text).canonical() for text in texts}) == 1
    assert parse("a*(b+c)").canonical() != parse("a*b+c").canonical()


def test_a_long_part_is_quoted_with_an_ellipsis_and_in_one_line():
    with pytest.raises(FormulaError) as caught:
        parse("[" + ",\n".join(["revenue_of_the_month"] * 5) + "]")
    assert "`[revenue_of_the_month, revenue_of_the_m…`" in caught.value.problems[0].message.en


def test_a_place_over_two_lines_ends_with_its_first_line():
    (problem,) = check(parse("1 + (aa >\n 2)"), {"aa": Kind.NUMBER}, AT, exact=True)
    found = problem.location
    assert (found.line - 9, found.column - 11, found.end_column - 11) == (1, 6, 10)


def test_without_a_file_place_columns_count_from_one():
    with pytest.raises(FormulaError) as caught:
        parse("aa % bb", exact=True)
    assert (caught.value.problems[0].location.line, caught.value.problems[0].location.column) == (1, 4)
