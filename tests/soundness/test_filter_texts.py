"""A filter that misses by a blank or a capital would count nothing, or too little, without a word."""

from __future__ import annotations

import pytest

import kpiframe

ORDERS = "id,status\n1,Hoàn tất\n2,Hoàn tất\n3,Hủy\n4,Hoàn tất \n5,HOÀN TẤT\n"


def scored(folder, condition, rows=ORDERS):
    (folder / "orders.csv").write_text(rows, encoding="utf-8")
    (folder / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: filters\nsources:\n  orders: {path: orders.csv, as_of: unknown, columns: {id: text, status: text}}\n"
        f"bindings:\n  paid: {{source: orders, agg: count, filter: '{condition}'}}\n"
        "kpis:\n  - {name: paid_orders, label: Paid, formula: paid, unit: count, kind: flow, direction: neutral, "
        "inputs: {paid: {unit: count}}}\n"
        "scorecards:\n  - {name: main, groups: [{name: all, weight: 1, kpis: [paid_orders]}]}\n",
        encoding="utf-8",
    )
    card = kpiframe.load(folder).score("2026-10")
    return card.results["paid_orders"].value, card.problems


def test_rows_that_differ_by_a_blank_or_a_capital_are_told(tmp_path):
    value, problems = scored(tmp_path, 'status == "Hoàn tất"')
    assert value == 2
    (told,) = problems
    assert (told.code, told.severity, told.location.line) == ("KPF225", "warning", 6)
    assert "'HOÀN TẤT', 'Hoàn tất '" in told.message.en
    assert "'HOÀN TẤT', 'Hoàn tất '" in told.message.vi
    assert "every spelling" in told.help.en


@pytest.mark.parametrize("condition", ['status == "Hoan tat"', 'status in ["Hoan tat", "Hủy"]'])
def test_a_text_that_no_row_holds_is_told_with_the_nearest(tmp_path, condition):
    (told,) = scored(tmp_path, condition)[1]
    assert (told.code, told.meant[0]) == ("KPF225", "Hoàn tất")
    assert "no row of source orders has status 'Hoan tat'" in told.message.en
    assert "as it stands in the file" in told.help.en


@pytest.mark.parametrize(
    "condition",
    ['status == "Hủy"', 'status in ["Hủy"]', 'status != "Đang giao"', 'status not in ["Đang giao"]', "id is not None"],
)
def test_texts_that_occur_or_are_left_out_are_fine(tmp_path, condition):
    assert scored(tmp_path, condition)[1] == ()


def test_every_spelling_named_is_fine(tmp_path):
    assert scored(tmp_path, 'status in ["Hoàn tất", "Hoàn tất ", "HOÀN TẤT"]') == (4, ())


def test_leaving_out_one_spelling_only_is_told(tmp_path):
    value, problems = scored(tmp_path, 'status != "Hoàn tất"')
    assert value == 3
    assert [p.code for p in problems] == ["KPF225"]
