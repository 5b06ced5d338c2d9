"""What a rule of an operation is: how it computes and how gradients flow back, as lines that `app.formulas` reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Input:
    """An argument: its name in the rule, the dispatcher's name for it where it is a plain number, and what it is where
    nothing is given. An input with `many` stands for a whole list of tensors."""

    name: str
    argument: str
    default: float | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`forward` gives y from the inputs. `backward` gives, for each input, the local derivative ∂y/∂x entry by entry,
    or, with a δ in it, the whole gradient of the input from the gradient δ of y, up to the sum over what was broadcast.

    Such a rule belongs to the calls of the dispatcher in `only` ("max.dim", "index_put"; empty: all of the operation),
    as far as the arguments in `when` say so: "reduction:1" it is 1 or not given, "reduction=2" it is given as 2,
    "dim:None" it is not given. Of a whole group "folded=True" holds, and "rank=1" where its result is a vector.
    `notes` tell of special points, in both languages.
    """

    inputs: tuple[Input, ...]
    forward: str
    backward: Mapping[str, str]
    only: tuple[str, ...] = ()
    when: str = ""
    notes: Mapping[Language, str] | None = None


def rule(
    inputs: str, forward: str, *, only: str = "", when: str = "", note: tuple[str, str] | None = None, **backward: str
) -> Rule:
    """A rule. `inputs` lists the arguments in order, "_" for one that the rule leaves out.

    >>> rule("a b@other alpha=1", "a + alpha * b", a="1", b="alpha").inputs[1:]
    (Input(name='b', argument='other', default=None, many=False), Input(name='alpha', argument='alpha', default=1.0, many=False))
    """
    notes: Mapping[Language, str] | None = {"en": note[0], "zh": note[1]} if note else None
    return Rule(tuple(map(_input, inputs.split())), forward, backward, tuple(only.split()), when, notes)


def _input(words: str) -> Input:
    named, _, default = words.partition("=")
    name, _, argument = named.partition("@")
    bare = name.rstrip("*")
    return Input(bare, argument or bare, float(default) if default else None, many=name.endswith("*"))
