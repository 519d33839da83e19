"""The rules, lifecycle entries, platforms and sources that ship."""

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from kpiframe.catalog.knowledge import RuleStatus
from kpiframe.catalog.vocabulary import check_rule
from kpiframe.testing import run_rule_tests

IDENTITY = yaml.safe_load((Path(__file__).parent / "identity.yaml").read_text(encoding="utf-8"))
MOVED = {"KPF111": "kpi", "KPF162": "kpi", "KPF153": "series"}
"""Scopes that differ from the list: the flag stands on the row of its KPI, or numbers are needed as well."""
WHOLE = {
    "n", "n_min", "n_info", "k", "min_kpis_each_side", "max_kpis", "min_n", "suppress_n", "wait_days", "horizon_days",
    "platform_days", "other_days", "min_per_quarter",
}  # fmt: skip
"""Parameters that count things: the next limit is one away."""
STATUSES = {
    "retired", "retiring", "renamed", "redefined", "discredited", "discouraged", "contested", "proxy", "gated",
    "restricted", "degraded", "faulty_data", "reversed", "nonstandard", "policy",
}  # fmt: skip


def texts_of(shipped):
    for rule in shipped.rules.values():
        yield from (
            (f"{rule.id} {part}", text)
            for part, text in (("message", rule.message), ("why", rule.why), ("fix", rule.fix.text))
        )
    for entry in shipped.lifecycle.values():
        yield from ((f"{entry.id} label", entry.label), (f"{entry.id} message", entry.message))


def test_every_rule_of_the_article_ships_and_its_identity_never_changes(shipped):
    assert set(shipped.rules) == set(IDENTITY)
    for code, was in IDENTITY.items():
        rule = shipped.rules[code]
        assert (rule.name, rule.aliases[0], rule.severity.value) == (was["name"], was["alias"], was["severity"]), code
        assert rule.scope.value == MOVED.get(code, was["scope"]), code
        assert list(rule.criticisms) == was["criticisms"], code
        assert was["params"].items() <= dict(rule.params).items(), code


def test_every_rule_passes_its_own_tests(shipped):
    outcomes = run_rule_tests(shipped.rules.values(), shipped)
    assert [o for o in outcomes if not o.ok] == []
    assert len(outcomes) >= 300


@pytest.mark.parametrize("code", IDENTITY)
def test_every_rule_fires_and_is_silent_also_through_partial_definitions(shipped, code):
    tests = shipped.rules[code].tests
    for verdict in ("flag", "ok"):
        assert any(t.verdict == verdict for t in tests)
        partial = {"kpi", "kpis", "before", "series"}
        assert any(t.verdict == verdict and partial & set(t.given) for t in tests)


@pytest.mark.parametrize("code", IDENTITY)
@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_every_limit_is_tested_on_both_sides(shipped, code, factor):
    """A limit moved by a twentieth (a number of things: by one) must break a test of the rule."""
    rule = shipped.rules[code]
    for name, value in rule.params.items():
        moved = value + (1 if factor > 1 else -1) if name in WHOLE else value * factor
        other = replace(rule, params={**rule.params, name: moved})
        assert any(not o.ok for o in run_rule_tests([other], shipped)), name


@pytest.mark.parametrize("code", IDENTITY)
def test_every_rule_names_only_facts_and_has_what_it_argues_with(shipped, code):
    rule = shipped.rules[code]
    assert check_rule(rule) == []
    assert rule.status is RuleStatus.STABLE
    assert rule.criticisms
    assert rule.sources or "convention of this tool" in rule.why.en
    assert set(rule.sources) <= set(shipped.citations)
    assert set(rule.fix.replace_with) <= set(shipped.kpis)
    assert rule.fix.text


def test_texts_are_in_two_languages_normalised_and_of_our_own_voice(shipped):
    forbidden = re.compile(r"\b(seed|ours|our)\b", re.IGNORECASE)
    for where, text in texts_of(shipped):
        for wording in (text.en, text.vi):
            assert wording, where
            assert unicodedata.is_normalized("NFC", wording), where
            assert not forbidden.search(wording), where
    for where, text in texts_of(shipped):
        if not where.endswith("label"):
            assert text.en != text.vi, where
            assert any(ord(c) > 0x1EA0 or c in "ăâđêôơưĂÂĐÊÔƠƯàáèéìíòóùúýãõ" for c in text.vi), where


def test_lifecycle_entries_are_sourced_facts_in_a_known_vocabulary(shipped):
    assert len(shipped.lifecycle) == 70
    for entry in shipped.lifecycle.values():
        assert entry.verified == bool(entry.sources), entry.id
        assert set(entry.sources) <= set(shipped.citations), entry.id
        assert entry.status in STATUSES, entry.id
        assert set(entry.affects_kpis) <= set(shipped.kpis), entry.id
        if entry.status in ("retired", "discredited", "faulty_data"):
            assert entry.effective is not None, entry.id
        assert all("_" not in name or name in shipped.kpis for name in entry.replacement), entry.id


@pytest.mark.parametrize(
    ("entry", "status", "day", "comparability"),
    [
        ("facebook_analytics", "retired", "2021-06-30", "gap"),  # Meta's notice
        ("facebook_page_fans", "retired", "2025-11-15", "break"),  # Meta for Developers, 2025-08-15
        ("ave", "discredited", "2010-06-17", "none"),  # Barcelona, 17 June 2010
        ("universal_analytics", "retired", "2023-07-01", "break"),  # Google developers
        ("email_open_rate", "degraded", "2021-09-20", "break"),  # Apple Mail Privacy Protection
        ("gsc_impressions_fault", "faulty_data", "2025-05-13", "break"),
        ("yt_shorts_views", "redefined", "2025-03-31", "break"),
    ],
)
def test_dates_the_rules_lean_on(shipped, entry, status, day, comparability):
    found = shipped.lifecycle[entry]
    assert (found.status, str(found.effective), found.comparability) == (status, day, comparability)


def test_no_kpi_is_linked_to_its_own_predecessor(shipped):
    """A link would call the healthy successor retired."""
    for kpi in shipped.kpis.values():
        for entry in kpi.lifecycle:
            assert kpi.name not in shipped.lifecycle[entry].replacement or shipped.lifecycle[entry].status in (
                "contested",
                "redefined",
            )


def test_platforms_and_what_stands_beside_them(shipped):
    assert len(shipped.platforms) == 12 + 1  # those of the fact sheet, and the one that organic KPIs have to name
    unsold = [p.id for p in shipped.platforms.values() if not p.sells_media]
    assert unsold == ["email_esp", "google_search_console"]
    for platform in shipped.platforms.values():
        assert {name for pair in platform.corroborate.values() for name in pair} <= set(shipped.kpis), platform.id


def test_copies_have_no_address_and_no_source_speaks_of_working_notes(shipped):
    assert len(shipped.citations) == 150
    for mirror in ("sel_models", "da_practical", "meta_2026_loomer", "meta_2s", "x_views", "li_window", "li_model"):
        assert shipped.citations[mirror].url == ""
    assert not [c.id for c in shipped.citations.values() if "seed" in c.title.lower() or c.kind == "seed"]


def test_rules_need_no_database(tmp_path):
    code = (
        "import sys, kpiframe.rules.engine, kpiframe.lint.linter, kpiframe.lint.formats.table, kpiframe.testing\n"
        "print(sorted({'duckdb', 'ibis', 'numpy', 'pandas', 'polars', 'pyarrow', 'jinja2', 'click'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.strip() == "[]"
