"""Readers at the deployment guide's own nginx, for as long as is options.

    python -m benchmarks.soak --readers 50 --minutes 10

Debian's nginx with TLS and the block of docs/deploying.md stands before two processes of one audience. Each reader has
a web socket, opens the board's pages in no order, thinks between two of them, and leaves and comes back. In the middle
a file is loaded by the ordinary command, and what readers are shown changes. Printed are seconds from a question to the
end of its answer, what failed, and of each process the memory, open files and threads, minute by minute. Then the
readers leave, and what was held for them is counted again. It ends with 1 where an answer failed, something grew, was
not given back, or no reader was shown the new file.
"""

import argparse
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from socket import create_connection
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Event

from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.sync.client import connect

from analytics.model import Audience
from data.snapshots import Store
from pages.common.frame import ENTRIES
from tests.data.builders import MAPPING, a_file, a_mapping
from tests.e2e.council import COOKIE_SECRET, ROLES, processes
from tests.e2e.proxy import HOST, Proxy, cookie_given, nginx
from tests.e2e.server import ROOT, Server
from tests.e2e.wire import Wire, signed
from tests.released import a_row, filled_anew

PAGES = [entry.address for entry in ENTRIES[Audience.BOARD]]
SECONDS_OF_THOUGHT = (5.0, 25.0)
QUESTIONS_A_VISIT = 8
# Most that may be added in the last quarter of the time, beside the quarter before it, and still be called flat; files
# are those of the disk. A session holds a socket to its reader, and an event loop with two more for its script.
# Streamlit keeps it for two minutes after its reader went, for those who come back. So these go up and down with who
# happens to come and go, by 60 in a minute with 15 readers, and say nothing while there are any.
GROWTH, FILES, THREADS = 0.05, 3, 10
# They are counted once the readers are gone, and a few came, whose coming lets it forget the others: most that may then
# be held beyond what was held after such a few before the first. In ten minutes 50 readers are some 150 sessions of a
# process, with 450 of them.
HELD, FEW = 30, 6
# Until none of the readers is kept any more: Streamlit's two minutes, and some seconds.
SECONDS_UNTIL_FORGOTTEN = 130.0
# The day of the file that is loaded, and how pages write it.
NEW_DAY, NEW_FILE = date(2026, 10, 12), b"12 October 2026"
# Of fewer looks nothing can be said.
FEWEST_LOOKS = 16


@dataclass(frozen=True)
class Look:
    """What a process holds at a moment: seconds since the start, megabytes, files of the disk, threads, and the rest.

    `held` are sockets and event loops, most of them of sessions.
    """

    second: float
    megabytes: float
    files: int
    threads: int
    held: int = 0


@dataclass
class Soaked:
    """What came of it; seconds are since the start."""

    began: float = 0.0
    answers: list[tuple[float, float]] = field(default_factory=list)  # second asked, seconds it took
    failures: list[str] = field(default_factory=list)
    looks: dict[int, list[Look]] = field(default_factory=dict)
    # Before the first reader came, and after the last one was forgotten; neither where nobody waited for that.
    before: dict[int, Look] = field(default_factory=dict)
    after: dict[int, Look] = field(default_factory=dict)
    # From the begin of the load until it was live; and when answers told of it.
    load: tuple[float, float] = (0.0, 0.0)
    shown: list[float] = field(default_factory=list)
    snapshots: tuple[str, str] = ("", "")
    ways: int = 0

    def second(self) -> float:
        """Now."""
        return time.monotonic() - self.began

    def seconds(self, after: float = 0, before: float = float("inf")) -> list[float]:
        """How long answers took that were asked for within these seconds."""
        return [took for second, took in self.answers if after <= second < before]


@dataclass(frozen=True)
class Plan:
    """How many readers, for how many seconds, and how long each thinks."""

    readers: int
    seconds: float
    thought: tuple[float, float] = SECONDS_OF_THOUGHT
    between_looks: float = 5.0
    rest: float = 0.0  # seconds after the last reader left, until what is still held is counted; 0: not at all


@contextmanager
def socket_of(proxy: Proxy, cookie: str) -> Iterator[Wire]:
    """A session through nginx, of whoever holds this cookie, at the process to which nginx sends such a browser."""
    xsrf, way = generate_xsrf_token_string(), cookie_given(proxy, "/_stcore/health")
    cookies = f"__Host-_streamlit_xsrf={xsrf}; __Host-_streamlit_user={cookie}; {way}"
    # The certificate is made for this run alone.
    unchecked = ssl._create_unverified_context()  # noqa: S323
    with (
        create_connection(("127.0.0.1", proxy.port)) as raw,
        connect(
            f"wss://{HOST}/_stcore/stream",
            sock=raw,
            ssl=unchecked,
            origin=f"https://{HOST}",  # type: ignore[arg-type]
            subprotocols=["streamlit", xsrf],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies},
            max_size=None,
            proxy=None,
        ) as socket,
    ):
        yield Wire(socket)


