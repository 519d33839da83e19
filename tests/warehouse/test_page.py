"""The table of capabilities in the documentation is the table in the code."""

from __future__ import annotations

import re

from kpiframe.catalog.warehouses import BACKENDS


def test_the_page_says_what_each_can_do(repository):
    page = (repository / "docs" / "warehouses.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (`\w+://.+?) \| (\w+) \| (\w+) \| (\w+) \|$", page, re.MULTILINE)
    assert rows == [
        (
            backend.kind,
            ", ".join(f"`{scheme}://`" for scheme in backend.schemes),
            "run" if backend.run else "compiled",
            "no" if "median" in backend.lacks else "yes",
            "yes" if backend.normalize else "no",
        )
        for backend in BACKENDS.values()
    ]


def test_the_page_says_where_results_can_be_written(repository):
    page = (repository / "docs" / "warehouses.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (run|refused) \|$", page, re.MULTILINE)
    assert rows == [(b.kind, "run" if b.takes_results else "refused") for b in BACKENDS.values()]
