"""Every rule of the table of operations, evaluated from its own data: y is torch's, every gradient autograd's."""

import math
import re
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from app.explain.fitting import Fitted
from app.formulas.evaluating import KNOWN
from app.formulas.expressions import Constant, Expression, Operation, Quantity, quantities
from app.formulas.reading import read
from app.formulas.writing import as_latex, as_mathml, as_text
from app.graph.model import Edge
from app.ops.registry import OPS
from app.ops.rule import Rule

Known = dict[str, Any]
Call = Callable[..., Any]
SAMPLES = 5
pytestmark = pytest.mark.filterwarnings("ignore:reduction")
ENTRYWISE: dict[str, Call] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a**b,
    "matmul": lambda a, b: a @ b,
    "transposed": lambda a: a.mT if a.ndim > 1 else a,
    "gt": lambda a, b: (a > b) * 1.0,
    "ge": lambda a, b: (a >= b) * 1.0,
    "lt": lambda a, b: (a < b) * 1.0,
    "le": lambda a, b: (a <= b) * 1.0,
    "eq": lambda a, b: (a == b) * 1.0,
    "ne": lambda a, b: (a != b) * 1.0,
    "and": lambda a, b: ((a != 0) & (b != 0)) * 1.0,
    "or": lambda a, b: ((a != 0) | (b != 0)) * 1.0,
    "where": lambda c, a, b: torch.where(c != 0, *_pair(a, b)),
    "max": lambda a, b: torch.maximum(*_pair(a, b)),
    "min": lambda a, b: torch.minimum(*_pair(a, b)),
    "sqrt": lambda a: _tensor(a).sqrt(),
    "log": lambda a: _tensor(a).log(),
    "isnan": lambda a: a.isnan() * 1.0,
    "isinf": lambda a: a.isinf() * 1.0,
    "outer": torch.outer,
    "product": lambda x, dim=None: x.prod() if dim is None else x.prod(int(dim)),
    "inverse": torch.linalg.inv,
    "det": torch.linalg.det,
    "digamma": torch.digamma,
    "trigamma": lambda x: torch.polygamma(1, x),
    "ndtri": torch.special.ndtri,
    "i0": torch.i0,
    "i1": torch.special.i1,
    "erfcx": torch.special.erfcx,
    "cumsum": lambda x, dim: x.cumsum(int(dim)),
    "cumprod": lambda x, dim: x.cumprod(int(dim)),
    "flipped": lambda x, dim: x.flip(int(dim)),
    "argmax": torch.argmax,
    "argmin": torch.argmin,
    "cross": lambda a, b: torch.linalg.cross(a, b),
    "trace": torch.trace,
    "identity": lambda x: torch.eye(len(x), dtype=x.dtype),
    "softmax": lambda x: x.softmax(-1),
    "rows": lambda w, i: w[i.long()],
    "norms": lambda x, dim: x.norm(dim=int(dim), keepdim=True),
    "picked": lambda x, t: x[torch.arange(len(x)), t.long()],
    "through_softmax": lambda p, g: p * (g - (p * g).sum(-1, keepdim=True)),
    "select": lambda x, dim, index: x.select(int(dim), int(index)),
    "t": torch.t,
    "narrow": lambda x, dim, start, length: x.narrow(int(dim), int(start), int(length)),
    "slice": lambda x, dim, start, end: x.narrow(int(dim), int(start), int(end - start)),
    "transpose": lambda x, a, b: x.transpose(int(a), int(b)),
    "index_select": lambda x, dim, i: x.index_select(int(dim), i.long()),
    "take": lambda x, i: x.take(i.long()),
    "gather": lambda x, dim, i: x.gather(int(dim), i.long()),
    "masked_select": lambda x, m: x[m != 0],
    "scatter_add": lambda x, dim, i, s: x.scatter_add(int(dim), i.long(), s),
    "index_add": lambda x, dim, i, s: x.index_add(int(dim), i.long(), s),
}
MOVED = frozenset({"placed", "collected", "cut", "reshaped", "permuted"})


