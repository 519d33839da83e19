"""Writing scorecards as files: their names, their formats, and which existing file may be replaced."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpiframe.cli.places import file_name, write_new
from kpiframe.render.exporters import EXPORTERS
from kpiframe.render.to_index import MOST, Line, line_of, to_index

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
    lines: Mapping[str, Line] = field(default_factory=dict)
    """Language -> what a list of many pages says of this one."""


def write_pages(made: Iterable[Pages], folder: Path, *, force: bool = False) -> list[Path]:
    """Write the pages of every document into *folder*, one document at a time; return the paths in that order.

    More than one with pages get a list, ``index.LANGUAGE.html``, written last. A page of ours under the same name is
    replaced; any other file only by *force* (UsageError).
    """
    written: list[Path] = []
    stems = _Stems()
    listed: dict[str, list[tuple[Line, str]]] = {}
    for pages in made:
        stem = stems.of(pages.stem)
        for ending, content in pages.files:
            path = folder / f"{stem}.{ending}"
            written.append(write_new(path, content, force=force or _is_page(path, content)))
        for language, line in pages.lines.items():
            listed.setdefault(language, []).append((line, f"{stem}.{language}.html"))
    for path, page in _lists(listed, folder):
        written.append(write_new(path, page, force=force or _is_page(path, page)))
    return written


def _lists(listed: Mapping[str, Sequence[tuple[Line, str]]], folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the pages that list the others, in every language; none for a single scorecard."""
    for language, lines in listed.items():
        if len(lines) > 1:
            count = -(-len(lines) // MOST)
            names = [f"index{'' if number == 0 else f'-{number + 1}'}.{language}.html" for number in range(count)]
            for here, name in enumerate(names):
                yield folder / name, to_index(lines[here * MOST : (here + 1) * MOST], language, names, here)


def pages_of(card: Card, wish: Wish) -> Pages:
    """Return the pages of *card* in every format and language."""
    document = card.to_dict()
    files: list[tuple[str, str | bytes]] = []
    for name in wish.formats:
        exporter = EXPORTERS[name]
        for language in wish.languages if exporter.translated else ("",):
            made = exporter.function(document, language, templates=wish.templates, audience=wish.audience)
            files.append((f"{language}{exporter.suffix}".lstrip("."), made))
    listed = wish.languages if "html" in wish.formats else ()
    return Pages(_stem(document["frame"]), files, {language: line_of(document, language) for language in listed})


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
