"""Plain scalars of YAML text -> null, boolean, number or text, after the YAML 1.2 core schema."""

from __future__ import annotations

import re
from typing import Final

Plain = None | bool | int | float | str
_WORDS: Final[dict[str, Plain]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")), float("inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("inf")),
}
_NUMBER: Final = re.compile(
    r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
)
_FIRST: Final = frozenset("-+.0123456789")
_DIGITS: Final = 40


class LongNumberError(ValueError):
    """A whole number of too many digits."""


def plain(written: str) -> Plain:
    """Return what the unquoted *written* means; infinity stands for every number that is not finite.

    Raises LongNumberError for a whole number of more than 40 characters.
    """
    if written in _WORDS:
        return _WORDS[written]
    number = _NUMBER.fullmatch(written) if written[0] in _FIRST else None
    if number is None:
        return written
    if number[1] is None:
        return float(written)
    if len(written) > _DIGITS:
        raise LongNumberError
    return int(written, 0) if written.startswith(("0o", "0x")) else int(written)
