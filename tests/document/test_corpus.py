"""Bad documents, one file a case: each gives exactly one error, with the expected code at the expected line.

The first line of a file says what is expected. Refusals count only with our own code and place.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kpiframe.catalog.codes import NAMES
from kpiframe.catalog.loader import read_definitions, read_shipped
from kpiframe.problems import Severity, describe
from kpiframe.project_reading import read_project

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
FILES = sorted(CORPUS.glob("*/*.yaml"))
HEADER = re.compile(r"# expect: (KPF\d{3}) at line (\d+), read as (definitions|project)")


@pytest.fixture(scope="session")
def shipped():
    return read_shipped()


def test_the_corpus_is_large_and_broad():
    codes = Counter(HEADER.match(path.read_bytes().decode().split("\n")[0]).group(1) for path in FILES)
    assert len(FILES) >= 120
    assert len(codes) >= 20
    assert set(codes) <= set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=[p.relative_to(CORPUS).as_posix() for p in FILES])
def test_a_bad_document_is_refused_once_at_its_line(path, tmp_path, shipped):
    text = path.read_bytes()
    code, line, kind = HEADER.match(text.decode().split("\n")[0]).groups()
    if kind == "project":
        (tmp_path / "kpiframe.yaml").write_bytes(text)
        _, problems, _ = read_project(tmp_path, shipped=shipped)
    else:
        (tmp_path / "case.yaml").write_bytes(text)
        _, problems, _ = read_definitions([tmp_path / "case.yaml"], tmp_path, shipped=shipped)
    errors = [p for p in problems if p.severity is Severity.ERROR]
    assert [(p.code, p.location.line) for p in errors] == [(code, int(line))], [str(p) for p in errors]
    problem = errors[0]
    assert problem.location.column >= 1
    assert problem.name
    for language in ("en", "vi"):
        shown = describe(problem, language)
        assert shown.isprintable()
        assert len(shown) <= 2000
