"""Questions about a gradient over the API: the paths that lead to it, its proof, and a derivation to be checked."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import replace

from app.errors import RequestError, text
from app.graph.derivation import Checked
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.naming import passes_there
from app.graph.paths import Paths
from app.graph.proof import Proof
from app.graph.questions import CheckQuestion, PathsQuestion, ProofQuestion
from app.pipeline import Pipeline
from app.web.bodies import CheckBody, PathsBody, RunBody, from_query, plain, read
from app.web.openapi import Described, answers, body, query
from app.web.problems import Missing
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(prefix="/api/v1")
_PROGRAM = "w = param(2.0)\nx = tensor(3.0)\nh = sigmoid(w * x)\nloss = h * h + h\nloss.backward()"
_PATHS = {"source": _PROGRAM, "node": "w"}
_CHECK = {"source": _PROGRAM, "derivation": "d_h = 2 * h + 1\nd_w = d_h * h * (1 - h) * x"}
_NODE: Described = {"name": "node", "in": "query", "required": False, "schema": {"type": "string"}}


@router.post(
    "/paths", summary="Why is a gradient what it is?", openapi_extra=body("PathsBody", _PATHS),
    responses=answers("Paths"),
)  # fmt: skip
async def paths(request: Request, pipeline: PipelineOf) -> Response:
    """Every path from the root of a pass to a node, as a product of local derivatives; of very many the heaviest."""
    return _json(await paths_of(pipeline, await read(request, PathsBody)))


@router.get(
    "/paths",
    summary="The paths of a link",
    openapi_extra={"parameters": [*query("pass")["parameters"], _NODE]},
    responses=answers("Paths"),
)
async def paths_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `node` is the id of a node, or its name in the program."""
    return _json(await paths_of(pipeline, from_query(request, PathsBody, settings)))


@router.post(
    "/proof", summary="Prove the gradients", openapi_extra=body("RunBody", {"source": _PROGRAM}),
    responses=answers("Proof"),
)  # fmt: skip
async def proof(request: Request, pipeline: PipelineOf) -> Response:
    """Autograd's gradients of a pass (default: the first) beside central finite differences in float64."""
    return _json(await proof_of(pipeline, await read(request, RunBody)))


@router.get(
    "/proof", summary="Prove the gradients of a link", openapi_extra=query("pass"), responses=answers("Proof")
)  # fmt: skip
async def proof_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    return _json(await proof_of(pipeline, from_query(request, RunBody, settings)))


@router.post(
    "/check", summary="Check a derivation", openapi_extra=body("CheckBody", _CHECK), responses=answers("Checked")
)  # fmt: skip
async def check(request: Request, pipeline: PipelineOf) -> Response:
    """Gradients that a person has derived, compared with autograd's at several numbers, with a hint for a wrong one."""
    return _json(await checked_of(pipeline, await read(request, CheckBody)))


def _json(content: Paths | Proof | Checked) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")


async def paths_of(pipeline: Pipeline, asked: PathsBody) -> Paths:
    """The paths that a body asks for.

    Raises:
        RequestError: there are none, with the reason; what the program did wrong; and as `Pipeline.run`.
    """
    wanted, _ = await recorded(pipeline, asked, asked.pass_index)
    return await pipeline.ask(PathsQuestion(wanted, asked.pass_index, asked.node))


async def proof_of(pipeline: Pipeline, asked: RunBody) -> Proof:
    """The proof that a body asks for.

    Raises: as `paths_of`.
    """
    await recorded(pipeline, asked, asked.pass_index or 0)
    return await pipeline.ask(ProofQuestion(plain(asked), asked.pass_index or 0))


async def checked_of(pipeline: Pipeline, asked: CheckBody) -> Checked:
    """What is right and wrong in the derivation of a body.

    Raises: as `paths_of`.
    """
    await recorded(pipeline, asked, asked.pass_index)
    return await pipeline.ask(CheckQuestion(plain(asked), asked.pass_index, asked.derivation))


async def recorded(pipeline: Pipeline, asked: RunRequest, index: int) -> tuple[RunRequest, Run]:
    """The request that records pass `index`, and its run.

    Raises: as `paths_of`.
    """
    wanted = plain(asked)
    run = await pipeline.run(wanted)
    if run.error is not None and (index >= len(run.passes) or run.passes[index].root is None):
        problem = run.error
        raise RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
    if index >= len(run.passes):
        says = text("The program has no pass %(number)s.", number=index + 1)
        raise Missing(says, code="pass", hint=passes_there(len(run.passes)))
    if run.passes[index].root is None and run.passes[index].graph is not None:
        raise RequestError(
            text("This program differentiates nothing, so there is no gradient to ask about."),
            code="no-paths",
            hint=text("Call backward() on a number, or make a parameter with param(...)."),
        )
    if run.passes[index].graph is not None:
        return wanted, run
    wanted = replace(wanted, record=index)
    return wanted, await pipeline.run(wanted)