def _tensor(number: Any) -> Tensor:
    return number if isinstance(number, Tensor) else torch.tensor(float(number), dtype=torch.float64)


def _pair(a: Any, b: Any) -> tuple[Tensor, Tensor]:
    return torch.broadcast_tensors(_tensor(a), _tensor(b))  # type: ignore[return-value]


class Evaluation:
    """A rule's expressions with torch's functions behind their names; `known` has inputs, options, y and δ, `dims` the
    dimensions that are summed, `input` the tensor whose gradient is asked for."""

    def __init__(self, known: Known, dims: tuple[int, ...] | None = None, forward: Call | None = None) -> None:
        self.known, self.dims, self.forward = known, dims, forward
        self.input: Tensor = known.get("x", next(iter(known.values())))

    def of(self, rule: Expression) -> Any:
        match rule:
            case Constant(number):
                return number
            case Quantity("π"):
                return math.pi
            case Quantity("count"):
                return self.known["x"].numel() / self.known["y"].numel()
            case Quantity("N"):
                return self.known.get("N", self.known["t"].numel())
            case Quantity("d"):
                return self.known["k"].shape[-1]
            case Quantity("window"):
                return 2 ** (self.input.ndim - 2)
            case Quantity("b") if self.known["b"].ndim == 1 and self.input.ndim > 2:
                return self.known["b"].reshape(-1, *(1 for _ in range(self.input.ndim - 2)))
            case Quantity(name):
                return self.known[name]
            case Operation(operator, terms):
                return self._call(operator, terms)
        raise TypeError(rule)

    def _call(self, operator: str, terms: tuple[Expression, ...]) -> Any:
        own = getattr(self, f"do_{operator}", None)
        if operator in MOVED:
            return self._moved()
        if own is None and operator not in ENTRYWISE and operator not in KNOWN and self.forward is not None:
            return self.forward()
        values = [self.of(term) for term in terms]
        if own is not None:
            return own(*values)
        if operator in ENTRYWISE:
            return ENTRYWISE[operator](*values)
        return getattr(torch, operator)(*map(_tensor, values))

    def _moved(self) -> Tensor:
        """What a gradient is that goes back to where each number of y came from: numbers are told by their values."""
        source, y, delta = self.input.flatten(), self.known["y"].flatten(), self.known["δ"].flatten()
        return ((source[:, None] == y[None, :]) * delta).sum(1).reshape(self.input.shape)

    def do_total(self, x: Tensor) -> Tensor:
        return x.sum() if self.dims is None else x.sum(self.dims)

    def do_sum(self, x: Tensor, dim: float = -1) -> Tensor:
        return x.sum(int(dim), keepdim=True)

    def do_mean(self, x: Tensor, _dim: float = 0) -> Tensor:
        return x.mean() if self.dims is None else x.mean(self.dims, keepdim=True)

    def do_var(self, x: Tensor) -> Tensor:
        return ((x - self.do_mean(x)) ** 2).mean(self.dims, keepdim=True)

    def do_rms(self, x: Tensor) -> Tensor:
        return (self.do_mean(x**2) + self.known["eps"]).sqrt()

    def do_attention(self, q: Tensor, k: Tensor) -> Tensor:
        scores = q @ k.mT / math.sqrt(k.shape[-1])
        seen = torch.ones_like(scores, dtype=torch.bool)
        return scores.where(seen.tril() if "causal" in self.known else seen, -math.inf).softmax(-1)

    def do_normalized(self, x: Tensor) -> Tensor:
        return (x - self.do_mean(x)) / (self.do_var(x) + self.known["eps"]).sqrt()

    def do_spread(self, x: Tensor) -> Tensor:
        if self.dims is None or x.ndim == self.input.ndim:
            return x.expand_as(self.input) if x.ndim in (0, self.input.ndim) else x
        return reduce(lambda found, dim: found.unsqueeze(dim), sorted(self.dims), x).expand_as(self.input)

    def do_ties(self, x: Tensor, _dim: float = 0) -> Tensor:
        same = (x == self.do_spread(self.known["y"])) * 1.0
        return same.sum() if self.dims is None else same.sum(self.dims, keepdim=True)

    def do_one_hot(self, t: Tensor) -> Tensor:
        return F.one_hot(t.long(), self.known["x"].shape[1]) * 1.0

    def do_greatest(self, x: Tensor, _dim: float = 0) -> Tensor:
        return x.amax(self.dims or tuple(range(x.ndim)))

    def do_smallest(self, x: Tensor, _dim: float = 0) -> Tensor:
        return x.amin(self.dims or tuple(range(x.ndim)))

    def do_channels(self, x: Tensor) -> Tensor:
        return x.sum([dim for dim in range(x.ndim) if dim != 1])

    def _convolution(self, name: str) -> Call:
        return {
            3: {"conv": F.conv1d, "back": F.conv_transpose1d},
            4: {"conv": F.conv2d, "back": F.conv_transpose2d},
            5: {"conv": F.conv3d, "back": F.conv_transpose3d},
        }[self.known["x"].ndim][name]

    def do_conv(self, x: Tensor, w: Tensor) -> Tensor:
        return self._convolution("conv")(x, w)

    def do_conv_transpose(self, delta: Tensor, w: Tensor) -> Tensor:
        return self._convolution("back")(delta, w)

    def do_correlate(self, x: Tensor, delta: Tensor) -> Tensor:
        return self._convolution("conv")(x.transpose(0, 1), delta.transpose(0, 1)).transpose(0, 1)

    def do_unpooled(self, delta: Tensor) -> Tensor:
        return reduce(lambda found, dim: found.repeat_interleave(2, dim), range(2, delta.ndim), delta)


