"""WCAG 2.2 AA, as far as a page's source can show it: every row of the handbook's table, both languages, both samples."""

import base64
import hashlib
import itertools
import re
import unicodedata
from html.parser import HTMLParser

import pytest

from kpiframe.render.purity import impurities
from kpiframe.render.to_html import to_html

VOID = {"meta", "br", "img", "hr", "link", "input"}
NATIVE = {
    "html", "head", "meta", "title", "style", "body", "div", "span", "header", "main", "section", "footer", "article", "h1",
    "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "b", "strong", "small", "del", "br", "a", "code", "cite", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "details", "summary",
    "svg", "rect", "circle", "path", "polyline", "text",
}  # fmt: skip


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children = tag, dict(attrs), parent, []

    def walk(self):
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def find(self, *tags):
        return [n for n in self.walk() if n.tag in tags]

    @property
    def text(self):
        return " ".join(c if isinstance(c, str) else c.text for c in self.children)

    @property
    def ancestors(self):
        return [] if self.parent is None else [self.parent, *self.parent.ancestors]


class Reader(HTMLParser):
    """Builds a tree and refuses what is not well formed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("#root", {}, None)

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"double attribute in <{tag}>"
        node = Node(tag, attrs, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Node(tag, attrs, self.here))

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def parse(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root


@pytest.fixture(scope="module", params=["vi-card", "en-card", "vi-troubled", "en-troubled"])
def page(request, card_document, troubled_document):
    language, which = request.param.split("-")
    html = to_html(card_document if which == "card" else troubled_document, language)
    return language, html, parse(html)


def style(html):
    return re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)


def visible(root):
    return " ".join(" ".join(n.text for n in root.find("body")).split())


def test_1_1_1_every_drawing_has_a_label_or_is_hidden(page):
    for svg in page[2].find("svg"):
        hidden = svg.attrs.get("aria-hidden") == "true"
        assert hidden != (svg.attrs.get("role") == "img" and bool(svg.attrs.get("aria-label")))


def test_no_chart_says_a_number_the_page_does_not(page):
    """The tables are the long description: every number of a label stands in the body too."""
    body = visible(page[2])
    for svg in page[2].find("svg"):
        for number in re.findall(r"[−-]?\d[\d.,]*", svg.attrs.get("aria-label") or ""):
            assert number.rstrip(".,") in body


def test_1_3_1_tables_are_tables(page):
    for table in page[2].find("table"):
        assert len(table.find("caption")) == 1
        assert table.find("caption")[0].text.strip()
        assert all(th.attrs.get("scope") in {"row", "col", "rowgroup"} for th in table.find("th"))
    kpis = next(t for t in page[2].find("table") if "kpis" in (t.attrs.get("class") or ""))
    for row in kpis.find("tr"):
        if "kpi" in (row.attrs.get("class") or "").split():
            assert [th.attrs["scope"] for th in row.find("th")] == ["row"]
            assert len(row.find("td")) == 9


def test_1_3_2_order_of_reading(page):
    assert not re.search(r"[;{]order\s*:", style(page[1]))
    assert {n.attrs["tabindex"] for n in page[2].walk() if "tabindex" in n.attrs} <= {"0"}


def test_1_4_1_status_without_colour(page):
    """Every status has its word in text, and each word has a shape of its own."""
    shapes = {}
    for node in page[2].walk():
        classes = (node.attrs.get("class") or "").split()
        if "status" in classes:
            word = node.text.strip()
            assert word
            drawing = [(n.tag, n.attrs.get("d")) for n in node.find("circle", "rect", "path")]
            assert shapes.setdefault(word, drawing) == drawing
    assert len({str(s) for s in shapes.values()}) == len(shapes) >= 4


def test_1_4_4_every_cell_carries_its_label(page):
    assert all(td.attrs.get("data-label") for td in page[2].find("td"))
    assert "max-width:1100px" in style(page[1])


def test_1_4_12_no_fixed_heights_on_text(page):
    for rule in re.findall(r"[;{]height\s*:\s*([^;}]+)", style(page[1])):
        assert rule in {"auto", "11px", "13px"}  # svg icons and charts only


def test_1_4_13_nothing_lives_in_a_tooltip(page):
    assert [n for n in page[2].walk() if "title" in n.attrs] == []
    assert len(page[2].find("title")) == 1


def test_2_1_1_and_2_4_7_only_links_and_details_with_visible_focus(page):
    css = style(page[1])
    assert "a:focus-visible" in css
    assert "outline:none" not in css.replace(" ", "")
    assert "outline:0" not in css.replace(" ", "")
    assert "sticky" not in css
    assert "position:fixed" not in css


def test_2_4_2_title_and_2_4_6_headings(page):
    root = page[2]
    assert root.find("title")[0].text in {"Phở Sen · tháng 10 năm 2026", "Pho Sen · October 2026"}
    levels = [int(n.tag[1]) for n in root.find("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1


def test_links_lead_somewhere(page):
    ids = [n.attrs["id"] for n in page[2].walk() if "id" in n.attrs]
    assert len(ids) == len(set(ids))
    for link in page[2].find("a"):
        href = link.attrs["href"]
        assert href.startswith("https://") or href.removeprefix("#") in ids
    for node in page[2].walk():
        if "aria-labelledby" in node.attrs:
            assert node.attrs["aria-labelledby"] in ids


def test_2_5_8_targets_of_24_pixels(page):
    css = style(page[1])
    for selector in ("summary{min-height:32px", ".counts li a,.counts li span.line{", ".cites li{min-height:24px"):
        assert selector in css


def test_3_1_1_language_of_the_page_and_3_1_2_of_its_parts(page):
    language, _, root = page
    assert root.find("html")[0].attrs["lang"] == language
    if language == "vi":
        for chip in (n for n in root.walk() if n.attrs.get("class") == "chip" and n.tag == "a"):
            assert re.fullmatch(r"⚑ KPF\d{3}", chip.text.strip())  # the name of a rule is English


def test_4_1_2_native_elements_only(page):
    assert {n.tag for n in page[2].walk()} <= NATIVE


def test_no_script_no_style_attribute_nothing_external(page):
    _, html, root = page
    assert impurities(html) == []
    assert [n.attrs for n in root.walk() if "style" in n.attrs or any(a.startswith("on") for a in n.attrs)] == []


def test_the_policy_names_exactly_the_one_style_sheet(page):
    _, html, root = page
    policy = next(
        n.attrs["content"] for n in root.find("meta") if n.attrs.get("http-equiv") == "Content-Security-Policy"
    )
    digest = base64.b64encode(hashlib.sha256(style(html).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert html.count("<style") == 1


def test_every_drawn_element_carries_its_light_colours(page):
    """Style sheets do not reach drawings everywhere (PDF): without attributes they would print black."""
    for node in page[2].find("rect", "circle", "path", "polyline", "text"):
        assert node.attrs.get("fill")
        if node.attrs["fill"] == "none":
            assert node.attrs.get("stroke", "").startswith("#")
        assert "black" not in str(node.attrs).lower()
        assert "currentColor" not in str(node.attrs)


def test_print_and_dark(page):
    css = style(page[1])
    assert "size:A4 landscape" in css
    assert "thead{display:table-header-group}" in css
    assert "break-inside:avoid" in css
    assert "@media (prefers-color-scheme:dark){@media not print{" in css
    assert css.count("{") == css.count("}")


def test_text_is_nfc(page):
    assert unicodedata.normalize("NFC", page[1]) == page[1]


def test_missing_and_not_applicable_stand_on_the_page(document, troubled):
    for given, expected in ((document, 3), (troubled, 4)):
        listed = next(
            s for s in parse(to_html(given, "vi")).find("section") if s.attrs.get("aria-labelledby") == "h-unscored"
        )
        rows = listed.find("tbody")[0].find("tr")
        assert len(rows) == expected
        assert all(td.text.strip() for row in rows for td in row.find("td"))


def test_accepted_flags_are_struck_through_with_the_reason(document):
    root = parse(to_html(document, "en"))
    struck = [n.text for n in root.find("del")]
    assert any("KPF111" in text for text in struck)
    assert any("Nothing independent stands beside" in text for text in struck)
    assert "Accepted until Dec 31, 2026 because the contract requires it" in visible(root)
    assert not any("KPF110" in text for text in struck)
