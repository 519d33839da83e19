"""Every key misspelt and every value of another type: no mutant of a good definition may pass in silence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kpiframe.catalog.schema import Schemas, check
from kpiframe.document import Document, read_document

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_OF = {
    "adapters": "adapters.json",
    "kpis": "kpis.json",
    "rules": "rules.json",
    "lifecycle": "lifecycle.json",
    "scorecards": "kpis.json",
}
SINGLE = {"platforms.yaml": "platforms.json", "sources.yaml": "sources.json"}
MOST = 40
"""Places of one shipped file that are tried in the quick run, drawn with a fixed seed."""


def shipped_files() -> list[tuple[Path, str]]:
    folder = ROOT / "definitions"
    found = [(p, SCHEMA_OF[p.parent.name]) for p in sorted(folder.glob("*/*.yaml")) if p.parent.name in SCHEMA_OF]
    found += [(folder / name, schema) for name, schema in SINGLE.items() if (folder / name).is_file()]
    for example in sorted((ROOT / "examples").glob("*/kpiframe.yaml")):
        found.append((example, "project.json"))
        found += [(p, "kpis.json") for p in sorted(example.parent.glob("definitions/*.yaml"))]
        found += [(p, "comments.json") for p in sorted(example.parent.glob("comments/*.yaml"))]
        found += [(p, "events.json") for p in [example.parent / "events.yaml"] if p.is_file()]
    own = Path(__file__).parent
    return [(own / "every_kpi_key.yaml", "kpis.json"), (own / "every_project_key.yaml", "project.json"), *found]


FILES = shipped_files()
FREE = {"meta", "ok", "flag", "todo", "not_judged"}
"""Free data: nothing in them is read here."""


def nodes(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            if path[:1] == ("overrides",) and len(path) == 3 and key != "reason":
                continue  # judged after merging: see test_inheritance.py
            if key not in FREE:
                yield (*path, key)
                yield from nodes(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield (*path, index)
            yield from nodes(value, (*path, index))


def at(data, path):
    for step in path:
        data = data[step]
    return data


def changed(data, path, change):
    """*data* with *change* made at the owner of *path*; everything beside the path is shared."""
    if len(path) == 1:
        copied = dict(data) if isinstance(data, dict) else list(data)
        change(copied, path[0])
        return copied
    copied = dict(data) if isinstance(data, dict) else list(data)
    copied[path[0]] = changed(data[path[0]], path[1:], change)
    return copied


def named_by_the_user(schemas: Schemas, schema: str, path: tuple) -> bool:
    """Whether the last key of *path* is a name the user chooses: another name is another thing, not a slip."""
    if isinstance(path[-1], int):
        return True
    file, node, _ = schemas.follow(schema, schema)
    for step in path[:-1]:
        file, node = inside(schemas, file, node, step)
    while "$ref" in node:
        file, node, _ = schemas.follow(file, node["$ref"])
    for option in node.get("anyOf", [node]):
        known = schemas.follow(file, option["$ref"])[1] if "$ref" in option else option
        if path[-1] in known.get("properties", {}):
            return False
    return True


def inside(schemas, file, node, step):
    waiting = [(file, node)]
    while waiting:
        file, node = waiting.pop()
        if "$ref" in node:
            file, node, _ = schemas.follow(file, node["$ref"])
        if isinstance(step, int) and "items" in node:
            return file, node["items"]
        if isinstance(step, str) and step in node.get("properties", {}):
            return file, node["properties"][step]
        if isinstance(step, str) and isinstance(node.get("additionalProperties"), dict):
            return file, node["additionalProperties"]
        waiting += [(file, option) for option in node.get("anyOf", ())]
    return file, {}


IDS = [str(p.relative_to(ROOT)) for p, _ in FILES]


@pytest.mark.parametrize(("path", "schema"), FILES, ids=IDS)
def test_no_mutant_passes(path, schema):
    document, problems = read_document(path, path.name)
    assert document is not None, problems
    every = list(nodes(document.data))
    own = path.name.startswith("every_")
    judge(document, schema, every if own or len(every) <= MOST else random.Random(7).sample(every, MOST))


@pytest.mark.slow
@pytest.mark.parametrize(("path", "schema"), FILES, ids=IDS)
def test_no_mutant_passes_anywhere(path, schema):
    document, _ = read_document(path, path.name)
    judge(document, schema, list(nodes(document.data)))


def judge(document: Document, schema: str, places: list[tuple]) -> None:
    schemas = Schemas()
    assert check(schemas, document.data, schema, lambda path, key: document.place(path, key=key)) == []
    passed, misplaced, tried = [], [], 0
    for where in places:
        line = document.place(where, key=isinstance(where[-1], str)).line
        for kind, mutant, place in mutants(document, where):
            if kind == "misspelt" and named_by_the_user(schemas, schema, where):
                continue
            found = check(schemas, mutant, schema, place)
            tried += 1
            if not found:
                passed.append((kind, where))
            elif all(abs(f.problem.location.line - line) > 1 for f in found):
                misplaced.append((kind, where, line, str(found[0].problem)))
    print(f"{tried} mutants, {len(misplaced)} refused at another line")
    assert passed == []
    assert len(misplaced) <= tried * 0.05, misplaced[:5]


def mutants(document: Document, where: tuple):
    """The key misspelt; the value replaced by a mapping, a list of mappings and (where no number stands) a number."""
    data = document.data
    value = at(data, where)
    if isinstance(where[-1], str):
        wrong = where[-1] + "q"

        def renamed(path, key):
            known = (*where, *path[len(where) :]) if path[: len(where)] == (*where[:-1], wrong) else path
            return document.place(known, key=key)

        yield "misspelt", changed(data, where, lambda owner, key: owner.update({wrong: owner.pop(key)})), renamed

    def unmoved(path, key):
        return document.place(path, key=key)

    others = [{"zz": 1}, [{"zz": 1}]] + ([] if takes_numbers(value, where) else [7.25])
    for other in others:
        if isinstance(value, dict) and isinstance(other, dict) and chosen_by_the_user(where):
            continue
        yield "retyped", changed(data, where, lambda owner, key, other=other: owner.__setitem__(key, other)), unmoved


def takes_numbers(value, where) -> bool:
    """Where a number is as good as what stands there: anchors, growth, expected values, absent numbers."""
    numbers = {"warn", "target", "floor", "value", "expect", "growth", "stretch", "min", "max", "min_n", "dead_band"}
    return (isinstance(value, int | float) and not isinstance(value, bool)) or where[-1] in numbers or "inputs" in where


def chosen_by_the_user(where) -> bool:
    """Mappings whose keys are the user's own and whose values are numbers: {zz: 1} is as good as any."""
    return where[-1] in {"inputs", "params", "values", "corroborate"}
