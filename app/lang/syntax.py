"""Source text in, Python's syntax tree out; what is not Python is answered in a learner's words, with the repair."""

import ast
import keyword
import re
import warnings

from app.errors import Fix, LimitExceeded, Span, SyntaxProblem, Text, text
from app.lang.source import Source

_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$", re.MULTILINE)
_MAGIC = re.compile(r"^[ \t]*(?:%%?[a-zA-Z]|![a-zA-Z]).*\n?", re.MULTILINE)
_NUMBER_NAME = re.compile(r"(?<![\w.])(\d+(?:\.\d*)?)([^\W\d]\w*)")
_TWO_OPERATORS = re.compile(r"([*/+@%=<>-])[ ]*([*/@%=])")
_DANGLING = re.compile(r"([-+*/@%=,<>]|\*\*|//)$")
_KEYWORD_TARGET = re.compile(r"^\s*(\w+)\s*=(?!=)")
_INSTEAD = {"lambda": "lam", "in": "inputs", "is": "value", "from": "start", "class": "label", "with": "width"}


def parse(source: Source) -> ast.Module:
    """Parse the program.

    Raises:
        SyntaxProblem: it is not Python; says what was meant where that can be told.
        LimitExceeded: it is nested too deeply for Python's parser.
    """
    _check_pasted(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.text)
    except SyntaxError as error:
        raise _translate(error, source) from None
    except (RecursionError, MemoryError):
        raise LimitExceeded(
            text("The program is nested too deeply."), hint=text("Give parts of it names on lines of their own.")
        ) from None
    except (ValueError, OverflowError):
        raise SyntaxProblem(text("This can't be read as a program.")) from None


def _check_pasted(source: Source) -> None:
    for pattern, says, label in (
        (_PROMPT, text("The '>>>' of a Python prompt is not part of the program."), text("Remove the prompts")),
        (_FENCE, text("The ``` of a code block is not part of the program."), text("Remove the code fences")),
    ):
        match = pattern.search(source.text)
        if match and (pattern is not _PROMPT or ">>>" in source.text):  # '...' alone may stand in a body
            raise SyntaxProblem(
                says,
                code="pasted",
                hint=text("Delete it; one click removes all of them."),
                span=source.span_at(match.start(), match.end()),
                fix=Fix(label, pattern.sub("", source.text).strip("\n") + "\n"),
            )


def _translate(error: SyntaxError, source: Source) -> SyntaxProblem:
    line = min(max(error.lineno or 1, 1), len(source.lines))
    span = _error_span(error, line, source)
    words = source.code().split("\n")[line - 1]
    message = error.msg or ""
    return (
        _of_notebooks(words, line, source)
        or _of_indentation(error, line, source)
        or _of_brackets(message, span, words, line, source)
        or _of_numbers(message, words, line, source)
        or _of_assignment(message, span, words, line, source)
        or _of_operators(words, line, source)
        or _plain(message, span)
    )


def _of_notebooks(words: str, line: int, source: Source) -> SyntaxProblem | None:
    if not _MAGIC.match(words):
        return None
    return SyntaxProblem(
        text("A line that starts with '%(sign)s' speaks to a notebook, and is not Python.", sign=words.lstrip()[0]),
        code="notebook",
        hint=text("Delete it; one click removes all of them."),
        span=source.line_span(line),
        fix=Fix(text("Remove the lines for the notebook"), _MAGIC.sub("", source.text)),
    )


def _error_span(error: SyntaxError, line: int, source: Source) -> Span:
    start = max(error.offset or 1, 1)
    end = error.end_offset or 0
    if error.end_lineno not in (None, line) or end <= start:
        end = start + 1
    width = len(source.lines[line - 1]) + 1
    return Span(line, min(start, width), line, min(end, width + 1))


