"""Templates: the sandbox they run in, where they come from, and their errors as problems with a place.

Shipped templates run here. A project's own run in a process of their own (``custom.py``) with less in their hands:
no ``safe``, no ``autoescape false``, no attribute filter, limits on time, memory and output.
"""

from __future__ import annotations

import base64
import hashlib
import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from kpiframe.limits import LIMITS
from kpiframe.problems import Location, Problem, TemplateError, did_you_mean
from kpiframe.render.fields import FIELDS
from kpiframe.render.markdown import code_span, escape_markdown, link_target
from kpiframe.render.messages import fill
from kpiframe.resources import shipped
from kpiframe.texts import Text

SHOWN: Final = "templates/"
"""Templates are named by this folder in problems, wherever they lie."""
REFUSED_FILTERS: Final = ("safe", "attr", "xmlattr", "urlize", "random", "pprint", "filesizeformat")
_CSS_PLAIN: Final = re.compile(r"[^0-9A-Za-z ./:_\u00b7-]")


class RootedLoader(BaseLoader):
    """Reads templates inside one folder, and nothing a symbolic link leads to outside it."""

    def __init__(self, root: Path, *, strict: bool = False) -> None:
        self.root, self.strict = root.resolve(), strict

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of *template* and the name problems show for it."""
        pieces = split_template_path(template)
        path = self.root.joinpath(*pieces)
        try:
            found = path.resolve(strict=True)
            inside = found.is_relative_to(self.root) and found.is_file()
            if not inside or found.stat().st_size > LIMITS.file_bytes:
                raise TemplateNotFound(template)
            source = found.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise TemplateNotFound(template) from None
        name = SHOWN + "/".join(pieces)
        if self.strict:
            _refuse_modifiers(environment, source, template, name)
        return source, name, lambda: True


def _refuse_modifiers(environment: Environment, source: str, template: str, name: str) -> None:
    for node in environment.parse(source, template, name).find_all(nodes.EvalContextModifier):
        raise TemplateSyntaxError("autoescape stays on", node.lineno, template, name)


def make(kind: str, templates: Path | None = None) -> Environment:
    """Return the environment for *kind* (``html`` or ``md``), with a project's *templates* before the shipped ones."""
    own = [RootedLoader(templates, strict=True)] if templates else []
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*own, RootedLoader(shipped("templates"))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_markdown if kind == "md" else None,
        cache_size=50,
    )
    environment.globals = {"fill": fill, "range": environment.globals["range"]}
    environment.filters |= {"csp_hash": csp_hash, "css_text": css_text, "md_code": md_code, "md_url": md_url}
    if templates:
        for name in REFUSED_FILTERS:
            environment.filters.pop(name, None)
    return environment


def kind_of(name: str) -> str:
    """Return ``html`` or ``md`` for a template's name."""
    return name.removesuffix(".j2").rpartition(".")[2]


def render_with(environment: Environment, name: str, page: Mapping[str, Any]) -> str:
    """Return template *name* of *environment* over *page*; every fault of a template raises TemplateError."""
    try:
        return "".join(_bounded(environment.get_template(name).generate(page)))
    except TemplateError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a template does wrong is its problem, with its place
        raise TemplateError(problem_of(error, name)) from None


def _bounded(chunks: Any) -> Any:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LIMITS.template_output:
            raise TemplateError(too_much("output"))
        yield chunk


def csp_hash(text: str) -> str:
    """Return the ``sha256-…`` source of a style sheet for a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()


def css_text(text: str) -> Markup:
    """Return *text* for a quoted CSS string: everything but plain letters and digits as code points."""
    return Markup(_CSS_PLAIN.sub(lambda m: f"\\{ord(m.group()):x} ", str(text)))  # noqa: S704 - no markup is left


def md_code(text: str, before: str = "") -> Markup:
    """Return *text*, with *before* in front, as a Markdown code span."""
    return Markup(code_span(f"{before}{text}"))  # noqa: S704 - a span nothing in the text can end


def md_url(url: str) -> Markup:
    """Return *url* as a Markdown link's target."""
    return Markup(link_target(url))  # noqa: S704 - every character that could end it is encoded


def _markdown(value: Any) -> Any:
    # Output of macros is Markdown already; every other value is text.
    return value if isinstance(value, Markup) else Markup(escape_markdown(str(value)))  # noqa: S704 - escaped here


def problem_of(error: Exception, name: str) -> Problem:
    """Return a fault of template *name* as a problem: what, and file and line of the template."""
    said = str(error).split("\n", 1)[0][:300]
    if isinstance(error, TemplateSyntaxError):
        place = Location(error.filename or SHOWN + name, error.lineno, 1)
        message = Text(f"the template cannot be read: {said}", f"không đọc được mẫu trang: {said}")
        return Problem("KPF570", message, place, name="template-syntax")
    place = _place(error, name)
    if isinstance(error, UndefinedError):
        asked = re.findall(r"'([A-Za-z_][\w]*)'", said)
        meant = did_you_mean(asked[-1], FIELDS) if asked else ()
        message = Text(f"the template uses an unknown name: {said}", f"mẫu trang dùng tên không có: {said}")
        return Problem("KPF571", message, place, name="template-unknown-name", allowed=tuple(FIELDS), meant=meant)
    if isinstance(error, SecurityError):
        message = Text(f"the template asks for something refused: {said}", f"mẫu trang đòi điều bị cấm: {said}")
        return Problem("KPF572", message, place, name="template-forbidden")
    if isinstance(error, (MemoryError, OverflowError, RecursionError)):
        return too_much("memory", place)
    if isinstance(error, TemplateNotFound):
        message = Text(f"there is no template {said!r}", f"không có mẫu trang {said!r}")
        return Problem("KPF574", message, place, name="template-missing")
    message = Text(f"the template failed: {said}", f"mẫu trang chạy lỗi: {said}")
    return Problem("KPF575", message, place, name="template-failed")


def too_much(what: str, place: Location | None = None) -> Problem:
    """Return the problem of a template that ran into a limit: ``time``, ``memory`` or ``output``."""
    size = (LIMITS.template_bytes if what == "memory" else LIMITS.template_output) // 2**20
    limit = {
        "time": (f"{LIMITS.template_seconds:g} seconds", f"{LIMITS.template_seconds:g} giây"),
        "memory": (f"{size} MiB of memory", f"{size} MiB bộ nhớ"),
        "output": (f"{size} MiB of output", f"{size} MiB kết quả"),
    }[what]
    message = Text(f"the template needs more than {limit[0]}", f"mẫu trang cần hơn {limit[1]}")
    return Problem("KPF573", message, place or Location(SHOWN), name="template-too-expensive")


def _place(error: Exception, name: str) -> Location:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(SHOWN)]
    return Location(frames[-1].filename, frames[-1].lineno or 0, 1) if frames else Location(SHOWN + name)
