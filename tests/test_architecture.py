"""The house stays in order: import contracts, sizes, public names, and what each command imports."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import kpiframe

PACKAGE = Path(kpiframe.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def test_import_contracts_hold_and_no_module_is_in_a_cycle(repository):
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_300_lines_and_most_are_short():
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    written = [n for n in lengths.values() if n]
    print(f"{len(written)} files, median {statistics.median(written):.0f} lines, largest {max(written)}")
    assert {name: n for name, n in lengths.items() if n > 300} == {}
    assert statistics.median(written) <= 150


def test_functions_are_short():
    sizes = sorted(
        node.end_lineno - node.lineno + 1
        for path in FILES
        for node in functions(ast.parse(path.read_text(encoding="utf-8")))
    )
    median, p90 = statistics.median(sizes), sizes[len(sizes) * 9 // 10]
    print(f"{len(sizes)} functions, median {median:.0f} lines, 90 % at most {p90}, longest {sizes[-1]}")
    assert median <= 10
    assert p90 <= 30


def test_every_function_says_what_it_returns():
    silent = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in FILES
        for node in functions(ast.parse(path.read_text(encoding="utf-8")))
        if node.returns is None
    ]
    assert silent == []


def test_inner_packages_hold_no_code():
    inner = [path for path in FILES if path.name == "__init__.py" and path.parent != PACKAGE]
    assert [shown(path) for path in inner if path.read_text(encoding="utf-8").strip()] == []


def test_public_names_are_sorted_and_all_of_them_exist():
    assert list(kpiframe.__all__) == sorted(kpiframe.__all__)
    assert [name for name in kpiframe.__all__ if not hasattr(kpiframe, name)] == []


def test_only_the_command_line_prints_exits_or_asks_for_the_clock_and_the_environment():
    forbidden = {"print", "input", "exit", "getenv", "getcwd", "cwd", "now", "today", "time"}
    calls = []
    for path in FILES:
        if path.is_relative_to(PACKAGE / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                # attributes such as project.today are data; only calls reach the outside
                if name in forbidden:
                    calls.append(f"{shown(path)}:{node.lineno} {name}")
            elif isinstance(node, ast.Attribute) and node.attr == "environ":
                calls.append(f"{shown(path)}:{node.lineno} environ")
    assert calls == []


SQL_WRITERS = ("data/", "evaluation/statement.py", "formula/algebras/sql.py", "formula/algebras/rows.py", "formula/cells.py", "sqltext.py")  # fmt: skip
SQL_WORDS = re.compile(
    r"\b(?:SELECT|FROM|WHERE|GROUP BY|ORDER BY|COALESCE\(|CAST\(|COPY|ATTACH|CREATE|INSERT|UNION)(?:\W|$)"
)
UNIT_OF_A_GRAIN = {("data/grains.py", "unit")}
"""month, quarter and so on, out of an enumeration: the one hole that stands between quotes."""


def texts_with_holes(tree: ast.AST) -> list[ast.JoinedStr | ast.Constant]:
    """Return every text of a module that is no docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return [
        node
        for node in ast.walk(tree)
        if id(node) not in said | inside
        and (isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)))
    ]


def literal(node: ast.JoinedStr | ast.Constant) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in parts)


def test_sql_is_written_on_few_floors_and_names_and_texts_come_from_sqltext():
    """No other module writes SQL, and no writer puts a hole between quotes: ``quote_name`` and ``quote_text`` do."""
    writers, quoted = set(), []
    for path in FILES:
        texts = texts_with_holes(ast.parse(path.read_text(encoding="utf-8")))
        if any(SQL_WORDS.search(literal(node)) for node in texts):
            writers.add(shown(path))
            quoted += [(shown(path), hole) for node in texts for hole in holes_between_quotes(node)]
    assert {name for name in writers if not name.startswith(SQL_WRITERS)} == set()
    assert {"data/level0.py", "formula/algebras/sql.py", "evaluation/statement.py"} <= writers
    assert set(quoted) == UNIT_OF_A_GRAIN


def holes_between_quotes(node: ast.JoinedStr | ast.Constant) -> list[str]:
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return [
        ast.unparse(hole.value)
        for before, hole in pairwise(parts)
        if isinstance(before, ast.Constant) and isinstance(hole, ast.FormattedValue) and before.value[-1] in "'\""
    ]


def test_statements_are_run_by_the_reader_and_the_writer_only():
    """What is read runs in data/database.py, locked; two rooms fill result tables with SQL of their own, values bound."""
    runs = {
        shown(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "extract_statements"}
        and isinstance(node.ctx, ast.Load)
    }  # fmt: skip
    assert runs - {"data/database.py", "data/writing.py", "data/postgres_results.py"} == set()