def _of_indentation(error: SyntaxError, line: int, source: Source) -> SyntaxProblem | None:
    if not isinstance(error, IndentationError):
        return None
    words = source.lines[line - 1]
    margin = words[: len(words) - len(words.lstrip())]
    span = Span(line, 1, line, len(margin) + 1)
    if isinstance(error, TabError) or " \t" in margin or "\t " in margin:
        return SyntaxProblem(
            text("Line %(line)s mixes tabs and spaces in its indentation.", line=line),
            code="indentation",
            hint=text("Use spaces only."),
            span=span,
            fix=Fix(text("Turn tabs into spaces"), source.text.replace("\t", "    ").replace("        ", "    ")),
        )
    if "unexpected" in (error.msg or ""):
        lines = [*source.lines]
        lines[line - 1] = words.lstrip()
        says = (
            text("Line %(line)s starts with a tab, and nothing before it opens a block.", line=line)
            if "\t" in margin
            else text("Line %(line)s is indented, and nothing before it opens a block.", line=line)
        )
        return SyntaxProblem(
            says,
            code="indentation",
            hint=text("Statements start at the left edge: remove the leading spaces."),
            span=span,
            fix=Fix(text("Remove the leading spaces"), "\n".join(lines)),
        )
    return SyntaxProblem(
        text("Line %(line)s should be indented to belong to the line above it.", line=line),
        code="indentation",
        hint=text("Indent it by four spaces, like its neighbours."),
        span=source.line_span(line),
    )


def _of_brackets(message: str, span: Span, words: str, line: int, source: Source) -> SyntaxProblem | None:
    unclosed = re.match(r"'([(\[{])' was never closed", message)
    if unclosed:
        return _unclosed(unclosed.group(1), span, words, line, source)
    unmatched = re.match(r"unmatched '(.)'", message)
    if unmatched:
        column = span.column
        kept = source.lines[line - 1][: column - 1] + source.lines[line - 1][column:]
        return SyntaxProblem(
            text("One '%(closing)s' too many at column %(column)s.", closing=unmatched.group(1), column=column),
            code="bracket",
            hint=text("Remove it, or open the bracket that it should close."),
            span=span,
            fix=Fix(text("Remove it"), _with_line(source, line, kept)),
        )
    if "does not match" in message:
        return SyntaxProblem(
            text("The brackets do not match here."), code="bracket", hint=text("( closes with ), [ with ]."), span=span
        )
    if "forgot a comma" in message:
        return _missing_comma(words, span)
    if message == "expected ':'":
        return SyntaxProblem(
            text("Line %(line)s: a ':' is missing at the end.", line=line),
            code="colon",
            hint=text("Add ':'."),
            span=span,
            fix=Fix(text("Add ':'"), _with_line(source, line, source.lines[line - 1].rstrip() + ":")),
        )
    return None


def _with_line(source: Source, line: int, words: str) -> str:
    """The program with one line replaced."""
    return "\n".join([*source.lines[: line - 1], words, *source.lines[line:]])


def _unclosed(opening: str, span: Span, words: str, line: int, source: Source) -> SyntaxProblem:
    closing = {"(": ")", "[": "]", "{": "}"}[opening]
    before = re.search(r"(\w{1,64})$", words[: span.column - 1].rstrip()[-64:])
    says = (
        text("'%(opening)s' after %(name)s was never closed.", opening=opening, name=before.group(1))
        if before
        else text("'%(opening)s' was never closed.", opening=opening)
    )
    repaired = _with_line(source, line, source.lines[line - 1].rstrip() + closing)
    label = text("Add '%(closing)s' at the end of the line", closing=closing)
    hint = text("Add '%(closing)s'.", closing=closing)
    return SyntaxProblem(says, code="bracket", hint=hint, span=span, fix=Fix(label, repaired))


def _missing_comma(words: str, span: Span) -> SyntaxProblem:
    pair = re.search(r"([\w.)\]]{1,64})[ ]{1,64}([\w.(\[]{1,64})", words[max(span.column - 1, 0) :])
    left, right = (part.strip("([])")[:20] for part in pair.groups()) if pair else ("", "")
    says = (
        text("A comma is missing between %(left)s and %(right)s.", left=left, right=right)
        if left and right
        else text("A comma is missing here.")
    )
    return SyntaxProblem(says, code="comma", hint=text("Separate the entries of a list with ','."), span=span)


