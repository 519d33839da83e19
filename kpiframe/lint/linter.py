"""Everything that can be said about definitions without data: problems of reading, checks, rules, accepted flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from kpiframe.catalog.codes import NAMES, named
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Confidence, Rule, RuleStatus
from kpiframe.document import Document
from kpiframe.lint.accepting import accept, judge_entries
from kpiframe.lint.findings import Finding, Findings
from kpiframe.lint.scene import Scene, scene_of
from kpiframe.lint.table import CHECKS, CONFIDENCE, PROFILES
from kpiframe.problems import Location, Problem, Severity, UsageError, did_you_mean
from kpiframe.project import Project
from kpiframe.rules.engine import judge_definitions
from kpiframe.rules.flags import Flag, NotJudged
from kpiframe.rules.wording import show
from kpiframe.texts import Text

_PROJECT_SAYS: Final = frozenset({"has_decision", "has_owner", "missing_count"})
"""Facts that only a project can settle: who answers for a KPI, and what is decided by it."""


def lint(
    subject: Project | Catalog | None,
    documents: Mapping[str, Document],
    problems: Sequence[Problem],
    *,
    profile: str = "regular",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: date,
    suppress: bool = True,
) -> Findings:
    """Return every finding about *subject*, a project or loose definitions (``None``: nothing could be read).

    *problems* are those of reading, *documents* the files by shown path. *select* and *ignore* take codes, beginnings
    of codes (``KPF1``) and names; errors of the definition format are always shown. With *suppress* off every
    accepted flag is a finding again. Raises UsageError for a code or profile that does not exist.
    """
    catalog = subject.catalog if isinstance(subject, Project) else subject or Catalog()
    chosen = _codes(select, catalog), _codes(ignore, catalog)
    if profile not in PROFILES:
        raise UsageError(_no_profile(profile))
    findings = [_of_problem(problem) for problem in named(problems)]
    unknown: list[NotJudged] = []
    scene = scene_of(subject, documents, today) if subject is not None else Scene(catalog, today)
    if subject is not None:
        more, unknown = _judged(scene, preview=profile == "auditor")
        findings += more
    findings = list({f.problem: f for f in findings}.values())
    entries = judge_entries(scene.ignores, findings, catalog.rules.values(), today) if suppress else ()
    if suppress:
        findings = accept(findings, scene.ignores, today)
    findings += [_of_problem(problem) for problem in named(entries)]
    shown = [f for f in findings if _is_shown(f, PROFILES[profile], *chosen)]
    shown.sort(key=lambda f: f.problem.sort_key())
    return Findings(
        tuple(f for f in shown if not f.accepted),
        tuple(f for f in shown if f.accepted),
        tuple(n for n in unknown if _is_chosen(n.rule, *chosen)),
        len(findings) - len(shown),
        tuple(sorted(scene.files or documents)),
        len({kpi.name for kpi in scene.judged()}),
        sum(rule.status is not RuleStatus.PREVIEW for rule in catalog.rules.values()),
        profile,
        today,
        documents,
        catalog,
        len(scene.own_rules if scene.adopted else catalog.rules),
    )


def _judged(scene: Scene, *, preview: bool) -> tuple[list[Finding], list[NotJudged]]:
    checked = [_of_problem(p) for check in CHECKS for p in named(check(scene))]
    flags, unknown = judge_definitions(
        scene.catalog, scene.layouts, today=scene.today, also=[kpi.name for kpi in scene.own], preview=preview
    )
    asks = {rule.id for rule in scene.catalog.rules.values() if not scene.adopted and _asks_a_project(rule)}
    raised = [_of_flag(flag, scene) for flag in flags if flag.rule.id not in asks]
    return [*checked, *raised], [each for each in unknown if each.rule not in asks]


def _asks_a_project(rule: Rule) -> bool:
    """Tell whether the rule asks for what loose definitions leave to the project that takes them up."""
    return any(name in _PROJECT_SAYS for line in rule.when for name in line.formula.names)


def _of_problem(problem: Problem) -> Finding:
    return Finding(problem, confidence=CONFIDENCE.get(problem.code, Confidence.HIGH))


def _of_flag(flag: Flag, scene: Scene) -> Finding:
    rule = flag.rule
    problem = Problem(
        rule.id,
        flag.message,
        _placed(flag, scene),
        flag.severity,
        rule.name,
        related=_weight(flag, scene),
        subject=flag.kpi or flag.scorecard,
    )
    return Finding(
        problem, rule, flag.why, flag.fix, flag.replace_with, flag.sources, rule.confidence, scorecard=flag.scorecard
    )


def _placed(flag: Flag, scene: Scene) -> Location:
    """Return the flag's place; for a KPI inherited from elsewhere, where the scorecard names it."""
    layout = scene.catalog.layouts.get(flag.scorecard)
    if flag.location.file in scene.files or flag.kpi is None or layout is None:
        return flag.location
    return scene.mention(layout, flag.kpi)


def _weight(flag: Flag, scene: Scene) -> tuple[tuple[Location, Text], ...]:
    """Return where the weight is written, when the flag depends on it."""
    share, kpi = flag.facts.get("weight_share"), scene.catalog.kpis.get(flag.kpi or "")
    if kpi is None or not isinstance(share, float) or not flag.scorecard:
        return ()
    place = kpi.place("relevance.weight")
    if place in (kpi.location, flag.location) or place.file not in scene.files:
        return ()
    en, vi = (show(share, "share", language) for language in ("en", "vi"))
    return ((place, Text(f"{en} of scorecard {flag.scorecard}", f"{vi} bảng điểm {flag.scorecard}")),)


def _is_shown(
    finding: Finding, confidences: frozenset[Confidence], select: tuple[str, ...], ignore: tuple[str, ...]
) -> bool:
    if finding.code.startswith("KPF5") and finding.severity is Severity.ERROR:
        return True
    return finding.confidence in confidences and _is_chosen(finding.code, select, ignore)


def _is_chosen(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return (not select or code.startswith(select)) and not (ignore and code.startswith(ignore))


def _codes(words: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    """Return codes and beginnings of codes for what the user wrote. Raises UsageError for a word that fits nothing."""
    codes = {rule.id: rule.name for rule in catalog.rules.values()} | dict(NAMES)
    by_name = {name: code for code, name in codes.items()}
    by_name |= {alias: rule.id for rule in catalog.rules.values() for alias in rule.aliases}
    found = []
    for word in words:
        code = by_name.get(word, word.upper())
        if not any(known.startswith(code) for known in codes):
            message = Text(f"there is no rule or check {word!r}", f"không có quy tắc hay phép kiểm tra {word!r}")
            raise UsageError(
                Problem("KPF904", message, name=NAMES["KPF904"], meant=did_you_mean(word, [*codes, *by_name]))
            )
        found.append(code)
    return tuple(found)


def _no_profile(profile: str) -> Problem:
    message = Text(f"there is no profile {profile!r}", f"không có hồ sơ {profile!r}")
    return Problem("KPF904", message, allowed=tuple(PROFILES), meant=did_you_mean(profile, PROFILES))
