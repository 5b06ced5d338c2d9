"""What a run did that is worth knowing though it worked: found while it runs, pinned to a line."""

from itertools import starmap, zip_longest
from math import prod
from typing import Any

from torch import Tensor

from app.engine.noticing.plain_numbers import PlainNumbers
from app.engine.noticing.told import Told
from app.engine.recording.records import is_leaf
from app.errors import Span, Text, text
from app.graph.model import Note

_LOSSES = frozenset(
    {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"}
)


class Notices:
    """Collects notes; each is made at most once for a place in the source."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.differentiated = False
        self._seen: set[tuple[str, Span | None]] = set()
        self.cut: tuple[str, Span] | None = None
        self.plain = PlainNumbers()
        self._leaves: set[str] = set()
        self._rebound: dict[str, Span] = {}

    def add(
        self, code: str, message: Text, hint: Text | None = None, span: Span | None = None,
        pass_index: int | None = None, node: str | None = None,
    ) -> None:  # fmt: skip
        """Note something, once for each place."""
        if (code, span) not in self._seen:
            self._seen.add((code, span))
            self.notes.append(Note(code, message, hint, span, pass_index, node))

    def named(self, name: str, tensor: Tensor, span: Span | None) -> None:
        """The program gave a tensor a name; one that stood for a leaf with a gradient may stand for a result now."""
        if tensor.requires_grad and is_leaf(tensor):
            self._leaves.add(name)
            self._rebound.pop(name, None)
        elif name in self._leaves and self.differentiated and tensor.requires_grad and span is not None:
            self._rebound.setdefault(name, span)

    def placed(self, words: str, tensor: Tensor, span: Span) -> None:
        """The program gave a tensor to an entry or an attribute, which may have held a leaf before."""
        if tensor.requires_grad and not is_leaf(tensor) and self.differentiated:
            self._rebound.setdefault(words, span)
        else:
            self._rebound.pop(words, None)

    def cuts(self, label: str, tensor: Tensor, span: Span) -> None:
        """The program makes plain numbers of a tensor that requires a gradient."""
        self.cut = label, span
        self.plain.taken(label, tensor, span)

    def read_grad(self, tensor: Tensor, name: str, span: Span, *, asks: bool = False) -> None:
        """The program reads `.grad`, which torch may not have for this tensor; or it only `asks` whether there is one,
        which is wrong of what was a leaf alone."""
        if is_leaf(tensor) and tensor.requires_grad:
            self._read_of_leaf(tensor, name, span, asks)
        elif name in self._rebound and not is_leaf(tensor):
            self._read_of_rebound(name)
        elif not is_leaf(tensor) and not tensor.retains_grad and not asks:
            self.add(
                "grad-of-non-leaf",
                text("%(name)s is not a leaf, so torch leaves %(name)s.grad as None.", name=name),
                text("Call %(name)s.retain_grad() before backward(); the graph shows the gradient anyway.", name=name),
                span,
            )

    def _read_of_leaf(self, tensor: Tensor, name: str, span: Span, asks: bool) -> None:
        if asks:
            return
        if self.differentiated:
            self.plain.wanted(name, tensor)
        else:
            self.add(
                "grad-before-backward",
                text("%(name)s.grad is None until backward() has run.", name=name),
                text("Call backward() on the loss first."),
                span,
            )

    def _read_of_rebound(self, name: str) -> None:
        self.add(
            "rebound-leaf",
            text(
                "Since line %(line)s %(name)s is a result and no leaf any more, so %(name)s.grad stays None.",
                line=self._rebound[name].line,
                name=name,
            ),
            text(
                "Change the leaf itself: with torch.no_grad(): %(name)s -= lr * %(name)s.grad, or "
                "%(name)s.data -= lr * %(name)s.grad.",
                name=name,
            ),
            self._rebound[name],
        )

    def called(self, label: str, arguments: list[Any], span: Span) -> None:
        """A loss whose prediction and target differ in shape broadcasts them, which is hardly ever meant."""
        if label not in _LOSSES or len(arguments) < 2:
            return
        left, right = arguments[:2]
        if isinstance(left, Tensor) and isinstance(right, Tensor) and _pairs(left, right):
            self.add(
                "loss-broadcast",
                text(
                    "%(loss)s gets shapes %(left)s and %(right)s: broadcasting pairs every entry with every other.",
                    loss=label, left=shape_words(left), right=shape_words(right),
                ),
                text("Give both the same shape: reshape(%(shape)s).", shape=", ".join(map(str, left.shape))),
                span,
            )  # fmt: skip

    def multiplied(self, left: tuple[str, Tensor], right: tuple[str, Tensor], span: Span) -> None:
        """A matrix with one row times one with several, element by element: likely meant as a matrix product."""
        (a, x), (b, w) = left, right
        if x.dim() == 2 == w.dim() and x.shape[0] == 1 < w.shape[0] and x.shape[1] == w.shape[1]:
            self.add(
                "elementwise-product",
                text(
                    "%(left)s is %(left_shape)s and %(right)s is %(right_shape)s: '*' works element by element.",
                    left=a,
                    right=b,
                    left_shape=shape_words(x),
                    right_shape=shape_words(w),
                ),
                text("The matrix product is written with @, for example %(left)s @ %(right)s.T.", left=a, right=b),
                span,
            )

    def told(self) -> Told:
        """What the passes are looked at with, now that the run is over."""
        return Told(self.plain.missed(), any(note.code == "rebound-leaf" for note in self.notes))

    def nothing_to_differentiate(self, name: str | None, tensor: Tensor) -> None:
        """The program ends without one number that could be differentiated."""
        self.add(
            "no-scalar",
            text(
                "Nothing was differentiated: %(name)s has the shape %(shape)s, and backward() starts from one number.",
                name=name or text("the result").text,
                shape=shape_words(tensor),
            ),
            text("Add .sum() or .mean() to get one number."),
        )


def _pairs(left: Tensor, right: Tensor) -> bool:
    """Whether each entry meets several of the other's: there are more pairs than either has entries.

    >>> import torch
    >>> _pairs(torch.ones(5, 1), torch.ones(5)), _pairs(torch.ones(5), torch.tensor(1.0))
    (True, False)
    """
    if left.shape == right.shape:
        return False
    sides = zip_longest(reversed(left.shape), reversed(right.shape), fillvalue=1)
    pairs: int = prod(starmap(max, sides))
    return pairs > max(left.numel(), right.numel())


def shape_words(tensor: Tensor) -> str:
    """A shape as a person says it.

    >>> import torch
    >>> shape_words(torch.zeros(2, 3)), shape_words(torch.tensor(1.0))
    ('2×3', 'one number')
    """
    return "×".join(map(str, tensor.shape)) or "one number"
