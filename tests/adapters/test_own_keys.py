"""A project writes what differs; its keys win, and where each came from can be told."""

from __future__ import annotations


def test_a_column_keeps_what_the_project_does_not_write(exports, cases):
    """The header is another one here; type, missing texts and the rest still come from the adapter."""
    case = cases["google_ads_campaign"]
    text = case["text"].replace(",Cost,", ",Chi phí,")
    gave = exports.give(case | {"text": text, "source": {"columns": {"cost": {"header": "Chi phí"}}}})
    assert gave.codes == []
    assert gave.numbers["ad_spend"] == 200_000
    cost = gave.project.sources["export"].column("cost")
    assert (cost.header, cost.type, cost.missing, cost.money) == ("Chi phí", "decimal", ("--",), True)


def test_where_each_key_came_from(exports, cases):
    case = cases["google_ads_campaign"]
    gave = exports.give(case | {"source": {"max_bad_cells": 3, "columns": {"cost": {"scale": 2}}}})
    source = gave.project.sources["export"]
    files = {origin.field: origin.location.file for origin in source.provenance}
    assert files["columns.cost.scale"] == files["max_bad_cells"] == files["path"] == "kpiframe.yaml"
    assert files["columns.cost.money"] == files["thousands"] == "catalog:/adapters/google.yaml"
    assert source.location.file == "kpiframe.yaml"
    assert (source.measured_by, source.platform, source.adapter) == ("platform", "google_ads", "google_ads_campaign")


def test_what_the_file_says_of_itself_is_carried(exports, cases):
    gave = exports.give(cases["ga4_report_snapshot, sessions by channel"])
    (report,) = gave.reports
    assert [day.isoformat() for day in report.covers] == ["2023-09-01", "2023-09-30"]
    assert report.said == {"account": "phosen.example"}
    assert exports.give(cases["meta_ads in English"]).reports[0].said == {"currency": "VND"}


def test_amounts_of_another_currency_are_used_when_the_project_says_so(exports, cases):
    case = cases["meta_ads in English"]
    text = case["text"].replace("Amount spent (VND)", "Amount spent (USD)")
    assert exports.give(case | {"text": text}).codes == ["KPF241"]
    gave = exports.give(case | {"text": text, "source": {"currency": "USD"}})
    assert gave.codes == []


def test_two_currencies_are_two_sources(exports, cases):
    """The Tết campaign in đồng, the other one in dollars: 124,000.50 of the one, 75,999.50 of the other."""
    text = cases["google_ads_campaign"]["text"].replace("Video,VND", "Video,USD")
    (exports.folder / "data").mkdir()
    (exports.folder / "data" / "export.csv").write_text(text, encoding="utf-8")
    gave = exports.read(
        """
sources:
  dong: {path: data/export.csv, adapter: google_ads_campaign, totals: {begins: ["Total: "], check: []}, drop_rows: ['currency != "VND"']}
  dollars: {path: data/export.csv, adapter: google_ads_campaign, totals: {begins: ["Total: "], check: []}, drop_rows: ['currency != "USD"'], currency: USD}
bindings:
  in_dong: {source: dong, agg: sum, expr: cost}
  in_dollars: {source: dollars, agg: sum, expr: cost}
""",
        "2025-07",
    )
    assert gave.numbers == {"in_dong": 124_000.5, "in_dollars": 75_999.5}


def test_marks_of_two_currencies_in_one_column(exports):
    (exports.folder / "data").mkdir()
    (exports.folder / "data" / "cards.csv").write_text("ad,cost\na,US$34.15\nb,₫90000\n", encoding="utf-8")
    block = """
sources:
  cards: {path: data/cards.csv, currency: USD, columns: {ad: text, cost: {type: decimal, marks: ["US$", "$", "₫"]}}}
bindings:
  ad_spend: {source: cards, agg: sum, expr: cost}
"""
    assert exports.read(block, "2025-07").codes == ["KPF240"]
    (exports.folder / "data" / "cards.csv").write_text("ad,cost\na,US$34.15\nb,US$1\n", encoding="utf-8")
    assert exports.read(block, "2025-07").numbers == {"ad_spend": 35.15}


