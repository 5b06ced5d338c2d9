"""The way from points of the plane to a model's scores in, which class is ahead at any point out."""

from time import monotonic

import torch
from torch import Tensor

from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.replay import FAILURES, Replay
from app.errors import TimeLimit, text

MOST_REPLAYS = 1_500


class Classifier:
    """The way from points to scores; `threshold` parts two classes where there is one score."""

    def __init__(self, replay: Replay, data: Tensor, threshold: float, ends: float) -> None:
        self.replay = replay
        self.data = data
        self.threshold = threshold
        self.ends = ends

    def outputs(self, points: Tensor) -> Tensor:
        """The scores of any number of points, as many at a time as the program has."""
        size = self.data.shape[0]
        if points.shape[0] > MOST_REPLAYS * size:
            raise no_surface(text("The program has too few points to ask its model about a whole map."))
        found = []
        for part in torch.split(points, size):
            if monotonic() > self.ends:
                raise TimeLimit(text("The map takes too long to compute."), hint=text("Use fewer points."))
            padded = torch.cat([part, part[:1].expand(size - part.shape[0], 2)])
            with torch.no_grad():
                found.append(self.replay([(self.data, padded)]).reshape(size, -1)[: part.shape[0]])
        return torch.cat(found)

    def ahead(self, points: Tensor) -> Tensor:
        """For each class how far it is ahead of the best other one."""
        scores = self.outputs(points)
        if scores.shape[1] == 1:
            above = scores - self.threshold
            return torch.cat([-above, above], 1)
        best = scores.topk(2, dim=1).values
        return torch.where(scores == best[:, :1], scores - best[:, 1:], scores - best[:, :1])

    def check(self) -> None:
        """Each point must be judged by itself."""
        try:
            outputs, turned = self.outputs(self.data), self.outputs(self.data.flip(0)).flip(0)
        except FAILURES:
            raise no_surface(text("The model of this program can't be asked about other points.")) from None
        alone = self.outputs(self.data[:1].expand(self.data.shape))[0]
        same = torch.allclose(outputs, turned, rtol=1e-3, atol=1e-5)
        if not (same and torch.allclose(outputs[0], alone, rtol=1e-3, atol=1e-5)):
            raise no_surface(
                text("The points influence each other in this model, so a map of single points means nothing.")
            )
