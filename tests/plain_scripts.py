"""The oracle for whole scripts: text in; what real Python, torch and numpy print, count and end with. For text of this
repository only."""

import contextlib
import copy
import io
import random
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy
import torch
from torch import nn

DRAWING = (
    "matplotlib",
    "matplotlib.animation",
    "matplotlib.cm",
    "matplotlib.pylab",
    "matplotlib.pyplot",
    "mpl_toolkits",
    "mpl_toolkits.mplot3d",
)


ASIDE = ("torch.autograd.functional", "torch.autograd.gradcheck")
"""What differentiates for itself."""


@dataclass(frozen=True)
class Outcome:
    """`printed` is what the script printed. `closing` are lines that print the values and gradients of everything that
    it left under a name, digit by digit, and `final` is what they print. `passes` counts calls of backward and grad."""

    printed: str
    closing: str
    final: str
    passes: int


class Canvas(types.ModuleType):
    """Stands for a drawing library and everything that it returns: takes any call, draws nothing, unpacks into two."""

    def __getattr__(self, name: str) -> "Canvas":
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        return Canvas(name)

    def __call__(self, *_arguments: object, **_options: object) -> "Canvas":
        return Canvas("call")

    def __getitem__(self, _index: object) -> "Canvas":
        return Canvas("item")

    def __setitem__(self, _index: object, _value: object) -> None:
        pass

    def __iter__(self) -> Iterator["Canvas"]:
        return iter((Canvas("first"), Canvas("second")))


def run_script(source: str, seed: int = 0) -> Outcome:
    """Run a script as `python script.py` would, everything seeded, and look at what it leaves behind."""
    namespace: dict[str, Any] = {"__name__": "__main__", "choose": lambda *options: options[0]}
    torch.manual_seed(seed)
    numpy.random.seed(seed)
    random.seed(seed)
    # torch's own tests, which others of ours import, forbid a script to set flags such as those of cudnn.
    with _alone(), _counted() as counted, torch.backends.__allow_nonbracketed_mutation():
        printed = _printed(source, namespace)
        passes = len(counted)
        closing = closing_lines(namespace)
        return Outcome(printed, closing, _printed(closing, namespace), passes)


def closing_lines(namespace: dict[str, Any]) -> str:
    """Lines of Python that print the state of the tensors, arrays, numbers and modules of a namespace."""
    names = [name for name in namespace if not name.startswith("_") and name not in ("torch", "choose")]
    return "".join("\n" + line for name in names for line in _lines(name, namespace[name]))


def _lines(name: str, value: Any) -> list[str]:
    if isinstance(value, torch.Tensor):
        return [f"print({name!r}, {_numbers(name)})", *_gradient(name, name, value)]
    if isinstance(value, numpy.ndarray) and value.dtype.kind in "fiub":
        return [f"print({name!r}, {_numbers(name)})"]
    if isinstance(value, bool | int | float | numpy.generic):
        return [f"print({name!r}, {name})"]
    if isinstance(value, nn.Module) and value.state_dict():
        return _module_lines(name)
    if isinstance(value, list) and value and all(type(entry) is float for entry in value):
        return [f"print({name!r}, {name}[-30:])"]
    if isinstance(value, list | tuple) and value and all(isinstance(entry, torch.Tensor) for entry in value):
        return [f"for entry_ in {name}[:20]:\n    print({name!r}, {_numbers('entry_')})"]
    return []


def _module_lines(name: str) -> list[str]:
    return [
        f"for key_, entry_ in {name}.state_dict().items():\n    print({name!r}, key_, {_numbers('entry_')})",
        f"for key_, entry_ in {name}.named_parameters():\n"
        f"    print({name!r}, key_, None if entry_.grad is None else {_numbers('entry_.grad')})",
    ]


def _gradient(label: str, name: str, value: torch.Tensor) -> list[str]:
    if not (value.is_leaf and value.requires_grad):
        return []
    return [f"print({label!r}, 'grad', None if {name}.grad is None else {_numbers(name + '.grad')})"]


def _numbers(name: str) -> str:
    return f"{name}.reshape(-1)[:100].tolist()"


def _printed(source: str, namespace: dict[str, Any]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as text, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "<script>", "exec"), namespace)
    return text.getvalue()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """What a script sets for the whole process is as before when it is over, and its files are gone; drawing is
    pretended."""
    printing, dtype, grad = copy.copy(torch._tensor_str.PRINT_OPTS), torch.get_default_dtype(), torch.is_grad_enabled()
    try:
        sys.modules.update({name: Canvas(name) for name in DRAWING})
        with numpy.printoptions(), numpy.errstate(), tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            with patch.object(sys, "argv", ["program.py"]):
                yield
    finally:
        for name in DRAWING:
            del sys.modules[name]
        torch._tensor_str.PRINT_OPTS = printing
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(grad)
        torch.autograd.set_detect_anomaly(False)


@contextlib.contextmanager
def _counted() -> Iterator[list[str]]:
    """Every backward() and autograd.grad() of the script that works; those inside jacobian() and gradcheck() are not
    the script's."""
    calls: list[str] = []

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            result = real(*arguments, **options)
            if sys._getframe(1).f_globals["__name__"] not in ASIDE:
                calls.append(real.__name__)
            return result

        return call

    with contextlib.ExitStack() as patches:
        for name in ("backward", "grad"):
            patches.enter_context(patch.object(torch.autograd, name, counting(getattr(torch.autograd, name))))
        yield calls
