"""Writing scorecards as files: their names, their formats, and which existing file may be replaced."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpiframe.cli.crew import in_order
from kpiframe.cli.places import file_name, write_new
from kpiframe.render.exporters import EXPORTERS


@dataclass(frozen=True, slots=True)
class Wish:
    """How pages are wanted."""

    formats: Sequence[str]
    languages: Sequence[str]
    templates: Path | None = None
    """Folder of the project's own templates."""
    audience: str = "client"
    force: bool = False
    """Replace any file that is in the way."""


def write_pages(
    documents: Iterable[Mapping[str, Any]],
    folder: Path,
    wish: Wish,
    *,
    jobs: int = 1,
    watch: Callable[[int], None] | None = None,
) -> list[Path]:
    """Write every document in every format and language into *folder*; return the paths in that order.

    A page of ours under the same name is replaced; any other file only by force (UsageError). *jobs* processes make
    the pages, a few at a time; the bytes are the same with any number. *watch* is told how many documents are done.
    """
    written: list[Path] = []
    stems = _Stems()
    tasks = ((stems.of(document), document, wish) for document in documents)
    for done, (stem, pages) in enumerate(in_order(_made, tasks, jobs), 1):
        for ending, made in pages:
            path = folder / f"{stem}.{ending}"
            written.append(write_new(path, made, force=wish.force or _is_page(path, made)))
        if watch:
            watch(done)
    return written


def _made(task: tuple[str, Mapping[str, Any], Wish]) -> tuple[str, list[tuple[str, str | bytes]]]:
    """Return the stem of a document with its pages: how each file's name ends, and what is in it."""
    stem, document, wish = task
    pages = []
    for name in wish.formats:
        exporter = EXPORTERS[name]
        for language in wish.languages if exporter.translated else ("",):
            made = exporter.function(document, language, templates=wish.templates, audience=wish.audience)
            pages.append((f"{language}{exporter.suffix}".lstrip("."), made))
    return stem, pages


class _Stems:
    """Names ``project-scorecard-period[-slice=value]``, with a number where two would be alike."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, document: Mapping[str, Any]) -> str:
        """Return the name of *document*, unlike all before it."""
        frame = document["frame"]
        cuts = [f"{name}={'none' if value is None else value}" for name, value in frame["slice"].items()]
        stem = first = file_name(frame["project"], frame["scorecard"], frame["period"], *cuts)
        number = 1
        while stem.casefold() in self._taken:
            number += 1
            stem = f"{first}-{number}"
        self._taken.add(stem.casefold())
        return stem


def _is_page(path: Path, made: str | bytes) -> bool:
    """Tell whether *path* holds an earlier page: it names kpiframe, or has the header row of the text *made*."""
    if not path.is_file():
        return False
    old = path.read_bytes()
    if isinstance(made, bytes):
        return _made_by_us(old)
    return b"kpiframe" in old or old.split(b"\n")[0] == made.encode().split(b"\n")[0]


def _made_by_us(workbook: bytes) -> bool:
    """Tell whether a workbook names kpiframe as its author."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive, archive.open("docProps/core.xml") as part:
            return b"kpiframe" in part.read(65_536)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile):
        return False
