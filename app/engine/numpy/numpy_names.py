"""What `numpy` and `numpy.linalg` have: real functions of numpy, found by our own literal lists."""

from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.numpy.numpy_builders import BUILDERS
from app.engine.numpy.numpy_calls import elementwise, numpy_function
from app.engine.numpy.numpy_kinds import KINDS
from app.engine.numpy.numpy_random import RANDOM
from app.engine.numpy.numpy_settings import SETTINGS
from app.engine.numpy.numpy_walks import NDITER
from app.engine.program.objects import Namespace

_ELEMENTWISE = (
    "add subtract multiply divide true_divide floor_divide mod remainder fmod power pow float_power maximum minimum "
    "fmax fmin hypot arctan2 atan2 logaddexp greater greater_equal less less_equal equal not_equal logical_and "
    "logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift copysign heaviside gcd lcm "
    "exp exp2 expm1 log log2 log10 log1p sqrt cbrt square abs absolute fabs sign negative positive reciprocal sin cos "
    "tan arcsin arccos arctan asin acos atan sinh cosh tanh arcsinh arccosh arctanh asinh acosh atanh deg2rad rad2deg "
    "degrees radians floor ceil trunc rint isnan isinf isfinite logical_not bitwise_not invert signbit conj"
)
_FUNCTIONS = (
    "array asarray asanyarray ascontiguousarray copy zeros ones full zeros_like ones_like full_like eye identity tri "
    "arange linspace logspace geomspace meshgrid indices diag diagflat tile repeat outer inner dot vdot matmul "
    "tensordot kron cross einsum transpose reshape ravel expand_dims squeeze concatenate stack vstack hstack dstack "
    "column_stack split array_split hsplit vsplit swapaxes moveaxis flip fliplr flipud rot90 roll pad broadcast_to "
    "broadcast_arrays atleast_1d atleast_2d atleast_3d append delete insert resize sum prod mean std var min max amin "
    "amax argmin argmax cumsum cumprod nansum nanmean nanstd nanvar nanmax nanmin nanargmax nanargmin median average "
    "percentile quantile nanpercentile ptp any all count_nonzero sort argsort lexsort partition argpartition unique "
    "searchsorted bincount histogram digitize nonzero flatnonzero argwhere isin isclose allclose array_equal "
    "array_equiv where clip select take compress extract choose interp gradient diff ediff1d trapezoid convolve "
    "correlate trace diagonal triu tril cov corrcoef round around fix nan_to_num real imag sinc vander polyfit polyval "
    "roots union1d intersect1d setdiff1d in1d ix_ ndim shape size isscalar iscomplexobj isrealobj array_str array_repr "
    "triu_indices tril_indices diag_indices unravel_index ravel_multi_index fill_diagonal copyto result_type issubdtype"
)
_LINEAR = (
    "norm inv pinv solve det slogdet eig eigh eigvals eigvalsh svd qr cholesky lstsq matrix_rank matrix_power "
    "cond trace"
)  # fmt: skip


def _functions() -> dict[str, Any]:
    table: dict[str, Any] = {name: elementwise(name, vars(np)[name]) for name in _ELEMENTWISE.split()}
    table |= {name: numpy_function(name, vars(np)[name]) for name in _FUNCTIONS.split() if name in vars(np)}
    return table


LINALG = Namespace(
    "numpy.linalg",
    MappingProxyType({name: numpy_function(f"linalg.{name}", vars(np.linalg)[name]) for name in _LINEAR.split()}),
)
NUMPY = Namespace(
    "numpy",
    MappingProxyType(
        {
            **_functions(),
            **KINDS,
            **BUILDERS,
            **SETTINGS,
            "nditer": NDITER,
            "linalg": LINALG,
            "random": RANDOM,
            "pi": np.pi,
            "e": np.e,
            "euler_gamma": np.euler_gamma,
            "inf": np.inf,
            "nan": np.nan,
            "newaxis": None,
            "__version__": np.__version__,
        }
    ),
)
