"""What was meant where Python's parser gave up: a Slip in, the problem in a learner's words with its repair out."""

import keyword
import re
from dataclasses import dataclass

from app.errors import Fix, Span, SyntaxProblem, Text, text
from app.lang.source import Source

_MAGIC = re.compile(
    r"(?m)^[ \t]*(?:%%?[a-zA-Z].*|(?:\w{1,64} = )?![a-zA-Z].*|\?{1,3}[\w.]{0,64}|[a-zA-Z][\w.]{0,64}\?\??)[ \t]*$\n?"
)
_NUMBER_NAME = re.compile(r"(?<![\w.])(\d+(?:\.\d*)?)([^\W\d]\w*)")
_TWO_OPERATORS = re.compile(r"([*/+@%=<>-])[ ]*([*/@%=])")
_OPERATORS = frozenset(("**", "//", "==", "<=", ">=", "*=", "+=", "-=", "/=", "@=", "%="))
_DANGLING = re.compile(r"([-+*/@%=,<>]|\*\*|//)$")
_KEYWORD_TARGET = re.compile(r"^\s*(\w+)\s*=(?!=)")
_INSTEAD = {"lambda": "lam", "in": "inputs", "is": "value", "from": "start", "class": "label", "with": "width"}


@dataclass(frozen=True)
class Slip:
    """Where the parser gave up: what it says, the stretch it means, and that line; `words` is the line without what
    stands in quotes and comments."""

    error: SyntaxError
    span: Span
    line: int
    words: str
    source: Source

    @property
    def message(self) -> str:
        return self.error.msg or ""

    @property
    def raw(self) -> str:
        """The line as it was written."""
        return self.source.lines[self.line - 1]

    def with_line(self, words: str) -> str:
        """The program with this line replaced."""
        lines = self.source.lines
        return "\n".join([*lines[: self.line - 1], words, *lines[self.line :]])

    def stretch(self, start: int, end: int) -> Span:
        """A span of this line, from one offset to another."""
        return Span(self.line, start + 1, self.line, end + 1)


def of_notebooks(slip: Slip) -> SyntaxProblem | None:
    """`%matplotlib inline`, `!pip install`, `torch.sum?`."""
    if not _MAGIC.match(slip.words):
        return None
    sign = next(sign for sign in slip.words if sign in "%!?")
    return SyntaxProblem(
        text("A line with this '%(sign)s' speaks to a notebook, and is not Python.", sign=sign),
        code="notebook",
        hint=text("Delete it; one click removes all of them."),
        span=slip.source.line_span(slip.line),
        fix=Fix(text("Remove the lines for the notebook"), _MAGIC.sub("", slip.source.text)),
    )


def of_indentation(slip: Slip) -> SyntaxProblem | None:
    """Tabs among spaces; a line too far to the right, or not far enough."""
    if not isinstance(slip.error, IndentationError):
        return None
    margin = slip.raw[: len(slip.raw) - len(slip.raw.lstrip())]
    if isinstance(slip.error, TabError) or " \t" in margin or "\t " in margin:
        return _mixed(slip, margin)
    if "unexpected" in slip.message:
        return _indented(slip, margin)
    return SyntaxProblem(
        text("Line %(line)s should be indented to belong to the line above it.", line=slip.line),
        code="indentation",
        hint=text("Indent it by four spaces, like its neighbours."),
        span=slip.source.line_span(slip.line),
    )


def _mixed(slip: Slip, margin: str) -> SyntaxProblem:
    spaces = slip.source.text.replace("\t", "    ").replace("        ", "    ")
    return SyntaxProblem(
        text("Line %(line)s mixes tabs and spaces in its indentation.", line=slip.line),
        code="indentation",
        hint=text("Use spaces only."),
        span=slip.stretch(0, len(margin)),
        fix=Fix(text("Turn tabs into spaces"), spaces),
    )


def _indented(slip: Slip, margin: str) -> SyntaxProblem:
    says = (
        text("Line %(line)s starts with a tab, and nothing before it opens a block.", line=slip.line)
        if "\t" in margin
        else text("Line %(line)s is indented, and nothing before it opens a block.", line=slip.line)
    )
    return SyntaxProblem(
        says,
        code="indentation",
        hint=text("Statements start at the left edge: remove the leading spaces."),
        span=slip.stretch(0, len(margin)),
        fix=Fix(text("Remove the leading spaces"), slip.with_line(slip.raw.lstrip())),
    )


