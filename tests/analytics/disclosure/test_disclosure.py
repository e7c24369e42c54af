"""What the board is shown gives no small number away: not by itself, not by a sum, not in the file's bytes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.disclosure import gate as publication
from analytics.disclosure.closed_list import published_questions
from analytics.disclosure.gate import (
    board_tables,
    closed_list_measured,
    has_numbers,
    protected,
    public_tables,
    publish,
    published_in,
    write_published,
)
from analytics.disclosure.hiding.protection import Hidden
from analytics.disclosure.hiding.quantities import lines, sums_across, unpublished, with_facts
from analytics.disclosure.hiding.sums import Fact, fact_named, sums_between_tables
from analytics.disclosure.once import Counter, board_measured, counted_once, counter_of, no_cells
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published, Shown
from analytics.disclosure.small_numbers import not_recorded_is_no_secret, without_names_of_few
from analytics.indicators.registry import indicators
from analytics.measuring.coverage import COVERAGE_SCHEMA
from analytics.measuring.measure import Inquiry, Measured, measure, prepared, questions_of, selected
from analytics.measuring.shapes import TopChildren
from analytics.model import Audience, Period, PeriodKind, Selection, periods_between
from data.frozen import Closed
from data.settings import Agreement, Disclosure, Settings
from data.warehouse import typed
from tests.builders import facts_of, report
from tests.invented import AS_OF, as_fact, as_facts, as_reports, invented_episodes, invented_in
from tests.sizes import examples, few_or_many
from tests.slow_answers import with_neighbours

SETTINGS = Settings()
INDICATORS = indicators(SETTINGS)
HIDE_UP_TO = SETTINGS.disclosure.hide_up_to
EXAMPLES = few_or_many(1, 10)
# From 300 worlds on, more of them contradict nothing further.
WORLDS = few_or_many(300, 700)

# The same few for every rule, since a store takes seconds to publish.
seeds = st.integers(0, EXAMPLES - 1)
some = examples(EXAMPLES, EXAMPLES)


def published_to_board(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Published:
    """The board's tables of these episodes, of which every month is closed."""
    counter = counter_of_all(facts, covered, settings, as_of=as_of, snapshot=snapshot)
    cells, groupings = counted_once(counter, ())
    measured = board_measured(cells, groupings, settings, as_of=as_of, snapshot=snapshot)
    return board_tables(measured, covered, settings, is_of_somebody=has_numbers(counter.finest))


