"""Which characters a program may hold, and the repair for those that a Chinese keyboard or a word processor left."""

import re
import unicodedata

from app.errors import Fix, Refused, SyntaxProblem, Text, text
from app.lang.source import Source

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ue000-\uf8ff\ufeff"
    "\ufff9-\ufffd\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
"""Control, bidirectional, zero-width, private-use and unpaired characters: they make a text read unlike it runs."""

_PLAIN = dict(
    zip(
        "（）［］｛｝【】，、；：＝＋－−–—＊／％＠＜＞．。！＆｜～＃＿　",
        "()[]{}[],,;:=+----*/%@<>..!&|~#_ ",
        strict=True,
    )
)
_PLAIN |= {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_PLAIN |= {chr(0xFF21 + i): chr(65 + i) for i in range(26)} | {chr(0xFF41 + i): chr(97 + i) for i in range(26)}
_PLAIN |= {
    "×": "*",
    "·": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "½": "0.5",
    "√": "sqrt",
}
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"', "＇": "'"}
_FULL_WIDTH = set("（）［］｛｝【】，、；：＝＋－＊／％＠＜＞．。！＆｜～＃＿")
_CURLY_NUMBER = re.compile(r"[“”‘’＂＇]\s*([-+]?[\d.]+)\s*[“”‘’＂＇]")
_ROOT = re.compile(r"√\s*(\([^()\n]*\)|[\w.]+)?")


def check_characters(source: Source) -> None:
    """Raise for the first character that may not stand where it stands; what has an obvious repair offers it as a fix.

    Raises:
        Refused: an invisible or direction-changing character anywhere.
        SyntaxProblem: a full-width or typographic character in the code.
    """
    hidden = _FORBIDDEN.search(source.text)
    if hidden:
        raise Refused(
            text("The invisible character U+%(code)s is not allowed in a program.", code=f"{ord(hidden.group()):04X}"),
            code="hidden-character",
            hint=text("Delete it, or type the line again."),
            span=source.span_at(hidden.start(), hidden.end()),
            fix=Fix(text("Remove invisible characters"), _FORBIDDEN.sub("", source.text)),
        )
    if source.text.isascii():
        return
    code = source.code()
    _check_replaceable(source, code)
    _check_folding(source, code)


def _check_replaceable(source: Source, code: str) -> None:
    for position, character in enumerate(code):
        if character in _PLAIN or character in _QUOTES:
            raise SyntaxProblem(
                _says(character),
                code="wrong-character",
                hint=_hint(character),
                span=source.span_at(position, position + 1),
                fix=Fix(text("Replace all such characters"), plain(source)),
            )


def _says(character: str) -> Text:
    if character == "\u3000":
        return text("A full-width space found: type a normal space.")
    if character.isdecimal():
        return text("The full-width digit '%(found)s' found: type it with the English keyboard.", found=character)
    if character in "−–—":
        return text("A typographic minus '%(found)s' found: type '-'.", found=character)
    if character in _QUOTES:
        return text("The curly quote '%(found)s' found.", found=character)
    if character in "²³":
        return text("'%(found)s' found: a power is written %(plain)s.", found=character, plain=f"x{_PLAIN[character]}")
    if character == "√":
        return text("'√' found: write sqrt(2).")
    if character in _FULL_WIDTH or character not in "×·÷≤≥≠½":
        return text("The full-width '%(found)s' found: type '%(plain)s'.", found=character, plain=_PLAIN[character])
    return text("'%(found)s' found: type '%(plain)s'.", found=character, plain=_PLAIN[character])


def _hint(character: str) -> Text:
    if character in _QUOTES:
        return text("Numbers need no quotes: tensor(1.0). Text needs straight quotes: 'sum'.")
    if character in _FULL_WIDTH:
        return text("Switch the input method to English; letters and words in Chinese are welcome as names.")
    return text("One click replaces every such character in the program.")


def plain(source: Source) -> str:
    """The program with every replaceable character of its code replaced; strings and comments stay as they are."""
    words = _CURLY_NUMBER.sub(r"\1", source.text)
    words = _ROOT.sub(_square_root, words)
    again = Source(words)
    code = again.code()
    pairs = (_PLAIN.get(masked, _QUOTES.get(masked, letter)) for letter, masked in zip(words, code, strict=True))
    return "".join(pairs)


def _square_root(match: re.Match[str]) -> str:
    inside = match.group(1) or ""
    return f"sqrt{inside}" if inside.startswith("(") else f"sqrt({inside})"


def _check_folding(source: Source, code: str) -> None:
    """Python folds look-alike letters (NFKC) before it reads a name: what is not folded already could hide a name."""
    for match in re.finditer(r"[^\x00-\x7f\s]+", code):
        folded = unicodedata.normalize("NFKC", match.group())
        if folded != match.group():
            raise SyntaxProblem(
                text("'%(found)s' is a look-alike of '%(plain)s'.", found=match.group()[:20], plain=folded[:20]),
                code="look-alike",
                hint=text("Type the plain letters."),
                span=source.span_at(match.start(), match.end()),
                fix=Fix(text("Replace look-alike letters"), source.text.replace(match.group(), folded)),
            )
