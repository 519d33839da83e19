"""Problems of texts that differ where nobody looks: in filters, in slices, in keys. Worded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.codes import NAMES
from kpiframe.data.findings import shown
from kpiframe.formula.syntax import Formula
from kpiframe.problems import NOWHERE, Location, Problem, Severity
from kpiframe.texts import Text

_TOLD: Final = 3
_AS_IN_THE_FILE: Final = Text(
    "write the text as it stands in the file, capitals and blanks included",
    "hãy ghi văn bản đúng như trong tệp, kể cả chữ hoa và khoảng trắng",
)
_EVERY_SPELLING: Final = Text(
    "name every spelling that should count: in [...]", "hãy liệt kê mọi cách viết cần tính: in [...]"
)
_EVERY_SPELLING_OUT: Final = Text(
    "name every spelling that should be left out: not in [...]",
    "hãy liệt kê mọi cách viết cần loại: not in [...]",
)
_ALIKE_AT_HOME: Final = Text(
    "write them alike where they come from; kpiframe changes no text",
    "hãy viết thống nhất ở nơi phát sinh; kpiframe không sửa văn bản",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition over rows, what it belongs to, and where that is declared."""

    of: Text
    formula: Formula
    location: Location
    drops: bool = False
    """Whether the rows that fulfil it are left out."""


def text_unseen(source: str, of: Condition, column: str, text: str, near: tuple[str, ...]) -> Problem:
    """KPF225: a filter keeps only a text that no row of the source holds."""
    message = Text(
        f"{of.of.en}: no row of source {source} has {column} {shown(text)}, so the filter keeps none",
        f"{of.of.vi}: không dòng nào của nguồn {source} có {column} {shown(text)}, bộ lọc bỏ hết",
    )
    return Problem(
        "KPF225", message, of.location, Severity.WARNING, NAMES["KPF225"], meant=near, help=_AS_IN_THE_FILE,
        subject=source,
    )  # fmt: skip


def text_misspelt(source: str, of: Condition, column: str, text: str, others: Sequence[str], *, keeps: bool) -> Problem:
    """KPF225: rows hold the text of a filter in another spelling: blanks, capitals, marks, a letter."""
    told = ", ".join(shown(other) for other in others[:_TOLD])
    message = Text(
        f"{of.of.en}: the filter says {column} {shown(text)}, but rows of source {source} say {told}: "
        "texts are compared letter by letter, these rows count as others",
        f"{of.of.vi}: bộ lọc ghi {column} {shown(text)}, nhưng có dòng của nguồn {source} ghi {told}: "
        "văn bản được so từng ký tự, những dòng này bị coi là khác",
    )
    hint = _EVERY_SPELLING if keeps or of.drops else _EVERY_SPELLING_OUT
    return Problem("KPF225", message, of.location, Severity.WARNING, NAMES["KPF225"], help=hint, subject=source)


def like_values(name: str, groups: Sequence[Sequence[str]]) -> Problem:
    """KPF235: values of a slice that differ in spelling only."""
    told = _listed(groups)
    message = Text(
        f"slice {name}: these values differ in blanks, capitals or the place of a tone mark only, and are different "
        f"slices: {told}",
        f"lát cắt {name}: các giá trị này chỉ khác nhau ở khoảng trắng, chữ hoa hoặc vị trí đặt dấu thanh, nhưng là "
        f"các lát cắt khác nhau: {told}",
    )
    return Problem("KPF235", message, NOWHERE, Severity.WARNING, NAMES["KPF235"], help=_ALIKE_AT_HOME)


def like_keys(source: str, column: str, groups: Sequence[Sequence[str]], at: Location) -> Problem:
    """KPF236: values of a column that rows are told apart by differ in spelling only."""
    told = _listed(groups)
    message = Text(
        f"source {source}: values of {column} differ in blanks, capitals or the place of a tone mark only, and count "
        f"as different: {told}",
        f"nguồn {source}: các giá trị của {column} chỉ khác nhau ở khoảng trắng, chữ hoa hoặc vị trí đặt dấu thanh, "
        f"nhưng được tính là khác nhau: {told}",
    )
    return Problem("KPF236", message, at, Severity.WARNING, NAMES["KPF236"], help=_ALIKE_AT_HOME, subject=source)


def lone_slices(source: str, slice_by: Sequence[str], values: Sequence[Sequence[str]]) -> Problem:
    """KPF237: slices of which a source has no row, though another source of the same KPI has; only told."""
    names = ", ".join(slice_by)
    told = "; ".join(" / ".join(shown(v) for v in value) for value in values[:_TOLD])
    more = "; …" if len(values) > _TOLD else ""
    message = Text(
        f"source {source} has no rows for {len(values)} value(s) of {names} that a source beside it has: {told}{more}",
        f"nguồn {source} không có dòng nào cho {len(values)} giá trị của {names} mà nguồn dùng cùng có: {told}{more}",
    )
    hint = Text(
        "where both mean the same under different names, write them alike; where there is nothing to count, say "
        "`empty: 0` in the binding",
        "nếu hai bên chỉ cùng một thứ dưới tên khác nhau, hãy viết thống nhất; nếu thật sự không có gì để đếm, hãy ghi "
        "`empty: 0` trong binding",
    )
    return Problem("KPF237", message, NOWHERE, Severity.INFO, NAMES["KPF237"], help=hint)


def _listed(groups: Sequence[Sequence[str]]) -> str:
    told = "; ".join(", ".join(shown(text) for text in group) for group in groups[:_TOLD])
    return told + ("; …" if len(groups) > _TOLD else "")
