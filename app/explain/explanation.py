"""A step of a pass in, its explanation out: rules in letters, with the names of the graph, with the numbers put in."""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from app.errors import Text
from app.explain.arithmetic import dimensions, numbers, options
from app.explain.derivatives import derivative, sentence
from app.explain.entries import Entries
from app.explain.exponents import computed
from app.explain.fitting import Fitted, fit
from app.explain.formula import Formula, Names, shapes, written
from app.explain.hidden import hidden
from app.explain.product import Product, product
from app.explain.scene import Scene
from app.explain.together import together
from app.formulas.expressions import Expression, Operation, quantities
from app.formulas.reading import quantity
from app.graph.model import Edge, Step, Value
from app.graph.moment import Moment
from app.ops.rule import Language
from app.ops.told import TOLD

Origin = Literal["entry", "derivatives.yaml", "words", "none"]
__all__ = ["Explanation", "Formula", "Line", "Origin", "explain"]


class Line(msgspec.Struct, frozen=True):
    """What one input gets in a backward step, or how the result is computed in a forward one: the rule in letters, with
    the graph's names, and with numbers; `entry` is the place of the number in a tensor ("[0, 0]"), "" for a scalar. A
    small product of matrices is laid out in `product`."""

    node: str
    edge: str | None
    rule: Formula
    named: Formula | None
    numbers: Formula | None
    shapes: str = ""
    entry: str = ""
    product: Product | None = None


class Explanation(msgspec.Struct, frozen=True):
    """Why a step gives what it gives. `origin` says whether the rules are entries of ours or lines of PyTorch's own
    `derivatives.yaml`; `saved` are the letters and names of what torch keeps for the way back."""

    node: str
    op: str | None
    origin: Origin
    lines: tuple[Line, ...] = ()
    words: Text | None = None
    notes: dict[str, str] = {}
    saved: tuple[str, ...] = ()


def explain(moment: Moment, label: Callable[[str], str], language: str = "en") -> Explanation | None:
    """The explanation of the step that led to a moment; `label` gives a node the name by which the page calls it,
    formulas are spoken in `language`. None where there is no step, or one that no rule belongs to."""
    step = moment.current
    if step is None or step.kind not in ("compute", "send"):
        return None
    index = moment.index
    node = index.nodes[step.node]
    into = tuple(sorted((edge for edge in index.into(node.id)), key=lambda edge: edge.slot))
    scene = Scene(moment, node, into, label, language)
    fitted = fit(node, into)
    if fitted is None and node.folds is not None:
        words = hidden(node, backward=step.kind == "send")
        return Explanation(node.id, node.op, "words", words=words, notes=_both(TOLD.get(node.op or "")))
    if step.kind == "compute":
        return _forward(scene, fitted)
    return _backward(scene, fitted, step)


def _forward(scene: Scene, fitted: Fitted | None) -> Explanation:
    rule = fitted.forward if fitted else _called(scene)
    names = scene.names(fitted) if fitted else _numbered(scene)
    node, result = scene.node, scene.value(scene.node.id)
    entry, found, laid_out = "", None, None
    if fitted:
        entries = _entries(scene, fitted)
        entry, found = numbers(rule, entries, result, None, scene.language)
        laid_out = product(rule, entries, names.forward, result, names.target("y"), scene.language)
    line = Line(
        node.id, None, written("y", rule, {}, scene.language),
        written(names.target("y"), rule, names.forward, scene.language), found,
        shapes(rule, names.forward, _shapes(scene, fitted), node.shape), entry, laid_out,
    )  # fmt: skip
    origin: Origin = "entry" if fitted else "none"
    saved = _saved(scene, fitted, names) if fitted and node.requires_grad else ()
    return Explanation(node.id, node.op, origin, (line,), None, _notes(fitted), saved)


def _backward(scene: Scene, fitted: Fitted | None, step: Step) -> Explanation:
    edges = sorted((scene.moment.index.edges[edge] for edge in step.edges), key=lambda edge: edge.slot)
    if fitted is not None and scene.node.grad_fn != "CopySlices":
        names = scene.names(fitted)
        lines = tuple(line for edge in edges if (line := _sent(scene, fitted, names, edge)) is not None)
        if lines:
            saved = _saved(scene, fitted, names)
            return Explanation(scene.node.id, scene.node.op, "entry", lines, None, _notes(fitted), saved)
    return _by_torch(scene)


