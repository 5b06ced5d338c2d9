"""What a sealed worker can and cannot do, tried from inside a real one with real torch and Graphviz."""

import asyncio
import platform
from pathlib import Path

import msgspec
import pytest

from app.errors import WorkerLost
from app.pool import PoolStatus, WorkerSpec
from app.pool.filter import ALLOW, JUMP_IF_EQUAL, LOAD_WORD, REFUSE, RETURN, compile_filter
from app.pool.seal import seal
from app.pool.syscalls import AARCH64, X86_64, Machine
from tests import seal_jobs
from tests.pool_running import ask, running

HEAVY = WorkerSpec("tests.seal_jobs", memory_megabytes=512)
WORK = ("compute", "lay_out", "nest")
X86_64_FORBIDDEN = {
    "open": 2,
    "socket": 41,
    "clone": 56,
    "fork": 57,
    "vfork": 58,
    "execve": 59,
    "kill": 62,
    "ptrace": 101,
}
X86_64_FORBIDDEN |= {"openat": 257, "prlimit64": 302, "memfd_create": 319, "io_uring_setup": 425, "clone3": 435}
AARCH64_FORBIDDEN = {"openat": 56, "ptrace": 117, "kill": 129, "socket": 198, "clone": 220, "execve": 221}
AARCH64_FORBIDDEN |= {"prlimit64": 261, "memfd_create": 279, "io_uring_setup": 425, "clone3": 435, "openat2": 437}


@pytest.fixture(scope="module")
def answers() -> dict[str, bytes]:
    """What a sealed worker answers to every attack, and to some work before and after them."""

    async def scene() -> dict[str, bytes]:
        async with running(HEAVY) as pool:
            before = {f"{job} before": await ask(pool, job, b"3") for job in WORK}
            attacks = {attack: await ask(pool, attack) for attack in seal_jobs.ATTACKS}
            after = {f"{job} after": await ask(pool, job, b"3") for job in WORK}
            # No answer came from a second worker that had to step in for a dead one.
            assert pool.status().respawns == 0
            return before | attacks | after

    return asyncio.run(scene())


@pytest.mark.parametrize("attack", seal_jobs.ATTACKS)
def test_an_attack_is_refused(answers: dict[str, bytes], attack: str) -> None:
    assert answers[attack] in (b"PermissionError", b"RuntimeError", b"ValueError"), "it went through"


def test_no_attack_has_left_a_file() -> None:
    assert list(Path("/tmp").glob("gradwalk-was-here*")) == []


@pytest.mark.parametrize("job", WORK)
def test_torch_and_graphviz_compute_in_a_sealed_worker_what_they_compute_outside(
    answers: dict[str, bytes], job: str
) -> None:
    assert answers[f"{job} before"] == answers[f"{job} after"] == seal_jobs.JOBS[job](b"3")


def test_torch_hits_the_memory_limit_and_goes_on() -> None:
    async def scene() -> None:
        async with running(HEAVY) as pool:
            assert await ask(pool, "hog") == b"RuntimeError"
            assert msgspec.json.decode(await ask(pool, "compute"))
            assert pool.status().respawns == 0

    asyncio.run(scene())


def test_a_backward_that_needs_a_second_thread_loses_its_worker_and_nothing_else() -> None:
    async def scene() -> None:
        async with running(HEAVY) as pool:
            with pytest.raises(WorkerLost):
                await ask(pool, "nest", b"100")
            assert await ask(pool, "nest", b"10")

    asyncio.run(scene())


def test_the_status_tells_that_workers_are_sealed() -> None:
    async def scene() -> PoolStatus:
        async with running() as pool:
            return pool.status()

    status = asyncio.run(scene())
    assert status.sealed is True
    assert status.reason == ""


def test_a_machine_that_is_not_known_is_reported_and_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    state = seal(address_space=0, descriptors=0)
    assert not state.sealed
    assert "pdp11" in state.reason
    assert Path(__file__).read_text()


def verdict(machine: Machine, audit: int, number: int) -> int:
    """What the kernel would decide: runs the filter as <linux/filter.h> describes it."""
    code = compile_filter(machine)
    word = position = 0
    while True:
        operation, yes, no, operand = code[position]
        position += 1
        if operation == LOAD_WORD:
            word = {0: number, 4: audit}[operand]
        elif operation == JUMP_IF_EQUAL:
            position += yes if word == operand else no
        else:
            assert operation == RETURN
            return operand


@pytest.mark.parametrize(
    "machine, forbidden", [(X86_64, X86_64_FORBIDDEN), (AARCH64, AARCH64_FORBIDDEN)], ids=["x86_64", "aarch64"]
)
def test_the_filter_lets_through_what_is_listed_and_nothing_else(machine: Machine, forbidden: dict[str, int]) -> None:
    through = {number for number in range(1024) if verdict(machine, machine.audit, number) == ALLOW}
    assert through == set(machine.allowed.values())
    assert not through & set(forbidden.values())
    assert verdict(machine, machine.audit, 0x40000000) == REFUSE


@pytest.mark.parametrize("machine, other", [(X86_64, AARCH64), (AARCH64, X86_64)], ids=["x86_64", "aarch64"])
def test_calls_in_the_manner_of_another_machine_are_refused(machine: Machine, other: Machine) -> None:
    assert {verdict(machine, other.audit, number) for number in range(1024)} == {REFUSE}
