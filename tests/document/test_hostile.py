"""Hostile documents, each in a process of its own: under 2 s and 200 MiB, a placed problem, no signal, few lines."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

MIB = 1 << 20
PROBE = """
import json, os, resource, signal, sys, time
from pathlib import Path
from kpiframe.problems import describe
from kpiframe.project_reading import read_project

def peak():  # of this process alone: the peak that getrusage tells is inherited from the parent
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

def judge(folder):
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    before, begin = peak(), time.process_time()
    _, problems, _ = read_project(folder)
    seconds = time.process_time() - begin
    shown = [describe(p) for p in problems]
    return {
        "seconds": seconds, "mib": (peak() - before) / 1024, "codes": sorted({p.code for p in problems}),
        "placed": all(p.location.file for p in problems), "problems": len(problems),
        "longest": max(map(len, shown), default=0), "printable": all(map(str.isprintable, shown)),
    }

for folder in sorted(Path(sys.argv[1]).iterdir()):
    out, into = os.pipe()
    child = os.fork()
    if not child:  # one process a document: what kills it is seen as a signal
        try:
            os.write(into, json.dumps(judge(folder)).encode())
        finally:
            os._exit(0)
    os.close(into)
    told = os.fdopen(out).read()
    _, status = os.waitpid(child, 0)
    print(json.dumps([folder.name, status, told]), flush=True)
"""
KPI = "{{name: {}, label: K, formula: {}, unit: count, kind: flow, direction: neutral}}"
HEAD = "kpiframe: 1\nname: sen\n"
UNKNOWN = ", ".join(f"nobody_knows_{i}" for i in range(20_000))

TEXTS = {
    "brackets": "[" * (MIB - 10),
    "braces": "{" * (MIB - 10),
    "braces with keys": "{a: " * (MIB // 4 - 10),
    "dashes": "- " * (MIB // 2 - 10),
    "question marks": "? " * (MIB // 2 - 10),
    "closing brackets": "]" * (MIB - 10),
    "indentation": "".join(" " * i + "a:\n" for i in range(1400)),
    "colons": ":" * (MIB - 10),
    "one line of words": "a: " + "x " * (MIB // 2 - 10),
    "unclosed quote": "a: '" + "x " * (MIB // 2 - 10),
    "unclosed double quote": 'a: "' + "\\n" * (MIB // 2 - 10),
    "wide list": "[" + "a," * (MIB // 2 - 10) + "]",
    "wide mapping": "".join(f"k{i}: 1\n" for i in range(80_000)),
    "many anchors": "".join(f"- &a{i} x\n" for i in range(70_000)),
    "alias bomb": "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 14)),
    "alias of itself": "a: &a {b: *a}\n",
    "many aliases": "a: &a [" + "x," * 900 + "x]\nb: [" + "*a," * 300 + "*a]\n",
    "comments": "#" * (MIB - 10),
    "line ends": "\r\n" * (MIB // 2 - 10),
    "tabs": "\t" * (MIB - 10),
    "tags": "!" * (MIB - 10),
    "ampersands": "&" * (MIB - 10),
    "percent signs": "%" * (MIB - 10),
    "long tag": "a: !<" + "x" * (MIB - 20) + "> 1",
    "long key": "a" * (MIB - 10) + ": 1",
    "long number": "a: " + "1" * (MIB - 10),
    "long float": "a: 1." + "1" * (MIB - 10),
    "hidden characters": "a: " + "\u202e" * (MIB // 3 - 10),
    "too large": "a: " + "x" * (2 * MIB),
    "unknown keys": HEAD + "".join(f"key_{i}: 1\n" for i in range(20_000)),
    "wrong types": HEAD + "kpis: [" + "4, " * 60_000 + "4]\n",
    "unknown kpis": HEAD + f"scorecards: [{{name: s, groups: [{{name: g, kpis: [{UNKNOWN}]}}]}}]\n",
    "unknown columns": HEAD
    + "sources: {o: {path: a.csv, columns: {aa: text}}}\nbindings:\n".replace("{o:", "{oo:")
    + "".join(f"  b{i}x: {{source: oo, agg: sum, expr: column_{i}}}\n" for i in range(10_000)),
    "unknown sources": HEAD
    + "bindings:\n"
    + "".join(f"  b{i}x: {{source: source_{i}, agg: count}}\n" for i in range(12_000)),
    "unknown names": HEAD
    + "extends: ['catalog:kpis']\nkpis:\n"
    + "".join(f"  - {KPI.format(f'k{i}x', ' + '.join(f'name{i}x{j}' for j in range(60)))}\n" for i in range(900)),
    "a chain of kpis": HEAD
    + "kpis:\n"
    + "".join(f"  - {KPI.format(f'k{i}', f'k{i + 1} + 1')}\n" for i in range(10, 1_900)),
    "a loop of kpis": HEAD
    + "kpis:\n"
    + "".join(f"  - {KPI.format(f'k{i}', f'k{10 + (i - 9) % 1_900} + 1')}\n" for i in range(10, 1_910)),
    "the same name": HEAD + "kpis:\n" + f"  - {KPI.format('nps', '1')}\n".replace("1,", "'1',") * 9_000,
    "long formulas": HEAD
    + "kpis:\n"
    + "".join(f"  - {KPI.format(f'k{i}x', 'aa + ' * 700 + 'aa')}\n" for i in range(250)),
    "many overrides": HEAD + "overrides:\n  kpis:\n" + "".join(f"    k{i}x: {{reason: x}}\n" for i in range(20_000)),
    "many extends": HEAD + "extends: [" + ", ".join(f"'catalog:x{i}'" for i in range(30_000)) + "]\n",
    "many ignores": HEAD + "ignores:\n" + "- {kpi: nobody_knows, reason: not-applicable}\n" * 16_000,
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Every document read in a process of its own: number -> (exit status, what was found)."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(TEXTS.values()):
        (folder / f"{number:03}").mkdir()
        (folder / f"{number:03}" / "kpiframe.yaml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, timeout=300, check=True
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {number: (status, told) for number, status, told in rows}


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_document_is_refused_in_bounds(name, judged):
    status, told = judged[f"{list(TEXTS).index(name):03}"]
    assert status == 0
    found = json.loads(told)
    print(name, found)
    assert found["codes"]
    assert all(code.startswith("KPF5") for code in found["codes"])
    assert found["placed"]
    assert found["printable"]
    assert found["seconds"] < 2
    assert found["mib"] < 200
    assert found["longest"] <= 2000
    assert found["problems"] <= 250
