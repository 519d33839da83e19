"""What people write instead of the language, and what they should write: refusals that know the answer."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import Final

from kpiframe.formula.places import Places, Span
from kpiframe.problems import Problem
from kpiframe.texts import Text

_OPERATORS: Final = MappingProxyType(
    {
        "%": Text("write the percentage as `/ 100` or `* 100`", "hãy viết phần trăm là `/ 100` hoặc `* 100`"),
        "//": Text("divide with `/`", "hãy chia bằng `/`"),
        "^": Text("a power is written `**`", "luỹ thừa viết là `**`"),
        "&": Text("write `and`", "hãy viết `and`"),
        "|": Text("write `or`", "hãy viết `or`"),
        "~": Text("write `not`", "hãy viết `not`"),
        "!": Text("write `not`, or `!=` for unequal", "hãy viết `not`, hoặc `!=` cho khác"),
        "<<": Text("write one `<`", "hãy viết một dấu `<`"),
        ">>": Text("write one `>`", "hãy viết một dấu `>`"),
        "<>": Text("unequal is written `!=`", "so sánh khác viết là `!=`"),
        "@": Text("multiply with `*`", "hãy nhân bằng `*`"),
        "?": Text("write `a if condition else b`", "hãy viết `a if điều_kiện else b`"),
    }
)
_SYNTAX: Final = MappingProxyType(
    {
        "=": Text(
            "a formula assigns nothing and has no keyword arguments; compare with `==`, `<=`, `>=`",
            "công thức không gán giá trị và không có đối số theo tên; so sánh bằng `==`, `<=`, `>=`",
        ),
        ";": Text("a formula is one expression", "công thức là một biểu thức duy nhất"),
        ":": Text(
            "a formula has no `:`; conditions are `a if c else b`", "không dùng `:`; điều kiện viết `a if c else b`"
        ),
        ".": Text("a formula has no attributes; a point stands in numbers only", "dấu chấm chỉ dùng trong số"),
        "#": Text(
            "a formula holds no comments; write them beside it in the YAML", "hãy viết chú thích bên ngoài công thức"
        ),
        "{": Text("brackets are ( ), lists are [ ]", "dùng ( ) để nhóm, [ ] để liệt kê"),
        "}": Text("brackets are ( ), lists are [ ]", "dùng ( ) để nhóm, [ ] để liệt kê"),
        "\\": Text("a line may simply end inside a formula", "có thể xuống dòng bình thường trong công thức"),
        "`": Text("names stand without quotes", "tên viết không có dấu nháy"),
        "$": Text("names stand without `$`", "tên viết không có `$`"),
    }
)
_MEANT: Final = MappingProxyType(
    {"×": "*", "·": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "≠": "!=", "²": "** 2"}
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’", "'")
)


def refuse_character(places: Places, offset: int) -> Problem:
    """Return the problem for a character no token of the language begins with."""
    char, span = places.text[offset], Span(offset)
    if char in _OPERATORS:
        return refuse_sign(places, span)
    if char in _SYNTAX:
        message = Text(f"`{char}` is not part of the language", f"`{char}` không thuộc ngôn ngữ công thức")
        return places.problem("KPF514", message, span, help=_SYNTAX[char])
    if char in "\"'":
        message = Text("a text constant does not end on its line", "hằng văn bản không kết thúc trên cùng một dòng")
        return places.problem("KPF518", message, span)
    return _refuse_foreign(places, char, span)


def refuse_sign(places: Places, span: Span) -> Problem:
    """Return the problem for an operator that is left out of the language, with the one to write instead."""
    sign = places.text[span.start : span.start + span.length]
    message = Text(f"the operator `{sign}` is not allowed", f"không được dùng toán tử `{sign}`")
    return places.problem(
        "KPF513", message, span, help=_OPERATORS[sign], allowed=("+", "-", "*", "/", "**", "and", "or", "not")
    )


def visible(char: str) -> str:
    """Return a character as it is, or as its code point where it would not be seen."""
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def refuse_gap(places: Places, left: Span, right: Span) -> Problem:
    """Return the problem for two operands without an operator between them."""
    one, two = places.excerpt(left), places.excerpt(right)
    word = next((w for w in (one, two) if w.lower() in ("and", "or", "not", "if", "else", "in", "is")), None)
    message = Text(f"an operator is missing between `{one}` and `{two}`", f"thiếu toán tử giữa `{one}` và `{two}`")
    return places.problem("KPF510", message, right, meant=(word.lower(),) if word else ())


def _refuse_foreign(places: Places, char: str, span: Span) -> Problem:
    folded = unicodedata.normalize("NFKC", char)
    meant = _MEANT.get(char) or (folded if folded.isascii() and folded.isprintable() and folded.strip() else "")
    shown = visible(char)
    message = Text(
        f"the character `{shown}` is not allowed outside a text constant: a formula is plain ASCII",
        f"ký tự `{shown}` không được phép ngoài hằng văn bản: công thức chỉ gồm ký tự ASCII",
    )
    return places.problem("KPF512", message, span, meant=(meant,) if meant else ())
