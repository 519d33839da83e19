"""``kpiframe audit``: what there is to say about a list of metrics, before anybody has written a definition."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import argument, option, verb
from kpiframe.cli.session import Session
from kpiframe.cli.usage import Refused, unknown
from kpiframe.file_faults import why_not
from kpiframe.texts import Text, same

if TYPE_CHECKING:
    from kpiframe.audit.model import Audit
    from kpiframe.audit.page import Page
    from kpiframe.audit.reading import Listed

ABOUT = Text(
    """Say what a list of metrics is worth: what each one is, who counts it, whom it hears, what speaks against it.

    FILE holds names, in English or Vietnamese: a text file with a name a line, a CSV or XLSX file with a column of
    names, or the export of a tool, whose column headings are then the names; - reads standard input. Names are matched
    to the KPIs that ship and to the registry of retired metrics; what is not certain is asked, never guessed.

    An audit informs: exit status 0, with --strict 1 when something is an error; 3 when the file names nothing.
    """,
    """Cho biết một danh sách chỉ số đáng giá đến đâu: mỗi chỉ số là gì, ai đếm, lắng nghe ai, điều gì phản đối nó.

    FILE chứa các tên, tiếng Anh hay tiếng Việt: tệp văn bản mỗi dòng một tên, tệp CSV hoặc XLSX có một cột tên, hoặc
    tệp xuất từ công cụ (khi đó tên cột là tên chỉ số); - đọc từ đầu vào chuẩn. Tên được đối chiếu với các KPI có sẵn
    và danh bạ chỉ số đã khai tử; điều chưa chắc thì hỏi lại, không bao giờ đoán.

    Lệnh này chỉ thông tin: mã thoát 0; với --strict là 1 khi có lỗi; 3 khi tệp không có tên nào.
    """,
)
FILE = Text("A list of metric names, or the export of a tool.", "Danh sách tên chỉ số, hoặc tệp xuất từ công cụ.")
WRITE = Text(
    "Start a project in DIR from the list; no existing file is ever changed.",
    "Tạo dự án trong DIR từ danh sách; không bao giờ đổi tệp đã có.",
)
FORMATS: Final = ("text", "json", "markdown")
FORMAT = Text("text, json or markdown (default: text).", "text, json hoặc markdown (mặc định: text).")
PLATFORM = Text(
    "Platform whose export it is, where the names do not say: tiktok, shopee, … (catalog list --platforms).",
    "Nền tảng của tệp xuất, khi tên không nói rõ: tiktok, shopee, … (catalog list --platforms).",
)
STRICT = Text("Exit status 1 when something is an error.", "Mã thoát 1 khi có lỗi.")
_LISTS: Final = (".txt", ".md", ".text", "")
_TABLES: Final = (".csv", ".tsv")
_WORKBOOKS: Final = (".xlsx",)
_WIDTH: Final = 80


@verb("audit", ABOUT)
@argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True), say=FILE)
@option("--write", "directory", metavar="DIR", type=click.Path(path_type=Path), say=WRITE)
@option("--format", "-f", "kind", type=options.OneOf(Text("format", "dạng"), FORMATS), default="text", say=FORMAT)
@option("--platform", metavar="ID", default="", say=PLATFORM)
@option("--strict", is_flag=True, say=STRICT)
@options.today
@options.language
@options.quiet
def command(
    session: Session,
    *,
    file: Path,
    directory: Path | None,
    kind: str,
    platform: str,
    strict: bool,
    today: date,
    lang: str | None,
    quiet: bool,
) -> int:
    """Read the names, audit them, print the page; with --write lay out the project."""
    from kpiframe.audit.auditing import audit
    from kpiframe.audit.page import page_of
    from kpiframe.catalog.loader import shipped_catalog
    from kpiframe.cli.problems import refusing
    from kpiframe.problems import Severity

    session, language = session.hushed(quiet), lang or session.language
    with refusing(session, None):
        listed = _listed(file)
        if not listed.names:
            session.warn(Text(f"{file} names no metric", f"{file} không có tên chỉ số nào"))
            return Exit.NOTHING
        catalog = shipped_catalog()
        if platform and platform not in catalog.platforms:
            raise Refused(unknown(Text("platform", "nền tảng"), platform, list(catalog.platforms)))
        found = audit(listed.names, catalog, today, platform)
        page = page_of(found, language, _title(file).into(language), listed.notes)
        session.out(_rendered(found, page, kind))
        if directory is not None:
            _write(session, directory, found, page, language)
    return Exit.FINDINGS if strict and found.count(Severity.ERROR) else Exit.FINE


def _listed(file: Path) -> Listed:
    from kpiframe.audit.reading import names_in_rows, names_in_text, unreadable
    from kpiframe.cli.places import no_such_path
    from kpiframe.limits import LIMITS

    if str(file) == "-":
        return names_in_text(sys.stdin.buffer.read(LIMITS.file_bytes + 1), "<stdin>")
    if not file.exists():
        raise no_such_path(file)
    suffix = file.suffix.lower()
    if suffix not in (*_LISTS, *_TABLES, *_WORKBOOKS):
        known = ", ".join(s for s in (*_LISTS, *_TABLES, *_WORKBOOKS) if s)
        raise unreadable(str(file), Text(f"a list is one of {known}", f"danh sách phải là {known}"))
    if suffix in _WORKBOOKS:
        from kpiframe.data.first_sheet import first_sheet

        return names_in_rows(first_sheet(file, str(file)))
    try:
        with file.open("rb") as stream:
            raw = stream.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise unreadable(str(file), why_not(error)) from None
    return names_in_text(raw, str(file), table=suffix in _TABLES)


def _title(file: Path) -> Text:
    if str(file) == "-":
        return Text("Audit of a list of metrics", "Kiểm tra danh sách chỉ số")
    return Text(f"Audit of {file.name}", f"Kiểm tra {file.name}")


def _rendered(found: Audit, page: Page, kind: str) -> str:
    from kpiframe.audit.as_json import as_json
    from kpiframe.audit.as_markdown import as_markdown
    from kpiframe.audit.as_text import as_text

    if kind == "json":
        return as_json(found)
    return as_markdown(page) if kind == "markdown" else as_text(page, _WIDTH)


def _write(session: Session, directory: Path, found: Audit, page: Page, language: str) -> None:
    from kpiframe.audit.as_markdown import as_markdown
    from kpiframe.audit.scaffold import open_platforms, project_yaml, readme
    from kpiframe.audit.scaffold_words import PHRASES, STEPS
    from kpiframe.cli.init import next_steps, nothing_there, project_name
    from kpiframe.cli.places import not_written, write_new

    if not any(metric.shipped for metric in found.metrics):
        why = Text("no KPI of the catalogue was recognised", "không nhận ra KPI nào trong danh mục")
        raise not_written(directory, why)
    label = directory.resolve().name
    steps = [PHRASES[step].into(language) for step in STEPS]
    files = {
        "kpiframe.yaml": project_yaml(found, name=project_name(label), label=label, language=language),
        "README.md": readme(as_markdown(page), label=label, language=language, steps=steps),
    }
    nothing_there([directory / name for name in files], "audit")
    for name, text in files.items():
        session.note(same(str(write_new(directory / name, text))))
    unsaid, kpis = open_platforms(found)
    session.note(_platforms_first(unsaid) if unsaid == kpis else next_steps(directory))


def _platforms_first(count: int) -> Text:
    """Return what to do where a project has nothing yet that could be scored."""
    return Text(
        f"\nNothing can be scored yet: say first which platform counts these metrics ({count}), with --platform "
        "(for instance --platform meta_facebook), or under overrides in kpiframe.yaml",
        f"\nChưa có gì để chấm điểm: trước hết hãy cho biết nền tảng nào đếm các chỉ số này ({count}), bằng --platform "
        "(ví dụ --platform meta_facebook), hoặc ghi ở overrides trong kpiframe.yaml",
    )
