"""What Python users hold of a scored period: ``Card``, and ``Cards``, which makes them one at a time."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpiframe.observations import Watch, unwatched
from kpiframe.problems import Problem, UsageError
from kpiframe.project import Project
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.pipeline import Deck, Hand
    from kpiframe.render.quick_json import Encoder
    from kpiframe.scorecard.model import FlagShown, Scorecard
    from kpiframe.scorecard.rows import ResultShown


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """A scored period: the document and its renderings."""

    document: Scorecard
    problems: tuple[Problem, ...]
    """Findings about the data, the same on every card of a run: each has code, message, severity and location."""
    definition: Project
    encoder: Encoder | None = field(default=None, compare=False, repr=False)
    """Shared by the cards of one run, which hold many texts in common."""

    def __repr__(self) -> str:
        frame = self.document.frame
        cut = "".join(f", {name}={value}" for name, value in frame.slice.items())
        score = "withheld" if self.score is None else f"{self.score:.1f}"
        return f"<kpiframe.Card {frame.project} {frame.scorecard} {frame.period}{cut}: score {score}>"

    @property
    def score(self) -> float | None:
        """The headline, weighed by customer relevance, 0-100."""
        return self.document.score.relevance

    @property
    def flattery_gap(self) -> float | None:
        """Score as usually reported minus the score on independent, customer-centric evidence."""
        return self.document.score.flattery_gap

    @property
    def flags(self) -> tuple[FlagShown, ...]:
        """Flags raised, accepted ones included."""
        return self.document.flags

    @property
    def results(self) -> dict[str, ResultShown]:
        """Rows by KPI name."""
        return {row.kpi: row for row in self.document.results}

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON-ready document."""
        return self.document.to_dict()

    def to_json(self, indent: int | None = None) -> str:
        """Return the document as JSON: keys in order, full precision; *indent* as in :func:`json.dumps`."""
        from kpiframe.render.quick_json import Encoder

        return (self.encoder if self.encoder and indent is None else Encoder(indent)).text(self.document)

    def to_html(self, language: str | None = None, *, audience: str = "client") -> str:
        """Return the page: one self-contained file without script."""
        from kpiframe.render.to_html import to_html

        return to_html(self.to_dict(), self._language(language), templates=self._templates(), audience=audience)

    def to_markdown(self, language: str | None = None, *, audience: str = "client") -> str:
        """Return the scorecard as Markdown."""
        from kpiframe.render.to_markdown import to_markdown

        return to_markdown(self.to_dict(), self._language(language), templates=self._templates(), audience=audience)

    def table(self) -> list[dict[str, Any]]:
        """Return one flat record per KPI: the rows of ``score -o results.csv``, days as dates, no value as ``None``.

        A slice of the project has a column ``slice_NAME``, ``None`` in the total; the columns are the same for every
        card of a project, so that the tables of all its slices make one.
        """
        from kpiframe.render.table import rows

        return list(rows(self.to_dict(), self.definition.slice_by))

    def to_pandas(self) -> Any:
        """Return the table as a pandas frame. Raises UsageError where pandas is not installed."""
        pandas = _library("pandas")
        kinds = {"number": "float64", "day": "datetime64[s]", "yes_no": "bool", "text": "object"}
        return pandas.DataFrame(self.table(), columns=list(self._kinds())).astype(
            {name: kinds[kind] for name, kind in self._kinds().items()}
        )

    def to_polars(self) -> Any:
        """Return the table as a Polars frame. Raises UsageError where Polars is not installed."""
        polars = _library("polars")
        kinds = {"number": polars.Float64, "day": polars.Date, "yes_no": polars.Boolean, "text": polars.String}
        return polars.DataFrame(self.table(), schema={name: kinds[kind] for name, kind in self._kinds().items()})

    def to_arrow(self) -> Any:
        """Return the table as an Arrow table. Raises UsageError where pyarrow is not installed."""
        arrow = _library("pyarrow")
        kinds = {"number": arrow.float64(), "day": arrow.date32(), "yes_no": arrow.bool_(), "text": arrow.string()}
        schema = arrow.schema([(name, kinds[kind]) for name, kind in self._kinds().items()])
        return arrow.Table.from_pylist(self.table(), schema=schema)

    def _kinds(self) -> dict[str, str]:
        from kpiframe.render.table import columns

        return {column.name: column.kind for column in columns(self.definition.slice_by)}

    def _repr_html_(self) -> str:
        return self.to_html()

    def _language(self, language: str | None) -> str:
        return language or self.definition.locale

    def _templates(self) -> Path | None:
        own = self.definition.folder / "templates"
        return own if own.is_dir() else None


class Cards:
    """The cards of one run, the total first; each is made when it is taken, and anew each time."""

    def __init__(self, deck: Deck, definition: Project, watch: Watch = unwatched) -> None:
        from kpiframe.render.quick_json import Encoder

        self.deck, self.definition, self._watch, self._encoder = deck, definition, watch, Encoder()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Findings about the data."""
        return self.deck.problems

    def __repr__(self) -> str:
        return f"<kpiframe.Cards of {self.definition.name}: cards={len(self)}, problems={len(self.problems)}>"

    def __len__(self) -> int:
        return len(self.deck)

    def __iter__(self) -> Iterator[Card]:
        for done, hand in enumerate(self.deck.hands()):
            self._watch("scorecards", done, len(self.deck))
            yield self.card(hand)

    def card(self, hand: Hand) -> Card:
        """Make the card of one slice."""
        return Card(self.deck.card(hand), self.problems, self.definition, self._encoder)

    def shares(self, size: int) -> Iterator[Share]:
        """Yield what other processes need to make the cards, *size* of them each, in order; see Project.resume."""
        common = pickle.dumps((self.deck.layout.name, self.deck.stamp, self.deck.bare()))
        hands = self.deck.hands()
        while some := tuple(islice(hands, size)):
            yield Share(common, some)


@dataclass(frozen=True, slots=True)
class Share:
    """Some cards of a run, for another process to make."""

    common: bytes
    """What all cards of the run share."""
    hands: tuple[Hand, ...]


def _library(name: str) -> Any:
    """Return a library that is no part of kpiframe."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        message = Text(f"this needs {name}, which is not installed", f"việc này cần {name}, mà {name} chưa được cài")
        install = Text(f"pip install {name}", f"pip install {name}")
        raise UsageError(Problem("KPF253", message, name="missing-extra", help=install)) from error
