"""The scorecard for a terminal: a table in plain characters, marks and words for every state, colour on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kpiframe.render.columns import paint, pad, widths, wrap
from kpiframe.render.page import build
from kpiframe.render.tokens import SYMBOLS

Page = Mapping[str, Any]
_LEAST: Final = 60
_RIGHT: Final = (False, False, True, True, True, True, True)
_MOST: Final = (40, 20, 26, 22, 22, 5, 7)
_FLAGS: Final = 50


def to_terminal(document: Mapping[str, Any], language: str, *, width: int = 100, color: bool = False) -> str:
    """Return *document* (``Scorecard.to_dict()``) as lines of at most *width* cells (60 at least), ending in a newline.

    Texts of the document cannot bring control or bidi characters; ANSI sequences appear only with *color*.
    """
    page = build(document, language)
    room = max(width, _LEAST)
    lines = [*_head(page, room, color), "", *_table(page, room, color), "", *_notes(page, room)]
    return "\n".join(line.rstrip().replace("\u00a0", " ") for line in lines) + "\n"


def _mark(status: Mapping[str, str]) -> str:
    return f"{SYMBOLS.get(status['icon'], '?')} {status['word']}"


def _head(page: Page, room: int, color: bool) -> list[str]:  # noqa: FBT001 - one of the two ways of printing
    frame, headline, gap, words = page["frame"], page["headline"], page["gap"], page["words"]
    lines = [paint(line, "bold", color=color) for line in wrap(f"{frame['client']['text']} · {frame['scorecard']['text']}", room)]
    lines += wrap(f"{frame['period']} ({frame['complete']}) · {frame['against']} · {frame['currency']}", room)
    lines += wrap(f"{frame['as_of']} · {frame['definitions']} · {frame['slice']}", room)
    if frame["invented"]:
        lines += wrap(frame["invented"], room)
    lines.append("")
    status = headline["status"]
    word = f"   {_mark(status)}" if status else ""
    first, *more = wrap(f"{headline['line']}{word}", room)
    lines += [paint(first, "bold", color=color), *more]
    for text in (headline["withheld"], headline["capped"]):
        lines += wrap(text, room) if text else []
    unit = f" {words['gap']['points']}" if gap["state"] == "gap" else ""
    title = f"{words['gap']['title']}: {gap['points']}{unit}"
    lines += [paint(line, "bold", color=color) for line in wrap(title, room)]
    three = " · ".join(f"{each['name']} {each['score']}" for each in gap["scores"])
    lines += wrap(f"  {three}", room, "  ")
    if gap["state"] != "gap":
        lines += wrap(f"  {gap['lead']}", room, "  ")
    for each in gap["contributors"]:
        note = f" ({each['note']})" if each["note"] else ""
        lines += wrap(f"  {each['points']:>5}  {each['label']['text']}{note}", room, " " * 9)
    return lines


def _cells(row: Mapping[str, Any]) -> list[str]:
    status = _mark(row["status"]) if row["certain"] else f"({_mark(row['status'])})"
    earlier = row["previous"]
    previous = " ".join(part for part in (earlier["arrow"], earlier["text"], earlier["verdict"]) if part)
    flag = " ⚑" * bool(row["flags"])
    return [row["label"]["text"] + flag, status, row["text"], row["target"], previous, row["score"], row["weight"]]


def _table(page: Page, room: int, color: bool) -> list[str]:  # noqa: FBT001 - one of the two ways of printing
    words = page["words"]["table"]
    heads = [words[k] for k in ("kpi", "status", "value", "target", "previous", "score", "weight")]
    groups = [*page["groups"], *page["rest"]]
    cells = [_cells(row) for group in groups for row in group["rows"]]
    fitted = _fit(widths([heads, *cells], _MOST), room - 2)
    lines = [_line(heads, fitted, "bold", color), "  " + "─" * (sum(fitted) + 2 * (len(fitted) - 1))]
    for group in groups:
        lines += wrap(_group(group), room, "  ")
        for row in group["rows"]:
            lines.append(_line(_cells(row), fitted, row["status"]["icon"], color))
            lines += _below(row, room, page["words"])
    return lines


def _fit(columns: list[int], room: int) -> list[int]:
    """Take what does not fit from the widest columns, the label last."""
    fitted = list(columns)
    while sum(fitted) + 2 * (len(fitted) - 1) > room:
        widest = max(range(len(fitted)), key=lambda i: (fitted[i] - (6 if i == 0 else 0), i))
        if fitted[widest] <= 4:
            break
        fitted[widest] -= 1
    return fitted


def _line(cells: list[str], fitted: list[int], style: str, color: bool) -> str:  # noqa: FBT001
    shown = [pad(text, width, right=right) for text, width, right in zip(cells, fitted, _RIGHT, strict=True)]
    if style == "bold":
        shown = [paint(text, style, color=color) for text in shown]
    else:
        shown[1] = paint(shown[1], style, color=color)
    return "  " + "  ".join(shown)


def _group(group: Mapping[str, Any]) -> str:
    status = _mark(group["status"]) if group["status"] else ""
    parts = [f"{group['label']['text']}: {group['score']} {status}".strip() if group["score"] else group["label"]["text"]]
    parts += [group[k] for k in ("weight", "bounds", "capped", "withheld") if group[k]]
    return " · ".join(parts)


def _below(row: Mapping[str, Any], room: int, words: Mapping[str, Any]) -> list[str]:
    lines = []
    if row["reason"]:
        lines += wrap(f"    {row['reason']} {row['imputed'] and '(' + row['imputed'] + ')'}", room, "    ")
    for given in row["comments"]:
        text = f"    ✎ {given['text']['text']}"
        if given["next"]:
            text += f" {words['news']['next_action']} {given['next']['text']}"
        lines += wrap(f"{text} — {given['by']}", room, "      ")
    return lines


def _notes(page: Page, room: int) -> list[str]:
    words = page["words"]
    lines = wrap(f"{words['legend']['title']}: {words['legend']['terminal']}", room)
    for given in page["news"]["comments"]:
        lines += ["", *wrap(f"{words['news']['manager']}: {given['text']['text']} — {given['by']}", room, "  ")]
    if page["flags"]:
        lines += ["", words["flags"]["title"]]
    found = [(flag, each) for flag in page["flags"] for each in flag["findings"]]
    for flag, each in found[:_FLAGS]:
        accepted = f" [{each['accepted']['line']}]" if each["accepted"] else ""
        text = f"  ⚑ {flag['id']} {flag['name']} ({flag['severity']}): {each['label']['text']}: {each['message']['text']}"
        lines += wrap(text + accepted, room, "    ")
    if len(found) > _FLAGS:
        lines.append("  " + words["terminal"]["more"].replace("{count}", str(len(found) - _FLAGS)))
    return lines
