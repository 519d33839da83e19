"""What is asked of a warehouse about a source: one expression a question, each answered with few rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from kpiframe.catalog.bindings import Column, Source
from kpiframe.catalog.slices import OTHERS
from kpiframe.data.total_words import FIRST_WORDS, LONE_WORDS
from kpiframe.data.warehouse_columns import Read, UnfitError, dated_codes, missing_codes, read_column
from kpiframe.data.warehouse_rows import Value, row_value
from kpiframe.formula.kind import Kind
from kpiframe.texts import Text

_MARKS: Final = tuple("\u0300\u0301\u0302\u0303\u0304\u0306\u0308\u0309\u030a\u030c\u031b\u0323\u0327")
"""Marks that Vietnamese and European letters are decomposed into."""
_SHOWN: Final = 5
_MOST_TEXTS: Final = 200


class Rows:
    """The typed rows of a table, without those that are dropped; every method builds an expression and runs none."""

    def __init__(self, door: Any, table: Any, source: Source, columns: Mapping[Column, str], timezone: str) -> None:
        """*columns* are the used ones, each with its name in the table. UnfitError for a type that does not go."""
        self.door = door
        self.source = source
        self.names = {column.name: f"v{i}" for i, column in enumerate(columns)}
        self.reads = {c.name: self._read(c, table[place], timezone) for c, place in columns.items()}
        day = self.reads[source.time].value.it if source.time else None
        listed: dict[str, Any] = {}
        for column, place in columns.items():
            listed |= self._listed(column, table[place], day)
        typed = door.once(table.select(**listed))
        values = self._values(typed)
        drop = door.constant(False)
        for formula in source.drop_rows:
            drop = drop | door.coalesce([row_value(formula, values, door).it, door.constant(False)])
        self.typed = typed.mutate(gone=drop)
        self.kept = self.typed.filter(~self.typed.gone) if source.drop_rows else self.typed

    def _read(self, column: Column, raw: Any, timezone: str) -> Read:
        try:
            return read_column(column, raw, self.source, timezone, self.door)
        except UnfitError as error:
            raise UnfitError(column, str(raw.type())) from error

    def _listed(self, column: Column, raw: Any, day: Any) -> dict[str, Any]:
        """Return value, badness and raw cell of one column; a code that means "no answer" is no value and not bad."""
        name, read = self.names[column.name], self.reads[column.name]
        gone = missing_codes(column, raw, self.door)
        for code in column.unanswered:
            held = dated_codes(code, raw, day, self.door)
            gone = held if gone is None else gone if held is None else gone | held
        value, bad = read.value.it, read.bad
        if gone is not None:
            gone = self.door.coalesce([gone, self.door.constant(False)])
            value = (~gone).ifelse(value, self.door.null(str(value.type())))
            bad = bad & ~gone if bad is not None else None
        listed = {name: value}
        if bad is not None:
            listed |= {f"{name}_bad": bad & raw.notnull(), f"{name}_raw": raw}
        if read.moment is not None:
            listed[f"{name}_m"] = read.moment
        return listed

    def _values(self, typed: Any) -> dict[str, Value]:
        return {n: replace(read.value, it=typed[self.names[n]]) for n, read in self.reads.items()}

    @property
    def values(self) -> dict[str, Value]:
        """What formulas may name, over the kept rows."""
        return self._values(self.kept)

    @property
    def fallible(self) -> list[str]:
        """Names of the columns that may hold bad cells."""
        return [name for name, read in self.reads.items() if read.bad is not None]

    # ---- what is told of the source
    def census(self, texts: Mapping[str, Sequence[str]] | None = None) -> Any:
        """Ask for one row: ``read``; ``kept`` where rows are dropped; the rest as numbers of kept rows.

        Per column ``filled_``, ``low_`` (cells below zero), ``bad_``; per text column ``others_`` (the name of the
        slice of all others), ``loose_`` (decomposed), ``total_`` (like a total; of the first one), and for *texts*
        that are looked for: ``has_COLUMN_i``, the text at *i*, and ``near_``, nearly one of them.
        """
        typed, found = self.typed, dict[str, Any]()
        for name, place in self.names.items():
            kind, cell = self.reads[name].value.kind, typed[place]
            found[f"filled_{place}"] = cell.notnull()
            if kind is Kind.NUMBER:
                found[f"low_{place}"] = cell < self._zero(cell)
            if name in self.fallible:
                found[f"bad_{place}"] = typed[f"{place}_bad"]
            if kind is Kind.TEXT:
                found |= self._of_texts(name, cell, (texts or {}).get(name, ()))
        if self.source.drop_rows:
            found = {"kept": ~typed.gone} | {name: ~typed.gone & condition for name, condition in found.items()}
        counts = {name: self._count(condition) for name, condition in found.items()}
        if not self.source.drop_rows:
            counts |= {f"filled_{place}": typed[place].count() for place in self.names.values()}
        return typed.aggregate(read=typed.count(), **counts)

    def _of_texts(self, name: str, cell: Any, wanted: Sequence[str]) -> dict[str, Any]:
        """Return what :meth:`census` counts of a text column, as conditions."""
        place = self.names[name]
        found = {f"others_{place}": cell == self.door.constant(OTHERS)}
        if not self.door.backend.normalize:
            found[f"loose_{place}"] = self._holds_marks(cell)
        if name == self.first_text:
            found[f"total_{place}"] = self._begins_like_total(cell)
        found |= {f"has_{place}_{i}": cell == self.door.constant(text) for i, text in enumerate(wanted)}
        if wanted:
            found[f"near_{place}"] = self._alike(cell, wanted) & ~cell.isin([self.door.constant(t) for t in wanted])
        return found

    @property
    def first_text(self) -> str:
        """The first text column: it says what a row is, also that it is a total. Empty when there is none."""
        texts = (c.name for c in self.source.columns if c.type.value == "text" and c.name in self.names)
        return next(texts, "")

    def bad_cells(self, name: str) -> Any:
        """Return the first bad cells of a column, as text."""
        place = self.names[name]
        found = self.kept.filter(self.kept[f"{place}_bad"])
        return found.select(cell=found[f"{place}_raw"].cast("string")).order_by("cell").limit(_SHOWN)

    def days(self) -> Any:
        """Ask for ``day`` and ``n``, the number of its rows."""
        place = self.names[self.source.time or ""]
        return self.kept.group_by(day=self.kept[place]).aggregate(n=self.kept.count())

    def repeated_keys(self) -> Any:
        """Ask for the columns of the key as ``k0``, ``k1``, … and ``n``, for every key with several rows."""
        keys = {f"k{i}": self.kept[self.names[k]] for i, k in enumerate(self.source.key)}
        grouped = self.kept.group_by(**keys).aggregate(n=self.kept.count())
        return grouped.filter(grouped.n > 1)

    def surplus(self) -> Any:
        """Ask for one row: ``surplus``, the rows beyond the first of their key."""
        repeated = self.repeated_keys()
        return repeated.aggregate(surplus=(repeated.n - 1).sum())

    def examples(self) -> Any:
        """Ask for the first repeated keys."""
        repeated = self.repeated_keys()
        return repeated.order_by([f"k{i}" for i in range(len(self.source.key))]).limit(3)

    def alike(self, name: str, texts: Sequence[str]) -> Any:
        """Ask for ``v``: values of a text column that differ from *texts* in blanks and capitals at most."""
        column = self.kept.select(v=self.kept[self.names[name]])
        found = self._alike(column.v, texts) | column.v.isin([self.door.constant(t) for t in texts])
        return column.filter(found).distinct()

    def some(self, name: str) -> Any:
        """Ask for ``v``: the first values of a text column, to find what was meant."""
        column = self.kept.select(v=self.kept[self.names[name]])
        return column.filter(column.v.notnull()).distinct().order_by("v").limit(_MOST_TEXTS)

    def like_totals(self, name: str) -> Any:
        """Ask for ``v`` and ``n``: texts of a column that begin like the word for a total, and their rows."""
        column = self.kept.select(v=self.kept[self.names[name]])
        found = column.filter(self._begins_like_total(column.v))
        return found.group_by("v").aggregate(n=found.count()).order_by("v").limit(_MOST_TEXTS)

    def _begins_like_total(self, text: Any) -> Any:
        begins = self.door.constant(False)
        for word in _cases(FIRST_WORDS):
            begins = begins | text.like(f"{word}%")
        return begins | text.isin(list(_cases(LONE_WORDS)))

    def _alike(self, text: Any, texts: Sequence[str]) -> Any:
        plain = dict.fromkeys(one.strip(" \u00a0").lower() for one in texts)
        return text.strip().lower().isin([self.door.constant(one) for one in plain])

    def _zero(self, number: Any) -> Any:
        kind = number.type()
        if kind.is_decimal():
            return self.door.number(Decimal(0), kind.scale)
        return self.door.constant(0 if kind.is_integer() else 0.0)

    def _count(self, condition: Any) -> Any:
        return condition.ifelse(self.door.constant(1.0), self.door.null("float64")).count()

    def _holds_marks(self, text: Any) -> Any:
        found = self.door.constant(False)
        for mark in _MARKS:
            found = found | text.contains(self.door.constant(mark))
        return found


def unfit(error: UnfitError) -> Text:
    """Return what to tell of a column whose type does not go."""
    column, kind = error.args
    return Text(
        f"column {column.name} is {kind} in the warehouse and declared {column.type.value}; declare the type it has, "
        "cast it in a view, or declare `fetch: rows`",
        f"cột {column.name} trong kho dữ liệu là {kind} nhưng khai báo {column.type.value}; hãy khai báo đúng kiểu, "
        "chuyển kiểu trong view, hoặc khai báo `fetch: rows`",
    )


def _cases(words: Sequence[str]) -> Iterable[str]:
    """Return *words* as people write them: capitals nowhere, first, in every word, everywhere."""
    return dict.fromkeys(w for word in words for w in (word, word.capitalize(), word.title(), word.upper()))
