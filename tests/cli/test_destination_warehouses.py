"""``score --to NAME[:TABLE]``: what is refused before any work, and that no definition writes anything."""

import pytest

pytest.importorskip("ibis")

SCORE = ("score", "brand", "--period", "2026-10", "--today", "2026-11-05")
URL = "postgres://me:planted-word@127.0.0.1:1/shop"
DECLARED = """
warehouses:
  reports: {url: {env: REPORTS}, kind: postgres}
  lake: {url: {env: LAKE}}
"""


@pytest.fixture
def declared(brand):
    path = brand / "kpiframe.yaml"
    path.write_text(path.read_text(encoding="utf-8") + DECLARED, encoding="utf-8")
    return brand


def refused(cli, to, code="KPF910", lang="en", **environ):
    shown = cli(*SCORE, "--to", to, "--lang", lang, **environ)
    assert (shown.status, shown.out) == (2, "")
    assert code in shown.err
    assert "planted" not in shown.err
    return shown.err


@pytest.mark.parametrize(
    ("to", "environ", "said", "said_vi"),
    [
        ("reports", {}, "variable REPORTS is not set", "chưa đặt biến môi trường REPORTS"),
        ("reports", {"REPORTS": "sqlite://x"}, "names no warehouse that is known", "không thuộc kho dữ liệu nào"),
        ("reports", {"REPORTS": "trino://h/planted"}, "is of trino", "thuộc trino"),
        (
            "lake:",
            {"LAKE": "bigquery://planted"},
            "cannot be written to BigQuery",
            "không ghi được kết quả vào BigQuery",
        ),
        ("lake", {"LAKE": "snowflake://planted"}, "-o results.parquet", "-o results.parquet"),
        ("lake", {"LAKE": "trino://planted"}, "allowed: PostgreSQL, Spark", "được phép: PostgreSQL, Spark"),
        ("lake", {"LAKE": "clickhouse://planted"}, "ClickHouse", "ClickHouse"),
        ("lake", {"LAKE": "databricks://planted"}, "Databricks", "Databricks"),
        ("reports:a.b.c", {"REPORTS": URL}, "'a.b.c' is no name of a table", "TABLE hoặc SCHEMA.TABLE"),
        ("reports:t;DROP TABLE x", {"REPORTS": URL}, "no name of a table", "không phải tên bảng"),
        ('reports:"x"', {"REPORTS": URL}, "letters, digits, _, $ and -", "chữ cái, chữ số"),
        (f"reports:{'é' * 32}", {"REPORTS": URL}, "at most 63 bytes", "tối đa 63 byte"),
        ("reports:bi..x", {"REPORTS": URL}, "no name of a table", "không phải tên bảng"),
        ("report", {}, "did you mean: reports?", "có phải ý bạn là: reports?"),
        ("nothing", {}, "duckdb:FILE, reports[:TABLE], lake[:TABLE]", "duckdb:FILE, reports[:TABLE], lake[:TABLE]"),
        (URL, {}, "takes the name of a warehouse, not its address (postgres://)", "không nhận địa chỉ (postgres://)"),
        ("bigquery:x", {}, "warehouses: {reports: {url: {env: REPORTS_URL}}}", "khai báo trong kpiframe.yaml"),
        ("mysql://me:planted-word@h/d", {}, "not its address (mysql://)", "không nhận địa chỉ (mysql://)"),
        ("reports://me:planted-word@h/d", {"REPORTS": URL}, "not its address", "không nhận địa chỉ"),
    ],
)
def test_what_cannot_be_written_to_is_told_before_any_work(cli, declared, to, environ, said, said_vi):
    assert said in refused(cli, to, **environ)
    assert said_vi in refused(cli, to, lang="vi", **environ)


def test_a_warehouse_that_does_not_answer(cli, declared):
    told = refused(cli, "reports:bi.results", "KPF909", REPORTS=URL)
    assert "reports:bi.results was not written: " in told


def test_a_table_that_a_source_reads_is_not_written(cli, declared):
    path = declared / "kpiframe.yaml"
    text = path.read_text(encoding="utf-8")
    source = "sources:\n  mirror:\n    warehouse: {url: {env: REPORTS}, table: shop.orders}\n    columns: {day: date}\n"
    path.write_text(text.replace("sources:\n", source, 1), encoding="utf-8")
    for table in ("shop.orders", "ORDERS"):
        assert "is the table of the source mirror" in refused(cli, f"reports:{table}", REPORTS=URL)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("reports: {url: 'postgres://me:planted-word@h/d'}", "KPF252"),
        ("reports: {url: {env: 'postgres://me:planted-word@h/d'}}", "KPF252"),
        ("reports: {url: {env: REPORTS}, table: bi.results}", "KPF503"),
        ("reports: {url: {env: REPORTS}, kind: postgress}", "did you mean: postgres?"),
        ("reports: {kind: postgres}", "url"),
        ("duckdb: {url: {env: REPORTS}}", "no warehouse can be called duckdb"),
        ("Reports: {url: {env: REPORTS}}", "KPF50"),
    ],
)
def test_a_faulty_declaration_is_found_by_lint_and_no_address_is_repeated(cli, brand, entry, said):
    path = brand / "kpiframe.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nwarehouses:\n  {entry}\n", encoding="utf-8")
    shown = cli("lint", "brand")
    assert shown.status == 1
    assert said in shown.out + shown.err
    assert "planted" not in shown.out + shown.err


def test_a_declaration_alone_reaches_no_warehouse(cli, declared, monkeypatch):
    """Nobody but the command names a table: score, report, lint and explain open no connection for it."""
    from kpiframe.data import warehouse

    monkeypatch.setattr(warehouse, "connect", lambda *_, **__: pytest.fail("a connection was opened"))
    for words in (SCORE, ("lint", "brand"), (*SCORE, "--to", "duckdb:r.duckdb"), (*SCORE, "-o", "r.csv")):
        assert cli(*words, REPORTS=URL).status == 0


def test_what_an_agency_declares_serves_every_client_and_the_nearest_wins(brand):
    from kpiframe.project_reading import read_project

    agency = brand.parent / "agency"
    agency.mkdir()
    head = "kpiframe: 1\nname: agency\n"
    (agency / "kpiframe.yaml").write_text(head + DECLARED, encoding="utf-8")
    path = brand / "kpiframe.yaml"
    own = "\nwarehouses:\n  lake: {url: {env: OWN_LAKE}, kind: pyspark}\n"
    lines = path.read_text(encoding="utf-8")
    assert "extends:" not in lines
    path.write_text(f"{lines}\nextends: [../agency]\n{own}", encoding="utf-8")
    project, _, _ = read_project(brand, root=brand.parent)
    found = {name: (outlet.variable, outlet.kind) for name, outlet in project.warehouses.items()}
    assert found == {"reports": ("REPORTS", "postgres"), "lake": ("OWN_LAKE", "pyspark")}
