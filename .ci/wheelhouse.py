"""All that a server without internet needs, in one folder: `uv run python .ci/wheelhouse.py FOLDER`.

`wheels/` is the product and every package that runs, each held against its hash; `everything.txt` names and hashes them
all; `constraints.txt` and `sbom.cdx.json` are those of a release (`inventory.py`); `Containerfile` is that of
docs/deploying.md. Wheels are of this machine's kind: system, processor and version of Python.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

import inventory

ROOT = inventory.ROOT
GUIDE = ROOT / "docs" / "deploying.md"
# One recipe alone stands in the guide.
RECIPE = re.compile(r"```dockerfile\n(.*?)```", re.DOTALL)


def main(folder: Path) -> None:
    """Makes the folder, or ends with what is wrong."""
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: what lies there could be installed too.")
    inventory.main(folder)
    wheels = folder / "wheels"
    download(folder / "constraints.txt", wheels)
    product = build(wheels)
    (folder / "everything.txt").write_text(everything(product), encoding="utf-8", newline="\n")
    (folder / "Containerfile").write_text(recipe(GUIDE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    size = sum(wheel.stat().st_size for wheel in wheels.iterdir())
    print(f"{wheels}: {len(list(wheels.iterdir()))} wheels, {size / 1e6:.0f} MB")  # noqa: T201


def download(constraints: Path, wheels: Path) -> None:
    """Fetches each package as a wheel, by pip: uv has no word for it. Raises CalledProcessError for another hash."""
    with tempfile.TemporaryDirectory() as made:
        venv.create(made, with_pip=True, symlinks=sys.platform != "win32")
        python = next(path for path in Path(made).glob("*/python*") if path.stem == "python")
        words = ["--quiet", "--only-binary", ":all:", "--no-deps", "--require-hashes"]
        wanted = ["--requirement", str(constraints.absolute()), "--dest", str(wheels.absolute())]
        inventory.run(str(python), "-m", "pip", "download", *words, *wanted)


def build(wheels: Path) -> Path:
    """The product's own wheel."""
    before = set(wheels.glob("*.whl"))
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(wheels.absolute())]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    (product,) = set(wheels.glob("*.whl")) - before
    return product


def everything(product: Path) -> str:
    """A file of requirements: the product with the hash of its wheel, and the constraints beside it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest = hashlib.sha256(product.read_bytes()).hexdigest()
    return f"-r constraints.txt\n{project['name']}=={project['version']} --hash=sha256:{digest}\n"


def recipe(guide: str) -> str:
    """The guide's recipe of an image. Raises ValueError unless there is just one."""
    (only,) = RECIPE.findall(guide)
    return str(only)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
