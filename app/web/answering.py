"""A page that answers one question about a program: what it shows in, the page, or for htmx its part alone, out."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request
from fastapi.responses import Response

from app.config import Settings
from app.errors import GradwalkError, Problem, ProgramError, RequestError, SourceError
from app.web import token
from app.web.contexts import Shell
from app.web.naming import called
from app.web.problems import BadBody, Missing
from app.web.render import render, shell, wants_fragment

REFUSALS = (RequestError, SourceError, ProgramError)
"""What a page tells in place of an answer."""


class Part(Protocol):
    """What a page shows: an answer, or the problem that stands in its way."""

    @property
    def token(self) -> str: ...

    @property
    def problem(self) -> Problem | None: ...


@dataclass(frozen=True)
class AnswerPage:
    """NAME.html, and _NAME.html by itself; `program` is what the page calls the program, `name` which page this is."""

    shell: Shell
    part: Part
    program: str
    name: str


def answer_page(request: Request, name: str, title: str, part: Part) -> Response:
    """The page of a question."""
    template = f"_{name}.html" if wants_fragment(request) else f"{name}.html"
    settings: Settings = request.app.state.settings
    program = called(token.decode(part.token, settings.body_bytes).source)
    shown = render(template, AnswerPage(shell(title), part, program, name))
    return Response(shown, 422 if part.problem else 200, media_type="text/html")


def reason(error: GradwalkError) -> Problem:
    """The problem that a page tells. Raises the error itself where the address is wrong: then there is no page."""
    if isinstance(error, (Missing, BadBody)):
        raise error
    return error.problem


def back_to(packed: str, index: int) -> str:
    """The address of the graph that a question is about."""
    return f"/p/{packed}" + (f"?pass={index}" if index else "")
