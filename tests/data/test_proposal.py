"""``init --from``: the proposal says what it saw, and what it proposes can be read."""

from __future__ import annotations

import pytest
import yaml

from kpiframe.data.proposal import propose_source
from kpiframe.problems import DataError

ADS = """Campaign report
"July 8, 2025 - July 31, 2025"
Day,Campaign,Cost,Impr.,CTR,Đang chạy,Ref
01/07/2025,a,"1,234.50","25,881",3.24%,Có,001
13/07/2025,b, --,12,1%,Không,002
"""


def proposed(tmp_path, text, encoding="utf-8", language="en"):
    path = tmp_path / "a file.csv"
    path.write_bytes(text.encode(encoding))
    found = propose_source(path, "ads", language)
    return found, yaml.safe_load(found)


def test_an_export(tmp_path):
    text, found = proposed(tmp_path, ADS)
    source = found["sources"]["ads"]
    assert (source["path"], source["delimiter"], source["thousands"], source["header"]) == (
        "data/a file.csv",
        ",",
        ",",
        3,
    )
    assert source["time"] == "column_day"
    assert source["columns"] == {
        "column_day": {"type": "date", "header": "Day", "format": "%d/%m/%Y"},
        "campaign": {"type": "text", "header": "Campaign"},
        "cost": {"type": "decimal", "header": "Cost", "missing": ["--"]},
        "impr": {"type": "integer", "header": "Impr."},
        "ctr": {"type": "percent", "header": "CTR"},
        "dang_chay": {"type": "boolean", "header": "Đang chạy", "true": ["Có"], "false": ["Không"]},
        "ref": {"type": "text", "header": "Ref"},
    }
    assert "13/07/2025 in line 5 rules out month first" in text
    assert "leading zeros: an identifier" in text
    assert found["bindings"]["ad_spend"] == {"source": "ads", "agg": "sum", "expr": "cost"}


def test_what_is_proposed_can_be_read(tmp_path, bench):
    """The numbers: 1,234.50; 25,881 + 12; one campaign runs."""
    _, found = proposed(tmp_path, ADS)
    source = found["sources"]["ads"]
    bench.write("data/a file.csv", ADS)
    bindings = {n: found["bindings"][n] for n in ("ad_spend", "dang_chay_count", "ads_rows")}
    numbers = bench.numbers({"ads": source}, bindings, period="2025-07")
    assert numbers == {"ad_spend": 1234.5, "dang_chay_count": 1.0, "ads_rows": 2.0}


def test_an_unsure_order_of_day_and_month_is_told(tmp_path):
    text, _ = proposed(tmp_path, "d,n\n01/02/2026,1\n03/04/2026,2\n")
    assert "UNSURE: no day above 12 seen, %m/%d/%Y fits as well" in text
    text, _ = proposed(tmp_path, "d,n\n01/02/2026,1\n03/04/2026,2\n", language="vi")
    assert "CHƯA CHẮC" in text


@pytest.mark.parametrize(
    ("cells", "spec"),
    [
        (["2026-01-31", "2026-02-01"], "date"),
        (["01/31/2026"], {"type": "date", "format": "%m/%d/%Y"}),
        (["20260131"], {"type": "date", "format": "%Y%m%d"}),
        (["2026-01-31 10:00:00"], {"type": "timestamp", "format": "%Y-%m-%d %H:%M:%S"}),
        (["2026-01-31T10:00:00Z"], "timestamp"),
        (["1", "2", "30"], "integer"),
        (["1.25", "2"], "decimal"),
        (["0.123456789"], {"type": "decimal", "scale": 9}),
        (["007", "008"], "text"),
        (["12345678901234567890"], "text"),
        (["1", "n/a"], {"type": "integer", "missing": ["n/a"]}),
        (["5%", "5"], "text"),
        (["", ""], "text"),
        (["a", "1"], "text"),
    ],
)
def test_types(tmp_path, cells, spec):
    _, found = proposed(tmp_path, "other;xx\n" + "".join(f"t;{c}\n" for c in cells))
    assert found["sources"]["ads"]["columns"]["xx"] == spec


@pytest.mark.parametrize(
    ("text", "mark"), [("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"), ("a,b\n1,2\n", ",")]
)
def test_delimiters(tmp_path, text, mark):
    assert proposed(tmp_path, text)[1]["sources"]["ads"]["delimiter"] == mark


def test_decimal_commas(tmp_path):
    source = proposed(tmp_path, "ab;cd\n1.234,56;x\n7,5;y\n")[1]["sources"]["ads"]
    assert (source["decimal"], source["thousands"], source["columns"]["ab"]) == (",", ".", "decimal")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_encodings_are_proposed(tmp_path, encoding):
    source = proposed(tmp_path, "tên,xx\nCafé,1\n".replace("ê", "e"), encoding)[1]["sources"]["ads"]
    assert source["encoding"] == encoding


def test_names_are_legal_and_different(tmp_path):
    names = list(
        proposed(tmp_path, "Số tiền,So tien,class,x,1st,min,?\n1,2,3,4,5,6,7\n")[1]["sources"]["ads"]["columns"]
    )
    assert names == ["so_tien", "so_tien_2", "column_class", "column_x", "column_1st", "column_min", "column_7"]


def test_one_column_is_suspicious(tmp_path):
    assert "UNSURE: only one column found" in proposed(tmp_path, "id  date  amount\n1  2  3\n")[0]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_nothing_to_see(tmp_path, text):
    with pytest.raises(DataError) as caught:
        proposed(tmp_path, text)
    assert caught.value.problems[0].code == "KPF547"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError):
        propose_source(tmp_path / "gone.csv", "x")
