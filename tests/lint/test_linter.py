"""The linter: problems of reading, checks and rules in one list; what is shown; what is accepted."""

from dataclasses import replace
from datetime import date

import pytest

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import read_shipped
from kpiframe.lint.linter import lint
from kpiframe.problems import Severity, UsageError

REACH = """\
kpis:
  - name: our_reach
    label: {en: Our reach, vi: Lượt tiếp cận của ta}
    description: {en: Accounts reached., vi: Số tài khoản tiếp cận được.}
    formula: reached / accounts * 100
    inputs: {reached: {unit: people}, accounts: {unit: people}}
    unit: percent
    kind: ratio
    direction: higher_is_better
    thresholds: {warn: 20, target: 50}
    relevance: {utility: 2, purpose: 1, importance: 2, weight: 2}
    audience: [existing_customers, prospects]
    directness: observed
    signal: behaviour
    measured_by: platform
    platform: meta_facebook
    owner: Ads team
    decision: {en: Below 20 we stop buying., vi: Dưới 20 thì ngừng mua quảng cáo.}
"""
LIKING = """\
  - name: liking
    label: {en: Liking, vi: Mức yêu thích}
    description: {en: Share who like it., vi: Tỷ lệ người thích.}
    formula: likers / asked * 100
    inputs: {likers: {unit: people}, asked: {unit: people}}
    unit: percent
    kind: survey
    direction: higher_is_better
    thresholds: {warn: 20, target: 50}
    relevance: {utility: 2, purpose: 2, importance: 2, weight: 2}
    audience: [wider_audience]
    directness: asked
    signal: perception
    measured_by: own
    owner: Brand team
    decision: {en: Below 20 we ask why., vi: Dưới 20 thì hỏi lý do.}
"""
CARD = """\
scorecards:
  - name: health
    groups:
      - {name: all, weight: 1, kpis: [our_reach, liking]}
bindings:
  reached: {value: 1}
  accounts: {value: 2}
  likers: {value: 1}
  asked: {value: 2}
"""
FILES = {"definitions/kpis.yaml": REACH + LIKING}
RULES = [f"KPF{n}" for n in ("001", 110, 111, 112, 132, 140, 141, 142, 143, 152, 171, 187)]
"""Enough of what ships to see how rules and checks come together; a new rule changes nothing here."""


@pytest.fixture(scope="module")
def shipped_definitions():
    everything = read_shipped()
    rules = {code: everything.sections["rules"][code] for code in RULES}
    return replace(everything, sections={**everything.sections, "rules": rules})


def codes(findings):
    return [(f.code, f.severity.value) for f in findings.items]


def accepted(rule="KPF111", kpi="our_reach", **rest):
    said = {"rule": rule, "kpi": kpi, "reason": "contract-requires", "by": "linh", "until": "2026-12-31"} | rest
    lines = [f"{key}: {value}" for key, value in said.items() if value is not None]
    return "ignores:\n  - {" + ", ".join(lines) + "}\n"


def test_rules_and_checks_stand_in_one_list_sorted_by_place(project):
    found = project(CARD, FILES)
    assert codes(found) == [("KPF110", "warning"), ("KPF111", "error"), ("KPF112", "warning"), ("KPF187", "error")]
    places = [(f.location.file, f.location.line, f.location.column) for f in found.items]
    assert places == sorted(places)
    assert places[:2] == [("definitions/kpis.yaml", 15, 18), ("definitions/kpis.yaml", 15, 18)]  # measured_by: platform
    assert places[2][0] == "kpiframe.yaml"
    assert (found.kpis, found.rules, found.files) == (2, 12, ("definitions/kpis.yaml", "kpiframe.yaml"))
    assert found.fails()
    assert found.fails("warning")
    assert not found.fails("never")


def test_the_weight_is_a_second_place_of_a_flag_that_depends_on_it(project):
    flag = next(f for f in project(CARD, FILES).items if f.code == "KPF110")
    ((at, told),) = flag.problem.related
    assert (at.line, at.column) == (11, 64)  # the 2 in weight: 2
    assert told.en.endswith("of scorecard health")


def test_problems_of_reading_and_flags_come_together(project):
    broken = {**FILES, "definitions/more.yaml": "kpis:\n  - name: wrong\n    descripton: x\n"}
    found = project(CARD, broken)
    assert {"KPF503", "KPF110"} <= {f.code for f in found.items}


def test_an_inherited_kpi_is_shown_where_the_scorecard_names_it(project):
    card = (
        "extends: [catalog:kpis]\nscorecards:\n  - name: pr\n    groups:\n      - {name: all, kpis: [pr_value_ave]}\n"
    )
    found = project(card)
    flag = next(f for f in found.items if f.code == "KPF001")
    assert str(flag.location) == "kpiframe.yaml:11:28"
    assert flag.severity is Severity.ERROR


