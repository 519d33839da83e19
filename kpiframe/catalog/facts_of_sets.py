"""Facts of scope set: what the KPIs of one scorecard say together, and pair by pair."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.facts import Fact, Facts, Subject
from kpiframe.catalog.knowledge import Scope

_SET: Final = Facts(Scope.SET, Subject.CARD)
_PAIR: Final = Facts(Scope.SET, Subject.PAIR)

SET_FACTS: Final[tuple[Fact, ...]] = (
    _SET.text("scorecard", "name of the scorecard", "tên bảng điểm"),
    _SET.number("kpi_count", "KPIs on the scorecard", "số KPI trên bảng điểm", "whole"),
    _SET.number("weighted_count", "KPIs that carry effective weight", "số KPI có trọng số hiệu dụng", "whole"),
    _SET.yes(
        "equal_weights",
        "all of them carry the same effective weight; unknown with fewer than three",
        "tất cả có cùng trọng số hiệu dụng; chưa biết nếu dưới ba KPI",
    ),
    _SET.number(
        "platform_share",
        "share of effective weight on KPIs that a platform counts or credits to itself",
        "tỷ trọng hiệu dụng của các KPI do nền tảng tự đếm hoặc tự ghi công",
        "share",
    ),
    _SET.text("platform_kpis", "labels of those KPIs", "nhãn các KPI đó"),
    _SET.number(
        "top_platform_share",
        "share of effective weight on KPIs counted by the one platform with the most",
        "tỷ trọng hiệu dụng của riêng nền tảng chiếm nhiều nhất",
        "share",
    ),
    _SET.text("top_platform", "name of that platform", "tên nền tảng đó"),
    _SET.number(
        "existing_only_share",
        "share of effective weight on KPIs that see existing customers only, or nobody",
        "tỷ trọng hiệu dụng của các KPI chỉ thấy khách hàng hiện tại, hoặc không thấy ai",
        "share",
    ),
    _SET.text("existing_only_kpis", "labels of those KPIs", "nhãn các KPI đó"),
    _SET.number(
        "wider_share",
        "share of effective weight on KPIs that see the wider audience",
        "tỷ trọng hiệu dụng của các KPI nhìn thấy công chúng rộng hơn",
        "share",
    ),
    _SET.number(
        "asked_share",
        "share of effective weight on perceptions that people were asked for",
        "tỷ trọng hiệu dụng của các KPI cảm nhận do hỏi trực tiếp mà có",
        "share",
    ),
    _SET.number(
        "outcome_share",
        "share of effective weight on business outcomes: revenue, margin, share, penetration, retention, as counted by "
        "the brand or a third party",
        "tỷ trọng hiệu dụng của kết quả kinh doanh: doanh thu, lợi nhuận, thị phần, độ phủ, giữ chân, do thương hiệu "
        "hoặc bên thứ ba đếm",
        "share",
    ),
    _SET.number(
        "activity_share",
        "share of the weight as written (group x agency weight, before relevance) on KPIs that count activity",
        "tỷ trọng theo trọng số đã ghi (nhóm x trọng số agency, trước khi xét mức phù hợp) của các KPI đếm hoạt động",
        "share",
    ),
    _SET.text("activity_kpis", "labels of those KPIs", "nhãn các KPI đó"),
    _SET.number(
        "disconfirming_share",
        "share of effective weight on KPIs that could prove the brand wrong: rejection, churn, complaints and returns, "
        "gaps of perception, expectation and competition, forecast bias (tag `disconfirming`)",
        "tỷ trọng hiệu dụng của các KPI có thể chứng minh thương hiệu sai: tỷ lệ từ chối, rời bỏ, khiếu nại và trả "
        "hàng, khoảng cách cảm nhận, kỳ vọng, đối thủ, độ lệch dự báo (nhãn `disconfirming`)",
        "share",
    ),
    _SET.number(
        "lagging_share",
        "share of effective weight on KPIs that move after the outcome (timing lagging)",
        "tỷ trọng hiệu dụng của các KPI đi sau kết quả (timing lagging)",
        "share",
    ),
    _SET.number(
        "relevance_share",
        "share of effective weight on KPIs of the family relevance",
        "tỷ trọng hiệu dụng của các KPI thuộc nhóm relevance",
        "share",
    ),
    _SET.number(
        "missing_dimensions",
        "how many of utility, purpose and importance no KPI with weight measures (none is rated 2 or 3 on it)",
        "có bao nhiêu khía cạnh trong tính ứng dụng, mục đích, tầm quan trọng không KPI có trọng số nào đo "
        "(không KPI nào được chấm 2 hoặc 3)",
        "whole",
    ),
    _SET.text("dimensions", "which those are", "những khía cạnh đó"),
    _SET.number(
        "generic_share",
        "share of the KPIs with weight that stand as they ship: formula, ratings, weight and thresholds",
        "tỷ lệ KPI có trọng số còn nguyên như bản đi kèm: công thức, điểm phù hợp, trọng số và ngưỡng",
        "share",
    ),
    _SET.number(
        "team_count",
        "teams that own KPIs with weight; unknown when a KPI with weight names none",
        "số bộ phận phụ trách các KPI có trọng số; chưa biết nếu có KPI chưa nêu bộ phận",
        "whole",
    ),
    _SET.number(
        "channel_count",
        "channels of the KPIs with weight; unknown when a KPI with weight names none",
        "số kênh của các KPI có trọng số; chưa biết nếu có KPI chưa nêu kênh",
        "whole",
    ),
    _SET.text(
        "only_view", "the one team or channel, where there is just one", "bộ phận hoặc kênh duy nhất, nếu chỉ có một"
    ),
    _SET.number(
        "shared_outcomes",
        "outcome KPIs with weight that two or more teams own together",
        "số KPI kết quả có trọng số do từ hai bộ phận cùng phụ trách",
        "whole",
    ),
    _SET.number("perceptions", "KPIs on the scorecard that ask people", "số KPI hỏi trực tiếp công chúng", "whole"),
    _SET.number(
        "launch_perceptions",
        "those of them asked only before or after a launch; unknown when one does not say when it asks",
        "trong đó chỉ hỏi trước hoặc sau đợt ra mắt; chưa biết nếu có KPI không nói hỏi khi nào",
        "whole",
    ),
    _PAIR.text("other", "name of the other KPI", "tên của KPI kia"),
    _PAIR.text("other_label", "label of the other KPI", "nhãn của KPI kia"),
    _PAIR.yes(
        "other_independent",
        "the other is counted by the brand, a third party, or by a platform for everyone alike",
        "KPI kia do thương hiệu, bên thứ ba, hoặc nền tảng đếm công khai cho mọi người",
    ),
    _PAIR.yes("corroborates", "the other is declared to corroborate the first", "KPI kia được khai báo là đối chứng"),
    _PAIR.yes(
        "perceives",
        "the other asks people about what the first measures (perceived_as)",
        "KPI kia hỏi công chúng về điều KPI này đo (perceived_as)",
    ),
    _PAIR.yes(
        "both_weighted",
        "both carry weight; unknown without a scorecard",
        "cả hai đều có trọng số; chưa biết nếu không có bảng điểm",
    ),
    _PAIR.yes(
        "complements",
        "their formulas always add up to the same number, or are the same, but for a factor and a constant",
        "hai công thức luôn cộng lại thành một số cố định, hoặc giống nhau, chỉ khác một hệ số và một hằng số",
    ),
    _PAIR.yes(
        "windows_differ",
        "both are attributed, over windows or by models that differ; unknown when one is not known",
        "cả hai đều là số ghi công, nhưng khác cửa sổ hoặc mô hình; chưa biết nếu thiếu một bên",
    ),
    _PAIR.text("other_window", "attribution window of the other, in words", "cửa sổ ghi công của KPI kia, bằng lời"),
    _PAIR.yes(
        "opposed_inputs",
        "they share an input that one wants high and the other low",
        "dùng chung một đầu vào mà KPI này muốn cao, KPI kia muốn thấp",
    ),
    _PAIR.yes(
        "different_teams",
        "no team owns both; unknown when one names no team",
        "không bộ phận nào phụ trách cả hai; chưa biết nếu có KPI không nêu bộ phận",
    ),
    _PAIR.text("other_teams", "teams that own the other", "các bộ phận phụ trách KPI kia"),
)
