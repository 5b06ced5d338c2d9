"""What is pasted from elsewhere and does not run as it is says, at its line, what to write now."""

import pytest

from app.engine.run import run_program
from app.graph.model import Request

ANSWERS = {
    "an older name of an argument": ("(param(1.0) * 2).backward(retain_variables=True)", 1, "retain_graph"),
    "older names of the data": (
        "from torch.utils.data import TensorDataset\nTensorDataset(data_tensor=torch.ones(1))",
        2,
        "TensorDataset(x, y)",
    ),
    "an entry of a loss": ("loss = param(1.0) * 2\nprint(loss.data[0])", 2, "loss.item()"),
    "a comparison in place of an assignment": ("w == 3", 1, "Write w = 3."),
    "a file of the same project": ("from model import Net\nnet = Net()", 1, "paste"),
    "a library of data": ("import torchvision\ntorchvision.datasets", 1, "torch.randn"),
    "a table on a disk": ("import numpy as np\nx = np.loadtxt('a.csv')", 2, "np.random.randn"),
    "weights on a disk": ("state = torch.load('weights.pt')", 1, "torch.save"),
    "a type of the GPU": ("dtype = torch.cuda.FloatTensor", 1, "torch.FloatTensor"),
    "an argument that nobody gives": (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--data', required=True)",
        3,
        "default",
    ),
    "a loop of another library": ("import pytorch_lightning as pl\npl.Trainer()", 1, "loss.backward()"),
}


@pytest.mark.parametrize(("source", "line", "way_out"), ANSWERS.values(), ids=ANSWERS)
def test_the_answer_names_the_line_and_the_way_out(source: str, line: int, way_out: str) -> None:
    error = run_program(Request(source)).error
    assert error is not None and error.span is not None and error.hint is not None
    assert error.span.line == line
    assert way_out in error.hint.text


def test_a_comparison_of_what_is_there_is_no_mistake() -> None:
    assert run_program(Request("x = tensor([1.0, 2.0])\nx == 2\nprint(x == 2)")).printed == "tensor([False,  True])\n"


def test_what_is_saved_is_noted_and_gone_with_the_run() -> None:
    saved = run_program(Request("torch.save({'w': tensor(1.0)}, 'w.pt')\nprint(torch.load('w.pt'))"))
    assert [note.code for note in saved.notes] == ["kept-in-memory"]
    assert saved.printed == "{'w': tensor(1.)}\n"
    assert run_program(Request("print(torch.load('w.pt'))")).error is not None


def test_the_arguments_of_a_script_are_those_of_its_own_run() -> None:
    source = "import sys\nprint(len(sys.argv))\nsys.argv.append('more')"
    assert [run_program(Request(source)).printed for _ in range(2)] == ["1\n", "1\n"]
