"""The numbers that the training presets are known for, to the digits given, and what their lessons say of them."""

import re
from functools import cache

import pytest
from msgspec.structs import replace

from app.engine.run import run_program
from app.graph.model import Request, Run
from app.presets import PRESETS

NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
LOSSES = {1: (0.110823, 0.003185), 3: (0.040550, 0.002690), 5: (0.021694, 0.002591), 10: (0.010307, 0.002518)}
"""By step: the loss of the 2-2-2 network at the 10th pass and at the 1000th."""
VALLEYS = {
    (-4.0, 0.0): (-3.7793102, -3.2831860),
    (1.0, 0.0): (3.0, 2.0),
    (4.0, 0.0): (3.5844283, -1.8481265),
    (0.0, 0.0): (3.0, 2.0),
}
HIMMELBLAU = {"SGD": (3.0, 2.0), "momentum": (3.5845, -1.8481), "RMSprop": (3.0, 2.0), "Adam": (2.9999, 2.0)}
ROSENBROCK = {"SGD": (0.33, 0.10), "momentum": (0.995, 0.990), "RMSprop": (0.83, 0.70), "Adam": (0.95, 0.91)}


@cache
def run(slug: str, option: str = "", seed: int = 0) -> Run:
    """The run of a preset that takes an option of its `choose(...)`, as it is written there."""
    request = Request(PRESETS[slug].source, seed=seed)
    if option:
        [choice] = run_program(replace(request, until=0)).choices
        request = replace(request, choices=(choice.options.index(option),))
    done = run_program(request)
    assert done.error is None, done.error
    return done


def losses(done: Run) -> dict[int, float]:
    """The loss of every pass, counted from 1."""
    [loss] = [series for series in done.series if series.kind == "loss"]
    return {index + 1: float(value) for index, value in zip(loss.passes, loss.values, strict=True)}


def printed(done: Run, beginning: str) -> list[float]:
    """The decimal numbers of the one printed line that begins so."""
    [line] = [line for line in done.printed.splitlines() if line.startswith(beginning)]
    return [float(number) for number in NUMBER.findall(line.removeprefix(beginning))]


def to_digits(digits: int, *numbers: float) -> object:
    return pytest.approx(numbers if len(numbers) > 1 else numbers[0], rel=0, abs=0.5000001 * 10**-digits)


def test_linear_regression_learns_to_double() -> None:
    done = run("linear-regression-training")
    assert printed(done, "epoch 0 ") == to_digits(7, 1.2606881, 7.3159437)
    assert printed(done, "epoch 9 ")[0] == to_digits(7, 1.9512161)
    assert printed(done, "prediction for 4:") == [to_digits(7, 7.9999986)]
    assert losses(done)[3] == to_digits(7, 7.3159437)
    [w] = [series for series in done.series if (series.kind, series.name) == ("parameter", "w")]
    before = dict(zip(w.passes, w.values, strict=True))
    assert before[3] == to_digits(7, 1.2606881) and before[30] == to_digits(7, 1.9512161)
    assert len(done.passes) == 300


@pytest.mark.parametrize("slug", ["network-2-2-2-training", "network-2-2-2-mse"])
@pytest.mark.parametrize("step", LOSSES)
def test_the_network_learns_at_every_step_size(slug: str, step: int) -> None:
    loss = losses(run(slug, str(step)))
    assert max(loss) == 1000
    assert (loss[10], loss[1000]) == to_digits(6, *LOSSES[step])


def test_cross_entropy_begins_well_and_goes_astray() -> None:
    loss = losses(run("network-2-2-2-cross-entropy"))
    assert loss[1] == to_digits(7, 0.1187197)
    assert loss[1000] < 0


