"""What the page says, before any template: worked example 3 of the scoring handbook, and a card full of trouble."""

import pytest

from kpiframe.render.fields import FIELDS
from kpiframe.render.filters import NBSP
from kpiframe.render.page import build
from kpiframe.render.to_html import to_html
from kpiframe.render.to_markdown import to_markdown


def rows(page):
    return {row["kpi"]: row for group in page["groups"] + page["rest"] for row in group["rows"]}


def spaced(text):
    return text.replace(NBSP, " ")


def test_a_page_holds_exactly_what_its_documentation_lists(document):
    assert set(build(document, "vi")) == set(FIELDS)


def test_headline_with_its_companions(document):
    """`77 · could be 72–82 · coverage 90 % · weights ±20 %: 73–80` (scoring, section 3), and one rating off by one."""
    line = {language: build(document, language)["headline"]["line"] for language in ("en", "vi")}
    assert line["en"] == "77 · could be 72–82 · coverage 90% · weights ±20%: 73–80 · ratings ±1: 74–81"
    assert line["vi"] == "77 · có thể 72–82 · độ phủ 90% · đổi trọng số ±20%: 73–80 · đổi điểm chấm ±1: 74–81"


def test_the_gap_names_everyone_responsible_and_adds_up(document):
    """8.86 prints 9 although 83 - 75 is 8; the missing survey is named with what it was counted as."""
    gap = build(document, "en")["gap"]
    assert (gap["state"], gap["points"]) == ("gap", "9")
    assert [s["score"] for s in gap["scores"]] == ["83", "77", "75"]
    named = [(c["kpi"], c["points"], c["note"]) for c in gap["contributors"]]
    assert named == [
        ("ave", "+3.6", ""),
        ("facebook_reach", "+3.6", ""),
        ("brand_awareness", "+2.6", "not measured, counted as 50"),
        (None, "−0.9", ""),
    ]
    assert gap["unrounded"] == "The difference is taken before rounding."


@pytest.mark.parametrize(("size", "state"), [(-3.2, "none"), (0.0, "none"), (0.4, "none"), (0.5, "gap"), (12.0, "gap")])
def test_a_negative_gap_prints_none(document, size, state):
    document["score"]["flattery_gap"] = size
    gap = build(document, "en")["gap"]
    assert gap["state"] == state
    if state == "none":
        assert gap["points"] == "none"
        assert gap["contributors"] == []


def test_an_unknown_gap_says_why_and_is_never_zero(troubled):
    gap = build(troubled, "vi")["gap"]
    assert (gap["state"], gap["points"]) == ("unknown", "không thể biết")
    assert gap["lead"] == "Kỳ này chưa đo được một nửa bằng chứng độc lập."
    assert gap["line"] is None


def test_no_headline_prints_a_dash_the_reason_and_the_bounds(troubled):
    headline = build(troubled, "en")["headline"]
    assert headline["line"] == "— · could be 0–80 · coverage 20%"
    assert headline["withheld"] == "A KPI could not be computed because of a fault; nothing is made up for it."
    assert headline["status"] is None


def test_a_withheld_score_is_not_printed_even_when_the_document_holds_one(document):
    document["score"]["withheld"] = "coverage"
    page = build(document, "en")
    assert page["headline"]["score"] == "—"
    assert "70%" in page["headline"]["withheld"]
    assert page["gap"]["scores"][1]["score"] == "—"
    assert page["methodology"]["total"]["score"] == "—"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_all_eight_states_are_named(document, troubled, language):
    given = [rows(build(d, language)) for d in (document, troubled)]
    seen = {row["status"]["icon"] for table in given for row in table.values()}
    assert seen == {"on_target", "watch", "off_target", "missing", "stale", "too_early", "small_sample", "not_applicable",
                    "unscored", "error"}  # fmt: skip
    for table in given:
        for row in table.values():
            assert row["status"]["word"]
            assert bool(row["reason"]) == (row["status"]["icon"] not in ("on_target", "watch", "off_target"))


def test_rows_are_grouped_worst_first_then_by_weight(document):
    groups = build(document, "en")["groups"]
    assert [g["name"] for g in groups] == ["customer", "sales", "platform"]
    assert [r["kpi"] for r in groups[0]["rows"]] == ["brand_awareness", "brand_relevance_index", "churn_rate",
                                                     "customer_lifetime_value", "nps", "purchase_frequency"]  # fmt: skip