def counter_of_all(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Counter:
    """Counts these episodes, of which every month is closed."""
    closed = Closed(snapshot, as_of.date(), covered, no_cells())
    everybody = pl.lit(value=True)
    frozen = facts.with_columns(frozen_at=pl.lit(as_of), by_start=everybody, by_return=everybody)
    return counter_of(closed, frozen, settings, as_of=as_of, snapshot=snapshot)


def everything_supplied(first: date = date(2025, 4, 1)) -> pl.DataFrame:
    """Every source spoke for every month."""
    months = [month.start for month in periods_between(first, AS_OF.date(), PeriodKind.MONTH)]
    rows = [
        ("police", category, month, True) for category in ("missing", "absent", "away", "interview") for month in months
    ]
    return pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")


def invented_facts(seed: int, many: int = 400) -> pl.DataFrame:
    return as_facts(invented_episodes(seed, many, most_children=90))


class Made(NamedTuple):
    """What was measured of a random store, its cells with `is_hidden`, and what was published."""

    measured: Measured
    cells: pl.DataFrame
    published: Published


@pytest.fixture(autouse=True, scope="module")
def large_council() -> Iterator[None]:
    """In small: number by number, where a council of so few children would withhold whole tables."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("analytics.disclosure.small_numbers.MOST_SMALL", 1.0)
        yield


@lru_cache(maxsize=32)
def made(seed: int) -> Made:
    """The board's tables of a random store, and what they were made of on the way."""
    kept: list[tuple[Measured, pl.DataFrame]] = []
    with pytest.MonkeyPatch.context() as patch:
        protecting = publication.protected

        def watched(measured: Measured, *others) -> Hidden:
            result = protecting(measured, *others)
            kept.append((measured, result.cells))
            return result

        patch.setattr(publication, "protected", watched)
        patch.setattr("analytics.disclosure.small_numbers.MOST_SMALL", 1.0)
        published = published_to_board(invented_facts(seed), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    return Made(*kept[0], published)


def board(seed: int) -> Published:
    return made(seed).published


def exact_behind(seed: int) -> Measured:
    """The exact cells of the closed list, before they are protected."""
    return made(seed).measured


def hidden_cells(seed: int) -> pl.DataFrame:
    """Exact cells with their fact and whether they are hidden."""
    measured, cells, _ = made(seed)
    named = with_facts(measured, SETTINGS).with_columns(cells["is_hidden"])
    policy = policy_for(Audience.BOARD, SETTINGS)
    return not_recorded_is_no_secret(named, policy.not_recorded, policy.threshold).rows


# No small number


@given(seed=seeds)
@some
def test_no_group_of_most_frequent_children_is_shown_where_it_is_hidden_how_many_went_so_often(seed: int):
    """The top 20 less the top 10 would tell how many had three or more."""
    days = pl.col("fact").str.split(" @ ").list.last()
    cells = hidden_cells(seed).filter(pl.col("breakdown") == "").with_columns(days=days)
    how_often = cells.filter(pl.col("slug").is_in(["repeat-bands", "persistent-children", "missing-more-than-once"]))
    hidden = set(how_often.filter("is_hidden")["days"])
    # A tenth may be everybody, whose number is another fact.
    tops = cells.filter(pl.col("fact").str.contains("top-children=") & ~pl.col("is_hidden"))
    assert hidden.isdisjoint(tops["days"])


@given(seed=seeds)
@some
def test_no_shown_count_but_of_not_recorded_has_one_to_five_children_behind_it(seed: int):
    cells = hidden_cells(seed)
    not_recorded = pl.col("category").is_in(["unknown", "not_recorded", "time-not-recorded"])
    free = cells.filter((pl.col("breakdown") == "") & not_recorded)["fact"]
    few = cells.filter(~pl.col("is_hidden") & pl.col("children").is_between(1, HIDE_UP_TO))
    assert few.filter(~pl.col("fact").is_in(free.implode())).is_empty()


@pytest.mark.long
def test_most_large_counts_are_left_to_read():
    cells = pl.concat([hidden_cells(seed) for seed in range(EXAMPLES)])
    large = cells.filter(pl.col("children") > HIDE_UP_TO)
    assert large["is_hidden"].mean() < 1 / 2


@given(seed=seeds)
@some
def test_hidden_rows_hold_no_number(seed: int):
    hidden = board(seed).rows.filter(shown=Shown.HIDDEN)
    assert hidden["numerator"].null_count() == hidden["share"].null_count() == hidden.height


@given(seed=seeds)
@some
def test_a_share_is_shown_only_with_both_of_its_numbers(seed: int):
    rows = board(seed).rows.filter(pl.col("share").is_not_null())
    assert rows["numerator"].null_count() == rows["denominator"].null_count() == 0


# One figure, one name


def stated(measured: Measured) -> pl.DataFrame:
    return with_facts(measured, SETTINGS).group_by("fact").agg(pl.col("count", "children").n_unique())


@given(seed=seeds)
@some
def test_cells_that_state_one_fact_are_equal_in_every_question_and_period(seed: int):
    rows = selected(prepared(invented_facts(seed, 150), AS_OF), Selection(ODD, AS_OF), SETTINGS)
    periods = [
        period
        for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)
        for period in periods_between(date(2025, 4, 1), AS_OF.date(), kind)
    ]
    measured = measure(rows, [Inquiry(questions_of(INDICATORS.values()), (*periods, ODD))], SETTINGS, as_of=AS_OF)
    unequal = stated(measured).filter((pl.col("count") > 1) | (pl.col("children") > 1))
    assert unequal["fact"].to_list() == []


ODD = Period(date(2026, 2, 28), date(2026, 3, 29))


@given(seed=seeds)
@some
def test_cells_that_state_one_fact_are_hidden_together(seed: int):
    together = hidden_cells(seed).group_by("fact").agg(pl.col("is_hidden").n_unique())
    assert together.filter(pl.col("is_hidden") > 1)["fact"].to_list() == []


def test_a_fact_has_the_name_that_it_is_read_from():
    names = with_facts(exact_behind(0), SETTINGS)["fact"].unique()
    assert all(fact_named(name).name == name for name in names)


# One sum, one line


@lru_cache(maxsize=2)
def many_small_worlds(worlds: int) -> Measured:
    """As many unrelated random stores as there are periods: what is equal in all of them is a rule."""
    week = timedelta(days=7)
    periods = [Period(date(2010, 1, 1) + week * n, date(2010, 1, 1) + week * (n + 1)) for n in range(worlds)]
    episodes = [
        {**episode, "child": f"{n} {episode['child']}"}
        for n, period in enumerate(periods)
        for episode in invented_in(seed=n, many=10 + n % 50, start=period.start)
    ]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(episode["child"] for episode in episodes))}
    facts = typed(
        pl.DataFrame(
            [as_fact(episode, numbers[episode["child"]]) for episode in with_neighbours(episodes)],
            infer_schema_length=None,
        )
    ).sort("started_at")
    questions = dict.fromkeys(
        question
        for listed in published_questions(INDICATORS).values()
        for question in listed
        if question.indicator.definition.slug not in ("missing-now", "episodes-per-child")
        and not question.indicator.definition.looks_back
        and not isinstance(question.indicator, TopChildren)
    )
    as_of = datetime(2030, 1, 1)
    rows = selected(prepared(facts, as_of), Selection(ODD, as_of), SETTINGS)
    return measure(rows, [Inquiry(tuple(questions), tuple(periods))], SETTINGS, as_of=as_of)


