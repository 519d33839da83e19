"""Wrong usage: errors of click and of our own option types, in both languages."""

from __future__ import annotations

import click

from kpiframe.problems import did_you_mean
from kpiframe.texts import Text, same


class Refused(click.UsageError):
    """A use of the command line we refuse, in our own words."""

    def __init__(self, text: Text, ctx: click.Context | None = None) -> None:
        super().__init__(text.en, ctx)
        self.text = text


def wording(error: click.UsageError) -> Text:
    """Return what is wrong with a command line."""
    if isinstance(error, Refused):
        return error.text
    if isinstance(error, click.NoSuchOption):
        return _unknown_option(error)
    if isinstance(error, click.MissingParameter):
        name = _name(error)
        return Text(f"{name} is missing", f"thiếu {name}")
    if isinstance(error, click.BadParameter):
        return Text(f"{_name(error)}: {error.message}", f"giá trị của {_name(error)} không dùng được")
    if isinstance(error, click.BadOptionUsage):
        return _option_value(error)
    return Text(error.format_message().rstrip("."), "dòng lệnh không đúng: " + error.format_message().rstrip("."))


def hint(error: click.UsageError) -> Text:
    """Return where to read on."""
    path = error.ctx.command_path if error.ctx else "kpiframe"
    return Text(f"see {path} --help", f"xem {path} --help")


def unknown(kind: Text, word: str, known: list[str]) -> Text:
    """Return the message for a word that is not one of *known*."""
    near = did_you_mean(word, known)
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    tail = same(f" ({shown})") if known and not (near and len(known) > 12) else same("")
    meant = Text(f"; did you mean {near[0]}?", f"; có phải ý bạn là {near[0]}?") if near else same("")
    return Text(
        f"{kind.en} {word!r} does not exist{meant.en}{tail.en}",
        f"không có {kind.vi} {word!r}{meant.vi}{tail.vi}",
    )


def _unknown_option(error: click.NoSuchOption) -> Text:
    known = [o for p in error.ctx.command.params for o in p.opts if o.startswith("-")] if error.ctx else []
    return unknown(Text("option", "tuỳ chọn"), error.option_name, [*known, "--help"])


def _option_value(error: click.BadOptionUsage) -> Text:
    name = error.option_name
    if "not take" in error.message:
        return Text(f"{name} takes no value", f"{name} không nhận giá trị")
    return Text(f"{name} needs a value", f"{name} cần một giá trị")


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.make_metavar(error.ctx) if error.ctx else (error.param.name or "")
