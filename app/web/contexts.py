"""What every template is given: one frozen dataclass a template, nothing but data for a person."""

from dataclasses import dataclass

from app.errors import Text
from app.web.language import Language


@dataclass(frozen=True)
class Shell:
    """What every whole page needs: its title, its language, and the languages one may switch to."""

    title: str
    language: Language
    languages: tuple[Language, ...]


@dataclass(frozen=True)
class FailurePage:
    """failure.html: an answer that is not the workspace."""

    shell: Shell
    status: int
    message: Text
    hint: Text | None
    restart: bool


@dataclass(frozen=True)
class Notice:
    """_notice.html: something that went wrong while the page stays as it is."""

    message: Text
    hint: Text | None


@dataclass(frozen=True)
class Operation:
    """One route of the API."""

    method: str
    path: str
    summary: str
    description: str
    has_body: bool


@dataclass(frozen=True)
class DocsPage:
    """docs.html: the API on one page."""

    shell: Shell
    base: str
    operations: tuple[Operation, ...]
