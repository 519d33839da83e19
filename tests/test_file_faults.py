"""Why the system refused a file, in both languages and never in English alone."""

import errno
from pathlib import Path

import pytest

from kpiframe.file_faults import why_not


@pytest.mark.parametrize(
    ("number", "en", "vi"),
    [
        (errno.ENOENT, "there is no such file or folder", "không có tệp hay thư mục này"),
        (errno.EISDIR, "it is a folder", "đây là thư mục"),
        (errno.EACCES, "it is not allowed", "không có quyền"),
        (errno.ENOSPC, "the disk is full", "đĩa đã đầy"),
    ],
)
def test_the_usual_errors_have_words_in_both_languages(number, en, vi):
    why = why_not(OSError(number, "in the words of the system"))
    assert (why.en, why.vi) == (en, vi)


def test_an_unusual_error_keeps_its_own_words():
    assert why_not(OSError(errno.EXDEV, "Invalid cross-device link")).vi == "Invalid cross-device link"
    assert why_not(TimeoutError()).en == "TimeoutError"


def test_a_folder_that_is_a_file_is_told_in_vietnamese(tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OSError) as caught:
        (tmp_path / "file" / "inside").write_text("x", encoding="utf-8")
    assert why_not(caught.value).vi == "một phần đường dẫn là tệp, không phải thư mục"
