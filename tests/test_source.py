"""Positions in source text count characters, whatever bytes they are stored in."""

import ast

from app.errors import Span
from app.lang.source import Source


def test_spans_count_characters_not_bytes() -> None:
    source = Source("损失 = 预测 - y")
    (statement,) = ast.parse(source.text).body
    assert isinstance(statement, ast.Assign)
    assert source.span_of(statement.value) == Span(1, 6, 1, 12)
    assert source.cut(source.span_of(statement.value)) == "预测 - y"


def test_code_blanks_strings_and_comments_and_keeps_every_position() -> None:
    source = Source('x = \'，\' # （\ny = """a\nb""" + 1')
    code = source.code()
    assert len(code) == len(source.text)
    assert "，" not in code and "（" not in code
    assert code.endswith("+ 1")
    assert code.count("\n") == source.text.count("\n")


def test_an_unfinished_string_is_not_code() -> None:
    assert "，" not in Source("x = 'a，b").code()


def test_span_at_finds_the_line() -> None:
    source = Source("a = 1\nbb = 22\n")
    assert source.span_at(6, 8) == Span(2, 1, 2, 3)
    assert source.cut(Span(2, 1, 2, 3)) == "bb"


def test_line_span_leaves_out_the_indentation() -> None:
    assert Source("for i in x:\n    y = 1").line_span(2) == Span(2, 5, 2, 10)
