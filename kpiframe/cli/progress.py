"""How far long work has come: one line on a terminal, and not a byte anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from kpiframe.cli.session import Session
from kpiframe.texts import Text

_STEPS: Final = {
    "sources": Text("reading sources {done}/{total}", "đang đọc nguồn {done}/{total}"),
    "aggregates": Text("adding up sources {done}/{total}", "đang cộng số liệu từng nguồn {done}/{total}"),
    "scorecards": Text("scoring {done}/{total}", "đang chấm điểm {done}/{total}"),
    "pages": Text("writing scorecard {done}/{total}", "đang viết bảng điểm {done}/{total}"),
}
_PAUSE: Final = 0.1
"""Seconds between two drawings of the same step."""
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """A line that draws over itself; call it with a step, what is done of it, and how much there is."""

    def __init__(self, stream: TextIO | None, language: str) -> None:
        self._stream, self._language = stream, language
        self._step, self._drawn = "", 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draw where *step* is, not more often than people can read."""
        now = time.monotonic()
        if self._stream is None or (step == self._step and now - self._drawn < _PAUSE):
            return
        self._step, self._drawn = step, now
        line = _STEPS[step].into(self._language).format(done=done, total=total)
        self._stream.write(f"{_CLEAR}{line} …")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away: what is printed next begins on an empty one."""
        if self._stream is not None and self._step:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._step = ""


@contextmanager
def progress(session: Session) -> Iterator[Progress]:
    """Give the progress line of this session; it is gone at the end of the block, however that ends."""
    line = Progress(sys.stderr if shown(session, sys.stderr) else None, session.language)
    try:
        yield line
    finally:
        line.clear()


def shown(session: Session, stream: TextIO) -> bool:
    """Tell whether *stream* is a terminal somebody watches: no pipe, no CI, not ``--quiet``, not a dumb one."""
    automatic = session.environ.get("CI", "").lower() not in ("", "0", "false")
    dumb = session.environ.get("TERM", "dumb") == "dumb"
    terminal = bool(getattr(stream, "isatty", bool)())
    return terminal and not (automatic or dumb or session.quiet)
