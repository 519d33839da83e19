"""The scorecard for a terminal: a table in plain characters, marks and words for every state, colour on request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kpiframe.render.columns import pad, paint, widths, wrap
from kpiframe.render.page import front
from kpiframe.render.tokens import SYMBOLS

Page = Mapping[str, Any]
_LEAST: Final = 60
_COLON_COMMAND: Final = re.compile(r"^((?:\x1b\[\d+m)?\s*)::")
_HASH_COMMAND: Final = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_LABEL: Final = 20
_LAYOUTS: Final = (
    (("kpi", "status", "value", "target", "previous", "year_ago", "score", "weight"), True),
    (("kpi", "status", "value", "target", "previous", "score", "weight"), True),
    (("kpi", "status", "value", "target", "previous", "score", "weight"), False),
    (("kpi", "status", "value", "target", "score", "weight"), False),
    (("kpi", "status", "value", "score", "weight"), False),
)
"""Columns from rich to bare; True: with the words of units and verdicts."""
_FLAGS: Final = 50


def to_terminal(document: Mapping[str, Any], language: str, *, width: int = 100, color: bool = False) -> str:
    """Return *document* (``Scorecard.to_dict()``) as lines of at most *width* cells (60 at least), ending in a newline.

    Texts of the document cannot bring control or bidi characters; ANSI sequences appear only with *color*.
    """
    page = front(document, language)
    room = max(width, _LEAST)
    lines = [*_head(page, room, color), "", *_table(page, room, color), "", *_notes(page, room)]
    return "\n".join(_harmless(line.rstrip().replace("\u00a0", " ")) for line in lines) + "\n"


def _harmless(line: str) -> str:
    """Return *line* such that no CI system takes it, or a part of it, for a command."""
    return _HASH_COMMAND.sub("# #", _COLON_COMMAND.sub(r"\1: :", line))


def _mark(status: Mapping[str, str]) -> str:
    return f"{SYMBOLS.get(status['icon'], '?')} {status['word']}"


def _head(page: Page, room: int, color: bool) -> list[str]:  # noqa: FBT001 - one of the two ways of printing
    frame, headline, gap, words = page["frame"], page["headline"], page["gap"], page["words"]
    lines = [
        paint(line, "bold", color=color)
        for line in wrap(f"{frame['client']['text']} · {frame['scorecard']['text']}", room)
    ]
    lines += wrap(f"{frame['period']} ({frame['complete']}) · {frame['against']} · {frame['currency']}", room)
    lines += wrap(f"{frame['as_of']} · {frame['definitions']} · {frame['slice']}", room)
    if frame["invented"]:
        lines += wrap(frame["invented"], room)
    lines.append("")
    status = headline["status"]
    word = f"   {_mark(status)}" if status else ""
    first, *more = wrap(f"{headline['line']}{word}", room)
    lines += [paint(first, "bold", color=color), *more]
    for text in (headline["withheld"], headline["capped"], page["dimensions"]["nobody"]):
        lines += wrap(text, room) if text else []
    unit = f" {words['gap']['points']}" if gap["state"] == "gap" else ""
    title = f"{words['gap']['title']}: {gap['points']}{unit}"
    lines += [paint(line, "bold", color=color) for line in wrap(title, room)]
    three = " · ".join(f"{each['name']} {each['score']}" for each in gap["scores"])
    lines += wrap(three, room, "  ", "  ")
    if gap["state"] != "gap":
        lines += wrap(gap["lead"], room, "  ", "  ")
    for each in gap["contributors"]:
        note = f" ({each['note']})" if each["note"] else ""
        lines += wrap(f"{each['label']['text']}{note}", room, " " * 9, f"  {each['points']:>5}  ")
    return lines


def _table(page: Page, room: int, color: bool) -> list[str]:  # noqa: FBT001 - one of the two ways of printing
    groups = [*page["groups"], *page["rest"]]
    if not groups:
        return []
    columns, fitted = _layout(page, [row for group in groups for row in group["rows"]], room - 2)
    heads = [page["words"]["table"][name] for name, _ in columns]
    rule = "  " + "─" * (sum(fitted) + 2 * (len(fitted) - 1))
    lines = [_line(heads, columns, fitted, "bold", color), rule]
    for group in groups:
        lines += wrap(_group(group), room, "  ")
        for row in group["rows"]:
            cells = [_cell(row, *column) for column in columns]
            lines.append(_line(cells, columns, fitted, row["status"]["icon"], color))
            lines += _below(row, room, page["words"])
    return lines


def _layout(page: Page, rows: list[Mapping[str, Any]], room: int) -> tuple[list[tuple[str, bool]], list[int]]:
    """Return the richest columns (name, with words) that fit *room* without cutting a number, and their widths."""
    words = page["words"]["table"]
    for names, full in _LAYOUTS:
        columns = [(name, full) for name in names]
        fitted = widths([[words[n] for n in names], *([_cell(row, *c) for c in columns] for row in rows)])
        spare = room - sum(fitted) - 2 * (len(fitted) - 1)
        label = min(fitted[0], max(fitted[0] + spare, 0))
        if label >= min(fitted[0], _LABEL):
            break
    return columns, [max(label, 8), *fitted[1:]]


def _cell(row: Mapping[str, Any], name: str, full: bool) -> str:  # noqa: FBT001 - a column comes rich or bare
    if name == "kpi":
        return str(row["label"]["text"]) + " †" * bool(row["panel"]) + " ⚑" * bool(row["flags"])
    if name == "status":
        return _mark(row["status"]) if row["certain"] else f"({_mark(row['status'])})"
    if name == "value":
        return str(row["text"] if full or row["value"] is None else row["value"])
    if name in ("previous", "year_ago"):
        parts = [row[name]["arrow"], row[name]["text"], row[name]["verdict"] if full else ""]
        return " ".join(part for part in parts if part)
    return str(row[name])


def _line(cells: list[str], columns: list[tuple[str, bool]], fitted: list[int], style: str, color: bool) -> str:  # noqa: FBT001
    right = [name not in ("kpi", "status") for name, _ in columns]
    shown = [pad(text, width, right=side) for text, width, side in zip(cells, fitted, right, strict=True)]
    if style == "bold":
        shown = [paint(text, style, color=color) for text in shown]
    else:
        shown[1] = paint(shown[1], style, color=color)
    return "  " + "  ".join(shown)


def _group(group: Mapping[str, Any]) -> str:
    status = _mark(group["status"]) if group["status"] else ""
    parts = [
        f"{group['label']['text']}: {group['score']} {status}".strip() if group["score"] else group["label"]["text"]
    ]
    parts += [group[k] for k in ("weight", "bounds", "capped", "withheld") if group[k]]
    return " · ".join(parts)


def _below(row: Mapping[str, Any], room: int, words: Mapping[str, Any]) -> list[str]:
    lines = []
    if row["reason"]:
        note = f" ({row['imputed']})" if row["imputed"] else ""
        lines += wrap(row["reason"] + note, room, "    ", "    ")
    for why in row["broken"]:
        lines += wrap(why, room, "    ", "    ")
    for given in row["comments"]:
        text = str(given["text"]["text"])
        if given["next"]:
            text += f" {words['news']['next_action']} {given['next']['text']}"
        lines += wrap(f"{text} — {given['by']}", room, "      ", "    ✎ ")
    return lines


def _stewardship(page: Page, room: int) -> list[str]:
    """Return the total of the KPIs marked †, which are not part of the score; nothing without such KPIs."""
    given, words = page["stewardship"], page["words"]["panels"]
    if given is None:
        return []
    status = f" {_mark(given['status'])}" if given["status"] else ""
    parts = [f"{words['total']}: {given['score']}{status}", *given["parts"]]
    parts += [given[k] for k in ("withheld", "capped") if given[k]]
    return [*wrap(f"† {words['title']}", room), *wrap(" · ".join(parts), room, "  ", "  "), ""]


def _notes(page: Page, room: int) -> list[str]:
    words = page["words"]
    lines = [*_stewardship(page, room), *wrap(f"{words['legend']['title']}: {words['legend']['terminal']}", room)]
    for given in page["news"]["comments"]:
        lines += ["", *wrap(f"{words['news']['manager']}: {given['text']['text']} — {given['by']}", room, "  ")]
    if page["flags"]:
        lines += ["", words["flags"]["title"]]
    found = [(flag, each) for flag in page["flags"] for each in flag["findings"]]
    for flag, each in found[:_FLAGS]:
        accepted = f" [{each['accepted']['line']}]" if each["accepted"] else ""
        text = f"{flag['id']} {flag['name']} ({flag['severity']}): {each['label']['text']}: {each['message']['text']}"
        lines += wrap(text + accepted, room, "    ", "  ⚑ ")
    if len(found) > _FLAGS:
        lines.append("  " + words["terminal"]["more"].replace("{count}", str(len(found) - _FLAGS)))
    return [*lines, "", *wrap(page["unjudged"], room, "  ")] if page["unjudged"] else lines
