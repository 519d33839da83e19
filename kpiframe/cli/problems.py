"""Problems on a terminal: what, where with a caret under the words, what is allowed and what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kpiframe.catalog.codes import NAMES
from kpiframe.cli.exits import Exit
from kpiframe.cli.session import Session
from kpiframe.cli.shown import from_here, way_to
from kpiframe.limits import LIMITS
from kpiframe.problems import KpiframeError, Location, Problem, Severity, printable, veiled
from kpiframe.texts import Text

_WORDS = {
    Severity.ERROR: Text("error", "lỗi"),
    Severity.WARNING: Text("warning", "cảnh báo"),
    Severity.INFO: Text("info", "lưu ý"),
}
_ALLOWED = Text("allowed", "được phép")
_MEANT = Text("did you mean", "có phải ý bạn là")
_HELP = Text("help", "gợi ý")
_MORE = Text("and {n} more", "và {n} mục nữa")


def show(session: Session, problems: Sequence[Problem], folder: Path | None = None) -> None:
    """Print *problems* to standard error, by place; lines of files are looked up under *folder*."""
    ordered = sorted(dict.fromkeys(problems), key=lambda p: (p.severity.rank, p.sort_key()))
    most = LIMITS.findings_of_one_rule
    for problem in ordered[:most]:
        session.warn("\n".join(_full(problem, session.language, folder)))
    if len(ordered) > most:
        session.warn(_MORE.into(session.language).format(n=len(ordered) - most))


@contextmanager
def refusing(session: Session, folder: Path | None) -> Iterator[None]:
    """Turn an error a user caused inside the block into a printed problem and exit status 2."""
    try:
        yield
    except KpiframeError as error:
        show(session, error.problems, folder)
        raise click.exceptions.Exit(Exit.USAGE) from None


def _full(problem: Problem, language: str, folder: Path | None) -> Iterator[str]:
    title = f"{problem.code} {problem.name or NAMES.get(problem.code, '')}".strip()
    yield f"{_WORDS[problem.severity].into(language)}[{title}]: {problem.message.into(language)}"
    place = problem.location
    way = way_to(folder) if folder else ""
    if place.file:
        yield f"  --> {from_here(place, way)}"
        yield from _excerpt(place, folder)
    for where, what in problem.related:
        yield f"   = {from_here(where, way)}: {what.into(language)}"
    if problem.meant:
        yield f"   = {_MEANT.into(language)}: {', '.join(problem.meant)}?"
    if problem.allowed:
        shown = ", ".join(problem.allowed[:12]) + (" …" if len(problem.allowed) > 12 else "")
        yield f"   = {_ALLOWED.into(language)}: {shown}"
    if problem.help:
        yield f"   = {_HELP.into(language)}: {problem.help.into(language)}"


def _excerpt(place: Location, folder: Path | None) -> Iterator[str]:
    line = _line(place, folder)
    if line is None:
        return
    number = str(place.line)
    gap = " " * len(number)
    yield f"{gap} |"
    yield f"{number} | {printable(veiled(line))[:160]}"
    if 0 < place.column <= 160:
        width = max(1, min(place.end_column, len(line) + 1) - place.column)
        yield f"{gap} | {' ' * (place.column - 1)}{'^' * min(width, 160)}"


def _line(place: Location, folder: Path | None) -> str | None:
    if not place.line or folder is None:
        return None
    path = folder / place.file
    try:
        if not path.is_file() or path.stat().st_size > LIMITS.file_bytes:
            return None
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return None
    return lines[place.line - 1] if place.line <= len(lines) else None
