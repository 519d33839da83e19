"""``init --from``: look at a delimited file and propose how to declare it. A person confirms every line."""

from __future__ import annotations

import csv
import itertools
import json
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.findings import unreadable
from kpiframe.data.guessing import Guess, guess, separators
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.periods import Grain
from kpiframe.problems import NOWHERE, DataError
from kpiframe.texts import Text

_ROWS: Final = 2_000
_LINE: Final = 100_000
_RESERVED: Final = frozenset(
    {*keyword.kwlist, *FUNCTIONS, *(g.value for g in Grain), "metric_time", "mf_internal_uuid"}
)


def propose_source(path: Path, name: str, language: str = "en") -> str:
    """Return a YAML text with one source called *name* and candidate bindings, comments saying what to check.

    Reads the first 2,000 rows. DataError (KPF547) when *path* is no readable table.
    """
    text, encoding = _text(path)
    delimiter, records = _table(text, path)
    header, rows = records[0], records[1:]
    line = text[: text.find(header[0])].count("\n") + 1 if header[0] else 1
    cells = [[row[i] if i < len(row) else "" for row in rows] for i in range(len(header))]
    decimal, thousands = separators([c for column in cells for c in column])
    guesses = [guess(column, decimal, thousands) for column in cells]
    names = _names(header)
    lines = ["sources:", f"  {name}:", f"    path: {_scalar(f'data/{path.name}')}"]
    lines += [f"    delimiter: {_scalar(delimiter)}{_note(_ONE, language) if len(header) == 1 else ''}"]
    lines += [f"    decimal: {_scalar(decimal)}"] if decimal != "." else []
    lines += [f"    thousands: {_scalar(thousands)}"] if thousands else []
    lines += [f"    encoding: {encoding}{_note(_ENCODING, language)}"] if encoding != "utf-8" else []
    lines += [f"    header: {line}"] if line > 1 else []
    lines += ["    columns:"]
    lines += [_column(n, h, g, language) for n, h, g in zip(names, header, guesses, strict=True)]
    lines += _time(names, guesses)
    lines += _unique(names, cells, guesses, language)
    lines += _totals(cells, guesses, language)
    return "\n".join([*lines, "bindings:", *_bindings(name, names, cells, guesses)]) + "\n"


def _text(path: Path) -> tuple[str, str]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(_ROWS * 2_000)
    except OSError as error:
        why = Text(error.strerror or "it cannot be opened", error.strerror or "không mở được")
        raise DataError(unreadable("", path.name, why, NOWHERE)) from error
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if raw.startswith(mark):
            return raw.decode("utf-16", "replace").lstrip("\ufeff"), "utf-16"
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start > len(raw) - 4:
            return raw[: error.start].decode("utf-8-sig"), "utf-8"
        return raw.decode("latin-1"), "latin-1"


def _table(text: str, path: Path) -> tuple[str, list[list[str]]]:
    """Return the delimiter that makes most rows equally wide, and the records from the header on."""
    best: tuple[int, int, str, list[list[str]]] = (0, 0, ",", [])
    for delimiter in (",", ";", "\t", "|"):
        try:
            reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
            records = [r for r in itertools.islice(reader, _ROWS) if r]
        except csv.Error:
            continue
        width, count = Counter(len(r) for r in records).most_common(1)[0] if records else (0, 0)
        if width > 1 and (count * width, width) > best[:2]:
            first = next(i for i, r in enumerate(records) if len(r) == width)
            best = (count * width, width, delimiter, [r for r in records[first:] if len(r) == width])
    if best[3]:
        return best[2], best[3]
    lines = [[line] for line in text.splitlines() if line.strip()]
    if not lines or len(lines[0][0]) > _LINE:
        why = Text("it is no table of delimited text", "không phải bảng văn bản có dấu phân cách")
        raise DataError(unreadable("", path.name, why, NOWHERE))
    return ",", lines


def _names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for position, text in enumerate(header, start=1):
        plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
        name = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")[:50].strip("_")
        if len(name) < 2 or not name[0].isalpha() or name in _RESERVED:
            name = f"column_{name or position}"
        names.append(name if name not in names else f"{name}_{position}")
    return names


