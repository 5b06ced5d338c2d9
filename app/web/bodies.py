"""The bodies of the API, read with msgspec: unknown fields, wrong types, NaN and broken text are refused here."""

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from fastapi import Request

from app.config import Settings
from app.errors import text
from app.graph.folding.sight import VIEWS, WHOLE, ViewName
from app.graph.inspection import Field, Window
from app.graph.model import Request as RunRequest
from app.graph.surface import COUNT, MOST_COUNT, Range
from app.web import token
from app.web.problems import BadBody, WrongMediaType
from app.web.view import MOST_TURNED, turned_groups

Position = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Turned = Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_TURNED)]


class RunBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, and which pass to send with its graph (default: all that were recorded)."""

    pass_index: Position | None = msgspec.field(default=None, name="pass")


class ExportBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, and the pass and the step to export (default: the first pass, after its last step). `view` says
    whether the graph is seen as autograd does or as it is written; `turned` are groups to fold or unfold besides. A
    step is one of the graph as it is seen."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    step: Position | None = None
    view: ViewName = "autograd"
    turned: Turned = ()


class SeriesBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, and the format of its series (default: what the Accept header prefers, else JSON)."""

    format: Literal["json", "csv"] | None = None


class SurfaceBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, and the surface of its loss: of which pass, over which entries of its parameters (default: the only
    two, or those that moved most; `y` "" for a curve over `x`), over which ranges, and how many places an axis has."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    x: str | None = None
    y: str | None = None
    x_range: Range | None = None
    y_range: Range | None = None
    count: Annotated[int, msgspec.Meta(ge=4, le=MOST_COUNT)] = COUNT


class PathsBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, a pass of it (default: the first), and a node: by its id, or by its name in the program."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    node: str = ""


class CheckBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, a pass of it (default: the first), and a derivation: lines that assign `d_NAME` for variables NAME."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    derivation: str = ""


class MatricesBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, a pass of it (default: the first), a node by its id or its name (default: the last one with a few
    entries), and parameters, or single entries such as `w[0, 1]` (default: as many parameters as fit)."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    of: str = ""
    by: Annotated[tuple[str, ...], msgspec.Meta(max_length=64)] = ()


class TangentsBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, a pass of it (default: the first), and a direction: by the name of a parameter, or of an entry such as
    `w[0, 1]`, what it moves by: a number for all of it, or nested lists of its shape (default: the first entry of the
    first parameter moves by 1)."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    direction: dict[str, Any] = {}


class ExplainBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, and the pass and the step to explain, in "en" or "zh" (default: what the request asks for). `view`
    and `turned` are those of an export."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    step: Position = 0
    lang: Literal["en", "zh"] | None = None
    view: ViewName = "autograd"
    turned: Turned = ()


class InspectBody(RunRequest, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program, a pass of it (default: the first), a node by its id or its name, whether its value or its gradient is
    asked for, and which window of it (default: all)."""

    pass_index: Position = msgspec.field(default=0, name="pass")
    node: str = ""
    field: Field = "value"
    window: Window = Window()


Body = TypeVar(
    "Body",
    ExplainBody,
    RunBody,
    ExportBody,
    SeriesBody,
    SurfaceBody,
    PathsBody,
    CheckBody,
    MatricesBody,
    TangentsBody,
    InspectBody,
)


async def read(request: Request, kind: type[Body]) -> Body:
    """The body of a request; errors say what is wrong without repeating what was sent."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise WrongMediaType(text("The body must be application/json."))
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as cause:
        hint = text('Send an object such as {"source": "param(2.0) * 3"}; the fields are described at /api/v1/docs.')
        raise BadBody(text("The body is not a JSON object with the fields of this route."), hint=hint) from cause


def from_query(request: Request, kind: type[Body], settings: Settings) -> Body:
    """The same body out of ?p=TOKEN&pass=&step=&format=; what a route does not know it leaves alone."""
    query = request.query_params
    asked = token.decode(query.get("p", ""), settings.body_bytes)
    known: dict[str, Any] = msgspec.structs.asdict(asked)
    if kind is SeriesBody:
        known["format"] = _format(query.get("format"))
    elif (place := integer(query.get("pass"))) is not None:
        known["pass_index"] = place
    if kind is PathsBody:
        known["node"] = query.get("node", "")
    if kind is ExplainBody:
        known["step"] = integer(query.get("step")) or 0
    if kind is ExportBody:
        known["step"] = integer(query.get("step"))
    if kind in (ExportBody, ExplainBody):
        known["view"] = _view(query.get("view"))
        known["turned"] = tuple(turned_groups(query.get("turned", "")))
    return kind(**known)


def _format(name: str | None) -> str | None:
    if name not in (None, "json", "csv"):
        raise BadBody(text("The formats are: %(names)s.", names="json, csv"))
    return name


def _view(name: str | None) -> ViewName:
    found = next((view for view in VIEWS if view == (name or WHOLE.view)), None)
    if found is None:
        raise BadBody(text("The views are: %(names)s.", names=", ".join(VIEWS)))
    return found


def integer(words: str | None) -> int | None:
    """A number in an address, None when there is none; anything else is refused."""
    if words is None or words == "":
        return None
    if not (words.isascii() and words.isdigit() and len(words) <= 9):
        raise BadBody(text("A pass or a step in an address is a whole number from 0."), code="step")
    return int(words)


def plain(body: RunRequest) -> RunRequest:
    """Only what the run depends on, so that equal programs share one cached run."""
    return RunRequest(
        body.source, body.inputs, body.seed, body.root, body.upstream, until=body.until, choices=body.choices
    )
