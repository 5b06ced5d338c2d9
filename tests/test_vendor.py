"""Vendored files are what their manifest says, licences stand beside them, and nothing comes from elsewhere."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "vendor.json").read_text())
every_package = pytest.mark.parametrize("package", MANIFEST)


@every_package
def test_every_file_has_the_hash_of_the_manifest(package: str) -> None:
    about = MANIFEST[package]
    folder = VENDOR / about["folder"]
    assert {path.name for path in folder.iterdir()} == set(about["files"])
    for name, expected in about["files"].items():
        content = (folder / name).read_bytes()
        assert len(content) == expected["bytes"]
        assert base64.b64encode(hashlib.sha384(content).digest()).decode() == expected["sha384"]


@every_package
def test_the_exact_version_stands_in_the_path_and_the_licence_beside_it(package: str) -> None:
    about = MANIFEST[package]
    assert about["folder"].endswith(about["version"])
    assert "LICENSE" in about["files"]
    assert about["folder"] in (VENDOR / "THIRD_PARTY_LICENSES.md").read_text()


def test_every_folder_is_in_the_manifest() -> None:
    folders = {path.name for path in VENDOR.iterdir() if path.is_dir()}
    assert folders == {about["folder"] for about in MANIFEST.values()}


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_code_and_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    for pattern in (
        r"<script(?![^>]*\bsrc=)",
        r"\sstyle=",
        r"\son\w+=",
        r"hx-on",
        r"js:",
        r"\|\s*safe\b",
        r"hx-trigger=\"[^\"]*\[",
    ):
        assert not re.search(pattern, text), pattern
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text)


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").glob("*.css")), ids=lambda path: path.name)
def test_raw_colours_stand_in_the_tokens_alone(path: Path) -> None:
    text = path.read_text()
    assert all((path.parent / url).resolve().is_relative_to(VENDOR) for url in re.findall(r'url\("?([^")]*)', text))
    assert path.name == "fonts.css" or "url(" not in text
    assert "@import" not in text
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])|rgb\(|hsl\(", text)


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_every_behaviour_is_short_and_evaluates_nothing(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 121
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text)
