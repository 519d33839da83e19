"""The door of the command line: a table of verbs, and what becomes of every error."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

import kpiframe
from kpiframe.cli.exits import MEANINGS, Exit
from kpiframe.cli.helping import Group, language, option, spoken
from kpiframe.cli.session import Session, session_of
from kpiframe.cli.usage import hint, wording
from kpiframe.problems import KpiframeError
from kpiframe.texts import Text

VERBS: Final = {
    "demo": Text(
        "Copy the example brand, score it, write its report.", "Chép thương hiệu mẫu, chấm điểm, viết báo cáo."
    ),
    "init": Text("Start a project of your own.", "Tạo một dự án của riêng bạn."),
    "lint": Text("Check definitions; no data is opened.", "Kiểm tra định nghĩa; không mở dữ liệu."),
    "test": Text("Run worked examples and rule tests.", "Chạy ví dụ tính tay và phép thử của quy tắc."),
    "score": Text("Compute a scorecard.", "Tính bảng điểm."),
    "report": Text("Write the page for the client.", "Viết trang báo cáo cho khách hàng."),
    "explain": Text(
        "Tell all about a KPI, its number, or a rule.", "Giải thích một KPI, con số của nó, hoặc một quy tắc."
    ),
    "diff": Text(
        "Compare two versions of the definitions, and their scores.", "So sánh hai bản định nghĩa và điểm của chúng."
    ),
    "eval": Text("Compute one formula.", "Tính một công thức."),
    "audit": Text(
        "Say what a list of metrics is worth; no definitions needed.",
        "Đánh giá một danh sách chỉ số; không cần định nghĩa.",
    ),
    "catalog": Text("Browse the KPIs and rules that ship.", "Xem các KPI và quy tắc có sẵn."),
}
ABOUT: Final = Text(
    "KPI definitions as code, and the scorecard that says how much of its own score is flattery.",
    "Định nghĩa KPI dưới dạng mã, và bảng điểm nói rõ bao nhiêu phần điểm của chính nó là tâng bốc.",
)


_STATUS: Final = Text("Exit status", "Mã kết thúc")
_INTERRUPTED: Final = Text(
    "interrupted; what was not finished was not written", "đã bị ngắt; phần chưa xong không được ghi"
)


class Verbs(Group):
    """Every command by name; its module is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order people meet them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        found: click.Command = importlib.import_module(f"kpiframe.cli.{cmd_name}").command
        return found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the page of every group, and what the exit statuses mean."""
        super().format_help(ctx, formatter)
        spoken = language(ctx)
        with formatter.section(_STATUS.into(spoken)):
            formatter.write_dl([(str(int(status)), text.into(spoken)) for status, text in MEANINGS.items()])

    def summaries(self, ctx: click.Context) -> list[tuple[str, Text]]:
        """Return the table itself, so that ``--help`` imports no command."""
        del ctx
        return list(VERBS.items())


@click.group("kpiframe", cls=Verbs, say=ABOUT, invoke_without_command=True)
@option("--version", is_flag=True, say=Text("Show the version.", "Hiện phiên bản."))
@spoken
@click.pass_context
def root(ctx: click.Context, version: bool) -> int:
    """Show the version or the help page when no command is given."""
    if ctx.invoked_subcommand is None:
        ctx.obj.out(f"kpiframe {kpiframe.__version__}" if version else ctx.get_help())
    return Exit.FINE


def run(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command line and return its exit status; nothing a user wrote leads to a traceback."""
    session = session_of(argv, environ)
    try:
        status: Any = root.main(args=list(argv), prog_name="kpiframe", standalone_mode=False, obj=session)
    except click.UsageError as error:
        session.warn(Text("error: ", "lỗi: ").into(session.language) + wording(error).into(session.language))
        session.warn(hint(error))
        return Exit.USAGE
    except KpiframeError as error:
        return _refused(session, error)
    except (KeyboardInterrupt, click.Abort):
        session.warn(_INTERRUPTED)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.FINE
    except Exception as error:  # a fault of ours: one line, never a traceback unless asked for
        if environ.get("KPIFRAME_TRACEBACK"):
            raise
        session.warn(_fault(error))
        return Exit.USAGE
    return int(status or Exit.FINE)


def _refused(session: Session, error: KpiframeError) -> int:
    from kpiframe.cli.problems import show

    show(session, error.problems)
    return Exit.USAGE


def _fault(error: Exception) -> Text:
    what = f"{type(error).__name__}: {error}"[:300].replace("\n", " ")
    return Text(
        f"internal error: {what} (KPIFRAME_TRACEBACK=1 shows where; please report it)",
        f"lỗi nội bộ: {what} (đặt KPIFRAME_TRACEBACK=1 để xem ở đâu; xin hãy báo cho chúng tôi)",
    )


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:], os.environ))
