"""Several processes at one kind of work: results in the order of the tasks, and only a few in memory at a time."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from kpiframe.problems import Problem, UsageError
from kpiframe.texts import Text

Task = TypeVar("Task")
Made = TypeVar("Made")
_AHEAD = 3
"""Tasks a process may be ahead of the reader."""


def in_order(work: Callable[[Task], Made], tasks: Iterable[Task], jobs: int) -> Iterator[Made]:
    """Yield ``work(task)`` for each of *tasks*, in their order, done by *jobs* processes; by this one when it is 1.

    *work* is a function of a module; what it raises is raised here, and nothing further is begun. UsageError when a
    process is ended from outside.
    """
    if jobs <= 1:
        yield from map(work, tasks)
        return
    waiting = iter(tasks)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_deaf) as pool:
        with _held():
            running: deque[Future[Made]] = deque(pool.submit(work, task) for task in islice(waiting, jobs * _AHEAD))
        try:
            while running:
                made = running.popleft().result()
                running.extend(pool.submit(work, task) for task in islice(waiting, 1))
                yield made
        except BrokenProcessPool:
            raise _ended() from None
        finally:
            pool.shutdown(cancel_futures=True)


def _ended() -> UsageError:
    message = Text(
        "a process that made scorecards was ended by the system, as when memory runs out",
        "một tiến trình chấm điểm bị hệ thống kết thúc, như khi hết bộ nhớ",
    )
    return UsageError(Problem("KPF912", message, name="process-ended", help=Text("try --jobs 1", "thử với --jobs 1")))


@contextmanager
def _held() -> Iterator[None]:
    """Hold an interrupt back until the block is done: processes begun in it never hear one, not even while they begin.

    A terminal interrupts all processes at once. Windows has no such mask; there the first half second may be noisy.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def _deaf() -> None:
    """Leave the interrupt to the process that was asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
