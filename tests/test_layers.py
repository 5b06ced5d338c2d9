"""The layers, losses, containers and initialisers of torch.nn mean what they mean in torch; bad ones are refused."""

from collections.abc import Mapping

import pytest
import torch

from app.engine.nn.layers import ARGUMENTS
from app.engine.nn.module_containers import CONTENTS
from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_scripts import run_script
from tests.programs_of import programs

ROW, IMAGE, SOUND = "torch.randn(3, 4)", "torch.randn(2, 4, 6, 6)", "torch.randn(2, 4, 8)"
VOLUME, WORDS, SEQUENCE = "torch.randn(1, 2, 4, 4, 4)", "torch.tensor([[0, 2], [1, 4]])", "torch.randn(5, 2, 3)"
CLASSES, TRUTHS, SIGNS = "torch.tensor([0, 2, 1])", "torch.rand(3, 4)", "torch.tensor([1., -1., 1.])"
LAYERS: Mapping[str, tuple[str, str]] = {
    "Linear": ("4, 2, bias=True", ROW),
    "Bilinear": ("4, 2, 3", f"{ROW}, torch.randn(3, 2)"),
    "Identity": ("", ROW),
    "Flatten": ("start_dim=1, end_dim=2", IMAGE),
    "Unflatten": ("1, (2, 2)", ROW),
    "ReLU": ("", ROW),
    "LeakyReLU": ("0.2", ROW),
    "PReLU": ("init=0.3", ROW),
    "ELU": ("alpha=0.5", ROW),
    "SELU": ("", ROW),
    "CELU": ("1.5", ROW),
    "GELU": ("approximate='tanh'", ROW),
    "SiLU": ("", ROW),
    "Mish": ("", ROW),
    "Sigmoid": ("", ROW),
    "Tanh": ("", ROW),
    "Softplus": ("2, 10", ROW),
    "Softsign": ("", ROW),
    "Softshrink": ("0.3", ROW),
    "Hardshrink": ("0.3", ROW),
    "Softmax": ("dim=1", ROW),
    "Softmax2d": ("", IMAGE),
    "LogSoftmax": ("dim=-1", ROW),
    "Softmin": ("dim=0", ROW),
    "Hardtanh": ("-0.5, 0.5", ROW),
    "Hardsigmoid": ("", ROW),
    "Hardswish": ("", ROW),
    "ReLU6": ("", ROW),
    "RReLU": ("0.1, 0.3", ROW),
    "Threshold": ("0.1, 20.0", ROW),
    "LogSigmoid": ("", ROW),
    "Tanhshrink": ("", ROW),
    "GLU": ("", ROW),
    "Dropout": ("p=0.3", ROW),
    "Dropout1d": ("0.4", SOUND),
    "Dropout2d": ("0.4", IMAGE),
    "Dropout3d": ("0.4", VOLUME),
    "AlphaDropout": ("0.2", ROW),
    "FeatureAlphaDropout": ("0.2", IMAGE),
    "BatchNorm1d": ("4, momentum=0.2", ROW),
    "BatchNorm2d": ("4, affine=False", IMAGE),
    "BatchNorm3d": ("2, track_running_stats=False", VOLUME),
    "InstanceNorm1d": ("4", SOUND),
    "InstanceNorm2d": ("4, affine=True", IMAGE),
    "LayerNorm": ("[4], eps=1e-4", ROW),
    "RMSNorm": ("4", ROW),
    "GroupNorm": ("2, 4", IMAGE),
    "LocalResponseNorm": ("2", IMAGE),
    "Conv1d": ("4, 2, 3, padding='same'", SOUND),
    "Conv2d": ("4, 6, (3, 2), stride=2, padding=1, groups=2, bias=False", IMAGE),
    "Conv3d": ("2, 3, 2", VOLUME),
    "ConvTranspose1d": ("4, 2, 3, stride=2, output_padding=1", SOUND),
    "ConvTranspose2d": ("4, 2, 3, 2", IMAGE),
    "MaxPool1d": ("2", SOUND),
    "MaxPool2d": ("kernel_size=3, stride=2, padding=1", IMAGE),
    "AvgPool1d": ("2", SOUND),
    "AvgPool2d": ("[2, 2], ceil_mode=True", IMAGE),
    "AdaptiveAvgPool1d": ("3", SOUND),
    "AdaptiveAvgPool2d": ("(None, 2)", IMAGE),
    "AdaptiveMaxPool1d": ("3", SOUND),
    "AdaptiveMaxPool2d": ("(2, 3)", IMAGE),
    "ZeroPad1d": ("1", SOUND),
    "ZeroPad2d": ("(1, 2, -1, 0)", IMAGE),
    "ConstantPad1d": ("2, 3.5", SOUND),
    "ConstantPad2d": ("1, 0.5", IMAGE),
    "ReflectionPad1d": ("2", SOUND),
    "ReflectionPad2d": ("1", IMAGE),
    "ReplicationPad1d": ("2", SOUND),
    "ReplicationPad2d": ("(1, 1, 2, 0)", IMAGE),
    "Upsample": ("scale_factor=2, mode='bilinear', align_corners=True", IMAGE),
    "UpsamplingNearest2d": ("scale_factor=2", IMAGE),
    "UpsamplingBilinear2d": ("size=(3, 3)", IMAGE),
    "PixelShuffle": ("2", IMAGE),
    "PixelUnshuffle": ("2", IMAGE),
    "Embedding": ("5, 3, padding_idx=0", WORDS),
    "RNN": ("3, 4, num_layers=2, nonlinearity='relu', batch_first=True", SEQUENCE),
    "LSTM": ("3, 4, bidirectional=True", SEQUENCE),
    "GRU": ("3, 4, dropout=0.0", SEQUENCE),
    "RNNCell": ("4, 3", ROW),
    "LSTMCell": ("4, 3", ROW),
    "GRUCell": ("4, 3, bias=False", ROW),
    "MultiheadAttention": ("4, 2, batch_first=True", "*[torch.randn(2, 3, 4)] * 3"),
    "TransformerEncoderLayer": ("d_model=4, nhead=2, dim_feedforward=8, batch_first=True", "torch.randn(2, 3, 4)"),
    "TransformerEncoder": ("nn.TransformerEncoderLayer(4, 2, 8, 0.0), num_layers=2", "torch.randn(3, 2, 4)"),
    "TransformerDecoderLayer": ("4, 2, 8, dropout=0.0", "torch.randn(3, 2, 4), torch.randn(3, 2, 4)"),
    "TransformerDecoder": ("nn.TransformerDecoderLayer(4, 2, 8), 2", "torch.randn(3, 2, 4), torch.randn(3, 2, 4)"),
    "Transformer": ("4, 2, 1, 1, 8, batch_first=True", "torch.randn(2, 3, 4), torch.randn(2, 3, 4)"),
    "CosineSimilarity": ("dim=1", f"{ROW}, {ROW}"),
    "PairwiseDistance": ("p=1", f"{ROW}, {ROW}"),
    "L1Loss": ("", f"{ROW}, {ROW}"),
    "MSELoss": ("reduction='sum'", f"{ROW}, {ROW}"),
    "SmoothL1Loss": ("beta=0.5", f"{ROW}, {ROW}"),
    "HuberLoss": ("delta=0.5", f"{ROW}, {ROW}"),
    "BCELoss": ("size_average=False", f"torch.rand(3, 4), {TRUTHS}"),
    "BCEWithLogitsLoss": ("pos_weight=torch.tensor(2.0)", f"{ROW}, {TRUTHS}"),
    "CrossEntropyLoss": ("weight=torch.tensor([1., 2., 3., 4.]), label_smoothing=0.1", f"{ROW}, {CLASSES}"),
    "NLLLoss": ("ignore_index=1", f"torch.log_softmax({ROW}, 1), {CLASSES}"),
    "KLDivLoss": ("reduction='batchmean', log_target=False", f"torch.log_softmax({ROW}, 1), {TRUTHS}"),
    "PoissonNLLLoss": ("full=True", f"{ROW}, {TRUTHS}"),
    "CosineEmbeddingLoss": ("margin=0.1", f"{ROW}, {ROW}, {SIGNS}"),
    "MarginRankingLoss": ("0.2", f"torch.randn(3), torch.randn(3), {SIGNS}"),
    "HingeEmbeddingLoss": ("", f"torch.randn(3), {SIGNS}"),
    "TripletMarginLoss": ("margin=0.5, p=2", f"{ROW}, {ROW}, {ROW}"),
    "SoftMarginLoss": ("reduce=True", f"torch.randn(3), {SIGNS}"),
    "MultiMarginLoss": ("p=2", f"{ROW}, {CLASSES}"),
    "MultiLabelSoftMarginLoss": ("", f"{ROW}, {TRUTHS}.round()"),
    "EmbeddingBag": (
        "5, 3, mode='sum', padding_idx=1, sparse=False",
        "torch.tensor([1, 4, 2, 0, 3]), torch.tensor([0, 0, 3]), torch.rand(5)",
    ),
    "GaussianNLLLoss": ("full=True", f"{ROW}, {ROW}, torch.rand(3, 4)"),
}
"""By name: the arguments of the constructor and those of the call, one example for each layer of the table."""

