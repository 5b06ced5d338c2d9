"""Source text as lines and masked code: positions become spans that count characters, never bytes."""

import ast
import re
from bisect import bisect_right
from itertools import accumulate

from app.errors import Span

_OPAQUE = re.compile(
    r'\'\'\'.*?(?:\'\'\'|\Z)|""".*?(?:"""|\Z)|\'(?:\\.|[^\'\\\n])*\'?|"(?:\\.|[^"\\\n])*"?|#[^\n]*', re.DOTALL
)
"""Strings (also unfinished ones) and comments: what is not code."""


class Source:
    """A program's text, with the look-ups that every message about it needs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self._ascii = text.isascii()

    def code(self) -> str:
        """The text with everything that is not code blanked out, every position kept.

        >>> Source("x = 'a，b' # ，").code().rstrip()
        'x ='
        """
        return _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), self.text)

    def span_at(self, start: int, end: int) -> Span:
        """The span from character number `start` to just before `end`."""
        line, end_line = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return Span(line, start - self._starts[line - 1] + 1, end_line, end - self._starts[end_line - 1] + 1)

    def span_of(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg) -> Span:
        """The span of a syntax node; `ast` counts columns in bytes of UTF-8."""
        end_line, end_byte = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, end_byte),
        )

    def _column(self, line: int, byte: int) -> int:
        if self._ascii:
            return byte + 1
        return len(self.lines[line - 1].encode()[:byte].decode(errors="ignore")) + 1

    def line_span(self, line: int) -> Span:
        """The whole of one line, without its indentation."""
        line = min(max(line, 1), len(self.lines))
        words = self.lines[line - 1]
        return Span(line, len(words) - len(words.lstrip()) + 1, line, len(words) + 1)

    def offset(self, span: Span) -> int:
        """How many characters stand before a span."""
        return self._starts[span.line - 1] + span.column - 1

    def cut(self, span: Span) -> str:
        """The text of a span."""
        return self.text[self.offset(span) : self._starts[span.end_line - 1] + span.end_column - 1]
