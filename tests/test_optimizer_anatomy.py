"""An update recomputed from its formula is torch's own; formulas are written and read right; the page tells them."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
import torch
from torch import Tensor

from app.engine.optim.optimizers import OPTIMIZERS
from app.engine.recording.optimizer_states import MOST_NUMBERS, StepSeen
from app.engine.recording.values import to_value
from app.formulas.expressions import Quantity, larger, sqrt
from app.formulas.speaking import as_speech, spoken_name
from app.formulas.speech import SPEECHES
from app.graph.model import Anatomy, Change, Number, Step, Value
from app.graph.numbers import exact, short
from app.optimizers import BY_HAND, FORMULAS, Numbers, as_latex, as_text, evaluate, put_in, rate_of, recompute
from app.optimizers.formula import Line
from app.web.walk.anatomy import anatomy as taken_apart

SHAPES: tuple[tuple[int, ...], ...] = ((), (3,), (2, 3), (2, 1, 2))
COMMON: tuple[dict[str, Any], ...] = ({}, {"weight_decay": 0.1}, {"maximize": True}, {"lr": 0.3})
OPTIONS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "SGD": (
        {"momentum": 0.9},
        {"momentum": 0.9, "dampening": 0.3},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.5, "dampening": 0.1, "weight_decay": 0.01, "maximize": True},
        {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1, "maximize": True},
        {"lr": torch.tensor(0.25, dtype=torch.float64), "weight_decay": torch.tensor(0.5, dtype=torch.float64)},
    ),
    "Adam": (
        {"amsgrad": True},
        {"betas": (0.5, 0.7), "eps": 0.1},
        {"weight_decay": 0.1, "decoupled_weight_decay": True},
        {"amsgrad": True, "weight_decay": 0.1, "maximize": True, "betas": (0.0, 0.9)},
    ),
    "AdamW": ({"amsgrad": True}, {"weight_decay": 0}, {"weight_decay": 0.5, "lr": 0.1, "maximize": True}),
    "RMSprop": (
        {"centered": True},
        {"momentum": 0.9},
        {"alpha": 0.5, "eps": 0.01},
        {"centered": True, "momentum": 0.5, "weight_decay": 0.1, "alpha": 0.8, "maximize": True},
    ),
    "Adagrad": (
        {"lr_decay": 0.5},
        {"initial_accumulator_value": 0.7},
        {"lr_decay": 0.1, "initial_accumulator_value": 0.1, "weight_decay": 0.1, "eps": 0.01, "maximize": True},
    ),
    "Adadelta": ({"rho": 0.5}, {"rho": 0.8, "eps": 0.01, "weight_decay": 0.1, "maximize": True}),
}
STEPS = 5


def keep(tensor: Tensor) -> Value:
    return to_value(tensor.detach(), 1_024)


def updates(name: str, options: Mapping[str, Any], shape: tuple[int, ...]) -> list[Anatomy]:
    """What was seen of five steps of torch's own optimizer in float64."""
    torch.manual_seed(1)
    w = torch.randn(shape, dtype=torch.float64).requires_grad_()
    kind = OPTIMIZERS[name].real
    assert kind is not None
    optimizer = kind([w], **{"lr": 0.01, **options})
    seen = []
    for number in range(STEPS):
        w.grad = torch.randn(shape, dtype=torch.float64) * 10.0 ** (number - 2)
        step = StepSeen(optimizer, [w], keep)
        optimizer.step()
        seen.append(step.anatomies()[w])
    return seen


def flat(numbers: Numbers) -> list[float]:
    return [number for row in numbers for number in flat(row)] if isinstance(numbers, list) else [numbers]


def known(anatomy: Anatomy) -> dict[str, Numbers]:
    held: dict[str, Numbers] = {name: value.data for name, value in anatomy.before.items()}
    return held | {"g": anatomy.gradient.data, "t": float(anatomy.step_number or 0)}


def numbers_of(options: Mapping[str, Number]) -> dict[str, float]:
    return {name: float(number) for name, number in options.items()}


CASES = [(name, options) for name, own in OPTIONS.items() for options in (*COMMON, *own)]


