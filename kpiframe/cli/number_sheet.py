"""How one number came about, as a page of plain text: what ``explain --period`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kpiframe.cli.laying import field, paragraph
from kpiframe.cli.rated import rated_lines
from kpiframe.problems import printable
from kpiframe.render import filters
from kpiframe.render.messages import word, words
from kpiframe.scorecard.rows import InputShown, ResultShown, SourceShown
from kpiframe.texts import Text

_FORMULA: Final = Text("Formula", "Công thức")
_INPUTS: Final = Text("Inputs", "Đầu vào")
_SCORE: Final = Text("score", "điểm")
_ANCHORS: Final = Text("Value -> score", "Giá trị -> điểm")
_WEIGHT: Final = Text(
    "Weight (share of the whole = agency x relevance)", "Trọng số (phần trong cả bảng = thoả thuận x mức phù hợp)"
)
_FLAGS: Final = Text("Flags", "Cảnh báo")
_SOURCES: Final = Text("Sources", "Nguồn")


def number_sheet(row: ResultShown, language: str, sources: Sequence[SourceShown] = (), currency: str = "") -> str:
    """Return how one number came about: the formula with the numbers in it, inputs with rows, state, weight, flags.

    Of *sources* those are told that the inputs come from. Money is in *currency*. A formula keeps its decimal point.
    """
    table = words(language)
    speak = _Speaker(language, currency)
    value = speak.figure(row.value, row.unit)
    score = "" if row.score is None else f", {_SCORE.into(language)} {speak.written(f'{row.score:.2f}')}"
    state = word(table["bands"], row.band) if row.state == "scored" else word(table["states"], row.state)
    lines = [f"{row.kpi} {row.period}: {value} ({state}{score})"]
    if row.reason_text:
        lines += paragraph(row.reason_text.into(language), "  ")
    if row.trace:
        notes = [word(table["notes"], note) for note in row.trace.notes]
        lines += field(_FORMULA, [row.trace.formula, f"= {row.trace.numbers}", *notes], language)
        lines += field(_INPUTS, [_input(i, speak) for i in row.trace.inputs], language)
        named = {i.source for i in row.trace.inputs}
        lines += field(_SOURCES, [_source(s, table) for s in sources if s.name in named], language)
    if row.anchors:
        lines += field(_ANCHORS, ["; ".join(speak.written(f"{v:.12g} -> {s:g}") for v, s in row.anchors)], language)
    lines += field(_WEIGHT, _weight(row, table["factors"], language), language)
    lines += field(_FLAGS, [", ".join(row.flags)], language)
    return printable("\n".join(lines))


def _source(shown: SourceShown, table: Mapping[str, Any]) -> str:
    """Return the file of a source, the days it is about, and what it says of itself."""
    said = [f"{word(table['said'], name)} {value}" for name, value in shown.said.items()]
    dates = [d for d in (shown.first, shown.last) if d] or list(shown.covers)
    words_of = table["sources"]
    if dates:
        span = f"{dates[0]} – {dates[-1]}"
        days = span if shown.dated else words_of["covers"].format(first=dates[0], last=dates[-1])
    elif shown.as_of:
        days = words_of["as_of"].format(day=shown.as_of)
    else:
        days = "—" if shown.dated else words_of["undated"]
    return f"{shown.name} ({shown.path}): {'; '.join([days, *said])}" if shown.path else f"{shown.name}: {days}"


def _weight(row: ResultShown, names: Mapping[str, str], language: str) -> list[str]:
    parts = row.weight_parts
    comma = _Speaker(language, "").written
    factors = [f"{comma(f'{share:.4g}')} {word(names, name)}" for name, share in parts.factors.items()]
    rated = rated_lines(parts.ratings, parts.rated_by, parts.why, language)
    product = comma(f"{row.weight * 100:.2f} % = {parts.agency:g} x {parts.relevance:.4g}")
    return [product, *(f"  {line}" for line in (*factors, *rated))]


def _input(shown: InputShown, speak: _Speaker) -> str:
    where = "" if shown.source is None else f" [{shown.source}{'' if shown.rows is None else f': {shown.rows}'}]"
    counts = shown.counts.into(speak.language)
    value = speak.figure(shown.value, shown.unit)
    return f"{shown.name} = {value}{f': {counts}' if counts else ''}{where}"


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Writes figures whole, no digit rounded away, in the words and with the decimal mark of a language."""

    language: str
    currency: str

    def written(self, text: str) -> str:
        """Return digits with the decimal mark of the language."""
        return text.replace(".", ",") if self.language == "vi" else text

    def figure(self, value: float | None, unit: str) -> str:
        """Return *value* with the name of its unit; money in the currency, where that is known."""
        said = filters.unit_word(unit, self.language)
        if filters.is_money(unit) and self.currency:
            said = f"{self.currency}{said}"
        elif self.language == "en" or not said:
            said = {"percent": "%", "count": ""}.get(unit, unit) if self.language == "vi" else unit
        return f"{'—' if value is None else self.written(f'{value:.12g}')} {said}".rstrip()
