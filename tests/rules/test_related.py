"""Which rules a reader of one is pointed to."""

from dataclasses import replace

import pytest

from kpiframe.rules.related import related


@pytest.fixture
def family(rule):
    def make(code, kin, *criticisms):
        return replace(rule("weight_share > 0", code=code), family=kin, criticisms=criticisms)

    return make


def test_shared_criticisms_first_then_the_family_then_the_number(family):
    one = family("KPF901", "x", "A1", "A2", "A3")
    others = [
        family("KPF905", "x"),
        family("KPF904", "x", "A1"),
        family("KPF903", "y", "A1", "A2"),
        family("KPF902", "y", "A1"),  # one criticism alone relates nobody outside the family
        family("KPF906", "x", "A2", "A3"),
    ]
    assert [other.id for other in related(one, [one, *others])] == ["KPF906", "KPF903", "KPF904", "KPF905"]


def test_at_most_six(family):
    many = [family(f"KPF9{number}", "x") for number in range(10, 30)]
    assert [other.id for other in related(many[3], many)] == [f"KPF9{n}" for n in (10, 11, 12, 14, 15, 16)]


def test_every_shipped_rule_knows_others_that_exist(shipped):
    alone = {rule.id for rule in shipped.rules.values() if not related(rule, shipped.rules.values())}
    assert alone == set()
