"""The inputs of a source in a warehouse, as one GROUP BY a grain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from kpiframe.catalog.bindings import Agg, Aggregate
from kpiframe.catalog.slices import OTHERS
from kpiframe.data.warehouse_queries import Rows
from kpiframe.data.warehouse_rows import NARROW, Value, row_value
from kpiframe.formula.kind import Kind
from kpiframe.periods import Period

_NEAR: Final = timedelta(days=2)
_QUANTILES: Final = (Agg.MEDIAN, Agg.PERCENTILE)


class Inputs(Rows):
    """The typed rows, cut into periods and slices and brought together; nothing is run."""

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
            rows = rows.filter(within, self._near(rows, spans[0][0], spans[-1][1]))
            day = rows[self.names[self.source.time]]
        more = {f"s{i}": self._slice(rows[self.names[name]], tops.get(name)) for i, name in enumerate(slices)}
        more |= {} if day is None else {"p": self._period(day, periods)}
        return rows.mutate(**more) if more else rows

    def _near(self, rows: Any, first: date, last: date) -> Any:
        """Return a condition on the column as stored, wide enough for any time zone: an index or partition knows it."""
        raw = rows[f"{self.names[self.source.time or '']}_raw"]
        low, high = (self.door.constant(day).cast(str(raw.type())) for day in (first - _NEAR, last + _NEAR))
        return raw.between(low, high)

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

    def additive(self, aggregate: Aggregate) -> bool:
        """Return whether the total follows from the slices to the last digit."""
        if aggregate.agg in (Agg.SUM, Agg.AVERAGE) and aggregate.expr:
            return row_value(aggregate.expr, self.values, self.door).digits <= NARROW
        return aggregate.agg in (Agg.COUNT, Agg.MIN, Agg.MAX)

    def flows(
        self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate], passing: Collection[str] = ()
    ) -> Any:
        """Ask for *keys*, ``n`` (rows), and per aggregate ``X`` and the counts it needs.

        ``X_n``: values, where ``X`` does not tell that there are none, or may be too large for the warehouse.
        ``X_r``: rows of its filter, for counts and for those in *passing*.
        """
        rows, found = self._operands(rows, asked)
        return self._grouped(self._placed(rows, keys, asked), keys, asked, found=found, passing=passing)

    def levels(
        self, rows: Any, keys: Sequence[str], asked: Mapping[str, Aggregate], passing: Collection[str] = ()
    ) -> Any:
        """Ask as :meth:`flows`, for the rows of the first or latest moment per key at which the filter holds."""
        rows, found = self._operands(rows, asked)
        moment, shared = self._moment(rows, self.source.time or ""), dict[str, str]()
        ends: dict[tuple[bool, str], tuple[str, Any]] = {}
        for name, aggregate in asked.items():
            start = aggregate.agg is Agg.FIRST or aggregate.at == "period_start"
            at = (start, aggregate.filter.canonical() if aggregate.filter else "")
            shared[name] = f"e{len(ends)}" if at not in ends else ends[at][0]
            held = moment
            if aggregate.filter:
                held = rows[f"{name}_f"].notnull().ifelse(moment, self.door.null(str(moment.type())))
            end = self.door.over(held.min() if start else held.max(), [rows[k] for k in keys])
            ends.setdefault(at, (shared[name], end))
        rows = rows.mutate(**dict(ends.values()))
        moment, at_end = self._moment(rows, self.source.time or ""), {}
        for name, aggregate in asked.items():
            for place in (f"{name}_x", *([f"{name}_f"] if aggregate.filter else ())):
                here = moment == rows[shared[name]]
                at_end[place] = here.ifelse(rows[place], self.door.null(str(rows[place].type())))
        return self._grouped(rows.mutate(**at_end), keys, asked, found=found, passing=passing)

    def _grouped(
        self,
        rows: Any,
        keys: Sequence[str],
        asked: Mapping[str, Aggregate],
        *,
        found: Mapping[str, Value],
        passing: Collection[str],
    ) -> Any:
        parts: dict[str, Any] = {"n": rows.count()}
        for name, aggregate in asked.items():
            bare = aggregate.agg is Agg.COUNT and aggregate.expr is None
            if aggregate.filter and (bare or name in passing):
                parts[f"{name}_r"] = rows[f"{name}_f"].count()
            if _uncertain(aggregate, found[name]):
                parts[f"{name}_n"] = rows[f"{name}_x"].count()
            parts |= self._total(aggregate, name, rows, found[name])
        return rows.group_by(list(keys)).aggregate(**parts) if keys else rows.aggregate(**parts)

    def _operands(self, rows: Any, asked: Mapping[str, Aggregate]) -> tuple[Any, dict[str, Value]]:
        """Return the rows with ``X_x``, what is aggregated, and ``X_f``, 1 where its filter holds and else null."""
        values, made, found = self._values(rows), {}, {}
        for name, aggregate in asked.items():
            found[name], passes = self._operand(rows, aggregate, values)
            made[f"{name}_x"] = found[name].it
            made |= {} if passes is None else {f"{name}_f": passes}
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
            return found, None
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
        x, parts = rows[f"{name}_x"], {}
        match aggregate.agg:
            case Agg.SUM | Agg.AVERAGE | Agg.FIRST | Agg.LAST:
                parts[name] = self.door.total(x, like.scale)
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


def _uncertain(aggregate: Aggregate, like: Value) -> bool:
    """Return whether the values are counted: for counts, means, quantiles, and sums that may be too large to hold."""
    if aggregate.agg in (Agg.SUM, Agg.FIRST, Agg.LAST):
        return like.digits > NARROW
    return aggregate.agg in (Agg.AVERAGE, *_QUANTILES) or (aggregate.agg is Agg.COUNT and aggregate.expr is not None)
