"""Source text in, Python's syntax tree out; what is not Python is answered in a learner's words, with the repair."""

import ast
import re
import warnings

from app.errors import Fix, LimitExceeded, Span, SyntaxProblem, text
from app.lang.brackets import of_brackets
from app.lang.slips import Slip, of_assignment, of_indentation, of_notebooks, of_numbers, of_operators
from app.lang.source import Source

_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$", re.MULTILINE)
_SLIPS = (of_notebooks, of_indentation, of_brackets, of_numbers, of_assignment, of_operators)
"""What may have been meant, the surest first."""
_KNOWN = {
    "unterminated string": text("The text in quotes is not closed on this line."),
    "too many nested parentheses": text("The program is nested too deeply."),
    "invalid character": text("A character stands here that a program can't hold."),
    "positional argument follows keyword": text("Arguments with a name come after those without."),
    "Exceeds the limit": text("The number has too many digits."),
    "leading zeros": text("A whole number can not start with 0."),
}


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
    slip = Slip(error, _error_span(error, line, source), line, source.code().split("\n")[line - 1], source)
    return next((found for meant in _SLIPS if (found := meant(slip)) is not None), None) or _plain(slip)


def _error_span(error: SyntaxError, line: int, source: Source) -> Span:
    start = max(error.offset or 1, 1)
    end = error.end_offset or 0
    if error.end_lineno not in (None, line) or end <= start:
        end = start + 1
    width = len(source.lines[line - 1]) + 1
    return Span(line, min(start, width), line, min(end, width + 1))


def _plain(slip: Slip) -> SyntaxProblem:
    for start, says in _KNOWN.items():
        if start in slip.message:
            return SyntaxProblem(says, span=slip.span)
    return SyntaxProblem(
        text("Python can't read the program from here on."),
        hint=text("Look at this line and the one above it for a missing bracket, comma, operator or quote."),
        span=slip.span,
    )
