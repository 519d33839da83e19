"""The list of many scorecards: a line for each in their order, nothing of a name is markup, further pages when long."""

import re

import pytest

from kpiframe.cli.pages import Pages, write_pages
from kpiframe.render.to_index import line_of, to_index


def cut(document, **slices):
    return {**document, "frame": {**document["frame"], "slice": slices}}


def listed(document, language, *slices):
    lines = [(line_of(cut(document, **each), language), f"card-{n}.{language}.html") for n, each in enumerate(slices)]
    return to_index(lines, language, [f"index.{language}.html"])


def cells(page):
    return [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)]


@pytest.mark.parametrize(
    ("language", "total", "word"), [("en", "All together", "serious"), ("vi", "Toàn bộ", "nghiêm trọng")]
)
def test_every_scorecard_has_its_line_with_score_gap_and_flags(document, language, total, word):
    page = listed(document, language, {}, {"city": "Huế"}, {"city": None})
    serious = sum(flag["severity"] == "error" and not flag["accepted"] for flag in document["flags"])
    assert serious
    lines = [" ".join(line) for line in cells(page)]
    assert [line.startswith(name) for line, name in zip(lines, (total, "Huế", "("), strict=True)] == [True] * 3
    gap = str(round(document["score"]["flattery_gap"]))
    for line in lines:
        assert str(int(document["score"]["relevance"])) in line
        assert gap in line.split()
        assert f"{word} {serious}" in line
    assert re.findall(r'href="(card-\d\.\w\w\.html)"', page) == [f"card-{n}.{language}.html" for n in range(3)]


def test_a_name_is_text_and_its_file_a_link_whatever_stands_in_it(document):
    evil = '<img src=x onerror=alert(1)>"&'
    line = line_of(cut(document, city=evil), "en")
    page = to_index([(line, "brand-city=a b&c#?.en.html")] * 2, "en", ["index.en.html"])
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'href="brand-city%3Da%20b%26c%23%3F.en.html"' in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_a_long_list_has_pages_that_know_each_other(document, tmp_path, monkeypatch):
    monkeypatch.setattr("kpiframe.cli.pages.MOST", 2)
    lines = {"en": line_of(document, "en")}
    made = [Pages(f"card-{n}", [("en.html", "kpiframe")], lines) for n in range(5)]
    written = [path.name for path in write_pages(made, tmp_path)]
    assert written[5:] == ["index.en.html", "index-2.en.html", "index-3.en.html"]
    last = (tmp_path / "index-3.en.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(index[^"]*)"', last) == ["index.en.html", "index-2.en.html"]
    assert len(cells(last)) == 1


def test_one_scorecard_needs_no_list(document, tmp_path):
    made = [Pages("card", [("en.html", "kpiframe")], {"en": line_of(document, "en")})]
    assert [path.name for path in write_pages(made, tmp_path)] == ["card.en.html"]


def test_a_list_of_somebody_else_is_left_alone(document, tmp_path):
    (tmp_path / "index.en.html").write_text("my own site", encoding="utf-8")
    made = [Pages(f"card-{n}", [], {"en": line_of(document, "en")}) for n in range(2)]
    with pytest.raises(Exception, match="was not written"):
        write_pages(made, tmp_path)
    assert (tmp_path / "index.en.html").read_text(encoding="utf-8") == "my own site"
