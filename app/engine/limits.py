"""The limits that a run is held to, as they travel from the settings of the server to the worker."""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """See `app.config.Settings` for what each means; the defaults are the same."""

    source_bytes: int = 16_384
    syntax_nodes: int = 5_000
    tensor_numbers: int = 4_000_000
    recorded_nodes: int = 20_000
    passes: int = 200_000
    passes_recorded: int = 20
    printed_bytes: int = 65_536
    value_numbers: int = 1_024
    recorded_numbers: int = 1_000_000
    seconds: float = 1e9
