"""What a page may not hold: scripts, frames, forms, handlers, inline styles, anything fetched from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

FORBIDDEN_TAGS: Final = frozenset(
    [
        "script",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "base",
        "form",
        "input",
        "button",
        "textarea",
        "select",
        "video",
        "audio",
        "source",
        "track",
        "portal",
        "foreignobject",
        "animate",
        "set",
        "use",
        "image",
        "link",
    ]
)
_FETCHING: Final = frozenset(
    ["src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "manifest"]
)
_LINK: Final = re.compile(r"(?i)(#|https?://|mailto:)")
_URL: Final = re.compile(r"(?i)url\(\s*['\"]?(?!data:image/|#)|@import")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_TAGS:
            self.found.append(f"<{tag}>")
        names = {name: value or "" for name, value in attrs}
        if tag == "meta" and names.get("http-equiv", "").lower() == "refresh":
            self.found.append(f"<{tag}>")
        self.in_style = tag == "style"
        for name, value in names.items():
            self._attribute(tag, name, value.strip())

    def _attribute(self, tag: str, name: str, value: str) -> None:
        image = tag == "img" and name == "src" and value.startswith("data:image/")
        refused = (
            name.startswith("on")
            or name == "style"
            or (name in _FETCHING and not image)
            or (name in ("href", "xlink:href") and not _LINK.match(value))
        )
        if refused:
            self.found.append(f"<{tag} {name}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style and _URL.search(data):
            self.found.append("<style> url()")


def impurities(html: str) -> list[str]:
    """Return what *html* holds that a page may not, in order; empty for a page that is only text and drawings."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.found))
