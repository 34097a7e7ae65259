"""Time and memory against local stand-ins, beside the floor.

    python -m tests.benchmarks [NAME …]

Ends with 1 when a median misses its target.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.benchmarks import crowded, latency, wire
from tests.benchmarks.report import HEADER, Row

BENCHMARKS: Mapping[str, Callable[[], Iterable[Row]]] = {
    "latency": latency.run,
    "crowded": crowded.run,
    "wire": wire.run,
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def machine() -> str:
    """One line about where the figures come from."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{where}, Python {platform.python_version()}, load {load}"


def main(names: Sequence[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS]:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    say(machine())
    began, missed = time.monotonic(), 0
    for name in names or BENCHMARKS:
        say(f"\n{name}\n{HEADER}")
        for row in BENCHMARKS[name]():
            say(str(row))
            missed += row.missed
    say(f"\n{time.monotonic() - began:.0f} s; {machine()}")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
