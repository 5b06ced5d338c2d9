"""Sealing a process: after `seal()` it computes, answers on what is open, and can do nothing else to the machine."""

import contextlib
import ctypes
import os
import platform
import signal
import sys
from pathlib import Path

from app.pool import filter as seccomp
from app.pool.spec import Seal
from app.pool.syscalls import MACHINES

if sys.platform != "win32":
    import resource

# prctl options, <linux/prctl.h>.
PARENT_DEATH_SIGNAL = 1
DUMPABLE = 4
NO_NEW_PRIVILEGES = 38


def seal(*, address_space: int, descriptors: int) -> Seal:
    """Seals this process; it never raises OSError.

    `address_space` is the most that it may map, in bytes; `descriptors` is one more than the highest that stays open.
    """
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return Seal(False, f"no seal is known for {sys.platform} on {platform.machine()}")
    try:
        _limit_resources(address_space, descriptors)
        _prctl(NO_NEW_PRIVILEGES, 1)
        _prctl(DUMPABLE, 0)
        seccomp.install(machine)
    except (OSError, ValueError) as error:
        return Seal(False, f"the system refused the seal: {error}")
    return _probe()


def die_with(parent: int) -> None:
    """Has the kernel kill this process when the thread that started it ends; `parent` is the process of that thread."""
    if sys.platform != "linux":
        return
    _prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def die_first() -> None:
    """Offers this process to the kernel when memory runs out, before the server that started it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def _limit_resources(address_space: int, descriptors: int) -> None:
    limits = {
        resource.RLIMIT_AS: address_space,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: descriptors,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(ctypes.c_int(option), *(ctypes.c_ulong(number) for number in (value, 0, 0, 0))):
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))


def _probe() -> Seal:
    """Tries the door after locking it."""
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return Seal(True)
    return Seal(False, "the filter is installed, but a file could still be opened")
