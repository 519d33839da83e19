"""The corpora of formulas, as values."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CORPUS = Path(__file__).parent.parent / "corpus" / "formulas"


@pytest.fixture(scope="session")
def corpus():
    """Return a function: name of a corpus file -> its cases."""

    def read(name: str) -> list[dict]:
        return yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))

    return read
