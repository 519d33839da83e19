"""Small readers shared by everything that gives raw definitions a type. The schema check has gone before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpiframe.catalog.inheritance import Raw
from kpiframe.document import Steps
from kpiframe.formula.syntax import Formula, Role, parse
from kpiframe.problems import FormulaError, Problems


def day(value: str | None) -> date | None:
    """Return a checked ISO date, ``None`` for an absent one."""
    return date.fromisoformat(value) if value else None


def number(value: float | None) -> float | None:
    """Return *value* as a float, ``None`` for an absent one."""
    return None if value is None else float(value)


def words(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of words, ``()`` when absent."""
    return tuple(data.get(key) or ())


def formula_at(raw: Raw, path: Steps, role: Role, problems: Problems) -> Formula | None:
    """Parse the formula at *path* of *raw*; ``None`` when absent or when it has problems, which are added."""
    text: Any = raw.data
    for step in path:
        text = text.get(step) if isinstance(text, dict) else text[step]
        if text is None:
            return None
    at, exact = raw.scalar(path)
    try:
        return parse(text, role, at, exact=exact)
    except FormulaError as error:
        problems.extend(error.problems)
        return None
