"""The outermost layer, driven message by message as a server would."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.config import Settings
from app.web.limits import BodyLimit, ForeignPosts, SecurityHeaders, security_headers

SETTINGS = Settings(body_bytes=100, body_seconds=0.05)


async def echo(_: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def scope(method: str = "POST", **headers: str) -> Scope:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": "/", "headers": raw}


def ask(app: Any, scope: Scope, *messages: Message) -> tuple[int, dict[str, str], bytes]:
    """The answer of an application that is sent these messages, and then waits for more for ever."""
    waiting, sent = list(messages), list[Message]()

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message["body"] for message in sent[1:])


def chunk(body: bytes, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_within_the_limit_arrives_whole() -> None:
    app = BodyLimit(echo, SETTINGS)
    assert ask(app, scope(), chunk(b"a" * 60), chunk(b"b" * 40, more=False))[::2] == (200, b"a" * 60 + b"b" * 40)


def test_a_body_is_refused_as_soon_as_it_is_too_large_and_not_later() -> None:
    app = BodyLimit(echo, SETTINGS)
    assert ask(app, scope(), chunk(b"a" * 60), chunk(b"b" * 41))[0] == 413


def test_an_announced_body_is_refused_unread() -> None:
    assert ask(BodyLimit(echo, SETTINGS), scope(content_length="101"))[0] == 413


def test_half_a_body_is_answered_after_its_time() -> None:
    assert ask(BodyLimit(echo, SETTINGS), scope(), chunk(b"a"))[0] == 408


@pytest.mark.parametrize("site, status", [("cross-site", 403), ("same-origin", 200), ("none", 200)])
def test_posts_that_another_site_sends_are_refused(site: str, status: int) -> None:
    assert ask(ForeignPosts(echo), scope(sec_fetch_site=site), chunk(b"", more=False))[0] == status


def test_links_from_another_site_work() -> None:
    assert ask(ForeignPosts(echo), scope("GET", sec_fetch_site="cross-site"), chunk(b"", more=False))[0] == 200


def test_every_answer_has_the_security_headers() -> None:
    headers = ask(SecurityHeaders(BodyLimit(echo, SETTINGS), SETTINGS), scope(content_length="101"))[1]
    for name, value in security_headers(SETTINGS).items():
        assert headers[name.lower()] == value
    assert "HX-Request" in headers["vary"]


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = security_headers(Settings(frame_ancestors="https://lms.example"))["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors https://lms.example")
