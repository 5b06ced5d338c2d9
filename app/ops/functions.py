"""Functions of one number, applied to each element."""

from app.ops.entry import op

_EACH = {"elementwise": True}

ENTRIES = (
    op("exp", "exp", "e to the power x.", "e 的 x 次方。", "torch method in-place bare", **_EACH),
    op("exp2", "2ˣ", "2 to the power x.", "2 的 x 次方。", "torch method torch.special", **_EACH),
    op("expm1", "eˣ−1", "e to the power x, less 1.", "e 的 x 次方减 1。", **_EACH),
    op("log", "ln", "Natural logarithm.", "自然对数。", "torch method in-place bare", **_EACH),
    op("log2", "log₂", "Logarithm to base 2.", "以 2 为底的对数。", "torch method bare", **_EACH),
    op("log10", "log₁₀", "Logarithm to base 10.", "以 10 为底的对数。", "torch method bare", **_EACH),
    op("log1p", "ln(1+x)", "Natural logarithm of 1 + x.", "1 + x 的自然对数。", **_EACH),
    op("logaddexp", "lse₂", "Logarithm of the sum of two exponentials.", "两个指数之和的对数。", "torch method", **_EACH),
    op("sqrt", "√", "Square root.", "平方根。", "torch method in-place bare", **_EACH),
    op("rsqrt", "1/√", "One over the square root.", "平方根的倒数。", **_EACH),
    op("abs", "|x|", "Absolute value.", "绝对值。", "torch method in-place torch.absolute", **_EACH),
    op("sign", "sgn", "−1, 0 or 1 by the sign.", "符号函数。", "torch method", aten="sgn", **_EACH),
    op("sin", "sin", "Sine.", "正弦。", "torch method in-place bare", **_EACH),
    op("cos", "cos", "Cosine.", "余弦。", "torch method in-place bare", **_EACH),
    op("tan", "tan", "Tangent.", "正切。", "torch method bare", **_EACH),
    op("asin", "asin", "Inverse sine.", "反正弦。", "torch method torch.arcsin", **_EACH),
    op("acos", "acos", "Inverse cosine.", "反余弦。", "torch method torch.arccos", **_EACH),
    op("atan", "atan", "Inverse tangent.", "反正切。", "torch method bare torch.arctan", **_EACH),
    op("atan2", "atan2", "Angle of a point.", "点的辐角。", "torch method", **_EACH),
    op("sinh", "sinh", "Hyperbolic sine.", "双曲正弦。", **_EACH),
    op("cosh", "cosh", "Hyperbolic cosine.", "双曲余弦。", **_EACH),
    op("erf", "erf", "Error function.", "误差函数。", "torch method torch.special", aten="special_erf", **_EACH),
    op("erfc", "erfc", "1 less the error function.", "互补误差函数。", "torch method", **_EACH),
    op("lgamma", "lnΓ", "Logarithm of the gamma function.", "伽马函数的对数。", **_EACH),
    op("clamp", "clamp", "Keeps x between two bounds.", "把 x 限制在上下界之间。", "torch method in-place torch.clip Tensor.clip", aten="clip clamp_min clamp_max", **_EACH),
    op("floor", "⌊x⌋", "Rounds down.", "向下取整。", **_EACH),
    op("ceil", "⌈x⌉", "Rounds up.", "向上取整。", **_EACH),
    op("round", "round", "Rounds to the nearest.", "四舍五入到最近的数。", **_EACH),
    op("trunc", "trunc", "Cuts the fraction off.", "截去小数部分。", **_EACH),
    op("frac", "frac", "The fraction of x.", "小数部分。", **_EACH),
    op("nan_to_num", "nan→0", "Replaces NaN and infinities.", "替换非数与无穷。", **_EACH),
)  # fmt: skip
