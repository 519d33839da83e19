"""Names of the codes. A code is never used again for something else; a name may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kpiframe.formula.places import CODES
from kpiframe.problems import Problem

NAMES: Final = {
    "KPF210": "bad-cells",
    "KPF211": "overflow",
    "KPF212": "duplicate-keys",
    "KPF213": "suspected-totals",
    "KPF214": "broken-lines",
    "KPF215": "rows-without-period",
    "KPF216": "future-rows",
    "KPF217": "missing-slice",
    "KPF218": "source-cycle",
    "KPF219": "engine-failure",
    "KPF220": "bad-given-value",
    "KPF221": "negative-values",
    "KPF222": "unusable-source",
    "KPF223": "too-many-slices",
    "KPF224": "no-date",
    "KPF225": "filter-text-unseen",
    "KPF226": "doubtful-workbook",
    "KPF227": "totals-differ",
    "KPF228": "mixed-grains",
    "KPF229": "join-multiplies",
    "KPF230": "join-unmatched",
    "KPF231": "past-still-changes",
    "KPF232": "sql-not-allowed",
    "KPF233": "sql-refused",
    "KPF305": "thresholds-out-of-order",
    "KPF306": "group-without-weight",
    "KPF307": "dominant-kpi",
    "KPF308": "much-not-applicable",
    "KPF309": "missing-redistributed",
    "KPF310": "beyond-natural-limit",
    "KPF311": "never-scored",
    "KPF320": "missing-translation",
    "KPF321": "missing-description",
    "KPF322": "nobody-answers",
    "KPF323": "no-decision",
    "KPF325": "deprecated-kpi",
    "KPF326": "draft-kpi",
    "KPF327": "lifecycle-suggested",
    "KPF330": "registry-stale",
    "KPF331": "raters-disagree",
    "KPF332": "raters-unnamed",
    "KPF333": "one-rater",
    "KPF501": "yaml-syntax",
    "KPF502": "duplicate-key",
    "KPF503": "unknown-key",
    "KPF504": "wrong-type",
    "KPF505": "bad-value",
    "KPF506": "missing-key",
    "KPF507": "bad-name",
    "KPF508": "duplicate-definition",
    "KPF509": "unknown-reference",
    "KPF523": "unused-input",
    "KPF540": "cycle",
    "KPF541": "unbound-input",
    "KPF542": "unused-binding",
    "KPF543": "unknown-source-or-column",
    "KPF544": "locked-field",
    "KPF545": "override-without-reason",
    "KPF546": "path-refused",
    "KPF547": "unreadable-file",
    "KPF548": "bad-extends",
    "KPF549": "limit-exceeded",
    "KPF550": "bad-date",
    "KPF560": "unknown-fact",
    "KPF561": "parameter-shadows-fact",
    "KPF562": "unknown-placeholder",
    "KPF563": "uneven-placeholders",
    "KPF564": "unused-parameter",
    "KPF901": "unused-suppression",
    "KPF902": "expired-suppression",
    "KPF903": "blanket-suppression",
    "KPF904": "unknown-rule",
    "KPF905": "endless-suppression",
    **CODES,
}


def named(problems: Iterable[Problem]) -> list[Problem]:
    """Return *problems*, each with the name of its code."""
    return [p if p.name else replace(p, name=NAMES.get(p.code, "")) for p in problems]
