"""How formulas are written: for each way of writing a table of operators, and how names and numbers look in it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

SUM, PRODUCT, FACTOR, POWER, ATOM = 1, 3, 4, 5, 6
_COMPARED, _JOINED = 0.5, 0.25
SCIENTIFIC = re.compile(r"(-?[0-9.]+)e([+-]?)0*([0-9]+)")
DERIVATIVE = re.compile(r"∂(.+)/∂(.+)")
_NUMBER = re.compile(r"-?[0-9.]+")
_SIGNS = frozenset(" +-*/@=<>")


@dataclass(frozen=True)
class Form:
    """How an operator is written: what its result binds like, what its terms must bind like to go without brackets."""

    pattern: str
    binds: float
    terms: tuple[float, ...]


@dataclass(frozen=True)
class Notation:
    """One way of writing. `name` makes a name or number look right; `function` is the pattern of a call."""

    forms: Mapping[str, Form]
    name: Callable[[str], str]
    brackets: str
    function: str
    comma: str
    superscripts: bool = False


def binding(words: str, *, text: bool) -> float:
    """Negative numbers bind like sums, numbers with a power of ten like factors, expressions of a program loosely."""
    if words.startswith("-"):
        return SUM
    if DERIVATIVE.fullmatch(words):
        return PRODUCT if text else FACTOR
    if SCIENTIFIC.fullmatch(words) or r"\cdot" in words:
        return FACTOR
    return 0 if _SIGNS & set(words) else ATOM


def latex_name(words: str) -> str:
    r"""
    >>> latex_name("∂loss/∂w_1"), latex_name("-1.5e-07"), latex_name("x")
    ('\\frac{\\partial \\mathrm{loss}}{\\partial \\mathrm{w\\_1}}', '-1.5 \\cdot 10^{-7}', 'x')
    """
    if found := DERIVATIVE.fullmatch(words):
        return rf"\frac{{\partial {latex_name(found[1])}}}{{\partial {latex_name(found[2])}}}"
    if found := SCIENTIFIC.fullmatch(words):
        return rf"{found[1]} \cdot 10^{{{found[2].removeprefix('+')}{found[3]}}}"
    if _NUMBER.fullmatch(words) or (len(words) == 1 and words.isalpha()):
        return words
    special = {sign: rf"\{sign}" for sign in "_%&#${}"}
    special |= {"\\": r"\backslash{}", "^": r"\hat{}", "~": r"\sim{}", "∞": r"\infty{}", " ": r"\ "}
    return rf"\mathrm{{{''.join(special.get(sign, sign) for sign in words)}}}"


def mathml_name(words: str) -> str:
    """
    >>> mathml_name("∂L/∂y"), mathml_name("-2"), mathml_name("<b>")
    ('<mfrac><mi>∂L</mi><mi>∂y</mi></mfrac>', '<mn>−2</mn>', '<mi>&lt;b&gt;</mi>')
    """
    if found := DERIVATIVE.fullmatch(words):
        return f"<mfrac><mi>∂{escape(found[1])}</mi><mi>∂{escape(found[2])}</mi></mfrac>"
    if found := SCIENTIFIC.fullmatch(words):
        power = f"{found[2].removeprefix('+')}{found[3]}".replace("-", "−")
        return f"<mn>{found[1].replace('-', '−')}</mn><mo>·</mo><msup><mn>10</mn><mn>{power}</mn></msup>"
    if _NUMBER.fullmatch(words):
        return f"<mn>{words.replace('-', '−')}</mn>"
    return f"<mi>{escape(words)}</mi>"


def _between(sign: str) -> str:
    return f"<mrow>{{}}<mo>{sign}</mo>{{}}</mrow>"


_SUMMED, _MULTIPLIED = (SUM, PRODUCT), (PRODUCT, FACTOR)
_COMPARISONS = {"gt": (">", ">", "&gt;"), "ge": ("≥", r"\ge", "≥"), "lt": ("<", "<", "&lt;"), "le": ("≤", r"\le", "≤"),
                "eq": ("=", "=", "="), "ne": ("≠", r"\ne", "≠")}  # fmt: skip
_TEXT = {
    "add": Form("{} + {}", SUM, _SUMMED),
    "sub": Form("{} − {}", SUM, _SUMMED),
    "mul": Form("{}·{}", PRODUCT, _MULTIPLIED),
    "div": Form("{} / {}", PRODUCT, _MULTIPLIED),
    "matmul": Form("{} @ {}", PRODUCT, _MULTIPLIED),
    "neg": Form("−{}", SUM, (FACTOR,)),
    "pow": Form("{}^{}", POWER, (ATOM, ATOM)),
    "sqrt": Form("√{}", POWER, (ATOM,)),
    "transposed": Form("{}ᵀ", POWER, (ATOM,)),
    "abs": Form("|{}|", ATOM, (0,)),
    "log": Form("ln({})", ATOM, (0,)),
    "sigmoid": Form("σ({})", ATOM, (0,)),
    "total": Form("Σ {}", PRODUCT, (FACTOR,)),
    "where": Form("{1} where {0}, else {2}", 0, (0, 0, 0)),
    "and": Form("{} and {}", _JOINED, (_COMPARED, _COMPARED)),
    "or": Form("{} or {}", _JOINED, (_COMPARED, _COMPARED)),
    **{name: Form(f"{{}} {signs[0]} {{}}", _COMPARED, (SUM, SUM)) for name, signs in _COMPARISONS.items()},
}
_LATEX = {
    "add": Form("{} + {}", SUM, _SUMMED),
    "sub": Form("{} - {}", SUM, _SUMMED),
    "mul": Form(r"{} \cdot {}", PRODUCT, _MULTIPLIED),
    "div": Form(r"\frac{{{}}}{{{}}}", FACTOR, (0, 0)),
    "matmul": Form(r"{} \, {}", PRODUCT, _MULTIPLIED),
    "neg": Form("-{}", SUM, (FACTOR,)),
    "pow": Form("{}^{{{}}}", POWER, (ATOM, 0)),
    "sqrt": Form(r"\sqrt{{{}}}", POWER, (0,)),
    "transposed": Form(r"{}^{{\top}}", POWER, (ATOM,)),
    "exp": Form("e^{{{}}}", POWER, (0,)),
    "max": Form(r"\max\left({}, {}\right)", ATOM, (0, 0)),
    "abs": Form(r"\left|{}\right|", ATOM, (0,)),
    "log": Form(r"\ln\left({}\right)", ATOM, (0,)),
    "sigmoid": Form(r"\sigma\left({}\right)", ATOM, (0,)),
    "total": Form(r"\sum {}", PRODUCT, (FACTOR,)),
    "sum": Form(r"\sum_{{{1}}} {0}", PRODUCT, (FACTOR, 0)),
    "where": Form(r"\begin{{cases}} {1} & {0} \\ {2} & \text{{else}} \end{{cases}}", 0, (0, 0, 0)),
    "and": Form(r"{} \wedge {}", _JOINED, (_COMPARED, _COMPARED)),
    "or": Form(r"{} \vee {}", _JOINED, (_COMPARED, _COMPARED)),
    **{name: Form(f"{{}} {signs[1]} {{}}", _COMPARED, (SUM, SUM)) for name, signs in _COMPARISONS.items()},
}
_CASES = (
    "<mrow><mo>{{</mo><mtable><mtr><mtd>{1}</mtd><mtd>{0}</mtd></mtr>"
    "<mtr><mtd>{2}</mtd><mtd><mo>…</mo></mtd></mtr></mtable></mrow>"
)
_MATHML = {
    "add": Form(_between("+"), SUM, _SUMMED),
    "sub": Form(_between("−"), SUM, _SUMMED),
    "mul": Form(_between("·"), PRODUCT, _MULTIPLIED),
    "div": Form("<mfrac>{}{}</mfrac>", FACTOR, (0, 0)),
    "matmul": Form('<mrow>{}<mspace width="0.25em"/>{}</mrow>', PRODUCT, _MULTIPLIED),
    "neg": Form("<mrow><mo>−</mo>{}</mrow>", SUM, (FACTOR,)),
    "pow": Form("<msup>{}{}</msup>", POWER, (ATOM, 0)),
    "sqrt": Form("<msqrt>{}</msqrt>", POWER, (0,)),
    "transposed": Form("<msup>{}<mo>⊤</mo></msup>", POWER, (ATOM,)),
    "exp": Form("<msup><mi>e</mi>{}</msup>", POWER, (0,)),
    "abs": Form("<mrow><mo>|</mo>{}<mo>|</mo></mrow>", ATOM, (0,)),
    "log": Form("<mrow><mi>ln</mi><mo>(</mo>{}<mo>)</mo></mrow>", ATOM, (0,)),
    "sigmoid": Form("<mrow><mi>σ</mi><mo>(</mo>{}<mo>)</mo></mrow>", ATOM, (0,)),
    "total": Form("<mrow><mo>∑</mo>{}</mrow>", PRODUCT, (FACTOR,)),
    "sum": Form("<mrow><munder><mo>∑</mo>{1}</munder>{0}</mrow>", PRODUCT, (FACTOR, 0)),
    "where": Form(_CASES, 0, (0, 0, 0)),
    "and": Form(_between("∧"), _JOINED, (_COMPARED, _COMPARED)),
    "or": Form(_between("∨"), _JOINED, (_COMPARED, _COMPARED)),
    **{name: Form(_between(signs[2]), _COMPARED, (SUM, SUM)) for name, signs in _COMPARISONS.items()},
}
TEXT = Notation(_TEXT, str, "({})", "{}({})", ", ", superscripts=True)
LATEX = Notation(_LATEX, latex_name, r"\left({}\right)", r"\operatorname{{{}}}\left({}\right)", ", ")
MATHML = Notation(
    _MATHML,
    mathml_name,
    "<mrow><mo>(</mo>{}<mo>)</mo></mrow>",
    "<mrow><mi>{}</mi><mo>(</mo>{}<mo>)</mo></mrow>",
    "<mo>,</mo>",
)
