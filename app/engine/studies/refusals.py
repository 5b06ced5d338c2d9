"""Why a question about a run has no answer in, the error that says so out; its code names the question."""

from app.errors import ProgramError, Text


def no_surface(why: Text, hint: Text | None = None) -> ProgramError:
    """The loss can't be computed at other numbers: there is no surface, and no map."""
    return ProgramError(why, code="no-surface", hint=hint)


def no_paths(why: Text, hint: Text | None = None) -> ProgramError:
    """The gradient of a node has no paths."""
    return ProgramError(why, code="no-paths", hint=hint)


def no_proof(why: Text, hint: Text | None = None) -> ProgramError:
    """The gradients can't be compared with differences."""
    return ProgramError(why, code="no-proof", hint=hint)


def no_matrices(why: Text, hint: Text | None = None) -> ProgramError:
    """A node has no Jacobian."""
    return ProgramError(why, code="no-matrices", hint=hint)


def no_tangents(why: Text, hint: Text | None = None) -> ProgramError:
    """A direction has no tangents."""
    return ProgramError(why, code="no-tangents", hint=hint)
