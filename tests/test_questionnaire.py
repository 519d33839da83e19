"""The ready questionnaire: what it asks, what its guidance promises, and that answers in its columns become KPIs."""

from __future__ import annotations

import csv
import re
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kpiframe
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.loader import load_shipped
from kpiframe.catalog.questionnaires import Questionnaire
from kpiframe.cli.questionnaire import command, questionnaire_page
from kpiframe.cli.session import Session
from kpiframe.problems import Severity
from kpiframe.scoring.margins import wilson

COLUMNS = ("answered_at", "buys_category", "aware", "customer", "useful", "fits", "hard_to_miss", "consider")
PEOPLE = (
    # how many, buys, knows, customer, useful, fits, hard to miss, consider
    (10, 0, None, None, None, None, None, None),  # not in the category: the interview ended
    (30, 1, 0, None, None, None, None, None),  # never heard of the brand: stays in the base of the three dimensions
    (20, 1, 1, 1, 7, 6, 5, 5),
    (10, 1, 1, 1, 6, 4, 2, 5),
    (15, 1, 1, 1, 5, 4, 2, 4),
    (5, 1, 1, 1, None, 4, 4, 1),  # customers who want to leave, and skipped the question on utility
    (15, 1, 1, 0, 6, 7, 3, 4),
    (20, 1, 1, 0, 3, 2, 1, 5),
    (21, 1, 1, 0, 2, None, 1, 1),
    (10, 1, 1, 0, 5, 5, 1, 3),
    (4, 1, 1, 0, 1, 1, 1, None),
)
"""160 people asked in October 2026: 150 in the category, 120 who know the brand, 50 of them customers."""
EXPECTED = {
    "relevance_utility": Fraction(20 + 10 + 15, 150 - 5),  # 45 of 145; five customers left it blank
    "relevance_purpose": Fraction(20 + 15, 150 - 21),  # 35 of 129
    "relevance_importance": Fraction(20 + 5, 150),
    "consideration_rate": Fraction(15 + 20, 70 - 4),  # of 70 who know and do not buy, four did not answer
    "rejection_rate": Fraction(5 + 21, 120 - 4),
    "brand_awareness_aided": Fraction(120, 150),
}
"""KPI -> share, counted by hand from the table above."""
INDEX = sum(EXPECTED[f"relevance_{name}"] for name in ("utility", "purpose", "importance")) / 3
SMALL = {"consideration_rate"}
"""66 answers: told, and not scored, below the hundred the KPI asks for."""
PROJECT = """\
kpiframe: 1
name: a-brand
extends: [catalog:kpis]
scorecards:
  - name: asked
    groups: [{name: all, kpis: [NAMES]}]
overrides:
  kpis:
"""


@cache
def shipped() -> Catalog:
    catalog, problems = load_shipped()
    assert problems == []
    return catalog


def asked() -> Questionnaire:
    return shipped().questionnaires["relevance"]


def page(language: str, **names: str) -> str:
    return questionnaire_page(asked(), shipped(), language, **names)


