"""Published council tables come back out of `missing export`, to the unit.

The cases hold only totals that councils published. Each is loaded through a mapping by the command
that an analyst would type, and every table that is not a free choice is asked of the export.
"""

import json
import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import cli
from analytics.disclosure.hiding.quantities import with_facts
from analytics.indicators.registry import indicators
from analytics.measuring.measure import Inquiry, measure, questions_of, selected
from analytics.model import Period, PeriodKind, Selection, periods_between
from analytics.releases.board_audit import audit_snapshot
from analytics.views.data_quality import as_of_time
from analytics.views.view import facts_of
from data.settings import Settings
from data.snapshots import Store
from data.warehouse import warehouse

HERE = Path(__file__).parent
CASES = HERE.parent.parent / "shared" / "cases"
NAMES = ("bham_persistent_410", "bham_rag_area_185", "bradford_2016q1", "derby_2021h1")

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the published cases are not beside this checkout")

# A case's label -> our code, where they differ.
CODES = {
    "residential (own)": "own_residential",
    "foster care": "foster",
    "supported accommodation": "supported_accommodation",
    "independent/unregulated": "independent",
}
# A case's breakdown -> the indicator whose categories it is.
SPLITS = {
    "home_or_care": "home-or-care",
    "placement_type": "placement-group",
    "missing_from_area": "police-area",
    "repeat_band": "repeat-bands",
    "rag": "triage",
    "sex": "sex",
}


@dataclass(frozen=True)
class Case:
    """One loaded case: what was published, and what the export says."""

    expected: dict[str, Any]
    rows: list[dict[str, Any]]
    store: Path

    def numerators(self, indicator: str, unit: str, breakdown: str = "", group: str = "") -> dict[str, int]:
        """Category -> numerator."""
        return {
            row["category"]: row["numerator"]
            for row in self.rows
            if (row["indicator"], row["unit"], row["breakdown"], row["group"]) == (indicator, unit, breakdown, group)
        }

    def fraction(self, indicator: str, unit: str, breakdown: str, group: str) -> tuple[int, int]:
        """Numerator and denominator of a share."""
        return next(
            (row["numerator"], row["denominator"])
            for row in self.rows
            if (row["indicator"], row["unit"], row["breakdown"], row["group"]) == (indicator, unit, breakdown, group)
        )


