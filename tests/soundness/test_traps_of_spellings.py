"""One word in several spellings: blanks, capitals, the place of a tone mark, a letter too many. To an engine, several."""

from __future__ import annotations

import pytest

ORDERS = {
    "path": "rows.csv",
    "columns": {"day": "date", "status": "text", "buyer": "text", "amount": "integer"},
    "time": "day",
}
AMOUNT = {"amount": "sum amount"}


def write(project, *rows, name="rows.csv"):
    """Rows of a status, a buyer and an amount, all of October."""
    project.write(name, "day,status,buyer,amount\n" + "".join(f"2026-10-01,{row}\n" for row in rows))


def left_out(project, text, *statuses):
    """What is said when *text* is left out of rows with these *statuses*, 1 each and one more that is done."""
    write(project, "Hoàn tất,a,1", *(f"{status},a,1" for status in statuses))
    return project.score(ORDERS, {"amount": {"agg": "sum", "expr": "amount", "filter": f'status != "{text}"'}})


class TestWhatIsLeftOut:
    @pytest.mark.parametrize(
        ("written", "other"),
        [
            ("Đã hủy", "Đã huỷ"),
            ("Đã hủy", "Đã Hủy"),
            ("Đã hủy", "Đã hủy "),
            ("Đã hủy", "Da huy"),
            ("Cancelled", "Canceled"),
            ("Cancelled", "Cancleled"),
            ("Trả hàng toàn bộ", "Trả hàng tòan bộ"),
        ],
    )
    def test_what_is_left_out_in_one_spelling_counts_in_the_other(self, project, written, other):
        """Of three orders of 1 two were cancelled, and one of the two is counted: 2, not 1. It is said which."""
        told = left_out(project, written, written, other)
        assert (told.numbers, told.codes) == ({"amount": 2.0}, ["KPF225"])
        assert other.strip() in told.text

    @pytest.mark.parametrize(
        ("written", "other"), [("Tết", "Tét"), ("Level 1", "Level 2"), ("A", "B"), ("paid", "unpaid"), ("Bán", "Bạn")]
    )
    def test_other_words_are_other_words(self, project, written, other):
        assert left_out(project, written, written, other).codes == []

    def test_both_spellings_named_are_both_left_out(self, project):
        write(project, "Hoàn tất,a,1", "Đã hủy,a,1", "Đã huỷ,a,1")
        both = {"agg": "sum", "expr": "amount", "filter": 'status not in ["Đã hủy", "Đã huỷ"]'}
        told = project.score(ORDERS, {"amount": both})
        assert (told.numbers, told.codes) == ({"amount": 1.0}, [])

    @pytest.mark.parametrize(
        ("source", "inputs", "sources"),
        [
            ({"drop_rows": ['status == "Đã hủy"']}, AMOUNT, {}),
            ({"drop_rows": ['status not in ["Hoàn tất", "Đã Hủy"]']}, AMOUNT, {}),
            ({}, {"amount": {"agg": "sum", "expr": "amount", "filter": '"Đã hủy" != status'}}, {}),
            (
                {},
                {"amount": {"source": "days", "agg": "sum", "expr": "paid"}},
                {
                    "days": {
                        "derive": {
                            "from": "rows",
                            "group_by": ["day"],
                            "columns": {"paid": {"agg": "sum", "expr": "amount", "filter": 'status != "Đã hủy"'}},
                        }
                    }
                },
            ),
        ],
        ids=["drop_rows", "drop_rows but", "the text first", "a derived column"],
    )
    def test_wherever_the_condition_stands(self, project, source, inputs, sources):
        """100 is right; 40 of "Đã Hủy" is added to it."""
        write(project, "Hoàn tất,a,100", "Đã Hủy,a,40", "Đã hủy,a,7")
        told = project.score(ORDERS | source, inputs, sources=sources)
        assert (told.numbers, told.codes) == ({"amount": 140.0}, ["KPF225"])
        assert "'Đã Hủy'" in told.text


class TestWhoIsCounted:
    @pytest.mark.parametrize("other", ["An ", "AN", "\u00a0An"])
    def test_one_buyer_in_two_spellings_is_told(self, project, other):
        """An bought twice and Bình once: two buyers, and one of them came back. Letter by letter there are three."""
        write(project, "x,An,1", f"x,{other},1", "x,Bình,1")
        told = project.score(ORDERS, {"buyers": "count_distinct buyer"})
        assert (told.numbers, told.codes) == ({"buyers": 3.0}, ["KPF236"])
        assert repr(other) in told.text

    def test_in_a_derived_source_too(self, project):
        write(project, "x,Hoà,1", "x,Hòa,1", "x,Bình,1")
        derive = {"from": "rows", "group_by": ["buyer"], "columns": {"orders": {"agg": "count"}}}
        again = {"source": "buyers", "agg": "count", "filter": "orders >= 2"}
        told = project.score(ORDERS, {"again": again}, sources={"buyers": {"derive": derive}})
        assert (told.numbers, told.codes) == ({"again": 0.0}, ["KPF236"])

    def test_other_names_are_other_buyers(self, project):
        write(project, "x,Hoa,1", "x,Hòa,1", "x,Hoá,1")
        told = project.score(ORDERS, {"buyers": "count_distinct buyer"})
        assert (told.numbers, told.problems) == ({"buyers": 3.0}, ())


class TestSlicesOfTwoSources:
    def test_a_slice_that_one_of_two_sources_does_not_know(self, project):
        """Costs of 10 of "Hue" meet no revenue: nothing there, where 10 / 50 was meant."""
        write(project, "Huế,a,50", "Hội An,a,20")
        write(project, "Hue,a,10", "Hội An,a,10", name="ads.csv")
        told = project.score(
            ORDERS,
            {"revenue": "sum amount", "cost": {"source": "ads", "agg": "sum", "expr": "amount"}},
            formulas={"share": "cost / revenue"},
            sources={"ads": ORDERS | {"path": "ads.csv"}},
            slice_by=["status"],
        )
        assert (told.of("Hội An"), told.of("Huế")) == ({"share": 0.5}, {"share": None})
        assert [p.message.en for p in told.problems if p.code == "KPF237"] == [
            "source ads has no rows for 1 value(s) of status that a source beside it has: 'Huế'",
            "source rows has no rows for 1 value(s) of status that a source beside it has: 'Hue'",
        ]

    def test_two_places_of_a_tone_mark_are_two_slices_and_told(self, project):
        write(project, "Khánh Hoà,a,1", "Khánh Hòa,a,2")
        told = project.score(ORDERS, AMOUNT, slice_by=["status"])
        assert (told.of("Khánh Hoà"), told.codes) == ({"amount": 1.0}, ["KPF235"])
