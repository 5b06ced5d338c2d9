"""Classes, exceptions, generators and decorators mean what they mean in Python; what reaches further is refused."""

from pathlib import Path

import pytest

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_python import run_plainly

DATA = Path(__file__).parent / "data"
PROGRAMS = {
    f"{file}: {name.strip()}": source
    for file in ("classes", "exceptions", "generators")
    for name, _, source in (part.partition("\n") for part in (DATA / f"{file}.txt").read_text().split("=== ")[1:])
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_python_prints(source: str) -> None:
    source += "\nlast_ = torch.ones(1, requires_grad=True).sum()"
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source).printed


OBJECT = "class A:\n    def __init__(self): self.x = 1\n    def m(self): return self\na = A()\n"
REFUSED = {
    "bases": "().__class__.__bases__",
    "class alone": "x = (1).__class__",
    "dict": OBJECT + "a.__dict__",
    "module": OBJECT + "A.__module__",
    "mro": OBJECT + "A.__mro__",
    "subclasses": OBJECT + "A.__subclasses__()",
    "name set": OBJECT + "A.__name__ = 'B'",
    "dunder set": OBJECT + "A.__add__ = 3",
    "dunder kept": OBJECT + "f = a.__init__",
    "dunder of super kept": "class A:\n    def f(self): return super().__init__\nA().f()",
    "super getattribute": "class A:\n    def f(self): return super().__getattribute__('f')\nA().f()",
    "super setattr": "class A:\n    def f(self): super().__setattr__('f', 1)\nA().f()",
    "super new": "class A:\n    def f(self): return super().__new__(A)\nA().f()",
    "super reduce": "class A:\n    def f(self): return super().__reduce__()\nA().f()",
    "getattr": "class A:\n    def __getattr__(self, name): return 1",
    "getattribute": "class A:\n    def __getattribute__(self, name): return 1",
    "setattr": "class A:\n    def __setattr__(self, name, value): pass",
    "del": "class A:\n    def __del__(self): pass",
    "new": "class A:\n    def __new__(cls): pass",
    "init_subclass": "class A:\n    def __init_subclass__(cls): pass",
    "class_getitem": "class A:\n    def __class_getitem__(cls, k): pass",
    "set_name": "class A:\n    def __set_name__(self, o, n): pass",
    "get": "class A:\n    def __get__(self, o, k): pass",
    "index": "class A:\n    def __index__(self): return 1",
    "torch_function": "class A:\n    def __torch_function__(self, *a): pass",
    "array": "class A:\n    def __array__(self): pass",
    "reduce": "class A:\n    def __reduce__(self): pass",
    "assigned": "class A:\n    __getattr__ = len",
    "metaclass": "class A(metaclass=type): pass",
    "class option": "class A(object, x=1): pass",
    "class name": "class __A__: pass",
    "traceback": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    e.__traceback__",
    "context": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    e.__context__",
    "cause": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    e.__cause__",
    "globals": "def f(): pass\nf.__globals__",
    "code": "def f(): pass\nf.__code__",
    "closure": "def f(): pass\nf.__closure__",
    "except star": "try:\n    pass\nexcept* ValueError:\n    pass",
    "async": "async def f(): pass",
    "await": "async def f(): await f()",
    "async with": "async def f():\n    async with f(): pass",
    "match": "match 3:\n    case int(): pass",
    "yield inside": "def f():\n    print((yield 1))",
    "yield in a condition": "def f():\n    if (yield): pass",
    "yield in a comprehension": "def f(): return [(yield x) for x in range(3)]",
    "yield outside": "yield 1",
    "return in a class": "class A:\n    return 1",
    "break in a class": "for i in range(3):\n    class A:\n        break",
    "star import in a function": "def f():\n    from torch import *",
    "global parameter": "def f(x):\n    global x",
    "bare except first": "try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass",
    "keyword twice": "class A: pass\nA(x=1, x=2)",
}
FAILING = {
    "type of three": ("type('X', (), {})", "arguments", 1),
    "type as a base": ("class M(type): pass", "base", 1),
    "int as a base": ("class M(int): pass", "base", 1),
    "tensor as a base": ("class M(torch.Tensor): pass", "base", 1),
    "function as a base": ("def f(): pass\nclass M(f): pass", "base", 2),
    "object as a base": (OBJECT + "class M(a): pass", "base", 5),
    "layouts": ("class M(ValueError, OSError): pass\nclass A: pass\nclass B(A, M): pass", "arguments", 3),
    "object attribute": (OBJECT + "\n\na.fields", "attribute", 7),
    "made_by": (OBJECT + "a.made_by", "attribute", 5),
    "class real": (OBJECT + "A.real", "attribute", 5),
    "class own": (OBJECT + "A.own", "attribute", 5),
    "method function": (OBJECT + "a.m.function", "unknown-attribute", 5),
    "method owner": (OBJECT + "a.m.owner", "unknown-attribute", 5),
    "generator frame": ("def g(): yield 1\nx = g()\nx.gi_frame", "unknown-attribute", 3),
    "sent to too early": ("def g(): yield 1\nx = g()\nx.send(1)", "arguments", 3),
    "function attributes": ("def f(): pass\nf.body", "unknown-attribute", 2),
    "function outer": ("def f(): pass\nf.outer", "unknown-attribute", 2),
    "set on a number": ("x = 1\nx.y = 2", "assignment", 2),
    "module internals": ("import torch.nn as nn\nclass N(nn.Module): pass\nN()._parameters", "attribute", 3),
    "module fields": ("import torch.nn as nn\nclass N(nn.Module): pass\nN().program_fields", "attribute", 3),
    "exception notes": ("try:\n    1/0\nexcept ZeroDivisionError as e:\n    e.add_note('x')", "attribute", 4),
    "exception args set": ("try:\n    1/0\nexcept ZeroDivisionError as e:\n    e.args = 1", "assignment", 4),
    "super outside": ("super().x", "super", 1),
    "super of another": (OBJECT + "class B: pass\nsuper(B, a).m()", "arguments", 6),
    "init returns": ("class A:\n    def __init__(self): return 5\nA()", "arguments", 3),
    "uncaught": ("def f():\n    raise ValueError('sad')\nf()", "raised", 2),
    "uncaught class": ("class E(Exception): pass\nraise E", "raised", 2),
    "raise a number": ("raise 5", "types", 1),
    "except a number": ("try:\n    1/0\nexcept 5:\n    pass", "torch", 3),
    "not caught": ("try:\n    1/0\nexcept KeyError:\n    pass", "division", 2),
    "raised in a handler": ("try:\n    1/0\nexcept ZeroDivisionError:\n    [][1]", "index", 4),
    "assertion": ("assert 1 > 2, 'why'", "assertion", 1),
    "limits are not caught": ("try:\n    x = [0] * 10**9\nexcept Exception:\n    print('caught')", "limit", 2),
    "refusals are not caught": ("try:\n    torch.hub\nexcept:\n    print('caught')", "unknown-attribute", 2),
    "recursion is not caught": ("def f():\n    try: f()\n    except: pass\n    finally: f()\nf()", "limit", 1),
    "no limit in __exit__": (
        "class C:\n    def __enter__(self): pass\n    def __exit__(self, *a): return True\nwith C():\n    [0] * 10**9",
        "limit", 5,
    ),
    "lies about its length": ("class L:\n    def __len__(self): return -1\nlen(L())", "arguments", 3),
    "too long": ("class L:\n    def __len__(self): return 10**30\nlen(L())", "overflow", 3),
    "length of text": ("class L:\n    def __len__(self): return 'x'\nlen(L())", "arguments", 3),
    "words of numbers": ("class L:\n    def __repr__(self): return 3\nprint(L())", "arguments", 3),
    "truth of numbers": ("class L:\n    def __bool__(self): return 3\nif L(): pass", "torch", 3),
    "endless object": ("class L:\n    def __iter__(self):\n        while True: yield 1\nlist(L())", "limit", 4),
    "repr of itself": ("class L:\n    def __repr__(self): return repr(self)\nprint(L())", "limit", 2),
    "eq of itself": ("class L:\n    def __eq__(self, o): return o == self\nL() == L()", "limit", 2),
    "hash of itself": ("class L:\n    def __hash__(self): return len({self})\n{L()}", "limit", 2),
    "item of itself": ("class L:\n    def __getitem__(self, i): return self[i]\nL()[0]", "limit", 2),
    "iter of itself": ("class L:\n    def __iter__(self): return iter(self)\nlist(L())", "limit", 2),
    "next of itself": (
        "class L:\n    def __iter__(self): return self\n    def __next__(self): return next(self)\nlist(L())",
        "limit", 3,
    ),
    "property of itself": ("class L:\n    @property\n    def x(self): return self.x\nL().x", "limit", 3),
    "a module in itself": (
        "import torch.nn as nn\nclass M(nn.Module):\n    def forward(self, x): return self(x)\nM()(1)", "limit", 3
    ),
    "tower of generators": (
        "def g(items):\n    for x in items: yield x\nh = [1]\nfor i in range(3000): h = g(h)\nlist(h)", "limit", 4
    ),
    "object into torch": (OBJECT + "torch.add(torch.ones(1), a)", "own-object", 5),
    "object in a list into torch": (OBJECT + "torch.tensor([1, a])", "own-object", 5),
}  # fmt: skip


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_reaches_into_python_is_refused(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is not None and run.error.code in ("dunder", "refused", "syntax", "unknown-attribute"), run.error
    assert run.printed == ""


@pytest.mark.parametrize(("source", "code", "line"), FAILING.values(), ids=FAILING)
def test_what_fails_is_placed_and_explained(source: str, code: str, line: int) -> None:
    run = run_program(Request(source))
    assert run.error is not None and run.error.span is not None
    assert (run.error.code, run.error.span.line) == (code, line), run.error
    assert "caught" not in run.printed
    words = run.error.message.text + (run.error.hint.text if run.error.hint else "")
    assert not any(leak in words for leak in ("0x", "app.", "<locals>", "<lambda>", "site-packages"))
