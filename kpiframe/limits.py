"""Every limit kpiframe holds, in one place. Only the operator may change them (never a definition)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; the table in docs/security.md is tested against these fields."""

    file_bytes: int = 1_048_576
    """Size of one definition file."""
    document_depth: int = 64
    """Nesting of a YAML document."""
    document_nodes: int = 10_000
    """Nodes after alias expansion, beyond half the file's characters."""
    document_raw_nodes: int = 150_000
    """Nodes of a YAML document as written."""
    kpis: int = 2_000
    """KPIs in a catalogue."""
    text_length: int = 2_000
    """Characters of one text field."""
    formula_length: int = 4_000
    """Characters of one formula."""
    formula_nodes: int = 1_000
    formula_depth: int = 64
    formula_arguments: int = 9
    list_constants: int = 100
    """Constants after ``in``."""
    window: int = 400
    """Periods a window may span."""
    whole_literal: float = 1e30
    """Largest absolute value of a literal."""
    sql_text: int = 65_536
    """Characters of SQL text one KPI may grow to."""
    extends_chain: int = 8
    message_length: int = 2_000
    findings_of_one_rule: int = 50
    """Findings of one rule shown on a terminal, then "and N more"."""
    template_seconds: float = 5.0
    template_bytes: int = 536_870_912
    template_output: int = 16_777_216
    spine_periods: int = 1_200
    """Periods between the first and the last asked."""
    workbook_cells: int = 5_000_000
    """Rows times columns of the rectangle around every cell of a sheet."""
    workbook_bytes: int = 1_073_741_824
    """Size of everything packed into a workbook."""
    listed_names: int = 500
    """Names of metrics in one audit."""
    calendar_days: int = 40_000
    """Days of a calendar table."""
    slices: int = 10_000
    """Combinations of slice values."""


LIMITS: Final = Limits()
NAME_PATTERN: Final = r"^[a-z][a-z0-9_]{0,62}[a-z0-9]$"
