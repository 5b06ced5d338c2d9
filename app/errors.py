"""The error tree, and the small data that every error carries. Knows no HTTP; `web/problems.py` maps it to statuses.

* GradwalkError
  x SourceError          what the person wrote cannot be accepted
    - SyntaxProblem      it is not Python
    - Refused            it is Python, but outside the language
  x ProgramError         the program was accepted and failed while it ran
    - LimitExceeded      it went past one of the published limits
    - TimeLimit          it ran longer than it may
    - Stopped            a person has stopped it
  x RequestError         the request around the program is wrong (token, preset, pass, step, inputs)
  x Unavailable          the server cannot answer now; the same request may work later
    - Overloaded         the waiting queue is full
    - WorkerLost         the worker process died with the request in its hands
"""

from typing import ClassVar

import msgspec


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence for a person: in English, and as the template and values from which another language makes its own; a
    value may be words that are translated too."""

    text: str
    template: str
    values: dict[str, "str | Text"] = {}

    def __str__(self) -> str:
        return self.text


def encodable(words: str) -> str:
    """The same words, with a question mark for each half of a character: a program can write those, no answer can.

    >>> encodable("w\\ud800")
    'w?'
    """
    return words if words.isascii() else words.encode(errors="replace").decode()


def text(template: str, **values: object) -> Text:
    """A Text from a gettext template such as "%(name)s is not defined"; Babel extracts the calls of this function.

    >>> text("%(name)s is not defined", name="w").text
    'w is not defined'
    """
    words = {key: value if isinstance(value, Text) else encodable(str(value)) for key, value in values.items()}
    return Text(template % words if words else template, template, words)


class Span(msgspec.Struct, frozen=True):
    """A stretch of source text: lines and columns count characters from 1, `end_column` is one past the last."""

    line: int
    column: int
    end_line: int
    end_column: int


class Fix(msgspec.Struct, frozen=True):
    """A repair that one click applies: what it does, and the whole source after it."""

    label: Text
    source: str


class Problem(msgspec.Struct, frozen=True):
    """What an error tells a person. `code` is stable and meant for programs: "undefined-name"."""

    code: str
    message: Text
    hint: Text | None = None
    span: Span | None = None
    fix: Fix | None = None


class GradwalkError(Exception):
    """Base of everything that Gradwalk raises on purpose. `raised` is what Python itself would have raised, where a
    program may catch that."""

    default_code: ClassVar[str] = "error"

    def __init__(
        self,
        message: Text,
        *,
        code: str | None = None,
        hint: Text | None = None,
        span: Span | None = None,
        fix: Fix | None = None,
        raised: BaseException | None = None,
    ) -> None:
        super().__init__(message.text)
        self.problem = Problem(code or self.default_code, message, hint, span, fix)
        self.raised = raised


def pinned(error: GradwalkError, span: Span) -> GradwalkError:
    """The same error, with the place in the source if it has none yet."""
    if error.problem.span is None:
        error.problem = msgspec.structs.replace(error.problem, span=span)
    return error


class SourceError(GradwalkError):
    """What the person wrote cannot be accepted."""

    default_code = "source"


class SyntaxProblem(SourceError):
    """The source is not Python."""

    default_code = "syntax"


class Refused(SourceError):
    """The source is Python, but outside the language of Gradwalk."""

    default_code = "refused"


class ProgramError(GradwalkError):
    """The program was accepted and failed while it ran."""

    default_code = "program"


class LimitExceeded(ProgramError):
    """The program went past one of the published limits."""

    default_code = "limit"


class TimeLimit(ProgramError):
    """The program ran longer than it may."""

    default_code = "time-limit"


class Stopped(ProgramError):
    """A person has stopped the program, or asked for its first passes alone."""

    default_code = "stopped"


class RequestError(GradwalkError):
    """The request around the program is wrong: its token, preset, pass, step or inputs."""

    default_code = "request"


class Unavailable(GradwalkError):
    """The server cannot answer now; the same request may work `retry_after` seconds later."""

    default_code = "unavailable"
    retry_after: ClassVar[int] = 2


class Overloaded(Unavailable):
    """The waiting queue is full."""

    default_code = "overloaded"


class WorkerLost(Unavailable):
    """The worker process died with the request in its hands."""

    default_code = "worker-lost"
