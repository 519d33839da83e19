"""The facts a rule may name: one table of name, kind, scope and meaning; the builders in ``rules/`` fill exactly it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kpiframe.catalog.knowledge import Rule, Scope
from kpiframe.formula.algebras.kinds import Kind, check
from kpiframe.problems import Location, Problem, did_you_mean
from kpiframe.texts import Text

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A name that conditions and messages may use."""

    name: str
    kind: Kind
    scope: Scope
    meaning: Text
    shown: str = "number"
    """How a number is written in a message: ``number``, ``share`` (0.18 -> 18%), ``score`` (floor), ``gap``."""


def _kpi(name: str, kind: Kind, en: str, vi: str, shown: str = "number") -> Fact:
    return Fact(name, kind, Scope.KPI, Text(en, vi), shown)


def _set(name: str, kind: Kind, en: str, vi: str, shown: str = "number") -> Fact:
    return Fact(name, kind, Scope.SET, Text(en, vi), shown)


def _result(name: str, kind: Kind, en: str, vi: str, shown: str = "number") -> Fact:
    return Fact(name, kind, Scope.RESULT, Text(en, vi), shown)


_N, _C, _T = Kind.NUMBER, Kind.CONDITION, Kind.TEXT

FACTS: Final[tuple[Fact, ...]] = (
    _kpi("kpi", _T, "name of the KPI", "tên của KPI"),
    _kpi("label", _T, "label of the KPI, in the reader's language", "nhãn của KPI, theo ngôn ngữ người đọc"),
    _kpi("family", _T, "family of the KPI", "nhóm chủ đề của KPI"),
    _kpi("kind", _T, "flow, stock, ratio or survey", "flow, stock, ratio hoặc survey"),
    _kpi("direction", _T, "which way is good", "chiều nào là tốt"),
    _kpi("status", _T, "draft, active or deprecated", "draft, active hoặc deprecated"),
    _kpi("signal", _T, "outcome, perception, behaviour or activity", "outcome, perception, behaviour hoặc activity"),
    _kpi("directness", _T, "asked, observed, inferred or none", "asked, observed, inferred hoặc none"),
    _kpi("measured_by", _T, "who counts", "ai là người đếm"),
    _kpi("timing", _T, "leading, coincident or lagging", "leading, coincident hoặc lagging"),
    _kpi(
        "platform",
        _T,
        "id of the platform that counts; unknown when none is named",
        "mã nền tảng đếm; chưa biết nếu không nêu",
    ),
    _kpi("platform_label", _T, "name of that platform", "tên nền tảng đó"),
    _kpi(
        "sells_media",
        _C,
        "the platform sells media on the number it counts; unknown for a platform that is not registered",
        "nền tảng bán quảng cáo dựa trên chính con số nó đếm; chưa biết nếu nền tảng chưa được đăng ký",
    ),
    _kpi(
        "weight_share",
        _N,
        "effective weight (group x agency weight x relevance) as a share of the scorecard, 0 to 1; unknown without one",
        "trọng số hiệu dụng (nhóm x trọng số agency x mức phù hợp) tính trên cả bảng điểm, từ 0 đến 1; chưa biết nếu "
        "không có bảng điểm",
        "share",
    ),
    _kpi("hears_existing", _C, "it sees existing customers", "nhìn thấy khách hàng hiện tại"),
    _kpi("hears_prospects", _C, "it sees prospects", "nhìn thấy khách hàng tiềm năng"),
    _kpi("hears_wider", _C, "it sees the wider audience", "nhìn thấy công chúng rộng hơn"),
    _kpi(
        "counterparts",
        _N,
        "declared corroborating KPIs of the same scorecard that the brand or a third party counts; unknown without "
        "a scorecard",
        "số KPI đối chứng đã khai báo, nằm trong cùng bảng điểm và do thương hiệu hoặc bên thứ ba đếm; chưa biết nếu "
        "không có bảng điểm",
    ),
    _kpi("pairs", _T, "labels of KPIs that could corroborate it", "nhãn các KPI có thể dùng để đối chứng"),
    _kpi("has_target", _C, "thresholds or targets are set", "đã đặt ngưỡng hoặc mục tiêu"),
    _kpi("has_owner", _C, "an owner is named", "đã có người phụ trách"),
    _kpi("has_decision", _C, "the decision that depends on it is written down", "đã ghi quyết định dựa vào KPI"),
    _kpi("review_age", _N, "days since the definition was last reviewed", "số ngày từ lần rà soát định nghĩa gần nhất"),
    _kpi("entry", _T, "id of a linked lifecycle entry", "mã mục vòng đời được gắn"),
    _kpi("entry_label", _T, "name of that entry", "tên mục đó"),
    _kpi(
        "entry_status", _T, "its status, such as retired or discredited", "trạng thái, ví dụ retired hoặc discredited"
    ),
    _kpi("entry_severity", _T, "how bad the entry says it is", "mức nghiêm trọng mà mục đó nêu"),
    _kpi(
        "entry_in_force",
        _C,
        "its date has come; unknown without a date",
        "đã tới ngày hiệu lực; chưa biết nếu không có ngày",
    ),
    _kpi("entry_date", _T, "its date, as precise as it is known", "ngày hiệu lực, chính xác đến mức đã biết"),
    _kpi("entry_message", _T, "what happened", "điều đã xảy ra"),
    _kpi("replacement", _T, "what the entry names instead", "thứ thay thế mà mục đó nêu"),
    _set("scorecard", _T, "name of the scorecard", "tên bảng điểm"),
    _set("kpi_count", _N, "KPIs on the scorecard", "số KPI trên bảng điểm"),
    _set(
        "platform_share",
        _N,
        "share of effective weight on KPIs that a platform counts or credits to itself",
        "tỷ trọng hiệu dụng của các KPI do nền tảng tự đếm hoặc tự ghi công",
        "share",
    ),
    _set("platform_kpis", _T, "labels of those KPIs", "nhãn các KPI đó"),
    _set(
        "existing_only_share",
        _N,
        "share of effective weight on KPIs that see existing customers only, or nobody",
        "tỷ trọng hiệu dụng của các KPI chỉ thấy khách hàng hiện tại, hoặc không thấy ai",
        "share",
    ),
    _set("existing_only_kpis", _T, "labels of those KPIs", "nhãn các KPI đó"),
    _set(
        "wider_share",
        _N,
        "share of effective weight on KPIs that see the wider audience",
        "tỷ trọng hiệu dụng của các KPI nhìn thấy công chúng rộng hơn",
        "share",
    ),
    _set(
        "asked_share",
        _N,
        "share of effective weight on perceptions that people were asked for",
        "tỷ trọng hiệu dụng của các KPI cảm nhận do hỏi trực tiếp mà có",
        "share",
    ),
    _set(
        "outcome_share",
        _N,
        "share of effective weight on business outcomes: revenue, margin, share, penetration, retention, as counted by "
        "the brand or a third party",
        "tỷ trọng hiệu dụng của kết quả kinh doanh: doanh thu, lợi nhuận, thị phần, độ phủ, giữ chân, do thương hiệu "
        "hoặc bên thứ ba đếm",
        "share",
    ),
    _set(
        "activity_share",
        _N,
        "share of the weight as written (group x agency weight, before relevance) on KPIs that count activity",
        "tỷ trọng theo trọng số đã ghi (nhóm x trọng số agency, trước khi xét mức phù hợp) của các KPI đếm hoạt động",
        "share",
    ),
    _set("activity_kpis", _T, "labels of those KPIs", "nhãn các KPI đó"),
    _result(
        "reported_score",
        _N,
        "score as usually reported: every scored KPI, equal weights",
        "điểm theo cách báo cáo thông thường: mọi KPI có điểm, trọng số bằng nhau",
        "score",
    ),
    _result(
        "independent_score",
        _N,
        "score of the independently counted KPIs that see people",
        "điểm của các KPI đếm độc lập và nhìn thấy con người",
        "score",
    ),
    _result(
        "flattery_gap",
        _N,
        "the first minus the second; unknown when it cannot be known",
        "điểm trước trừ điểm sau; chưa biết nếu không thể tính",
        "gap",
    ),
    _result("reported_kpis", _N, "KPIs behind the first", "số KPI của điểm trước"),
    _result("independent_kpis", _N, "KPIs behind the second", "số KPI của điểm sau"),
)