def test_every_formula_has_its_examples() -> None:
    assert OPTIONS.keys() == FORMULAS.keys()
    assert FORMULAS.keys() <= OPTIMIZERS.keys()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_an_update_recomputed_from_its_formula_is_torchs(
    name: str, options: Mapping[str, Any], shape: tuple[int, ...]
) -> None:
    for anatomy in updates(name, options, shape):
        found = recompute(FORMULAS[name], numbers_of(anatomy.options), known(anatomy))
        for quantity, value in anatomy.after.items():
            assert flat(found[quantity]) == pytest.approx(flat(value.data), rel=1e-7, abs=0), quantity
        steps = [new - old for new, old in zip(flat(found["w"]), flat(anatomy.before["w"].data), strict=True)]
        moved = [
            new - old for new, old in zip(flat(anatomy.after["w"].data), flat(anatomy.before["w"].data), strict=True)
        ]
        assert steps == pytest.approx(moved, rel=1e-7, abs=1e-15)


@pytest.mark.parametrize("name", FORMULAS)
def test_every_line_of_a_formula_is_reached_by_the_examples(name: str) -> None:
    reached: list[Line] = []
    for options in (*COMMON, *OPTIONS[name]):
        for anatomy in updates(name, options, ()):
            reached.extend(FORMULAS[name].lines_for(anatomy.options, anatomy.before))
    missing = [line for line in FORMULAS[name].lines if line not in reached]
    if name == "AdamW":  # which is decoupled always
        missing = [line for line in missing if "!decoupled_weight_decay" not in line.when]
    assert missing == []


@pytest.mark.parametrize("name", FORMULAS)
def test_the_states_of_a_formula_are_those_that_torch_keeps(name: str) -> None:
    for options in (*COMMON, *OPTIONS[name]):
        w = torch.ones(2, requires_grad=True)
        w.grad = torch.ones(2)
        kind = OPTIMIZERS[name].real
        assert kind is not None
        optimizer = kind([w], **{"lr": 0.01, **options})
        step = StepSeen(optimizer, [w], keep)
        optimizer.step()
        anatomy = step.anatomies()[w]
        keys = {state.key for state in FORMULAS[name].states_for(anatomy.options)}
        assert keys == {key for key, value in optimizer.state[w].items() if key != "step" and value is not None}
        assert anatomy.after.keys() == {"w"} | {state.quantity.name for state in FORMULAS[name].states_for(options)}


def test_the_first_step_starts_the_momentum_buffer_and_the_next_one_uses_it() -> None:
    first, second, *_ = updates("SGD", {"momentum": 0.9}, ())
    told = [[line.text for line in FORMULAS["SGD"].lines_for(each.options, each.before)] for each in (first, second)]
    assert told == [["b ← g", "θ ← θ − lr·b"], ["b ← momentum·b + g", "θ ← θ − lr·b"]]


def test_the_lines_of_adam_in_words_that_mathematicians_use() -> None:
    (anatomy, *_) = updates("Adam", {}, ())
    lines = list(FORMULAS["Adam"].lines_for(anatomy.options, anatomy.before))
    assert [line.text for line in lines] == [
        "m ← β₁·m + (1 − β₁)·g",
        "v ← β₂·v + (1 − β₂)·g²",
        "c₁ ← 1 − β₁ᵗ",
        "c₂ ← 1 − β₂ᵗ",
        "m̂ ← m / c₁",
        "v̂ ← v / c₂",
        "s ← lr / (√v̂ + ε)",
        "θ ← θ − s·m̂",
    ]
    assert lines[2].latex == r"c_1 \leftarrow 1 - \beta_1^{t}"
    assert lines[6].latex == r"s \leftarrow \frac{\mathrm{lr}}{\sqrt{\hat{v}} + \varepsilon}"


