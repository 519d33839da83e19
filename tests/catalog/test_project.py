"""A whole project: what is found where, settings, notes, what cannot be read."""

from __future__ import annotations

import os
from datetime import date

import pytest

from kpiframe.problems import Severity
from kpiframe.project_reading import read_project


def test_kpis_may_stand_in_kpiframe_yaml_or_anywhere_under_definitions(read, nps, survey, head):
    files = {
        "kpiframe.yaml": head + survey.replace("[nps]", "[nps, csat, ces]") + nps,
        "definitions/csat.yaml": nps.replace("nps", "csat"),
        "definitions/deep/er/ces.yml": nps.replace("nps", "ces"),
        "definitions/.hidden/x.yaml": "][",
        "definitions/readme.md": "][",
    }
    result = read(files)
    assert result.problems == []
    assert set(result.project.catalog.kpis) == {"nps", "csat", "ces"}
    own = {name for name in result.documents if not name.startswith("catalog:")}
    assert own == {"kpiframe.yaml", "definitions/csat.yaml", "definitions/deep/er/ces.yml"}


def test_the_file_itself_can_be_named(write, shipped, head):
    folder = write({"kpiframe.yaml": head})
    project, problems, _ = read_project(folder / "kpiframe.yaml", shipped=shipped)
    assert (project.name, problems) == ("pho-sen", [])


def test_defaults(read):
    project = read("").project
    assert (project.locale, project.currency, project.timezone) == ("en", "", "UTC")
    assert (project.calendar.grain, project.label.en, project.invented) == ("month", "pho-sen", False)
    assert project.root.name == "root"


def test_a_folder_without_kpiframe_yaml_is_no_project(tmp_path, shipped):
    project, problems, _ = read_project(tmp_path, shipped=shipped)
    assert project is None
    assert [(p.code, p.name) for p in problems] == [("KPF547", "unreadable-file")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "KPF506"),
        ("# only a comment\n", "KPF506"),
        ("[]\n", "KPF504"),
        ("just words\n", "KPF504"),
        ("name: pho-sen\n", "KPF506"),
        ("kpiframe: 2\nname: pho-sen\n", "KPF505"),
        ("kpiframe: '1'\nname: pho-sen\n", "KPF504"),
        ("kpiframe: true\nname: pho-sen\n", "KPF504"),
        ("kpiframe: [\n", "KPF501"),
    ],
)
def test_a_file_that_cannot_be_used_gives_no_project(read, text, code):
    result = read({"kpiframe.yaml": text})
    assert result.project is None
    assert [p.code for p in result.problems] == [code]


def test_with_other_faults_there_is_still_a_project_to_lint(read, nps):
    result = read("currency: dong\nlocale: fr\n" + nps)
    assert [p.code for p in result.problems] == ["KPF505", "KPF505"]
    assert (result.project.currency, result.project.locale) == ("", "en")
    assert list(result.project.catalog.kpis) == ["nps"]


@pytest.mark.parametrize(
    ("text", "code", "under"),
    [
        ("locale: VI\n", "KPF505", "VI"),
        ("currency: vnd\n", "KPF505", "vnd"),
        ("timezone: Asia/Saigonn\n", "KPF505", "Asia/Saigonn"),
        ("timezone: ../etc\n", "KPF505", "../etc"),
        ("calendar: {first_month_of_year: 13}\n", "KPF505", "13"),
        ("calendar: {first_day_of_week: mon}\n", "KPF505", "mon"),
        ("calendar: month\n", "KPF504", "month"),
        ("invented: yes\n", "KPF504", "yes"),
        ("slice_by: channel\n", "KPF504", "channel"),
        ("curency: VND\n", "KPF503", "curency"),
        ("ignores: [{kpi: nps, reason: because}]\n", "KPF505", "because"),
        ("ignores: [{kpi: nps}]\n", "KPF506", None),
        ("ignores: [{rule: KPF110, kpi: npx, reason: not-applicable}]\n", "KPF509", None),
        ("not_applicable: [{kpi: npx, reason: none}]\n", "KPF509", None),
        ("not_applicable: [{kpi: nps}]\n", "KPF506", None),
        ("scorecards: [{name: s, groups: [{name: g, kpis: []}]}]\n", "KPF505", "[]"),
        ("scorecards: [{name: s, groups: [{name: g, kpis: [nps, nps]}]}]\n", "KPF508", "nps"),
        ("scorecards: [{name: s, groups: [{name: g, kpis: [nps]}, {name: g, kpis: [npx]}]}]\n", "KPF508", "g"),
        ("scorecards: [{name: s, groups: [{name: g, weight: -1, kpis: [nps]}]}]\n", "KPF505", "-1"),
        ("scorecards: [{name: s, groups: [{name: g, kpis: [nps]}], missing: never}]\n", "KPF505", "never"),
        ("overrides: {kpi: {}}\n", "KPF503", "kpi"),
        ("bindings: {x: {value: 1}}\n", "KPF507", "x"),
        ("bindings: {Visits: {value: 1}}\n", "KPF507", "Visits"),
        ("bindings: {nps.promoters.now: {value: 1}}\n", "KPF507", "nps.promoters.now"),
    ],
)
def test_faults_of_settings(read, nps, text, code, under):
    result = read(text + nps)
    problem = next(p for p in result.errors if p.code == code)
    assert problem.location.line == 3
    assert under is None or result.under(problem) == under


