"""The page's own words, read from ``templates/messages/<language>.yaml``; everything else comes from the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from kpiframe.problems import DefinitionError, Problem, UsageError, did_you_mean
from kpiframe.resources import shipped
from kpiframe.texts import LANGUAGES, Text

_HOLE: Final = re.compile(r"\{([a-z_]+)\}")


@cache
def words(language: str) -> Mapping[str, Any]:
    """Return the words of *language* as nested mappings of texts; an unknown language gets English."""
    from kpiframe.document import read_document

    name = f"{language if language in LANGUAGES else 'en'}.yaml"
    document, problems = read_document(shipped("templates") / "messages" / name, f"templates/messages/{name}")
    if document is None or problems:
        raise DefinitionError(problems or _unreadable(name))
    data: Mapping[str, Any] = document.data
    return data


def word(table: Mapping[str, Any], key: str | None) -> str:
    """Return the word *table* has for *key*, else the key itself, readable."""
    if key is None:
        return ""
    found = table.get(key)
    return found if isinstance(found, str) else key.replace("_", " ")


def fill(text: str, /, **values: object) -> str:
    """Put *values* into the ``{holes}`` of *text*, once: a value that holds braces stays as it is.

    A hole without a value is a fault of ours and raises KeyError.
    """
    return _HOLE.sub(lambda hole: str(values[hole.group(1)]), text)


def into(text: Mapping[str, str] | None, language: str) -> str:
    """Return the wording of a document's ``{en, vi}`` text in *language*, else in the other one, else nothing."""
    if not text:
        return ""
    other = "en" if language == "vi" else "vi"
    return text.get(language) or text.get(other) or ""


def foreign(text: Mapping[str, str] | None, language: str) -> str | None:
    """Return the language :func:`into` had to fall back to, ``None`` when it had not."""
    if not text or text.get(language):
        return None
    other = "en" if language == "vi" else "vi"
    return other if text.get(other) else None


def language_of(wanted: str) -> str:
    """Return *wanted* when pages speak it, else raise UsageError naming the languages they do speak."""
    if wanted in LANGUAGES:
        return wanted
    message = Text(f"pages do not speak {wanted!r}", f"trang báo cáo không có ngôn ngữ {wanted!r}")
    near = did_you_mean(wanted, LANGUAGES)
    raise UsageError(Problem("KPF576", message, name="unknown-language", allowed=LANGUAGES, meant=near))


def _unreadable(name: str) -> Problem:
    message = Text(f"the message file {name} cannot be read", f"không đọc được tệp thông điệp {name}")
    return Problem("KPF577", message, name="message-file-unreadable")
