"""The catalogue that ships, read once, and audits of names over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kpiframe.audit.auditing import audit
from kpiframe.audit.lexicon import Lexicon, lexicon_of
from kpiframe.audit.matching import Match, match
from kpiframe.audit.model import Audit
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import shipped_catalog

TODAY = date(2026, 11, 21)
ARTICLE = Path(__file__).parent / "article_b.txt"


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    return shipped_catalog()


@pytest.fixture(scope="session")
def lexicon(shipped: Catalog) -> Lexicon:
    return lexicon_of(shipped)


@pytest.fixture
def find(shipped: Catalog, lexicon: Lexicon) -> Callable[[str], Match]:
    return lambda name: match(name, lexicon, shipped)


@pytest.fixture
def audited(shipped: Catalog) -> Callable[..., Audit]:
    def of(*names: str, today: date = TODAY) -> Audit:
        return audit(names, shipped, today)

    return of


@pytest.fixture(scope="session")
def article() -> Path:
    """The metrics and tools that article B recommends, by name."""
    return ARTICLE
