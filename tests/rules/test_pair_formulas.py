"""Two formulas side by side: one signal under two names, or one input wanted high and low."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiframe.formula.algebras.exact import exact_values
from kpiframe.formula.syntax import parse
from kpiframe.rules.pair_formulas import Shapes, opposed, same_signal, shape_of

LOWER = {"direction": "lower_is_better"}


@pytest.fixture
def shape(kpi):
    def make(formula, **said):
        one = kpi("one", formula=formula, **said)
        return shape_of(one, {"one": one})

    return make


@pytest.fixture
def same(kpi):
    """Whether two formulas are one signal; a mapping may say more of the second KPI."""

    def told(first, second, **said):
        one, two = kpi("one", formula=first), kpi("two", formula=second, **said)
        shapes = Shapes({"one": one, "two": two})
        a, b = shapes.of(one), shapes.of(two)
        return a is not None and b is not None and same_signal(one, a, two, b)

    return told


@pytest.fixture
def apart(kpi):
    def told(first, second):
        one, two = (kpi(name, **said) for name, said in zip(("one", "two"), (first, second), strict=True))
        shapes = Shapes({"one": one, "two": two})
        answers = {opposed(shapes.of(one), shapes.of(two)), opposed(shapes.of(two), shapes.of(one))}
        assert len(answers) == 1
        return answers.pop()

    return told


class TestExactArithmetic:
    @pytest.mark.parametrize(
        ("formula", "values"),
        [
            ("aa / bb", (F(2, 3), F(5, 7))),
            ("(aa - bb) / aa * 100", (F(-50), F(-40))),
            ("aa * 0.1", (F(1, 5), F(1, 2))),  # a tenth as written, not its nearest binary number
            ("-aa + +bb ** 2", (F(7), F(44))),
            ("aa ** -1", (F(1, 2), F(1, 5))),
            ("safe_div(aa, bb, 0)", (F(2, 3), F(5, 7))),
            ("coalesce(aa, 0) + 1", (F(3), F(6))),
            ("7", (F(7), F(7))),
        ],
    )
    def test_by_hand_at_two_points(self, formula, values):
        points = {"aa": (F(2), F(5)), "bb": (F(3), F(7))}
        assert exact_values(parse(formula), points, 2) == values

    @pytest.mark.parametrize(
        "formula",
        [
            "abs(aa)",
            "sqrt(aa)",
            "round(aa, 1)",
            "max(aa, bb)",
            "prev(aa)",
            "rolling_sum(aa, 3)",
            "aa if aa > bb else 0",
            "aa ** bb",  # an exponent that is no small whole number
            "aa ** 0.5",
            "aa / (bb - bb)",
            "aa + cc",  # a name nobody gives
            "((((aa ** 16) ** 16) ** 16) ** 16) ** 16",  # a number of 5 million digits
        ],
    )
    def test_more_than_plain_arithmetic_has_no_answer(self, formula):
        points = {"aa": (F(2), F(5)), "bb": (F(300), F(700))}
        assert exact_values(parse(formula), points, 2) is None


class TestOneSignal:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("(sessions - engaged) / sessions * 100", "engaged / sessions * 100"),  # add up to 100
            ("(sessions - engaged) / sessions", "engaged / sessions * 100"),  # in other units
            ("1 - engaged / sessions", "engaged / sessions"),
            ("won / leads * 100", "100 * won / leads"),
            ("won / leads", "won / leads * 100"),
            ("followers", "followers / 1000"),
            ("followers", "1000 - followers"),
            ("(aa + bb) ** 2", "aa ** 2 + 2 * aa * bb + bb ** 2"),
            ("aa / bb + cc / bb", "(cc + aa) / bb"),
        ],
    )
    def test_a_factor_and_a_constant_make_no_second_witness(self, same, first, second):
        assert same(first, second)
        assert same(second, first)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("engaged / sessions", "orders / sessions"),
            ("spend / leads", "leads / spend"),  # a reciprocal is another shape
            ("aa * bb", "aa + bb"),
            ("aa", "aa ** 2"),
            ("churned / start", "(ending - fresh) / start"),  # equal in the books, not by the formulas
            ("abs(aa)", "abs(aa)"),  # not looked into
            ("5", "7"),
        ],
    )
    def test_others_are_not(self, same, first, second):
        assert not same(first, second)

    def test_twins_must_count_the_same_things(self, same, kpi):
        def ces(name, counts, **said):
            return kpi(name, formula="points / answers", inputs={"points": {"counts": counts}, "answers": {}}, **said)

        def told(one, two):
            kpis = {"one": one, "two": two}
            return same_signal(one, shape_of(one, kpis), two, shape_of(two, kpis))

        assert told(ces("one", "points given"), ces("two", "Points given"))
        assert told(ces("one", "points given"), ces("two", ""))
        assert not told(ces("one", "effort, 1 to 5"), ces("two", "agreement, 1 to 7"))
        assert not told(ces("one", "points", scale={"min": 1, "max": 5}), ces("two", "points"))

    @pytest.mark.parametrize("other", [{"unit": "money"}, {"platform": "tiktok"}])
    def test_inputs_of_one_name_but_another_unit_or_platform_are_two(self, kpi, other):
        one = kpi("one", formula="views / 2", inputs={"views": {"unit": "count", "platform": "meta_facebook"}})
        same_input = {"unit": "count", "platform": "meta_facebook"}
        two = kpi("two", formula="views / 3", inputs={"views": {**same_input, **other}})
        kpis = {"one": one, "two": two}
        assert not same_signal(one, shape_of(one, kpis), two, shape_of(two, kpis))

    def test_a_kpi_made_of_another_is_looked_through(self, kpi):
        churn = kpi("churn", formula="churned / start * 100")
        kept = replace(kpi("kept", formula="100 - churn"), inputs=())
        kpis = {"churn": churn, "kept": kept}
        assert same_signal(churn, shape_of(churn, kpis), kept, shape_of(kept, kpis))

    def test_kpis_in_a_circle_have_no_shape(self, kpi):
        one = replace(kpi("one", formula="two + aa"), inputs=kpi("x", formula="aa").inputs)
        two = replace(kpi("two", formula="one + aa"), inputs=kpi("x", formula="aa").inputs)
        assert shape_of(one, {"one": one, "two": two}) is None

    def test_a_very_long_chain_is_not_followed(self, kpi):
        chain = {f"k{i}": replace(kpi(f"k{i}", formula=f"k{i + 1} + aa"), inputs=kpi("x", formula="aa").inputs)
                 for i in range(2000)}  # fmt: skip
        chain["k2000"] = kpi("k2000", formula="aa")
        assert shape_of(chain["k0"], chain) is None
        assert shape_of(chain["k1990"], chain) is not None

    @given(st.integers(-50, 50).filter(bool), st.integers(-1000, 1000), st.integers(1, 9))
    def test_any_factor_and_constant(self, factor, constant, divisor):
        from kpiframe.rules.partial import partial_kpi

        one = partial_kpi({"name": "one", "formula": "aa * bb / (aa + bb)"})
        two = partial_kpi({"name": "two", "formula": f"{constant} + {factor} * (bb * aa / (bb + aa)) / {divisor}"})
        kpis = {"one": one, "two": two}
        assert same_signal(one, shape_of(one, kpis), two, shape_of(two, kpis))


class TestWants:
    def told(self, shape):
        return {source[0]: wanted for source, wanted in shape.wants.items()}

    def test_the_direction_decides_which_way(self, shape):
        assert self.told(shape("spend / leads", **LOWER)) == {"spend": -1, "leads": 1}
        assert self.told(shape("revenue / spend")) == {"revenue": 1, "spend": -1}

    def test_no_direction_wants_nothing(self, shape):
        assert self.told(shape("spend / leads", direction="neutral")) == {}
        assert self.told(shape("spend / leads", direction="in_range")) == {}

    def test_what_is_taken_off_is_no_goal_of_its_own(self, shape):
        # fewer new customers would raise this rate on paper only
        assert self.told(shape("(ending - fresh) / start")) == {"ending": 1}

    def test_answers_of_a_survey_are_nobodys_goal(self, shape):
        assert self.told(shape("satisfied / respondents * 100", kind="survey")) == {}

    def test_an_input_that_works_both_ways_is_left_out(self, shape):
        assert self.told(shape("aa * (bb + 1) / (aa + bb)")) == {"bb": 1, "aa": 1}
        assert self.told(shape("aa / (aa ** 2 / 9000 + 3000)")) == {}  # rises up to 5196, falls beyond


class TestOpposed:
    def test_one_wants_visits_the_other_pays_for_them(self, apart):
        assert apart({"formula": "visits"}, {"formula": "orders / visits * 100"})

    def test_a_common_base_is_no_quarrel(self, apart):
        # by the formulas the first wants few visits and the second many; nobody does
        assert not apart({"formula": "orders / visits * 100"}, {"formula": "errors / visits * 100", **LOWER})

    def test_the_same_wish_is_none(self, apart):
        assert not apart({"formula": "spend / leads", **LOWER}, {"formula": "spend / orders", **LOWER})
        assert apart({"formula": "spend / leads", **LOWER}, {"formula": "spend / plan * 100"})

    def test_nothing_shared_is_none(self, apart):
        assert not apart({"formula": "visits"}, {"formula": "orders / sessions"})
