"""`time` and `datetime` on a clock of the run's own, which goes on a little at each look: nothing waits, and two runs
of a program print the same."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from app.engine.names.families import Family, Member, table_family
from app.engine.program.objects import Function, Getter, Namespace
from app.engine.python.surroundings import SURROUNDINGS
from app.errors import ProgramError, text

_FORMAT = re.compile(r"(?:[^%]|%[a-zA-Z%]){0,200}")
_NANOSECONDS = 1_000_000_000


def _now() -> datetime:
    return datetime.fromtimestamp(SURROUNDINGS.now(), tz=UTC).replace(tzinfo=None)


def _formatted(moment: datetime, format: Any) -> str:
    if not isinstance(format, str) or not _FORMAT.fullmatch(format):
        raise ProgramError(text("A format of a date is a short text."), code="arguments")
    return moment.strftime(format)


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False, keywords=frozenset())


TIME = Namespace(
    "time",
    MappingProxyType(
        {
            **{name: _function(f"time.{name}", SURROUNDINGS.now) for name in ("time", "perf_counter", "monotonic")},
            "process_time": _function("time.process_time", SURROUNDINGS.now),
            "time_ns": _function("time.time_ns", lambda: int(SURROUNDINGS.now() * _NANOSECONDS)),
            "perf_counter_ns": _function("time.perf_counter_ns", lambda: int(SURROUNDINGS.now() * _NANOSECONDS)),
            "sleep": _function("time.sleep", lambda _: None),
            "ctime": _function("time.ctime", lambda: _now().ctime()),
            "strftime": _function("time.strftime", lambda format: _formatted(_now(), format)),
        }
    ),
)
_DATETIME = Namespace(
    "datetime.datetime",
    MappingProxyType({name: _function(f"datetime.{name}", lambda *_: _now()) for name in ("now", "today", "utcnow")}),
)
DATETIME = Namespace("datetime", MappingProxyType({"datetime": _DATETIME}))


def _members(names: str, **own: Member) -> Family:
    return table_family(MappingProxyType({**{name: Getter(attrgetter(name)) for name in names.split()}, **own}))


MOMENTS: Mapping[type, Family] = MappingProxyType(
    {
        datetime: _members(
            "year month day hour minute second microsecond",
            strftime=_function("strftime", _formatted),
            isoformat=_function("isoformat", lambda moment: moment.isoformat()),
            timestamp=_function("timestamp", lambda moment: moment.replace(tzinfo=UTC).timestamp()),
        ),
        timedelta: _members(
            "days seconds microseconds", total_seconds=_function("total_seconds", timedelta.total_seconds)
        ),
    }
)
