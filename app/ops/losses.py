"""Losses: a prediction and a target in, one number out."""

from app.ops.entry import op

ENTRIES = (
    op("mse_loss", "MSE", "Mean of the squared differences.", "差的平方的平均值。", "F bare"),
    op("l1_loss", "L1", "Mean of the absolute differences.", "差的绝对值的平均值。", "F bare"),
    op("smooth_l1_loss", "smooth L1", "Squared near 0, absolute beyond.", "近零处取平方，远处取绝对值。", "F bare"),
    op("huber_loss", "Huber", "Squared up to delta, absolute beyond.", "delta 以内取平方，以外取绝对值。", "F bare"),
    op("cross_entropy", "CE", "−log of the softmax probability of the right class.", "正确类别的 softmax 概率的负对数。", "F bare", aten="cross_entropy_loss"),
    op("nll_loss", "NLL", "Minus the log-probability of the right class.", "正确类别的负对数概率。", "F bare", aten="nll_loss_forward nll_loss2d_forward nll_loss_nd"),
    op("binary_cross_entropy", "BCE", "−log of the probability of the right one of two classes.", "二分类正确类别概率的负对数。", "F bare"),
    op("binary_cross_entropy_with_logits", "BCE σ", "Sigmoid and binary cross-entropy in one.", "sigmoid 与二元交叉熵合二为一。", "F bare"),
    op("kl_div", "KL", "How far one distribution is from another.", "两个分布之间的 KL 散度。", "F bare torch"),
    op("hinge_embedding_loss", "hinge", "Hinge loss on distances.", "距离上的合页损失。", "F torch"),
    op("poisson_nll_loss", "Poisson", "Poisson negative log-likelihood.", "泊松负对数似然。", "F torch"),
    op("soft_margin_loss", "margin", "ln(1 + exp(−y x)), averaged.", "ln(1 + exp(−y x)) 的平均值。", "F"),
    op("margin_ranking_loss", "rank", "How far one misses being above the other.", "排序损失。", "F torch"),
    op("cosine_embedding_loss", "cos", "Loss on the angle between vectors.", "余弦嵌入损失。", "F torch"),
    op("triplet_margin_loss", "triplet", "Nearer to the like than to the unlike.", "三元组损失。", "F torch"),
    op("gaussian_nll_loss", "Gauss", "Gaussian negative log-likelihood.", "高斯负对数似然。", "F"),
    op("multi_margin_loss", "margin", "Hinge loss over classes.", "多分类合页损失。", "F"),
    op("multilabel_margin_loss", "margin", "Hinge loss over several right classes.", "多标签合页损失。", "F", aten="multilabel_margin_loss_forward"),
    op("multilabel_soft_margin_loss", "margin", "Binary cross-entropy over several labels.", "多标签软间隔损失。", "F"),
)  # fmt: skip
