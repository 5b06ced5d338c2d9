"""What a formula is: lines that are computed one after the other, and what an optimizer keeps between its steps."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from app.errors import Text
from app.formulas.evaluating import Numbers, evaluate
from app.formulas.expressions import Expression
from app.formulas.writing import as_latex, as_text
from app.optimizers.quantities import Quantity


@dataclass(frozen=True)
class Line:
    """`target` becomes what `rule` gives. It belongs to a step when all of `when` holds: an option that is not 0
    ("momentum"), a state that is there already ("b"), or, with "!" before it, that it is 0 or not there yet."""

    target: Quantity
    rule: Expression
    words: Text
    when: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line as text: m ← β₁·m + (1 − β₁)·g."""
        return f"{self.target.symbol} ← {as_text(self.rule)}"

    @property
    def latex(self) -> str:
        """The line as LaTeX, for math mode."""
        return rf"{self.target.latex} \leftarrow {as_latex(self.rule)}"


@dataclass(frozen=True)
class State:
    """What an optimizer keeps for a parameter: the name in torch's state, and what it starts as (None: it is not there
    before the first step)."""

    quantity: Quantity
    key: str
    start: float | None = 0.0
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """How one optimizer computes an update. `options` are the numbers of a parameter group that the lines use, and the
    switches that choose among them."""

    name: str
    options: tuple[Quantity, ...]
    switches: tuple[str, ...]
    states: tuple[State, ...]
    lines: tuple[Line, ...]
    counts: bool = True

    def lines_for(self, options: Mapping[str, object], held: Container[str]) -> Iterator[Line]:
        """The lines of a step with these options, before which these states were there."""
        return (line for line in self.lines if applies(line.when, options, held))

    def states_for(self, options: Mapping[str, object]) -> Iterator[State]:
        """What is kept with these options."""
        return (state for state in self.states if applies(state.when, options, ()))


def applies(when: tuple[str, ...], options: Mapping[str, object], held: Container[str]) -> bool:
    """Whether all conditions hold.

    >>> applies(("momentum", "!b"), {"momentum": 0.9}, ()), applies(("momentum", "!b"), {"momentum": 0.9}, {"b"})
    (True, False)
    """
    return all(_holds(name.removeprefix("!"), options, held) != name.startswith("!") for name in when)


def _holds(name: str, options: Mapping[str, object], held: Container[str]) -> bool:
    return bool(options.get(name)) or name in held


def recompute(formula: Formula, options: Mapping[str, float], known: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """What every quantity holds after a step; `known` is what w, g, t and the states hold before it."""
    found: dict[str, Numbers] = {**options, **known}
    for line in formula.lines_for(options, known):
        found[line.target.name] = evaluate(line.rule, found)
    return found
