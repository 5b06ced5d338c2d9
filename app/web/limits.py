"""The outermost layer, as plain ASGI: bodies that are too large or too slow, foreign posts, security headers."""

import asyncio
from http import HTTPStatus

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings

VARY = "HX-Request, Accept-Language, Cookie"


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers of every answer: nothing but our own files is loaded, and nothing inline runs."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {settings.frame_ancestors}"
    )
    return {
        "Content-Security-Policy": policy.strip(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


async def refuse(send: Send, status: HTTPStatus, detail: str) -> None:
    """A whole problem+json answer, sent before any handler has seen the request."""
    problem = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    body = msgspec.json.encode(problem)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """Adds Vary, and those security headers that an answer has not of its own, to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.add_vary_header(VARY)
            await send(message)

        await self.app(scope, receive, with_headers)


class ForeignPosts:
    """Refuses what another site makes a browser post: no page but ours has a reason to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        foreign = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if foreign and Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            await refuse(send, HTTPStatus.FORBIDDEN, "Requests from other sites are refused.")
        else:
            await self.app(scope, receive, send)


class BodyLimit:
    """Reads the whole body before the application does: bounded in bytes while it arrives, and in seconds."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.bytes = settings.body_bytes
        self.seconds = settings.body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(scope, receive)
        except TimeoutError:
            await refuse(send, HTTPStatus.REQUEST_TIMEOUT, "The request body did not arrive in time.")
            return
        if body is None:
            detail = f"The request body is larger than {self.bytes} bytes."
            await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return
        await while_connected(self.app, scope, body, receive, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body; None as soon as it is too large (or is announced to be); b"" when the client has gone."""
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced[:20]) > self.bytes:
            return None
        chunks = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b""
            chunks += message.get("body", b"")
            if len(chunks) > self.bytes:
                return None
            if not message.get("more_body", False):
                return bytes(chunks)


async def while_connected(app: ASGIApp, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
    """Lets the application answer, and ends that when the client has gone: nobody waits for what it would do."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    gone = asyncio.ensure_future(receive())

    async def replay() -> Message:
        return waiting.pop() if waiting else await asyncio.shield(gone)

    answering = asyncio.ensure_future(app(scope, replay, send))
    try:
        await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done() and gone.result()["type"] == "http.disconnect":
            answering.cancel()
        await answering
    except asyncio.CancelledError:
        if not gone.done():
            raise
    finally:
        answering.cancel()
        gone.cancel()
