"""Data sets, samplers and loaders give the same batches in the same order as torch's, also in a sealed worker."""

import asyncio

import pytest
import torch

from app.config import Settings
from app.engine.run import run_program
from app.graph.model import Request, Run
from app.pipeline import Pipeline
from tests.plain_scripts import run_script
from tests.programs_of import programs

HEAD = (
    "import torch\nfrom torch.utils.data import *\nfrom torch.utils.data import DataLoader, Dataset, TensorDataset\n"
    "torch.manual_seed(4)\nX = torch.arange(20.).reshape(10, 2)\ny = torch.arange(10)\nds = TensorDataset(X, y)\n"
)
PROGRAMS = programs("data_loading_programs")


SEALED = """import torch
import torch.nn as nn
from torch.utils.data import *
ds = TensorDataset(torch.randn(8, 1, 6, 6), torch.randint(0, 3, (8,)))
model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3))
rnn, attention = nn.LSTM(2, 3), nn.TransformerEncoderLayer(4, 2, 8)
for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.LBFGS):
    opt = kind(model.parameters(), lr=0.01)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=4)
    for x, y in DataLoader(random_split(ds, [6, 2])[0], batch_size=3, shuffle=True, num_workers=2):
        def closure():
            opt.zero_grad()
            loss = nn.CrossEntropyLoss()(model(x), y)
            loss.backward()
            return loss
        print(opt.step(closure))
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    sched.step()
    opt.load_state_dict(opt.state_dict())
out = rnn(torch.randn(4, 1, 2))[0].sum() + attention(torch.randn(3, 1, 4)).sum()
out.backward()
nn.init.orthogonal_(model[5].weight)
print(model, opt, model.state_dict(), rnn.weight_hh_l0.grad)
"""


def test_a_sealed_worker_trains_too() -> None:
    async def main() -> Run:
        pipeline = Pipeline(Settings(workers=1))
        await pipeline.start()
        try:
            return await pipeline.run(Request(SEALED))
        finally:
            await pipeline.stop()

    run = asyncio.run(main())
    assert run.error is None, run.error
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as a worker has it: sums in another order differ in the last digit
    try:
        assert run.printed == run_script(SEALED).printed
    finally:
        torch.set_num_threads(threads)


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_torch_prints(source: str) -> None:
    run = run_program(Request(HEAD + source))
    assert run.error is None, run.error
    assert run.printed == run_script(HEAD + source).printed


LYING = (
    "class Liar(Dataset):\n    def __len__(self):\n        return {length}\n"
    "    def __getitem__(self, i):\n        return {item}\n"
)
WRONG = {
    "sizes": ("TensorDataset(X, torch.ones(3))", None),
    "no dimension": ("TensorDataset(torch.tensor(1.0))", "arguments"),
    "no tensors": ("TensorDataset([1, 2])", "arguments"),
    "no data": ("DataLoader(3)", "arguments"),
    "text": ("DataLoader('abc')", "arguments"),
    "no batches": ("DataLoader(ds, batch_size=0)", "arguments"),
    "batches in words": ("DataLoader(ds, batch_size='4')", "arguments"),
    "batches of fractions": ("DataLoader(ds, batch_size=2.5)", "arguments"),
    "huge batches": ("DataLoader(ds, batch_size=10**12)", "limit"),
    "two orders": ("DataLoader(ds, shuffle=True, sampler=[0, 1])", "arguments"),
    "number as sampler": ("DataLoader(ds, sampler=3)", "arguments"),
    "number as function": ("DataLoader(ds, collate_fn=3)", "not-a-function"),
    "seed": ("DataLoader(ds, generator=3)", "arguments"),
    "context": ("DataLoader(ds, multiprocessing_context='fork')", "keyword"),
    "split sizes": ("random_split(ds, [1, 2])", "arguments"),
    "split in words": ("random_split(ds, ['a'])", "arguments"),
    "outside": ("list(DataLoader(ds, sampler=[50]))", "index"),
    "outside the subset": ("Subset(ds, [99])[0]", "index"),
    "samples in words": ("list(DataLoader(ds, sampler=['a']))", None),
    "unequal": ("list(DataLoader([torch.ones(1), torch.ones(2)], batch_size=2))", None),
    "functions as samples": ("list(DataLoader([print, print]))", "arguments"),
    "too many samples": ("RandomSampler(ds, True, 10**12)", "limit"),
    "weights": ("list(DataLoader(ds, sampler=WeightedRandomSampler([-1.0, 2.0], 3)))", None),
    "weights of nothing": ("list(DataLoader(ds, sampler=WeightedRandomSampler([0.0], 3)))", None),
    "large batch": ("list(DataLoader([torch.zeros(1).expand(3000000)] * 9, batch_size=9))", "limit"),
    "deep samples": ("deep()", "limit"),
    "set": ("setdata(DataLoader(ds))", "assignment"),
    "insides": ("DataLoader(ds)._iterator", "unknown-attribute"),
    "base": ("Dataset()", "arguments"),
    "long": ("DataLoader(Liar())", "limit"),
    "failing": ("list(DataLoader(Failing()))", "division"),
    "itself": ("list(DataLoader(Own()))", None),
}


@pytest.mark.parametrize(("source", "code"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_placed_and_explained(source: str, code: str | None) -> None:
    lines = (
        "def setdata(loader):\n    loader.batch_size = 3\ndef deep():\n    row = [1.0]\n    for i in range(100):\n"
        "        row = [row]\n    return list(DataLoader([row]))\n"
    )
    classes = [
        LYING.format(length="10**9", item="i"),
        LYING.format(length="3", item="1 / 0").replace("Liar", "Failing"),
    ]
    classes.append(LYING.format(length="3", item="self").replace("Liar", "Own"))
    error = run_program(Request(f"{HEAD}{lines}{''.join(classes)}found = {source}")).error
    assert error is not None and error.span is not None
    assert error.code != "internal"
    assert code is None or error.code == code


def test_no_address_is_printed() -> None:
    source = (
        "print(ds, DataLoader(ds), Subset(ds, [0]), random_split(ds, [10]), RandomSampler(ds), DataLoader, (ds,))\n"
    )
    source += "print(ds + ds, DataLoader(ds, shuffle=True).sampler, DataLoader(ds).sampler)"
    run = run_program(Request(HEAD + source))
    assert run.error is None
    assert "0x" not in run.printed
