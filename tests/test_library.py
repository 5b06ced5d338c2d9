"""Nothing of Python can be reached: what programs see is in literal tables, and the tables hold nothing dangerous."""

import types

import pytest
import torch

from app.engine.names import namespaces
from app.engine.names.library import BARE, FUNCTIONS, KEYWORDS, MEMBERS
from app.engine.names.namespaces import TORCH
from app.engine.program.objects import Function, Getter, Namespace
from app.engine.run import run_program
from app.graph.model import Request

DANGEROUS = {
    "data_ptr", "untyped_storage", "storage", "set_", "share_memory_", "as_strided", "as_strided_", "resize_",
    "resize_as_", "apply_", "map_", "from_file", "load", "save", "compile", "jit", "ops", "hub", "multiprocessing",
    "to_sparse", "sparse_coo_tensor", "from_dlpack", "frombuffer", "embedding_renorm_", "lu_solve", "lu_unpack",
    "ldl_solve", "ormqr", "max_unpool2d", "ctc_loss", "embedding_bag", "get_rng_state", "set_rng_state",
    "set_flush_denormal", "pin_memory", "record_stream", "register_prehook",
    "__array__", "__dlpack__", "backward_hooks", "_backward_hooks", "format_map",
}  # fmt: skip


PLAIN = (float, bool, str, type(NotImplemented), torch.dtype, torch.layout, torch.memory_format)


def _reachable() -> list[tuple[str, object]]:
    """Everything that a program can name, through any number of namespaces."""
    found: list[tuple[str, object]] = []
    waiting: list[tuple[str, object]] = [*BARE.items(), *namespaces.BARE.items(), *TORCH.items()]
    while waiting:
        name, thing = waiting.pop()
        found.append((name, thing))
        if isinstance(thing, Namespace):
            waiting.extend((f"{name}.{inner}", member) for inner, member in thing.members.items())
    return found


def test_every_reachable_thing_is_opaque_or_plain() -> None:
    for name, thing in _reachable():
        assert isinstance(thing, (Function, Namespace, *PLAIN)), name
        assert not isinstance(thing, (types.ModuleType, type))


def test_no_dangerous_name_is_in_a_table() -> None:
    names = {name.rpartition(".")[2] for name, _ in _reachable()} | {
        name for table in MEMBERS.values() for name in table
    }
    assert not names & DANGEROUS
    assert {name for name in names if name.startswith("_")} <= {"__version__", "_version"}
    assert "out" not in KEYWORDS and "generator" not in KEYWORDS


def test_members_are_functions_or_getters() -> None:
    for table in MEMBERS.values():
        assert all(isinstance(member, (Function, Getter)) for member in table.values())


def test_the_tables_cannot_be_written_to() -> None:
    for table in (FUNCTIONS, BARE, TORCH, *MEMBERS.values()):
        with pytest.raises(TypeError):
            table["x"] = 1  # type: ignore[index]


OURS = {"y = torch.load", "y = torch.save"}
"""They have a version of our own: files that are kept in memory."""


@pytest.mark.parametrize("name", sorted(DANGEROUS - {"__array__", "__dlpack__"}))
def test_dangerous_names_are_refused_everywhere(name: str) -> None:
    for source in (f"x = param(1.0)\ny = x.{name}", f"y = torch.{name}", f"y = 'a'.{name}", f"y = [1].{name}"):
        error = run_program(Request(source)).error
        said = error is not None and error.code in ("unknown-attribute", "dunder")
        assert said or source.rpartition("\n")[2] in OURS, source
