"""Six renderings of one list of findings."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from kpiframe.catalog.annotations import Ignore
from kpiframe.catalog.contents import Catalog
from kpiframe.document import parse_document
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.formats.as_sarif import fingerprint
from kpiframe.lint.formats.table import FORMATS
from kpiframe.problems import Location, Problem, Severity
from kpiframe.rules.flags import NotJudged
from kpiframe.texts import Text, same

YAML = """\
kpis:
  - name: reach
    label: Lượt tiếp cận
    measured_by: platform
    platform: meta
    thresholds: {warn: 3, target: 4}
    relevance: {weight: 4}
"""
TODAY = date(2026, 11, 21)


def place(line, column, end=0, file="definitions/a.yaml"):
    return Location(file, line, column, end)


@pytest.fixture
def document():
    read, problems = parse_document(YAML, "definitions/a.yaml")
    assert problems == []
    return read


@pytest.fixture
def findings(document):
    biased = Problem(
        "KPF110",
        Text("Reach is counted by its seller.", "Lượt tiếp cận do bên bán đếm."),
        place(4, 18, 26),
        Severity.WARNING,
        "platform-biased",
        related=((place(7, 25, 26), Text("18% of scorecard health", "18% bảng điểm health")),),
        subject="reach",
    )
    order = Problem(
        "KPF305",
        Text("warn 3 is below target 4", "warn 3 thấp hơn target 4"),
        place(6, 18, 25),
        name="thresholds-out-of-order",
        help=Text("for lower_is_better: target < warn", "với lower_is_better: target < warn"),
        subject="reach",
    )
    kept = Ignore(
        "KPF001",
        "ave",
        "contract-requires",
        Text("The contract names it.", "Hợp đồng có ghi."),
        "linh",
        None,
        date(2026, 12, 3),
        place(3, 5, file="kpiframe.yaml"),
    )
    return Findings(
        (Finding(biased, why=Text("counts follow the seller", "cách đếm theo bên bán")), Finding(order)),
        (
            Finding(
                Problem(
                    "KPF001", Text("AVE is gone.", "AVE đã bỏ."), place(2, 5), name="outdated-metric", subject="ave"
                ),
                accepted=kept,
            ),
        ),
        (NotJudged("KPF141", "reach", "weight_share", "", place(2, 11)),),
        files=("definitions/a.yaml", "kpiframe.yaml"),
        kpis=2,
        rules=12,
        today=TODAY,
        documents={"definitions/a.yaml": document},
    )


def test_full_in_english(findings):
    assert (
        FORMATS["full"].render(findings)
        == """\
warning[KPF110 platform-biased]: Reach is counted by its seller.
  --> definitions/a.yaml:4:18
  |
4 |     measured_by: platform
  |                  ^^^^^^^^
7 |     relevance: {weight: 4}
  |                         - 18% of scorecard health
   = why: counts follow the seller

error[KPF305 thresholds-out-of-order]: warn 3 is below target 4
  --> definitions/a.yaml:6:18
  |
6 |     thresholds: {warn: 3, target: 4}
  |                  ^^^^^^^
   = help: for lower_is_better: target < warn

accepted[KPF001 outdated-metric]: AVE is gone.
  --> definitions/a.yaml:2:5
   = until 2026-12-03: contract-requires, The contract names it., linh (kpiframe.yaml:3:5)

not judged[KPF141]: weight_share unknown: reach

