"""Make the data of the pho-sen example: invented, plausible, and the same bytes at every run.

``python make_data.py [FOLDER]`` writes the CSV files; only ``Random.random`` with a fixed seed is drawn from.

The story in the numbers: prices rise in July 2026; customers grumble, come less often and leave, while a campaign in
September and October 2026 lifts everything the platforms and the press agency count.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = 20261105
START = date(2024, 11, 1)
LAST_DAY = date(2026, 11, 5)
WARM_UP = 8  # months simulated before START, so that the first one has returning customers
MONTHS = 24
PRICE_RISE = 20  # July 2026, counted from START
CAMPAIGN = (22, 23)
LAPSE = timedelta(days=90)
SEASON = {1: 0.97, 2: 0.8, 5: 0.98, 6: 1.02, 7: 1.03, 8: 1.02, 10: 1.03, 11: 1.02, 12: 1.05}  # shops close for Tết
CHANNELS = (("Giao hàng", 0.55), ("Mang về", 0.30), ("Đặt bàn", 0.15))
SHOPS = (("Tân Định", 24), ("Phú Nhuận", 20), ("Bình Thạnh", 18), ("Thảo Điền", 15), ("Gò Vấp", 13), ("Tân Bình", 10))
OUTAGE = (date(2026, 10, 10), date(2026, 10, 12))

YES = {True: "Có", False: "Không"}

Row = list[object]
Order = tuple[date, str, str, str, str, int, str]  # day, customer, kind, channel, shop, dong, status


@dataclass
class Customer:
    """A person with a habit and an end."""

    code: str
    rate: float
    leaves: int
    done: list[date] = field(default_factory=list)  # days of completed orders


def month_start(index: int) -> date:
    """Return the first day of the month *index* months after ``START``."""
    months = START.year * 12 + START.month - 1 + index
    return date(months // 12, months % 12 + 1, 1)


def pick(rng: Random, weighted: Sequence[tuple[str, float]]) -> str:
    """Return one of the texts, each as often as its weight says."""
    drawn = rng.random() * math.fsum(weight for _, weight in weighted)
    for text, weight in weighted:
        drawn -= weight
        if drawn < 0:
            return text
    return weighted[-1][0]


def poisson(rng: Random, mean: float) -> int:
    """Return a Poisson number by Knuth's product of uniform draws."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def wobble(rng: Random, value: float, share: float) -> int:
    """Return *value*, moved a little."""
    return round(value * (1 + share * (2 * rng.random() - 1)))


def newcomers(rng: Random, index: int, people: list[Customer]) -> None:
    """Add the customers who order for the first time in month *index*."""
    bargain = index in CAMPAIGN
    hazard = 0.25 if bargain else 0.055
    for _ in range(poisson(rng, 30 if bargain else 18 + max(0, index) * 0.15)):
        stays = 0
        while rng.random() > (max(hazard, 0.10) if index + stays >= PRICE_RISE else hazard):
            stays += 1
        rate = 0.8 if bargain else float(pick(rng, (("0.8", 0.5), ("1.4", 0.35), ("2.6", 0.15))))
        people.append(Customer(f"KH{len(people) + 1:05d}", rate, index + stays))


def orders(rng: Random) -> tuple[list[Order], list[Customer]]:
    """Return every order from ``START`` on, in order of days, and everybody who ever ordered."""
    people: list[Customer] = []
    for _ in range(12):
        newcomers(rng, -WARM_UP, people)
    found: list[Order] = []
    for index in range(-WARM_UP, MONTHS + 1):
        newcomers(rng, index, people)
        first = month_start(index)
        whole = (month_start(index + 1) - first).days
        days = min(whole, (LAST_DAY - first).days + 1)
        for person in people:
            if person.leaves < index:
                continue
            kind = "Quen" if any(first - LAPSE <= day < first for day in person.done) else "Mới"
            mood = 0.95 if index >= PRICE_RISE else 1.0
            for _ in range(poisson(rng, person.rate * mood * SEASON.get(first.month, 1.0) * days / whole)):
                order = one_order(rng, person, first + timedelta(days=int(rng.random() * days)), kind, index)
                if index >= 0:
                    found.append(order)
    return sorted(found), people


def one_order(rng: Random, person: Customer, day: date, kind: str, index: int) -> Order:
    """Return an order of *person* and remember its day when it was completed."""
    bowls = 1 + poisson(rng, 1.1)
    price = (72_000 if index >= PRICE_RISE else 64_000) + (4_000 if index >= 8 else 0)
    amount = bowls * price + poisson(rng, 0.8) * 18_000
    lost = 0.35 if OUTAGE[0] <= day <= OUTAGE[1] else 0.03
    status = pick(rng, (("Hoàn tất", 1 - lost - 0.012), ("Đã huỷ", lost), ("Hoàn tiền", 0.012)))
    if status == "Hoàn tất":
        person.done.append(day)
    return day, person.code, kind, pick(rng, CHANNELS), pick(rng, SHOPS), amount, status


