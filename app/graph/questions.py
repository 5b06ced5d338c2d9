"""What can be asked about a run, each question with the kind of its answer; `jobs` says who answers it."""

from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from app.graph.boundary import Boundary
from app.graph.derivation import Checked
from app.graph.inspection import Aim, Inspection
from app.graph.matrices import Matrices
from app.graph.matrix_plan import MatrixPlan
from app.graph.model import Request
from app.graph.paths import Paths
from app.graph.proof import Proof
from app.graph.surface import Plan, Surface
from app.graph.tangents import Tangents

Answer = TypeVar("Answer", bound=msgspec.Struct)


class Question(msgspec.Struct, Generic[Answer], frozen=True, tag_field="asks"):
    """A question about what running a program showed. Where it names a node, the request must record what the run has
    recorded in which the node got its id."""

    request: Request
    answer: ClassVar[Any]


class SurfaceQuestion(Question[Surface], frozen=True, tag="surface"):
    """What is the loss of one pass on a grid?"""

    answer = Surface
    plan: Plan


class BoundaryQuestion(Question[Boundary], frozen=True, tag="boundary"):
    """What does the classifier of a pass say on a map of the plane, `count` by `count`?"""

    answer = Boundary
    pass_index: int
    count: int


class PathsQuestion(Question[Paths], frozen=True, tag="paths"):
    """Which paths of a pass lead to a node, given by its id or its name?"""

    answer = Paths
    pass_index: int
    node: str


class ProofQuestion(Question[Proof], frozen=True, tag="proof"):
    """Are the gradients of a pass what finite differences say?"""

    answer = Proof
    pass_index: int


class MatricesQuestion(Question[Matrices], frozen=True, tag="matrices"):
    """What are the Jacobian of a node and the Hessian of the root of a pass?"""

    answer = Matrices
    plan: MatrixPlan


class TangentsQuestion(Question[Tangents], frozen=True, tag="tangents"):
    """How does every node of a pass change along a direction: numbers by the names of parameters, or of entries?"""

    answer = Tangents
    pass_index: int
    direction: dict[str, Any]


class CheckQuestion(Question[Checked], frozen=True, tag="check"):
    """What is right and wrong in a derivation of a pass?"""

    answer = Checked
    pass_index: int
    derivation: str


class InspectQuestion(Question[Inspection], frozen=True, tag="inspect"):
    """What are the numbers of one node, in a window of them?"""

    answer = Inspection
    aim: Aim


AnyQuestion = (
    SurfaceQuestion
    | BoundaryQuestion
    | PathsQuestion
    | ProofQuestion
    | MatricesQuestion
    | TangentsQuestion
    | CheckQuestion
    | InspectQuestion
)
