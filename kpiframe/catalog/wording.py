"""The wording of problems with definitions: one function a problem, both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kpiframe.problems import Location, Problem, Problems, Severity, did_you_mean
from kpiframe.texts import Text

TYPE_WORDS: Final = {
    "string": Text("text", "chữ"),
    "number": Text("a number", "số"),
    "integer": Text("a whole number", "số nguyên"),
    "boolean": Text("true or false", "true hoặc false"),
    "array": Text("a list", "danh sách"),
    "object": Text("a mapping", "khối khoá: giá trị"),
    "null": Text("nothing", "trống"),
}
MOST_PROBLEMS: Final = 150
"""Problems after which reading stops looking for more: a document that holds more is not meant to be mended by hand."""
_SHOWN: Final = 80
_FLOW: Final = Text(
    "inside { } a comma ends the value: put formulas with commas in quotes",
    "trong { } dấu phẩy kết thúc giá trị: hãy đặt công thức có dấu phẩy trong dấu nháy",
)


def enough(problems: Problems) -> bool:
    """Say whether so many problems are known that looking for more, and for what was meant, is no use."""
    return len(problems.found) >= MOST_PROBLEMS


def cut(word: object) -> str:
    """Return *word* as text short enough for a message."""
    text = str(word)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def unknown_key(at: Location, key: str, known: Iterable[str]) -> Problem:
    """KPF503: a key that the format does not have."""
    names = tuple(known)
    message = Text(f"unknown key {cut(key)}", f"không có khoá {cut(key)}")
    hint = _FLOW if any(c in key for c in "()[]") else None
    return Problem("KPF503", message, at, allowed=names, meant=did_you_mean(key, names), help=hint)


def wrong_type(at: Location, what: str, expected: Sequence[str], got: str, quoted: str = "") -> Problem:
    """KPF504: a value of another type; *expected* and *got* are words of JSON Schema.

    *quoted* is the text that was meant where only quotes are missing.
    """
    en = " or ".join(TYPE_WORDS[e].en for e in expected)
    vi = " hoặc ".join(TYPE_WORDS[e].vi for e in expected)
    found = TYPE_WORDS[got]
    hint = Text(f'write "{quoted}" in quotes', f'hãy ghi "{quoted}" trong dấu ngoặc kép') if quoted else None
    return Problem(
        "KPF504",
        Text(f"{what} must be {en}, not {found.en}", f"{what} phải là {vi}, không phải {found.vi}"),
        at,
        help=hint,
    )


def bad_value(at: Location, what: str, value: object, allowed: Iterable[object]) -> Problem:
    """KPF505: a word that is not in the list."""
    words = tuple("null" if a is None else str(a) for a in allowed)
    message = Text(f"{what} cannot be {cut(value)}", f"{what} không thể là {cut(value)}")
    return Problem("KPF505", message, at, allowed=words, meant=did_you_mean(str(value), words))


def out_of_bounds(at: Location, what: str, bound: Text) -> Problem:
    """KPF505: a number, text or list outside its bounds; *bound* completes "must be …"."""
    return Problem("KPF505", Text(f"{what} must be {bound.en}", f"{what} phải {bound.vi}"), at)


def bad_shape(at: Location, what: str, value: object, rule: str) -> Problem:
    """KPF505: a text that does not have the declared shape."""
    message = Text(f"{what} cannot be {cut(value)}", f"{what} không thể là {cut(value)}")
    hint = Text(rule, rule) if rule else None
    return Problem("KPF505", message, at, help=hint)


def missing_key(at: Location, what: str, key: str, code: str = "KPF506") -> Problem:
    """KPF506: a required key is absent."""
    owner_en, owner_vi = (f" in {what}", f" trong {what}") if what else ("", "")
    return Problem(code, Text(f"the key {key} is missing{owner_en}", f"thiếu khoá {key}{owner_vi}"), at)


def bad_name(at: Location, name: str, why: Text) -> Problem:
    """KPF507: a name that cannot be a name; *why* completes the sentence."""
    return Problem(
        "KPF507", Text(f"{cut(name)} cannot be a name: {why.en}", f"{cut(name)} không thể làm tên: {why.vi}"), at
    )


def duplicate(at: Location, what: Text, name: str, first: Location) -> Problem:
    """KPF508: a second definition of a name; the first is related."""
    message = Text(
        f"{what.en} {cut(name)} is defined twice, first at {first}",
        f"{what.vi} {cut(name)} được định nghĩa hai lần, lần đầu tại {first}",
    )
    hint = Text("change an inherited definition under overrides:", "muốn sửa định nghĩa kế thừa, hãy dùng overrides:")
    related = ((first, Text("first definition", "định nghĩa đầu tiên")),)
    return Problem("KPF508", message, at, related=related, help=hint, subject=name)


def unknown_reference(at: Location, what: Text, name: str, known: Iterable[str], code: str = "KPF509") -> Problem:
    """KPF509 (KPF543 for sources and columns): a name that nothing has."""
    names = tuple(known)
    message = Text(f"there is no {what.en} {cut(name)}", f"không có {what.vi} {cut(name)}")
    listed = names if len(names) <= 12 else ()
    return Problem(code, message, at, allowed=listed, meant=did_you_mean(name, names))


def limit(at: Location, message: Text) -> Problem:
    """KPF549: more than a limit allows."""
    return Problem("KPF549", message, at)


def bad_date(at: Location, value: object, example: str) -> Problem:
    """KPF550: not a day or period of the calendar."""
    message = Text(
        f"{cut(value)} is not a date or period here; write it like {example}",
        f"{cut(value)} không phải ngày hay kỳ hợp lệ ở đây; hãy viết như {example}",
    )
    return Problem("KPF550", message, at)


def unused_binding(at: Location, name: str) -> Problem:
    """KPF542: a binding that no KPI asks for."""
    message = Text(f"no KPI uses the binding {cut(name)}", f"không KPI nào dùng binding {cut(name)}")
    return Problem("KPF542", message, at, Severity.WARNING, subject=name)


def cycle(steps: Sequence[tuple[str, Location]]) -> Problem:
    """KPF540: names that need each other, in the order of need, each with the place of that need."""
    first, at = steps[0]
    names = [name for name, _ in steps] + [first]
    shown = names if len(names) <= 12 else [*names[:10], "…", first]
    loop = " -> ".join(shown)
    message = Text(f"a loop: {loop}", f"vòng lặp: {loop}")
    related = tuple(
        (place, Text(f"{name} needs {needed}", f"{name} cần {needed}"))
        for (name, place), needed in zip(steps, names[1:], strict=True)
    )
    return Problem("KPF540", message, at, related=related[:50], subject=first)
