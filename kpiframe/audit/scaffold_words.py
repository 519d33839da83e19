"""The words of a project that was laid out from a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpiframe.texts import Text

PHRASES: Final[Mapping[str, Text]] = {
    "label": Text("What we measure today", "Những gì đang đo hôm nay"),
    "scorecard": Text(
        "Everything your list names, grouped by family; the comment says what you called it and which rules object.\n"
        "Score at most twelve; weights need not add up to 100.",
        "Mọi chỉ số trong danh sách của bạn, theo nhóm; ghi chú là tên bạn đã gọi và các quy tắc phản đối.\n"
        "Nên chấm điểm tối đa mười hai chỉ số; tổng trọng số không nhất thiết bằng 100.",
    ),
    "doubts": Text(
        "These names could be more than one thing. Choose, and add it to a group above:",
        "Những tên này có thể là nhiều chỉ số. Hãy chọn rồi thêm vào một nhóm ở trên:",
    ),
    "unknown": Text("These were not recognised:", "Những tên này không nhận ra:"),
    "overrides": Text(
        "What is good is your decision: take away the '# ' and write your numbers for the dots.\n"
        "Without thresholds a KPI is shown and never scored.",
        "Thế nào là tốt do bạn quyết định: bỏ dấu '# ' và thay dấu ba chấm bằng con số của bạn.\n"
        "KPI chưa có ngưỡng vẫn được hiển thị nhưng không được chấm điểm.",
    ),
    "reason": Text("agreed with the client on …", "đã thống nhất với khách hàng ngày …"),
    "platform_reason": Text("the list names this platform", "danh sách ghi tên nền tảng này"),
    "open": Text("first say under overrides which platform counts it", "trước hết ghi nền tảng nào đếm ở overrides"),
    "lifecycle": Text("if it is counted that way", "nếu được đếm theo cách đó"),
    "higher_is_better": Text("higher is better", "càng cao càng tốt"),
    "lower_is_better": Text("lower is better", "càng thấp càng tốt"),
    "in_range": Text("best within a range", "tốt nhất trong một khoảng"),
    "owner": Text("who answers for it", "ai chịu trách nhiệm"),
    "decision": Text("what is done when it falls", "sẽ làm gì khi chỉ số xấu đi"),
    "data": Text(
        "Where the numbers come from. kpiframe init --from FILE.csv proposes these lines for a file of yours;\n"
        "each input below says what to count.",
        "Số liệu lấy từ đâu. Lệnh kpiframe init --from TỆP.csv gợi ý các dòng này cho tệp của bạn;\n"
        "mỗi đầu vào dưới đây ghi rõ cần đếm gì.",
    ),
    "readme": Text(
        "# {label}\n\nA kpiframe project, laid out from a list of metrics. What to do next:",
        "# {label}\n\nDự án kpiframe được dựng từ một danh sách chỉ số. Việc cần làm tiếp theo:",
    ),
    "step_read": Text(
        "Read the audit below, and drop or replace what it speaks against.",
        "Đọc phần kiểm tra bên dưới, bỏ hoặc thay những gì bị phản đối.",
    ),
    "step_thresholds": Text(
        "In kpiframe.yaml, write thresholds, owner and decision of the KPIs you keep.",
        "Trong kpiframe.yaml, ghi ngưỡng, người phụ trách và quyết định cho các KPI giữ lại.",
    ),
    "step_data": Text(
        "Put an export into data/ and bind every input to it; `kpiframe lint` says what is still missing.",
        "Đặt tệp xuất vào data/ và gắn từng đầu vào với tệp; `kpiframe lint` cho biết còn thiếu gì.",
    ),
    "step_score": Text("Run `kpiframe score`.", "Chạy `kpiframe score`."),
}
STEPS: Final = ("step_read", "step_thresholds", "step_data", "step_score")
