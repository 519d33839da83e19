"""Columns as warehouses type them: brought to the declared type where nothing is lost, counted as bad where it is."""

from __future__ import annotations

import pytest

COUNTED = {"rows": {"agg": "count", "expr": "value"}}


def of_value(kind, agg="sum", **more):
    return {"value": {"type": kind, **more}}, {"told": {"agg": agg, "expr": "value"}}


@pytest.mark.parametrize(
    ("sql", "kind", "agg", "expected"),
    [
        ("SELECT unnest([1, 2, NULL])::INTEGER AS value", "integer", "sum", 3.0),
        ("SELECT unnest([1, 2])::UTINYINT AS value", "integer", "sum", 3.0),
        ("SELECT unnest([100000000000000000, 2]) AS value", "integer", "sum", 100000000000000002.0),
        ("SELECT unnest([1.25, 2.5])::DECIMAL(9, 2) AS value", "decimal", "sum", 3.75),
        ("SELECT unnest([1.25, 2.5])::DECIMAL(38, 9) AS value", "decimal", "sum", 3.75),
        ("SELECT unnest([0.1, 0.2])::DOUBLE AS value", "decimal", "sum", 0.3),
        ("SELECT unnest([2.0, 3.0])::DOUBLE AS value", "integer", "sum", 5.0),
        ("SELECT unnest([1.5, 2.5])::FLOAT AS value", "float", "max", 2.5),
        ("SELECT unnest([1, 3]) AS value", "float", "max", 3.0),
        ("SELECT unnest([7, 8])::BIGINT AS value", "text", "count_distinct", 2.0),
        ("SELECT unnest(['a', ' ', '', NULL, chr(9)]) AS value", "text", "count_distinct", 1.0),
        ("SELECT unnest(['cà', 'ca' || chr(768)]) AS value", "text", "count_distinct", 1.0),
        ("SELECT unnest([TIMESTAMP '2026-10-01 00:00:00']) AS value", "date", "count_distinct", 1.0),
        ("SELECT unnest([DATE '2026-10-01']) AS value", "timestamp", "count_distinct", 1.0),
    ],
)
def test_types_that_fit(bench, sql, kind, agg, expected):
    bench.rows(sql)
    columns, bindings = of_value(kind, agg)
    assert bench.same(columns, bindings, period="2026-10") == {"told": expected}


@pytest.mark.parametrize(
    ("sql", "kind", "more"),
    [
        ("SELECT unnest([1.5, 2.0])::DOUBLE AS value", "integer", {}),
        ("SELECT unnest([1.005, 2.0])::DECIMAL(9, 3) AS value", "decimal", {"scale": 2}),
        ("SELECT unnest(['nan', 'inf', '1'])::DOUBLE AS value", "float", {}),
        ("SELECT unnest([1e18, 2.0])::DOUBLE AS value", "decimal", {"scale": 2}),
        ("SELECT unnest([DATE '0025-12-31', DATE '2026-10-01']) AS value", "date", {}),
        ("SELECT unnest([TIMESTAMP '2026-10-01 10:00:00']) AS value", "date", {}),
        ("SELECT unnest([TIMESTAMP '2200-10-01 10:00:00']) AS value", "timestamp", {}),
    ],
)
def test_cells_that_do_not_fit_are_counted_and_shown(bench, sql, kind, more):
    """As in a file: an error unless tolerated, and then no value; the count is the same on both sides."""
    bench.rows(sql)
    columns, bindings = {"value": {"type": kind, **more}}, COUNTED
    (there, *_) = bench.there(columns, bindings, period="2026-10")
    (told,) = [p for p in there.problems if p.severity == "error"]
    assert (told.code, told.subject) == ("KPF210", "rows")
    assert "unreadable cell" in told.message.en
    here, there = (ask(columns, bindings, period="2026-10", max_bad_cells=9)[0] for ask in (bench.here, bench.there))
    assert here.results["k_rows"].value == there.results["k_rows"].value
    (one,), (other,) = (card.to_dict()["sources"] for card in (here, there))
    assert one["bad_cells"] == other["bad_cells"] > 0


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELECT '1' AS value", "integer"),
        ("SELECT '2026-10-01' AS value", "date"),
        ("SELECT TIMESTAMPTZ '2026-10-01 00:00:00+00' AS value", "date"),
        ("SELECT TRUE AS value", "integer"),
        ("SELECT 1.5 AS value", "text"),
    ],
)
def test_a_type_that_would_have_to_be_read_as_text_is_refused_with_the_way_out(bench, sql, kind):
    bench.rows(sql)
    (there, *_) = bench.there({"value": kind}, COUNTED, period="2026-10")
    (told,) = [p for p in there.problems if p.severity == "error"]
    assert told.code == "KPF250"
    assert f"declared {kind}" in told.message.en
    assert "fetch: rows" in told.message.en