def _of_numbers(message: str, words: str, line: int, source: Source) -> SyntaxProblem | None:
    match = _NUMBER_NAME.search(words)
    if not match or "literal" not in message:
        return None
    number, name = match.groups()
    span = Span(line, match.start() + 1, line, match.end() + 1)
    lines = [*source.lines]
    if words[: match.start()].strip() == "" and words[match.end() :].lstrip().startswith("="):
        better = f"{name}{number}"
        lines[line - 1] = lines[line - 1].replace(match.group(), better, 1)
        return SyntaxProblem(
            text("A name can not start with a digit."),
            code="name",
            hint=text("Use %(name)s.", name=better),
            span=span,
            fix=Fix(text("Call it %(name)s", name=better), "\n".join(lines)),
        )
    lines[line - 1] = lines[line - 1].replace(match.group(), f"{number}*{name}", 1)
    return SyntaxProblem(
        text("Multiplication needs '*': %(found)s is not a number.", found=match.group()[:30]),
        code="multiplication",
        hint=text("Write %(product)s.", product=f"{number}*{name}"[:40]),
        span=span,
        fix=Fix(text("Put '*' between them"), "\n".join(lines)),
    )


def _of_assignment(message: str, span: Span, words: str, line: int, source: Source) -> SyntaxProblem | None:
    target = _KEYWORD_TARGET.match(words)
    if target and keyword.iskeyword(target.group(1)):
        word = target.group(1)
        better = _INSTEAD.get(word, f"{word}_")
        return SyntaxProblem(
            text("'%(word)s' is a reserved word of Python and can not be a name.", word=word),
            code="keyword",
            hint=text("Use %(name)s.", name=better),
            span=Span(line, target.start(1) + 1, line, target.end(1) + 1),
            fix=Fix(text("Call it %(name)s", name=better), re.sub(rf"\b{word}\b", better, source.text)),
        )
    if "cannot assign" in message or "assign to" in message:
        return SyntaxProblem(
            text("Only a name can be given a value, and it goes on the left."),
            code="assignment",
            hint=_swapped(words),
            span=span,
        )
    return None


def _swapped(words: str) -> Text:
    match = re.fullmatch(r"\s*([\d.]+)\s*=\s*([^\W\d]\w*)\s*", words)
    if match:
        return text("Write %(line)s.", line=f"{match.group(2)} = {match.group(1)}")
    return text("Write name = value; to compare two values write '=='.")


def _of_operators(words: str, line: int, source: Source) -> SyntaxProblem | None:
    comment = re.search(r"(?<![/\w)\] ])\s{0,8}//\s{0,8}[^\W\d]", words)
    if "//" in words and (comment or re.search(r"//\s{0,8}\w{1,64}\s{1,8}\w", words)):
        return slash_comment(line, words.index("//"), source)
    dangling = _DANGLING.search(words.rstrip())
    if dangling:
        return SyntaxProblem(
            text("Line %(line)s ends after '%(operator)s'.", line=line, operator=dangling.group(1)),
            code="unfinished",
            hint=text("Something is missing on the right."),
            span=Span(line, dangling.start(1) + 1, line, dangling.end(1) + 1),
        )
    two = _TWO_OPERATORS.search(words)
    if two and two.group().replace(" ", "") not in ("**", "//", "==", "<=", ">=", "*=", "+=", "-=", "/=", "@=", "%="):
        first, second = two.groups()
        return SyntaxProblem(
            text("'%(found)s' is not an operator.", found=two.group()),
            code="operator",
            hint=text("Use one of %(first)s or %(second)s.", first=first, second=second),
            span=Span(line, two.start() + 1, line, two.end() + 1),
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


def _plain(message: str, span: Span) -> SyntaxProblem:
    known = {
        "unterminated string": text("The text in quotes is not closed on this line."),
        "too many nested parentheses": text("The program is nested too deeply."),
        "invalid character": text("A character stands here that a program can't hold."),
        "positional argument follows keyword": text("Arguments with a name come after those without."),
        "Exceeds the limit": text("The number has too many digits."),
        "leading zeros": text("A whole number can not start with 0."),
    }
    for start, says in known.items():
        if start in message:
            return SyntaxProblem(says, span=span)
    return SyntaxProblem(
        text("Python can't read the program from here on."),
        hint=text("Look at this line and the one above it for a missing bracket, comma, operator or quote."),
        span=span,
    )
