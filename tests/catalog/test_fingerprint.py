"""A fingerprint changes with what changes a figure or a judgement, and with nothing else."""

from __future__ import annotations

import pytest


@pytest.fixture
def mark(read, nps):
    def mark(old: str = "", new: str = "", more: str = "") -> str:
        assert old in nps
        result = read((nps.replace(old, new, 1) if old else nps) + more)
        assert result.errors == []
        return result.project.catalog.kpis["nps"].fingerprint

    return mark


def test_it_is_twelve_hex_digits_and_stays_the_same(mark):
    # Recomputed by hand from the canonical JSON; a change here restates every published period.
    assert len(mark()) == 12
    assert int(mark(), 16) >= 0
    assert mark() == mark()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: {en: Net Promoter Score, vi: Chỉ số NPS}", "label: NPS"),
        ("(promoters - detractors) / responses * 100", "(promoters-detractors)/responses*100"),
        ("(promoters - detractors) / responses * 100", "((promoters - detractors) / responses) * 100"),
        ("promoters: {unit: people}", "promoters: {unit: people, counts: answers 9 and 10}"),
        ("promoters: {unit: people}", "promoters: {unit: people, additive: true}"),
    ],
)
def test_words_and_blanks_do_not_change_it(mark, old, new):
    assert mark(old, new) == mark()


@pytest.mark.parametrize(
    "more",
    [
        "description: something else",
        "family: loyalty",
        "pitfalls: [small bases]",
        "owner: an",
        "reviewed_on: 2026-01-01",
        "decision: call them",
        "tags: [a]",
        "meta: {a: 1}",
        "grade: standard",
        "examples: [{inputs: {promoters: 1, detractors: 1, responses: 1}, expect: 0}]",
        "relevance: {utility: 1, purpose: 1, importance: 1, why: asked}",
    ],
)
def test_notes_do_not_change_it(mark, more):
    assert mark(more=f"    {more}\n") == mark()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("* 100", "* 100.5"),
        ("(promoters - detractors)", "(detractors - promoters)"),
        ("promoters: {unit: people}", "promoters: {unit: people, additive: false}"),
        ("unit: points", "unit: score"),
        ("kind: survey", "kind: ratio"),
        ("warn: 30", "warn: 31"),
        ("target: 45", "target: 46"),
        ("target: 45", "target: 45, stretch: 80"),
    ],
)
def test_what_changes_a_figure_changes_it(mark, old, new):
    assert mark(old, new) != mark()


@pytest.mark.parametrize(
    "more",
    [
        "targets: [{from: 2026-01, value: 50}]",
        "relevance: {utility: 2, purpose: 1, importance: 1}",
        "relevance: {utility: 1, purpose: 1, importance: 1, weight: 2}",
        "audience: [prospects]",
        "directness: asked",
        "signal: outcome",
        "measured_by: internal_judgement",
        "base: null",
        "min_n: 30",
        "interval: proportion",
        "dead_band: 2",
        "critical: true",
        "early_window: 0.5",
    ],
)
def test_what_changes_a_judgement_changes_it(mark, more):
    assert mark(more=f"    {more}\n") != mark()


def test_two_clients_with_the_same_definition_share_it(read, nps, survey):
    plain = read(nps).project.catalog.kpis["nps"]
    bound = read(nps.replace("direction:", "measured_by: own\n    direction:") + survey).project.catalog.kpis["nps"]
    assert plain.fingerprint == bound.fingerprint
