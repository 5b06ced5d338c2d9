"""A rule in, what a screen reader says out: words and numbers alone, in the language asked for, no sign that is left
unread."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from app.formulas.expressions import Constant, Expression, Operation, Quantity
from app.formulas.notation import ATOM, DERIVATIVE, FACTOR, POWER, SCIENTIFIC
from app.formulas.speech import Speech, speech_of

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+|∞|nan|inf)")
_TOKEN = re.compile(r"\d+\.\d+|\w[\w\u0300-\u036f]*|\*\*|//|[<>=!]=|\S")
_EMPTY: Mapping[str, str] = MappingProxyType({})
Said = tuple[str, float]


def as_speech(rule: Expression, language: str, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule in words; `names` gives a quantity another name than its own, or its number.

    >>> from app.formulas.reading import read
    >>> as_speech(read("δ * (1 - y ** 2)"), "en")
    'the upstream gradient times open bracket 1 minus y squared close bracket'
    >>> as_speech(read("x.T @ δ"), "zh", {"x": "h_1"})
    'h 1 的转置 乘以 上游梯度'
    """
    return _say(rule, speech_of(language), names)[0]


def equals(left: str, right: str, language: str) -> str:
    """An equation of two things that are said already."""
    return speech_of(language).equals.format(left, right)


def spoken_name(words: str, language: str) -> str:
    """The name of a node, a number or a piece of a program in words.

    >>> spoken_name("∂loss/∂(o - y_1)", "en"), spoken_name("-1.5e-07", "en")
    ('the derivative of loss with respect to o minus y 1', 'minus 1.5 times 10 to the power of minus 7')
    >>> spoken_name("β₁[0, 1]", "en"), spoken_name("w * x", "zh")
    ('beta 1 at 0, 1', 'w 乘以 x')
    """
    return _name(words, speech_of(language))[0]


def _say(rule: Expression, speech: Speech, names: Mapping[str, str]) -> Said:
    """The words, and what they bind like."""
    match rule:
        case Operation(operator, (*terms, Quantity("dim") as dim)) if terms and operator in speech.functions:
            inner = [_bracketed(_say(term, speech, names), speech.argument, speech) for term in terms]
            return _called(operator, speech.along.format(_listed(inner, speech), _say(dim, speech, names)[0]), speech)
        case Operation(operator, terms):
            return _operation(operator, [_say(term, speech, names) for term in terms], speech)
        case Quantity(name):
            if name not in names and name in speech.letters:
                return speech.letters[name], ATOM
            return _name(names.get(name, rule.symbol), speech)
        case Constant(number):
            return _name(str(number), speech)
    raise TypeError(f"{rule!r} is no rule")


def _operation(operator: str, terms: list[Said], speech: Speech) -> Said:
    form = speech.forms.get(operator)
    if form is not None and len(form.terms) == len(terms):
        inner = [_bracketed(term, wanted, speech) for term, wanted in zip(terms, form.terms, strict=True)]
        pattern = speech.raised.get(inner[1], form.pattern) if operator == "pow" else form.pattern
        return pattern.format(*inner), form.binds
    inner = [_bracketed(term, speech.argument, speech) for term in terms]
    words, binds = _called(operator, _listed(inner, speech), speech)
    return words, binds if len(inner) < 2 else FACTOR


def _called(operator: str, inner: str, speech: Speech) -> Said:
    word = speech.functions.get(operator) or _name(operator, speech)[0]
    return speech.function.format(word, inner) if inner else word, speech.argument


def _listed(inner: list[str], speech: Speech) -> str:
    return ", ".join(inner[:-1]) + speech.both + inner[-1] if len(inner) > 1 else "".join(inner)


def _bracketed(said: Said, wanted: float, speech: Speech) -> str:
    words, binds = said
    return words if binds >= wanted else speech.brackets.format(words)


def _name(words: str, speech: Speech) -> Said:
    if found := DERIVATIVE.fullmatch(words):
        parts = (_name(part.removeprefix("(").removesuffix(")") if part.startswith("(") else part, speech)[0]
                 for part in found.groups())  # fmt: skip
        return speech.derivative.format(*parts), FACTOR
    if found := SCIENTIFIC.fullmatch(words):
        power = _number(f"{found[2].removeprefix('+')}{found[3]}", speech)
        return speech.power_of_ten.format(_number(found[1], speech), power), FACTOR
    if _NUMBER.fullmatch(words):
        return _number(words, speech), POWER if words.startswith("-") else ATOM
    tokens = _TOKEN.findall(words)
    said = " ".join(filter(None, (_token(token, speech) for token in tokens)))
    return re.sub(r" (?=[,，])", "", said), ATOM if len(tokens) == 1 else 0


def _number(words: str, speech: Speech) -> str:
    size = words.removeprefix("-")
    size = speech.signs.get(size, size)
    return f"{speech.minus} {size}" if words.startswith("-") else size


def _token(token: str, speech: Speech) -> str:
    """A sign's word; a name letter by letter where letters have names of their own, subscripts as plain digits."""
    if token in speech.signs:
        return speech.signs[token]
    letters = unicodedata.normalize("NFKD", token)
    spelled = "".join(f" {speech.greek[letter]} " if (letter := sign.lower()) in speech.greek
                      else sign if sign.isalnum() or sign == "." else " " for sign in letters)  # fmt: skip
    return " ".join(re.sub(r"(?<= )(?=\d)", "", spelled).split())
