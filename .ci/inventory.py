"""What a release is made of: hashed constraints of what runs, and a bill of materials (CycloneDX) of exactly that.

    uv run python .ci/inventory.py FOLDER

`constraints.txt` is the lock without the tools of development; `sbom.cdx.json` is read off an environment that was just
installed from it with every hash checked, and is held against the standard's own schema. No registry's host and no path
of this machine stands in either.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]
VERSION = SchemaVersion.V1_6
# What a package says of itself with addresses and prose in it; a purl says where to look it up.
LEFT_OUT = ("externalReferences", "description")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def main(folder: Path) -> None:
    """Writes both files, or ends with what is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    constraints = folder / "constraints.txt"
    words = ["--no-dev", "--no-emit-project", "--no-header", "--no-annotate", "--format", "requirements.txt"]
    run("uv", "export", "--quiet", *words, "--output-file", str(constraints.absolute()))
    faults = faults_of_constraints(constraints.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as made:
        python = environment(Path(made), constraints.absolute())
        bill = bill_of(python)
    faults += faults_of_bill(bill)
    if faults:
        sys.exit("\n".join(faults))
    (folder / "sbom.cdx.json").write_text(bill, encoding="utf-8", newline="\n")
    print(f"{constraints}\n{folder / 'sbom.cdx.json'}: {len(json.loads(bill)['components'])} components")  # noqa: T201


def run(*words: str) -> str:
    """What a program prints. Raises CalledProcessError."""
    return subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def environment(folder: Path, constraints: Path) -> str:
    """The interpreter of a new environment with these packages and no other, each held against its hash."""
    run("uv", "venv", "--quiet", "--python", sys.executable, str(folder / "venv"))
    python = next(path for path in folder.glob("venv/*/python*") if path.stem == "python")
    run(
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        str(python),
        "--no-deps",
        "--require-hashes",
        "-r",
        str(constraints),
    )
    return str(python)


def bill_of(python: str) -> str:
    """The bill of an environment as JSON, without an address or a path in it."""
    words = [
        "--no-validate",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "--spec-version",
        VERSION.to_version(),
    ]
    made = json.loads(run(sys.executable, "-m", "cyclonedx_py", "environment", *words, python))
    for component in (made["metadata"]["component"], *made["components"], *made["metadata"]["tools"]["components"]):
        for name in LEFT_OUT:
            component.pop(name, None)
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def faults_of_constraints(text: str) -> list[str]:
    """A sentence for each line that pins nothing or has no hash, and for an address."""
    lines: list[str] = [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    faults = [f"{line.split()[0]} is not pinned." for line in lines if not PINNED.match(line)]
    faults += [f"{line.split()[0]} has no hash." for line in lines if not HASH.search(line)]
    return [*faults, "An address stands in the constraints."] if "://" in text else faults


def faults_of_bill(text: str) -> list[str]:
    """What the standard's schema says, and a component without a version or a package's address."""
    refused: Any = JsonStrictValidator(VERSION).validate_str(text)
    components = json.loads(text).get("components", [])
    addresses = [line.strip() for line in text.splitlines() if "://" in line and '"$schema"' not in line]
    faults = [f"An address stands in the bill: {line}" for line in addresses]
    faults += [f"{item.get('name')} has no version or no purl." for item in components if not is_named(item)]
    return [*([f"The bill is not as its schema says: {refused}"] if refused else []), *faults]


def is_named(component: dict[str, Any]) -> bool:
    """Whether a component can be looked up in a list of weaknesses."""
    return bool(component.get("version") and component.get("purl"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
