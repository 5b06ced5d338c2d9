"""A decoded run in; what pages need of it again and again, its passes as they are seen and where nodes stand, out."""

from app.errors import RequestError, text
from app.graph.coordinates import Placement
from app.graph.folding.fold import fold
from app.graph.folding.membership import Membership
from app.graph.folding.sight import Sight
from app.graph.model import Graph, Run
from app.graph.naming import passes_there
from app.graph.timeline import PassIndex
from app.ops.composites import SIGNS
from app.store.recent import Recent

MOST = 40
"""So many passes of a run, each as it was folded, are kept ready."""


class Shown:
    """A run with the passes that were looked at lately."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._held: dict[int, Membership] = {}
        self._indexes: Recent[tuple[int, frozenset[str]], PassIndex] = Recent(MOST)
        # Beside each placement its graph: as long as that is kept, no other has its id.
        self._placements: Recent[int, tuple[Graph, Placement]] = Recent(MOST)

    def index(self, index: int, sight: Sight) -> PassIndex:
        """What every step of a recorded pass touches, as it is seen; `index` counts the run's passes from 0.

        Raises:
            RequestError: the run has no such pass, or it was not recorded.
        """
        held = self.membership(index)
        folded = sight.folded(held)
        found = self._indexes.get((index, folded))
        if found is None:
            made = PassIndex(fold(held.pass_, folded, SIGNS, held), held.foldable)
            found = self._indexes.put((index, folded), made, weight=1)
        return found

    def membership(self, index: int) -> Membership:
        """What the groups of a recorded pass hold.

        Raises: as `index`.
        """
        if not 0 <= index < len(self.run.passes):
            says = text("The program has no pass %(number)s.", number=index + 1)
            raise RequestError(says, code="pass", hint=passes_there(len(self.run.passes)))
        if index not in self._held:
            self._held[index] = Membership(self.run.passes[index])
        return self._held[index]

    def has(self, graph: Graph) -> bool:
        """Whether the graph is one of this very run, whole or folded."""
        return any(index.graph is graph for index in self._indexes)

    def placement(self, graph: Graph) -> Placement | None:
        """Where the nodes of a graph stand, where that is known."""
        found = self._placements.get(id(graph))
        return None if found is None else found[1]

    def place(self, graph: Graph, placement: Placement) -> None:
        """Keep where the nodes of a graph stand."""
        self._placements.put(id(graph), (graph, placement), weight=1)
