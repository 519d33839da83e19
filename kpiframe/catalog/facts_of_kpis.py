"""Facts of scope kpi: what a definition, and its place on a scorecard, say about one KPI."""

from __future__ import annotations

from typing import Final

from kpiframe.catalog.facts import Fact, Facts, Subject
from kpiframe.catalog.knowledge import Scope

_KPI: Final = Facts(Scope.KPI, Subject.KPI)
_ENTRY: Final = Facts(Scope.KPI, Subject.ENTRY)

KPI_FACTS: Final[tuple[Fact, ...]] = (
    _KPI.text("kpi", "name of the KPI", "tên của KPI"),
    _KPI.text("label", "label of the KPI, in the reader's language", "nhãn của KPI, theo ngôn ngữ người đọc"),
    _KPI.text("family", "family of the KPI", "nhóm chủ đề của KPI"),
    _KPI.text("kind", "flow, stock, ratio or survey", "flow, stock, ratio hoặc survey"),
    _KPI.text("direction", "which way is good", "chiều nào là tốt"),
    _KPI.text("status", "draft, active or deprecated", "draft, active hoặc deprecated"),
    _KPI.text("signal", "outcome, perception, behaviour or activity", "outcome, perception, behaviour hoặc activity"),
    _KPI.text("directness", "asked, observed, inferred or none", "asked, observed, inferred hoặc none"),
    _KPI.text("measured_by", "who counts", "ai là người đếm"),
    _KPI.text("timing", "leading, coincident or lagging", "leading, coincident hoặc lagging"),
    _KPI.text(
        "platform",
        "id of the platform that counts; unknown when none is named",
        "mã nền tảng đếm; chưa biết nếu không nêu",
    ),
    _KPI.text("platform_label", "name of that platform", "tên nền tảng đó"),
    _KPI.yes(
        "sells_media",
        "the platform sells media on the number it counts; unknown for a platform that is not registered",
        "nền tảng bán quảng cáo dựa trên chính con số nó đếm; chưa biết nếu nền tảng chưa được đăng ký",
    ),
    _KPI.yes(
        "audited",
        "an independent audit of how the platform counts this KPI is on record and in force; unknown for a platform "
        "that is not registered",
        "có kiểm toán độc lập về cách nền tảng đếm chính KPI này, còn hiệu lực; chưa biết nếu nền tảng chưa được "
        "đăng ký",
    ),
    _KPI.number(
        "weight_share",
        "effective weight (group x agency weight x relevance) as a share of the scorecard, 0 to 1; unknown without one",
        "trọng số hiệu dụng (nhóm x trọng số agency x mức phù hợp) tính trên cả bảng điểm, từ 0 đến 1; chưa biết nếu "
        "không có bảng điểm",
        "share",
    ),
    _KPI.number(
        "written_share",
        "share of the weight as the agency wrote it (group x agency weight, before relevance), 0 to 1; unknown without "
        "a scorecard",
        "tỷ trọng theo trọng số agency đã ghi (nhóm x trọng số agency, trước khi xét mức phù hợp), từ 0 đến 1; chưa "
        "biết nếu không có bảng điểm",
        "share",
    ),
    _KPI.yes("hears_existing", "it sees existing customers", "nhìn thấy khách hàng hiện tại"),
    _KPI.yes("hears_prospects", "it sees prospects", "nhìn thấy khách hàng tiềm năng"),
    _KPI.yes("hears_wider", "it sees the wider audience", "nhìn thấy công chúng rộng hơn"),
    _KPI.number(
        "counterparts",
        "declared corroborating KPIs of the same scorecard that the brand or a third party counts; unknown without "
        "a scorecard",
        "số KPI đối chứng đã khai báo, nằm trong cùng bảng điểm và do thương hiệu hoặc bên thứ ba đếm; chưa biết nếu "
        "không có bảng điểm",
        "whole",
    ),
    _KPI.text("pairs", "labels of KPIs that could corroborate it", "nhãn các KPI có thể dùng để đối chứng"),
    _KPI.yes("has_target", "thresholds or targets are set", "đã đặt ngưỡng hoặc mục tiêu"),
    _KPI.yes("has_owner", "an owner or a team is named", "đã có người hoặc bộ phận phụ trách"),
    _KPI.yes("has_decision", "the decision that depends on it is written down", "đã ghi quyết định dựa vào KPI"),
    _KPI.number(
        "missing_count",
        "how many of owner, target and cadence are missing",
        "số mục còn thiếu trong: người phụ trách, mục tiêu, chu kỳ",
        "whole",
    ),
    _KPI.text("missing_fields", "which of them are missing", "những mục còn thiếu đó"),
    _KPI.number(
        "review_age",
        "days since the definition was last reviewed",
        "số ngày từ lần rà soát định nghĩa gần nhất",
        "whole",
    ),
    _KPI.text("scale_text", "declared answer scale, such as 1–10", "thang đo đã khai báo, ví dụ 1–10"),
    _KPI.yes(
        "scale_standard",
        "the declared scale is that of the standard it names (NPS 0 to 10; CSAT with the answers that count; CES with "
        "its version); unknown without a scale",
        "thang đo đúng với chuẩn mà nó nêu (NPS từ 0 đến 10; CSAT kèm các mức được tính; CES kèm phiên bản); chưa biết "
        "nếu không khai báo thang đo",
    ),
    _KPI.text(
        "high_means",
        "good or bad: what a high answer says, declared or known from the CES version; unknown otherwise",
        "good hoặc bad: câu trả lời cao nghĩa là gì, theo khai báo hoặc theo phiên bản CES; nếu không thì chưa biết",
    ),
    _KPI.text(
        "sample",
        "id of the declared sample; unknown when none is named",
        "mã mẫu khảo sát; chưa biết nếu không khai báo",
    ),
    _KPI.text("sample_label", "that sample in words", "mẫu khảo sát đó, bằng lời"),
    _KPI.yes(
        "views_count",
        "conversions are claimed after a mere view, as declared, or as the platform does by default; unknown where "
        "neither says",
        "nhận công cả chuyển đổi sau khi chỉ xem quảng cáo, theo khai báo hoặc mặc định của nền tảng; chưa biết nếu "
        "không có cả hai",
    ),
    _KPI.text(
        "window",
        "attribution window in words, declared or the platform's default; unknown where neither says",
        "cửa sổ ghi công bằng lời, theo khai báo hoặc mặc định của nền tảng; chưa biết nếu không có cả hai",
    ),
    _KPI.number(
        "mixed_sum",
        "number of platforms, or of counting definitions of one platform, whose counts the formula adds together; 0 "
        "or 1 is none",
        "số nền tảng (hoặc số cách đếm của một nền tảng) mà công thức cộng gộp; 0 hoặc 1 là không có",
        "whole",
    ),
    _KPI.text("mixed_defs", "which platforms or definitions those are", "những nền tảng hay cách đếm đó"),
    _KPI.yes(
        "claims_effect", "it is presented as the effect of an action", "được trình bày như tác động của một hành động"
    ),
    _KPI.text(
        "control",
        "what the effect is held against: none, holdout, geo, matched, randomised",
        "nhóm đối chứng: none, holdout, geo, matched, randomised",
    ),
    _KPI.yes("called_relevance", "its name or label calls it relevance", "tên hoặc nhãn gọi nó là mức độ phù hợp"),
    _KPI.text(
        "teams", "teams that own it; unknown when none is named", "các bộ phận phụ trách; chưa biết nếu không nêu"
    ),
    _KPI.number(
        "team_factor",
        "largest weight a team gives it over the smallest; unknown with fewer than two teams",
        "trọng số lớn nhất chia trọng số nhỏ nhất giữa các bộ phận; chưa biết nếu dưới hai bộ phận",
    ),
    _KPI.yes(
        "team_targets_differ",
        "its teams hold it against different targets; unknown with fewer than two teams",
        "các bộ phận đặt mục tiêu khác nhau; chưa biết nếu dưới hai bộ phận",
    ),
    _KPI.text("team_views", "what each team makes of it, in words", "mỗi bộ phận đặt gì, bằng lời"),
    _ENTRY.text("entry", "id of a linked lifecycle entry", "mã mục vòng đời được gắn"),
    _ENTRY.text("entry_label", "name of that entry", "tên mục đó"),
    _ENTRY.text(
        "entry_status", "its status, such as retired or discredited", "trạng thái, ví dụ retired hoặc discredited"
    ),
    _ENTRY.text("entry_severity", "how bad the entry says it is", "mức nghiêm trọng mà mục đó nêu"),
    _ENTRY.yes(
        "entry_in_force",
        "its date has come; unknown without a date",
        "đã tới ngày hiệu lực; chưa biết nếu không có ngày",
    ),
    _ENTRY.number(
        "entry_days",
        "days from the day judged to its date, below 0 when past; unknown without a date",
        "số ngày từ ngày xét đến ngày hiệu lực, âm nếu đã qua; chưa biết nếu không có ngày",
        "whole",
    ),
    _ENTRY.text("entry_date", "its date, as precise as it is known", "ngày hiệu lực, chính xác đến mức đã biết"),
    _ENTRY.text("entry_message", "what happened", "điều đã xảy ra"),
    _ENTRY.text("replacement", "what the entry names instead", "thứ thay thế mà mục đó nêu"),
)
