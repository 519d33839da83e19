"""What a repository holds: commits, folders and files, read object by object, below a limit of size and number."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import TracebackType
from typing import IO, Final, Self

from kpiframe.history.git import Repository
from kpiframe.problems import Problem, UsageError
from kpiframe.texts import Text

_FOLDER: Final = b"40000"
_FILES: Final = frozenset({b"100644", b"100755"})
"""Links and submodules are neither followed nor read."""
_LARGEST: Final = 16_777_216
"""Bytes of one object; a folder of a hundred thousand files stays below."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit."""

    name: str
    tree: str
    parent: str | None
    """The first; ``None`` at the root."""
    committed: date
    """Day it was committed, on the committer's own clock."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder of a folder."""

    name: str
    object: str
    folder: bool


class Objects:
    """The objects of a repository; a context that ends its two processes."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._running: dict[bool, subprocess.Popen[bytes]] = {}
        self._trees: dict[str, tuple[Entry, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._running.values():
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
            process.kill()
            process.wait()

    def commit(self, name: str) -> Commit:
        """Return the commit called *name*."""
        head = self._read(name, b"commit").split(b"\n\n", 1)[0]
        said: dict[bytes, bytes] = {}
        for line in head.split(b"\n"):
            key, _, value = line.partition(b" ")
            said.setdefault(key, value)
        parent = said.get(b"parent")
        tree = said.get(b"tree", b"").decode("ascii", "replace")
        try:
            day = _day(said[b"committer"])
        except (KeyError, ValueError, IndexError, OverflowError):
            raise _unreadable(name) from None
        return Commit(name, tree, parent.decode("ascii", "replace") if parent else None, day)

    def first_parents(self, name: str, most: int) -> Iterator[Commit]:
        """Yield the commit called *name*, its first parent, and so on, at most *most*."""
        following: str | None = name
        for _ in range(most):
            if following is None:
                return
            found = self.commit(following)
            yield found
            following = found.parent

    def folder(self, tree: str) -> tuple[Entry, ...]:
        """Return the files and folders of the folder *tree*; what has a name that leads elsewhere is left out."""
        if tree not in self._trees:
            data = self._read(tree, b"tree")
            try:
                self._trees[tree] = tuple(_entries(data, len(tree) // 2))
            except ValueError:
                raise _unreadable(tree) from None
        return self._trees[tree]

    def size(self, blob: str) -> int:
        """Return the bytes of the file *blob*."""
        pipe = self._ask(blob, check=True)
        return int(_header(pipe, blob, b"blob"))

    def content(self, blob: str) -> bytes:
        """Return the content of the file *blob*."""
        return self._read(blob, b"blob")

    def _read(self, name: str, kind: bytes) -> bytes:
        pipe = self._ask(name, check=False)
        size = int(_header(pipe, name, kind))
        if size > _LARGEST:
            raise _unreadable(name)
        found = pipe.read(size + 1)
        return found[:size]

    def _ask(self, name: str, *, check: bool) -> IO[bytes]:
        if check not in self._running:
            self._running[check] = self._repository.objects(check=check)
        process = self._running[check]
        if not process.stdin or not process.stdout or not name.isalnum():
            raise _unreadable(name)
        try:
            process.stdin.write(name.encode("ascii") + b"\n")
            process.stdin.flush()
        except OSError:
            raise _unreadable(name) from None
        return process.stdout


def _header(pipe: IO[bytes], name: str, kind: bytes) -> bytes:
    words = pipe.readline(200).split()
    if len(words) != 3 or words[1] != kind:
        raise _unreadable(name)
    return words[2]


def _entries(data: bytes, width: int) -> Iterator[Entry]:
    here = 0
    while here < len(data):
        space, end = data.index(b" ", here), data.index(b"\0", here)
        mode, raw = data[here:space], data[space + 1 : end]
        here = end + 1 + width
        name = raw.decode("utf-8", "surrogateescape")
        if (mode == _FOLDER or mode in _FILES) and _plain(name):
            yield Entry(name, data[end + 1 : here].hex(), mode == _FOLDER)


def _plain(name: str) -> bool:
    return name not in ("", ".", "..") and name.isprintable() and not set(name) & set("/\\:") and name.lower() != ".git"


def _day(committer: bytes) -> date:
    """Return the day of ``Name <mail> 1793664000 +0700``."""
    seconds, zone = committer.rsplit(b" ", 2)[1:]
    sign = -1 if zone.startswith(b"-") else 1
    minutes = sign * (int(zone[1:3]) * 60 + int(zone[3:5]))
    return datetime.fromtimestamp(int(seconds), UTC).astimezone(timezone(timedelta(minutes=minutes))).date()


def _unreadable(name: str) -> UsageError:
    message = Text(f"git cannot read the object {name[:12]}", f"git không đọc được đối tượng {name[:12]}")
    help_ = Text("fetch the whole history, then try again", "hãy tải đủ lịch sử rồi thử lại")
    return UsageError(Problem("KPF908", message, name="no-older-version", help=help_))
