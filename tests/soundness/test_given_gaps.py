"""An empty cell of a frame is a gap: no number, and no complaint about a kind of value the reader never wrote."""

from __future__ import annotations

import pytest

from kpiframe.evaluation.given import from_given, rows_to_given
from kpiframe.periods import Calendar


def test_an_empty_cell_of_a_nullable_column_is_no_value():
    """Both columns of the kinds pandas uses for whole numbers and for text write ``NA`` where nothing stands."""
    pandas = pytest.importorskip("pandas")
    cells = pandas.array([75, None], dtype="Int64")
    rows = rows_to_given([("promoters", "2026-09", cells[0]), ("promoters", "2026-10", cells[1])])
    found = from_given(rows, ["promoters"], Calendar(), None)
    assert [p.key for p in found.periods] == ["2026-09", "2026-10"]
    assert found.values[()]["promoters"] == (75.0, None)