def missing(store: Path, *arguments: str) -> str:
    """What the command prints. Fails when it does not succeed."""
    with chdir(store.parent):
        done = CliRunner().invoke(cli.app, arguments, env={"MISSING_STORE": str(store)}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def installed(store: Path, *arguments: str) -> str:
    """The same of the command as it is installed, in a process of its own."""
    environment = {**os.environ, "MISSING_STORE": str(store)}
    command = [str(Path(sys.executable).parent / "missing"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=store.parent).stdout


def period_of(expected: dict[str, Any]) -> tuple[str, str]:
    """First day, and the day after the last."""
    first, last = expected["period"]
    return first, str(date.fromisoformat(last) + timedelta(days=1))


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = CASES / request.param
    expected = json.loads((folder / "expected.json").read_text())
    store = tmp_path_factory.mktemp(request.param) / "store"
    mapping = str(HERE / "cases" / f"{request.param}.toml")
    load = installed if request.param == NAMES[0] else missing
    loaded = json.loads(load(store, "load", str(folder / "episodes.csv"), "--mapping", mapping, "--json"))
    assert (loaded["rows_in"], loaded["loaded"], loaded["refused"]) == (expected["rows"], expected["rows"], 0)
    first, until = period_of(expected)
    return Case(expected, json.loads(missing(store, "export", "--from", first, "--to", until)), store)


def test_every_published_table_comes_back_to_the_unit(case: Case) -> None:
    asserted = [table["id"] for table in case.expected["tables"] if table["status"] != "free_choice"]
    result = {table["id"]: answer(case, table) for table in case.expected["tables"] if table["id"] in asserted}
    wanted = {
        table["id"]: {CODES.get(label, label): count for label, count in table["counts"].items()}
        for table in case.expected["tables"]
        if table["id"] in asserted
    }
    assert result == wanted


def answer(case: Case, table: dict[str, Any]) -> dict[str, int]:
    """The export's counts for one published table, zeros left out where the table has none."""
    unit, by, where = table["unit"], table["by"], dict(table["where"])
    if where.pop("rhi_within_72h", None):
        return in_time(case, table)
    if "rhi_offered_at" in where:
        return {"all": case.fraction("interview-offered", unit, "triage", where["rag"])[0]}
    if where.get("category") == "absent":
        return {"all": case.numerators("missing-episodes", unit, "category", "absent")[""]}
    if by is None:
        return {"all": case.numerators("missing-episodes" if unit == "episode" else "children-missing", unit)[""]}
    group = where.get("home_or_care", "")
    counts = case.numerators(SPLITS[by], unit, "setting" if group else "", group)
    return {category: count for category, count in counts.items() if count}


def in_time(case: Case, table: dict[str, Any]) -> dict[str, int]:
    """Interviews within 72 hours by setting, whose denominators are published too."""
    counts = {}
    for group, base in table["denominator"].items():
        counts[group], denominator = case.fraction("interview-in-time", table["unit"], "setting", group)
        assert denominator == base
    return counts


def test_the_most_frequent_children_have_the_published_episodes(case: Case) -> None:
    for top in case.expected.get("top_n", []):
        rows = case.rows
        if "start_from" in top:
            until = str(date.fromisoformat(top["start_to"]) + timedelta(days=1))
            rows = json.loads(missing(case.store, "export", "--from", top["start_from"], "--to", until))
        wanted = [row for row in rows if row["indicator"] == "top-children" and not row["breakdown"]]
        sums = {row["category"]: row["numerator"] for row in wanted}
        assert sums[str(top["n"])] == top["sum"]


def test_a_filtered_export_counts_only_what_the_filter_keeps(case: Case) -> None:
    first, until = period_of(case.expected)
    in_care = json.loads(missing(case.store, "export", "--from", first, "--to", until, "--setting", "care"))
    counted = [row["numerator"] for row in in_care if row["indicator"] == "missing-episodes" and not row["breakdown"]]
    assert counted == [case.numerators("home-or-care", "episode")["care"]]


@pytest.fixture(scope="module")
def board(case: Case) -> list[dict[str, Any]]:
    rows = missing(case.store, "export", "--from", "2014-01-01", "--to", "2022-04-01", "--audience", "board")
    return list(json.loads(rows))


def test_no_board_row_shows_a_group_of_one_to_five_children(board: list[dict[str, Any]]) -> None:
    children = [row for row in board if row["unit"] == "child" and row["shown"] == "shown"]
    assert children
    assert not [row for row in children if 1 <= row["numerator"] <= 5]


def test_derbys_two_foster_children_cannot_be_worked_out_from_the_rest(case: Case, board: list[dict[str, Any]]) -> None:
    if case.expected["case"] != "derby_2021h1":
        return
    # Of 22 children by placement nearly every number is of a few: no board is shown the table. That nothing else gives
    # its numbers away is held by the audit below, which knows of withheld tables too.
    told = [row for row in board if row["indicator"] == "placement-group" and row["numerator"]]
    assert told == []
    assert [row for row in board if row["indicator"] == "missing-episodes" and row["numerator"]]


def test_one_figure_has_one_count_in_every_table_of_the_board(case: Case) -> None:
    snapshot = Store(case.store).current()
    assert snapshot is not None
    first, until = (date.fromisoformat(day) for day in period_of(case.expected))
    known = indicators(Settings())
    as_of = as_of_time(warehouse(snapshot.episodes))
    facts = selected(facts_of(snapshot.episodes, as_of), Selection(Period(first, until), as_of), Settings())
    periods = [Period(first, until), *periods_between(first, until, PeriodKind.QUARTER)]
    measured = measure(facts, [Inquiry(questions_of(known.values()), tuple(periods))], Settings(), as_of=as_of)
    cells = with_facts(measured, Settings())
    unequal = cells.group_by("fact").agg(pl.col("count", "children").n_unique()).filter(pl.col("count") > 1)
    assert unequal["fact"].to_list() == []


def test_what_the_board_is_shown_passes_the_audit(case: Case) -> None:
    snapshot = Store(case.store).current()
    assert snapshot is not None
    result, _ = audit_snapshot(Store(case.store), snapshot, closely=False)
    assert result.passed