2 files, 2 KPIs, 12 rules: 1 error, 1 warning, 0 info; 1 not judged; 1 accepted (1 ends in 12 days)
"""
    )


def test_full_in_vietnamese(findings):
    told = FORMATS["full"].render(findings, "vi")
    assert "cảnh báo[KPF110 platform-biased]: Lượt tiếp cận do bên bán đếm." in told
    assert "   = vì sao: cách đếm theo bên bán" in told
    assert told.endswith(
        "2 tệp, 2 KPI, 12 quy tắc: 1 lỗi, 1 cảnh báo, 0 lưu ý; 1 chưa xét được; 1 đã chấp nhận (1 mục sẽ hết hạn sau 12 ngày)\n"
    )


def test_concise_is_one_line_a_finding(findings):
    assert FORMATS["concise"].render(findings).splitlines() == [
        "definitions/a.yaml:4:18: warning KPF110 platform-biased: Reach is counted by its seller.",
        "definitions/a.yaml:6:18: error KPF305 thresholds-out-of-order: warn 3 is below target 4",
        "2 files, 2 KPIs, 12 rules: 1 error, 1 warning, 0 info; 1 not judged; 1 accepted (1 ends in 12 days)",
    ]


def test_carets_stand_under_accented_words(document):
    finding = Finding(Problem("KPF320", same("x"), place(3, 12, 25)))
    told = FORMATS["full"].render(Findings((finding,), documents={"definitions/a.yaml": document}))
    assert "3 |     label: Lượt tiếp cận\n  |            ^^^^^^^^^^^^^\n" in told


def test_fifty_of_one_rule_then_the_rest_is_counted():
    many = [Finding(Problem("KPF141", same(f"number {i}"), place(i, 1))) for i in range(162)] + [
        Finding(Problem("KPF142", same("other")))
    ]
    told = FORMATS["full"].render(Findings(tuple(many)))
    assert told.count("[KPF141]") == 50
    assert "and 112 more of KPF141" in told
    assert "[KPF142]: other" in told
    assert len(json.loads(FORMATS["json"].render(Findings(tuple(many))))["findings"]) == 163
    assert len(FORMATS["github"].render(Findings(tuple(many))).splitlines()) == 163


def test_color_only_when_asked_and_never_for_programs(findings):
    assert "\x1b[" not in FORMATS["full"].render(findings)
    assert "\x1b[1;31merror[KPF305" not in FORMATS["json"].render(findings, color=True)
    assert "\x1b[1;31merror[KPF305 thresholds-out-of-order]\x1b[0m" in FORMATS["full"].render(findings, color=True)


HOSTILE = "a\x1b[2J\u202eb\r\n::error::stolen\n::set-output name=x::y <script>&\"' ]]>\x00%0A"


@pytest.fixture
def hostile():
    read, _ = parse_document("kpis:\n  - name: x\n", "definitions/a.yaml")
    problem = Problem(
        "KPF110",
        same(HOSTILE),
        Location(f"definitions/{HOSTILE}.yaml", 2, 5),
        name=HOSTILE,
        subject=HOSTILE,
        meant=(HOSTILE,),
        allowed=(HOSTILE,),
        help=same(HOSTILE),
    )
    kept = Ignore("KPF110", HOSTILE, HOSTILE, same(HOSTILE), HOSTILE, None, None)
    return Findings(
        (Finding(problem, why=same(HOSTILE), fix=same(HOSTILE), replace_with=(HOSTILE,)),),
        (Finding(problem, accepted=kept),),
        (NotJudged(HOSTILE, HOSTILE, HOSTILE),),
        files=(HOSTILE,),
        documents={"definitions/a.yaml": read},
    )


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_hides_nothing_and_commands_nothing(hostile, name):
    told = FORMATS[name].render(hostile)
    for char in "\x1b\u202e\x00\r":
        assert char not in told
    if name == "github":
        assert all(line.startswith(("::warning ", "::error ")) for line in told.splitlines())
        assert len(told.splitlines()) == 1
        assert told.count("::") == told.splitlines()[0].count("::")
        properties = told.split("::")[1]
        assert properties.count(",") == 3  # file, line, col, title and nothing of the label's own
    if name == "junit":
        ET.fromstring(told)
    if name in ("full", "concise"):
        assert not any(line.startswith("::") for line in told.splitlines())


def test_json_says_everything_in_both_languages(findings):
    told = json.loads(FORMATS["json"].render(findings))
    assert told["version"] == 1
    assert told["summary"] == {
        "files": 2,
        "kpis": 2,
        "rules": 12,
        "error": 1,
        "warning": 1,
        "info": 0,
        "accepted": 1,
        "not_judged": 1,
        "not_shown": 0,
        "fails": True,
    }
    first = told["findings"][0]
    assert (first["code"], first["severity"], first["file"], first["line"], first["column"], first["end_column"]) == (
        "KPF110",
        "warning",
        "definitions/a.yaml",
        4,
        18,
        26,
    )
    assert first["message"] == {"en": "Reach is counted by its seller.", "vi": "Lượt tiếp cận do bên bán đếm."}
    assert first["related"][0]["line"] == 7
    assert told["accepted"][0]["accepted"]["until"] == "2026-12-03"
    assert told["not_judged"] == [
        {
            "rule": "KPF141",
            "kpi": "reach",
            "scorecard": "",
            "fact": "weight_share",
            "file": "definitions/a.yaml",
            "line": 2,
            "column": 11,
            "end_column": 0,
        }
    ]


def test_sarif_has_rules_results_suppressions_and_open_ones(findings):
    told = json.loads(FORMATS["sarif"].render(findings))
    assert (told["version"], told["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = told["runs"]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert rules == ["KPF001", "KPF110", "KPF141", "KPF305"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["kind"] in {"fail", "open"}
        assert result["level"] == "none" or result["kind"] == "fail"  # the standard: a level goes with kind fail
        assert result["message"]["text"]
    by_rule = {r["ruleId"]: r for r in run["results"]}
    physical = by_rule["KPF110"]["locations"][0]["physicalLocation"]
    assert physical == {
        "artifactLocation": {"uri": "definitions/a.yaml", "uriBaseId": "ROOT"},
        "region": {"startLine": 4, "startColumn": 18, "endColumn": 26},
    }
    assert by_rule["KPF110"]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7
    assert by_rule["KPF001"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "contract-requires, The contract names it."}
    ]
    assert by_rule["KPF141"]["kind"] == "open"


def test_a_fingerprint_outlives_moved_lines_and_changes_with_the_value():
    def of(text, line):
        read, _ = parse_document(text, "a.yaml")
        return fingerprint(
            Finding(Problem("KPF110", same("x"), Location("a.yaml", line, 6, 14), subject="k")),
            Findings(documents={"a.yaml": read}),
        )

    assert of("kpi: platform\n", 1) == of("# a remark\n\nkpi: platform\n", 3)
    assert of("kpi: platform\n", 1) != of("kpi: internal\n", 1)


def test_github_begins_with_the_worst(findings):
    lines = FORMATS["github"].render(findings).splitlines()
    assert (
        lines[0]
        == "::error file=definitions/a.yaml,line=6,col=18,endColumn=25,title=KPF305 thresholds-out-of-order::warn 3 is below target 4"
    )
    assert lines[1].startswith("::warning file=definitions/a.yaml,line=4,")
    vi = FORMATS["github"].render(findings, "vi")
    assert "::warn 3 thấp hơn target 4" in vi


def test_github_escapes_what_would_end_a_property():
    finding = Finding(Problem("KPF110", same("50% of it\nends"), Location("a,b:c%.yaml", 1, 1), Severity.INFO, "n"))
    assert (
        FORMATS["github"].render(Findings((finding,)))
        == "::notice file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=KPF110 n::50%25 of it ends\n"
    )


def test_junit_fails_from_the_level_on(findings):
    root = ET.fromstring(FORMATS["junit"].render(findings))
    suites = {s.get("name"): s for s in root}
    assert set(suites) == {"definitions/a.yaml", "kpiframe.yaml"}
    first = suites["definitions/a.yaml"]
    assert (first.get("tests"), first.get("failures"), first.get("skipped")) == ("4", "1", "2")
    assert first.find(".//failure").get("message") == "warn 3 is below target 4"
    assert [c.get("name") for c in suites["kpiframe.yaml"]] == ["no finding"]
    stricter = ET.fromstring(FORMATS["junit"].render(findings, fail_level="warning"))
    assert stricter[0].get("failures") == "2"


def test_every_format_is_described_in_both_languages():
    assert list(FORMATS) == ["full", "concise", "json", "sarif", "github", "junit"]
    for shape in FORMATS.values():
        assert shape.about.en
        assert shape.about.vi != shape.about.en


def test_an_empty_list_is_well_formed():
    nothing = Findings(catalog=Catalog())
    assert json.loads(FORMATS["json"].render(nothing))["findings"] == []
    assert json.loads(FORMATS["sarif"].render(nothing))["runs"][0]["results"] == []
    assert list(ET.fromstring(FORMATS["junit"].render(nothing))) == []
    assert FORMATS["github"].render(nothing) == ""
    assert FORMATS["full"].render(nothing) == "0 files, 0 KPIs, 0 rules: 0 errors, 0 warnings, 0 info\n"


def test_same_bytes_under_another_hash_seed_time_zone_and_folder(project, tmp_path):
    project(
        "extends: [catalog:kpis]\nscorecards:\n  - name: pr\n    groups:\n      - {name: all, kpis: [pr_value_ave, reach, followers, net_promoter_score]}\n"
    )
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from kpiframe.project_reading import read_project; from kpiframe.lint.linter import lint\n"
        "from kpiframe.lint.formats.table import FORMATS\n"
        "p, q, d = read_project(Path(sys.argv[1]), root=Path(sys.argv[1]))\n"
        "f = lint(p, d, q, today=date(2026, 11, 21), profile='strict')\n"
        "sys.stdout.buffer.write(''.join(FORMATS[n].render(f, l) for n in FORMATS for l in ('en', 'vi')).encode())"
    )
    told = set()
    for seed, zone, place_, locale in (("0", "UTC", "/", "C"), ("7", "Asia/Ho_Chi_Minh", str(tmp_path), "C.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        told.add(
            subprocess.run(
                [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, cwd=place_, env=env
            ).stdout
        )
    assert len(told) == 1
    assert "KPF001" in told.pop().decode()