def r(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64)


def u(*shape: int) -> Tensor:
    return torch.rand(shape, dtype=torch.float64) * 0.8 + 0.1


def whole(high: int, *shape: int) -> Tensor:
    return torch.randint(high, shape)


def mask(*shape: int) -> Tensor:
    return torch.rand(shape) < 0.5


class S:
    """A sample: the call, its tensors, the values of the plain arguments, and the dimensions that it sums over."""

    def __init__(
        self, call: Call, *tensors: Callable[[], Any], dims: tuple[int, ...] | None = None, **options: float
    ) -> None:
        self.call, self.tensors, self.dims, self.options = call, tensors, dims, options


def positive() -> Tensor:
    return u(2, 3)


def normal() -> Tensor:
    return r(2, 3)


POSITIVE = set("log log2 log10 log1p sqrt rsqrt asin acos atanh erfinv logit ndtri entr digamma lgamma".split())


def without_target(loss: Call, how: str) -> Call:
    return lambda x, t: loss(x, t.detach(), reduction=how)


CALLS: dict[str, list[S]] = {
    "floor_divide": [S(lambda a, b: torch.floor_divide(a.detach(), b.detach()), normal, positive)],
    "soft_margin_loss": [S(without_target(F.soft_margin_loss, how), normal, normal) for how in ("none", "sum", "mean")],
    "sub": [S(lambda a, b: torch.sub(a, b, alpha=3), normal, lambda: r(3), alpha=3)],
    "add": [S(lambda a, b: torch.add(a, b, alpha=-2), normal, lambda: r(2, 1), alpha=-2)],
    "rsub": [S(lambda a, b: torch.rsub(b, a), normal, normal)],
    "div": [S(lambda a, b: torch.div(a, b, rounding_mode="floor"), normal, positive), S(torch.div, normal, positive)],
    "pow": [S(torch.pow, positive, normal)],
    "xlogy": [S(torch.xlogy, normal, positive)],
    "xlog1py": [S(torch.special.xlog1py, normal, positive)],
    "lerp": [S(torch.lerp, normal, normal, positive)],
    "addcdiv": [S(lambda c, a, b: torch.addcdiv(c, a, b, value=2), normal, normal, positive, value=2)],
    "addcmul": [S(lambda c, a, b: torch.addcmul(c, a, b, value=2), normal, normal, lambda: r(3), value=2)],
    "where": [S(lambda c, a, b: torch.where(c, a, b), lambda: mask(2, 3), normal, normal)],
    "maximum": [S(torch.maximum, lambda: whole(3, 2, 3) * 1.0, lambda: whole(3, 2, 3) * 1.0)],
    "minimum": [S(torch.minimum, lambda: whole(3, 2, 3) * 1.0, lambda: whole(3, 2, 3) * 1.0)],
    "logical_and": [S(torch.logical_and, lambda: mask(3), lambda: mask(3))],
    "logical_or": [S(torch.logical_or, lambda: mask(3), lambda: mask(3))],
    "logical_not": [S(torch.logical_not, lambda: whole(2, 3) * 1.0)],
    "acosh": [S(torch.acosh, lambda: u(3) + 2)],
    "clamp": [
        S(lambda x: torch.clamp_min(x, 0.1), normal, low=0.1),
        S(lambda x: torch.clamp_max(x, 0.1), normal, high=0.1),
        S(lambda x: torch.clamp(x, -0.5, 0.5), normal, low=-0.5, high=0.5),
    ],
    "leaky_relu": [S(lambda x: F.leaky_relu(x, 0.2), normal, slope=0.2)],
    "elu": [S(lambda x: F.elu(x, 0.7), normal, alpha=0.7)],
    "celu": [S(lambda x: F.celu(x, 0.5), normal, alpha=0.5)],
    "softplus": [S(lambda x: F.softplus(x, 2.0), normal, beta=2.0)],
    "threshold": [S(lambda x: F.threshold(x, 0.2, 5.0), normal, threshold=0.2, value=5.0)],
    "prelu": [S(F.prelu, normal, lambda: r(1))],
    "hardtanh": [S(F.hardtanh, normal)],
    "softmax": [S(lambda x: x.softmax(1), normal, dim=1)],
    "log_softmax": [S(lambda x: x.log_softmax(0), normal, dim=0)],
    "softmin": [S(lambda x: F.softmin(x, 1), normal, dim=1)],
    "logsumexp": [S(lambda x: x.logsumexp(1, keepdim=True), normal, dim=1)],
    "dropout": [
        S(
            lambda x, m: torch.ops.aten.native_dropout(x, 0.0, False)[0] * m * 2,
            normal,
            lambda: mask(2, 3) * 1.0,
            p=0.5,
        ),
        S(lambda x, m: x * (m / 0.5), normal, lambda: mask(2, 3) * 1.0, p=0.5),
    ],
    "gelu": [S(F.gelu, normal), S(lambda x: F.gelu(x, approximate="tanh"), normal)],
    "sum": [S(torch.sum, normal), S(lambda x: x.sum(1, keepdim=True), normal, dims=(1,), dim=1)],
    "mean": [S(torch.mean, normal), S(lambda x: x.mean(1, keepdim=True), normal, dims=(1,), dim=1)],
    "prod": [S(torch.prod, normal), S(lambda x: x.prod(1), normal, dims=(1,), dim=1)],
    "std": [S(torch.std, normal), S(lambda x: x.std(1), normal, dims=(1,), dim=1)],
    "var": [S(torch.var, normal), S(lambda x: x.var(0), normal, dims=(0,), dim=0)],
    "max": [S(lambda x: x.max(1).values, normal, dims=(1,), dim=1), S(torch.max, lambda: whole(3, 2, 3) * 1.0)],
    "min": [S(lambda x: x.min(1).values, normal, dims=(1,), dim=1), S(torch.min, lambda: whole(3, 2, 3) * 1.0)],
    "amax": [
        S(lambda x: x.amax(), lambda: whole(3, 2, 3) * 1.0),
        S(lambda x: x.amax(1), lambda: whole(3, 2, 3) * 1.0, dims=(1,), dim=1),
    ],
    "amin": [
        S(lambda x: x.amin(), lambda: whole(3, 2, 3) * 1.0),
        S(lambda x: x.amin(0), lambda: whole(3, 2, 3) * 1.0, dims=(0,), dim=0),
    ],
    "cummax": [S(lambda x: (x * 1).cummax(1).values, normal, dim=1)],
    "cummin": [S(lambda x: (x * 1).cummin(1).values, normal, dim=1)],
    "kthvalue": [S(lambda x: x.kthvalue(2).values, normal, k=2, dim=-1)],
    "topk": [S(lambda x: x.topk(2).values, normal, k=2)],
    "sort": [S(lambda x: x.sort().values, normal)],
    "norm": [
        S(torch.linalg.vector_norm, normal),
        S(lambda x: x.norm(dim=1), normal, dims=(1,), dim=1),
        S(lambda x: x.norm(p=1), normal, ord=1),
        S(lambda x: x.norm(p=1, dim=0), normal, dims=(0,), ord=1, dim=0),
    ],
    "cumsum": [S(lambda x: x.cumsum(1), normal, dim=1)],
    "cumprod": [S(lambda x: x.cumprod(1), normal, dim=1)],
    "dist": [S(torch.dist, normal, normal)],
    "nansum": [S(torch.nansum, lambda: torch.where(mask(2, 3), float("nan"), r(2, 3)))],
    "matmul": [S(torch.matmul, normal, lambda: r(3, 4))],
    "mm": [S(torch.mm, normal, lambda: r(3, 4))],
    "bmm": [S(torch.bmm, lambda: r(2, 3, 4), lambda: r(2, 4, 2))],
    "mv": [S(torch.mv, normal, lambda: r(3))],
    "dot": [S(torch.dot, lambda: r(3), lambda: r(3))],
    "outer": [S(torch.outer, lambda: r(3), lambda: r(2))],
    "addmm": [
        S(lambda c, a, b: torch.addmm(c, a, b, beta=2, alpha=3), lambda: r(4), normal, lambda: r(3, 4), beta=2, alpha=3)
    ],
    "baddbmm": [S(torch.baddbmm, lambda: r(2, 3, 2), lambda: r(2, 3, 4), lambda: r(2, 4, 2))],
    "addmv": [S(torch.addmv, lambda: r(2), normal, lambda: r(3))],
    "addr": [S(torch.addr, normal, lambda: r(2), lambda: r(3))],
    "linear": [
        S(F.linear, lambda: r(3), lambda: r(4, 3), lambda: r(4)),
        S(F.linear, normal, lambda: r(4, 3), lambda: r(4)),
    ],
    "rnn_cell": [
        S(
            lambda x, w, b, h, u, c, act=act: getattr(torch, f"rnn_{act}_cell")(x, h, w, u, b, c),
            normal,
            lambda: r(4, 3),
            lambda: r(4),
            lambda: r(2, 4),
            lambda: r(4, 4),
            lambda: r(4),
        )
        for act in ("tanh", "relu")
    ],
    "cross": [S(torch.linalg.cross, normal, normal)],
    "inverse": [S(torch.inverse, lambda: r(3, 3))],
    "det": [S(torch.det, lambda: r(3, 3))],
    "trace": [S(torch.trace, lambda: r(3, 3))],
    "logdet": [S(torch.logdet, lambda: (lambda a: a @ a.T + torch.eye(3))(r(3, 3)))],
    "solve": [S(torch.linalg.solve, lambda: r(3, 3), lambda: r(3, 2))],
    "cosine_similarity": [S(lambda a, b: F.cosine_similarity(a, b, 1)[:, None], normal, normal, dim=1)],
    "scaled_dot_product_attention": [
        S(F.scaled_dot_product_attention, lambda: r(1, 3, 2), lambda: r(1, 4, 2), lambda: r(1, 4, 3)),
        S(
            lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
            *(lambda: r(1, 3, 2), lambda: r(1, 3, 2), lambda: r(1, 3, 4)),
            causal=1,
        ),
    ],
    "convolution": [
        S(F.conv2d, lambda: r(2, 2, 5, 4), lambda: r(3, 2, 2, 3), lambda: r(3)),
        S(F.conv_transpose2d, lambda: r(2, 2, 3, 4), lambda: r(2, 3, 2, 3), lambda: r(3)),
    ],
    "embedding": [S(lambda w, i: F.embedding(i, w), lambda: r(5, 2), lambda: whole(5, 4))],
    "conv1d": [S(F.conv1d, lambda: r(2, 2, 5), lambda: r(3, 2, 2), lambda: r(3))],
    "conv2d": [S(F.conv2d, lambda: r(2, 2, 5, 4), lambda: r(3, 2, 2, 3), lambda: r(3))],
    "conv3d": [S(F.conv3d, lambda: r(2, 2, 3, 3, 4), lambda: r(3, 2, 2, 2, 2), lambda: r(3))],
    **{
        f"max_pool{n}d": [S(lambda x, n=n: getattr(F, f"max_pool{n}d")(x, 2), lambda n=n: r(1, 2, *[4] * n))]
        for n in (1, 2, 3)
    },
    **{
        f"avg_pool{n}d": [S(lambda x, n=n: getattr(F, f"avg_pool{n}d")(x, 2), lambda n=n: r(1, 2, *[4] * n))]
        for n in (1, 2, 3)
    },
    **{
        f"adaptive_max_pool{n}d": [
            S(lambda x, n=n: getattr(F, f"adaptive_max_pool{n}d")(x, 2), lambda n=n: r(1, 2, *[5] * n))
        ]
        for n in (1, 2)
    },
    "layer_norm": [S(lambda x, w, b: F.layer_norm(x, (3,), w, b), normal, lambda: r(3), lambda: r(3), dims=(1,))],
    "batch_norm": [
        S(
            lambda x, w, b: F.batch_norm(x, None, None, w, b, True),
            lambda: r(5, 3),
            lambda: r(3),
            lambda: r(3),
            dims=(0,),
        ),
        S(
            lambda x, w, b, m, v: F.batch_norm(x, m.detach(), v.detach(), w, b),
            lambda: r(5, 3),
            *[lambda: r(3)] * 3,
            lambda: u(3),
        ),
    ],
    "group_norm": [S(lambda x, w, b: F.group_norm(x, 1, w, b), normal, lambda: r(3), lambda: r(3), dims=(1,))],
    "instance_norm": [
        S(lambda x: F.instance_norm(x), lambda: r(2, 3, 4), dims=(2,)),
    ],
    "rms_norm": [S(lambda x, w: F.rms_norm(x, (3,), w, 1e-5), normal, lambda: r(3), dims=(1,), eps=1e-5)],
    "normalize": [S(F.normalize, normal, dim=1)],
    **{
        name: [
            S(lambda x, t, name=name, how=how: getattr(F, name)(x, t, reduction=how), first, second)
            for how in ("none", "sum", "mean")
        ]
        for name, first, second in (
            ("mse_loss", normal, normal),
            ("l1_loss", normal, normal),
            ("smooth_l1_loss", normal, normal),
            ("huber_loss", normal, normal),
            ("binary_cross_entropy", positive, positive),
            ("binary_cross_entropy_with_logits", normal, positive),
            ("kl_div", normal, positive),
        )
    },
    "nll_loss": [
        S(
            lambda x, t, how=how: F.nll_loss(x, t, reduction=how),
            *(normal, lambda: whole(3, 2)),
            dims=(1,) if how == "none" else None,
        )
        for how in ("none", "sum", "mean")
    ],
    "cross_entropy": [
        *(
            S(
                lambda x, t, how=how: F.cross_entropy(x, t, reduction=how),
                *(normal, lambda: whole(3, 2)),
                dims=(1,) if how == "none" else None,
            )
            for how in ("none", "sum")
        ),
        S(lambda x, t: F.cross_entropy(x, t.detach()), normal, positive, N=2),
        S(F.cross_entropy, normal, lambda: whole(3, 2)),
    ],
    "poisson_nll_loss": [S(lambda x, t: F.poisson_nll_loss(x, t.detach()), normal, positive)],
    "scatter_add": [S(lambda x, i, s: x.scatter_add(1, i, s), normal, lambda: whole(3, 2, 2), lambda: r(2, 2), dim=1)],
    "index_add": [S(lambda x, i, s: x.index_add(1, i, s), normal, lambda: whole(3, 2), lambda: r(2, 2), dim=1)],
    "reshape": [S(lambda x: x.reshape(3, 2), normal)],
    "view": [S(lambda x: x.view(3, 2), normal)],
    "unflatten": [S(lambda x: x.unflatten(1, (1, 3)), normal)],
    "squeeze": [S(torch.squeeze, lambda: r(1, 3))],
    "unsqueeze": [S(lambda x: x.unsqueeze(0), normal)],
    "transpose": [S(lambda x: x.transpose(0, 1), normal, dim0=0, dim1=1)],
    "permute": [S(lambda x: x.permute(1, 0), normal)],
    "expand": [S(lambda x: x.expand(4, 3), lambda: r(1, 3))],
    "repeat": [S(lambda x: x.repeat(2, 2), normal)],
    "repeat_interleave": [S(lambda x: x.repeat_interleave(2, 0), normal)],
    "cat": [S(lambda *xs: torch.cat(xs), normal, normal, normal)],
    "stack": [S(lambda *xs: torch.stack(xs), normal, normal)],
    "split": [S(lambda x: x.split(1)[0], normal)],
    "chunk": [S(lambda x: x.chunk(2)[1], normal)],
    "unbind": [S(lambda x: x.unbind()[1], normal)],
    "select": [S(lambda x: x.select(1, 2), normal, dim=1, index=2)],
    "slice": [S(lambda x: x[:, 1:3], normal, dim=1, start=1, end=3)],
    "narrow": [S(lambda x: x.narrow(1, 1, 2), normal, dim=1, start=1, length=2)],
    "index": [S(lambda x: x[torch.tensor([0, 1, 1])], normal)],
    "index_select": [S(lambda x, i: x.index_select(1, i), normal, lambda: whole(3, 4), dim=1)],
    "gather": [S(lambda x, i: x.gather(1, i), normal, lambda: whole(3, 2, 2), dim=1)],
    "take": [S(lambda x, i: x.take(i), normal, lambda: whole(6, 4))],
    "masked_select": [S(lambda x, m: x.masked_select(m), normal, lambda: mask(2, 3))],
    "masked_fill": [S(lambda x, m, v: x.masked_fill(m, v), normal, lambda: mask(2, 3), lambda: r())],
    "diag": [S(torch.diag, lambda: r(3, 3))],
    "diagonal": [S(torch.diagonal, lambda: r(3, 3))],
    "tril": [S(torch.tril, lambda: r(3, 3))],
    "triu": [S(torch.triu, lambda: r(3, 3))],
    "flip": [S(lambda x: x.flip(0), normal)],
    "roll": [S(lambda x: x.roll(1), normal)],
    "pad": [S(lambda x: F.pad(x, (1, 2)), normal)],
    "to": [S(lambda x: x.to(torch.float64, copy=True), normal)],
    "contiguous": [S(lambda x: x.t().contiguous().t(), normal)],
    "detach": [S(torch.detach, normal)],
    "copy_": [S(lambda a, b: (a * 1).copy_(b), normal, normal)],
    "unfold": [S(lambda x: x.unfold(0, 2, 1), lambda: r(5))],
}


