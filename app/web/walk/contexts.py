"""What the templates of the workspace are given: frozen dataclasses, nothing but data for a person."""

from dataclasses import dataclass

from app.errors import Fix, Text
from app.export import Format
from app.web.contexts import Shell
from app.web.excerpts import Excerpt
from app.web.questions.questions import Questions
from app.web.training.compare import Choices
from app.web.walk.parts import Walk
from app.web.walk.running import Running


@dataclass(frozen=True)
class ErrorBox:
    """_error.html: what is wrong with the program, where, and the repair that one click applies."""

    message: Text
    hint: Text | None
    excerpt: Excerpt | None
    fix: Fix | None
    partial: bool


@dataclass(frozen=True)
class NoteLine:
    """A note on a run that worked, with its line in the source, and the address of the step that it is about."""

    line: int | None
    message: Text
    hint: Text | None
    address: str | None = None


@dataclass(frozen=True)
class PresetLink:
    """A line of the preset menu."""

    slug: str
    title: str
    family: str
    current: bool


@dataclass(frozen=True)
class Program:
    """_program.html: the left place."""

    source: str
    lines: int
    seed: int
    presets: tuple[PresetLink, ...]
    title: str
    added: tuple[str, ...]
    error: ErrorBox | None
    notes: tuple[NoteLine, ...]
    printed: str


@dataclass(frozen=True)
class Lesson:
    """_lesson.html: what a preset wants to show."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Toolbar:
    """_toolbar.html: exports, language, theme."""

    shell: Shell
    token: str
    formats: tuple[Format, ...]


@dataclass(frozen=True)
class Workspace:
    """_workspace.html: the three places and the strip; while the program runs on, how it goes in place of the graph."""

    program: Program
    lesson: Lesson | None
    walk: Walk | None
    running: Running | None = None
    choices: Choices | None = None
    questions: Questions | None = None


@dataclass(frozen=True)
class WorkspacePage:
    """workspace.html, the whole page."""

    shell: Shell
    toolbar: Toolbar
    workspace: Workspace


@dataclass(frozen=True)
class RunAnswer:
    """run_answer.html: a new workspace for htmx, and the toolbar with its links."""

    toolbar: Toolbar
    workspace: Workspace
