"""The explanation of a step as the panel shows it: formulas as markup, words in the language of the request."""

import re
from collections.abc import Callable

from markupsafe import Markup

from app.explain import Explanation, Formula, Line, explain
from app.graph.moment import Moment
from app.web.detail import LEVELS, detail
from app.web.language import current
from app.web.render import drawn
from app.web.walk.told import Explained, Level, Told

_FACTORS = re.compile(r"[^ ·]+·[^ ·]+ = [^ ·]+")


def levels() -> tuple[Level, ...]:
    """The switch of the panel."""
    return tuple(Level(name, name == detail.get()) for name in LEVELS)


def explained(moment: Moment, label: Callable[[str], str]) -> Explained | None:
    """The explanation of a moment, as far as the level of detail goes; None where there is none to give."""
    if detail.get() == "numbers":
        return None
    found = explain(moment, label, current.get().code)
    return None if found is None or (found.origin == "none" and not found.lines) else _explained(moment, found)


def _explained(moment: Moment, found: Explanation) -> Explained:
    told = {line.edge or str(number): _told(line) for number, line in enumerate(found.lines)}
    return Explained(
        origin=found.origin,
        told=told if found.origin != "derivatives.yaml" else {},
        own=tuple(told.values()) if found.origin == "derivatives.yaml" else (),
        words=found.words,
        note=found.notes.get(current.get().code, found.notes.get("en", "")),
        saved=", ".join(found.saved),
        aten=moment.index.nodes[found.node].aten or "",
        sequence=moment.index.nodes[found.node].sequence,
        kept=", ".join(moment.index.nodes[found.node].saved),
        product=tuple(line.named.text for line in found.lines if line.named and line.edge),
        everything=detail.get() == "everything",
        latex=tuple(dict.fromkeys(each for one in told.values() for each in one.latex)),
    )


def _told(line: Line) -> Told:
    named = line.named if line.named is not None and line.named != line.rule else None
    written = [formula for formula in (line.rule, named, line.numbers) if formula is not None]
    latex = tuple(formula.latex for formula in written)
    numbers, shapes = (_drawn(line.numbers), line.shapes) if line.product is None else (None, "")
    return Told(
        drawn(line.rule.mathml), _drawn(named), numbers, line.rule.text, latex, shapes, line.entry, line.product,
        factors=line.numbers is not None and _FACTORS.fullmatch(line.numbers.text) is not None,
    )  # fmt: skip


def _drawn(formula: Formula | None) -> Markup | None:
    return None if formula is None else drawn(formula.mathml)
