"""What is published stands: no load, correction or erasure moves a number of a closed month."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from analytics.disclosure.gate import published_in
from analytics.disclosure.once import FINEST, layer_of, periods_in
from analytics.model import PeriodKind
from analytics.refresh import erase_child, purge_store, withdraw_publication
from analytics.releases.board_audit import audit_snapshot, read_before
from analytics.releases.release import measured_in
from analytics.releases.withdrawal import Cost, Withdrawal
from analytics.views.published_once import beside_the_board, published_too_late
from analytics.views.view import forget_snapshots
from cli.publication import agree_to_pay
from data.audit_log import Act, AuditLog
from data.errors import CannotRelease
from data.frozen import frozen_children, read_closed, read_rows
from data.pseudonyms import Pseudonyms
from data.releases import release_name
from data.retention import what_is_due
from data.settings import Disclosure, Retention
from tests.shared import copied
from tests.sizes import few_or_many
from tests.weekly import KEY, SETTINGS, Council, Row, council, moved, periods, row

FIRST, LAST = date(2023, 4, 1), date(2026, 5, 10)
BEGUN = date(2025, 6, 30)
ROWS = council(60, 1300, FIRST, LAST)
DIRECTOR = SETTINGS.releases.approvers[0]
ADULT = SETTINGS.counting.adult_age
WITHDRAWAL = Withdrawal(DIRECTOR, "A. Person", "The file of another council")


def known_by(day: date, rows: list[dict[str, str]] = ROWS) -> list[dict[str, str]]:
    """The episodes that began before the day."""
    return [item for item in rows if item["start"] < str(day)]


def begin(folder: Path) -> None:
    Council(folder).load(known_by(BEGUN), BEGUN, FIRST)


@pytest.fixture
def begun(tmp_path: Path) -> Council:
    """A council of sixty children whose months up to May 2025 are closed."""
    copied("published-once", begin, tmp_path)
    forget_snapshots()
    return Council(tmp_path, loads=1)


def beside(council: Council) -> pl.DataFrame:
    """How the co-ordinator's months differ from the board's."""
    result = beside_the_board(council.store.live(), ADULT)
    assert result is not None
    return result


# Late rows and corrections


def test_an_episode_that_comes_late_moves_no_number_and_is_a_co_ordinators_at_once(begun: Council):
    before, was = begun.read(), beside(begun)
    late = row(9000, 3, datetime(2025, 3, 10, 12))
    after = begun.load([*known_by(BEGUN), late], BEGUN + timedelta(days=7), FIRST)
    assert after.equals(before)
    march = beside(begun).filter(month=date(2025, 3, 1))
    assert march["known"].item() == was.filter(month=date(2025, 3, 1))["known"].item() + 1
    assert march.select("late", "changed", "gone").row(0) == (1, 0, 0)


def test_a_month_that_closes_later_does_not_bring_the_late_episode_with_it(begun: Council):
    before = begun.read()
    late = row(9000, 3, datetime(2025, 6, 10, 12))
    begun.load(known_by(date(2025, 7, 29)), date(2025, 7, 29), FIRST)
    june = begun.read()
    after = begun.load([*known_by(date(2025, 8, 30)), late], date(2025, 8, 30), FIRST)
    assert moved(before, after).is_empty()
    assert moved(june, after).is_empty()
    assert periods(before, "month")[-1] == date(2025, 5, 1)
    assert periods(june, "quarter")[-1] == date(2025, 4, 1)
    assert periods(after, "month")[-1] == date(2025, 7, 1)
    counted = begun_cells(begun).filter(slug="missing-episodes", period_kind="month", breakdown="", unit="episode")
    count = counted.filter(period_start=date(2025, 6, 1))["count"].item()
    assert count == sum(item["start"][:7] == "2025-06" for item in ROWS)
    # A child keeps its number, though months were added.
    rows = read_rows(begun.store.live())
    assert rows.select("child", "child_id").n_unique() == rows["child"].n_unique() == rows["child_id"].n_unique()


def begun_cells(council: Council) -> pl.DataFrame:
    closed = read_closed(council.store.live())
    assert closed is not None
    return layer_of(closed.cells, FINEST)


def test_corrections_move_no_number_and_are_a_co_ordinators_at_once(begun: Council):
    """Five children, each corrected in another way."""
    before, known = begun.read(), known_by(BEGUN)
    those = [item for item in known if item["start"] > "2025-03" and in_care_and_male(item)]
    children = list(dict.fromkeys(item["child"] for item in those))
    of_a_child = ({"sex": "F"}, {"ethnicity": "BCRB"}, {"where": "home"}, {"dob": "2006-01-01"})
    changes: dict[str, Row] = dict(zip(children, of_a_child, strict=False))
    moved_on = next(item["id"] for item in those if item["child"] == children[len(of_a_child)])
    corrected = [{**item, **changes.get(item["child"], {})} for item in known]
    start = {"start": "2025-06-02 10:00", "end": "2025-06-02 12:00"}
    corrected = [{**item, **start} if item["id"] == moved_on else item for item in corrected]
    assert begun.load(corrected, BEGUN + timedelta(days=7), FIRST).equals(before)
    assert beside(begun)["changed"].sum() >= len(of_a_child) + 1
    after = begun.load(known_by(date(2025, 7, 29)), date(2025, 7, 29), FIRST)
    assert moved(before, after).is_empty()


def in_care_and_male(item: Row) -> bool:
    return (item["where"], item["sex"]) == ("care", "M")


def test_an_episode_counts_in_one_month_although_its_start_was_corrected_into_another(begun: Council):
    place = next(n for n, item in enumerate(ROWS) if item["start"] > "2025-05")
    later = {**ROWS[place], "start": "2025-06-11 10:00", "end": "2025-06-11 12:00"}
    rows = [item if n != place else later for n, item in enumerate(known_by(date(2025, 7, 29)))]
    begun.load(rows, date(2025, 7, 29), FIRST)
    counted = begun_cells(begun).filter(slug="missing-episodes", period_kind="month", breakdown="", unit="episode")
    assert counted.filter(pl.col("period_start") <= date(2025, 6, 1))["count"].sum() == len(known_by(date(2025, 7, 1)))


def test_a_row_that_was_published_and_is_no_episode_any_more_is_said_to_be_gone(begun: Council):
    before = begun.read()
    assert begun.load([{**ROWS[0], "category": "absent"}], BEGUN + timedelta(days=7), FIRST).equals(before)
    assert beside(begun)["gone"].sum() == 1


# Which months


def test_a_quarter_is_published_when_its_third_month_is_closed(tmp_path: Path):
    made = Council(tmp_path)
    first = made.load(known_by(date(2025, 4, 27)), date(2025, 4, 27), FIRST)
    assert (periods(first, "month")[-1], periods(first, "quarter")[-1]) == (date(2025, 2, 1), date(2024, 10, 1))
    second = made.load(known_by(date(2025, 4, 28)), date(2025, 4, 29), FIRST)
    assert (periods(second, "month")[-1], periods(second, "quarter")[-1]) == (date(2025, 3, 1), date(2025, 1, 1))
    assert periods(second, "financial_year")[-1] == date(2024, 4, 1)
    assert moved(first, second).is_empty()


def test_nothing_is_published_before_a_month_is_closed(tmp_path: Path):
    made = Council(tmp_path)
    assert made.load(known_by(date(2023, 5, 3)), date(2023, 5, 3), FIRST).is_empty()
    assert read_closed(made.store.live()) is None
    assert periods(made.load(known_by(date(2023, 6, 3)), date(2023, 6, 3), FIRST), "month") in ([], [FIRST])
    assert periods_in(begun_cells(made)) == {
        period for period in periods_in(begun_cells(made)) if period.start == FIRST
    }


def test_a_month_that_nobody_supplied_waits_and_once_passed_over_is_never_counted(tmp_path: Path):
    """July comes after August was published: what looks back over August has no July, so July stays out."""
    made = Council(tmp_path)
    without = [item for item in known_by(date(2025, 9, 29)) if item["start"][:7] != "2025-07"]
    june, august = known_by(date(2025, 7, 1)), [item for item in without if item["start"] >= "2025-08"]
    made.load(june, date(2025, 7, 1), FIRST)
    # As of the end of July, but the file speaks for June alone: July has not closed.
    text_of_june = made.load([ROWS[0]], date(2025, 9, 1), date(2025, 8, 1))
    assert periods(text_of_june, "month")[-1] == date(2025, 6, 1) or "2025-07-01" not in text_of_june["period_start"]
    passed = made.load(august, date(2025, 9, 29), date(2025, 8, 1))
    made.load(known_by(date(2025, 8, 1)), date(2025, 10, 1), date(2025, 7, 1))
    after = made.read()
    assert moved(passed, after).is_empty()
    july = after.filter(period_kind="month", period_start=date(2025, 7, 1))
    assert july["numerator"].null_count() == july.height
    assert date(2025, 7, 1) not in periods(after, "quarter")


def test_a_source_that_joins_later_with_old_months_is_late_for_them(begun: Council):
    before = begun.read()
    others = [row(7000 + n, 70 + n % 9, datetime(2024, 5, 1, 9) + timedelta(days=n)) for n in range(90)]
    after = begun.load(others, BEGUN + timedelta(days=7), FIRST, system="social_care")
    assert moved(before, after).is_empty()
    assert beside(begun)["late"].sum() == 90


def test_what_is_held_back_is_the_months_that_are_not_closed(begun: Council):
    months = beside(begun)
    assert months.filter("is_closed")["month"].max() == date(2025, 5, 1)
    assert months.filter(~pl.col("is_closed"))["known"].sum() == sum(
        item["start"][:7] == "2025-06" for item in known_by(BEGUN)
    )


# Erasure and retention


def pseudonym(child: int) -> str:
    return Pseudonyms(KEY).of_one(f"child-{child}", "council")


def erased(council: Council, child: int) -> None:
    forget_snapshots()
    erase_child(council.store, f"child-{child}", SETTINGS, namespace="council", reason="Asked", requested_by="Officer")


def test_an_erasure_takes_the_frozen_rows_and_moves_no_number(begun: Council):
    before = begun.read()
    assert pseudonym(5) in frozen_children(begun.store.live())
    erased(begun, 5)
    assert pseudonym(5) not in frozen_children(begun.store.live())
    assert begun.read().equals(before)


def test_a_year_published_after_an_erasure_is_never_counted_from_what_is_left(begun: Council):
    """Less its quarters it would tell whose rows went: it is their sum, or it is not there."""
    before = begun.read()
    erased(begun, 5)
    rows = [item for item in known_by(date(2026, 4, 30)) if item["child"] != "child-5"]
    after = begun.load(rows, date(2026, 4, 30), FIRST)
    assert moved(before, after).is_empty()
    cells = begun_cells(begun).filter(slug="missing-episodes", unit="episode", breakdown="", category="")
    year = cells.filter(period_kind="financial_year", period_start=date(2025, 4, 1))["count"].item()
    quarters = cells.filter(pl.col("period_start") >= date(2025, 4, 1), period_kind="quarter")["count"].to_list()
    assert year == sum(quarters)
    # April and May 2025 were published with the child in them.
    of_child = [item["start"][:7] for item in ROWS if item["child"] == "child-5"]
    gone = sum("2025-06" <= month <= "2026-03" for month in of_child)
    assert any("2025-04" <= month < "2025-06" for month in of_child)
    assert year == sum("2025-04" <= item["start"][:7] <= "2026-03" for item in ROWS) - gone
    assert after.filter(period_kind="financial_year", period_start=date(2025, 4, 1), unit="child").is_empty()
    assert "records behind them are no longer held: April 2025 to June 2025; April 2025 to March 2026" in words_of(
        begun
    )
    audited, _ = audit_snapshot(begun.store, begun.store.live(), closely=False)
    assert audited.passed


def words_of(council: Council) -> str:
    return published_in(council.store.live().published).protection.words


def test_what_looks_back_over_an_erased_row_is_left_out(begun: Council):
    erased(begun, 5)
    rows = [item for item in known_by(date(2025, 10, 30)) if item["child"] != "child-5"]
    begun.load(rows, date(2025, 10, 30), FIRST)
    cells = begun_cells(begun).filter(period_kind="quarter")
    looked_back = cells.filter(slug="repeat-bands")
    assert looked_back["period_start"].max() == date(2025, 1, 1)
    assert cells.filter(slug="children-missing", unit="child")["period_start"].max() == date(2025, 7, 1)


def test_a_purge_takes_frozen_rows_and_moves_no_number(begun: Council):
    before = begun.read()
    old = SETTINGS.model_copy(update={"retention": Retention(months=1)})
    due = what_is_due(begun.store, old)
    assert due.children
    forget_snapshots()
    purge_store(begun.store, old, due)
    assert len(frozen_children(begun.store.live())) <= due.of_children - due.children
    assert begun.read().equals(before)


# Releases


def test_a_release_is_counted_from_what_the_board_reads(begun: Council):
    name = release_name("2024-25-Q4")
    cells = measured_in(begun.store.live(), name, SETTINGS).cells
    begun.load([row(9000, 3, datetime(2025, 3, 10, 12))], BEGUN + timedelta(days=7), FIRST)
    erased(begun, 5)
    assert measured_in(begun.store.live(), name, SETTINGS).cells.equals(cells)
    whole = cells.filter(slug="missing-episodes", period=0, breakdown="", unit="episode")["count"].item()
    assert whole == sum("2025-01" <= item["start"][:7] <= "2025-03" for item in ROWS)


def test_a_quarter_of_which_a_month_is_not_closed_is_not_released(begun: Council):
    with pytest.raises(CannotRelease, match="with its last month published"):
        measured_in(begun.store.live(), release_name("2025-26-Q1"), SETTINGS)


# Rollback, an earlier version, other rules


def test_after_a_rollback_what_was_read_stays_published(begun: Council):
    read = begun.load(known_by(date(2025, 7, 29)), date(2025, 7, 29), FIRST)
    begun.store.rollback(lambda _live, _earlier: None)
    assert periods(begun.read(), "month")[-1] == date(2025, 5, 1)
    late = row(9000, 3, datetime(2025, 6, 10, 12))
    after = begun.load([*known_by(date(2025, 7, 29)), late], date(2025, 8, 1), FIRST)
    assert after.equals(read)


def test_a_store_of_an_earlier_version_is_published_anew_and_audited_with_what_was_read(begun: Council):
    board = begun.store.live().frozen.parent
    for name in ("frozen.duckdb", "hashes.json"):
        (board / name).unlink()
    assert beside_the_board(begun.store.live(), ADULT) is None
    late = row(9000, 3, datetime(2025, 3, 10, 12))
    begun.load([*known_by(BEGUN), late], BEGUN + timedelta(days=7), FIRST)
    live = begun.store.live()
    closed = read_closed(live)
    assert closed is not None
    assert closed.begun_in == live.name
    assert beside(begun)["late"].sum() == 0
    assert [snapshot.name for snapshot in read_before(begun.store, "000001", live.name)] == ["000001"]
    audited, _ = audit_snapshot(begun.store, live, closely=False)
    assert audited.passed


def test_rows_of_a_version_with_fewer_columns_go_on_with_those_of_this_one(begun: Council):
    before = begun.read()
    frozen = begun.store.live().frozen
    with duckdb.connect(str(frozen)) as connection:
        connection.execute("DROP VIEW episode_facts; ALTER TABLE frozen_row DROP COLUMN safe_and_well_at")
    frozen.with_name("hashes.json").unlink()
    after = begun.load(known_by(date(2025, 7, 29)), date(2025, 7, 29), FIRST)
    assert moved(before, after).is_empty()
    assert periods(after, "month")[-1] == date(2025, 6, 1)
    rows = read_rows(begun.store.live())
    assert rows.height == len(known_by(date(2025, 7, 1)))
    assert rows.select("child", "child_id").n_unique() == rows["child"].n_unique() == rows["child_id"].n_unique()


def test_another_threshold_protects_the_same_counts_anew(begun: Council):
    cells = begun_cells(begun)
    stricter = SETTINGS.model_copy(update={"disclosure": Disclosure(days_until_published=28, hide_up_to=9)})
    begun.settings = stricter
    after = begun.load([row(9000, 3, datetime(2025, 3, 10, 12))], BEGUN + timedelta(days=7), FIRST)
    assert begun_cells(begun).equals(cells)
    assert "1 to 9 children" in words_of(begun)
    assert not after.is_empty()


# Withdrawal


def paid(_cost: Cost) -> None:
    """Whatever it costs."""


def test_a_withdrawal_says_first_what_it_costs_and_changes_nothing_where_nobody_pays(begun: Council):
    late = row(9000, 3, datetime(2025, 3, 10, 12))
    before = begun.load([late], BEGUN + timedelta(days=7), FIRST)
    told: list[Cost] = []

    def too_dear(cost: Cost) -> None:
        told.append(cost)
        raise CannotRelease("Too dear.")

    with pytest.raises(CannotRelease, match="Too dear"):
        withdraw_publication(begun.store, SETTINGS, WITHDRAWAL, agree=too_dear)
    assert told[0].changed >= told[0].by_few > 0
    assert begun.read().equals(before)
    assert begun.store.live().name == "000002"


def test_a_withdrawal_publishes_closed_months_as_they_are_known_now_and_is_logged(begun: Council):
    late = row(9000, 3, datetime(2025, 3, 10, 12))
    before = begun.load([late], BEGUN + timedelta(days=7), FIRST)
    cost = withdraw_publication(begun.store, SETTINGS, WITHDRAWAL, agree=paid)
    differences = moved(before, begun.read()).drop_nulls(["numerator", "numerator_now"])
    assert differences.filter(pl.col("numerator") != pl.col("numerator_now")).height == cost.changed
    assert beside(begun)["late"].sum() == 0
    line = [item for item in AuditLog(begun.store).lines() if item.act == Act.WITHDRAWAL.value][-1]
    assert line.what["role"] == DIRECTOR
    assert line.purpose == WITHDRAWAL.reason
    # The old tables can still be read.
    assert (begun.store.snapshots_folder / "000002" / "board" / "published.duckdb").exists()


@pytest.mark.parametrize(
    "wrong", [Withdrawal("Analyst", "A", "B"), Withdrawal(DIRECTOR, " ", "B"), Withdrawal(DIRECTOR, "A", "")]
)
def test_only_a_named_role_with_a_reason_withdraws(begun: Council, wrong: Withdrawal):
    with pytest.raises(CannotRelease):
        withdraw_publication(begun.store, SETTINGS, wrong, agree=paid)


def test_who_withdraws_by_command_names_the_price_that_was_said(capsys: pytest.CaptureFixture[str]):
    cost = Cost("000002", changed=40, by_few=12)
    agree_to_pay(cost, by_few=12, may_ask=False)
    with pytest.raises(CannotRelease, match=r"40 published numbers would change, 12 of them .* --by-few 12"):
        agree_to_pay(cost, by_few=11, may_ask=True)
    with pytest.raises(CannotRelease, match="Nothing was changed"):
        agree_to_pay(cost, by_few=None, may_ask=False)
    capsys.readouterr()


# Week after week


@pytest.mark.long
def test_of_weekly_loads_no_two_differ_in_a_period_that_both_have(tmp_path: Path):
    """A tenth of the rows come weeks late, a tenth are corrected, a child is erased, and once all is withdrawn."""
    random, weeks = Random(1), few_or_many(6, 26)
    begun_on = date(2025, 5, 20)
    told = [begun_on + timedelta(days=(begun_on.toordinal() % 7) + 7 * week) for week in range(weeks)]
    delay = {item["id"]: random.choice((0, 0, 0, 0, 0, 0, 0, 0, 30, 140)) for item in ROWS}
    corrected = {item["id"]: random.choice(told) for item in ROWS if random.random() < 0.1}
    made, read, erased_at, withdrawn_at = Council(tmp_path), [], weeks // 3, 2 * weeks // 3
    costs: list[Cost] = []
    for week, day in enumerate(told):
        rows = [
            {**item, "sex": "F"} if corrected.get(item["id"], date.max) <= day else item
            for item in ROWS
            if item["start"] < str(day - timedelta(days=delay[item["id"]]))
        ]
        made.load([item for item in rows if week < erased_at or item["child"] != "child-5"], day, FIRST)
        if week == erased_at:
            erased(made, 5)
        if week == withdrawn_at:
            withdraw_publication(made.store, SETTINGS, WITHDRAWAL, agree=costs.append)
        read.append(made.read())
        audited, _ = audit_snapshot(made.store, made.store.live(), closely=False)
        assert audited.passed
    publications = [read[:withdrawn_at], read[withdrawn_at:]]
    for publication in publications:
        assert sum(moved(one, other).height for n, one in enumerate(publication) for other in publication[n + 1 :]) == 0
    assert len(periods(read[-1], PeriodKind.MONTH.value)) > len(periods(read[0], PeriodKind.MONTH.value))
    assert costs[0].changed >= costs[0].by_few > 0
    assert beside(made)["late"].sum() > 0


def test_about_how_many_came_too_late_is_said_once_a_year_in_steps(begun: Council):
    told = published_too_late(begun.store.live().published)
    assert told["period_start"].to_list() == [date(2023, 4, 1), date(2024, 4, 1)]
    assert told["one_in"].to_list() == [None, None]
    late = [row(9000 + n, n, datetime(2024, 5, 1 + n, 12)) for n in range(20)]
    begun.load(late, BEGUN + timedelta(days=7), FIRST)
    assert published_too_late(begun.store.live().published).equals(told)
