"""What OpenAPI tells of bodies and answers that msgspec reads and writes, and the documentation page made from it."""

from typing import Any

import msgspec
from fastapi import FastAPI

from app.graph.boundary import Boundary
from app.graph.derivation import Checked
from app.graph.folding.sight import VIEWS
from app.graph.inspection import Inspection
from app.graph.matrices import Matrices
from app.graph.model import Run
from app.graph.paths import Paths
from app.graph.proof import Proof
from app.graph.surface import Surface
from app.graph.tangents import Tangents
from app.graph.variants import Comparison
from app.web.bodies import (
    CheckBody,
    ExplainBody,
    ExportBody,
    InspectBody,
    MatricesBody,
    PathsBody,
    RunBody,
    SeriesBody,
    SurfaceBody,
    TangentsBody,
)
from app.web.problems import MEDIA_TYPE, ProblemDocument
from app.web.training.curves import SeriesDocument
from app.web.walk.told import ExplainDocument

BODIES = (
    ExplainBody,
    RunBody,
    ExportBody,
    SeriesBody,
    SurfaceBody,
    PathsBody,
    CheckBody,
    InspectBody,
    MatricesBody,
    TangentsBody,
)
ANSWERS = (
    Run,
    SeriesDocument,
    Surface,
    Boundary,
    Comparison,
    Paths,
    Proof,
    Matrices,
    Tangents,
    Checked,
    Inspection,
    ExplainDocument,
    ProblemDocument,
)
STRUCTS = (*BODIES, *ANSWERS)
PLACE = "#/components/schemas/{name}"
Described = dict[str, Any]
SEEN: tuple[Described, ...] = (
    {"name": "view", "in": "query", "required": False, "schema": {"type": "string", "enum": list(VIEWS)}},
    {"name": "turned", "in": "query", "required": False, "schema": {"type": "string"},
     "description": "Groups to fold or unfold besides, by their ids with points between."},
)  # fmt: skip
STATUSES = {
    403: "The request comes from another site.",
    404: "What the address names does not exist.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "The program or the request is wrong.",
    503: "The server is busy; try again after Retry-After seconds.",
}


def _reference(name: str) -> Described:
    return {"schema": {"$ref": PLACE.format(name=name)}}


def body(name: str, example: Described | None = None) -> Described:
    """The openapi_extra of a route whose body is one of the structs of `bodies`."""
    content = _reference(name) | ({"example": example} if example else {})
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def query(*names: str, formats: tuple[str, ...] = (), seen: bool = False) -> Described:
    """The openapi_extra of a route that takes ?p=TOKEN, these numbers, a format where there are several, and how the
    graph is `seen`."""
    numbers: list[Described] = [
        {"name": name, "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0}} for name in names
    ]
    link = {"name": "p", "in": "query", "required": True, "schema": {"type": "string"}}
    kinds = {"name": "format", "in": "query", "required": False, "schema": {"type": "string", "enum": list(formats)}}
    return {"parameters": [link, *numbers, *([kinds] if formats else []), *(SEEN if seen else ())]}


def answers(name: str | None, *texts: str) -> dict[int | str, Described]:
    """The `responses` of a route: its struct, other media types that it may answer with, and the problems."""
    described: dict[int | str, Described] = {
        status: {"description": words, "content": {MEDIA_TYPE: _reference("ProblemDocument")}}
        for status, words in STATUSES.items()
    }
    plain = {kind: {"schema": {"type": "string"}} for kind in texts}
    if name is not None:
        described[200] = {"description": "The answer.", "content": {"application/json": _reference(name), **plain}}
    return described


def install(app: FastAPI) -> None:
    """Adds the schemas of the msgspec structs to the application's OpenAPI."""
    plain = app.openapi

    def with_structs() -> Described:
        if app.openapi_schema is None:
            document = plain()
            _, structs = msgspec.json.schema_components(STRUCTS, ref_template=PLACE)
            document.setdefault("components", {}).setdefault("schemas", {}).update(structs)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = with_structs  # type: ignore[method-assign]
