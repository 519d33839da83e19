"""What the sheets of a workbook hold: headings, cells and live formulas, as plain values; to_xlsx.py writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kpiframe.render.clean import clean
from kpiframe.render.sheets_notes import notes
from kpiframe.render.table import columns, compared, rows, slice_columns, slice_names
from kpiframe.render.voice import Voice, voice_of
from kpiframe.texts import Text

Value = str | float | bool | date | None
Document = Mapping[str, Any]
MOST_ANCHORS: Final = 7
"""``in_range`` has seven."""
_SCORE: Final = "0.0########"
"""Every digit: a score shown rounded up could name a band it has not reached."""
_SHARE: Final = "0.0%"
_DAY: Final = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, how a spreadsheet shows it, and the formula that gives it there, if any."""

    value: Value
    format: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines above the table, headings with their widths, and rows."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell | Value]]
    above: Sequence[str] = ()
    below: Sequence[Sequence[Cell | Value]] = field(default_factory=tuple)

    @property
    def first(self) -> int:
        """Row of the spreadsheet, counted from 1, of the first row under the headings."""
        return len(self.above) + 2


def sheets(documents: Sequence[Document], language: str) -> list[Sheet]:
    """Return the sheets of one workbook over *documents* (``Scorecard.to_dict()``), the total and its slices."""
    given: list[Document] = [clean(document) for document in documents]
    voice = voice_of(given[0], language)
    return [_scorecard(given, voice), _values(given), _anchors(given), *map(_sheet, notes(given, voice))]


def _sheet(parts: tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[Value]]]) -> Sheet:
    return Sheet(*parts)


def _scorecard(documents: Sequence[Document], voice: Voice) -> Sheet:
    above = _above(documents[0], voice)
    cut = slice_names(documents)
    table = voice.words["table"]
    headings = [
        (Text("Group", "Nhóm").into(voice.language), 20),
        (table["kpi"], 34),
        *((name, 16) for name in cut),
        *((table["status"], 16), (table["value"], 14), (Text("Unit", "Đơn vị").into(voice.language), 12)),
        *((table["target"], 14), (table["score"], 12), (table["weight"], 10)),
        *((_earlier(table[name], documents[0], voice), 14) for name in ("previous", "year_ago")),
        ("n", 10),
        *((Text("Margin, low", "Sai số, dưới").into(voice.language), 14),),
        *((Text("Margin, high", "Sai số, trên").into(voice.language), 14),),
        *((Text("Flags", "Cảnh báo").into(voice.language), 22),),
        *((Text("Why no score", "Vì sao không có điểm").into(voice.language), 50),),
    ]
    value_column = 3 + len(cut)
    found: list[Sequence[Cell | Value]] = []
    for document in documents:
        groups = {group["name"]: voice.text(group["label"]) for group in document["groups"]}
        for result in document["results"]:
            at = f"{letters(value_column)}{len(above) + 2 + len(found)}"
            formula = score_formula(result, at, len(found) + 2)
            group = groups.get(result["group"], result["group"])
            found.append([group, *_line(document, result, voice, cut=cut, formula=formula)])
    return Sheet("scorecard", headings, found, above, _below(documents, voice))


def _above(document: Document, voice: Voice) -> list[str]:
    frame = document["frame"]
    whole = voice.words["frame"]["complete"] if frame["complete"] else voice.words["frame"]["partial_unknown"]
    title = " · ".join(
        part
        for part in (voice.text(frame["label"]), voice.text(frame["scorecard_label"]), frame["period"], whole)
        if part
    )
    facts = [
        voice.say("frame.against", previous=frame["previous"], year_ago=frame["year_ago"]),
        voice.say("frame.timezone", zone=frame["timezone"]),
        frame["currency"],
        voice.say("frame.as_of", day=frame["as_of"]) if frame["as_of"] else voice.say("frame.as_of_unknown"),
        voice.say("frame.definitions", hash=document["provenance"]["definitions"]),
    ]
    invented = [voice.words["page"]["invented"]] if frame["invented"] else []
    return [title, " · ".join(filter(None, facts)), *invented]


def _earlier(heading: str, document: Document, voice: Voice) -> str:
    """Return the *heading* of earlier numbers, which are those of as many days while the period runs."""
    days = Text("as many days", "cùng số ngày").into(voice.language)
    return heading if document["frame"]["complete"] else f"{heading}, {days}"


def _line(
    document: Document, result: Mapping[str, Any], voice: Voice, *, cut: Sequence[str], formula: str
) -> list[Cell | Value]:
    currency = document["frame"]["currency"]
    target = result["target"]["value"] if result["target"] else None
    low, high = result["margin"] or (None, None)
    earlier = compared(result, whole=document["frame"]["complete"])

    def number(value: float | None) -> Cell:
        return Cell(value, number_format(value, result["unit"], currency))

    return [
        voice.text(result["label"]) or result["kpi"],
        *(document["frame"]["slice"].get(name) for name in cut),
        voice.term("bands", result["band"]) if result["band"] else voice.term("states", result["state"]),
        number(result["value"]),
        voice.unit(result["unit"]),
        f"{target[0]!r} – {target[1]!r}" if isinstance(target, (list, tuple)) else number(target),
        Cell(result["score"], _SCORE, formula),
        Cell(result["weight"], _SHARE),
        number(earlier["previous_value"]),
        number(earlier["year_ago_value"]),
        result["n"],
        number(low),
        number(high),
        " ".join(result["flags"]) or None,
        voice.text(result["reason_text"]) or None,
    ]


