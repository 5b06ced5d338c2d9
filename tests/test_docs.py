"""The documentation says what the code does: tables equal the registries, links lead somewhere, commands exist."""

import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest

from app.cli import parser
from app.engine.run import run_program
from app.graph.model import Request
from docs.tables import BLOCK, PAGES, ROOT, TABLES, filled

LINKING = (*PAGES, ROOT / "app" / "README.md", ROOT / "app" / "presets" / "README.md", ROOT / "CHANGELOG.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")
UNFENCED = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
README_COMMANDS = re.findall(r"^    ([a-z].*?)(?:\s+#.*)?$", UNFENCED, re.MULTILINE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_the_tables_of_a_page_are_up_to_date(document: Path) -> None:
    words = document.read_text(encoding="utf-8")
    assert words == filled(words), "run: make docs"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_stands_on_a_page(name: str) -> None:
    assert any(name == block[2] for page in PAGES for block in BLOCK.finditer(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", LINKING, ids=named)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (document.parent / target).exists(), target


def test_the_readme_is_short() -> None:
    assert README.count("\n") <= 150


@pytest.mark.parametrize("command", README_COMMANDS)
def test_the_commands_of_the_readme_exist(command: str) -> None:
    program, *arguments = shlex.split(command)
    if program == "make":
        assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    elif program == "gradwalk":
        assert parser().parse_args(arguments)
    else:
        assert program == "docker"


def test_the_example_of_the_readme_shows_the_real_answer() -> None:
    [body] = re.findall(r"-d '(.*)' \|$", README, re.MULTILINE)
    shown = [json.loads(line) for line in re.findall(r"^\[.*\]$", README, re.MULTILINE) if "](" not in line]
    run = json.loads(msgspec.json.encode(run_program(msgspec.json.decode(body, type=Request))))
    nodes = run["passes"][0]["graph"]["nodes"]
    assert shown == [[node["name"], node["op"], node["value"]["data"], node["grad"]["data"]] for node in nodes]


def test_every_page_can_be_found_from_the_readme() -> None:
    for page in PAGES:
        assert page == ROOT / "README.md" or f"(docs/{page.name})" in README, named(page)
