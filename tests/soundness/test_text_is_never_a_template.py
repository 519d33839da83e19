"""Promise 18: what a definition says is shown as it was written, from the YAML file to every page, and never computed."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

import kpiframe
from kpiframe.cli.main import run
from kpiframe.render.to_terminal import to_terminal

PAYLOADS = [
    "{{ 1337 * 1331 }}", "{{1337*1331}}", "{% print(1337*1331) %}", "{% include 'scorecard.md.j2' %}", "{% raw %}x", "{# gone #}",
    "${1337*1331}", "#{1337*1331}", "<%= 1337*1331 %>", "{value}", "{label} {kpi}", "{0}", "{a.__class__}", "%(name)s %s %d", "$name",
]  # fmt: skip
PRODUCT = "1779547"


def project(text: str) -> dict[str, object]:
    """A project that holds *text* in every field a reader gets to see."""

    def said(what: str) -> dict[str, str]:
        return {"en": f"{what} {text}", "vi": f"{what} {text}"}

    kpi = {
        "name": "average_order", "label": said("label"), "description": said("description"), "formula": "revenue / orders",
        "inputs": {"revenue": {"unit": "money", "counts": said("revenue")}, "orders": {"unit": "orders", "counts": said("orders")}},
        "unit": "money", "kind": "ratio", "direction": "higher_is_better", "thresholds": {"warn": 50, "target": 100},
        "measured_by": "own", "audience": ["existing_customers"], "pitfalls": [said("pitfall")], "lifecycle": ["ave"],
    }  # fmt: skip
    return {
        "kpiframe": 1, "name": "shop", "label": said("shop"), "currency": "VND", "agency": said("agency"),
        "bindings": {"revenue": {"value": 240}, "orders": {"value": 3}},
        "kpis": [kpi],
        "scorecards": [{"name": "main", "label": said("main"), "groups": [{"name": "all", "label": said("all"), "kpis": ["average_order"]}]}],
        "ignores": [{"kpi": "average_order", "rule": "KPF001", "reason": "contract-requires", "text": said("note"), "until": date(2027, 1, 1)}],
    }  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(text: str):
        (tmp_path / "kpiframe.yaml").write_text(yaml.safe_dump(project(text), allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize("text", PAYLOADS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_text_arrives_on_every_page_as_it_was_written(written, text, language):
    card = kpiframe.load(written(text)).score(
        "2026-10", observations={"revenue": 240, "orders": 3}, today=date(2026, 11, 5)
    )
    document = card.to_dict()
    assert document["results"][0]["label"][language] == f"label {text}"
    pages = {
        "json": json.dumps(document, ensure_ascii=False),
        "html": card.to_html(language),
        "markdown": card.to_markdown(language),
        "terminal": to_terminal(document, language, width=200),
    }
    for name, page in pages.items():
        assert PRODUCT not in page.replace(",", "").replace(".", ""), name
        assert page.count("1337") >= text.count("1337"), name
    assert f"label {text}" in pages["terminal"]


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_text_stands_in_findings_and_sheets_as_it_was_written(written, text, capsys):
    folder = str(written(text))
    for words in (["lint", folder], ["lint", folder, "-f", "json"], ["explain", "average_order", folder]):
        run([*words, "--lang", "vi"], {})
        said = capsys.readouterr()
        assert PRODUCT not in said.out.replace(",", "").replace(".", "") + said.err
        assert "Traceback" not in said.err
    assert f"label {text}" in said.out
