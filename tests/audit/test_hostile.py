"""Lists that mean no good, and lists of nonsense: an audit ends, says something, and never makes anything up."""

from __future__ import annotations

import random
import re
import time
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiframe.audit.as_json import to_dict
from kpiframe.audit.as_markdown import as_markdown
from kpiframe.audit.as_text import as_text
from kpiframe.audit.auditing import audit
from kpiframe.audit.page import page_of
from kpiframe.audit.reading import names_in_text
from kpiframe.audit.scaffold import project_yaml
from kpiframe.limits import LIMITS
from kpiframe.problems import DataError

TODAY = date(2026, 11, 21)
KNOWN = [
    "NPS",
    "tỷ lệ thoát",
    "Facebook",
    "reach",
    "(",
    ")",
    "/",
    ",",
    "{kpi}",
    "%s",
    "\u202e",
    "\x1b[31m",
    "#",
    ":",
    "…",
]


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=300), table=st.booleans())
def test_any_bytes_are_names_or_a_reason(raw, table):
    try:
        found = names_in_text(raw, "list", table=table)
    except DataError as error:
        names, reason = (), error.problems[0].message.vi
    else:
        names, reason = found.names, "read"
    assert reason
    assert len(names) == len(set(names))
    assert all(name.strip() == name != "" for name in names)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(
        st.lists(st.one_of(st.sampled_from(KNOWN), st.text(max_size=12)), max_size=5).map(" ".join), max_size=6
    )
)
def test_every_name_is_accounted_for_once(shipped, names):
    found = audit(names, shipped, TODAY)
    said = (
        [n for m in found.metrics for n in m.names]
        + [d.match.name for d in found.doubts]
        + [m.name for m in found.unknown]
    )
    assert sorted(said) == sorted({name for name in names if name.strip()})
    assert found == audit(names, shipped, TODAY)
    for language in ("en", "vi"):
        page = page_of(found, language, "list")
        for text in (as_text(page), as_markdown(page)):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)
    assert to_dict(found)["names"] == found.names


@pytest.mark.parametrize(
    "name", ["NPS # x: [1", "NPS\u2028key: value", "NPS\noverrides: {}", 'NPS "quoted" \\', "NPS {a: b}"]
)
def test_a_name_cannot_leave_its_comment(shipped, name):
    text = project_yaml(audit([name, "NPS"], shipped, TODAY), name="x", label='a "b" # c: {', language="en")
    read = yaml.safe_load(text)
    assert set(read) == {
        "kpiframe",
        "name",
        "label",
        "extends",
        "locale",
        "currency",
        "timezone",
        "calendar",
        "scorecards",
    }
    assert read["scorecards"][0]["groups"][0]["kpis"] == ["net_promoter_score"]


@pytest.mark.slow
def test_the_longest_list_of_nonsense_is_done_in_seconds(shipped):
    dice = random.Random(1)
    names = ["".join(dice.choice("abcdefghij klmno") for _ in range(40)) for _ in range(LIMITS.listed_names)]
    begin = time.process_time()
    found = audit(names, shipped, TODAY)
    assert time.process_time() - begin < 5
    assert (found.metrics, found.doubts) == ((), ())
