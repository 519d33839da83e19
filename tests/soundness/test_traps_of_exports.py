"""Exports of platforms: numbers that add up to nothing, names that are nearly the same, days that are other days."""

from __future__ import annotations

import pytest
import xlsxwriter

from kpiframe.catalog.adapters import shipped_shapes

SNAPSHOT = """# Start date: 20261001
# End date: 20261031
Nth day,Users
0000,120
0001,95

# Start date: 20261001
# End date: 20261031
Country ID,Users
VN,150
JP,12
"""
GA4 = {"path": "rows.csv", "adapter": "ga4_report_snapshot"}


def shape_of(adapter):
    return next(s for s in shipped_shapes() if s.adapter == adapter)


def notes(adapter):
    return " ".join(note.en for note in shape_of(adapter).notes)


@pytest.mark.parametrize("section", ["users_by_day", "users_by_country"])
@pytest.mark.parametrize("agg", ["sum", "average"])
def test_users_are_not_added_over_days_or_countries(project, section, agg):
    """120 + 95 users of two days, 150 + 12 of two countries: the same person is counted in each."""
    project.write("rows.csv", SNAPSHOT)
    told = project.score(GA4 | {"section": section}, {"users": f"{agg} users"})
    assert (told.numbers, told.errors) == ({}, ["KPF581"])
    assert project.score(GA4 | {"section": section}, {"users": "max users"}).errors == []


def test_a_country_is_a_code(project):
    """ "Vietnam" is in no row: told with the texts there are, not counted as nothing."""
    project.write("rows.csv", SNAPSHOT)
    source = GA4 | {"section": "users_by_country"}
    by_name = {"home": {"agg": "max", "expr": "users", "filter": 'country == "Vietnam"'}}
    by_code = {"home": {"agg": "max", "expr": "users", "filter": 'country == "VN"'}}
    assert project.score(source, by_name).codes == ["KPF225"]
    assert project.score(source, by_code).numbers == {"home": 150.0}


def test_what_a_platform_counts_is_marked_as_its_own(project):
    """Conversions of Google Ads are modelled and attributed by who sells the clicks."""
    lines = ["Campaign report", '"October 1, 2026 - October 31, 2026"', "Campaign status,Campaign,Cost,Conversions"]
    project.write("rows.csv", "\n".join([*lines, "Enabled,Tết,100,7.5", "Total: Campaigns, --,100,7.5"]))
    told = project.score({"path": "rows.csv", "adapter": "google_ads_campaign"}, {"sold": "sum conversions"})
    assert (told.numbers, told.errors) == ({"sold": 7.5}, []), told.text
    source = told.cards[0].definition.sources["rows"]
    assert (source.measured_by, source.platform) == ("platform", "google_ads")


CONSOLE = {"path": "rows.csv", "adapter": "search_console_chart"}
DAYS = "Date,Clicks,Impressions,CTR,Position\n2026-10-01,10,100,10%,2\n2026-10-02,1,900,0.11%,12\n"


def test_rate_and_position_are_weighed_by_impressions(project):
    """11 of 1,000 clicked, at position (2 * 100 + 12 * 900) / 1000; means of the days are 5.06 % and 7."""
    project.write("rows.csv", DAYS)
    inputs = {"clicks": "sum clicks", "shown": "sum impressions", "places": "sum position * impressions"}
    told = project.score(CONSOLE, inputs, formulas={"rate": "clicks / shown", "position": "places / shown"})
    assert told.numbers == {"rate": 0.011, "position": 11.0}
    for column in ("ctr", "position"):
        assert project.score(CONSOLE, {"mean": f"average {column}"}).errors == ["KPF581"]


@pytest.mark.parametrize(("name", "header"), [("queries", "Top queries"), ("pages", "Top pages")])
def test_tables_of_queries_and_pages_are_no_totals(project, name, header):
    """In a seen file the queries held a quarter of the clicks; pages count an impression several times."""
    project.write("rows.csv", f"{header},Clicks,Impressions,CTR,Position\nx,3,40,7.5%,4\n")
    told = project.score({"path": "rows.csv", "adapter": f"search_console_{name}"}, {"clicks": "sum clicks"})
    assert (told.numbers, len(told.errors)) == ({}, 1)
    assert "take Chart.csv" in told.text
    offered = project.score(CONSOLE, {"clicks": "sum clicks"})
    assert offered.errors == ["KPF242"]
    assert "take Chart.csv" in offered.text


