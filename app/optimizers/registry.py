"""Every optimizer whose steps can be taken apart, by its name in torch.optim."""

from collections.abc import Mapping
from types import MappingProxyType

from app.optimizers.adagrad import ADADELTA, ADAGRAD
from app.optimizers.adam import ADAM, ADAM_W
from app.optimizers.formula import Formula
from app.optimizers.rmsprop import RMSPROP
from app.optimizers.sgd import SGD

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {formula.name: formula for formula in (SGD, ADAM, ADAM_W, RMSPROP, ADAGRAD, ADADELTA)}
)
"""A new optimizer is one more formula here: the engine takes its states, the page shows its lines, the tests run it."""
