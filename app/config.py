"""Every setting, with its default and its help, in one table. Read from the environment once, in `create_app`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one server; each can be given as the environment variable GRADWALK_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="GRADWALK_", frozen=True)

    source_bytes: int = Field(16_384, description="Longest program, in bytes of UTF-8.")
    syntax_nodes: int = Field(5_000, description="Largest program, in syntax nodes.")
    tensor_numbers: int = Field(4_000_000, description="Most numbers that one tensor may hold.")
    worker_megabytes: int = Field(512, description="Memory of a worker on top of torch itself, in MiB.")
    recorded_nodes: int = Field(20_000, description="Most nodes recorded in one pass.")
    passes: int = Field(200_000, description="Most backward passes of one program.")
    passes_recorded: int = Field(20, description="Passes of one program that are recorded whole.")
    printed_bytes: int = Field(65_536, description="Most text that one program may print, in bytes.")
    value_numbers: int = Field(1_024, description="Largest tensor sent whole; larger ones go as statistics.")
    recorded_numbers: int = Field(1_000_000, description="Most numbers kept of one run; after that, only shapes.")
    short_seconds: float = Field(10.0, description="Time limit of a short run, in seconds.")
    long_seconds: float = Field(120.0, description="Time limit of a long run, in seconds.")
    nice_after_seconds: float = Field(1.0, description="A run that goes on longer than this makes way for the others.")
    layout_seconds: float = Field(
        2.0, description="Time limit of Graphviz, in seconds; then the plain layout takes over."
    )
    layout_nodes: int = Field(3_000, description="Most nodes that Graphviz lays out; more get the plain layout.")
    body_bytes: int = Field(65_536, description="Largest request body, in bytes.")
    body_seconds: float = Field(5.0, description="Time within which a request body must have arrived, in seconds.")
    workers: int = Field(2, description="Worker processes for short runs.")
    long_workers: int = Field(2, description="Further worker processes that long runs may hold.")
    queue: int = Field(256, description="Requests that may wait for a worker; further ones are answered 503.")
    queue_seconds: float = Field(5.0, description="Longest wait for a worker, in seconds.")
    cache_megabytes: int = Field(64, description="Memory for finished runs and layouts, in MiB.")
    frame_ancestors: str = Field("'none'", description="Sites that may embed Gradwalk, in CSP syntax.")
    allowed_hosts: list[str] = Field(["*"], description="Host names that the server answers to.")
