"""Activations and the softmax family."""

from app.ops.entry import op

ENTRIES = (
    op("sigmoid", "σ", "1 / (1 + exp(−x)): squeezes x between 0 and 1.", "1 / (1 + exp(−x))：把 x 压缩到 0 与 1 之间。", "torch F method in-place bare torch.special.expit", aten="special_expit", elementwise=True),
    op("tanh", "tanh", "Hyperbolic tangent: squeezes x between −1 and 1.", "双曲正切：把 x 压缩到 −1 与 1 之间。", "torch F method in-place bare", elementwise=True),
    op("relu", "ReLU", "x where positive, else 0.", "正数保留，其余为 0。", "torch F method in-place bare", elementwise=True),
    op("relu6", "ReLU6", "ReLU that stops at 6.", "上限为 6 的 ReLU。", "F", aten="hardtanh", elementwise=True),
    op("leaky_relu", "LReLU", "x where positive, a small multiple of x elsewhere.", "正数保留，负数乘以小系数。", "F bare", elementwise=True),
    op("elu", "ELU", "x where positive, exp(x) − 1 elsewhere.", "正数保留，负数为 exp(x) − 1。", "F bare", elementwise=True),
    op("selu", "SELU", "ELU scaled to keep mean and variance.", "保持均值与方差的缩放 ELU。", "torch F", elementwise=True),
    op("celu", "CELU", "ELU with a continuous derivative.", "导数连续的 ELU。", "torch F", elementwise=True),
    op("gelu", "GELU", "x times the normal distribution function of x.", "x 乘以其标准正态分布函数值。", "F bare", elementwise=True),
    op("silu", "SiLU", "x · sigmoid(x), also called swish.", "x · sigmoid(x)，又称 swish。", "F bare", elementwise=True),
    op("mish", "Mish", "x · tanh(softplus(x)).", "x · tanh(softplus(x))。", "F", elementwise=True),
    op("softplus", "softplus", "ln(1 + exp(x)): a smooth ReLU.", "ln(1 + exp(x))：平滑的 ReLU。", "F bare", elementwise=True),
    op("logsigmoid", "ln σ", "Logarithm of the sigmoid.", "sigmoid 的对数。", "F", aten="log_sigmoid_forward", elementwise=True),
    op("hardsigmoid", "hσ", "Sigmoid made of straight lines.", "折线形的 sigmoid。", "F", elementwise=True),
    op("hardswish", "hswish", "Swish made of simple pieces.", "分段近似的 swish。", "F", elementwise=True),
    op("hardtanh", "htanh", "Tanh made of straight lines.", "折线形的 tanh。", "F", elementwise=True),
    op("softsign", "softsign", "x / (1 + |x|).", "x / (1 + |x|)。", "F", elementwise=True),
    op("tanhshrink", "x−tanh", "x − tanh(x).", "x − tanh(x)。", "F", elementwise=True),
    op("threshold", "thr", "x above a threshold, else a value.", "超过阈值保留，否则取给定值。", "torch F", elementwise=True),
    op("prelu", "PReLU", "ReLU with a learned slope for negative x.", "负半轴斜率可学习的 ReLU。", "torch F", aten="_prelu_kernel", elementwise=True),
    op("glu", "GLU", "Half of x gated by the other half.", "一半输入以另一半为门控。", "F"),
    op("softmax", "softmax", "Exponentials divided by their sum: positive, adding up to 1.", "指数除以指数之和：皆为正且和为 1。", "torch F method bare", aten="_softmax _safe_softmax"),
    op("log_softmax", "ln softmax", "Logarithm of softmax.", "softmax 的对数。", "torch F method bare", aten="_log_softmax"),
    op("logsumexp", "lse", "Logarithm of the sum of exponentials.", "指数之和的对数。", "torch method bare"),
    op("dropout", "dropout", "Zeroes a random part and scales the rest.", "随机置零一部分并放大其余。", "torch F", aten="native_dropout bernoulli bernoulli_"),
)  # fmt: skip
