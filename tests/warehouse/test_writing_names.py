"""What goes over the wire to a table of results, and what is refused before a connection; no server is needed."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("ibis")

from kpiframe.catalog.warehouses import BACKENDS, Outlet
from kpiframe.data import warehouse
from kpiframe.data.postgres_results import line
from kpiframe.data.result_shape import ForeignTableError, alien, lacking
from kpiframe.data.spark_results import quoted
from kpiframe.data.warehouse_writing import target_of, write_results
from kpiframe.problems import UsageError

REPORTS = Outlet("reports", "REPORTS")
WHERE = {"REPORTS": "postgres://me:planted-word@127.0.0.1:1/none"}
OURS = {
    "project": "text", "scorecard": "text", "period": "text", "slice": "text", "kpi": "text", "value": "float",
    "fingerprint": "text", "methodology": "text", "superseded": "bool",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "kinds", "sent"),
    [
        ([None, "", "a"], ["text"] * 3, "\\N\t\ta\n"),
        (["\\N", "a\tb", "c\r\nd", "\\"], ["text"] * 4, "\\\\N\ta\\tb\tc\\r\\nd\t\\\\\n"),
        ([0.1, 5, 1e22, None], ["number"] * 4, "0.1\t5.0\t1e+22\t\\N\n"),
        ([True, False, date(2026, 10, 31)], ["yes_no", "yes_no", "day"], "True\tFalse\t2026-10-31\n"),
        (["Phở 'Sen'; DROP TABLE x"], ["text"], "Phở 'Sen'; DROP TABLE x\n"),
    ],
)
def test_a_row_as_a_line_of_copy(cells, kinds, sent):
    assert line(cells, kinds) == sent


def test_a_table_is_ours_when_it_has_the_keys_and_the_types():
    wanted = [*OURS.items(), ("slice_shop", "text")]
    alien(OURS | {"more": "int"}, wanted, is_table=True)
    assert lacking(OURS | {"more": "int"}, wanted) == [("slice_shop", "text")]
    for known in (OURS | {"value": "numeric"}, {n: k for n, k in OURS.items() if n != "superseded"}, {}):
        with pytest.raises(ForeignTableError):
            alien(known, wanted, is_table=True)
    with pytest.raises(ForeignTableError):
        alien(OURS, wanted, is_table=False)


def test_names_cannot_leave_their_quotes():
    assert quoted("a`b") == "`a``b`"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ("kpiframe_results",)),
        ("results", ("results",)),
        ("bi.Kết-quả_1", ("bi", "Kết-quả_1")),
    ],
)
def test_the_table_is_taken_as_it_is_spelled(text, names):
    target = target_of(REPORTS, text, [], WHERE)
    assert (target.table, target.backend, "planted" in repr(target)) == (names, BACKENDS["postgres"], False)


def test_a_column_that_would_be_cut_short_is_refused_before_a_connection(monkeypatch):
    """PostgreSQL keeps 63 bytes of a name and says nothing; two slices could become one column."""
    monkeypatch.setattr(warehouse, "connect", lambda *_, **__: pytest.fail("a connection was opened"))
    for name in ("slice_" + "x" * 58, "slice_" + "ữ" * 20):
        with pytest.raises(UsageError) as caught:
            write_results(target_of(REPORTS, "", [], WHERE), [(name, "text")], [])
        assert "longer than 63 bytes" in caught.value.problems[0].message.en
        assert "dài hơn 63 byte" in caught.value.problems[0].message.vi
