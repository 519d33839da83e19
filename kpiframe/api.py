"""What Python users begin with: ``evaluate``, ``load`` and ``Project``."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kpiframe
from kpiframe.cards import Card, Cards, Share
from kpiframe.document import Document
from kpiframe.evaluation.given import rows_to_given
from kpiframe.evaluation.results import Result
from kpiframe.formula.evaluate import evaluate as evaluate_text
from kpiframe.frames import tables_of
from kpiframe.observations import Watch, unwatched
from kpiframe.problems import DefinitionError, Problem, Severity, UsageError, did_you_mean
from kpiframe.project import Project as Definition
from kpiframe.project_reading import read_project
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.pipeline import Stamp

__all__ = ["Card", "Cards", "Project", "Share", "evaluate", "load"]


def evaluate(formula: str, inputs: Mapping[str, Any]) -> Result:
    """Return the value of *formula* over *inputs*, or no value with the reason.

    >>> evaluate("(promoters - detractors) / responses * 100", {"promoters": 75, "detractors": 15, "responses": 150})
    Result(value=40.0, reason=None, detail='')

    Raises FormulaError, and nothing else, for a text outside the formula language or an unknown name.
    """
    return Result(*evaluate_text(formula, inputs))


def load(path: str | Path = ".", *, root: str | Path | None = None) -> Project:
    """Read the project in folder *path*. Raises DefinitionError carrying every problem when there is an error.

    *root* widens what definitions may reach; the git work tree around the project by default.
    """
    _typed("path", path, (str, Path))
    _typed("root", root, (str, Path, type(None)))
    definition, problems, documents = read_project(Path(path), root=Path(root) if root else None)
    if definition is None or any(p.severity is Severity.ERROR for p in problems):
        raise DefinitionError([p for p in problems if p.severity is Severity.ERROR])
    return Project(definition, tuple(problems), documents)


@dataclass(frozen=True, slots=True, repr=False)
class Project:
    """A project without errors, ready to score."""

    definition: Definition
    problems: tuple[Problem, ...]
    """Warnings and remarks of reading."""
    documents: Mapping[str, Document]

    def __repr__(self) -> str:
        there = self.definition
        kpis = {name for layout in there.catalog.layouts.values() for name in layout.kpis}
        counts = f"kpis={len(kpis)}, scorecards={len(there.catalog.layouts)}, sources={len(there.sources)}"
        return f"<kpiframe.Project {there.name}: {counts}, problems={len(self.problems)}>"

    @property
    def fingerprint(self) -> str:
        """Hash over every definition file of the project, 12 hex digits."""
        digest = hashlib.sha256()
        for shown in sorted(self.documents):
            digest.update(f"{shown}\x00{self.documents[shown].text}\x00".encode())
        return digest.hexdigest()[:12]

    @property
    def rules_fingerprint(self) -> str:
        """Hash over id, conditions and parameters of every rule in force, 12 hex digits."""
        digest = hashlib.sha256()
        for key, rule in sorted(self.definition.catalog.rules.items()):
            lines = [(line.severity.value, line.formula.canonical()) for line in rule.when]
            digest.update(repr((key, lines, sorted(rule.params.items()))).encode())
        return digest.hexdigest()[:12]

    def score(self, period: str | None = None, **asked: Any) -> Card:
        """Return the scorecard over all slices; see :meth:`score_all` for what may be *asked*."""
        return self.score_all(period, **asked)[0]

    def score_all(self, period: str | None = None, **asked: Any) -> list[Card]:
        """Return one card per slice, the total first; see :meth:`score_each` for what may be *asked*."""
        return list(self.score_each(period, **asked))

    def score_each(
        self,
        period: str | None = None,
        *,
        scorecard: str | None = None,
        observations: Any = None,
        frames: Mapping[str, Any] | None = None,
        today: date | None = None,
        threads: int | None = None,
        memory_limit: str | None = None,
        allow_sql: bool = False,
        environ: Mapping[str, str] | None = None,
        watch: Watch | None = None,
    ) -> Cards:
        """Read the data at once and return the cards, one per slice and the total first, each made when it is taken.

        *period* is a key such as ``2026-10`` (default: the latest complete period with data). *observations* are
        numbers given ready-made: ``{input: number}``, ``{input: {period: number}}`` or a frame with the columns
        ``input``, ``period``, ``value``. *frames* (pandas, Polars, Arrow) stand for the files of sources. *today* is
        the day that age and the default period count from (default: the day after the newest row; the clock is never
        read). *memory_limit* is the engine's, such as ``500MB``. Sources that are SQL text run only with *allow_sql*.
        *environ* holds the variables that name warehouses, such as ``os.environ``; without it none can be reached.
        *watch* is told how far the work has come: ``watch(step, done, total)``.

        Raises UsageError for a period, scorecard, source or input that does not exist.
        """
        from kpiframe.pipeline import Request, deal

        _typed("period", period, (str, type(None)))
        _typed("scorecard", scorecard, (str, type(None)))
        _typed("today", today, (date, type(None)))
        _typed("allow_sql", allow_sql, (bool,))
        _typed("environ", environ, (Mapping, type(None)))
        _typed("frames", frames, (Mapping, type(None)))
        _known_sources(frames or {}, self.definition)
        request = Request(
            period=period,
            scorecard=scorecard,
            today=today.date() if isinstance(today, datetime) else today,
            frames=tables_of(frames or {}),
            given=None if observations is None else _given(observations),
            threads=threads,
            memory_limit=memory_limit,
            allow_sql=allow_sql,
            variables=environ or {},
            watch=watch or unwatched,
        )
        return Cards(deal(self.definition, request, self._stamp()), self.definition, request.watch)

    def resume(self, common: bytes) -> Cards:
        """Return what makes the cards of shares of another process; *common* as in :class:`Share`, from nowhere else.

        Raises UsageError when the definitions are no longer those the run began with.
        """
        from kpiframe.pipeline import resume

        layout, stamp, bare = pickle.loads(common)  # noqa: S301 - written by the process that started this one
        if stamp.definitions != self.fingerprint:
            changed = Text("the definitions changed during the run", "định nghĩa bị thay đổi trong lúc chạy")
            again = Text("run it again", "hãy chạy lại")
            raise UsageError(Problem("KPF554", changed, name="definitions-changed", help=again))
        return Cards(resume(self.definition, layout, bare, stamp), self.definition)

    def _stamp(self) -> Stamp:
        from kpiframe.pipeline import Stamp

        return Stamp(kpiframe.__version__, self.fingerprint, self.rules_fingerprint)


def _typed(name: str, value: object, kinds: tuple[type, ...]) -> None:
    """Raise UsageError when the argument *name* is of none of *kinds*."""
    if isinstance(value, kinds):
        return
    allowed = tuple("None" if kind is type(None) else kind.__name__ for kind in kinds)
    got = type(value).__name__
    message = Text(
        f"{name} is a {got}; it has to be {' or '.join(allowed)}",
        f"{name} thuộc kiểu {got}; cần kiểu {' hoặc '.join(allowed)}",
    )
    raise UsageError(Problem("KPF559", message, name="bad-argument", allowed=allowed))


def _known_sources(frames: Mapping[str, Any], definition: Definition) -> None:
    """Raise UsageError for a frame no source is waiting for: the file would be read instead, without a word."""
    for name in frames:
        if name not in definition.sources:
            known = tuple(definition.sources)
            message = Text(
                f"the project has no source {name!r} for this frame", f"dự án không có nguồn {name!r} cho bảng này"
            )
            raise UsageError(
                Problem("KPF552", message, name="unknown-frame", allowed=known, meant=did_you_mean(str(name), known))
            )


def _given(observations: Any) -> Mapping[str, Any]:
    if isinstance(observations, Mapping):
        return observations
    table = observations.to_pydict() if hasattr(observations, "to_pydict") else observations
    try:
        columns = [list(table[name]) for name in ("input", "period", "value")]
    except Exception as error:  # pandas, Polars and Arrow each have errors of their own
        message = Text(
            "observations are a mapping {input: number}, or a frame with the columns input, period and value",
            "observations là ánh xạ {đầu vào: số}, hoặc bảng có các cột input, period và value",
        )
        raise UsageError(Problem("KPF553", message, name="not-a-table")) from error
    return rows_to_given(zip(*columns, strict=True))