def test_fetched_rows_are_read_like_a_frame(bench):
    """Text is text again, and every cell is judged here; what has been moved is told."""
    bench.rows("SELECT unnest(['1', '2', 'x', NULL]) AS value")
    columns, bindings = {"value": {"type": "integer", "missing": ["x"]}}, {"told": {"agg": "sum", "expr": "value / 2"}}
    cards = bench.there(columns, bindings, period="2026-10", fetch="rows")
    assert cards[0].results["k_told"].value == 1.5
    (cost,) = [p for p in cards[0].problems if p.code == "KPF254"]
    assert "1 queries, 4 rows moved here" in cost.message.en


def test_codes_that_mean_no_answer(bench):
    """88 always; 7 until 2019. Numbers and texts, as in a file."""
    bench.rows("""
        SELECT * FROM (VALUES (DATE '2019-06-01', 7, 'x'), (DATE '2020-06-01', 7, 'n/a'), (DATE '2020-06-02', 88, 'y'))
        AS t(day, rating, word)
    """)
    columns = {
        "day": "date",
        "rating": {"type": "integer", "missing": [{"codes": [88]}, {"codes": [7], "until": "2019-12-31"}]},
        "word": {"type": "text", "missing": ["n/a"]},
    }
    bindings = {"rated": {"agg": "count", "expr": "rating"}, "words": {"agg": "count_distinct", "expr": "word"}}
    found = bench.same(columns, bindings, time="day", period="2020-06", today=None)
    assert found == {"rated": 1.0, "words": 1.0}


def test_booleans_written_as_numbers_and_words(bench):
    bench.rows("SELECT * FROM (VALUES (1, 'Có'), (0, 'không'), (NULL, 'CÓ')) AS t(flag, said)")
    columns = {"flag": "boolean", "said": {"type": "boolean", "true": ["có"], "false": ["Không"]}}
    bindings = {
        "flags": {"agg": "count", "filter": "flag"},
        "none_said": {"agg": "count", "filter": "not said"},
        "yes_said": {"agg": "count", "filter": "said"},
    }
    found = bench.same(columns, bindings, period="2026-10")
    assert found == {"flags": 1.0, "none_said": 1.0, "yes_said": 2.0}


def test_the_day_of_a_moment_is_that_of_the_project(bench):
    """16:59 UTC is 23:59 of the same day in Hồ Chí Minh City, 17:00 UTC is the next day; with a zone and without."""
    moments = "unnest(['2026-09-30 16:59:00', '2026-09-30 17:00:00', '2026-10-31 16:59:59'])"
    columns, bindings = {"at_time": "timestamp"}, {"told": {"agg": "count"}}
    bench.rows(f"SELECT CAST({moments} || '+00' AS TIMESTAMPTZ) AS at_time")
    assert bench.same(columns, bindings, time="at_time", period="2026-10") == {"told": 2.0}
    bench.rows(f"SELECT CAST({moments} AS TIMESTAMP) AS at_time")
    assert bench.same(columns, bindings, time="at_time", period="2026-10", timezone="UTC") == {"told": 2.0}
    assert bench.same(columns, bindings, time="at_time", period="2026-10") == {"told": 1.0}


def test_a_missing_column_names_the_nearest(bench):
    bench.rows("SELECT 1 AS amount")
    (there, *_) = bench.there({"amoumt": "integer"}, {"told": {"agg": "sum", "expr": "amoumt"}}, period="2026-10")
    (told,) = [p for p in there.problems if p.severity == "error"]
    assert (told.code, told.meant) == ("KPF543", ("amount",))


@pytest.mark.slow
def test_names_no_warehouse_can_be_fooled_by(bench):
    """Quotes, semicolons and comments in the name of a column and in the values of a slice are only text."""
    name = 'a"b; DROP TABLE shop.rows; --'
    quoted = name.replace('"', '""')
    bench.rows(f"""SELECT 3 AS "{quoted}", 'x''; DROP TABLE shop.rows; --' AS word UNION ALL SELECT 4, 'y'""")
    columns = {"amount": {"type": "integer", "header": name}, "word": "text"}
    found = bench.same(columns, {"told": {"agg": "sum", "expr": "amount"}}, period="2026-10", slice_by=["word"])
    assert found == {"told": 7.0}
    assert bench.same(columns, {"told": {"agg": "sum", "expr": "amount"}}, period="2026-10") == {"told": 7.0}
