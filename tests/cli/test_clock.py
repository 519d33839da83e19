"""The clock is read once, and its day is that of the project: a laptop in London is a day behind Vietnam at night."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from kpiframe.cli.clock import Today, clock, day_in

NIGHT = datetime(2026, 10, 31, 20, 30, tzinfo=UTC)


@pytest.fixture
def machine_in(monkeypatch):
    """``machine_in("Europe/London")`` moves the machine."""

    def move(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Asia/Ho_Chi_Minh", "America/Los_Angeles"])
def test_the_day_does_not_depend_on_where_the_machine_is(machine_in, zone):
    """20:30 UTC on 31 October is 03:30 on 1 November in Vietnam, and 13:30 in Los Angeles."""
    machine_in(zone)
    today = Today.at(NIGHT)
    assert day_in(today, "Asia/Ho_Chi_Minh") == date(2026, 11, 1)
    assert day_in(today, "America/Los_Angeles") == date(2026, 10, 31)
    assert type(day_in(today, "UTC")) is date


def test_where_there_is_no_project_it_is_the_day_of_the_machine(machine_in):
    machine_in("Asia/Ho_Chi_Minh")
    assert Today.at(NIGHT) == date(2026, 11, 1)
    machine_in("Europe/London")
    assert Today.at(NIGHT) == date(2026, 10, 31)


def test_a_day_somebody_named_stays():
    assert day_in(date(2026, 10, 31), "Asia/Ho_Chi_Minh") == date(2026, 10, 31)


def test_the_clock_is_that_of_the_machine():
    assert abs(clock().moment - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(("zone", "period"), [("Asia/Ho_Chi_Minh", "2026-10"), ("America/Los_Angeles", "2026-09")])
def test_the_default_period_is_that_of_the_project(cli, tmp_path, monkeypatch, zone, period):
    """In Vietnam October is over, in Los Angeles it has hours to go."""
    monkeypatch.setattr("kpiframe.cli.clock.datetime", SimpleNamespace(now=NIGHT.astimezone))
    (tmp_path / "rows.csv").write_text("day,qty\n2026-09-05,1\n2026-10-05,2\n", encoding="utf-8")
    (tmp_path / "kpiframe.yaml").write_text(
        f"kpiframe: 1\nname: clocks\ntimezone: {zone}\n"
        "sources:\n  rows: {path: rows.csv, columns: {day: date, qty: integer}, time: day}\n"
        "bindings:\n  qty: {source: rows, agg: sum, expr: qty}\n"
        "kpis:\n  - {name: how_many, label: Many, formula: qty, unit: count, kind: flow, direction: neutral, "
        "inputs: {qty: {unit: count}}}\n"
        "scorecards:\n  - {name: main, groups: [{name: all, weight: 1, kpis: [how_many]}]}\n",
        encoding="utf-8",
    )
    done = cli("score", tmp_path, "-f", "csv")
    assert done.status == 0, done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["period"] for row in rows} == {period}
