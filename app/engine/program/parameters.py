"""The parameters of a program's functions: how arguments find them, and what Python says when they do not."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.program.frames import Frame
from app.errors import ProgramError, Text, text


@dataclass(frozen=True)
class Parameters:
    """The parameters of a function: names, how many of them go by position only, *rest and **named. `simple` functions
    have no others than positional ones."""

    positional: tuple[str, ...]
    unnamed: int
    keyword_only: tuple[str, ...]
    rest: str | None
    named: str | None
    simple: bool

    @classmethod
    def of(cls, arguments: ast.arguments) -> "Parameters":
        """Read them off the syntax."""
        return cls(
            tuple(argument.arg for argument in [*arguments.posonlyargs, *arguments.args]),
            len(arguments.posonlyargs),
            tuple(argument.arg for argument in arguments.kwonlyargs),
            arguments.vararg.arg if arguments.vararg else None,
            arguments.kwarg.arg if arguments.kwarg else None,
            not (arguments.kwonlyargs or arguments.vararg or arguments.kwarg),
        )

    def names(self) -> list[str]:
        """All names that the parameters bind."""
        return [*self.positional, *self.keyword_only, *(name for name in (self.rest, self.named) if name)]

    def bind(
        self, frame: Frame, given: Sequence[Any], named: Mapping[str, Any], defaults: Mapping[str, Any], function: str
    ) -> None:
        """Give every parameter its value in the frame of a call.

        Raises:
            ProgramError: the arguments do not fit.
        """
        frame.update(zip(self.positional, given, strict=False))
        if self.simple and not named and len(given) == len(self.positional):
            return
        if self.rest is not None:
            frame[self.rest] = tuple(given[len(self.positional) :])
        elif len(given) > len(self.positional):
            also = [name for name in self.keyword_only if name in named]
            raise self._too_many(len(given), sum(name in defaults for name in self.positional), function, also)
        extra = self._by_name(frame, given, named, function)
        if self.named is not None:
            frame[self.named] = extra
        elif extra:
            name = next(iter(extra))
            says = text("%(name)s has no argument %(argument)s.", name=_short(function), argument=name)
            raise self._misfit(says, f"{function}() got an unexpected keyword argument '{name}'", function)
        for name, value in defaults.items():
            frame.setdefault(name, value)
        self._check_missing(frame, function)

    def _by_name(self, frame: Frame, given: Sequence[Any], named: Mapping[str, Any], function: str) -> dict[str, Any]:
        """Bind what is given by name; what has no parameter is returned."""
        taken = self.positional[self.unnamed : len(given)]
        by_name = {*self.positional[self.unnamed :], *self.keyword_only}
        extra: dict[str, Any] = {}
        for name, value in named.items():
            if name in taken:
                says = text("%(name)s gets the argument %(argument)s twice.", name=_short(function), argument=name)
                raise self._misfit(says, f"{function}() got multiple values for argument '{name}'", function)
            (frame if name in by_name else extra)[name] = value
        return extra

    def _check_missing(self, frame: Frame, function: str) -> None:
        for names, kind in ((self.positional, "positional"), (self.keyword_only, "keyword-only")):
            missing = [name for name in names if name not in frame]
            if missing:
                plural = "s" if len(missing) > 1 else ""
                raised = f"{function}() missing {len(missing)} required {kind} argument{plural}: {_listed(missing)}"
                says = text("%(name)s needs the argument %(argument)s.", name=_short(function), argument=missing[0])
                raise self._misfit(says, raised, function)

    def _too_many(self, count: int, optional: int, function: str, named: Sequence[str]) -> ProgramError:
        most = len(self.positional)
        least = most - min(optional, most)
        takes = f"{most}" if least == most else f"from {least} to {most}"
        plural = "" if (most == 1 and least == most) else "s"
        were = "was" if count == 1 else "were"
        given = f"{count} {were}"
        if named:
            also = f"{len(named)} keyword-only {_plural('argument', len(named))}"
            given = f"{count} positional {_plural('argument', count)} (and {also}) were"
        raised = f"{function}() takes {takes} positional argument{plural} but {given} given"
        says = text(
            "%(name)s takes %(most)s arguments, and here are %(count)s.", name=_short(function), most=most, count=count
        )
        return self._misfit(says, raised, function)

    def _misfit(self, says: Text, raised: str, function: str) -> ProgramError:
        hint = text("It is defined as %(name)s(%(names)s).", name=_short(function), names=", ".join(self.names()))
        return ProgramError(says, code="arguments", hint=hint, raised=TypeError(raised))


def _listed(names: Sequence[str]) -> str:
    """Names as Python lists them.

    >>> _listed(["a", "b", "c"])
    "'a', 'b', and 'c'"
    """
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return ", ".join([*quoted[:-1], f"and {quoted[-1]}"])


def _short(function: str) -> str:
    """The name of a function without those that it is defined in."""
    return function.rpartition("<locals>.")[2].replace("<lambda>", "lambda")


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
