"""What OLD and NEW of ``kpiframe diff`` mean: folders, revisions of a repository, or the working tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from kpiframe.cli.places import project_folder
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused
from kpiframe.history.comparing import Difference, compare
from kpiframe.history.dating import Dates, date_by_commits, paths_of
from kpiframe.history.git import repository_of
from kpiframe.history.objects import Objects
from kpiframe.history.snapshots import Snapshots
from kpiframe.paths import PROJECT_FILE, find_root
from kpiframe.problems import DefinitionError, Problem, Severity
from kpiframe.project import Project
from kpiframe.project_reading import read_project
from kpiframe.texts import Text, same

WORKING: Text = Text("working tree", "bản đang sửa")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    old: str
    new: str | None
    project: Path | None
    root: Path | None
    changed_on: date | None
    today: date


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions."""

    label: Text
    project: Project
    on: date | None = None
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of one project, where its data lie, and since when each change holds."""

    before: Side
    after: Side
    folder: Path
    root: Path
    difference: Difference
    dates: Mapping[str, date] = field(default_factory=dict)


def versions_of(session: Session, wanted: Wanted, scratch: Path) -> Versions:
    """Read both versions; what comes out of a repository is copied into *scratch*. KpiframeError, Refused."""
    wanted = _split(wanted)
    old, new = (_folder(name) for name in (wanted.old, wanted.new))
    home = new or project_folder(wanted.project)
    root = wanted.root or find_root(home)
    if old is not None and (new is not None or wanted.new is None):
        day = wanted.changed_on or (wanted.today if new is None else None)
        before = Side(same(wanted.old), _read(old, wanted.root, wanted.old))
        after = Side(same(wanted.new) if wanted.new else WORKING, _read(home, root, wanted.new or ""), day)
        return _between(before, after, home, root, dict[str, date]() if day is None else None)
    return _revisions(session, wanted, (old, new), (home, root), scratch)


def _revisions(
    session: Session, wanted: Wanted, folders: tuple[Path | None, Path | None], home: tuple[Path, Path], scratch: Path
) -> Versions:
    """Read two versions of which at least one is a revision, and date the changes by the commits between them."""
    repository = repository_of(home[0], session.environ)
    inside = PurePosixPath(home[0].resolve().relative_to(repository.top).as_posix())
    with Objects(repository) as objects:
        snapshots = Snapshots(objects, inside, scratch)

        def revision(name: str) -> Side:
            commit = objects.commit(repository.commit(name))
            found = snapshots.read(commit)
            project = _sound(found.project, found.problems, name)
            return Side(same(f"{name} ({commit.name[:7]})"), project, commit.committed, commit.name)

        old_folder, new_folder = folders
        before = Side(same(wanted.old), _read(old_folder, None, "")) if old_folder else revision(wanted.old)
        if wanted.new is None or new_folder:
            day = wanted.changed_on or wanted.today
            after = Side(WORKING, _read(home[0], home[1], ""), day)
        else:
            after = revision(wanted.new)
        difference = compare(before.project, after.project)
        dates = Dates(frozenset(paths_of(difference)))
        newest = after.commit or repository.commit("HEAD")
        if before.commit:
            here = snapshots.read(objects.commit(newest)).project
            if not after.commit and after.on and here:
                dates.take(compare(here, after.project), after.on)
            date_by_commits(dates, objects, snapshots, newer=newest, older=before.commit, now=here)
    return Versions(before, after, *home, difference, dates.found)


def _between(before: Side, after: Side, home: Path, root: Path, dates: Mapping[str, date] | None) -> Versions:
    difference = compare(before.project, after.project)
    if dates is None and after.on:
        dates = dict.fromkeys(paths_of(difference), after.on)
    return Versions(before, after, home, root, difference, dates or {})


def _split(wanted: Wanted) -> Wanted:
    """Understand ``A..B`` in the place of two names."""
    if wanted.new is not None or ".." not in wanted.old or _folder(wanted.old):
        return wanted
    old, _, new = wanted.old.partition("..")
    if not old or new.startswith("."):
        text = Text("write OLD NEW or OLD..NEW", "hãy viết CŨ MỚI hoặc CŨ..MỚI")
        raise Refused(text)
    return replace(wanted, old=old, new=new or "HEAD")


def _folder(name: str | None) -> Path | None:
    """Return the project folder that *name* is; a name git would take for an option is none."""
    if not name or name.startswith("-"):
        return None
    try:
        path = Path(name)
        path = path.parent if path.name == PROJECT_FILE and path.is_file() else path
        return path.resolve() if (path / PROJECT_FILE).is_file() else None
    except (OSError, ValueError):
        return None


def _read(folder: Path, root: Path | None, shown: str) -> Project:
    project, problems, _ = read_project(folder, root=root)
    return _sound(project, problems, shown)


def _sound(project: Project | None, problems: Sequence[Problem], shown: str) -> Project:
    """Return *project*. DefinitionError, with the version before each place, when it holds an error."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if project is None or errors:
        raise DefinitionError([_placed(problem, shown) for problem in errors])
    return project


def _placed(problem: Problem, shown: str) -> Problem:
    if not shown:
        return problem
    return replace(problem, location=replace(problem.location, file=f"{shown}:{problem.location.file}"))
