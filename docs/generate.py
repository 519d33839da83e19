"""Write the generated parts of the pages in this folder; with --check only say which are out of date (exit 1).

A part stands between ``<!-- begin generated: NAME -->`` and ``<!-- end generated -->``.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from kpiframe.audit.families import family_label
from kpiframe.audit.wording import counted_by, heard
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.day_words import cited
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.vocabulary import FACTS
from kpiframe.cli.helping import Argument, Command, Group, Option
from kpiframe.cli.main import root
from kpiframe.cli.session import Session
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.limits import LIMITS
from kpiframe.resources import shipped
from kpiframe.rules.engine import judge_definitions
from kpiframe.scoring.weights import relevance

HERE: Final = Path(__file__).resolve().parent
PART: Final = re.compile(r"(<!-- begin generated: (\w+) -->\n).*?(<!-- end generated -->)", re.DOTALL)


def cli() -> Iterator[str]:
    """Yield a heading for every command, and a line for every argument and option."""
    context = click.Context(root, info_name="kpiframe", obj=Session())
    for name in root.list_commands(context):
        yield from _command(root.get_command(context, name), context, name, "##")


def _command(command: click.Command | None, parent: click.Context, name: str, heading: str) -> Iterator[str]:
    if not isinstance(command, (Command, Group)):
        return
    context = click.Context(command, info_name=name, parent=parent)
    yield from (f"{heading} kpiframe {context.command_path.removeprefix('kpiframe ')}", "")
    yield from (f"`{context.command_path} {' '.join(command.collect_usage_pieces(context))}`", "")
    yield from (_prose(command.say.en), "")
    named = [p for p in command.params if isinstance(p, (Argument, Option))]
    if named:
        yield from ("| | |", "|---|---|")
        yield from (f"| `{_spelling(p, context)}` | {p.say.en} |".replace("en|vi", "en\\|vi") for p in named)
        yield ""
    if isinstance(command, Group):
        for below in command.list_commands(context):
            yield from _command(command.get_command(context, below), context, below, "###")


def _prose(text: str) -> str:
    paragraphs = (" ".join(p.split()) for p in re.split(r"\n\s*\n", text))
    return "\n\n".join(p for p in paragraphs if p)


def _spelling(parameter: Argument | Option, context: click.Context) -> str:
    metavar = parameter.make_metavar(context).replace("|", "\\|")
    if isinstance(parameter, Argument):
        return metavar
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag else f"{names} {metavar}"


def functions() -> Iterator[str]:
    """Yield a heading for every function of the formula language."""
    for function in FUNCTIONS.values():
        note = " Looks at other periods: only in the formula of a KPI." if function.window else ""
        yield from (f"### {function.name}", "", f"`{function.signature}`: {function.doc.en}{note}", "")


def limits() -> Iterator[str]:
    """Yield the table of limits, with what stands under each field in the code."""
    yield from ("| limit | value | |", "|---|---|---|")
    said = _field_texts(Path(inspect.getfile(type(LIMITS))).read_text(encoding="utf-8"))
    for field in dataclasses.fields(LIMITS):
        value = getattr(LIMITS, field.name)
        shown = f"{value:g}" if isinstance(value, float) else f"{value:,}"
        yield f"| `{field.name}` | {shown} | {said.get(field.name, '')} |"


def _field_texts(code: str) -> dict[str, str]:
    found = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ClassDef):
            for field, text in itertools.pairwise(node.body):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(text, ast.Expr)
                    and isinstance(field.target, ast.Name)
                ):
                    found[field.target.id] = " ".join(ast.literal_eval(text.value).split())
    return found


RULE_FAMILIES: Final = {
    "outdated": "Outdated metrics",
    "platform_bias": "Platform bias",
    "perception_gap": "Perception",
    "audience": "Audience",
    "confirmation_bias": "Confirmation bias",
    "silo": "Silos",
    "convenience": "Convenience",
    "relevance": "Relevance",
    "actionability": "Action",
    "freshness": "Freshness",
    "fundamentals": "Fundamentals",
}


def rules() -> Iterator[str]:
    """Yield a heading for every family of rules and every rule that ships."""
    catalog = _catalog()
    order = {family: place for place, family in enumerate(RULE_FAMILIES)}
    family = None
    for rule in sorted(catalog.rules.values(), key=lambda r: (order.get(r.family, len(order)), r.id)):
        if rule.family != family:
            family = rule.family
            yield from (f"### {RULE_FAMILIES.get(family, family)}", "")
        yield from _rule(rule, catalog)


def _rule(rule: Rule, catalog: Catalog) -> Iterator[str]:
    yield from (f"#### {rule.id} {rule.name}", "", rule.message.en, "", rule.why.en, "")
    yield from (f"Do: {rule.fix.text.en}", "")
    if rule.fix.replace_with:
        yield from ("Instead: " + ", ".join(f"`{name}`" for name in rule.fix.replace_with) + ".", "")
    conditions = "; ".join(f"{c.severity.value} when `{' '.join(c.formula.text.split())}`" for c in rule.when)
    yield from (f"{conditions[0].upper()}{conditions[1:]}.", "")
    if rule.params:
        yield from (
            "Parameters: " + ", ".join(f"`{name}` = {value:g}" for name, value in rule.params.items()) + ".",
            "",
        )
    judged = "" if len(rule.judged_in) > 1 else f"; judged in {rule.judged_in[0]} only"
    about = f"Scope {rule.scope.value}; confidence {rule.confidence.value}{judged}"
    criticisms = f"; criticism {', '.join(rule.criticisms)}" if rule.criticisms else ""
    yield from (f"{about}{criticisms}.", "")
    yield from _sources(rule.sources, catalog)


def _sources(ids: Iterable[str], catalog: Catalog) -> Iterator[str]:
    known = [catalog.citations[s] for s in ids if s in catalog.citations]
    if known:
        yield from ("Sources: " + "; ".join(cited(source, "en", address=False) for source in known) + ".", "")


def facts() -> Iterator[str]:
    """Yield the table of facts."""
    yield from ("| fact | kind | scope | meaning |", "|---|---|---|---|")
    for fact in sorted(FACTS, key=lambda f: (f.scope.value, f.name)):
        yield f"| `{fact.name}` | {fact.kind.value} | {fact.scope.value} | {fact.meaning.en} |"


def kpis() -> Iterator[str]:
    """Yield a heading for every family and every KPI that ships, with its flags on the day of the registry."""
    catalog = _catalog()
    family = None
    for kpi in sorted(catalog.kpis.values(), key=lambda k: (k.family, k.name)):
        if kpi.family != family:
            family = kpi.family
            yield from (f"## {family_label(family).en}", "")
        yield from _kpi(kpi, catalog)


def _kpi(kpi: Kpi, catalog: Catalog) -> Iterator[str]:
    yield from (f"### {kpi.name}", "", f"{kpi.label.en} · *{kpi.label.vi}*. {kpi.description.en}".strip(), "")
    yield from (f"`{kpi.formula.text}` ({kpi.unit}, {kpi.kind.value}, {kpi.direction.value})", "")
    yield from (f"- `{i.name}` ({i.unit}): {i.counts.en}" for i in kpi.inputs)
    weight = relevance(kpi)
    factors = ", ".join(f"{name} {factor:.2f}" for name, factor in weight.factors.items())
    yield from ("", f"Relevance weight {weight.value:.2f}: {factors}. {kpi.relevance.why.en}".strip(), "")
    yield from (f"Counted by {counted_by(kpi, '').en}; hears {heard(kpi).en}.", "")
    flags = judge_definitions(catalog, [], also=[kpi.name], today=catalog.as_of["lifecycle"], stage="score")[0]
    if flags:
        listed = dict.fromkeys(f"{flag.rule.id} {flag.rule.name}" for flag in flags)
        yield from (f"Flags on any scorecard: {', '.join(listed)}.", "")
    if kpi.name in catalog.synonyms:
        yield from (f"Also called: {', '.join(catalog.synonyms[kpi.name].same)}.", "")
    yield from _sources(kpi.sources, catalog)


def _catalog() -> Catalog:
    catalog, problems = load_shipped()
    if problems:
        raise SystemExit(f"the shipped definitions have problems: {problems[0]}")
    return catalog


def keys() -> Iterator[str]:
    """Yield every key of the definition files, from their schemas."""
    project, kpis_, events, comments = (_schema(name) for name in ("project", "kpis", "events", "comments"))
    parts = {
        "kpiframe.yaml": project,
        "A source": project["$defs"]["source"],
        "A column": _object(project["$defs"]["column"]),
        "A binding": project["$defs"]["binding"],
        "A KPI": kpis_["$defs"]["kpi"],
        "A scorecard": kpis_["$defs"]["scorecard"],
        "An accepted flag, under `ignores:`": project["$defs"]["ignore"],
        "A comment, in `comments/PERIOD.yaml`": comments["$defs"]["comment"],
        "An event, in `events.yaml`": events["$defs"]["event"],
    }
    for title, schema in parts.items():
        yield from (f"### {title}", "", "| key | value | |", "|---|---|---|")
        yield from _rows(schema, "")
        yield ""


def _rows(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    required = schema.get("required", [])
    for key, value in schema.get("properties", {}).items():
        said = value.get("description", "").replace("|", "\\|")
        yield f"| `{prefix}{key}`{' (required)' if key in required else ''} | {_shape(value)} | {said} |"
        if value.get("properties"):
            yield from _rows(value, f"{prefix}{key}.")


def _shape(value: Mapping[str, Any]) -> str:
    if "enum" in value:
        return ", ".join(f"`{'null' if word is None else word}`" for word in value["enum"])
    if "$ref" in value:
        return _reference(value["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_shape(option) for option in value["anyOf"]))
    kind = value.get("type", "any")
    if kind == "array":
        return f"list of {_shape(value.get('items', {}))}"
    words = kind if isinstance(kind, list) else [kind]
    return " or ".join({"object": "mapping", "string": "text", "integer": "whole number"}.get(w, w) for w in words)


def _reference(name: str) -> str:
    words = {
        "version": "`1`",
        "text": "text, or {en, vi}",
        "names": "list of names",
        "words": "list of words",
        "slug": "name, with `-`",
        "when": "period or date",
        "anchor": "number, or a pair",
        "share": "0 to 1",
        "measured_by": "who counts",
    }
    return words.get(name, name.replace("_", " "))


def _object(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "properties" in schema:
        return schema
    options = schema.get("anyOf") or schema.get("oneOf") or []
    return next((o for o in options if "properties" in o), {})


def _schema(name: str) -> Any:
    return json.loads((shipped("schemas") / f"{name}.json").read_text(encoding="utf-8"))


PARTS: Final = {
    "cli": cli,
    "facts": facts,
    "functions": functions,
    "keys": keys,
    "kpis": kpis,
    "limits": limits,
    "rules": rules,
}


def filled(text: str) -> str:
    """Return *text* with every generated part as it should be."""

    def part(match: re.Match[str]) -> str:
        body = "\n".join(PARTS[match[2]]()).strip()
        return f"{match[1]}\n{body}\n\n{match[3]}"

    return PART.sub(part, text)


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare; return the exit status."""
    stale = []
    for page in sorted(HERE.glob("*.md")):
        old = page.read_text(encoding="utf-8")
        new = filled(old)
        if new != old:
            stale.append(page.name)
            if "--check" not in arguments:
                page.write_text(new, encoding="utf-8")
    verb = "out of date, run make docs" if "--check" in arguments else "written"
    sys.stdout.write("".join(f"{name}: {verb}\n" for name in stale))
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
