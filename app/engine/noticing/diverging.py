"""The losses of a run in; a note out where they grow beyond all measure, or are no numbers any more."""

from collections.abc import Iterator, Sequence

from app.engine.noticing.bad_numbers import BAD
from app.errors import text
from app.graph.model import Note, Number, Pass, Series

_GROWN = 1e3
_SMALLEST = 1e-3
_EDGE = 3
"""So many losses at either end are looked at, so that one easy sample does not set the measure."""
_TENFOLD = 10


def diverging(passes: Sequence[Pass], series: Sequence[Series], known: Sequence[Note]) -> Iterator[Note]:
    """At most one note; a loss that is not finite is not told where `known` says by which node of its pass."""
    loss = next((each for each in series if each.kind == "loss"), None)
    if loss is None or len(loss.values) < 2:
        return
    bad = next((place for place, value in enumerate(loss.values) if isinstance(value, str)), None)
    place = _outgrown(loss.values[:bad], bad is not None)
    if place is not None and _moves(series):
        yield _diverges(passes[loss.passes[place]], loss.values[place])
    elif bad is not None and bad > 0 and not _explained(loss.passes[bad], known):
        yield _not_finite(passes[loss.passes[bad]], loss.values[bad])


def _outgrown(values: Sequence[Number], ends_badly: bool) -> int | None:
    """The place of the first loss that is out of all proportion to the first ones, unless the last ones are not. Before
    a loss that is not finite it takes less."""
    numbers = [float(value) for value in values]
    edge = max(1, min(_EDGE, len(numbers) // 2))
    measure = max(map(abs, numbers[:edge]), default=0.0)
    if ends_badly and len(numbers) > 1 and numbers[-1] - numbers[0] > _TENFOLD * abs(numbers[0]):
        measure = abs(numbers[0]) * _TENFOLD / _GROWN
    elif not numbers or min(numbers[-edge:]) - measure <= _GROWN * max(measure, _SMALLEST):
        return None
    most = _GROWN * max(measure, _SMALLEST)
    return next((place for place, number in enumerate(numbers) if number - measure > most), None)


def _moves(series: Sequence[Series]) -> bool:
    """Whether a parameter changes: else other functions are differentiated, one after the other."""
    parameters = [each for each in series if each.kind in ("parameter", "norm")]
    return not parameters or any(len({*each.values, each.last}) > 1 for each in parameters)


def _explained(index: int, known: Sequence[Note]) -> bool:
    """Whether a recorded pass has shown where the bad numbers began."""
    return any(note.code in BAD and note.pass_index is not None and note.pass_index <= index for note in known)


def _diverges(pass_: Pass, value: Number) -> Note:
    return Note(
        "diverges",
        text(
            "The loss grows instead of falling; in pass %(number)s it is %(loss)s.",
            number=pass_.index + 1,
            loss=f"{value:.4g}",
        ),
        text("The learning rate is too large: try a tenth of it."),
        pass_.span,
        pass_.index,
        pass_.root,
    )


def _not_finite(pass_: Pass, value: Number) -> Note:
    return Note(
        "loss-not-finite",
        text("In pass %(number)s the loss is %(loss)s for the first time.", number=pass_.index + 1, loss=str(value)),
        text("Open that pass: it is recorded then, and a note says at which node it began."),
        pass_.span,
        pass_.index,
        pass_.root,
    )
