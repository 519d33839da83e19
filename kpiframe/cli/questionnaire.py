"""``kpiframe catalog questionnaire``: a survey that can start next week, and the YAML that reads its answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kpiframe.cli import options
from kpiframe.cli.exits import Exit
from kpiframe.cli.helping import option, verb
from kpiframe.cli.session import Session
from kpiframe.problems import printable
from kpiframe.texts import Text

if TYPE_CHECKING:
    from kpiframe.catalog.contents import Catalog
    from kpiframe.catalog.questionnaires import Question, Questionnaire

NAME: Final = "relevance"
"""The questionnaire that ships."""
ABOUT = Text(
    """Print a ready questionnaire on the brand's relevance, and the YAML that reads its answers.

    Utility, purpose and importance, consideration and rejection, in words to paste into a form tool.
    """,
    """In bảng hỏi có sẵn về mức độ phù hợp của thương hiệu, cùng YAML để đọc câu trả lời.

    Tính ứng dụng, mục đích, tầm quan trọng, cân nhắc và từ chối, viết sẵn để dán vào công cụ khảo sát.
    """,
)
BRAND = Text("Name of the brand asked about.", "Tên thương hiệu được hỏi.")
CATEGORY = Text("What its buyers buy, as people say it.", "Ngành hàng, nói theo cách của người mua.")
OUTPUT = Text("Write to FILE (Markdown) instead.", "Ghi vào FILE (Markdown) thay vì in ra.")
_W: Final = {
    "brand": Text("[BRAND]", "[THƯƠNG HIỆU]"),
    "category": Text("[CATEGORY]", "[NGÀNH HÀNG]"),
    "before": Text("Before you begin", "Trước khi bắt đầu"),
    "questions": Text("Questions", "Câu hỏi"),
    "asked_of": Text("Asked of", "Hỏi"),
    "scale": Text("Scale", "Thang đo"),
    "ends": Text("the interview ends", "kết thúc khảo sát"),
    "note": Text("For you", "Dành cho bạn"),
    "computes": Text("Computes", "Dùng để tính"),
    "export": Text("From the answers to KPIs", "Từ câu trả lời đến KPI"),
    "columns": Text(
        "Export the answers as CSV, a row for each person: the day of the answer in {time} (2026-10-31), and a column "
        "for each question with the name above it. The numbers before the answers are what the columns hold: ask the "
        "last four questions as a linear scale, so that your tool exports numbers. For yes and no the words are read "
        "as well.",
        "Xuất câu trả lời ra CSV, mỗi người một dòng: ngày trả lời ở cột {time} (2026-10-31), và mỗi câu hỏi một cột "
        "mang tên ghi phía trên. Con số trước mỗi câu trả lời là giá trị trong cột: hãy đặt bốn câu cuối ở dạng thang "
        "điểm (linear scale) để công cụ xuất ra số. Với câu có/không thì chữ cũng đọc được.",
    ),
}


@verb("questionnaire", ABOUT)
@option("--brand", metavar="NAME", say=BRAND)
@option("--category", metavar="WORDS", say=CATEGORY)
@option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path), say=OUTPUT)
@options.force
@options.language
def command(
    session: Session, *, brand: str | None, category: str | None, output: Path | None, force: bool, lang: str | None
) -> int:
    """Print the page, or write it to a file."""
    from kpiframe.catalog.loader import shipped_catalog
    from kpiframe.cli.places import write_new

    catalog, language = shipped_catalog(), lang or session.language
    page = questionnaire_page(catalog.questionnaires[NAME], catalog, language, brand=brand, category=category)
    if output is None:
        session.out(page)
    else:
        session.out(str(write_new(output, page, force=force)))
    return Exit.FINE


def questionnaire_page(
    asked: Questionnaire, catalog: Catalog, language: str, *, brand: str | None = None, category: str | None = None
) -> str:
    """Return *asked* as Markdown: guidance, questions with their codes, and YAML; *brand* and *category* put in."""
    from kpiframe.render.messages import fill

    named = {"brand": brand, "category": category}
    holes = {hole: printable(name or _W[hole].into(language)) for hole, name in named.items()}
    return fill("\n".join(_page(asked, catalog, language)), time=asked.time, **holes)


def _page(asked: Questionnaire, catalog: Catalog, language: str) -> Iterator[str]:
    from kpiframe.cli.survey_yaml import survey_yaml

    yield from (f"# {asked.label.into(language)}", "", asked.description.into(language), "")
    yield from (f"## {_W['before'].into(language)}", "")
    for advice in asked.guidance:
        yield f"- **{advice.label.into(language)}.** {advice.text.into(language)}"
    yield from ("", f"## {_W['questions'].into(language)}", "", asked.introduction.into(language), "")
    for number, question in enumerate(asked.questions, 1):
        yield from _question(question, number, _labels(asked.computes(question), catalog, language), language)
    yield from (asked.closing.into(language), "")
    yield from (f"## {_W['export'].into(language)}", "", _W["columns"].into(language), "")
    yield from ("```yaml", survey_yaml(asked, language).rstrip(), "```", "")


def _question(question: Question, number: int, kpis: Sequence[str], language: str) -> Iterator[str]:
    yield from (f"### {number}. `{question.name}`", "", f"> {question.ask.into(language)}", "")
    if question.asked_of:
        yield from (f"*{_W['asked_of'].into(language)}: {question.asked_of.into(language)}.*", "")
    worded = [answer for answer in question.answers if answer.label]
    if len(worded) < len(question.answers):
        ends = " – ".join(f"{answer.code} ({answer.label.into(language)})" for answer in worded)
        yield f"- {_W['scale'].into(language)}: {ends}"
    else:
        for answer in question.answers:
            end = f" → *{_W['ends'].into(language)}*" if answer.ends else ""
            yield f"- {answer.code}: {answer.label.into(language)}{end}"
    yield ""
    if question.note:
        yield from (f"{_W['note'].into(language)}: {question.note.into(language)}", "")
    yield from (f"{_W['computes'].into(language)}: {', '.join(kpis)}.", "")


def _labels(kpis: Sequence[str], catalog: Catalog, language: str) -> list[str]:
    return [f"{catalog.kpis[name].label.into(language)} (`{name}`)" for name in kpis]
