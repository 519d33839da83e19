"""What a file is that is no table of text, told by its first bytes and its name, and what to do about it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO, Final

from kpiframe.file_faults import why_not
from kpiframe.texts import Text

_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 1 << 16
_KINDS: Final = (
    (b"%PDF", Text("a PDF", "tệp PDF")),
    (b"\x89PNG", Text("a picture", "ảnh")),
    (b"\xff\xd8\xff", Text("a picture", "ảnh")),
    (b"\x1f\x8b", Text("packed by gzip", "tệp nén gzip")),
    (b"Rar!", Text("a RAR archive", "tệp nén RAR")),
    (b"7z\xbc\xaf", Text("a 7-Zip archive", "tệp nén 7-Zip")),
    (b"SQLite format 3", Text("an SQLite database", "cơ sở dữ liệu SQLite")),
)
_SHOWN: Final = 5
_WHY: Final = {
    FileNotFoundError: Text("there is no such file", "không có tệp này"),
    IsADirectoryError: Text("it is a folder; name a file in it", "đây là thư mục; hãy chỉ ra một tệp bên trong"),
    PermissionError: Text("reading it is not allowed", "không có quyền đọc"),
}


def unopened(error: OSError) -> Text:
    """Return why a file cannot be opened."""
    told = _WHY.get(type(error))
    return told or why_not(error)


def is_lock(name: str) -> bool:
    """Whether a file called *name* is what a spreadsheet program leaves beside a workbook that is open."""
    return name.startswith(("~$", ".~lock."))


def not_a_table(path: Path) -> Text | None:
    """Return what the file at *path* is and what to do, ``None`` where it may be text, Parquet or a workbook to read.

    OSError when it cannot be opened.
    """
    if is_lock(path.name):
        return _lock(path.name)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(_OFFICE):
            return _office(head, stream, path.suffix.lower())
    if head.startswith(_ZIP):
        return _packed(path)
    return _other(head)


def _lock(name: str) -> Text:
    book = name.removeprefix("~$").removeprefix(".~lock.").removesuffix("#")
    return Text(
        f"it is the mark a spreadsheet program leaves beside an open workbook; take {book}",
        f"đây là tệp đánh dấu do chương trình bảng tính tạo ra khi tệp đang mở; hãy dùng {book}",
    )


def _office(head: bytes, stream: IO[bytes], suffix: str) -> Text:
    """Tell a workbook locked by a password from one of the old format."""
    last = head
    while last:
        if _LOCKED in last or suffix == ".xlsx":  # only a locked one is such a container
            return Text(
                "it is protected by a password; save a copy without one",
                "tệp được bảo vệ bằng mật khẩu; hãy lưu một bản không có mật khẩu",
            )
        block = stream.read(_HEAD)
        last = last[-len(_LOCKED) :] + block if block else b""
    return Text(
        "it is a workbook of the old format (.xls); save it as .xlsx",
        "tệp bảng tính kiểu cũ (.xls); hãy lưu thành .xlsx",
    )


def _packed(path: Path) -> Text | None:
    """Tell a ZIP archive from a workbook, which is one too."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        names = []
    binary = path.suffix.lower() == ".xlsb" or any(name.startswith("xl/") and name.endswith(".bin") for name in names)
    workbook = any(name.startswith("xl/") for name in names) or "content.xml" in names
    if binary and not any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
        return Text(
            "it is a binary workbook (.xlsb); save it as .xlsx", "tệp bảng tính nhị phân (.xlsb); hãy lưu thành .xlsx"
        )
    if workbook:
        if path.suffix.lower() in (".xlsx", ".ods"):
            return None
        return Text("it is a workbook; give it the ending .xlsx", "đây là tệp bảng tính; hãy đổi đuôi thành .xlsx")
    if not names:
        return Text("it is a broken ZIP archive or workbook", "tệp nén ZIP hoặc bảng tính bị hỏng")
    listed = ", ".join("".join(c if c.isprintable() else "?" for c in name) for name in names[:_SHOWN])
    more = ", …" if len(names) > _SHOWN else ""
    return Text(
        f"it is a ZIP archive; unzip it and take one of its files: {listed}{more}",
        f"đây là tệp nén ZIP; hãy giải nén rồi chọn một tệp bên trong: {listed}{more}",
    )


def _other(head: bytes) -> Text | None:
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if begins.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<?xml")):
        return Text(
            "it is a web page, whatever its ending; open it in a spreadsheet program and save it as .xlsx or CSV",
            "đây là trang web dù có đuôi khác; hãy mở bằng chương trình bảng tính rồi lưu thành .xlsx hoặc CSV",
        )
    for mark, what in _KINDS:
        if head.startswith(mark):
            return Text(
                f"it is {what.en}; export it as CSV or .xlsx", f"đây là {what.vi}; hãy xuất thành CSV hoặc .xlsx"
            )
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"PAR1")):
        return Text("it is no text; export it as CSV or .xlsx", "tệp không phải văn bản; hãy xuất thành CSV hoặc .xlsx")
    return None
