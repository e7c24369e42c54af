"""The product as its readers meet it: `streamlit run app.py` in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of every start of the tests; pages/common/start_word.py.
WORD = "of-the-tests-and-forty-characters-long-see"
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running app: where it answers, what it has printed, and its process."""

    url: str
    log: Path
    process: int


@contextmanager
def running(
    store: Path | None,
    log: Path,
    *options: str,
    script: Path = ROOT / "app.py",
    folder: Path | None = None,
    start: Sequence[str] = (),
    **environment: str,
) -> Iterator[Server]:
    """The app on a free loopback port with this store; stopped at the end.

    Without a store it runs as in a fresh checkout: in `folder`, with the store that it makes there. `start` is another
    command than `streamlit run`, up to the option that takes the port.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    usual = (sys.executable, "-m", "streamlit", "run", str(script), "--server.port")
    command = [*(start or usual), str(port), *options]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MISSING_", "STREAMLIT_"))}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder or script.parent,
            env=inherited
            | {"MISSING_START_WORD": WORD}
            | ({"MISSING_STORE": str(store)} if store else {})
            | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_healthy(url, process, log)
            yield Server(url, log, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_healthy(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the server answers; fails with its own words when it stops instead."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the app stopped:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the app did not answer in {SECONDS_TO_START} seconds:\n{log.read_text()}")
