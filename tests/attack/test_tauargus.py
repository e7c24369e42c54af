"""A second opinion on single tables: Tau-Argus, which statistical offices use, on what this product hides.

It takes a table by itself and counts rows, so it can judge one table in which each child is one row, and no more: it is
a check of the second audit and of the product, and takes the place of neither.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import polars as pl
import pytest

from analytics.releases.board_audit import exact_tables
from analytics.views.view import published_to_board
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.attack.second_audit import said_in, second_audit
from tests.attack.test_second_audit import table
from tests.demonstration import a_copy_of_the_demonstration

pytauargus = pytest.importorskip("pytauargus", reason="there is no wheel of it for this machine")

SETTINGS = demonstration_settings()
FEW = SETTINGS.disclosure.hide_up_to
TOTAL = "Total"
SEXES, TRIAGES = ("F", "M", "unknown"), ("red", "amber", "green", "not_triaged")
Cell = tuple[str, str]


class Ends(NamedTuple):
    """The least and the most that Tau-Argus finds a hidden cell to be; it does not know that none is nought."""

    least: float
    most: float

    @property
    def gives_away(self) -> bool:
        """Whether fewer than three values above nought are left, or only a few."""
        return self.most - max(self.least, 1) < 2 or self.most <= FEW


def by_tauargus(counts: dict[Cell, int], hidden: set[Cell], folder: Path) -> dict[Cell, Ends]:
    """How closely each hidden cell of a table can be worked out from its other cells and its totals."""
    children = [cell for cell, count in counts.items() for _ in range(count)]
    rows = {"A": [a for a, _ in children], "B": [b for _, b in children], "N": [1.0] * len(children)}
    result = pytauargus.protect(rows, ["A", "B"], response="N", safety_rules=f"FREQ({FEW + 1},20)", workdir=str(folder))
    cells = [(row["A"].strip(), row["B"].strip()) for row in result.tables[0].rows]
    marks = folder / "ours.hst"
    marks.write_text("".join(f"{a};{b};{'M' if (a, b) in hidden else 'S'}\n" for a, b in cells), encoding="ascii")
    applied = result.engine.apply_apriori(pytauargus.batch.Apriory(str(marks), 1, ";", ignore_error=False))
    assert applied["status_ok"] == len(cells)
    ends = {audited["cell"]: Ends(audited["min"], audited["max"]) for audited in result.engine.audit(0)}
    return {cells[place]: told for place, told in ends.items()}


@pytest.mark.parametrize("seed", range(8))
def test_both_audits_find_the_same_cells_given_away(seed: int, tmp_path: Path):
    random = Random(seed)
    counts = {(group, sex): random.choice((1, 2, 3, 6, 9)) for group in ("care", "home", "unknown") for sex in SEXES}
    hidden = set(random.sample(sorted(counts), random.choice((3, 4, 5))))
    whole = {("", sex): sum(counts[group, sex] for group in ("care", "home", "unknown")) for sex in SEXES}
    tables = (table("sex", "episode", counts, *hidden), table("sex", "episode", whole))
    findings = second_audit(*(said_in(rows, SETTINGS) for rows in tables), settings=SETTINGS, few=FEW)
    ours = {tuple(dict(leak.figure.groups)[column] for column in ("setting", "sex")) for leak in findings.leaks}
    theirs = {cell for cell, ends in by_tauargus(counts, hidden, tmp_path).items() if ends.gives_away}
    assert ours == theirs


def triage_by_sex(rows: pl.DataFrame) -> Iterator[tuple[date, pl.DataFrame]]:
    """The rows of children by triage and sex, year by year: each child stands in one cell."""
    crossed = rows.filter(slug="triage", breakdown="sex")
    for (start,), year in crossed.group_by("period_start", maintain_order=True):
        yield start, year


def test_what_a_board_is_not_shown_of_one_table_tauargus_cannot_work_out(tmp_path: Path):
    live = Store(a_copy_of_the_demonstration(tmp_path)).live()
    exact = dict(triage_by_sex(exact_tables(live, SETTINGS).rows))
    judged = 0
    for start, year in triage_by_sex(published_to_board(live, SETTINGS).rows):
        counts = {(row["group"], row["category"]): row["numerator"] for row in exact[start].to_dicts()}
        hidden = {(row["group"], row["category"]) for row in year.filter(shown="hidden").to_dicts()}
        small = {cell for cell, count in counts.items() if 1 <= count <= FEW}
        assert small <= hidden
        ends = by_tauargus(counts, hidden, tmp_path)
        assert not [cell for cell, told in ends.items() if told.gives_away]
        judged += len(ends)
    assert judged
