"""Plain scalars of YAML text -> null, boolean, number or text, after the YAML 1.2 core schema."""

from __future__ import annotations

import re
from typing import Final

Plain = None | bool | int | float | str
_KINDS: Final = re.compile(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<bool>true|True|TRUE|false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_FIRST: Final = frozenset("~nNtTfF-+.0123456789")
_DIGITS: Final = 40


class LongNumberError(ValueError):
    """A whole number of too many digits."""


def plain(written: str) -> Plain:
    """Return what the unquoted *written* means; infinity stands for every number that is not finite.

    Raises LongNumberError for a whole number of more than 40 characters.
    """
    if written and written[0] not in _FIRST:
        return written
    found = _KINDS.fullmatch(written)
    kind = found.lastgroup if found else "str"
    if kind == "str":
        return written
    if kind == "null":
        return None
    if kind == "bool":
        return written[0] in "tT"
    if kind == "int":
        if len(written) > _DIGITS:
            raise LongNumberError
        return int(written, 0) if written.startswith(("0o", "0x")) else int(written)
    return float("inf") if written[-1] in "fFnN" else float(written)
