"""Catalog: every definition in force after inheritance, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiframe.catalog.knowledge import Citation, LifecycleEntry, Platform, Rule, Synonyms
from kpiframe.catalog.layouts import Layout
from kpiframe.catalog.model import Kpi
from kpiframe.catalog.questionnaires import Questionnaire


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every definition in force after inheritance, by name."""

    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """By id."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    lifecycle: Mapping[str, LifecycleEntry] = field(default_factory=dict)
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    as_of: Mapping[str, date] = field(default_factory=dict)
    """``lifecycle`` and ``platforms`` -> day on which that part of the registry was last read."""
    synonyms: Mapping[str, Synonyms] = field(default_factory=dict)
    """By KPI."""
    questionnaires: Mapping[str, Questionnaire] = field(default_factory=dict)
