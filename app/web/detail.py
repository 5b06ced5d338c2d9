"""How much the step panel tells: ?detail= of the address in, kept in every link of the walk."""

from contextvars import ContextVar
from typing import Literal, get_args
from urllib.parse import parse_qs, urlsplit

from fastapi import Request

Detail = Literal["numbers", "rule", "everything"]
DEFAULT: Detail = "rule"
LEVELS: tuple[Detail, ...] = get_args(Detail)
detail: ContextVar[Detail] = ContextVar("detail", default=DEFAULT)


def choose_detail(request: Request) -> None:
    """Sets the level of this request: that of its address, or of the page from which htmx asks."""
    asked = request.query_params.get("detail")
    if asked is None and request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "")).query
        asked = parse_qs(page).get("detail", [None])[0]
    detail.set(next((level for level in LEVELS if level == asked), DEFAULT))


def kept_detail() -> str:
    """What a link of the walk must add to keep the level: "" for the usual one."""
    level = detail.get()
    return "" if level == DEFAULT else f"&detail={level}"
