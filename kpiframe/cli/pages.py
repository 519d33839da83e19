"""Writing scorecards as files: their names, their formats, and which existing file may be replaced."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def write_pages(documents: Sequence[Mapping[str, Any]], folder: Path, wish: Wish) -> list[Path]:
    """Write every document in every format and language into *folder*; return the paths in that order.

    A page of ours under the same name is replaced; any other file only by force (UsageError).
    """
    written: list[Path] = []
    stems = _stems(documents)
    for document, stem in zip(documents, stems, strict=True):
        for name in wish.formats:
            exporter = EXPORTERS[name]
            for language in wish.languages if exporter.translated else ("",):
                text = exporter.function(document, language, templates=wish.templates, audience=wish.audience)
                path = folder / ".".join(part for part in (stem, language, exporter.suffix.lstrip(".")) if part)
                written.append(write_new(path, text, force=wish.force or _is_page(path, text)))
    return written


def _stems(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return ``project-scorecard-period[-slice=value]`` for each, with a number where two would be alike."""
    found: list[str] = []
    taken: set[str] = set()
    for document in documents:
        frame = document["frame"]
        cuts = [f"{name}={'none' if value is None else value}" for name, value in frame["slice"].items()]
        stem = first = file_name(frame["project"], frame["scorecard"], frame["period"], *cuts)
        number = 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{first}-{number}"
        taken.add(stem.casefold())
        found.append(stem)
    return found


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
