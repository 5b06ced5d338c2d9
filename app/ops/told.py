"""What a call computes that torch makes of many operations and that has no rule of its own here: its label in, a line of
words in both languages out."""

from collections.abc import Mapping
from types import MappingProxyType

from app.ops.rule import Language

_SAME_CELL = (
    "The same cell is used at every time step, with the same weights: each weight gets the sum of the gradients of all steps.",
    "每个时间步使用同一个单元、同一组权重：每个权重得到所有时间步梯度之和。",
)
_LSTM = (
    "i, f, g, o = x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh, cut into four; c′ = σ(f)·c + σ(i)·tanh(g); h′ = σ(o)·tanh(c′). "
    "The way back along c goes only through the product with σ(f), so a gradient can last over many steps.",
    "i, f, g, o 由 x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh 切成四份；c′ = σ(f)·c + σ(i)·tanh(g)；h′ = σ(o)·tanh(c′)。"
    "沿 c 的回传只经过与 σ(f) 的乘积，因此梯度可以跨很多步保持下来。",
)
_GRU = (
    "r = σ(x·W_irᵀ + h·W_hrᵀ + b), z = σ(x·W_izᵀ + h·W_hzᵀ + b), n = tanh(x·W_inᵀ + b + r·(h·W_hnᵀ + b)), "
    "h′ = (1 − z)·n + z·h. Where z is near 1 the state stays, and its gradient with it.",
    "r = σ(x·W_irᵀ + h·W_hrᵀ + b)，z = σ(x·W_izᵀ + h·W_hzᵀ + b)，n = tanh(x·W_inᵀ + b + r·(h·W_hnᵀ + b))，"
    "h′ = (1 − z)·n + z·h。z 接近 1 时状态保持不变，梯度也随之保持。",
)
_ATTENTION = (
    "q, k and v are linear layers of the inputs, cut into heads; each head is softmax(q·kᵀ / √d)·v; the heads side by "
    "side go through one more linear layer.",
    "q、k、v 由输入经线性层得到并切成多个头；每个头为 softmax(q·kᵀ / √d)·v；各头拼接后再经过一个线性层。",
)
_ENCODER = (
    "Attention of the input to itself, added to the input and normalised; then linear, activation, linear, added and "
    "normalised again. At each addition the gradient also takes the short way past the layers.",
    "输入对自身的注意力，与输入相加并标准化；再经线性、激活、线性，相加并再次标准化。在每处相加，梯度也能绕过各层直接回传。",
)
_PLAIN: Mapping[str, tuple[str, str]] = {
    "LSTMCell": _LSTM,
    "GRUCell": _GRU,
    "RNN": _SAME_CELL,
    "LSTM": (f"{_SAME_CELL[0]} {_LSTM[0]}", _SAME_CELL[1] + _LSTM[1]),
    "GRU": (f"{_SAME_CELL[0]} {_GRU[0]}", _SAME_CELL[1] + _GRU[1]),
    "MultiheadAttention": _ATTENTION,
    "TransformerEncoderLayer": _ENCODER,
    "TransformerEncoder": _ENCODER,
    "TransformerDecoderLayer": (
        "As an encoder layer, with a second attention in between: to what the encoder gave.",
        "与编码器层相同，中间再加一次对编码器输出的注意力。",
    ),
    "scaled_dot_product_attention": (
        "softmax(q·kᵀ / √d)·v, where the same tensor is given more than once, or with a mask: it gets the sum of what "
        "comes back through each place.",
        "softmax(q·kᵀ / √d)·v；同一个张量被多次传入，或带有掩码：它得到各处回传梯度之和。",
    ),
    "matmul": (
        "A product of several matrices, or of one with itself: a matrix gets the sum of what comes back through each "
        "place where it stands.",
        "多个矩阵相乘，或矩阵与自身相乘：矩阵得到它出现的每一处回传梯度之和。",
    ),
    "einsum": (
        "Entries with the same letters are multiplied; letters that the result lacks are summed over. Backward, each "
        "input gets the same kind of sum: the upstream gradient takes its place, and the letters change sides.",
        "下标字母相同的元素相乘；结果中没有的字母被求和。反向时每个输入得到同样形式的和：由上游梯度代替它，字母左右互换。",
    ),
    "tensordot": (
        "Products summed over the chosen dimensions. Backward, each input gets the products of the upstream gradient "
        "with the other one, summed over the other one's own dimensions.",
        "在选定维度上求积之和。反向时每个输入得到上游梯度与另一个输入的乘积，并在后者自己的维度上求和。",
    ),
    "cross_entropy": (
        "−ln softmax(x) of the right class, with class weights or smoothed labels: the gradient is still the "
        "probability minus the target, weighted in the same way.",
        "正确类别的 −ln softmax(x)，带类别权重或标签平滑：梯度仍是概率减去目标，并以同样方式加权。",
    ),
    "kl_div": (
        "t·(ln t − x), summed: the gradient of x is −t, shared as the sum is.",
        "t·(ln t − x) 之和：x 的梯度是 −t，按求和的方式均分。",
    ),
    "diff": ("Each entry less the one before it: an entry gets + of one difference and − of the next.",
             "每个元素减去前一个：一个元素得到一个差的正梯度和下一个差的负梯度。"),
    "bilinear": (
        "y = xᵀ·W·z + b for each result: x gets δ·W·z, z gets δ·Wᵀ·x, W gets δ·x·zᵀ.",
        "每个输出为 y = xᵀ·W·z + b：x 得到 δ·W·z，z 得到 δ·Wᵀ·x，W 得到 δ·x·zᵀ。",
    ),
    "cdist": (
        "√Σ (a − b)² of each pair: the gradient points along a − b, divided by the distance; torch adds 1e-6 to the "
        "differences of pairwise_distance.",
        "每一对的 √Σ (a − b)²：梯度沿 a − b 方向，再除以距离；pairwise_distance 会在差上加 1e-6。",
    ),
    "gumbel_softmax": (
        "softmax((x + noise) / τ): the noise is a constant, so the gradient goes back as through softmax, divided by τ.",
        "softmax((x + 噪声) / τ)：噪声是常数，因此梯度如同经过 softmax 回传，再除以 τ。",
    ),
    "matrix_power": (
        "A product of the matrix with itself: each factor brings its own part of the gradient.",
        "矩阵与自身相乘：每个因子各带来一部分梯度。",
    ),
    "grad": (
        "An earlier backward pass that was itself recorded (create_graph=True): its products are differentiated like "
        "any others, which gives second derivatives.",
        "这是一次被记录下来的反向传播（create_graph=True）：其中的乘积像其他运算一样被求导，得到二阶导数。",
    ),
    "[ ]": ("One index after the other: the gradient goes back to the places that were picked, all others get 0.",
            "逐层取下标：梯度回到被选中的位置，其余得到 0。"),
    "[ ] =": ("A part is overwritten: the new numbers get their part of the gradient, the old ones get 0.",
              "部分被覆盖：新的数得到各自的梯度，旧的数得到 0。"),
    "meshgrid": ("Every coordinate is repeated over the grid: it gets the sum of the gradients of its copies.",
                 "每个坐标在网格上重复：它得到所有副本梯度之和。"),
    "hinge_embedding_loss": (
        "x where the label is 1, max(0, margin − x) where it is −1, averaged: the gradient is ±1, or 0 beyond the margin.",
        "标签为 1 处取 x，为 −1 处取 max(0, margin − x)，再平均：梯度为 ±1，超出边界处为 0。",
    ),
    "margin_ranking_loss": (
        "max(0, −t·(a − b) + margin), averaged: a and b get −t and t where that is above 0, else 0.",
        "max(0, −t·(a − b) + margin) 的平均：大于 0 处 a、b 分别得到 −t 与 t，否则为 0。",
    ),
    "triplet_margin_loss": (
        "max(0, ‖a − p‖ − ‖a − n‖ + margin), averaged: no gradient where the negative is far enough away.",
        "max(0, ‖a − p‖ − ‖a − n‖ + margin) 的平均：负样本足够远时没有梯度。",
    ),
    "cosine_embedding_loss": (
        "1 − cos(a, b) where the label is 1, max(0, cos(a, b) − margin) where it is −1, averaged.",
        "标签为 1 处取 1 − cos(a, b)，为 −1 处取 max(0, cos(a, b) − margin)，再平均。",
    ),
    "gaussian_nll_loss": (
        "(ln v + (x − t)² / v) / 2, averaged: x gets (x − t) / v, the variance v gets (1/v − (x − t)²/v²) / 2.",
        "(ln v + (x − t)² / v) / 2 的平均：x 得到 (x − t) / v，方差 v 得到 (1/v − (x − t)²/v²) / 2。",
    ),
    "quantile": ("The numbers are sorted and two neighbours mixed: only these two get a gradient.",
                 "排序后在相邻两数之间插值：只有这两个数得到梯度。"),
    "trapezoid": ("Half the sum of neighbours, times the width: inner entries count twice, the ends once.",
                  "相邻两数之和的一半乘以宽度：中间的元素计两次，两端计一次。"),
    "kron": ("Every entry of one times the whole other: each entry gets the sum of the gradients of its block, times the other.",
             "一个矩阵的每个元素乘以整个另一个：每个元素得到其所在块的梯度与另一矩阵乘积之和。"),
    "adaptive_avg_pool1d": ("Every entry gets an equal share of the gradient of its window.",
                            "每个元素得到其窗口梯度中相等的一份。"),
    "lp_pool2d": ("(Σ xᵖ)^(1/p) in each window: an entry gets (x / y)^(p − 1) of the gradient.",
                  "每个窗口内为 (Σ xᵖ)^(1/p)：每个元素得到梯度的 (x / y)^(p − 1)。"),
}  # fmt: skip

TOLD: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {label: {"en": words[0], "zh": words[1]} for label, words in _PLAIN.items()}
)
"""By the name that a folded node has as an operation."""