@pytest.mark.long
def test_every_rule_that_figures_obey_is_a_sum_that_suppression_knows():
    """Linear algebra: relations that hold in all unrelated stores are combinations of the known lines."""
    cells = with_facts(many_small_worlds(WORLDS), SETTINGS).with_columns(fact=pl.col("fact").str.replace(r" @ .*", ""))
    wide = cells.unique(["fact", "period"]).pivot("period", index="fact", values="count").fill_null(0).sort("fact")
    wide = wide.filter(pl.col("fact").str.starts_with("episode") & (pl.sum_horizontal(pl.exclude("fact")) > 0))
    places = {fact: place for place, fact in enumerate(wide["fact"])}
    counts = wide.drop("fact").to_numpy().astype(float)
    known = relations(many_small_worlds(60), places)
    # Some are sums only where a source never contradicts itself.
    sums = known[~(known @ counts).any(axis=1)]
    assert np.linalg.matrix_rank(sums) + np.linalg.matrix_rank(counts) == len(places)


def relations(measured: Measured, places: dict[str, int]) -> np.ndarray:
    """The lines of some period as rows of +1 for a part and -1 for the total."""
    cells = with_facts(measured, SETTINGS)
    every = lines(cells, measured, sums_across(cells, SETTINGS)).with_columns(
        place=pl.col("fact").str.replace(r" @ .*", "").replace_strict(places, default=None, return_dtype=pl.Int64),
        factor=pl.when("is_total").then(-1).otherwise(1),
    )
    terms = every.drop_nulls("place").group_by("line").agg(pl.struct("place", "factor").sort()).unique("place")
    rows = np.zeros((terms.height, len(places)))
    for row, line in enumerate(terms["place"]):
        for term in line:
            rows[row, term["place"]] += term["factor"]
    return np.unique(rows, axis=0)


@given(seed=seeds)
@some
def test_no_sum_has_exactly_one_hidden_fact(seed: int):
    cells, measured = hidden_cells(seed), exact_behind(seed)
    across = sums_across(cells, SETTINGS)
    rests = unpublished(cells, across)
    few = set(rests.filter(pl.col("count") <= HIDE_UP_TO, ~pl.col("is_no_secret"))["fact"])
    # What is left over and is many tells nobody anything, shown or not.
    many = set(rests["fact"]) - few
    hidden = set(cells.filter("is_hidden")["fact"]) | few
    members = lines(cells, measured, across).group_by("line").agg("fact")["fact"]
    sums = [facts.to_list() for facts in members if not many.intersection(facts)]
    assert [facts for facts in sums if sum(fact in hidden for fact in facts) == 1] == []


# Nested groups of children


@given(seed=seeds)
@some
def test_top_children_that_are_shown_are_never_fewer_than_six_apart(seed: int):
    top = hidden_cells(seed).filter((pl.col("slug") == "top-children") & ~pl.col("is_hidden"))
    for _, table in top.group_by("period"):
        steps = table["children"].unique().sort().diff().drop_nulls()
        assert steps.filter(steps <= HIDE_UP_TO).is_empty()


def test_when_all_children_are_hidden_the_top_ten_of_ten_are_too():
    cells = hidden_cells(0)
    whole = cells.filter(slug="top-children", category="").select(
        "period", everybody="children", all_hidden="is_hidden"
    )
    tops = cells.filter(slug="top-children").join(whole, on="period")
    same = tops.filter(pl.col("children") == pl.col("everybody"))
    assert same.filter(pl.col("category") != "")["is_hidden"].any()
    assert same.filter(pl.col("is_hidden") != pl.col("all_hidden")).is_empty()


# The public's view


