"""The pages tell the truth: every YAML block loads, every command and Python block runs, every link leads somewhere."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from kpiframe.cli.main import VERBS, run
from kpiframe.limits import LIMITS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
RUN_ELSEWHERE = {"make", "pip", "git"}  # make's verbs are run by .ci/run; here it is only asked whether they exist


@dataclass(frozen=True)
class Block:
    language: str
    title: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            language, _, rest = token.info.partition(" ")
            found.append(Block(language, rest.removeprefix("title="), token.content))
    return found


def holds(*languages: str) -> list[Path]:
    return [page for page in PAGES if any(block.language in languages for block in blocks(page))]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def lay_project(folder: Path) -> Path:
    assert run(["init", str(folder), "--quiet", "--lang", "en"], {}) == 0
    return folder


class Reader:
    """Follows a page as a reader would, in an empty folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def read(self, block: Block) -> None:
        path = self.folder / block.title
        if block.language in ("yaml", "csv", "text") and block.title:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "diff":
            path.write_text(patched(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        elif block.language == "console":
            self.type_in(block.text)

    def type_in(self, text: str) -> None:
        for command, expected in commands(text):
            words = shlex.split(command)
            if words[0] == "cd":
                self.folder = self.folder / words[1]
            elif words[0] == "kpiframe":
                said = self.kpiframe(words[1:])
                for line in expected:
                    assert line in said, f"{command}: no line {line!r} in\n" + "\n".join(said)
            else:
                assert words[0] in RUN_ELSEWHERE, command
                if words[0] == "make":
                    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
                    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in words[1:]), command

    def kpiframe(self, words: list[str]) -> list[str]:
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            self.capsys.readouterr()
            status = run(words, {})
            shown = self.capsys.readouterr()
        finally:
            os.chdir(before)
        lines = [line.rstrip() for line in (shown.out + shown.err).splitlines()]
        assert status in (0, 1), "\n".join(lines)
        return lines


def patched(text: str, diff: str) -> str:
    """Return *text* with one change: lines marked - go, lines marked + come, the others say where."""
    old = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " -")
    new = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " +")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Return (command, lines it must print); a line `…` or ending in it stands for anything."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip() and "…" not in line:
            found[-1][1].append(line.rstrip())
    return found


@pytest.mark.parametrize("page", holds("console", "yaml"), ids=name)
def test_a_reader_who_follows_the_page_gets_what_it_says(page, tmp_path, capsys):
    reader = Reader(tmp_path, capsys)
    for block in blocks(page):
        reader.read(block)
    written = [tmp_path / b.title for b in blocks(page) if b.language == "yaml" and b.title]
    if (tmp_path / "kpiframe.yaml").is_file():
        written = [tmp_path]
    for path in written:
        if path.is_dir() or (path.suffix == ".yaml" and path.parent == tmp_path / "definitions"):
            assert run(["lint", str(path), "--quiet", "--format", "concise"], {}) == 0, capsys.readouterr()


@pytest.mark.parametrize("page", holds("yaml"), ids=name)
def test_a_piece_of_yaml_fits_into_a_project(page, tmp_path, capsys):
    for number, block in enumerate(b for b in blocks(page) if b.language == "yaml" and not b.title):
        project = lay_project(tmp_path / str(number))
        top = block.text.lstrip().partition(":")[0]
        target = project / ("definitions/piece.yaml" if top in ("kpis", "rules") else "kpiframe.yaml")
        old = target.read_text(encoding="utf-8") if target.exists() else ""
        target.write_text(old + "\n" + block.text, encoding="utf-8")
        assert run(["lint", str(project), "--quiet", "--format", "concise"], {}) == 0, capsys.readouterr()


@pytest.mark.parametrize("page", holds("python"), ids=name)
def test_python_on_the_page_runs(page, tmp_path, monkeypatch):
    lay_project(tmp_path / "my-brand")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    for block in blocks(page):
        if block.language == "python":
            exec(compile(block.text, name(page), "exec"), scope)
    assert "kpiframe" in scope


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [t for t in targets if "://" not in t]
    assert [t for t in local if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_lines_fit_beside_code(page):
    generated = re.sub(
        r"<!-- begin generated.*?<!-- end generated -->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert [line for line in generated.splitlines() if len(line) > 150 and not line.startswith("|")] == []


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_up_to_date():
    filled = generator().filled
    stale = [name(p) for p in PAGES if filled(p.read_text(encoding="utf-8")) != p.read_text(encoding="utf-8")]
    assert stale == [], "run make docs"


def test_every_generated_part_is_on_some_page():
    module = generator()
    texts = "".join(p.read_text(encoding="utf-8") for p in PAGES)
    assert set(re.findall(r"<!-- begin generated: (\w+) -->", texts)) == set(module.PARTS)


def test_every_command_has_its_heading():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.findall(r"^## kpiframe (\w+)$", page, re.MULTILINE) == list(VERBS)


def test_the_table_of_limits_is_the_code():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\d,.e+]+) \|", page, re.MULTILINE))
    assert {key: float(value.replace(",", "")) for key, value in rows.items()} == dataclasses.asdict(LIMITS)


def test_every_name_in_the_pages_of_the_house_exists():
    """CONTRIBUTING names folders and files of the package."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:formula|lint|catalog|render|cli|data|templates|docs)/[\w/]*)(?:\.py)?`", text)
    missing = [
        n
        for n in named
        if not ((ROOT / "kpiframe" / n).exists() or (ROOT / n).exists() or (ROOT / "kpiframe" / f"{n}.py").exists())
    ]
    assert missing == []