def test_three_weights_of_the_relu_network_learn() -> None:
    done = run("network-2-2-2-relu")
    loss = losses(done)
    assert (loss[1], loss[1000]) == to_digits(7, 0.0234625, 0.00245)
    moved = {s.name for s in done.series if s.kind == "parameter" and s.values[0] != s.values[-1]}
    assert moved == {"w1[0, 0]", "w1[1, 0]", "w2[0, 0]"}
    loss = losses(run("network-2-2-2-relu", "10"))
    assert (loss[10], loss[1000]) == to_digits(4, 0.0040, 0.0155)


def test_numpy_by_hand_and_autograd_agree_in_every_pass() -> None:
    done = run("network-2-2-2-numpy")
    assert done.printed.count("same gradients: True") == 10
    assert printed(done, "pass 10:") == to_digits(6, 0.110823, 0.110823)


def test_the_two_layer_network_is_the_same_three_ways() -> None:
    by_numpy, by_tensors, by_autograd = (run(f"two-layer-{way}") for way in ("numpy", "tensors", "autograd"))
    for way in (by_numpy, by_tensors):
        first, *rest = way.printed.splitlines()
        assert (first, len(rest)) == ("same gradients: True True", 5)
        assert printed(way, "499 ")[0] < 0.001
    assert by_tensors.printed.partition("\n")[2] == by_autograd.printed
    assert (len(by_autograd.passes), losses(by_autograd)[1] > 1e7) == (500, True)
    for way in ("numpy", "tensors", "autograd"):
        assert "learning_rate = 1e-6\nfor t in range(500):" in PRESETS[f"two-layer-{way}"].source


@pytest.mark.parametrize("start", VALLEYS)
def test_adam_comes_to_its_valley_of_himmelblau(start: tuple[float, float]) -> None:
    done = run("himmelblau-adam", str([*start]))
    assert len(done.passes) == 20_000
    assert printed(done, "the end:") == to_digits(7, *VALLEYS[start])


@pytest.mark.parametrize("name", HIMMELBLAU)
def test_optimizers_part_on_himmelblau(name: str) -> None:
    done = run("optimizers-himmelblau", f'"{name}"')
    assert printed(done, f"{name} ends at") == to_digits(4, *HIMMELBLAU[name])


@pytest.mark.parametrize("name", ROSENBROCK)
def test_optimizers_come_so_far_in_the_valley_of_rosenbrock(name: str) -> None:
    done = run("optimizers-rosenbrock", f'"{name}"')
    assert printed(done, f"{name} ends at") == to_digits(2 if name != "momentum" else 3, *ROSENBROCK[name])


def test_the_five_ways_to_write_an_update_agree() -> None:
    for line in run("ways-to-update").printed.splitlines():
        assert len(line.split()) == 5 and len(set(line.split())) == 1


def test_the_engine_of_its_own_agrees_with_torch() -> None:
    own, its = (line.partition(":")[2].split() for line in run("scalar-engine").printed.splitlines())
    assert own == its == ["4.0", "-7.0", "-3.0"]


def test_the_gradients_of_the_rnn_vanish() -> None:
    gradients = [abs(float(line.split()[-1])) for line in run("rnn-vanishing").printed.splitlines()]
    assert gradients == sorted(gradients, reverse=True)
    assert (len(gradients), gradients[0], gradients[-1]) == (20, 1.39, 5.58e-06)


def test_logistic_regression_moves_the_bias_first() -> None:
    done = run("logistic-regression")
    updates = [step for step in done.passes[0].steps if step.phase == "update"]
    assert done.passes[0].graph is not None
    names = {node.id: node.name for node in done.passes[0].graph.nodes}
    assert [names[step.node] for step in updates] == ["b"]
    assert printed(done, "an even chance at")[0] == to_digits(1, 2.4)


def test_xor_is_learnt_or_not_as_the_seed_wills() -> None:
    assert losses(run("xor"))[300] < 0.01
    assert losses(run("xor", seed=3))[300] == to_digits(2, 0.35)


def test_the_spiral_is_learnt() -> None:
    assert printed(run("spiral-classifier"), "epoch 80:")[1] == 1.0
