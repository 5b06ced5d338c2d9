"""How the graph is seen: ?view= and ?turned= of the address in, kept in every link of the walk beside the detail."""

import re
from contextvars import ContextVar
from urllib.parse import parse_qs, urlsplit

from fastapi import Request

from app.graph.folding.sight import VIEWS, Sight, ViewName
from app.graph.folding.steps import whole_position
from app.graph.moment import Moment
from app.web.detail import Detail, kept_detail

DEFAULT: ViewName = "written"
MOST_TURNED = 500
USUAL = Sight(DEFAULT)
sight: ContextVar[Sight] = ContextVar("sight", default=USUAL)
_GROUP = re.compile("g[0-9]{1,6}")


def choose_view(request: Request) -> None:
    """Sets the sight of this request: that of its address, or of the page from which htmx asks. The groups of another
    program's page are not those of this one."""
    page = page_of(request)
    turned = page.get("turned") if is_at_home(request) else None
    asked = {"view": page.get("view"), "turned": turned, **request.query_params}
    sight.set(sight_of(asked.get("view"), asked.get("turned")))


def sight_of(view: str | None, turned: str | None) -> Sight:
    """The sight of two parts of an address, as far as they say something."""
    return Sight(next((name for name in VIEWS if name == view), DEFAULT), frozenset(turned_groups(turned or "")))


def turned_groups(written: str) -> list[str]:
    """The ids of groups in an address.

    >>> turned_groups("g3.g12.<b>")
    ['g3', 'g12']
    """
    return [group for group in written.split(".") if _GROUP.fullmatch(group)][:MOST_TURNED]


def page_of(request: Request) -> dict[str, str]:
    """The query of the page from which htmx asks; empty for a visit."""
    query = _page(request)[1]
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def is_at_home(request: Request) -> bool:
    """Whether htmx asks from a page of the very program that it asks for."""
    return _page(request)[0] == request.url.path


def _page(request: Request) -> tuple[str, str]:
    """Path and query of the page from which htmx asks."""
    if request.headers.get("HX-Request") != "true":
        return "", ""
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "", ""
    return address.path, address.query


def kept(detail: Detail | None = None) -> str:
    """What a link of the walk must add to keep the sight and the level of detail, or to go to another level: "" for
    the usual ones."""
    now = sight.get()
    view = f"&view={now.view}" if now.view != DEFAULT else ""
    level = kept_detail() if detail is None else f"&detail={detail}"
    return level + view + (f"&turned={_written(now.turned)}" if now.turned else "")


def kept_fields() -> tuple[tuple[str, str], ...]:
    """The same for a form, whose exports have another usual view."""
    now = sight.get()
    fields = {"detail": kept_detail().partition("=")[2], "view": now.view, "turned": _written(now.turned)}
    return tuple((name, value) for name, value in fields.items() if value)


def turned_address(moment: Moment, group: str) -> str:
    """The address of the same moment with one group turned: folded where it is not, unfolded where it is."""
    now = sight.get()
    return address_in(moment, Sight(now.view, now.turned ^ {group}))


def address_in(moment: Moment, wanted: Sight) -> str:
    """The address of the same moment as it is seen in another way; it says all, so that no page adds to it."""
    at = whole_position(moment.index.steps, moment.position)
    place = f"?pass={moment.index.pass_.index}&at={at}{kept_detail()}"
    return f"{place}&view={wanted.view}&turned={_written(wanted.turned)}"


def _written(turned: frozenset[str]) -> str:
    return ".".join(sorted(turned, key=lambda group: int(group[1:])))
