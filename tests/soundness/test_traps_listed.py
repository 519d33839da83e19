"""The list of traps is whole, and each of its traps is held by a test that is run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
# Named in the order in which we came to know them: by reading engines and exports before a line was written.
TRAPS = {
    "text": {
        "header not checked with declared columns", "rejects vanish from rows", "rejects of one source told of another",
        "ragged file becomes one column", "lazy file against table", "casts that let through or drop",
        "thousands dot read as decimal point", "cp1258 and NFC", "UTF-16 without byte order mark", "case-equal headers",
        "repeated headers are renamed", "blanks around headers", "preamble costs the header",
        "skipped records are not lines", "footer read as rows", "total rows inflate a sum",
        "description row under the header", "two and three header rows", "several tables in one file",
        "day and month guessed", "a year of two digits", "a moment cut down to its day", "yes and no become booleans",
        "one blank or dirty cell makes a column text", "nothing read as zero", "leading zeros of keys lost",
        "two values for one input and period",
        "delimiter guessed",
        "a file downloaded twice", "rows that stand twice", "last month's file counted this month",
        "line breaks in cells of a large file",
        "totals under every name", "blank lines below the total",
        "three decimals that are thousands", "a group of thousands that begins with zero",
    },
    "sums": {
        "double sums differ between runs", "products of two decimals overflow", "sums of whole numbers wrap",
        "distinct counts summed over months", "mean of ratios", "median rounded to the scale of its column",
        "last with ties", "sources multiply each other", "order totals repeated on each line item",
        "rows without a period", "null slice kept as a group of its own", "future rows beyond today",
        "time zone at the day's edge", "totals of months among daily rows", "progress bar on standard output", "pytz",
        "a broken source under a top slice", "numbers by hand cut where data begin", "a moment in needless brackets",
        "the day of a moment in another zone", "day 366 of a common year",
        "rows that stand twice in other formats", "a copy that was sorted in", "sources of a union that overlap",
        "a column that knows no capitals", "moments in billionths of a second",
        "one state added up over periods",
        "a sum of rates", "a level added up over days",
        "a code for no answer in a typed column", "cells filled down", "keys that differ by capitals",
        "one word in two spellings left out", "one buyer in two spellings", "a slice that one source lacks",
    },
    "sheets": {
        "errors as blanks", "formula never calculated", "date without date format", "merged range",
        "percent-formatted", "text number", "duration", "hidden rows and sheets", "one number in many formats",
        "dates beside texts of dates", "percentage without percent format", "thousands that became decimals",
    },
    "elsewhere": {
        "integer sums wrapping elsewhere", "zeros for unmatched rows of a join", "approximate median passed as exact",
        "approximate distinct count passed as exact",
    },
    "platforms": {
        "GA4 snapshot read as one table", "GA4 days counted from the first", "GA4 cohort not observed yet",
        "GA4 users are not additive", "GA4 country is a code", "GA4 key events were conversions",
        "Google Ads totals rows", "Google Ads interactions mix", "Google Ads conversions are attributed",
        "Search Console queries and pages are no totals", "Search Console rate pooled, position weighted",
        "Search Console filters limit the export", "Trends index within one request", "Trends below one",
        "Meta totals row without a name", "Meta results of several indicators",
        "Meta reach and frequency are not additive", "Meta attribution setting", "Meta click rate of all against link",
        "Meta currency in the header", "TikTok Ads two names of the money",
        "TikTok Shop description row, statuses, times", "TikTok Shop order amounts on item rows",
        "Shopee totals that differ by one capital", "Shopee order totals on each line", "Shopee amounts are texts",
        "Shopee cancelled orders are in the file", "Shopee personal data", "LinkedIn days are UTC days",
        "Mailchimp opens by machines", "Mailchimp rates divide by deliveries", "HubSpot snapshot of now",
        "HubSpot lists in a cell", "SurveyMonkey two header rows", "Typeform partial answers",
        "Typeform phone numbers", "Qualtrics three header rows, previews, unfinished", "survey codes for no answer",
        "waves averaged", "export cut at a row limit", "altered copies of public data",
        "amounts of two currencies added", "a column that only a check needs has vanished",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def held():
    """Trap -> names of its tests, by chapter."""
    return yaml.safe_load((HERE / "traps.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def collected(held, repository):
    """Names of every test in the files that are named, as they are when they run."""
    files = {name.partition("::")[0] for chapter in held.values() for tests in chapter.values() for name in tests}
    files |= {f"tests/soundness/{path.name}" for path in HERE.glob("test_traps_of_*.py")}
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *sorted(files)]
    done = subprocess.run(asked, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def bare(name):
    return name.partition("[")[0]


@pytest.mark.parametrize("chapter", TRAPS)
def test_every_known_trap_is_on_the_list(held, chapter):
    assert set(held[chapter]) == TRAPS[chapter]
    assert all(held[chapter].values())


def test_there_is_no_further_chapter(held):
    assert set(held) == set(TRAPS)


@pytest.mark.slow
def test_every_named_test_exists_and_is_collected(held, collected):
    known = {*collected, *map(bare, collected)}
    named = [name for chapter in held.values() for tests in chapter.values() for name in tests]
    assert [name for name in named if name not in known] == []


def test_every_test_of_a_trap_is_named_by_one(held, collected):
    named = {bare(name) for chapter in held.values() for tests in chapter.values() for name in tests}
    mine = {bare(name) for name in collected if "/test_traps_of_" in name}
    assert mine - named == set()
