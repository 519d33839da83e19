"""Documents for the pages: built once by hand in sample.py, handed out as plain data."""

import copy
import importlib.util
import json
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
def card_document(sample: ModuleType) -> dict[str, Any]:
    return sample.card().to_dict()


@pytest.fixture(scope="session")
def troubled_document(sample: ModuleType) -> dict[str, Any]:
    return sample.troubled().to_dict()


@pytest.fixture
def document(card_document: dict[str, Any]) -> dict[str, Any]:
    """Worked example 3 as a document of one's own."""
    return copy.deepcopy(card_document)


@pytest.fixture
def troubled(troubled_document: dict[str, Any]) -> dict[str, Any]:
    """The card full of trouble."""
    return copy.deepcopy(troubled_document)


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


@pytest.fixture(scope="session")
def small(card_document: dict[str, Any]) -> dict[str, Any]:
    """A document with one of everything, for tests that render it hundreds of times."""
    given = copy.deepcopy(card_document)
    kept = {"conversion_rate", "brand_awareness"}
    for part in ("results", "definitions"):
        given[part] = [each for each in given[part] if each["kpi"] in kept]
    given["definitions"] = given["definitions"][:1]
    given["flags"] = [{**f, "kpi": f["kpi"] and "conversion_rate"} for f in given["flags"][2:4]]
    given["sources"] = given["sources"][:1]
    given["score"]["contributions"] = given["score"]["contributions"][-2:]
    return given


CODES = {
    "state", "reason", "band", "verdict", "unit", "kind", "direction", "severity", "confidence", "scope", "grain", "period",
    "previous", "year_ago", "period_start", "period_end", "today", "measured_by", "signal", "directness", "audience",
    "missing_policy", "withheld", "gap_reason", "cadence", "status", "due", "until", "first", "last", "reviewed_on", "locale",
    "zero_because", "effort", "grade", "date", "as_of", "notes",
}  # fmt: skip
"""Keys whose texts are codes or dates from a closed list; every other text of a document is free."""


@pytest.fixture(scope="session")
def flood():
    """Put one text into every free text of a document; names of KPIs, groups and rules keep a tail that tells them apart.

    ``only=N`` reaches the Nth place alone; ``places`` counts them.
    """

    def run(value: Any, text: str, places: list[str], only: int | None, path: str = "") -> Any:
        if isinstance(value, dict):
            return {
                k: v if k in CODES and not isinstance(v, (dict, list)) else run(v, text, places, only, f"{path}.{k}")
                for k, v in value.items()
            }
        if isinstance(value, list):
            return (
                value if path.endswith((".audience", ".notes")) else [run(v, text, places, only, path) for v in value]
            )
        if not isinstance(value, str) or not value:
            return value
        places.append(path)
        if only is not None and len(places) - 1 != only:
            return value
        if path.endswith(".url") and text.startswith("http"):
            return "no web address"
        named = path.split(".")[-1] in {"kpi", "group", "name", "kpis", "id", "flags"}
        return text + value if named else text

    def start(document: Any, text: str, *, only: int | None = None, places: list[str] | None = None) -> Any:
        return run(copy.deepcopy(document), text, [] if places is None else places, only)

    return start


def read_corpus(name: str) -> list[dict[str, str]]:
    lines = (HERE.parent / "corpus" / name / "payloads.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def markup_corpus() -> list[dict[str, str]]:
    """Payloads of tests/corpus/markup."""
    return read_corpus("markup")


@pytest.fixture(scope="session")
def terminal_corpus() -> list[dict[str, str]]:
    """Payloads of tests/corpus/terminal."""
    return read_corpus("terminal")