def test_a_kpi_written_here_but_on_no_scorecard_is_judged_too(project):
    loose = (
        REACH.replace("  - name: our_reach", "  - name: old_reach\n    lifecycle: [ave]", 1)
        .replace("Our reach", "Old")
        .replace("của ta", "cũ")
    )
    found = project(CARD, {**FILES, "definitions/old.yaml": loose})
    assert ("KPF001", "warning") in codes(found)


def test_a_project_that_could_not_be_read_has_its_problems_only(project):
    found = project(head="kpiframe: 1\nname: [\n")
    assert {f.code[:4] for f in found.items} == {"KPF5"}
    assert found.kpis == 0


def test_nothing_at_all_is_said_to_be_nothing():
    assert lint(Catalog(), {}, [], today=date(2026, 1, 1)).empty
    assert lint(None, {}, [], today=date(2026, 1, 1)).empty


class TestWhatIsShown:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"select": ["KPF110"]}, {"KPF110"}),
            ({"select": ["KPF11"]}, {"KPF110", "KPF111", "KPF112"}),
            ({"select": ["kpf187"]}, {"KPF187"}),
            ({"select": ["platform-biased", "KPF187"]}, {"KPF110", "KPF187"}),
            ({"select": ["platform.unpaired"]}, {"KPF111"}),
            ({"ignore": ["KPF1"]}, set()),
            ({"select": ["KPF1"], "ignore": ["platform-unpaired"]}, {"KPF110", "KPF112", "KPF187"}),
        ],
    )
    def test_by_code_beginning_name_or_alias(self, project, asked, expected):
        found = project(CARD, FILES, **asked)
        assert {f.code for f in found.items} == expected
        assert found.hidden == 4 - len(expected)

    def test_faults_of_the_format_cannot_be_hidden(self, project):
        broken = {**FILES, "definitions/more.yaml": "kpis:\n  - name: wrong\n    descripton: x\n"}
        found = project(CARD, broken, select=["KPF110"], ignore=["KPF5"])
        assert {"KPF110", "KPF503"} <= {f.code for f in found.items}
        assert "KPF111" not in {f.code for f in found.items}

    @pytest.mark.parametrize("asked", [{"select": ["KPF119"]}, {"ignore": ["platform-based"]}])
    def test_a_code_that_does_not_exist_is_refused(self, project, asked):
        with pytest.raises(UsageError) as refused:
            project(CARD, FILES, **asked)
        assert refused.value.problems[0].code == "KPF904"
        assert refused.value.problems[0].meant

    def test_a_profile_that_does_not_exist_is_refused(self, project):
        with pytest.raises(UsageError, match="regular"):
            project(CARD, FILES, profile="regulr")

    def test_suggestions_are_for_the_strict(self, project):
        klout = {"definitions/kpis.yaml": (REACH + LIKING).replace("Our reach", "Klout score")}
        assert "KPF327" not in {f.code for f in project(CARD, klout).items}
        for profile in ("strict", "auditor"):
            assert "KPF327" in {f.code for f in project(CARD, klout, profile=profile).items}


class TestAccepting:
    def test_an_accepted_flag_stays_visible_and_fails_no_more(self, project):
        found = project(CARD + accepted(), FILES)
        assert "KPF111" not in {f.code for f in found.items}
        (kept,) = found.accepted
        assert (kept.code, kept.accepted.reason, kept.accepted.until) == (
            "KPF111",
            "contract-requires",
            date(2026, 12, 31),
        )

    def test_by_name_and_by_alias(self, project):
        for word in ("platform-unpaired", "platform.unpaired"):
            assert [f.code for f in project(CARD + accepted(word), FILES).accepted] == ["KPF111"]

    def test_for_a_whole_scorecard(self, project):
        for about in ("health", None):
            assert [f.code for f in project(CARD + accepted("KPF187", about), FILES).accepted] == ["KPF187"]

    def test_all_can_be_shown_again(self, project):
        found = project(CARD + accepted(), FILES, suppress=False)
        assert "KPF111" in {f.code for f in found.items}
        assert found.accepted == ()

    def test_past_its_end_the_flag_returns_and_the_entry_is_named(self, project):
        found = project(CARD + accepted(until="2026-11-20"), FILES)
        assert {("KPF111", "error"), ("KPF902", "warning")} <= set(codes(found))
        last_day = project(CARD + accepted(until="2026-11-21"), FILES)
        assert "KPF902" not in {f.code for f in last_day.items}

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            (accepted("KPF143", "health"), "KPF901"),  # nothing raises it: liking sees the wider audience
            (accepted("KPF110", "liking"), "KPF901"),
            (accepted('"*"'), "KPF903"),
            (accepted(None), "KPF903"),
            (accepted("KPF199"), "KPF904"),
            (accepted("platform-unpair"), "KPF904"),
            (accepted("KPF503"), "KPF904"),
            (accepted("KPF901"), "KPF904"),
            (accepted("KPF111", until=None), "KPF905"),
        ],
    )
    def test_entries_that_match_nothing_or_too_much(self, project, entry, code):
        found = project(CARD + entry, FILES)
        faults = [f for f in found.items if f.code.startswith("KPF9")]
        assert [f.code for f in faults] == [code]
        assert faults[0].location.file == "kpiframe.yaml"
        assert "KPF111" in {f.code for f in found.items}

    def test_a_warning_may_be_accepted_without_an_end(self, project):
        found = project(CARD + accepted("KPF110", until=None), FILES)
        assert [f.code for f in found.accepted] == ["KPF110"]

    def test_an_unknown_rule_is_answered_with_the_nearest(self, project):
        fault = next(f for f in project(CARD + accepted("platform-unpair"), FILES).items if f.code == "KPF904")
        assert "platform-unpaired" in fault.problem.meant


