"""A file that is not there: what is there instead, and which of it was probably meant."""

from __future__ import annotations

import unicodedata

import pytest

SOURCE = {"columns": {"n": "integer"}}
SUM = {"n": {"source": "s", "agg": "sum", "expr": "n"}}


def told(bench, path):
    """The problem of a source whose path is *path*."""
    found, _ = bench.gather({"s": {"path": path, **SOURCE}}, SUM, period="2026-10")
    (problem,) = [p for p in found.problems if p.severity == "error"]
    assert problem.code == "KPF547"
    return problem


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("data/doanh-thu.csv", "data/Doanh_thu.CSV"),
        ("data/Doanh thu.csv", "data/Doanh_thu.CSV"),
        ("data/chi-phi.csv", "data/chi phí.csv"),
        ("data/đơn hàng.csv", "data/don_hang.csv"),
        ("data/order.csv", "data/orders.csv"),
    ],
)
def test_the_nearest_name_whatever_its_marks_capitals_and_blanks(bench, written, meant):
    for name in ("Doanh_thu.CSV", "chi phí.csv", "don_hang.csv", "orders.csv", ".hidden.csv"):
        bench.write(f"data/{name}", "n\n1\n")
    problem = told(bench, written)
    assert problem.meant[0] == meant
    assert set(problem.allowed) == {"data/Doanh_thu.CSV", "data/chi phí.csv", "data/don_hang.csv", "data/orders.csv"}


def test_the_same_letters_composed_in_another_way_are_the_same_name(bench):
    """A folder zipped elsewhere holds ``ở`` as o, hook and horn: it looks the same, and it is."""
    name = "phở.csv"
    bench.write(unicodedata.normalize("NFD", name), "n\n7\n")
    assert bench.numbers({"s": {"path": name, **SOURCE}}, SUM, period="2026-10") == {"n": 7.0}


def test_a_folder_that_is_missing_is_named(bench):
    bench.write("data/2026/orders.csv", "n\n1\n")
    problem = told(bench, "data/2025/orders.csv")
    assert "there is no folder 2025" in problem.message.en
    assert (problem.meant, problem.allowed) == (("data/2026",), ("data/2026",))


def test_wildcards_that_fit_nothing_tell_what_is_there(bench):
    bench.write("data/orders-2026-09.csv", "n\n1\n")
    problem = told(bench, "data/order_*.csv")
    assert "no file fits" in problem.message.en
    assert problem.allowed == ("data/orders-2026-09.csv",)


@pytest.mark.parametrize(
    ("written", "says"), [("data", "the folder holds no files"), ("data/a.csv", "folder is empty")]
)
def test_an_empty_folder(bench, written, says):
    (bench.root / "data").mkdir()
    problem = told(bench, written)
    assert says in problem.message.en
