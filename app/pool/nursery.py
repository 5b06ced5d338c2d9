"""What the pool needs from whoever starts and ends its workers."""

from typing import Protocol

from app.pool.channel import Channel


class Nursery(Protocol):
    """Starts, slows down and ends worker processes, each known by a number that the pool gives it."""

    async def start(self, key: int, channel: Channel) -> None:
        """Starts a worker and connects `channel` to it; OSError when the system refuses."""

    def make_way(self, key: int) -> None:
        """Lowers the priority of a worker."""

    def end(self, key: int) -> None:
        """Kills a worker, whatever it is doing; also called for one that has died already."""

    async def stop(self) -> None:
        """Ends every process; returns when they are gone."""
