"""300 generated programs: every named value and gradient is exactly what plain Python with torch computes."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_python import run_plainly

UNARY = ("torch.sigmoid({x})", "torch.tanh({x})", "F.relu({x})", "torch.exp({x} * 0.1)", "-{x}", "{x}.sin()",
         "{x} ** 2",
         "{x} / 3", "1.5 - {x}", "{x}.abs()", "F.softplus({x})", "torch.clamp({x}, -0.5, 0.5)", "{x}.clone()",
         "2 * {x} + 1",
         "({x} if 1 < 2 else -{x})", "torch.where({x} > 0, {x}, {x} * 0.1)")  # fmt: skip
BINARY = ("{x} * {y}", "{x} + {y}", "{x} - {y}", "{x} / ({y} ** 2 + 1)", "torch.maximum({x}, {y})", "{x} * {x} + {y}")
MATRIX = ("{x} @ {x}.T", "{x}.sum(dim=0)", "{x}.mean(dim=1, keepdim=True)", "{x}[0]", "{x}[:, 1:]", "{x}.reshape(-1)",
          "F.softmax({x}, dim=1)", "F.log_softmax({x}, dim=0)", "torch.cat([{x}, {x}], dim=0)", "{x}.max(dim=1).values",
          "{x}.T", "{x}.unsqueeze(0)", "torch.stack([{x}[0], {x}[1]])", "{x}.logsumexp(dim=1)")  # fmt: skip
NUMBERS = st.floats(-2, 2, allow_nan=False, width=16)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Two or three leaves, a chain of statements over what was made so far, and one number at the end."""
    matrix = draw(st.booleans())
    shape = (draw(st.integers(2, 3)), draw(st.integers(2, 3))) if matrix else ()
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    makers = [draw(st.sampled_from(["param({})", "torch.tensor({}, requires_grad=True)"])), "param({})", "tensor({})"]
    lines = [f"{name} = {maker.format(draw(_data(shape)))}" for name, maker in zip(names, makers, strict=False)]
    same = list(names)
    others: list[str] = []
    for index in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from([f"h{index}", f"隐藏{index}"]))
        kind = draw(st.sampled_from(["unary", "binary", "matrix" if matrix else "binary"]))
        if kind == "matrix":
            lines.append(f"{name} = " + draw(st.sampled_from(MATRIX)).format(x=draw(st.sampled_from(same))))
            others.append(name)
            continue
        x, y = draw(st.sampled_from(same)), draw(st.sampled_from(same))
        lines.append(f"{name} = " + draw(st.sampled_from(UNARY if kind == "unary" else BINARY)).format(x=x, y=y))
        same.append(name)
    used = sorted({*draw(st.sets(st.sampled_from(same + others), min_size=1)), "a"})
    lines.append("loss = " + " + ".join(f"{name}.sum()" for name in used))
    return "\n".join(lines + (["loss.backward()"] if draw(st.booleans()) else []))


def _data(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    if not shape:
        return NUMBERS
    return st.lists(_data(shape[1:]), min_size=shape[0], max_size=shape[0])


@settings(max_examples=300)
@given(programs())
def test_a_run_equals_plain_python(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    (only,) = run.passes
    assert only.graph is not None
    nodes = {name: node for node in only.graph.nodes for name in node.names}
    for name, tensor in run_plainly(source).tensors.items():
        node = nodes[name]
        assert node.value is not None
        assert (node.value.data, node.dtype, node.shape) == (tensor.tolist(), "float32", tuple(tensor.shape))
        gradient = tensor.grad if tensor.requires_grad else None
        assert (node.grad.data if node.grad else None) == (None if gradient is None else gradient.tolist())
        assert (node.requires_grad, node.is_leaf) == (tensor.requires_grad, tensor.is_leaf)
        assert node.grad_fn == (tensor.grad_fn.name() if tensor.grad_fn else None)
