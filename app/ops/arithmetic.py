"""Arithmetic and comparison."""

from app.ops.entry import op

_PAIR = {"elementwise": True, "draws_numbers": True}

ENTRIES = (
    op("add", "+", "Adds element by element.", "逐元素相加。", "torch method in-place", **_PAIR),
    op("sub", "−", "Subtracts element by element.", "逐元素相减。", "torch method in-place torch.subtract", aten="subtract", **_PAIR),
    op("rsub", "−", "Subtracts the tensor from a number: other − x.", "用一个数减去张量：other − x。", "torch", **_PAIR),
    op("mul", "×", "Multiplies element by element.", "逐元素相乘。", "torch method in-place torch.multiply", aten="multiply", **_PAIR),
    op("div", "÷", "Divides element by element.", "逐元素相除。", "torch method in-place torch.divide", aten="divide true_divide", **_PAIR),
    op("neg", "−x", "Changes the sign.", "取相反数。", "torch method in-place torch.negative", elementwise=True),
    op("pow", "xⁿ", "Raises to a power.", "求幂。", "torch method in-place", elementwise=True),
    op("square", "x²", "Multiplies x by itself.", "求平方。", "torch method bare", elementwise=True),
    op("reciprocal", "1/x", "One divided by x.", "求倒数。", elementwise=True),
    op("remainder", "mod", "Remainder with the sign of the divisor.", "取余，符号与除数相同。", **_PAIR),
    op("fmod", "fmod", "Remainder with the sign of x.", "取余，符号与被除数相同。", **_PAIR),
    op("floor_divide", "//", "Divides and rounds down.", "除后向下取整。", **_PAIR),
    op("addcmul", "+a·b", "Adds the product of two tensors.", "加上两个张量的乘积。", "torch method", elementwise=True),
    op("addcdiv", "+a/b", "Adds the quotient of two tensors.", "加上两个张量的商。", "torch method", elementwise=True),
    op("lerp", "lerp", "Mixes two tensors by a weight.", "按权重线性插值。", elementwise=True),
    op("eq", "=", "1 where equal.", "相等处为真。", **_PAIR),
    op("ne", "≠", "1 where not equal.", "不相等处为真。", **_PAIR),
    op("lt", "<", "True where smaller.", "小于处为真。", **_PAIR),
    op("le", "≤", "True where smaller or equal.", "小于等于处为真。", **_PAIR),
    op("gt", ">", "True where greater.", "大于处为真。", **_PAIR),
    op("ge", "≥", "True where greater or equal.", "大于等于处为真。", **_PAIR),
    op("maximum", "max", "The greater of two, element by element.", "逐元素取较大者。", elementwise=True),
    op("minimum", "min", "The smaller of two, element by element.", "逐元素取较小者。", elementwise=True),
    op("where", "where", "Takes from one tensor or the other by a condition.", "按条件从两个张量中选取。", "torch method bare", elementwise=True),
    op("logical_and", "and", "True where both are.", "两者皆真处为真。"),
    op("logical_or", "or", "True where either is.", "任一为真处为真。"),
    op("logical_not", "not", "True where x is not.", "取反。"),
    op("isnan", "nan?", "True where not a number.", "非数处为真。"),
    op("isinf", "inf?", "True where infinite.", "无穷处为真。"),
    op("isfinite", "fin?", "True where finite.", "有限处为真。"),
    op("allclose", "≈", "Whether two tensors are nearly equal.", "两个张量是否近似相等。"),
    op("equal", "=?", "Whether two tensors are equal.", "两个张量是否相等。"),
)  # fmt: skip
