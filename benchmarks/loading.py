"""How fast a million mapped rows load, and in how much memory: `uv run python -m benchmarks.loading [ROWS]`.

The file is invented: rows of the police's headings about a tenth as many children. Measured is the whole of `load`
(decode, map, check, link, facts, snapshot), without the published tables. The aim is 50,000 rows a second on two
cores under 2 GB. Seconds of CPU are printed too: on a machine that others use, they tell more than the clock.
"""

import resource
import sys
import time
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Draft, Store
from tests.data.builders import HEADING, MAPPING

ROWS = 1_000_000
AIM_ROWS_A_SECOND, AIM_GIGABYTES, CORES = 50_000, 2.0, 2


def write_file(path: Path, rows: int) -> None:
    """So many episodes, of a tenth as many children, in ten years."""
    chance, first = Random(1), datetime(2006, 1, 1)  # noqa: S311 - invented rows need no secrecy
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING + "\n")
        for number in range(rows):
            start = first + timedelta(minutes=chance.randrange(60 * 24 * 3650))
            end = start + timedelta(minutes=chance.randrange(30, 3000))
            file.write(
                f"E{number},P{chance.randrange(rows // 10)},1999-05-0{chance.randrange(1, 10)},F,WBRI,"
                f"{chance.choice(('care', 'home'))},{chance.choice(('foster', ''))},missing,"
                f"{start:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},{chance.choice(('', 'completed', 'declined'))},3.5\n"
            )


def main() -> None:
    """Prints seconds by step, rows a second, and the most memory that was held."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "police.csv", rows)
        (folder / "police.toml").write_text(MAPPING, encoding="utf-8")
        start, cpu = time.perf_counter(), time.process_time()
        steps: list[tuple[str, float, float]] = []

        def progress(step: str, done: int, of: int) -> None:
            steps.append((step, time.perf_counter(), time.process_time()))
            print(f"\r[{'#' * done:<{of}}] {step:<30}", end="", file=sys.stderr, flush=True)

        def finish(_draft: Draft) -> None:
            """Publishes nothing."""

        delivery = Delivery((folder / "police.csv",), folder / "police.toml")
        summary = load(Store(folder / "store"), [delivery], demonstration_settings(), finish=finish, progress=progress)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(file=sys.stderr)
    for (step, began, began_cpu), (_, ended, ended_cpu) in pairwise(steps):
        print(f"{ended - began:7.1f} s {ended_cpu - began_cpu:7.1f} s of CPU  {step}")
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{summary.total('loaded'):,} rows in {seconds:.1f} s: {rows / seconds:,.0f} a second, {gigabytes:.1f} GB")
    print(f"{cpu:.1f} s of CPU: at best {rows / cpu * CORES:,.0f} a second on {CORES} cores.")
    print(f"The aim is {AIM_ROWS_A_SECOND:,} a second under {AIM_GIGABYTES:.0f} GB.")


if __name__ == "__main__":
    main()
