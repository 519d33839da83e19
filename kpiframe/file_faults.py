"""Why a file could not be opened or written: the usual errors of the system in both languages."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kpiframe.texts import Text, same

_WHY: Final[Mapping[int, Text]] = MappingProxyType(
    {
        errno.ENOENT: Text("there is no such file or folder", "không có tệp hay thư mục này"),
        errno.EISDIR: Text("it is a folder", "đây là thư mục"),
        errno.ENOTDIR: Text(
            "part of the path is a file, not a folder", "một phần đường dẫn là tệp, không phải thư mục"
        ),
        errno.EEXIST: Text("it exists", "đã có sẵn"),
        errno.EACCES: Text("it is not allowed", "không có quyền"),
        errno.EPERM: Text("it is not allowed", "không có quyền"),
        errno.EROFS: Text("the disk can only be read", "đĩa chỉ cho đọc"),
        errno.ENOSPC: Text("the disk is full", "đĩa đã đầy"),
        errno.EDQUOT: Text("the quota of the disk is used up", "đã hết hạn mức đĩa"),
        errno.ENAMETOOLONG: Text("the name is too long", "tên quá dài"),
        errno.ELOOP: Text("its links lead in a circle", "các liên kết dẫn thành vòng"),
        errno.EMFILE: Text("too many files are open", "đang mở quá nhiều tệp"),
        errno.ETXTBSY: Text("another program is using it", "chương trình khác đang dùng"),
        errno.EBUSY: Text("another program is using it", "chương trình khác đang dùng"),
        errno.EIO: Text("the disk failed", "đĩa bị lỗi"),
        errno.EFBIG: Text("it is too large", "tệp quá lớn"),
    }
)


def why_not(error: OSError) -> Text:
    """Return why the system refused; for an error that is none of the usual, its own words."""
    return _WHY.get(error.errno or 0) or same(error.strerror or type(error).__name__)
