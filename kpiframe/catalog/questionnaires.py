"""A ready questionnaire: what is asked of whom, which column each answer goes to, and which KPIs compute from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kpiframe.catalog.inheritance import Raw, text_of
from kpiframe.catalog.reading import words
from kpiframe.problems import NOWHERE, Location
from kpiframe.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer a question offers."""

    code: int
    """What the column holds."""
    label: Text = NO_TEXT
    """Empty for a step of a scale that has no words."""
    ends: bool = False
    """The interview ends with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the column that holds its answers."""

    name: str
    """Name of the column."""
    ask: Text
    """May hold ``{brand}`` and ``{category}``."""
    type: str
    """``boolean`` (1 is yes, 0 is no) or ``integer`` (a scale)."""
    answers: tuple[Answer, ...]
    asked_of: Text = NO_TEXT
    """Empty: of everybody."""
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of guidance for whoever runs it."""

    label: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything needed to ask, and to compute KPIs from the answers."""

    name: str
    label: Text
    introduction: Text
    questions: tuple[Question, ...]
    guidance: tuple[Advice, ...]
    bindings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """``kpi.input`` -> binding as a project writes it."""
    description: Text = NO_TEXT
    closing: Text = NO_TEXT
    time: str = "answered_at"
    """Column with the day of the answer."""
    sources: tuple[str, ...] = ()
    location: Location = NOWHERE

    @property
    def kpis(self) -> tuple[str, ...]:
        """KPIs that compute from the answers, in order of first mention."""
        return tuple(dict.fromkeys(key.partition(".")[0] for key in self.bindings))

    def computes(self, question: Question) -> tuple[str, ...]:
        """Return the KPIs that look at the column of *question*."""
        named = {k.partition(".")[0] for k, b in self.bindings.items() if _mentions(b, question.name)}
        return tuple(kpi for kpi in self.kpis if kpi in named)


def questionnaire_of(raw: Raw) -> Questionnaire:
    """Return the questionnaire *raw* describes."""
    data = raw.data
    return Questionnaire(
        raw.name,
        text_of(data["label"]),
        text_of(data["introduction"]),
        tuple(_question(question) for question in data["questions"]),
        tuple(Advice(text_of(each["label"]), text_of(each["text"])) for each in data["guidance"]),
        data["bindings"],
        text_of(data.get("description")),
        text_of(data.get("closing")),
        data.get("time", "answered_at"),
        words(data, "sources"),
        raw.location,
    )


def _question(data: Mapping[str, Any]) -> Question:
    answers = (Answer(a["code"], text_of(a.get("label")), a.get("ends", False)) for a in data["answers"])
    return Question(
        data["name"],
        text_of(data["ask"]),
        data["type"],
        tuple(answers),
        text_of(data.get("asked_of")),
        text_of(data.get("note")),
    )


def _mentions(binding: Mapping[str, Any], column: str) -> bool:
    """Tell whether a formula of *binding* names *column*, as a whole word."""
    formulas = f"{binding.get('expr', '')} {binding.get('filter', '')}"
    marks = str.maketrans(dict.fromkeys("()<>=!+-*/,", " "))
    return column in formulas.translate(marks).split()
