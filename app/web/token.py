"""A request as text that fits into a URL, and back: urlsafe base64 of zlib of compact JSON."""

import base64
import binascii
import zlib

import msgspec

from app.errors import RequestError, text
from app.graph.model import Request

BROKEN = text("This link is damaged: it does not hold a program.")


def encode(request: Request) -> str:
    """The token of a request; equal requests have equal tokens.

    >>> decode(encode(Request("x = 1")), 1000).source
    'x = 1'
    """
    packed = zlib.compress(msgspec.json.encode(request, order="deterministic"), 9)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def decode(token: str, limit: int) -> Request:
    """The request of a token whose JSON has at most `limit` bytes; RequestError when there is none in it."""
    if len(token) > 2 * limit:
        raise RequestError(BROKEN, code="token")
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, limit)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise RequestError(BROKEN, code="token")
        return msgspec.json.decode(plain, type=Request)
    except (binascii.Error, ValueError, zlib.error, msgspec.MsgspecError, RecursionError) as cause:
        raise RequestError(BROKEN, code="token") from cause