def _below(documents: Sequence[Document], voice: Voice) -> list[list[Cell | Value]]:
    """Return the scores of every document: what the page shows above its table."""
    say = voice.language
    heads = [
        Text("Scores", "Điểm"), Text("Filter", "Bộ lọc"), Text("Score by relevance", "Điểm theo mức phù hợp"),
        Text("Low", "Thấp nhất"), Text("High", "Cao nhất"), Text("Coverage", "Độ phủ"),
        Text("As usually reported", "Như báo cáo thường lệ"), Text("Independent", "Độc lập"),
        Text("Flattery gap", "Chênh lệch tâng bốc"), Text("Withheld because", "Không công bố vì"),
    ]  # fmt: skip
    found: list[list[Cell | Value]] = [[], [head.into(say) for head in heads]]
    for document in documents:
        score = document["score"]
        shown = [Cell(score[k], _SCORE) for k in ("relevance", "low", "high")]
        more = [Cell(score[k], _SCORE) for k in ("reported", "independent", "flattery_gap")]
        cut = ", ".join(f"{k} = {v}" for k, v in sorted(document["frame"]["slice"].items()))
        why = voice.term("withheld", score["withheld"]) if score["withheld"] else None
        found.append([None, cut or None, *shown, Cell(score["coverage"], _SHARE), *more, why])
    return found


def _values(documents: Sequence[Document]) -> Sheet:
    cut = slice_names(documents)
    columns_ = columns(cut)
    at = [column.name for column in columns_]
    value_letter, score_place = letters(at.index("value")), at.index("score")
    formats = {column.name: _DAY if column.kind == "day" else "" for column in columns_} | {"score": _SCORE}
    found: list[Sequence[Cell | Value]] = []
    for document in documents:
        for row, result in zip(rows(document, cut), document["results"], strict=True):
            line: list[Cell | Value] = [Cell(value, formats[name]) for name, value in row.items()]
            here = len(found) + 2
            line[score_place] = Cell(row["score"], _SCORE, score_formula(result, f"{value_letter}{here}", here))
            found.append(line)
    return Sheet("values", [(name, 14) for name in at], found)


def _anchors(documents: Sequence[Document]) -> Sheet:
    """Return the anchors, one row a row of ``values``, in the same order."""
    cut = slice_columns(slice_names(documents))
    points = [f"value_{i + 1}" for i in range(MOST_ANCHORS)] + [f"score_{i + 1}" for i in range(MOST_ANCHORS)]
    found: list[Sequence[Cell | Value]] = []
    for document in documents:
        frame = document["frame"]
        for result in document["results"]:
            anchors, blank = result["anchors"], (None,) * (MOST_ANCHORS - len(result["anchors"]))
            values, scores = [x for x, _ in anchors], [y for _, y in anchors]
            scale = result["target"]["scale"] if result["target"] else None
            head = [result["kpi"], scale, *values, *blank, *scores, *blank]
            found.append([*head, *(frame["slice"].get(name) for name in cut)])
    return Sheet(
        "anchors", [("kpi", 28), ("scale", 8), *((p, 12) for p in points), *((c, 14) for c in cut.values())], found
    )


def score_formula(result: Mapping[str, Any], value: str, row: int) -> str:
    """Return the formula that scores the cell *value* over row *row* of the sheet ``anchors``; nothing without a score.

    Below the first anchor its score, above the last its own, straight lines between them, on the logarithm of the
    values where the scale is logarithmic; rounded to 9 digits like every score.
    """
    count = len(result["anchors"])
    if result["score"] is None or result["value"] is None or count < 2:
        return ""
    log = bool(result["target"]) and result["target"]["scale"] == "log"
    xs = f"anchors!${letters(2)}${row}:${letters(1 + count)}${row}"
    ys = f"anchors!${letters(2 + MOST_ANCHORS)}${row}:${letters(1 + MOST_ANCHORS + count)}${row}"
    at = f"MATCH({value},{xs},1)"

    def scaled(x: str) -> str:
        return f"LN({x})" if log else x

    below, above = f"INDEX({xs},{at})", f"INDEX({xs},{at}+1)"
    share = f"({scaled(value)}-{scaled(below)})/({scaled(above)}-{scaled(below)})"
    between = f"ROUND(INDEX({ys},{at})+(INDEX({ys},{at}+1)-INDEX({ys},{at}))*{share},9)"
    first, last = f"INDEX({xs},1)", f"INDEX({xs},{count})"
    return f"=IF({value}<={first},INDEX({ys},1),IF({value}>={last},INDEX({ys},{count}),{between}))"


def number_format(value: float | None, unit: str, currency: str) -> str:
    """Return the format of a figure: grouped digits, the currency's code or a percent sign; the number stays whole."""
    if value is None:
        return ""
    whole = float(value).is_integer()
    if unit == "percent":
        return '0"%"' if whole else '0.0##"%"'
    if unit.partition("_per_")[0] in ("money", "currency"):
        digits = "#,##0" if whole else "#,##0.00"
        return f'{digits} "{currency}"' if re.fullmatch(r"[A-Z]{3}", currency) else digits
    return "#,##0" if whole else "#,##0.0######"


def letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
