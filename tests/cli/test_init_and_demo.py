"""``init`` writes a project that works at once and touches nothing that exists; ``demo`` is the main job in one command."""

import re

import pytest


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_fresh_project_lints_tests_and_scores(cli, tmp_path, language):
    shown = cli("init", "brand", "--lang", language)
    assert shown.status == 0
    written = [tmp_path / line for line in shown.out.splitlines()]
    assert {path.name for path in written} >= {"kpiframe.yaml", "shop.yaml", "orders.csv", "survey.csv", "README.md"}
    assert all(path.is_file() for path in written)
    assert cli("lint", "brand").status == 0
    assert cli("test", "brand").out == "12 passed, 0 failed\n"
    assert cli("score", "brand", "--period", "2026-10").status == 0


def test_the_first_scorecard_is_what_one_computes_by_hand(cli, brand):
    """October: answers 10 9 9 10 8 7 6 9 9 10 5 8; paid orders of 743,000 in 11 orders; of 12 passers-by 5 named the
    café, 7 found it useful and 2 would never come.
    """
    import json

    document = json.loads(cli("score", "brand", "--period", "2026-10", "--format", "json").out)
    values = {row["kpi"]: row["value"] for row in document["results"]}
    assert values == {
        "usefulness": pytest.approx(7 / 12 * 100),
        "rejection": pytest.approx(2 / 12 * 100),
        "recommendation": pytest.approx((7 - 2) / 12 * 100),
        "awareness": pytest.approx(5 / 12 * 100),
        "monthly_revenue": 743_000,
        "average_order": pytest.approx(743_000 / 11),
    }


@pytest.mark.parametrize(("language", "said"), [("en", "Invented data: "), ("vi", "Số liệu giả định: ")])
def test_the_page_of_the_sample_says_that_its_numbers_are_invented_until_they_are_not(cli, tmp_path, language, said):
    cli("init", "brand", "--lang", language)
    assert said in cli("score", "brand", "--period", "2026-10", "--lang", language).out
    page = tmp_path / "kpiframe-report" / f"brand-brand-health-2026-10.{language}.html"
    cli("report", "brand", "--period", "2026-10")
    assert said in page.read_text(encoding="utf-8")
    settings = tmp_path / "brand" / "kpiframe.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    settings.write_text("".join(x for x in lines if not x.startswith("invented: ")), encoding="utf-8")
    cli("report", "brand", "--period", "2026-10")
    assert said not in page.read_text(encoding="utf-8")


def test_init_never_overwrites_and_then_writes_nothing_at_all(cli, tmp_path):
    (tmp_path / "kpiframe.yaml").write_text("mine\n", encoding="utf-8")
    shown = cli("init")
    assert (shown.status, shown.out) == (2, "")
    assert "kpiframe.yaml was not written" in shown.err
    assert "--> kpiframe.yaml\n" in shown.err
    assert (tmp_path / "kpiframe.yaml").read_text(encoding="utf-8") == "mine\n"
    assert [path.name for path in tmp_path.iterdir()] == ["kpiframe.yaml"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [("My Brand", "my-brand"), ("Phở Sen", "ph-sen"), ("2026", "brand-2026"), ('a"b', "a-b"), ("一", "my-brand")],
)
def test_any_folder_name_gives_a_project_that_loads(cli, folder, name):
    assert cli("init", folder).status == 0
    assert f'"project": "{name}"' in cli("score", folder, "--period", "2026-10", "-f", "json").out