def crm(people: list[Customer]) -> list[Row]:
    """Return, per month, the customers active at its start and those of them lost by its end."""

    def active(day: date) -> set[str]:
        return {p.code for p in people if any(day - LAPSE <= done < day for done in p.done)}

    rows: list[Row] = []
    for index in range(MONTHS + 1):
        here = active(month_start(index))
        lost: object = len(here - active(month_start(index + 1))) if index < MONTHS else ""
        rows.append([vietnamese(month_start(index)), len(here), lost])
    return rows


def customer_survey(rng: Random) -> list[Row]:
    """Return one row per answer: day, 0-10."""
    rows: list[Row] = []
    for index in range(MONTHS):
        late = max(0, index - PRICE_RISE + 1)
        promoters, detractors = 0.55 - 0.013 * late, 0.13 + 0.012 * late
        for _ in range(wobble(rng, 150, 0.1)):
            band = pick(rng, (("9", promoters), ("0", detractors), ("7", 1 - promoters - detractors)))
            score = {"9": 9 + int(rng.random() * 2), "7": 7 + int(rng.random() * 2), "0": 2 + int(rng.random() * 5)}
            rows.append([a_day(rng, index), score[band]])
    return by_day(rows)


def market_survey(rng: Random) -> list[Row]:
    """Return one row per person of the panel: day, customer, aware, would consider, three ratings 1-7."""
    rows: list[Row] = []
    for index in range(MONTHS):
        late = max(0, index - PRICE_RISE + 1)
        for _ in range(wobble(rng, 150, 0.06)):
            day = month_start(index) + timedelta(days=int(rng.random() * 28))
            customer = rng.random() < 0.26
            aware = customer or rng.random() < 0.62
            asked = aware and not customer and not (index == MONTHS - 1 and day.day <= 16)
            would = YES[rng.random() < 0.41 - 0.012 * late] if asked else ""
            lean = (0.13 if customer else 0) - 0.016 * late
            ratings = [rating(rng, p + lean) if aware else "" for p in (0.50, 0.36, 0.30)]
            rows.append([vietnamese(day), YES[customer], YES[aware], would, *ratings])
    return by_day(rows)


def rating(rng: Random, agree: float) -> int:
    """Return 6 or 7 with probability *agree*, else 1 to 5."""
    return 6 + int(rng.random() * 2) if rng.random() < agree else 1 + int(rng.random() * 5)


def study(rng: Random) -> list[Row]:
    """Return the study of June 2026: aware, would never go."""
    known = [rng.random() < 0.68 for _ in range(320)]
    return [[n, YES[aware], YES[rng.random() < 0.15] if aware else ""] for n, aware in enumerate(known, 1)]


def occasions(rng: Random) -> list[Row]:
    """Return the tracker of buying occasions; the wave of October 2026 was not handed in."""
    rows: list[Row] = []
    for index in range(MONTHS - 1):
        asked = wobble(rng, 200, 0.05)
        rows.append([vietnamese(last_of(index)), asked, sum(rng.random() < 0.37 for _ in range(asked))])
    return rows


def facebook(rng: Random) -> list[Row]:
    """Return, per month, reach, engagements, video views and followers as the platform reports them."""
    rows: list[Row] = []
    for index in range(MONTHS + 1):
        push = 1.42 if index in CAMPAIGN else 1.0
        part = 0.3 if index == MONTHS else 1.0
        reach = wobble(rng, (78_000 + 1_300 * index) * push * part, 0.04)
        engagements = round(reach * (0.026 + 0.0003 * index) * (1.12 if index in CAMPAIGN else 1.0))
        views = wobble(rng, (160_000 + 5_500 * index) * push * push * part, 0.05)
        day = LAST_DAY if index == MONTHS else last_of(index)
        rows.append([vietnamese(day), reach, engagements, views, 38_500 + 640 * index + (1_900 if index >= 23 else 0)])
    return rows


def ads(rng: Random) -> list[Row]:
    """Return, per month and campaign, spend, and the orders and revenue the platform credits to itself."""
    rows: list[Row] = []
    for index in range(MONTHS):
        push = 1.7 if index in CAMPAIGN else 1.0
        for name, size in (("Nhắc món", 0.6), ("Khách mới", 0.4)):
            spend = wobble(rng, 26_000_000 * size * push, 0.05) // 1000 * 1000
            claimed = wobble(rng, 185 * size * push, 0.06)
            rows.append([vietnamese(last_of(index)), name, spend, claimed, claimed * wobble(rng, 168_000, 0.03)])
    return rows


