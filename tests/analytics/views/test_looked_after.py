"""I5: how many of the children looked after went missing, and who is counted as looked after."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analytics.disclosure.gate import exact, with_shares_of_all
from analytics.disclosure.policy import Threshold, policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published, Shown
from analytics.indicators.registry import indicators
from analytics.measuring.measure import Inquiry, Question, prepared
from analytics.model import Audience, Period, PeriodKind, Selection, Unit
from analytics.presenting.presenter import presenter_of
from analytics.views.looked_after import LOOKED_AFTER_SCHEMA, looked_after
from data.settings import Settings
from data.warehouse import Warehouse, read_facts
from tests import slow_answers as slow
from tests.builders import AS_OF, Row, care_period, child_report, fill_store, insert, report, through_the_gate

SETTINGS = Settings()
SLUG = "looked-after-missing"
SHARE = indicators(SETTINGS)[SLUG]
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
YEAR = Period(date(2025, 7, 1), date(2026, 7, 1))
LONG_AGO = care_period("long ago", "2020-01-01", "2020-01-31")


def a_file(
    folder: Path, reports: Sequence[Row], care: Sequence[Row], children: Sequence[Row] = (), *, as_of: datetime = AS_OF
) -> Warehouse:
    """A snapshot's file of these rows, its periods of care known up to `as_of`."""
    file = folder / "episodes.duckdb"
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, reports, children, care, SETTINGS)
        load = {"load_id": 1, "system": "ssda903", "kind": "ssda903", "file_name": "f", "sha256": "", "as_of": as_of}
        load |= {"mapping_sha256": "", "child_ids": "council", "received_at": as_of, "tolerances": []}
        insert(
            connection, "load", [load | dict.fromkeys(("rows_in", "loaded", "duplicates", "refused", "left_out"), 0)]
        )
    return Warehouse(file)


def size(folder: Path, care: Sequence[Row], reports: Sequence[Row] = (), children: Sequence[Row] = ()) -> int:
    """How many children were looked after in the quarter."""
    file = a_file(folder, reports or [report("someone")], [LONG_AGO, *care], children)
    result = looked_after(file, [QUARTER], AS_OF, 18)
    file.close()
    return int(result["children"].sum())


def test_a_child_is_looked_after_by_a_stay_of_one_day_of_the_period_and_counts_once(tmp_path: Path):
    care = [
        care_period("ends before", "2026-01-01", "2026-04-01"),
        care_period("ends in it", "2026-01-01", "2026-04-02"),
        care_period("begins on its last day", "2026-06-30"),
        care_period("begins after", "2026-07-01"),
        care_period("moves", "2026-04-05", "2026-05-05"),
        care_period("moves", "2026-05-05"),
        care_period("one day", "2026-05-05", "2026-05-05"),
    ]
    assert size(tmp_path, care) == 4


@pytest.mark.parametrize(("status", "many"), [("V3", 0), ("V4", 0), ("V2", 1), (None, 1)])
def test_short_breaks_are_not_looked_after(tmp_path: Path, status: str | None, many: int):
    assert size(tmp_path, [care_period("A", "2026-01-01", legal_status=status)]) == many


def test_a_stay_without_an_end_ends_at_eighteen(tmp_path: Path):
    born = [child_report("adult", birth_month=date(2008, 4, 1)), child_report("not yet", birth_month=date(2008, 5, 1))]
    assert (
        size(tmp_path, [care_period("adult", "2020-01-01"), care_period("not yet", "2020-01-01")], children=born) == 1
    )


def test_a_child_reported_missing_from_care_was_looked_after_before_the_return_knows_it(tmp_path: Path):
    missing = report("new", "2026-04-02 10:00", "2026-04-02 20:00", setting="care")
    absent = report("other", "2026-04-02 10:00", "2026-04-02 20:00", setting="care", category="absent")
    assert size(tmp_path, [], [missing, absent]) == 1


@pytest.mark.parametrize(
    ("start", "known"),
    # The first stay ended in May 2025; care is known up to the fifth of June 2026.
    [("2025-04-01", False), ("2025-05-01", True), ("2026-05-01", True), ("2026-06-01", False)],
)
def test_a_period_that_the_records_of_care_do_not_reach_has_no_size(tmp_path: Path, start: str, known: bool):
    care = [care_period("A", "2025-01-01", "2025-05-20"), care_period("B", "2025-01-01")]
    file = a_file(tmp_path, [report("B")], care, as_of=datetime(2026, 6, 5))
    first = date.fromisoformat(start)
    result = looked_after(file, [Period(first, first + timedelta(days=28))], AS_OF, 18)
    file.close()
    assert (not result.is_empty()) is known


