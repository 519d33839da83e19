"""``kpiframe eval``: one formula, safely."""

from __future__ import annotations

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, verb
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused
from kpiframe.texts import Text

ABOUT = Text(
    """Compute one formula with the numbers given, and print its value, or `no value` and the reason.

    Example: kpiframe eval "(promoters - detractors) / responses * 100" promoters=75 detractors=15 responses=150
    """,
    """Tính một công thức với các số đã cho và in giá trị, hoặc `no value` kèm lý do.

    Ví dụ: kpiframe eval "(promoters - detractors) / responses * 100" promoters=75 detractors=15 responses=150
    """,
)


@verb("eval", ABOUT)
@argument("formula", say=Text("The formula; set it in quotes.", "Công thức; đặt trong dấu nháy."))
@argument(
    "numbers", nargs=-1, metavar="NAME=NUMBER…", say=Text("Its inputs; null: no number.", "Đầu vào; null: không có số.")
)
@options.language
def command(session: Session, formula: str, numbers: tuple[str, ...], lang: str | None) -> int:
    """Print the value, or ``no value: REASON``."""
    del lang
    from kpiframe.api import evaluate

    result = evaluate(formula, _inputs(numbers))
    if result.value is not None:
        session.out(repr(result.value).removesuffix(".0"))
    else:
        session.out(f"no value: {result.reason}" + (f" ({result.detail})" if result.detail else ""))
    return Exit.FINE


def _inputs(numbers: tuple[str, ...]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, value in map(_pair, numbers):
        if name in found:
            raise Refused(Text(f"{name} is given twice", f"{name} được cho hai lần"))
        found[name] = value
    return found


def _pair(text: str) -> tuple[str, float | None]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise Refused(Text(f"{text!r} is not NAME=NUMBER", f"{text!r} không có dạng TÊN=SỐ"))
    if value == "null":
        return name, None
    try:
        # what Python itself would take, as 1_000 or ٣, no reader of numbers would
        return name, float(value if value.isascii() and "_" not in value else "")
    except ValueError:
        what = Text(f"{name}: {value!r} is not a number such as 12.5", f"{name}: {value!r} không phải số dạng 12.5")
        raise Refused(what) from None
