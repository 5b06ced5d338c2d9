"""Sealed worker processes: bytes in, bytes out. Which module does the work is given by its name."""

from app.pool.crew import StartFailed
from app.pool.pool import JobFailed, Pool
from app.pool.spec import Seal, WorkerSpec
from app.pool.status import PoolStatus

__all__ = ["JobFailed", "Pool", "PoolStatus", "Seal", "StartFailed", "WorkerSpec"]
