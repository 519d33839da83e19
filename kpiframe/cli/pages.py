"""Writing scorecards as files: their names, their formats, and which existing file may be replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpiframe.cli.places import file_name, write_new

LANGUAGE_FREE = ("json", "csv")
"""Formats that hold every language, or none."""


def write_pages(
    documents: Sequence[Mapping[str, Any]],
    folder: Path,
    *,
    formats: Iterable[str],
    languages: Sequence[str],
    force: bool = False,
) -> list[Path]:
    """Write every document in every format and language into *folder*; return the paths in that order.

    A page of ours under the same name is replaced; any other file only with *force* (UsageError).
    """
    from kpiframe.render.exporters import EXPORTERS

    written: list[Path] = []
    for document in documents:
        for name in formats:
            exporter = EXPORTERS[name]
            for language in languages[:1] if name in LANGUAGE_FREE else languages:
                text = exporter.render(document, language)
                path = folder / page_name(document, "" if name in LANGUAGE_FREE else language, exporter.suffix)
                written.append(write_new(path, text, force=force or _is_page(path, text)))
    return written


def page_name(document: Mapping[str, Any], language: str, suffix: str) -> str:
    """Return ``project-scorecard-period[-slice=value].language.suffix``."""
    frame = document["frame"]
    cuts = [f"{name}={'none' if value is None else value}" for name, value in frame["slice"].items()]
    stem = file_name(frame["project"], frame["scorecard"], frame["period"], *cuts)
    return ".".join(part for part in (stem, language, suffix.lstrip(".")) if part)


def _is_page(path: Path, text: str) -> bool:
    """Tell whether *path* holds an earlier page: it names kpiframe, or has the header row *text* has."""
    if not path.is_file():
        return False
    old = path.read_bytes()
    return b"kpiframe" in old or old.split(b"\n")[0] == text.encode().split(b"\n")[0]
