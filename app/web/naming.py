"""A program's text in; the preset that it is, and what the pages call it, out."""

from app.lang.choices import WORD
from app.presets import PRESETS, Preset, spoken
from app.web.language import current, gettext

_LONGEST = 60


def preset_of(source: str) -> Preset | None:
    """The preset whose program this is, so that its lesson stays when it is run unchanged."""
    return next((preset for preset in PRESETS.values() if preset.source.strip() == source.strip()), None)


def called(source: str) -> str:
    """The title of the preset in the language of this request; any other program is the reader's own.

    >>> called("x = param(2.0)")
    'Your program'
    """
    preset = preset_of(source)
    return spoken(preset.title, current.get().code) if preset else gettext("Your program")


def told_apart(source: str) -> str:
    """The same, but a program of the reader's goes by the comment that it begins with, or else by the line in which it
    chooses, or begins.

    >>> told_apart("# Two rates\\nw = param(2.0)"), told_apart("import torch\\nw = param(2.0)\\nr = choose(1, 2)")
    ('Two rates', 'r = choose(1, 2)')
    """
    if preset_of(source):
        return called(source)
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith(("#", "import ", "from "))]
    first = next((line for line in told if f"{WORD}(" in line), told[0] if told else "")
    words = lines[0].lstrip("# ") if lines and lines[0].startswith("#") else first
    return words[:_LONGEST] or called(source)
