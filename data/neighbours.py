"""Statistical neighbours: the ten authorities that the published model names for each of England's, by code or name.

The facts are of the Department for Education's children's services statistical neighbour model of May 2025, as its
Local Authority Interactive Tool holds them (github.com/dfe-analytical-services/local-authority-interactive-tool, whose
code is under the MIT licence). Neighbours stand closest first. Codes are those of the statistics of 2024.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

FILE: Final = Path(__file__).parent / "neighbours.csv"
SOURCE: Final = "Department for Education, children's services statistical neighbours, May 2025"
CODE: Final = re.compile(r"[EWSN]\d{8}")
# Names as alike as "Rochdle" and "Rochdale" are offered; less alike ones have nothing to do with one another.
ALIKE: Final = 70
MOST_OFFERED: Final = 3


@dataclass(frozen=True)
class Authority:
    """An authority of England, and its statistical neighbours by code, closest first."""

    code: str
    name: str
    neighbours: tuple[str, ...]


@cache
def authorities() -> Mapping[str, Authority]:
    """Every authority of the model, by code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [Authority(row["code"], row["name"], tuple(row["neighbours"].split())) for row in csv.DictReader(file)]
    return {authority.code: authority for authority in rows}


def code_of(written: str) -> str:
    """The official code of an authority that is written as code or name. Raises ValueError, with names like it."""
    if CODE.fullmatch(written.strip().upper()):
        return written.strip().upper()
    names = {plain(authority.name): authority for authority in authorities().values()}
    if authority := names.get(plain(written)):
        return authority.code
    near = process.extract(plain(written), list(names), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=MOST_OFFERED)
    meant = f"Is it {' or '.join(names[name].name for name, *_ in near)}? " if near else ""
    raise ValueError(f"{written!r} is no council of England by that name. {meant}Write its name, or its official code")


def plain(name: str) -> str:
    """A name without case, and without what some lists put after it or before: "Bristol, City of", "County Durham"."""
    words = name.casefold().split(",")[0].replace("&", "and").removeprefix("county ").removesuffix(" city council")
    return " ".join(words.removesuffix(" council").split())


def name_of(code: str) -> str:
    """The name of an authority of the model; empty for another."""
    return authorities()[code].name if code in authorities() else ""
