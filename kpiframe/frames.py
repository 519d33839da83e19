"""Frames that stand for the files of sources: which objects are tables, and the two kinds that need a hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kpiframe.problems import Problem, UsageError
from kpiframe.texts import Text

LIBRARIES: Final = ("pandas", "polars", "pyarrow")


def tables_of(frames: Mapping[str, Any]) -> dict[str, Any]:
    """Return every frame as a table the engine reads. UsageError (KPF553) for anything that is none."""
    return {name: _table(name, frame) for name, frame in frames.items()}


def _table(name: str, frame: Any) -> Any:
    kind = type(frame)
    library = next((r for base in kind.__mro__ if (r := base.__module__.partition(".")[0]) in LIBRARIES), "")
    if not library or not hasattr(kind, "columns"):
        raise _no_table(name, kind.__name__)
    if kind.__name__ == "LazyFrame":
        return frame.collect()
    if library == "pandas" and hasattr(frame, "astype") and len(frame) == 0:
        return frame.astype("string")  # a column without cells says nothing about its type
    return frame


def _no_table(name: str, kind: str) -> UsageError:
    message = Text(
        f"the frame for the source {name!r} is a {kind}, which is no table",
        f"bảng đưa cho nguồn {name!r} thuộc kiểu {kind}, không phải bảng",
    )
    hint = Text(
        "give a frame of pandas, Polars or Arrow; rows become one by pandas.DataFrame(rows)",
        "hãy đưa bảng của pandas, Polars hoặc Arrow; các dòng thành bảng bằng pandas.DataFrame(rows)",
    )
    return UsageError(Problem("KPF553", message, name="not-a-table", help=hint, allowed=LIBRARIES))
