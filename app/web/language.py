"""The languages of the pages: .po catalogues read at start, and the one that the current request speaks."""

import io
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from babel.core import Locale, get_global
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from app.errors import Text

CATALOGUES = Path(__file__).resolve().parent / "locale"
COOKIE = "lang"
_SEPARATED = 10_000
_COUNTS = frozenset({"count", "limit", "number"})


@dataclass(frozen=True)
class Language:
    """One language: its code in URLs, its tag for `<html lang>`, its own name, and its sentences."""

    code: str
    tag: str
    name: str
    sentences: NullTranslations


def _load(code: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory so that no binary file needs to be kept."""
    source = CATALOGUES / code / "LC_MESSAGES" / "gradwalk.po"
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _language(code: str) -> Language:
    """The language of a catalogue's folder, by the name that it has for itself: 中文, zh-Hans."""
    locale = Locale.parse(code)
    script = Locale.parse(get_global("likely_subtags").get(code, code)).script
    tag = code if script in (None, "Latn") else f"{code}-{script}"
    return Language(code, tag, locale.get_display_name() or code, _load(code))


FOUND = sorted(folder.name for folder in CATALOGUES.iterdir() if (folder / "LC_MESSAGES").is_dir())
LANGUAGES: dict[str, Language] = {"en": Language("en", "en", "English", NullTranslations())}
LANGUAGES |= {code: _language(code) for code in FOUND}
"""A language is a catalogue; English, which the sentences are written in, needs none."""

asked_query: ContextVar[str] = ContextVar("asked_query", default="")
current: ContextVar[Language] = ContextVar("language", default=LANGUAGES["en"])


def gettext(message: str) -> str:
    """The message in the language of this request."""
    return current.get().sentences.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The singular or plural message in the language of this request."""
    return current.get().sentences.ngettext(singular, plural, number)


def say(sentence: Text) -> str:
    """A Text in the language of this request."""
    words = gettext(sentence.template)
    shown = {name: _shown(name, value) for name, value in sentence.values.items()}
    return words % shown if shown else words


def _shown(name: str, value: str | Text) -> object:
    """A value of a sentence: a number that counts something goes by its name."""
    if isinstance(value, Text):
        return say(value)
    return grouped(int(value)) if name in _COUNTS and value.isdecimal() else value


def grouped(value: object) -> object:
    """A whole number with the separators of this language once it has five digits; anything else as it is.

    >>> grouped(1000), grouped(20000), grouped("20000"), grouped(0.5)
    ('1000', '20,000', '20000', 0.5)
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    return str(value) if abs(value) < _SEPARATED else str(format_decimal(value, locale=current.get().code))


def choose(query: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> Language:
    """?lang= first, then the cookie, then the browser's list, then English.

    >>> choose({}, {}, "fr, zh-CN;q=0.9, en;q=0.5").code
    'zh'
    """
    wanted = [query.get("lang", ""), cookies.get(COOKIE, ""), *_preferences(accepted)]
    known = [code for code in (tag.partition("-")[0].lower() for tag in wanted) if code in LANGUAGES]
    return LANGUAGES[known[0] if known else "en"]


def in_language(code: str) -> str:
    """The address of this very page in another language.

    >>> in_language("zh")
    '?lang=zh'
    """
    kept = [(name, value) for name, value in parse_qsl(asked_query.get(), keep_blank_values=True) if name != "lang"]
    return f"?{urlencode([*kept, ('lang', code)])}"


def _preferences(accepted: str) -> list[str]:
    """The tags of an Accept-Language header, best first; a weight that is no number counts as zero."""
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, tag.strip()))
        except ValueError:
            weighted.append((0.0, place, tag.strip()))
    return [tag for weight, _, tag in sorted(weighted) if weight < 0]