def test_changes_are_points_for_rates_and_percent_for_amounts(document):
    """Percent points for percent, points for NPS, % for money; never a % where the document gives none."""
    table = rows(build(document, "vi"))
    shown = {
        k: (row["previous"]["arrow"], spaced(row["previous"]["text"]), row["previous"]["verdict"])
        for k, row in table.items()
    }
    assert shown["churn_rate"] == ("▲", "+0,8 điểm %", "xấu hơn")
    assert shown["customer_lifetime_value"] == ("▲", "+5,6%", "tốt hơn")
    assert shown["nps"] == ("", "−3 điểm", "không đổi")
    assert shown["ave"] == ("▲", "+185 triệu ₫", "tốt hơn")
    assert shown["purchase_frequency"] == ("▲", "+0,2", "có thay đổi")
    assert shown["brand_awareness"] == ("", "—", "")


def test_a_part_period_prints_no_percentage(troubled):
    change = rows(build(troubled, "en"))["share_of_search"]["previous"]
    assert (change["arrow"], change["text"], change["verdict"]) == ("", "—", "part period")


@pytest.mark.parametrize(
    ("kpi", "value", "target"),
    [
        ("nps", "45 điểm", "≥ 45"),
        ("churn_rate", "5,0%", "≤ 4,0%"),
        ("customer_lifetime_value", "7,5 triệu ₫", "≥ 7,0 triệu ₫"),
        ("ave", "185 triệu ₫", "150–200 triệu ₫"),
        ("facebook_reach", "1,23 triệu người", "≥ 1,00 triệu"),
        ("brand_awareness", "—", "≥ 70%"),
        ("purchase_frequency", "2,4 lần/khách hàng", "—"),
    ],
)
def test_value_and_target_of_a_row(document, kpi, value, target):
    row = rows(build(document, "vi"))[kpi]
    assert (spaced(row["text"]), spaced(row["target"])) == (value, target)


def test_margin_weight_zero_and_own_date_are_said(document, troubled):
    table = rows(build(document, "en"))
    assert (table["nps"]["certain"], table["churn_rate"]["certain"]) == (False, True)
    assert table["facebook_reach"]["as_of"] == "data to Oct 30, 2026"
    assert table["nps"]["n"] == "n = 412"
    zero = rows(build(troubled, "en"))["ave"]
    assert (zero["weight"], zero["weight_note"]) == (
        "0%",
        "Weight 0 because this factor is 0: how directly an audience is heard.",
    )


def test_tiny_weights_do_not_print_as_zero(document):
    document["results"][0]["weight"] = 0.0001
    assert rows(build(document, "en"))[document["results"][0]["kpi"]]["weight"] == f"<{NBSP}0.1%"


def test_status_changes_and_levers(document):
    news = build(document, "en")["news"]
    assert [(c["kpi"], c["before"]["word"], c["now"]["word"]) for c in news["changes"]] == [
        ("conversion_rate", "Watch", "Off target"), ("ave", "Off target", "On target")]  # fmt: skip
    assert [(lever["kpi"], lever["points"], lever["note"]) for lever in news["levers"]] == [
        ("conversion_rate", "+6.4", ""), ("brand_awareness", "+3.8", "measure it"), ("churn_rate", "+2.9", "")]  # fmt: skip


def test_an_overdue_action_says_so(document):
    document["comments"][0]["due"] = "2026-11-01"
    assert build(document, "en")["news"]["comments"][0]["due"] == "overdue since Nov 1, 2026"


def test_not_applicable_and_missing_are_always_listed(document):
    listed = {each["kpi"]: (each["why"], each["effect"]) for each in build(document, "en")["unscored"]}
    assert set(listed) == {"brand_awareness", "purchase_frequency", "delivery_time"}
    assert listed["brand_awareness"] == ("No survey answers in October 2026.", "keeps its weight; counted as 50")
    assert listed["delivery_time"][1] == "leaves the score; its weight goes to the rest of its group"


