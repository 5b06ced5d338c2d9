"""The command line as a person uses it: what it prints, what it writes, what it answers when it cannot."""

import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.export import FORMATS
from app.ops.registry import OPS
from app.presets import PRESETS

COMMAND = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PRESETS["chain-rule"].source, encoding="utf-8")
    return path


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    return number


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[str]]:
    arguments = ("serve", "--port", str(port))
    with subprocess.Popen((*COMMAND, *arguments), stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


@pytest.mark.parametrize("format", FORMATS)
def test_export_writes_every_format(format: str, program: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    assert main(["export", str(program), "--format", format, "-o", str(out)]) == 0
    starts = {"json": b"{", "dot": b"digraph", "svg": b"<?xml", "png": b"\x89PNG"}
    assert out.read_bytes().lstrip().startswith(starts[format])


def test_export_writes_to_standard_output_without_a_name(program: Path) -> None:
    done = subprocess.run((*COMMAND, "export", str(program), "--format", "dot"), capture_output=True, check=True)
    assert done.stdout.startswith(b"digraph")
    assert done.stderr == b""


def test_export_at_a_step_differs_from_the_end(program: Path, tmp_path: Path) -> None:
    for name, more in (("end", []), ("start", ["--step", "0"])):
        assert main(["export", str(program), "-o", str(tmp_path / name), *more]) == 0
    assert (tmp_path / "end").read_bytes() != (tmp_path / "start").read_bytes()


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = param(2.0)\ny = x * nowhere\n", "program.py:2:9: "),
        ("x = param(2.0\n", "program.py:1:"),
        ("x = param([1.0, 2.0])\ny = x @ param([1.0, 2.0, 3.0])\n", "program.py:2:5: "),
    ],
)
def test_a_mistake_is_told_with_its_place(
    source: str, complaint: str, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(source, encoding="utf-8")
    assert main(["export", str(program)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert complaint in printed.err


@pytest.mark.parametrize(("option", "number"), [("--pass", "1"), ("--step", "99"), ("--step", "-1")])
def test_a_place_that_is_not_there_is_told(
    option: str, number: str, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(program), option, number]) == 1
    assert "program.py: " in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "nothing.py")]) == 1
    assert "nothing.py" in capsys.readouterr().err


def test_ops_lists_every_operation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ops"]) == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")}
    assert listed == set(OPS)


def test_serve_answers_on_its_port(server: subprocess.Popen[str], port: int) -> None:
    assert server.stderr is not None
    for line in server.stderr:
        if "Uvicorn running on" in line:
            break
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
