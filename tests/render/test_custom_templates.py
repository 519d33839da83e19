"""A project's own templates see the page and nothing else: escapes refused, exhaustion stopped, faults placed."""

import dataclasses
import os
import time

import pytest

from kpiframe.limits import LIMITS
from kpiframe.problems import TemplateError
from kpiframe.render.environment import make
from kpiframe.render.to_html import to_html
from kpiframe.render.to_markdown import to_markdown

ESCAPES = {
    "class of a text": "{{ ''.__class__ }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "by attr filter": "{{ ''|attr('__class__') }}",
    "by subscript": "{{ frame['__class__'] }}",
    "globals of a function": "{{ fill.__globals__ }}",
    "code of a function": "{{ fill.__code__ }}",
    "globals of range": "{{ range.__init__.__globals__ }}",
    "format string": "{{ '{0.__class__}'.format(frame) }}",
    "format map": "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "format taken first": "{% set f = '{0.__class__.__mro__}'.format %}{{ f(1) }}",
    "format through map": "{{ ['{0.__class__}']|map('format', 1)|list }}",
    "map attribute": "{{ [frame]|map(attribute='__class__')|list }}",
    "sort by attribute": "{{ [frame, frame]|sort(attribute='__class__')|list }}",
    "selectattr": "{{ [frame]|selectattr('__class__')|list }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self environment": "{{ self._TemplateReference__context.environment }}",
    "caller frame": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}x{% endcall %}",
    "generator frame": "{% set g = (x for x in [1]) %}{{ g.gi_frame }}",
    "lipsum": "{{ lipsum.__globals__['os'] }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "joiner": "{{ joiner.__init__ }}",
    "namespace": "{{ namespace.__init__ }}",
    "dict": "{{ dict.mro() }}",
    "get_flashed": "{{ config.items() }}",
    "change a list": "{{ flags.append(1) }}",
    "change a mapping": "{{ frame.update({'title': 'x'}) }}",
    "clear": "{{ document.clear() }}",
    "pop": "{{ frame.pop('title') }}",
    "include outside": "{% include '../../../etc/passwd' %}",
    "include absolute": "{% include '/etc/passwd' %}",
    "include a link": "{% include 'outside.txt' %}",
    "import os": "{% import 'os' as os %}",
    "extends outside": "{% extends '../x' %}",
    "safe filter": "{{ frame.title|safe }}",
    "autoescape off": "{% autoescape false %}{{ frame.title }}{% endautoescape %}",
    "autoescape by a name": "{% autoescape frame.nothing %}{{ frame.title }}{% endautoescape %}",
    "xmlattr": "<p {{ {'onclick': '1'}|xmlattr }}>",
    "urlize": "{{ 'javascript:1'|urlize }}",
    "do": "{% do frame.update({}) %}",
    "script": "<script>1</script>",
    "handler": "<p onclick='1'>",
    "remote picture": "<img src='https://e.example/x.png'>",
    "remote style": "<link rel='stylesheet' href='https://e.example'>",
    "import in style": "<style>@import 'https://e.example'</style>",
    "url in style": "<style>p{background:url(https://e.example)}</style>",
    "javascript link": "<a href='javascript:1'>x</a>",
    "value as link": "<a href='{{ document.provenance.tool }}:x'>x</a>",
    "frame": "<iframe></iframe>",
    "refresh": "<meta http-equiv='Refresh' content='0'>",
    "undefined name": "{{ nope }}",
    "undefined key": "{{ frame.nope }}",
}
EXHAUSTION = {
    "nested loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "long range": "{{ range(10**9)|list }}",
    "repetition": "{{ 'a' * 10**10 }}",
    "growing": "{% set ns = ['x'] %}{% for i in range(99) %}{% set ns = ns + ns %}{% endfor %}{{ ns * 10**9 }}",
    "padding": "{{ 'a'|center(10**10) }}",
    "format width": "{{ '%10000000000d'|format(1) }}",
    "power": "{{ (7 ** (9 ** 9)) % 10 }}",
    "output": "{% for a in range(99999) %}{{ 'abcdefgh' * 1000 }}{% endfor %}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "include itself": "{% include 'scorecard.html.j2' %}",
    "many brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
}


