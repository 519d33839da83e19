"""The YAML that reads a questionnaire's export: its source with every column, and the bindings of its KPIs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kpiframe.catalog.questionnaires import Question, Questionnaire
from kpiframe.texts import Text

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")
"""Texts YAML takes for texts without quotes, whatever stands around them."""
_MEANT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "not"})
_HEAD: Final = Text(
    "Paste into kpiframe.yaml, which has to extend catalog:kpis or a ready set; drop bindings you do not need.",
    "Dán vào kpiframe.yaml có kế thừa catalog:kpis hoặc một bộ có sẵn; bỏ những binding bạn không cần.",
)
_HOW: Final = Text(
    "And say how people were asked, so that rules about samples can be judged:",
    "Và nói rõ đã hỏi như thế nào, để các quy tắc về mẫu khảo sát xét được:",
)
_REASON: Final = Text("relevance survey", "khảo sát mức độ phù hợp")
_PANEL: Final = Text(
    "counted by a panel or fieldwork company; write own if you ask yourselves",
    "do đơn vị khảo sát đếm; ghi own nếu bạn tự hỏi",
)


def survey_yaml(asked: Questionnaire, language: str) -> str:
    """Return ``sources:`` and ``bindings:`` for the export of *asked*: a column a question, named after it."""
    return "\n".join(_lines(asked, language)) + "\n"


def _lines(asked: Questionnaire, language: str) -> Iterator[str]:
    source = next(str(b["source"]) for b in asked.bindings.values() if "source" in b)
    yield f"# {_HEAD.into(language)}"
    yield "sources:"
    yield f"  {source}:"
    yield f"    path: data/{source.replace('_', '-')}.csv"
    yield "    columns:"
    yield f"      {asked.time}: {{type: date}}"
    for question in asked.questions:
        yield f"      {question.name}: {_flow(_column(question, language))}"
    yield f"    time: {asked.time}"
    yield f"    measured_by: independent  # {_PANEL.into(language)}"
    yield "    max_age: 40 days"
    yield "bindings:"
    for key, binding in asked.bindings.items():
        yield f"  {key}: {_flow(binding)}"
    yield from (f"# {_HOW.into(language)}", "# overrides:", "#   kpis:")
    how = {"sample": "panel", "research_use": "continuous", "cadence": "month", "reason": _REASON.into(language)}
    yield from (f"#     {name}: {_flow(how)}" for name in asked.kpis)


def _column(question: Question, language: str) -> dict[str, Any]:
    if question.type != "boolean":
        return {"type": question.type}
    words = {answer.code: [str(answer.code), answer.label.into(language)] for answer in question.answers}
    return {"type": question.type, "true": words[1], "false": words[0]}


def _flow(value: Any) -> str:
    """Return *value* as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(held) for held in value) + "]"
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _MEANT
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