PROGRAM = """import torch
from torch import nn
torch.manual_seed(3)
layer = nn.{name}({arguments})
print(layer)
given = [t.requires_grad_() if t.is_floating_point() and t.abs().min() < 1 else t for t in [{inputs}]]
out = layer(*given)
first = out
while isinstance(first, tuple):
    first = first[0]
print(first.tolist())
if first.requires_grad:
    (first * first).sum().backward()
for t in given:
    print(t.grad.tolist() if t.grad is not None else None)
for key, p in layer.named_parameters():
    print(key, p, None if p.grad is None else p.grad.tolist())
print(layer.state_dict())
layer.eval()
print(layer.training, layer)
"""


def same(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed


def test_every_layer_has_its_example() -> None:
    assert {kind.__name__ for kind in ARGUMENTS} == LAYERS.keys()


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_torchs(name: str) -> None:
    arguments, inputs = LAYERS[name]
    same(PROGRAM.format(name=name, arguments=arguments, inputs=inputs))


HEAD = "import torch\nimport torch.nn as nn\ntorch.manual_seed(5)\n"
PROGRAMS = programs("layer_programs")
INITIALISERS = {
    "uniform_": "a=-1, b=2", "normal_": "0.0, 0.02", "trunc_normal_": "std=2.0", "constant_": "0.3", "ones_": "",
    "zeros_": "", "eye_": "", "xavier_uniform_": "gain=2.0", "xavier_normal_": "",
    "kaiming_uniform_": "a=0.1, mode='fan_out', nonlinearity='leaky_relu'", "kaiming_normal_": "nonlinearity='relu'",
    "orthogonal_": "", "sparse_": "sparsity=0.5",
}  # fmt: skip


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_of_layers_prints_what_torch_prints(source: str) -> None:
    same(HEAD + source)


@pytest.mark.parametrize("name", INITIALISERS)
def test_an_initialiser_is_torchs(name: str) -> None:
    arguments = f", {INITIALISERS[name]}".rstrip(", ")
    same(f"{HEAD}w = torch.zeros(3, 4)\nprint(nn.init.{name}(w{arguments}))\nprint(w, nn.init.calculate_gain('tanh'))")


LARGE = {
    "linear": "nn.Linear(10**6, 10**6)",
    "linear of many": "nn.Linear(2**40, 1)",
    "bilinear": "nn.Bilinear(1000, 1000, 1000)",
    "embedding": "nn.Embedding(10**7, 10)",
    "convolution": "nn.Conv2d(1, 4000, 4000)",
    "convolution in three": "nn.Conv3d(1, 1, 200)",
    "channels": "nn.Conv1d(10**5, 10**5, 1)",
    "transposed": "nn.ConvTranspose2d(1000, 1000, 3)",
    "hidden": "nn.LSTM(1, 10**5)",
    "layers": "nn.RNN(1, 1, num_layers=10**9)",
    "many layers": "nn.GRU(500, 500, num_layers=60)",
    "cell": "nn.GRUCell(1, 10**4)",
    "attention": "nn.MultiheadAttention(10**4, 1)",
    "encoder": "nn.TransformerEncoderLayer(10**4, 1)",
    "encoder of many": "nn.TransformerEncoder(nn.TransformerEncoderLayer(2, 1, 2), 10**6)",
    "transformer": "nn.Transformer(10**4, 1)",
    "batch norm": "nn.BatchNorm2d(10**9)",
    "layer norm": "nn.LayerNorm([10**4, 10**4])",
    "group norm": "nn.GroupNorm(1, 10**9)",
    "prelu": "nn.PReLU(10**9)",
}


@pytest.mark.parametrize("source", LARGE.values(), ids=LARGE)
def test_what_would_be_too_large_is_not_made(source: str) -> None:
    error = run_program(Request(f"{HEAD}layer = {source}")).error
    assert error is not None and error.span is not None
    assert (error.code, error.span.line) == ("limit", 4)


WRONG = {
    "text": ("nn.Linear('2', 3)", "arguments"),
    "fraction": ("nn.Linear(2.0, 3)", "arguments"),
    "not a number": ("nn.Linear(float('nan'), 3)", "arguments"),
    "negative": ("nn.Linear(-1, 3)", "arguments"),
    "truth": ("nn.Linear(True, 3)", "arguments"),
    "tensor": ("nn.Linear(torch.tensor(2), 3)", "arguments"),
    "missing": ("nn.Linear(2)", "arguments"),
    "too many": ("nn.ReLU(True, 2, 3)", "arguments"),
    "twice": ("nn.Linear(2, 3, in_features=2)", "arguments"),
    "unknown": ("nn.Linear(2, 3, units=3)", "keyword"),
    "device": ("nn.Linear(2, 3, True, 'cuda')", "device"),
    "meta": ("nn.Linear(2, 3, True, 'meta')", "device"),
    "dtype": ("nn.Linear(2, 3, dtype=torch.int64)", None),
    "kernel of nothing": ("nn.Conv2d(1, 1, 0)", "arguments"),
    "kernel of lists": ("nn.Conv2d(1, 1, [[3]])", "arguments"),
    "stride of nothing": ("nn.Conv1d(1, 1, 1, stride=0)", "arguments"),
    "padding below": ("nn.Conv1d(1, 1, 1, padding=-1)", "arguments"),
    "padding in words": ("nn.Conv1d(1, 1, 1, padding='all')", "arguments"),
    "no groups": ("nn.Conv1d(1, 1, 1, groups=0)", "arguments"),
    "output padding": ("nn.ConvTranspose1d(1, 1, 1, output_padding=5)", "arguments"),
    "pool with dilation": ("nn.MaxPool2d(2, padding=1, dilation=2)", "arguments"),
    "pool rounded up": ("nn.MaxPool1d(2, dilation=3, ceil_mode=True)", "arguments"),
    "endless factor": ("nn.Upsample(scale_factor=float('inf'))", "arguments"),
    "no factor": ("nn.Upsample(scale_factor=float('nan'))", "arguments"),
    "a million times": ("nn.Upsample(scale_factor=10**6)", "arguments"),
    "dropout": ("nn.Dropout(2.0)", "arguments"),
    "margin": ("nn.MultiMarginLoss(p=3)", "limit"),
    "weight": ("nn.CrossEntropyLoss(weight=[1, 2])", "arguments"),
    "class itself": ("nn.Sequential(nn.ReLU)", "not-called"),
    "no module": ("nn.Sequential(3)", "arguments"),
    "list": ("nn.Sequential([nn.ReLU()])", "arguments"),
    "parameter of a list": ("nn.Parameter([1.0])", "arguments"),
    "parameter of whole numbers": ("nn.Parameter(torch.tensor([1]))", "integers"),
    "embedding outside": ("nn.Embedding(3, 2)(torch.tensor([3]))", "index"),
    "padding outside": ("nn.Embedding(3, 2, padding_idx=7)", None),
    "class outside": ("nn.CrossEntropyLoss()(torch.ones(1, 3), torch.tensor([5]))", "index"),
    "class below": ("nn.NLLLoss()(torch.ones(1, 3), torch.tensor([-7]))", "index"),
    "margin outside": ("nn.MultiMarginLoss()(torch.ones(1, 3), torch.tensor([5]))", None),
    "another size": ("nn.Linear(2, 3)(torch.ones(3))", "shapes"),
    "reduction": ("nn.MSELoss(reduction='some')(torch.ones(1), torch.ones(1))", "arguments"),
    "weight of another shape": ("setweight(nn.LSTM(2, 3), torch.ones(1))", None),
    "cuda": ("nn.Linear(1, 1).cuda()", "device"),
    "to cuda": ("nn.Linear(1, 1).to('cuda')", "device"),
    "to whole numbers": ("nn.Linear(1, 1).to(torch.int64)", "arguments"),
    "dunder": ("nn.ParameterDict({'__class__': torch.ones(1)})", "dunder"),
    "forward in a dictionary": ("nn.ParameterDict({'a': torch.ones(1)})['forward']", None),
    "forward as a parameter": ("nn.ParameterDict({'forward': torch.ones(1)})", None),
    "path": ("nn.Linear(1, 1).get_submodule('weight.data')", None),
    "path of python": ("nn.Linear(1, 1).get_parameter('__class__')", None),
    "state of text": ("nn.Linear(1, 1).load_state_dict({'weight': 'x', 'bias': 3})", None),
    "state of another shape": ("nn.Linear(1, 1).load_state_dict(nn.Linear(2, 2).state_dict())", None),
    "state of a list": ("nn.Linear(1, 1).load_state_dict([1])", "arguments"),
    "hook": ("nn.Linear(1, 1).register_forward_hook(3)", "not-a-function"),
    "applied to nothing": ("nn.Linear(1, 1).apply(None)", "not-a-function"),
    "called list": ("nn.ModuleList([nn.ReLU()])(torch.ones(1))", None),
    "init of a list": ("nn.init.zeros_([1.0])", "arguments"),
    "init of a vector": ("nn.init.xavier_uniform_(torch.ones(3))", "arguments"),
    "init in words": ("nn.init.constant_(torch.ones(1), 'x')", None),
    "unknown layer": ("nn.CTCLoss()", "unknown-attribute"),
    "hidden member": ("nn.Linear(1, 1)._parameters", "unknown-attribute"),
    "call of torch's": ("nn.Linear(1, 1)._call_impl(torch.ones(1))", "unknown-attribute"),
    "insides": ("nn.Linear(1, 1).register_state_dict_post_hook", "unknown-attribute"),
}


@pytest.mark.parametrize(("source", "code"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_placed_and_explained(source: str, code: str | None) -> None:
    program = f"{HEAD}def setweight(m, w):\n    m.weight_ih_l0 = nn.Parameter(w)\nlayer = {source}\n"
    error = run_program(Request(program)).error
    assert error is not None and error.span is not None
    assert error.code != "internal"
    assert code is None or error.code == code


SPOILT = {
    "weight of another shape": "m = nn.Linear(2, 3)\nm.weight = nn.Parameter(torch.ones(5, 5))",
    "weight of another dtype": "m = nn.BatchNorm1d(2)\nm.weight = nn.Parameter(torch.ones(2).double())",
    "recurrent weight that repeats": "m = nn.LSTM(2, 3)\nm.weight_hh_l0 = nn.Parameter(torch.ones(1).expand(12, 3))",
    "running mean": "m = nn.BatchNorm1d(4)\nm.running_mean = torch.zeros(1)",
    "no weight": "m = nn.LSTM(2, 3)\nm.weight_ih_l0 = None",
    "tensor as parameter": "m = nn.Linear(2, 3)\nm.weight = torch.ones(3, 2)",
    "size": "m = nn.LSTM(2, 3)\nm.hidden_size = 100",
    "padding": "m = nn.MaxPool2d(2)\nm.padding = 100",
    "insides": "m = nn.Linear(2, 3)\nm._parameters = {}",
    "forward": "m = nn.Linear(2, 3)\nm.forward = lambda x: x",
    "entry": "m = nn.Sequential(nn.ReLU())\nm[0] = 3",
    "entry by name": "m = nn.ParameterDict()\nm['__dict__'] = torch.ones(1)",
    "registered over": "m = nn.LSTM(2, 3)\nm.register_parameter('weight_ih_l0', nn.Parameter(torch.ones(1)))",
    "registered over a method": "m = nn.Sequential()\nm.register_buffer('forward', torch.ones(1))",
    "circle": "m = nn.Sequential(nn.ReLU())\nm.append(m)\nprint(m)",
    "circle called": "m = nn.Sequential(nn.ReLU())\nm[0] = m\nm(torch.ones(1))",
    "circle of states": "m = nn.ModuleList()\nm.append(m)\nm.state_dict()",
    "circle in training": "m = nn.ModuleList()\nm.append(m)\nm.train()",
    "circle converted": "m = nn.ModuleList()\nm.append(m)\nm.double()",
    "tower": "m = nn.ReLU()\nfor i in range(20000):\n    m = nn.Sequential(m)\nprint(m(torch.ones(1)))",
    "tower printed": "m = nn.ReLU()\nfor i in range(20000):\n    m = nn.Sequential(m)\nprint(m)",
    "tower walked": "m = nn.ReLU()\nfor i in range(20000):\n    m = nn.Sequential(m)\nlen(list(m.parameters()))",
    "hook of nonsense": "m = nn.Sequential(nn.ReLU(), nn.Linear(1, 1))\nm[0].register_forward_hook(lambda *a: 'x')\n"
    "m(torch.ones(1))",
    "hook that fails": "m = nn.ReLU()\nm.register_forward_hook(lambda m, i, o: 1 / 0)\nm(torch.ones(1))",
    "hook of two": "m = nn.ReLU()\nm.register_forward_pre_hook(lambda x: x)\nm(torch.ones(1))",
    "hook without end": "m = nn.ReLU()\nm.register_forward_hook(lambda m, i, o: m(o))\nm(torch.ones(1))",
    "another dtype behind its back": "m = nn.Linear(2, 2)\ny = m(torch.ones(2, requires_grad=True)).sum()\nm.double()\n"
    "y.backward()",
}


@pytest.mark.parametrize("source", SPOILT.values(), ids=SPOILT)
def test_a_layer_cannot_be_spoilt(source: str) -> None:
    error = run_program(Request(HEAD + source)).error
    assert error is not None and error.code != "internal", error


def test_no_address_is_printed() -> None:
    source = (
        "m = nn.Linear(1, 1)\nprint(m.register_forward_hook(lambda *a: None), m.parameters(), m.forward, nn.Linear)"
    )
    run = run_program(Request(HEAD + source))
    assert run.error is None
    assert "0x" not in run.printed


def test_containers_are_among_the_kinds() -> None:
    assert {kind.__name__ for kind in CONTENTS} <= vars(torch.nn).keys()


DERIVED = {
    "too large": ("nn.Linear", "10**6, 10**6", "limit"),
    "windows over nothing": ("nn.MaxPool2d", "2, padding=1, dilation=2", "arguments"),
    "text": ("nn.RNN", "2, 'x'", "arguments"),
    "no module": ("nn.Sequential", "3", "arguments"),
    "dunder": ("nn.ParameterDict", "{'__class__': torch.ones(1)}", "dunder"),
    "module with arguments": ("nn.Module", "3", "arguments"),
}


@pytest.mark.parametrize(("base", "arguments", "code"), DERIVED.values(), ids=DERIVED)
def test_a_class_of_the_program_gives_its_base_no_more_than_a_call_may(base: str, arguments: str, code: str) -> None:
    source = f"class Net({base}):\n    def __init__(self):\n        super().__init__({arguments})\nnet = Net()"
    error = run_program(Request(HEAD + source)).error
    assert error is not None and error.code == code, error
