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
