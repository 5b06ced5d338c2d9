"""Where tensors come from."""

from app.ops.entry import op

ENTRIES = (
    op("tensor", "tensor", "A tensor of the given numbers.", "由给定的数构成的张量。", "torch bare torch.as_tensor torch.Tensor torch.FloatTensor torch.scalar_tensor torch.DoubleTensor torch.HalfTensor torch.LongTensor torch.IntTensor torch.ShortTensor torch.CharTensor torch.ByteTensor torch.BoolTensor Tensor.new", aten="lift_fresh _to_copy scalar_tensor"),
    op("param", "param", "A leaf that requires grad: short for tensor(..., requires_grad=True).", "需要梯度的叶子张量：tensor(..., requires_grad=True) 的简写。", "bare"),
    op("zeros", "0", "All zeros.", "全零。", "torch bare torch.empty"),
    op("ones", "1", "All ones.", "全一。", "torch bare"),
    op("full", "full", "All the same number.", "全为同一个数。", "torch bare"),
    op("eye", "I", "The identity matrix.", "单位矩阵。", "torch bare"),
    op("arange", "0,1,…", "Numbers at equal steps.", "等间隔的数列。", "torch bare torch.range"),
    op("linspace", "a…b", "Numbers spread evenly between two ends.", "两端之间均匀分布的数。", "torch bare"),
    op("zeros_like", "0", "Zeros in the shape of another.", "与另一张量同形的全零。", "torch Tensor.new_zeros torch.empty_like Tensor.new_empty", aten="new_zeros"),
    op("ones_like", "1", "Ones in the shape of another.", "与另一张量同形的全一。", "torch Tensor.new_ones", aten="new_ones"),
    op("full_like", "full", "One number in the shape of another.", "与另一张量同形的常数。", "torch Tensor.new_full Tensor.new_tensor", aten="new_full"),
    op("randn", "randn", "Random, normally distributed, repeatable.", "正态分布的随机数，可重现。", "torch bare"),
    op("rand", "rand", "Random between 0 and 1, repeatable.", "0 到 1 之间的随机数，可重现。", "torch bare"),
    op("randint", "randint", "Random whole numbers, repeatable.", "随机整数，可重现。", "torch torch.randint_like"),
    op("randperm", "randperm", "A random order, repeatable.", "随机排列，可重现。", "torch"),
    op("randn_like", "randn", "Normally distributed, in the shape of another.", "与另一张量同形的正态随机数。", "torch"),
    op("rand_like", "rand", "Random in the shape of another.", "与另一张量同形的随机数。", "torch"),
    op("normal", "N(μ,σ)", "Random with a mean and a standard deviation.", "给定均值与标准差的随机数。", "torch in-place", aten="normal_"),
    op("bernoulli", "B(p)", "Random zeros and ones.", "随机的 0 和 1。", "torch method in-place"),
    op("manual_seed", "seed", "Starts the random numbers of this run anew.", "重新设定本次运行的随机种子。", "torch"),
    op("logspace", "10ᵃ…10ᵇ", "Numbers spread evenly between two powers.", "两个幂之间按比例均匀分布的数。", "torch"),
    op("multinomial", "draw", "Random places, by given weights.", "按给定权重随机抽取下标。", "torch method"),
    op("poisson", "Pois", "Random counts with given means.", "给定均值的泊松随机数。", "torch"),
    op("uniform_", "U(a,b)", "Fills with random numbers between two bounds.", "用两界之间的均匀随机数填充。", "method", aten="uniform"),
    op("random_", "rand", "Fills with random whole numbers.", "用随机整数填充。", "method", aten="random"),
    op("exponential_", "Exp(λ)", "Fills with exponentially distributed numbers.", "用指数分布的随机数填充。", "method", aten="exponential"),
)  # fmt: skip
