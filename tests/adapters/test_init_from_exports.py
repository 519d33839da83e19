"""``init --from`` on every export: names the adapter and how far it can be trusted, and what it writes reads the file."""

from __future__ import annotations

import pytest
import yaml

from kpiframe.data.proposal import propose_source

WORDS = {"real": "an exported file was seen", "code": "in public code that reads such exports"}


def test_the_adapter_is_named_with_what_is_known_of_it(case, tmp_path, write_it, rewrite):
    case = rewrite(case)
    text = propose_source(tmp_path / "data" / write_it(tmp_path, case), "export")
    source = yaml.safe_load(text)["sources"]["export"]
    assert source["adapter"] == case["adapter"]
    line = next(line for line in text.splitlines() if "adapter:" in line)
    assert any(words in line for words in WORDS.values())
    if "section" in case:
        assert case["section"] in [source["section"], *line_after(text, "also in this file: ").split(", ")]


def line_after(text, words):
    return text.partition(words)[2].partition("\n")[0]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_is_proposed_loads_and_reads_the_same_file(case, exports, write_it, rewrite, language):
    """Every input it proposes is what the case says by hand, where the case says it.

    Of when rows without dates are a person must say, as a comment asks.
    """
    case = rewrite(case)
    path = exports.folder / "data" / write_it(exports.folder, case)
    text = propose_source(path, "export", language)
    asks = "    # các dòng không có ngày" if language == "vi" else "    # the rows have no dates"
    days = {key: case["source"][key] for key in ("as_of", "covers") if key in case.get("source", {})}
    assert (asks in text) == bool(days)
    text = text.replace(asks, "    " + yaml.safe_dump(days, default_flow_style=True).strip()[1:-1] + f"\n{asks}")
    gave = exports.read(text, case["period"])
    assert [p for p in gave.codes if p not in {"KPF225", "KPF227", "KPF241", "KPF247"}] == [], [
        str(p) for p in gave.problems
    ]
    assert gave.numbers
    shared = gave.numbers.keys() & case["numbers"].keys()
    assert {name: gave.numbers[name] for name in shared} == {name: case["numbers"][name] for name in shared}


def test_personal_data_are_named_and_not_declared(tmp_path, cases, write_it):
    text = propose_source(tmp_path / "data" / write_it(tmp_path, cases["hubspot_contacts"]), "crm", "vi")
    assert "không đọc, dữ liệu cá nhân: First Name, Last Name, Email, Phone Number, Contact owner" in text
    columns = yaml.safe_load(text)["sources"]["crm"].get("columns", {})
    assert not {"first_name", "last_name", "email", "phone_number"} & columns.keys()


def test_a_refused_export_is_not_proposed_and_the_reason_is_given(tmp_path):
    path = tmp_path / "Queries.csv"
    path.write_text("Top queries,Clicks,Impressions,CTR,Position\nphở,5,50,10%,3\nbún,1,20,5%,8\n", encoding="utf-8")
    text = propose_source(path, "queries")
    assert "search_console_queries: rare queries are withheld" in text
    assert "adapter:" not in text


def test_an_export_in_another_encoding_and_with_other_marks_says_so(tmp_path, exports):
    """The same LinkedIn report, tab separated in UTF-16."""
    rows = [
        "Campaign Performance Report (in UTC)",
        "Start Date (in UTC)\tCampaign Name\tTotal Spent\tImpressions\tClicks",
        "07/13/2025\tTuyển dụng\t250.5\t1200\t30",
        "07/14/2025\tTuyển dụng\t100.5\t700\t12",
    ]
    path = exports.folder / "data" / "linkedin.csv"
    path.parent.mkdir()
    path.write_bytes("\n".join(rows).encode("utf-16"))
    text = propose_source(path, "ads")
    source = yaml.safe_load(text)["sources"]["ads"]
    assert (source["adapter"], source["delimiter"], source["encoding"]) == ("linkedin_campaign", "\t", "utf-16")
    assert exports.read(text, "2025-07").numbers == {"ad_spend": 351, "impressions": 1900, "clicks": 42}
