"""Characters and words of a formula, judged before Python's parser sees them.

Python accepts, joins or folds much that a person did not mean: ``1_000``, adjacent texts, full-width
letters, ``f"…"``, comments. What is not spelled here never reaches it.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpiframe.formula import lookalikes
from kpiframe.formula.places import Places, Span
from kpiframe.limits import LIMITS
from kpiframe.problems import FormulaError, Problem, printable
from kpiframe.texts import Text

WORDS: Final = frozenset({"and", "or", "not", "if", "else", "in", "is", "None", "True", "False"})
"""The keywords of the language; every other keyword of Python is refused."""

_VALUES: Final = frozenset({"None", "True", "False"})


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    WORD = "word"
    TEXT = "text"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a formula and where it stands."""

    kind: TokenKind
    text: str
    start: int

    @property
    def span(self) -> Span:
        """Its stretch of the text."""
        return Span(self.start, len(self.text))

    @property
    def ends_operand(self) -> bool:
        """Whether an operand may end here, so that only an operator can follow."""
        return self.kind in (TokenKind.NUMBER, TokenKind.NAME, TokenKind.TEXT) or self.text in _CLOSING_OR_VALUE

    @property
    def begins_operand(self) -> bool:
        """Whether an operand begins here for certain (a sign or ``not`` may also be an operator)."""
        return self.kind in (TokenKind.NUMBER, TokenKind.NAME, TokenKind.TEXT) or self.text in _VALUES


_CLOSING_OR_VALUE: Final = _VALUES | {")", "]"}
_PATTERN: Final = re.compile(
    r"""
    (?P<blank>[ \n]+)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<sign>\*\*|//|<<|>>|<>|<=|>=|==|!=|[-+*/<>(),\[\]])
    """,
    re.VERBOSE,
)
_NUMBER_TAIL: Final = re.compile(r"[A-Za-z0-9_.]")
_LEADING_ZERO: Final = re.compile(r"0[0-9]")
_ESCAPE: Final = re.compile(r"\\(.)")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_REFUSED_SIGNS: Final = frozenset({"//", "<<", ">>", "<>"})


def scan(places: Places) -> list[Token]:
    """Return the tokens of the formula; FormulaError at the first that is not of the language."""
    tokens: list[Token] = []
    position, text = 0, places.text
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise FormulaError(lookalikes.refuse_character(places, position))
        position = match.end()
        if match.lastgroup != "blank":
            tokens.append(_token(match, places, tokens[-1] if tokens else None))
    if not tokens:
        raise FormulaError(places.problem("KPF510", Text("the formula is empty", "công thức trống"), Span(0)))
    _check_amount(tokens, places)
    _check_brackets(tokens, places)
    return tokens


def _token(match: re.Match[str], places: Places, before: Token | None) -> Token:
    kind, word = TokenKind(match.lastgroup or "sign"), match.group()
    if kind is TokenKind.NAME and word in WORDS:
        kind = TokenKind.WORD
    token = Token(kind, word, match.start())
    problem = _word_problem(token, places) or _neighbour_problem(before, token, places)
    if problem:
        raise FormulaError(problem)
    return token


def _word_problem(token: Token, places: Places) -> Problem | None:
    """Judge one token by itself."""
    if token.kind is TokenKind.NUMBER:
        return _number_problem(token, places)
    if token.kind is TokenKind.NAME:
        return _name_problem(token, places)
    if token.kind is TokenKind.TEXT:
        return _text_problem(token, places)
    if token.text in _REFUSED_SIGNS:
        return lookalikes.refuse_sign(places, token.span)
    return None


def _number_problem(token: Token, places: Places) -> Problem | None:
    tail = places.text[token.start + len(token.text) : token.start + len(token.text) + 1]
    if not _NUMBER_TAIL.match(tail) and not _LEADING_ZERO.match(token.text):
        return None
    span = Span(token.start, len(token.text) + len(tail))
    return places.problem(
        "KPF517",
        Text(
            f"`{places.excerpt(span)}` is not a number of the language: write digits with a decimal point, "
            "as in 1250.5 or 1e6, without separators, letters or leading zeros",
            f"`{places.excerpt(span)}` không phải là số của ngôn ngữ: hãy viết các chữ số với dấu chấm thập phân, "
            "như 1250.5 hoặc 1e6, không có dấu phân cách, chữ cái hay số 0 ở đầu",
        ),
        span,
    )


