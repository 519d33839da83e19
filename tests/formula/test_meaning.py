"""Units, advice, explanation and names: what a formula says beside its value."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kpiframe.formula.advice import advise
from kpiframe.formula.algebras.dependencies import names_of
from kpiframe.formula.algebras.explain import with_numbers
from kpiframe.formula.algebras.units import unit_of
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import Severity
from kpiframe.units import UNITS, UnitKind, addable, agrees, natural_range, nearest, unit_named

NAMES = {
    "orders": "orders",
    "visits": "visits",
    "revenue": "money",
    "cost": "money",
    "rate": "percent",
    "share": "ratio",
    "index": "score",
    "gap": "points",
    "days": "days",
    "seconds": "seconds",
    "customers": "customers",
    "per_customer": "money_per_customer",
    "per_month": "money_per_month",
    "anything": "value",
}
UNITS_OF = {name: unit_named(unit) for name, unit in NAMES.items()}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("orders", "orders"),
        ("orders / visits", "ratio"),
        ("orders / visits * 100", "percent"),
        ("100 * orders / visits", None),
        ("100 * (orders / visits)", "percent"),
        ("(orders - visits) / visits * 100", "percent"),
        ("(revenue - cost) / cost * 100", "percent"),
        ("revenue / orders", "money_per_order"),
        ("revenue / orders * 1000", "money_per_order"),
        ("orders * 2", "orders"),
        ("revenue * share", "money"),
        ("customers * per_customer", "money"),
        ("orders * revenue", "money"),
        ("revenue / per_month", "month"),
        ("rate / 100", "ratio"),
        ("rate / 100 * revenue", "money"),
        ("revenue * rate", None),
        ("rate * rate", None),
        ("100 - rate", "percent"),
        ("1 - share", "ratio"),
        ("0.5 * rate + 0.5 * rate", "percent"),
        ("rate - prev(rate)", "percent"),
        ("rolling_sum(revenue, 3) / rolling_sum(cost, 3)", "ratio"),
        ("coalesce(revenue, 0)", "money"),
        ("max(revenue, cost)", "money"),
        ("clip(rate, 0, 100)", "percent"),
        ("abs(revenue - cost)", "money"),
        ("-gap", "points"),
        ("index - gap", "score"),
        ("seconds / orders", "seconds_per_order"),
        ("safe_div(orders, visits, 0)", "ratio"),
        ("(revenue / cost) ** (1 / 3) - 1", "ratio"),
        ("sqrt(revenue)", None),
        ("1 if rate > 50 else 2", None),
        ("orders / 0", "orders"),
        ("anything / anything", "ratio"),
        ("anything + revenue", "value"),
        ("unknown + revenue", None),
        ("100 * unknown", None),
        ("2 * 50 * share", "percent"),
        ("50 * 3 * share", None),
        ("1000 * per_customer", "money_per_customer"),
        ("2 / orders", None),
        ("per_customer / customers", None),
        ("anything / revenue", None),
        ("share ** 2", "ratio"),
        ("share ** revenue", None),
        ("revenue ** 2", None),
        ("revenue if rate > 5 and not share is None or orders in [1, 2] else cost", "money"),
        ("revenue if is_null(ln(share)) else 0", "money"),
        ("revenue if True else None", None),
    ],
)
def test_the_unit_of_a_formula(text, unit):
    found, problems = unit_of(parse(text), UNITS_OF)
    assert problems == []
    assert (str(found) if found else None) == unit


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("rate + share", "share"),
        ("rate - orders / visits", "orders / visits"),
        ("1 - rate", "1"),
        ("100 - share", "100"),
        ("100 - orders / visits", "100"),
        ("revenue + orders", "orders"),
        ("revenue - rate", "rate"),
        ("days + seconds", "seconds"),
        ("max(rate, share)", "share"),
        ("coalesce(rate, share)", "share"),
        ("rate if rate > 5 else share", "share"),
        ("1 if rate > share else 0", "share"),
        ("rolling_sum(revenue + orders, 2)", "orders"),
    ],
)
def test_units_that_do_not_fit_are_placed_and_quoted(text, quoted):
    _, (problem, *rest) = unit_of(parse(text), UNITS_OF)
    assert rest == []
    assert problem.code == "KPF522"
    assert f"`{quoted}`" in problem.message.en or problem.message.en.startswith(quoted)


def test_a_percentage_and_a_fraction_get_told_about_the_factor():
    _, (problem,) = unit_of(parse("rate + share"), UNITS_OF)
    assert problem.help is not None
    assert "100" in problem.help.en


@pytest.mark.parametrize("name", UNITS)
def test_every_named_unit_is_known(name):
    unit = unit_named(name)
    assert unit is not None
    assert str(unit) == name
    assert nearest(name) == ()
    assert addable(unit, unit)


def test_slips_of_units_are_found():
    assert nearest("persent")[0] == "percent"
    assert nearest("mony")[0] == "money"
    assert nearest("ratios")[0] == "ratio"
    assert nearest("bowls") == ()
    assert unit_named("Not a unit!") is None
    assert unit_named("bowls").kind is UnitKind.COUNT


def test_declared_units_agree_with_derived_ones_or_do_not():
    percent, ratio, money = unit_named("percent"), unit_named("ratio"), unit_named("money")
    assert agrees(percent, None)
    assert agrees(unit_named("points"), percent)
    assert agrees(unit_named("orders_per_customer"), ratio)
    assert agrees(unit_named("months"), ratio)
    assert not agrees(percent, ratio)
    assert not agrees(ratio, percent)
    assert not agrees(money, unit_named("orders"))


def test_natural_ranges_are_for_shares_and_counts_only():
    assert natural_range(unit_named("percent")) == (0.0, 100.0)
    assert natural_range(unit_named("percent"), share=False) == (None, None)
    assert natural_range(unit_named("orders")) == (0.0, None)
    assert natural_range(unit_named("money")) == (None, None)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("revenue / orders", []),
        ("coalesce(revenue, 0)", ["KPF530"]),
        ("coalesce(revenue, 0.0)", ["KPF530"]),
        ("coalesce(revenue, cost)", []),
        ("round(revenue / orders, 2)", ["KPF531"]),
        ("1 if rate > 5 else 0", ["KPF532"]),
        ("1 if rate is not None and rate > 5 else 0", []),
        ("1 if not is_null(rate) and rate > 5 else 0", []),
        ("0 if rate is None or rate < 5 else 1", []),
        ("1 if rate is not None and cost > 5 else 0", ["KPF532"]),
        ("1 if rate is None else 0", []),
        ("1 if is_null(rate) else 0", []),
        ("1 if True else 0", []),
        ("rate if rate > 5 else cost", []),
        ("rolling_mean(orders / visits, 3)", ["KPF533"]),
        ("rolling_mean(orders / visits * 100, 3)", ["KPF533"]),
        ("rolling_mean(orders, 3)", []),
        ("rolling_mean(orders / 2, 3)", []),
        ("round(coalesce(revenue, 0))", ["KPF531", "KPF530"]),
    ],
)
def test_advice(text, codes):
    found = advise(parse(text), exact=True)
    assert [problem.code for problem in found] == codes
    assert all(problem.severity is not Severity.ERROR for problem in found)


def test_a_mean_of_a_ratio_kpi_is_seen_and_the_pooled_form_offered():
    ratio = parse("(promoters - detractors) / responses * 100")
    (problem,) = advise(parse("rolling_mean(nps, 3)"), formulas={"nps": ratio})
    assert problem.help is not None
    pooled = "rolling_sum(promoters - detractors, 3) / rolling_sum(responses, 3) * 100"
    assert f"`{pooled}`" in problem.help.en
    assert parse(pooled).names == ("promoters", "detractors", "responses")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(promoters - detractors) / responses * 100", "(75 - 15) / 150 * 100"),
        ("(promoters-detractors)/\n responses*100", "(75 - 15) / 150 * 100"),
        ("promoters + missing", "75 + —"),
        ("promoters + nothing", "75 + —"),
        ("promoters - negative", "75 - (-5)"),
        ("negative ** 2", "(-5) ** 2"),
        ("max(promoters, detractors)", "max(75, 15)"),
        ("clip(promoters, 0, 50)", "clip(75, 0, 50)"),
        ("rolling_sum(promoters, 3) + detractors", "rolling_sum(promoters, 3) + 15"),
        ("1 if promoters > 50 and detractors in [15, 20] else 0", "1 if 75 > 50 and 15 in [15, 20] else 0"),
        ("promoters if missing is None else 0.5", "75 if — is None else 0.5"),
    ],
)
def test_the_formula_with_its_numbers(text, expected):
    values = {"promoters": 75.0, "detractors": 15.0, "responses": 150.0, "negative": -5.0, "missing": None}
    assert with_numbers(parse(text), values, lambda value: f"{value:g}") == expected


def test_numbers_are_shown_as_asked():
    shown = with_numbers(parse("aa / bb"), {"aa": 1234.5, "bb": 2.0}, lambda value: f"{value:,.1f}")
    assert shown == "1,234.5 / 2.0"


def test_the_names_a_formula_needs():
    formula = parse("cc if bb > 1 else min(aa, prev(dd), cc)")
    assert set(names_of(formula)) == set(formula.names) == {"aa", "bb", "cc", "dd"}
    assert names_of(parse("1 + 1")) == ()
    assert names_of(parse("status in ['a'] and not paid", Role.FILTER)) == ("status", "paid")


def test_importing_the_whole_floor_leaves_engines_and_frames_out():
    """`eval`, `lint` and `test` start with this floor only."""
    modules = (
        "import sys, kpiframe.formula.evaluate, kpiframe.formula.advice, kpiframe.units, "
        "kpiframe.formula.algebras.sql, kpiframe.formula.algebras.rows, kpiframe.formula.algebras.units, "
        "kpiframe.formula.algebras.explain, kpiframe.formula.algebras.dependencies; "
        "print(sorted({'duckdb', 'ibis', 'numpy', 'pandas', 'polars', 'pyarrow', 'yaml', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", modules], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