def test_a_kpi_listed_twice_is_told_to_leave_one_place(read, nps):
    problem = read("scorecards: [{name: s, groups: [{name: g, kpis: [nps, nps]}]}]\n" + nps).errors[0]
    assert problem.message.en.startswith("KPI nps stands in this scorecard twice, first at ")
    assert "overrides" not in str(problem.help)


def test_the_nearest_time_zone_is_offered(read):
    assert "Asia/Saigon" in read("timezone: Asia/Saigonn\n").only().meant


# ---- who counts


def test_who_counts_follows_from_the_source_when_the_kpi_does_not_say(read, nps, survey):
    assert read(nps + survey).project.catalog.kpis["nps"].measured_by == "independent"
    said = nps.replace("direction:", "measured_by: internal_judgement\n    direction:")
    assert read(said + survey).project.catalog.kpis["nps"].measured_by == "internal_judgement"
    mixed = survey.replace("detractors: {source: survey, agg: count, filter: score <= 6}", "detractors: {value: 3}")
    assert read(nps + mixed).project.catalog.kpis["nps"].measured_by == "own"


def test_the_platform_follows_too(read, nps, survey):
    text = survey.replace("measured_by: independent", "measured_by: platform\n    platform: tiktok")
    kpi = read(nps + text).project.catalog.kpis["nps"]
    assert (kpi.measured_by, kpi.platform) == ("platform", "tiktok")


def test_a_scored_kpi_counted_by_a_platform_says_which(read, nps, survey):
    text = survey.replace("measured_by: independent", "measured_by: platform")
    problem = read(nps + text).only()
    assert (problem.code, problem.subject) == ("KPF506", "nps")
    assert "platform" in problem.help.en


# ---- inputs without a binding


def test_without_sources_and_bindings_the_numbers_are_handed_over(read, nps, survey):
    scorecard = survey[survey.index("scorecards:") :]
    assert read(nps + scorecard).problems == []


def test_the_inputs_of_kpis_a_scored_kpi_names_must_be_bound_too(read, nps, survey):
    text = nps + (
        "  - {name: twice, label: Twice, formula: nps * 2 + extra, inputs: {extra: {unit: score}}, unit: points,\n"
        "     kind: survey, direction: neutral}\n"
    )
    result = read(text + survey.replace("kpis: [nps]", "kpis: [twice]"))
    problem = result.only()
    assert (problem.code, result.under(problem), problem.subject) == ("KPF541", "extra", "twice")


def test_what_does_not_apply_needs_no_binding(read, nps, survey):
    text = survey.replace("  promoters: {source: survey, agg: count, filter: score >= 9}\n", "")
    assert [p.code for p in read(nps + text).errors] == ["KPF541"]
    assert read(nps + text + "not_applicable: [{kpi: nps, reason: no survey}]\n").errors == []


def test_a_binding_that_could_not_be_read_still_counts_as_bound(read, nps, survey):
    result = read(nps + survey.replace("filter: score >= 9", "filter: score => 9"))
    assert len(result.errors) == 1
    assert result.errors[0].code.startswith("KPF51")


# ---- comments and events


