"""Options and arguments that several commands share, and the types of their values."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from kpiframe.cli.clock import clock
from kpiframe.cli.helping import argument, option
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import LANGUAGES, Text

_UNITS: Final = ("KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")
_SIZE: Final = re.compile(rf"(\d{{1,9}}(?:\.\d{{1,3}})?) ?({'|'.join(_UNITS)})", re.IGNORECASE | re.ASCII)


class OneOf(click.ParamType[str]):
    """A word out of a list."""

    name = "word"

    def __init__(self, kind: Text, words: tuple[str, ...]) -> None:
        self.kind, self.words = kind, words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the words themselves."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or refuse it and name the nearest."""
        del param
        if value not in self.words:
            raise Refused(unknown(self.kind, str(value), list(self.words)), ctx)
        return str(value)


class ListOf(OneOf):
    """Words out of a list, with commas between them; ``all`` stands for every one, *extra* ones left out."""

    def __init__(self, kind: Text, words: tuple[str, ...], *, extra: tuple[str, ...] = ()) -> None:
        super().__init__(kind, words)
        self.extra = extra

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the words themselves."""
        return super().get_metavar(param, ctx) + "[,…]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words joined by commas, each once."""
        if value == "all":
            return ",".join(word for word in self.words if word not in self.extra)
        words = [super(ListOf, self).convert(word.strip(), param, ctx) for word in str(value).split(",")]
        return ",".join(dict.fromkeys(words))


class Day(click.ParamType[date]):
    """A date, written 2026-11-21."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or refuse the text."""
        del param
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            text = Text(f"{value!r} is not a date such as 2026-11-21", f"{value!r} không phải ngày dạng 2026-11-21")
            raise Refused(text, ctx) from None


class Size(click.ParamType[str]):
    """An amount of memory, written 500MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the amount as the engine reads it, or refuse the text."""
        del param
        found = _SIZE.fullmatch(str(value).strip())
        if found is None or float(found[1]) <= 0:
            units = ", ".join(_UNITS)
            text = Text(
                f"{value!r} is not an amount of memory such as 500MB or 2GB (units: {units})",
                f"{value!r} không phải dung lượng bộ nhớ dạng 500MB hay 2GB (đơn vị: {units})",
            )
            raise Refused(text, ctx)
        unit = next(unit for unit in _UNITS if unit.casefold() == found[2].casefold())
        return f"{found[1]}{unit}"


PATH = Text(
    "Project folder, or a file in it; the nearest kpiframe.yaml upwards when absent.",
    "Thư mục dự án hoặc một tệp trong đó; nếu bỏ trống thì tìm kpiframe.yaml gần nhất ngược lên trên.",
)
path = argument("path", type=click.Path(path_type=Path), required=False, say=PATH)
paths = argument(
    "paths",
    nargs=-1,
    metavar="[PATH…]",
    type=click.Path(path_type=Path),
    say=Text(
        "Project folders, files of a project, or loose definition files; the nearest project when absent.",
        "Thư mục dự án, tệp của dự án, hoặc tệp định nghĩa rời; nếu bỏ trống thì dự án gần nhất.",
    ),
)
root = option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    say=Text(
        "Folder outside of which nothing is read (default: the git work tree around the project).",
        "Thư mục mà kpiframe không đọc gì bên ngoài nó (mặc định: cây làm việc git bao quanh dự án).",
    ),
)
today = option(
    "--today",
    type=Day(),
    metavar="DATE",
    default=clock,
    say=Text(
        "Day from which age and the default period are counted (default: today, in the project's timezone).",
        "Ngày dùng để tính tuổi dữ liệu và kỳ mặc định (mặc định: hôm nay, theo múi giờ của dự án).",
    ),
)
quiet = option("--quiet", "-q", is_flag=True, say=Text("Errors and results only.", "Chỉ hiện lỗi và kết quả."))
language = option(
    "--lang",
    type=OneOf(Text("language", "ngôn ngữ"), LANGUAGES),
    say=Text(
        "Language of what is printed (default: KPIFRAME_LANG, else that of the terminal).",
        "Ngôn ngữ hiển thị (mặc định: KPIFRAME_LANG, nếu không thì theo cửa sổ dòng lệnh).",
    ),
)
period = option(
    "--period",
    metavar="PERIOD",
    say=Text(
        "Period such as 2026-10, 2026-W43, 2026-Q4 (default: the latest complete one with data).",
        "Kỳ, ví dụ 2026-10, 2026-W43, 2026-Q4 (mặc định: kỳ trọn vẹn gần nhất có dữ liệu).",
    ),
)
scorecard = option(
    "--scorecard",
    metavar="NAME",
    say=Text("Scorecard of the project (default: its first).", "Bảng điểm của dự án (mặc định: bảng đầu tiên)."),
)
threads = option(
    "--threads",
    type=int,
    metavar="N",
    say=Text("Threads of the database (never changes a figure).", "Số luồng của cơ sở dữ liệu (không đổi con số nào)."),
)
memory_limit = option(
    "--memory-limit",
    type=Size(),
    metavar="SIZE",
    say=Text(
        "Memory of the database, such as 500MB (default: 80 % of the machine's; never changes a figure).",
        "Bộ nhớ của cơ sở dữ liệu, ví dụ 500MB (mặc định: 80 % của máy; không đổi con số nào).",
    ),
)
allow_sql = option(
    "--allow-sql",
    is_flag=True,
    say=Text(
        "Run sources that are SQL text; read them first.", "Cho chạy các nguồn là câu lệnh SQL; hãy đọc chúng trước."
    ),
)
jobs = option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 64),
    metavar="N",
    say=Text(
        "Processes that score and write, for many slices (default: every processor where that pays; never changes a "
        "byte).",
        "Số tiến trình chấm điểm và viết, khi có nhiều lát cắt (mặc định: mọi bộ xử lý khi có lợi; không đổi byte "
        "nào).",
    ),
)
force = option("--force", is_flag=True, say=Text("Replace files that exist.", "Ghi đè tệp đã có."))
