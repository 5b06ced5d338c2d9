"""`torch.save`, `torch.load` and the few functions of `os` that go with them: what a program saves is kept for as long
as it runs, under the name of the file. Nothing reaches a disk."""

import posixpath
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from app.engine.program.objects import Function
from app.engine.python.deep_copies import Copying, deep
from app.engine.runtime import Runtime
from app.engine.torch.devices import check_place
from app.errors import ProgramError, Refused, text

_LONGEST = 1_000
_WEIGHTS = (Tensor, dict, OrderedDict, list, tuple, set, int, float, bool, str, type(None), torch.dtype, torch.Size)
"""What torch.load reads unless it is told otherwise."""


class KeptFiles:
    """The files and folders of one run, by their names."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.files: dict[str, Any] = {}
        self.folders: set[str] = {"."}

    def save(self, obj: Any, f: Any, **_: Any) -> None:
        """torch.save(obj, f): a copy, without gradients and without the graph, as pickling makes one."""
        self.files[_path(f)] = Copying(cut=True).copy(obj)
        if not any(note.code == "kept-in-memory" for note in self.runtime.notices.notes):
            self.runtime.notices.add(
                "kept-in-memory",
                text("What is saved here is kept while the program runs; no file is written."),
                text("torch.load finds it again under the same name."),
                self.runtime.scope.span,
            )

    def load(self, f: Any, map_location: Any = None, *, weights_only: Any = True, **_: Any) -> Any:
        """torch.load(f)."""
        if isinstance(map_location, str):
            check_place(map_location)
        path = _path(f)
        if path not in self.files:
            raise missing(path)
        found = self.files[path]
        if weights_only:
            _check_weights(found)
        return deep(found)

    def exists(self, path: Any) -> bool:
        """os.path.exists(path)."""
        return self.is_file(path) or self.is_folder(path)

    def is_file(self, path: Any) -> bool:
        """os.path.isfile(path)."""
        return _path(path) in self.files

    def is_folder(self, path: Any) -> bool:
        """os.path.isdir(path)."""
        return _path(path) in self.folders

    def make_folders(self, name: Any, mode: Any = 0o777, exist_ok: Any = False) -> None:
        """os.makedirs(name)."""
        del mode  # nobody else is here
        path = _path(name)
        if path in self.folders and not exist_ok:
            raise _os_error(FileExistsError(17, "File exists", name))
        while path not in ("", "/", "."):
            self.folders.add(path)
            path = posixpath.dirname(path)

    def remove(self, path: Any) -> None:
        """os.remove(path)."""
        if _path(path) not in self.files:
            raise missing(_path(path))
        del self.files[_path(path)]


def _path(name: Any) -> str:
    if type(name) is not str or len(name) > _LONGEST:
        raise Refused(
            text("Only a name in quotes can stand for a file here."), hint=text("Write torch.save(state, 'model.pt').")
        )
    return posixpath.normpath(name) if name else ""


def missing(path: str) -> ProgramError:
    """The answer to a file that the program has not saved itself."""
    return ProgramError(
        text("There is no file '%(path)s': only what the program itself has saved is there.", path=path[:40]),
        code="file",
        hint=text("Save it above this line with torch.save, or make the data with torch.randn."),
        raised=FileNotFoundError(2, "No such file or directory", path),
    )


def _os_error(error: OSError) -> ProgramError:
    return ProgramError(
        text("There is such a folder already."), code="file", hint=text("Write exist_ok=True."), raised=error
    )


def _check_weights(value: Any) -> None:
    waiting = [value]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if type(item) not in (*_WEIGHTS, nn.Parameter):
            raise ProgramError(
                text("torch.load reads tensors and plain values; an object of %(kind)s was saved.",
                     kind=type(item).__name__[:40]),
                code="file",
                hint=text("Write torch.load(name, weights_only=False), or save model.state_dict()."),
            )  # fmt: skip
        waiting.extend([*item.keys(), *item.values()] if isinstance(item, dict) else [])
        waiting.extend(item if isinstance(item, (list, tuple, set)) else [])


def kept_files(runtime: Runtime) -> Mapping[str, Function]:
    """The functions of one run, by their dotted names."""
    kept = KeptFiles(runtime)
    calls: dict[str, tuple[Callable[..., Any], str]] = {
        "torch.save": (kept.save, "obj f pickle_protocol"),
        "torch.load": (kept.load, "f map_location weights_only"),
        "os.makedirs": (kept.make_folders, "name mode exist_ok"),
        "os.mkdir": (kept.make_folders, "mode"),
        "os.remove": (kept.remove, ""),
        "os.path.exists": (kept.exists, ""),
        "os.path.isfile": (kept.is_file, ""),
        "os.path.isdir": (kept.is_folder, ""),
    }
    return {
        name: Function(name, call, traced=False, keywords=frozenset(keywords.split()))
        for name, (call, keywords) in calls.items()
    }
