"""What ``catalog show`` adds to a KPI's sheet: what happened to the metric, its other names, YAML to paste."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import Final

from kpiframe.audit.wording import status
from kpiframe.catalog.contents import Catalog
from kpiframe.catalog.knowledge import Synonyms
from kpiframe.catalog.model import Kpi
from kpiframe.cli.laying import field
from kpiframe.cli.override_yaml import override_yaml
from kpiframe.problems import printable
from kpiframe.texts import Text

_LINKED: Final = Text("In the registry", "Trong danh bạ")
_OTHERS: Final = Text(
    "Also in the registry, for some platforms or ways of counting", "Danh bạ còn ghi, với một số nền tảng hay cách đếm"
)
_NAMES: Final = Text("Also called", "Còn gọi là")
_NEAR: Final = Text("Close to it, not the same", "Gần giống, nhưng không phải")
_OVERRIDE: Final = Text("To make it yours, in kpiframe.yaml", "Để dùng cho khách hàng của bạn, ghi trong kpiframe.yaml")


def extras(kpi: Kpi, catalog: Catalog, language: str, today: date) -> list[str]:
    """Return the lines that follow the sheet of a shipped KPI."""
    entries = catalog.lifecycle
    linked = [entries[name] for name in (*kpi.lifecycle, *kpi.evidence.succeeds) if name in entries]
    others = [e for e in entries.values() if kpi.name in e.affects_kpis and e not in linked]
    known = catalog.synonyms.get(kpi.name, Synonyms())
    said = [
        f"{e.id}: {e.label.into(language)}, {status(e, today).into(language)}. {e.message.into(language)}"
        for e in linked
    ]
    lines = field(_LINKED, said, language)
    lines += field(
        _OTHERS, [f"{e.id}: {e.label.into(language)}, {status(e, today).into(language)}" for e in others], language
    )
    lines += field(_NAMES, [", ".join(known.same)], language)
    lines += field(_NEAR, [", ".join(known.near)], language)
    lines += ["", f"{_OVERRIDE.into(language)}:", textwrap.indent(override_yaml(kpi, catalog, language), "  ")]
    return printable("\n".join(lines)).split("\n")
