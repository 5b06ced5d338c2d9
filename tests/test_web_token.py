"""Tokens hold a request exactly, and refuse everything else."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RequestError
from app.graph.model import Request
from app.web import token

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
requests = st.builds(
    Request,
    st.text(st.characters(exclude_categories=("Cs",)), max_size=300),
    st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=8), numbers, max_size=3),
    st.integers(0, 2**31),
)


@given(requests)
def test_a_token_gives_the_request_back(request: Request) -> None:
    packed = token.encode(request)
    assert token.decode(packed, 65_536) == request
    assert packed.replace("-", "").replace("_", "").isalnum()


def test_equal_requests_have_equal_tokens() -> None:
    one = Request("x", inputs={"a": 1, "b": 2})
    other = Request("x", inputs={"b": 2, "a": 1})
    assert token.encode(one) == token.encode(other)


def packed(plain: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(plain)).rstrip(b"=").decode()


BROKEN = {
    "nothing": "",
    "no base64": "%%%",
    "no zlib": "AAAA",
    "cut": token.encode(Request("x = 1"))[:-4],
    "no json": packed(b"hello"),
    "a field too many": packed(b'{"source":"x","admin":true}'),
    "a wrong type": packed(b'{"source":["x"]}'),
    "deep": packed(b'{"source":"x","upstream":' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
    "a bomb": packed(b" " * 50_000_000),
    "long": "A" * 1_000_000,
}


@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_what_is_no_token_is_refused(words: str) -> None:
    with pytest.raises(RequestError) as caught:
        token.decode(words, 65_536)
    assert caught.value.problem.code == "token"
