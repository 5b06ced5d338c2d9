"""A step of a pass in, the title of its panel and a sentence about what torch did out."""

from collections.abc import Callable

from app.errors import Text, text
from app.graph.model import Change, Node, Step
from app.graph.timeline import PassIndex


class Sentences:
    """What is said of the steps of one pass; `name` is what the page calls a node."""

    def __init__(self, index: PassIndex, name: Callable[[str], str]) -> None:
        self.index = index
        self.name = name

    def title(self, step: Step) -> Text:
        """What a step does, in a few words."""
        name = self.name(step.node)
        match step.kind:
            case "compute":
                return text("Compute %(name)s", name=name)
            case "seed":
                return text("Start backward at %(name)s", name=name)
            case "send":
                return text("Send the gradient back through %(name)s", name=name)
            case "accumulate":
                return text("Store the gradient in %(name)s.grad", name=name)
            case "return":
                return text("Give the gradient of %(name)s back", name=name)
            case "write":
                return text("Update %(name)s", name=name)

    def words(self, step: Step, change: Change | None) -> Text | None:
        """A sentence about what torch did; what an operation computes its rule says."""
        name = self.name(step.node)
        match step.kind:
            case "compute":
                return self._computed(self.index.nodes[step.node])
            case "seed":
                return text("Backward starts here with this gradient, the upstream gradient of %(name)s.", name=name)
            case "send":
                return self._sent(step)
            case "accumulate":
                return self._stored(name, step.node, change)
            case "return":
                return text("torch.autograd.grad gives what has arrived back to the program; no .grad changes.")
            case "write":
                return self._written(name, step)

    def _written(self, name: str, step: Step) -> Text:
        if step.by is not None:
            return text("%(optimizer)s writes a new value into %(name)s.", optimizer=step.by, name=name)
        return text("The program writes a new value into %(name)s.", name=name)

    def _computed(self, node: Node) -> Text | None:
        if node.requires_grad:
            return None
        return text("Nothing here requires a gradient, so torch does not remember this operation.")

    def _sent(self, step: Step) -> Text:
        if self._is_local(step):
            return text("Each input gets upstream × its local derivative.")
        return text("The upstream gradient becomes one gradient for each input, in the shape of that input.")

    def _is_local(self, step: Step) -> bool:
        """Whether it is told with local derivatives; a node that stands for several has them for some inputs only."""
        found = [self.index.edges[edge].local is not None for edge in step.edges]
        return all(found) if self.index.nodes[step.node].folds is not None else any(found)

    def _stored(self, name: str, node: str, change: Change | None) -> Text:
        count = len(self.index.arrivals.get(node, ()))
        if change is not None and change.before is not None:
            return text("Torch adds what arrived to what %(name)s.grad already held.", name=name)
        if count > 1:
            return text("All %(count)s contributions have arrived; %(name)s.grad is their sum.", count=count, name=name)
        return text("%(name)s is a leaf: here the gradient stays, as %(name)s.grad.", name=name)
