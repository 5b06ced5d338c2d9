"""Sealed worker processes: bytes in, bytes out. Which module does the work is given by its name."""

from app.pool.caller import Caller
from app.pool.crew import StartFailed
from app.pool.job import Job, job_of
from app.pool.pool import JobFailed, Pool
from app.pool.sharing import Follower, Sharing
from app.pool.spec import Seal, WorkerSpec
from app.pool.status import PoolStatus
from app.pool.watch import Watch

__all__ = [
    "Caller",
    "Follower",
    "Job",
    "JobFailed",
    "Pool",
    "PoolStatus",
    "Seal",
    "Sharing",
    "StartFailed",
    "Watch",
    "WorkerSpec",
    "job_of",
]
