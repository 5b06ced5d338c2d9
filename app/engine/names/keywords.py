"""The arguments of torch's functions that a program may give by name."""

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import Text, text

KEYWORDS = frozenset(
    "A a accumulate align_corners alpha anchor antialias append approximate assume_unique atol attn_mask aweights "
    "axis axis0 axis1 B b base batch1 batch2 beta bias bins blank boundaries ceil_mode chunks col compute_uv "
    "condition copy correction count_include_pad create_graph data decimals delta descending destination device "
    "diagonal dilation dim dim0 dim1 dim2 dimension dims dims_or_dim divisor_override downscale_factor driver "
    "dropout_p dtype dx edge_order element elements enable_gqa end end_dim eps equal_nan equation exponent "
    "exponential fill_value full full_matrices fweights gradient groups hard hermitian high ignore_index implicit "
    "include_self increasing index indexing indices indices_or_sections inplace input input1 input2 interpolation "
    "invert is_causal k keepdim keepdims kernel_size key label_smoothing lambd largest left length log_input "
    "log_target logits low lower M m margin mask mat mat1 mat2 matrices max max_val maxnorm mean median "
    "memory_format min min_val minlength mode momentum N n nan negative negative_slope neginf non_blocking norm "
    "norm_type normalized_shape num_classes num_groups num_samples offset ord other out_features output_padding "
    "output_size p pad padding padding_idx pos_weight posinf positive prepend proj_dim q query r rcond "
    "recompute_scale_factor reduce reduction repeats replacement requires_grad retain_graph return_counts "
    "return_indices return_inverse right rounding_mode row rtol running_mean running_var s scale scale_factor "
    "scale_grad_by_freq sections self shape shifts side size size_average sizes some sorted sorted_sequence source "
    "split_size split_size_or_sections split_sizes src stable start start_dim std step steps stride swap target "
    "target1 target2 tau tensor tensor1 tensor2 tensor_indices_or_sections tensors test_element test_elements "
    "threshold to tol train training transpose unbiased unitriangular UPLO upper upscale_factor use_input_stats "
    "value values var vec vec1 vec2 weight weights with_replacement wrap x x1 x2 y".split()
)
"""Arguments that may be given by name. Not among them: `out`, which writes elsewhere, and what allocates elsewhere."""

FORMER: Mapping[str, Text] = MappingProxyType(
    {
        "data_tensor": text("Write TensorDataset(x, y)."),
        "retain_variables": text("It is called retain_graph now."),
        "target_tensor": text("Write TensorDataset(x, y)."),
    }
)
"""Arguments of older versions of torch: what to write now."""
