"""Command and environment of the processes that the pool starts: little is inherited, so that little can leak."""

import os
import sys

import msgspec

from app.pool.spec import WorkerSpec

INHERITED = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"),
)

FIXED = {
    # A process that has computed with several threads must not fork, and a sealed one starts none.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # No accelerator: its threads do not survive a fork.
    "CUDA_VISIBLE_DEVICES": "",
    "HIP_VISIBLE_DEVICES": "",
    # Sets are walked in the same order in every worker.
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def child_environment(spec: WorkerSpec) -> dict[str, str]:
    """Environment variables of a zygote or worker; it imports from the same places as this process."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    return inherited | FIXED | {"PYTHONPATH": path} | spec.environment


def child_command(module: str, spec: WorkerSpec) -> list[str]:
    """The command that runs one of this part's modules as a program, told its spec and who its parent is."""
    return [sys.executable, "-P", "-m", module, msgspec.json.encode(spec).decode(), str(os.getpid())]