def _name_problem(token: Token, places: Places) -> Problem | None:
    if keyword.iskeyword(token.text):
        return places.problem(
            "KPF514",
            Text(
                f"`{token.text}` is a word of Python and cannot be used in a formula, not even as a name",
                f"`{token.text}` là từ khoá của Python và không dùng được trong công thức, kể cả làm tên",
            ),
            token.span,
        )
    if token.text.startswith("_") or "__" in token.text:
        return places.problem(
            "KPF514",
            Text(
                f"`{places.excerpt(token.span)}` is not a name: names begin with a letter "
                "and hold no double underscore",
                f"`{places.excerpt(token.span)}` không phải là tên: tên bắt đầu bằng chữ cái "
                "và không có hai dấu gạch dưới liền nhau",
            ),
            token.span,
        )
    return None


def _text_problem(token: Token, places: Places) -> Problem | None:
    for escape in _ESCAPE.finditer(token.text[1:-1]):
        if escape.group(1) not in "\\\"'":
            return places.problem(
                "KPF518",
                Text(
                    f"`{printable(escape.group())}` is no escape of the language; after a backslash stands a quote "
                    "or a backslash, every other character is written as it is",
                    f"`{printable(escape.group())}` không phải là ký tự thoát của ngôn ngữ; sau dấu gạch chéo ngược "
                    "chỉ có dấu nháy hoặc dấu gạch chéo ngược, các ký tự khác viết như bình thường",
                ),
                Span(token.start + 1 + escape.start(), 2),
            )
    hidden = next((i for i, char in enumerate(token.text) if unicodedata.category(char) in _HIDDEN), None)
    if hidden is None:
        return None
    shown = lookalikes.visible(token.text[hidden])
    return places.problem(
        "KPF518",
        Text(
            f"a text constant cannot hold the control or invisible character {shown}",
            f"hằng văn bản không được chứa ký tự điều khiển hoặc ký tự ẩn {shown}",
        ),
        Span(token.start + hidden),
    )


def _neighbour_problem(before: Token | None, token: Token, places: Places) -> Problem | None:
    """Judge a token by the one before it: two operands need an operator between them."""
    if before is None:
        return None
    prefixed = before.text.isidentifier() and before.start + len(before.text) == token.start
    if token.kind is TokenKind.TEXT and (before.kind is TokenKind.TEXT or prefixed):
        return places.problem(
            "KPF518",
            Text(
                'a text constant stands alone: no prefix, no second text beside it; list texts as in ["a", "b"]',
                "hằng văn bản phải đứng riêng: không có tiền tố, không có văn bản thứ hai ngay bên cạnh; "
                'liệt kê các văn bản như ["a", "b"]',
            ),
            Span(before.start, token.start + len(token.text) - before.start),
        )
    if not before.ends_operand:
        return None
    if token.text == "[":
        return places.problem(
            "KPF514",
            Text("a formula cannot take parts with [ ]", "công thức không thể lấy phần tử bằng [ ]"),
            token.span,
        )
    called = token.text == "(" and before.kind is not TokenKind.NAME
    if token.begins_operand or called:
        return lookalikes.refuse_gap(places, before.span, token.span)
    return None


def _check_amount(tokens: list[Token], places: Places) -> None:
    """Every operand becomes a node: too many are refused before the parser works on them."""
    operands = [token for token in tokens if token.begins_operand]
    if len(operands) > LIMITS.formula_nodes:
        message = Text(
            f"the formula holds more than {LIMITS.formula_nodes} names and constants",
            f"công thức có hơn {LIMITS.formula_nodes} tên và hằng",
        )
        raise FormulaError(places.problem("KPF511", message, operands[LIMITS.formula_nodes].span))


def _check_brackets(tokens: list[Token], places: Places) -> None:
    """Brackets must pair, so that no text can close the pair the parser is given around it."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind is not TokenKind.SIGN:
            continue
        if token.text in "([":
            opened.append(token)
        elif token.text in ")]" and (not opened or opened.pop().text + token.text not in ("()", "[]")):
            raise FormulaError(_unpaired(token, places))
        if len(opened) > LIMITS.formula_depth:
            message = Text(
                f"brackets are nested more than {LIMITS.formula_depth} deep",
                f"ngoặc lồng nhau sâu hơn {LIMITS.formula_depth} cấp",
            )
            raise FormulaError(places.problem("KPF511", message, token.span))
    if opened:
        raise FormulaError(_unpaired(opened[-1], places))


def _unpaired(token: Token, places: Places) -> Problem:
    return places.problem(
        "KPF510",
        Text(f"the bracket `{token.text}` has no partner", f"dấu ngoặc `{token.text}` không có dấu đi cặp"),
        token.span,
    )
