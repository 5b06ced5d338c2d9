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
        "torch.optim",
        "torch.optim.lr_scheduler",
        "torch.utils",
        "torch.utils.data",
        # Python's own, as far as they touch nothing outside
        "__future__",
        "abc",
        "collections",
        "copy",
        "dataclasses",
        "datetime",
        "functools",
        "itertools",
        "math",
        "operator",
        "os",
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
        # progress bars are the loop itself
        "tqdm",
        "tqdm.auto",
        "tqdm.notebook",
    }
)

_DATA = text("Write the data into the program, or make it with torch.randn or np.random.randn.")
_FILES = text("Files, networks and processes can't be reached from here: leave the line out.")
_SHOW = text("Use print(...); Gradwalk draws the graph by itself.")
INSTEAD: dict[str, Text] = {
    "IPython": _SHOW,
    "PIL": _DATA,
    "argparse": text("Write the settings as names: learning_rate = 0.1."),
    "gzip": _FILES,
    "io": _FILES,
    "json": _DATA,
    "keras": text("Use torch.nn; what Gradwalk shows is how PyTorch differentiates."),
    "multiprocessing": _FILES,
    "pandas": text("Use numpy: np.array([[1.0, 2.0], [3.0, 4.0]]) holds a table of numbers."),
    "pathlib": _FILES,
    "pickle": _FILES,
    "plotly": _SHOW,
    "requests": _FILES,
    "scipy": text("Use numpy or torch: np.linalg and torch.special have much of it."),
    "sklearn": _DATA,
    "subprocess": _FILES,
    "tensorboard": _SHOW,
    "tensorboardX": _SHOW,
    "tensorflow": text("Use torch; what Gradwalk shows is how PyTorch differentiates."),
    "threading": _FILES,
    "torch.func": text("Use torch.autograd.grad, or torch.autograd.functional.jacobian and hessian."),
    "torch.compile": text("Leave it out: the function itself gives the same numbers."),
    "torch.fx": text("Leave it out: Gradwalk records the operations by itself."),
    "torch.load": text("Keep the state in a name: state = copy.deepcopy(model.state_dict())."),
    "torch.jit": text("Leave it out: the functions run as they are."),
    "torch.multiprocessing": _FILES,
    "torch.onnx": _FILES,
    "torch.profiler": text("Leave it out: nothing is measured here."),
    "torch.save": text("Keep the state in a name: state = copy.deepcopy(model.state_dict())."),
    "torch.utils.checkpoint": text("Call the function itself: checkpoint(f, x) gives the numbers of f(x)."),
    "torch.utils.tensorboard": _SHOW,
    "torchinfo": text("Use print(model)."),
    "torchsummary": text("Use print(model)."),
    "torchvision": _DATA,
    "torchviz": _SHOW,
    "urllib": _FILES,
    "visdom": _SHOW,
    "wandb": _SHOW,
}
"""By full name or first part: what to write instead of what can't be imported."""

PARTLY = frozenset({"os", "sys"})
"""Modules of which nearly nothing is there."""
REST = text(
    "Files, networks and processes can't be reached from here; what torch, numpy, math and parts of Python's own "
    "library have can be imported."
)
"""The way out where a name of theirs is not there."""

_OTHERWISE = text("Delete the line; files, networks and other libraries can't be reached from here.")


def instead_of(name: str) -> Text:
    """What to write instead of an import that is refused."""
    parts = name.split(".")
    names = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((INSTEAD[part] for part in names if part in INSTEAD), _OTHERWISE)
