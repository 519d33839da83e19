"""Every adapter on a made-up file of the real shape: what it gives, and what is told when the file is not what it seems."""

from __future__ import annotations

from kpiframe.catalog.adapters import shipped_shapes


def test_the_numbers_are_those_worked_out_by_hand(case, exports, rewrite):
    gave = exports.give(rewrite(case))
    assert gave.codes == case.get("problems", []), [str(p) for p in gave.problems]
    assert gave.numbers == case["numbers"]


def test_a_broken_twin_is_told(twin, exports, break_it):
    case, change = twin
    gave = exports.give(break_it(case, change))
    assert gave.codes == change["problems"], [str(p) for p in gave.problems]
    assert change.get("says", "") in " ".join(str(p) for p in gave.problems)


def test_every_table_of_every_adapter_has_a_file_here(cases):
    tried = {(case["adapter"], case.get("section", "")) for case in cases.values()}
    refused = {"search_console_queries", "search_console_pages"}
    untried = {(s.adapter, s.section) for s in shipped_shapes() if s.adapter not in refused} - tried
    assert untried == {("google_trends", "weekly"), ("google_trends", "daily")}  # as by month, with whole dates
