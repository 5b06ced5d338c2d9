"""The application: settings in, an ASGI app out, with its pipeline started and stopped around it."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.config import Settings
from app.pipeline import Pipeline
from app.web import api, health, openapi, problems
from app.web.assets import Assets
from app.web.language_choice import LanguageChoice
from app.web.limits import BodyLimit, ForeignPosts, SecurityHeaders
from app.web.questions import (
    checking,
    forward,
    inspect_api,
    inspector,
    matrices,
    matrices_api,
    paths,
    proof,
    questions_api,
    tangents_api,
)
from app.web.training import comparing, surface_api, surfaces
from app.web.walk import explaining, pages, progress

_PARTS = (
    pages, progress, surfaces, comparing, api, health, surface_api, explaining, questions_api, paths, proof,
    matrices, matrices_api, forward, tangents_api, inspector, inspect_api, checking,
)  # fmt: skip
"""What answers requests, each with a router of its own."""
ABOUT = "Runs a program with real PyTorch and gives its computation graph, with every value, gradient and step."


COLLECTED_AFTER = 10_000
"""So many new objects make Python look for garbage. A large run is as many at once, none of them garbage: to look after
every few hundred, as Python does by itself, takes most of the time of reading one."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    pipeline: Pipeline = app.state.pipeline
    await pipeline.start()
    try:
        with _seldom_collected():
            yield
    finally:
        await pipeline.stop()


@contextmanager
def _seldom_collected() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.freeze()  # what is imported stays
    gc.set_threshold(COLLECTED_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; the environment is read here, once, when no settings are given."""
    settings = settings or Settings()
    app = FastAPI(
        title="Gradwalk",
        version="1",
        description=ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.pipeline = Pipeline(settings)
    app.state.followed = {}
    for part in _PARTS:
        app.include_router(part.router)
    app.mount("/static", Assets())
    problems.install(app, settings)
    openapi.install(app)
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(ForeignPosts)
    app.add_middleware(LanguageChoice)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5)
    return app


app = create_app()
