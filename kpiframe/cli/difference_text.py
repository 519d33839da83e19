"""A comparison for a terminal: what differs, in words, then the score, then the flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from kpiframe.catalog import telling
from kpiframe.catalog.differences import Change, Effect
from kpiframe.cli.difference import Compared
from kpiframe.cli.versions import Side
from kpiframe.history.impact import Impact
from kpiframe.lint.formats.view import SEVERITY, flat, line_of
from kpiframe.rules.flags import Flag
from kpiframe.texts import Text

_EFFECTS: Final = {
    Effect.VALUES: Text("changes values or how they are judged", "đổi giá trị hoặc cách đánh giá"),
    Effect.FLAGS: Text("changes no value, only which flags are raised", "không đổi giá trị, chỉ đổi cảnh báo"),
    Effect.WORDS: Text("label only: changes no value", "chỉ đổi lời: không đổi giá trị nào"),
}
_KPIS: Final = Text("KPIs", "KPI")
_CARDS: Final = Text("Scorecards", "Bảng điểm")
_REST: Final = Text("Data and rules", "Dữ liệu và quy tắc")
_ADDED: Final = Text("added", "thêm")
_REMOVED: Final = Text("removed", "bỏ")
_CHANGED: Final = Text("changed", "sửa")
_NOTHING: Final = Text("The definitions say the same.", "Hai bản định nghĩa giống nhau.")
_NO_IMPACT: Final = Text(
    "Not scored: add --impact to see what the changes do to the score.",
    "Chưa chấm điểm: thêm --impact để xem thay đổi ảnh hưởng thế nào đến điểm.",
)
_NONE: Final = Text("none", "không có")
_WHY: Final = Text("why", "vì sao")
_HELP: Final = Text("help", "gợi ý")
_ACCEPTED: Final = Text("accepted", "đã chấp nhận")
_LONGEST: Final = 200


def as_text(found: Compared, language: str) -> str:
    """Return the whole comparison as lines, ending in a newline."""
    difference = found.versions.difference
    blocks = [[f"{_side(found.versions.before, language)} -> {_side(found.versions.after, language)}"]]
    if difference.empty:
        blocks.append([_NOTHING.into(language)])
    blocks += [block for block in _changes(found, language) if len(block) > 1]
    if found.impact:
        blocks.append(list(_impact(found, found.impact, language)))
    elif found.seen:
        blocks.append([_NO_IMPACT.into(language)])
    blocks += [list(_flag(flag, language)) for flag in found.flags]
    blocks += [list(_not_judged(found, language)), [_sum(found).into(language)]]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _side(side: Side, language: str) -> str:
    day = f", {_day(side.on, language)}" if side.on else ""
    return flat(f"{side.label.into(language)}{day}")


def _changes(found: Compared, language: str) -> Iterator[list[str]]:
    difference = found.versions.difference
    kpis = [f"  {_ADDED.into(language)}  {k.name}" for k in difference.added]
    kpis += [f"  {_REMOVED.into(language)}  {k.name}" for k in difference.removed]
    for name, changes in difference.of_kpis().items():
        effect = min((c.effect for c in changes), key=lambda e: e.rank)
        kpis.append(f"  {_CHANGED.into(language)}  {name} ({_EFFECTS[effect].into(language)})")
        kpis += _lines(changes, found, language, "      ")
    yield [_KPIS.into(language), *kpis]
    cards = [f"  {_ADDED.into(language)}  {c.name}" for c in difference.new_scorecards]
    cards += [f"  {_REMOVED.into(language)}  {c.name}" for c in difference.lost_scorecards]
    own = [c for c in difference.changes if c.scorecard]
    for name in dict.fromkeys(c.scorecard for c in own):
        cards.append(f"  {_CHANGED.into(language)}  {name}")
        cards += _lines((c for c in own if c.scorecard == name), found, language, "      ")
    yield [_CARDS.into(language), *cards]
    rest = [c for c in difference.changes if not c.kpi and not c.scorecard]
    yield [_REST.into(language), *_lines(rest, found, language, "  ")]


def _lines(changes: Iterable[Change], found: Compared, language: str, indent: str) -> Iterator[str]:
    rises = {seen.change.path: seen for seen in found.seen}
    for change in changes:
        old, new = (_cut(line_of(text, language)) for text in (change.old, change.new))
        line = f"{indent}{line_of(change.field, language)}: {old} -> {new}"
        notes = []
        day = found.versions.dates.get(change.path)
        if day:
            notes.append(Text(f"since {day.isoformat()}", f"từ {day:%d/%m/%Y}").into(language))
        seen = rises.get(change.path)
        if seen and seen.rise is not None and seen.alone:
            points = _signed(seen.rise)
            notes.append(Text(f"alone {points.en} points", f"riêng nó {points.vi} điểm").into(language))
        yield line + (f" ({'; '.join(notes)})" if notes else "")


def _impact(found: Compared, impact: Impact, language: str) -> Iterator[str]:
    before, after = impact.before.score.relevance, impact.after.score.relevance
    card = line_of(impact.after.frame.scorecard_label, language)
    change = f" ({_signed(impact.rise).into(language)})" if impact.rise is not None else ""
    head = Text(f"Score of {card} in {found.period}", f"Điểm của {card} kỳ {found.period}").into(language)
    yield f"{head}: {_number(before, language)} -> {_number(after, language)}{change}"
    rows = ({row.kpi: row for row in card.results} for card in (impact.before, impact.after))
    old, new = rows
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        told = [
            (Text("value", "giá trị"), was.value if was else None, now.value if now else None),
            (Text("score", "điểm"), was.score if was else None, now.score if now else None),
        ]
        moved = [f"{w.into(language)} {_number(a, language)} -> {_number(b, language)}" for w, a, b in told if a != b]
        if moved:
            yield f"  {name}: {'; '.join(moved)}"


def _flag(flag: Flag, language: str) -> Iterator[str]:
    word = _ACCEPTED if flag.accepted else SEVERITY[flag.severity]
    yield f"{word.into(language)}[{flag.rule.id} {flag.rule.name}]: {line_of(flag.message, language)}"
    if flag.location.file:
        yield f"  --> {flat(flag.location)}"
    yield f"   = {_WHY.into(language)}: {line_of(flag.why, language)}"
    yield f"   = {_HELP.into(language)}: {line_of(flag.fix, language)}"


def _not_judged(found: Compared, language: str) -> Iterator[str]:
    for rule, fact in dict.fromkeys((n.rule, n.fact) for n in found.not_judged):
        about = [n.kpi or n.scorecard for n in found.not_judged if (n.rule, n.fact) == (rule, fact)]
        names = ", ".join(about[:5]) + (" …" if len(about) > 5 else "")
        text = Text(
            f"not judged[{rule}]: {fact} is unknown: {names}", f"chưa xét được[{rule}]: chưa biết {fact}: {names}"
        )
        yield flat(text.into(language))


def _sum(found: Compared) -> Text:
    difference = found.versions.difference
    kpis, errors = difference.of_kpis(), sum(f.severity.value == "error" and not f.accepted for f in found.flags)
    words = sum(all(c.effect is Effect.WORDS for c in changes) for changes in kpis.values())
    others = sum(f.severity.value != "error" and not f.accepted for f in found.flags)
    unknown, accepted = len(found.not_judged), sum(f.accepted is not None for f in found.flags)
    return Text(
        f"KPIs: {len(difference.added)} added, {len(difference.removed)} removed, {len(kpis)} changed ({words} in "
        f"words only); flags: errors {errors}, others {others}, accepted {accepted}, not judged {unknown}",
        f"KPI: thêm {len(difference.added)}, bỏ {len(difference.removed)}, sửa {len(kpis)} ({words} chỉ đổi lời); cảnh "
        f"báo: lỗi {errors}, mức khác {others}, đã chấp nhận {accepted}, chưa xét được {unknown}",
    )


def _day(day: date, language: str) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else day.isoformat()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _signed(value: float) -> Text:
    told = f"{round(value, 2):+.10g}"
    return Text(told, told.replace(".", ","))


def _number(value: float | None, language: str) -> str:
    return _NONE.into(language) if value is None else telling.number(round(value, 2)).into(language)
