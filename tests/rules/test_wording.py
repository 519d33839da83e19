"""Messages: facts by name, numbers as the table says, nothing executed and nothing hidden."""

import pytest

from kpiframe.rules.wording import fill, show, styles_of, with_params
from kpiframe.texts import Text, same


@pytest.mark.parametrize(
    ("value", "style", "en", "vi"),
    [
        (0.18, "share", "18%", "18%"),
        (0.1254, "share", "12.5%", "12,5%"),
        (1.0, "share", "100%", "100%"),
        (89.6, "score", "89", "89"),  # never rounded up into another band
        (8.86, "gap", "9", "9"),
        (8.5, "gap", "9", "9"),
        (5.0, "number", "5", "5"),
        (0.105, "number", "0.1", "0,1"),
        (None, "share", "—", "—"),
        (float("nan"), "number", "—", "—"),
        (True, "number", "yes", "có"),
        (Text("Loyalty", "Trung thành"), "number", "Loyalty", "Trung thành"),
    ],
)
def test_how_a_value_reads(value, style, en, vi):
    assert (show(value, style, "en"), show(value, style, "vi")) == (en, vi)


@pytest.mark.parametrize(
    "hostile",
    [
        "{label.__class__}",
        "{label!r}",
        "{0}",
        "{}",
        "{{label}}x",
        "%(label)s",
        "{{ label }}",
        "${label.x}",
        "{label[0]}",
        "{Label}",
    ],
)
def test_only_plain_names_are_placeholders(hostile):
    told = fill(same(hostile), {"label": "X"}, {}).en
    assert told == hostile.replace("{label}", "X")


def test_a_value_is_never_read_as_a_template():
    assert fill(same("{a} {b}"), {"a": "{b}", "b": "secret"}, {}).en == "{b} secret"


def test_control_and_direction_characters_become_visible():
    assert show("a\u202eb\x1b[31m", "number", "en") == "a\\u202eb\\u001b[31m"


def test_a_parameter_reads_like_the_fact_it_is_compared_with(rule):
    gap = "(flattery_gap if reported_kpis >= fewest else None) >= limit"
    assert styles_of(rule("weight_share > most", params={"most": 0.1}))["most"] == "share"
    styles = styles_of(rule(gap, scope="result", params={"limit": 5.0, "fewest": 3.0}))
    assert (styles["limit"], styles["fewest"]) == ("gap", "whole")


def test_parameters_are_put_in_and_facts_keep_their_names(shipped):
    rule = shipped.rules["KPF110"]
    said = with_params(rule, Text("{label}: {max_weight_share} or less", "{label}: {max_weight_share} trở xuống"))
    assert said == Text("{label}: 10% or less", "{label}: 10% trở xuống")