@given(seed=seeds)
@some
def test_the_public_sees_no_number_below_eight_and_only_multiples_of_five(seed: int):
    public = public_tables(exact_behind(seed), everything_supplied(), SETTINGS).rows
    for column in ("numerator", "denominator"):
        shown = public[column].drop_nulls()
        assert shown.filter((shown % 5 != 0) | (shown < 8)).is_empty(), column


@given(seed=seeds)
@some
def test_the_public_sees_no_share_on_a_base_below_twenty(seed: int):
    exact = publish(exact_behind(seed), policy_for(Audience.COORDINATOR, SETTINGS), SETTINGS).rows
    public = public_tables(exact_behind(seed), everything_supplied(), SETTINGS).rows
    on_a_small_base = exact["denominator"] < SETTINGS.disclosure.scrutiny_smallest_base
    assert public.filter(on_a_small_base)["share"].null_count() == public.filter(on_a_small_base).height


# What is written


def test_an_empty_store_publishes():
    empty = facts_of([])
    published = published_to_board(empty, COVERAGE_SCHEMA.to_frame(), SETTINGS, as_of=AS_OF, snapshot="1")
    assert published.rows.is_empty()
    nothing = published_to_board(empty, everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    assert set(nothing.rows["numerator"].drop_nulls()) == {0}


@pytest.mark.parametrize(("band", "rests"), [("1-2", [3]), ("3-5", [])])
def test_in_the_band_of_once_or_twice_episodes_less_children_are_who_went_twice(band: str, rests: list[int]):
    inside = {
        name: Fact(name, "missing", (("repeat-bands", band),), "2025-07-01..2026-07-01")
        for name in ("child", "episode")
    }
    counts = {inside["child"].name: 30, inside["episode"].name: 33}
    assert [item.rest for item in sums_between_tables(counts, SETTINGS)] == rests


@pytest.mark.parametrize(("more", "rests"), [((), [5]), (("not_in_care",), []), (("home", "unknown"), [])])
def test_who_is_not_in_care_is_told_by_those_who_are_where_no_table_has_them(more: tuple[str, ...], rests: list[int]):
    everybody = Fact("child", "missing", (), "2026-04-01..2026-07-01")
    counts = {everybody.name: 12, everybody.inside(setting="care").name: 7}
    counts |= {everybody.inside(setting=setting).name: 5 for setting in more}
    assert [item.rest for item in sums_between_tables(counts, SETTINGS) if item.rest] == rests


def test_those_who_went_more_than_once_and_not_often_are_told_by_both():
    twice = Fact("child", "missing-more-than-1", (), "2025-04-01..2026-04-01")
    counts = {twice.name: 14, twice.of("missing-more-than-3").name: 9}
    assert [item.rest for item in sums_between_tables(counts, SETTINGS)] == [5]


def test_those_who_completed_are_told_by_those_who_did_not():
    required = Fact("episode", "interview-required", (), "2026-04-01..2026-07-01")
    counts = {required.name: 40, required.of("interview-required-not-interview-completed").name: 37}
    assert [item.rest for item in sums_between_tables(counts, SETTINGS)] == [3]


def test_one_episode_alone_is_shown_nowhere():
    facts = facts_of([report(started="2026-05-01 10:00", ended="2026-05-02 10:00")])
    published = published_to_board(facts, everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    assert not published.rows.filter((pl.col("numerator") > 0) | (pl.col("denominator") > 0)).height


def test_a_board_with_an_agreement_sees_exact_counts_and_by_whose_decision_and_the_public_does_not():
    agreement = Agreement(decided_by="The Director", decided_on=date(2026, 4, 1), reason="Sharing agreement, part 4.")
    agreed = SETTINGS.model_copy(update={"disclosure": Disclosure(board_agreement=agreement)})
    facts = facts_of([report(started="2026-05-01 10:00", ended="2026-05-02 10:00")])
    published = published_to_board(facts, everything_supplied(), agreed, as_of=AS_OF, snapshot="1")
    assert published.rows.filter(numerator=1).height
    assert "decided by The Director on 01/04/2026. Sharing agreement, part 4. Do not" in published.protection.words
    assert policy_for(Audience.SCRUTINY, agreed) == policy_for(Audience.SCRUTINY, SETTINGS)


@pytest.mark.parametrize("blank", ["decided_by", "reason"])
def test_an_agreement_names_who_decided_and_why(blank: str):
    said = {"decided_by": "The Director", "decided_on": "2026-04-01", "reason": "Sharing agreement"}
    with pytest.raises(ValidationError, match=blank):
        Agreement.model_validate(said | {blank: " "})


def test_the_published_file_holds_no_child(tmp_path):
    episodes = invented_episodes(5, 400, most_children=90)
    named = [{**episode, "child": f"pseudonym-{episode['child']}"} for episode in episodes]
    facts = facts_of(*as_reports(named))
    published = published_to_board(facts, everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    file = tmp_path / "published.duckdb"
    write_published(file, published, {"coverage": everything_supplied()})
    written = file.read_bytes()
    assert b"interview-outcome" in written
    assert b"pseudonym" not in written
    assert not any(episode["key"].encode() in written for episode in episodes)
    assert published_in(file).rows.equals(published.rows)


def test_a_policy_that_hides_nothing_shows_everything():
    shown = publish(exact_behind(0), policy_for(Audience.COORDINATOR, SETTINGS), SETTINGS)
    assert set(shown.rows["shown"]) == {Shown.EXACT, Shown.NONE_DUE}


def test_the_same_data_in_another_order_is_hidden_in_the_same_way():
    facts = invented_facts(0).with_row_index("place")
    # In start order, as the warehouse gives them; other children first of those who start together, and other numbers.
    others = facts.with_columns(child=pl.col("child").max() - pl.col("child")).sort("started_at", "child", "place")
    assert others["place"].to_list() != facts["place"].to_list()
    first = board(0).rows
    again = published_to_board(others.drop("place"), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1").rows
    assert first.equals(again)
    assert (first["shown"] == "hidden").any()


@given(seed=seeds)
@some
def test_no_public_row_has_fewer_than_eight_children_behind_it_or_one_child_with_most_of_its_episodes(seed: int):
    cells = protected(exact_behind(seed), policy_for(Audience.SCRUTINY, SETTINGS), SETTINGS).cells
    shown = cells.filter(~pl.col("is_hidden") & ~pl.col("is_few"))
    assert (shown["children"] >= 8).all()
    episodes = shown.filter(unit="episode")
    assert (episodes["largest"] * 2 <= episodes["count"]).all()


def test_in_public_nought_is_not_told_from_a_few():
    cells = protected(exact_behind(0), policy_for(Audience.SCRUTINY, SETTINGS), SETTINGS).cells
    noughts, sevens = (cells.filter(pl.col("count") == count) for count in (0, 7))
    assert not noughts.is_empty()
    assert not sevens.is_empty()
    assert not cells.filter(~pl.col("is_hidden") & ~pl.col("is_few")).is_empty()
    assert noughts["is_few"].all()
    assert sevens["is_few"].all()
    assert Shown.NONE_DUE not in set(public_tables(exact_behind(0), everything_supplied(), SETTINGS).rows["shown"])


def test_in_public_an_area_that_only_a_source_names_is_there_with_many_or_not_at_all():
    places = ["Riverside"] * 3 + ["Hillside"] * 30
    rows = [report(f"child {n}", "2025-05-01 10:00", "2025-05-01 12:00", area=area) for n, area in enumerate(places)]
    covered = everything_supplied()
    measured = closed_list_measured(facts_of(rows), covered, SETTINGS, as_of=AS_OF, snapshot="1")
    public = without_names_of_few(public_tables(measured, covered, SETTINGS), SETTINGS).rows.rows
    categories = public.filter(slug="police-area").select("category", "shown").unique().rows()
    assert {name for name, _ in categories} == {"Hillside", "Out of area", "unknown"}
    # Nobody went from either of these, and a few may have.
    assert {("Out of area", "few"), ("unknown", "few")} <= set(categories)
    assert set(public.filter(breakdown="area")["group"]) == {"Hillside", "Out of area", "unknown"}


def test_a_number_that_is_mostly_one_child_is_hidden_in_public_and_shown_to_the_board():
    often = [report("often", f"2026-05-{day:02d} 10:00", f"2026-05-{day:02d} 12:00") for day in range(1, 31)]
    others = [report(f"child {n}", "2026-05-01 10:00", "2026-05-01 12:00") for n in range(20)]
    facts = facts_of([*often, *others])
    measured = closed_list_measured(facts, everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    may = (
        (pl.col("slug") == "missing-episodes")
        & (pl.col("breakdown") == "")
        & (pl.col("period_start") == date(2026, 5, 1))
    )
    # With the repeat bands beside them, the board too could tell that one child had thirty.
    alone = replace(measured, cells=measured.cells.filter(pl.col("slug") == "missing-episodes"))
    policy = policy_for(Audience.BOARD, SETTINGS)
    assert publish(alone, policy, SETTINGS).rows.filter(may)["numerator"].to_list() == [50]
    assert public_tables(measured, everything_supplied(), SETTINGS).rows.filter(may)["shown"].to_list() == ["hidden"]
