"""Every problem the data wing can report, worded once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from kpiframe.catalog.codes import NAMES
from kpiframe.data import hints
from kpiframe.problems import NOWHERE, Location, Problem, Severity, did_you_mean
from kpiframe.texts import Text, same

_SHOWN: Final = 40
_DETAIL: Final = 300


def shown(value: object) -> str:
    """Return *value* in quotes, cut to a readable length."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def engine_failure(detail: str, source: str = "", at: Location = NOWHERE) -> Problem:
    """KPF219: the engine gave up; *detail* is its own first line."""
    lines = [line for line in detail.strip().splitlines() if line.strip()] or ["?"]
    told = lines[0][:_DETAIL]
    about_en, about_vi = (f"source {source}: ", f"nguồn {source}: ") if source else ("", "")
    return _problem(
        "KPF219",
        Text(f"{about_en}the engine cannot do this: {told}", f"{about_vi}bộ máy tính toán không làm được: {told}"),
        at,
        source,
    )


def unreadable(source: str, path: str, why: Text, at: Location, line: int = 0) -> Problem:
    """KPF547: the file is missing, is no such format, or cannot be decoded."""
    where = Location(path, line, 1) if line else at
    return Problem(
        "KPF547",
        Text(f"source {source}: cannot read {path}: {why.en}", f"nguồn {source}: không đọc được {path}: {why.vi}"),
        where,
        name=NAMES["KPF547"],
        subject=source,
    )


def missing_header(source: str, header: str, found: Iterable[str], at: Location, path: str) -> Problem:
    """KPF543: a declared column is not in the file."""
    known = [h for h in found if h]
    return Problem(
        "KPF543",
        Text(
            f"source {source}: {path} has no column {shown(header)}",
            f"nguồn {source}: {path} không có cột {shown(header)}",
        ),
        at,
        name=NAMES["KPF543"],
        allowed=tuple(known[:40]),
        meant=did_you_mean(header, known),
        subject=source,
    )


def repeated_header(source: str, header: str, places: Sequence[int], at: Location, path: str) -> Problem:
    """KPF543: a declared header stands over several columns."""
    numbers = ", ".join(str(p + 1) for p in places)
    return Problem(
        "KPF543",
        Text(
            f"source {source}: {path} has several columns {shown(header)} ({numbers}); rename all but one",
            f"nguồn {source}: {path} có nhiều cột {shown(header)} ({numbers}); hãy đổi tên, chỉ giữ lại một",
        ),
        at,
        name=NAMES["KPF543"],
        subject=source,
    )


def unknown_column(source: str, name: str, known: Iterable[str], at: Location) -> Problem:
    """KPF520: a binding, key or time names a column the source does not declare."""
    names = tuple(known)
    return Problem(
        "KPF520",
        Text(f"source {source} declares no column {name}", f"nguồn {source} không khai báo cột {name}"),
        at,
        name=NAMES["KPF520"],
        allowed=names,
        meant=did_you_mean(name, names),
        subject=source,
    )


BadCell = tuple[Location, Text, str]
"""Where the cell is, what that place is called ("line 3", "row 7"), and the text of the cell."""


def bad_cells(
    source: str,
    column: str,
    *,
    count: int,
    cells: Sequence[BadCell],
    allowed: Text,
    at: Location,
    tolerated: bool,
) -> Problem:
    """KPF210: cells that are not of the declared type; a warning when ``max_bad_cells`` tolerates them."""
    listed_en = "; ".join(f"{place.en} {shown(text)}" for _, place, text in cells)
    listed_vi = "; ".join(f"{place.vi} {shown(text)}" for _, place, text in cells)
    more = "; …" if count > len(cells) else ""
    end_en, end_vi = ("; read as missing", "; coi là thiếu") if tolerated else ("", "")
    return Problem(
        "KPF210",
        Text(
            f"source {source}, column {column}: {count} unreadable cell(s): {listed_en}{more}; "
            f"allowed is {allowed.en}{end_en}",
            f"nguồn {source}, cột {column}: {count} ô không đọc được: {listed_vi}{more}; cho phép {allowed.vi}{end_vi}",
        ),
        cells[0][0] if cells else at,
        Severity.WARNING if tolerated else Severity.ERROR,
        NAMES["KPF210"],
        related=((at, Text("declared here", "khai báo tại đây")), *((c[0], same(shown(c[2]))) for c in cells[1:])),
        help=hints.for_cell(cells[0][2] if cells else ""),
        subject=source,
    )


def broken_line(source: str, place: Location, why: Text) -> Problem:
    """KPF214: a line that is no row of the table."""
    message = Text(f"source {source}: {why.en}", f"nguồn {source}: {why.vi}")
    return _problem("KPF214", message, place, source)


def overflow(source: str, name: str, at: Location) -> Problem:
    """KPF211: the exact sum of an input left the range of its type."""
    message = Text(
        f"overflow in input {name}: its sum over source {source}, or a product in it, is too large to be exact "
        "(38 digits) or not finite",
        f"tràn số ở đầu vào {name}: tổng trên nguồn {source}, hoặc một tích trong đó, quá lớn để tính chính xác "
        "(38 chữ số) hoặc không hữu hạn",
    )
    return _problem("KPF211", message, at, source)


