"""The one place where errors become answers: problem+json for the API, a page or a fragment for a browser.

What the client sent is never repeated in an answer: it need not even be text.
"""

import logging
from dataclasses import replace
from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.config import Settings
from app.errors import GradwalkError, Problem, ProgramError, RequestError, SourceError, Text, Unavailable, text
from app.graph.model import Run
from app.web.contexts import FailurePage, Notice
from app.web.language import say
from app.web.limits import security_headers
from app.web.render import render, shell, wants_fragment

log = logging.getLogger("gradwalk.web")
MEDIA_TYPE = "application/problem+json"
STATUSES: dict[type[Exception], HTTPStatus] = {
    SourceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProgramError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
MISSING = frozenset({"token", "preset", "format", "pass", "step", "pass-not-recorded", "step-out-of-range"})
"""Codes of a RequestError about something that is not there."""
ELSEWHERE = frozenset({"pass", "pass-not-recorded", "step", "step-out-of-range"})
"""Those of them where the address names a program all the same."""
BROKEN = Problem("internal", text("Something went wrong in the server. The program was not lost: try again."))


class Missing(RequestError):
    """What the address names does not exist."""

    default_code = "preset"


class BadBody(RequestError):
    """The request's body is not what this route takes."""

    default_code = "body"


class WrongMediaType(RequestError):
    """The request's body is not application/json."""

    default_code = "media-type"


class FixDocument(msgspec.Struct, frozen=True):
    """A repair, in the answer of the API: what it does, and the whole source after it."""

    label: str
    source: str


class ProblemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error as RFC 9457 writes it; line and column count from 1 and stand where the error concerns the source."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    hint: str | None = None
    fix: FixDocument | None = None
    run: Run | None = None


def status_of(error: GradwalkError) -> HTTPStatus:
    """The status that answers this error."""
    if isinstance(error, WrongMediaType):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if isinstance(error, RequestError) and error.problem.code in MISSING:
        return HTTPStatus.NOT_FOUND
    kinds = (STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR)


def document(problem: Problem, status: HTTPStatus, run: Run | None = None) -> ProblemDocument:
    """The problem as the API writes it, in the language of this request."""
    span, fix = problem.span, problem.fix
    return ProblemDocument(
        type="about:blank",
        title=status.phrase,
        status=int(status),
        detail=say(problem.message),
        code=problem.code,
        line=span.line if span else None,
        column=span.column if span else None,
        end_line=span.end_line if span else None,
        end_column=span.end_column if span else None,
        hint=say(problem.hint) if problem.hint else None,
        fix=FixDocument(say(fix.label), fix.source) if fix else None,
        run=run,
    )


def problem_json(problem: Problem, status: HTTPStatus, run: Run | None = None) -> Response:
    """The answer of the API to an error."""
    return Response(msgspec.json.encode(document(problem, status, run)), int(status), media_type=MEDIA_TYPE)


def answer(request: Request, problem: Problem, status: HTTPStatus) -> Response:
    """Problem+json under /api, else a fragment for htmx or a whole page."""
    if request.url.path.startswith("/api/"):
        return problem_json(problem, status)
    if wants_fragment(request):
        notice = render("_notice.html", Notice(problem.message, problem.hint))
        # htmx must not put this in the place of what was asked for.
        return Response(notice, int(status), {"HX-Retarget": "#notice", "HX-Reswap": "outerSync"}, "text/html")
    frame = shell(say(problem.message))
    if request.method != "GET":  # no link leads to this page, so there is none to it in another language
        frame = replace(frame, languages=())
    page = FailurePage(frame, int(status), problem.message, problem.hint, problem.code in ELSEWHERE)
    return Response(render("failure.html", page), int(status), media_type="text/html")


def install(app: FastAPI, settings: Settings) -> None:
    """Hands every error of the application to `answer`."""
    headers = security_headers(settings)

    async def on_known(request: Request, error: Exception) -> Response:
        assert isinstance(error, GradwalkError)
        response = answer(request, error.problem, status_of(error))
        if isinstance(error, Unavailable):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        response = answer(request, Problem("http", _words(status)), status)
        response.headers.update(error.headers or {})
        return response

    async def on_validation(request: Request, _: Exception) -> Response:
        return answer(request, Problem("request", _words(HTTPStatus.BAD_REQUEST)), HTTPStatus.UNPROCESSABLE_ENTITY)

    async def on_anything(request: Request, error: Exception) -> Response:
        log.error("unexpected %s", type(error).__name__)
        response = answer(request, BROKEN, HTTPStatus.INTERNAL_SERVER_ERROR)
        response.headers.update(headers)
        return response

    app.add_exception_handler(GradwalkError, on_known)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(Exception, on_anything)


def _words(status: HTTPStatus) -> Text:
    """A sentence for a status that the framework chose."""
    sentences = {
        HTTPStatus.NOT_FOUND: text("There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: text("This address does not answer this method."),
        HTTPStatus.BAD_REQUEST: text("The request could not be understood."),
    }
    return sentences.get(status, text("The request was refused."))
