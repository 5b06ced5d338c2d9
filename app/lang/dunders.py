"""The names with two underscores on both sides that a program may use, as literal lists; all others are refused."""

_UNARY = "neg pos abs invert round"
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift"
_COMPARING = "eq ne lt le gt ge"
_CONTAINER = "len getitem setitem delitem contains iter next reversed"
_VALUE = "repr str bool hash"

OPERATORS = frozenset(
    f"__{name}__"
    for name in [
        *f"{_UNARY} {_COMPARING} {_CONTAINER} {_VALUE} {_BINARY} call".split(),
        *(f"r{name}" for name in _BINARY.split()),
        *(f"i{name}" for name in _BINARY.split() if name != "divmod"),
    ]
)
"""Methods that Python's own operators and protocols call."""

METHODS = OPERATORS | {"__init__", "__post_init__", "__enter__", "__exit__"}
"""What a class may define, and what may be called by its name, as in `super().__init__()`."""

IGNORED = frozenset({"__slots__", "__doc__", "__array_priority__"})
"""What a class body may give a value, to no effect."""

READABLE = frozenset({"__name__", "__version__"})
"""What may be read of a value: plain text."""

METADATA = frozenset(
    f"__{name}__" for name in "author version all date license copyright email credits maintainer status".split()
)
"""What a script says of itself: variables like any other."""