@pytest.mark.parametrize("seed", range(3))
def test_the_size_and_the_share_are_the_slow_answers(tmp_path: Path, seed: int):
    dice = random.Random(seed)
    first = date(2025, 1, 1)
    names = [f"child {number}" for number in range(40)]
    born = {name: date(dice.randint(2006, 2014), dice.randint(1, 12), 1) for name in names}
    stays = [a_stay(dice, dice.choice(names), first) for _ in range(60)]
    reports = [
        report(name, at, at + timedelta(hours=3), setting=dice.choice(["home", None]))
        for name in dice.choices(names, k=120)
        for at in [datetime.combine(first, datetime.min.time()) + timedelta(minutes=dice.randrange(700 * 1440))]
    ]
    care = [care_period(stay["child"], str(stay["started"]), legal_status=stay["legal_status"]) for stay in stays]
    care = [LONG_AGO, *(row | {"ended_on": one["ended"]} for row, one in zip(care, stays, strict=True))]
    file = a_file(tmp_path, reports, care, [child_report(name, birth_month=day) for name, day in born.items()])
    facts = prepared(read_facts(file), AS_OF)
    from_care = file.query("SELECT child_id, started_at FROM episode_facts WHERE setting = 'care' AND age < 18")
    missing = [(child, at.date()) for child, at in from_care.iter_rows()]
    for period in (QUARTER, YEAR):
        sizes = looked_after(file, [period], AS_OF, 18)
        wanted = slow.looked_after(stays, missing, born, period.start, period.end)
        assert sizes["children"].to_list() == [wanted]
        row = shown(facts, sizes, period).table(SLUG, Unit.CHILD, period).row()
        gone = {child for child, day in missing if period.start <= day < period.end}
        assert row is not None
        assert (row.numerator, row.denominator) == (len(gone), wanted)
        assert len(gone) > 0
    file.close()


def a_stay(dice: random.Random, child: str, first: date) -> Row:
    """A stay of some months, or one that goes on; sometimes a short break."""
    started = first + timedelta(days=dice.randrange(540))
    ended = started + timedelta(days=dice.randrange(1, 200)) if dice.random() < 0.7 else None
    return {"child": child, "started": started, "ended": ended, "legal_status": dice.choice(["C2", "V2", "V3", "V4"])}


def shown(facts: pl.DataFrame, sizes: pl.DataFrame, period: Period = QUARTER) -> Published:
    """The share as a co-ordinator sees it."""
    inquiries = [Inquiry((Question(SHARE, Unit.CHILD),), (period,))]
    counted = exact(facts, inquiries, Selection(period, AS_OF), SETTINGS, snapshot="1")
    return with_shares_of_all(counted, sizes, [SHARE], Threshold(0))


# Shown to a board


@pytest.mark.parametrize(
    ("missing", "all_of_them", "is_shown"),
    # Of 30 all but one, all but five, all but six, and all: the few who did not go are as few as those who did. Where
    # all went, each child in care is told to have gone.
    [(29, 30, False), (25, 30, False), (24, 30, True), (30, 30, False), (None, 30, False), (6, 6, False)],
)
def test_where_all_but_a_few_went_missing_a_board_is_shown_no_share(
    missing: int | None, all_of_them: int, is_shown: bool
):
    threshold = policy_for(Audience.BOARD, SETTINGS).threshold
    row = of_board(missing, all_of_them, threshold).table(SLUG, Unit.CHILD, QUARTER).row()
    assert row is not None
    assert (row.numerator, row.denominator) == ((missing, all_of_them) if is_shown else (None, None))
    assert row.shown is (Shown.SHOWN if is_shown else Shown.HIDDEN)


def of_board(missing: int | None, all_of_them: int, threshold: Threshold) -> Published:
    """A published table of children in care, and the share of it."""
    said = Shown.HIDDEN if missing is None else Shown.SHOWN
    row = (
        "home-or-care",
        "child",
        "quarter",
        QUARTER.start,
        QUARTER.end,
        "",
        "",
        "care",
        missing,
        90,
        None,
        said.value,
    )
    rows = pl.DataFrame([row], schema=PUBLISHED_SCHEMA, orient="row")
    sizes = pl.DataFrame([(QUARTER.start, QUARTER.end, all_of_them)], schema=LOOKED_AFTER_SCHEMA, orient="row")
    return with_shares_of_all(through_the_gate(rows, as_of=AS_OF), sizes, [SHARE], threshold)


def test_the_sentence_says_how_many_of_how_many():
    table = of_board(24, 300, Threshold(5)).table(SLUG, Unit.CHILD, QUARTER)
    assert presenter_of(SHARE).sentence(table) == "24 of 300 looked-after children (8%) had a missing episode."
