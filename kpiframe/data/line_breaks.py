"""How a text file ends its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_BLOCK: Final = 1 << 20


def mixed(path: Path) -> bool:
    """Whether a file ends its lines in more than one way; the engine's parser gives up on those."""
    windows = unix = mac = 0
    last = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            returns = block.count(b"\r") if b"\r" in block else 0
            both = (block.count(b"\r\n") if returns else 0) + (last == b"\r" and block[:1] == b"\n")
            windows, unix, mac = windows + both, unix + block.count(b"\n") - both, mac + returns - both
            last = block[-1:]
    return (windows > 0) + (unix > 0) + (mac > 0) > 1
