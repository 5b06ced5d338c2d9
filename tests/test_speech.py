"""Every rule is said in words, in every language, and no sign is left that a screen reader would skip or spell."""

import re

import pytest

from app.formulas.expressions import Operation
from app.formulas.reading import read
from app.formulas.speaking import as_speech, spoken_name
from app.formulas.speech import SPEECHES, speech_of
from app.ops.registry import OPS
from app.web.language import LANGUAGES

UNSAID = re.compile(r"[^\w\s,.，]|_")
"""What is no word: in a name of the program's own such signs have been replaced by words."""
RULES = sorted({each for op in OPS.values() for rule in op.rules for each in (rule.forward, *rule.backward.values())})
every_language = pytest.mark.parametrize("language", SPEECHES)


def operators(rule: object) -> set[str]:
    if not isinstance(rule, Operation):
        return set()
    return {rule.operator}.union(*map(operators, rule.terms))


@every_language
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_said_in_words_alone(rule: str, language: str) -> None:
    said = as_speech(read(rule), language)
    assert said.strip()
    assert not UNSAID.search(said)


@every_language
def test_every_operator_has_words_of_its_own(language: str) -> None:
    speech = speech_of(language)
    used = set().union(*(operators(read(rule)) for rule in RULES))
    assert used - speech.forms.keys() - speech.functions.keys() == set()


def test_every_language_of_the_pages_speaks() -> None:
    assert SPEECHES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("δ * b", "the upstream gradient times b", "上游梯度 乘以 b"),
        ("x ** 2 + y ** 3", "x squared plus y cubed", "x 的平方 加 y 的立方"),
        ("a ** b", "a to the power of b", "a 的 b 次方"),
        ("a / b", "a over b", "a 除以 b"),
        ("sigmoid(x)", "the sigmoid of x", "x 的 sigmoid"),
        ("y * (1 - y)", "y times open bracket 1 minus y close bracket", "y 乘以 左括号 1 减 y 右括号"),
        ("x.T @ δ", "x transposed times the upstream gradient", "x 的转置 乘以 上游梯度"),
        ("sum(x, dim)", "the sum of x along dimension dim", "x 沿维度 dim 的 和"),
        ("norms(x, dim)", "the length of x along dimension dim", "x 沿维度 dim 的 范数"),
        ("where(x > 0, x, 0)", "x where x is greater than 0, otherwise 0", "在 x 大于 0 处为 x，否则为 0"),
        ("sin(x ** 2)", "the sine of x squared", "x 的平方 的 正弦"),
        ("sin(x) ** 2", "open bracket the sine of x close bracket squared", "x 的 正弦 的平方"),
    ],
)
def test_rules_sound_as_a_teacher_says_them(rule: str, english: str, chinese: str) -> None:
    assert as_speech(read(rule), "en") == english
    assert as_speech(read(rule), "zh") == chinese


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("∂L/∂a", "the derivative of L with respect to a"),
        ("∂loss/∂(w < 4.0)", "the derivative of loss with respect to w is less than 4.0"),
        ("-1e-08", "minus 1 times 10 to the power of minus 8"),
        ("h_1[0, 1]", "h 1 at 0, 1"),
        ("θ", "theta"),
        ("m̂", "m hat"),
        ("model.fc1", "model dot fc1"),
        ("∞", "infinity"),
        ("<script>&\"'", "is less than script is greater than and"),
    ],
)
def test_names_and_numbers_are_said(name: str, english: str) -> None:
    assert spoken_name(name, "en") == english


def test_a_language_without_words_of_its_own_speaks_english() -> None:
    assert as_speech(read("a * b"), "eo") == "a times b"
