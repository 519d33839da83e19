"""What a value in a formula may be: a number, a condition, a text or a date."""

from __future__ import annotations

from enum import StrEnum

from kpiframe.texts import Text


class Kind(StrEnum):
    """The kinds never mix silently: the two engines would read a mixture differently."""

    NUMBER = "number"
    CONDITION = "condition"
    TEXT = "text"
    DATE = "date"

    @property
    def label(self) -> Text:
        """The kind's name with its article, for messages."""
        return _LABELS[self.value]


_LABELS = {
    "number": Text("a number", "một số"),
    "condition": Text("a condition", "một điều kiện"),
    "text": Text("a text", "một văn bản"),
    "date": Text("a date", "một ngày"),
}
