"""``explain RULE``: every shipped rule in either language, without words of the other one."""

import re

import pytest

from kpiframe.catalog.loader import load_shipped
from kpiframe.cli.rule_sheet import rule_sheet

CATALOG = load_shipped()[0]
RULES = sorted(CATALOG.rules)
CODE = ("Nêu khi:", "Nguồn:", "Tham số:", "Ví dụ bị nêu:", "Ví dụ không bị nêu:", "Quy tắc liên quan:", "Còn gọi là:",
        "Dùng thay, hoặc bên cạnh:", "Để chấp nhận công khai")  # fmt: skip
ENGLISH = ("error", "warning", "info", "note", "low", "medium", "high", "result", "series", "set", "diff", "effort",
           "confidence", "read", "related", "sources", "severity", "when")  # fmt: skip


def prose(sheet):
    """The parts of a Vietnamese sheet that are sentences: no conditions, names, addresses or YAML."""
    parts = [part for part in sheet.split("\n\n") if not part.startswith(CODE)]
    return re.sub(r"\{\w+\}|KPF\d+ [a-z-]+", "", "\n".join(parts))


@pytest.mark.parametrize("code", RULES)
def test_a_vietnamese_sheet_is_vietnamese(code):
    sheet = rule_sheet(CATALOG.rules[code], CATALOG, "vi")
    assert not set(re.findall(r"[^\W\d_]+", prose(sheet).lower())) & set(ENGLISH)
    for title in ("Nêu khi:", "Quy tắc liên quan:", "Nên làm gì:"):
        assert title in sheet
    conditions = sheet.partition("Nêu khi:\n")[2].partition("\n\n")[0]
    assert re.match(r"  (lỗi|cảnh báo|lưu ý): ", conditions)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("code", RULES)
def test_parameters_are_put_in_and_sources_are_dated(code, language):
    rule = CATALOG.rules[code]
    sheet = rule_sheet(rule, CATALOG, language)
    assert not {f"{{{name}}}" for name in rule.params} & set(re.findall(r"\{\w+\}", prose(sheet)))
    cited = [CATALOG.citations[source] for source in rule.sources]
    one_line = " ".join(sheet.split())
    for source in cited:
        day = source.date or {"en": "read 2026-11-21", "vi": "đọc ngày 21/11/2026"}[language]
        assert " ".join(f"{source.title}, {day}".split()) in one_line


def test_one_rule_as_it_is_printed(cli):
    shown = cli("explain", "KPF110", "--lang", "vi").out
    assert "Mức độ:\n  cảnh báo; độ chắc cao; xét từng KPI\n" in shown
    assert "hạ trọng số xuống 10% hoặc" in " ".join(shown.split())
    assert "(công sức: thấp)" in " ".join(shown.split())
    assert "Quy tắc liên quan:\n  KPF111 platform-unpaired\n" in shown
