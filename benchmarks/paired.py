"""A benchmark of this checkout beside the same one of another, in turn: medians of CPU seconds, and their ratio.

`uv run python -m benchmarks.paired ../other benchmarks.loading 1000000`: the other checkout has its own `.venv`. Each
is run in a process of its own, five times, one after the other, so that a machine that is slow for a while is slow for
both. CPU seconds of a busy machine are higher too: only the ratio counts.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

TURNS = 5
HERE = Path(__file__).parents[1]


def cpu_of(checkout: Path, command: list[str]) -> float:
    """Seconds of CPU, of user and system, that the command takes in a checkout. Raises CalledProcessError."""
    python = checkout / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(python), "-m", *command], cwd=checkout, check=True, capture_output=True)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Prints each turn, then the medians and the ratio."""
    other, command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    seconds: dict[Path, list[float]] = {other: [], HERE: []}
    for turn in range(TURNS):
        # Whoever comes second meets a warm disk: they take turns at that, too.
        for checkout in sorted(seconds, reverse=turn % 2 == 1):
            seconds[checkout].append(cpu_of(checkout, command))
        print(f"turn {turn + 1}: other {seconds[other][-1]:.2f} s, here {seconds[HERE][-1]:.2f} s")
    theirs, ours = median(seconds[other]), median(seconds[HERE])
    print(f"median: other {theirs:.2f} s, here {ours:.2f} s; here takes {ours / theirs:.2f} times as much.")


if __name__ == "__main__":
    main()