class TestPlaces:
    """Line and column of the node, whatever the file looks like."""

    @pytest.mark.parametrize(
        ("change", "line", "column"),
        [
            (lambda text: text, 15, 18),
            (lambda text: "\n# a remark\n" + text, 17, 18),
            (lambda text: text.replace("\n", "\r\n"), 15, 18),
            (lambda text: "\ufeff" + text, 15, 18),
            (lambda text: text.replace("measured_by: platform\n", "measured_by:\n      platform\n"), 16, 7),
            (lambda text: text.replace("measured_by: platform\n", '"measured_by": "platform"\n'), 15, 20),
        ],
        ids=["plain", "moved", "crlf", "bom", "next line", "quoted"],
    )
    def test_of_the_field_the_rule_speaks_of(self, project, change, line, column):
        found = project(CARD, {"definitions/kpis.yaml": change(REACH + LIKING)})
        flag = next(f for f in found.items if f.code == "KPF110")
        assert (flag.location.line, flag.location.column) == (line, column)


@pytest.mark.slow
def test_a_thousand_definitions_are_each_judged_once(project, tmp_path):
    one = REACH.removeprefix("kpis:\n")
    many = [
        one.replace("our_reach", f"reach_{i}").replace("Our reach", f"Reach {i}").replace("của ta", f"số {i}")
        for i in range(1000)
    ]
    files = {f"definitions/part{n}.yaml": "kpis:\n" + "".join(many[n * 100 : n * 100 + 100]) for n in range(10)}
    names = ", ".join(f"reach_{i}" for i in range(1000))
    card = (
        "scorecards:\n  - name: health\n    groups:\n      - {name: all, kpis: ["
        + names
        + "]}\nbindings: {reached: {value: 1}, accounts: {value: 2}}\n"
    )
    found = project(card, files)
    assert found.kpis == 1000
    assert sum(f.code == "KPF111" for f in found.items) == 1000
    assert not [f for f in found.items if f.code.startswith("KPF5")]


def test_the_same_finding_is_said_once(project):
    found = project(CARD, FILES)
    again = lint(found.catalog, found.documents, [found.items[0].problem] * 3, today=date(2026, 11, 21))
    assert sum(f.problem == found.items[0].problem for f in again.items) == 1
    assert replace(found.items[0]) == found.items[0]


class TestOverriddenRules:
    """A project may make a rule milder or move its limit, with a reason."""

    def override(self, said):
        return "overrides:\n  rules:\n    " + said + "\n"

    def test_milder(self, project):
        found = project(CARD + self.override("KPF112: {severity: info, reason: Agreed with the client.}"), FILES)
        assert ("KPF112", "info") in codes(found)

    def test_another_limit(self, project):
        found = project(CARD + self.override("KPF110: {params: {max_weight_share: 0.9}, reason: Agreed.}"), FILES)
        assert "KPF110" not in {f.code for f in found.items}

    def test_a_misspelt_limit_is_not_taken_silently(self, project):
        found = project(CARD + self.override("KPF110: {params: {max_weight_shar: 0.9}, reason: Agreed.}"), FILES)
        fault = next(f for f in found.items if f.code == "KPF564")
        assert fault.problem.meant == ("max_weight_share",)
        assert (fault.location.file, fault.location.line) == ("kpiframe.yaml", 18)
        assert "KPF110" in {f.code for f in found.items}
