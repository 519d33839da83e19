"""The lines of a proposal about rows that sum up others: which they are, both sums, and what is done with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from kpiframe.catalog.bindings import ColumnType
from kpiframe.data.guessing import Guess
from kpiframe.data.proposing.sum_rows import SumRow
from kpiframe.data.proposing.table import Table
from kpiframe.data.proposing.yaml_lines import comment, note, scalar, scalars
from kpiframe.texts import Text

_SHOWN: Final = 5
_LEFT_OUT: Final = Text("rows that sum up the others: left out", "các dòng cộng các dòng khác: bị loại")


def without_word(table: Table, guesses: Sequence[Guess]) -> tuple[Guess, ...]:
    """Return *guesses*; where a column of dates or numbers says "total", the word means no value there."""
    at, said = table.sums.at, _words(table)
    if not said or guesses[at].type is ColumnType.TEXT or not all(cell.strip() for cell in table.columns[at]):
        return tuple(guesses)
    found = replace(guesses[at], missing=(*guesses[at].missing, *said))
    return (*guesses[:at], found, *guesses[at + 1 :])


def totals_lines(
    table: Table, names: Sequence[str], usable: Collection[str], guesses: Sequence[Guess], language: str
) -> Iterator[str]:
    """Yield ``totals`` with what it can be checked by, and comments with the sums where a person must look."""
    sums, column = table.sums, names[table.sums.at]
    for row in (*sums.parts, *sums.suspects)[:_SHOWN]:
        yield comment(_told(row, names), language, 4)
    more = len(sums.parts) + len(sums.suspects) - _SHOWN
    if more > 0:
        yield comment(Text(f"and {more} more such rows", f"và {more} dòng như vậy nữa"), language, 4)
    if not sums.rows:
        return
    begins = _begins(table)
    if guesses[sums.at].type is not ColumnType.TEXT:
        if any(word not in guesses[sums.at].missing for word in _words(table)):
            yield comment(_in_the_way(begins), language, 4)
            return
        begins = [""]
    if column not in usable:
        yield comment(_in_the_way(begins), language, 4)
        return
    whole = sums.whole
    checked = [names[i] for i, (said, summed) in whole.sums.items() if said == summed] if whole else []
    checked = [name for name in checked if name in usable]
    yield from (comment(words, language, 4) for words in _unchecked(whole, names))
    which = f", row: {scalar(whole.text)}" if whole and whole.text and begins != [""] and len(sums.rows) > 1 else ""
    check = f", check: [{', '.join(checked)}]" if checked and (which or len(sums.rows) == 1) else ""
    keys = f"begins: {scalars(begins)}, column: {column}{which if check else ''}{check}"
    yield f"    totals: {{{keys}}}{note(_LEFT_OUT, language)}"


def _words(table: Table) -> list[str]:
    return list(dict.fromkeys(row.text for row in table.sums.rows if row.text))


def _begins(table: Table) -> list[str]:
    """Return what tells these rows: of subtotals the word they share, where no other row begins with it."""
    kept = [cell.strip() for cell in table.columns[table.sums.at]]
    found: list[str] = []
    for row in table.sums.rows:
        word = row.word + " "
        shared = row.part and row.text.startswith(word) and not any(cell.startswith(word) for cell in kept)
        found.append(word if shared else row.text)
    return list(dict.fromkeys(found))


def _told(row: SumRow, names: Sequence[str]) -> Text:
    said = " ".join(row.text.split())[:60] or "—"
    sums = "; ".join(f"{names[i]} {_plain(s)} / {_plain(t)}" for i, (s, t) in row.sums.items()) or "—"
    if row.agrees and row.word:
        what = Text("sums up the rows above it", "cộng các dòng phía trên")
    elif row.agrees:
        what = Text(
            "looks like the sum of the rows above it, and counts: leave it out if it is",
            "giống tổng các dòng phía trên mà vẫn được tính: hãy loại nếu đúng",
        )
    else:
        what = Text(
            "begins like a total, but is not the sum of the rows above it: it counts",
            "bắt đầu như dòng tổng nhưng không bằng tổng các dòng phía trên: vẫn được tính",
        )
    return Text(
        f"UNSURE: line {row.line}, {said!r} {what.en} (it says / they add up to: {sums})",
        f"CHƯA CHẮC: dòng {row.line}, {said!r} {what.vi} (dòng này ghi / cộng lại: {sums})",
    )


def _unchecked(whole: SumRow | None, names: Sequence[str]) -> Iterator[Text]:
    """Yield why a total is not checked."""
    if whole is None:
        yield Text(
            "no row sums up all of them, so nothing checks that the file is whole",
            "không có dòng tổng của tất cả nên không thể kiểm tra tệp có đầy đủ không",
        )
        return
    wrong = [(names[i], said, summed) for i, (said, summed) in whole.sums.items() if said != summed]
    if wrong:
        sums = "; ".join(f"{name} {_plain(said)} / {_plain(summed)}" for name, said, summed in wrong[:_SHOWN])
        yield Text(
            f"UNSURE: line {whole.line} is no sum of the rows: not checked (it says / they add up to: {sums})",
            f"CHƯA CHẮC: dòng {whole.line} không bằng tổng các dòng: không kiểm tra (dòng ghi / cộng lại: {sums})",
        )


def _in_the_way(begins: Sequence[str]) -> Text:
    listed = scalars(begins)
    return Text(
        f"UNSURE: rows that say {listed} sum up the others; remove them from the file, or they count",
        f"CHƯA CHẮC: các dòng ghi {listed} cộng các dòng khác; hãy xoá khỏi tệp, nếu không chúng sẽ được tính",
    )


def _plain(value: Decimal) -> str:
    return f"{value:f}"
