"""The address of a warehouse: taken from the environment, never shown, and wiped from whatever a driver says."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Address:
    """A URL and what of it must not be seen; its ``repr`` shows nothing."""

    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False, default=())


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
        plain = (secret, unquote(secret), unquote_plus(secret))
        found.update(spelling for one in plain for spelling in (one, quote(one, safe=""), quote_plus(one)))
    return Address(url, tuple(sorted((s for s in found if s), key=lambda s: (-len(s), s))))


def masked(told: str, address: Address) -> Text:
    """Return the first line of what a driver *told* without any part of the secrets of *address*."""
    for secret in address.secrets:
        if secret in told and len(secret) < _SHORTEST:
            return _WITHHELD
        told = told.replace(secret, MASK)
    line = next((line.strip() for line in told.splitlines() if line.strip()), "?")
    return Text(line, line)
