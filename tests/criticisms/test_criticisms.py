"""Each of the 22 criticisms of article A: a tiny project that deserves it, and the same project with one honest repair.

Rules of scope kpi and set are asked of ``kpiframe lint``, of result and series of the score, of diff of
``kpiframe diff``; each says in both languages what and how much.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kpiframe.catalog.knowledge import RuleStatus, Scope
from kpiframe.catalog.loader import load_shipped

FILES = sorted(Path(__file__).parent.glob("A*.yaml"))
ALL = [f"A{n:02d}" for n in range(1, 23)]
TOLD = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
DOOR = {Scope.KPI: "lint", Scope.SET: "lint", Scope.RESULT: "score", Scope.SERIES: "score", Scope.DIFF: "diff"}


@pytest.fixture(scope="module")
def rules():
    catalog, problems = load_shipped()
    assert problems == []
    return catalog.rules


@pytest.fixture
def flags(case, rules, capsys):
    """Everything that the doors of the named rules raise, by rule, and the rules that were not judged there."""

    def ask(name, *, repaired):
        one = case(TOLD[name], repaired=repaired)
        doors = dict.fromkeys(DOOR[rules[code].scope] for code in TOLD[name]["rules"])
        found, unknown = {}, set()
        for door in doors:
            raised, open_ = one.score() if door == "score" else getattr(one, door)(capsys)
            for code, kpi, message in raised:
                found.setdefault(code, []).append((kpi, message))
            unknown |= {code for code in open_ if DOOR[rules[code].scope] == door}
        return found, unknown

    return ask


def says_all(message, says):
    """Whether a message holds, in both languages, every piece it is asked for: names, and numbers."""
    return all(piece in message[language] for language in ("en", "vi") for piece in says[language])


@pytest.mark.parametrize("name", ALL)
def test_the_project_deserves_the_criticism_and_is_told_so_in_both_languages(flags, name):
    found, _ = flags(name, repaired=False)
    for code, says in TOLD[name]["rules"].items():
        assert code in found, f"{code} is silent; raised: {sorted(found)}"
        told = [message for _, message in found[code]]
        assert any(says_all(message, says) for message in told), told


@pytest.mark.parametrize("name", ALL)
def test_with_the_smallest_honest_repair_the_same_rules_are_judged_and_silent(flags, name):
    found, unknown = flags(name, repaired=True)
    assert {code: found[code] for code in TOLD[name]["rules"] if code in found} == {}
    assert unknown & TOLD[name]["rules"].keys() == set()


@pytest.mark.parametrize("name", ALL)
def test_every_rule_of_a_file_is_stable_and_implements_the_criticism(rules, name):
    told = TOLD[name]
    assert told["rules"]
    assert told["criticism"]["en"] != told["criticism"]["vi"]
    for code in told["rules"]:
        assert rules[code].status is RuleStatus.STABLE, code
        assert name in rules[code].criticisms, code


def test_every_criticism_has_a_file_and_a_stable_rule(rules):
    assert [path.stem for path in FILES] == ALL
    stable = {name for rule in rules.values() if rule.status is RuleStatus.STABLE for name in rule.criticisms}
    assert stable == set(ALL)


def test_every_rule_that_ships_names_a_criticism(rules):
    assert [code for code, rule in rules.items() if not rule.criticisms] == []
    assert {name for rule in rules.values() for name in rule.criticisms} <= set(ALL)