def test_accepted_flags_stay_with_reason_and_date(document):
    flags = {flag["id"]: flag for flag in build(document, "en")["flags"]}
    assert list(flags) == ["KPF001", "KPF110", "KPF111", "KPF145", "KPF152"]
    accepted = flags["KPF111"]["findings"][0]["accepted"]
    assert accepted["line"] == "Accepted until Dec 31, 2026 because the contract requires it"
    assert flags["KPF152"]["findings"][0]["label"]["text"] == "the whole scorecard"
    assert flags["KPF001"]["citations"][0]["text"] == "Say no to AVEs (May 17, 2017)"


def test_findings_of_one_rule_with_one_argument_stand_together(document):
    again = {**document["flags"][1], "kpi": "ave"}
    document["flags"].append(again)
    flags = [f for f in build(document, "en")["flags"] if f["id"] == "KPF110"]
    assert [each["kpi"] for each in flags[0]["findings"]] == ["facebook_reach", "ave"]
    assert len(flags) == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Say no to AVEs (read Nov 21, 2026)"), ("vi", "Say no to AVEs (đọc ngày 21/11/2026)")],
)
def test_a_source_without_a_date_tells_when_it_was_read(document, language, told):
    for flag in document["flags"]:
        flag["citations"] = [{**c, "date": "", "read_on": "2026-11-21"} for c in flag["citations"]]
    flags = {f["id"]: f for f in build(document, language)["flags"]}
    assert flags["KPF001"]["citations"][0]["text"] == told


class TestRulesThatCouldNotBeJudged:
    def test_those_of_one_rule_that_lack_the_same_are_one_line(self, document):
        method = build(document, "en")["methodology"]
        assert method["not_judged_count"] == "Not judged, because a fact is unknown: 4"
        assert method["not_judged"] == [
            {"line": "KPF113 platform-single-dominance: Facebook reach, its share is not known", "kpis": ""},
            {
                "line": "KPF155 confirmation-cherry-baseline: 2 KPIs, fewer than 24 periods",
                "kpis": "Net Promoter Score, Customer churn rate",
            },
            {"line": "KPF161 silo-single-team: a KPI with weight names no team", "kpis": ""},
        ]

    def test_in_vietnamese(self, document):
        lines = [each["line"] for each in build(document, "vi")["methodology"]["not_judged"]]
        assert lines[1] == "KPF155 confirmation-cherry-baseline: 2 chỉ số, chưa đủ 24 kỳ"

    def test_of_a_document_without_the_reason_the_fact_is_named(self, document):
        document["not_judged"] = [{"rule": "KPF161", "kpi": "", "fact": "team_count"}]
        assert build(document, "en")["methodology"]["not_judged"][0]["line"] == "KPF161: team_count is unknown"

    def test_a_terminal_gets_one_line(self, document):
        short = build(document, "en")["unjudged"]
        assert short == "Not judged, because a fact is unknown: 4 (KPF113, KPF155 ×2, KPF161)"

    def test_nothing_is_said_where_everything_was_judged(self, document):
        document["not_judged"] = []
        assert build(document, "en")["unjudged"] == ""


def test_only_web_addresses_become_links(document):
    for url in ("javascript:alert(1)", "data:text/html,x", "x https://x", "//x", "file:///etc/passwd", "HTTPS://X"):
        document["flags"][0]["citations"][0]["url"] = url
        assert build(document, "en")["flags"][0]["citations"][0]["url"] == ""


def test_drill_down_shows_the_formula_with_numbers(document):
    found = {d["kpi"]: d for d in build(document, "vi")["details"]}["nps"]
    assert spaced(found["numbers"]) == "(206 − 20,6) / 412 × 100 = 45 điểm"
    assert [spaced(i["value"]) for i in found["inputs"]] == ["206 người", "20,6 người", "412 người"]
    assert found["inputs"][0]["counts"]["text"] == "câu trả lời 9–10"
    assert found["anchors"] == ["11,25 → 0", "30 → 50", "45 → 90", "48,75 → 100"]
    assert len(found["series"]) == 13


