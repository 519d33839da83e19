"""A folder, or a name with wildcards: many files of one shape are one source."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet

SUM = {"total": {"source": "s", "agg": "sum", "expr": "amount"}}
COLUMNS = {"day": "date", "amount": "integer"}


def gathered(bench, path, **more):
    source = {"path": path, "columns": COLUMNS, "time": "day"} | more
    return bench.gather({"s": source}, SUM, period="2026-10")


@pytest.fixture
def months(bench):
    """Three exports: the second has its columns in another order and one more of them."""
    bench.write("data/orders-2026-08.csv", "day,amount\n2026-08-03,1\n")
    bench.write("data/orders-2026-09.csv", "amount,note,day\n2,a,2026-09-03\n4,b,2026-09-04\n")
    bench.write("data/orders-2026-10.csv", "day,amount\n2026-10-03,8\n")
    bench.write("data/returns.csv", "day,amount\n2026-10-03,100\n")
    return bench


@pytest.mark.parametrize("path", ["data/orders-*.csv", "data/orders-2026-??.csv"])
def test_the_files_that_fit_are_read_each_by_its_own_header(months, path):
    found, numbers = gathered(months, path)
    assert found.problems == ()
    assert numbers[()]["total"] == (1.0, 6.0, 8.0)
    (report,) = found.reports
    assert report.path == f"{path} (3)"


def test_a_folder_means_all_of_its_files(months):
    months.write("data/.hidden.csv", "nonsense")
    (months.root / "data/older").mkdir()
    _, numbers = gathered(months, "data")
    assert numbers[()]["total"] == (1.0, 6.0, 108.0)


def test_a_bad_cell_is_told_by_its_file_and_line(months):
    months.write("data/orders-2026-09.csv", 'amount,note,day\n2,"a\nb",2026-09-03\nvier,c,2026-09-04\n')
    (problem,) = gathered(months, "data/orders-*.csv")[0].problems
    assert (problem.code, problem.location.file, problem.location.line) == ("KPF210", "data/orders-2026-09.csv", 4)


def test_a_line_that_is_no_row_is_told_by_its_file_and_line(months):
    months.write("data/orders-2026-10.csv", "day,amount\n2026-10-03,8\n2026-10-04\n")
    problems = gathered(months, "data/orders-*.csv")[0].problems
    assert [(p.location.file, p.location.line) for p in problems] == [("data/orders-2026-10.csv", 3)]


def test_a_file_without_a_declared_column_is_an_error_of_that_file(months):
    months.write("data/orders-2026-09.csv", "sum,day\n2,2026-09-03\n")
    (problem,) = gathered(months, "data/orders-*.csv")[0].problems
    assert problem.code == "KPF543"
    assert "orders-2026-09.csv" in problem.message.en


def test_no_file_fits(months):
    (problem,) = gathered(months, "data/sales-*.csv")[0].problems
    assert problem.code == "KPF547"


@pytest.mark.parametrize("path", ["data/**", "data/[ab].csv", "*/orders.csv", "../*.csv", "data/$HOME*"])
def test_only_stars_and_question_marks_in_the_last_part(months, path):
    (problem,) = gathered(months, path)[0].problems
    assert problem.code == "KPF546"


def test_a_link_that_leads_out_of_the_project_is_not_followed(months, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.csv"
    secret.write_text("day,amount\n2026-10-03,1000\n", encoding="utf-8")
    (months.root / "data/orders-2026-11.csv").symlink_to(secret)
    (problem,) = gathered(months, "data/orders-*.csv")[0].problems
    assert problem.code == "KPF546"


class TestParquet:
    """Columnar files must agree: nothing is filled in for a column that one of them lacks."""

    def write(self, bench, name, **columns):
        (bench.root / "data").mkdir(exist_ok=True)
        parquet.write_table(pa.table(columns), bench.root / "data" / name)

    def day(self, *days):
        return pa.array(list(days), pa.date32())

    def test_columns_are_found_by_name_in_each_file(self, bench):
        self.write(bench, "a.parquet", day=self.day(date(2026, 9, 1)), amount=pa.array([1]))
        self.write(bench, "b.parquet", amount=pa.array([2, 4]), day=self.day(date(2026, 10, 1), date(2026, 10, 2)))
        _, numbers = gathered(bench, "data/*.parquet", format="parquet")
        assert numbers[()]["total"] == (1.0, 6.0)

    def test_a_missing_column_is_an_error_and_not_a_blank(self, bench):
        self.write(bench, "a.parquet", day=self.day(date(2026, 9, 1)), amount=pa.array([1]))
        self.write(bench, "b.parquet", day=self.day(date(2026, 10, 1)), sums=pa.array([2]))
        assert [p.code for p in gathered(bench, "data/*.parquet", format="parquet")[0].problems] == ["KPF543"]

    def test_a_column_of_another_type_is_an_error(self, bench):
        self.write(bench, "a.parquet", day=self.day(date(2026, 9, 1)), amount=pa.array([1]))
        self.write(bench, "b.parquet", day=self.day(date(2026, 10, 1)), amount=pa.array(["2"]))
        (problem,) = gathered(bench, "data/*.parquet", format="parquet")[0].problems
        assert "b.parquet" in problem.message.en


def test_the_mark_of_an_open_workbook_is_no_file_of_the_folder(months):
    months.write("data/~$orders.csv", "Linh")
    assert gathered(months, "data")[1][()]["total"] == (1.0, 6.0, 108.0)
    (problem,) = gathered(months, "data/~$orders.csv")[0].problems
    assert problem.code == "KPF546"
    assert "beside an open workbook; take orders.csv" in problem.message.en
    (problem,) = gathered(months, "data/orders.csv")[0].problems
    assert "~$" not in "".join((*problem.allowed, *problem.meant))


def test_a_header_that_was_pasted_again_is_named_by_its_line(months):
    months.write("data/orders-2026-10.csv", "day,amount\n2026-10-03,8\nday,amount\n2026-10-04,2\n")
    found = gathered(months, "data/orders-*.csv")[0]
    assert [p.code for p in found.problems] == ["KPF210", "KPF210"]
    assert {p.location.line for p in found.problems} == {3}
    assert all("line 3 repeats the header" in p.help.en for p in found.problems)


class TestOverlappingExports:
    """Two exports of spans that overlap: what is in both counts twice, and nobody but a key can tell."""

    @pytest.fixture
    def spans(self, bench):
        """10 of 1 October, 20 of the 15th in both, 30 of the 31st: 60, and 80 as it stands."""
        bench.write("data/a.csv", "day,amount,shop\n2026-10-01,10,x\n2026-10-15,20,x\n")
        bench.write("data/b.csv", "day,amount,shop\n2026-10-15,20,x\n2026-10-31,30,x\n")
        return bench

    def test_the_files_and_their_days_are_told(self, spans):
        found, numbers = gathered(spans, "data/*.csv")
        assert numbers[()]["total"] == (80.0,)
        (problem,) = [p for p in found.problems if p.code == "KPF260"]
        assert problem.severity == "warning"
        assert "e.g. data/a.csv, data/b.csv (on 2026-10-15)" in problem.message.en

    def test_so_it_is_in_columnar_files(self, bench):
        (bench.root / "data").mkdir()
        for name, days in (("a", [1, 2, 3]), ("b", [2, 3, 4]), ("c", [9])):
            table = pa.table({"day": [date(2026, 10, day) for day in days], "amount": days})
            parquet.write_table(table, bench.root / "data" / f"{name}.parquet")
        found, numbers = gathered(bench, "data/*.parquet", format="parquet")
        assert numbers[()]["total"] == (24.0,)
        (problem,) = [p for p in found.problems if p.code == "KPF260"]
        assert "data/a.parquet, data/b.parquet (on 2 days from 2026-10-02 to 2026-10-03)" in problem.message.en

    def test_a_key_tells_duplicates_from_rows_of_their_own(self, spans):
        columns = COLUMNS | {"shop": "text"}
        found, _ = gathered(spans, "data/*.csv", columns=columns, key=["day", "shop"])
        assert [p.code for p in found.problems] == ["KPF212"]

    def test_months_one_after_the_other_do_not_overlap(self, months):
        assert gathered(months, "data/orders-*.csv")[0].problems == ()
