"""What the docstrings of the checks are too short to show."""

import pytest

KPI = """\
  - name: {name}
    label: {label}
    description: {{en: Share who like it., vi: Tỷ lệ người thích.}}
    formula: likers / asked * 100
    inputs: {{likers: {{unit: people}}, asked: {{unit: people}}}}
    unit: {unit}
    kind: survey
    direction: {direction}
    {thresholds}
    relevance: {{utility: 2, purpose: 2, importance: 2, weight: {weight}}}
    audience: [wider_audience]
    directness: asked
    signal: perception
    measured_by: own
    {more}
"""


def kpi(
    name,
    label=None,
    unit="percent",
    direction="higher_is_better",
    thresholds="thresholds: {warn: 20, target: 50}",
    weight=1,
    more="tags: []",
):
    label = label or f"{{en: {name}, vi: KPI {name}}}"
    return KPI.format(
        name=name, label=label, unit=unit, direction=direction, thresholds=thresholds, weight=weight, more=more
    )


def card(*names, rest=""):
    listed = ", ".join(names)
    return f"scorecards:\n  - name: health\n    groups:\n      - {{name: all, weight: 1, kpis: [{listed}]}}\nbindings: {{likers: {{value: 1}}, asked: {{value: 2}}}}\n{rest}"


def files(*kpis):
    return {"definitions/kpis.yaml": "kpis:\n" + "".join(kpis)}


def only(findings, code):
    return [f for f in findings.items if f.code == code]


class TestWeights:
    def test_more_than_three_tenths_declared_not_applicable(self, project):
        rest = "not_applicable:\n  - {kpi: aa, reason: No shop yet.}\n"
        for weight, said in ((3, 0), (4, 1)):  # 3/(3+7) is exactly three tenths, 4/11 is more
            found = project(
                card("aa", "bb", "cc", rest=rest),
                files(kpi("aa", weight=weight), kpi("bb", weight=4), kpi("cc", weight=3)),
            )
            assert len(only(found, "KPF308")) == said

    def test_one_kpi_of_more_than_six_tenths(self, project):
        for weight, said in ((3, 0), (4, 1)):  # 3/5 is exactly six tenths
            found = project(card("aa", "bb"), files(kpi("aa", weight=weight), kpi("bb", weight=2)))
            assert len(only(found, "KPF307")) == said

    def test_a_group_whose_kpis_hear_nobody_never_counts(self, project):
        deaf = kpi("aa").replace("[wider_audience]", "[none]")
        two = "scorecards:\n  - name: health\n    groups:\n      - {name: one, weight: 5, kpis: [aa]}\n      - {name: two, weight: 5, kpis: [bb]}\nbindings: {likers: {value: 1}, asked: {value: 2}}\n"
        (fault,) = only(project(two, files(deaf, kpi("bb"))), "KPF306")
        assert "'one'" in fault.problem.message.en
        assert "relevance" in fault.problem.message.en
        assert (fault.location.file, fault.location.line) == ("kpiframe.yaml", 10)


class TestTargets:
    @pytest.mark.parametrize(
        ("thresholds", "more", "said"),
        [
            ("thresholds: {warn: 60, target: 101}", "interval: proportion", ["target"]),
            ("thresholds: {warn: 60, target: 100}", "interval: proportion", []),
            (
                "thresholds: {warn: 60, target: 90, stretch: 105, floor: -5}",
                "interval: proportion",
                ["stretch", "floor"],  # by place
            ),
            ("thresholds: {warn: 60, target: 140}", "tags: []", ["target"]),  # asked, one input over another: a share
        ],
    )
    def test_a_share_ends_at_a_hundred(self, project, thresholds, more, said):
        found = only(project(card("aa"), files(kpi("aa", thresholds=thresholds, more=more))), "KPF310")
        assert [f.problem.message.en.split()[0] for f in found] == said
        assert all(f.problem.allowed == ("0 … 100",) for f in found)

    def test_a_growth_rate_may_pass_a_hundred(self, project):
        growth = kpi("aa", thresholds="thresholds: {warn: 60, target: 140}").replace(
            "likers / asked", "(likers - asked) / asked"
        )
        assert only(project(card("aa"), files(growth)), "KPF310") == []

    def test_context_needs_no_thresholds(self, project):
        bare = kpi("aa", direction="neutral", thresholds="cadence: month")
        assert only(project(card("aa"), files(bare)), "KPF311") == []
        dated = kpi("aa", thresholds="targets: [{from: 2026-01, value: 50, warn: 20}]")
        assert only(project(card("aa"), files(dated)), "KPF311") == []


