"""The methodology hash changes with whatever changes a score, and with nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.annotations import Comment, NotApplicable
from kpiframe.catalog.bindings import Agg, Aggregate, Binding
from kpiframe.catalog.layouts import Missing
from kpiframe.catalog.model import Audience, Relevance, Target, Thresholds
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import Location
from kpiframe.scorecard.methodology import methodology, methodology_hash
from kpiframe.texts import same


@pytest.fixture
def hash_with(sample, layout):
    """The hash of the sample with one field of KPI ``good`` changed."""

    def run(**changes):
        base = sample()
        kpis = {**base.catalog.kpis, "good": replace(base.catalog.kpis["good"], **changes)}
        return methodology_hash(replace(base, catalog=replace(base.catalog, kpis=kpis)), layout)

    return run


def test_it_is_twelve_hex_digits_and_repeats(hash_with):
    assert len(hash_with()) == 12
    assert int(hash_with(), 16) >= 0
    assert hash_with() == hash_with()


@pytest.mark.parametrize(
    "changes",
    [
        {"label": same("another")},
        {"description": same("another")},
        {"location": Location("elsewhere.yaml", 9)},
        {"tags": ("x",)},
        {"formula": parse("(promoters / responses)*100")},
        {"reviewed_on": date(2026, 1, 1)},
    ],
)
def test_labels_places_and_spelling_do_not_change_it(hash_with, changes):
    assert hash_with(**changes) == hash_with()


@pytest.mark.parametrize(
    "changes",
    [
        {"formula": parse("promoters / responses")},
        {"thresholds": Thresholds(30, 46)},
        {"thresholds": None},
        {"targets": (Target("2026", value=50),)},
        {"relevance": Relevance(3, 3, 2)},
        {"relevance": Relevance(3, 3, 3, weight=2)},
        {"audience": (Audience.EXISTING,)},
        {"critical": True},
        {"min_n": 200},
        {"early_window": 0.3},
        {"fingerprint": "ffffffffffff"},
    ],
)
def test_definitions_anchors_and_weights_change_it(hash_with, changes):
    assert hash_with(**changes) != hash_with()


def test_a_note_on_a_target_does_not_change_it(hash_with):
    bare, noted = Target("2026", value=50), Target("2026", value=50, set_by="client", why=same("plan"))
    assert hash_with(targets=(bare,)) == hash_with(targets=(noted,))


def test_policy_groups_and_declarations_change_it(sample, layout):
    first, second = layout.groups
    hashes = {
        methodology_hash(sample(), layout),
        methodology_hash(sample(), replace(layout, missing=Missing.ZERO)),
        methodology_hash(sample(), replace(layout, groups=(replace(first, weight=61), second))),
        methodology_hash(sample(), replace(layout, groups=(replace(first, kpis=first.kpis[:-1]), second))),
        methodology_hash(sample(not_applicable=()), layout),
    }
    assert len(hashes) == 5


def test_declarations_and_kpis_of_other_scorecards_do_not(sample, layout):
    elsewhere = (*sample().not_applicable, NotApplicable("elsewhere", same("closed")))
    assert methodology_hash(sample(not_applicable=elsewhere), layout) == methodology_hash(sample(), layout)


def test_how_an_input_is_obtained_changes_it_and_its_numbers_do_not(sample, layout):
    def with_binding(**changes):
        return methodology_hash(sample(bindings={"promoters": Binding("promoters", **changes)}), layout)

    paid = Aggregate(Agg.COUNT, filter=parse("score >= 9", Role.FILTER))
    high = Aggregate(Agg.COUNT, filter=parse("score >= 10", Role.FILTER))
    assert with_binding(source="survey", aggregate=paid) != with_binding(source="survey", aggregate=high)
    assert with_binding(value=1) != with_binding(value=2)
    assert with_binding(values={"2026-09": 1}) == with_binding(values={"2026-09": 1, "2026-10": 2})


def test_comments_do_not_change_it(sample, layout):
    words = (Comment("2026-10", "good", same("x"), "hà", date(2026, 11, 1)),)
    assert methodology_hash(sample(comments=words), layout) == methodology_hash(sample(), layout)


def test_the_methodology_says_how_to_recompute(sample, layout):
    said = methodology(sample(), layout, ["KPF110"])
    assert (said["policy"], said["coverage_floor"]) == ("cautious", 0.7)
    assert said["band_edges"] == {"watch": 50, "on_target": 90}
    assert said["relevance_exponents"] == {"dimension": 0.4, "directness": 0.25, "independence": 0.2, "freshness": 0.15}
    assert (said["rules_judged"], said["rules_not_judged"]) == (["KPF001"], ["KPF110"])
