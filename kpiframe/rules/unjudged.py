"""Why a rule was not judged, in words: which fact it needed, or how many it needs before it says anything."""

from __future__ import annotations

import ast
from typing import Final

from kpiframe.catalog.knowledge import Rule
from kpiframe.catalog.vocabulary import facts_of
from kpiframe.rules.correlation import FEWEST
from kpiframe.rules.wording import show, styles_of
from kpiframe.texts import Text, same

_TOO_FEW: Final = {
    "baseline_periods": Text("fewer than {n} periods", "chưa đủ {n} kỳ"),
    "ratio_periods": Text("fewer than {n} earlier periods with both numbers", "chưa đủ {n} kỳ trước có cả hai con số"),
    "changes": Text("fewer than {n} changes that both have", "chưa đủ {n} lần thay đổi mà cả hai đều có"),
    "days_since_end": Text("less than {n} days since the end of the period", "kỳ kết thúc chưa đủ {n} ngày"),
    "reported_kpis": Text("fewer than {n} KPIs with a score", "chưa đủ {n} KPI có điểm"),
    "independent_kpis": Text(
        "fewer than {n} KPIs with a score that others count", "chưa đủ {n} KPI có điểm do bên độc lập đếm"
    ),
}
"""Said of a fact that a condition wants to be at least so and so large before it looks at another."""
_CHANCE: Final = Text(
    f"fewer than {FEWEST} changes that both have, or one never changes",
    f"chưa đủ {FEWEST} lần thay đổi mà cả hai đều có, hoặc một bên không hề thay đổi",
)
UNKNOWN: Final = {
    "after_the_end": Text("the change carries no day", "thay đổi không ghi ngày"),
    "asked_times": Text("less than twelve months of data", "chưa đủ mười hai tháng dữ liệu"),
    "audited": Text("the platform is not in the registry", "nền tảng chưa có trong danh bạ"),
    "baseline_rank": Text(
        "nothing says how good the period compared with was", "chưa rõ kỳ được so sánh tốt xấu ra sao"
    ),
    "break_in_window": Text("nobody knows the day of the change", "chưa rõ ngày thay đổi"),
    "cadence_days": Text("no cadence is declared", "chưa khai báo chu kỳ đo"),
    "cases": Text("the number of answers is not known", "chưa rõ số câu trả lời"),
    "change": Text("no value in this period or in the one before", "kỳ này hoặc kỳ trước không có giá trị"),
    "change_error": Text("the margin of error of the change is not known", "chưa rõ biên sai số của thay đổi"),
    "channel_count": Text("a KPI with weight names no channel", "có KPI mang trọng số chưa nêu kênh"),
    "claimed_twice": Text(
        "one of the claims, or the ledger, has no value", "một phần ghi công hoặc sổ cái không có giá trị"
    ),
    "comparable": Text(
        "not comparable: the meaning changed in between", "không so sánh được: ý nghĩa con số đã đổi giữa hai kỳ"
    ),
    "data_age": Text("its data carry no day", "dữ liệu không ghi ngày"),
    "days_between": Text("one of the two versions carries no day", "một trong hai phiên bản không ghi ngày"),
    "different_teams": Text("one of the two names no team", "một trong hai KPI chưa nêu bộ phận"),
    "flattery_gap": Text("one of the two scores cannot be known", "một trong hai điểm không thể biết"),
    "gain_since_target": Text(
        "its target carries no day, or a value since then is missing",
        "mục tiêu không ghi ngày, hoặc thiếu giá trị từ ngày đó",
    ),
    "gap_error": Text("the margin of error of a score is not known", "chưa rõ biên sai số của điểm"),
    "good_rho": _CHANCE,
    "high_means": Text("nobody wrote whether a high answer is good", "chưa ghi câu trả lời cao là tốt hay xấu"),
    "noise_ratio": Text("the margin of error of the other is not known", "chưa rõ biên sai số của KPI kia"),
    "organic_share": Text(
        "what came without any platform is not declared", "chưa khai báo phần đến không qua nền tảng nào"
    ),
    "other_falling_run": Text(
        "the other has no value in this period or in the one before", "KPI kia không có giá trị ở kỳ này hoặc kỳ trước"
    ),
    "other_gain": Text("the other has no value then or now", "KPI kia không có giá trị lúc đó hoặc bây giờ"),
    "other_gain_error": Text(
        "the other has too few values to say what is usual",
        "KPI kia có quá ít giá trị để biết mức dao động thường ngày",
    ),
    "other_season": Text("no earlier period to compare with", "chưa có kỳ trước để so sánh"),
    "outcome_change": Text(
        "no business outcome with values over that time", "không có kết quả kinh doanh nào đủ số liệu"
    ),
    "outcome_comparable": Text(
        "not comparable: the meaning of the outcome changed in between",
        "không so sánh được: ý nghĩa của kết quả đã đổi ở giữa",
    ),
    "perception_gap": Text("one of the two has no score", "một trong hai KPI không có điểm"),
    "ratio_drift": Text(
        "no share of the ledger in this period, or in none before",
        "kỳ này, hoặc mọi kỳ trước, chưa có tỷ lệ so với sổ cái",
    ),
    "red_run": Text("no score in this period", "kỳ này không có điểm"),
    "review_age": Text("nobody wrote when it was last reviewed", "chưa ghi ngày rà soát gần nhất"),
    "rho": _CHANCE,
    "rising_run": Text("no value in this period or in the one before", "kỳ này hoặc kỳ trước không có giá trị"),
    "sample": Text("the kind of sample is not declared", "chưa khai báo cách lấy mẫu"),
    "scale_standard": Text("not enough is said about the scale", "thang đo chưa được mô tả đủ"),
    "score_rise": Text("no data to score both versions with", "không có dữ liệu để chấm cả hai phiên bản"),
    "seasonless_rho": _CHANCE,
    "self_attribution_ratio": Text(
        "a platform's claim, or the ledger, has no value", "phần nền tảng tự ghi công hoặc sổ cái không có giá trị"
    ),
    "sells_media": Text("the platform is not in the registry", "nền tảng chưa có trong danh bạ"),
    "team_count": Text("a KPI with weight names no team", "có KPI mang trọng số chưa nêu bộ phận"),
    "team_factor": Text(
        "fewer than two teams have given weights of their own", "chưa đủ hai bộ phận nêu trọng số riêng"
    ),
    "top_platform_share": Text(
        "several KPIs do not say which platform counts them", "nhiều KPI chưa nêu nền tảng nào đếm"
    ),
    "views_count": Text("the platform's way of crediting is not known", "chưa rõ cách ghi công của nền tảng"),
    "windows_differ": Text(
        "the attribution window of one of the two is not known", "chưa rõ cửa sổ phân bổ của một trong hai KPI"
    ),
}
"""Said of a fact that is not known."""
_OTHER: Final = Text("not known: {meaning}", "chưa biết: {meaning}")


