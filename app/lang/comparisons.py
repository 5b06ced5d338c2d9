"""A line that only compares: a parsed program in, nothing out, or Refused where a single '=' was meant."""

import ast

from app.errors import Fix, Refused, text
from app.lang.source import Source


def check_comparisons(tree: ast.Module, source: Source) -> None:
    """Raise Refused for `w == 3` on a line of its own where nothing else gives w a value. A notebook's `X == Y`, with
    an X that is there, shows what is equal."""
    lines = [line for line in tree.body if isinstance(line, ast.Expr) and isinstance(line.value, ast.Compare)]
    names = _bound(tree) if lines else set()
    for line in lines:
        match line.value:
            case ast.Compare(ops=[ast.Eq()], left=ast.Name(id=name)) if name not in names:
                raise Refused(
                    text("'==' compares. To give %(name)s a value write a single '='.", name=name),
                    code="comparison-alone",
                    hint=text("Write %(line)s.", line=source.cut(source.span_of(line))[:40].replace("==", "=", 1)),
                    span=source.span_of(line),
                    fix=_one_equals(line, source),
                )


def _bound(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    aliases = (node for node in ast.walk(tree) if isinstance(node, ast.alias))
    return names | {alias.asname or alias.name.split(".")[0] for alias in aliases}


def _one_equals(node: ast.Expr, source: Source) -> Fix:
    lines = list(source.lines)
    lines[node.lineno - 1] = lines[node.lineno - 1].replace("==", "=", 1)
    return Fix(text("Replace '==' with '='"), "\n".join(lines))
