"""What the charts of a run are given: legends with colours, the kind of scale, and the numbers that sum a curve up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """A series: its name, its colour and dashes, counted from 1, and the numbers that sum it up; `final` is what the
    last update has left, empty for what no update writes."""

    name: str
    colour: int
    dash: int
    first: str
    last: str
    least: str
    greatest: str
    final: str = ""


@dataclass(frozen=True)
class Chart:
    """The curves of one kind. `offered`: they may be shown on a logarithmic scale; `steep`: they are at first."""

    kind: str
    curves: tuple[Curve, ...]
    offered: bool
    steep: bool


@dataclass(frozen=True)
class Curves:
    """_curves.html: the charts, the pass that is shown, the token by which the API knows the run, whether its loss can
    be drawn over parameters, and whether it seems to be a classifier whose map can be drawn."""

    here: int
    count: int
    charts: tuple[Chart, ...]
    token: str
    has_surface: bool
    has_boundary: bool
