"""What raises a rule and what does not: one test of each kind from its own file, as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kpiframe.catalog.knowledge import Rule, RuleTest
from kpiframe.texts import Text

_FLAG: Final = Text("Raised, for instance, by", "Ví dụ bị nêu")
_OK: Final = Text("Not raised, for instance, by", "Ví dụ không bị nêu")
_DEFINED: Final = ("kpi", "kpis")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS_OF_YAML: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def tested(rule: Rule) -> Rule:
    """Return *rule* with its inline tests; a project reads the rules that ship without them."""
    from kpiframe.catalog.loader import shipped_catalog

    if rule.tests:
        return rule
    return shipped_catalog().rules.get(rule.id, rule)


def examples(rule: Rule, language: str) -> Iterator[str]:
    """Yield the lines of one definition that raises the flag and one that does not, where the rule has such tests."""
    for verdict, title in (("flag", _FLAG), ("ok", _OK)):
        test = _plainest([t for t in tested(rule).tests if t.verdict == verdict])
        if test is not None:
            yield from ("", f"{title.into(language)}:", *(f"  {line}" for line in _yaml(test)))


def _plainest(tests: list[RuleTest]) -> RuleTest | None:
    """Return the shortest test that is written as definitions, else the shortest that gives facts."""
    return min(tests, key=lambda t: (not any(key in t.given for key in _DEFINED), len(str(t.given))), default=None)


def _yaml(test: RuleTest) -> Iterator[str]:
    """Yield a line for each key, and for each member of a list of definitions."""
    data = {**test.given, **({"params": dict(test.params)} if test.params else {})}
    for key, value in data.items():
        if key == "kpis":
            yield "kpis:"
            yield from (f"  - {_flow(each)}" for each in value)
        else:
            yield f"{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """Return *value* as YAML on one line; words stand without quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
