"""``score`` and ``report``: formats, streams, files, and what may be replaced."""

import csv
import io
import json

import pytest

OCTOBER = ("--period", "2026-10", "--today", "2026-11-05")


def test_json_is_alone_on_standard_output_and_fits_its_schema(cli, brand, repository):
    import jsonschema

    shown = cli("score", "brand", *OCTOBER, "--format", "json")
    assert (shown.status, shown.err) == (0, "")
    schema = json.loads((repository / "kpiframe/schemas/scorecard.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(shown.out))


def test_csv_has_a_row_for_every_kpi(cli, brand):
    rows = list(csv.DictReader(io.StringIO(cli("score", "brand", *OCTOBER, "-f", "csv").out)))
    assert [row["kpi"] for row in rows] == [
        "usefulness",
        "rejection",
        "recommendation",
        "awareness",
        "monthly_revenue",
        "average_order",
    ]


def test_the_table_speaks_the_language_asked_for(cli, brand):
    english, vietnamese = (cli("score", "brand", *OCTOBER, "--lang", lang).out for lang in ("en", "vi"))
    assert "Weight" in english
    assert "Trọng số" in vietnamese


def test_a_table_in_a_pipe_has_no_colours(cli, brand):
    assert "\x1b" not in cli("score", "brand", *OCTOBER).out


def test_the_project_is_found_upwards_like_git(cli, brand, monkeypatch):
    monkeypatch.chdir(brand / "definitions")
    assert "Brand health" in cli("score", *OCTOBER).out


def test_a_file_of_the_project_stands_for_the_project(cli, brand):
    assert cli("score", "brand/definitions/shop.yaml", *OCTOBER).out == cli("score", "brand", *OCTOBER).out


def test_without_a_period_the_latest_complete_one_with_data_is_taken(cli, brand):
    document = json.loads(cli("score", "brand", "--today", "2026-10-20", "-f", "json").out)
    assert document["frame"]["period"] == "2026-09"


def test_output_is_written_once_and_replaced_only_by_force(cli, brand, tmp_path):
    words = ("score", "brand", *OCTOBER, "-f", "json", "-o", "out.json")
    assert (cli(*words).status, cli(*words).status) == (0, 2)
    (tmp_path / "out.json").write_text("mine", encoding="utf-8")
    refused = cli(*words)
    assert "out.json was not written" in refused.err
    assert "--force" in refused.err
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == "mine"
    assert cli(*words, "--force").status == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["schema_version"] == 1


def test_slices_give_the_total_first_and_then_one_document_each(cli, brand, edit):
    edit("kpiframe.yaml", "bindings:\n", "slice_by: [status]\nbindings:\n")
    shown = cli("score", "brand", *OCTOBER, "-f", "json")
    assert [d["frame"]["slice"] for d in json.loads(shown.out)] == [{}, {"status": "cancelled"}, {"status": "paid"}]
    pages = cli("report", "brand", *OCTOBER).out.splitlines()
    assert len(pages) == len(set(pages)) == 4
    assert pages[-1].endswith("index.en.html")


def test_slices_with_odd_names_get_a_page_each_inside_the_folder(cli, brand, edit, tmp_path):
    edit("kpiframe.yaml", "bindings:\n", "slice_by: [status]\nbindings:\n")
    orders = brand / "data" / "orders.csv"
    rows = ["1,2026-10-01,C1,5,Đã giao", "2,2026-10-01,C1,5,../../up", "3,2026-10-01,C1,5,a b", "4,2026-10-01,C1,5,A/b"]
    orders.write_text("order_id,ordered_on,customer,amount,status\n" + "\n".join(rows) + "\n", encoding="utf-8")
    shown = cli("report", "brand", *OCTOBER, "-o", "out", "--quiet")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    stem = "brand-brand-health-2026-10"
    cuts = ("", "-status=..-..-up", "-status=A-b", "-status=a-b-2", "-status=Đã-giao")
    assert names == sorted(["index.en.html", *(f"{stem}{cut}.en.html" for cut in cuts)])
    assert len(shown.out.splitlines()) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brand", "out"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("score", "brand", "--period", "2026-13"), "2026-13"),
        (("score", "brand", "--period", "October"), "October"),
        (("score", "brand", "--scorecard", "brand-helth"), "did you mean: brand-health?"),
        (("score", "nowhere"), "nowhere does not exist"),
        (("score", "."), "no kpiframe.yaml"),
        (("explain", "recomendation", "brand"), "did you mean recommendation?"),
        (("explain", "KPF11", "brand"), "KPF11"),
        (("explain", "recommendation", "--period", "2026-10"), "'recommendation' does not exist"),
    ],
)
def test_asking_for_what_is_not_there(cli, brand, words, said):
    shown = cli(*words)
    assert (shown.status, shown.out) == (2, "")
    assert said in shown.err


def test_definitions_with_errors_are_not_scored(cli, edit):
    edit("definitions/shop.yaml", "formula: revenue / orders", "formula: revenue / ordes")
    for words in (
        ["score", "brand"],
        ["report", "brand"],
        ["explain", "average_order", "brand", "--period", "2026-10"],
    ):
        shown = cli(*words)
        assert (shown.status, shown.out) == (2, "")
        assert "brand/definitions/shop.yaml:" in shown.err
        assert "did you mean: orders" in shown.err
        assert "^^^^^" in shown.err


def test_a_source_that_cannot_be_read_gives_a_card_with_errors_and_status_2(cli, brand):
    (brand / "data" / "survey.csv").write_text("answered_on,score\n2026-10-01,nine\n", encoding="utf-8")
    shown = cli("score", "brand", *OCTOBER, "-f", "json")
    assert shown.status == 2
    states = {row["kpi"]: row["state"] for row in json.loads(shown.out)["results"]}
    assert states["recommendation"] == "error"
    assert states["monthly_revenue"] == "scored"
    assert "survey.csv:2" in shown.err
    assert "nine" in shown.err


def test_report_writes_every_format_and_language_asked_for(cli, brand, tmp_path):
    shown = cli("report", "brand", *OCTOBER, "--format", "all", "--lang", "all", "-o", "out")
    stem = "out/brand-brand-health-2026-10"
    assert shown.out.split() == [f"{stem}.{end}" for end in ("en.html", "vi.html", "en.md", "vi.md", "json", "csv")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(p[4:] for p in shown.out.split())


def test_report_speaks_the_projects_language_unless_told(cli, brand, edit):
    edit("kpiframe.yaml", "locale: en", "locale: vi")
    assert cli("report", "brand", *OCTOBER, LANG="en_US.UTF-8").out.strip().endswith(".vi.html")


def test_report_replaces_its_own_pages_and_nothing_else(cli, brand, tmp_path):
    words = ("report", "brand", *OCTOBER, "-f", "html,csv", "-o", "out")
    assert (cli(*words).status, cli(*words).status) == (0, 0)
    page = tmp_path / "out" / "brand-brand-health-2026-10.en.html"
    page.write_text("my own page", encoding="utf-8")
    assert cli(*words).status == 2
    assert page.read_text(encoding="utf-8") == "my own page"
    assert cli(*words, "--force").status == 0


def test_a_folder_that_cannot_be_written_to(cli, brand, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    shown = cli("report", "brand", *OCTOBER, "-o", "file/inside")
    assert (shown.status, shown.out) == (2, "")
    assert "was not written" in shown.err


def test_quiet_leaves_the_paths(cli, brand):
    shown = cli("report", "brand", *OCTOBER, "--quiet")
    assert shown.out.startswith("kpiframe-report")
    assert shown.err == ""
