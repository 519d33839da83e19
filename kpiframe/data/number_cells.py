"""Numbers as people write them, with the declared separators, marks and brackets, to exact values."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.bindings import Column, Source
from kpiframe.data.cell_reader import BLANKS, DIGITS, Reader, Sql, matches, written_as
from kpiframe.sqltext import quote_text
from kpiframe.texts import Text

_AFTER_DIGITS: Final = "'% \t\u00a0\u202f'"
_GAPS: Final = r"[ \x{00A0}\x{202F}]"
_MONEY: Final = 3
"""Decimals up to which cells mostly are written out in full; with more the engine would write zeros they have not."""


def integer_cell(column: Column, source: Source) -> Reader:
    """Whole numbers, as BIGINT."""
    example = _example(source, 0)
    return Reader(
        matches(_signed(_whole(source), column)),
        lambda text: f"TRY_CAST({_plain(_bare(text, column), source)} AS BIGINT)",
        Text(f"a whole number like {example}", f"số nguyên như {example}"),
        same=written_as("BIGINT") if _bald(column, source) else None,
    )


def decimal_cell(column: Column, source: Source) -> Reader:
    """Numbers of at most so many decimals, exact."""
    example, scale = _example(source, column.scale), column.scale
    return Reader(
        matches(_signed(_whole(source) + _fraction(source, scale), column)),
        lambda text: f"TRY_CAST({_plain(_bare(text, column), source)} AS DECIMAL({DIGITS}, {scale}))",
        Text(
            f"a number like {example}, at most {scale} decimals and {DIGITS - scale} digits before them",
            f"số như {example}, tối đa {scale} chữ số thập phân và {DIGITS - scale} chữ số phía trước",
        ),
        same=written_as(f"DECIMAL({DIGITS}, {scale})") if _bald(column, source) and scale <= _MONEY else None,
    )


def percent_cell(column: Column, source: Source) -> Reader:
    """Require the sign: without it nobody can tell 0.03 the share from 0.03 percent."""
    example, scale = _example(source, column.scale), column.scale

    def cast(text: str) -> str:
        digits = f"rtrim({_plain(text, source)}, {_AFTER_DIGITS})"
        return f"TRY_CAST({digits} AS DECIMAL({DIGITS}, {scale}))"

    return Reader(
        matches("[+-]?" + _whole(source) + _fraction(source, scale) + r"[ \x{00A0}\x{202F}]?%"),
        cast,
        Text(
            f"a percentage with its sign like {example}% (without the sign declare decimal)",
            f"tỷ lệ có dấu % như {example}% (nếu không có dấu, hãy khai báo decimal)",
        ),
    )


def float_cell(column: Column, source: Source) -> Reader:
    """Finite numbers, as DOUBLE."""

    def cast(text: str) -> str:
        number = f"TRY_CAST({_plain(_bare(text, column), source)} AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END"

    example = _example(source, 2)
    return Reader(
        matches(_signed(f"{_whole(source)}({_escape(source.decimal)}[0-9]+)?([eE][+-]?[0-9]{{1,3}})?", column)),
        cast,
        Text(f"a finite number like {example}, an exponent may follow", f"số hữu hạn như {example}, có thể kèm số mũ"),
    )


def like_thousands(column: Column, source: Source) -> Sql:
    """Return the test of a number that is written as if its decimal mark stood between thousands: 1.234, 350.000."""
    grouped = matches(_signed(f"[1-9][0-9]{{0,2}}{_escape(source.decimal)}[0-9]{{3}}", column))
    return lambda text: grouped(f"trim({text}, {BLANKS})")


def _whole(source: Source) -> str:
    if not source.thousands:
        return "[0-9]+"
    return f"([0-9]+|[1-9][0-9]{{0,2}}({_escape(source.thousands)}[0-9]{{3}})+)"  # 0.125 is no 125


def _fraction(source: Source, scale: int) -> str:
    return f"({_escape(source.decimal)}[0-9]{{1,{scale}}})?" if scale else ""


def _signed(number: str, column: Column) -> str:
    """Return the pattern of *number* with its sign, and with a mark or in brackets where the column declares them."""
    blank = r"[ \x{00A0}\x{202F}]?"
    mark = "|".join(_escape(m) for m in column.marks)
    before, after = (f"(({mark}){blank})?", f"({blank}({mark}))?") if mark else ("", "")
    signed = f"[+-]?{before}[+-]?{number}{after}" if mark else f"[+-]?{number}"
    return f"({signed}|[(]{before}{number}{after}[)])" if column.brackets else signed


def _bare(text: str, column: Column) -> str:
    """Return SQL of the number without its mark, brackets turned into a sign."""
    for mark in sorted(column.marks, key=len, reverse=True):
        text = f"replace({text}, {quote_text(mark)}, '')"
    if column.marks:
        text = f"regexp_replace({text}, {quote_text(_GAPS)}, '', 'g')"
    if column.brackets:
        text = f"CASE WHEN {text} LIKE '(%' THEN '-' || trim({text}, '()') ELSE {text} END"
    return text


def _plain(text: str, source: Source) -> str:
    """Return the number in the engine's own notation."""
    if source.thousands:
        text = f"replace({text}, {quote_text(source.thousands)}, '')"
    return text if source.decimal == "." else f"replace({text}, {quote_text(source.decimal)}, '.')"


def _example(source: Source, scale: int) -> str:
    whole = f"1{source.thousands}234"
    return f"{whole}{source.decimal}5" if scale else whole


def _bald(column: Column, source: Source) -> bool:
    """Whether numbers stand there as the engine itself writes them."""
    return not (source.thousands or column.marks or column.brackets) and source.decimal == "."


def _escape(mark: str) -> str:
    return "".join(c if c.isalnum() else f"\\x{{{ord(c):04X}}}" for c in mark)
