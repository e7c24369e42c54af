"""A second opinion on single tables: Tau-Argus, which statistical offices use, on what this product hides.

It takes a table by itself and counts rows, so it can judge one table in which each child is one row, and no more: it is
a check of the second audit and of the product, and takes the place of neither.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import polars as pl
import pytest

from analytics.disclosure.published import NAMES_OF_ROW
from analytics.releases.board_audit import exact_tables
from analytics.views.view import published_to_board
from data.settings import demonstration_settings
from tests.attack.random_stores import council, loaded
from tests.attack.second_audit import said_in, second_audit
from tests.attack.test_second_audit import table

pytauargus = pytest.importorskip("pytauargus", reason="there is no wheel of it for this machine")

SETTINGS = demonstration_settings()
FEW = SETTINGS.disclosure.hide_up_to
TOTAL = "Total"
SEXES = ("F", "M", "unknown")
Cell = tuple[str, str]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its solver writes logs where it is started."""
    monkeypatch.chdir(tmp_path)


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
    filled = [cell for cell, row in zip(cells, result.tables[0].rows, strict=True) if row["freq"]]
    marks.write_text("".join(f"{a};{b};{'M' if (a, b) in hidden else 'S'}\n" for a, b in filled), encoding="ascii")
    applied = result.engine.apply_apriori(pytauargus.batch.Apriory(str(marks), 1, ";", ignore_error=False))
    assert applied["status_ok"] == len(filled)
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


def by_year(rows: pl.DataFrame) -> dict[date, dict[Cell, int | None]]:
    """Children by home or care and ethnicity of each year, with the totals of both: each child stands in one cell."""
    result: dict[date, dict[Cell, int | None]] = defaultdict(dict)
    for row in rows.to_dicts():
        group = row["group"] or TOTAL
        result[row["period_start"]] |= {(group, row["category"]): row["numerator"], (group, TOTAL): row["denominator"]}
    return result


def test_what_a_board_is_not_shown_of_one_table_tauargus_cannot_work_out(tmp_path: Path):
    # Of the demonstration nothing is hidden in such a table.
    live = loaded(tmp_path, council(9), SETTINGS).live()
    children = published_to_board(live, SETTINGS).rows.filter(
        pl.col("breakdown").is_in(["", "setting"]), slug="ethnicity", unit="child", period_kind="financial_year"
    )
    # The exact tables have every way of counting together beside one another.
    true = exact_tables(live, SETTINGS).rows.join(children, on=list(NAMES_OF_ROW), how="semi")
    exact, shown, judged = by_year(true), by_year(children), 0
    for start, numbers in shown.items():
        counts = {cell: count or 0 for cell, count in exact[start].items()}
        hidden = {cell for cell, number in numbers.items() if number is None}
        inner = {cell: count for cell, count in counts.items() if TOTAL not in cell}
        assert {cell for cell, count in inner.items() if 1 <= count <= FEW} <= hidden
        ends = by_tauargus(inner, hidden, tmp_path)
        assert not [cell for cell, told in ends.items() if told.gives_away]
        judged += len(ends)
    assert judged
