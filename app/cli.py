"""The command `gradwalk`: arguments in; a server, a table on standard output, or a file out."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from app.config import Settings
from app.errors import GradwalkError, Problem, RequestError, text
from app.export import FORMATS
from app.graph.folding.sight import VIEWS, WHOLE, Sight
from app.graph.model import Request
from app.graph.moment import Moment
from app.graph.naming import passes_there
from app.ops.registry import FAMILIES
from app.pipeline import Pipeline

KEEP_ALIVE_SECONDS = 5
SHUTDOWN_SECONDS = 5
MOST_CONNECTIONS = 1_000
"""Beyond so many connections at once uvicorn itself answers 503."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    options = parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def parser() -> argparse.ArgumentParser:
    """The whole command line, with its help."""
    top = argparse.ArgumentParser(prog="gradwalk", description="See how PyTorch differentiates, step by step.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("serve", help="serve the pages and the API")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    command.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    command.set_defaults(run=serve)

    command = commands.add_parser("export", help="run a program and write its graph to a file")
    command.add_argument("file", metavar="FILE", type=Path, help="the program")
    command.add_argument("--format", choices=FORMATS, default="svg", help="(default: %(default)s)")
    command.add_argument("-o", dest="out", metavar="OUT", type=Path, help="where to write (default: standard output)")
    command.add_argument("--pass", dest="place", metavar="N", type=int, default=0, help="which backward(), from 0")
    command.add_argument("--step", metavar="K", type=int, help="steps done (default: all)")
    command.add_argument("--view", choices=VIEWS, default=WHOLE.view, help="how to see it (default: %(default)s)")
    command.add_argument("--seed", metavar="S", type=int, default=0, help="seed of the random numbers (default: 0)")
    command.set_defaults(run=export)

    command = commands.add_parser("ops", help="list the operations that programs may use")
    command.set_defaults(run=list_ops)
    return top


def serve(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    uvicorn.run(
        "app.main:app",
        host=options.host,
        port=options.port,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
        server_header=False,
        access_log=False,  # an address holds the text of a program
    )
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the graph of a program; 1, and the problem on standard error, when there is none."""
    try:
        source = options.file.read_text(encoding="utf-8")
        written = asyncio.run(_exported(Request(source, seed=options.seed), options))
        if isinstance(written, Problem):
            return _complain(options.file, written)
        if options.out is None:
            sys.stdout.buffer.write(written)
        else:
            options.out.write_bytes(written)
    except GradwalkError as error:
        return _complain(options.file, error.problem)
    except (OSError, UnicodeError) as error:
        sys.stderr.write(f"gradwalk: {error}\n")
        return 1
    return 0


async def _exported(request: Request, options: argparse.Namespace) -> bytes | Problem:
    """The file's content, or what was wrong with the program."""
    pipeline = Pipeline(Settings())
    await pipeline.start()
    try:
        run = await pipeline.run(request)
        if run.error is not None:
            return run.error
        if not 0 <= options.place < len(run.passes):
            says = text("The program has no pass %(number)s.", number=options.place)
            raise RequestError(says, code="pass", hint=passes_there(len(run.passes)))
        index = pipeline.pass_index(run, options.place, Sight(options.view))
        moment = Moment(index, len(index.steps) if options.step is None else options.step)
        form = FORMATS[options.format]
        placement = await pipeline.placement(moment.index.graph) if form.needs_placement else None
        return form.write(run, index.pass_, moment, placement)
    finally:
        await pipeline.stop()


def _complain(file: Path, problem: Problem) -> int:
    """The problem as compilers print theirs: file, line and column, the sentence, the way out."""
    place = f"{file}:{problem.span.line}:{problem.span.column}" if problem.span else str(file)
    hint = f"\n    {problem.hint.text}" if problem.hint else ""
    sys.stderr.write(f"{place}: {problem.message.text}{hint}\n")
    return 1


def list_ops(_: argparse.Namespace) -> int:
    """One line for each operation: name, symbol, what it does, how programs spell it; a heading for each family."""
    lines = []
    for family, entries in FAMILIES.items():
        lines.append(family.replace("_", " "))
        lines += [f"  {entry.name:<22} {entry.symbol:<8} {entry.en} {' '.join(entry.calls)}" for entry in entries]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
