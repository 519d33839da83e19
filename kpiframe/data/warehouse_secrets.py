"""The address of a warehouse: taken from the environment, never shown, and wiped from whatever a driver says."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

from kpiframe.texts import Text

MASK: Final = "***"
_SHORTEST: Final = 5
"""A shorter secret would be told by the gaps its mask leaves: then nothing is repeated at all."""
_HARMLESS: Final = frozenset(
    {"schema", "database", "warehouse", "role", "catalog", "sslmode", "port", "spark.master", "spark.app.name"}
)
_WITHHELD: Final = Text(
    "the driver's own words are withheld: they hold part of the address",
    "không in lời của trình điều khiển vì có chứa một phần địa chỉ",
)
_UNCLEAR: Final = Text(
    "it is not clear where the password in the address ends, so the driver's own words are withheld; write @ : / ? # % "
    "and blanks in a password as %40 %3A %2F %3F %23 %25 %20",
    "không rõ mật khẩu trong địa chỉ kết thúc ở đâu nên không in lời của trình điều khiển; trong mật khẩu hãy viết "
    "@ : / ? # % và dấu cách thành %40 %3A %2F %3F %23 %25 %20",
)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL and what of it must not be seen; its ``repr`` shows nothing."""

    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False, default=())
    clear: bool = True
    """Whether every driver finds the password at the same place: else it may repeat any piece of it."""


def address_of(url: str) -> Address:
    """Return *url* with everything of it that is or may be secret, in every spelling, longest first."""
    found = {url}
    try:
        parts = urlsplit(url)
        held = [parts.password or ""]
        if parts.username and not parts.password:
            held.append(parts.username)
        login = parts.netloc.rpartition("@")[0]
        held += [login] if ":" in login else []
        pairs = (pair.partition("=") for pair in parts.query.split("&"))
        held += [value for key, _, value in pairs if unquote_plus(key).lower() not in _HARMLESS]
    except ValueError:
        held = []
    for secret in held:
        for plain in (secret, unquote(secret), unquote_plus(secret)):
            found.update(_spellings(plain))
    return Address(url, tuple(sorted((s for s in found if s), key=lambda s: (-len(s), s))), _is_clear(url))


def masked(told: str, address: Address, known: str = "") -> Text:
    """Return the first line of what a driver *told* without any part of the secrets of *address*.

    *known* are names that are shown beside it: a secret among them would be told by its mask.
    """
    if not address.clear:
        return _UNCLEAR
    for secret in address.secrets:
        pattern = re.compile(re.escape(secret), re.IGNORECASE)
        if pattern.search(told) and (len(secret) < _SHORTEST or pattern.search(known)):
            return _WITHHELD
        told = pattern.sub(MASK, told)
    line = next((line.strip() for line in told.splitlines() if line.strip()), "?")
    return Text(line, line)


def _spellings(plain: str) -> Iterator[str]:
    """Yield how drivers write a secret: in URLs, Python, JSON, HTML, SQL, connection strings and HTTP headers."""
    yield from (plain, quote(plain, safe=""), quote(plain), quote_plus(plain))
    yield from (repr(plain)[1:-1], ascii(plain)[1:-1], repr(plain.encode())[2:-1])
    yield from (json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1], html.escape(plain))
    yield from (plain.replace("'", "''"), plain.replace("\\", "\\\\").replace("'", "\\'"))
    yield base64.b64encode(plain.encode()).decode() if plain else ""


def _is_clear(url: str) -> bool:
    """Return whether *url* can be split in one way only."""
    if any(c.isspace() or not c.isprintable() for c in url) or re.search(r"%(?![0-9A-Fa-f]{2})", url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port  # what is no number is more likely a piece of a password
    except ValueError:
        return False
    login = parts.netloc.rpartition("@")[0]
    return "@" not in login + parts.path + parts.fragment and login.count(":") < 2