def read(number: int, proxy: Proxy, plan: Plan, soaked: Soaked, over: Event) -> None:
    """One reader: pages in no order until it is over. Whatever ends a visit before is a failure."""
    chance = Random(number)  # noqa: S311 - no secret
    over.wait(chance.uniform(0, plan.thought[1]))
    while not over.is_set():
        claims: dict[str, object] = {"sub": f"reader-{number}", "iat": time.time(), "roles": [ROLES[Audience.BOARD]]}
        try:
            with socket_of(proxy, signed(claims, f"https://{HOST}", COOKIE_SECRET)) as wire:
                for _ in range(QUESTIONS_A_VISIT):
                    ask(wire, chance.choice(PAGES), soaked)
                    if over.wait(chance.uniform(*plan.thought)):
                        break
        except Exception as error:
            soaked.failures.append(f"{soaked.second():.0f} s: {type(error).__name__}: {str(error)[:100]}")
            over.wait(1)


def ask(wire: Wire, page: str, soaked: Soaked) -> None:
    """One question, its time, and whether its answer is one of a reader who is signed in."""
    began = soaked.second()
    answer = wire.ask(page)
    soaked.answers.append((began, soaked.second() - began))
    if NEW_FILE in answer.sent:
        soaked.shown.append(soaked.second())
    if answer.failed or b"Signed in: Board" not in answer.sent:
        soaked.failures.append(f"{began:.0f} s: {page} answered {answer.title!r} {answer.said[:80]!r}")


def look_at(servers: Sequence[Server], plan: Plan, soaked: Soaked, over: Event) -> None:
    """Looks at each process until it is over."""
    while True:
        for server in servers:
            soaked.looks.setdefault(server.process, []).append(look(server.process, soaked.second()))
        if over.wait(plan.between_looks):
            return


def look(process: int, second: float) -> Look:
    """What a process holds now, from the kernel."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    of_disk, held = kinds_of(process)
    return Look(second, int(status["VmRSS"].split()[0]) / 1024, of_disk, int(status["Threads"]), held)


def kinds_of(process: int) -> tuple[int, int]:
    """How many files of the disk a process has open, and how many sockets, event loops and pipes."""
    of_disk = held = 0
    for handle in Path(f"/proc/{process}/fd").iterdir():
        # One may be closed between the list of them and this question.
        with suppress(FileNotFoundError):
            if str(handle.readlink()).startswith("/"):
                of_disk += 1
            else:
                held += 1
    return of_disk, held


def load_in_the_middle(store: Store, folder: Path, soaked: Soaked) -> None:
    """The next week's file by the ordinary command; what goes wrong in it is a failure."""
    row = a_row(Random(1), 900_000, date(2026, 9, 12))  # noqa: S311 - no secret
    file = a_file(folder, row, name="next.csv")
    mapping = a_mapping(folder, MAPPING.replace("2016-12-31", f"{NEW_DAY}T07:30:00"), name="next.toml")
    before, start = store.live().name, soaked.second()
    words = [sys.executable, "-m", "cli", "load", str(file), "--mapping", str(mapping)]
    done = subprocess.run(  # noqa: S603
        words,
        cwd=ROOT,
        env=os.environ | {"MISSING_STORE": str(store.folder)},
        check=False,
        capture_output=True,
        text=True,
    )
    soaked.load, soaked.snapshots = (start, soaked.second()), (before, store.live().name)
    if done.returncode:
        soaked.failures.append(f"the load ended with {done.returncode}: {done.stderr[-200:]}")


def soak(store: Store, folder: Path, plan: Plan) -> Soaked:
    """Readers over this store for as long as is planned, with a load in the middle. Files are written in the folder."""
    soaked, over = Soaked(), Event()
    with processes(store.folder, folder, HOST) as servers, nginx(folder, *(each.url for each in servers)) as proxy:
        soaked.began = time.monotonic()
        if plan.rest:
            soaked.before = rested(servers, proxy, soaked)
        with ThreadPoolExecutor(plan.readers + 1) as people:
            everybody = [people.submit(look_at, servers, plan, soaked, over)]
            try:
                everybody += [people.submit(read, number, proxy, plan, soaked, over) for number in range(plan.readers)]
                time.sleep(plan.seconds / 2)
                load_in_the_middle(store, folder, soaked)
                time.sleep(max(plan.seconds - soaked.second(), plan.seconds / 4))
            finally:
                over.set()
        for each in everybody:
            each.result()
        if plan.rest:
            time.sleep(plan.rest)
            soaked.after = rested(servers, proxy, soaked)
        soaked.failures += [f"{each.log.name}: a traceback" for each in servers if "Traceback" in each.log.read_text()]
        soaked.ways = len(set.union(*proxy.ways().values()))
    return soaked


