"""The settings of torch's layers that a program can read, and those that it can set, as literal lists."""

from collections.abc import Mapping

from app.engine.basics.argument_checks import Check, flag, number, optional
from app.engine.nn.layer_arguments import CHECKS

READABLE = frozenset(
    "in_features out_features in1_features in2_features start_dim end_dim dim unflattened_size inplace negative_slope "
    "num_parameters init alpha approximate beta threshold lambd min_val max_val lower upper value p num_features eps "
    "momentum affine track_running_stats normalized_shape elementwise_affine num_groups num_channels size k "
    "in_channels out_channels kernel_size stride padding dilation groups padding_mode output_padding transposed "
    "return_indices ceil_mode count_include_pad divisor_override output_size scale_factor mode align_corners "
    "upscale_factor downscale_factor num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq "
    "sparse input_size hidden_size num_layers bias batch_first dropout bidirectional proj_size nonlinearity embed_dim "
    "num_heads head_dim kdim vdim norm_first norm keepdim reduction delta ignore_index label_smoothing log_target "
    "log_input full margin swap include_last_offset".split()
)
SETTABLE: Mapping[str, Check] = {
    "training": flag,
    "momentum": optional(number),
    **dict.fromkeys("inplace swap log_target log_input".split(), flag),
    **dict.fromkeys("p negative_slope eps beta threshold value alpha margin delta label_smoothing".split(), number),
    "reduction": CHECKS["reduction"],
    "ignore_index": CHECKS["ignore_index"],
}
"""By name, what looks at the value. Not among them: sizes, which torch's native code trusts."""
