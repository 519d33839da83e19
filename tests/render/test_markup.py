"""Free text is text: no payload changes the structure of a page, none is evaluated, whatever field it sits in."""

import copy
import html
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from kpiframe.render.clean import clean_text
from kpiframe.render.page import build
from kpiframe.render.purity import impurities
from kpiframe.render.to_html import to_html
from kpiframe.render.to_json import to_json
from kpiframe.render.to_markdown import to_markdown
from kpiframe.render.to_terminal import to_terminal

pytestmark = pytest.mark.slow

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TEXT = {"text", "text_special", "softbreak"}
POLYGLOT = "\"'><img src=x onerror=1>`|[x](javascript:1)*_~\\{{7*7}}\n# h &lt;"


class Skeleton(HTMLParser):
    """Tags with the names of their attributes, in order; texts and values left out, except where a value is structure."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple((k, v if k in {"class", "role", "scope", "lang"} else "") for k, v in attrs)))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.found.append(f"/{tag}")

    def handle_comment(self, data):
        self.found.append("comment")

    def handle_decl(self, decl):
        self.found.append(decl)

    def handle_pi(self, data):
        self.found.append("pi")


def tree(text):
    reader = Skeleton()
    reader.feed(text)
    reader.close()
    return reader.found


def tokens(text):
    found = []
    for token in MARKDOWN.parse(text):
        found.append((token.type, token.tag, token.markup if token.type != "fence" else ""))
        found += [(c.type, c.tag) for c in token.children or [] if c.type not in TEXT]
    return found


@pytest.fixture(scope="module")
def plain(small, flood):
    calm = flood(small, "plain")
    return tree(to_html(calm, "vi")), tokens(to_markdown(calm, "vi"))


def test_the_corpus_is_large_enough(markup_corpus):
    assert len(markup_corpus) >= 100
    assert len({p["text"] for p in markup_corpus}) == len(markup_corpus)


def test_html_keeps_its_tree_under_every_payload_in_every_field(small, flood, plain, markup_corpus):
    for payload in markup_corpus:
        page = to_html(flood(small, payload["text"]), "vi")
        assert tree(page) == plain[0], payload
        assert impurities(page) == [], payload


def test_markdown_keeps_its_tokens_under_every_payload_in_every_field(small, flood, plain, markup_corpus):
    for payload in markup_corpus:
        assert tokens(to_markdown(flood(small, payload["text"]), "vi")) == plain[1], payload


def test_a_polyglot_in_one_field_at_a_time(small, flood):
    """Which fields there are is found by walking the document: a new field is covered the day it is born."""
    places = []
    flood(small, "x", places=places)
    kinds = {path: index for index, path in enumerate(places)}  # one of each kind of place
    assert len(kinds) > 60
    base = tree(to_html(small, "en")), tokens(to_markdown(small, "en"))
    for path, index in kinds.items():
        # names also order rows, and an address that is none is no link: those are compared with a calm text there
        named = path.rpartition(".")[2] in {"kpi", "group", "name", "kpis", "id", "flags", "url"}
        calm = flood(small, "zzplain", only=index) if named else None
        expected = (tree(to_html(calm, "en")), tokens(to_markdown(calm, "en"))) if calm else base
        hostile = flood(small, ("zz" if named else "") + POLYGLOT, only=index)
        assert (tree(to_html(hostile, "en")), tokens(to_markdown(hostile, "en"))) == expected, path


def test_hostile_addresses_stay_inside_their_attribute(small):
    document = copy.deepcopy(small)
    document["flags"][0]["citations"][0]["url"] = "https://e.example/"
    calm = tree(to_html(document, "en")), tokens(to_markdown(document, "en"))
    for tail in ('"><b>', "' onclick='1", "a b)c(d", "|x|", "<>", "\\", "`", "&quot;", "%zz", "#x", "é"):
        document["flags"][0]["citations"][0]["url"] = "https://e.example/" + tail
        assert (tree(to_html(document, "en")), tokens(to_markdown(document, "en"))) == calm


@pytest.mark.parametrize(
    "payload",
    [
        "{{ 1337 * 1331 }}", "{{1337*1331}}", "{% print(1337*1331) %}", "${1337*1331}", "#{1337*1331}", "<%= 1337*1331 %>",
        "{{ '1' ~ '779547' }}", "{%- set x = 1337*1331 -%}{{ x }}", "{{ config }}", "{% include 'scorecard.md.j2' %}",
        "{{ self }}", "{{ fill('{a}', a=1337*1331) }}", "{kpi}", "{label}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "vi"])
def test_text_is_never_a_template(small, flood, payload, language):
    """The payload stands on the page as it was written; what it would compute does not."""
    document = flood(small, payload)
    page = to_html(document, language)
    outputs = [page, to_markdown(document, language), to_terminal(document, language), to_json(document)]
    for text in outputs:
        assert "1779547" not in text.replace(",", "").replace(".", "")
    assert html.escape(payload, quote=False).split()[0] in html.unescape(page) or payload in html.unescape(page)
    assert payload in outputs[2] or len(payload) > 30


def test_hidden_characters_become_visible_everywhere(card_document, flood):
    """Override, zero-width, escape and null: shown as their code on every page."""
    document = flood(card_document, "a\u202eb\u200bc\x1bd\x00e")
    for text in (to_html(document, "en"), to_markdown(document, "en"), to_terminal(document, "en")):
        assert not set("\u202e\u200b\x1b\x00") & set(text)
    assert build(document, "en")["frame"]["client"]["text"] == "a\\u202eb\\u200bc\\u001bd\\u0000e"


@pytest.mark.parametrize(
    ("given", "shown"),
    [("e\u0302\u0301", "ế"), ("a\nb\r\nc\td", "a b c d"), ("Phở", "Phở"), ("plain", "plain"), ("x\u2028y", "x y")],
)
def test_texts_are_nfc_on_one_line(given, shown):
    assert clean_text(given) == shown
