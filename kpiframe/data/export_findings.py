"""Problems of exports: sheets that deceive, totals that do not add up. Worded once."""

from __future__ import annotations

from kpiframe.catalog.codes import NAMES
from kpiframe.problems import Location, Problem, Severity
from kpiframe.texts import Text


def doubtful_workbook(source: str, what: Text, hint: Text, at: Location) -> Problem:
    """KPF226: a sheet that can be read, and may not say what its author saw."""
    message = Text(f"source {source}: {what.en}", f"nguồn {source}: {what.vi}")
    return Problem("KPF226", message, at, Severity.WARNING, NAMES["KPF226"], help=hint, subject=source)


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