_SEEN: Final[Mapping[Scope, tuple[Scope, ...]]] = {
    Scope.KPI: (Scope.KPI,),
    Scope.SET: (Scope.SET,),
    Scope.RESULT: (Scope.SET, Scope.RESULT),
}
ENTRY_FACTS: Final = frozenset(f.name for f in FACTS if f.name.startswith("entry")) | {"replacement"}


def facts_of(scope: Scope) -> Mapping[str, Fact]:
    """Return the facts that rules of *scope* may name; none for scopes nothing is judged in yet."""
    return {f.name: f for f in FACTS if f.scope in _SEEN.get(scope, ())}


def check_rule(rule: Rule) -> list[Problem]:
    """Return what is wrong with the names in a rule's conditions, parameters and texts."""
    facts = facts_of(rule.scope)
    problems = [_shadow(rule, name) for name in rule.params if name in facts]
    used = {name for condition in rule.when for name in condition.formula.names}
    problems += [_unused(rule, name, used & rule.params.keys()) for name in rule.params if name not in used]
    kinds = {name: fact.kind for name, fact in facts.items()} | dict.fromkeys(rule.params, Kind.NUMBER)
    for condition in rule.when:
        unknown = [name for name in condition.formula.names if name not in kinds]
        problems += [_unknown(rule, name, kinds, condition.location) for name in unknown]
        if not unknown:
            problems += check(condition.formula, kinds, condition.location)
    return problems + _texts(rule, kinds)


