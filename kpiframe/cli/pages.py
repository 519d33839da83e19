"""Writing scorecards as files: their names, their formats, and which existing file may be replaced."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpiframe.cli.places import file_name, write_new
from kpiframe.render.exporters import EXPORTERS

if TYPE_CHECKING:
    from kpiframe.api import Card


@dataclass(frozen=True, slots=True)
class Wish:
    """How the pages of a card are wanted; a worker process gets it with its cards."""

    formats: Sequence[str]
    languages: Sequence[str]
    templates: Path | None = None
    """Folder of the project's own templates."""
    audience: str = "client"

    def __call__(self, card: Card) -> Pages:
        """Return the pages of *card*."""
        return pages_of(card, self)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one document, not yet written."""

    stem: str
    """What their names begin with, when no other document's do."""
    files: Sequence[tuple[str, str | bytes]]
    """How each name ends, and what is in the file."""


def write_pages(made: Iterable[Pages], folder: Path, *, force: bool = False) -> list[Path]:
    """Write the pages of every document into *folder*, one document at a time; return the paths in that order.

    A page of ours under the same name is replaced; any other file only by *force* (UsageError).
    """
    written: list[Path] = []
    stems = _Stems()
    for pages in made:
        stem = stems.of(pages.stem)
        for ending, content in pages.files:
            path = folder / f"{stem}.{ending}"
            written.append(write_new(path, content, force=force or _is_page(path, content)))
    return written


def pages_of(card: Card, wish: Wish) -> Pages:
    """Return the pages of *card* in every format and language."""
    document = card.to_dict()
    files: list[tuple[str, str | bytes]] = []
    for name in wish.formats:
        exporter = EXPORTERS[name]
        for language in wish.languages if exporter.translated else ("",):
            made = exporter.function(document, language, templates=wish.templates, audience=wish.audience)
            files.append((f"{language}{exporter.suffix}".lstrip("."), made))
    return Pages(_stem(document["frame"]), files)


def _stem(frame: Mapping[str, Any]) -> str:
    cuts = [f"{name}={'none' if value is None else value}" for name, value in frame["slice"].items()]
    return file_name(frame["project"], frame["scorecard"], frame["period"], *cuts)


class _Stems:
    """Names, with a number where two would be alike."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, first: str) -> str:
        """Return *first* or what makes it unlike all before it."""
        stem, number = first, 1
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