def _samples(name: str) -> list[S]:
    if name in CALLS:
        return CALLS[name]
    call = next((space[name] for space in (vars(torch), vars(F), vars(torch.special)) if name in space), None)
    assert call is not None, name
    shape = positive if name in POSITIVE else normal
    needed = sum(not given.default and given.name != "_" for given in OPS[name].rules[0].inputs)
    return [S(call, *[shape, positive][:1] * needed)]


def _fitted(rule: Rule, given: S, tensors: list[Any]) -> tuple[Fitted, Known]:
    """The rule as it is at a call: which names of it are there, and what they hold."""
    slots = [one for one in rule.inputs if one.name != "_" and one.name not in given.options]
    many = slots[0].many if slots else False
    known: Known = {f"x{k}": tensor for k, tensor in enumerate(tensors)} if many else {}
    edges = {"x": tuple(Edge(f"e{k}", "", "", k, None, None) for k in range(len(tensors)))} if many else {}
    for one, tensor in zip(slots, () if many else tensors, strict=False):
        known[one.name], edges[one.name] = tensor, (Edge(f"e{one.name}", "", "", 0, None, None),)
    if "mask" in quantities(read(rule.forward)):
        known["mask"] = tensors[1]
        edges.pop("p", None)
    options = {name: str(number) for name, number in given.options.items()}
    known |= {one.name: one.default for one in rule.inputs if one.default is not None and one.name not in known}
    return Fitted(rule, edges, options), known | given.options


