"""An audit as Markdown, for a document or a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kpiframe.audit.page import Block, Line, Page
from kpiframe.problems import printable

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def as_markdown(page: Page) -> str:
    """Return *page* as Markdown; what the list holds can form no markup of its own."""
    lines = [f"# {_plain(page.title)}", "", *(_plain(sentence) for sentence in page.lead)]
    for section in page.sections:
        lines += ["", f"## {_plain(section.title)}", ""]
        lines += [_plain(section.lead), ""] if section.lead else []
        for block in section.blocks:
            lines += _block(block)
    return printable("\n".join(lines)) + "\n"


def _block(block: Block) -> Iterator[str]:
    if not block.title:
        yield from (f"- {_line(line)}" for line in block.lines)
        return
    yield f"- **{_plain(block.title)}**"
    yield from (f"  - {_line(line)}" for line in block.lines)


def _line(line: Line) -> str:
    if not line.label:
        return _plain(line.text)
    label = f"**{_plain(line.label)}**" if line.severity else _plain(line.label)
    return f"{label}: {_plain(line.text)}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
