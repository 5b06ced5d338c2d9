"""What torch says when something fails, by a part of its message, in a learner's words: as a literal table."""

from app.errors import Text, text

KNOWN: tuple[tuple[str, str, Text, Text], ...] = (
    (
        "is invalid for input of size",
        "shapes",
        text("The new shape has room for another count of numbers than the tensor holds."),
        text("The sizes must multiply to the count of numbers; -1 stands for 'whatever is left'."),
    ),
    (
        "only one dimension can be inferred",
        "shapes",
        text("Only one size can be -1."),
        text("Write the other sizes out."),
    ),
    (
        "Dimension out of range",
        "dimension",
        text("The tensor has no such dimension."),
        text("Dimensions count from 0; -1 is the last one."),
    ),
    (
        "step must be greater than zero",
        "slice",
        text("torch has no slices that go backwards."),
        text("Use .flip(0)."),
    ),
    (
        "invalid index of a 0-dim tensor",
        "index",
        text("A tensor that is one number has no entries to pick with [ ]."),
        text("Use .item(): what older code writes loss.data[0] is loss.item() now."),
    ),
    (
        "only integers, slices",
        "index",
        text("An index must be a whole number, a slice, or a tensor of whole numbers or truth values."),
        text("The first entry has the index 0."),
    ),
    (
        "does not require grad",
        "nothing-requires-grad",
        text("Nothing here requires a gradient, so there is nothing to differentiate."),
        text("Make the value you want to learn a parameter: w = param(2.0), or tensor(..., requires_grad=True)."),
    ),
    (
        "backward through the graph a second time",
        "backward-twice",
        text("backward() was already run through this graph, and torch has freed it."),
        text("Compute the loss again before the second backward(), or use backward(retain_graph=True) the first time."),
    ),
    (
        "modified by an inplace operation",
        "in-place",
        text("A tensor that backward() needs was changed in place after it had been used."),
        text("Make a new tensor instead: x = x + 1 rather than x += 1."),
    ),
    (
        "a leaf Variable that requires grad",
        "in-place-leaf",
        text("A leaf that requires grad can't be changed in place while gradients are recorded."),
        text("Make a new tensor: y = x + 1."),
    ),
    (
        "a view of a leaf Variable that requires grad",
        "in-place-leaf",
        text("A part of a leaf that requires grad can't be changed in place while gradients are recorded."),
        text("Work on a copy: y = x.clone()."),
    ),
    (
        "can require gradients",
        "integers",
        text("Only decimal numbers can require a gradient, and these are whole numbers."),
        text("Write 1.0 instead of 1, or use param([1, 2])."),
    ),
    (
        "Boolean value of Tensor with more than one value",
        "truth",
        text("A condition needs one truth value, and this tensor has several."),
        text("Use .all() or .any(), or compare a single entry."),
    ),
    (
        "only one element tensors can be converted",
        "one-number",
        text("This needs a tensor with one number."),
        text("Use .sum(), .mean() or an index first."),
    ),
    (
        "cannot be converted to Scalar",
        "one-number",
        text("This needs a tensor with one number."),
        text("Use .sum(), .mean() or an index first."),
    ),
    (
        "requires_grad=True) to a scalar",
        "item",
        text("A tensor that requires grad is turned into a plain number here."),
        text("Use .item()."),
    ),
)
"""The part of the message, the code, what it says, and the way out."""
