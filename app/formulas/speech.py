"""How formulas are said: for each language the words of operators, functions, signs and letters. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.formulas.notation import ATOM, FACTOR, POWER, PRODUCT, SUM, Form

_COMPARED, _JOINED = 0.5, 0.25
_SUMMED, _MULTIPLIED = (SUM, SUM), (PRODUCT, FACTOR)


@dataclass(frozen=True)
class Speech:
    """One language. `functions` are called by `function`, whose terms must bind like `argument` to go without brackets,
    and where a dimension comes last, they go `along` it; `raised` are exponents with a word of their own; `letters` are
    quantities that are more than their letter."""

    forms: Mapping[str, Form]
    functions: Mapping[str, str]
    function: str
    argument: float
    both: str
    along: str
    brackets: str
    equals: str
    derivative: str
    power_of_ten: str
    minus: str
    raised: Mapping[str, str]
    signs: Mapping[str, str]
    letters: Mapping[str, str]
    greek: Mapping[str, str]


_WORDS = {
    "sin": ("the sine", "正弦"), "cos": ("the cosine", "余弦"), "tan": ("the tangent", "正切"),
    "asin": ("the inverse sine", "反正弦"), "acos": ("the inverse cosine", "反余弦"),
    "atan": ("the inverse tangent", "反正切"), "atan2": ("the angle of the point", "辐角"),
    "sinh": ("the hyperbolic sine", "双曲正弦"), "cosh": ("the hyperbolic cosine", "双曲余弦"),
    "tanh": ("the hyperbolic tangent", "双曲正切"), "asinh": ("the inverse hyperbolic sine", "反双曲正弦"),
    "acosh": ("the inverse hyperbolic cosine", "反双曲余弦"),
    "atanh": ("the inverse hyperbolic tangent", "反双曲正切"), "log": ("the natural logarithm", "自然对数"),
    "sqrt": ("the square root", "平方根"), "abs": ("the absolute value", "绝对值"), "sign": ("the sign", "符号"),
    "sigmoid": ("the sigmoid", "sigmoid"), "softmax": ("the softmax", "softmax"),
    "erf": ("the error function", "误差函数"),
    "erfcx": ("the scaled complementary error function", "缩放互补误差函数"),
    "erfinv": ("the inverse error function", "反误差函数"),
    "ndtri": ("the inverse normal distribution function", "标准正态分布函数的反函数"),
    "lgamma": ("the logarithm of the gamma function", "伽马函数的对数"),
    "digamma": ("the digamma function", "双伽马函数"), "trigamma": ("the trigamma function", "三伽马函数"),
    "i0": ("the Bessel function of order 0", "零阶修正贝塞尔函数"),
    "i1": ("the Bessel function of order 1", "一阶修正贝塞尔函数"), "floor": ("the floor", "向下取整"),
    "ceil": ("the ceiling", "向上取整"), "round": ("the rounded value", "四舍五入"),
    "trunc": ("the whole part", "整数部分"), "max": ("the larger", "较大者"), "min": ("the smaller", "较小者"),
    "greatest": ("the greatest", "最大值"), "smallest": ("the smallest", "最小值"),
    "argmax": ("the place of the greatest", "最大值的位置"),
    "argmin": ("the place of the smallest", "最小值的位置"), "nan_to_num": ("the finite replacement", "有限替换值"),
    "sum": ("the sum", "和"), "mean": ("the mean", "平均值"), "var": ("the variance", "方差"),
    "median": ("the median", "中位数"), "product": ("the product of all", "全部元素之积"),
    "rms": ("the root mean square", "均方根"), "cummax": ("the running maximum", "累计最大值"),
    "cummin": ("the running minimum", "累计最小值"), "scatter_add": ("the sum at the indices", "按下标累加"),
    "index_add": ("the sum row by row at the indices", "按下标逐行累加"),
    "norms": ("the length", "范数"), "normalized": ("the normalized value", "标准化值"),
    "ties": ("the number of ties", "并列个数"), "picked": ("the picked entry", "所选元素"),
    "cumsum": ("the running sum", "累计和"), "cumprod": ("the running product", "累计积"),
    "flipped": ("the reversed order", "倒序"), "flip": ("the reversed order", "翻转"),
    "roll": ("the rotation", "循环移位"), "sorted": ("the sorted order", "排序"),
    "kthvalue": ("the value of the given rank", "第若干小的值"), "topk": ("the top entries", "最大的若干个"),
    "outer": ("the outer product", "外积"), "cross": ("the cross product", "叉积"),
    "det": ("the determinant", "行列式"), "trace": ("the trace", "迹"), "inverse": ("the inverse", "逆矩阵"),
    "identity": ("the identity matrix in the size", "同样大小的单位矩阵"), "attention": ("the attention", "注意力"),
    "through_softmax": ("the way back through softmax", "经 softmax 的回传"), "conv": ("the convolution", "卷积"),
    "conv_transpose": ("the transposed convolution", "转置卷积"), "correlate": ("the correlation", "互相关"),
    "max_pool": ("the max pooling", "最大池化"), "avg_pool": ("the average pooling", "平均池化"),
    "one_hot": ("the one hot vector", "独热向量"), "rows": ("the rows looked up", "查到的各行"),
    "reshape": ("the reshaped tensor", "变形"), "view": ("the view", "视图"),
    "flatten": ("the flattened tensor", "展平"), "unflatten": ("the unflattened tensor", "拆分维度"),
    "squeeze": ("the squeezed tensor", "压缩维度"), "unsqueeze": ("the unsqueezed tensor", "增加维度"),
    "transpose": ("the transpose", "转置"), "permute": ("the permutation", "维度重排"),
    "expand": ("the expanded tensor", "扩展"), "repeat": ("the repetition", "重复"),
    "repeat_interleave": ("the repetition entry by entry", "逐元素重复"), "cat": ("the joining", "拼接"),
    "stack": ("the stack", "堆叠"), "split": ("a piece", "一块"), "chunk": ("a piece", "一块"),
    "unbind": ("a slice", "一片"), "select": ("the selected part", "选出的部分"), "slice": ("the slice", "切片"),
    "narrow": ("the slice", "切片"), "index": ("the indexed entries", "按下标取出的元素"),
    "index_select": ("the selected entries", "选出的元素"), "gather": ("the gathered entries", "收集的元素"),
    "take": ("the taken entries", "取出的元素"),
    "masked_select": ("the entries where the mask is true", "掩码为真处的元素"),
    "diag": ("the diagonal form", "对角形式"), "diagonal": ("the diagonal", "对角线"),
    "tril": ("the lower triangle", "下三角"), "triu": ("the upper triangle", "上三角"),
    "pad": ("the padded tensor", "加边"), "unfold": ("the windows", "滑动窗口"),
}  # fmt: skip
"""Functions: what they are called in English and in Chinese."""
_FORMS: Mapping[str, tuple[str, str, float, tuple[float, ...]]] = {
    "add": ("{} plus {}", "{} 加 {}", SUM, _SUMMED),
    "sub": ("{} minus {}", "{} 减 {}", SUM, (SUM, PRODUCT)),
    "mul": ("{} times {}", "{} 乘以 {}", PRODUCT, _MULTIPLIED),
    "matmul": ("{} times {}", "{} 乘以 {}", PRODUCT, _MULTIPLIED),
    "div": ("{} over {}", "{} 除以 {}", PRODUCT, _MULTIPLIED),
    "neg": ("minus {}", "负 {}", POWER, (POWER,)),
    "pow": ("{} to the power of {}", "{} 的 {} 次方", POWER, (ATOM, ATOM)),
    "exp": ("e to the power of {}", "e 的 {} 次方", POWER, (POWER,)),
    "transposed": ("{} transposed", "{} 的转置", POWER, (ATOM,)),
    "total": ("the sum of all {}", "全部 {} 之和", PRODUCT, (POWER,)),
    "where": ("{1} where {0}, otherwise {2}", "在 {0} 处为 {1}，否则为 {2}", 0, (_JOINED, _JOINED, _JOINED)),
    "isnan": ("{} is not a number", "{} 是非数", _COMPARED, _SUMMED[:1]),
    "isinf": ("{} is infinite", "{} 是无穷", _COMPARED, _SUMMED[:1]),
    "and": ("{} and {}", "{} 且 {}", _JOINED, (_COMPARED, _COMPARED)),
    "or": ("{} or {}", "{} 或 {}", _JOINED, (_COMPARED, _COMPARED)),
    "gt": ("{} is greater than {}", "{} 大于 {}", _COMPARED, _SUMMED),
    "ge": ("{} is at least {}", "{} 大于等于 {}", _COMPARED, _SUMMED),
    "lt": ("{} is less than {}", "{} 小于 {}", _COMPARED, _SUMMED),
    "le": ("{} is at most {}", "{} 小于等于 {}", _COMPARED, _SUMMED),
    "eq": ("{} equals {}", "{} 等于 {}", _COMPARED, _SUMMED),
    "ne": ("{} does not equal {}", "{} 不等于 {}", _COMPARED, _SUMMED),
    "spread": ("{} for every entry", "每个元素处的 {}", POWER, (ATOM,)),
    "placed": ("{} put back in its places", "放回原位的 {}", POWER, (ATOM,)),
    "reshaped": ("{} in the shape of the input", "变回输入形状的 {}", POWER, (ATOM,)),
    "permuted": ("{} moved back to its places", "换回原来位置的 {}", POWER, (ATOM,)),
    "collected": ("{} added up over all copies", "在所有副本上相加的 {}", POWER, (ATOM,)),
    "cut": ("the matching part of {}", "与之对应的一部分 {}", POWER, (ATOM,)),
    "unpooled": ("{} for every entry of its window", "窗口内每个元素处的 {}", POWER, (ATOM,)),
    "channels": ("the sum of {} over each channel", "每个通道上 {} 的和", POWER, (POWER,)),
}
_SIGNS = {
    "+": ("plus", "加"), "-": ("minus", "减"), "−": ("minus", "减"), "*": ("times", "乘以"), "·": ("times", "乘以"),
    "×": ("times", "乘以"), "@": ("times", "乘以"), "/": ("over", "除以"), "//": ("over", "整除"),
    "÷": ("over", "除以"), "%": ("modulo", "模"), "**": ("to the power of", "的幂"),
    "^": ("to the power of", "的幂"), "=": ("equals", "等于"), "==": ("equals", "等于"),
    "!=": ("does not equal", "不等于"), "<": ("is less than", "小于"), ">": ("is greater than", "大于"),
    "<=": ("is at most", "小于等于"), ">=": ("is at least", "大于等于"), "[": ("at", "的下标"),
    "(": ("open bracket", "左括号"), ")": ("close bracket", "右括号"), ",": (",", "，"), ":": ("to", "到"),
    ".": ("dot", "点"), "&": ("and", "且"), "|": ("or", "或"), "~": ("not", "非"), "?": ("?", "？"),
    "∂": ("the change of", "偏"), "ᵀ": ("transposed", "转置"), "Σ": ("the sum of", "求和"),
    "√": ("the root of", "根号"), "∞": ("infinity", "无穷"), "…": ("and so on", "等等"),
    "≤": ("is at most", "小于等于"), "≥": ("is at least", "大于等于"), "nan": ("not a number", "非数"),
    "inf": ("infinity", "无穷"),
}  # fmt: skip
"""The signs in the names of nodes, which are pieces of a program."""
_LETTERS = {
    "δ": ("the upstream gradient", "上游梯度"), "dim": ("dim", "dim"), "eps": ("epsilon", "艾普西隆"),
    "lambd": ("lambda", "拉姆达"), "alpha": ("alpha", "阿尔法"), "beta": ("beta", "贝塔"),
    "delta": ("delta", "德尔塔"), "count": ("the count", "个数"), "correction": ("the correction", "修正值"),
    "slope": ("the slope", "斜率"), "low": ("the lower bound", "下界"), "high": ("the upper bound", "上界"),
    "mask": ("the mask", "掩码"), "threshold": ("the threshold", "阈值"), "value": ("the value", "给定值"),
    "window": ("the window size", "窗口大小"), "scale": ("the scale", "缩放系数"),
    "input_scale": ("the input scale", "输入缩放系数"), "start": ("the start", "起点"), "end": ("the end", "终点"),
    "length": ("the length", "长度"), "index": ("the index", "下标"), "lr": ("the learning rate", "学习率"),
    "momentum": ("the momentum", "动量系数"), "dampening": ("the dampening", "阻尼系数"),
    "weight_decay": ("the weight decay", "权重衰减系数"),
    "lr_decay": ("the decay of the learning rate", "学习率衰减系数"),
}  # fmt: skip
_GREEK = {
    "α": "阿尔法", "β": "贝塔", "γ": "伽马", "δ": "德尔塔", "ε": "艾普西隆", "ζ": "泽塔", "η": "伊塔", "θ": "西塔",
    "ι": "约塔", "κ": "卡帕", "λ": "拉姆达", "μ": "缪", "ν": "纽", "ξ": "克西", "ο": "奥米克戎", "π": "派",
    "ρ": "柔", "σ": "西格马", "ς": "西格马", "τ": "陶", "υ": "宇普西隆", "φ": "斐", "χ": "希", "ψ": "普西",
    "ω": "欧米伽", "\u0302": "帽", "\u0304": "横", "\u0303": "波浪",
}  # fmt: skip
_ENGLISH_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega hat bar tilde"
).split()


def _column(place: int, words: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: each[place] for name, each in words.items()}


def _forms(place: int, binds: Mapping[str, tuple[float, tuple[float, ...]]]) -> dict[str, Form]:
    return {name: Form(str(row[place]), *binds.get(name, row[2:])) for name, row in _FORMS.items()}


_BEFORE = dict.fromkeys(
    ("spread", "placed", "reshaped", "permuted", "collected", "cut", "unpooled"), (float(SUM), (float(ATOM),))
)
"""Chinese words that stand before what they are about reach as far as they can, so that they take brackets."""
SPEECHES: Mapping[str, Speech] = {
    "en": Speech(
        _forms(0, {}), _column(0, _WORDS), "{} of {}", POWER, " and ", "{} along dimension {}",
        "open bracket {} close bracket", "{} equals {}",
        "the derivative of {} with respect to {}", "{} times 10 to the power of {}", "minus",
        {"2": "{} squared", "3": "{} cubed"}, _column(0, _SIGNS), _column(0, _LETTERS),
        dict(zip(_GREEK, _ENGLISH_GREEK, strict=True)),
    ),
    "zh": Speech(
        _forms(1, {"pow": (ATOM, (ATOM, ATOM)), "transposed": (ATOM, (ATOM,)), **_BEFORE}),
        _column(1, _WORDS), "{1} 的 {0}", ATOM, " 与 ", "{} 沿维度 {}", "左括号 {} 右括号", "{} 等于 {}",
        "{} 对 {} 的导数", "{} 乘以 10 的 {} 次方", "负",
        {"2": "{} 的平方", "3": "{} 的立方"}, _column(1, _SIGNS), _column(1, _LETTERS), _GREEK,
    ),
}  # fmt: skip


def speech_of(language: str) -> Speech:
    """The words of a language, by its code; English for one that has none of its own."""
    return SPEECHES.get(language, SPEECHES["en"])
