"""The shipped JSON Schemas: nothing misspelt in them, and our checker judges exactly as a full validator does."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
import referencing

from kpiframe.catalog.schema import Schemas, check
from kpiframe.document import parse_document
from kpiframe.limits import LIMITS, NAME_PATTERN
from kpiframe.periods import WEEKDAYS, Grain
from kpiframe.resources import shipped

FOLDER = shipped("schemas")
OURS = [
    "adapters.json",
    "comments.json",
    "common.json",
    "events.json",
    "kpis.json",
    "lifecycle.json",
    "platforms.json",
    "project.json",
    "rules.json",
    "sources.json",
]
READ = {name: json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in OURS}
ANNOTATIONS = {"$schema", "$defs", "title", "description"}
JUDGED = {
    "$ref",
    "anyOf",
    "type",
    "enum",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
    "propertyNames",
    "minProperties",
}
TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}


def nodes(schema, where=""):
    """Every schema inside *schema*, with its place."""
    yield where, schema
    for word in ("$defs", "properties"):
        for name, part in schema.get(word, {}).items():
            yield from nodes(part, f"{where}/{word}/{name}")
    for word in ("items", "propertyNames", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from nodes(schema[word], f"{where}/{word}")
    for index, part in enumerate(schema.get("anyOf", ())):
        yield from nodes(part, f"{where}/anyOf/{index}")


EVERY = [(f"{name}#{where}", node) for name, schema in READ.items() for where, node in nodes(schema)]


def oracle(reference: str) -> jsonschema.Draft202012Validator:
    """A full validator that cannot fetch anything."""
    resources = [(n, referencing.Resource.from_contents(s)) for n, s in READ.items()]
    registry = referencing.Registry().with_resources(resources)
    checker = jsonschema.FormatChecker(formats=["date"])
    return jsonschema.Draft202012Validator({"$ref": reference}, registry=registry, format_checker=checker)


def test_every_word_of_the_schemas_is_one_that_is_judged():
    strange = {(where, word) for where, node in EVERY for word in node if word not in ANNOTATIONS | JUDGED}
    assert strange == set()
    assert len(EVERY) > 400


def test_every_type_is_a_type_and_every_reference_leads_somewhere():
    for where, node in EVERY:
        written = node.get("type", [])
        assert {written} <= TYPES if isinstance(written, str) else set(written) <= TYPES, where
        if "$ref" in node:
            assert set(node) <= {"$ref", "description"}, f"{where}: words beside $ref are not read"
            Schemas().follow(where.partition("#")[0], node["$ref"])
        if "propertyNames" in node:
            assert set(node["propertyNames"]) == {"$ref"}, where


@pytest.mark.parametrize("name", OURS)
def test_the_schemas_obey_the_draft_they_name(name):
    assert READ[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(READ[name])


def test_every_mapping_refuses_keys_it_does_not_know_but_the_free_ones():
    open_ones = {
        where
        for where, node in EVERY
        if node.get("type") == "object" and node.get("additionalProperties", True) is True
    }
    assert open_ones == {
        "kpis.json#/$defs/kpi/properties/meta",
        "project.json#/$defs/change",
        *(
            f"rules.json#/$defs/rule/properties/tests/items/properties/{v}"
            for v in ("ok", "flag", "todo", "not_judged")
        ),
    }


def test_the_schemas_say_what_the_code_says():
    common = READ["common.json"]["$defs"]
    assert common["name"]["pattern"] == NAME_PATTERN
    assert common["formula"]["maxLength"] == LIMITS.formula_length
    assert common["text"]["anyOf"][0]["maxLength"] == LIMITS.text_length
    assert common["grain"]["enum"] == list(Grain)
    calendar = READ["project.json"]["properties"]["calendar"]["properties"]
    assert calendar["first_day_of_week"]["enum"] == list(WEEKDAYS)


def test_patterns_stay_simple_enough_to_be_linear():
    patterns = [node["pattern"] for _, node in EVERY if "pattern" in node]
    assert patterns
    for pattern in patterns:
        assert not re.search(r"\([^)]*[+*][^)]*\)[+*][^$]*[+*]", pattern), pattern
        Schemas().matches(pattern, "a" * 50 + "!")


GOOD = """
kpis:
  - name: nps
    label: {en: x, vi: y}
    description: z
    formula: (aa - bb) / cc
    inputs: {aa: {unit: people}, bb: {unit: people, counts: x}, cc: {unit: people, additive: false}}
    unit: points
    kind: survey
    direction: lower_is_better
    thresholds: {warn: 1, target: [1, 2], floor: null}
    targets: [{from: 2026-01, value: 4}, {from: 2026-02-01, growth: 5%, over: previous_period}]
    relevance: {utility: 3, purpose: 1, importance: 1}
    audience: [none]
    reviewed_on: 2026-02-20
    owner: {name: x, email: a@b.c}
    examples: [{inputs: {aa: null}, expect: no_value, reason: null_input}]
    platform: null
    tags: [a-b]
