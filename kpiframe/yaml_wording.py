"""What can be wrong with a YAML text, in words."""

from __future__ import annotations

from typing import Final

from kpiframe.texts import Text

_EXPLAINED: Final = {
    "found character that cannot start any token": Text(
        "this character cannot start a value (a tab cannot indent; @, ` and % need quotes)",
        "ký tự này không thể mở đầu một giá trị (không thụt dòng bằng tab; @, ` và % phải đặt trong dấu nháy)",
    ),
    "mapping values are not allowed in this context": Text(
        "a colon here starts a second mapping on the same line: quote the text or begin a new line",
        "dấu hai chấm ở đây mở một khối thứ hai trên cùng dòng: hãy đặt chữ trong dấu nháy hoặc xuống dòng",
    ),
    "could not find expected ':'": Text("a key without its colon", "khoá thiếu dấu hai chấm"),
    "did not find expected key": Text(
        "the indentation does not fit the lines above", "thụt dòng không khớp với các dòng phía trên"
    ),
    "did not find expected '-' indicator": Text(
        "a list entry is expected here: check the indentation", "ở đây cần một mục danh sách: hãy xem lại thụt dòng"
    ),
    "did not find expected ',' or ']'": Text("a list that is not closed by ]", "danh sách chưa đóng bằng ]"),
    "did not find expected ',' or '}'": Text("a mapping that is not closed by }", "khối chưa đóng bằng }"),
    "found unexpected end of stream": Text("a quote that is never closed", "dấu nháy chưa được đóng"),
    "found undefined alias": Text("an alias (*name) without its anchor", "bí danh (*tên) không có neo"),
    "block sequence entries are not allowed in this context": Text(
        "a list entry cannot begin here", "mục danh sách không thể bắt đầu ở đây"
    ),
    "but found another document": Text("a file holds one document: remove ---", "mỗi tệp chỉ một tài liệu: bỏ ---"),
}
"""What the YAML parser says, in words of ours."""

NOT_YAML: Final = Text("this is not YAML", "đây không phải YAML")
TAG: Final = Text("tags (!name) are not allowed: remove it", "không dùng thẻ (!tên): hãy bỏ đi")
MERGE: Final = Text("merge keys (<<) are not allowed: use extends", "không dùng khoá gộp (<<): hãy dùng extends")
KEY_OF_PARTS: Final = Text(
    "a key must be text, not a list or mapping", "khoá phải là chữ, không phải danh sách hay khối"
)
LONG_NUMBER: Final = Text("the number is too long", "số quá dài")
TOO_MANY: Final = Text("too many values, aliases counted", "quá nhiều giá trị, tính cả bí danh")


def explained(problem: str) -> Text:
    """Return what the parser's *problem* means."""
    unknown = Text(f"this is not YAML: {problem[:200]}", f"đây không phải YAML: {problem[:200]}")
    return _EXPLAINED.get(problem, unknown)


def hidden(char: str) -> Text:
    """Return the message for a control, bidi or zero-width character."""
    shown = f"U+{ord(char):04X}"
    return Text(f"hidden character {shown} is not allowed", f"không được dùng ký tự ẩn {shown}")


def too_deep(most: int) -> Text:
    """Return the message for too many levels."""
    return Text(f"nested deeper than {most} levels", f"lồng sâu hơn {most} tầng")


def written_twice(key: str) -> Text:
    """Return the message for a repeated key."""
    return Text(f"the key {key[:80]} is written twice", f"khoá {key[:80]} được viết hai lần")


def key_not_text(key: str) -> Text:
    """Return the message for a key that YAML reads as a number, date or null."""
    shown = key[:40]
    return Text(f'the key {shown} must be text: write "{shown}"', f'khoá {shown} phải là chữ: viết "{shown}"')


def not_finite(number: str) -> Text:
    """Return the message for NaN, infinity and numbers out of range."""
    return Text(f"{number[:40]} is not a finite number", f"{number[:40]} không phải số hữu hạn")
