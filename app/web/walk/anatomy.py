"""An update in, how it was computed out: the formula line by line, with the numbers of one entry put in."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Text, text
from app.formulas.speaking import as_speech, equals, spoken_name
from app.graph.model import Number, Step, Value
from app.graph.numbers import exact, short
from app.optimizers import BY_HAND, FORMULAS, Formula, Line, as_text, evaluate, put_in, rate_of, recompute, roundoff
from app.web.language import current, gettext

DIGITS = 5
_LONGEST_NAME = 8
_CLOSE, _ROUNDINGS = 0.02, 16


@dataclass(frozen=True)
class Setting:
    """A number that the formula starts from: an option, the count of steps, the gradient; `words` say what it is."""

    symbol: str
    value: str
    exact: str
    words: Text | None


@dataclass(frozen=True)
class Row:
    """One line of the computation. `numbers` is the rule with its numbers, "" where it would only repeat the result.
    `spoken` and `counted` are what a screen reader says of the rule, and of its numbers and the result."""

    symbol: str
    words: Text
    rule: str
    numbers: str
    result: str
    exact: str
    spoken: str
    counted: str


@dataclass(frozen=True)
class Anatomy:
    """_anatomy.html: how one entry of a parameter got its new value. `entry` says which one of `count` it is
    ("[0, 0]"); "" for a single number."""

    title: Text
    settings: tuple[Setting, ...]
    rows: tuple[Row, ...]
    entry: str
    count: int


@dataclass(frozen=True)
class _Update:
    """What a formula works on, for one entry, and what torch made of it."""

    formula: Formula
    title: Text
    options: Mapping[str, Number]
    known: Mapping[str, float]
    after: Mapping[str, float]
    value: Value


def anatomy(step: Step | None, gradient: Value | None, name: str) -> Anatomy | None:
    """How a write was computed: from what the optimizer told, else from the numbers, if they are a multiple of the
    gradient that the leaf `name` has. None where that is not known."""
    change = next((change for change in step.changes if change.field == "value"), None) if step is not None else None
    if step is None or step.kind != "write" or change is None or change.value is None:
        return None
    update = (
        _of_optimizer(step, change.value) if step.by is not None else _by_hand(change.before, gradient, change.value)
    )
    return _told(update, name) if update is not None else None


def _of_optimizer(step: Step, value: Value) -> _Update | None:
    seen = step.anatomy
    formula = FORMULAS.get(seen.optimizer) if seen is not None else None
    if seen is None or formula is None:
        return None
    known = {name: _first(held.data) for name, held in seen.before.items()}
    known |= {"g": _first(seen.gradient.data), "t": float(seen.step_number or 0)}
    after = {name: _first(held.data) for name, held in seen.after.items()}
    return _Update(
        formula, text("How %(optimizer)s computed it", optimizer=formula.name), seen.options, known, after, value
    )


def _by_hand(before: Value | None, gradient: Value | None, value: Value) -> _Update | None:
    if before is None or gradient is None or before.shape != value.shape or gradient.shape != value.shape:
        return None
    unit = roundoff(value.dtype)
    if unit is None or before.data is None or gradient.data is None or value.data is None:
        return None
    rate = rate_of(_floats(before.data), _floats(gradient.data), _floats(value.data), unit)
    if rate is None:
        return None
    options: dict[str, Number] = {"lr": abs(rate), "maximize": rate < 0}
    known = {"w": _first(before.data), "g": _first(gradient.data)}
    return _Update(BY_HAND, text("How it was computed"), options, known, {"w": _first(value.data)}, value)


def _told(update: _Update, name: str) -> Anatomy | None:
    """The lines with their numbers. Results that torch kept are torch's own; None where the formula gives another."""
    options = {name: float(number) for name, number in update.options.items()}
    ours, before, torchs = recompute(update.formula, options, update.known)["w"], update.known["w"], update.after["w"]
    if isinstance(ours, list) or not _agree(ours, torchs, before, update.value.dtype):
        return None
    lines = list(update.formula.lines_for(update.options, update.known))
    last = {line.target.name: line for line in lines}
    names = _names(name, update.formula)
    found = {**options, **update.known}
    rows = []
    for line in lines:
        result, kept = evaluate(line.rule, found), None
        if last[line.target.name] is line:
            kept = update.after.get(line.target.name)
        assert isinstance(result, float)
        number, dtype = (result, "float64") if kept is None else (kept, update.value.dtype)
        rows.append(_row(line, found, number, names, dtype))
        found[line.target.name] = number
    return Anatomy(update.title, _settings(update, name), tuple(rows), *_entry(update.value.shape))


def _row(line: Line, known: Mapping[str, float], result: float, names: Mapping[str, str], dtype: str) -> Row:
    values = {name: short(_number(value), DIGITS) for name, value in known.items()}
    numbers, brief = put_in(line.rule, values.__getitem__), short(_number(result), DIGITS)
    symbol, language = names.get(line.target.name, line.target.symbol), current.get().code
    said = spoken_name(brief, language)
    return Row(
        symbol=symbol,
        words=line.words,
        rule=as_text(line.rule, names),
        numbers="" if numbers == brief else numbers,
        result=brief,
        exact=exact(_number(result), dtype),
        spoken=gettext("%(target)s becomes %(rule)s")
        % {"target": as_speech(line.target, language, names), "rule": as_speech(line.rule, language, names)},
        counted=said if numbers == brief else equals(as_speech(line.rule, language, values), said, language),
    )


def _settings(update: _Update, name: str) -> tuple[Setting, ...]:
    """What the formula starts from, without the options that are off."""
    used = [
        (quantity.symbol, update.options[quantity.name], quantity.words)
        for quantity in update.formula.options
        if update.options[quantity.name] != 0 or quantity.name == "lr"
    ]
    counted = [("t", int(update.known.get("t", 0)), text("the number of this step, counted from 1"))]
    gradient = ("g", _number(update.known["g"]), text("the gradient, %(name)s.grad", name=name))
    settings = [*used, *(counted if update.formula.counts else []), gradient]
    return tuple(
        Setting(symbol, short(value, DIGITS), exact(value, "float64"), words) for symbol, value, words in settings
    )


def _names(name: str, formula: Formula) -> dict[str, str]:
    """The parameter goes by its own name where that is short and no other quantity has it, else by θ."""
    taken = {line.target.symbol for line in formula.lines} | {option.symbol for option in formula.options} | {"g", "t"}
    return {"w": name} if name.isidentifier() and len(name) <= _LONGEST_NAME and name not in taken else {}


def _entry(shape: tuple[int, ...]) -> tuple[str, int]:
    return (f"[{', '.join('0' for _ in shape)}]", math.prod(shape)) if math.prod(shape) > 1 else ("", 1)


def _agree(ours: float, torchs: float, before: float, dtype: str) -> bool:
    """Whether a formula tells what torch did: not where a program has tampered with the states in between."""
    if not math.isfinite(ours) or not math.isfinite(torchs):
        return str(ours) == str(torchs)
    rounding = _ROUNDINGS * (roundoff(dtype) or 0.0) * max(abs(before), abs(torchs))
    return abs(ours - torchs) <= rounding + _CLOSE * abs(torchs - before)


def _first(data: Any) -> float:
    """The first entry of a Value's numbers, of which there is at least one."""
    while isinstance(data, list):
        data = data[0]
    return float(data)


def _floats(data: Any) -> Any:
    """A Value's numbers with NaN and infinities as floats."""
    return [_floats(row) for row in data] if isinstance(data, list) else float(data)


def _number(number: float) -> Number:
    """A number as the pages write numbers."""
    return number if math.isfinite(number) else str(number)
