"""A program and a plan in; the Jacobian of a node and the Hessian of the root, by torch in float64, out."""

from math import prod
from time import monotonic

from torch import Tensor

from app.engine.limits import Limits
from app.engine.studies.matrices.hessian import hessian_of
from app.engine.studies.matrices.jacobian import Columns, jacobian_of
from app.engine.studies.refusals import no_matrices
from app.engine.studies.replaying.precise import Precise
from app.engine.studies.replaying.taped_pass import TapedPass, at_the_pass
from app.engine.studies.replaying.tensors import Entry
from app.errors import ProgramError, RequestError, Text, text
from app.graph.matrices import MATRICES_VERSION, Hessian, Jacobian, Matrices
from app.graph.matrix_plan import MOST_COLUMNS, MOST_ROWS, MatrixPlan
from app.graph.model import Request
from app.graph.naming import called, node_named


def derive(request: Request, plan: MatrixPlan, limits: Limits) -> Matrices:
    """The matrices of a plan.

    Raises:
        RequestError: there is no such pass or node, or the plan is too large.
        ProgramError: `no-matrices`, with the reason; or what the program did wrong before that pass.
        TimeLimit: it takes too long.
    """
    ends = monotonic() + limits.seconds
    made = at_the_pass(request, plan.pass_index, limits, lambda taped: taped)
    columns = _columns(made, plan, ends)
    notes: list[Text] = []
    return Matrices(
        MATRICES_VERSION,
        plan.pass_index,
        tuple(column.name for column in plan.columns),
        tuple(column.node for column in plan.columns),
        _jacobian(made, plan, columns),
        _hessian(made, columns, notes),
        plan.left_out,
        tuple(notes),
    )


def _columns(made: TapedPass, plan: MatrixPlan, ends: float) -> Columns:
    if not 0 < len(plan.columns) <= MOST_COLUMNS:
        raise RequestError(text("At most %(most)s columns are computed.", most=MOST_COLUMNS), code="matrix")
    leaves = {column.node: _leaf(made, column.node) for column in plan.columns}
    return Columns(tuple(Entry(leaves[column.node], column.place) for column in plan.columns), ends)


def _leaf(made: TapedPass, name: str) -> Tensor:
    tensor = made.tensor_of(name)
    if tensor is None or not made.tape.is_source(tensor):
        raise no_matrices(
            text("The calculation of this pass does not begin at %(name)s.", name=name),
            text("Choose a parameter from which this pass computes its loss anew."),
        )
    return tensor


def _jacobian(made: TapedPass, plan: MatrixPlan, columns: Columns) -> Jacobian:
    node = node_named(made.graph, plan.node)
    if prod(node.shape) > MOST_ROWS:
        raise RequestError(text("At most %(most)s rows are computed.", most=MOST_ROWS), code="matrix")
    tensor = made.tensor_of(node.id)
    if tensor is None and node.requires_grad:
        raise no_matrices(
            text(
                "The way to %(name)s can't be done again: an earlier pass is part of it.",
                name=called(node),
            ),
            text("Choose a node between the parameters and there."),
        )
    if tensor is None or not tensor.is_floating_point():
        raise no_matrices(
            text("%(name)s does not depend on a parameter, so it has no Jacobian.", name=called(node)),
            text("Choose a node between the parameters and the loss."),
        )
    return jacobian_of(_again(made, tensor), node, columns)


def _hessian(made: TapedPass, columns: Columns, notes: list[Text]) -> Hessian | None:
    if len(made.task.roots) != 1 or made.task.roots[0].numel() != 1 or made.pass_.root is None:
        notes.append(text("This pass does not start from one number, so there is no Hessian."))
        return None
    try:
        precise = _again(made, made.task.roots[0])
    except ProgramError as error:
        notes.append(error.problem.message)
        return None
    found = hessian_of(precise, node_named(made.graph, made.pass_.root), columns)
    if found is None:
        notes.append(text("An operation of this pass has no second derivative in torch, so there is no Hessian."))
    return found


def _again(made: TapedPass, tensor: Tensor) -> Precise:
    try:
        return Precise(made.tape, tensor)
    except ProgramError as error:
        raise no_matrices(error.problem.message, error.problem.hint) from None
