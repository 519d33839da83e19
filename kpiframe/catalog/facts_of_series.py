"""Facts of scope series: what the periods of a KPI, of a pair or of the whole scorecard say together."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.facts import Fact, Facts, Subject
from kpiframe.catalog.knowledge import Scope

_CARD: Final = Facts(Scope.SERIES, Subject.CARD)
_KPI: Final = Facts(Scope.SERIES, Subject.KPI)
_ENTRY: Final = Facts(Scope.SERIES, Subject.ENTRY)
_PAIR: Final = Facts(Scope.SERIES, Subject.PAIR)

SERIES_FACTS: Final[tuple[Fact, ...]] = (
    _CARD.number(
        "green_run",
        "periods in a row, up to this one, in which every KPI with weight was on target",
        "số kỳ liên tiếp đến kỳ này mà mọi KPI có trọng số đều đạt mục tiêu",
        "whole",
    ),
    _CARD.number(
        "outcome_change",
        "the worst change of a business outcome of the catalogue over that run, in its good "
        "direction, as a share of its earlier value; unknown without one",
        "thay đổi tệ nhất của một kết quả kinh doanh trong quãng đó, theo chiều tốt, so với giá trị đầu; chưa "
        "biết nếu không có",
        "share",
    ),
    _CARD.text("outcome_label", "label of that outcome", "nhãn của kết quả đó"),
    _CARD.yes(
        "outcome_comparable",
        "no break of comparability lies inside that run for that outcome",
        "trong quãng đó, kết quả đó không bị mốc nào làm đứt mạch so sánh",
    ),
    _KPI.number(
        "red_run",
        "periods in a row, up to this one, in which it was off target",
        "số kỳ liên tiếp đến kỳ này KPI lệch mục tiêu",
        "whole",
    ),
    _KPI.number(
        "responses",
        "next actions and dated changes recorded for it during that run",
        "số hành động tiếp theo và thay đổi có ngày được ghi nhận cho KPI trong quãng đó",
        "whole",
    ),
    _KPI.number(
        "ratio_drift",
        "how far its share of the ledger lies from the median of the six periods before, as a "
        "share of that median, below 0 when lower",
        "tỷ lệ so với sổ cái lệch bao nhiêu so với trung vị sáu kỳ trước, âm nếu thấp hơn",
        "share",
    ),
    _KPI.number(
        "ratio_periods",
        "how many of those six periods have both numbers",
        "có bao nhiêu kỳ trong sáu kỳ đó đủ cả hai con số",
        "whole",
    ),
    _KPI.number(
        "baseline_rank",
        "share of the 24 periods before this one whose value is worse than the one it is compared with",
        "tỷ lệ các kỳ, trong 24 kỳ trước, có giá trị tệ hơn kỳ được đem ra so sánh",
        "share",
    ),
    _KPI.number("baseline_periods", "how many periods that rank stands on", "số kỳ dùng để xếp hạng đó", "whole"),
    _KPI.text("baseline", "key of the period it is compared with", "mã kỳ được đem ra so sánh"),
    _KPI.number(
        "baseline_length",
        "days of that period over days of this one; of several that are shown, the one nearest to 1",
        "số ngày của kỳ đó chia số ngày của kỳ này; nếu có nhiều kỳ so sánh thì lấy tỷ lệ gần 1 nhất",
    ),
    _KPI.yes(
        "other_season",
        "an event of kind season lies in this period or in that one, and no period it is compared with has it alike",
        "một mùa vụ (sự kiện loại season) rơi vào kỳ này hoặc kỳ đó, và không có kỳ so sánh nào giống về mùa vụ",
    ),
    _KPI.text(
        "baseline_other",
        "clauses on what else sets that period apart from this one: season and length",
        "các vế nói kỳ đó còn khác kỳ này ở điểm nào: mùa vụ và độ dài",
    ),
    _KPI.number(
        "asked_times",
        "periods of the last 12 months with answers; unknown with less than 12 months of data",
        "số kỳ trong 12 tháng gần nhất có câu trả lời; chưa biết nếu dữ liệu chưa đủ 12 tháng",
        "whole",
    ),
    _KPI.number(
        "asked_least",
        "the fewest of them in any of the last four quarters",
        "số kỳ ít nhất trong một quý của bốn quý gần nhất",
        "whole",
    ),
    _KPI.number(
        "asked_launch",
        "those of them within 45 days of an event of kind launch",
        "trong đó cách một đợt ra mắt (sự kiện loại launch) không quá 45 ngày",
        "whole",
    ),
    _ENTRY.yes(
        "break_in_window",
        "the entry is a break of comparability and its date lies inside a comparison that is shown",
        "mục đó làm đứt mạch so sánh, và ngày của nó nằm trong một khoảng so sánh được hiển thị",
    ),
    _ENTRY.text("window_from", "first day of that comparison", "ngày đầu của khoảng so sánh đó"),
    _ENTRY.text("window_to", "last day of that comparison", "ngày cuối của khoảng so sánh đó"),
    _ENTRY.yes(
        "in_faulty_window",
        "the period touches the span in which the data are known to be wrong",
        "kỳ này chạm vào khoảng thời gian dữ liệu được biết là sai",
    ),
    _ENTRY.text("faulty_from", "first day of that span", "ngày đầu của khoảng đó"),
    _ENTRY.text("faulty_to", "last day of that span", "ngày cuối của khoảng đó"),
    _PAIR.number(
        "changes",
        "pairs of period changes both have, at the declared lag, the latest 12 at most",
        "số cặp thay đổi giữa hai kỳ mà cả hai KPI đều có, theo độ trễ đã khai báo, nhiều nhất 12 cặp gần nhất",
        "whole",
    ),
    _PAIR.number(
        "rho",
        "Spearman correlation of those changes; unknown with fewer than 8, or when one never changes",
        "tương quan Spearman của các thay đổi đó; chưa biết nếu dưới 8 cặp hoặc một bên không đổi",
    ),
    _PAIR.number(
        "good_rho",
        "the same, each change counted in its KPI's good direction",
        "như trên, mỗi thay đổi tính theo chiều tốt của KPI",
    ),
    _PAIR.number(
        "seasonless_rho",
        "the first of the two; from 24 changes of months on (64 of weeks), each change less that of the same period a "
        "year before",
        "như con số thứ nhất; từ 24 lần thay đổi theo tháng (64 theo tuần), mỗi lần trừ đi mức thay đổi cùng kỳ năm "
        "trước",
    ),
    _PAIR.text(
        "season_note",
        "a clause that says so, where changes of the year before are taken off",
        "vế nói rõ điều đó, khi đã trừ mức thay đổi của năm trước",
    ),
    _PAIR.number(
        "lag", "periods the other is declared to follow after", "số kỳ KPI kia đi sau, theo khai báo", "whole"
    ),
    _PAIR.number(
        "noise_ratio",
        "standard error of the other's values over the standard deviation of those changes of it; 0 "
        "for a value that is no sample's",
        "sai số chuẩn của KPI kia chia độ lệch chuẩn các thay đổi của nó; bằng 0 nếu không phải từ mẫu",
    ),
    _PAIR.number(
        "rising_run",
        "periods in a row, up to this one, in which the first got better",
        "số kỳ liên tiếp đến kỳ này KPI thứ nhất tốt lên",
        "whole",
    ),
    _PAIR.number(
        "other_falling_run",
        "periods in a row, up to this one, in which the other got worse",
        "số kỳ liên tiếp đến kỳ này KPI kia xấu đi",
        "whole",
    ),
    _PAIR.number(
        "gain_since_target",
        "change of the first since its target was set, in its good direction, as a share "
        "of the value then; unknown without a dated target",
        "thay đổi của KPI thứ nhất từ khi đặt mục tiêu, theo chiều tốt, so với giá trị lúc đó; chưa biết nếu "
        "mục tiêu không có ngày",
        "share",
    ),
    _PAIR.number(
        "other_gain",
        "change of the other over the same time, in its good direction and unit",
        "thay đổi của KPI kia trong cùng quãng, theo chiều tốt và đơn vị của nó",
    ),
    _PAIR.number(
        "other_gain_error",
        "half of the 95 % interval of that change, or the spread of its usual changes where it is no sample's",
        "nửa khoảng tin cậy 95 % của thay đổi đó, hoặc mức dao động thường ngày nếu không phải từ mẫu",
    ),
    _PAIR.text(
        "alike",
        "why the two are taken for one signal, in words: by their formulas, or by their numbers",
        "vì sao hai chỉ số bị coi là một tín hiệu, bằng lời: do công thức hoặc do số liệu",
    ),
    _PAIR.text(
        "apart",
        "why the two pull apart, in words: by an input they share, or by their numbers",
        "vì sao hai chỉ số kéo ngược nhau, bằng lời: do đầu vào dùng chung hoặc do số liệu",
    ),
)
