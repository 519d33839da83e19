"""Facts of scope result: what the numbers of one period say, about the whole, a KPI, a pair or a ledger."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.facts import Fact, Facts, Subject
from kpiframe.catalog.knowledge import Scope

_CARD: Final = Facts(Scope.RESULT, Subject.CARD)
_KPI: Final = Facts(Scope.RESULT, Subject.KPI)
_PAIR: Final = Facts(Scope.RESULT, Subject.PAIR)
_LEDGER: Final = Facts(Scope.RESULT, Subject.LEDGER)

RESULT_FACTS: Final[tuple[Fact, ...]] = (
    _CARD.number(
        "reported_score",
        "score as usually reported: every scored KPI, equal weights",
        "điểm theo cách báo cáo thông thường: mọi KPI có điểm, trọng số bằng nhau",
        "score",
    ),
    _CARD.number(
        "independent_score",
        "score of the independently counted KPIs that see people",
        "điểm của các KPI đếm độc lập và nhìn thấy con người",
        "score",
    ),
    _CARD.number(
        "flattery_gap",
        "the first minus the second; unknown when it cannot be known",
        "điểm trước trừ điểm sau; chưa biết nếu không thể tính",
        "gap",
    ),
    _CARD.number("reported_kpis", "KPIs behind the first", "số KPI của điểm trước", "whole"),
    _CARD.number("independent_kpis", "KPIs behind the second", "số KPI của điểm sau", "whole"),
    _CARD.number(
        "days_since_end",
        "days from the last day of the period to the day of the report, below 0 while it runs",
        "số ngày từ ngày cuối kỳ đến ngày báo cáo, âm nếu kỳ chưa kết thúc",
        "whole",
    ),
    _KPI.text(
        "state", "its state: scored, unscored, missing, stale, …", "trạng thái: scored, unscored, missing, stale, …"
    ),
    _KPI.number("value", "value of the period, in the KPI's unit", "giá trị của kỳ, theo đơn vị của KPI"),
    _KPI.number("score", "score of the period, 0 to 100", "điểm của kỳ, từ 0 đến 100", "score"),
    _KPI.number(
        "cases",
        "answers or cases behind the value; unknown when the KPI names no base",
        "số câu trả lời hoặc trường hợp của giá trị; chưa biết nếu KPI không nêu base",
        "whole",
    ),
    _KPI.yes("sampled", "the value comes from a sample: its base is named", "giá trị lấy từ một mẫu: có nêu base"),
    _KPI.number(
        "change",
        "value minus that of the previous period, in the KPI's unit; unknown without one",
        "giá trị trừ giá trị kỳ trước, theo đơn vị của KPI; chưa biết nếu không có kỳ trước",
    ),
    _KPI.yes(
        "comparable",
        "no break of comparability lies between this period and the one before",
        "giữa kỳ này và kỳ trước không có mốc nào làm đứt mạch so sánh",
    ),
    _KPI.number(
        "change_error",
        "standard error of that change, from both samples; 0 for a value that is no sample's",
        "sai số chuẩn của thay đổi đó, từ cả hai mẫu; bằng 0 nếu giá trị không phải từ mẫu",
    ),
    _KPI.number(
        "change_margin",
        "half of the 95 % interval of that change",
        "nửa khoảng tin cậy 95 % của thay đổi đó",
    ),
    _KPI.number("remarks", "comments on this KPI for this period", "số nhận xét về KPI này trong kỳ này", "whole"),
    _KPI.number(
        "data_age",
        "days from the latest day its data speak of to the day judged; unknown without dates",
        "số ngày từ ngày mới nhất của dữ liệu đến ngày xét; chưa biết nếu dữ liệu không có ngày",
        "whole",
    ),
    _KPI.number(
        "cadence_days",
        "days of its declared cadence; unknown when none is declared",
        "số ngày của chu kỳ đã khai báo; chưa biết nếu không khai báo",
        "whole",
    ),
    _PAIR.number(
        "perception_gap",
        "score of the KPI minus that of the KPI it is perceived as, in points of 100; unknown unless both are scored",
        "điểm của KPI trừ điểm của KPI cảm nhận tương ứng, trên thang 100; chưa biết nếu một bên không có điểm",
        "gap",
    ),
    _PAIR.number(
        "gap_error",
        "half of the 95 % interval of that gap, from both samples",
        "nửa khoảng tin cậy 95 % của khoảng cách đó, từ cả hai mẫu",
        "gap",
    ),
    _PAIR.number("other_score", "score of the other KPI", "điểm của KPI kia", "score"),
    _LEDGER.text("ledger", "name of the ledger KPI", "tên KPI sổ cái"),
    _LEDGER.text("ledger_label", "its label", "nhãn của nó"),
    _LEDGER.number(
        "ledger_value",
        "what the brand's own books count in the period",
        "con số trong sổ sách của thương hiệu trong kỳ",
    ),
    _LEDGER.number(
        "platform_claims",
        "what platforms credit to themselves against it, added up; unknown when one of them has no value",
        "tổng số các nền tảng tự ghi công so với sổ đó; chưa biết nếu một nền tảng không có số",
    ),
    _LEDGER.number("self_attribution_ratio", "the last over the one before", "con số sau chia con số trước"),
    _LEDGER.number(
        "channel_claims",
        "what channels or teams are credited with against it, added up; unknown when one of them has no value",
        "tổng số các kênh hoặc bộ phận được ghi công so với sổ đó; chưa biết nếu một kênh không có số",
    ),
    _LEDGER.number(
        "claimed_twice",
        "by how much that exceeds the ledger; 0 when it does not",
        "phần vượt quá sổ cái; 0 nếu không vượt",
    ),
    _LEDGER.text(
        "claimants", "labels of the KPIs by which platforms claim", "nhãn các KPI mà nền tảng dùng để nhận công"
    ),
    _LEDGER.text(
        "channel_claimants",
        "labels of the KPIs by which channels or teams claim",
        "nhãn các KPI mà kênh hoặc bộ phận dùng để nhận công",
    ),
    _LEDGER.number(
        "organic_share",
        "share of the ledger that came directly or unpaid; unknown when not declared",
        "tỷ lệ trong sổ cái đến trực tiếp hoặc không trả tiền; chưa biết nếu không khai báo",
        "share",
    ),
)
