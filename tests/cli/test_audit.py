"""``kpiframe audit``: from a list on a slide to what is wrong with it, and to a project that lints."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ARTICLE = Path(__file__).parent.parent / "audit" / "article_b.txt"
ON = ("--today", "2026-11-21")


@pytest.fixture
def names(tmp_path):
    def write(text: str, file: str = "list.txt", encoding: str = "utf-8") -> Path:
        path = tmp_path / file
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["30 June 2021", "1 November 2023", "June 2024", "1 July 2023"]),
        ("vi", ["30/06/2021", "01/11/2023", "tháng 6/2024", "01/07/2023"]),
    ],
)
def test_article_b_is_flagged_with_dates_in_both_languages(cli, language, said):
    shown = cli("audit", ARTICLE, *ON, "--lang", language)
    assert (shown.status, shown.err) == (0, "")
    assert [date for date in said if date not in shown.out] == []


def test_an_audit_informs_and_only_strict_fails(cli, names):
    path = names("Facebook Analytics\n")
    assert cli("audit", path, *ON).status == 0
    assert cli("audit", path, *ON, "--strict").status == 1
    assert cli("audit", names("Thị phần\nNPS\nBrand relevance\nBrand rejection\n"), *ON, "--strict").status == 0


def test_a_list_on_standard_input(cli, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("- tỷ lệ thoát\n".encode())))
    shown = cli("audit", "-", *ON)
    assert "[bounce_rate]" in shown.out


@pytest.mark.parametrize(("encoding", "told"), [("utf-8-sig", False), ("utf-16", True), ("cp1258", True)])
def test_another_encoding_is_read_and_told(cli, names, encoding, told):
    text = "ty\u0309 lê\u0323 thoa\u0301t\n" if encoding == "cp1258" else "tỷ lệ thoát\n"
    shown = cli("audit", names(text, encoding=encoding), *ON)
    assert "[bounce_rate]" in shown.out
    assert ("not UTF-8" in shown.out) is told


def test_a_table_with_a_column_of_names(cli, names):
    shown = cli("audit", names("No;KPI;Owner\n1;NPS;Linh\n2;Tỷ lệ thoát;An\n", "list.csv"), *ON, "-f", "json")
    assert {m["kpi"] for m in json.loads(shown.out)["metrics"]} == {"net_promoter_score", "bounce_rate"}


def test_the_header_of_an_export(cli, names):
    export = "Tên chiến dịch,Người tiếp cận,Lượt hiển thị,Tần suất,CTR (tỷ lệ click vào liên kết)\nA,10,33,3.1,2.5%\n"
    told = json.loads(cli("audit", names(export, "export.csv"), *ON, "-f", "json").out)
    assert {m["kpi"] for m in told["metrics"]} == {"reach", "impressions_views", "frequency", "click_through_rate"}
    assert told["names"] == 4


def test_the_platform_of_an_export_is_said_once_for_all(cli, tmp_path, names):
    path = names("Reach,Plays,Engagement rate by reach\n10,20,3%\n", "export.csv")
    told = json.loads(cli("audit", path, *ON, "-f", "json", "--platform", "instagram").out)
    assert {m["platform"] for m in told["metrics"] if m["kpi"]} == {"instagram"}
    assert "instagram_plays" in {r["entry"] for m in told["metrics"] for r in m["remarks"]}  # no longer only perhaps
    assert cli("audit", path, *ON, "--platform", "instagram", "--write", "brand", "--quiet").status == 0
    assert "platform: instagram" in (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")


def test_an_unknown_platform_names_the_nearest(cli, names):
    shown = cli("audit", names("Reach\n"), "--platform", "tiktock")
    assert shown.status == 2
    assert "did you mean tiktok?" in shown.err


def test_a_workbook_is_read_from_its_first_sheet(cli, tmp_path):
    pytest.importorskip("python_calamine")
    workbook(tmp_path / "list.xlsx", [["KPI", "Note"], ["NPS", "asked"], ["Tỷ lệ thoát", ""]])
    shown = cli("audit", "list.xlsx", *ON)
    assert shown.status == 0
    assert "[net_promoter_score]" in shown.out
    assert "[bounce_rate]" in shown.out


def test_without_the_package_for_workbooks_the_message_says_which(cli, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    workbook(tmp_path / "list.xlsx", [["NPS"]])
    shown = cli("audit", "list.xlsx")
    assert (shown.status, shown.out) == (2, "")
    assert "kpiframe[xlsx]" in shown.err


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("list.xlsx", b"no workbook", "no workbook"),
        ("list.docx", b"x", "a list is one of .txt, .md"),
        ("list.txt", b"PK\0\0", "it is no text"),
        ("list.csv", b"x" * 1_048_577, "larger than"),
    ],
)
def test_what_cannot_be_read_is_status_2_and_says_why(cli, tmp_path, file, content, said):
    (tmp_path / file).write_bytes(content)
    shown = cli("audit", file)
    assert (shown.status, shown.out) == (2, "")
    assert said in shown.err


def test_a_file_that_is_not_there(cli):
    shown = cli("audit", "nothing.txt")
    assert (shown.status, shown.out) == (2, "")
    assert "nothing.txt does not exist" in shown.err


def test_a_list_that_names_nothing_is_status_3(cli, names):
    shown = cli("audit", names("\n# heading only\n"))
    assert (shown.status, shown.out) == (3, "")
    assert "names no metric" in shown.err


def test_markdown_for_a_document(cli, names):
    shown = cli("audit", names("Facebook Analytics\n"), *ON, "--format", "markdown")
    assert shown.out.startswith("# Audit of list.txt\n")
    assert "- **Facebook Analytics**" in shown.out
    assert "30 June 2021" in shown.out


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_project_is_laid_out_that_lints_and_says_what_is_missing(cli, tmp_path, language):
    assert cli("audit", ARTICLE, *ON, "--lang", language, "--write", "brand").status == 0
    linted = cli("lint", "brand", "--format", "concise")
    assert " KPF5" not in linted.out
    text = (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")
    assert {"en": "# Where the numbers come from", "vi": "# Số liệu lấy từ đâu"}[language] in text
    scored = cli("score", "brand", "--today", "2026-11-05")
    assert scored.status == 0
    assert "“promoters”" in scored.out  # it names the input that is missing


@pytest.mark.parametrize(("language", "said"), [("en", "say first which platform"), ("vi", "nền tảng nào đếm")])
def test_where_no_platform_is_said_nothing_can_be_scored_and_nobody_is_told_to(cli, names, language, said):
    """Everything waits as a comment: lint does not call that green."""
    export = names("Reach,ThruPlays,CTR (link click-through rate)\n1,2,3\n", "export.csv")
    told = cli("audit", export, *ON, "--lang", language, "--write", "brand")
    assert said in told.err
    assert "kpiframe score" not in told.err
    linted = cli("lint", "brand")
    assert linted.status == 3
    assert "nothing to check: no scorecard names a KPI" in linted.err
    again = cli("audit", export, *ON, "--platform", "meta_facebook", "--write", "named")
    assert "kpiframe score named" in again.err
    assert cli("lint", "named").status != 3


def test_the_readme_of_the_project_holds_the_audit(cli, tmp_path):
    cli("audit", ARTICLE, *ON, "--write", "brand")
    readme = (tmp_path / "brand" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# brand\n")
    assert "1. Read the audit below" in readme
    assert "30 June 2021" in readme


def test_the_comments_of_the_project_are_yaml_once_the_marks_are_taken_away(cli, tmp_path, names):
    cli("audit", names("NPS\n"), *ON, "--write", "brand")
    path = tmp_path / "brand" / "kpiframe.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("# overrides:")
    block, _, tail = rest.partition("\n\n")
    lines = [line.removeprefix("# ") for line in ("overrides:" + block).splitlines()]
    free = "\n".join(lines).replace("warn: …, target: …", "warn: 30, target: 45").replace("…", "Linh")
    path.write_text(f"{head}{free}\n\n{tail}", encoding="utf-8")
    shown = cli("lint", "brand", "--format", "concise")
    assert " KPF5" not in shown.out
    assert "KPF311" not in shown.out  # it has thresholds now
    assert "KPF322" not in shown.out  # and an owner


def test_no_file_is_ever_overwritten(cli, tmp_path, names):
    path = names("NPS\n")
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "README.md").write_text("mine", encoding="utf-8")
    shown = cli("audit", path, "--write", "brand")
    assert shown.status == 2
    assert "audit never overwrites" in shown.err
    assert sorted(p.name for p in (tmp_path / "brand").iterdir()) == ["README.md"]


def test_a_list_without_a_kpi_lays_out_nothing(cli, tmp_path, names):
    shown = cli("audit", names("Facebook Analytics\n"), "--write", "brand")
    assert shown.status == 2
    assert not (tmp_path / "brand").exists()


def test_platform_numbers_wait_until_their_platform_is_named(cli, tmp_path, names):
    cli("audit", names("NPS\nreach\nTikTok video views\n"), *ON, "--write", "brand")
    text = (tmp_path / "brand" / "kpiframe.yaml").read_text(encoding="utf-8")
    assert "#           - reach  # reach" in text
    assert "    video_views:\n      platform: tiktok\n" in text
    assert " KPF5" not in cli("lint", "brand", "--format", "concise").out


def test_a_list_of_nothing_but_platform_numbers_says_what_to_do(cli, names):
    cli("audit", names("reach\n"), *ON, "--write", "brand")
    shown = cli("score", "brand")
    assert shown.status == 2
    assert "scorecards" in shown.err


def workbook(path: Path, rows: list[list[str]]) -> None:
    """Write the smallest XLSX with *rows* as inline texts on its only sheet."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    lines = (["<c t='inlineStr'><is><t>" + cell + "</t></is></c>" for cell in row] for row in rows)
    cells = "".join("<row>" + "".join(line) + "</row>" for line in lines)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        )
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )


def test_an_audit_starts_no_engine(tmp_path):
    (tmp_path / "list.txt").write_text("NPS\n", encoding="utf-8")
    code = (
        "import json, os, sys\n"
        "from kpiframe.cli.main import run\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        "status = run(['audit', 'list.txt'], {})\n"
        "sys.__stdout__.write(json.dumps([status, sorted(sys.modules)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    status, modules = json.loads(done.stdout)
    assert status == 0
    assert {"duckdb", "jinja2", "babel", "numpy", "python_calamine"}.isdisjoint(modules)
