"""Problems of sources made from sources: joins that multiply or miss, pasts that move, SQL that is not run."""

from __future__ import annotations

from collections.abc import Sequence

from kpiframe.catalog.bindings import Source
from kpiframe.catalog.codes import NAMES
from kpiframe.catalog.shapes import Match
from kpiframe.data.findings import shown
from kpiframe.problems import Problem, Severity
from kpiframe.texts import Text


def mixed_grains(source: Source, days: Sequence[str], daily: int) -> Problem:
    """KPF228: periods that hold rows of one day only, beside periods with rows of nearly every day."""
    told = ", ".join(days[:3]) + (", …" if len(days) > 3 else "")
    message = Text(
        f"source {source.name}: {len(days)} period(s) hold rows of one single day only ({told}), {daily} have rows of "
        "nearly every day: totals of whole periods may stand among daily rows",
        f"nguồn {source.name}: {len(days)} kỳ chỉ có dòng của đúng một ngày ({told}), còn {daily} kỳ có dòng của hầu "
        "hết các ngày: có thể số tổng của cả kỳ nằm lẫn với số theo ngày",
    )
    help_ = Text(
        "if they are totals of periods, put them into a source of their own; sums over both are the same, distinct "
        "counts, averages and numbers of rows are not",
        "nếu đó là số tổng của kỳ, hãy tách chúng thành một nguồn riêng; tổng cộng không đổi nhưng số đếm phân biệt, "
        "trung bình và số dòng thì khác",
    )
    return _problem("KPF228", message, source, Severity.WARNING, help_)


def join_multiplies(source: Source, match: Match, rows: tuple[int, int], key: str) -> Problem:
    """KPF229: a row would match several rows of the source it is completed from."""
    columns = ", ".join(there for _, there in match.pairs)
    before, after = rows
    message = Text(
        f"source {source.name}: the join with {match.source} would make {after} rows out of {before}: {columns} "
        f"{shown(key)} stands in several rows of {match.source}",
        f"nguồn {source.name}: phép nối với {match.source} biến {before} dòng thành {after} dòng: {columns} "
        f"{shown(key)} có trong nhiều dòng của {match.source}",
    )
    help_ = Text(
        f"derive one row per {columns} from {match.source} first, or add the column that tells its rows apart",
        f"hãy derive mỗi {columns} một dòng từ {match.source} trước, hoặc thêm cột phân biệt các dòng đó",
    )
    return _problem("KPF229", message, source, Severity.ERROR, help_)


def join_unmatched(source: Source, match: Match, counts: tuple[int, int, int], example: str | None) -> Problem:
    """KPF230: rows that found nothing; only told when their key is blank, a warning when nobody has it."""
    blank, lost, rows = counts
    columns = ", ".join(here for here, _ in match.pairs)
    parts_en = [f"{blank} without {columns}"] if blank else []
    parts_vi = [f"{blank} dòng không có {columns}"] if blank else []
    if lost:
        parts_en.append(f"{lost} whose {columns} is not in {match.source}, such as {shown(example)}")
        parts_vi.append(f"{lost} dòng có {columns} mà {match.source} không có, ví dụ {shown(example)}")
    message = Text(
        f"source {source.name}: {blank + lost} of {rows} rows match nothing in {match.source} and stay without its "
        f"columns: {'; '.join(parts_en)}",
        f"nguồn {source.name}: {blank + lost} trong {rows} dòng không khớp với {match.source} nên các cột lấy từ đó "
        f"để trống: {'; '.join(parts_vi)}",
    )
    return _problem("KPF230", message, source, Severity.WARNING if lost else Severity.INFO)


def past_still_changes(source: Source, columns: Sequence[str]) -> Problem:
    """KPF231: figures of past periods that later rows may still change; only told."""
    told = ", ".join(columns)
    message = Text(
        f"source {source.name}: rows dated in past periods still change: {told} count what happened up to the end of "
        "the period shown, so later groups have had less time",
        f"nguồn {source.name}: các dòng thuộc kỳ đã qua vẫn còn thay đổi: {told} tính cả những gì xảy ra đến hết kỳ "
        "đang xem; nhóm đến sau có ít thời gian hơn",
    )
    help_ = Text(
        "for a trend that stays as it was, write `until: each_period` under `derive`",
        "muốn xu hướng giữ nguyên như khi công bố, hãy ghi `until: each_period` trong `derive`",
    )
    return _problem("KPF231", message, source, Severity.INFO, help_)


def sql_not_allowed(source: Source) -> Problem:
    """KPF232: a query the operator has not allowed to run."""
    message = Text(
        f"source {source.name} is SQL text, which runs only when whoever starts kpiframe allows it",
        f"nguồn {source.name} là câu lệnh SQL, chỉ chạy khi người chạy kpiframe cho phép",
    )
    help_ = Text(
        "read the text, then add --allow-sql (in Python: allow_sql=True)",
        "hãy đọc câu lệnh rồi thêm --allow-sql (trong Python: allow_sql=True)",
    )
    return _problem("KPF232", message, source, Severity.ERROR, help_)


def sql_refused(source: Source, why: Text, allowed: Sequence[str] = (), meant: tuple[str, ...] = ()) -> Problem:
    """KPF233: a query that is more, or less, than one SELECT over its sources."""
    message = Text(f"source {source.name}: {why.en}", f"nguồn {source.name}: {why.vi}")
    return Problem(
        "KPF233",
        message,
        source.location,
        Severity.ERROR,
        NAMES["KPF233"],
        allowed=tuple(allowed),
        meant=meant,
        subject=source.name,
    )


def _problem(code: str, message: Text, source: Source, severity: Severity, help_: Text | None = None) -> Problem:
    return Problem(code, message, source.location, severity, NAMES[code], help=help_, subject=source.name)
