"""KPF330: what is known of retired metrics and of platforms was read long ago.

Nothing in a definition passes or fails: the day of the registry that ships with kpiframe decides, or a later ``as_of``
of the project's own entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from kpiframe.lint.scene import Scene
from kpiframe.paths import PROJECT_FILE
from kpiframe.problems import Location, Problem, Severity
from kpiframe.texts import Text

STALE_DAYS: Final = 180
"""Half a year: in the thirteen months to April 2026 twelve platform series broke, so older knowledge misses some."""
_PARTS: Final = {
    "lifecycle": Text("registry of retired metrics", "sổ theo dõi các chỉ số đã ngừng dùng"),
    "platforms": Text("registry of platforms", "sổ theo dõi các nền tảng"),
}


def check(scene: Scene) -> Iterator[Problem]:
    """Yield each part of the registry that nobody has read again for half a year."""
    if not scene.adopted:
        return
    for part, what in _PARTS.items():
        day = scene.catalog.as_of.get(part)
        age = (scene.today - day).days if day else 0
        if day and age > STALE_DAYS:
            yield Problem(
                "KPF330",
                Text(
                    f"the {what.en} is {age} days old (as of {day.isoformat()})",
                    f"{what.vi} đã cũ {age} ngày (tính đến {day.day}/{day.month}/{day.year})",
                ),
                _place(scene),
                Severity.WARNING,
                help=Text(
                    "update kpiframe, or add your own entries with a later as_of",
                    "hãy cập nhật kpiframe, hoặc thêm mục của riêng bạn với as_of mới hơn",
                ),
                subject=part,
            )


def _place(scene: Scene) -> Location:
    """Return the project's own file, the last of those it is built on."""
    files = [file for file in sorted(scene.files) if PurePosixPath(file).name == PROJECT_FILE]
    return Location(files[0] if files else PROJECT_FILE, 1, 1)
