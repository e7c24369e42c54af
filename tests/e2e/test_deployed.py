"""The guide's own nginx block and systemd units, taken from docs/deploying.md and tried."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from analytics.model import Audience
from tests.e2e.council import COOKIE_SECRET, ROLES, SETTINGS
from tests.e2e.provider import CLIENT, provider
from tests.e2e.reader import CHROMIUM_ARGUMENTS
from tests.e2e.server import ROOT, running

HOST = "missing-board.council.example"
GUIDE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
# As large as those of Entra ID.
LETTERS, GROUPS = 2_200, 20
SECRETS = """
[auth]
redirect_uri = "https://{host}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "{client}"
client_secret = "of the tests"
server_metadata_url = "{metadata_url}"
client_kwargs = {{ scope = "openid email profile", prompt = "login" }}
"""
AROUND = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
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


@contextmanager
def nginx(folder: Path, app_url: str) -> Iterator[int]:
    """Debian's nginx with the guide's block, and nothing changed in it but ports and the files of the certificate.

    Gives the port of https.
    """
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
        ("http://127.0.0.1:8502", app_url),
    ):
        assert servers.count(theirs) == 1
        servers = servers.replace(theirs, ours)
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, servers=servers))
    process = subprocess.Popen([command, "-c", str(configuration), "-e", str(folder / "error.log")])
    try:
        wait_until_open(secure, process)
        yield secure
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


@pytest.mark.browser
def test_behind_the_guides_own_nginx_a_reader_with_large_tokens_signs_in(
    browser: Browser, councils_own: Path, tmp_path: Path
):
    settings, secrets = tmp_path / "council.toml", tmp_path / "secrets.toml"
    settings.write_text(SETTINGS)
    with provider() as people:
        # Of chance, since a cookie is packed: letters that repeat would hardly fill one.
        people.access_token = token_urlsafe(LETTERS)[:LETTERS]
        groups = [str(uuid4()) for _ in range(GROUPS)]
        filling = token_urlsafe(LETTERS)[: LETTERS * 3 // 4 - len(str(groups))]
        people.person = {"roles": [ROLES[Audience.BOARD]], "groups": groups, "filling": filling}
        secrets.write_text(
            SECRETS.format(host=HOST, cookie_secret=COOKIE_SECRET, client=CLIENT, metadata_url=people.metadata_url)
        )
        app = running(
            councils_own,
            tmp_path / "log",
            "--secrets.files",
            str(secrets),
            MISSING_SETTINGS=str(settings),
            STREAMLIT_SERVER_ALLOWED_HOSTS=HOST,
        )
        with app as server, nginx(tmp_path, server.url) as port:
            arguments = [*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{port}"]
            # Of the browser's own kind: Playwright runs once in a process.
            chromium = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = chromium.new_context(ignore_https_errors=True).new_page()
            page.goto(f"https://{HOST}")
            page.get_by_role("button", name="Sign in").click()
            expect(page.locator("[data-testid=stSidebar]")).to_contain_text("Signed in: Board")
            expect(page.locator("h1")).to_have_text("Overview")
            cookies = [each for each in page.context.cookies() if each["name"].startswith("_streamlit_user")]
            assert sum(len(each["value"]) for each in cookies) > 2 * LETTERS
            assert all(each["secure"] and each["httpOnly"] for each in cookies)
            # What tells of a touch comes through too.
            with page.expect_response("**/_missing/touch") as told:
                page.keyboard.press("Shift")
            assert told.value.status == 204
            refused = page.goto(f"https://{HOST}/_stcore/metrics")
            assert refused
            assert refused.status == 403
            chromium.close()
        assert "Traceback" not in server.log.read_text()


def test_the_guides_units_are_units_that_systemd_takes(tmp_path: Path):
    command = shutil.which("systemd-analyze")
    assert command, "systemd is not installed: .ci/run installs it"
    names = ["missing-board.service", "missing-morning.service", "missing-morning.timer"]
    for name, unit in zip(names, blocks("ini"), strict=True):
        # The guide's place of the product is not on this machine: any program stands for it.
        (tmp_path / name).write_text(re.sub(r"(?m)^(ExecStart=)/\S+", rf"\1{sys.executable}", unit))
    verified = subprocess.run(
        [command, "verify", *(str(tmp_path / name) for name in names)], capture_output=True, text=True, check=False
    )
    ours = [line for line in verified.stderr.splitlines() if "missing-" in line]
    assert (verified.returncode, ours) == (0, []), verified.stderr
