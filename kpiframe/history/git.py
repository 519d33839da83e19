"""A git repository that is only read: no hook, filter, pager, signature check, download or option can come of it.

Two commands are ever run, ``rev-parse`` on a name that was looked at first, and ``cat-file --batch`` on object names;
nothing a repository holds is passed to git as a path or executed. Everything else is read from the objects.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kpiframe.problems import Problem, UsageError, printable
from kpiframe.texts import Text

_SECONDS: Final = 60
_LONGEST: Final = 200
_OBJECT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_KEPT: Final = ("PATH", "HOME", "USERPROFILE", "XDG_CONFIG_HOME", "SYSTEMROOT")
_CALM: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PAGER": "cat",
}
_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
    "diff.external=",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)


class Repository:
    """The repository whose work tree is *top*."""

    def __init__(self, top: Path, environ: Mapping[str, str]) -> None:
        """*environ* is asked for PATH and the home folder; every GIT_ variable is left behind. UsageError, no git."""
        self.top = top
        self._program = _program(top, environ)
        self._environ = {**{k: environ[k] for k in _KEPT if k in environ}, **_CALM}

    def commit(self, name: str) -> str:
        """Return the object name of the commit that *name* means. UsageError for anything else."""
        if not name or name.startswith("-") or len(name) > _LONGEST or not name.isprintable() or ":" in name:
            raise _unknown(name)
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        done = subprocess.run(  # noqa: S603 - no shell, and the one name was looked at
            self.command(*words), env=self._environ, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_SECONDS, check=False,
        )  # fmt: skip
        told = done.stdout.decode("utf-8", "replace").split()
        if done.returncode == 0 and told and _OBJECT.fullmatch(told[-1]):
            return told[-1]
        fault = done.stderr.decode("utf-8", "replace").strip()
        raise _refused(fault) if fault else _unknown(name)

    def objects(self, *, check: bool = False) -> subprocess.Popen[bytes]:
        """Start the process that answers object names with their content; with *check*, with their size alone."""
        return subprocess.Popen(  # noqa: S603 - as above
            self.command("cat-file", "--batch-check" if check else "--batch"),
            env=self._environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def command(self, *words: str) -> list[str]:
        """Return the command line of git for *words*."""
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [self._program, "--no-pager", "--no-replace-objects", *settings, "-C", str(self.top), *words]


def repository_of(folder: Path, environ: Mapping[str, str]) -> Repository:
    """Return the repository whose work tree holds *folder*. UsageError when there is none."""
    here = folder.resolve()
    for top in (here, *here.parents):
        if (top / ".git").exists():
            return Repository(top, environ)
    message = Text(f"{here} is in no git repository", f"{here} không nằm trong kho git nào")
    help_ = Text("compare two folders instead: kpiframe diff OLD NEW", "hãy so hai thư mục: kpiframe diff CŨ MỚI")
    raise UsageError(Problem("KPF908", message, name="no-older-version", help=help_))


def _program(top: Path, environ: Mapping[str, str]) -> str:
    """Return the git of this machine; one that lies inside the repository is none."""
    found = shutil.which("git", path=environ.get("PATH", os.defpath))
    if found and not Path(found).resolve().is_relative_to(top):
        return str(Path(found).resolve())
    message = Text("git is not installed, or not on the PATH", "chưa cài git, hoặc git không nằm trong PATH")
    help_ = Text("without git, compare two folders", "không có git thì vẫn so được hai thư mục")
    raise UsageError(Problem("KPF908", message, name="no-older-version", help=help_))


def _unknown(name: str) -> UsageError:
    shown = printable(name)[:80]
    message = Text(
        f"{shown!r} is neither a folder with a kpiframe.yaml nor a commit, branch or tag of this repository",
        f"{shown!r} không phải thư mục có kpiframe.yaml, cũng không phải commit, nhánh hay thẻ của kho này",
    )
    return UsageError(Problem("KPF908", message, name="no-older-version"))


def _refused(fault: str) -> UsageError:
    line = printable(fault.splitlines()[0])[:200]
    message = Text(f"git cannot read this repository: {line}", f"git không đọc được kho này: {line}")
    return UsageError(Problem("KPF908", message, name="no-older-version"))
