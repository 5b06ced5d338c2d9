"""A seccomp filter: from a table of allowed system calls to the kernel's bytecode, and its installation by ctypes."""

import ctypes
import errno
import os

from app.pool.syscalls import Machine

# Classic BPF, <linux/bpf_common.h>, over `struct seccomp_data`, <linux/seccomp.h>.
LOAD_WORD = 0x20
JUMP_IF_EQUAL = 0x15
RETURN = 0x06
NUMBER_OFFSET = 0
AUDIT_OFFSET = 4
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
SET_MODE_FILTER = 1
EVERY_THREAD = 1


class Instruction(ctypes.Structure):
    """`struct sock_filter`."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(Instruction)))


def compile_filter(machine: Machine) -> list[tuple[int, int, int, int]]:
    """Instructions (code, jump if equal, jump if not, operand): the machine's calls pass, the rest get EPERM."""
    numbers = sorted(machine.allowed.values())
    count = len(numbers)
    return [
        (LOAD_WORD, 0, 0, AUDIT_OFFSET),
        (JUMP_IF_EQUAL, 0, count + 1, machine.audit),
        (LOAD_WORD, 0, 0, NUMBER_OFFSET),
        *((JUMP_IF_EQUAL, count - index, 0, number) for index, number in enumerate(numbers)),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]


def install(machine: Machine) -> None:
    """Binds this process, all its threads, for good. Needs no-new-privileges; OSError where the kernel says no."""
    code = compile_filter(machine)
    instructions = (Instruction * len(code))(*(Instruction(*fields) for fields in code))
    program = Program(len(code), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (machine.seccomp, SET_MODE_FILTER, EVERY_THREAD)
    refused = libc.syscall(*(ctypes.c_long(number) for number in arguments), ctypes.byref(program))
    if refused:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))