def unjudged(rule: Rule, fact: str) -> Text:
    """Return why *rule* could not be judged for want of *fact*; of other facts what they mean is told."""
    least = _least(rule, fact)
    if least is not None and fact in _TOO_FEW:
        style = styles_of(rule).get(fact, "number")
        return _filled(_TOO_FEW[fact], "{n}", Text(show(least, style, "en"), show(least, style, "vi")))
    if fact in UNKNOWN:
        return UNKNOWN[fact]
    found = facts_of(rule.scope).get(fact)
    return _filled(_OTHER, "{meaning}", found.meaning if found else same(fact))


def _least(rule: Rule, fact: str) -> float | None:
    """Return the parameter below which a ``… if fact >= parameter else None`` leaves the rule open."""
    trees = (ast.walk(condition.formula.tree) for condition in rule.when)
    guards = (node.test for tree in trees for node in tree if isinstance(node, ast.IfExp))
    for compare in (node for guard in guards for node in ast.walk(guard) if isinstance(node, ast.Compare)):
        left, right = compare.left, compare.comparators[0]
        at_least = isinstance(compare.ops[0], ast.GtE) and isinstance(left, ast.Name) and left.id == fact
        if at_least and isinstance(right, ast.Name):
            return rule.params.get(right.id)
    return None


def _filled(text: Text, hole: str, words: Text) -> Text:
    return Text(text.en.replace(hole, words.en), text.vi.replace(hole, words.vi))
