"""A KPI or a rule as a page of plain text: what ``catalog show`` and ``explain`` print."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Citation, Rule
from kpiframe.catalog.model import Kpi
from kpiframe.problems import printable
from kpiframe.render.messages import word, words
from kpiframe.scorecard.rows import InputShown, ResultShown
from kpiframe.texts import Text

_W = {
    "formula": Text("Formula", "Công thức"),
    "inputs": Text("Inputs", "Đầu vào"),
    "unit": Text("Unit", "Đơn vị"),
    "direction": Text("Direction", "Chiều tốt"),
    "thresholds": Text("Thresholds", "Ngưỡng"),
    "evidence": Text("Evidence", "Bằng chứng"),
    "relevance": Text("Relevance", "Mức phù hợp"),
    "decision": Text("Decision", "Quyết định"),
    "pitfalls": Text("Pitfalls", "Lưu ý"),
    "instead": Text("Instead, or beside it", "Dùng thay, hoặc bên cạnh"),
    "sources": Text("Sources", "Nguồn"),
    "examples": Text("Worked examples", "Ví dụ tính tay"),
    "origin": Text("Where each field was set", "Mỗi mục được đặt ở đâu"),
    "severity": Text("Severity", "Mức độ"),
    "what": Text("What", "Là gì"),
    "why": Text("Why", "Vì sao"),
    "fix": Text("What to do", "Nên làm gì"),
    "when": Text("Raised when", "Nêu khi"),
    "params": Text("Parameters", "Tham số"),
    "score": Text("score", "điểm"),
    "anchors": Text("Value -> score", "Giá trị -> điểm"),
    "weight": Text(
        "Weight (share of the whole = agency x relevance)", "Trọng số (phần trong cả bảng = thoả thuận x mức phù hợp)"
    ),
    "flags": Text("Flags", "Cảnh báo"),
    "accept": Text("To accept it openly, in kpiframe.yaml", "Để chấp nhận công khai, ghi trong kpiframe.yaml"),
    "effort": Text("effort", "công sức"),
    "confidence": Text("confidence", "độ chắc"),
}


def kpi_sheet(kpi: Kpi, catalog: Catalog, language: str, *, provenance: bool = False) -> str:
    """Return everything a definition says, for a reader; with *provenance*, also the file and line of each field."""
    lines = [f"{kpi.name}: {kpi.label.into(language)}"]
    lines += _paragraph(kpi.description.into(language), "")
    lines += _field("formula", [kpi.formula.text], language)
    inputs = [f"{i.name} ({i.unit}): {i.counts.into(language)}".rstrip(": ") for i in kpi.inputs]
    lines += _field("inputs", inputs, language)
    lines += _field("unit", [f"{kpi.unit}, {kpi.kind.value}"], language)
    lines += _field("direction", [kpi.direction.value], language)
    if kpi.thresholds:
        lines += _field(
            "thresholds", [f"warn {_anchor(kpi.thresholds.warn)}, target {_anchor(kpi.thresholds.target)}"], language
        )
    heard = ", ".join(a.value for a in kpi.audience)
    by = kpi.measured_by.value + (f" ({kpi.platform})" if kpi.platform else "")
    lines += _field("evidence", [f"{kpi.signal.value}; {heard}; {kpi.directness.value}; {by}"], language)
    rated = kpi.relevance
    rating = f"utility {rated.utility}, purpose {rated.purpose}, importance {rated.importance} (0-3)"
    lines += _field("relevance", [rating], language)
    lines += _field("decision", [kpi.decision.into(language)], language)
    lines += _field("pitfalls", [p.into(language) for p in kpi.pitfalls], language)
    lines += _field("instead", [", ".join(kpi.alternatives)], language)
    lines += _field("sources", _cited(kpi.sources, catalog), language)
    lines += _field("examples", list(_examples(kpi)), language)
    if provenance:
        origins = [f"{o.field}: {o.location} ({o.layer})" + _reason(o.reason, language) for o in kpi.origins]
        lines += _field("origin", origins, language)
    return printable("\n".join(lines))


def rule_sheet(rule: Rule, catalog: Catalog, language: str) -> str:
    """Return what a rule says, why, with its dated sources, what to do and how to accept its flag."""
    lines = [f"{rule.id} {rule.name}"]
    how = f"{rule.severity.value}; {_W['confidence'].into(language)} {rule.confidence.value}; {rule.scope.value}"
    lines += _field("severity", [how], language)
    lines += _field("what", [rule.message.into(language)], language)
    lines += _field("when", [f"{c.severity.value}: {c.formula.text}" for c in rule.when], language)
    lines += _field("params", [f"{name} = {value:g}" for name, value in rule.params.items()], language)
    lines += _field("why", [rule.why.into(language)], language)
    fix = f"{rule.fix.text.into(language)} ({_W['effort'].into(language)}: {rule.fix.effort})"
    lines += _field("fix", [fix], language)
    lines += _field("instead", [", ".join(rule.fix.replace_with)], language)
    lines += _field("sources", _cited(rule.sources, catalog), language)
    accept = (
        f"ignores:\n  - {{kpi: NAME, rule: {rule.id}, reason: contract-requires, text: …, by: …, until: YYYY-MM-DD}}"
    )
    lines += ["", f"{_W['accept'].into(language)}:", textwrap.indent(accept, "  ")]
    return printable("\n".join(lines))


def number_sheet(row: ResultShown, language: str) -> str:
    """Return how one number came about: the formula with the numbers in it, inputs with rows, state, weight, flags."""
    table = words(language)
    value = "—" if row.value is None else f"{row.value:.12g} {row.unit}"
    score = "" if row.score is None else f", {_W['score'].into(language)} {row.score:.2f}"
    state = word(table["bands"], row.band) if row.state == "scored" else word(table["states"], row.state)
    lines = [f"{row.kpi} {row.period}: {value} ({state}{score})"]
    if row.reason_text:
        lines += _paragraph(row.reason_text.into(language), "  ")
    if row.trace:
        notes = [word(table["notes"], note) for note in row.trace.notes]
        lines += _field("formula", [row.trace.formula, f"= {row.trace.numbers}", *notes], language)
        lines += _field("inputs", [_input(i, language) for i in row.trace.inputs], language)
    if row.anchors:
        lines += _field("anchors", [", ".join(f"{v:.12g} -> {s:g}" for v, s in row.anchors)], language)
    lines += _field("weight", _weight(row, table["factors"]), language)
    lines += _field("flags", [", ".join(row.flags)], language)
    return printable("\n".join(lines))


def _weight(row: ResultShown, names: Mapping[str, str]) -> list[str]:
    parts = row.weight_parts
    factors = [f"{share:.4g} {word(names, name)}" for name, share in parts.factors.items()]
    return [f"{row.weight * 100:.2f} % = {parts.agency:g} x {parts.relevance:.4g}", *(f"  {f}" for f in factors)]


def _input(shown: InputShown, language: str) -> str:
    value = "—" if shown.value is None else f"{shown.value:.12g}"
    where = "" if shown.source is None else f" [{shown.source}{'' if shown.rows is None else f': {shown.rows}'}]"
    return f"{shown.name} = {value} {shown.unit}: {shown.counts.into(language)}{where}"


def _field(key: str, values: list[str], language: str) -> list[str]:
    shown = [v for v in values if v]
    if not shown:
        return []
    lines = ["", f"{_W[key].into(language)}:"]
    for value in shown:
        lines += _paragraph(value, "  ")
    return lines


def _paragraph(text: str, indent: str) -> list[str]:
    further = indent + "  " if indent else ""
    return textwrap.wrap(
        text, 96, initial_indent=indent, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def _anchor(value: float | tuple[float, float]) -> str:
    return " – ".join(f"{part:.12g}" for part in (value if isinstance(value, tuple) else (value,)))


def _examples(kpi: Kpi) -> Iterator[str]:
    for example in kpi.examples:
        given = ", ".join(f"{n} = {'null' if v is None else format(v, '.12g')}" for n, v in example.inputs.items())
        answer = f"no value: {example.reason}" if example.expect is None else format(example.expect, ".12g")
        yield f"{given} -> {answer}" + (f"  [{example.source}]" if example.source else "")


def _cited(ids: Iterable[str], catalog: Catalog) -> list[str]:
    return [_citation(catalog.citations[i]) if i in catalog.citations else i for i in ids]


def _citation(source: Citation) -> str:
    return ", ".join(part for part in (source.title, source.date, source.url) if part)


def _reason(reason: Text | None, language: str) -> str:
    return f": {reason.into(language)}" if reason else ""


def find_rule(catalog: Catalog, name: str) -> Rule | None:
    """Return the rule with this id, name or alias."""
    return next((r for r in catalog.rules.values() if name in (r.id, r.name, *r.aliases)), None)


def names(catalog: Catalog) -> list[str]:
    """Return every name that ``catalog show`` and ``explain`` answer to."""
    rules = sorted(catalog.rules.values(), key=lambda r: r.id)
    return [*sorted(catalog.kpis), *(r.id for r in rules), *(r.name for r in rules)]