@pytest.fixture
def own(tmp_path):
    """Write a template of one's own and get the folder it lies in."""
    (tmp_path / "secret.txt").write_text("planted secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")

    def write(source, name="scorecard.html.j2"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return folder

    return write


def test_a_template_of_ones_own_sees_the_page(document, own):
    page = to_html(document, "vi", templates=own("<p>{{ frame.title }}: {{ headline.line }}</p>\n"))
    assert (
        page
        == "<p>Phở Sen · tháng 10 năm 2026: 77 · có thể 72–82 · độ phủ 90% · đổi trọng số ±20%: 73–80 · đổi điểm chấm ±1: 74–81</p>\n"
    )


def test_it_may_replace_one_piece_and_keep_the_rest(document, own):
    page = to_html(document, "en", templates=own("<section id='mine'><h2>Mine</h2></section>", "macros/back.j2"))
    assert "id='mine'" in page
    assert 'aria-labelledby="h-score"' in page


def test_markdown_of_ones_own_is_escaped_too(document, own):
    document["frame"]["label"]["en"] = "a|b *c*"
    page = to_markdown(document, "en", templates=own("# {{ frame.client.text }}\n", "scorecard.md.j2"))
    assert page == "# a\\|b \\*c\\*\n"


def test_text_is_escaped_in_it(document, own):
    document["frame"]["label"]["en"] = "<b>"
    assert to_html(document, "en", templates=own("<p>{{ frame.client.text }}</p>")) == "<p>&lt;b&gt;</p>"


@pytest.mark.parametrize("case", sorted(ESCAPES))
def test_escapes_are_refused(document, own, case):
    """Our error with the template's file; one probe gets a harmless "Undefined" printed instead of what it asked for."""
    if case == "map attribute":
        assert to_html(document, "en", templates=own(ESCAPES[case])) == "[Undefined]"
        return
    with pytest.raises(TemplateError) as caught:
        to_html(document, "en", templates=own(ESCAPES[case]))
    problem = caught.value.problems[0]
    assert problem.code in {"KPF570", "KPF571", "KPF572", "KPF574", "KPF575"}
    assert problem.location.file == "templates/scorecard.html.j2"
    assert len(str(caught.value)) <= 2_000
    assert "planted" not in str(caught.value)


SLOW = {"power", "nested loops"}


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.slow) if c in SLOW else c for c in sorted(EXHAUSTION)]
)
def test_exhaustion_is_stopped(document, own, case):
    """Within 5 seconds, 512 MiB and 16 MiB of output, as our error."""
    begun = time.monotonic()
    with pytest.raises(TemplateError) as caught:
        to_html(document, "en", templates=own(EXHAUSTION[case]))
    assert time.monotonic() - begun <= LIMITS.template_seconds + 0.5
    assert caught.value.problems[0].code in {"KPF570", "KPF573", "KPF575"}


def test_time_is_bounded(document, own, monkeypatch):
    """The clock stops a loop that needs neither memory nor output; half a second here, five for users."""
    monkeypatch.setattr("kpiframe.render.custom.LIMITS", dataclasses.replace(LIMITS, template_seconds=0.8))
    with pytest.raises(TemplateError) as caught:
        to_html(document, "en", templates=own(EXHAUSTION["nested loops"]))
    assert caught.value.problems[0].code == "KPF573"


@pytest.mark.parametrize(
    ("source", "code", "line", "part"),
    [
        ("<p>\n{% if %}", "KPF570", 2, "cannot be read"),
        ("<p>\n\n{{ headlin.score }}", "KPF571", 3, "unknown name"),
        ("\n\n\n{{ ''.__class__ }}", "KPF572", 4, "refused"),
        ("{{ 1 / 0 }}", "KPF575", 1, "failed"),
        ("a\n{% include 'nobody.j2' %}", "KPF574", 2, "no template"),
    ],
)
def test_faults_have_a_place(document, own, source, code, line, part):
    with pytest.raises(TemplateError) as caught:
        to_html(document, "en", templates=own(source))
    problem = caught.value.problems[0]
    assert (problem.code, problem.location.file, problem.location.line) == (code, "templates/scorecard.html.j2", line)
    assert part in problem.message.en
    assert problem.message.vi != problem.message.en


def test_a_misspelt_name_is_answered_with_the_nearest(document, own):
    with pytest.raises(TemplateError) as caught:
        to_html(document, "en", templates=own("{{ headlin.score }}"))
    assert caught.value.problems[0].meant[0] == "headline"


def test_the_folder_itself_may_not_be_left_by_links(document, own, tmp_path):
    folder = own("x")
    (folder / "scorecard.html.j2").unlink()
    (folder / "scorecard.html.j2").symlink_to(tmp_path / "secret.txt")
    assert "planted" not in to_html(document, "en", templates=folder)


def test_what_a_template_holds_in_its_hands(tmp_path):
    """A frozen list: a new global or filter is seen here first."""
    environment = make("html", tmp_path)
    assert sorted(environment.globals) == ["fill", "range"]
    assert {"csp_hash", "css_text", "md_code", "md_url"} <= set(environment.filters)
    assert not {"safe", "attr", "xmlattr", "urlize", "random"} & set(environment.filters)
    assert environment.autoescape is True
    assert os.fspath(tmp_path) not in str(environment.globals)
