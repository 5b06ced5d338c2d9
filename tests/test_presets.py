"""Every preset is complete, reaches the numbers it names, and equals the same program in plain Python with torch."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch

from app.engine.limits import Limits
from app.engine.run import run_program
from app.graph.model import Request, Run, Value
from app.presets import FAMILIES, PRESETS, Preset, spoken
from app.presets.registry import read
from tests.plain_python import run_plainly
from tests.plain_scripts import Outcome as Plain
from tests.plain_scripts import run_script

FLOAT32_DIGITS = 2e-7
EVERY_NUMBER = Limits(value_numbers=200_000, recorded_numbers=10**9)
WITH_CLOSING_LINES = Limits(source_bytes=65_536, syntax_nodes=10_000)
READABLE = 90
"""Most nodes of one pass that a learner is shown."""
NOTED = {
    "dead-relu": {"dead-relu"},
    "network-2-2-2-cross-entropy": {"softmax-twice"},
    "network-2-2-2-relu": {"dead-relu"},
    "rnn-vanishing": {"vanishing-gradients"},
}
"""The presets that are about what a note tells, and the notes that they may have."""


def is_script(preset: Preset) -> bool:
    """Whether the program is written out as for Python: the others use Gradwalk's short forms."""
    return preset.source.lstrip().startswith(("import ", "from "))


def of(presets: list[Preset]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("preset", presets, ids=[preset.slug for preset in presets])


every_preset = of(list(PRESETS.values()))
every_script = of([preset for preset in PRESETS.values() if is_script(preset)])
every_short_form = of([preset for preset in PRESETS.values() if not is_script(preset)])
with_expected_numbers = of([preset for preset in PRESETS.values() if preset.expected.value or preset.expected.grad])
every_language = pytest.mark.parametrize("language", ["en", "zh"])


def test_the_menu_is_in_order_and_follows_its_families() -> None:
    presets = list(PRESETS.values())
    assert [preset.order for preset in presets] == sorted({preset.order for preset in presets})
    families = [preset.family for preset in presets]
    assert list(dict.fromkeys(families)) == list(FAMILIES)
    assert families == sorted(families, key=list(FAMILIES).index)


def test_titles_and_programs_are_told_apart() -> None:
    for texts in ([spoken(p.title, "en") for p in PRESETS.values()], [p.source for p in PRESETS.values()]):
        assert len(set(texts)) == len(PRESETS)


@every_preset
def test_slugs_are_plain_addresses(preset: Preset) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", preset.slug)
    assert PRESETS[preset.slug] is preset


@every_preset
@every_language
def test_title_and_lesson_are_there_and_of_a_readable_length(preset: Preset, language: str) -> None:
    lesson = preset.lesson[language]
    if language == "en":
        assert 60 <= len(lesson.split()) <= 150
    else:
        assert 100 <= len(re.findall(r"[\u4e00-\u9fff]", lesson)) <= 250
    assert 2 <= len(lesson.strip().split("\n\n")) <= 4
    assert 4 <= len(preset.title[language]) <= 60


@every_preset
def test_the_chinese_texts_are_chinese(preset: Preset) -> None:
    assert re.search(r"[\u4e00-\u9fff]", preset.title["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", preset.title["en"] + preset.lesson["en"] + preset.source)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_have_a_heading_in_every_language(family: str) -> None:
    assert set(FAMILIES[family]) == {"en", "zh"}


@with_expected_numbers
def test_the_program_reaches_the_numbers_it_names(preset: Preset) -> None:
    outcome = run_plainly(preset.source)
    for name, expected in preset.expected.value.items():
        assert_printed_as(outcome.tensors[name].tolist(), expected)
    for name, expected in preset.expected.grad.items():
        gradient = outcome.grad(name)
        assert gradient is not None, f"{name} received no gradient"
        assert_printed_as(gradient.tolist(), expected)


@every_short_form
def test_the_run_equals_plain_python_number_for_number(preset: Preset) -> None:
    run = run_program(Request(preset.source), EVERY_NUMBER)
    outcome = run_plainly(preset.source)
    assert run.error is None
    assert {note.code for note in run.notes} <= NOTED.get(preset.slug, set())
    assert (run.added, run.printed) == ((), outcome.printed)
    [only] = run.passes
    assert only.graph is not None
    nodes = {name: node for node in only.graph.nodes for name in node.names}
    assert nodes.keys() == outcome.tensors.keys()
    for name, tensor in outcome.tensors.items():
        assert nodes[name].requires_grad == tensor.requires_grad
        assert_equal(nodes[name].value, tensor)
        assert_equal(nodes[name].grad, outcome.grad(name))


@cache
def side_by_side(slug: str) -> tuple[Plain, Run]:
    """A script in plain Python, and in Gradwalk with the lines added that print its final state."""
    source = PRESETS[slug].source
    plain = run_script(source)
    return plain, run_program(Request(source + "\n" + plain.closing), WITH_CLOSING_LINES)


@every_script
def test_a_script_prints_what_python_prints_and_leaves_the_same_numbers(preset: Preset) -> None:
    plain, run = side_by_side(preset.slug)
    assert run.error is None
    assert run.printed[: len(plain.printed)] == plain.printed
    assert run.printed[len(plain.printed) :] == plain.final
    assert len(run.passes) == plain.passes > 0


@every_script
def test_a_script_has_readable_graphs_and_only_the_notes_that_it_is_about(preset: Preset) -> None:
    _, run = side_by_side(preset.slug)
    assert {note.code for note in run.notes} <= NOTED.get(preset.slug, set())
    assert max(len(pass_.graph.nodes) for pass_ in run.passes if pass_.graph is not None) <= READABLE
    assert run.passes[0].graph is not None and run.passes[0].steps


def test_a_file_that_does_not_fit_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('order = 1\nfamily = "first-steps"\nsource = "y = 1"\ntitel = "?"\n')
    with pytest.raises(ValueError, match=r"odd\.toml: .*titel"):
        read(tmp_path)


def test_an_unknown_family_is_named(tmp_path: Path) -> None:
    preset = 'order = 1\nfamily = "none"\nsource = "y = 1"\n[title]\nen = "a"\n[lesson]\nen = "b"\n'
    (tmp_path / "odd.toml").write_text(preset)
    with pytest.raises(ValueError, match=r"odd\.toml: the family 'none' is none of first-steps"):
        read(tmp_path)


def assert_printed_as(found: Any, expected: Any) -> None:
    """Equal to the last digit that the expected number is written with, exactly where those are fewer than four."""
    if isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_printed_as(one, other)
        return
    decimals = len(repr(expected).partition(".")[2])
    half_a_digit = 0.5 * 10**-decimals if decimals >= 4 else 0.0
    assert found == pytest.approx(expected, rel=FLOAT32_DIGITS, abs=half_a_digit)


def assert_equal(value: Value | None, tensor: torch.Tensor | None) -> None:
    """The same shape, dtype and numbers, to the last bit."""
    assert (value is None) == (tensor is None)
    if value is not None and tensor is not None:
        assert (value.shape, value.dtype) == (tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))
        assert value.data == tensor.tolist()
