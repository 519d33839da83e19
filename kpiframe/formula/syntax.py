"""Text to formula: the grammar, the limits and the places of everything refused.

Codes of what :func:`parse` raises, all errors:

======  ===================  ==========================================================
KPF510  unreadable-formula   empty, brackets that do not pair, operands without operator
KPF511  formula-too-large    length, parts, depth, constants of a list; SQL text of one KPI
KPF512  forbidden-character  anything but printable ASCII and line breaks outside texts
KPF513  forbidden-operator   ``% // ^ & | ~ << >> @ <> ? !``
KPF514  forbidden-syntax     attributes, subscripts, assignment, keywords, comments, lists
KPF515  unknown-function     a call of a name that is no function; a function as a value
KPF516  wrong-argument       number of arguments, written literals, windows out of place
KPF517  bad-number           separators, letters, complex, above 1e30
KPF518  bad-text             texts out of place, prefixes, escapes, adjacent texts
KPF519  bad-none             ``None`` anywhere it would be unknown for ever
======  ===================  ==========================================================

KPF520 to 522 come from the algebras kinds and units, KPF530 to 533 from advice.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings
from dataclasses import dataclass, field

from kpiframe.formula import nodes
from kpiframe.formula.functions import FUNCTIONS
from kpiframe.formula.places import Places, Span
from kpiframe.formula.role import Role
from kpiframe.formula.scan import scan
from kpiframe.limits import LIMITS
from kpiframe.problems import NOWHERE, FormulaError, Location, Problem
from kpiframe.texts import Text

__all__ = ["Formula", "Role", "parse"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A text that is in the language, with its checked tree. Equal when text and role are."""

    text: str
    """As written."""
    role: Role
    tree: ast.expr = field(compare=False, repr=False)
    """For the walker and the algebras only."""
    names: tuple[str, ...]
    """The names used, in order of first use; functions are not names."""

    def canonical(self) -> str:
        """Return the text that formulas share when they differ in blanks and needless brackets only."""
        return ast.unparse(self.tree)

    @property
    def windowed(self) -> bool:
        """Whether it looks at other periods than its own."""
        calls = (node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return any(isinstance(called, ast.Name) and FUNCTIONS[called.id].window for called in calls)


def parse(text: str, role: Role = Role.FORMULA, at: Location = NOWHERE, *, exact: bool = False) -> Formula:
    """Return the formula written in *text*.

    *at* is the place of its first character in the YAML file. With *exact*, problems are placed by
    line and column counted from there; without, all of them stand at *at* and say the column in the
    message. FormulaError with every problem found, at most 20; never any other exception.
    """
    given: object = text
    if not isinstance(given, str):
        message = Text("a formula is a text", "công thức phải là văn bản")
        raise FormulaError(Places("", at, exact).problem("KPF510", message, Span(0)))
    places = Places(text, at, exact)
    if len(text) > LIMITS.formula_length:
        message = Text(
            f"the formula is longer than {LIMITS.formula_length} characters",
            f"công thức dài hơn {LIMITS.formula_length} ký tự",
        )
        raise FormulaError(places.problem("KPF511", message, Span(LIMITS.formula_length)))
    scan(places)
    tree = _read(text, places)
    problems = nodes.check(tree, role, places)
    if problems:
        raise FormulaError(problems)
    _normalise_texts(tree)
    return Formula(text, role, tree, _names(tree))


def _read(text: str, places: Places) -> ast.expr:
    """Parse with brackets on lines of their own: line breaks are harmless and columns stay right."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(f"(\n{text}\n)", mode="eval").body
    except (MemoryError, RecursionError):
        message = Text("the formula is nested too deeply", "công thức lồng nhau quá sâu")
        raise FormulaError(places.problem("KPF511", message, Span(0))) from None
    except SyntaxError as error:
        raise FormulaError(_unreadable(places, error.lineno or 2, error.offset or 1)) from None
    except (ValueError, Warning):
        raise FormulaError(_unreadable(places, 2, 1)) from None


def _unreadable(places: Places, line: int, column: int) -> Problem:
    lines = places.text.split("\n")
    row = min(max(line - 2, 0), len(lines) - 1)
    beyond = line - 2 > row
    offset = sum(len(one) + 1 for one in lines[:row]) + (len(lines[row]) if beyond else max(column - 1, 0))
    offset = min(offset, max(len(places.text.rstrip()) - 1, 0))
    message = Text(
        "the formula cannot be read here: an operand, an operator, a comma or an `else` is missing or too many",
        "không đọc được công thức tại đây: thiếu hoặc thừa toán hạng, toán tử, dấu phẩy hoặc `else`",
    )
    return places.problem("KPF510", message, Span(offset))


def _normalise_texts(tree: ast.expr) -> None:
    """Texts compare by code points in NFC: the constants of our own tree are brought there once."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = unicodedata.normalize("NFC", node.value)


def _names(tree: ast.expr) -> tuple[str, ...]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    used.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in used))
