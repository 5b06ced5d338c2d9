"""The system calls that a sealed worker may make, by name, with their numbers for each machine type that is known.

Reading, writing and waiting for what is already open, memory, locks, clocks, signals of its own, random numbers,
leaving. Nothing here opens, creates, sends to, starts or looks at anything else.
"""

from types import MappingProxyType
from typing import NamedTuple


class Machine(NamedTuple):
    """A machine type: its audit number, the number of `seccomp` itself, and the allowed calls."""

    audit: int
    seccomp: int
    allowed: MappingProxyType[str, int]


X86_64 = Machine(
    audit=0xC000003E,
    seccomp=317,
    allowed=MappingProxyType(
        {
            "read": 0,
            "write": 1,
            "close": 3,
            "poll": 7,
            "lseek": 8,
            "mmap": 9,
            "mprotect": 10,
            "munmap": 11,
            "brk": 12,
            "rt_sigaction": 13,
            "rt_sigprocmask": 14,
            "rt_sigreturn": 15,
            "pread64": 17,
            "readv": 19,
            "writev": 20,
            "sched_yield": 24,
            "mremap": 25,
            "mincore": 27,
            "madvise": 28,
            "nanosleep": 35,
            "getpid": 39,
            "exit": 60,
            "gettimeofday": 96,
            "getrusage": 98,
            "times": 100,
            "sigaltstack": 131,
            "arch_prctl": 158,
            "gettid": 186,
            "time": 201,
            "futex": 202,
            "sched_getaffinity": 204,
            "restart_syscall": 219,
            "clock_gettime": 228,
            "clock_getres": 229,
            "clock_nanosleep": 230,
            "exit_group": 231,
            "getcpu": 309,
            "getrandom": 318,
            "membarrier": 324,
        }
    ),
)

AARCH64 = Machine(
    audit=0xC00000B7,
    seccomp=277,
    allowed=MappingProxyType(
        {
            "close": 57,
            "lseek": 62,
            "read": 63,
            "write": 64,
            "readv": 65,
            "writev": 66,
            "pread64": 67,
            "ppoll": 73,
            "exit": 93,
            "exit_group": 94,
            "futex": 98,
            "nanosleep": 101,
            "clock_gettime": 113,
            "clock_getres": 114,
            "clock_nanosleep": 115,
            "sched_getaffinity": 123,
            "sched_yield": 124,
            "restart_syscall": 128,
            "sigaltstack": 132,
            "rt_sigaction": 134,
            "rt_sigprocmask": 135,
            "rt_sigreturn": 139,
            "times": 153,
            "getrusage": 165,
            "getcpu": 168,
            "gettimeofday": 169,
            "getpid": 172,
            "gettid": 178,
            "brk": 214,
            "munmap": 215,
            "mremap": 216,
            "mmap": 222,
            "mprotect": 226,
            "mincore": 232,
            "madvise": 233,
            "getrandom": 278,
            "membarrier": 283,
        }
    ),
)

MACHINES = MappingProxyType({"x86_64": X86_64, "aarch64": AARCH64})
