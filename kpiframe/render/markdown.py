"""Text as Markdown that shows exactly that text: no structure, no links, no HTML, on one line."""

from __future__ import annotations

import re
from typing import Final

_ALWAYS: Final = re.compile(r"([\\`*_\[\]<>|~#&$@])")
_AT_START: Final = re.compile(r"^([-=]|\+(?=\s|$)|\d{1,9}(?=[.)](?:\s|$)))")
_ADDRESS: Final = re.compile(r"(?i)\b(?:https?|ftp|mailto|xmpp):|\bwww\.")
_URL_PLAIN: Final = re.compile(r"[^0-9A-Za-z\-._~:/?#@!$&*+,;=%]")
_SPACES: Final = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")


def escape_markdown(text: str) -> str:
    """Return *text* so that a CommonMark or GitHub reader shows it literally wherever it stands: line, cell or item."""
    line = _SPACES.sub(" ", text)
    escaped = _ALWAYS.sub(r"\\\1", line)
    escaped = _ADDRESS.sub(lambda m: m.group()[:-1] + "\\" + m.group()[-1], escaped)
    stripped = escaped.lstrip(" ")
    start = _AT_START.match(stripped)
    if start is None:
        return escaped
    head, tail = start.group(1), stripped[start.end() :]
    lead = escaped[: len(escaped) - len(stripped)]
    return f"{lead}{head}\\{tail}" if head[0].isdigit() else f"{lead}\\{stripped}"


def code_span(text: str) -> str:
    """Return *text* as one code span, whatever backticks it holds."""
    line = _SPACES.sub(" ", text).strip() or " "
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest or line == " " else f"{fence}{line}{fence}"


def link_target(url: str) -> str:
    """Return *url* for the round brackets of a link, everything that could end it percent-encoded."""
    return _URL_PLAIN.sub(lambda m: "".join(f"%{byte:02X}" for byte in m.group().encode()), url)
