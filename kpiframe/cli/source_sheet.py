"""A source or an adapter as a page of plain text: what ``explain`` prints of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kpiframe.catalog.adapters import Shape
from kpiframe.catalog.bindings import Column, Source
from kpiframe.cli.laying import field, listing
from kpiframe.problems import printable
from kpiframe.texts import Text

_W: Final = {
    "source": Text("source", "nguồn"),
    "adapter": Text("adapter", "bộ đọc tệp xuất"),
    "file": Text("File", "Tệp"),
    "read_as": Text("Read as", "Đọc như"),
    "columns": Text("Columns", "Các cột"),
    "notes": Text("What can go wrong", "Điều có thể sai"),
    "origin": Text("Where each key was set", "Mỗi khoá được đặt ở đâu"),
    "refuse": Text("Not read", "Không đọc"),
    "personal": Text("Personal data, read only when declared", "Dữ liệu cá nhân, chỉ đọc khi được khai báo"),
    "verified": Text("Verified", "Kiểm chứng"),
}
_VERIFIED: Final = {
    "real": Text("an exported file was seen", "đã xem một tệp xuất thật"),
    "code": Text("its headers stand in public code that reads such exports", "tiêu đề có trong mã nguồn công khai"),
    "unverified": Text("no export was seen", "chưa xem tệp xuất nào"),
}
_NOT_ADDITIVE: Final = Text("never summed over rows", "không cộng qua các dòng")
_OPTIONAL: Final = Text("may be absent", "có thể vắng")


def source_sheet(source: Source, shapes: Sequence[Shape], language: str) -> str:
    """Return all about a source: its file, its columns, and the file and line of each of its keys."""
    lines = [f"{source.name}  {_W['source'].into(language)}"]
    lines += field(_W["file"], [source.path or ""], language)
    lines += field(_W["read_as"], [source.adapter or source.format], language)
    notes = next((shape.notes for shape in shapes if shape.adapter == source.adapter), ())
    lines += field(_W["notes"], [note.into(language) for note in notes], language)
    lines += _columns(source.columns, language)
    origins = [f"{o.field}: {o.location} ({o.layer})" for o in source.provenance]
    lines += field(_W["origin"], origins or [str(source.location)], language)
    return printable("\n".join(lines))


def adapter_sheet(shapes: Sequence[Shape], language: str) -> str:
    """Return all about an adapter, table by table."""
    first = shapes[0]
    lines = [f"{first.adapter}  {_W['adapter'].into(language)}"]
    for shape in shapes:
        lines += ["", f"{shape.section}: {shape.label.into(language)}" if shape.section else shape.label.into(language)]
        seen = f" ({shape.seen})" if shape.seen else ""
        lines += field(_W["verified"], [_VERIFIED[shape.verified].into(language) + seen], language)
        lines += field(_W["refuse"], [shape.refuse.into(language)], language)
        lines += field(_W["notes"], [note.into(language) for note in shape.notes], language)
        lines += field(_W["personal"], [", ".join(shape.personal)], language)
        lines += _columns(shape.columns, language)
    return printable("\n".join(lines))


def _columns(columns: Sequence[Column], language: str) -> list[str]:
    rows = [(column.name, "; ".join(_said(column, language))) for column in columns]
    return ["", f"{_W['columns'].into(language)}:", *listing(rows)] if rows else []


def _said(column: Column, language: str) -> Iterator[str]:
    yield column.type.value
    yield " | ".join(dict.fromkeys((column.header, *column.headers)))
    if not column.additive:
        yield _NOT_ADDITIVE.into(language)
    if column.within:
        listed = ", ".join(column.within)
        yield Text(f"summed within one {listed} only", f"chỉ cộng trong cùng một {listed}").into(language)
    if column.optional:
        yield _OPTIONAL.into(language)
