"""Names that cannot be used although their letters are right."""

from __future__ import annotations

import keyword
from typing import Final

from kpiframe.catalog import wording
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.periods import Grain
from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

_GRAINS: Final = frozenset(Grain)
_RESERVED: Final = frozenset({"metric_time", "mf_internal_uuid"})


def fault_of_name(name: str, at: Location, *, column: bool = False) -> Problem | None:
    """Return why *name* cannot name a KPI or input (a *column* may be called like a grain), else ``None``."""
    why = None
    if "__" in name:
        why = Text("two underscores in a row are kept for internal use", "hai gạch dưới liền nhau dành cho nội bộ")
    elif keyword.iskeyword(name):
        why = Text("it is a word of the formula language", "nó là từ khoá của ngôn ngữ công thức")
    elif name in FUNCTIONS:
        why = Text("it is a function of the formula language", "nó là tên hàm của ngôn ngữ công thức")
    elif name in _GRAINS and not column:
        why = Text("it is the name of a period length", "nó là tên một loại kỳ")
    elif name in _RESERVED:
        why = Text("other tools keep it for themselves", "các công cụ khác dành riêng tên này")
    return wording.bad_name(at, name, why) if why else None
