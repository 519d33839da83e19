"""KPF330: the registry that ships is read again every half year, or a project adds what it knows itself."""

from datetime import date

import pytest

OWN = """\
kpiframe: 1
as_of: {day}
entries:
  - id: our_portal
    status: redefined
    label: {{en: Our portal, vi: Cổng thông tin của chúng tôi}}
    message: {{en: Counts members since May 2027., vi: Từ tháng 5/2027 đếm thành viên.}}
    severity: info
    verified: true
"""


def ages(findings):
    return [(f.problem.subject, str(f.severity), f.problem.message) for f in findings.items if f.code == "KPF330"]


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 11, 21), []),  # the day it was read
        (date(2027, 5, 20), []),  # 180 days later
        (date(2027, 5, 21), ["lifecycle", "platforms"]),  # 181
    ],
)
def test_half_a_year_after_it_was_read_the_registry_is_old(project, today, stale):
    assert sorted(subject for subject, _, _ in ages(project(today=today))) == stale


def test_it_says_how_old_and_what_to_do(project):
    found = project(today=date(2027, 6, 1))
    (severity, message) = next((s, m) for subject, s, m in ages(found) if subject == "lifecycle")
    assert severity == "warning"
    assert message.en == "the registry of retired metrics is 192 days old (as of 2026-11-21)"
    assert "đã cũ 192 ngày (tính đến 21/11/2026)" in message.vi
    helps = {f.problem.help for f in found.items if f.code == "KPF330"}
    assert [text.en for text in helps if text] == ["update kpiframe, or add your own entries with a later as_of"]
    assert {str(f.problem.location) for f in found.items if f.code == "KPF330"} == {"kpiframe.yaml:1:1"}


@pytest.mark.parametrize(("day", "stale"), [("2027-05-15", ["platforms"]), ("2026-01-01", ["lifecycle", "platforms"])])
def test_entries_of_ones_own_with_a_later_day_count(project, day, stale):
    found = project(files={"definitions/ours.yaml": OWN.format(day=day)}, today=date(2027, 6, 1))
    assert sorted(subject for subject, _, _ in ages(found)) == stale
