"""What gets installed is pinned: every dependency, to one version that pyproject.toml admits, and no index named."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
LINES = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
PINS = {canonicalize_name(name): Version(version) for name, _, version in (line.partition("==") for line in LINES)}
INSTALLED = {canonicalize_name(found.name): found for found in distributions()}
BUILD_TOOLS = {"setuptools"}


@pytest.mark.parametrize("line", WANTED)
def test_the_pin_of_a_dependency_is_one_that_the_project_admits(line: str) -> None:
    wanted = Requirement(line)
    assert PINS[canonicalize_name(wanted.name)] in wanted.specifier


def test_pins_are_exact_and_name_no_index() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line) for line in LINES)


def test_everything_that_the_dependencies_need_is_pinned() -> None:
    waiting, seen = {canonicalize_name(Requirement(line).name) for line in WANTED}, set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        assert name in PINS
        if name in INSTALLED:
            needs = [Requirement(line) for line in INSTALLED[name].requires or ()]
            waiting |= {canonicalize_name(need.name) for need in needs if applies(need)} - seen


@pytest.mark.parametrize("name", sorted(INSTALLED.keys() & PINS.keys() - BUILD_TOOLS))
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    assert Version(Version(INSTALLED[name].version).public) == PINS[canonicalize_name(name)]


def applies(need: Requirement) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": ""})


def test_no_cuda_package_got_in() -> None:
    assert not [found.name for found in distributions() if found.name.lower().startswith("nvidia-")]