def test_readers_can_recompute_the_score_and_the_gap(document):
    """Adding up the printed columns gives the printed totals, to the printed digit."""
    method = build(document, "en")["methodology"]
    number = lambda text: float(text.replace("−", "-").rstrip("%*"))  # noqa: E731
    products = sum(number(r["effective"]) / 100 * number(r["used"]) for r in method["rows"])
    assert products == pytest.approx(number(method["total"]["score"]), abs=0.02)
    assert sum(number(r["effective"]) for r in method["rows"]) == pytest.approx(100, abs=0.03)
    gap = sum((number(r["a"]) - number(r["b"])) / 100 * (number(r["used"]) - 75) for r in method["rows"])
    assert gap == pytest.approx(8.86, abs=0.02)
    assert sum(number(r["contribution"]) for r in method["rows"]) == pytest.approx(8.86, abs=0.03)
    assert method["total"]["contribution"] == "+8.86"
    assert method["policy"][2].startswith("Lowest possible 72.62, highest possible 82.14")


def test_fifteen_kpis_on_page_one_the_rest_follow(document):
    first = document["results"][0]
    document["results"] = [{**first, "kpi": f"k{i:02}", "weight": (40 - i) / 1000} for i in range(40)]
    page = build(document, "en")
    assert sum(len(g["rows"]) for g in page["groups"]) == 15
    assert sum(len(g["rows"]) for g in page["rest"]) == 25
    assert {r["kpi"] for g in page["groups"] for r in g["rows"]} == {f"k{i:02}" for i in range(15)}


def test_every_change_of_frame_is_printed(troubled):
    frame = build(troubled, "en")["frame"]
    assert frame["slice"] == "Filter: channel = online, region = (none)"
    assert frame["complete"] == "part period, data to Oct 12, 2026"
    assert frame["currency"] == "USD"


def test_internal_pages_name_places(document):
    client, internal = build(document, "en"), build(document, "en", "internal")
    assert client["flags"][0]["findings"][0]["place"] == ""
    assert internal["flags"][0]["findings"][0]["place"] == "Defined in definitions/platform.yaml:12:5"


def test_a_text_in_one_language_is_marked_with_it(document):
    document["frame"]["label"] = {"en": "Pho Sen", "vi": ""}
    assert build(document, "vi")["frame"]["client"] == {"text": "Pho Sen", "lang": "en"}


def test_a_document_of_nothing_still_is_a_page(document):
    document.update(results=[], groups=[], flags=[], comments=[], events=[], definitions=[], sources=[])
    document["score"].update(
        relevance=None, low=None, high=None, counts={}, contributions=[], moves=[], withheld="nothing_to_score"
    )
    page = build(document, "en")
    assert page["headline"]["score"] == "—"
    assert page["headline"]["strip"] is None


def test_a_kpi_without_weight_is_not_said_to_keep_its_weight(document):
    """Nobody withholds a headline for a KPI that never counted."""
    result = next(r for r in document["results"] if r["state"] == "missing")
    said = {}
    for state in ("missing", "error"):
        for weight in (0.1, 0):
            result.update(state=state, weight=weight, imputed=None)
            listed = {u["kpi"]: u["effect"] for u in build(document, "en")["unscored"]}
            said[state, weight] = listed[result["kpi"]]
    assert said["missing", 0.1] == "keeps its weight; no headline is given for it"
    assert said["error", 0.1] == "keeps its weight; no headline while it lasts"
    assert said["missing", 0] == said["error", 0] == "shown for information, outside the score"


def test_a_period_that_lies_ahead_is_not_called_a_part_period(document):
    document["frame"].update(today="2026-09-30", complete=False, as_of=None)
    frame = build(document, "en")["frame"]
    assert (frame["complete"], frame["as_of"]) == ("this period has not begun", "No dated data in this period")
    assert build(document, "vi")["frame"]["complete"] == "kỳ này chưa bắt đầu"


def test_a_scorecard_without_any_weight_tells_no_bounds(document):
    """All KPIs neutral, or not applicable: there is nothing that could be anything."""
    document["score"].update(
        relevance=None, low=None, high=None, coverage=None, weights_range=None, band=None, withheld="nothing_to_score"
    )
    headline = build(document, "en")["headline"]
    assert (headline["line"], headline["parts"]) == ("—", [])
    assert headline["label"] == "No headline this period"
    assert headline["withheld"]


@pytest.mark.parametrize(("language", "words"), [("en", "not checked"), ("vi", "chưa kiểm tra")])
def test_rows_that_repeat_are_no_nought_where_nobody_looked(document, language, words):
    for source in document["sources"]:
        source["duplicates"] = None
    assert {source["duplicates"] for source in build(document, language)["sources"]} == {words}
    assert words in to_html(document, language)
    assert words in to_markdown(document, language)
