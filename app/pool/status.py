"""How a pool is doing, for `/readyz` and `/metrics`."""

import msgspec


class PoolStatus(msgspec.Struct, frozen=True):
    """One moment of a pool.

    `ready` workers can serve short calls (`busy` of them do), `starting` ones soon will, `long` ones hold a long call.
    `overdue` of the busy ones should make way, but the long lane is full.
    `respawns` counts the workers that ended, for whatever reason, and `lost` those of them that died by themselves.
    `sealed` is None before the first worker is ready; `reason` tells why not.
    """

    ready: int
    busy: int
    starting: int
    overdue: int
    long: int
    waiting: int
    respawns: int
    lost: int
    sealed: bool | None
    reason: str
    processes: tuple[int, ...]
