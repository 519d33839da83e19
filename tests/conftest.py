"""For every test: no socket, no write outside temporary folders. A test that does either fails."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
_SOCKETS = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
_CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod"}
_CACHES = {"__pycache__", ".pytest_cache", ".hypothesis", ".import_linter_cache", ".coverage"}


class Watch:
    """Which foreign deeds the running test has done so far."""

    def __init__(self) -> None:
        self.on = False
        self.deeds: list[str] = []
        self.free = [Path(tempfile.gettempdir()).resolve(), Path("/dev"), Path("/proc/self")]

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event in _SOCKETS or (event == "open" and _writes(args)) or event in _CHANGES:
            deed = f"{event} {args[:2]!r}"
            if event in _SOCKETS or not self._allowed(_target(event, args)):
                self.deeds.append(deed)
                raise PermissionError(f"not in a test: {deed}")

    def _allowed(self, target: object) -> bool:
        if not isinstance(target, (str, bytes, os.PathLike)):
            return True  # a file that is open already
        path = Path(os.fsdecode(target))
        path = path if path.is_absolute() else Path(os.getcwd()) / path
        path = Path(os.path.normpath(path))
        return any(path.is_relative_to(f) or path.parent.resolve().is_relative_to(f) for f in self.free) or bool(
            _CACHES & set(path.parts)
        )


def _target(event: str, args: tuple[object, ...]) -> object:
    """What a deed changes; a name relative to an open folder (as in rmtree) is put below that folder."""
    if event in {"os.remove", "os.rmdir"} and isinstance(args[1], int) and args[1] >= 0:
        return os.path.join(os.readlink(f"/proc/self/fd/{args[1]}"), os.fsdecode(args[0]))  # type: ignore[arg-type]
    return args[0]


def _writes(args: tuple[object, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


_WATCH = Watch()
sys.addaudithook(_WATCH)


@pytest.fixture(autouse=True)
def no_foreign_deeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail a test that opens a socket or changes a file outside temporary folders."""
    home = tmp_path_factory.getbasetemp().resolve()
    _WATCH.free = [*_WATCH.free[:3], home]
    if os.environ.get("KPIFRAME_SNAPSHOT_UPDATE"):
        _WATCH.free.append(REPOSITORY / "tests")
    _WATCH.deeds.clear()
    _WATCH.on = True
    yield
    _WATCH.on = False
    assert not _WATCH.deeds, "\n".join(_WATCH.deeds)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout the tests run in."""
    return REPOSITORY
