"""Every attack formula is refused with our error, the right code and a place; nothing else happens."""

from __future__ import annotations

import sys

import pytest

from kpiframe.formula.places import CODES
from kpiframe.formula.syntax import Role, parse
from kpiframe.problems import FormulaError, Location

AT = Location("kpis.yaml", 7, 14)
HARMLESS = {"compile", "object.__getattr__", "code.__new__"}
"""What ``ast.parse`` itself raises as audit events: it compiles to a syntax tree, never to code."""


@pytest.fixture(scope="module")
def audited():
    """Return a function that parses a text and gives the codes of the refusal and the audit events it caused."""
    events, recording = [], []

    def hook(event, arguments):
        if recording:
            events.append((event, arguments))

    sys.addaudithook(hook)

    def run(text, role):
        events.clear()
        recording.append(True)
        try:
            parse(text, role, AT, exact=True)
            problems = ()
        except FormulaError as error:
            problems = error.problems
        finally:
            recording.clear()
        return {problem.code for problem in problems}, [event for event, _ in events if event not in HARMLESS]

    return run


def test_every_attack_is_refused_by_us_and_does_nothing(corpus, audited):
    seen, wrong = 0, []
    for group in corpus("attacks"):
        for text in group["formulas"]:
            codes, events = audited(text, Role(group.get("role", "formula")))
            seen += 1
            if codes != {group["code"]} or events:
                wrong.append((group["class"], text, codes, events))
    assert wrong == []
    assert seen >= 300


def test_every_refusal_has_a_place_inside_the_formula(corpus):
    for group in corpus("attacks"):
        for text in group["formulas"]:
            with pytest.raises(FormulaError) as caught:
                parse(text, Role(group.get("role", "formula")), AT, exact=True)
            for problem in caught.value.problems:
                line, column = problem.location.line - AT.line, problem.location.column - AT.column
                assert 0 <= line <= text.count("\n"), text
                assert 0 <= column <= len(text.split("\n")[line]), text
                assert problem.name == CODES[problem.code]


def test_messages_are_printable_and_short_in_both_languages(corpus):
    for group in corpus("attacks"):
        for text in group["formulas"]:
            with pytest.raises(FormulaError) as caught:
                parse(text, Role(group.get("role", "formula")))
            message = str(caught.value)
            assert len(message) <= 2_000
            assert all(char == "\n" or char.isprintable() for char in message), repr(message)
            for problem in caught.value.problems:
                assert problem.message.vi
                assert problem.message.vi != problem.message.en


def test_the_system_exits_pass_through_a_parse():
    """A key press during a parse is not a formula error."""

    class Stubborn(str):
        __slots__ = ()

        def __len__(self) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parse(Stubborn("a"))