META_ADS = {"path": "rows.csv", "adapter": "meta_ads"}
SHOPEE = {"path": "rows.xlsx", "adapter": "shopee_vn_orders"}
META = (
    "Reporting starts,Reporting ends,Campaign name,Attribution setting,Results,Result indicator,Reach,"
    "Amount spent (VND),Impressions,CTR (all),CTR (link click-through rate)\n"
)


def meta(*rows):
    """Rows of (campaign, attribution, results, reach, money): all of 2026-10-01, one kind of result."""
    lines = [f"2026-10-01,2026-10-31,{c},{a},{r},purchase,{p},{m},100,9,3" for c, a, r, p, m in rows]
    return META + "\n".join(lines) + "\n"


class TestMeta:
    CLICK, VIEW = "7-day click", "1-day view"

    def test_the_row_without_a_name_is_the_total(self, project):
        """500 spent, and the nameless row says it again: 1,000."""
        project.write(
            "rows.csv", meta(("", "", 5, 90, 500), ("a", self.CLICK, 2, 60, 300), ("b", self.CLICK, 3, 50, 200))
        )
        told = project.score(META_ADS, {"spend": "sum spend"})
        assert told.numbers == {"spend": 500.0}

    def test_results_of_two_attribution_settings_are_not_added(self, project):
        """2 after a click within a week and 3 after a view within a day are no 5 of anything."""
        project.write(
            "rows.csv", meta(("", "", "", 90, 500), ("a", self.CLICK, 2, 60, 300), ("b", self.VIEW, 3, 50, 200))
        )
        assert project.score(META_ADS, {"bought": "sum results"}).errors == ["KPF244"]
        clicked = {"agg": "sum", "expr": "results", "filter": f'attribution == "{self.CLICK}"'}
        assert project.score(META_ADS, {"bought": clicked}).numbers == {"bought": 2.0}

    @pytest.mark.parametrize("column", ["reach", "frequency"])
    def test_people_reached_are_not_added_over_campaigns(self, project, column):
        project.write(
            "rows.csv", meta(("", "", "", 90, 500), ("a", self.CLICK, 2, 60, 300), ("b", self.CLICK, 3, 50, 200))
        )
        assert project.score(META_ADS, {"people": f"sum {column}"}).errors == ["KPF581"]

    def test_the_click_rate_of_everything_is_not_that_of_the_link(self, project):
        """9 % clicked something, 3 % the link."""
        project.write("rows.csv", meta(("", "", "", 90, 500), ("a", self.CLICK, 2, 60, 500)))
        assert project.score(META_ADS, {"rate": "max link_ctr"}).numbers == {"rate": 3.0}
        text = meta(("a", self.CLICK, 2, 60, 500)).replace("CTR (link click-through rate)", "CTR")
        project.write("rows.csv", text)
        assert project.score(META_ADS, {"rate": "max link_ctr"}).errors == ["KPF543"]


