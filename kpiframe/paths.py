"""A path written in a definition -> a real path inside the root, or a Problem. Nothing is opened here."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from kpiframe.problems import Location, Problem
from kpiframe.texts import Text

PROJECT_FILE: Final = "kpiframe.yaml"
_LONGEST: Final = 400
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LEFT_OUT: Final = (".", "_", "~$")
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"})
_NUMBERED_DEVICE: Final = re.compile(r"(?:com|lpt)[0-9¹²³]")


def resolve(written: str, folder: Path, root: Path, at: Location) -> Path | Problem:
    """Return the real path of *written*, read from *folder*, or the problem (KPF546) why it may not be used.

    Legal is what lies inside *root* after every symbolic link is followed. The file need not exist. Never legal:
    URLs, drives, devices, home folders, wildcards, variables, backslashes and hidden characters.
    """
    fault = _fault_of_text(written)
    if fault:
        return _problem(written, fault, at)
    try:
        inside = root.resolve()
        path = (folder / written).resolve()
        special = path.exists() and not path.is_file() and not path.is_dir()
    except (OSError, RuntimeError, ValueError):
        return _problem(written, Text("it cannot be followed", "không thể lần theo"), at)
    if not path.is_relative_to(inside):
        leaves = Text(
            "it leaves the root, the git work tree or project folder (--root widens it)",
            "nó ra ngoài thư mục gốc, tức cây git hoặc thư mục dự án (--root để mở rộng)",
        )
        return _problem(written, leaves, at)
    if special:
        return _problem(written, Text("it is neither a file nor a folder", "nó không phải tệp hay thư mục"), at)
    return path


def resolve_files(written: str, folder: Path, root: Path, at: Location) -> list[Path] | Problem:
    """Return the files *written* names, sorted by name: one file, all of a folder, or those that fit ``*`` and ``?``.

    Wildcards may stand in the last part only. Files that begin with a dot or an underscore are left out, as are the
    marks of open workbooks (``~$``) and folders inside the folder; a file that leads outside *root* is the problem
    (KPF546). A single file need not exist.
    """
    above, slash, last = written.rpartition("/")
    pattern = last if any(c in last for c in "*?") else None
    found = resolve((above or ("/" if slash else ".")) if pattern else written, folder, root, at)
    if isinstance(found, Problem) or not found.is_dir():
        return found if isinstance(found, Problem) else [found]
    if pattern and (not pattern.isprintable() or any(c in pattern for c in "[]{}$%|<>\"'`\\") or "**" in pattern):
        return _problem(written, Text("only * and ? are wildcards", "chỉ dùng được ký tự đại diện * và ?"), at)
    files: list[Path] = []
    for path in sorted(found.iterdir()):
        if path.name.startswith(_LEFT_OUT) or not fnmatchcase(path.name, pattern or "*") or path.is_dir():
            continue
        real = path.resolve()
        if not real.is_relative_to(root.resolve()) or not real.is_file():
            return _problem(written, Text(f"{path.name} leaves the root", f"{path.name} ra ngoài thư mục gốc"), at)
        files.append(path)
    return files


def find_project(start: Path) -> Path | None:
    """Return the nearest folder at or above *start* that holds ``kpiframe.yaml``; a file counts as its folder."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    return None


def find_root(project: Path) -> Path:
    """Return the git work tree around the folder *project*, else the folder itself."""
    here = project.resolve()
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            return folder
    return here


def _fault_of_text(written: str) -> Text | None:
    if not written.strip() or written != written.strip():
        return Text("it is empty or has blanks around it", "nó trống hoặc có khoảng trắng ở đầu, cuối")
    if len(written) > _LONGEST:
        return Text(f"it is longer than {_LONGEST} characters", f"nó dài hơn {_LONGEST} ký tự")
    if not written.isprintable():
        return Text("it holds hidden characters", "nó chứa ký tự ẩn")
    if _SCHEME.match(written):
        return Text("URLs and drives are not read", "không đọc địa chỉ mạng hay ổ đĩa")
    if written.startswith(("//", "\\")) or "\\" in written:
        return Text("use / between folders and no network shares", "dùng / giữa các thư mục, không dùng ổ chia sẻ mạng")
    last = written.rpartition("/")[2]
    if last.startswith("~$"):
        book = last.removeprefix("~$")
        return Text(
            f"it is the mark a spreadsheet program leaves beside an open workbook; take {book}",
            f"đây là tệp đánh dấu do chương trình bảng tính tạo ra khi tệp đang mở; hãy dùng {book}",
        )
    if written.startswith("~"):
        return Text("home folders (~) are not read", "không đọc thư mục cá nhân (~)")
    if any(c in written for c in "*?[]{}$%|<>\"'`"):
        return Text("wildcards, variables and quotes are not allowed", "không dùng ký tự đại diện, biến hay dấu nháy")
    for part in written.split("/"):
        stem = part.split(".")[0].rstrip(" ").lower()
        if stem in _DEVICES or _NUMBERED_DEVICE.fullmatch(stem):
            return Text("it names a device", "nó là tên thiết bị")
    return None


def _problem(written: str, why: Text, at: Location) -> Problem:
    shown = written if len(written) <= 80 else written[:77] + "…"
    message = Text(f"the path {shown!r} cannot be used: {why.en}", f"không dùng được đường dẫn {shown!r}: {why.vi}")
    return Problem("KPF546", message, at)
