"""Help and wrong usage, in both languages: exit statuses, streams, nothing but words on the right one."""

import re

import click
import pytest

from kpiframe.cli.exits import MEANINGS, Exit
from kpiframe.cli.helping import Argument, Command, Group, Option
from kpiframe.cli.main import VERBS, root


def every_command():
    context = click.Context(root)
    for name in VERBS:
        command = root.get_command(context, name)
        yield (name,), command
        if isinstance(command, Group):
            for below in command.list_commands(context):
                yield (name, below), command.get_command(context, below)


COMMANDS = list(every_command())


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(w) for w, _ in COMMANDS])
def test_help_names_every_option_and_argument_in_both_languages(cli, words, command):
    for language in ("en", "vi"):
        shown = cli(*words, "--help", "--lang", language)
        assert shown.status == 0
        assert shown.err == ""
        flat = re.sub(r"\s+", "", shown.out)
        for parameter in command.params:
            assert isinstance(parameter, (Option, Argument)), parameter
            assert re.sub(r"\s+", "", parameter.say.into(language)) in flat
            if isinstance(parameter, Option):
                assert all(spelling in shown.out for spelling in parameter.opts)


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(w) for w, _ in COMMANDS])
def test_vietnamese_help_differs_from_english_everywhere(words, command):
    texts = [command.say, *(parameter.say for parameter in command.params)]
    assert [t.en for t in texts if t.en == t.vi] == []


def test_help_of_all_lists_every_verb_and_imports_none_of_them(cli):
    shown = cli("--help")
    assert shown.status == 0
    assert all(f"\n  {verb} " in shown.out for verb in VERBS)


def test_no_command_shows_the_help_page(cli):
    assert cli().out == cli("--help").out


def test_the_table_of_verbs_says_what_the_commands_say():
    assert all(isinstance(command, (Command, Group)) for _, command in COMMANDS)
    assert {words[0] for words, _ in COMMANDS} == set(VERBS)


def test_version_is_one_line(cli):
    from kpiframe import __version__

    assert cli("--version").out == f"kpiframe {__version__}\n"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "KPIFRAME_LANG": "en"}, "en"),
        ({"KPIFRAME_LANG": "vi"}, "vi"),
        ({"KPIFRAME_LANG": "xx", "LANG": "vi_VN"}, "vi"),
    ],
)
def test_messages_follow_kpiframe_lang_then_the_terminal(cli, environ, language):
    assert ("Cách dùng" in cli("--help", **environ).out) is (language == "vi")


def test_lang_on_the_command_line_wins(cli):
    assert "Cách dùng" in cli("score", "--help", "--lang=vi", KPIFRAME_LANG="en").out
    assert "Usage" in cli("--lang", "en", "--help", KPIFRAME_LANG="vi").out


WRONG = {
    "unknown command": (["scor"], "command 'scor' does not exist; did you mean score?", "không có lệnh 'scor'"),
    "unknown option": (["score", "--peroid", "x"], "'--peroid' does not exist; did you mean --period?", "không có tuỳ chọn '--peroid'"),
    "option without value": (["score", "--period"], "--period needs a value", "--period cần một giá trị"),
    "value for a flag": (["score", "--quiet=1"], "--quiet takes no value", "--quiet không nhận giá trị"),
    "unknown word": (["lint", "--fail-level", "eror"], "level 'eror' does not exist; did you mean error?", "không có mức 'eror'"),
    "unknown format": (["score", "-f", "jsn"], "format 'jsn' does not exist; did you mean json?", "không có dạng 'jsn'"),
    "unknown lint format": (["lint", "-f", "sarf:x"], "format 'sarf' does not exist; did you mean sarif?", "không có dạng 'sarf'"),
    "unknown language": (["score", "--lang", "fr"], "language 'fr' does not exist", "không có ngôn ngữ 'fr'"),
    "no date": (["score", "--today", "tomorrow"], "'tomorrow' is not a date such as 2026-11-21", "'tomorrow' không phải ngày dạng 2026-11-21"),
    "no number of threads": (["score", "--threads", "two"], "--threads", "--threads"),
    "missing argument": (["eval"], "FORMULA is missing", "thiếu FORMULA"),
    "too many arguments": (["score", "a", "b"], "b", "b"),
    "missing words": (["catalog", "search"], "WORDS... is missing", "thiếu WORDS..."),
    "unknown catalog command": (["catalog", "lst"], "'lst' does not exist; did you mean list?", "không có lệnh 'lst'"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_status_2_with_what_is_wrong_and_where_to_read_on(cli, case, language):
    words, *said = WRONG[case]
    shown = cli(*words, KPIFRAME_LANG=language)
    assert shown.status == 2
    assert shown.out == ""
    assert said[language == "vi"] in shown.err
    assert "--help" in shown.err.splitlines()[-1]
    assert shown.err.startswith("lỗi: " if language == "vi" else "error: ")


def test_a_fault_of_ours_is_one_line_and_status_2(cli, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("the roof\nfell in")

    monkeypatch.setattr("kpiframe.api.evaluate", broken)
    shown = cli("eval", "1 + 1")
    assert (shown.status, shown.out) == (2, "")
    assert shown.err.startswith("internal error: RuntimeError: the roof fell in")
    assert shown.err.count("\n") == 1
    with pytest.raises(RuntimeError):
        cli("eval", "1 + 1", KPIFRAME_TRACEBACK="1")


def test_hostile_words_never_reach_the_terminal_raw(cli):
    shown = cli("eval", "1", "x\x1b[31m=\u202e1")
    assert shown.status == 2
    assert not {"\x1b", "\u202e"} & set(shown.err)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_help_and_the_page_say_what_every_exit_status_means(cli, repository, language):
    shown = " ".join(cli("--help", "--lang", language).out.split())
    page = (repository / "docs" / "cli.md").read_text(encoding="utf-8")
    for status, text in MEANINGS.items():
        assert f"{int(status)} {text.into(language)}" in shown
        assert f"| {int(status)} | {text.en} |" in page.replace("`", "")
    assert set(MEANINGS) == set(Exit)
