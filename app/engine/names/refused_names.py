"""Names of Python's own that a program can't use: why, and what to write instead, as a literal table."""

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import Refused, Span, Text, text

_FILES = text("'%(name)s' is not available: files can't be read or written here.")
_ASKS = text("'%(name)s' is not available: nobody can answer while a program runs.")
_TEXT = text("'%(name)s' is not available: text is never run as a program here.")
_INSIDE = text("'%(name)s' is not available: it looks into Python itself.")
_NO_KIND = text("'%(name)s' is not available: complex numbers and bytes are not part of the language.")
_ENDS = text("'%(name)s' is not available: a program ends with its last line.")
_BUILT_IN = text("'%(name)s' is not available here.")

_DATA = text("Type the data into the program.")
_VALUE = text("Write the value itself: x = 3.0.")
_FUNCTION = text("Write the code itself, or a function with def.")
_DICTIONARY = text("Keep the values in a dictionary: values = {'x': 1.0}.")
_LEAVE_OUT = text("Leave the line out.")
_FUNCTIONS = text("It reaches into Python itself; use the functions of torch.")

_REFUSED: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        **dict.fromkeys(("open", "load", "save", "from_file", "tofile", "fromfile"), (_FILES, _DATA)),
        "input": (_ASKS, _VALUE),
        **dict.fromkeys(("eval", "exec", "compile"), (_TEXT, _FUNCTION)),
        **dict.fromkeys(("globals", "locals"), (_INSIDE, _DICTIONARY)),
        "dir": (_INSIDE, text("The list of operations is in the menu 'Export', under 'API'.")),
        "help": (_INSIDE, text("The list of operations is in the menu 'Export', under 'API'.")),
        "breakpoint": (_INSIDE, text("Step through the graph instead, or use print(...).")),
        "complex": (_NO_KIND, text("Use real numbers: keep the real and the imaginary part in two tensors.")),
        **dict.fromkeys(("bytes", "bytearray", "memoryview"), (_NO_KIND, text("Use text, or a list of numbers."))),
        **dict.fromkeys(("exit", "quit"), (_ENDS, _LEAVE_OUT)),
        **dict.fromkeys(("aiter", "anext"), (_BUILT_IN, _FUNCTIONS)),
    }
)


def refused_name(name: str, span: Span) -> Refused | None:
    """The answer to a name of Python's own that is not available; None: it is no such name."""
    if name not in _REFUSED:
        return None
    says, hint = _REFUSED[name]
    return Refused(text(says.template, name=name), code="refused-name", hint=hint, span=span)
