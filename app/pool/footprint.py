"""How much address space this process has mapped; goes on working after the seal, because its file is open before."""

import os
import sys


class Footprint:
    """The size of this process; 0 on systems that do not tell."""

    def __init__(self) -> None:
        self.descriptor = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1
        self._page = os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0

    def size(self) -> int:
        """Mapped bytes at this moment."""
        if sys.platform != "linux":
            return 0
        return int(os.pread(self.descriptor, 64, 0).split()[0]) * self._page
