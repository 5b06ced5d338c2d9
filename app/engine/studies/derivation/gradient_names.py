"""Names such as `d_w1`, `dw1`, `grad_w1`, `dL_dw1` in, the variables whose gradients they are out."""

import re
from collections.abc import Collection

_FORMS = (
    r"d_(.+)", r"d(.+)", r"grad_(.+)", r"(.+)_grad", r"g_(.+)", r"delta_(.+)", r"d[A-Za-z]\w*?_d_?(.+)",
    r"d[A-Za-z]_(.+)",
)  # fmt: skip


def variable_of(written: str, variables: Collection[str]) -> str | None:
    """The variable that a gradient's name means; None where it means none.

    >>> [variable_of(name, {"w1", "h"}) for name in ("d_w1", "dw1", "grad_w1", "w1_grad", "dL_dw1", "dloss_dh", "w1")]
    ['w1', 'w1', 'w1', 'w1', 'w1', 'h', None]
    """
    folded: dict[str, list[str]] = {}
    for name in variables:
        folded.setdefault(spelled(name).lower(), []).append(name)
    for form in _FORMS:
        found = re.fullmatch(form, written)
        if found is None:
            continue
        exact = [name for name in variables if spelled(name) == found[1]]
        if exact:
            return exact[0]
        alike = folded.get(found[1].lower(), [])
        if len(alike) == 1:
            return alike[0]
    return None


def spelled(name: str) -> str:
    """A name as it can stand in another name.

    >>> spelled("fc1.weight"), spelled("layers[0].W")
    ('fc1_weight', 'layers_0_W')
    """
    return re.sub(r"\W+", "_", name).strip("_")
