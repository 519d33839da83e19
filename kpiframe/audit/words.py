"""The words an audit page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.problems import Severity
from kpiframe.texts import NO_TEXT, Text

SEVERITIES: Final[Mapping[Severity, Text]] = {
    Severity.ERROR: Text("error", "lỗi"),
    Severity.WARNING: Text("warning", "cảnh báo"),
    Severity.INFO: Text("note", "lưu ý"),
}
PHRASES: Final[Mapping[str, Text]] = {
    "read": Text(
        "Names: {names}. Recognised: {known}; could be several things: {doubts}; not recognised: {unknown}.",
        "Số tên: {names}. Nhận ra: {known}; chưa chắc là gì: {doubts}; không nhận ra: {unknown}.",
    ),
    "judged": Text(
        "Errors: {error}, warnings: {warning}, notes: {info}; on {day}, as if everything on the list weighed the same.",
        "Lỗi: {error}, cảnh báo: {warning}, lưu ý: {info}; tính đến {day}, coi như mọi mục trong danh sách nặng như "
        "nhau.",
    ),
    "change": Text("What has to change", "Những gì cần thay đổi"),
    "change_lead": NO_TEXT,
    "noted": Text("Worth knowing", "Nên biết"),
    "noted_lead": NO_TEXT,
    "light": Text("Carries no weight", "Không mang trọng số"),
    "light_lead": Text(
        "No rule speaks against them; by default a score shows them and gives them no weight.",
        "Không quy tắc nào phản đối; mặc định bảng điểm có hiển thị nhưng không tính trọng số cho chúng.",
    ),
    "fine": Text("Nothing against these", "Không có điều gì phản đối"),
    "fine_lead": Text(
        "No rule speaks against them as they are defined.", "Không quy tắc nào phản đối những định nghĩa này."
    ),
    "doubts": Text("Could be one of these: say which", "Có thể là một trong các chỉ số sau: hãy nói rõ"),
    "doubts_lead": Text(
        "Nothing was chosen for you, and none of it counts above.",
        "Không có gì được chọn thay bạn; các tên này chưa được tính ở trên.",
    ),
    "unknown": Text("Not recognised", "Không nhận ra"),
    "unknown_lead": Text(
        "The catalogue knows no such name. Suggestions only sound alike.",
        "Danh mục không có tên này. Gợi ý chỉ là những tên nghe giống.",
    ),
    "whole": Text("What the list as a whole does not see", "Điều cả danh sách không nhìn thấy"),
    "whole_lead": NO_TEXT,
    "next": Text("Next", "Bước tiếp theo"),
    "next_lead": NO_TEXT,
    "what": Text("is", "là"),
    "evidence": Text("evidence", "bằng chứng"),
    "counted": Text(
        "counted by {who}; hears {whom}; relevance {weight}", "bên đếm: {who}; lắng nghe: {whom}; mức phù hợp {weight}"
    ),
    "which": Text(" (the list does not say which)", " (danh sách không nói nền tảng nào)"),
    "why": Text("why", "vì sao"),
    "fix": Text("do", "nên làm"),
    "source": Text("source", "nguồn"),
    "instead": Text("use instead, or beside it", "dùng thay, hoặc bên cạnh"),
    "pitfall": Text("mind", "cẩn thận"),
    "perhaps": Text("could be", "có thể là"),
    "if_so": Text("if it is", "nếu đúng là"),
    "nearest": Text("sounds like", "nghe giống"),
    "none": Text("nothing on the list", "không chỉ số nào"),
    "more": Text("and {n} more", "và {n} chỉ số nữa"),
    "platform_only": Text(
        "the name of a platform ({platform}), not of a metric: say which of its numbers you read",
        "tên một nền tảng ({platform}), không phải chỉ số: hãy nói bạn đọc con số nào của nó",
    ),
    "coverage": Text("hears", "lắng nghe"),
    "hearing": Text(
        "metrics: {n}; hearing the wider audience: {wider}, existing customers only: {existing}, nobody: {nobody}; "
        "counted by a platform: {platform}",
        "số chỉ số: {n}; nghe công chúng rộng hơn: {wider}, chỉ nghe khách hàng hiện tại: {existing}, không nghe ai: "
        "{nobody}; do nền tảng đếm: {platform}",
    ),
    "measured": Text("relevance", "sự phù hợp"),
    "weightless": Text("no relevance weight", "không có trọng số phù hợp"),
    "step_write": Text(
        "Start a project from this list: kpiframe audit FILE --write DIR",
        "Tạo dự án từ danh sách này: kpiframe audit FILE --write DIR",
    ),
    "step_show": Text(
        "Read how one of them is computed: kpiframe catalog show {kpi}",
        "Xem một chỉ số được tính ra sao: kpiframe catalog show {kpi}",
    ),
    "step_platform": Text(
        "Read how the platform counts, and what to hold against it: kpiframe catalog show {platform}",
        "Xem nền tảng đếm thế nào và nên đối chiếu với gì: kpiframe catalog show {platform}",
    ),
    "step_relevance": Text(
        "Measure what is missing with a ready survey: kpiframe catalog questionnaire",
        "Đo phần còn thiếu bằng bảng hỏi có sẵn: kpiframe catalog questionnaire",
    ),
    "step_names": Text(
        "Find what your metrics are called here: kpiframe catalog search WORDS",
        "Tìm tên chỉ số của bạn trong danh mục: kpiframe catalog search TỪ KHOÁ",
    ),
}
