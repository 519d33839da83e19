"""What to do about doubtful data, as far as the data themselves suggest it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kpiframe.texts import Text

REPEATED: Final = Text(
    "if they are the same rows twice, remove them at the source; if not, the key lacks a column",
    "nếu là cùng một dòng bị lặp, hãy xoá ở nguồn; nếu không, khoá còn thiếu một cột",
)
LATER: Final = Text(
    "correct a mistyped date; planned rows enter their own period only, and in the one that runs they count although "
    "its targets are for the days that are over: leave them out, or its scores are too high",
    "hãy sửa nếu ngày bị gõ nhầm; dòng kế hoạch chỉ được tính vào kỳ của chính nó, và trong kỳ đang chạy chúng vẫn "
    "được tính dù mục tiêu chỉ ứng với những ngày đã qua: hãy loại chúng, nếu không điểm sẽ cao hơn thực tế",
)
_CELLS: Final = Text(
    "correct the cells, list the text under `missing`, or raise `max_bad_cells`",
    "sửa các ô, khai báo văn bản đó trong `missing`, hoặc tăng `max_bad_cells`",
)
_NOTHING: Final = re.compile(r"-+|—|–|n/?a|null|none|nil|\?|\(not set\)|không có|chưa có", re.IGNORECASE)
_FAULT: Final = re.compile(r"#[A-Z0-9/]+[!?]?")
_DAY: Final = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2,4}( .*)?")
_GROUPS: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}([.,\u00a0 ])[0-9]{3}(\1[0-9]{3})*(?:([.,])[0-9]+)?")
_COMMA: Final = re.compile(r"[-+]?[0-9]+,[0-9]+")
_PERCENT: Final = re.compile(r"[-+]?[0-9.,]+[ \u00a0]?%")
_BRACKETS: Final = re.compile(r"\([0-9.,]+\)")
_MARK: Final = re.compile(r"([^\d\s.,+()%-]{1,4})[ \u00a0]?[0-9.,]+|[0-9.,]+[ \u00a0]?([^\d\s.,+()%-]{1,4})")


def undated(column: str) -> Text:
    """Return what to do about rows without a time."""
    return Text(
        f"fill in {column}, or leave the rows out openly: drop_rows: ['{column} is None']",
        f"hãy điền {column}, hoặc loại hẳn các dòng này: drop_rows: ['{column} is None']",
    )


def delimiter_in(header: Sequence[str]) -> Text | None:
    """Return what to declare when the whole header came out as one cell, ``None`` when it did not."""
    marks = [mark for mark in ";\t|," if len(header) == 1 and mark in header[0]]
    if not marks:
        return None
    name = "\\t" if marks[0] == "\t" else marks[0]
    return Text(
        f'the header is one cell that holds it: delimiter: "{name}"',
        f'tiêu đề chỉ có một ô chứa nó: delimiter: "{name}"',
    )


def undecodable(encoding: str, error: UnicodeError) -> Text:
    """Return why a file is no text in *encoding*, and which one it may be in."""
    if not isinstance(error, UnicodeDecodeError):
        return Text(
            f"there is no encoding {encoding!r}; declare `encoding`: utf-8, utf-16, cp1258, latin-1, …",
            f"không có bảng mã {encoding!r}; hãy khai báo `encoding`: utf-8, utf-16, cp1258, latin-1, …",
        )
    byte, marked = error.object[error.start], bytes(error.object[:2]) in (b"\xff\xfe", b"\xfe\xff")
    guess = ("utf-16, as its first bytes say", "utf-16, theo hai byte đầu") if marked else ("cp1258", "cp1258")
    return Text(
        f"byte {byte:#04x} is no {encoding}; declare `encoding`, often {guess[0]}",
        f"byte {byte:#04x} không thuộc {encoding}; hãy khai báo `encoding`, thường là {guess[1]}",
    )


def for_cell(text: str) -> Text:
    """Return what to do about an unreadable cell: first what its text looks like, then what always helps."""
    likely = _likely(text.strip(" \u00a0"))
    return Text(f"{likely.en}; or {_CELLS.en}", f"{likely.vi}; hoặc {_CELLS.vi}") if likely else _CELLS


def _likely(cell: str) -> Text | None:
    groups, mark = _GROUPS.fullmatch(cell), _MARK.fullmatch(cell)
    if _NOTHING.fullmatch(cell) or _FAULT.fullmatch(cell):
        return Text(f"if it means no value: missing: [{cell!r}]", f"nếu nghĩa là không có giá trị: missing: [{cell!r}]")
    if _DAY.fullmatch(cell):
        return Text(
            'say whether day or month comes first: format: "%d/%m/%Y" or "%m/%d/%Y"',
            'hãy cho biết ngày hay tháng viết trước: format: "%d/%m/%Y" hoặc "%m/%d/%Y"',
        )
    if groups and groups[1] != groups[3]:
        decimal = f" and decimal: {groups[3]!r}" if groups[3] else ""
        marks = f"thousands: {groups[1]!r}{decimal}"
        return Text(f"if it groups thousands: {marks}", f"nếu là dấu hàng nghìn: {marks.replace(' and ', ' và ')}")
    if _COMMA.fullmatch(cell):
        return Text("if it is a decimal comma: decimal: ','", "nếu là dấu phẩy thập phân: decimal: ','")
    if _PERCENT.fullmatch(cell):
        return Text("if all cells are like it: type: percent", "nếu mọi ô đều như vậy: type: percent")
    if _BRACKETS.fullmatch(cell):
        return Text("if brackets mean below zero: negative: brackets", "nếu ngoặc nghĩa là số âm: negative: brackets")
    if cell[:1] in "\u2212\u2013" and cell[1:2].isdigit():
        return Text("write the minus as a plain hyphen", "hãy viết dấu trừ bằng dấu gạch ngang thường")
    if mark:
        found = mark[1] or mark[2]
        return Text(
            f"if it is a unit or currency: marks: [{found!r}]", f"nếu là đơn vị hay tiền tệ: marks: [{found!r}]"
        )
    return None
