"""Sources and bindings: every key arrives, columns and kinds are checked, derived sources get their types."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

HERE = Path(__file__).parent

ORDERS = """\
sources:
  orders:
    path: data/orders.csv
    columns: {order_id: text, customer_id: text, ordered_at: date, amount: decimal, units: integer, paid: boolean, rate: float}
    time: ordered_at
"""


def binding(text: str, more: str = "") -> str:
    return ORDERS + more + f"bindings:\n  revenue: {text}\n"


def test_every_key_of_the_format_arrives(read):
    text = (HERE / "every_project_key.yaml").read_text(encoding="utf-8")
    result = read({"kpiframe.yaml": text})
    assert result.errors == []
    project = result.project
    source = project.sources["orders"]
    assert (source.path, source.format, source.delimiter, source.quote) == ("data/orders.csv", "csv", ";", "'")
    assert Path(source.folder) == project.folder
    assert (source.decimal, source.thousands, source.encoding, source.header) == (",", ".", "utf-8", None)
    assert [(c.name, c.type, c.header) for c in source.columns] == [
        ("order_id", "text", "order_id"),
        ("ordered_at", "date", "Ngày"),
        ("amount", "decimal", "amount"),
        ("paid", "boolean", "paid"),
    ]
    assert source.column("ordered_at").format == "%d/%m/%Y"
    assert (source.column("amount").scale, source.column("amount").missing) == (2, ("", "N/A"))
    assert (source.column("paid").true, source.column("paid").false) == (("Có",), ("Không",))
    assert (source.time, source.timezone, source.key) == ("ordered_at", "UTC", ("order_id",))
    assert [f.text for f in source.drop_rows] == ["order_id is None"]
    assert (source.max_bad_cells, source.measured_by, source.max_age_days) == (2, "own", 40)
    assert source.as_of == date(2026, 10, 31)
    days = project.sources["days"]
    assert (days.derive.origin, days.derive.group_by) == ("orders", ("ordered_at",))
    assert [(c.name, c.type) for c in days.columns] == [
        ("ordered_at", "date"),
        ("takings", "decimal"),
        ("top", "float"),
    ]
    assert days.measured_by == "own"
    campaigns = project.sources["campaigns"]
    assert (campaigns.time, campaigns.time_end) == ("from_day", "to_day")
    assert (campaigns.table_ends, campaigns.preamble.lines) == (("#", ""), ("{start} - {end}",))
    assert (campaigns.currency, campaigns.currency_column, campaigns.totals.check) == ("VND", "currency", ("cost",))
    cost = campaigns.column("cost")
    assert (cost.headers, cost.optional, cost.within, cost.marks) == (
        ("Cost ({currency})",),
        False,
        ("campaign",),
        ("₫",),
    )
    assert (campaigns.column("clicks").optional, campaigns.adapter) == (True, "google_ads_campaign")
    revenue, stock, cost, budget = (project.bindings[n] for n in ("revenue", "stock", "cost", "budget"))
    assert (revenue.source, revenue.aggregate.agg, revenue.aggregate.expr.text) == ("orders", "sum", "amount")
    assert (revenue.aggregate.filter.text, revenue.empty) == ("paid", 0)
    assert (stock.aggregate.agg, stock.aggregate.at) == ("last", "period_start")
    assert (cost.values, cost.author, cost.source) == ({"2026-10": 120000000}, "linh", None)
    assert budget.value == 3
    assert project.slice_by == ("paid",)
    assert (project.name, project.label.vi, project.agency.en, project.invented) == (
        "pho-sen",
        "Phở Sen",
        "Sen Agency",
        True,
    )
    assert (project.calendar.first_month_of_year, project.calendar.first_day_of_week) == (4, "sunday")
    assert project.ignores[0].until == date(2026, 12, 31)
    assert (project.ignores[0].rule, project.ignores[0].reason) == ("KPF110", "contract-requires")
    assert (project.not_applicable[0].kpi, project.not_applicable[0].reason.en) == ("reach", "no advertising")


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("a.csv", "csv"),
        ("a.TSV", "csv"),
        ("a.txt", "csv"),
        ("a.parquet", "parquet"),
        ("a.json", "json"),
        ("a.ndjson", "json"),
    ],
)
def test_the_format_follows_from_the_suffix(read, path, format_):
    result = read(ORDERS.replace("data/orders.csv", path))
    assert result.problems == []
    assert result.project.sources["orders"].format == format_


def test_a_folder_has_the_format_of_its_files(read, tmp_path):
    data = tmp_path / "root" / "data"
    data.mkdir(parents=True)
    for name in ("a.xlsx", "b.xlsx", "~$b.xlsx"):
        (data / name).write_bytes(b"")
    result = read(ORDERS.replace("data/orders.csv", "data"))
    assert result.project.sources["orders"].format == "workbook"
    (data / "c.csv").write_bytes(b"")
    problem = read(ORDERS.replace("data/orders.csv", "data")).only()
    assert "data is a folder with files of several kinds (.csv, .xlsx)" in problem.message.en
    assert problem.help.en == "path: data/*.csv"


def test_a_suffix_that_says_nothing_needs_a_format(read):
    problem = read(ORDERS.replace("orders.csv", "orders.dat")).only()
    assert (problem.code, problem.location.column) == ("KPF505", 11)
    assert read(ORDERS.replace("orders.csv", "orders.dat\n    format: csv")).problems == []


def test_a_source_without_path_is_a_frame_handed_over_by_python(read):
    result = read(ORDERS.replace("    path: data/orders.csv\n", ""))
    assert result.problems == []
    assert result.project.sources["orders"].format == "frame"


@pytest.mark.parametrize(
    ("age", "days"), [("40 days", 40), ("1 day", 1), ("6 weeks", 42), ("2 months", 62), ("1 month", 31)]
)
def test_ages(read, age, days):
    assert read(ORDERS + f"    max_age: {age}\n").project.sources["orders"].max_age_days == days


@pytest.mark.parametrize(
    ("old", "new", "code", "under"),
    [
        ("time: ordered_at", "time: orderd_at", "KPF543", "orderd_at"),
        ("time: ordered_at", "time: amount", "KPF521", "amount"),
        ("time: ordered_at", "time: ordered_at\n    key: [order]", "KPF543", "order"),
        ("time: ordered_at", "time: ordered_at\n    drop_rows: [amout > 3]", "KPF520", "amout"),
        ("time: ordered_at", "time: ordered_at\n    drop_rows: [amount]", "KPF521", "amount"),
        ("order_id: text", "class: text", "KPF507", "class"),
        ("order_id: text", "Order: text", "KPF507", "Order"),
        ("order_id: text", "order_id: string", "KPF505", "string"),
        ("order_id: text", "order_id: {header: x}", "KPF506", "order_id"),
        ("    time:", "    delimiter: ';;'\n    time:", "KPF505", "';;'"),
        ("    time:", "    max_age: forty days\n    time:", "KPF505", "forty days"),
        ("    time:", "    as_of: yesterday\n    time:", "KPF550", "yesterday"),
        ("  orders:", "  from:", "KPF507", "from"),
        ("data/orders.csv", "../../orders.csv", "KPF546", "../../orders.csv"),
    ],
)
def test_faults_of_sources(read, old, new, code, under):
    result = read(ORDERS.replace(old, new, 1))
    problem = result.only()
    assert (problem.code, result.under(problem)) == (code, under)


def test_a_column_may_be_called_like_a_grain(read):
    assert read(ORDERS.replace("order_id: text", "day: date")).problems == []


def test_a_source_without_columns_is_refused(read):
    assert read("sources:\n  orders: {path: a.csv}\n").only().code == "KPF506"


@pytest.mark.parametrize(
    ("text", "code", "under"),
    [
        ("{source: order, agg: count}", "KPF543", "order"),
        ("{source: orders}", "KPF506", "revenue"),
        ("{agg: sum, expr: amount}", "KPF506", "revenue"),
        ("{source: orders, value: 3, agg: count}", "KPF506", "revenue"),
        ("{source: orders, agg: sum}", "KPF506", "agg"),
        ("{source: orders, agg: percentile, expr: amount}", "KPF506", "agg"),
        ("{source: orders, agg: sum, expr: amount, p: 0.5}", "KPF503", "p"),
        ("{source: orders, agg: sum, expr: amount, at: period_end}", "KPF503", "at"),
        ("{source: orders, agg: percentile, expr: amount, p: 90}", "KPF505", "90"),
        ("{value: 3, agg: sum}", "KPF503", "agg"),
        ("{value: 3, empty: 0}", "KPF503", "empty"),
        ("{source: orders, agg: sum, expr: amout}", "KPF520", "amout"),
        ("{source: orders, agg: sum, expr: order_id}", "KPF521", "order_id"),
        ("{source: orders, agg: average, expr: ordered_at}", "KPF521", "ordered_at"),
        ("{source: orders, agg: max, expr: ordered_at}", "KPF521", "ordered_at"),
        ("{source: orders, agg: sum, expr: paid}", "KPF521", "paid"),
        ("{source: orders, agg: sum, expr: amount, filter: amount}", "KPF521", "amount"),
        ("{source: orders, agg: sum, expr: amount, filter: order_id == 3}", "KPF521", None),
        ("{source: orders, agg: sum, expr: prev(amount)}", "KPF516", None),
        ("{source: orders, agg: sum, expr: amount +}", "KPF510", None),
        ("{source: orders, agg: sum, expr: coalesce(amount, 0)}", "KPF503", "0)"),
        ("{values: {2026-13: 4}}", "KPF550", "2026-13"),
        ("{values: {2026-Q4: 4}}", "KPF550", "2026-Q4"),
        ("{values: {'2026': 4}}", "KPF550", "'2026'"),
        ("{values: {2026-10: many}}", "KPF504", "many"),
        ("{values: {}}", "KPF506", None),
        ("{}", "KPF506", None),
        ("[]", "KPF504", "[]"),
        ("{source: orders, agg: count, empty: none}", "KPF504", "none"),
    ],
)
def test_faults_of_bindings(read, text, code, under):
    result = read(binding(text))
    problem = result.errors[0]
    assert [p.code for p in result.errors] == [code]
    assert under is None or result.under(problem) == under


@pytest.mark.parametrize(
    "text",
    [
        "{source: orders, agg: count}",
        "{source: orders, agg: count, expr: order_id}",
        "{source: orders, agg: count_distinct, expr: customer_id, filter: paid and amount > 0}",
        "{source: orders, agg: sum, expr: amount * units}",
        "{source: orders, agg: min, expr: amount}",
        "{source: orders, agg: average, expr: 'coalesce(amount, 0)'}",
        "{source: orders, agg: median, expr: amount}",
        "{source: orders, agg: percentile, expr: amount, p: 0.9}",
        "{source: orders, agg: first, expr: units}",
        "{source: orders, agg: last, expr: units, at: period_start}",
        '{source: orders, agg: sum, expr: amount, filter: ordered_at >= "2026-01-31"}',
        '{source: orders, agg: sum, expr: amount, filter: \'order_id in ["a", "b"]\', empty: 0}',
        "{value: 120000000}",
        "{values: {2026-09: 1, 2026-10: 2.5}, author: linh}",
    ],
)
def test_bindings_that_are_fine(read, text):
    assert read(binding(text)).errors == []


def test_first_begins_and_last_ends_the_period(read):
    aggregates = [
        read(binding(f"{{source: orders, agg: {agg}, expr: units}}")).project.bindings["revenue"].aggregate
        for agg in ("first", "last")
    ]
    assert [a.at for a in aggregates] == ["period_start", "period_end"]


def test_first_and_last_need_a_time(read):
    text = binding("{source: orders, agg: last, expr: units}").replace("    time: ordered_at\n", "")
    assert [p.code for p in read(text).errors] == ["KPF506"]


# ---- derived sources


def derived(columns: str, group_by: str = "[customer_id]", origin: str = "orders") -> str:
    return ORDERS + f"  buyers:\n    derive: {{from: {origin}, group_by: {group_by}, columns: {{{columns}}}}}\n"


@pytest.mark.parametrize(
    ("column", "type_", "scale"),
    [
        ("{agg: count}", "integer", None),
        ("{agg: count_distinct, expr: order_id}", "integer", None),
        ("{agg: sum, expr: units}", "integer", None),
        ("{agg: sum, expr: units * 2}", "integer", None),
        ("{agg: sum, expr: amount}", "decimal", 4),
        ("{agg: sum, expr: amount * units}", "decimal", 4),
        ("{agg: sum, expr: amount * amount}", "decimal", 8),
        ("{agg: sum, expr: amount / units}", "float", None),
        ("{agg: sum, expr: rate}", "float", None),
        ("{agg: average, expr: amount}", "float", None),
        ("{agg: median, expr: units}", "float", None),
        ("{agg: min, expr: ordered_at}", "date", None),
        ("{agg: max, expr: order_id}", "text", None),
        ("{agg: max, expr: amount}", "decimal", 4),
        ("{agg: last, expr: units}", "integer", None),
    ],
)
def test_derived_columns_get_their_type(read, column, type_, scale):
    result = read(derived(f"made: {column}"))
    assert result.problems == []
    made = result.project.sources["buyers"].column("made")
    assert made.type == type_
    assert scale is None or made.scale == scale


def test_a_derived_date_can_be_the_time_and_a_source_can_derive_from_a_derived_one(read):
    text = derived("first_day: {agg: min, expr: ordered_at}, visits: {agg: count}") + "    time: first_day\n"
    text += "  cohorts:\n    derive: {from: buyers, group_by: [first_day], columns: {people_in: {agg: count}}}\n"
    text += "bindings:\n  loyal: {source: buyers, agg: count, filter: visits >= 2}\n"
    result = read(text)
    assert result.errors == []
    assert [c.name for c in result.project.sources["cohorts"].columns] == ["first_day", "people_in"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (derived("made: {agg: count}", group_by="[customer]"), ["KPF543"]),
        (derived("made: {agg: count}", origin="order"), ["KPF543"]),
        (derived("made: {agg: sum}"), ["KPF506"]),
        (derived("made: {agg: sum, expr: order_id}"), ["KPF521"]),
        (derived("class: {agg: count}"), ["KPF507"]),
        (derived("made: {agg: count}") + "    path: x.csv\n", ["KPF503"]),
        (derived("made: {agg: count}", origin="buyers"), ["KPF540"]),
        (derived("made: {agg: count}").replace("{from: orders, ", "{"), ["KPF506"]),
    ],
)
def test_faults_of_derived_sources(read, text, codes):
    assert [p.code for p in read(text).errors] == codes


def test_a_broken_source_is_told_once_and_not_again_by_all_who_use_it(read):
    text = derived("made: {agg: count}").replace("ordered_at: date", "ordered_at: dat")
    text += "bindings:\n  orders_paid: {source: orders, agg: count}\n  buyers_all: {source: buyers, agg: count}\n"
    assert [p.code for p in read(text).errors] == ["KPF505"]


def test_slices_must_be_columns(read):
    result = read(ORDERS + "slice_by: [paid, chanel]\n")
    problem = result.only()
    assert (problem.code, result.under(problem)) == ("KPF543", "chanel")