def rested(servers: Sequence[Server], proxy: Proxy, soaked: Soaked) -> dict[int, Look]:
    """What each process holds when a few readers came, each for one page, and left.

    It forgets those of before when somebody leaves, and collects garbage when a page was drawn.
    """
    claims: dict[str, object] = {"sub": "one of a few", "iat": time.time(), "roles": [ROLES[Audience.BOARD]]}
    for _ in range(FEW):
        with socket_of(proxy, signed(claims, f"https://{HOST}", COOKIE_SECRET)) as wire:
            if wire.ask(PAGES[0]).failed:
                soaked.failures.append(f"{soaked.second():.0f} s: one of the few was answered by nothing")
    return {server.process: look(server.process, soaked.second()) for server in servers}


def kept(soaked: Soaked) -> dict[int, int]:
    """How many sockets and event loops each process did not give back."""
    return {process: look.held - soaked.before[process].held for process, look in soaked.after.items()}


def growth(looks: Sequence[Look]) -> list[str]:
    """What grew from the third quarter of these looks to the last, each in words; nothing where all is flat."""
    quarter = len(looks) // 4
    third, last = looks[-2 * quarter : -quarter], looks[-quarter:]
    grown = []
    for name, of, most in (
        ("memory", [each.megabytes for each in (*third, *last)], GROWTH * median(each.megabytes for each in third)),
        ("files of the disk", [float(each.files) for each in (*third, *last)], FILES),
        ("threads", [float(each.threads) for each in (*third, *last)], THREADS),
    ):
        before, after = median(of[:quarter]), median(of[quarter:])
        if after - before > most:
            grown.append(f"{name} from {before:.0f} to {after:.0f}")
    return grown


def verdict(looks: Sequence[Look]) -> str:
    """Flat, or what grew; too short to tell, of few looks."""
    if len(looks) < FEWEST_LOOKS:
        return "too short to tell"
    return f"grew: {', '.join(grown)}" if (grown := growth(looks)) else "flat"


def told(soaked: Soaked) -> str:
    """The whole of it for a person."""
    began, live = soaked.load
    lines = [f"{len(soaked.answers)} answers of {soaked.ways} processes, {len(soaked.failures)} failures"]
    lines += [f"  {failure}" for failure in soaked.failures[:20]]
    lines.append(
        f"load: snapshot {soaked.snapshots[0]} to {soaked.snapshots[1]} in {live - began:.0f} s, {first_shown(soaked)}"
    )
    for name, times in (
        ("before the load", soaked.seconds(0, began)),
        ("while it loads", soaked.seconds(began, live)),
        ("after it", soaked.seconds(live)),
        ("all", soaked.seconds()),
    ):
        if len(times) > 1:
            cuts = quantiles(times, n=20, method="inclusive")
            lines.append(f"{name:16} {len(times):6} answers  p50 {cuts[9]:6.2f} s  p95 {cuts[18]:6.2f} s")
    for process, looks in soaked.looks.items():
        lines.append(f"process {process}: {verdict(looks)}")
        minutes = {int(each.second // 60): each for each in looks}
        lines += [
            f"  minute {minute:3}  {each.megabytes:6.0f} MB  {each.files:4} files of the disk  "
            f"{each.threads:4} threads  {each.held:4} sockets and event loops"
            for minute, each in minutes.items()
        ]
        if process in soaked.after:
            was, now = soaked.before[process], soaked.after[process]
            lines.append(
                f"  sockets and event loops: {was.held} with a few readers before, "
                f"{max(each.held for each in looks)} at most, {now.held} with a few after; "
                f"files of the disk: {was.files} and {now.files}"
            )
    return "\n".join(lines)


def first_shown(soaked: Soaked) -> str:
    """When a reader was first told of what was loaded."""
    return (
        f"first shown {min(soaked.shown) - soaked.load[0]:.0f} s after it began" if soaked.shown else "shown to nobody"
    )


def is_good(soaked: Soaked) -> bool:
    """Whether nothing failed, nothing grew, and readers were shown what was loaded."""
    grew = any(verdict(looks).startswith("grew") for looks in soaked.looks.values())
    is_given_back = all(more <= HELD for more in kept(soaked).values())
    return not soaked.failures and not grew and is_given_back and bool(soaked.shown)


def main() -> int:
    """As it is asked on the command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--minutes", type=float, default=10)
    given = options.parse_args()
    with TemporaryDirectory() as name:
        store = filled_anew(Path(name))
        soaked = soak(store, Path(name), Plan(given.readers, given.minutes * 60, rest=SECONDS_UNTIL_FORGOTTEN))
    print(told(soaked))
    return 0 if is_good(soaked) else 1


if __name__ == "__main__":
    sys.exit(main())
