"""The Jacobian of a node and the Hessian of the root of a pass, as plain frozen data."""

from typing import Literal

import msgspec

from app.errors import Text
from app.graph.model import Number

MATRICES_VERSION = 1
Curvature = Literal["minimum", "maximum", "saddle", "valley", "ridge", "flat", "unknown"]
Rows = tuple[tuple[Number, ...], ...]


class Jacobian(msgspec.Struct, frozen=True):
    """The derivative of every entry of a node (`rows`) by every parameter entry (the columns), in float64. `error` is
    the largest difference from central finite differences, relative to the largest entry of both."""

    node: str
    name: str
    shape: tuple[int, ...]
    rows: tuple[str, ...]
    numbers: Rows
    error: Number
    agrees: bool
    says: Text


class Hessian(msgspec.Struct, frozen=True):
    """The second derivatives of the root by every two parameter entries, in float64, with the eigenvalues in ascending
    order (none where a number of the matrix is not finite). Eigenvalues up to `tolerance` count as 0. `asymmetry` is
    the largest difference from the transposed matrix, relative to the largest entry. `stationary`: the gradient is 0
    too. `curvature` is what the signs of the eigenvalues tell, `says` the same in words."""

    root: str
    name: str
    numbers: Rows
    symmetric: bool
    asymmetry: Number
    eigenvalues: tuple[float, ...]
    tolerance: float
    stationary: bool
    curvature: Curvature
    says: Text


class Matrices(msgspec.Struct, frozen=True):
    """Both matrices of one pass over the same columns, `w[0, 1]` and so on; `parameters` are the nodes that these are
    entries of, one a column. `left_out` names the parameters that would have made the matrices too wide. Where there
    is no Hessian a note says why."""

    version: int
    pass_index: int
    columns: tuple[str, ...]
    parameters: tuple[str, ...]
    jacobian: Jacobian
    hessian: Hessian | None
    left_out: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
