"""Where in a formula, and so where in its file, something is; and the problems placed there."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kpiframe.problems import Location, Problem, Severity, did_you_mean
from kpiframe.texts import Text

CODES: Final = MappingProxyType(
    {
        "KPF510": "unreadable-formula",
        "KPF511": "formula-too-large",
        "KPF512": "forbidden-character",
        "KPF513": "forbidden-operator",
        "KPF514": "forbidden-syntax",
        "KPF515": "unknown-function",
        "KPF516": "wrong-argument",
        "KPF517": "bad-number",
        "KPF518": "bad-text",
        "KPF519": "bad-none",
        "KPF520": "unknown-name",
        "KPF521": "kind-mismatch",
        "KPF522": "unit-mismatch",
        "KPF530": "missing-as-zero",
        "KPF531": "rounding-in-formula",
        "KPF532": "unknown-counts-as-else",
        "KPF533": "mean-of-ratios",
    }
)
"""Every code a formula can raise, with its name."""

_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the formula text: offset of its first character, and how many."""

    start: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Places:
    """Turns offsets and syntax nodes of one formula into locations of its file."""

    text: str
    at: Location
    """Place of the formula's first character, or of the key when *exact* is false."""
    exact: bool = False

    def offset_of(self, line: int, byte: int) -> int:
        """Return the offset of byte column *byte* in *line* (from 0); the syntax tree counts UTF-8 bytes."""
        lines = self.text.split("\n")
        if not 0 <= line < len(lines):
            return 0 if line < 0 else len(self.text)
        before = sum(len(one) + 1 for one in lines[:line])
        return before + len(lines[line].encode()[:byte].decode(errors="ignore"))

    def span_of(self, node: ast.expr) -> Span:
        """Return the stretch of a node of the wrapped text, whose lines count one more than the formula's."""
        start = self.offset_of(node.lineno - 2, node.col_offset)
        end_line = (node.end_lineno or node.lineno) - 2
        end = self.offset_of(end_line, node.end_col_offset or node.col_offset)
        return Span(start, max(1, end - start))

    def location(self, span: Span) -> Location:
        """Return the place in the file; without exact places, the place of the formula as a whole."""
        if not self.exact:
            return self.at
        line, column = self._line_and_column(span.start)
        last_of_line = self.text.find("\n", span.start)
        length = span.length if last_of_line < 0 else min(span.length, max(1, last_of_line - span.start))
        start = max(1, self.at.column) + column
        return Location(self.at.file, max(1, self.at.line) + line, start, start + length)

    def problem(
        self,
        code: str,
        message: Text,
        where: Span | ast.expr,
        *,
        severity: Severity = Severity.ERROR,
        allowed: tuple[str, ...] = (),
        meant: tuple[str, ...] = (),
        help: Text | None = None,  # noqa: A002 - the field of Problem has this name
    ) -> Problem:
        """Return a placed problem; where the file place is not exact, the message says the formula's column."""
        span = where if isinstance(where, Span) else self.span_of(where)
        return Problem(
            code=code,
            message=message if self.exact else self._with_column(message, span),
            location=self.location(span),
            severity=severity,
            name=CODES[code],
            allowed=allowed,
            meant=meant,
            help=help,
        )

    def excerpt(self, where: Span | ast.expr) -> str:
        """Return the text there in one line, cut to be quoted in a message."""
        span = where if isinstance(where, Span) else self.span_of(where)
        words = " ".join(self.text[span.start : span.start + span.length].split())
        return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        before = self.text[:offset]
        return before.count("\n"), offset - (before.rfind("\n") + 1)

    def _with_column(self, message: Text, span: Span) -> Text:
        line, column = self._line_and_column(span.start)
        if "\n" not in self.text:
            return Text(
                f"{message.en} (column {column + 1} of the formula)", f"{message.vi} (cột {column + 1} của công thức)"
            )
        return Text(
            f"{message.en} (line {line + 1}, column {column + 1} of the formula)",
            f"{message.vi} (dòng {line + 1}, cột {column + 1} của công thức)",
        )


def placeless(code: str, message: Text, *, meant: tuple[str, ...] = (), subject: str = "") -> Problem:
    """Return a problem found where no place is known any more: while SQL text is written."""
    return Problem(code, message, name=CODES[code], meant=meant, subject=subject)


def unknown_name(name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that is not declared, without a place."""
    message = Text(f"`{name}` is not known here", f"không có tên `{name}` ở đây")
    return placeless("KPF520", message, meant=did_you_mean(name, known))
