"""Puts the pages together: a run, a pass and a position in, the contexts of the workspace out."""

from dataclasses import dataclass

from msgspec.structs import replace

from app.errors import Problem, Stopped
from app.graph.coordinates import Placement
from app.graph.model import Note, Run
from app.graph.model import Request as RunRequest
from app.graph.moment import Moment
from app.presets import FAMILIES, PRESETS, Preset, spoken
from app.web import token
from app.web.excerpts import excerpt
from app.web.language import current
from app.web.naming import called, preset_of
from app.web.questions.questions import Questions, answerable
from app.web.training.compare import choices
from app.web.training.curves import curves
from app.web.walk.contexts import ErrorBox, Lesson, NoteLine, PresetLink, Program, Workspace
from app.web.walk.panel import Narrator
from app.web.walk.parts import StepAnswer, Walk
from app.web.walk.passes import passes
from app.web.walk.picture import inside, pieces, whole
from app.web.walk.sights import seen
from app.web.walk.spots import address_of
from app.web.walk.transport import transport
from app.web.walk.variables import changed_rows, variables

MOST_PIECES = 100
"""Beyond this many changed parts the whole picture costs less than the parts."""


@dataclass(frozen=True)
class View:
    """What is looked at: the request, its run, and, when there is a graph, a moment of it and where its parts stand;
    `foldable` says that the graph as it is written is another than as autograd sees it."""

    asked: RunRequest
    run: Run
    moment: Moment | None
    placement: Placement | None
    foldable: bool = False


def workspace(view: View) -> Workspace:
    """The whole workspace."""
    preset = preset_of(view.asked.source)
    lesson = _lesson(preset) if preset is not None else None
    return Workspace(
        _program(view, preset), lesson, _walk(view), choices=choices(view.asked, view.run), questions=_questions(view)
    )


def title_of(view: View) -> str:
    """The title of the page."""
    return called(view.asked.source)


def step_answer(view: View, since: int) -> StepAnswer:
    """What differs from the position that the browser shows."""
    assert view.moment is not None and view.placement is not None
    run, moment = view.run, view.moment
    before = Moment(moment.index, since)
    nodes, edges = moment.changed_since(since)
    many = len(nodes) + len(edges) > MOST_PIECES
    return StepAnswer(
        panel=Narrator(run, moment).panel(),
        transport=transport(run, moment),
        variables=changed_rows(run, before, moment, nodes),
        pieces=() if many else pieces(view.placement, before, moment),
        drawing=inside(moment, view.placement) if many else None,
    )


def _walk(view: View) -> Walk | None:
    if view.moment is None or view.placement is None:
        return None
    run, moment = view.run, view.moment
    here = moment.index.pass_.index
    # fmt: off
    packed = token.encode(view.asked)
    return Walk(whole(moment, view.placement), Narrator(run, moment).panel(), variables(run, moment, packed),
                transport(run, moment), passes(run, here), curves(run, here, packed),
                seen(moment) if view.foldable else ())
    # fmt: on


def _questions(view: View) -> Questions | None:
    """What may be asked of a pass in which something was differentiated."""
    if view.moment is None or view.moment.index.pass_.root is None:
        return None
    pass_, asked = view.moment.index.pass_, view.asked
    own = replace(asked, root=None, upstream=None)
    # fmt: off
    return Questions(token.encode(replace(asked, record=0)), pass_.index,
                     answerable(view.moment.index.graph, view.run.source, ""),
                     asked.root, f"/p/{token.encode(own)}")
    # fmt: on


def _lesson(preset: Preset) -> Lesson:
    words = spoken(preset.lesson, current.get().code).strip()
    return Lesson(spoken(preset.title, current.get().code), tuple(part.strip() for part in words.split("\n\n")))


def _program(view: View, preset: Preset | None) -> Program:
    run, language = view.run, current.get().code
    source = run.source.rstrip("\n")
    menu = tuple(
        PresetLink(slug, spoken(each.title, language), spoken(FAMILIES[each.family], language), each is preset)
        for slug, each in PRESETS.items()
    )
    return Program(
        source=source,
        lines=source.count("\n") + 1,
        seed=run.seed,
        presets=menu,
        title=called(view.asked.source),
        added=run.added,
        error=_error(run.error, run.source, view.moment is not None) if run.error and not _stopped(run) else None,
        notes=(*_stopped(run), *(_note(note, run) for note in run.notes)),
        printed=run.printed,
    )


def _error(problem: Problem, source: str, partial: bool) -> ErrorBox:
    return ErrorBox(problem.message, problem.hint, excerpt(source, problem.span), problem.fix, partial)


def _stopped(run: Run) -> tuple[NoteLine, ...]:
    """Where a person has stopped the program: what he wanted, and so no error."""
    if run.error is None or run.error.code != Stopped.default_code:
        return ()
    return (NoteLine(run.error.span.line if run.error.span else None, run.error.message, run.error.hint),)


def _note(note: Note, run: Run) -> NoteLine:
    return NoteLine(note.span.line if note.span else None, note.message, note.hint, address_of(note, run))
