"""Problems of exports: sheets that deceive, totals that do not add up, mixed currencies, other files. Worded once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpiframe.catalog.codes import NAMES
from kpiframe.problems import Location, Problem, Severity
from kpiframe.texts import Text


def doubtful_workbook(source: str, what: Text, hint: Text, at: Location) -> Problem:
    """KPF226: a sheet that can be read, and may not say what its author saw."""
    message = Text(f"source {source}: {what.en}", f"nguồn {source}: {what.vi}")
    return Problem("KPF226", message, at, Severity.WARNING, NAMES["KPF226"], help=hint, subject=source)


def same_file(source: str, first: str, copy: str, at: Location) -> Problem:
    """KPF212: two files of one source hold the same, byte for byte."""
    message = Text(
        f"source {source}: {copy} is the same file as {first}; its rows count twice",
        f"nguồn {source}: {copy} giống hệt tệp {first}; các dòng của nó được tính hai lần",
    )
    hint = Text("remove one of the two", "hãy bỏ một trong hai tệp")
    return Problem("KPF212", message, at, Severity.WARNING, NAMES["KPF212"], help=hint, subject=source)


def repeated_rows(
    source: str,
    counts: tuple[int, int],
    places: Sequence[tuple[tuple[str, int], tuple[str, int]]],
    at: Location,
    *,
    copied: bool,
) -> Problem:
    """KPF249: *counts* are the rows that repeat an earlier one, and all; a warning when they look like a copy."""
    surplus, rows = counts
    pairs = [(f"{first[1]} = {again[1]}", again) for first, again in places if first[1] and again[1]]
    listed = ", ".join(text for text, _ in pairs)
    where, where_vi = (f" (lines {listed}, …)", f" (dòng {listed}, …)") if listed else ("", "")
    message = Text(
        f"source {source}: {surplus} of {rows} rows repeat another row word for word{where} and count again",
        f"nguồn {source}: {surplus} trong {rows} dòng lặp lại y nguyên dòng khác{where_vi} và được tính thêm lần nữa",
    )
    hint = Text(
        "an export that was appended or downloaded twice: remove the copies; if they are different events, declare the "
        "`key` that tells them apart",
        "nếu tệp được nối hoặc tải về hai lần: hãy bỏ phần lặp; nếu là các sự kiện khác nhau, hãy khai báo `key` để "
        "phân biệt",
    )
    place = Location(pairs[0][1][0], pairs[0][1][1], 1) if pairs else at
    severity = Severity.WARNING if copied else Severity.INFO
    return Problem("KPF249", message, place, severity, NAMES["KPF249"], help=hint, subject=source)


def totals_differ(source: str, column: str, said: object, summed: object, at: Location) -> Problem:
    """KPF227: the totals row of an export does not equal the sum of its rows; ``None``: there is no such row."""
    if said is None:
        message = Text(
            f"source {source}: there is no totals row to check {column} against",
            f"nguồn {source}: không có dòng tổng để đối chiếu {column}",
        )
        hint = Text(
            "the export may be cut: nothing says that it is whole",
            "tệp có thể bị cắt: không có gì cho biết nó đầy đủ",
        )
    else:
        message = Text(
            f"source {source}: the rows of {column} add up to {summed}, the totals row says {said}",
            f"nguồn {source}: các dòng của {column} cộng lại bằng {summed}, dòng tổng ghi {said}",
        )
        hint = Text(
            "the export is filtered or cut, or the column must not be summed",
            "tệp đã bị lọc hoặc bị cắt, hoặc cột này không được cộng",
        )
    return Problem("KPF227", message, at, Severity.WARNING, NAMES["KPF227"], help=hint, subject=source)


def several_currencies(source: str, column: str, codes: Sequence[str], at: Location) -> Problem:
    """KPF240: amounts in more than one currency are about to be added up; *column* may be empty."""
    listed = ", ".join(sorted(set(codes)))
    where, where_vi = (f" in {column}", f" ở {column}") if column else ("", "")
    message = Text(
        f"source {source}: amounts{where} are in several currencies: {listed}",
        f"nguồn {source}: số tiền{where_vi} dùng nhiều loại tiền: {listed}",
    )
    hint = Text(
        "split the source: one for each currency (drop_rows leaves the others out), or export one account at a time",
        "hãy tách nguồn: mỗi loại tiền một nguồn (drop_rows loại các dòng khác), hoặc xuất riêng từng tài khoản",
    )
    return Problem("KPF240", message, at, Severity.ERROR, NAMES["KPF240"], help=hint, subject=source)


def foreign_currency(source: str, said: str, expected: str, at: Location) -> Problem:
    """KPF241: the file says that its amounts are in another currency than declared."""
    message = Text(
        f"source {source}: the file is in {said}, {expected} is expected",
        f"nguồn {source}: tệp dùng {said}, trong khi cần {expected}",
    )
    hint = Text(
        f"write currency: {said} on the source, and turn its amounts into {expected} where they are bound",
        f"hãy ghi currency: {said} ở nguồn, và quy đổi số tiền sang {expected} ở chỗ gắn đầu vào",
    )
    return Problem("KPF241", message, at, Severity.ERROR, NAMES["KPF241"], help=hint, subject=source)


def other_export(source: str, shown: str, asked: str, found: str, why: Text, *, at: Location) -> Problem:
    """KPF242: a file of one export is offered to the adapter of another; *why* is empty unless that one is refused."""
    message = Text(
        f"source {source}: {shown} is a file of {found}, not of {asked}",
        f"nguồn {source}: {shown} là tệp của {found}, không phải của {asked}",
    )
    name = found.partition(" ")[0]
    hint = why or Text(f"write adapter: {name}", f"hãy ghi adapter: {name}")
    return Problem("KPF242", message, at, Severity.ERROR, NAMES["KPF242"], help=hint, subject=source)


def other_period(source: str, span: tuple[date, date], period: str, at: Location, *, outside: bool) -> Problem:
    """KPF243: a file without dates describes another span of time than the period it is asked for."""
    first, last = (day.isoformat() for day in span)
    severity = Severity.ERROR if outside else Severity.WARNING
    message = Text(
        f"source {source}: the file says that it covers {first} to {last}; the period asked for is {period}",
        f"nguồn {source}: tệp cho biết nó nói về {first} đến {last}; kỳ được hỏi là {period}",
    )
    hint = Text("export the period asked for, no more and no less", "hãy xuất đúng kỳ cần hỏi, không hơn không kém")
    return Problem("KPF243", message, at, severity, NAMES["KPF243"], help=hint, subject=source)


def undated(source: str, period: str, at: Location, *, known: bool) -> Problem:
    """KPF245: rows without dates, and nobody says what days they are about; an error for a *known* export."""
    severity = Severity.ERROR if known else Severity.WARNING
    message = Text(
        f"source {source}: its rows have no dates and nothing says what days they are about: they would count in "
        f"{period}, or in any other period that is asked for",
        f"nguồn {source}: các dòng không có ngày và không có gì cho biết chúng nói về những ngày nào: chúng sẽ được "
        f"tính vào {period}, hay bất kỳ kỳ nào được hỏi",
    )
    hint = Text(
        "rows that sum up a span: covers: {from: 2026-10-01, to: 2026-10-31}; a state on one day: as_of: 2026-10-31; "
        "if nobody knows: as_of: unknown",
        "dòng cộng gộp một khoảng: covers: {from: 2026-10-01, to: 2026-10-31}; trạng thái của một ngày: "
        "as_of: 2026-10-31; nếu không ai biết: as_of: unknown",
    )
    return Problem("KPF245", message, at, severity, NAMES["KPF245"], help=hint, subject=source)


def mixed_sum(source: str, name: str, column: str, kinds: Sequence[str], at: Location) -> Problem:
    """KPF244: a sum over rows that count different things, told apart by *column*."""
    listed = ", ".join(kinds)
    message = Text(
        f"input {name} adds up rows that count different things: {column} is {listed}",
        f"đầu vào {name} cộng các dòng đếm những thứ khác nhau: {column} là {listed}",
    )
    hint = Text(
        f"bind one of them: filter: {column} == {kinds[0]!r}",
        f"hãy chọn một loại: filter: {column} == {kinds[0]!r}",
    )
    return Problem("KPF244", message, at, Severity.ERROR, NAMES["KPF244"], help=hint, subject=source)


def unchecked(source: str, column: str, what: Text, at: Location) -> Problem:
    """KPF247: an export without the column that would tell whether its rows may be summed."""
    message = Text(
        f"source {source}: the file has no column {column}, so nobody can tell whether {what.en}",
        f"nguồn {source}: tệp không có cột {column} nên không thể biết {what.vi}",
    )
    hint = Text("export it with this column", "hãy xuất lại tệp kèm cột này")
    return Problem("KPF247", message, at, Severity.WARNING, NAMES["KPF247"], help=hint, subject=source)


def unknown_columns(source: str, shown: str, headers: Sequence[str], at: Location) -> Problem:
    """KPF248: columns the adapter does not know; only told."""
    listed = ", ".join(headers[:20]) + (", …" if len(headers) > 20 else "")
    message = Text(
        f"source {source}: {shown} has columns its adapter does not know: {listed}",
        f"nguồn {source}: {shown} có các cột mà bộ đọc không biết: {listed}",
    )
    hint = Text(
        "declare those you need under columns; they are not read",
        "hãy khai báo cột cần dùng ở columns; chúng không được đọc",
    )
    return Problem("KPF248", message, at, Severity.INFO, NAMES["KPF248"], help=hint, subject=source)


def over_the_edge(source: str, count: int, example: tuple[date, date], at: Location) -> Problem:
    """KPF246: rows that sum up days of two periods, and so belong to neither."""
    first, last = (day.isoformat() for day in example)
    message = Text(
        f"source {source}: {count} rows reach over the edge of a period, e.g. from {first} to {last}",
        f"nguồn {source}: {count} dòng kéo dài qua ranh giới kỳ, ví dụ từ {first} đến {last}",
    )
    hint = Text("export by day", "hãy xuất theo ngày")
    return Problem("KPF246", message, at, Severity.ERROR, NAMES["KPF246"], help=hint, subject=source)
