"""Plain data against our JSON Schemas -> problems with places. Nothing is ever fetched.

The checker knows exactly the words our schemas use (a test refuses any other) and takes places from the document:
an unknown key is reported at the key, a missing one at its owner, everything else at the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from kpiframe.catalog import wording
from kpiframe.document import Steps
from kpiframe.problems import Location, Problem, did_you_mean
from kpiframe.resources import shipped
from kpiframe.texts import Text

MOST_FAULTS: Final = 50
Place: TypeAlias = Callable[[Steps, bool], Location]
Schema: TypeAlias = dict[str, Any]
_NAME_RULE: Final = Text(
    "lower-case letters, digits and underscores, 2 to 64 characters, beginning with a letter",
    "chữ thường, chữ số và gạch dưới, 2 đến 64 ký tự, bắt đầu bằng chữ",
)
_SLUG_RULE: Final = Text("lower-case letters, digits, - and _", "chữ thường, chữ số, - và _")
_NAME_RULES: Final = {
    "name": _NAME_RULE,
    "slug": _SLUG_RULE,
    "parameter": Text(
        "lower-case letters, digits and underscores, beginning with a letter",
        "chữ thường, chữ số và gạch dưới, bắt đầu bằng chữ",
    ),
    "binding_key": Text(
        f"it is an input, or kpi.input for one KPI alone; each of {_NAME_RULE.en}",
        f"đây là tên đầu vào, hoặc kpi.đầu_vào cho riêng một KPI; mỗi tên gồm {_NAME_RULE.vi}",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem and the path it was found at."""

    path: Steps
    problem: Problem


