"""How a person sees a graph: as written or as autograd does, and the groups that they have folded or unfolded."""

from dataclasses import dataclass
from typing import Literal, get_args

from app.graph.folding.membership import Membership

ViewName = Literal["written", "autograd"]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)


@dataclass(frozen=True)
class Sight:
    """A view, and the ids of the groups whose state is not the one that the view gives them."""

    view: ViewName
    turned: frozenset[str] = frozenset()

    def folded(self, held: Membership) -> frozenset[str]:
        """The groups that are folded; ids that the graph does not have change nothing."""
        usual = held.written if self.view == "written" else frozenset()
        return usual ^ (self.turned & held.foldable)


WHOLE = Sight("autograd")
"""Every node, as the API gives it."""
