"""Which passes of a run are recorded: the one that was asked for, or the first few and then ever fewer."""

MOST_SAMPLES = 12
NEAREST = 10


class Sampling:
    """The first `whole` passes, then every so-manieth, evenly over the run: when there are too many samples every other
    one is given up and they come at twice the distance. `nodes` bounds all of them together."""

    def __init__(self, first: int, whole: int, nodes: int) -> None:
        self.first = first
        self.whole = whole
        self._left = nodes
        self._stride = max(whole, NEAREST)
        self._samples: dict[int, int] = {}

    def wants(self, index: int) -> bool:
        """Whether a pass is to be recorded.

        >>> [index for index in range(35) if Sampling(0, 3, 100).wants(index)], Sampling(7, 3, 100).wants(0)
        ([0, 1, 2, 10, 20, 30], False)
        """
        if self.first:
            return index == self.first
        return self._left > 0 and (index < self.whole or index % self._stride == 0)

    def took(self, index: int, nodes: int) -> list[int]:
        """A pass was recorded with so many nodes; returns the earlier ones to give up for it."""
        self._left -= nodes
        if self.first or index < self.whole:
            return []
        self._samples[index] = nodes
        if len(self._samples) <= MOST_SAMPLES:
            return []
        self._stride *= 2
        given_up = [sample for sample in self._samples if sample % self._stride]
        for sample in given_up:
            self._left += self._samples.pop(sample)
        return given_up
