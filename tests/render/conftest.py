"""Documents for the pages: built once by hand in sample.py, handed out as plain data."""

import copy
import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """The module sample.py."""
    spec = importlib.util.spec_from_file_location("render_sample", HERE / "sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def _card(sample: ModuleType) -> dict[str, Any]:
    return sample.card().to_dict()


@pytest.fixture(scope="session")
def _troubled(sample: ModuleType) -> dict[str, Any]:
    return sample.troubled().to_dict()


@pytest.fixture
def document(_card: dict[str, Any]) -> dict[str, Any]:
    """Worked example 3 as a document of one's own."""
    return copy.deepcopy(_card)


@pytest.fixture
def troubled(_troubled: dict[str, Any]) -> dict[str, Any]:
    """The card full of trouble."""
    return copy.deepcopy(_troubled)


@pytest.fixture
def golden():
    """Compare a text with tests/render/snapshots/NAME; KPIFRAME_SNAPSHOT_UPDATE=1 writes it instead."""

    def compare(name: str, text: str) -> None:
        path = HERE / "snapshots" / name
        if os.environ.get("KPIFRAME_SNAPSHOT_UPDATE") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{name} changed; KPIFRAME_SNAPSHOT_UPDATE=1 accepts it"

    return compare
