"""The one formatter of numbers, money, percent, dates and periods. The only importer of Babel.

Patterns, separators and names come from CLDR; rounding is ours (half away from zero, before Babel sees the number),
the minus is U+2212, every space inside a figure is a no-break space. Percent values are 0-100, shares 0-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from babel import Locale, dates, numbers

from kpiframe.render.messages import fill, word, words
from kpiframe.render.rounding import FULL_DIGITS, exact, finite, floored, places_of, to_digits, to_places

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
NOTHING: Final = "—"
TABLE_DIGITS: Final = 3
FINE_DIGITS: Final = 6
_POINTED: Final = ("points", "percentage_points", "score", "index", "rating")
_MEASURED: Final = (*_POINTED, "percent", "ratio", "rate", "fraction", "weight", "probability", "factor", "value")
_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|W(\d{2})))?")


@dataclass(frozen=True, slots=True)
class Scale:
    """How the figures of one row are written alike: a power of ten (0, 3, 6 …) and digits after the decimal mark."""

    power: int = 0
    places: int = 0


def format(  # noqa: A001 - the house's name for it; the built-in is not used here
    value: float | None, unit: str, locale: str, currency: str = "", mode: str = "table", *, scale: Scale | None = None
) -> str:
    """Return *value* with its unit; ``—`` when there is none.

    *mode*: ``table`` (3 significant digits, one *scale* for a row), ``full`` (every digit), ``fine`` (every digit that
    ends, else 6 significant ones), ``delta`` (signed).
    """
    number = finite(value)
    if number is None:
        return NOTHING
    figure = bare(number, unit, locale, currency, mode, scale=scale)
    return _with_unit(figure, unit_word(unit, locale, mode))


def bare(
    value: float, unit: str, locale: str, currency: str = "", mode: str = "table", *, scale: Scale | None = None
) -> str:
    """Return *value* like :func:`format` but without the word of its unit; a percent or currency sign stays."""
    if scale is None:
        whole = mode in ("full", "fine")
        scale = full_scale(value, unit, currency, mode) if whole else scale_of([value], unit, mode=mode)
    number = to_places(exact(value).scaleb(-scale.power), scale.places)
    text = _digits(abs(number), scale.places, locale) + _compact(scale.power, locale)
    if is_money(unit):
        text = _money(text, currency, locale)
    elif unit == "percent" and mode != "delta":
        text = _percent(abs(number), scale, locale)
    return _sign(number, signed=mode == "delta") + text


def unit_word(unit: str, locale: str, mode: str = "table") -> str:
    """Return the word printed after a figure of *unit*; empty where the figure carries a sign or needs none."""
    table = words(_language(locale))["units"]
    head, _, per = unit.partition("_per_")
    if mode == "delta":
        # A change says percent points or points; counts and days have their unit in the value beside it.
        named = {"percent": "percent_points"}.get(unit, unit if unit in _POINTED else "")
        return str(table[named]) if named else ""
    if unit == "percent":
        return ""
    main = "" if is_money(unit) else word(table, head)
    return f"{main}/{word(table['one'], per)}" if per else main


def is_money(unit: str) -> bool:
    """Tell whether figures of *unit* carry the currency's sign."""
    return unit.partition("_per_")[0].partition("/")[0] in ("money", "currency")


def scale_of(
    values: Iterable[float | None], unit: str, *, beside: Iterable[float | None] = (), mode: str = "table"
) -> Scale:
    """Return the scale that writes a value and its target (*values*) and what stands *beside* them alike.

    3 significant digits of the largest; more where two different *values* would print alike, or one as 0.
    """
    apart = [number for v in values if (number := finite(v)) is not None]
    given = [*apart, *(number for v in beside if (number := finite(v)) is not None)]
    if not given:
        return Scale()
    if mode == "delta":
        return _delta_scale(given, unit)
    scale = Scale()
    for digits in range(TABLE_DIGITS, FULL_DIGITS):
        scale = _scale_at(given, unit, digits)
        shown = {to_places(exact(v).scaleb(-scale.power), scale.places) for v in apart}
        different = {to_digits(v, FULL_DIGITS) for v in apart}
        if len(shown) == len(different) and (0 in shown) == (0 in different):
            break
    return scale


def full_scale(value: float, unit: str, currency: str, mode: str = "full") -> Scale:
    """Return the scale of full precision: all digits, and for money those of the currency; ``fine`` cuts long tails."""
    number = to_digits(value, FULL_DIGITS)
    places = places_of(number)
    if mode == "fine" and places:
        places = places_of(to_places(number, min(places, max(2, FINE_DIGITS - 1 - number.adjusted()))))
    if not is_money(unit):
        return Scale(0, places)
    usual = numbers.get_currency_precision(currency) if currency else 2
    small = abs(number) < 1 and not number.is_zero()
    return Scale(0, max(usual, places_of(to_digits(value, TABLE_DIGITS))) if small else usual)