class TestWhatItAsks:
    def test_columns_and_codes_never_change(self) -> None:
        codes = {question.name: [answer.code for answer in question.answers] for question in asked().questions}
        assert codes == {
            "buys_category": [1, 0],
            "aware": [1, 0],
            "customer": [1, 0],
            "useful": [1, 2, 3, 4, 5, 6, 7],
            "fits": [1, 2, 3, 4, 5, 6, 7],
            "hard_to_miss": [1, 2, 3, 4, 5],
            "consider": [1, 2, 3, 4, 5],
        }

    def test_people_outside_the_category_are_thanked_and_let_go(self) -> None:
        ends = [(q.name, a.code) for q in asked().questions for a in q.answers if a.ends]
        assert ends == [("buys_category", 0)]

    def test_every_text_is_there_in_both_languages(self) -> None:
        texts = [asked().label, asked().description, asked().introduction, asked().closing]
        texts += [part for advice in asked().guidance for part in (advice.label, advice.text)]
        for question in asked().questions:
            texts += [question.ask, *(a.label for a in question.answers if a.label)]
            texts += [text for text in (question.note, question.asked_of) if text]
        for text in texts:
            assert text.en != text.vi, text
            for hole in ("{brand}", "{category}"):
                assert (hole in text.en) == (hole in text.vi), text

    def test_the_brand_is_not_named_before_the_screening_question(self) -> None:
        first = asked().questions[0]
        assert "{brand}" not in asked().introduction.en + first.ask.en + asked().introduction.vi + first.ask.vi

    def test_every_question_says_which_kpis_compute_from_it(self) -> None:
        of = {question.name: set(asked().computes(question)) for question in asked().questions}
        assert of["useful"] == {"relevance_utility", "brand_relevance_index"}
        assert of["fits"] == {"relevance_purpose", "brand_relevance_index"}
        assert of["hard_to_miss"] == {"relevance_importance", "brand_relevance_index"}
        assert of["consider"] == {"consideration_rate", "rejection_rate"}
        assert of["customer"] == {"consideration_rate"}
        assert of["buys_category"] == of["aware"] == {*EXPECTED, "brand_relevance_index"}

    def test_every_input_of_its_kpis_is_bound_and_no_other(self) -> None:
        wanted = {f"{name}.{item.name}" for name in asked().kpis for item in shipped().kpis[name].inputs}
        assert set(asked().bindings) == wanted


class TestGuidance:
    @pytest.mark.parametrize("language", ["en", "vi"])
    def test_margins_are_what_the_margin_function_says(self, language: str) -> None:
        text = next(a.text for a in asked().guidance if "±" in a.text.en).into(language)
        promised = {int(n): int(points) for n, points in re.findall(r"(\d+) (?:answers|câu trả lời) ±(\d+)", text)}
        assert set(promised) == {100, 300, 380, 1200}
        for n, points in promised.items():
            low, high = wilson(0.5, n)
            assert round((high - low) / 2 * 100) == points, n

    def test_five_points_need_about_380(self) -> None:
        """Half the width of a Wilson interval at one half is z / (2 √(n + z²)): 0.05 at n = 380.3."""
        assert 380 < (1.96 / 0.1) ** 2 - 1.96**2 < 381

    def test_the_frame_is_the_category_and_the_rhythm_is_monthly(self) -> None:
        english = " ".join(advice.text.en for advice in asked().guidance)
        assert "whether or not they buy {brand}" in english
        assert "Your customer list" in english
        assert "A hundred people every month" in english


@pytest.mark.parametrize("language", ["en", "vi"])
class TestThePage:
    def test_names_are_put_in_and_no_hole_is_left(self, language: str) -> None:
        shown = page(language, brand="Phở Sen", category="{brand}")
        assert "Phở Sen" in shown
        assert "{brand}" in shown  # what a user writes is not filled a second time
        assert not re.search(r"\{(brand|category|time)\}", page(language))

    def test_each_question_shows_column_answers_and_kpis(self, language: str) -> None:
        shown = page(language)
        for number, question in enumerate(asked().questions, 1):
            part = shown.partition(f"### {number}. `{question.name}`")[2].partition("\n### ")[0]
            assert all(answer.label.into(language) in part for answer in question.answers)
            assert all(f"(`{kpi}`)" in part for kpi in asked().computes(question))


class TestTheCommand:
    def run(self, *words: str, language: str = "en") -> Result:
        return CliRunner().invoke(command, list(words), obj=Session(language=language), standalone_mode=False)

    def test_it_prints_the_page_in_the_language_asked_for(self) -> None:
        assert self.run().output.strip() == page("en").strip()
        assert self.run("--lang", "vi").output.strip() == page("vi").strip()
        assert "Have you bought phở yourself" in self.run("--category", "phở").output

    def test_it_writes_a_file_and_never_over_another(self, tmp_path: Path) -> None:
        target = tmp_path / "survey.md"
        assert self.run("-o", str(target), "--brand", "Sen").output.strip() == str(target)
        assert "Next time you buy [CATEGORY], what about Sen?" in target.read_text(encoding="utf-8")
        again = self.run("-o", str(target))
        assert again.exception is not None
        assert "Sen?" in target.read_text(encoding="utf-8")
        assert self.run("-o", str(target), "--force").exception is None
        assert "[BRAND]?" in target.read_text(encoding="utf-8")


