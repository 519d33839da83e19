"""KPI definitions as code, and the scorecard that says how much of its own score is flattery."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kpiframe.api import Card, Project, evaluate, load
    from kpiframe.evaluation.results import Result
    from kpiframe.problems import (
        DataError,
        DefinitionError,
        FormulaError,
        KpiframeError,
        Location,
        Problem,
        TemplateError,
        UsageError,
    )

__all__ = [
    "Card",
    "DataError",
    "DefinitionError",
    "FormulaError",
    "KpiframeError",
    "Location",
    "Problem",
    "Project",
    "Result",
    "TemplateError",
    "UsageError",
    "__version__",
    "evaluate",
    "load",
]

_HOMES = {
    "Card": "kpiframe.api",
    "Project": "kpiframe.api",
    "evaluate": "kpiframe.api",
    "load": "kpiframe.api",
    "Result": "kpiframe.evaluation.results",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that ``import kpiframe`` loads nothing heavy."""
    if name not in __all__:
        raise AttributeError(f"module 'kpiframe' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES.get(name, "kpiframe.problems")), name)
