"""What a page says against its own weights: raters, the range of ratings, unmeasured dimensions, the stewardship box."""

import pytest

from kpiframe.render.filters import MINUS
from kpiframe.render.page import build
from kpiframe.render.to_html import to_html
from kpiframe.render.to_markdown import to_markdown
from kpiframe.render.to_terminal import to_terminal


def row_of(page, kpi):
    return next(r for g in page["groups"] + page["rest"] for r in g["rows"] if r["kpi"] == kpi)


def weight_of(page, kpi):
    return next(d["weight"] for d in page["details"] if d["kpi"] == kpi)


def test_a_dimension_nobody_measures_is_one_line(document):
    en, vi = build(document, "en")["dimensions"], build(document, "vi")["dimensions"]
    assert en["nobody"] == "Nobody measures: purpose"
    assert vi["nobody"] == "Chưa có chỉ số nào đo: mục đích"
    assert en["lines"] == [
        "Utility: Brand relevance, Customer churn rate (38% of the weight)",
        "Purpose: nobody",
        "Importance: Net Promoter Score (14% of the weight)",
    ]


def test_where_all_are_measured_nothing_is_said(document):
    for dimension in document["dimensions"]:
        dimension["kpis"] = ["nps"]
    assert build(document, "en")["dimensions"]["nobody"] == ""
    assert "Nobody measures" not in to_html(document, "en")


def test_one_rating_off_by_one_is_explained_with_what_moves_most(document):
    assert build(document, "en")["methodology"]["ratings"] == (
        "If any one rating (0 to 3) were one higher or lower, the score would lie between 74.20 and 81.60. "
        f"Most of all utility of Conversion rate: {MINUS}1 makes it 81.60. "
        "One rating at a time: several that are off together can move it further."
    )
    document["score"]["ratings_move"]["change"] = 0.5
    assert "tính ứng dụng của Tỷ lệ chuyển đổi: +0,5 thì" in build(document, "vi")["methodology"]["ratings"]


def test_without_a_headline_no_range_is_promised(troubled):
    page = build(troubled, "en")
    assert page["methodology"]["ratings"] == ""
    assert not [part for part in page["headline"]["parts"] if "ratings" in part]


def test_both_ratings_their_difference_and_why(document):
    told = weight_of(build(document, "en"), "nps")["raters"]
    assert told["line"] == (
        "rated 0 to 3: utility 1 and 1; purpose 1 and 2 (mean 1.5, 1 apart); importance 2 and 2. "
        "Rated by Thu Hà + Minh Quân"
    )
    assert told["why"]["text"] == "Guests recommend what fits a family meal."
    vietnamese = weight_of(build(document, "vi"), "nps")["raters"]["line"]
    assert "mục đích 1 và 2 (trung bình 1,5, lệch 1)" in vietnamese


def test_one_rater_is_told_plainly(document):
    parts = next(r for r in document["results"] if r["kpi"] == "nps")["weight_parts"]
    for rating in parts["ratings"]:
        rating.update(second=None, difference=0, mean=rating["first"])
    parts["rated_by"] = []
    assert (
        weight_of(build(document, "en"), "nps")["raters"]["line"] == "rated 0 to 3: utility 1; purpose 1; importance 2"
    )


def test_the_stewardship_box_has_a_total_of_its_own_and_its_rows_are_marked(troubled):
    page = build(troubled, "en")
    box = page["stewardship"]
    assert (box["score"], box["status"]["word"], box["withheld"]) == ("95", "On target", "")
    assert box["parts"] == ["coverage 100%"]  # nothing is open, so there are no bounds to tell
    assert [(r["kpi"], r["weight"]) for r in box["rows"]] == [("ave", "100.0%")]
    assert row_of(page, "ave")["panel"] == "beside the score"
    assert row_of(page, "nps")["panel"] == ""
    assert page["headline"]["score"] == "—"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Beside the score: what was spent, planned or counted"),
        ("vi", "Ngoài phần điểm: chi phí, kế hoạch và số đếm để theo dõi"),
    ],
)
def test_the_box_is_on_every_page_and_only_where_there_is_something_to_say(document, troubled, language, title):
    for render in (to_html, to_markdown, to_terminal):
        assert title in render(troubled, language).replace("\n", " ")
        assert title not in render(document, language)
    assert build(document, language)["stewardship"] is None


def test_a_stewardship_total_that_cannot_be_given_says_why(troubled):
    troubled["panels"]["stewardship"] |= {
        "score": None,
        "band": None,
        "coverage": 0.4,
        "low": 40.0,
        "withheld": "coverage",
    }
    box = build(troubled, "en")["stewardship"]
    assert (box["score"], box["status"]) == ("—", None)
    assert box["withheld"].startswith("Less than 70% of the weight")
    assert box["parts"] == ["could be 40–95", "coverage 40%"]


def test_a_document_of_before_still_makes_a_page(document):
    """Documents are kept for years; those without panels, dimensions and ratings have none of these lines."""
    for key in ("panels", "dimensions"):
        document.pop(key)
    for key in ("ratings_range", "ratings_move"):
        document["score"].pop(key)
    for result in document["results"]:
        result.pop("panel")
        for key in ("ratings", "rated_by", "why"):
            result["weight_parts"].pop(key)
    page = build(document, "en")
    assert (page["stewardship"], page["dimensions"]["nobody"], page["methodology"]["ratings"]) == (None, "", "")
    assert weight_of(page, "nps")["raters"] == {"line": "", "why": None}
