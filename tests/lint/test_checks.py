"""Every check carries a passing and a failing YAML in its docstring; here they are executed.

The docstrings show what matters; what every definition needs besides is filled in below.
"""

import importlib
import pkgutil
import re

import pytest
import yaml

import kpiframe.lint.checks as folder
from kpiframe.catalog.codes import NAMES
from kpiframe.lint import table

KPI = {
    "label": {"en": "Liking", "vi": "Mức yêu thích"},
    "description": {"en": "Share of those asked who like it.", "vi": "Tỷ lệ người thích trong số được hỏi."},
    "formula": "likers / asked * 100",
    "inputs": {"likers": {"unit": "people"}, "asked": {"unit": "people"}},
    "unit": "percent",
    "kind": "survey",
    "direction": "higher_is_better",
    "relevance": {"utility": 2, "purpose": 2, "importance": 2},
    "audience": ["wider_audience"],
    "directness": "asked",
    "signal": "perception",
    "measured_by": "own",
}
RULE = {
    "name": "tested", "severity": "warning", "confidence": "high", "scope": "kpi",
    "message": {"en": "x", "vi": "y"}, "why": {"en": "x", "vi": "y"}, "fix": {"text": {"en": "x", "vi": "y"}},
}  # fmt: skip
HEAD = {"kpiframe": 1, "name": "cafe", "label": "Cafe", "currency": "VND", "calendar": {"grain": "month"}}
BINDINGS = {"likers": {"value": 40}, "asked": {"value": 100}}
MODULES = sorted(m.name for m in pkgutil.iter_modules(folder.__path__))
BLOCK = re.compile(r"(Passes|Fails with ([A-Z0-9, ]+))::\n\n((?:(?:    .*)?\n)+)")


def blocks(name):
    doc = importlib.import_module(f"kpiframe.lint.checks.{name}").__doc__
    for said, codes, text in BLOCK.findall(doc + "\n"):
        wanted = set(re.findall(r"KPF\d{3}", codes)) if said != "Passes" else set()
        yield pytest.param(name, wanted, yaml.safe_load(text), id=f"{name}-{said}")


def spoken_of(name):
    """The codes a check raises: those its docstring begins with, a span written with "to"."""
    head = importlib.import_module(f"kpiframe.lint.checks.{name}").__doc__.split(":")[0]
    codes = [int(n) for n in re.findall(r"KPF(\d{3})", head)]
    return {f"KPF{n}" for n in (range(codes[0], codes[-1] + 1) if " to " in head else codes)}


def completed(data):
    """Return (kpiframe.yaml, definitions, rules) with everything a definition needs."""
    scorecards = data.get("scorecards")
    told = {kpi["name"]: kpi for kpi in data.get("kpis", [])}
    named = [n for s in scorecards or () for g in s["groups"] for n in g["kpis"]]
    kpis = [_kpi({**KPI, **told.get(n, {"name": n})}, alone="kpis" not in data) for n in dict.fromkeys([*told, *named])]
    ending = [k["deprecation"]["replaced_by"] for k in kpis if "deprecation" in k]
    kpis += [_kpi({**KPI, "name": n}, alone=False) for n in ending]
    if scorecards is None and told:
        scorecards = [{"name": "health", "groups": [{"name": "all", "weight": 1, "kpis": list(told)}]}]
    project = {**HEAD, "bindings": BINDINGS} | ({"scorecards": scorecards} if scorecards else {})
    return project, {"kpis": kpis}, {"rules": [{**RULE, **rule} for rule in data.get("rules", [])]}


def _kpi(kpi, *, alone):
    """Thresholds belong to scorecards given whole; a KPI shown by itself says all about its own."""
    label = (
        {}
        if kpi["label"] is not KPI["label"]
        else {"label": {"en": f"Liking of {kpi['name']}", "vi": f"Mức thích {kpi['name']}"}}
    )
    described = {k: v for k, v in kpi.items() if k != "description" or kpi["label"] != {"en": "Liking"}}
    return {**described, **label} | ({"thresholds": {"warn": 20, "target": 50}} if alone else {})


@pytest.mark.parametrize(("name", "wanted", "data"), [b for m in MODULES for b in blocks(m)])
def test_the_yaml_of_the_docstring_does_what_it_says(project, tmp_path, name, wanted, data):
    main, kpis, rules = completed(data)
    files = {"definitions/kpis.yaml": yaml.safe_dump(kpis, allow_unicode=True)} if kpis["kpis"] else {}
    if rules["rules"]:
        found = linted_rules(tmp_path, rules)
    else:
        found = project(head=yaml.safe_dump(main, allow_unicode=True), files=files, profile="strict")
    assert not [f for f in found.items if f.code.startswith("KPF50")], found.items
    assert {f.code for f in found.items} & spoken_of(name) == wanted


def linted_rules(tmp_path, rules):
    """Rules come from the package only; loose files of rules are linted by whoever writes them."""
    from datetime import date

    from kpiframe.catalog.loader import read_definitions
    from kpiframe.lint.linter import lint

    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    catalog, problems, documents = read_definitions([tmp_path / "rules.yaml"], tmp_path)
    return lint(catalog, documents, problems, today=date(2026, 11, 21))


@pytest.mark.parametrize("name", MODULES)
def test_every_check_stands_in_the_table_with_a_passing_and_a_failing_yaml(name):
    assert importlib.import_module(f"kpiframe.lint.checks.{name}").check in table.CHECKS
    shown = [param.values[1] for param in blocks(name)]
    if name != "registry":  # the day decides there, see test_registry_age.py
        assert set() in shown
        assert any(shown)


def test_every_code_a_check_speaks_of_has_a_name():
    for name in MODULES:
        assert spoken_of(name), name
        assert spoken_of(name) <= set(NAMES), name
