"""Messages of rules: facts are put in by name, each number as the fact table says it is written."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.vocabulary import PLACEHOLDER, facts_of
from kpiframe.problems import printable
from kpiframe.texts import Text

FactValue: TypeAlias = float | bool | str | Text | None
_NAMED: Final = 5


def fill(text: Text, values: Mapping[str, FactValue], styles: Mapping[str, str]) -> Text:
    """Return *text* with every ``{name}`` replaced; a name without a value reads "—"."""
    return Text(_fill(text.en, values, styles, "en"), _fill(text.vi, values, styles, "vi"))


def with_params(rule: Rule, text: Text) -> Text:
    """Return a text of *rule* with its parameters put in; facts keep their names in braces."""
    known, styles = rule.params, styles_of(rule)

    def put(words: str, language: str) -> str:
        return PLACEHOLDER.sub(
            lambda m: show(known[m[1]], styles.get(m[1], "number"), language) if m[1] in known else m[0], words
        )

    return Text(put(text.en, "en"), put(text.vi, "vi"))


def _fill(wording: str, values: Mapping[str, FactValue], styles: Mapping[str, str], language: str) -> str:
    return PLACEHOLDER.sub(lambda m: show(values.get(m[1]), styles.get(m[1], "number"), language), wording)


def show(value: FactValue, style: str, language: str) -> str:
    """Return *value* as a reader of *language* sees it; texts lose characters that could hide or command."""
    if value is None:
        return "—"
    if isinstance(value, Text):
        return printable(value.into(language))
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "vi": ("không", "có")}[language][value]
    return _number(value, style).replace(".", "," if language == "vi" else ".")


def number_text(value: float) -> Text:
    """Return a number as readers of either language see it."""
    return Text(show(value, "number", "en"), show(value, "number", "vi"))


def _number(value: float, style: str) -> str:
    if not math.isfinite(value):
        return "—"
    if style == "share":
        return f"{round(value * 100, 1):.10g}%"
    if style == "whole":
        return str(round(value))
    if style == "score":
        return str(math.floor(value))
    if style == "gap":
        return str(math.floor(value + 0.5))
    return f"{round(value, 2):.10g}"


def styles_of(rule: Rule) -> dict[str, str]:
    """Return how each number of *rule* is written; a parameter is written like the fact it is compared with."""
    styles = {name: fact.shown for name, fact in facts_of(rule.scope).items()}
    for condition in rule.when:
        for node in ast.walk(condition.formula.tree):
            if not isinstance(node, ast.Compare):
                continue
            operands = (node.left, *node.comparators)
            inside = [n.id for part in operands for n in ast.walk(part) if isinstance(n, ast.Name)]
            told = next((styles[name] for name in inside if name in styles and name not in rule.params), "number")
            for part in operands:
                if isinstance(part, ast.Name) and part.id in rule.params:
                    styles.setdefault(part.id, told)
    return styles


def listed(labels: Sequence[Text]) -> Text:
    """Return labels as one text, at most five of them by name."""
    more = len(labels) - _NAMED
    en, vi = ([label.into(language) for label in labels[:_NAMED]] for language in ("en", "vi"))
    if more > 0:
        en.append(f"{more} more")
        vi.append(f"{more} KPI khác")
    return Text(", ".join(en), ", ".join(vi))