class TestFromAnswersToKpis:
    """The printed YAML, pasted into a project, reads a CSV of the questionnaire's own columns."""

    @pytest.fixture(params=[("en", "1", "0"), ("vi", "1", "0"), ("en", "Yes", "No"), ("vi", "Có", "Không")])
    def project(self, request: pytest.FixtureRequest, tmp_path: Path) -> kpiframe.Project:
        language, yes, no = request.param
        kpis = asked().kpis
        limits = "".join(f"    {n}: {{thresholds: {LIMITS.get(n, HIGH)}, reason: agreed}}\n" for n in kpis)
        block = page(language).partition("```yaml\n")[2].partition("```")[0]
        text = PROJECT.replace("NAMES", ", ".join(kpis)) + limits + block
        (tmp_path / "kpiframe.yaml").write_text(text, encoding="utf-8")
        answers(tmp_path / "data" / "relevance-survey.csv", yes, no)
        return kpiframe.load(tmp_path, root=tmp_path)

    def test_it_reads_without_a_complaint(self, project: kpiframe.Project) -> None:
        assert [p for p in project.problems if p.severity is not Severity.INFO] == []

    def test_with_the_lines_on_how_people_were_asked_rules_on_samples_are_judged(
        self, project: kpiframe.Project
    ) -> None:
        path = project.definition.folder / "kpiframe.yaml"
        text = path.read_text(encoding="utf-8")
        limits = text.partition("overrides:\n  kpis:\n")[2].partition("# ")[0]
        how = text[text.rindex("# overrides:") :].replace("# ", "").replace("#", "")
        path.write_text(text.replace("overrides:\n  kpis:\n" + limits, "") + how, encoding="utf-8")
        card = kpiframe.load(path.parent, root=path.parent).score("2026-10", today=date(2026, 11, 2))
        open_still = {each["rule"] for each in card.document.not_judged}
        assert not open_still & {"KPF133", "KPF144", "KPF184"}
        assert not {"KPF133", "KPF144", "KPF184"} & {flag.id for flag in card.flags}
        before = {each["rule"] for each in project.score("2026-10", today=date(2026, 11, 2)).document.not_judged}
        assert {"KPF133", "KPF144", "KPF184"} <= before

    def test_the_kpis_are_the_fractions_counted_by_hand(self, project: kpiframe.Project) -> None:
        results = project.score("2026-10", today=date(2026, 11, 2)).results
        assert set(results) == {*EXPECTED, "brand_relevance_index"}
        for name, share in EXPECTED.items():
            assert results[name].value == pytest.approx(float(share * 100), rel=1e-12), name
            assert results[name].n == share_base(name)
            assert results[name].state == ("small_sample" if name in SMALL else "scored"), name
        assert results["brand_relevance_index"].value == pytest.approx(float(INDEX * 100), rel=1e-9)


LIMITS = {"rejection_rate": "{warn: 30, target: 10}"}
HIGH = "{warn: 10, target: 60}"


def share_base(name: str) -> int:
    """The answers a share rests on, counted by hand."""
    bases = {"relevance_utility": 145, "relevance_purpose": 129, "relevance_importance": 150}
    return {**bases, "consideration_rate": 66, "rejection_rate": 116, "brand_awareness_aided": 150}[name]


def answers(path: Path, yes: str, no: str) -> None:
    """Write a row a person, one for every day of October in turn."""
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        days = (f"2026-10-{1 + n % 31:02}" for n in range(1000))
        for count, *told in PEOPLE:
            words = ["" if v is None else (yes if v else no) for v in told[:3]]
            numbers = ["" if v is None else str(v) for v in told[3:]]
            writer.writerows([next(days), *words, *numbers] for _ in range(count))