def duplicates(source: str, key: Sequence[str], surplus: int, examples: Sequence[str], at: Location) -> Problem:
    """KPF212: several rows share the declared key."""
    keys, told = ", ".join(key), "; ".join(examples)
    message = Text(
        f"source {source}: {surplus} row(s) repeat the key ({keys}): {told}",
        f"nguồn {source}: {surplus} dòng trùng khoá ({keys}): {told}",
    )
    return _problem("KPF212", message, at, source, Severity.WARNING, help_=hints.REPEATED)


def suspected_totals(source: str, column: str, count: int, examples: Sequence[str], at: Location) -> Problem:
    """KPF213: rows that look like totals stand among the data."""
    told = "; ".join(shown(e) for e in examples)
    message = Text(
        f"source {source}: {count} row(s) look like totals (column {column}: {told}); they are counted as data",
        f"nguồn {source}: {count} dòng có vẻ là dòng tổng (cột {column}: {told}); đang được tính như dữ liệu",
    )
    help_ = Text(
        f"if they are totals: drop_rows: ['{column} in [\"…\"]']",
        f"nếu là dòng tổng: drop_rows: ['{column} in [\"…\"]']",
    )
    return _problem("KPF213", message, at, source, Severity.WARNING, help_=help_)


def rows_without_period(source: str, column: str, count: int, at: Location, *, beyond: bool = False) -> Problem:
    """KPF215: rows whose time is missing enter no period, nor do those *beyond* the project's calendar table."""
    en, vi = (", or one that is in no calendar table,", ", hoặc có ngày nằm ngoài bảng lịch,") if beyond else ("", "")
    message = Text(
        f"source {source}: {count} row(s) have no {column}{en} and enter no period",
        f"nguồn {source}: {count} dòng không có {column}{vi} và không thuộc kỳ nào",
    )
    return _problem("KPF215", message, at, source, Severity.WARNING, help_=hints.undated(column))


def future_rows(source: str, count: int, last: str, today: str, at: Location) -> Problem:
    """KPF216: rows dated after today."""
    message = Text(
        f"source {source}: {count} row(s) are dated after {today}, the latest {last}",
        f"nguồn {source}: {count} dòng có ngày sau {today}, muộn nhất là {last}",
    )
    return _problem("KPF216", message, at, source, Severity.WARNING, help_=hints.LATER)


def missing_slice(subject: str, slices: Sequence[str], inputs: Sequence[str], at: Location) -> Problem:
    """KPF217: inputs that exist for the total only."""
    names, lost = ", ".join(slices), ", ".join(inputs)
    message = Text(
        f"{subject} cannot be cut by {names}: {lost} have no value in slices",
        f"{subject} không chia được theo {names}: {lost} không có giá trị trong từng lát cắt",
    )
    return _problem("KPF217", message, at, "", Severity.WARNING)


def source_cycle(loop: Sequence[str], at: Location) -> Problem:
    """KPF218: sources that derive from each other."""
    told = " -> ".join(loop)
    message = Text(f"sources derive from each other: {told}", f"các nguồn dẫn xuất lẫn nhau thành vòng: {told}")
    return _problem("KPF218", message, at, loop[0])


def bad_given(name: str, key: str, value: object, why: Text, at: Location) -> Problem:
    """KPF220: a number given by hand that is no finite number, or for no period."""
    place = f"{name} ({key})" if key else name
    message = Text(
        f"{place}: {shown(value)} cannot be used: {why.en}", f"{place}: không dùng được {shown(value)}: {why.vi}"
    )
    return _problem("KPF220", message, at, "")


def negatives(source: str, counts: Sequence[tuple[str, int]], at: Location) -> Problem:
    """KPF221: how many cells are below zero; only told."""
    told = ", ".join(f"{name} {count}" for name, count in counts)
    message = Text(f"source {source}: cells below zero: {told}", f"nguồn {source}: số ô âm: {told}")
    return _problem("KPF221", message, at, source, Severity.INFO)


def unusable(source: str, why: Text, at: Location) -> Problem:
    """KPF222: a declaration that cannot be carried out."""
    message = Text(f"source {source}: {why.en}", f"nguồn {source}: {why.vi}")
    return _problem("KPF222", message, at, source)


def too_many_slices(count: int, most: int, slices: Sequence[str]) -> Problem:
    """KPF223: slicing by something that is nearly a key."""
    names = ", ".join(slices)
    message = Text(
        f"slice_by {names} gives {count} combinations; at most {most} are allowed",
        f"slice_by {names} tạo ra {count} tổ hợp; cho phép tối đa {most}",
    )
    return _problem("KPF223", message, NOWHERE, "")


def no_date() -> Problem:
    """KPF224: nothing says which period is meant."""
    message = Text(
        "no source has dates and no period was asked for: name one (--period) or set `as_of` on a source",
        "không nguồn nào có ngày và không có kỳ nào được yêu cầu: hãy nêu kỳ (--period) hoặc đặt `as_of` cho nguồn",
    )
    return _problem("KPF224", message, NOWHERE, "")


def belonging(problem: Problem, source: str, at: Location) -> Problem:
    """Return *problem* with the source it belongs to, at its declaration when it has no place of its own."""
    place = problem.location if problem.location.file else at
    return replace(problem, subject=problem.subject or source, location=place)


def _problem(
    code: str,
    message: Text,
    at: Location,
    source: str,
    severity: Severity = Severity.ERROR,
    *,
    help_: Text | None = None,
) -> Problem:
    return Problem(code, message, at, severity, NAMES[code], help=help_, subject=source)
