"""What ``init --from`` proposes, put where it can be used: into a new kpiframe.yaml as comments, or on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kpiframe.texts import Text

_NAME: Final = re.compile(r"  ([a-z_][a-z0-9_]*): ")
_SECTIONS: Final = ("sources", "bindings")
_RENAMED: Final = Text("for {name}, which is taken", "thay cho {name}, tên này đã dùng")
_ADD: Final = Text("add under `{section}:` of {file}", "thêm vào dưới `{section}:` trong {file}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source and its bindings, as the lines below the two keys."""

    file: str
    """Name of the file it is for."""
    sources: tuple[str, ...]
    bindings: tuple[str, ...]


def proposals(files: Sequence[Path], folder: Path, known: str, language: str) -> list[Proposal]:
    """Look at *files* and return what is proposed for each; names in the project text *known* are not used again."""
    from kpiframe.data.proposal import propose_source

    sources, inputs = names_in(known, "sources"), names_in(known, "bindings")
    found = []
    for file in files:
        name = _free(_source_name(file.stem), sources)
        sources.add(name)
        block = propose_source(file, name, language, _written(file, folder))
        above, _, below = block.partition("\nbindings:")
        made = tuple(_renamed(below.partition("\n")[2].splitlines(), name, inputs, language))
        inputs |= names_in("bindings:\n" + "\n".join(made), "bindings")
        found.append(Proposal(file.name, tuple(above.splitlines()[1:]), made))
    return found


def names_in(text: str, section: str) -> set[str]:
    """Return the names below the top-level key *section* of a YAML text in the usual layout."""
    start, end = _bounds(text.splitlines(), section)
    return {hit[1] for line in text.splitlines()[start:end] if (hit := _NAME.match(line + " "))}


def with_proposals(text: str, found: Sequence[Proposal], folder: Path, language: str) -> str:
    """Return the project *text* with *found* as comments at the end of its sources and bindings."""
    lines = text.splitlines()
    for section in _SECTIONS:
        made = [f"# {line}".rstrip() for line in _section(found, section, folder, language)]
        _, end = _bounds(lines, section)
        while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        lines[end:end] = made
    return "\n".join(lines) + "\n"


def block(found: Sequence[Proposal], file: Path, language: str) -> str:
    """Return *found* as text to be added to *file* by hand."""
    made: list[str] = []
    for section in _SECTIONS:
        said = _ADD.into(language).format(section=section, file=file.as_posix())
        made += [f"# {said}", *_section(found, section, file.parent, language), ""]
    return "\n".join(made).rstrip() + "\n"


def _section(found: Iterable[Proposal], section: str, folder: Path, language: str) -> Iterator[str]:
    for proposal in found:
        if section == "sources":
            data = (folder / "data").as_posix()
            head = Text(
                f"Proposed from {proposal.file}; copy the file to {data} and take over what fits.",
                f"Gợi ý từ {proposal.file}; hãy chép tệp vào {data} rồi lấy những gì phù hợp.",
            )
            yield f"  # {head.into(language)}"
            yield from proposal.sources
        else:
            yield from proposal.bindings


def _bounds(lines: Sequence[str], section: str) -> tuple[int, int]:
    """Return the first line below the top-level key *section* and the first of the next key; (end, end) if absent."""
    start = next((i for i, line in enumerate(lines) if re.match(rf"{section}:", line)), None)
    if start is None:
        return len(lines), len(lines)
    end = next((i for i, line in enumerate(lines[start + 1 :], start + 1) if re.match(r"[^\s#]", line)), len(lines))
    return start + 1, end


def _renamed(lines: Iterable[str], source: str, taken: set[str], language: str) -> Iterator[str]:
    """Yield the lines of bindings; an input that the project has already gets the name of the source behind it."""
    for line in lines:
        hit = _NAME.match(line)
        if hit and hit[1] in taken:
            told = _RENAMED.into(language).format(name=hit[1])
            yield f"  {_free(f'{hit[1]}_{source}', taken)}: {line[hit.end() :]}  # {told}"
        else:
            yield line


def _free(name: str, taken: set[str]) -> str:
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _source_name(stem: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "source"
    return name if name[0].isalpha() else f"source_{name}"


def _written(file: Path, folder: Path) -> str:
    """Return the path of *file* as the project writes it: where it is, when inside; else where it is to be copied."""
    here, there = folder.resolve(), file.resolve()
    return there.relative_to(here).as_posix() if there.is_relative_to(here) else f"data/{file.name}"
