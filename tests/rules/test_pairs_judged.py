"""Rules over two KPIs, judged as lint and score judge them."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpiframe.problems import Severity
from kpiframe.rules.engine import judge_definitions, judge_results
from kpiframe.rules.seen import CardFacts, KpiSeen

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 21)
UP = [100, 101, 103, 106, 110, 115, 121, 128, 136, 145, 155, 166, 178]
SLOWING = [100, 112, 123, 133, 142, 150, 157, 163, 168, 172, 175, 177, 178]
HEARD = {"audience": ["wider_audience"], "directness": "asked", "measured_by": "independent"}
OF_PAIRS = ("KPF117", "KPF119", "KPF123", "KPF130", "KPF131", "KPF153", "KPF163")


@pytest.fixture
def lint(shipped, world):
    def judge(*kpis):
        catalog, layout = world(list(kpis))
        rules = {code: shipped.rules[code] for code in OF_PAIRS}
        return judge_definitions(replace(catalog, rules=rules), [layout], today=DAY)

    return judge


@pytest.fixture
def score(shipped, world):
    def judge(*kpis, **series):
        catalog, layout = world(list(kpis))
        rules = {code: shipped.rules[code] for code in OF_PAIRS}
        card = CardFacts(seen={name: KpiSeen("scored", tuple(values)) for name, values in series.items()})
        return judge_results(replace(catalog, rules=rules), layout, facts=card, today=DAY)

    return judge


def told(flags):
    return [(f.rule.id, f.severity, f.kpi, f.facts["other"]) for f in flags]


class TestLint:
    def test_one_signal_is_seen_without_any_number(self, kpi, lint):
        bounce = kpi("bounce", formula="(sessions - engaged) / sessions * 100", **HEARD)
        alive = kpi("alive", formula="engaged / sessions * 100", **HEARD)
        flags, unknown = lint(bounce, alive)
        assert told(flags) == [("KPF153", Severity.WARNING, "alive", "bounce")]
        assert unknown == []

    def test_what_needs_numbers_is_left_to_the_score(self, kpi, lint):
        reach = kpi("reach", measured_by="platform", corroborated_by=["search"], perceived_as="felt")
        assert lint(reach, kpi("search", **HEARD), kpi("felt", **HEARD)) == ([], [])

    def test_an_input_two_teams_pull_at(self, kpi, lint):
        flags, unknown = lint(
            kpi("traffic", formula="visits", teams=["Media"]), kpi("rate", formula="orders / visits", teams=["Shop"])
        )
        assert told(flags) == [("KPF163", Severity.WARNING, "rate", "traffic")]
        assert unknown == []

    def test_windows_known_and_unknown(self, kpi, lint):
        sold = {"measured_by": "platform_attributed"}
        flags, unknown = lint(
            kpi("week", attribution={"click_days": 7}, **sold),
            kpi("month", attribution={"click_days": 30}, **sold),
            kpi("dark", **sold),
        )
        assert told(flags) == [("KPF119", Severity.WARNING, "month", "week")]
        assert {(n.rule, n.fact) for n in unknown} == {("KPF119", "windows_differ")}

    def test_the_flag_stands_at_what_declares_the_pair(self, kpi, lint):
        (flag,), _ = lint(kpi("zz", formula="1 - aa / bb", **HEARD), kpi("mm", formula="aa / bb", **HEARD))
        assert (flag.location.line, flag.kpi) == (1, "mm")


class TestScore:
    def test_one_kpi_against_several_others_is_several_flags(self, kpi, score):
        reach = kpi("reach", measured_by="platform", corroborated_by=["search", "recall"])
        flags, unknown = score(
            reach, kpi("search", **HEARD), kpi("recall", **HEARD), reach=UP, search=SLOWING, recall=SLOWING
        )
        assert told(flags) == [
            ("KPF117", Severity.ERROR, "reach", "recall"),
            ("KPF117", Severity.ERROR, "reach", "search"),
            ("KPF153", Severity.WARNING, "recall", "search"),  # found by numbers: the same series
        ]
        assert [(n.rule, n.kpi, n.fact) for n in unknown] == [("KPF163", "reach", "different_teams")]  # none is named

    def test_a_counterpart_that_was_not_computed_is_not_judged(self, kpi, score):
        reach = kpi("reach", measured_by="platform", corroborated_by=["search"])
        flags, unknown = score(reach, kpi("search", **HEARD), reach=UP)
        assert flags == []
        assert [(n.rule, n.kpi, n.fact) for n in unknown] == [("KPF117", "reach", "seasonless_rho")]

    def test_a_pair_nobody_declared_passes_with_few_periods(self, kpi, score):
        assert score(kpi("one", **HEARD), kpi("two", **HEARD), one=UP[:12], two=UP[:12]) == ([], [])

    def test_kpis_declared_to_agree_may_agree(self, kpi, score):
        one = kpi("one", corroborated_by=["two"], **HEARD)
        assert score(one, kpi("two", **HEARD), one=UP, two=UP) == ([], [])

    def test_in_vietnamese_too(self, kpi, score):
        reach = kpi("reach", measured_by="platform", corroborated_by=["search"], label="Lượt tiếp cận")
        (flag,), _ = score(reach, kpi("search", label="Tìm kiếm", **HEARD), reach=UP, search=SLOWING)
        assert flag.message.vi == (
            "Lượt tiếp cận: không biến động cùng Tìm kiếm trong 12 lần thay đổi gần nhất "
            "(tương quan hạng -1, độ trễ 0)."
        )


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["lint", "examples/pho-sen"], False),
        (["score", "examples/telco", "--today", "2026-11-21"], False),  # a single month
        (["score", "examples/pho-sen", "--today", "2026-11-21"], True),  # pairs with years of months
    ],
    ids=["lint", "score of a month", "score of years"],
)
def test_the_statistics_library_is_loaded_only_where_it_is_used(arguments, needed):
    code = (
        "import json, os, sys\n"
        "from kpiframe.cli.main import run\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        f"status = run({arguments!r}, {{}})\n"
        "sys.__stdout__.write(json.dumps([status, 'statistics' in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    status, loaded = json.loads(done.stdout)
    assert status in (0, 1), done.stderr
    assert loaded is needed