class TestShops:
    """Two lines of one order: 17,000 and 25,000; the order's total of 45,000, with shipping, stands on both."""

    HEADER = (
        "Mã đơn hàng", "Ngày đặt hàng", "Trạng Thái Đơn Hàng", "Số lượng", "Tổng số tiền người mua thanh toán",
        "Tổng số tiền Người mua thanh toán", "Người Mua",
    )  # fmt: skip
    LINES = (
        ("D1", "2026-10-03 10:15", "Hoàn thành", "1", "45000.00", "17000.00", "l*n"),
        ("D1", "2026-10-03 10:15", "Hoàn thành", "2", "45000.00", "25000.00", "l*n"),
        ("D2", "2026-10-04 08:00", "Đã hủy", "1", "20000.00", "17000.00", "m*h"),
    )

    @pytest.fixture
    def shop(self, project):
        book = xlsxwriter.Workbook(str(project.folder / "rows.xlsx"))
        sheet = book.add_worksheet()
        for line, row in enumerate([self.HEADER, *self.LINES]):
            sheet.write_row(line, 0, row)
        book.close()
        return project

    def test_the_line_total_is_told_from_the_order_total_by_one_capital(self, shop):
        """Compared without case, the first of the two columns wins: 45,000 + 45,000 instead of 42,000."""
        assert self.HEADER[4].lower() == self.HEADER[5].lower()
        sold = {"agg": "sum", "expr": "line_total", "filter": 'order_id == "D1"'}
        assert shop.score(SHOPEE, {"sold": sold}).numbers == {"sold": 42000.0}

    def test_the_order_total_counts_once_for_each_order(self, shop):
        """Summed over lines it is 110,000; taken once per order, 45,000 + 20,000."""
        assert shop.score(SHOPEE, {"paid": "sum order_total"}).errors == ["KPF581"]
        once = {"from": "rows", "group_by": ["order_id"], "columns": {"paid": {"agg": "max", "expr": "order_total"}}}
        paid = {"source": "orders", "agg": "sum", "expr": "paid"}
        told = shop.score(SHOPEE, {"paid": paid}, sources={"orders": {"derive": once}})
        assert told.numbers == {"paid": 65000.0}, told.text

    def test_cancelled_orders_are_in_the_file_and_not_in_what_was_sold(self, shop):
        """59,000 and 2 orders with the one that was called off; the bindings of the adapter leave it out."""
        assert shop.score(SHOPEE, {"sold": "sum line_total"}).numbers == {"sold": 59000.0}
        bindings = {name: dict(spec) for name, spec in shape_of("shopee_vn_orders").bindings.items()}
        assert shop.score(SHOPEE, bindings).numbers == {"revenue": 42000.0, "orders": 1.0, "units": 3.0}

    def test_amounts_written_as_texts_are_numbers(self, shop):
        """17000.00 as a text: summed by a reader that takes texts for nothing, it is 0."""
        assert shop.score(SHOPEE, {"sold": "sum line_total", "least": "min line_total"}).numbers["least"] == 17000.0

    def test_who_bought_is_not_read(self, shop):
        told = shop.score(SHOPEE, {"sold": "sum line_total"})
        headers = {c.header for c in told.cards[0].definition.sources["rows"].columns}
        assert not headers & {"Người Mua", "Tên Người nhận", "Số điện thoại"}


def test_rates_of_mailings_are_of_what_arrived(project):
    """110 of 1,000 delivered opened: 11 %. Of the recipients it is 5.5 %, the mean of the two rates 15 %."""
    project.write(
        "rows.csv",
        "Title,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Open Rate,Unique Clicks\n"
        '1,"Oct 09, 2026 09:30 pm",1000,100,20,20.00%,2\n2,"Oct 10, 2026 09:30 am",1000,900,90,10.00%,9\n',
    )
    source = {"path": "rows.csv", "adapter": "mailchimp_aggregated"}
    inputs = {"opens": "sum unique_opens", "arrived": "sum delivered"}
    assert project.score(source, inputs, formulas={"rate": "opens / arrived"}).numbers == {"rate": 0.11}
    assert project.score(source, {"rate": "average open_rate"}).errors == ["KPF581"]


def test_a_snapshot_of_contacts_says_nothing_of_earlier_months(project):
    """Two leads today are not two leads in August: there is no series to read off a snapshot."""
    project.write("rows.csv", "Record ID,Lifecycle Stage,Associated Deal IDs\n1,Lead,11;12\n2,Lead,\n")
    source = {"path": "rows.csv", "adapter": "hubspot_contacts", "as_of": "2026-10-31"}
    told = project.score(source, {"leads": {"agg": "count", "filter": 'stage == "Lead"'}})
    assert told.numbers == {"leads": 2.0}
    row = told.cards[0].to_dict()["results"][0]
    assert [p["value"] for p in row["series"] if p["period"] != "2026-10"] in ([], [None] * (len(row["series"]) - 1))
    assert project.score(source, {"leads": "count"}, period="2026-08").numbers == {"leads": None}


def test_a_list_in_a_cell_is_one_text(project):
    """11;12 are two deals in one cell: as a number it is nothing, counted as a text it is one cell."""
    project.write("rows.csv", "Record ID,Lifecycle Stage,Associated Deal IDs\n1,Lead,11;12\n2,Lead,13\n")
    source = {"path": "rows.csv", "adapter": "hubspot_contacts", "as_of": "2026-10-31"}
    as_number = source | {"columns": {"deals": {"type": "integer", "header": "Associated Deal IDs"}}}
    assert project.score(as_number, {"deals": "count deals"}).errors == ["KPF210"]
    assert "split by semicolons" in notes("hubspot_contacts")


