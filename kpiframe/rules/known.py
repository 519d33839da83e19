"""Every fact about one scorecard and what it holds, worked out when a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from kpiframe.catalog.knowledge import LifecycleEntry
from kpiframe.rules.definition_facts import Setting, entry_facts, kpi_facts
from kpiframe.rules.ledger_facts import ledger_facts, ledgers_of
from kpiframe.rules.pair_facts import pair_facts, pairs_of
from kpiframe.rules.pair_formulas import Shapes
from kpiframe.rules.pair_series_facts import pair_series_facts
from kpiframe.rules.pair_words import pair_words
from kpiframe.rules.pairs_by_numbers import paired_by_numbers
from kpiframe.rules.result_facts import card_result_facts, kpi_result_facts
from kpiframe.rules.seen import CardFacts
from kpiframe.rules.series_facts import card_series_facts, entry_series_facts, kpi_series_facts
from kpiframe.rules.set_facts import set_facts
from kpiframe.rules.wording import FactValue
from kpiframe.scoring.breaks import entries_of

FactMap: TypeAlias = Mapping[str, FactValue]


class Known:
    """The facts of a setting; with *card*, also those of its numbers.

    *like* knows the definitions of the same scorecard without numbers: what it has worked out is not done again.
    """

    def __init__(self, setting: Setting, card: CardFacts | None = None, like: Known | None = None) -> None:
        self.setting = setting
        self._card = card
        self._like = like if like and like.setting is setting else None
        self._kpis: dict[str, FactMap] = {}
        self._pairs: dict[tuple[str, str], FactMap] = {}
        self._defined: dict[tuple[str, str], FactMap] = {}
        self.shapes: Shapes = like.shapes if like else Shapes(setting.catalog.kpis)
        self.linked: dict[tuple[str, bool], Sequence[LifecycleEntry]] = like.linked if like else {}
        self.declared: dict[str, Sequence[tuple[str, str]]] = like.declared if like else {}

    @cached_property
    def card(self) -> FactMap:
        """Facts of the scorecard as a whole."""
        return {**(self._like.card if self._like else set_facts(self.setting)), **self._numbers}

    @cached_property
    def _numbers(self) -> FactMap:
        if not self._card:
            return {}
        return {**card_result_facts(self._card, self.setting), **card_series_facts(self._card, self.setting)}

    def kpi(self, name: str) -> FactMap:
        """Return the facts of one KPI, those of the scorecard among them."""
        if name not in self._kpis:
            kpi = self.setting.catalog.kpis[name]
            defined = self._like.kpi(name) if self._like else {**self.card, **kpi_facts(kpi, self.setting)}
            facts = {**defined, **self._numbers}
            if self._card:
                linked = self._linked(name, succeeded=True)
                facts |= kpi_result_facts(kpi, self._card, self.setting, linked)
                facts |= kpi_series_facts(kpi, self._card, linked)
            self._kpis[name] = facts
        return self._kpis[name]

    def _linked(self, name: str, *, succeeded: bool) -> Sequence[LifecycleEntry]:
        if (name, succeeded) not in self.linked:
            kpis = self.setting.catalog.kpis
            found = entries_of(kpis[name], self.setting.catalog.lifecycle, kpis, succeeded=succeeded)
            self.linked[name, succeeded] = found
        return self.linked[name, succeeded]

    def entries(self, name: str, *, succeeded: bool = False) -> Iterator[LifecycleEntry]:
        """Yield the lifecycle entries a KPI, or one its formula names, is linked to.

        With *succeeded*, also those of its predecessor.
        """
        yield from self._linked(name, succeeded=succeeded)

    def entry(self, name: str, entry: LifecycleEntry) -> FactMap:
        """Return the facts of one lifecycle entry of one KPI."""
        facts = {**self.kpi(name), **entry_facts(entry, self.setting, self.setting.catalog.kpis[name])}
        if self._card:
            facts |= entry_series_facts(self.setting.catalog.kpis[name], entry, self._card)
        return facts

    @cached_property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """(KPI, other) of every two KPIs that have to do with one another."""
        name = self.setting.layout.name if self.setting.layout else ""
        if name not in self.declared:
            self.declared[name] = pairs_of(self.setting, self.shapes)
        found = dict.fromkeys(self.declared[name])
        if self._card:
            found |= dict.fromkeys(paired_by_numbers(self._card, self.setting))
        return list(found)

    def pair(self, name: str, other: str) -> FactMap:
        """Return the facts of two KPIs, those of the first among them."""
        if (name, other) not in self._pairs:
            kpis = self.setting.catalog.kpis
            found = {**self.defined_pair(name, other)}
            if self._card:
                found |= pair_series_facts(kpis[name], kpis[other], self._card, self.setting)
            self._pairs[name, other] = found | pair_words(found)
        return {**self.kpi(name), **self._pairs[name, other]}

    def defined_pair(self, name: str, other: str) -> FactMap:
        """Return what the definitions of two KPIs say of each other."""
        if self._like:
            return self._like.defined_pair(name, other)
        if (name, other) not in self._defined:
            kpis = self.setting.catalog.kpis
            self._defined[name, other] = pair_facts(kpis[name], kpis[other], self.setting, self.shapes)
        return self._defined[name, other]

    @cached_property
    def ledgers(self) -> Sequence[str]:
        """KPIs of the brand's own books against which others are credited."""
        return ledgers_of(self.setting)

    def ledger(self, name: str) -> FactMap:
        """Return the facts of one ledger."""
        found = ledger_facts(name, self._card, self.setting) if self._card else {}
        return {**self.card, **found}