CASES = [
    pytest.param(rule, _samples(op.name)[k], id=f"{op.name}-{k}")
    for op in OPS.values()
    for k, rule in enumerate(op.rules)
]


@pytest.mark.parametrize(("rule", "given"), CASES)
@pytest.mark.parametrize("seed", range(SAMPLES))
def test_rule(rule: Rule, given: S, seed: int) -> None:
    torch.manual_seed(seed)
    tensors = [make() for make in given.tensors]
    leaves = [tensor.requires_grad_() for tensor in tensors if tensor.is_floating_point()]
    y = given.call(*tensors)
    fitted, known = _fitted(rule, given, [tensor.detach() for tensor in tensors])
    known = {name: value * 1.0 if isinstance(value, Tensor) else value for name, value in known.items()} | {
        "y": y.detach()
    }
    evaluation = Evaluation(known, given.dims, forward=lambda: y.detach())
    ours = _tensor(evaluation.of(fitted.forward)) * 1.0
    torch.testing.assert_close(ours.reshape(y.shape), y.detach() * 1.0, rtol=1e-10, atol=1e-10, equal_nan=True)
    if y.requires_grad:
        _assert_gradients(fitted, evaluation, y, leaves, tensors)
    else:
        assert not rule.backward or set(rule.backward.values()) == {"0"}


