"""``init --from`` on tables nobody has thought of: what it proposes loads and reads the very file, or waits for a choice."""

from __future__ import annotations

import csv
import random

import pytest

from kpiframe.data.proposal import propose_source

HEADERS = [
    *("Ngày", "Day", "Doanh thu", "Revenue (VND)", "CTR", "Email", "Mã đơn hàng", "x", "true", "a b", "Số lượng"),
    *("Reach", "class", "", "Tỷ lệ", "no", "1st", "'q'", '"', "a: b", "# c", "Cost", "followers", "sum", "null"),
    *("Khách\nhàng", "{currency}", "- x", "Tên"),
]
CELLS = [
    lambda r: f"{r.randrange(1, 29):02}/{r.randrange(1, 13):02}/2026",
    lambda r: f"2026-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}",
    lambda r: str(r.randrange(-5, 100)),
    lambda r: f"{r.random() * 1e4:,.2f}",
    lambda r: f"{r.randrange(100)}.{r.randrange(10)}%",
    lambda r: r.choice(["Có", "Không"]),
    lambda r: r.choice(["a", "Tổng", "--", "", "n/a", "=x"]),
    lambda r: f"US${r.randrange(9)}.5",
    lambda r: f"Jan 0{r.randrange(1, 10)}, 2026 0{r.randrange(1, 10)}:30 pm",
    lambda r: f"{r.random():.17f}",
    lambda r: r.choice(["0", "1"]),
]


def table(path, seed):
    """Two to six columns, up to a dozen rows, sometimes below a title."""
    r = random.Random(seed)
    headers = r.sample(HEADERS, r.randrange(2, 7))
    columns = [r.choice(CELLS) for _ in headers]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=r.choice(";\t"))
        stream.write("Title\n\n" if r.random() < 0.3 else "")
        writer.writerows([headers, *([cell(r) for cell in columns] for _ in range(r.randrange(2, 12)))])


@pytest.mark.parametrize("seed", range(40))
def test_it_loads_and_reads_the_same_file(seed, exports):
    path = exports.folder / "data" / "any.csv"
    path.parent.mkdir()
    table(path, seed)
    text = propose_source(path, "anything", "vi" if seed % 2 else "en")
    gave = exports.read(text, None)
    errors = {p.code for p in gave.problems if p.severity == "error"}
    # a format that waits for a person, and rows without any date, are no fault of the proposal
    assert errors <= {"KPF583", "KPF224"}, text + "\n".join(map(str, gave.problems))