def test_comments_are_read_by_period(read, nps, head):
    comment = (
        "report: {text: {vi: Tháng tốt}, author: Hà, date: 2026-11-03, next_action: {vi: Giữ vững}, due: 2026-11-15}\n"
        "kpis:\n  nps: {text: fell, author: Hà, date: 2026-11-04}\n"
    )
    result = read({"kpiframe.yaml": head + nps, "comments/2026-10.yaml": comment})
    assert result.problems == []
    whole, single = result.project.comments
    assert (whole.period, whole.kpi, whole.text.vi, whole.due) == ("2026-10", "", "Tháng tốt", date(2026, 11, 15))
    assert (single.kpi, single.author, single.date) == ("nps", "Hà", date(2026, 11, 4))
    assert str(single.location) == "comments/2026-10.yaml:3:8"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("comments/october.yaml", "report: {text: x, author: a, date: 2026-11-03}\n", "KPF550"),
        ("comments/2026-Q4.yaml", "report: {text: x, author: a, date: 2026-11-03}\n", "KPF550"),
        ("comments/2026-10.yaml", "report: {text: x, author: a}\n", "KPF506"),
        ("comments/2026-10.yaml", "report: {txt: x, author: a, date: 2026-11-03}\n", "KPF503"),
        ("comments/2026-10.yaml", "kpis: {npx: {text: x, author: a, date: 2026-11-03}}\n", "KPF509"),
        ("comments/2026-10.yaml", "", "KPF506"),
        ("events.yaml", "events:\n  - {date: 2026-10-32, label: x, kind: outage}\n", "KPF550"),
        ("events.yaml", "events:\n  - {date: 2026-10-31, label: x, kind: strike}\n", "KPF505"),
        ("events.yaml", "- {date: 2026-10-31}\n", "KPF504"),
        (
            "events.yaml",
            "events:\n  - {date: 2026-10-31, label: x, kind: outage, applies_to: {kpis: [npx]}}\n",
            "KPF509",
        ),
    ],
)
def test_faults_of_comments_and_events(read, nps, head, name, text, code):
    problems = read({"kpiframe.yaml": head + nps, name: text}).problems
    assert (problems[0].code, problems[0].location.file) == (code, name)


def test_events_are_read(read, nps, head):
    text = (
        "events:\n  - {date: 2026-10-18, until: 2026-10-24, label: {vi: Lỗi biểu mẫu}, kind: outage, "
        "applies_to: {kpis: [nps], tags: [web], sources: [orders]}}\n"
    )
    event = read({"kpiframe.yaml": head + nps, "events.yaml": text}).project.events[0]
    assert (event.date, event.until, event.label.en) == (date(2026, 10, 18), date(2026, 10, 24), "Lỗi biểu mẫu")
    assert (event.kind, event.kpis, event.tags, event.sources) == ("outage", ("nps",), ("web",), ("orders",))


# ---- files


def test_files_that_lead_out_of_the_root_are_not_read(write, shipped, head, nps):
    folder = write({"kpiframe.yaml": head, "definitions/a.yaml": nps})
    secret = folder.parent / "secret.yaml"
    secret.write_text("kpis: [stolen]\n")
    (folder / "definitions" / "b.yaml").symlink_to(secret)
    (folder / "events.yaml").symlink_to(secret)
    (folder / "comments").symlink_to(folder.parent)
    _, problems, documents = read_project(folder, shipped=shipped)
    assert [(p.code, p.location.file) for p in problems] == [
        ("KPF546", "comments"),
        ("KPF546", "definitions/b.yaml"),
        ("KPF546", "events.yaml"),
    ]
    assert not any("stolen" in d.text for d in documents.values())


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (os.mkfifo, "KPF546"),
        (lambda path: path.symlink_to("/dev/zero"), "KPF546"),
        (lambda path: path.symlink_to(path.with_name("gone.yaml")), "KPF547"),
        (lambda path: path.mkdir(), "KPF547"),
    ],
    ids=["pipe", "device", "link to nothing", "folder"],
)
def test_events_that_are_no_file_are_told(write, shipped, head, made, code):
    """Else the events of a client would be missing from the page without a word."""
    folder = write({"kpiframe.yaml": head})
    made(folder / "events.yaml")
    _, problems, _ = read_project(folder, shipped=shipped)
    assert [p.code for p in problems] == [code]


def test_a_pipe_among_the_definitions_does_not_hang(write, shipped, head):
    folder = write({"kpiframe.yaml": head, "definitions/readme.md": "x"})
    os.mkfifo(folder / "definitions" / "pipe.yaml")
    _, problems, _ = read_project(folder, shipped=shipped)
    assert [p.code for p in problems] == ["KPF546"]


