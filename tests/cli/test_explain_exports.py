"""``explain`` of a source tells where each of its keys came from; of an adapter, what it reads and what can go wrong."""

import pytest


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "kpiframe.yaml").write_text(
        "kpiframe: 1\nname: phosen\nsources:\n"
        "  ads:\n    path: data/ads.csv\n    adapter: google_ads_campaign\n    columns: {cost: {scale: 2}}\n",
        encoding="utf-8",
    )


def test_a_source_and_where_its_keys_were_set(cli, shop):
    shown = cli("explain", "ads", "--lang", "en")
    assert shown.status == 0
    assert "columns.cost.scale: kpiframe.yaml:7:" in shown.out
    assert "columns.cost.money: catalog:/adapters/google.yaml:" in shown.out
    assert "inflate a cost" in shown.out


def test_an_adapter(cli):
    shown = cli("explain", "meta_ads", "--lang", "vi")
    assert shown.status == 0
    assert "tiêu đề có trong mã nguồn công khai" in shown.out
    assert "không cộng qua các dòng" in shown.out
    shown = cli("explain", "search_console_pages", "--lang", "en")
    assert "one impression counts for every page" in " ".join(shown.out.split())


def test_a_name_that_nothing_has(cli):
    shown = cli("explain", "google_ad_campaign", "--lang", "en")
    assert shown.status == 2
    assert "google_ads_campaign" in shown.err


class TestRows:
    """``--period``: the first rows of a source as they are read, and what each column holds."""

    FILE = "Ngày;Quán;Doanh thu\n30/09/2026;A;9\n14/10/2026;A;1.250,5\n15/10/2026;;100\nTổng;;1.359,5\n"
    SOURCE = (
        'kpiframe: 1\nname: phosen\nsources:\n  shop:\n    path: rows.csv\n    delimiter: ";"\n    decimal: ","\n'
        '    thousands: "."\n    time: ngay\n    columns:\n'
        '      ngay: {type: date, header: Ngày, format: "%d/%m/%Y", missing: [Tổng]}\n'
        "      quan: {type: text, header: Quán}\n      thu: {type: decimal, header: Doanh thu}\n"
        '    totals: {begins: [""], column: ngay, check: [thu]}\n'
    )

    def test_what_a_month_holds(self, cli, tmp_path):
        """1,250.5 + 100; the row of September and the total are none of October's."""
        (tmp_path / "kpiframe.yaml").write_text(self.SOURCE, encoding="utf-8")
        (tmp_path / "rows.csv").write_text(self.FILE, encoding="utf-8")
        shown = cli("explain", "shop", "--period", "2026-10", "--lang", "en")
        assert (shown.status, shown.err) == (0, "")
        rows = shown.out.partition("\n\nColumns:")[0].splitlines()
        assert rows[0] == "shop, 2026-10: 2 of 4 rows (1 left out)"
        assert [line.strip() for line in rows[3:6]] == [
            "ngay | quan | thu",
            "2026-10-14 | A | 1250.5",
            "2026-10-15 | — | 100",
        ]
        words = [line.split(maxsplit=1) for line in rows if line.startswith("  ") and ";" in line]
        assert words == [
            ["ngay", "date; 2 filled, 0 blank; 2026-10-14 to 2026-10-15"],
            ["quan", "text; 1 filled, 1 blank; 1 different"],
            ["thu", "decimal; 2 filled, 0 blank; 100 to 1250.5; sum 1350.5"],
        ]

    def test_what_is_wrong_with_the_file_is_told(self, cli, tmp_path):
        (tmp_path / "kpiframe.yaml").write_text(self.SOURCE, encoding="utf-8")
        (tmp_path / "rows.csv").write_text(self.FILE.replace("1.250,5", "1.250,5k"), encoding="utf-8")
        shown = cli("explain", "shop", "--period", "2026-10", "--lang", "vi")
        assert "1.250,5k" in shown.err
        assert "shop, 2026-10: 0 trong 0 dòng" in shown.out

    def test_a_period_of_another_kind_is_refused(self, cli, tmp_path):
        (tmp_path / "kpiframe.yaml").write_text(self.SOURCE, encoding="utf-8")
        assert cli("explain", "shop", "--period", "2026-W40").status == 2
