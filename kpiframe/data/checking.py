"""Everything that is to be said of typed rows before they are summed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kpiframe.catalog.bindings import Binding
from kpiframe.data.census import time_notes
from kpiframe.data.database import Database
from kpiframe.data.doubtful_sums import doubtful_sums
from kpiframe.data.exports import mixed_sums, period_problems, rows_over_edges, undated_sources
from kpiframe.data.like_keys import spelling_problems
from kpiframe.data.ready import Ready
from kpiframe.data.relations import Relation
from kpiframe.data.usage import Usage
from kpiframe.data.uses import Uses
from kpiframe.periods import Period
from kpiframe.problems import Problem


def row_problems(
    used: Sequence[Usage],
    ready: Ready,
    feeding: Mapping[str, Relation],
    bound: Sequence[Binding],
    *,
    uses: Uses,
    shown: Period,
    today: date,
    frames: Collection[str],
    database: Database,
) -> list[Problem]:
    """Return what is doubtful about the rows of *ready* sources and the sums over those that are *feeding* inputs.

    *frames* are the sources that stand for a file: nobody asks them for a date.
    """
    problems: list[Problem] = []
    for name, relation in feeding.items():
        if relation.timed:
            problems += time_notes(relation, ready.dates[name], today, database)
        mine = [b for b in bound if b.source == name]
        problems += mixed_sums(relation, mine, database)
        dates = ready.dates.get(name)
        problems += doubtful_sums(relation, mine, uses=uses, dates=dates, shown=shown, database=database)
    problems += spelling_problems(used, ready, database)
    problems += period_problems(ready.reports.values(), ready.relations, shown)
    problems += undated_sources((n for n in feeding if n not in frames), ready.relations, shown)
    return [*problems, *rows_over_edges(ready.relations, shown.calendar, database)]
