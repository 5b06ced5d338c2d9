"""What the step panel and the API are given of an explanation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from markupsafe import Markup

from app.errors import Text
from app.explain import Formula, Line, Origin, Product
from app.graph.model import Value
from app.web.detail import Detail


@dataclass(frozen=True)
class Told:
    """One rule: in letters, with the names of the graph, with numbers; None where that would say nothing new. A product
    of small matrices shows shapes and numbers by itself; `factors` says that the numbers are a mere a·b = c."""

    rule: Markup
    named: Markup | None
    numbers: Markup | None
    code: str
    latex: tuple[str, ...]
    shapes: str
    entry: str
    product: Product | None
    factors: bool


@dataclass(frozen=True)
class Level:
    """A level of detail that one may switch to."""

    name: Detail
    current: bool


@dataclass(frozen=True)
class Explained:
    """What the panel tells beside the numbers. `told` goes by edge; a forward step has one, under ""."""

    origin: str
    told: Mapping[str, Told] = field(default_factory=dict)
    own: tuple[Told, ...] = ()
    words: Text | None = None
    note: str = ""
    saved: str = ""
    aten: str = ""
    sequence: int | None = None
    kept: str = ""
    product: tuple[str, ...] = ()
    everything: bool = False
    latex: tuple[str, ...] = ()


class Came(msgspec.Struct, frozen=True):
    """The gradient that a backward step starts from: that of a node. Of the result of a folded group the parts of it
    that come from within the group are in `inside`."""

    node: str
    name: str
    gradient: Value | None
    inside: tuple[Value, ...] = ()


class ExplainDocument(msgspec.Struct, frozen=True):
    """A step in words and formulas. A backward step has one of `lines` for each input; `rule`, `named` and `numbers`
    are those of the first, null where a step has no rule. `origin` says where the rules are from, `upstream` what a
    backward step starts from."""

    position: int
    phase: str
    kind: str
    title: str
    words: str
    op: str | None
    about: str
    origin: Origin
    rule: Formula | None
    named: Formula | None
    numbers: Formula | None
    lines: tuple[Line, ...]
    note: str
    saved: tuple[str, ...]
    upstream: tuple[Came, ...] = ()