def test_a_share_of_searches_is_taken_within_one_request(project):
    """Two downloads have two scales of 0 to 100: ours is 40 here, 100 there. The share of one request is 0.2."""
    text = 'Category: All\n\nMonth,"""phở sen"": (Vietnam)","""phở khác"": (Vietnam)"\n2026-10,20,80\n'
    project.write("rows.csv", text)
    columns = {
        name: {"type": "integer", "header": f'"{term}": (Vietnam)', "missing": ["<1"]}
        for name, term in (("ours", "phở sen"), ("theirs", "phở khác"))
    }
    source = {"path": "rows.csv", "adapter": "google_trends", "section": "monthly", "columns": columns}
    inputs = {"ours": "sum ours", "theirs": "sum theirs"}
    told = project.score(source, inputs, formulas={"share": "ours / (ours + theirs)"})
    assert told.numbers == {"share": 0.2}, told.text
    assert "two downloads cannot be compared" in notes("google_trends")
    project.write("rows.csv", text.replace("2026-10,20,80", "2026-10,<1,100"))
    assert project.score(source, inputs, formulas={"share": "ours / (ours + theirs)"}).numbers == {"share": None}


@pytest.mark.parametrize(
    ("adapter", "words"),
    [
        ("search_console_chart", "Filters.csv"),
        ("linkedin_campaign", "UTC"),
        ("mailchimp_aggregated", "mail programs that fetch every message"),
        ("tiktok_ads", "Spend or Cost"),
        ("typeform", "apostrophe"),
    ],
)
def test_what_no_reader_can_see_in_a_file_is_said_of_its_adapter(adapter, words):
    assert words in notes(adapter)


def test_answers_are_pooled_and_waves_are_not_averaged(project):
    """One wave of 1 answer (10) and one of 3 (4, 4, 4): 22 / 4 is 5.5, the mean of the waves 7."""
    project.write("rows.csv", "day,wave,score\n2026-10-01,1,10\n2026-10-20,2,4\n2026-10-20,2,4\n2026-10-20,2,4\n")
    source = {"path": "rows.csv", "columns": {"day": "date", "wave": "text", "score": "integer"}, "time": "day"}
    assert project.score(source, {"score": "average score"}).numbers == {"score": 5.5}


def test_no_answer_is_no_rating(project):
    """88 and 99 mean "don't know", until September 7 did: of 3, 4 and the codes the mean is 3.5, with them 48.5."""
    project.write(
        "rows.csv", "day,score\n2026-10-01,3\n2026-10-02,4\n2026-10-03,88\n2026-10-04,99\n2026-09-05,7\n2026-09-06,2\n"
    )
    codes = [{"codes": [88, 99]}, {"codes": [7], "until": "2026-09-30"}]
    source = {
        "path": "rows.csv",
        "columns": {"day": "date", "score": {"type": "integer", "missing": codes}},
        "time": "day",
    }
    plain = source | {"columns": {"day": "date", "score": "integer"}}
    mean = {"score": "average score"}
    assert project.score(plain, mean).numbers == {"score": 48.5}
    assert project.score(source, mean).numbers == {"score": 3.5}
    assert project.score(source, mean, period="2026-09").numbers == {"score": 2.0}


class TestColumnsThatVanished:
    """A column that only a check needs may be missing; then the check must not be missed in silence."""

    ROWS = (
        "Reporting starts,Reporting ends,Campaign name,Results,Result indicator,Attribution setting,"
        "Amount spent (VND),Impressions\n"
        ",,,,,,500,200\n2026-10-01,2026-10-31,a,2,purchase,7-day click,300,100\n"
        "2026-10-01,2026-10-31,b,3,lead,7-day click,200,100\n"
    )

    @pytest.mark.parametrize(
        ("column", "says"),
        [("Result indicator", "count one thing"), ("Reporting ends", "reaches into the next period")],
    )
    def test_what_can_no_longer_be_checked_is_told(self, project, column, says):
        """2 purchases and 3 leads: with the column an error, without it at least a warning."""
        inputs = {"bought": "sum results"} if column == "Result indicator" else {"spend": "sum spend"}
        project.write("rows.csv", self.ROWS.replace(column, "Note"))
        told = project.score(META_ADS, inputs)
        assert told.codes == ["KPF247"]
        assert repr(column) in told.text
        assert says in told.text

    def test_with_the_column_it_is_an_error(self, project):
        project.write("rows.csv", self.ROWS)
        assert project.score(META_ADS, {"bought": "sum results"}).errors == ["KPF244"]

    def test_a_column_that_is_used_and_was_renamed_is_an_error_with_its_new_name(self, project):
        project.write("rows.csv", self.ROWS.replace("Results,", "Result,"))
        told = project.score(META_ADS, {"bought": "sum results"})
        assert told.errors == ["KPF543"]
        assert any("Result" in p.meant for p in told.problems)
