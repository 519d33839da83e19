"""Values of definitions in words: what a field was and is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, TypeAlias

from kpiframe.catalog.model import Pair
from kpiframe.formula.syntax import Formula
from kpiframe.texts import NO_TEXT, Text, same

TargetRow: TypeAlias = tuple[str, str | None, float | Pair | None, float | Pair | None, float | None, str | None]
"""Since, until, value, warning line, growth and what it is over."""
NONE: Final = Text("none", "không có")
_GROWN: Final = {
    "same_period_last_year": Text("over the year before", "so với cùng kỳ năm trước"),
    "previous_period": Text("over the period before", "so với kỳ trước"),
}


def number(value: float) -> Text:
    """Return a number with at most ten digits: ``0.5`` and ``0,5``."""
    told = f"{value:.10g}"
    return Text(told, told.replace(".", ","))


def bound(value: float | Pair | None) -> Text:
    """Return a threshold: a number, or the two ends of a range."""
    if value is None:
        return NONE
    if isinstance(value, tuple):
        low, high = (number(end) for end in value)
        return Text(f"{low.en} to {high.en}", f"{low.vi} đến {high.vi}")
    return number(value)


def words(names: Iterable[str]) -> Text:
    """Return names with commas between them."""
    return same(", ".join(names)) if names else NONE


def ratings(value: tuple[int, int, int] | None) -> Text:
    """Return the three ratings of relevance."""
    if value is None:
        return NONE
    useful, purpose, important = value
    return Text(
        f"utility {useful}, purpose {purpose}, importance {important}",
        f"tính ứng dụng {useful}, mục đích {purpose}, quan trọng {important}",
    )


def targets(rows: Sequence[TargetRow]) -> Text:
    """Return dated targets, one after the other."""
    told = [_target(row) for row in rows]
    return Text("; ".join(t.en for t in told), "; ".join(t.vi for t in told)) if told else NONE


def _target(row: TargetRow) -> Text:
    since, until, value, warn, growth, over = row
    aim = bound(value)
    if growth is not None:
        base, percent = _GROWN.get(over or "", same(over or "")), number(growth)
        aim = Text(f"{percent.en}% {base.en}", f"{percent.vi}% {base.vi}")
    line = bound(warn)
    en = [f"{aim.en} from {since}", *([f"to {until}"] if until else [])]
    vi = [f"{aim.vi} từ {since}", *([f"đến {until}"] if until else [])]
    if warn is not None:
        en.append(f"(warning line {line.en})")
        vi.append(f"(ngưỡng báo động {line.vi})")
    return Text(" ".join(en), " ".join(vi))


def plain(value: Any) -> Text:
    """Return any value of a definition in a few words."""
    if value is None or value in ("", (), []):
        return NONE
    if isinstance(value, Text):
        return value or NONE
    if isinstance(value, bool):
        return Text("yes", "có") if value else Text("no", "không")
    if isinstance(value, Enum):
        return same(str(value.value))
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, date):
        return Text(value.isoformat(), f"{value:%d/%m/%Y}")
    if isinstance(value, (str, Formula)):
        return same(str(value) if isinstance(value, str) else value.canonical())
    return _parts(value)


def _parts(value: Any) -> Text:
    if is_dataclass(value):
        value = {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, Mapping):
        told = [(name, plain(part)) for name, part in value.items() if part not in (None, "", (), {})]
        return _joined([Text(f"{name} {t.en}", f"{name} {t.vi}") for name, t in told])
    return _joined([_row(part) if isinstance(part, tuple) else plain(part) for part in value])


def _row(row: tuple[Any, ...]) -> Text:
    head, *rest = [plain(part) for part in row if part not in ("", None) and part != NO_TEXT] or [NONE]
    inside = _joined(rest)
    return Text(f"{head.en} ({inside.en})", f"{head.vi} ({inside.vi})") if rest else head


def _joined(texts: Sequence[Text]) -> Text:
    return Text(", ".join(t.en for t in texts), ", ".join(t.vi for t in texts)) if texts else NONE
