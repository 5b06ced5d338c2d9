"""What a worker is, as plain data: the spec that started processes are told, and what they say of themselves."""

import msgspec


class WorkerSpec(msgspec.Struct, frozen=True):
    """The module that does the work, and how much a worker process may hold.

    `module` is a dotted name. It has `warm_up() -> None`, which imports and runs once all that a job may need (a sealed
    process opens no file), and `perform(job: str, payload: bytes, caller: Caller) -> bytes`.
    `memory_megabytes` is address space in MiB on top of what a warmed-up worker has.
    `environment` is added to the few variables that a worker inherits.
    """

    module: str
    memory_megabytes: int
    environment: dict[str, str] = {}


class Seal(msgspec.Struct, frozen=True):
    """Whether the system holds a worker back, and if not, why."""

    sealed: bool
    reason: str = ""


class Introduction(msgspec.Struct, frozen=True):
    """What a worker says first: its process id, and how it is sealed."""

    process: int
    seal: Seal
