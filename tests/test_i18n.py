"""Every sentence that a person may see is there in every language, and says the same things."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from app.errors import text
from app.main import create_app
from app.presets import FAMILIES, PRESETS
from app.web.language import CATALOGUES, LANGUAGES, choose, current, say

ROOT = Path(__file__).resolve().parent.parent
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
KEYWORDS = {"text": (1,), "wanted": (2,), "_": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s")
translated = pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])


def sentences() -> set[str | tuple[str, ...]]:
    """The sentences of the templates and of every `text(...)` and `wanted(...)`; one with a plural is a pair."""
    found = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda path: "/." not in str(path))
    return {message for _, _, message, _, _ in found if message}


def catalogue(code: str) -> Catalog:
    with (CATALOGUES / code / "LC_MESSAGES" / "gradwalk.po").open("rb") as file:
        return read_po(file, locale=code)


def test_the_extraction_finds_templates_and_errors() -> None:
    found = sentences()
    assert "Next phase" in found
    assert "'%(name)s' is not defined." in found


@translated
def test_every_sentence_is_translated_and_none_is_left_over(code: str) -> None:
    known = {
        message.id
        for message in catalogue(code)
        if message.id and all(message.string) and message.string and not message.fuzzy
    }
    assert sentences() - known == set(), "not translated"
    assert known - sentences() == set(), "no longer used"


@translated
def test_translations_keep_the_places_for_values(code: str) -> None:
    for message in catalogue(code):
        if message.id:
            assert set(PLACE.findall(str(message.id))) == set(PLACE.findall(str(message.string))), message.id


@translated
def test_presets_speak_the_language(code: str) -> None:
    assert all(code in names for names in FAMILIES.values())
    for preset in PRESETS.values():
        assert code in preset.title
        assert code in preset.lesson


def test_a_sentence_is_said_with_its_values() -> None:
    chosen = current.set(LANGUAGES["zh"])
    try:
        assert say(text("'%(name)s' is not defined.", name="权重 100%")) == "“权重 100%” 没有定义。"
        assert say(text("Division by zero.")) == "除数为零。"
    finally:
        current.reset(chosen)


@pytest.mark.parametrize(
    "query, cookie, accepted, code",
    [
        ("", "", "", "en"),
        ("", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "", "zh-TW", "zh"),
        ("", "", "fr,en;q=0.5,zh;q=0.4", "en"),
        ("", "", "de", "en"),
        ("", "zh", "en", "zh"),
        ("en", "zh", "zh", "en"),
        ("klingon", "zh", "en", "zh"),
        ("", "", "zh;q=x,en", "en"),
        ("", "", "zh;q=0", "en"),
    ],
)
def test_a_language_is_chosen(query: str, cookie: str, accepted: str, code: str) -> None:
    assert choose({"lang": query}, {"lang": cookie}, accepted).code == code


def test_the_chinese_page_holds_no_english_sentence_of_ours() -> None:
    with TestClient(create_app()) as client:
        page = client.get("/presets/chain-rule?lang=zh&step=3").text
    plain = re.sub(r"<(script|style|textarea)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S)
    single = [words for words in sentences() if isinstance(words, str)]
    left = [words for words in single if " " in words and "%" not in words and words in plain]
    assert left == []
