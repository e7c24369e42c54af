"""A folder for a server without internet, and the recipe of an image: docs/deploying.md, command by command."""

import hashlib
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

from tests.demonstration import a_copy_of_the_demonstration
from tests.e2e.server import running
from tests.e2e.wire import wired

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
CI = ROOT / ".ci"
# Neither a package registry, nor a pip set up by whoever runs the tests, is asked.
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
ALONE["PIP_CONFIG_FILE"] = os.devnull
# Of what the product needs, two packages that are small and pure: the rest is taken from this environment.
SMALL = ("filelock", "typing-extensions")


@pytest.fixture(scope="module")
def wheelhouse() -> ModuleType:
    sys.path.insert(0, str(CI))
    described = importlib.util.spec_from_file_location("wheelhouse", CI / "wheelhouse.py")
    assert described
    assert described.loader
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    sys.path.remove(str(CI))
    return module


def exported(*packages: str) -> str:
    """The lines of the lock for these packages, with their hashes."""
    words = ["export", "--quiet", "--offline", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate"]
    uv = os.environ.get("UV") or "uv"
    whole = subprocess.run([uv, *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    parts = re.split(r"\n(?=\S)", whole)
    return "\n".join(part for part in parts if part.startswith(tuple(f"{name}==" for name in packages))) + "\n"


@pytest.fixture(scope="module")
def folder(wheelhouse: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheelhouse of the product and two packages, made by the script's own steps."""
    made = tmp_path_factory.mktemp("wheelhouse")
    (made / "constraints.txt").write_text(exported(*SMALL), encoding="utf-8")
    wheelhouse.download(made / "constraints.txt", made / "wheels")
    (made / "everything.txt").write_text(wheelhouse.everything(wheelhouse.build(made / "wheels")), encoding="utf-8")
    return made


def steps(word: str) -> list[str]:
    """What stands behind each line of the recipe that begins with this word."""
    (recipe,) = re.findall(r"```dockerfile\n(.*?)```", GUIDE, re.DOTALL)
    return re.findall(rf"^{word} (.*)$", recipe, re.MULTILINE)


def test_the_recipe_runs_as_nobody_special_from_the_wheels_alone(wheelhouse: ModuleType) -> None:
    recipe = wheelhouse.recipe(GUIDE)
    # What stands after the last USER runs as that user.
    assert recipe.rindex("USER missing") > recipe.rindex("RUN ")
    installs = [step for step in steps("RUN") if "install" in step and "pip" in step and "uninstall" not in step]
    assert installs
    assert all({"--no-index", "--require-hashes"} <= set(step.split()) for step in installs)
    # No host of anybody's but this machine.
    assert set(re.findall(r"https?://([^/:]+)", recipe)) == {"127.0.0.1"}
    assert steps("VOLUME") == ["/srv/missing/store"]
    (started,) = [part for part in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) if "podman run" in part]
    assert {"--read-only", "--cap-drop", "no-new-privileges"} <= set(started.split())


def test_the_commands_of_the_recipe_make_what_serves_and_is_fit(
    folder: Path, tmp_path: Path, demonstration: Path
) -> None:
    """Each command as it stands, but for where things lie; what makes users is left to an image."""
    opt = tmp_path / "opt"
    for step in steps("RUN")[:3]:
        told = step.replace("/opt/missing", str(opt)).replace("python3 ", f"{sys.executable} ")
        subprocess.run(shlex.split(told), cwd=folder, env=ALONE, check=True, capture_output=True)
    python = opt / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-m", "pip"], check=False, capture_output=True).returncode == 1
    there = {path.name for path in Path(purelib(opt / ".venv")).iterdir()}
    assert {"missing_children", "filelock", "typing_extensions.py"} <= there
    # The rest of the packages, in place of a wheelhouse of 400 MB.
    (Path(purelib(opt / ".venv")) / "rest.pth").write_text(sysconfig.get_path("purelib"))
    (entry,), (command,), (health,) = steps("ENTRYPOINT"), steps("CMD"), steps("HEALTHCHECK CMD")
    words = [word.replace("/opt/missing", str(opt)) for word in (*json.loads(entry), *json.loads(command))]
    assert words[-2:] == ["--port", "8501"]
    with running(demonstration, tmp_path / "log", start=words[:-1], folder=tmp_path) as server:
        with wired(server.url) as wire:
            answer = wire.ask("overview")
        assert answer.title == "Overview"
        assert answer.numbers_in_words()
        port = server.url.rpartition(":")[2]
        asked = [word.replace("/opt/missing", str(opt)).replace("8501", port) for word in json.loads(health)]
        assert subprocess.run(asked, check=False, capture_output=True).returncode == 0
    # Nobody answers any more.
    assert subprocess.run(asked, check=False, capture_output=True).returncode == 1


def purelib(environment: Path) -> str:
    names = {"base": str(environment), "platbase": str(environment)}
    return sysconfig.get_path("purelib", scheme="venv", vars=names)


def test_a_wheel_that_was_changed_is_not_installed(folder: Path, tmp_path: Path) -> None:
    fresh, python = tmp_path / "fresh", str(tmp_path / "fresh" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", fresh], check=True)
    (product,) = (folder / "wheels").glob("missing_children-*.whl")
    whole = product.read_bytes()
    try:
        product.write_bytes(whole + b"\0")
        (line,) = [line for line in GUIDE.splitlines() if "pip install --no-index" in line and "RUN" not in line]
        words = [python, *line.split()[1:]]
        done = subprocess.run(words, cwd=folder, env=ALONE, check=False, capture_output=True, text=True)
    finally:
        product.write_bytes(whole)
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr


def test_the_product_is_named_with_the_hash_of_its_wheel(folder: Path) -> None:
    (product,) = (folder / "wheels").glob("missing_children-*.whl")
    digest = hashlib.sha256(product.read_bytes()).hexdigest()
    text = (folder / "everything.txt").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "-r constraints.txt"
    assert f"--hash=sha256:{digest}" in text


def test_a_folder_that_holds_something_is_refused(wheelhouse: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "left.whl").write_bytes(b"of yesterday")
    with pytest.raises(SystemExit, match="is not empty"):
        wheelhouse.main(tmp_path)


@pytest.mark.long
def test_the_whole_folder_installs_without_an_index_and_shows_a_figure(
    wheelhouse: ModuleType, tmp_path: Path, demonstration: Path
) -> None:
    """Some 400 MB: every package, made by the one command, in an environment that has nothing else."""
    made = tmp_path / "wheelhouse"
    subprocess.run([sys.executable, CI / "wheelhouse.py", made], cwd=ROOT, check=True)
    assert {path.name for path in made.iterdir()} == {
        *("Containerfile", "constraints.txt", "everything.txt", "sbom.cdx.json", "wheels")
    }
    assert (made / "Containerfile").read_text(encoding="utf-8") == wheelhouse.recipe(GUIDE)
    for step in steps("RUN")[:3]:
        told = step.replace("/opt/missing", str(tmp_path / "opt")).replace("python3 ", f"{sys.executable} ")
        subprocess.run(shlex.split(told), cwd=made, env=ALONE, check=True)
    start = [str(tmp_path / "opt" / ".venv" / "bin" / "missing"), "serve", "--no-browser", "--port"]
    with running(demonstration, tmp_path / "log", start=start, folder=tmp_path) as server, wired(server.url) as wire:
        assert wire.ask("overview").numbers_in_words()


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the invented city: a copy of this module."""
    return a_copy_of_the_demonstration(tmp_path_factory.mktemp("demonstration"))
