"""The letters of np.einsum: what they say of the size of the result."""

import re
from typing import Any

from app.engine.numpy.arrays import product, shape_of
from app.errors import ProgramError, text

_SUBSCRIPTS = re.compile(r"[A-Za-z,. ]*(?:->[A-Za-z. ]*)?")


def einsum_size(subscripts: Any, *arrays: Any, **_: Any) -> float:
    """How many numbers np.einsum(subscripts, *arrays) makes.

    >>> einsum_size("ij,jk->ik", [[1, 2]], [[1, 2, 3], [4, 5, 6]])
    3
    """
    if not isinstance(subscripts, str) or not _SUBSCRIPTS.fullmatch(subscripts):
        raise ProgramError(
            text("np.einsum takes its letters as a text here."),
            code="arguments",
            hint=text("For example np.einsum('ij,jk->ik', a, b)."),
        )
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    sizes: dict[str, int] = {}
    stretched = 1
    for term, array in zip(terms, arrays, strict=False):
        stretched *= max(1, _learn(term, shape_of(array), sizes))
    if not arrow:
        right = "".join(letter for letter in sizes if left.count(letter) == 1)
    rest = stretched if "." in right or not arrow else 1
    return product(sizes.get(letter, 1) for letter in right if letter != ".") * rest


def _learn(term: str, shape: tuple[int, ...], sizes: dict[str, int]) -> int:
    """Note the sizes of a term's letters; returns how many numbers its dots stand for."""
    before, dots, after = term.partition("...")
    if not dots:
        before, after = term, ""
    last = len(shape) - len(after)
    for letter, size in [*zip(before, shape, strict=False), *zip(after, shape[max(last, 0) :], strict=False)]:
        sizes[letter] = max(sizes.get(letter, 1), size)
    return product(shape[len(before) : max(last, 0)]) if dots else 1
