"""ASGI: every request speaks the language that it asks for, and ?lang= is remembered in a cookie."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.language import COOKIE, asked_query, choose, current

YEAR = 31_536_000


class LanguageChoice:
    """Sets the language of the request, and says in the answer which one it was."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        language = choose(asked.query_params, asked.cookies, asked.headers.get("accept-language", ""))
        current.set(language)
        asked_query.set(asked.url.query)

        async def with_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Language"] = language.tag
                if asked.query_params.get("lang") == language.code:
                    cookie = f"{COOKIE}={language.code}; Path=/; Max-Age={YEAR}; SameSite=Lax; HttpOnly"
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, with_language)
