"""Makes a small store with the code of a checkout, and keeps it as an archive: a format, as its own code wrote it.

    git worktree add --detach ../then COMMIT
    python tests/data/stores/make.py ../then tests/data/stores/N.zip

It uses the command line alone, so that it works with every checkout. The children are invented; the same every time.
"""

import os
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

MAPPING = """
[source]
system = "police"
kind = "episodes"
dates = "iso"
as_of = "2026-10-01 08:00"

[columns]
episode = "id"
child = "child"
date_of_birth = "dob"
sex = "sex"
ethnicity = "ethnicity"
setting = "where"
category = "category"
started_at = "start"
ended_at = "end"
interview_outcome = "outcome"
"""
HEADING = "id,child,dob,sex,ethnicity,where,category,start,end,outcome"
COMMANDS = (
    ("load", "first.csv", "--mapping", "police.toml"),
    ("load", "second.csv", "--mapping", "police.toml"),
    ("release", "prepare", "2026-27-Q1"),
    ("erase", "K07", "--reason", "a request", "--by", "an officer"),
    ("load", "third.csv", "--mapping", "police.toml"),
)
SETTINGS = '[council]\nname = "Keptshire"\n'
PERIOD = (date(2026, 4, 1), date(2026, 7, 1))
EXPORT = ("export", "--from", str(PERIOD[0]), "--to", str(PERIOD[1]), "--format", "csv")


def rows(chance: random.Random, first: int, many: int, children: int) -> list[str]:
    """Lines of episodes from April 2025 on, of so many children; the last cannot be read, and is refused."""
    lines = []
    for number in range(first, first + many):
        child = chance.randrange(children)
        start = datetime(2025, 4, 1) + timedelta(minutes=chance.randrange(540 * 24 * 60))
        end = start + timedelta(minutes=chance.randrange(20, 4_000))
        sex, place = "FM"[child % 2], ("home", "care")[child % 3 == 0]
        outcome = ("completed", "declined", "")[chance.randrange(3)]
        category = "missing" if chance.random() < 0.8 else "absent"
        born = f"{2010 + child % 7}-0{1 + child % 9}-15"
        facts = (f"E{number:04d}", f"K{child:02d}", born, sex, "WBRI", place, category)
        lines.append(",".join([*facts, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", outcome]))
    return [HEADING, *lines, f"E{first + many:04d},K01,2011-02-15,F,WBRI,home,missing,some day,,"]


def make(checkout: Path, archive: Path) -> None:
    """The store of three loads, a draft of a release and an erasure, made by the checkout's code."""
    chance = random.Random(21)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place, (file, many, children) in enumerate([("first", 260, 70), ("second", 40, 75), ("third", 30, 80)]):
            lines = rows(chance, place * 1_000, many, children)
            (folder / f"{file}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "police.toml").write_text(MAPPING, encoding="utf-8")
        (folder / "council.toml").write_text(SETTINGS, encoding="utf-8")
        known = {"PYTHONPATH": str(checkout.resolve()), "MISSING_STORE": str(folder / "store")}
        for command in COMMANDS:
            words = [sys.executable, "-c", "import cli; cli.main()", *command]
            # What an earlier audit refuses to release is kept without a draft.
            subprocess.run(words, cwd=folder, env=os.environ | known, check=command[0] != "release")
        exports = folder / "store" / "exports"
        exports.mkdir()
        for audience in ("coordinator", "board"):
            words = [sys.executable, "-c", "import cli; cli.main()", *EXPORT, "--audience", audience]
            done = subprocess.run(words, cwd=folder, env=os.environ | known, check=True, capture_output=True)
            (exports / f"{audience}.csv").write_bytes(done.stdout)
        with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as kept:
            for path in sorted((folder / "store").rglob("*")):
                if path.is_file():
                    kept.write(path, path.relative_to(folder / "store"))


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
