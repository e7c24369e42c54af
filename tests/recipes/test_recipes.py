"""Every recipe of CONTRIBUTING.md, followed to the letter."""

import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from analytics.casework.triggers import triggers
from data.settings import Settings, load_settings
from data.week_settings import Triggers
from tests.casework import AS_OF, Gone, cases_of, numbered
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask, load_files
from tests.recipes.recipe import ROOT, code, files

NEIGHBOUR, NEW = "reported_from", "travelled_by"
# Loads a file that has a column of the new field, in a house where the recipe was followed.
FOLLOWED = """
import sys
from pathlib import Path

from tests.data.builders import HEADING, MAPPING, a_file, a_mapping, a_store, ask, load_files

folder = Path(sys.argv[1])
file = a_file(folder, {"id": "1", "distance": "By train"})
file.write_text(file.read_text().replace(HEADING, HEADING.replace("distance", "transport")))
mapping = MAPPING.replace('distance_miles = "distance"', 'travelled_by = "transport"')
load_files(a_store(folder), [file], a_mapping(folder, mapping))
print(ask(a_store(folder), "SELECT travelled_by FROM report"))
"""


def test_a_label_of_the_recipe_is_loaded_as_the_code(tmp_path: Path):
    mapping = a_mapping(tmp_path, MAPPING + code("A label", "toml"))
    file = a_file(tmp_path, {"id": "1", "category": "Misper high"}, {"id": "2", "category": "Missing - no contact"})
    load_files(a_store(tmp_path), [file], mapping)
    assert ask(a_store(tmp_path), "SELECT category FROM report") == [("missing",), ("missing",)]


def test_a_rule_of_the_recipe_is_met_by_a_second_episode_in_its_days(tmp_path: Path):
    settings = settings_with(tmp_path, code("A rule", "toml"))
    two = [Gone("A", AS_OF - timedelta(days=days), AS_OF - timedelta(days=days, hours=-3)) for days in (12, 1)]
    met = triggers(cases_of(numbered(two), AS_OF), settings.rules, Triggers(), ())
    assert [trigger.rule.name for trigger in met] == ["2 missing episodes in 14 days"]


def test_a_council_of_the_recipe_has_its_name_and_areas(tmp_path: Path):
    settings = settings_with(tmp_path, code("A council", "toml"))
    assert settings.council.name == "Exampleshire"
    assert list(settings.areas) == ["North", "South"]


def settings_with(folder: Path, text: str) -> Settings:
    """The settings of a file that holds this text."""
    file = folder / "my-council.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_the_recipe_of_a_field_lists_every_file_that_its_neighbour_is_in():
    met = {str(path.relative_to(ROOT)) for path in product_files() if NEIGHBOUR in path.read_text(encoding="utf-8")}
    assert set(files("A source field")) == met


def product_files() -> list[Path]:
    """The files that load a field. The invented city is no part of it, nor are the rules of single triggers."""
    return [
        path
        for path in (ROOT / "data").rglob("*")
        if path.suffix in {".py", ".sql"} and "demo" not in path.parts and path.is_file()
    ]


def test_a_field_put_beside_its_neighbour_is_loaded(tmp_path: Path):
    house = tmp_path / "house"
    for name in ("data", "tests"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__", "golden", "samples"))
    (house / "geo").symlink_to(ROOT / "geo")
    for name in files("A source field"):
        path = house / name
        path.write_text(with_a_neighbour(path.read_text(encoding="utf-8")), encoding="utf-8")
    (house / "follow.py").write_text(FOLLOWED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "follow", str(tmp_path)], cwd=house, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[('By train',)]", done.stderr


def with_a_neighbour(text: str) -> str:
    """The text of a file with the new field beside its neighbour, on a line of its own where that has one."""
    lines = []
    for line in text.splitlines(keepends=True):
        lines.append(line)
        if f'"{NEIGHBOUR}": (' in line:
            lines[-1:] = [f'    "{NEW}": ("transport",),\n', line]
        if NEIGHBOUR not in line or lines[-1] != line or f'"{NEIGHBOUR}": (' in line:
            continue
        if re.match(rf"\s*(?:\"{NEIGHBOUR}\":|{NEIGHBOUR}\b|arg_min\({NEIGHBOUR},)", line):
            lines.append(line.replace(NEIGHBOUR, NEW).replace("who reported it", "how the child travelled"))
        else:
            lines[-1] = re.sub(rf"((?:\w+\.|\")?){NEIGHBOUR}(\"?)", rf"\1{NEIGHBOUR}\2, \1{NEW}\2", line)
    return "".join(lines)
