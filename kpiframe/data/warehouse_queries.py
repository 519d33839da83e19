"""What is asked of a warehouse: one expression a question, each answered with few rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from kpiframe.catalog.bindings import Agg, Aggregate, Column, Source
from kpiframe.catalog.slices import OTHERS
from kpiframe.data.warehouse_columns import Read, UnfitError, dated_codes, missing_codes, read_column
from kpiframe.data.warehouse_rows import Value, row_value
from kpiframe.formula.kind import Kind
from kpiframe.periods import Period
from kpiframe.texts import Text

_QUANTILES: Final = (Agg.MEDIAN, Agg.PERCENTILE)
_MARKS: Final = tuple("\u0300\u0301\u0302\u0303\u0304\u0306\u0308\u0309\u030a\u030c\u031b\u0323\u0327")
"""Marks that Vietnamese and European letters are decomposed into."""
_SHOWN: Final = 5
_MOST_TEXTS: Final = 200
_TOTALS: Final = ("total", "grand total", "tổng")


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
        typed = table.select(**listed)
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
    def census(self) -> Any:
        """Ask for one row: ``read``, ``kept``; per column ``filled_``, ``low_`` (cells below zero) and ``bad_``."""
        typed, one = self.typed, self.door.constant(1.0)
        keep = ~typed.gone
        asked = {"read": typed.count(), "kept": self._count(keep)}
        for name, place in self.names.items():
            asked[f"filled_{place}"] = self._count(keep & typed[place].notnull())
            if self.reads[name].value.kind is Kind.NUMBER:
                asked[f"low_{place}"] = self._count(keep & (typed[place].cast("float64") < one - one))
            if name in self.fallible:
                asked[f"bad_{place}"] = self._count(keep & typed[f"{place}_bad"])
            if self.reads[name].value.kind is Kind.TEXT and not self.door.backend.normalize:
                asked[f"loose_{place}"] = self._count(keep & self._holds_marks(typed[place]))
        return typed.aggregate(**asked)

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

    def texts(self, name: str, texts: Sequence[str]) -> Any:
        """Ask for ``v``: values of a text column that differ from *texts* in blanks and capitals at most, and some."""
        column = self.kept.select(v=self.kept[self.names[name]])
        plain = [self.door.constant(text.strip(" \u00a0").lower()) for text in texts]
        alike = column.v.strip().lower().isin(plain) | column.v.isin([self.door.constant(t) for t in texts])
        some = column.filter(column.v.notnull()).distinct().order_by("v").limit(_MOST_TEXTS)
        return column.filter(alike).distinct().union(some, distinct=True)

    def like_totals(self, name: str) -> Any:
        """Ask for ``v`` and ``n``: texts of a column that begin like the word for a total, and their rows."""
        column = self.kept.select(v=self.kept[self.names[name]])
        begins = self.door.constant(False)
        for word in (w for t in _TOTALS for w in (t, t.capitalize(), t.upper(), t.title())):
            begins = begins | column.v.startswith(self.door.constant(word))
        found = column.filter(begins)
        return found.group_by("v").aggregate(n=found.count()).order_by("v").limit(_MOST_TEXTS)

    def _count(self, condition: Any) -> Any:
        return condition.ifelse(self.door.constant(1.0), self.door.null("float64")).count()

    def _holds_marks(self, text: Any) -> Any:
        found = self.door.constant(False)
        for mark in _MARKS:
            found = found | text.contains(self.door.constant(mark))
        return found

    # ---- inputs
    def spanned(
        self, periods: Sequence[Period], slices: Sequence[str], tops: Mapping[str, Sequence[str]], days: int | None
    ) -> Any:
        """Return the rows of *periods* with ``p``, the first day of the period, and the slices ``s0``, ``s1``, ….

        *tops* are the values that keep a slice of their own, *days* the first days of each period that count.
        """
        rows, day = self.kept, None
        if self.source.time is not None:
            day = rows[self.names[self.source.time]]
            rest = timedelta(days=(days or 0) - 1)
            spans = [(periods[0].start, periods[-1].end)]
            if days is not None:
                spans = [(p.start, min(p.start + rest, p.end)) for p in periods]
            within = self.door.constant(False)
            for first, last in spans:
                within = within | day.between(self.door.constant(first), self.door.constant(last))
            rows = rows.filter(within)
            day = rows[self.names[self.source.time]]
        more = {f"s{i}": self._slice(rows[self.names[name]], tops.get(name)) for i, name in enumerate(slices)}
        more |= {} if day is None else {"p": self._period(day, periods)}
        return rows.mutate(**more) if more else rows

    def _slice(self, column: Any, top: Sequence[str] | None) -> Any:
        if top is None:
            return column
        text = column.cast("string")
        known = text.isin([self.door.constant(value) for value in top]) if top else self.door.constant(False)
        return (text.isnull() | known).ifelse(text, self.door.constant(OTHERS))

    def _period(self, day: Any, periods: Sequence[Period]) -> Any:
        """Return the first day of the period of *day*: halved again and again, so that 1,200 take eleven steps."""
        if len(periods) == 1:
            return self.door.constant(periods[0].start)
        half = len(periods) // 2
        before = day < self.door.constant(periods[half].start)
        return before.ifelse(self._period(day, periods[:half]), self._period(day, periods[half:]))

    def flows(self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate]) -> Any:
        """Ask for *keys*, ``n`` (rows), and per aggregate ``X_n`` (values), ``X_r`` (rows of its filter) and ``X``."""
        rows, found = self._operands(rows, asked)
        return self._grouped(self._placed(rows, keys, asked), keys, asked, found)

    def levels(self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate]) -> Any:
        """Ask as :meth:`flows`, for the rows of the first or latest moment per key at which the filter holds."""
        rows, found = self._operands(rows, asked)
        moment, ends = self._moment(rows, self.source.time or ""), {}
        for name, aggregate in asked.items():
            held = rows[f"{name}_f"].notnull().ifelse(moment, self.door.null(str(moment.type())))
            start = aggregate.agg is Agg.FIRST or aggregate.at == "period_start"
            ends[f"{name}_e"] = self.door.over(held.min() if start else held.max(), [rows[k] for k in keys])
        rows = rows.mutate(**ends)
        moment, at_end = self._moment(rows, self.source.time or ""), {}
        for place in (f"{name}_{part}" for name in asked for part in ("x", "f")):
            here = moment == rows[f"{place[:-2]}_e"]
            at_end[place] = here.ifelse(rows[place], self.door.null(str(rows[place].type())))
        return self._grouped(rows.mutate(**at_end), keys, asked, found)

    def _grouped(
        self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate], found: Mapping[str, Value]
    ) -> Any:
        parts: dict[str, Any] = {"n": rows.count()}
        for name, aggregate in asked.items():
            parts |= self._total(aggregate, name, rows, found[name])
        return rows.group_by(list(keys)).aggregate(**parts) if keys else rows.aggregate(**parts)

    def _operands(self, rows: Any, asked: Mapping[str, Aggregate]) -> tuple[Any, dict[str, Value]]:
        """Return the rows with ``X_x``, what is aggregated, and ``X_f``, 1 where the filter holds and else null."""
        values, made, found = self._values(rows), {}, {}
        for name, aggregate in asked.items():
            found[name], made[f"{name}_f"] = self._operand(rows, aggregate, values)
            made[f"{name}_x"] = found[name].it
        return rows.mutate(**made), found

    def _operand(self, rows: Any, aggregate: Aggregate, values: Mapping[str, Value]) -> tuple[Value, Any]:
        one, nothing = self.door.constant(1.0), self.door.null("float64")
        found = row_value(aggregate.expr, values, self.door) if aggregate.expr else Value(one, Kind.NUMBER, exact=False)
        bare = aggregate.expr.text.strip() if aggregate.expr else ""
        if aggregate.agg is Agg.COUNT_DISTINCT and bare in self.names:
            found = replace(found, it=self._moment(rows, bare))
        if found.it is None:
            found = Value(nothing, Kind.NUMBER, exact=False)
        if aggregate.filter is None:
            return found, one
        passes = row_value(aggregate.filter, values, self.door).it
        passes = self.door.null("boolean") if passes is None else passes
        kept = passes.ifelse(found.it, self.door.null(str(found.it.type())))
        return replace(found, it=kept), passes.ifelse(one, nothing)

    def _placed(self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate]) -> Any:
        """Return the rows with ``X_l`` and ``X_h``, where a quantile lies between two values: none is estimated.

        What lies between them is worked out by the engine: warehouses differ there in the last digit.
        """
        shares = {n: a.p or 0.0 if a.agg is Agg.PERCENTILE else 0.5 for n, a in asked.items() if a.agg in _QUANTILES}
        by, made = [rows[k] for k in keys], {}
        for name in shares:
            made[f"{name}_p"] = self.door.place(rows[f"{name}_x"], by)
            made[f"{name}_c"] = self.door.over(rows[f"{name}_x"].count(), by)
        rows = rows.mutate(**made) if made else rows
        ends = {}
        for name, share in shares.items():
            x, place = rows[f"{name}_x"], rows[f"{name}_p"]
            wanted = (rows[f"{name}_c"] - 1).cast("float64") * self.door.constant(share)
            nothing = self.door.null(str(x.type()))
            ends[f"{name}_l"] = (x.notnull() & (place == wanted.floor())).ifelse(x, nothing)
            ends[f"{name}_h"] = (x.notnull() & (place == wanted.ceil())).ifelse(x, nothing)
        return rows.mutate(**ends) if ends else rows

    def _moment(self, rows: Any, name: str) -> Any:
        """Return a column as exact as the source gives it: a timestamp as itself, not as its date."""
        place = self.names[name]
        return rows[f"{place}_m"] if self.reads[name].moment is not None else rows[place]

    def _total(self, aggregate: Aggregate, name: str, rows: Any, like: Value) -> dict[str, Any]:
        x = rows[f"{name}_x"]
        parts = {f"{name}_n": x.count(), f"{name}_r": rows[f"{name}_f"].count()}
        match aggregate.agg:
            case Agg.SUM | Agg.AVERAGE | Agg.FIRST | Agg.LAST:
                parts[name] = x.cast(f"decimal(38, {like.scale})").sum()
            case Agg.COUNT_DISTINCT:
                parts[name] = self.door.distinct(x)
            case Agg.MIN:
                parts[name] = x.min()
            case Agg.MAX:
                parts[name] = x.max()
            case Agg.MEDIAN | Agg.PERCENTILE:
                parts |= {name: rows[f"{name}_l"].max(), f"{name}_h": rows[f"{name}_h"].max()}
            case _:
                pass
        return parts


def unfit(error: UnfitError) -> Text:
    """Return what to tell of a column whose type does not go."""
    column, kind = error.args
    return Text(
        f"column {column.name} is {kind} in the warehouse and declared {column.type.value}; declare the type it has, "
        "cast it in a view, or declare `fetch: rows`",
        f"cột {column.name} trong kho dữ liệu là {kind} nhưng khai báo {column.type.value}; hãy khai báo đúng kiểu, "
        "chuyển kiểu trong view, hoặc khai báo `fetch: rows`",
    )
