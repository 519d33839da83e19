"""Find what ships with kpiframe: definitions, templates, examples."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped(name: str) -> Path:
    """Return the shipped folder *name*, in an installed wheel or in a checkout."""
    package = Path(str(files("kpiframe")))
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
