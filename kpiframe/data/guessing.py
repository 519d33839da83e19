"""What a column of text looks like: a type, with the evidence for it. For proposals only; reading never guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.cells import DIGITS, FIRST_YEAR, LAST_YEAR
from kpiframe.texts import NO_TEXT, Text

_MARKS: Final = frozenset({"--", "-", "n/a", "na", "#n/a", "null", "none", "nan", "(not set)", "không có", "?"})
_DATES: Final = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%b %d, %Y",
    "%d %b %Y",
)
_CLOCKS: Final = (" %H:%M:%S", " %H:%M")
_TWINS: Final = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
_PAIRS: Final = (("yes", "no"), ("true", "false"), ("y", "n"), ("có", "không"), ("1", "0"))


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed type."""

    type: ColumnType
    format: str = ""
    scale: int = 0
    missing: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    evidence: Text = NO_TEXT


def guess(cells: Sequence[str], decimal: str, thousands: str) -> Guess:
    """Return the narrowest type every present cell fits; text when in doubt."""
    present = [c.strip() for c in cells if c.strip()]
    marks = tuple(sorted({c for c in present if c.lower() in _MARKS}))
    values = [c for c in present if c not in marks]
    if not values:
        return Guess(ColumnType.TEXT, evidence=Text("no value seen", "không thấy giá trị nào"))
    return _boolean(values) or _date(values, marks) or _number(values, marks, decimal, thousands) or _text(values)


def separators(cells: Sequence[str]) -> tuple[str, str]:
    """Return (decimal mark, thousands mark) that explain most of the numbers among *cells*; ``.`` wins a draw."""
    best, most = (".", ""), -1
    for decimal, thousands in ((".", ""), (".", ","), (",", ""), (",", ".")):
        whole, with_fraction = _number_pattern(decimal, thousands), re.escape(decimal)
        hits = sum(bool(whole.fullmatch(c.strip())) for c in cells)
        # A lone mark before three digits may be either; one before two digits can only be a decimal mark.
        hits += sum(
            bool(re.search(with_fraction + r"\d{1,2}$", c.strip())) for c in cells if whole.fullmatch(c.strip())
        )
        if hits > most:
            best, most = (decimal, thousands), hits
    return best


def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = r"\d+" if not thousands else rf"(?:\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+)"
    return re.compile(rf"[+-]?{whole}(?:{re.escape(decimal)}(\d+))? ?(%?)", re.ASCII)


def _number(values: Sequence[str], marks: tuple[str, ...], decimal: str, thousands: str) -> Guess | None:
    pattern = _number_pattern(decimal, thousands)
    found = [pattern.fullmatch(v) for v in values]
    matches = [m for m in found if m]
    if len(matches) < len(values) or len({m[2] for m in matches}) > 1:
        return None
    if any(re.match(r"[+-]?0\d", v) for v in values):
        return Guess(
            ColumnType.TEXT, evidence=Text("leading zeros: an identifier", "có số 0 đứng đầu: là mã định danh")
        )
    scale = max(len(m[1] or "") for m in matches)
    digits = max(sum(c.isdigit() for c in v) for v in values)
    if digits > DIGITS:
        return Guess(ColumnType.TEXT, evidence=Text("too many digits for a number", "quá nhiều chữ số để là số"))
    if matches[0][2]:
        return Guess(ColumnType.PERCENT, scale=max(scale, 2), missing=marks)
    if scale:
        told = Text(f"at most {scale} decimals seen", f"thấy tối đa {scale} chữ số thập phân")
        return Guess(ColumnType.DECIMAL, scale=max(scale, 2), missing=marks, evidence=told)
    return Guess(ColumnType.INTEGER, missing=marks)


def _date(values: Sequence[str], marks: tuple[str, ...]) -> Guess | None:
    for form in _DATES:
        if _all_parse(values, form):
            return Guess(ColumnType.DATE, form, missing=marks, evidence=_order(values, form))
    for form in _DATES:
        for clock in _CLOCKS:
            if _all_parse(values, form + clock):
                return Guess(ColumnType.TIMESTAMP, form + clock, missing=marks, evidence=_order(values, form, clock))
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", v) for v in values):
        return Guess(ColumnType.TIMESTAMP, missing=marks)
    return None


def _order(values: Sequence[str], form: str, clock: str = "") -> Text:
    """Say how sure the order of day and month is."""
    if form not in _TWINS and form not in _TWINS.values():
        return NO_TEXT
    twin = _TWINS.get(form)
    if twin and _all_parse(values, twin + clock):
        return Text(
            f"UNSURE: no day above 12 seen, {twin} fits as well; check",
            f"CHƯA CHẮC: không thấy ngày nào lớn hơn 12, {twin} cũng khớp; hãy kiểm tra",
        )
    sure = next(v for v in values if not twin or not _parses(v, twin + clock))
    return Text(f"sure because of {sure}", f"chắc chắn nhờ {sure}")


def _all_parse(values: Sequence[str], form: str) -> bool:
    return all(_parses(v, form) for v in values)


def _parses(value: str, form: str) -> bool:
    if form == "%Y%m%d" and len(value) != 8:
        return False
    try:
        return FIRST_YEAR <= datetime.strptime(value, form).year <= LAST_YEAR  # noqa: DTZ007 - only the shape counts
    except ValueError:
        return False


def _boolean(values: Sequence[str]) -> Guess | None:
    seen = {v.lower() for v in values}
    for yes, no in _PAIRS:
        if seen == {yes, no}:
            true = tuple(sorted({v for v in values if v.lower() == yes}))
            false = tuple(sorted({v for v in values if v.lower() == no}))
            return Guess(ColumnType.BOOLEAN, true=true, false=false)
    return None


def _text(values: Sequence[str]) -> Guess:
    different = len(set(values))
    if different > 12:
        return Guess(ColumnType.TEXT)
    told = f"{different}"
    return Guess(ColumnType.TEXT, evidence=Text(f"{told} different values", f"{told} giá trị khác nhau"))
