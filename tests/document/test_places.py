"""Every key and value knows its place, 1-based, in characters, under any style and line ends."""

from __future__ import annotations

import pytest

from kpiframe.document import parse_document, read_document

TEXT = """\
# Phở
tên: {nhãn: Sức khoẻ, số: 12}
list:
  - một
  - {a: 'hai''s', b: "ba"}
block: |
  dòng một
folded: >-
  a +
  b
plain: a +
  b
anchored: &here (a - b) / c
alias: *here
"""


def document(text=TEXT):
    found, problems = parse_document(text, "x.yaml")
    assert problems == []
    return found


def cut(text, place):
    line = text.replace("\r\n", "\n").split("\n")[place.line - 1]
    return line[place.column - 1 : place.end_column - 1] if place.end_column else line[place.column - 1 :]


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("tên",), "tên", "{nhãn: Sức khoẻ, số: 12}"),
        (("tên", "nhãn"), "nhãn", "Sức khoẻ"),
        (("tên", "số"), "số", "12"),
        (("list", 0), "một", "một"),
        (("list", 1, "a"), "a", "'hai''s'"),
        (("list", 1, "b"), "b", '"ba"'),
        (("block",), "block", "|"),
        (("folded",), "folded", ">-"),
        (("plain",), "plain", "a +"),
        (("anchored",), "anchored", "&here (a - b) / c"),
    ],
)
def test_places_of_keys_and_values(path, key, value):
    found = document()
    assert cut(TEXT, found.place(path, key=True)) == key
    assert cut(TEXT, found.place(path)) == value


def test_line_ends_of_windows_move_nothing():
    windows = document(TEXT.replace("\n", "\r\n"))
    unix = document()
    for path in [("tên", "số"), ("list", 1, "b"), ("anchored",)]:
        assert windows.place(path) == unix.place(path)


def test_a_path_that_is_not_there_falls_back_to_the_nearest_node_around_it():
    found = document()
    assert found.place(("tên", "nhãn", "vi")) == found.place(("tên", "nhãn"), key=True)
    assert found.place(("list", 7)) == found.place(("list",), key=True)
    assert str(found.place(("nothing", 3))) == "x.yaml:2:1"


def test_a_document_without_a_tree_has_the_file_as_place():
    assert str(document("# nothing\n").place(("a",))) == "x.yaml"


@pytest.mark.parametrize(
    ("path", "begins", "exact"),
    [
        (("tên", "nhãn"), "Sức khoẻ", True),
        (("list", 1, "b"), 'ba"}', True),
        (("list", 1, "a"), "'hai''s', b: \"ba\"}", False),
        (("block",), "|", False),
        (("folded",), ">-", False),
        (("plain",), "a +", False),
        (("anchored",), "(a - b) / c", True),
    ],
)
def test_where_the_text_of_a_scalar_begins(path, begins, exact):
    place, counted = document().scalar_place(path)
    assert counted is exact
    assert TEXT.split("\n")[place.line - 1][place.column - 1 :].startswith(begins)


def test_an_alias_is_placed_at_its_anchor():
    place, exact = document().scalar_place(("alias",))
    assert (place.line, exact) == (13, True)


def test_an_excerpt_shows_the_lines_around():
    found = document("a: 1\r\nb: 2\r\nc: 3\r\n")
    assert found.excerpt(2) == ((1, "a: 1"), (2, "b: 2"), (3, "c: 3"))
    assert found.excerpt(1, 0) == ((1, "a: 1"),)
    assert found.excerpt(1, 5)[0] == (1, "a: 1")


def test_a_file_is_shown_under_the_name_it_is_given(tmp_path):
    (tmp_path / "a.yaml").write_text("\ufeffa: [1, 2\n", encoding="utf-8")
    found, problems = read_document(tmp_path / "a.yaml", "definitions/a.yaml")
    assert found is None
    assert [str(p.location) for p in problems] == ["definitions/a.yaml:2:1"]


def test_the_byte_order_mark_does_not_count_as_a_column(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    found, _ = read_document(tmp_path / "a.yaml", "a.yaml")
    assert str(found.place(("a",), key=True)) == "a.yaml:1:1"


def test_a_missing_file_a_folder_and_latin_text_are_placed_problems(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    for name, place in [("none.yaml", "none.yaml"), (".", "."), ("latin.yaml", "latin.yaml:2:1")]:
        found, problems = read_document(tmp_path / name, name)
        assert found is None
        assert [(p.code, str(p.location)) for p in problems] == [("KPF547", place)]
