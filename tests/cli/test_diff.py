"""``kpiframe diff``: what it prints, what it refuses, and that nothing a repository holds is ever run or written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess

import pytest

PATH = os.environ["PATH"]
DEFINITIONS = "definitions/shop.yaml"
NPS = "thresholds: {warn: 20, target: 40}"
TODAY = ("--today", "2026-11-21")


@pytest.fixture
def git(brand):
    """Run git in the brand's folder and return what it printed; text goes in by ``given``."""

    def call(*words, when="2026-10-01T12:00:00+0700", given=b"", folder=brand):
        names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
        environ = {"PATH": PATH, **names, **dates}
        done = subprocess.run(["git", *words], cwd=folder, env=environ, check=True, capture_output=True, input=given)
        return done.stdout.decode().strip()

    return call


@pytest.fixture
def repository(brand, git, monkeypatch):
    """The project ``init`` writes, committed on 1 October, with the shell inside it."""
    monkeypatch.chdir(brand)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "words")
    return brand


@pytest.fixture
def diff(cli, repository):
    return lambda *words, **environ: cli("diff", *words, *TODAY, **{"PATH": PATH, **environ})


def state_of(folder):
    """Every file below a folder with its content, and so the index, every ref and every object of a repository."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_nothing_changed_is_said(diff):
    shown = diff("HEAD")
    assert shown.status == 0
    assert "The definitions say the same." in shown.out
    assert shown.err == ""


def test_lines_that_moved_and_comments_change_nothing(diff, repository):
    for name in ("kpiframe.yaml", DEFINITIONS):
        path = repository / name
        path.write_text(
            "# a new first line\n" + path.read_text(encoding="utf-8") + "# and a last one\n", encoding="utf-8"
        )
    assert "The definitions say the same." in diff("HEAD").out


def test_columns_are_told_one_by_one(diff, edit):
    edit("kpiframe.yaml", "amount: {type: decimal, scale: 0}", "amount: {type: decimal, scale: 2}")
    (line,) = [line for line in diff("HEAD").out.splitlines() if "source orders" in line]
    assert line.startswith("  source orders: columns amount: type decimal, ")
    assert "scale 0, " in line.partition(" -> ")[0]
    assert "scale 2, " in line.partition(" -> ")[2]


def test_every_kind_of_change_is_told_in_words(diff, edit):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    edit(DEFINITIONS, "label: Awareness\n", "label: Known by passers-by\n")
    edit("kpiframe.yaml", "weight: 60", "weight: 70")
    edit("kpiframe.yaml", "filter: score >= 9", "filter: score >= 8")
    shown = diff("HEAD")
    assert shown.out.splitlines()[2:16] == [
        "KPIs",
        "  changed  recommendation (changes values or how they are judged)",
        "      target: 40 -> 30 (since 2026-11-21)",
        "  changed  awareness (label only: changes no value)",
        "      label: Awareness -> Known by passers-by (since 2026-11-21)",
        "",
        "Scorecards",
        "  changed  brand-health",
        "      weight of group people: 60 -> 70 (since 2026-11-21)",
        "",
        "Data and rules",
        "  how promoters is counted: aggregate: agg count, filter score >= 9, at period_end -> agg count, filter score >= 8, at period_end (since 2026-11-21)",
        "",
        "Not scored: add --impact to see what the changes do to the score.",
    ]
    assert shown.status == 0


def test_kpis_and_scorecards_that_come_and_go_are_named(diff, edit, repository):
    edit("kpiframe.yaml", "[monthly_revenue, average_order]", "[monthly_revenue]")
    text = (repository / DEFINITIONS).read_text(encoding="utf-8")
    cut = text.index("  - name: average_order")
    (repository / DEFINITIONS).write_text(text[:cut], encoding="utf-8")
    forth, back = diff("HEAD"), diff("HEAD", "--lang", "vi")
    assert "  removed  average_order" in forth.out
    assert "KPIs of group sales: monthly_revenue, average_order -> monthly_revenue" in forth.out
    assert "  bỏ  average_order" in back.out
    assert "các KPI của nhóm sales" in back.out


def test_rules_that_a_project_makes_milder_are_told(diff, repository):
    override = "overrides:\n  rules:\n    KPF110: {severity: info, params: {max_weight_share: 0.3}, reason: agreed}\n"
    with (repository / "kpiframe.yaml").open("a", encoding="utf-8") as file:
        file.write(override)
    shown = diff("HEAD")
    assert "  severity of KPF110: warning -> info (since 2026-11-21)" in shown.out
    assert "  max_weight_share of KPF110: 0.1 -> 0.3" in shown.out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Score of Brand health in 2026-10: ", "error[KPF154 ", "target was changed from 40 to 30", "errors 1"]),
        ("vi", ["Điểm của Brand health kỳ 2026-10: ", "lỗi[KPF154 ", "mục tiêu bị sửa từ 40 thành 30", "lỗi 1"]),
    ],
)
def test_a_moved_goal_is_an_error_with_its_place_and_status_1(diff, edit, language, words):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    shown = diff("HEAD", "--impact", "--lang", language)
    assert [word for word in words if word not in shown.out] == []
    assert "  --> definitions/shop.yaml:14:36" in shown.out
    assert shown.status == 1


def test_an_accepted_flag_is_shown_and_does_not_fail(diff, edit, repository):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    accepted = (
        "ignores:\n  - {kpi: recommendation, rule: KPF154, reason: contract-requires, until: 2026-12-31, "
        "text: {en: New contract., vi: Hợp đồng mới.}, by: linh, since: 2026-11-01}\n"
    )
    with (repository / "kpiframe.yaml").open("a", encoding="utf-8") as file:
        file.write(accepted)
    shown = diff("HEAD", "--impact")
    assert "accepted[KPF154 " in shown.out
    assert "accepted flag KPF154 recommendation: none -> from 2026-11-01 until 2026-12-31" in shown.out
    assert shown.status == 0


def test_json_holds_the_same_with_whole_numbers(diff, edit):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    shown = diff("HEAD", "--impact", "--format", "json")
    found = json.loads(shown.out)
    assert list(found) == [
        "version", "before", "after", "scorecard", "period", "kpis", "scorecards", "changes", "impact", "flags",
        "not_judged",
    ]  # fmt: skip
    assert found["before"]["date"] == "2026-10-01"
    assert found["after"] == {
        "label": {"en": "working tree", "vi": "bản đang sửa"},
        "commit": None,
        "date": "2026-11-21",
    }
    score = found["impact"]["score"]
    assert found["impact"]["rise"] == pytest.approx(score["after"] - score["before"], abs=1e-8)
    assert [(f["rule"], f["severity"], f["accepted"]) for f in found["flags"]] == [("KPF154", "error", False)]
    assert shown.err == ""


@pytest.mark.slow
def test_two_names_in_one_word(diff, edit, git):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    git("commit", "-q", "-am", "words", when="2026-10-05T12:00:00+0700")
    assert diff("HEAD~1..HEAD").out == diff("HEAD~1", "HEAD").out
    assert diff("HEAD~1..").out.splitlines()[2:] == diff("HEAD~1", "HEAD").out.splitlines()[2:]
    assert diff("..").status == 2


def test_a_project_in_a_subfolder_that_extends_its_agency(cli, git, brand, monkeypatch):
    """The agency's target changes; the client's project is read with it, from the repository alone."""
    client = brand / "clients" / "pho"
    client.mkdir(parents=True)
    (client / "kpiframe.yaml").write_text("kpiframe: 1\nname: pho\nextends: [../..]\n", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "words")
    path = brand / DEFINITIONS
    path.write_text(
        path.read_text(encoding="utf-8").replace(NPS, "thresholds: {warn: 20, target: 30}"), encoding="utf-8"
    )
    git("commit", "-q", "-am", "words", when="2026-10-09T12:00:00+0700")
    monkeypatch.chdir(client)
    shown = cli("diff", "HEAD~1", "HEAD", *TODAY, PATH=PATH)
    assert "target: 40 -> 30 (since 2026-10-09)" in shown.out
    monkeypatch.chdir(brand)
    assert cli("diff", "HEAD~1", "HEAD", "--project", client, *TODAY, PATH=PATH).out == shown.out


def test_definitions_that_were_broken_then_are_told_with_the_version(diff, edit, git):
    edit(DEFINITIONS, NPS, "thresholds: {warn: twenty, target: 40}")
    git("commit", "-q", "-am", "words")
    edit(DEFINITIONS, "warn: twenty", "warn: 20")
    shown = diff("HEAD")
    assert shown.status == 2
    assert "--> HEAD:definitions/shop.yaml:14" in shown.err


def test_a_commit_without_the_project_says_so(diff, git):
    empty = git("mktree")
    commit = git("commit-tree", empty, "-m", "words")
    shown = diff(commit)
    assert shown.status == 2
    assert "no kpiframe.yaml" in shown.err
    assert f"{commit}:kpiframe.yaml" in shown.err


HOSTILE = [
    "--output=stolen", "-O", "-Ostolen", "--help-all", "--", "HEAD:../..", "HEAD:kpiframe.yaml", ":/words", "",
    "no-such-branch", "HEAD^{tree}", "HEAD;touch stolen", "$(touch stolen)", "`touch stolen`", "a\nb", "a\0b", "x" * 300,
    "HEAD --output=stolen", "refs/../../stolen", "@{-1}", "\u202eHEAD",
]  # fmt: skip


@pytest.mark.parametrize("ref", HOSTILE, ids=[f"ref{n}" for n in range(len(HOSTILE))])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_is_no_revision_is_refused_and_writes_nothing(cli, repository, ref, language):
    before = state_of(repository)
    shown = cli("diff", *TODAY, "--lang", language, "--", ref, PATH=PATH)
    assert shown.status == 2
    assert shown.out == ""
    assert shown.err
    assert state_of(repository) == before


def test_an_unknown_option_is_no_revision(cli, repository):
    shown = cli("diff", "--output=stolen", PATH=PATH)
    assert shown.status == 2
    assert not (repository / "stolen").exists()


@pytest.mark.slow
def test_nothing_a_repository_is_set_up_with_is_run(diff, repository, git, edit):
    """Hooks, fsmonitor, textconv, filters, external diff, pager, signature check, alias: each would leave a file."""
    mark = repository.parent / "ran"
    program = repository.parent / "program.sh"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {mark}\ncat 2>/dev/null\n", encoding="utf-8")
    program.chmod(0o755)
    hooks = repository / ".git" / "hooks"
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-commit"):
        (hooks / name).write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
        (hooks / name).chmod(0o755)
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    git("-c", f"core.hooksPath={os.devnull}", "commit", "-q", "-am", "words", when="2026-10-09T12:00:00+0700")
    (repository / ".gitattributes").write_text(
        "*.yaml diff=evil filter=evil\n* diff=evil filter=evil\n", encoding="utf-8"
    )
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external", "gpg.program",
        "diff.evil.textconv", "diff.evil.command", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process",
        "pager.rev-parse", "pager.cat-file", "credential.helper", "uploadpack.packObjectsHook",
    ):  # fmt: skip
        git("config", key, str(program))
    git("config", "log.showSignature", "true")
    git("config", "alias.rev-parse", f"!{program}")
    git("config", "alias.cat-file", f"!{program}")
    git("config", "core.hooksPath", str(hooks))
    mark.unlink(missing_ok=True)
    before = state_of(repository)
    evil = dict.fromkeys(("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "PAGER"), str(program))
    for words in (("HEAD~1", "HEAD"), ("HEAD~1",), ("HEAD~1", "--impact")):
        shown = diff(*words, **evil, GIT_TRACE=str(mark), GIT_DIR="/nowhere")
        assert shown.status in (0, 1), shown.err
        assert "target: 40 -> 30 (since 2026-10-09" in shown.out
    assert not mark.exists()
    assert state_of(repository) == before
    git("config", "--unset", "core.fsmonitor")
    (repository / "trap").write_text("x", encoding="utf-8")
    git("add", "trap")
    assert mark.exists(), "the traps are armed: plain git does fall into them"


def test_a_missing_object_is_not_fetched(diff, repository, git, edit):
    """A partial clone asks its remote for what it lacks; here the remote is a program."""
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    git("commit", "-q", "-am", "words")
    mark = repository.parent / "ran"
    blob = git("rev-parse", f"HEAD~1:{DEFINITIONS}")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "remote.evil.url": f"ext::touch {mark}", "remote.evil.promisor": "true", "protocol.ext.allow": "always",
        "extensions.partialClone": "evil", "core.repositoryFormatVersion": "1",
    }.items():  # fmt: skip
        git("config", key, value)
    shown = diff("HEAD~1", "HEAD")
    assert shown.status == 2
    assert "git cannot read the object" in shown.err
    assert not mark.exists()


def tree_of(git, *entries):
    """Write a folder object with names that git itself would never write."""
    data = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(one) for mode, name, one in entries)
    return git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=data)


def test_names_that_lead_elsewhere_are_left_out(diff, repository, git):
    """A folder named "..", a path inside a name, links, a submodule: none is followed, none is written."""
    mine = git("rev-parse", "HEAD:kpiframe.yaml")
    kpis = git("rev-parse", "HEAD:definitions")
    link = git("hash-object", "-w", "--stdin", given=b"/etc")
    below = tree_of(git, ("40000", "..", kpis), ("100644", "../../stolen.yaml", mine), ("120000", "link.yaml", link))
    inside = tree_of(git, ("40000", "more", below), ("100644", "shop.yaml", git("rev-parse", f"HEAD:{DEFINITIONS}")))
    tree = tree_of(
        git, ("40000", "..", kpis), ("120000", "comments", link), ("40000", "definitions", inside),
        ("100644", "kpiframe.yaml", mine), ("160000", "sub", "1" * 40),
    )  # fmt: skip
    before = state_of(repository.parent)
    shown = diff(git("commit-tree", tree, "-m", "words"), "HEAD")
    assert "The definitions say the same." in shown.out
    after = state_of(repository.parent)
    new = set(after) - set(before)
    assert all("/.git/objects/" in name for name in new), new  # the commit made above, and nothing else


def test_a_file_that_is_too_large_is_refused_in_the_usual_words(diff, repository, git):
    (repository / "definitions" / "large.yaml").write_text("# " + "x" * 1_100_000, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "words")
    (repository / "definitions" / "large.yaml").unlink()
    shown = diff("HEAD")
    assert shown.status == 2
    assert "HEAD:definitions/large.yaml" in shown.err


def test_too_many_files_are_refused(diff, repository, git):
    (repository / "definitions" / "many").mkdir()
    for n in range(2_001):
        (repository / "definitions" / "many" / f"{n}.yaml").write_text("", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "words")
    shown = diff("HEAD", "HEAD")
    assert shown.status == 2
    assert "more than 2000 files" in shown.err


@pytest.mark.parametrize(("language", "words"), [("en", "git is not installed"), ("vi", "chưa cài git")])
def test_without_git_there_is_a_clear_error(diff, tmp_path, language, words):
    (tmp_path / "empty").mkdir()
    shown = diff("HEAD", "--lang", language, PATH=str(tmp_path / "empty"))
    assert shown.status == 2
    assert words in shown.err


def test_a_git_that_lies_in_the_repository_is_none(diff, repository):
    fake = repository / "git"
    fake.write_text("#!/bin/sh\ntouch stolen\n", encoding="utf-8")
    fake.chmod(0o755)
    shown = diff("HEAD", PATH=str(repository))
    assert "git is not installed" in shown.err
    assert not (repository / "stolen").exists()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is in no git repository"), ("vi", "không nằm trong kho git nào")]
)
def test_outside_a_repository_there_is_a_clear_error(cli, brand, monkeypatch, language, words):
    monkeypatch.chdir(brand)
    shown = cli("diff", "HEAD", "--lang", language, PATH=PATH)
    assert shown.status == 2
    assert words in shown.err


def test_two_folders_need_no_git(cli, brand, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(brand, tmp_path / "older")
    path = brand / DEFINITIONS
    path.write_text(
        path.read_text(encoding="utf-8").replace(NPS, "thresholds: {warn: 20, target: 30}"), encoding="utf-8"
    )
    shown = cli("diff", "older", "brand", *TODAY, PATH="/nowhere")
    assert "target: 40 -> 30\n" in shown.out
    assert cli("diff", "older", "brand/kpiframe.yaml", *TODAY).out == shown.out.replace(
        "brand", "brand/kpiframe.yaml", 1
    )
    monkeypatch.chdir(brand)
    assert "target: 40 -> 30 (since 2026-11-21)" in cli("diff", "../older", *TODAY).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2026"), "is no month of this project"),
        (("--scorecard", "brand-helth"), "did you mean: brand-health?"),
        (("--changed-on", "yesterday"), "is not a date"),
        (("--format", "yaml"), "does not exist"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_was_meant(diff, words, said):
    shown = diff("HEAD", *words)
    assert shown.status == 2
    assert said in shown.err
    assert shown.out == ""


def test_a_label_cannot_command_a_terminal_or_a_ci_system(diff, edit):
    edit(DEFINITIONS, "label: Awareness\n", 'label: "Aware\\n::error::\\n##[warning]ness"\n')
    shown = diff("HEAD")
    assert "label: Awareness -> Aware ::error:: ##[warning]ness" in shown.out
    assert [line for line in shown.out.splitlines() if line.strip().startswith(("::", "##"))] == []


def test_data_that_cannot_be_used_are_told_and_no_score_is_made_up(diff, edit, repository):
    edit(DEFINITIONS, NPS, "thresholds: {warn: 20, target: 30}")
    (repository / "data" / "survey.csv").unlink()
    shown = diff("HEAD", "--impact")
    assert shown.status == 2
    assert "survey" in shown.err
    assert "Score of Brand health in 2026-10: none -> none" in shown.out
    assert "not judged[KPF154]: score_rise is unknown: recommendation" in shown.out


def test_a_scorecard_the_older_version_lacks_cannot_be_scored(diff, edit):
    edit("kpiframe.yaml", "- name: brand-health", "- name: brand-care")
    assert "added  brand-care" in diff("HEAD").out
    shown = diff("HEAD", "--impact")
    assert shown.status == 2
    assert "the older version has no scorecard 'brand-care'" in shown.err


def test_no_engine_is_loaded_without_impact(repository):
    code = (
        "import sys\nfrom kpiframe.cli.main import run\n"
        f"status = run(['diff', 'HEAD', '--today', '2026-11-21'], {{'PATH': {PATH!r}}})\n"
        "assert status == 0\nassert not {'duckdb', 'jinja2', 'babel'} & {m.partition('.')[0] for m in sys.modules}\n"
    )
    import sys

    subprocess.run([sys.executable, "-c", code], cwd=repository, check=True, capture_output=True)
