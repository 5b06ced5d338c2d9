"""Own static files with their fingerprint in the URL, and vendored ones with the hashes of their manifest."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
SHEETS = (
    "tokens", "fonts", "base", "layout", "components", "program", "graph", "picture", "lesson", "explain", "product",
    "anatomy", "transport", "progress", "curves", "compare", "surface", "paths", "proof", "matrices", "forward",
    "inspector",
)  # fmt: skip
"""The style sheets under static/css/; a browser gets them as one, in this order."""
ALL = "css/all.css"


@cache
def manifest() -> dict[str, Any]:
    """The vendored packages by their short names."""
    packages: dict[str, Any] = json.loads((STATIC / "vendor" / "vendor.json").read_text())
    return packages


@cache
def asset(path: str) -> str:
    """The URL of a file under static/, which changes when the file does.

    >>> asset("css/base.css").startswith("/static/css/base.css?v=")
    True
    """
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"


@cache
def sheet() -> bytes:
    """All style sheets as one: a page that waits for twenty answers is painted later."""
    return b"\n".join((STATIC / "css" / f"{name}.css").read_bytes() for name in SHEETS)


@cache
def style() -> str:
    """The URL of the style sheets, which changes when one of them does.

    >>> style().startswith("/static/css/all.css?v=")
    True
    """
    return f"/static/{ALL}?v={hashlib.sha256(sheet()).hexdigest()[:12]}"


def integrity(package: str, name: str) -> str:
    """The integrity attribute of a vendored file."""
    return f"sha384-{manifest()[package]['files'][name]['sha384']}"


class Assets(StaticFiles):
    """The files under static/; those whose URL changes with their content are kept by browsers for good."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        all_sheets = path == ALL and scope["method"] in ("GET", "HEAD")
        response = Response(sheet(), media_type="text/css") if all_sheets else await super().get_response(path, scope)
        lasting = b"v=" in scope["query_string"] or path.startswith("vendor/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response
