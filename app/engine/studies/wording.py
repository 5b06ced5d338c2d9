"""What is wrong in one part of a derived gradient, in words."""

from app.engine.studies.parts import Part
from app.errors import Text, text


def arrow(part: Part) -> str:
    """The variables along a path."""
    return " → ".join(part.names)


def says_missing(part: Part) -> Text:
    return text("A path is missing: %(path)s. The gradient is the sum over all paths.", path=arrow(part))


def says_doubled(part: Part) -> Text:
    return text("A path is counted twice, or has a factor 2 too many: %(path)s.", path=arrow(part))


def says_sign(part: Part) -> Text:
    return text("The sign is wrong on the path %(path)s.", path=arrow(part))


def says_extra(part: Part, factor: str) -> Text:
    if not part.names:
        return text("%(factor)s is a factor too many.", factor=factor)
    return text("%(factor)s is a factor too many on the path %(path)s.", factor=factor, path=arrow(part))


def says_without(part: Part, factor: str) -> Text:
    if not part.names:
        return text("The factor %(factor)s is missing.", factor=factor)
    return text("The factor %(factor)s is missing on the path %(path)s.", factor=factor, path=arrow(part))


def says_squared(part: Part, factor: str) -> Text:
    if not part.names:
        return text("The factor %(factor)s is there twice.", factor=factor)
    return text("The factor %(factor)s is there twice on the path %(path)s.", factor=factor, path=arrow(part))


def says_other(part: Part, wrong: str, right: str) -> Text:
    if not part.names:
        return text("%(wrong)s stands where %(right)s belongs.", wrong=wrong, right=right)
    return text("On the path %(path)s stands %(wrong)s where %(right)s belongs.",
                path=arrow(part), wrong=wrong, right=right)  # fmt: skip
