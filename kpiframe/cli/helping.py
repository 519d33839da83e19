"""Commands, options and arguments of click that know both languages, and the layout of ``--help``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import click

from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.texts import Text

HELP = Text("Show this page.", "Hiện trang này.")
_USAGE = Text("Usage: ", "Cách dùng: ")
_ARGUMENTS = Text("Arguments", "Đối số")
_OPTIONS = Text("Options", "Tuỳ chọn")
_COMMANDS = Text("Commands", "Lệnh")


def language(ctx: click.Context) -> str:
    """Return the language of the running session."""
    session = ctx.find_object(Session)
    return session.language if session else "en"


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *names: Any, say: Text, **more: Any) -> None:
        super().__init__(*names, **more)
        self.say = say


class Argument(click.Argument):
    """An argument with its help in both languages."""

    def __init__(self, *names: Any, say: Text, **more: Any) -> None:
        super().__init__(*names, **more)
        self.say = say


class Command(click.Command):
    """A command with its help in both languages."""

    def __init__(self, *names: Any, say: Text, **more: Any) -> None:
        super().__init__(*names, **more)
        self.say = say

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, what the command does, its arguments and its options."""
        lay_out(self, ctx, formatter, self.say)


class Group(click.Group):
    """A command made of commands, with its help in both languages."""

    def __init__(self, *names: Any, say: Text, **more: Any) -> None:
        super().__init__(*names, **more)
        self.say = say

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or refuse and name the nearest."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            raise Refused(unknown(Text("command", "lệnh"), cmd_name, self.list_commands(ctx)), ctx)
        return found

    def summaries(self, ctx: click.Context) -> list[tuple[str, Text]]:
        """Return (name, first line of help) of every command, in the order they are shown."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, first_line(verb.say)) for name, verb in found if isinstance(verb, (Command, Group))]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, what the group is for, its options and its commands."""
        lay_out(self, ctx, formatter, self.say)
        spoken = language(ctx)
        with formatter.section(_COMMANDS.into(spoken)):
            formatter.write_dl([(name, text.into(spoken)) for name, text in self.summaries(ctx)])


def lay_out(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, say: Text) -> None:
    """Write the part of a help page that commands and groups share."""
    spoken = language(ctx)
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=_USAGE.into(spoken))
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(inspect.cleandoc(say.into(spoken)))
    arguments = [(p.make_metavar(ctx), p.say.into(spoken)) for p in command.params if isinstance(p, Argument)]
    if arguments:
        with formatter.section(_ARGUMENTS.into(spoken)):
            formatter.write_dl(arguments)
    options = [(_spelling(p, ctx), p.say.into(spoken)) for p in command.params if isinstance(p, Option)]
    with formatter.section(_OPTIONS.into(spoken)):
        formatter.write_dl([*options, ("--help", HELP.into(spoken))])


def _spelling(option: Option, ctx: click.Context) -> str:
    words = ", ".join([*option.opts, *option.secondary_opts])
    return words if option.is_flag else f"{words} {option.make_metavar(ctx)}"


def first_line(text: Text) -> Text:
    """Return the first paragraph of a help text in both languages, on one line."""
    return Text(*(" ".join(inspect.cleandoc(t).split("\n\n")[0].split()) for t in (text.en, text.vi)))


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(*names: str, say: Text, **more: Any) -> Decorator:
    """Declare an option of a command."""
    return click.option(*names, cls=Option, say=say, **more)


def argument(*names: str, say: Text, **more: Any) -> Decorator:
    """Declare an argument of a command."""
    return click.argument(*names, cls=Argument, say=say, **more)


spoken = option(
    "--lang", metavar="en|vi", expose_value=False, say=Text("Language of every word.", "Ngôn ngữ của mọi lời.")
)
"""The option ``--lang`` of groups; the session has read it before anything was parsed."""


def verb(name: str, say: Text) -> Callable[[Callable[..., Any]], Command]:
    """Turn a function into the command *name*; it returns an exit status and gets the session first."""

    def wrap(work: Callable[..., Any]) -> Command:
        return click.command(name, cls=Command, say=say)(click.pass_obj(work))

    return wrap
