"""The colours of the page. Status never speaks by colour alone; contrasts are computed by tests from these tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#FFFFFF",
        "text": "#1F2933",
        "muted": "#5B6470",
        "rule": "#D3D8DF",
        "soft": "#F5F7F9",
        "accent": "#1F2933",
        "link": "#1B5FAA",
        "bar": "#1F2933",
        "band_off_target": "#B8BEC8",
        "band_watch": "#D3D8DF",
        "band_on_target": "#E9ECF0",
        "line": "#5B6470",
        "on_target": "#1B5FAA",
        "watch": "#A66300",
        "off_target": "#8E1230",
        "none": "#5B6470",
        "mark": "#FFFFFF",
    }
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#14181F",
        "text": "#F2F4F7",
        "muted": "#A8B0BB",
        "rule": "#3E4754",
        "soft": "#1B2028",
        "accent": "#F2F4F7",
        "link": "#6FB1FF",
        "bar": "#F2F4F7",
        "band_off_target": "#55606E",
        "band_watch": "#3E4754",
        "band_on_target": "#2A313B",
        "line": "#A8B0BB",
        "on_target": "#6FB1FF",
        "watch": "#FFC24D",
        "off_target": "#FF6B7F",
        "none": "#A8B0BB",
        "mark": "#14181F",
    }
)
TEXT_PAIRS: Final = (
    ("text", "paper"),
    ("muted", "paper"),
    ("link", "paper"),
    ("text", "soft"),
    ("muted", "soft"),
    ("link", "soft"),
    ("on_target", "paper"),
    ("watch", "paper"),
    ("off_target", "paper"),
    ("none", "paper"),
)
"""(text, ground) as the style sheet uses them; each needs a contrast of at least 4.5."""
MARK_PAIRS: Final = (
    ("bar", "band_off_target"),
    ("bar", "band_watch"),
    ("bar", "band_on_target"),
    ("line", "paper"),
    ("mark", "on_target"),
    ("mark", "watch"),
    ("mark", "off_target"),
    ("none", "paper"),
    ("accent", "paper"),
)
"""(mark, ground) of drawings; each needs at least 3."""
SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on_target": "✓",
        "watch": "−",
        "off_target": "!",
        "missing": "○",
        "stale": "◷",
        "too_early": "…",
        "small_sample": "n",
        "not_applicable": "/",
        "unscored": "·",
        "error": "×",
    }
)
"""Marks of the states where there is only text."""
