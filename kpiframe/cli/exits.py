"""What the exit status of every command means."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses, the same for every command.

    0: fine. 1: findings at or above ``--fail-level``, or an example or rule test that failed. 2: wrong usage,
    definitions or data that cannot be used as written, or a fault of kpiframe itself. 3: nothing to do: no
    definitions, no tests, nothing found.
    """

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    INTERRUPTED = 130
