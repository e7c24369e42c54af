"""The bill of materials and the hashed constraints of a release, as .ci/inventory.py makes and checks them."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).parents[1] / ".ci" / "inventory.py"
HASH = f" \\\n    --hash=sha256:{'0' * 64}\n"
HASHED = f"duckdb==2.0.0{HASH}h3==4.5.0 ; python_version < '4'{HASH}"


@pytest.fixture(scope="module")
def inventory() -> ModuleType:
    described = importlib.util.spec_from_file_location("inventory", PATH)
    assert described
    assert described.loader
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bill(inventory: ModuleType) -> str:
    """That of this environment, in which the product is installed from a folder."""
    return inventory.bill_of(sys.executable)


def test_a_bill_is_as_its_schema_says_and_every_package_can_be_looked_up(inventory: ModuleType, bill: str) -> None:
    assert inventory.faults_of_bill(bill) == []
    document = json.loads(bill)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert {"duckdb", "polars", "streamlit"} <= {item["name"] for item in document["components"]}
    assert "pkg:pypi/duckdb@" in bill
    assert document["metadata"]["component"]["name"] == "missing-children"


def test_a_bill_holds_no_address_and_no_folder(bill: str) -> None:
    assert [line for line in bill.splitlines() if "://" in line and "$schema" not in line] == []
    for never in ("file:", str(PATH.parents[1])):
        assert never not in bill


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda bill: bill.replace('"type": "library"', '"type": "a thing"', 1), "not as its schema says"),
        (lambda bill: json.dumps(json.loads(bill) | {"components": [{"type": "library", "name": "x"}]}), "x has no"),
    ],
)
def test_a_bill_that_is_not_as_it_should_be_is_met(inventory: ModuleType, bill: str, spoil, said: str) -> None:
    assert said in "\n".join(inventory.faults_of_bill(spoil(bill)))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (HASHED, []),
        ("duckdb>=2.0\n", ["duckdb>=2.0 is not pinned.", "duckdb>=2.0 has no hash."]),
        ("duckdb==2.0.0\n", ["duckdb==2.0.0 has no hash."]),
        (f"--index-url https://packages.example\n{HASHED}", 3),
    ],
)
def test_constraints_pin_and_hash_every_package_and_hold_no_address(
    inventory: ModuleType, text: str, faults: list[str] | int
) -> None:
    met = inventory.faults_of_constraints(text)
    assert (len(met) if isinstance(faults, int) else met) == faults