def _column(name: str, header: str, found: Guess, language: str) -> str:
    parts = [f"type: {found.type.value}"]
    parts += [f"header: {_scalar(header.strip())}"] if header.strip() != name else []
    parts += [f"format: {_scalar(found.format)}"] if found.format not in {"", "%Y-%m-%d"} else []
    parts += [f"scale: {found.scale}"] if found.scale > 4 else []
    parts += [f"missing: {_scalars(found.missing)}"] if found.missing else []
    parts += [f"true: {_scalars(found.true)}, false: {_scalars(found.false)}"] if found.true else []
    short = parts[0].removeprefix("type: ") if len(parts) == 1 else f"{{{', '.join(parts)}}}"
    return f"      {name}: {short}{_note(found.evidence, language)}"


def _time(names: Sequence[str], guesses: Sequence[Guess]) -> list[str]:
    days = [n for n, g in zip(names, guesses, strict=True) if g.type in (ColumnType.DATE, ColumnType.TIMESTAMP)]
    others = f"  # or {', '.join(days[1:])}" if len(days) > 1 else ""
    return [f"    time: {days[0]}{others}"] if days else []


def _unique(names: Sequence[str], cells: list[list[str]], guesses: Sequence[Guess], language: str) -> list[str]:
    if not cells or len(cells[0]) < 2:
        return []
    kinds = (ColumnType.TEXT, ColumnType.INTEGER)
    keys = [
        n for n, c, g in zip(names, cells, guesses, strict=True) if g.type in kinds and all(c) and len(set(c)) == len(c)
    ]
    return [f"    key: [{keys[0]}]{_note(_KEY, language)}"] if keys else []


def _totals(cells: list[list[str]], guesses: Sequence[Guess], language: str) -> list[str]:
    texts = [c for c, g in zip(cells, guesses, strict=True) if g.type is ColumnType.TEXT]
    said = [v for v in (texts[0] if texts else []) if re.match(r"(grand )?total|tổng", v.strip().lower())]
    return [f"    # {_TOTALS.into(language)}: {_scalars(dict.fromkeys(said))}"] if said else []


def _bindings(source: str, names: Sequence[str], cells: list[list[str]], guesses: Sequence[Guess]) -> Iterable[str]:
    yield f"  {source}_rows: {{source: {source}, agg: count}}"
    for name, column, found in zip(names, cells, guesses, strict=True):
        counter = found.type is ColumnType.INTEGER and len(set(column)) == len(column) > 1
        number = found.type in (ColumnType.DECIMAL, ColumnType.INTEGER) and not counter
        if number and not re.search(r"(^|_)(id|year|month)$", name):
            yield f"  {name}_total: {{source: {source}, agg: sum, expr: {name}}}"
        elif found.type is ColumnType.BOOLEAN:
            yield f"  {name}_count: {{source: {source}, agg: count, filter: {name}}}"
        elif found.type is ColumnType.TEXT and len(set(column)) > 12:
            yield f"  {name}_different: {{source: {source}, agg: count_distinct, expr: {name}}}"


def _note(words: Text, language: str) -> str:
    return f"  # {words.into(language)}" if words else ""


def _scalar(text: str) -> str:
    """Return *text* as a YAML scalar; JSON quoting is YAML."""
    return text if re.fullmatch(r"[A-Za-z][\w./-]*", text, re.ASCII) else json.dumps(text, ensure_ascii=False)


def _scalars(texts: Iterable[str]) -> str:
    return f"[{', '.join(json.dumps(t, ensure_ascii=False) for t in texts)}]"


_ONE: Final = Text("UNSURE: only one column found", "CHƯA CHẮC: chỉ tìm thấy một cột")
_ENCODING: Final = Text(
    "not UTF-8; check the accents, cp1258 or another may be meant",
    "không phải UTF-8; hãy kiểm tra dấu, có thể là cp1258",
)
_KEY: Final = Text(
    "every value seen once in the rows looked at", "mỗi giá trị chỉ xuất hiện một lần trong các dòng đã xem"
)
_TOTALS: Final = Text(
    "rows that look like totals; drop them with drop_rows", "các dòng có vẻ là dòng tổng; loại bằng drop_rows"
)
