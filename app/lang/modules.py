"""What a program can import, by its full name, and what to say of the rest: every other import is refused."""

from app.errors import Text, text

MODULES = frozenset(
    {
        "torch",
        "torch.autograd",
        "torch.autograd.function",
        "torch.autograd.functional",
        "torch.autograd.variable",
        "torch.backends",
        "torch.backends.cudnn",
        "torch.backends.mps",
        "torch.cuda",
        "torch.amp",
        "torch.cuda.amp",
        "torch.distributions",
        "torch.distributions.bernoulli",
        "torch.distributions.categorical",
        "torch.distributions.kl",
        "torch.distributions.normal",
        "torch.linalg",
        "torch.random",
        "torch.special",
        "torch.nn",
        "torch.nn.functional",
        "torch.nn.init",
        "torch.nn.modules",
        "torch.nn.parameter",
        "torch.nn.utils",
        "torch.nn.utils.rnn",
        "torch.optim",
        "torch.optim.lr_scheduler",
        "torch.utils",
        "torch.utils.checkpoint",
        "torch.utils.data",
        "torch.utils.data.dataloader",
        "torch.utils.data.dataset",
        # Python's own, as far as they touch nothing outside
        "__future__",
        "abc",
        "argparse",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "functools",
        "itertools",
        "math",
        "operator",
        "os",
        "os.path",
        "random",
        "string",
        "sys",
        "time",
        "typing",
        "warnings",
        # numpy
        "numpy",
        "numpy.linalg",
        "numpy.random",
        # what draws is imported and draws nothing
        "IPython",
        "IPython.display",
        "matplotlib",
        "matplotlib.animation",
        "matplotlib.cm",
        "matplotlib.colors",
        "matplotlib.gridspec",
        "matplotlib.patches",
        "matplotlib.pylab",
        "matplotlib.pyplot",
        "matplotlib.ticker",
        "mpl_toolkits",
        "mpl_toolkits.mplot3d",
        "mpl_toolkits.mplot3d.axes3d",
        "seaborn",
        "tensorboardX",
        "torch.utils.tensorboard",
        "visdom",
        # progress bars are the loop itself
        "tqdm",
        "tqdm.auto",
        "tqdm.notebook",
    }
)

_DATA = text("Write the data into the program, or make it with torch.randn or np.random.randn.")
_FILES = text("Files, networks and processes can't be reached from here: leave the line out.")
_SHOW = text("Use print(...); Gradwalk draws the graph by itself.")
_LOOP = text("Write the training loop itself: for epoch in range(10): ... loss.backward(), optimizer.step().")
_ONE_PROCESS = text("Leave it out: a program here is one process on one processor.")
_PLAIN_LOOP = text("Use text methods such as split and replace.")
_TORCH_ONLY = text("Use torch; what Gradwalk shows is how PyTorch differentiates.")
INSTEAD: dict[str, Text] = {
    "PIL": _DATA,
    "gym": text("Write the environment as a class with reset() and step()."),
    "gymnasium": text("Write the environment as a class with reset() and step()."),
    "gzip": _FILES,
    "inspect": text("It reaches into Python itself: leave it out."),
    "io": _FILES,
    "json": _DATA,
    "cmath": text("Use real numbers: keep the real and the imaginary part in two tensors."),
    "csv": _DATA,
    "cv2": _DATA,
    "d2l": text("Paste the functions of it that you use into the program; leave out what draws."),
    "datasets": _DATA,
    "einops": text("Use reshape, permute or torch.einsum."),
    "enum": text("Write plain names, RELU = 'relu', or a dictionary."),
    "fastai": _LOOP,
    "glob": _FILES,
    "jax": _TORCH_ONLY,
    "keras": _TORCH_ONLY,
    "lightning": _LOOP,
    "logging": text("Use print(...)."),
    "multiprocessing": _FILES,
    "mxnet": _TORCH_ONLY,
    "numpy.genfromtxt": _DATA,
    "numpy.load": _DATA,
    "numpy.loadtxt": _DATA,
    "pandas": text("Use numpy: np.array([[1.0, 2.0], [3.0, 4.0]]) holds a table of numbers."),
    "pathlib": _FILES,
    "pickle": _FILES,
    "pdb": text("Leave it out; step through the graph instead, or use print(...)."),
    "plotly": _SHOW,
    "pytorch_lightning": _LOOP,
    "re": _PLAIN_LOOP,
    "requests": _FILES,
    "shutil": _FILES,
    "scipy": text("Use numpy or torch: np.linalg and torch.special have much of it."),
    "sklearn": _DATA,
    "subprocess": _FILES,
    "tensorboard": _SHOW,
    "tarfile": _FILES,
    "tensorflow": _TORCH_ONLY,
    "threading": _FILES,
    "timeit": text("Use time.time() before and after."),
    "timm": text("Write the layers with nn.Sequential or a class of your own."),
    "torch.distributed": _ONE_PROCESS,
    "torch.func": text("Use torch.autograd.grad, or torch.autograd.functional.jacobian and hessian."),
    "torch.cuda.FloatTensor": text("There is no GPU here: write torch.FloatTensor."),
    "torch.compile": text("Leave it out: the function itself gives the same numbers."),
    "torch.fx": text("Leave it out: Gradwalk records the operations by itself."),
    "torch.jit": text("Leave it out: the functions run as they are."),
    "torch.multiprocessing": _FILES,
    "torch.onnx": _FILES,
    "torch.profiler": text("Leave it out: nothing is measured here."),
    "torch.nn.parallel": _ONE_PROCESS,
    "torchaudio": _DATA,
    "torchinfo": text("Use print(model)."),
    "torchsummary": text("Use print(model)."),
    "torchmetrics": text("Compute it from tensors: accuracy = (logits.argmax(1) == y).float().mean()."),
    "torchtext": _DATA,
    "torchvision": _DATA,
    "torchviz": _SHOW,
    "transformers": text("Write the layers with torch.nn: nn.TransformerEncoderLayer, nn.MultiheadAttention."),
    "urllib": _FILES,
    "wandb": _SHOW,
    "zipfile": _FILES,
}
"""By full name or first part: what to write instead of what can't be imported."""

PARTLY = frozenset({"os", "sys"})
"""Modules of which nearly nothing is there."""
REST = text(
    "Files, networks and processes can't be reached from here; what torch, numpy, math and parts of Python's own "
    "library have can be imported."
)
"""The way out where a name of theirs is not there."""

_OTHERWISE = text("If it is a file of your own, paste what you use of it above this line; other libraries aren't here.")


def instead_of(name: str) -> Text:
    """What to write instead of an import that is refused."""
    parts = name.split(".")
    names = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((INSTEAD[part] for part in names if part in INSTEAD), _OTHERWISE)
