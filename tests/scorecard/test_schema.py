"""The shipped JSON Schema and the document's model say the same, and every document obeys."""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

import jsonschema
import pytest

from kpiframe.resources import shipped
from kpiframe.scorecard import model, panels, rows
from kpiframe.texts import Text

SCHEMA = json.loads(shipped("schemas").joinpath("scorecard.json").read_text(encoding="utf-8"))
KNOWN_WORDS = {
    "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties",
    "items", "minItems", "maxItems", "enum", "const", "anyOf", "minimum", "maximum", "pattern", "format",
    "propertyNames", "minLength",
}  # fmt: skip


def check(document):
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


@pytest.mark.parametrize("today", [date(2026, 11, 5), date(2026, 10, 16), date(2026, 10, 1)])
def test_every_assembled_document_obeys(assembled, with_error, layout, today):
    for shape in (layout, with_error):
        text = json.dumps(assembled(layout=shape, today=today).to_dict(), allow_nan=False)
        assert check(json.loads(text)) == []


def test_a_document_with_a_stranger_in_it_does_not(assembled):
    plain = json.loads(json.dumps(assembled().to_dict()))
    plain["results"][0]["colour"] = "green"
    plain["score"]["coverage"] = 1.2
    plain["frame"].pop("period")
    assert len(check(plain)) == 3


def test_the_schema_is_a_schema_without_misspelt_words():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for place, node in _nodes(SCHEMA):
        assert set(node) <= KNOWN_WORDS, place


def test_no_object_takes_unknown_keys_and_every_field_is_described():
    for place, node in _nodes(SCHEMA):
        if node.get("type") == "object":
            assert "additionalProperties" in node, place
            assert node["additionalProperties"] is False or place.endswith("slice"), place
        for name, part in node.get("properties", {}).items():
            described = part.get("description") or SCHEMA["$defs"].get(part.get("$ref", "")[8:], {}).get("description")
            assert described, f"{place}.{name}"


DATACLASSES = {
    "frame": model.Frame,
    "headline": model.Headline,
    "contribution": model.Contribution,
    "move": model.Move,
    "rating_move": panels.RatingMove,
    "group": model.GroupScore,
    "panel": panels.PanelShown,
    "panels": panels.Panels,
    "dimension": panels.DimensionShown,
    "flag": model.FlagShown,
    "acceptance": model.Acceptance,
    "comment": model.CommentShown,
    "event": model.EventShown,
    "result": rows.ResultShown,
    "comparison": rows.Comparison,
    "to_date": rows.ToDateShown,
    "break": rows.BreakShown,
    "point": rows.Point,
    "target": rows.TargetShown,
    "input": rows.InputShown,
    "trace": rows.TraceShown,
    "rating": rows.RatingShown,
    "weight": rows.WeightShown,
    "citation": rows.CitationShown,
    "definition": rows.DefinitionShown,
    "source": rows.SourceShown,
    "text": Text,
}


@pytest.mark.parametrize("name", DATACLASSES)
def test_every_field_of_the_model_is_in_the_schema_and_the_reverse(name):
    described = SCHEMA["$defs"][name]
    assert list(described["properties"]) == [f.name for f in fields(DATACLASSES[name])]
    assert described["required"] == list(described["properties"])


def test_the_document_itself_too():
    assert list(SCHEMA["properties"]) == [f.name for f in fields(model.Scorecard)]
    assert SCHEMA["required"] == list(SCHEMA["properties"])


def test_no_part_of_the_model_is_left_out():
    parts = {
        part
        for module in (model, panels, rows)
        for part in vars(module).values()
        if isinstance(part, type) and is_dataclass(part) and part is not model.Scorecard
    }
    assert parts == set(DATACLASSES.values())


@pytest.mark.parametrize("name", DATACLASSES)
def test_what_may_be_none_in_the_model_may_be_null_in_the_schema(name):
    hints = typing.get_type_hints(DATACLASSES[name])
    for field, schema in SCHEMA["$defs"][name]["properties"].items():
        assert _takes_null(schema) == _may_be_none(hints[field]), field


def test_mappings_of_the_document_are_described_key_by_key(assembled):
    plain = assembled().to_dict()
    for name in ("methodology", "provenance"):
        assert isinstance(plain[name], Mapping)
        assert list(SCHEMA["$defs"][name]["properties"]) == list(plain[name])
    assert list(SCHEMA["$defs"]["not_judged"]["properties"]) == list(plain["not_judged"][0])
    assert set(SCHEMA["$defs"]["headline"]["properties"]["counts"]["properties"]) == set(plain["score"]["counts"])


def _may_be_none(hint):
    return isinstance(hint, types.UnionType | typing._UnionGenericAlias) and type(None) in typing.get_args(hint)


def _takes_null(schema):
    kinds = schema.get("type", [])
    return (
        "null" in (kinds if isinstance(kinds, list) else [kinds])
        or None in schema.get("enum", [])
        or any(_takes_null(part) for part in schema.get("anyOf", []))
    )


def _nodes(node, place="$"):
    """Every schema inside the schema with its place; names of properties are no schema words."""
    yield place, node
    for word in ("properties", "$defs"):
        for name, part in node.get(word, {}).items():
            yield from _nodes(part, f"{place}.{name}")
    for part in node.get("anyOf", []):
        yield from _nodes(part, place)
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), dict):
            yield from _nodes(node[word], f"{place}.{word}")
