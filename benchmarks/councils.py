"""What a council of any size can publish, and how long that takes: `python -m benchmarks.councils [SECONDS]`.

Councils of 4, 28, 60, 140 and 1,600 children, sparse and dense, six years each: CPU seconds of loading and publishing,
and what the board can then read. Each stops after so many seconds of CPU (60). Below 200 children ten are enough, above
that twenty. Whoever changes what hides, merges or withholds runs this. A few minutes.
"""

import resource
import sys
import time
from multiprocessing import Process, Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import polars as pl

from analytics.disclosure.gate import published_in
from analytics.refresh import refresh
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.attack.random_stores import AS_OF, KEY, Council, deliveries, episodes_of

SIZES: Final = (4, 28, 60, 140, 1600)
TIMES: Final = {"sparse": 1.5, "dense": 8.0}
YEARS: Final = 6
TABLE: Final = ("slug", "unit", "breakdown", "period_kind", "period_start")


class Outcome(NamedTuple):
    """What a council's board can read. `supplied` are rows that a number could stand in; `whole` tables hide none."""

    episodes: int
    seconds: float
    above_nought: int
    supplied: int
    hidden: int
    tables: int
    whole: int


def outcome_of(made: Council) -> Outcome:
    """The council, loaded and published."""
    settings = demonstration_settings()
    rows = episodes_of(made, settings)
    with TemporaryDirectory() as folder:
        store, files = Store(Path(folder, "store")), deliveries(Path(folder), made, rows)
        began = time.process_time()
        refresh(store, files, settings, as_of=AS_OF, key=KEY)
        seconds = time.process_time() - began
        published = published_in(store.live().published).rows
    supplied = published.filter(~pl.col("shown").is_in(["not supplied", "not recorded"]))
    tables = supplied.group_by(TABLE).agg((pl.col("shown") == "hidden").any().alias("hides"))
    return Outcome(
        len(rows),
        seconds,
        supplied.filter(pl.col("numerator") > 0).height,
        supplied.height,
        supplied.filter(shown="hidden").height,
        tables.height,
        tables.filter(~pl.col("hides")).height,
    )


def tried(made: Council, limit: int) -> Outcome | None:
    """The same in a process of its own; none where it needs more seconds of CPU than the limit."""
    answers: Queue[Outcome] = Queue()
    process = Process(target=answered, args=(made, limit, answers))
    process.start()
    process.join()
    return answers.get() if process.exitcode == 0 else None


def answered(made: Council, limit: int, answers: "Queue[Outcome]") -> None:
    """Puts the outcome among the answers, unless the system ends it first."""
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    answers.put(outcome_of(made))


def main(seconds: str = "60") -> int:
    """One line a council."""
    print(f"{'children':>8} {'':<7}{'episodes':>9}{'CPU s':>7}{'numbers':>9}{'hidden':>8}{'tables':>8}{'whole':>7}")
    for children in SIZES:
        for name, times in TIMES.items():
            made = Council(seed=children, children=children, times_each=times, years=YEARS, skew=0.8, not_recorded=0.05)
            outcome = tried(made, int(seconds))
            print(f"{children:>8,} {name:<7}{in_words(outcome, seconds)}", flush=True)
    return 0


def in_words(outcome: Outcome | None, seconds: str) -> str:
    """The line of a council: numbers above nought, share hidden of what was supplied, tables, those that are whole."""
    if outcome is None:
        return f" not done after {seconds} s"
    share = outcome.hidden / outcome.supplied if outcome.supplied else 0
    return (
        f"{outcome.episodes:>9,}{outcome.seconds:>7.1f}{outcome.above_nought:>9,}{share:>8.1%}"
        f"{outcome.tables:>8,}{outcome.whole:>7,}"
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
