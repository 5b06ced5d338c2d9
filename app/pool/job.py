"""Work for a worker: plain data in; a name, bytes, and the key of the answer out."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from app.errors import RequestError, text


@dataclass(frozen=True)
class Job:
    """Work for a worker, and the key under which its answer is kept: it depends on nothing else."""

    name: str
    payload: bytes
    key: str


def job_of(engine: str, name: str, content: dict[str, Any], **terms: Any) -> Job:
    """The job that an engine does on some content. Its `terms`, such as the time that it may take, are told to the
    worker, but are no part of the key: what comes of work in time does not depend on them."""
    try:
        named = msgspec.msgpack.encode(content)
    except UnicodeEncodeError:
        raise RequestError(text("The text holds half of a character (an unpaired surrogate).")) from None
    except OverflowError:
        raise RequestError(text("A number in the request is too large."), code="inputs") from None
    payload = msgspec.msgpack.encode(content | terms) if terms else named
    return Job(name, payload, sha256(f"{engine} {name} ".encode() + named).hexdigest())
