"""Brackets, commas and colons that are missing or too many: a Slip in, the problem with its repair out."""

import re

from app.errors import Fix, SyntaxProblem, text
from app.lang.slips import Slip

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def of_brackets(slip: Slip) -> SyntaxProblem | None:
    """What does not open, close or part as it should."""
    unclosed = re.match(r"'([(\[{])' was never closed", slip.message)
    if unclosed:
        return _unclosed(unclosed.group(1), slip)
    unmatched = re.match(r"unmatched '(.)'", slip.message)
    if unmatched:
        return _unmatched(unmatched.group(1), slip)
    if "does not match" in slip.message:
        says, hint = text("The brackets do not match here."), text("( closes with ), [ with ].")
        return SyntaxProblem(says, code="bracket", hint=hint, span=slip.span)
    if "forgot a comma" in slip.message:
        return _missing_comma(slip)
    if slip.message == "expected ':'":
        return SyntaxProblem(
            text("Line %(line)s: a ':' is missing at the end.", line=slip.line),
            code="colon",
            hint=text("Add ':'."),
            span=slip.span,
            fix=Fix(text("Add ':'"), slip.with_line(slip.raw.rstrip() + ":")),
        )
    return None


def _unclosed(opening: str, slip: Slip) -> SyntaxProblem:
    closing = _CLOSING[opening]
    before = re.search(r"(\w{1,64})$", slip.words[: slip.span.column - 1].rstrip()[-64:])
    says = (
        text("'%(opening)s' after %(name)s was never closed.", opening=opening, name=before.group(1))
        if before
        else text("'%(opening)s' was never closed.", opening=opening)
    )
    label = text("Add '%(closing)s' at the end of the line", closing=closing)
    hint = text("Add '%(closing)s'.", closing=closing)
    fix = Fix(label, slip.with_line(slip.raw.rstrip() + closing))
    return SyntaxProblem(says, code="bracket", hint=hint, span=slip.span, fix=fix)


def _unmatched(closing: str, slip: Slip) -> SyntaxProblem:
    column = slip.span.column
    return SyntaxProblem(
        text("One '%(closing)s' too many at column %(column)s.", closing=closing, column=column),
        code="bracket",
        hint=text("Remove it, or open the bracket that it should close."),
        span=slip.span,
        fix=Fix(text("Remove it"), slip.with_line(slip.raw[: column - 1] + slip.raw[column:])),
    )


def _missing_comma(slip: Slip) -> SyntaxProblem:
    behind = slip.words[max(slip.span.column - 1, 0) :]
    pair = re.search(r"([\w.)\]]{1,64})[ ]{1,64}([\w.(\[]{1,64})", behind)
    left, right = (part.strip("([])")[:20] for part in pair.groups()) if pair else ("", "")
    says = (
        text("A comma is missing between %(left)s and %(right)s.", left=left, right=right)
        if left and right
        else text("A comma is missing here.")
    )
    return SyntaxProblem(says, code="comma", hint=text("Separate the entries of a list with ','."), span=slip.span)