def _sent(scene: Scene, fitted: Fitted, names: Names, edge: Edge) -> Line | None:
    rule = fitted.backward(edge)
    if rule is None:
        return None
    letter = next(name for name, edges in fitted.edges.items() if edge in edges)
    exact = computed(rule, fitted.options)
    entries = _entries(scene, fitted, scene.moment.node(scene.node.id).grad)
    source = scene.moment.index.nodes[edge.source]
    brought = together(fitted.together.get(edge.id, (edge,)))
    entry, found = numbers(exact, entries, brought, source.shape, scene.language)
    target = names.derivative(_letter(fitted, edge, letter))
    laid_out = product(rule, entries, names.backward, brought, target, scene.language)
    places = _shapes(scene, fitted) | {"δ": scene.node.shape}
    return Line(
        edge.source, edge.id, written(f"∂L/∂{letter}", rule, {"δ": "∂L/∂y"}, scene.language),
        written(target, exact, names.backward, scene.language), found,
        shapes(rule, names.backward, places, source.shape), entry, laid_out,
    )  # fmt: skip


def _letter(fitted: Fitted, edge: Edge, letter: str) -> str:
    """The letter of one input; those of a list are numbered."""
    edges = fitted.edges[letter]
    return letter if len(edges) == 1 else f"{letter}{edges.index(edge)}"


def _by_torch(scene: Scene) -> Explanation:
    """PyTorch's own formula, or a sentence on a node that has none."""
    grad_fn = (scene.node.grad_fn or "").rpartition(":")[2]
    known = derivative(grad_fn)
    if known is None:
        return Explanation(scene.node.id, scene.node.op, "words", words=sentence(grad_fn))
    lines = tuple(
        Line(scene.node.id, None, Formula.plain(f"grad_{name} = {formula}", scene.language), None, None)
        for name, formula in known.gradients.items()
    )
    return Explanation(scene.node.id, known.function, "derivatives.yaml", lines)


def _called(scene: Scene) -> Expression:
    """y = op(x0, x1) for an operation without a rule."""
    terms = tuple(quantity(f"x{number}") for number, _ in enumerate(scene.edges))
    return Operation(scene.node.op or "op", terms)


def _numbered(scene: Scene) -> Names:
    names = scene.names(None)
    inputs = {f"x{number}": scene.called(edge.source) for number, edge in enumerate(scene.edges)}
    return Names(inputs, {}, names.result, names.root)


def _entries(scene: Scene, fitted: Fitted, arrived: Value | None = None) -> Entries:
    """The values that a rule works on, by their letters; `arrived` is the gradient at the node."""
    found = {"y": scene.value(scene.node.id), "δ": arrived}
    for name, edges in fitted.edges.items():
        if len(edges) == 1:
            found[name] = scene.value(edges[0].source)
    tensors = {name: value for name, value in found.items() if value is not None}
    return Entries(tensors, options(fitted, tensors), dimensions(fitted))


def _shapes(scene: Scene, fitted: Fitted | None) -> dict[str, tuple[int, ...]]:
    nodes = scene.moment.index.nodes
    found = {"y": scene.node.shape}
    for name, edges in (fitted.edges if fitted else {}).items():
        for number, edge in enumerate(edges):
            found[name if len(edges) == 1 else f"{name}{number}"] = nodes[edge.source].shape
    return found


def _saved(scene: Scene, fitted: Fitted, names: Names) -> tuple[str, ...]:
    """What the rules of the inputs that want a gradient use: torch keeps just that."""
    nodes = scene.moment.index.nodes
    used: dict[str, None] = {}
    for edges in fitted.edges.values():
        for edge in edges:
            rule = fitted.backward(edge) if nodes[edge.source].requires_grad else None
            used |= dict.fromkeys(quantities(rule) if rule is not None else ())
    tensors = {**dict.fromkeys(fitted.edges), "y": None}
    return tuple(names.forward.get(name, name) for name in used if name in tensors)


def _notes(fitted: Fitted | None) -> dict[str, str]:
    return _both(fitted.rule.notes if fitted else None)


def _both(words: Mapping[Language, str] | None) -> dict[str, str]:
    return dict(words.items()) if words else {}
