"""The tables of the documentation, made from the registries. `make docs` writes them into the pages of this folder,
between the lines `<!-- NAME -->` and `<!-- /NAME -->`; the tests say when a page is out of date."""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from fastapi.routing import iter_route_contexts

from app.cli import parser
from app.config import Settings
from app.export import FORMATS
from app.main import app
from app.ops.registry import FAMILIES as OP_FAMILIES
from app.presets import FAMILIES, PRESETS

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"(<!-- ([a-z]+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def presets() -> str:
    """Every preset: its heading, its titles, its address."""
    rows = [
        (FAMILIES[preset.family]["en"], preset.title["en"], preset.title["zh"], f"`/presets/{preset.slug}`")
        for preset in PRESETS.values()
    ]
    return table(("family", "title", "标题", "address"), rows)


def settings() -> str:
    """Every setting: its environment variable, its default, its help."""
    rows = [
        (f"`GRADWALK_{name.upper()}`", f"`{field.default}`", field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return table(("variable", "default", "what it sets"), rows)


def formats() -> str:
    """Every export format."""
    rows = [(f"`{name}`", entry.media_type.split(";")[0], entry.title.text) for name, entry in FORMATS.items()]
    return table(("format", "media type", "what it is"), rows)


def operations() -> str:
    """Every operation of the language, by family."""
    rows = [
        (family.replace("_", " "), f"`{entry.name}`", entry.symbol.replace("|", "\\|"), f"{entry.en} {entry.zh}",
         " ".join(f"`{spelling}`" for spelling in entry.calls))
        for family, entries in OP_FAMILIES.items()
        for entry in entries
    ]  # fmt: skip
    return table(("family", "operation", "symbol", "what it does", "in programs"), rows)


def routes() -> str:
    """Every address, and what is there."""
    return table(("method", "address", "what is there"), _routes())


def commands() -> str:
    """Every command of the command line."""
    rows = [(f"`{usage}`", words) for usage, words in _commands(parser())]
    return table(("command", "what it does"), rows)


def _routes() -> Iterator[tuple[str, str, str]]:
    for route in iter_route_contexts(app.routes):
        methods = set(getattr(route, "methods", None) or ()) - {"HEAD"}
        words = getattr(route, "summary", None) or first_sentence(getattr(route, "endpoint", None)) or route.name
        if methods:
            yield " ".join(sorted(methods)), f"`{route.path}`", words


def first_sentence(endpoint: object) -> str:
    """The first sentence of a docstring."""
    return (getattr(endpoint, "__doc__", None) or "").strip().replace("\n    ", " ").split(". ")[0].rstrip(".")


def _commands(top: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                usage = command.format_usage().removeprefix("usage: ")
                yield " ".join(usage.replace(" [-h]", "").split()), helps[name]


TABLES: dict[str, Callable[[], str]] = {
    "presets": presets,
    "settings": settings,
    "formats": formats,
    "operations": operations,
    "routes": routes,
    "commands": commands,
}


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def filled(page: str) -> str:
    """A page with every table in it made anew."""
    return BLOCK.sub(lambda block: f"{block[1]}{TABLES[block[2]]()}{block[3]}", page)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
