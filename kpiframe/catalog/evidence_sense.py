"""What a definition says of how it is obtained must make sense: a scale that rises, each team and counterpart once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kpiframe.catalog.inheritance import Raw
from kpiframe.catalog.model import Kpi
from kpiframe.document import Steps
from kpiframe.problems import Problem, printable
from kpiframe.texts import Text


def senseless(raw: Raw, kpi: Kpi) -> Iterator[Problem]:
    """Yield a problem (KPF505) for each thing about *kpi* that contradicts itself."""
    for path, message in _contradictions(kpi):
        yield Problem("KPF505", message, raw.place(path), subject=kpi.name)


def _contradictions(kpi: Kpi) -> Iterator[tuple[Steps, Text]]:
    scale = kpi.evidence.scale
    if scale is not None:
        span = f"{scale.low:g} … {scale.high:g}"
        if scale.low >= scale.high:
            yield (
                ("scale",),
                Text(
                    f"the scale {span} does not rise: min is the lowest answer, max the highest",
                    f"thang đo {span} không tăng: min là câu trả lời thấp nhất, max là cao nhất",
                ),
            )
        elif outside := [f"{box:g}" for box in scale.boxes if not scale.low <= box <= scale.high]:
            said = ", ".join(outside)
            yield (
                ("scale", "boxes"),
                Text(f"boxes {said}: not on the scale {span}", f"boxes {said}: không nằm trên thang đo {span}"),
            )
    for name in _twice(team.name for team in kpi.evidence.teams):
        yield (
            ("teams",),
            Text(
                f"team {printable(name)} stands here twice; write it once, with one weight",
                f"bộ phận {printable(name)} được ghi hai lần; hãy ghi một lần, với một trọng số",
            ),
        )
    if kpi.evidence.perceived_as == kpi.name:
        yield (
            ("perceived_as",),
            Text(
                f"{kpi.name} cannot be its own perception; name the KPI that asks people",
                f"{kpi.name} không thể là cảm nhận của chính nó; hãy ghi KPI hỏi công chúng",
            ),
        )
    for name in _twice(kpi.corroborated_by):
        yield (
            ("corroborated_by",),
            Text(
                f"{name} stands under corroborated_by twice; write it once, with one lag or none",
                f"{name} được ghi hai lần ở corroborated_by; hãy ghi một lần, có một độ trễ hoặc không",
            ),
        )
    if kpi.name in kpi.corroborated_by:
        yield (
            ("corroborated_by",),
            Text(f"{kpi.name} cannot bear itself out", f"{kpi.name} không thể tự làm chứng cho mình"),
        )


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
