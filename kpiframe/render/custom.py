"""A project's own templates, in a process of their own with limits on time, memory and output.

The process gets the page as JSON on its standard input and answers with JSON on its standard output; it is run as
``python -c`` with this file's ``main`` and an empty environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kpiframe.limits import LIMITS
from kpiframe.problems import Location, Problem, TemplateError
from kpiframe.render.environment import kind_of, make, render_with, too_much
from kpiframe.render.purity import impurities
from kpiframe.texts import Text

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from kpiframe.render.custom import main; sys.stdout.write(main(sys.stdin.read()))"
)


def render_confined(name: str, page: Mapping[str, Any], templates: Path) -> str:
    """Return template *name* from the folder *templates* over *page*, or raise TemplateError with file and line."""
    order = json.dumps({"name": name, "page": page, "templates": str(templates.resolve())}, allow_nan=False)
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(sys.path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own text
            command,
            input=order.encode(),
            capture_output=True,
            timeout=LIMITS.template_seconds * 0.95,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise TemplateError(too_much("time")) from None
    if done.returncode != 0:
        raise TemplateError(too_much("memory"))
    answer = json.loads(done.stdout)
    if "text" not in answer:
        raise TemplateError(_problem(answer["problem"]))
    return str(answer["text"])


def main(order: str) -> str:
    """Render what *order* (JSON) asks for and return the answer as JSON; runs in the confined process."""
    given = json.loads(order)
    environment = make(kind_of(given["name"]), Path(given["templates"]))
    _confine()
    try:
        text = render_with(environment, given["name"], given["page"])
    except TemplateError as error:
        return json.dumps({"problem": _plain(error.problems[0])})
    found = impurities(text) if kind_of(given["name"]) == "html" else []
    if found:
        return json.dumps({"problem": _plain(_impure(given["name"], found))})
    return json.dumps({"text": text})


def _confine() -> None:
    """Bound this process; where the system has no such limits the time limit of the parent still holds."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(LIMITS.template_seconds) + 1
    for what, limit in (
        (resource.RLIMIT_AS, LIMITS.template_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _impure(name: str, found: list[str]) -> Problem:
    what = ", ".join(found[:5])
    message = Text(
        f"the template writes what a page may not hold: {what}",
        f"mẫu trang ghi ra thứ trang báo cáo không được chứa: {what}",
    )
    return Problem("KPF572", message, Location(f"templates/{name}"), name="template-forbidden")


def _plain(problem: Problem) -> dict[str, Any]:
    place = problem.location
    return {
        "code": problem.code, "message": problem.message.to_dict(), "file": place.file, "line": place.line,
        "column": place.column, "name": problem.name, "allowed": problem.allowed, "meant": problem.meant,
    }  # fmt: skip


def _problem(given: Mapping[str, Any]) -> Problem:
    return Problem(
        given["code"],
        Text(given["message"]["en"], given["message"]["vi"]),
        Location(given["file"], given["line"], given["column"]),
        name=given["name"],
        allowed=tuple(given["allowed"]),
        meant=tuple(given["meant"]),
    )