@pytest.mark.parametrize(
    ("raw", "code"), [(b"kpis: \xff\n", "KPF547"), ("kpis: []\n".encode("utf-16"), "KPF547"), (b"\x00", "KPF501")]
)
def test_files_in_another_encoding_are_refused(write, shipped, head, raw, code):
    folder = write({"kpiframe.yaml": head, "definitions/a.yaml": ""})
    (folder / "definitions" / "a.yaml").write_bytes(raw)
    _, problems, _ = read_project(folder, shipped=shipped)
    assert [(p.code, p.location.file) for p in problems] == [(code, "definitions/a.yaml")]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(write, shipped, head, nps):
    folder = write({"kpiframe.yaml": head, "definitions/a.yaml": ""})
    text = nps.replace("unit: points", "unti: points").replace("\n", "\r\n")
    (folder / "definitions" / "a.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    _, problems, _ = read_project(folder, shipped=shipped)
    assert [(p.code, str(p.location)) for p in problems] == [
        ("KPF503", "definitions/a.yaml:9:5"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("rules:\n  - id: KPF999\n    name: x\n", "KPF506", 2),
        ("rulez: []\n", "KPF503", 1),
        ("kpis: []\nrules: []\n", "KPF503", 2),
        ("entries: [{id: x}]\n", "KPF506", 1),
        ("{}\n", "KPF506", 1),
    ],
)
def test_a_definition_file_is_judged_by_its_first_section(read, head, text, code, line):
    problems = read({"kpiframe.yaml": head, "definitions/a.yaml": text}).problems
    assert (problems[0].code, problems[0].location.line) == (code, line)


def test_a_project_brings_its_own_rules(read, head):
    rule = """\
        rules:
          - id: KPF990
            name: nobody-owns-it
            severity: info
            confidence: high
            scope: kpi
            params: {most: 0.4}
            when: weight_share > most
            message: {en: "{label} weighs much.", vi: "{label} quá nặng."}
            why: {en: One number must not rule., vi: Không để một số chi phối.}
            fix: {text: Lower its weight.}
            tests:
              - ok: {weight_share: 0.1}
              - flag: {weight_share: 0.9}
                severity: info
        """
    result = read({"kpiframe.yaml": head, "definitions/rules.yaml": rule})
    assert result.problems == []
    made = result.project.catalog.rules["KPF990"]
    assert (made.name, made.params, made.when[0].formula.text) == (
        "nobody-owns-it",
        {"most": 0.4},
        "weight_share > most",
    )
    assert [t.verdict for t in made.tests] == ["ok", "flag"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("when: weight_share > most", "when: weight_share >", "KPF510"),
        ("when: weight_share > most", "when: [{severity: info, if: weight_share >}]", "KPF510"),
        ("when: weight_share > most", "when: []", "KPF505"),
        ("- ok: {weight_share: 0.1}", "- {ok: {weight_share: 0.1}, flag: {weight_share: 0.1}}", "KPF506"),
        ("scope: kpi", "scope: kpis", "KPF505"),
        ("id: KPF990", "id: KPF99", "KPF505"),
        ("fix: {text: Lower its weight.}", "fix: {text: x, replace_with: [npx]}", "KPF509"),
        ("id: KPF990", "id: KPF110", "KPF508"),
    ],
)
def test_faults_of_rules(read, head, old, new, code):
    rule = (
        "rules:\n  - id: KPF990\n    name: own-rule\n    severity: info\n    confidence: high\n    scope: kpi\n"
        "    when: weight_share > most\n    message: x\n    why: {en: x, vi: y}\n    fix: {text: Lower its weight.}\n"
        "    tests:\n      - ok: {weight_share: 0.1}\n"
    )
    assert old in rule
    result = read({"kpiframe.yaml": head, "definitions/rules.yaml": rule.replace(old, new)})
    assert [p.code for p in result.problems] == [code]


def test_problems_come_in_the_same_order_whatever_the_order_of_discovery(read, nps, head):
    files = {f"definitions/f{i}.yaml": nps.replace("nps", f"nps_{i}").replace("unit: p", "unti: p") for i in range(5)}
    problems = read(files | {"kpiframe.yaml": head}).problems
    assert [p.sort_key() for p in problems] == sorted(p.sort_key() for p in problems)
    assert all(p.severity is Severity.ERROR and p.name for p in problems)


def test_reading_the_same_project_twice_gives_the_same(read, nps, survey):
    first, second = read(nps + survey), read(nps + survey)
    assert first.project.catalog.kpis == second.project.catalog.kpis
    assert first.project.sources == second.project.sources
