"""A KPI as a page of plain text: what ``catalog show`` and ``explain`` print; and what they answer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kpiframe.audit.families import family_label
from kpiframe.audit.wording import KINDS, counted_by, heard
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.model import Band, Kpi
from kpiframe.cli.laying import cited, field, number, paragraph
from kpiframe.cli.obtained import obtained
from kpiframe.problems import printable
from kpiframe.render.messages import fill, words
from kpiframe.rules.definition_facts import BY_PLATFORM
from kpiframe.scoring.raters import DIMENSIONS, first_of
from kpiframe.scoring.weights import EXPONENTS, relevance
from kpiframe.texts import Text

_W: Final = {
    "family": Text("Family", "Nhóm"),
    "formula": Text("Formula", "Công thức"),
    "inputs": Text("Inputs", "Đầu vào"),
    "unit": Text("Unit", "Đơn vị"),
    "direction": Text("Direction", "Chiều tốt"),
    "thresholds": Text("Thresholds", "Ngưỡng"),
    "evidence": Text("Evidence", "Bằng chứng"),
    "relevance": Text("Relevance weight", "Trọng số phù hợp"),
    "decision": Text("Decision", "Quyết định"),
    "bands": Text("Outside reference, never a target", "Mốc tham khảo bên ngoài, không phải mục tiêu"),
    "pitfalls": Text("Pitfalls", "Lưu ý"),
    "instead": Text("Instead, or beside it", "Dùng thay, hoặc bên cạnh"),
    "sources": Text("Sources", "Nguồn"),
    "examples": Text("Worked examples", "Ví dụ tính tay"),
    "origin": Text("Where each field was set", "Mỗi mục được đặt ở đâu"),
}
_DIRECTIONS: Final = {
    "higher_is_better": Text("higher is better", "càng cao càng tốt"),
    "lower_is_better": Text("lower is better", "càng thấp càng tốt"),
    "in_range": Text("best within a range", "tốt nhất trong một khoảng"),
    "neutral": Text("context, never scored", "để tham khảo, không chấm điểm"),
}
_FACTORS: Final = {
    "dimension": Text("utility, purpose, importance", "tính ứng dụng, mục đích, tầm quan trọng"),
    "directness": Text("whom it hears, and how", "lắng nghe ai và bằng cách nào"),
    "independence": Text("who counts", "bên nào đếm"),
    "freshness": Text("how fresh: new", "độ mới: dữ liệu mới"),
}
_OURS: Final = Text(
    "operationalised by this tool: no published formula was found",
    "do công cụ này tự định nghĩa: không tìm thấy công thức đã công bố",
)
_PLATFORM_OPEN: Final = Text("a project says which", "dự án phải ghi nền tảng nào")
_ZERO: Final = Text("weighs nothing because of", "không có trọng số vì")


def kpi_sheet(kpi: Kpi, catalog: Catalog, language: str, *, provenance: bool = False) -> str:
    """Return everything a definition says, for a reader; with *provenance*, also the file and line of each field."""
    lines = [f"{kpi.name}: {kpi.label.into(language)}"]
    lines += paragraph(kpi.description.into(language), "")
    lines += paragraph(_OURS.into(language), "  ") if kpi.grade == "proposed" else []
    lines += field(_W["formula"], [kpi.formula.text], language)
    inputs = [f"{i.name} ({i.unit}): {i.counts.into(language)}".rstrip(": ") for i in kpi.inputs]
    lines += field(_W["inputs"], inputs, language)
    direction = _DIRECTIONS[kpi.direction.value].into(language)
    facts = f"{kpi.unit}, {kpi.kind.value}, {kpi.direction.value} ({direction}), {kpi.timing.value}"
    lines += field(_W["unit"], [facts], language)
    if kpi.family:
        lines += field(_W["family"], [f"{kpi.family}: {family_label(kpi.family).into(language)}"], language)
    if kpi.thresholds:
        values = f"warn {_anchor(kpi.thresholds.warn)}, target {_anchor(kpi.thresholds.target)}"
        lines += field(_W["thresholds"], [values], language)
    lines += field(_W["evidence"], _evidence(kpi, catalog, language), language)
    lines += field(_W["relevance"], list(_relevance(kpi, language)), language)
    lines += field(_W["decision"], [kpi.decision.into(language)], language)
    lines += field(_W["bands"], [_band(band, catalog, language) for band in kpi.bands], language)
    lines += field(_W["pitfalls"], [p.into(language) for p in kpi.pitfalls], language)
    lines += field(_W["instead"], [", ".join(kpi.alternatives)], language)
    lines += field(_W["examples"], list(_examples(kpi)), language)
    lines += field(_W["sources"], cited(kpi.sources, catalog, language), language)
    if provenance:
        origins = [f"{o.field}: {o.location} ({o.layer})" + _reason(o.reason, language) for o in kpi.origins]
        lines += field(_W["origin"], origins, language)
    return printable("\n".join(lines))


def _evidence(kpi: Kpi, catalog: Catalog, language: str) -> list[str]:
    id_ = kpi.platform or ""
    label = catalog.platforms[id_].label if id_ in catalog.platforms else id_
    if not label and kpi.measured_by in BY_PLATFORM:
        label = _PLATFORM_OPEN.into(language)
    return [
        f"{kpi.signal.value}: {KINDS[kpi.signal].into(language)}",
        f"{kpi.measured_by.value}: {counted_by(kpi, label).into(language)}",
        f"{', '.join(a.value for a in kpi.audience)}; {kpi.directness.value}: {heard(kpi).into(language)}",
        *obtained(kpi, language),
    ]


def _relevance(kpi: Kpi, language: str) -> Iterator[str]:
    """Yield the weight as the product it is, and the ratings and reason behind its first factor."""
    weight = relevance(kpi)
    product = " x ".join(
        f"{number(factor, language)}^{number(EXPONENTS[name], language)}" for name, factor in weight.factors.items()
    )
    yield f"{number(weight.value, language)} = {product}"
    for name, factor in weight.factors.items():
        yield f"{number(factor, language)} {_FACTORS[name].into(language)}"
    if weight.zero_because:
        yield f"{_ZERO.into(language)}: {_FACTORS[weight.zero_because].into(language)}"
    yield from _rated(kpi, language)


def _rated(kpi: Kpi, language: str) -> list[str]:
    """Return who rated it how, and why; the number formats that two raters need are read only where there are two."""
    rated = kpi.relevance
    if rated.second is not None:
        from kpiframe.cli.rated import rated_lines
        from kpiframe.scorecard.relevance import ratings_shown

        return rated_lines(ratings_shown(rated), rated.rated_by, rated.why, language)
    table = words(language)
    given = zip(DIMENSIONS, first_of(rated), strict=True)
    line = fill(table["panels"]["rated"], ratings="; ".join(f"{table['dimensions'][n]} {r}" for n, r in given))
    by = fill(table["panels"]["rated_by"], names=" + ".join(rated.rated_by)) if rated.rated_by else ""
    return [line, by, rated.why.into(language)]


def _band(band: Band, catalog: Catalog, language: str) -> str:
    low, high = ("" if end is None else format(end, ".12g") for end in (band.low, band.high))
    span = f"{low} – {high}" if low and high else f">= {low}" if low else f"< {high}"
    source = catalog.citations[band.source].title if band.source in catalog.citations else band.source
    return f"{span}: {band.label.into(language)}" + (f" [{source}]" if source else "")


def _anchor(value: float | tuple[float, float]) -> str:
    return " – ".join(f"{part:.12g}" for part in (value if isinstance(value, tuple) else (value,)))


def _examples(kpi: Kpi) -> Iterator[str]:
    for example in kpi.examples:
        given = ", ".join(f"{n} = {'null' if v is None else format(v, '.12g')}" for n, v in example.inputs.items())
        answer = f"no value: {example.reason}" if example.expect is None else format(example.expect, ".12g")
        yield f"{given} -> {answer}" + (f"  [{example.source}]" if example.source else "")


def _reason(reason: Text | None, language: str) -> str:
    return f": {reason.into(language)}" if reason else ""


def find_rule(catalog: Catalog, name: str) -> Rule | None:
    """Return the rule with this id, name or alias."""
    return next((r for r in catalog.rules.values() if name in (r.id, r.name, *r.aliases)), None)


def names(catalog: Catalog) -> list[str]:
    """Return every name of a KPI or rule, as ``explain`` answers to it."""
    rules = sorted(catalog.rules.values(), key=lambda r: r.id)
    return [*sorted(catalog.kpis), *(r.id for r in rules), *(r.name for r in rules)]
