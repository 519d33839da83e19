"""docs/performance.md names every benchmark there is, and none there is not."""

from __future__ import annotations

import ast
import re

SHARED = {"bench_model.py"}
"""Makes the table and the hand-written query for others; measures nothing."""


def test_the_page_names_every_benchmark(repository):
    page = (repository / "docs" / "performance.md").read_text(encoding="utf-8")
    there = {path.name for path in (repository / "tests" / "bench").glob("bench_*.py")} - SHARED
    assert set(re.findall(r"tests/bench/(bench_\w+\.py)", page)) == there


def test_the_page_repeats_every_part_by_a_name_that_exists(repository):
    page = (repository / "docs" / "performance.md").read_text(encoding="utf-8")
    tree = ast.parse((repository / "tests" / "bench" / "run.py").read_text(encoding="utf-8"))
    (parts,) = (
        ast.literal_eval(ast.unparse(ast.Tuple(node.value.keys, ast.Load())))
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARTS"
    )
    assert set(re.findall(r"--only (\w+)", page)) == set(parts)