def of_numbers(slip: Slip) -> SyntaxProblem | None:
    """`2x` for `2*x`, `1st = ...` for a name."""
    match = _NUMBER_NAME.search(slip.words)
    if not match or "literal" not in slip.message:
        return None
    number, name = match.groups()
    span = slip.stretch(match.start(), match.end())
    if slip.words[: match.start()].strip() == "" and slip.words[match.end() :].lstrip().startswith("="):
        better = f"{name}{number}"
        return SyntaxProblem(
            text("A name can not start with a digit."),
            code="name",
            hint=text("Use %(name)s.", name=better),
            span=span,
            fix=Fix(text("Call it %(name)s", name=better), _instead(slip, match.group(), better)),
        )
    product = f"{number}*{name}"
    return SyntaxProblem(
        text("Multiplication needs '*': %(found)s is not a number.", found=match.group()[:30]),
        code="multiplication",
        hint=text("Write %(product)s.", product=product[:40]),
        span=span,
        fix=Fix(text("Put '*' between them"), _instead(slip, match.group(), product)),
    )


def _instead(slip: Slip, found: str, better: str) -> str:
    return slip.with_line(slip.raw.replace(found, better, 1))


def of_assignment(slip: Slip) -> SyntaxProblem | None:
    """`lambda = 0.1`, `3 = x`."""
    target = _KEYWORD_TARGET.match(slip.words)
    if target and keyword.iskeyword(target.group(1)):
        word = target.group(1)
        better = _INSTEAD.get(word, f"{word}_")
        return SyntaxProblem(
            text("'%(word)s' is a reserved word of Python and can not be a name.", word=word),
            code="keyword",
            hint=text("Use %(name)s.", name=better),
            span=slip.stretch(target.start(1), target.end(1)),
            fix=Fix(text("Call it %(name)s", name=better), re.sub(rf"\b{word}\b", better, slip.source.text)),
        )
    if "cannot assign" in slip.message or "assign to" in slip.message:
        says = text("Only a name can be given a value, and it goes on the left.")
        return SyntaxProblem(says, code="assignment", hint=_swapped(slip.words), span=slip.span)
    return None


def _swapped(words: str) -> Text:
    match = re.fullmatch(r"\s*([\d.]+)\s*=\s*([^\W\d]\w*)\s*", words)
    if match:
        return text("Write %(line)s.", line=f"{match.group(2)} = {match.group(1)}")
    return text("Write name = value; to compare two values write '=='.")


def of_operators(slip: Slip) -> SyntaxProblem | None:
    """Comments of C, an operator with nothing behind it, two that do not go together."""
    words = slip.words
    comment = re.search(r"(?<![/\w)\] ])\s{0,8}//\s{0,8}[^\W\d]", words)
    if "//" in words and (comment or re.search(r"//\s{0,8}\w{1,64}\s{1,8}\w", words)):
        return slash_comment(slip.line, words.index("//"), slip.source)
    dangling = _DANGLING.search(words.rstrip())
    if dangling:
        return SyntaxProblem(
            text("Line %(line)s ends after '%(operator)s'.", line=slip.line, operator=dangling.group(1)),
            code="unfinished",
            hint=text("Something is missing on the right."),
            span=slip.stretch(dangling.start(1), dangling.end(1)),
        )
    two = _TWO_OPERATORS.search(words)
    if two and two.group().replace(" ", "") not in _OPERATORS:
        first, second = two.groups()
        return SyntaxProblem(
            text("'%(found)s' is not an operator.", found=two.group()),
            code="operator",
            hint=text("Use one of %(first)s or %(second)s.", first=first, second=second),
            span=slip.stretch(two.start(), two.end()),
        )
    return None


def slash_comment(line: int, column: int, source: Source) -> SyntaxProblem:
    """The answer to a comment written in the manner of C."""
    lines = [*source.lines]
    lines[line - 1] = lines[line - 1][:column] + "#" + lines[line - 1][column + 2 :]
    return SyntaxProblem(
        text("Comments start with '#', not with '//'."),
        code="comment",
        hint=text("'//' is division without remainder."),
        span=Span(line, column + 1, line, column + 3),
        fix=Fix(text("Replace '//' with '#'"), "\n".join(lines)),
    )
