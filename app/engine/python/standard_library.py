"""The modules of Python's own that a program can import, by name, and how the values that they make show attributes."""

import string
from collections.abc import Mapping
from types import MappingProxyType

from app.engine.names.families import Family
from app.engine.program.data_classes import DATA_CLASSES
from app.engine.program.generated_methods import DATA_FIELDS, DataField
from app.engine.program.objects import Namespace
from app.engine.program.placeholders import Progress
from app.engine.python.arguments import ARGPARSE, ARGUMENT_FAMILIES
from app.engine.python.clock import DATETIME, MOMENTS, TIME
from app.engine.python.collected import COLLECTED, COLLECTIONS
from app.engine.python.contexts import CONTEXTLIB
from app.engine.python.copies import COPY
from app.engine.python.function_tools import FUNCTOOLS, OPERATOR
from app.engine.python.harmless_names import HARMLESS, PROGRESS
from app.engine.python.iteration import CHAINS, ITERTOOLS, Chain
from app.engine.python.mathematics import MATH
from app.engine.python.outside import OUTSIDE, OUTSIDE_FAMILIES
from app.engine.python.python_random import RANDOM_MODULE

_LETTERS = ("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits")

STANDARD_LIBRARY: Mapping[str, Namespace] = MappingProxyType(
    {
        **HARMLESS,
        **OUTSIDE,
        "argparse": ARGPARSE,
        "collections": COLLECTIONS,
        "contextlib": CONTEXTLIB,
        "copy": COPY,
        "dataclasses": DATA_CLASSES,
        "datetime": DATETIME,
        "functools": FUNCTOOLS,
        "itertools": ITERTOOLS,
        "math": MATH,
        "operator": OPERATOR,
        "random": RANDOM_MODULE,
        "string": Namespace("string", MappingProxyType({name: vars(string)[name] for name in _LETTERS})),
        "time": TIME,
    }
)
STANDARD_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        **ARGUMENT_FAMILIES,
        **COLLECTED,
        **MOMENTS,
        **OUTSIDE_FAMILIES,
        DataField: DATA_FIELDS,
        Progress: PROGRESS,
        Chain: CHAINS,
    }
)
