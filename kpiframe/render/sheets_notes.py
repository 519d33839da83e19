"""The sheets of a workbook that say what the numbers are: inputs, definitions, flags, comments, and how it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kpiframe.render.page_notes import source_text
from kpiframe.render.voice import Voice
from kpiframe.texts import Text

Document = Mapping[str, Any]
Value = str | float | bool | date | None
Plain = tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[Value]]]
"""Name, headings with their widths, rows."""


def notes(documents: Sequence[Document], voice: Voice) -> list[Plain]:
    """Return the sheets; what is the same for every slice is told once."""
    return [
        _inputs(documents, voice),
        _definitions(documents[0], voice),
        _flags(documents, voice),
        _comments(documents[0], voice),
        _about(documents[0], voice),
    ]


def _heads(voice: Voice, *given: tuple[str, str, int]) -> list[tuple[str, int]]:
    return [(Text(en, vi).into(voice.language), width) for en, vi, width in given]


def _filter(document: Document) -> str | None:
    return ", ".join(f"{k} = {v}" for k, v in sorted(document["frame"]["slice"].items())) or None


def _inputs(documents: Sequence[Document], voice: Voice) -> Plain:
    heads = _heads(
        voice, ("KPI", "Chỉ số", 28), ("Filter", "Bộ lọc", 20), ("Input", "Đầu vào", 26),
        ("What it counts", "Đếm gì", 50), ("Unit", "Đơn vị", 14),
        ("Value", "Giá trị", 16), ("Source", "Nguồn", 18), ("Rows", "Số dòng", 10),
        ("With the numbers in it", "Công thức với các con số", 60),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            *(result["kpi"], _filter(document), each["name"], voice.text(each["counts"]) or None, each["unit"]),
            *(each["value"], each["source"], each["rows"], result["trace"]["numbers"]),
        ]
        for document in documents
        for result in document["results"]
        if result["trace"]
        for each in result["trace"]["inputs"]
    ]
    return "inputs", heads, rows


def _definitions(document: Document, voice: Voice) -> Plain:
    heads = _heads(
        voice, ("KPI", "Chỉ số", 28), ("Name", "Tên", 34), ("Meaning", "Ý nghĩa", 60), ("Formula", "Công thức", 50),
        ("Unit", "Đơn vị", 14), ("Kind", "Loại", 12), ("Owner", "Người phụ trách", 20), ("Cadence", "Chu kỳ", 12),
        ("Reviewed on", "Ngày rà soát", 14), ("How it misleads", "Dễ gây hiểu lầm", 60),
        ("Fingerprint", "Phiên bản", 16),
        ("Where", "Ở đâu", 30),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            *(each["kpi"], voice.text(each["label"]), voice.text(each["description"]), each["formula"], each["unit"]),
            *(voice.term("kinds", each["kind"]), each["owner"] or None, each["cadence"], _day(each["reviewed_on"])),
            *("; ".join(map(voice.text, each["pitfalls"])) or None, each["fingerprint"], each["location"]),
        ]
        for each in document["definitions"]
    ]
    return "definitions", heads, rows


def _flags(documents: Sequence[Document], voice: Voice) -> Plain:
    heads = _heads(
        voice, ("Flag", "Cảnh báo", 10), ("Name", "Tên", 26), ("Severity", "Mức độ", 12), ("KPI", "Chỉ số", 26),
        ("Filter", "Bộ lọc", 20), ("What", "Điều gì", 60), ("Why", "Vì sao", 60), ("Instead", "Thay bằng", 60),
        ("Accepted because", "Chấp nhận vì", 40), ("Until", "Đến ngày", 14), ("Sources", "Nguồn", 60),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for document in documents:
        for each in document["flags"]:
            taken = each["accepted"]
            why = voice.text(taken["text"]) or taken["reason"] if taken else None
            cited = "; ".join(", ".join(filter(None, (source_text(voice, c), c["url"]))) for c in each["citations"])
            rows.append(
                [
                    *(
                        each["id"],
                        each["name"],
                        voice.term("severities", each["severity"]),
                        each["kpi"],
                        _filter(document),
                    ),
                    *(voice.text(each["message"]), voice.text(each["why"]), voice.text(each["fix"])),
                    *(why, _day(taken["until"]) if taken else None, cited or None),
                ]
            )
    return "flags", heads, rows


def _comments(document: Document, voice: Voice) -> Plain:
    heads = _heads(
        voice, ("KPI", "Chỉ số", 26), ("Comment or event", "Nhận xét hoặc sự kiện", 70), ("By", "Người viết", 20),
        ("Date", "Ngày", 14), ("Next action", "Việc tiếp theo", 50), ("Until", "Đến ngày", 14),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            *(each["kpi"], voice.text(each["text"]), each["author"], _day(each["date"])),
            *(voice.text(each["next_action"]) or None, _day(each["due"])),
        ]
        for each in document["comments"]
    ]
    rows += [
        [" ".join(each["kpis"]) or None, voice.text(each["label"]), None, _day(each["date"]), None, _day(each["until"])]
        for each in document["events"]
    ]
    return "comments", heads, rows


def _about(document: Document, voice: Voice) -> Plain:
    """Return everything else that changes a number, by its key in the document, and the sources."""
    heads = _heads(voice, ("What", "Mục", 34), ("Value", "Giá trị", 90))
    rows: list[list[Value]] = []
    for part in ("frame", "methodology", "provenance"):
        for key, value in sorted(document[part].items()):
            rows.append([f"{part}.{key}", _said(value, voice)])
    for source in document["sources"]:
        for key, value in sorted(source.items()):
            rows.append([f"sources.{source['name']}.{key}", _said(value, voice)])
    return "about", heads, rows


def _said(value: Any, voice: Voice) -> Value:
    if isinstance(value, Mapping) and set(value) == {"en", "vi"}:
        return voice.text(value)
    if isinstance(value, (Mapping, list, tuple)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value if isinstance(value, (str, int, float, bool)) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
