"""An audit for a terminal, or for a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from kpiframe.audit.page import Block, Line, Page
from kpiframe.problems import printable

_INDENT: Final = "  "


def as_text(page: Page, width: int = 80) -> str:
    """Return *page* as plain text, at most *width* columns wide but for single words that are longer."""
    lines = [page.title, "=" * min(len(page.title), width)]
    for sentence in page.lead:
        lines += _wrapped(sentence, "", "", width)
    for section in page.sections:
        lines += ["", section.title, "-" * min(len(section.title), width)]
        lines += _wrapped(section.lead, "", "", width) if section.lead else []
        for block in section.blocks:
            lines += _block(block, width)
    return printable("\n".join(lines))


def _block(block: Block, width: int) -> Iterator[str]:
    if block.title:
        yield ""
        yield from _wrapped(block.title, "", _INDENT, width)
    for line in block.lines:
        yield from _line(line, width)


def _line(line: Line, width: int) -> Iterator[str]:
    mark = "! " if line.severity else _INDENT
    head = f"{_INDENT}{mark}{line.label}: " if line.label else f"{_INDENT}- "
    yield from _wrapped(line.text, head, _INDENT * 3, width)


def _wrapped(text: str, first: str, further: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )
