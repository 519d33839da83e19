"""Pieces of the proposed YAML: scalars, columns, comments."""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kpiframe.data.guessing import Guess
from kpiframe.data.proposing.marks import Marks, choices
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.periods import Grain
from kpiframe.texts import Text

_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
"""Words that YAML takes for something else."""
UNDATED: Final = Text(
    "the rows have no dates and count in any period asked for: say which days they sum up, "
    "covers: {from: 2026-10-01, to: 2026-10-31}, or which day they describe, as_of: 2026-10-31",
    "các dòng không có ngày và được tính vào bất kỳ kỳ nào được hỏi: hãy ghi chúng cộng gộp những ngày nào, "
    "covers: {from: 2026-10-01, to: 2026-10-31}, hoặc mô tả ngày nào, as_of: 2026-10-31",
)
_RESERVED: Final = frozenset(
    {*keyword.kwlist, *FUNCTIONS, *(g.value for g in Grain), *_WORDS, "metric_time", "mf_internal_uuid"}
)


def comment(words: Text | str, language: str, indent: int = 2) -> str:
    """Return a comment line; control characters of the file cannot leave it."""
    text = words if isinstance(words, str) else words.into(language)
    return " " * indent + "# " + _in_a_line(text)


def note(words: Text, language: str) -> str:
    """Return *words* as a comment behind a value."""
    return f"  # {_in_a_line(words.into(language))}" if words else ""


def _in_a_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def scalar(text: str) -> str:
    """Return *text* as a YAML scalar; JSON quoting is YAML."""
    plain = re.fullmatch(r"[A-Za-z][\w./-]*", text, re.ASCII) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def scalars(texts: Iterable[str]) -> str:
    """Return a list of texts in one line."""
    return f"[{', '.join(json.dumps(t, ensure_ascii=False) for t in texts)}]"


def names_for(header: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Return a legal and different name for each text of *header*, none of them *taken*."""
    names: list[str] = []
    used = set(taken)
    for position, text in enumerate(header, start=1):
        plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
        name = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")[:50].strip("_")
        if len(name) < 2 or not name[0].isalpha() or name in _RESERVED:
            name = f"column_{name or position}"
        if name in used:
            name = f"{name}_{position}"
        used.add(name)
        names.append(name)
    return names


def column_lines(name: str, header: str, found: Guess, language: str, more: Sequence[str] = ()) -> list[str]:
    """Return the lines of one column; an order of day and month that nothing settles is left to a person."""
    parts = [f"type: {found.type.value}"]
    parts += [f"header: {scalar(header.strip())}"] if header.strip() not in {name, ""} else []
    if found.other:
        return _unsettled(name, [*parts, *_rest(found), *more], found, language)
    parts += [f"format: {scalar(found.format)}"] if found.format not in {"", "%Y-%m-%d"} else []
    parts += [*_rest(found), *more]
    short = parts[0].removeprefix("type: ") if len(parts) == 1 else f"{{{', '.join(parts)}}}"
    return [f"      {name}: {short}{note(found.evidence, language)}"]


def _rest(found: Guess) -> list[str]:
    parts = [f"scale: {found.scale}"] if found.scale > 4 else []
    parts += [f"missing: {scalars(found.missing)}"] if found.missing else []
    parts += [f'"true": {scalars(found.true)}, "false": {scalars(found.false)}'] if found.true else []
    return parts + ([f"marks: {scalars(found.marks)}"] if found.marks else [])


def _unsettled(name: str, parts: Sequence[str], found: Guess, language: str) -> list[str]:
    head = Text(
        f"{found.example} can be read in two ways: keep one of the two formats, delete `choose`",
        f"{found.example} có hai cách đọc: hãy giữ một trong hai định dạng, xoá `choose`",
    )
    lines = [f"      {name}:{note(found.evidence, language)}", *(f"        {part}" for part in parts)]
    lines.append(comment(head, language, 8))
    for form in (found.format, found.other):
        day_first = form.startswith("%d")
        said = Text("day first", "ngày trước") if day_first else Text("month first", "tháng trước")
        lines.append(f"        # format: {scalar(form)}{note(said, language)}")
    return [*lines, "        format: choose"]


def marks_lines(marks: Marks, language: str) -> Iterator[str]:
    """Yield how numbers are written; where two readings remain, both are offered, and neither is taken."""
    if not marks.example:
        why = note(marks.evidence, language)
        keys = [f"decimal: {scalar(marks.decimal)}"] if marks.decimal != "." else []
        keys += [f"thousands: {scalar(marks.thousands)}"] if marks.thousands else []
        if keys:
            yield from (f"    {key}{why if key == keys[0] else ''}" for key in keys)
        return
    yield comment(marks.evidence, language, 4)
    for decimal, thousands, value in choices(marks):
        told = Text(f"{marks.example} is {value}: keep", f"{marks.example} là {value}: giữ lại")
        yield comment(Text(f"if {told.en}", f"nếu {told.vi}"), language, 4)
        yield f"    # decimal: {scalar(decimal)}"
        yield from [f"    # thousands: {scalar(thousands)}"] if thousands else []
    yield f"    decimal: choose{note(_CHOOSE, language)}"


_CHOOSE: Final = Text("delete this line once one of the two is kept", "xoá dòng này khi đã giữ một trong hai")
