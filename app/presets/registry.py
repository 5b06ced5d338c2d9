"""The TOML files of this folder in, the presets in their fixed order out. Reads text; runs none of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

FAMILIES: dict[str, dict[str, str]] = {
    "first-steps": {"en": "First steps", "zh": "第一步"},
    "networks": {"en": "Small networks", "zh": "小型网络"},
    "insights": {"en": "What gradients tell", "zh": "梯度告诉我们什么"},
    "training": {"en": "Training", "zh": "训练"},
    "descent": {"en": "Ways down", "zh": "下山的路"},
    "by-hand": {"en": "Backward by hand", "zh": "手写反向传播"},
}
"""The headings of the menu, in their order, in every language."""


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers that the program must reach, by name, as a textbook prints them: the digits given are the precision."""

    value: dict[str, Any] = {}
    grad: dict[str, Any] = {}


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program to start from. `slug` is its file's name and its address; `order` its place in the menu.

    `title` and `lesson` hold one text for each language; an empty line in a lesson begins a paragraph.
    """

    order: int
    family: str
    title: dict[str, str]
    lesson: dict[str, str]
    source: str
    expected: Expected = Expected()
    slug: str = ""


def spoken(words: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in English where the preset has none in it.

    >>> spoken({"en": "The chain rule", "zh": "链式法则"}, "zh")
    '链式法则'
    >>> spoken({"en": "The chain rule"}, "de")
    'The chain rule'
    """
    return words.get(language, words["en"])


def read(folder: Path) -> dict[str, Preset]:
    """The presets of a folder by slug, in menu order. Raises ValueError, naming the file, where one does not fit."""
    presets = [_read_file(path) for path in sorted(folder.glob("*.toml"))]
    return {preset.slug: preset for preset in sorted(presets, key=lambda preset: (preset.order, preset.slug))}


def _read_file(path: Path) -> Preset:
    try:
        preset = msgspec.toml.decode(path.read_bytes(), type=Preset)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if preset.family not in FAMILIES:
        raise ValueError(f"{path.name}: the family {preset.family!r} is none of {', '.join(FAMILIES)}")
    return msgspec.structs.replace(preset, slug=path.stem)


PRESETS: dict[str, Preset] = read(Path(__file__).parent)