def _scale_at(given: list[float], unit: str, digits: int) -> Scale:
    largest = max(abs(to_digits(v, digits)) for v in given)
    counted = is_money(unit) or unit not in _MEASURED
    # 3 digits would falsify a count below ten thousand, so those are written out.
    power = 0 if largest < (10_000 if counted else 1_000_000) else min(12, largest.adjusted() // 3 * 3)
    if power == 0 and counted and largest >= 1_000:
        return Scale(0, 0)
    most = max(0, digits - 1 - (largest.adjusted() - power)) if largest else 0
    return Scale(power, max(places_of(to_places(exact(v).scaleb(-power), most)) for v in given))


def _delta_scale(given: list[float], unit: str) -> Scale:
    largest = max(abs(to_digits(v, TABLE_DIGITS)) for v in given)
    if is_money(unit) or largest >= 1_000:
        return _scale_at(given, unit, TABLE_DIGITS)
    tenths = [to_places(v, 1) for v in given]
    if any(t.is_zero() and exact(v) != 0 for t, v in zip(tenths, given, strict=True)):
        return Scale(0, max(places_of(to_digits(v, 1)) for v in given))
    return Scale(0, max(places_of(t) for t in tenths))


def plain(value: float | None, locale: str, places: int = 0, *, signed: bool = False) -> str:
    """Return *value* with exactly *places* digits after the decimal mark, no unit."""
    number = finite(value)
    if number is None:
        return NOTHING
    rounded = to_places(number, places)
    return _sign(rounded, signed=signed) + _digits(abs(rounded), places, locale)


def share(value: float | None, locale: str, places: int = 0, *, floor: bool = False) -> str:
    """Return a share 0-1 as percent; *floor* never claims more than there is."""
    number = finite(value)
    if number is None:
        return NOTHING
    hundred = exact(number) * 100
    rounded = Decimal(floored(float(round(hundred, 9)))) if floor else to_places(hundred, places)
    return _sign(rounded) + _percent(abs(rounded), Scale(0, places), locale)


def relative(value: float | None, locale: str) -> str:
    """Return a signed change in percent, e.g. ``+5,6%``."""
    number = finite(value)
    if number is None:
        return NOTHING
    scale = Scale(0, 1) if abs(number) < 1_000 else Scale()
    rounded = to_places(number, scale.places)
    return _sign(rounded, signed=True) + _percent(abs(rounded), scale, locale)


def score(value: float | None) -> str:
    """Return a score 0-100 as the whole number it prints as (floored), ``—`` when there is none."""
    number = finite(value)
    return NOTHING if number is None else str(floored(number))


def day(value: str | date | None, locale: str) -> str:
    """Return an ISO date in the locale's manner: ``3/11/2026``, ``Nov 3, 2026``; ``—`` when there is none."""
    if not value:
        return NOTHING
    try:
        found = value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        return str(value)
    if _language(locale) == "vi":
        return dates.format_skeleton("yMd", found, locale=_locale(locale))
    return dates.format_date(found, "medium", locale=_locale(locale))


def period(key: str, locale: str, *, short: bool = False) -> str:
    """Return the name of a period key: ``tháng 10 năm 2026`` (short ``10/2026``), ``October 2026`` (``Oct 2026``)."""
    match = _PERIOD.fullmatch(key)
    if not match:
        return key
    year, month, dom, quarter, week = match.groups()
    table = words(_language(locale))["periods"]
    if quarter or week:
        name = "quarter" if quarter else "week"
        return fill(table[f"{name}_short" if short else name], number=str(int(quarter or week)), year=year)
    if not month:
        return fill(table["year"], year=year)
    try:
        first = date(int(year), int(month), int(dom or 1))
    except ValueError:
        return key
    if dom:
        return day(first, locale)
    skeleton = "yMMMM" if not short else "yM" if _language(locale) == "vi" else "yMMM"
    return dates.format_skeleton(skeleton, first, locale=_locale(locale))


def _language(locale: str) -> str:
    return locale.replace("-", "_").split("_")[0]


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale.replace("-", "_"))


@lru_cache(maxsize=4096)
def _digits(number: Decimal, places: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(numbers.format_decimal(number, format=pattern, locale=_locale(locale)))


@lru_cache(maxsize=4096)
def _percent(number: Decimal, scale: Scale, locale: str) -> str:
    # Babel multiplies by 100 and places the sign; a scaled percent (over a million) keeps its word before the sign.
    zeros = "." + "0" * scale.places if scale.places else ""
    pattern = _locale(locale).percent_formats[None].pattern.replace("#,##0", "#,##0" + zeros)
    text = str(numbers.format_percent(number / 100, format=pattern, locale=_locale(locale)))
    return text.replace("%", _compact(scale.power, locale) + "%") if scale.power else text


def _compact(power: int, locale: str) -> str:
    if not power:
        return ""
    # Vietnamese short forms write T for 10^9 where English means 10^12: Vietnamese takes the long form.
    form = "long" if _language(locale) == "vi" else "short"
    patterns = _locale(locale).compact_decimal_formats[form]["other"]
    return str(patterns[str(10**power)].suffix[0]).replace(" ", NBSP)


def _money(text: str, currency: str, locale: str) -> str:
    if not currency:
        return text
    place = _locale(locale)
    symbol = numbers.get_currency_symbol(currency, place)
    if place.currency_formats["standard"].pattern.startswith("¤"):
        return f"{symbol}{text}"
    return f"{text}{NBSP}{symbol}"


def _sign(number: Decimal, *, signed: bool = False) -> str:
    if number < 0:
        return MINUS
    return "+" if signed and number > 0 else ""


def _with_unit(figure: str, unit: str) -> str:
    if not unit:
        return figure
    return figure + unit if unit.startswith("/") else f"{figure}{NBSP}{unit}"