def press(rng: Random) -> list[Row]:
    """Return one row per article: day, kind of outlet, column centimetres, tone."""
    outlets = (("Báo in", 0.3), ("Báo điện tử", 0.5), ("Tạp chí ẩm thực", 0.2))
    tones = (("Tích cực", 0.4), ("Trung tính", 0.45), ("Tiêu cực", 0.15))
    rows: list[Row] = []
    for index in range(MONTHS):
        for _ in range(15 if index in CAMPAIGN else 7 + poisson(rng, 2)):
            rows.append([a_day(rng, index), pick(rng, outlets), 12 + int(rng.random() * 24), pick(rng, tones)])
    rows.append([vietnamese(date(2026, 11, 3)), "Báo điện tử", 18, "Trung tính"])
    return by_day(rows)


def listening(rng: Random) -> list[Row]:
    """Return, per month, public posts that name the brand."""
    return [[vietnamese(last_of(i)), wobble(rng, 420 * (1.6 if i in CAMPAIGN else 1), 0.08)] for i in range(MONTHS)]


def search(rng: Random) -> list[Row]:
    """Return, per month, one export of the search index for the brand and three competitors."""
    own = [31 + 0.12 * i + (2.2 if i in CAMPAIGN else 0) for i in range(MONTHS)]
    return [
        [vietnamese(last_of(i)), round(own[i]), *(wobble(rng, level, 0.04) for level in (54, 39, 27))]
        for i in range(MONTHS)
    ]


def vietnamese(day: date) -> str:
    """Return the day as it is written in Vietnam."""
    return day.strftime("%d/%m/%Y")


def last_of(index: int) -> date:
    """Return the last day of month *index*."""
    return month_start(index + 1) - timedelta(days=1)


def a_day(rng: Random, index: int) -> str:
    """Return some day of month *index*."""
    return vietnamese(month_start(index) + timedelta(days=int(rng.random() * 28)))


def by_day(rows: list[Row]) -> list[Row]:
    """Return *rows* in order of their first cell, a day."""
    return sorted(rows, key=lambda row: tuple(reversed(str(row[0]).split("/"))))


def write(folder: Path, name: str, header: str, rows: list[Row]) -> None:
    """Write a CSV file: UTF-8, commas, one header line."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split("|"))
        writer.writerows(rows)


def dice(number: int) -> Random:
    """Return the source of chance of file *number*: a change of one file leaves the others alone."""
    return Random(SEED + number)  # noqa: S311 - invented numbers must repeat


FILES: tuple[tuple[str, str, Callable[[Random], list[Row]]], ...] = (
    ("khao-sat-khach.csv", "Ngày trả lời|Điểm giới thiệu", customer_survey),
    ("thi-truong.csv", "Ngày trả lời|Đã mua|Biết tên|Sẽ cân nhắc|Hữu ích|Hợp với tôi|Khó thiếu", market_survey),
    ("nghien-cuu-2026-06.csv", "Số phiếu|Biết tên|Sẽ không đến", study),
    ("dip-an-pho.csv", "Đợt|Số người trả lời|Nhớ đến Phở Sen", occasions),
    ("facebook.csv", "Đến ngày|Người tiếp cận|Lượt tương tác|Lượt xem video|Người theo dõi", facebook),
    ("quang-cao.csv", "Đến ngày|Chiến dịch|Chi phí|Đơn nền tảng nhận công|Doanh thu nền tảng nhận công", ads),
    ("bao-chi.csv", "Ngày đăng|Loại báo|Số cm cột|Sắc thái", press),
    ("lang-nghe.csv", "Đến ngày|Lượt nhắc", listening),
    ("tim-kiem.csv", "Đến ngày|Phở Sen|Đối thủ A|Đối thủ B|Đối thủ C", search),
)


def main(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    found, people = orders(dice(0))
    rows: list[Row] = [[f"DH{n:05d}", vietnamese(day), *rest] for n, (day, *rest) in enumerate(found, 1)]
    write(folder, "don-hang.csv", "Mã đơn|Ngày đặt|Mã khách|Loại khách|Kênh|Quán|Số tiền|Trạng thái", rows)
    write(folder, "khach-hang.csv", "Đầu tháng|Khách đang hoạt động|Khách rời bỏ", crm(people))
    for number, (name, header, make) in enumerate(FILES, 1):
        write(folder, name, header, make(dice(number)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