def _assert_gradients(
    fitted: Fitted, evaluation: Evaluation, y: Tensor, leaves: list[Tensor], tensors: list[Any]
) -> None:
    delta = torch.randn_like(y)
    evaluation.known["δ"], evaluation.forward = delta, None
    gradients = iter(torch.autograd.grad(y, leaves, delta, materialize_grads=True))
    edges = [(name, edge) for name, many in fitted.edges.items() for edge in many]
    checked = 0
    for tensor, (name, edge) in zip(tensors, edges, strict=False):
        wanted = next(gradients) if any(tensor is leaf for leaf in leaves) else None
        rule = fitted.backward(edge)
        if wanted is None or (rule is None and not wanted.any()):
            continue
        if rule is None:  # a target, which hardly anybody differentiates: the page falls back to PyTorch's own table
            assert name in ("t",)
            continue
        evaluation.input = tensor.detach()
        ours = _tensor(evaluation.of(rule))
        ours = ours.expand(torch.broadcast_shapes(ours.shape, tensor.shape)).sum_to_size(tensor.shape)
        torch.testing.assert_close(ours, wanted, rtol=1e-10, atol=1e-10)
        checked += 1
    assert checked


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.rules], ids=lambda op: op.name)
def test_every_rule_can_be_written(op: Any) -> None:
    assert op.en and op.zh
    for rule in op.rules:
        for written in (rule.forward, *rule.backward.values()):
            expression = read(written)
            assert quantities(expression) or written.strip("-").isdigit()
            assert as_text(expression) and as_latex(expression).count("{") == as_latex(expression).count("}")
            tags = re.findall(r"<(/?)(\w+)", as_mathml(expression))
            assert sum(1 for close, _ in tags if close) * 2 == len([tag for tag in tags if tag[1] != "mspace"])
        if rule.notes:
            assert rule.notes["en"].endswith(".") and re.search("[\u4e00-\u9fff]", rule.notes["zh"])


def test_there_are_enough() -> None:
    assert sum(bool(op.rules) for op in OPS.values()) >= 120
