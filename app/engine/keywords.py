"""The arguments of torch's functions that a program may give by name."""

KEYWORDS = frozenset(
    "A align_corners alpha antialias append approximate atol attn_mask axis B base batch1 batch2 beta bias bins blank "
    "boundaries ceil_mode chunks condition copy correction count_include_pad create_graph data decimals delta "
    "descending device diagonal dilation dim dim0 dim1 dim2 dims dims_or_dim divisor_override driver dropout_p dtype "
    "edge_order end eps equal_nan equation exponent exponential fill_value full full_matrices gradient groups hard "
    "hermitian high ignore_index implicit include_self indices_or_sections index indexing inplace input input1 input2 "
    "interpolation is_causal k keepdim kernel_size label_smoothing lambd largest left log_input log_target lower low "
    "margin mask mat mat1 mat2 max maxnorm mean median memory_format min minlength mode momentum n nan "
    "negative_slope neginf non_blocking norm norm_type normalized_shape num_classes num_groups num_samples "
    "offset ord other out_features output_padding output_size p pad padding padding_idx pos_weight posinf "
    "prepend proj_dim q rcond reduce reduction repeats replacement requires_grad retain_graph return_counts "
    "return_indices return_inverse right rounding_mode rtol running_mean running_var scale scale_factor sections "
    "self shape shifts side size size_average sizes some source sorted sorted_sequence split_size "
    "split_size_or_sections split_sizes src start std step steps stride swap target target1 target2 tau tensor "
    "tensor1 tensor2 tensors test_elements threshold tol training transpose unbiased unitriangular upper "
    "use_input_stats UPLO upscale_factor downscale_factor value values var vec vec1 vec2 weight weights x x1 x2 y "
    "accumulate anchor positive negative".split()
)
"""Arguments that may be given by name. Not among them: `out`, which writes elsewhere, and what allocates elsewhere."""