@dataclass(slots=True)
class Schemas:
    """The shipped schemas, read when first needed."""

    read: dict[str, Schema] = field(default_factory=dict)
    resolved: dict[tuple[str, str], tuple[str, Schema, str]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def file(self, name: str) -> Schema:
        """Return the schema file *name*, e.g. ``kpis.json``."""
        if name not in self.read:
            path: Path = shipped("schemas") / name
            self.read[name] = json.loads(path.read_text(encoding="utf-8"))
        return self.read[name]

    def follow(self, file: str, reference: str) -> tuple[str, Schema, str]:
        """Return (file, schema, last word) that *reference*, written in *file*, means."""
        known = self.resolved.get((file, reference))
        if known is None:
            name, _, pointer = reference.partition("#")
            name = name or file
            found: Any = self.file(name)
            steps = [s for s in pointer.split("/") if s]
            for step in steps:
                found = found[step]
            known = self.resolved[file, reference] = (name, found, steps[-1] if steps else "")
        return known

    def matches(self, pattern: str, value: str) -> bool:
        """Say whether *value* matches *pattern* (patterns come from our own schemas only)."""
        compiled = self.patterns.get(pattern)
        if compiled is None:
            compiled = self.patterns[pattern] = re.compile(
                pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
            )
        return compiled.search(value) is not None


def check(schemas: Schemas, data: Any, reference: str, place: Place, start: Steps = ()) -> list[Fault]:
    """Return the first faults (at most 50 and a closing one) of *data* against *reference*, e.g. ``kpis.json``."""
    checker = _Check(schemas, place)
    file, schema, word = schemas.follow(reference.partition("#")[0], reference)
    try:
        checker.walk(data, schema, file, start, word)
    except _EnoughError:
        message = Text("too many faults: the rest is not shown", "quá nhiều lỗi: phần còn lại không hiển thị")
        checker.found.append(Fault(start, wording.limit(place(start, False), message)))
    return checker.found


def type_of(value: Any) -> str:
    """Return the JSON Schema word for the type of *value*."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    names = {float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


class _EnoughError(Exception):
    """Stops a check that has found enough."""


@dataclass(slots=True)
class _Check:
    schemas: Schemas
    place: Place
    found: list[Fault] = field(default_factory=list)

    def walk(self, data: Any, schema: Schema, file: str, path: Steps, word: str) -> None:
        reference = schema.get("$ref")
        if reference is not None:
            file, schema, word = self.schemas.follow(file, reference)
        if "anyOf" in schema:
            self._any_of(data, schema["anyOf"], file, path, word)
            return
        expected = schema.get("type")
        if expected is not None and not _is_a(data, expected):
            words = [expected] if isinstance(expected, str) else [e for e in expected if e != "null"]
            quoted = str(data) if str(data) in schema.get("enum", ()) else ""
            self._add(path, wording.wrong_type(self.place(path, False), _shown(path), words, type_of(data), quoted))
            return
        if "enum" in schema and data not in schema["enum"]:
            self._add(path, wording.bad_value(self.place(path, False), _shown(path), data, schema["enum"]))
        elif "const" in schema and (data != schema["const"] or isinstance(data, bool)):
            self._add(path, wording.bad_value(self.place(path, False), _shown(path), data, (schema["const"],)))
        elif isinstance(data, str):
            self._text(data, schema, path, word)
        elif isinstance(data, dict):
            self._mapping(data, schema, file, path)
        elif isinstance(data, list):
            self._list(data, schema, file, path)
        elif isinstance(data, int | float) and not isinstance(data, bool):
            self._number(data, schema, path)

    def _add(self, path: Steps, problem: Problem) -> None:
        if len(self.found) >= MOST_FAULTS:
            raise _EnoughError
        self.found.append(Fault(path, problem))

    def _any_of(self, data: Any, options: list[Schema], file: str, path: Steps, word: str) -> None:
        fitting = []
        types: list[str] = []
        for option in options:
            where, schema, last = (file, option, word)
            if "$ref" in option:
                where, schema, last = self.schemas.follow(file, option["$ref"])
            allowed = _types(schema)
            types += [t for t in allowed if t not in types and t != "null"]
            if _is_a(data, allowed):
                fitting.append((schema, where, last))
        if not fitting:
            self._add(path, wording.wrong_type(self.place(path, False), _shown(path), types, type_of(data)))
            return
        tried = []
        for schema, where, last in fitting:
            attempt = _Check(self.schemas, self.place)
            attempt.walk(data, schema, where, path, last)
            if not attempt.found:
                return
            tried.append(attempt.found)
        for fault in min(tried, key=len):
            self._add(fault.path, fault.problem)

    def _text(self, data: str, schema: Schema, path: Steps, word: str, *, key: bool = False) -> None:
        if len(data) > schema.get("maxLength", len(data)):
            most = schema["maxLength"]
            bound = Text(f"at most {most} characters long", f"dài tối đa {most} ký tự")
            problem = wording.out_of_bounds(self.place(path, key), _shown(path), bound)
            long = Problem("KPF549", problem.message, problem.location)
            self._add(path, long if most > 100 else problem)
        elif len(data) < schema.get("minLength", 0):
            bound = Text("written out, not empty", "được điền, không để trống")
            self._add(path, wording.out_of_bounds(self.place(path, key), _shown(path), bound))
        elif "pattern" in schema and not self.schemas.matches(schema["pattern"], data):
            at = self.place(path, key)
            if word in _NAME_RULES:
                self._add(path, wording.bad_name(at, data, _NAME_RULES[word]))
            else:
                self._add(path, wording.bad_shape(at, _shown(path), data, schema.get("description", "")))
        elif schema.get("format") == "date" and not is_date(data):
            self._add(path, wording.bad_date(self.place(path, key), data, "2026-10-31"))

    def _number(self, data: float, schema: Schema, path: Steps) -> None:
        least, most = schema.get("minimum"), schema.get("maximum")
        low, high = least is not None and data < least, most is not None and data > most
        if not low and not high:
            return
        if most is None:
            bound = Text(f"at least {least}", f"ít nhất là {least}")
        else:
            bound = Text(f"between {least} and {most}", f"nằm trong khoảng {least} đến {most}")
        self._add(path, wording.out_of_bounds(self.place(path, False), _shown(path), bound))

    def _list(self, data: list[Any], schema: Schema, file: str, path: Steps) -> None:
        least, most = schema.get("minItems", 0), schema.get("maxItems", len(data))
        if not least <= len(data) <= most:
            en = f"a list of {least} entries" if most == least else f"a list of at least {least} entries"
            vi = f"là danh sách {least} mục" if most == least else f"là danh sách có ít nhất {least} mục"
            self._add(path, wording.out_of_bounds(self.place(path, False), _shown(path), Text(en, vi)))
            return
        items = schema.get("items")
        for index, value in enumerate(data):
            if items:
                self.walk(value, items, file, (*path, index), "")
            if schema.get("uniqueItems") and value in data[:index]:
                bound = Text("written once", "được viết một lần duy nhất")
                self._add((*path, index), wording.out_of_bounds(self.place((*path, index), False), str(value), bound))

    def _mapping(self, data: dict[str, Any], schema: Schema, file: str, path: Steps) -> None:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        names = schema.get("propertyNames")
        self._required(data, schema, path)
        if len(data) < schema.get("minProperties", 0):
            bound = Text("filled in, not empty", "được điền, không để trống")
            problem = wording.out_of_bounds(self.place(path, False), _shown(path), bound)
            self._add(path, Problem("KPF506", problem.message, problem.location, allowed=tuple(properties)))
        for key, value in data.items():
            here = (*path, key)
            if key in properties:
                self.walk(value, properties[key], file, here, "")
            elif others is False:
                self._add(here, wording.unknown_key(self.place(here, True), key, properties))
            else:
                if names:
                    _, schema_of_name, word = self.schemas.follow(file, names["$ref"])
                    self._text(key, schema_of_name, here, word, key=True)
                if others is not True:
                    self.walk(value, others, file, here, "")

    def _required(self, data: dict[str, Any], schema: Schema, path: Steps) -> None:
        """Report missing keys; one that an unknown key was probably meant to be is told there, not twice."""
        missing = [key for key in schema.get("required", ()) if key not in data]
        if not missing:
            return
        closed = schema.get("additionalProperties") is False
        unknown = [key for key in data if closed and key not in schema["properties"]][:MOST_FAULTS]
        meant = {word for key in unknown for word in did_you_mean(key, schema["properties"], 1)}
        for key in (k for k in missing if k not in meant):
            code = "KPF545" if key == "reason" and "overrides" in path[:1] else "KPF506"
            at = self.place(path, bool(path) and isinstance(path[-1], str))
            self._add((*path, key), wording.missing_key(at, _shown(path) if path else "", key, code))


def is_date(value: str) -> bool:
    """Say whether *value* is a day of the calendar, written 2026-10-31."""
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_a(data: Any, expected: str | list[str]) -> bool:
    words = [expected] if isinstance(expected, str) else expected
    kind = type_of(data)
    if kind in words or (kind == "integer" and "number" in words):
        return True
    return kind == "number" and "integer" in words and float(data).is_integer()


def _types(schema: Schema) -> list[str]:
    if "const" in schema:
        return [type_of(schema["const"])]
    if "anyOf" in schema:
        return [t for option in schema["anyOf"] for t in _types(option)]
    found = schema.get("type", list(wording.TYPE_WORDS))
    return [found] if isinstance(found, str) else list(found)


def _shown(path: Steps) -> str:
    name = next((str(s) for s in reversed(path) if isinstance(s, str)), "the file")
    index = f"[{path[-1] + 1}]" if path and isinstance(path[-1], int) else ""
    return wording.cut(name) + index
