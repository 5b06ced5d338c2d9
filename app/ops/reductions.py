"""Reductions: many numbers in, few out."""

from app.ops.entry import op

ENTRIES = (
    op("sum", "Σ", "Adds up.", "求和。", "torch method"),
    op("mean", "mean", "The average.", "求平均值。", "torch method bare"),
    op("prod", "Π", "Multiplies all together.", "求积。"),
    op("var", "var", "The variance.", "方差。"),
    op("std", "std", "The standard deviation.", "标准差。"),
    op("max", "max", "The greatest, and where it stands.", "最大值及其位置。"),
    op("min", "min", "The smallest, and where it stands.", "最小值及其位置。"),
    op("amax", "max", "The greatest; ties share the gradient.", "最大值；并列者平分梯度。"),
    op("amin", "min", "The smallest; ties share the gradient.", "最小值；并列者平分梯度。"),
    op("argmax", "argmax", "Where the greatest stands.", "最大值的位置。"),
    op("argmin", "argmin", "Where the smallest stands.", "最小值的位置。"),
    op("median", "median", "The value in the middle.", "中位数。"),
    op("norm", "‖x‖", "The length of a vector.", "向量的范数。", "torch method torch.linalg.norm torch.linalg.vector_norm", aten="linalg_vector_norm linalg_norm"),
    op("cumsum", "Σ…", "Running sums.", "累计和。"),
    op("cumprod", "Π…", "Running products.", "累计积。"),
    op("all", "∀", "Whether all are true.", "是否全部为真。"),
    op("any", "∃", "Whether any is true.", "是否存在真值。"),
    op("count_nonzero", "≠0", "How many are not zero.", "非零元素的个数。"),
    op("sort", "sort", "Sorts, and says where each came from.", "排序并给出原位置。"),
    op("argsort", "argsort", "The order that sorts.", "排序的下标。"),
    op("topk", "top k", "The k greatest, and where they stand.", "最大的 k 个及其位置。"),
    op("nansum", "Σ", "Adds up all but NaN.", "忽略非数求和。"),
    op("cdist", "dist", "Distances between the rows of two matrices.", "两个矩阵各行之间的距离。", "torch", aten="_cdist_forward _euclidean_dist"),
    op("dist", "dist", "Distance between two tensors.", "两个张量之间的距离。"),
)  # fmt: skip
