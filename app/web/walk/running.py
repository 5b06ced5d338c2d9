"""A run that goes on: its latest report in, what the page tells of it out."""

from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from app.graph.numbers import short
from app.graph.progress import Progress
from app.web.language import grouped
from app.web.walk.passes import curve


@dataclass(frozen=True)
class State:
    """_progress.html: how far the run is; not `begun`, it waits for its turn. `share` is 0 to 1 or unknown."""

    begun: bool
    passes: str = ""
    expected: str = ""
    share: float | None = None
    seconds: str = ""
    loss: str = ""
    curve: str = ""
    width: int = 1
    printed: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Told:
    """_progress.html by itself, as an event."""

    progress: State


@dataclass(frozen=True)
class Running:
    """_running.html: the addresses of the run's reports, of its stop, and of the page that waits for its end; `place`
    is what the address says besides its program."""

    stream: str
    stop: str
    whole: str
    place: tuple[tuple[str, str], ...]
    progress: State


def running(token: str, key: str, query: dict[str, str], report: bytes | None) -> Running:
    """The run of a token as the page with this query follows it; `key` is known to that page alone."""
    return Running(
        f"/p/{token}/progress?{urlencode({**query, 'key': key})}",
        f"/p/{token}/stop?{urlencode({'key': key})}",
        f"?{urlencode({**query, 'wait': '1'})}",
        tuple(query.items()),
        state(report),
    )


def progress(report: bytes | None) -> Progress | None:
    """What a report says; None where there is none yet."""
    try:
        return msgspec.msgpack.decode(report or b"", type=Progress)
    except msgspec.MsgspecError:
        return None


def state(report: bytes | None) -> State:
    """What a report says, for a person."""
    told = progress(report)
    if told is None:
        return State(False)
    return State(
        True,
        str(grouped(told.passes)),
        "" if told.expected is None else str(grouped(told.expected)),
        None if told.expected is None else min(told.passes / max(told.expected, 1), 1.0),
        f"{told.seconds:.1f}",
        "" if told.loss is None else short(told.loss),
        curve(told.places, told.losses),
        max(told.passes, told.expected or 0, 2) - 1,
        told.printed,
        told.cut,
    )
