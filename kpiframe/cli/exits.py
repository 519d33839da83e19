"""What the exit status of every command means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from kpiframe.texts import Text


class Exit(IntEnum):
    """Exit statuses, the same for every command; ``MEANINGS`` says what each tells."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    INTERRUPTED = 130


MEANINGS: Final[Mapping[Exit, Text]] = MappingProxyType(
    {
        Exit.FINE: Text("fine", "ổn"),
        Exit.FINDINGS: Text(
            "findings at or above --fail-level, or an example or rule test that failed",
            "có phát hiện từ mức --fail-level trở lên, hoặc ví dụ hay phép thử quy tắc không đạt",
        ),
        Exit.USAGE: Text(
            "wrong usage, definitions or data that cannot be used as written, or a fault of kpiframe",
            "dùng sai lệnh, định nghĩa hoặc dữ liệu không dùng được như đã viết, hoặc lỗi của kpiframe",
        ),
        Exit.NOTHING: Text(
            "nothing to do: no definitions, no tests, nothing found",
            "không có gì để làm: không có định nghĩa, không có phép thử, không tìm thấy gì",
        ),
        Exit.INTERRUPTED: Text(
            "interrupted (Ctrl-C): files are written whole or not at all",
            "bị ngắt (Ctrl-C): tệp được ghi trọn vẹn hoặc không được ghi",
        ),
    }
)