"""
CHANGES = [
    ("nps", "Nps"),
    ("nps", "7"),
    ("nps", "n"),
    ("description: z", "description: ''"),
    ("description: z", "description: {}"),
    ("description: z", "description: {en: 4}"),
    ("description: z", "description: {fr: x}"),
    ("unit: people}", "unit: people, unti: x}"),
    ("unit: people}", "}"),
    ("{aa: {", "{Aa: {"),
    ("survey", "surveys"),
    ("direction: lower_is_better", "direction: null"),
    ("direction: lower_is_better\n", "\n"),
    ("warn: 1,", "warn: x,"),
    ("warn: 1,", "warn: [1],"),
    ("warn: 1,", "warn: [1, x],"),
    ("warn: 1,", "warn: true,"),
    ("target: [1, 2]", "target: [1, 2, 3]"),
    ("growth: 5%", "growth: five"),
    ("growth: 5%", "growth: [5]"),
    ("utility: 3", "utility: 4"),
    ("utility: 3", "utility: -1"),
    ("utility: 3", "utility: 1.5"),
    ("utility: 3", "utility: true"),
    ("[none]", "[]"),
    ("[none]", "[none, none]"),
    ("[none]", "none"),
    ("2026-02-20", "2026-02-30"),
    ("2026-02-20", "20260220"),
    ("2026-02-20", "2026"),
    ("a@b.c", "a"),
    ("{name: x, email: a@b.c}", "4"),
    ("{name: x, email: a@b.c}", "''"),
    ("expect: no_value", "expect: none"),
    ("expect: no_value", "expect: null"),
    ("{aa: null}", "{aa: x}"),
    ("platform: null", "platform: Meta"),
    ("a-b", "a b"),
    ("kpis:", "kpiframe: 1\nkpis:"),
    ("kpis:", "kpiframe: true\nkpis:"),
    ("kpis:", "kpiframe: 2\nkpis:"),
    ("kpis:", "kpsi: []\nkpis:"),
]


def verdicts(text: str) -> tuple[bool, bool]:
    document, problems = parse_document(text, "x.yaml")
    assert document is not None, problems
    ours = not check(Schemas(), document.data, "kpis.json", lambda path, key: document.place(path, key=key))
    return ours, oracle("kpis.json").is_valid(document.data)


def test_a_good_file_is_good_for_both():
    assert verdicts(GOOD) == (True, True)


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=[f"{old} -> {new}" for old, new in CHANGES])
def test_our_checker_and_the_full_validator_agree(old, new):
    assert old in GOOD
    ours, theirs = verdicts(GOOD.replace(old, new, 1))
    assert ours == theirs
    assert ours == (new == "kpiframe: 1\nkpis:")


def test_too_many_faults_end_with_one_that_says_so():
    document, _ = parse_document("kpis: [" + "4, " * 500 + "]", "x.yaml")
    faults = check(Schemas(), document.data, "kpis.json", lambda path, key: document.place(path, key=key))
    assert len(faults) == 51
    assert faults[-1].problem.code == "KPF549"


def test_a_schema_is_never_fetched():
    with pytest.raises(FileNotFoundError):
        Schemas().follow("kpis.json", "https://example.org/x.json#/a")
