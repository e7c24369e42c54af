"""Debian's nginx with the block of docs/deploying.md, before processes that run on this machine."""

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tests.e2e.server import ROOT

HOST = "missing-board.council.example"
GUIDE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
AROUND = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    log_format routes '$uid_got$uid_set $upstream_addr';
    access_log {folder}/routes.log routes;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""


def blocks(language: str) -> list[str]:
    """The guide's blocks in this language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its port of https, and where it writes which browser it sent to which process."""

    port: int
    routes: Path

    def ways(self) -> dict[str, set[str]]:
        """What tells a browser from others -> the processes that it was sent to, each as host:port."""
        ways: dict[str, set[str]] = {}
        for line in self.routes.read_text().splitlines():
            who, _, where = line.partition(" ")
            # An address that nginx answers by itself is no process's.
            if where != "-":
                # The one that it got or gave; the other is written as a dash.
                ways.setdefault(who.strip("-"), set()).update(where.split(", "))
        return ways


@contextmanager
def nginx(folder: Path, *app_urls: str) -> Iterator[Proxy]:
    """Debian's nginx with the guide's block before two processes, but for its ports and certificate."""
    command, openssl = shutil.which("nginx"), shutil.which("openssl")
    assert command, "nginx is not installed: .ci/run installs it"
    assert openssl, "openssl is not installed: .ci/run installs it"
    key, certificate = folder / "missing.key", folder / "missing.pem"
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    secure, plain = free_port(), free_port()
    (servers,) = blocks("nginx")
    for theirs, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("/etc/ssl/missing.pem", str(certificate)),
        ("/etc/ssl/missing.key", str(key)),
        *((f"127.0.0.1:{8502 + number};", f"{urlsplit(url).netloc};") for number, url in enumerate(app_urls)),
    ):
        assert servers.count(theirs) == 1
        servers = servers.replace(theirs, ours)
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, servers=servers))
    process = subprocess.Popen([command, "-c", str(configuration), "-e", str(folder / "error.log")])
    try:
        wait_until_open(secure, process)
        yield Proxy(secure, folder / "routes.log")
    finally:
        process.terminate()
        process.wait(10)


def wait_until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        assert process.poll() is None, "nginx stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not answer")


def cookie_given(proxy: Proxy, path: str, cookie: str = "") -> str:
    """The cookie of nginx that an answer leaves, as a browser sends it back; empty where it leaves none."""
    # The certificate is of the tests' own making.
    unchecked = ssl._create_unverified_context()  # noqa: S323
    asked = Request(f"https://127.0.0.1:{proxy.port}{path}", headers={"Host": HOST, "Cookie": cookie})
    with urlopen(asked, timeout=10, context=unchecked) as answer:  # noqa: S310
        given = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", [])]
    return next((each for each in given if each.startswith("__Host-missing-process=")), "")