@pytest.mark.parametrize(
    "line", [line for formula in FORMULAS.values() for line in formula.lines], ids=lambda it: it.text
)
def test_text_and_latex_of_a_rule_mean_the_same_as_the_rule(line: Line) -> None:
    """The text, read by Python, and the numbers put in, computed by Python, give what the evaluator gives."""
    names = {name: 0.25 + place / 7 for place, name in enumerate(sorted(_names(line.rule)))}
    value = evaluate(line.rule, dict(names))
    assert isinstance(value, float)
    put = put_in(line.rule, lambda name: repr(names[name]))
    assert _read(put) == pytest.approx(value, rel=1e-12)
    assert as_latex(line.rule).count("{") == as_latex(line.rule).count("}")


def _names(rule: Any) -> set[str]:
    if isinstance(rule, Quantity):
        return {rule.name}
    return {name for term in getattr(rule, "terms", ()) for name in _names(term)}


def _read(words: str) -> float:
    """Python's own reading of what stands on the page."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    words = words.replace("−", "-").replace("·", "*").replace("^", "**").replace("√(", "root(")
    plain = ""
    for sign in words:
        if sign in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            plain += ("**" if not plain.endswith("#") else "") + sign.translate(raised)
        else:
            plain += sign
    while "√" in plain:
        before, _, after = plain.partition("√")
        size = next((place for place, sign in enumerate(after) if sign not in "0123456789."), len(after))
        plain = f"{before}root({after[:size]}){after[size:]}"
    return float(eval(plain, {"root": math.sqrt, "max": max}))


A, B = Quantity("a", "a", "a"), Quantity("b", "b", "b")
IEEE = {
    "1 / 0": (A / B, 1.0, 0.0, math.inf),
    "-1 / 0": (A / B, -1.0, 0.0, -math.inf),
    "1 / -0": (A / B, 1.0, -0.0, -math.inf),
    "0 / 0": (A / B, 0.0, 0.0, math.nan),
    "nan / 0": (A / B, math.nan, 0.0, math.nan),
    "root of less than 0": (sqrt(A) * B, -1.0, 1.0, math.nan),
    "root of -0": (sqrt(A) + B, -0.0, 0.0, 0.0),
    "too large a power": (A**B, 10.0, 400.0, math.inf),
    "0 to a negative power": (A**B, 0.0, -1.0, math.inf),
    "nan is the larger": (larger(A, B), math.nan, 1.0, math.nan),
    "the larger than nan": (larger(A, B), 1.0, math.nan, math.nan),
    "too large a product": (A * B, 1e200, 1e200, math.inf),
}


@pytest.mark.parametrize(("rule", "first", "second", "wanted"), IEEE.values(), ids=IEEE)
def test_the_evaluator_computes_as_torch_does(rule: Any, first: float, second: float, wanted: float) -> None:
    assert evaluate(rule, {"a": first, "b": second}) == pytest.approx(wanted, nan_ok=True)


def test_brackets_stand_where_they_are_needed() -> None:
    assert as_text((A + B) * (A - B) / (A * B)) == "(a + b)·(a − b) / (a·b)"
    assert as_text(A - (B - A)) == "a − (b − a)"
    assert as_text(-(A * B)) == "−(a·b)"
    assert as_text(sqrt(A + B) ** 2) == "(√(a + b))²"
    assert put_in(A - B, {"a": "-1", "b": "-2"}.__getitem__) == "-1 − (-2)"
    assert put_in(A**2 + sqrt(B), {"a": "-1", "b": "1e-08"}.__getitem__) == "(-1)² + √(1e-08)"
    assert put_in(A / B, {"a": "-1", "b": "2.5e+20"}.__getitem__, latex=True) == r"\frac{-1}{2.5 \cdot 10^{20}}"


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
@pytest.mark.parametrize("rate", [0.1, 0.01, 1e-3, 3e-4, 0.5, 1.0, -0.05])
@pytest.mark.parametrize("shape", [(), (3,), (4, 4)], ids=str)
def test_a_hand_written_update_is_recognised_by_its_numbers(
    dtype: torch.dtype, rate: float, shape: tuple[int, ...]
) -> None:
    torch.manual_seed(3)
    before, gradient = torch.randn(shape, dtype=dtype), torch.randn(shape, dtype=dtype)
    after = before - rate * gradient
    found = rate_of(before.tolist(), gradient.tolist(), after.tolist(), torch.finfo(dtype).eps / 2)
    assert found == rate
    options = {"lr": abs(rate), "maximize": rate < 0}
    told = recompute(BY_HAND, options, {"w": before.tolist(), "g": gradient.tolist()})["w"]
    assert flat(told) == pytest.approx(after.flatten().tolist(), rel=1e-6)


NOT_RECOGNISED = {
    "another direction": ([1.0, 2.0], [1.0, 1.0], [0.9, 1.8]),
    "moved without a gradient": ([1.0, 2.0], [1.0, 0.0], [0.9, 1.9]),
    "one entry stays": ([1.0, 2.0], [1.0, 1.0], [0.9, 2.0]),
    "nothing moves": ([1.0], [1.0], [1.0]),
    "no gradient": ([1.0], [0.0], [1.0]),
    "below what can be told": ([1e9], [1.0], [1e9 - 1e-6]),
    "not a number": ([1.0], [math.nan], [math.nan]),
    "infinite": ([1.0], [math.inf], [-math.inf]),
    "a rate of infinity": ([1.0], [1e-320], [0.5]),
}


@pytest.mark.parametrize(("before", "gradient", "after"), NOT_RECOGNISED.values(), ids=NOT_RECOGNISED)
def test_what_is_no_multiple_of_the_gradient_is_not_called_one(
    before: Numbers, gradient: Numbers, after: Numbers
) -> None:
    assert rate_of(before, gradient, after, 2.0**-53) is None


def test_large_parameters_and_those_without_a_gradient_are_left_out() -> None:
    large, still, small = (torch.ones(size, requires_grad=True) for size in (MOST_NUMBERS + 1, 2, MOST_NUMBERS))
    large.grad, small.grad = torch.ones(MOST_NUMBERS + 1), torch.ones(MOST_NUMBERS)
    optimizer = torch.optim.SGD([large, still, small], lr=0.1)
    step = StepSeen(optimizer, [large, still, small], keep)
    optimizer.step()
    assert list(step.anatomies()) == [small]
    assert StepSeen(torch.optim.Rprop([small]), [small], keep).anatomies() == {}


def written(anatomy: Anatomy) -> Step:
    change = Change("n0", "value", anatomy.after["w"], before=anatomy.before["w"])
    return Step(0, "update", "write", "n0", (), (change,), anatomy.optimizer, None, anatomy)


def test_the_page_shows_the_lines_with_the_numbers_of_the_first_entry() -> None:
    anatomy = updates("SGD", {"momentum": 0.5, "lr": 0.1}, (2, 3))[1]
    told = taken_apart(written(anatomy), None, "weight")
    assert told is not None
    b, g, w = (held.data[0][0] for held in (anatomy.before["b"], anatomy.gradient, anatomy.before["w"]))
    after = {name: held.data[0][0] for name, held in anatomy.after.items()}
    assert [(row.rule, row.numbers, row.result, row.exact) for row in told.rows] == [
        ("momentum·b + g", f"0.5·{bracketed(b)} + {bracketed(g)}", short(after["b"], 5), repr(after["b"])),
        ("weight − lr·b", f"{short(w, 5)} − 0.1·{bracketed(after['b'])}", short(after["w"], 5), repr(after["w"])),
    ]
    assert [(setting.symbol, setting.value) for setting in told.settings] == [
        ("lr", "0.1"), ("momentum", "0.5"), ("g", short(g, 5)),
    ]  # fmt: skip
    assert (told.entry, told.count) == ("[0, 0]", 6)


def bracketed(number: float) -> str:
    return f"({short(number, 5)})" if number < 0 else short(number, 5)


def test_a_number_of_its_own_has_no_entry_and_a_long_name_becomes_theta() -> None:
    for name, symbol in [("w", "w"), ("lr", "θ"), ("0.weight", "θ"), ("a_very_long_name", "θ"), ("m", "θ")]:
        told = taken_apart(written(updates("Adam", {}, ())[0]), None, name)
        assert told is not None and told.entry == ""
        assert told.rows[-1].symbol == symbol and told.rows[-1].rule == f"{symbol} − s·m̂"


@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_the_page_tells_every_update(name: str, options: Mapping[str, Any]) -> None:
    for anatomy in updates(name, options, (3,)):
        told = taken_apart(written(anatomy), None, "w")
        assert told is not None
        assert told.rows[-1].exact == repr(anatomy.after["w"].data[0])


def test_a_formula_that_does_not_give_what_torch_gave_is_not_told() -> None:
    anatomy = updates("SGD", {"lr": 0.1}, ())[0]
    wrong = msgspec.structs.replace(anatomy, options={**anatomy.options, "lr": 0.2})
    assert taken_apart(written(anatomy), None, "w") is not None
    assert taken_apart(written(wrong), None, "w") is None


def test_numbers_that_are_none_are_told_too() -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    w.grad = torch.tensor([math.nan, math.inf])
    step = StepSeen(optimizer := torch.optim.SGD([w], lr=0.1), [w], keep)
    optimizer.step()
    told = taken_apart(written(msgspec.json.decode(msgspec.json.encode(step.anatomies()[w]), type=Anatomy)), None, "w")
    assert told is not None and told.rows[-1].result == "nan"


@pytest.mark.parametrize(("rate", "rule"), [(0.05, "w − lr·g"), (-0.05, "w + lr·g")])
def test_a_hand_written_update_is_told_by_its_numbers(rate: float, rule: str) -> None:
    w, g = torch.tensor([1.0, -2.0]), torch.tensor([0.3, 0.7])
    change = Change("n0", "value", keep(w - rate * g), before=keep(w))
    told = taken_apart(Step(0, "update", "write", "n0", (), (change,)), keep(g), "w")
    assert told is not None
    assert (told.rows[0].rule, told.settings[0].symbol, told.settings[0].value) == (rule, "lr", "0.05")
    assert told.rows[0].exact == exact(keep(w - rate * g).data[0], "float32")


@pytest.mark.parametrize("gradient", [None, torch.tensor([1.0, 1.0]), torch.tensor(1.0), torch.ones(2, 2)], ids=str)
def test_another_write_by_hand_is_not_explained(gradient: Tensor | None) -> None:
    change = Change("n0", "value", keep(torch.tensor([0.5, 1.0])), before=keep(torch.tensor([1.0, 2.0])))
    step = Step(0, "update", "write", "n0", (), (change,))
    assert taken_apart(step, None if gradient is None else keep(gradient), "w") is None


def test_a_state_that_a_program_has_made_up_is_left_alone() -> None:
    for made_up in (torch.tensor(math.nan), torch.tensor(2.5)):
        w = torch.ones(2, requires_grad=True)
        w.grad = torch.ones(2)
        optimizer = torch.optim.Adam([w], lr=0.1)
        optimizer.step()
        optimizer.state[w]["step"] = made_up
        step = StepSeen(optimizer, [w], keep)
        optimizer.step()
        assert step.anatomies() == {}


@pytest.mark.parametrize("language", SPEECHES)
def test_every_line_is_said_in_words_alone(language: str) -> None:
    for formula in (*FORMULAS.values(), BY_HAND):
        for line in formula.lines:
            said = as_speech(line.rule, language, {"w": "net_w"})
            assert [sign for sign in said if not (sign.isalnum() or sign in " ,")] == [], said
            assert "lr" not in said.split()


def test_a_screen_reader_says_what_is_seen() -> None:
    anatomy = updates("SGD", {"momentum": 0.5, "lr": 0.1}, ())[1]
    told = taken_apart(written(anatomy), None, "w")
    assert told is not None
    buffer, step = told.rows
    assert buffer.spoken == "b becomes the momentum times b plus g"
    assert step.spoken == "w becomes w minus the learning rate times b"
    w, b, after = (
        spoken_name(short(float(held.data), 5), "en")
        for held in (anatomy.before["w"], anatomy.after["b"], anatomy.after["w"])
    )
    assert step.counted == f"{w} minus 0.1 times {b} equals {after}"
