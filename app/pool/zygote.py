"""The zygote: a process that has imported all that jobs need, and forks the workers. Only it starts and ends them.

In, on standard input (a socket): orders of nine bytes, START with the worker's socket attached, MAKE_WAY, END.
Out: sixteen bytes for every worker that has ended. It ends itself and all workers when the other side hangs up.

It is the parent of the workers, so an order can never hit another process that got the same number: until the zygote
has waited for a worker, the system does not give its number away.
"""

import contextlib
import functools
import gc
import importlib
import os
import signal
import socket
import sys
from types import ModuleType

import msgspec

from app.pool import orders
from app.pool.orders import Order
from app.pool.seal import die_with
from app.pool.spec import WorkerSpec
from app.pool.worker import end_process, serve

NICENESS = 10


class Zygote:
    """The workers that this process has forked, by the number that the pool gave them."""

    def __init__(self, spec: WorkerSpec, module: ModuleType, control: socket.socket) -> None:
        self._spec = spec
        self._module = module
        self._control = control
        self._children: dict[int, int] = {}

    def obey(self) -> None:
        """Carries out orders until the pool hangs up, then ends every worker."""
        while True:
            record, descriptors, _, _ = socket.recv_fds(self._control, orders.ORDER.size, 1)
            if len(record) < orders.ORDER.size:
                break
            order, key = orders.read_order(record)
            if order is Order.START:
                self._start(key, descriptors[0])
            elif order is Order.MAKE_WAY:
                self._make_way(key)
            else:
                self._end(key)
        for key in list(self._children):
            self._end(key)

    def _start(self, key: int, descriptor: int) -> None:
        parent = os.getpid()
        # No more processes now: the pool sees its end of the socket close, and tries again.
        with contextlib.suppress(OSError):
            child = os.fork()
            if child == 0:
                end_process(functools.partial(self._become_worker, descriptor, parent))
            self._children[key] = child
        os.close(descriptor)

    def _become_worker(self, descriptor: int, parent: int) -> None:
        die_with(parent)
        self._control.close()
        serve(self._spec, self._module, descriptor, descriptor)

    def _make_way(self, key: int) -> None:
        if key in self._children:
            # A worker that has died meanwhile may be a zombie: then there is nothing to slow down.
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._children[key], NICENESS)

    def _end(self, key: int) -> None:
        child = self._children.pop(key, None)
        code = 0
        if child is not None:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
        # The pool may have gone while it was told; the next read sees that.
        with contextlib.suppress(OSError):
            self._control.sendall(orders.pack_end(key, code))


def main() -> None:
    """Warms up, then obeys. The arguments are the spec as JSON and the number of the process that started this one."""
    spec = msgspec.json.decode(sys.argv[1], type=WorkerSpec)
    die_with(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    with open(os.devnull, "rb") as null:
        os.dup2(null.fileno(), 0)
    module = importlib.import_module(spec.module)
    module.warm_up()
    gc.collect()
    # Shared pages stay shared: a collection in a worker does not write into these objects.
    gc.freeze()
    Zygote(spec, module, control).obey()


if __name__ == "__main__":
    end_process(main)