def _texts(rule: Rule, known: Iterable[str]) -> list[Problem]:
    problems = []
    known = set(known)
    for text in (rule.message, rule.fix.text):
        en, vi = (set(PLACEHOLDER.findall(wording)) for wording in (text.en, text.vi))
        problems += [_unknown(rule, name, known, rule.location, hole=True) for name in sorted((en | vi) - known)]
        if en != vi:
            apart = ", ".join(sorted(en ^ vi))
            message = Text(
                f"the English and the Vietnamese text of {rule.id} do not use the same placeholders: {apart}",
                f"bản tiếng Anh và tiếng Việt của {rule.id} không dùng cùng các chỗ điền: {apart}",
            )
            problems.append(Problem("KPF563", message, rule.location, name="uneven-placeholders", subject=rule.id))
    return problems


def _shadow(rule: Rule, name: str) -> Problem:
    message = Text(
        f"parameter {name!r} of {rule.id} has the name of a fact",
        f"tham số {name!r} của {rule.id} trùng tên một dữ kiện",
    )
    return Problem("KPF561", message, rule.location, name="parameter-shadows-fact", subject=rule.id)


def _unused(rule: Rule, name: str, used: Iterable[str]) -> Problem:
    message = Text(
        f"no condition of {rule.id} uses the parameter {name!r}",
        f"không điều kiện nào của {rule.id} dùng tham số {name!r}",
    )
    allowed = tuple(sorted(used))
    meant = did_you_mean(name, allowed)
    return Problem(
        "KPF564", message, rule.location, name="unused-parameter", allowed=allowed, meant=meant, subject=rule.id
    )


def _unknown(rule: Rule, name: str, known: Iterable[str], at: Location, *, hole: bool = False) -> Problem:
    known = sorted(known)
    code, kebab = ("KPF562", "unknown-placeholder") if hole else ("KPF560", "unknown-fact")
    message = Text(
        f"no fact or parameter of scope {rule.scope} is called {name!r}",
        f"không có dữ kiện hay tham số nào của phạm vi {rule.scope} tên là {name!r}",
    )
    meant = did_you_mean(name, known)
    return Problem(code, message, at, name=kebab, allowed=tuple(known), meant=meant, subject=rule.id)
