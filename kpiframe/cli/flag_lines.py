"""Flags a definition would get: on any scorecard, and if it were all there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kpiframe.audit.judging import flags_of, invented_layout
from kpiframe.audit.words import SEVERITIES
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.model import Kpi
from kpiframe.cli.laying import field
from kpiframe.rules.engine import judge_definitions
from kpiframe.rules.flags import Flag
from kpiframe.texts import Text

_ALONE: Final = Text("Flags it gets on any scorecard", "Cảnh báo trên mọi bảng điểm")
_WHOLE: Final = Text("Flags if it were the whole scorecard", "Cảnh báo nếu cả bảng điểm chỉ có nó")
_NONE: Final = Text("none", "không có")


def flag_lines(kpi: Kpi, catalog: Catalog, language: str, today: date) -> list[str]:
    """Return the flags of *kpi* by itself, and those it would get as 100 % of a scorecard; no team is known here."""
    alone = judge_definitions(catalog, [], also=[kpi.name], today=today, stage="score")[0]
    whole = flags_of({kpi.name: kpi}, invented_layout([kpi.name]), catalog, today)
    known = {_identity(flag) for flag in alone}
    worst = [flag for flag in whole if _identity(flag) in known] or alone
    rest = [flag for flag in whole if _identity(flag) not in known]
    none = _NONE.into(language)
    return [
        *field(_ALONE, list(_said(worst, language)) or [none], language),
        *field(_WHOLE, list(_said(rest, language)) or [none], language),
    ]


def _identity(flag: Flag) -> tuple[str, object]:
    return flag.rule.id, flag.facts.get("entry")


def _said(flags: Sequence[Flag], language: str) -> Iterable[str]:
    for flag in flags:
        severity = SEVERITIES[flag.severity].into(language)
        yield f"{severity} {flag.rule.id} {flag.rule.name}: {flag.message.into(language)}"
