"""The only door to Jinja: contexts in, HTML out. Every template is escaped; SVG that we drew ourselves is not."""

from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.web.assets import ROOT, asset, integrity, style
from app.web.contexts import Shell
from app.web.language import LANGUAGES, current, gettext, grouped, in_language, ngettext, say
from app.web.view import kept, kept_fields


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What jinja2.ext.i18n adds to an Environment is not in its annotations.
    install: Any = environment
    install.install_gettext_callables(gettext, ngettext, newstyle=True)
    environment.globals.update({name: _grouping(environment.globals[name]) for name in ("gettext", "ngettext", "_")})
    environment.filters.update(say=say, grouped=grouped)
    environment.globals.update(
        asset=asset, integrity=integrity, style=style, in_language=in_language, kept=kept, kept_fields=kept_fields
    )
    return environment


def _grouping(words: Any) -> Any:
    """Jinja's own function for sentences, which writes whole numbers as a person of this language does."""

    @pass_context
    def say_grouped(context: Context, /, *message: Any, **values: Any) -> Any:
        number = {"num": message[2]} if len(message) > 2 else {}
        shown = {name: grouped(value) for name, value in (number | values).items()}
        return words(context, *message, **shown)

    return say_grouped


_ENVIRONMENT = _environment()


def render(template: str, context: object) -> str:
    """The template, filled from a context dataclass."""
    # Not asdict(): that would copy the whole tree of contexts.
    return _ENVIRONMENT.get_template(template).render(context.__dict__)


def shell(title: str) -> Shell:
    """The frame of a whole page in the language of this request."""
    return Shell(title, current.get(), tuple(LANGUAGES.values()))


def wants_fragment(request: Request) -> bool:
    """True for an htmx swap; false for a visit, and for a step of the browser's history, which needs the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def drawn(markup: str) -> Markup:
    """SVG made by `app.export`, MathML by `app.formulas`: both escape every name. The one place where text becomes
    markup."""
    return Markup(markup)