def test_from_proposes_a_source_as_comments(cli, tmp_path):
    (tmp_path / "khach.csv").write_text("Mã;Ngày;Tiền\n1;31/10/2026;12,5\n2;30/10/2026;7,25\n", encoding="utf-8")
    shown = cli("init", "brand", "--from", "khach.csv")
    assert shown.status == 0
    text = (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")
    assert '#     delimiter: ";"' in text
    assert '#       ngay: {type: date, header: "Ngày", format: "%d/%m/%Y"}' in text
    assert cli("lint", "brand").status == 0


def test_a_proposal_is_used_by_taking_the_marks_of_its_comments_away(cli, tmp_path):
    """12.5 + 7.25 of one file; the other has its own names, and neither hides what was there."""
    (tmp_path / "khach.csv").write_text("Mã;Ngày;Doanh thu\nA;31/10/2026;12,5\nB;30/10/2026;7,25\n", encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "khach.csv").write_text("Ngày,Doanh thu\n31/10/2026,5\n", encoding="utf-8")
    assert cli("init", "brand", "--from", "khach.csv", "--from", "more/khach.csv").status == 0
    main = tmp_path / "brand" / "kpiframe.yaml"
    text = re.sub(r"(?m)^# (?=  )", "", main.read_text(encoding="utf-8"))
    text = text.replace('path: data/khach.csv\n    delimiter: ","', 'path: data/khach-2.csv\n    delimiter: ","')
    main.write_text(text, encoding="utf-8")
    (tmp_path / "khach.csv").rename(tmp_path / "brand" / "data" / "khach.csv")
    (tmp_path / "more" / "khach.csv").rename(tmp_path / "brand" / "data" / "khach-2.csv")
    shown = cli("lint", "brand", "-f", "concise", "--lang", "en")
    assert shown.status == 0, shown.out
    unused = re.findall("no KPI uses the binding ([a-z0-9_]+)", shown.out)
    assert unused == ["khach_rows", "revenue_khach", "khach_2_rows", "revenue_khach_2"]


def test_for_a_project_that_is_there_the_proposal_is_printed_and_nothing_is_written(cli, tmp_path):
    assert cli("init", "brand").status == 0
    before = {path: path.read_bytes() for path in (tmp_path / "brand").rglob("*") if path.is_file()}
    (tmp_path / "brand" / "data" / "khach.csv").write_text("Ngày,Doanh thu\n31/10/2026,5\n", encoding="utf-8")
    shown = cli("init", "brand", "--from", "brand/data/khach.csv", "--lang", "en")
    assert shown.status == 0
    assert shown.out.startswith("# add under `sources:` of brand/kpiframe.yaml\n")
    assert "  khach:\n    path: data/khach.csv\n" in shown.out
    assert "# add under `bindings:` of brand/kpiframe.yaml\n  khach_rows: {source: khach, agg: count}\n" in shown.out
    assert "  revenue_khach: {source: khach, agg: sum, expr: doanh_thu}  # for revenue, which is taken\n" in shown.out
    assert {path: path.read_bytes() for path in before} == before


def test_from_names_the_export_in_the_language_of_the_user(cli, tmp_path):
    (tmp_path / "Chart.csv").write_text(
        "Date,Clicks,Impressions,CTR,Position\n2026-10-01,3,90,3.33%,7.5\n", encoding="utf-8"
    )
    assert cli("init", "brand", "--from", "Chart.csv", "--lang", "vi").status == 0
    text = (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")
    assert "adapter: search_console_chart  # Search Console: Chart.csv, theo ngày; đã kiểm chứng" in text
    assert "organic_clicks: {source: chart, agg: sum, expr: clicks}" in text
    assert cli("lint", "brand").status == 0


def test_from_a_workbook(cli, tmp_path):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "don.xlsx"))
    sheet = book.add_worksheet()
    for line, row in enumerate([["Mã đơn hàng", "Doanh thu"], ["A1", 5], ["A2", 7]]):
        sheet.write_row(line, 0, row)
    book.close()
    assert cli("init", "brand", "--from", "don.xlsx").status == 0
    text = (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")
    assert "revenue_don: {source: don, agg: sum, expr: doanh_thu}  # for revenue, which is taken" in text


def test_a_project_in_another_folder_is_placed_once(cli, tmp_path):
    (tmp_path / "linh").mkdir()
    (tmp_path / "linh" / "kpiframe.yaml").write_text("mine\n", encoding="utf-8")
    assert "--> linh/kpiframe.yaml\n" in cli("init", "linh").err


def test_from_a_file_that_is_not_there(cli, tmp_path):
    shown = cli("init", "brand", "--from", "nothing.csv")
    assert shown.status == 2
    assert "nothing.csv" in shown.err
    assert not (tmp_path / "brand").exists()


def test_demo_copies_scores_and_writes_both_pages(cli, tmp_path):
    shown = cli("demo", "--lang", "en")
    assert shown.status == 0
    pages = [tmp_path / line for line in shown.out.splitlines()[-2:]]
    assert [page.name for page in pages] == [f"pho-sen-brand-health-2026-10.{lang}.html" for lang in ("en", "vi")]
    assert '<html lang="en"' in pages[0].read_text(encoding="utf-8")
    assert '<html lang="vi"' in pages[1].read_text(encoding="utf-8")
    assert "Flattery gap" in shown.out
    assert "KPF" in shown.out


def test_demo_says_the_same_every_day_and_never_overwrites(cli, tmp_path):
    first = cli("demo", "here")
    (tmp_path / "here" / "README.md").write_text("mine\n", encoding="utf-8")
    second = cli("demo", "here")
    assert second.out == first.out
    assert "is there already" in second.err
    assert (tmp_path / "here" / "README.md").read_text(encoding="utf-8") == "mine\n"


def test_demo_leaves_a_folder_of_something_else_alone(cli, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").write_bytes(b"x")
    shown = cli("demo", "photos")
    assert (shown.status, shown.out) == (2, "")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.png"]


def test_what_cannot_be_written_is_told_without_an_offer_that_would_not_help(cli, tmp_path):
    """A file stands where the folder should go; neither demo nor init has --force."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kpiframe.yaml").write_text("mine", encoding="utf-8")
    for words in (("demo", "file/sub"), ("demo", "file"), ("init", "full")):
        shown = cli(*words, "--lang", "en")
        assert (shown.status, shown.out) == (2, "")
        assert "was not written" in shown.err
        assert "internal error" not in shown.err
        assert "--force" not in shown.err
