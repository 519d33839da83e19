"""What a column of text looks like: a type, with the evidence for it. For proposals only; reading never guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.cell_reader import DIGITS
from kpiframe.data.cells import FIRST_YEAR, LAST_YEAR
from kpiframe.texts import NO_TEXT, Text

_MARKS: Final = frozenset({"--", "-", "n/a", "na", "#n/a", "null", "none", "nan", "(not set)", "không có", "?", "<1"})
_DATES: Final = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%a, %d %b %Y",
    "%d tháng %m, %Y",
    "%Y-%m",
)
_CLOCKS: Final = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
_PAIRS: Final = (("yes", "no"), ("true", "false"), ("y", "n"), ("có", "không"), ("1", "0"))
_CURRENCY: Final = ("US$", "S$", "$", "₫", "VNĐ", "VND", "đ", "€", "£", "¥", "฿", "USD", "EUR")


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
    other: str = ""
    """A second date format that fits every cell as well; a person must choose."""
    example: str = ""
    """A cell that both formats fit."""
    marks: tuple[str, ...] = ()
    """Currency marks beside the numbers."""
    bad: tuple[tuple[str, int], ...] = ()
    """The few cells that are nothing of the kind, with their lines: a person must look."""


def guess(cells: Sequence[str], decimal: str, thousands: str, lines: Sequence[int] = ()) -> Guess:
    """Return the narrowest type every present cell fits; text when in doubt. *lines* are where the cells stand."""
    placed = list(zip(cells, lines or [0] * len(cells), strict=True))
    present = [(c.strip(), line) for c, line in placed if c.strip()]
    marks = tuple(sorted({c for c, _ in present if c.lower() in _MARKS}))
    values = [(c, line) for c, line in present if c not in marks]
    if not values:
        return Guess(ColumnType.TEXT, evidence=Text("no value seen", "không thấy giá trị nào"))
    texts = [c for c, _ in values]
    return (
        _boolean(texts, marks)
        or _date(values, marks)
        or _number(texts, marks, decimal, thousands)
        or _money(texts, marks, decimal, thousands)
        or _spoilt(values, marks, decimal, thousands)
        or _text(texts)
    )


def separators(cells: Sequence[str]) -> tuple[str, str]:
    """Return (decimal mark, thousands mark) that explain most of the numbers among *cells*; ``.`` wins a draw."""
    best, most = (".", ""), -1
    found = [bare(c.strip())[0] for c in cells]
    for decimal, thousands in ((".", ""), (".", ","), (",", ""), (",", ".")):
        whole, with_fraction = _number_pattern(decimal, thousands), re.escape(decimal)
        hits = sum(bool(whole.fullmatch(c)) for c in found)
        # A lone mark before three digits may be either; one before two digits can only be a decimal mark.
        hits += sum(bool(re.search(with_fraction + r"\d{1,2}$", c)) for c in found if whole.fullmatch(c))
        if hits > most:
            best, most = (decimal, thousands), hits
    return best


def fits(value: str, form: str) -> bool:
    """Whether *value* is a date or time written in *form*, in an accepted year."""
    if form == "%Y%m%d" and len(value) != 8:
        return False
    try:
        return FIRST_YEAR <= datetime.strptime(value, form).year <= LAST_YEAR  # noqa: DTZ007 - only the shape counts
    except ValueError:
        return False


def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = r"\d+" if not thousands else rf"(?:\d+|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+)"
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
    if digits > DIGITS or scale > _MOST_DECIMALS:
        if digits <= _FLOAT_DIGITS and scale:
            return Guess(ColumnType.FLOAT, missing=marks, evidence=Text("many decimals", "nhiều chữ số thập phân"))
        return Guess(ColumnType.TEXT, evidence=Text("too many digits for a number", "quá nhiều chữ số để là số"))
    if matches[0][2]:
        return Guess(ColumnType.PERCENT, scale=max(scale, 2), missing=marks)
    if scale:
        told = Text(f"at most {scale} decimals seen", f"thấy tối đa {scale} chữ số thập phân")
        return Guess(ColumnType.DECIMAL, scale=max(scale, 2), missing=marks, evidence=told)
    return Guess(ColumnType.INTEGER, missing=marks)


_MOST_DECIMALS: Final = 12
_FLOAT_DIGITS: Final = 20


def _money(values: Sequence[str], marks: tuple[str, ...], decimal: str, thousands: str) -> Guess | None:
    """Amounts with a currency mark before or after each of them."""
    parts = [bare(v) for v in values]
    seen = tuple(dict.fromkeys(mark for _, mark in parts if mark))
    if not seen:
        return None
    found = _number([text for text, _ in parts], marks, decimal, thousands)
    if found is None or found.type not in (ColumnType.INTEGER, ColumnType.DECIMAL):
        return None
    scale = max(found.scale, 2)
    listed = ", ".join(seen)
    told = Text(f"amounts with {listed}", f"số tiền kèm {listed}")
    return replace(found, type=ColumnType.DECIMAL, scale=scale, marks=seen, evidence=told)


def bare(value: str) -> tuple[str, str]:
    """Return (number, mark): *value* without the currency mark beside it."""
    for mark in _CURRENCY:
        if value.startswith(mark):
            return value.removeprefix(mark).strip(), mark
        if value.endswith(mark):
            return value.removesuffix(mark).strip(), mark
    return value, ""


def _spoilt(values: Sequence[tuple[str, int]], marks: tuple[str, ...], decimal: str, thousands: str) -> Guess | None:
    """Numbers or dates but for a cell or a few: the type of the others, and which cells those are."""
    most = max(1, min(_MOST_BAD, len(values) // 50))
    if len(values) < _FEWEST or sum(not re.search(r"\d", v) for v, _ in values) > most:
        return None
    pattern = _number_pattern(decimal, thousands)
    tests: list[Callable[[str], bool]] = [lambda v: pattern.fullmatch(bare(v)[0]) is not None]
    tests += [partial(fits, form=form) for form in _DATES]
    tests += [partial(fits, form=form + clock) for form in _DATES for clock in _CLOCKS]
    for test in tests:
        bad = tuple(islice(((v, line) for v, line in values if not test(v)), most + 1))
        if len(bad) > most:
            continue
        rest = [(v, line) for v, line in values if (v, line) not in bad]
        texts = [v for v, _ in rest]
        found = (
            _date(rest, marks) or _number(texts, marks, decimal, thousands) or _money(texts, marks, decimal, thousands)
        )
        if found and found.type is not ColumnType.TEXT:
            return replace(found, bad=bad, evidence=_told(bad, found))
    return None


def _told(bad: Sequence[tuple[str, int]], found: Guess) -> Text:
    where = [(v, Text(f" in line {line}", f" ở dòng {line}") if line else NO_TEXT) for v, line in bad]
    dated = found.type in (ColumnType.DATE, ColumnType.TIMESTAMP)
    what = Text("date", "ngày") if dated else Text("number", "số")
    listed, listed_vi = (", ".join(f"{v[:_SHOWN]}{w.into(lang)}" for v, w in where) for lang in ("en", "vi"))
    kept = Text(f"; {found.evidence.en}", f"; {found.evidence.vi}") if found.evidence else NO_TEXT
    return Text(
        f"UNSURE: no {what.en}: {listed}; correct it, or list it under `missing`{kept.en}",
        f"CHƯA CHẮC: không phải {what.vi}: {listed_vi}; hãy sửa, hoặc ghi vào `missing`{kept.vi}",
    )


_MOST_BAD: Final = 5
_SHOWN: Final = 40
_FEWEST: Final = 3


def _date(values: Sequence[tuple[str, int]], marks: tuple[str, ...]) -> Guess | None:
    texts = [v for v, _ in values]
    if not re.search(r"\d.*\d.*\d.*\d", texts[0]):
        return None  # every date has a year of two digits and a day or month
    for form in _DATES:
        if all(fits(v, form) for v in texts):
            return _ordered(values, Guess(ColumnType.DATE, form, missing=marks), "")
    for form in _DATES:
        for clock in _CLOCKS:
            if all(fits(v, form + clock) for v in texts):
                return _ordered(values, Guess(ColumnType.TIMESTAMP, form + clock, missing=marks), clock)
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", v) for v in texts):
        return Guess(ColumnType.TIMESTAMP, missing=marks)
    return None


def _ordered(values: Sequence[tuple[str, int]], found: Guess, clock: str) -> Guess:
    """Say what settles the order of day and month, or that nothing does."""
    form = found.format.removesuffix(clock)
    if not re.match(r"%[dm][/.-]%[dm]", form):
        return found
    twin = form.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    against = next(((v, line) for v, line in values if not fits(v, twin + clock)), None)
    if against is None:
        told = Text(
            f"UNSURE: no day above 12 seen, {twin + clock} fits as well",
            f"CHƯA CHẮC: không thấy ngày nào lớn hơn 12, {twin + clock} cũng khớp",
        )
        return replace(found, evidence=told, other=twin + clock, example=values[0][0])
    value, line = against
    out = Text("month first", "tháng trước") if twin.startswith("%m") else Text("day first", "ngày trước")
    where = Text(f" in line {line}", f" ở dòng {line}") if line else NO_TEXT
    told = Text(f"{value}{where.en} rules out {out.en}", f"{value}{where.vi} loại trừ cách viết {out.vi}")
    return replace(found, evidence=told)


def _boolean(values: Sequence[str], marks: tuple[str, ...]) -> Guess | None:
    seen = {v.lower() for v in values}
    for yes, no in _PAIRS:
        if seen == {yes, no}:
            true = tuple(sorted({v for v in values if v.lower() == yes}))
            false = tuple(sorted({v for v in values if v.lower() == no}))
            return Guess(ColumnType.BOOLEAN, true=true, false=false, missing=marks)
    return None


def _text(values: Sequence[str]) -> Guess:
    different = len(set(values))
    if different > 12:
        return Guess(ColumnType.TEXT)
    if different == 1:
        return Guess(ColumnType.TEXT, evidence=Text("always the same value", "luôn cùng một giá trị"))
    told = Text(f"{different} different values", f"{different} giá trị khác nhau")
    return Guess(ColumnType.TEXT, evidence=told)
