"""What somebody has who installed the product and has no checkout: one command, and it serves."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.reader import Reading
from tests.e2e.server import ROOT, running

pytestmark = pytest.mark.browser

OF_THE_HOUSE = {"analytics", "app", "cli", "data", "geo", "pages"}
# Writes the address that it is given beside itself.
BROWSER = '#!/bin/sh\nprintf %s "$1" > "$(dirname "$0")/opened"\n'
# Addresses of this machine too; whoever listens at 127.0.0.1 alone does not answer there.
BESIDE_LOOPBACK = "127.0.0.2"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel. What it depends on is taken from this one, whose checkout is not on its path."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "fresh", symlinks=os.name != "nt")
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "pip install uv"
    into = ["--offline", "--quiet", "--no-deps", "--python", folder / "fresh"]
    subprocess.run([uv, "pip", "install", *into, wheel], check=True)
    # A folder that a .pth file names is looked into, and the .pth files in it are not.
    (site_packages(folder / "fresh") / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "fresh"


def site_packages(environment: Path) -> Path:
    names = {"base": str(environment), "platbase": str(environment)}
    return Path(sysconfig.get_path("purelib", scheme="venv", vars=names))


def missing(environment: Path) -> str:
    """The command."""
    names = {"base": str(environment), "platbase": str(environment)}
    return str(Path(sysconfig.get_path("scripts", scheme="venv", vars=names)) / "missing")


def test_no_name_as_common_as_data_lies_in_site_packages(installed: Path) -> None:
    there = {path.name.partition(".")[0] for path in site_packages(installed).iterdir()}
    assert "missing_children" in there
    assert there.isdisjoint(OF_THE_HOUSE)
    looking = "import importlib.util as u, sys; print([n for n in sys.argv[1:] if u.find_spec(n)])"
    python = Path(missing(installed)).with_name("python")
    words = [python, "-c", looking, *sorted(OF_THE_HOUSE)]
    shown = subprocess.run(words, cwd=installed, check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "[]"


def test_an_installed_copy_serves_a_figure_with_one_command(
    installed: Path, demonstration: Path, tmp_path: Path, reader: Reading
) -> None:
    """At the address that it prints and opens in a browser; from loopback alone, whatever a variable says."""
    script = tmp_path / "browser"
    script.write_text(BROWSER)
    script.chmod(0o700)
    wishes = {"BROWSER": f"{script} %s", "DISPLAY": ":0", "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}  # noqa: S104
    serving = running(
        demonstration, tmp_path / "log", start=[missing(installed), "serve", "--port"], folder=tmp_path, **wishes
    )
    with serving as server:
        reader.open(server.url)
        expect(reader.page.get_by_role("heading", name="Overview")).to_be_visible()
        reader.settle()
        assert reader.page.locator(".js-plotly-plot").count() > 0
        assert (reader.complaints, reader.foreign_hosts()) == ([], set())
        assert f"{server.url}/" in server.log.read_text()
        assert opened_by(script) == f"{server.url}/"
        with pytest.raises(ConnectionRefusedError), socket.create_connection((BESIDE_LOOPBACK, port_of(server.url))):
            pass
    # What it needed came with it: nothing was written where it was started.
    assert {path.name for path in tmp_path.iterdir()} == {"browser", "log", "opened"}


def opened_by(script: Path) -> str:
    """What the browser was given, which is a moment later."""
    until = time.monotonic() + 10
    while not (opened := script.with_name("opened")).exists() and time.monotonic() < until:
        time.sleep(0.1)
    return opened.read_text()


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])
