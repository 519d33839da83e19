"""``eval`` and ``catalog``: numbers worked by hand, words found with and without Vietnamese marks."""

import re

import pytest


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["(promoters - detractors) / responses * 100", "promoters=75", "detractors=15", "responses=150"], "40"),
        (["bounces / visits * 100", "bounces=5", "visits=100"], "5"),  # the article's bounce rate
        (["total / answers", "total=400", "answers=200"], "2"),  # the article's effort score
        (["1 / 3"], "0.3333333333333333"),
        (["cost / orders", "cost=900", "orders=0"], "no value: zero_denominator"),
        (["cost / orders", "cost=900", "orders=null"], "no value: null_input (orders)"),
        (["sqrt(xx)", "xx=-4"], "no value: outside_domain"),
        (["xx * xx", "xx=1e300"], "no value: not_finite"),
    ],
)
def test_eval_prints_the_value_or_why_there_is_none(cli, words, printed):
    shown = cli("eval", *words)
    assert shown.status == 0
    assert shown.out.startswith(printed)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["().__class__"], "KPF51"),
        (["promters / 2", "promoters=1"], "promoters"),
        (["1 +"], "KPF51"),
        (["xx", "xx"], "'xx' is not NAME=NUMBER"),
        (["xx", "xx=12,5"], "'12,5' is not a number such as 12.5"),
        (["xx", "xx=1_000"], "'1_000' is not a number"),
        (["xx", "xx=1", "xx=2"], "xx is given twice"),
        (["xx", "=1"], "'=1' is not NAME=NUMBER"),
    ],
)
def test_eval_refuses_with_status_2_and_says_why(cli, words, said):
    shown = cli("eval", *words)
    assert (shown.status, shown.out) == (2, "")
    assert said in shown.err


def test_list_has_a_line_for_every_kpi_and_families_narrow_it(cli):
    everything = cli("catalog", "list").out.splitlines()
    loyalty = cli("catalog", "list", "--family", "loyalty").out.splitlines()
    assert len([line for line in everything if re.match(r"  \w", line)]) == 119
    assert loyalty[0] == "loyalty: Loyalty"
    assert len(loyalty) == 11  # a heading and ten KPIs


def test_list_of_rules_starts_with_their_ids(cli):
    lines = cli("catalog", "list", "--rules").out.splitlines()
    ids = [line.split()[0] for line in lines]
    assert ids == sorted(ids)
    assert {"KPF001", "KPF110", "KPF111", "KPF112", "KPF132", "KPF142", "KPF143", "KPF152", "KPF171", "KPF187"} <= set(
        ids
    )


def test_an_unknown_family_names_the_nearest(cli):
    shown = cli("catalog", "list", "--family", "loyalt")
    assert shown.status == 2
    assert "did you mean loyalty?" in shown.err


@pytest.mark.parametrize("words", [["giữ", "chân"], ["giu", "chan"], ["GIU CHAN"], ["customer retention rate"]])
def test_search_finds_with_and_without_marks(cli, words):
    shown = cli("catalog", "search", *words)
    assert shown.status == 0
    assert "customer_retention_rate" in shown.out


def test_search_that_finds_nothing_is_status_3(cli):
    shown = cli("catalog", "search", "zzzz")
    assert (shown.status, shown.out) == (3, "")


def test_show_a_kpi_in_the_language_asked_for(cli):
    english, vietnamese = (cli("catalog", "show", "net_promoter_score", "--lang", lang).out for lang in ("en", "vi"))
    assert "(promoters - detractors) / respondents * 100" in english
    assert "Formula:" in english
    assert "Công thức:" in vietnamese


@pytest.mark.parametrize("name", ["KPF110", "platform-biased"])
def test_show_a_rule_by_code_or_name(cli, name):
    shown = cli("catalog", "show", name)
    assert shown.out.startswith("KPF110 platform-biased")
    assert "max_weight_share = 0.1" in shown.out


def test_show_of_something_unknown_names_the_nearest(cli):
    shown = cli("catalog", "show", "net_promotor_score")
    assert shown.status == 2
    assert "did you mean net_promoter_score?" in shown.err
