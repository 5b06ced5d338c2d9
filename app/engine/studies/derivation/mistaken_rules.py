"""A gradient of matrices that a person has derived in; which rule of the backward pass it leaves out or mistakes, out:
the backward pass is done again with one mistake in it, for each mistake that is often made."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import Tensor

from app.engine.studies.derivation.mistake_words import arrow, says_doubled, says_missing, says_sign
from app.engine.studies.derivation.nearby_scenes import Scene
from app.engine.studies.derivation.variables_passed import nearest_above, variables_at, ways_to
from app.engine.studies.paths.autograd_paths import Place
from app.errors import Text, text

Change = tuple[str, int, int]
"""What is mistaken (skip, cut, twice, minus, or the derivative of which other function stands there), the position of
the node, and the number of its edge."""
_OTHERS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": lambda out: out * (1 - out),
    "tanh": lambda out: 1 - out**2,
    "relu": lambda out: (out > 0).double(),
    "exp": lambda out: out,
}
_FUNCTIONS = ("Sigmoid", "Tanh", "Relu", "Exp", "LeakyRelu", "Elu", "Gelu", "Silu", "Softplus")
_MOST = 400
_SHAPES = (
    "Add",
    "Sub",
    "View",
    "Expand",
    "T",
    "Transpose",
    "Reshape",
    "Clone",
    "Alias",
    "ToCopy",
    "Unsqueeze",
    "Squeeze",
)


def mistaken_rule(
    scenes: Sequence[Scene], name: str, theirs: Sequence[Tensor], close: Callable[[Tensor, Tensor], bool], ends: float
) -> tuple[Text, tuple[str, ...]] | None:
    """The first mistake that gives `theirs` at all numbers.

    Raises:
        TimeLimit: it was not found when the time was over.
    """
    mutants = [_Mutant(scene, name, ends) for scene in scenes]
    for count, change in enumerate(mutants[0].changes()):
        if count >= _MOST:
            break
        made = mutants[0].gradient(change)
        if made is None or not close(theirs[0], made):
            continue
        again = (mutant.gradient(change) for mutant in mutants[1:])
        if all(item is not None and close(other, item) for other, item in zip(theirs[1:], again, strict=True)):
            return mutants[0].told(change)
    return None


class _Mutant:
    """The backward pass of one scene, with a mistake."""

    def __init__(self, scene: Scene, name: str, ends: float) -> None:
        self.name = name
        self.scene = scene
        self.ways = ways_to(scene.root, scene.tensors[name], ends)
        (self.target,) = self.ways.targets
        self.names = variables_at(self.ways, scene.tensors)

    def changes(self) -> Iterator[Change]:
        """The mistakes: a local derivative is left out, a path is cut, counted twice, or has the wrong sign."""
        for kind in ("skip", "cut", "twice", "minus", *_OTHERS):
            for position in self.ways.order:
                name = self.ways.nodes[position].name
                if kind == "skip" and name.startswith(_SHAPES):
                    continue
                if kind in _OTHERS and not ((position, 0) in self.names and name.startswith(_FUNCTIONS)):
                    continue
                nexts = enumerate(self.ways.nodes[position].nexts)
                yield from ((kind, position, index) for index, place in nexts if self._leads(place))

    def _leads(self, place: Place) -> bool:
        return place[0] >= 0 and (place == self.target or self.ways.counts[place[0]] > 0)

    def gradient(self, change: Change) -> Tensor | None:
        """What arrives at the target; None where the mistake does not fit the shapes."""
        totals: dict[Place, Tensor] = {self.ways.roots[0]: self.ways.seeds[0].double()}
        for position in self.ways.order:
            if not self.ways.counts[position]:
                continue
            for place in [place for place in totals if place[0] == position]:
                carried = totals[place]
                sent = self.ways.sent(place, carried)
                for index, target in enumerate(self.ways.nodes[position].nexts):
                    if self._leads(target):
                        gift = self.ways.given(target, sent, index)
                        changed = self._changed(change, (position, index), gift, carried)
                        if changed is None or changed.shape != gift.shape:
                            return None
                        totals[target] = totals[target] + changed if target in totals else changed
        return totals.get(self.target)

    def _changed(self, change: Change, edge: tuple[int, int], gift: Tensor, carried: Tensor) -> Tensor | None:
        kind, position, index = change
        if (position, index) != edge:
            return gift
        if kind in _OTHERS:
            return carried * _OTHERS[kind](self.scene.tensors[self.names[position, 0]].detach().double())
        if kind == "skip":
            return carried if carried.shape == gift.shape else None
        return {"cut": torch.zeros_like(gift), "twice": 2 * gift, "minus": -gift}[kind]

    def told(self, change: Change) -> tuple[Text, tuple[str, ...]]:
        """The mistake in words."""
        kind, position, index = change
        node = self.ways.nodes[position]
        rule = node.name.rpartition(":")[2].partition("Backward")[0].lower()
        ends = [nearest_above(self.ways, self.names, position), self._below(node.nexts[index]), self.name]
        names = tuple(dict.fromkeys(end for end in ends if end))
        if kind in _OTHERS:
            says = text("On the path %(path)s stands the derivative of %(wrong)s where that of %(right)s belongs.",
                        path=arrow(names), wrong=kind, right=rule)  # fmt: skip
            return says, names
        said = {
            "skip": text(
                "The local derivative of %(rule)s is missing on the way %(path)s.", rule=rule, path=arrow(names)
            ),
            "cut": says_missing(names),
            "twice": says_doubled(names),
            "minus": says_sign(names),
        }
        return said[kind], names

    def _below(self, place: Place) -> str:
        for _ in self.ways.nodes:
            if place in self.names:
                return self.names[place]
            onward = [each for each in self.ways.nodes[place[0]].nexts if self._leads(each)]
            if not onward:
                break
            place = onward[0]
        return ""