def test_order_totals_are_summed_once_for_each_order(exports, cases):
    """D1 has two lines and one total of 45,000; D2 one of 20,000."""
    exports.give(cases["shopee_vn_orders"])
    gave = exports.read(
        """
sources:
  lines: {path: data/Order.all.xlsx, adapter: shopee_vn_orders}
  each_order:
    derive: {from: lines, group_by: [order_id], columns: {paid: {agg: max, expr: order_total}}}
bindings:
  paid_in_all: {source: each_order, agg: sum, expr: paid}
""",
        "2025-07",
    )
    assert gave.codes == []
    assert gave.numbers == {"paid_in_all": 65_000}


def test_results_may_be_derived_by_their_indicator_only(exports, cases):
    exports.give(cases["meta_ads in English"])
    block = """
sources:
  ads: {{path: data/export.csv, adapter: meta_ads}}
  by_kind:
    derive: {{from: ads, group_by: [{groups}], columns: {{results: {{agg: sum, expr: results}}}}}}
bindings:
  most: {{source: by_kind, agg: max, expr: results}}
"""
    assert exports.read(block.format(groups="campaign"), "2025-07").codes == ["KPF581"]
    gave = exports.read(block.format(groups="result_indicator, attribution"), "2025-07")
    assert (gave.codes, gave.numbers) == ([], {"most": 30})


def test_a_union_of_exports_is_checked_as_one(exports, cases):
    """One indicator in each file, two in both together."""
    text = cases["meta_ads in English"]["text"].splitlines(keepends=True)
    (exports.folder / "data").mkdir()
    for name, kept in (("first", (0, 2)), ("second", (0, 3))):
        (exports.folder / "data" / f"{name}.csv").write_text("".join(text[i] for i in kept), encoding="utf-8")
    block = """
sources:
  first: {path: data/first.csv, adapter: meta_ads}
  second: {path: data/second.csv, adapter: meta_ads}
  both: {union: [first, second]}
bindings:
  of_first: {source: first, agg: sum, expr: results}
  of_both: {source: both, agg: sum, expr: results}
"""
    assert "KPF244" in exports.read(block, "2025-07").codes


def test_an_agency_describes_an_export_of_its_own(exports):
    """Adapters under definitions/ are used like those that ship."""
    (exports.folder / "data").mkdir()
    (exports.folder / "definitions").mkdir()
    (exports.folder / "definitions" / "zalo.yaml").write_text(
        """kpiframe: 1
adapters:
  - name: zalo_ads
    label: {en: "Zalo Ads", vi: "Quảng cáo Zalo"}
    platform: zalo
    measured_by: platform
    verified: unverified
    header: find
    columns:
      day: {type: date, headers: [Ngày], format: "%d/%m/%Y", required: true}
      spend: {type: decimal, headers: ["Chi phí ({currency})"], required: true, money: true}
      reach: {type: integer, headers: [Người tiếp cận], additive: false}
    time: day
""",
        encoding="utf-8",
    )
    (exports.folder / "data" / "zalo.csv").write_text(
        "Báo cáo\nNgày,Chi phí (VND)\n31/10/2026,1500.5\n01/10/2026,500\n", encoding="utf-8"
    )
    block = "sources:\n  zalo: {path: data/zalo.csv, adapter: zalo_ads}\nbindings:\n"
    gave = exports.read(block + "  ad_spend: {source: zalo, agg: sum, expr: spend}\n", "2026-10")
    assert (gave.codes, gave.numbers) == ([], {"ad_spend": 2000.5})
    assert gave.project.sources["zalo"].platform == "zalo"
    needs = exports.read(block + "  most: {source: zalo, agg: max, expr: reach}\n", "2026-10")
    assert needs.codes == ["KPF543"]  # a column the file may lack, and now something uses it
