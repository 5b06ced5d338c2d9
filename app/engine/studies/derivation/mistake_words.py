"""The variables along a path, and what a derived gradient makes wrong there, in; the same in words out."""

from collections.abc import Sequence

from app.errors import Text, text


def arrow(names: Sequence[str]) -> str:
    """The variables along a path."""
    return " → ".join(names)


def says_missing(names: Sequence[str]) -> Text:
    return text("A path is missing: %(path)s. The gradient is the sum over all paths.", path=arrow(names))


def says_doubled(names: Sequence[str]) -> Text:
    return text("A path is counted twice, or has a factor 2 too many: %(path)s.", path=arrow(names))


def says_sign(names: Sequence[str]) -> Text:
    return text("The sign is wrong on the path %(path)s.", path=arrow(names))


def says_extra(names: Sequence[str], factor: str) -> Text:
    if not names:
        return text("%(factor)s is a factor too many.", factor=factor)
    return text("%(factor)s is a factor too many on the path %(path)s.", factor=factor, path=arrow(names))


def says_without(names: Sequence[str], factor: str) -> Text:
    if not names:
        return text("The factor %(factor)s is missing.", factor=factor)
    return text("The factor %(factor)s is missing on the path %(path)s.", factor=factor, path=arrow(names))


def says_squared(names: Sequence[str], factor: str) -> Text:
    if not names:
        return text("The factor %(factor)s is there twice.", factor=factor)
    return text("The factor %(factor)s is there twice on the path %(path)s.", factor=factor, path=arrow(names))


def says_other(names: Sequence[str], wrong: str, right: str) -> Text:
    if not names:
        return text("%(wrong)s stands where %(right)s belongs.", wrong=wrong, right=right)
    return text("On the path %(path)s stands %(wrong)s where %(right)s belongs.",
                path=arrow(names), wrong=wrong, right=right)  # fmt: skip
