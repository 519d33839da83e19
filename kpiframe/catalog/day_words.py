"""Days as sentences write them, no more precisely than they are known; and when a source was written or read."""

from __future__ import annotations

from datetime import date
from typing import Final

from kpiframe.catalog.knowledge import Citation, LifecycleEntry
from kpiframe.texts import NO_TEXT, Text, same

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written(day: date) -> Text:
    """Return *day* as it is written in a sentence: ``17 June 2010``, ``17/06/2010``."""
    return Text(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day:%d/%m/%Y}")


def since(entry: LifecycleEntry) -> Text:
    """Return the date of *entry* as precisely as it is known; no text for an undated one."""
    day = entry.effective
    if day is None:
        return NO_TEXT
    if entry.precision == "year":
        return same(f"{day:%Y}")
    if entry.precision == "quarter":
        quarter = (day.month + 2) // 3
        return Text(f"Q{quarter} {day.year}", f"quý {quarter}/{day.year}")
    if entry.precision == "month":
        return Text(f"{_MONTHS[day.month - 1]} {day.year}", f"tháng {day.month}/{day.year}")
    return written(day)


def dated(source: Citation) -> Text:
    """Return the date of *source* as it gives it; of one without a date the day it was read, or no text."""
    if source.date:
        return same(source.date)
    if not source.read_on:
        return NO_TEXT
    return Text(f"read {source.read_on}", f"đọc ngày {date.fromisoformat(source.read_on):%d/%m/%Y}")


def cited(source: Citation, language: str, *, address: bool = True) -> str:
    """Return title, date and *address* of *source* in one line."""
    parts = (source.title, dated(source).into(language), source.url if address else "")
    return ", ".join(part for part in parts if part)