class TestRetirement:
    @pytest.mark.parametrize(
        ("sunset", "severity", "words"),
        [("2026-11-20", "error", "ended on 2026-11-20"), ("2026-11-21", "warning", "ends on 2026-11-21")],
    )
    def test_past_its_sunset_it_is_an_error(self, project, sunset, severity, words):
        more = f"status: deprecated\n    deprecation: {{message: Asked differently., sunset_at: {sunset}, replaced_by: bb}}"
        (fault,) = only(project(card("aa"), files(kpi("aa", more=more), kpi("bb"))), "KPF325")
        assert fault.severity == severity
        assert words in fault.problem.message.en
        assert fault.problem.help.en == "use bb"
        assert fault.location.file == "kpiframe.yaml"

    def test_a_deprecated_kpi_on_no_scorecard_disturbs_nobody(self, project):
        more = "status: deprecated\n    deprecation: {message: Asked differently.}"
        assert only(project(card("bb"), files(kpi("aa", more=more), kpi("bb"))), "KPF325") == []


class TestLifecycleSuggestions:
    @pytest.mark.parametrize(
        ("label", "entry"),
        [
            ("{en: PR value, vi: Giá trị PR}", "ave"),
            ("{en: Average order, vi: Đơn trung bình}", None),  # "ave" inside a word
            ("{en: Value, vi: GIÁ TRỊ PR tháng này}", "ave"),
            ("{en: Reach on facebook, vi: Lượt tiếp cận\\u00a0Facebook}", None),
            ('{en: Reach, vi: "Lượt tiếp cận\\u00a0Facebook"}', "facebook_reach"),  # a hard blank is a blank
            ('{en: Pieces, vi: "Giá tri\\u0323 PR"}', "ave"),  # decomposed letters are the same letters
        ],
    )
    def test_whole_words_only_in_any_spelling_of_unicode(self, project, label, entry):
        found = only(project(card("aa"), files(kpi("aa", label=label)), profile="strict"), "KPF327")
        assert [f"[{entry}]" in f.problem.help.en for f in found] == ([True] if entry else [])

    def test_a_linked_kpi_needs_no_suggestion(self, project):
        linked = kpi("aa", label="{en: PR value, vi: Giá trị PR}", more="lifecycle: [ave]")
        assert only(project(card("aa"), files(linked), profile="strict"), "KPF327") == []


class TestWording:
    @pytest.mark.parametrize(
        ("label", "missing"),
        [
            ("{en: Liking}", "Vietnamese"),
            ("{vi: Mức yêu thích}", "English"),
            ("Liking", None),
            ("{en: Liking, vi: Thích}", None),
        ],
    )
    def test_a_plain_string_is_meant_for_both_languages(self, project, label, missing):
        found = only(project(card("aa"), files(kpi("aa", label=label))), "KPF320")
        assert [missing in f.problem.message.en for f in found] == ([True] if missing else [])


def test_owners_and_decisions_of_context_are_asked_for_once_a_scorecard(project):
    names = [f"k{i}" for i in range(7)]
    context = [kpi(n, direction="neutral", thresholds="tags: [context]", more="family: market") for n in names]
    found = project(card(*names), files(*context))
    (owner,), (decision,) = only(found, "KPF322"), only(found, "KPF323")
    assert owner.problem.message.en == "nobody answers for k0, k1, k2, k3, k4 and 2 more on health"
    assert decision.severity == "info"


def test_owners_and_decisions_of_what_carries_weight_are_asked_for_one_by_one(project):
    found = project(card("k1", "k2"), files(kpi("k1"), kpi("k2")))
    assert not only(found, "KPF322") + only(found, "KPF323")
    for code in ("KPF170", "KPF182"):
        assert [f.problem.subject for f in only(found, code)] == ["k1", "k2"]
