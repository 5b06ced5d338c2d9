"""Text for SVG: anything a person wrote comes in, characters that XML cannot misread go out."""

import re
from collections.abc import Callable

from app.errors import Text

Say = Callable[[Text], str]
"""Puts a sentence into the reader's language."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE = re.compile("[^\u0020!#-%(-;=?-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escape(text: str) -> str:
    """Text that is safe between tags and in attributes; characters that XML 1.0 forbids are left out.

    >>> escape('<b a="1">' + chr(7) + "权重")
    '&lt;b a=&quot;1&quot;&gt;权重'
    """
    if not _UNSAFE.search(text):
        return text
    return "".join(_NAMED.get(character, character) for character in _ILLEGAL.sub("", text))


def english(sentence: Text) -> str:
    """The sentence as it is, for files that carry no language."""
    return sentence.text


def at(number: float) -> str:
    """A coordinate, to a tenth.

    >>> at(12.0), at(-0.04), at(3.25)
    ('12', '0', '3.2')
    """
    tenths = round(number * 10)
    return str(tenths / 10) if tenths % 10 else str(tenths // 10)


def xml_id(box: str) -> str:
    """The id of a box in the page: "n3@e7" -> "n3-e7"."""
    return box.replace("@", "-")
