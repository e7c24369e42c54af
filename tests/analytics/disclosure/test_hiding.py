"""What is hidden with a small number: the least that readers can lose, within bounds, and only what is a secret."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.disclosure.auditing.audit import Auditor, said_by
from analytics.disclosure.auditing.knowledge import Figure
from analytics.disclosure.auditing.not_recorded import no_secrets
from analytics.disclosure.gate import publish
from analytics.disclosure.hiding import optimal, protection
from analytics.disclosure.hiding.greedy import Sums, hidden_one_by_one
from analytics.disclosure.hiding.leaving_out import TableName, tied_to_most
from analytics.disclosure.hiding.optimal import LeastLoss
from analytics.disclosure.hiding.protection import NamedCells
from analytics.disclosure.hiding.quantities import lines_of_periods, with_facts
from analytics.disclosure.policy import Threshold, policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published
from analytics.disclosure.small_numbers import not_recorded_is_no_secret
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import SETTING
from analytics.measuring.measure import Inquiry, Measured, Question, measure, prepared, selected
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, periods_between
from data.settings import Agreement, Disclosure, Settings
from tests.builders import through_the_gate
from tests.invented import AS_OF, as_facts, invented_episodes
from tests.sizes import examples, few_or_many

SETTINGS = Settings()
BOARD = policy_for(Audience.BOARD, SETTINGS)
EXACT = policy_for(Audience.COORDINATOR, SETTINGS)
SIGNED = Agreement(decided_by="The officer", decided_on=date(2026, 4, 1), reason="Our policy.")
ALWAYS = SETTINGS.model_copy(
    update={"disclosure": Disclosure(not_recorded="always_hidden", not_recorded_decision=SIGNED)}
)
NEVER = SETTINGS.model_copy(
    update={"disclosure": Disclosure(not_recorded="never_hidden", not_recorded_decision=SIGNED)}
)


# The least loss


@st.composite
def crossed_tables(draw: st.DrawFn) -> tuple[Sums, frozenset[str]]:
    """A table of groups by categories with its margins: the sums that a reader can do, and the facts of few."""
    groups, categories = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    inside = {
        (row, column): draw(st.sampled_from((0, 1, 2, 3, 6, 9)))
        for row in range(groups)
        for column in range(categories)
    }
    of_rows = {row: sum(inside[row, column] for column in range(categories)) for row in range(groups)}
    of_columns = {column: sum(inside[row, column] for row in range(groups)) for column in range(categories)}
    counts = {f"cell {row} {column}": count for (row, column), count in inside.items()}
    counts |= {f"row {row}": count for row, count in of_rows.items()}
    counts |= {f"column {column}": count for column, count in of_columns.items()}
    counts["all"] = sum(of_rows.values())
    sums = {
        **{f"row {row}": [f"cell {row} {column}" for column in range(categories)] for row in range(groups)},
        **{f"column {column}": [f"cell {row} {column}" for row in range(groups)] for column in range(categories)},
    }
    of_all = [("all", [f"row {row}" for row in range(groups)]), ("all", [f"column {n}" for n in range(categories)])]
    every = [*sums.items(), *of_all]
    needed = {fact: draw(st.integers(1, 4)) for fact in counts}
    members = {
        line: tuple(fact for fact in sorted((total, *parts)) if counts[fact])
        for line, (total, parts) in enumerate(every)
    }
    totals = {line: total for line, (total, _) in enumerate(every)}
    few = frozenset(fact for fact, count in counts.items() if 1 <= count <= 5)
    return Sums(counts, needed, members, totals, Threshold(5)), few


def is_safe(sums: Sums, hidden: Set[str]) -> bool:
    """Whether no sum gives anything away. Of a few alone, or of a few in all, nothing helps."""
    can_be_safe = (line for line in sums.members if not sums.gives_away(line, set(sums.members[line])))
    return not any(sums.gives_away(line, hidden) for line in can_be_safe)


def loss(sums: Sums, hidden: Set[str]) -> int:
    return sum(sums.needed[fact] for fact in hidden)


def by_trying(sums: Sums, few: Set[str]) -> int:
    """The least loss of all that can be hidden."""
    others = [fact for fact, count in sums.counts.items() if count and fact not in few]
    tried = chain.from_iterable(combinations(others, many) for many in range(len(others) + 1))
    return min(loss(sums, {*few, *more}) for more in tried if is_safe(sums, {*few, *more}))


@given(made=crossed_tables())
@examples(25, 200)
def test_no_answer_costs_readers_less_and_no_sum_gives_anything_away(made: tuple[Sums, frozenset[str]]):
    sums, few = made
    hidden = LeastLoss(sums).hidden(few)
    assert few <= hidden
    assert is_safe(sums, hidden)
    assert loss(sums, hidden) == by_trying(sums, few)
    assert loss(sums, hidden) <= loss(sums, hidden_one_by_one(sums, few, sums.members))


@given(made=crossed_tables())
@examples(10, 50)
def test_the_order_in_which_facts_come_changes_nothing(made: tuple[Sums, frozenset[str]]):
    sums, few = made
    other_way = replace(sums, counts=backwards(sums.counts), needed=backwards(sums.needed))
    assert LeastLoss(other_way).hidden(few) == LeastLoss(sums).hidden(few)


def backwards(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(reversed(counts.items()))


def two_tables() -> Sums:
    """Two sums that nothing ties together, each with a small number."""
    counts = {"a": 2, "b": 9, "c": 20, "abc": 31, "x": 3, "y": 8, "z": 30, "xyz": 41}
    members = {1: ("a", "abc", "b", "c"), 2: ("x", "xyz", "y", "z")}
    return Sums(counts, dict.fromkeys(counts, 1) | {"abc": 9, "xyz": 9}, members, {1: "abc", 2: "xyz"}, Threshold(5))


def test_of_equals_the_smallest_is_hidden():
    assert LeastLoss(two_tables()).hidden({"a", "x"}) == {"a", "b", "x", "y"}


def test_where_the_least_is_too_hard_to_find_facts_are_hidden_one_by_one_and_it_is_counted(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(optimal, "solved", lambda *_: None)
    least = LeastLoss(two_tables())
    assert least.hidden({"a", "x"}) == {"a", "b", "x", "y"}
    assert least.too_hard == 2


def test_a_system_that_takes_too_many_branches_is_not_waited_for():
    """A dozen tables tied crosswise: not solved at the first branch."""
    size = 12
    counts = {
        f"{row} {column}": 1 + (7 * row * column + row + 3 * column) % 11
        for row in range(size)
        for column in range(size)
    }
    rows = {row: [f"{row} {column}" for column in range(size)] for row in range(size)}
    columns = {size + column: [f"{row} {column}" for row in range(size)] for column in range(size)}
    members = {line: (*facts, f"total {line}") for line, facts in (rows | columns).items()}
    totals = {line: f"total {line}" for line in members}
    counts |= {totals[line]: sum(counts[fact] for fact in facts) for line, facts in (rows | columns).items()}
    needed = {fact: 1 + (5 * place) % 17 for place, fact in enumerate(counts)}
    sums = Sums(counts, needed, members, totals, Threshold(5))
    few = {fact for fact, count in counts.items() if count < 3}
    assert is_safe(sums, LeastLoss(sums, most_nodes=0).hidden(few))


def test_what_readers_know_is_never_company():
    sums = replace(two_tables(), known={"b"})
    assert LeastLoss(sums).hidden({"a"}) == {"a", "c"}


def test_a_sum_without_company_is_left_to_the_audit():
    sums = replace(two_tables(), known={"b", "c", "abc"})
    assert LeastLoss(sums).hidden({"a"}) == {"a"}


# Which sums are sums


@lru_cache(maxsize=8)
def random_tables(seed: int) -> Measured:
    """Some tables of a random store: home or care, sex and ethnicity, in both units, by quarter and year."""
    facts = prepared(as_facts(invented_episodes(seed, 250, most_children=60)), AS_OF)
    questions = tuple(
        Question(indicators(SETTINGS)[slug], unit, breakdown)
        for slug in ("home-or-care", "sex", "ethnicity")
        for unit in (Unit.EPISODE, Unit.CHILD)
        for breakdown in ((None, SETTING) if slug == "sex" else (None,))
    )
    periods = [
        period
        for kind in (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)
        for period in periods_between(date(2025, 4, 1), date(2026, 4, 1), kind)
    ]
    rows = selected(facts, Selection(Period(date(2025, 4, 1), date(2026, 4, 1)), AS_OF), SETTINGS)
    return measure(rows, [Inquiry(questions, tuple(periods))], SETTINGS, as_of=AS_OF)


def test_episodes_add_up_over_quarters_and_children_do_not():
    measured = random_tables(1)
    cells = with_facts(measured, SETTINGS)
    assert set(lines_of_periods(cells, measured)["unit"]) == {"episode"}


# Not recorded


def cells_of_sex(girls: int, boys: int, unknown: int, breakdown: str = "", group: str = "") -> pl.DataFrame:
    numbers = {"F": girls, "M": boys, "unknown": unknown, "": girls + boys + unknown}
    rows = [("sex", "child", 0, breakdown, group, category, many) for category, many in numbers.items()]
    names = ["slug", "unit", "period", "breakdown", "group", "category", "children"]
    return pl.DataFrame(rows, schema=names, orient="row")


def free_among(cells: pl.DataFrame, how: str) -> list[tuple[str, str]]:
    """Group and category of the cells that are no secret."""
    marked = not_recorded_is_no_secret(cells, how, Threshold(5)).rows  # type: ignore[arg-type]
    return marked.filter("is_no_secret").select("group", "category").rows()


@pytest.mark.parametrize(
    ("recorded", "unknown", "is_free"),
    [
        ((40, 30), 3, True),
        ((3, 3), 3, True),
        # All but a few: the rest would be told, and of nobody recorded the whole.
        ((3, 2), 40, False),
        ((0, 0), 4, False),
        ((0, 0), 40, False),
    ],
)
def test_not_recorded_is_shown_where_more_than_a_few_are_recorded(
    recorded: tuple[int, int], unknown: int, is_free: bool
):
    assert free_among(cells_of_sex(*recorded, unknown), "one_way") == ([("", "unknown")] if is_free else [])


def test_in_a_divided_table_not_recorded_is_a_group_like_any_other_unless_the_council_signs():
    whole, part = cells_of_sex(40, 30, 3), cells_of_sex(30, 20, 2, "setting", "care")
    unknown = cells_of_sex(10, 10, 1, "setting", "unknown")
    every = pl.concat([whole, part, unknown])
    assert free_among(every, "one_way") == [("", "unknown")]
    assert free_among(every, "always_hidden") == []
    # Of those whose home is not recorded, each number is far enough below that of all; the last has 2 left, and 20.
    assert set(free_among(every, "never_hidden")) == {
        ("", "unknown"),
        ("care", "unknown"),
        ("unknown", "F"),
        ("unknown", "M"),
        ("unknown", "unknown"),
        ("unknown", ""),
    }


@pytest.mark.parametrize("how", ["always_hidden", "never_hidden"])
def test_what_is_not_usual_is_signed(how: str):
    with pytest.raises(ValidationError, match="decided_by, decided_on and reason"):
        Disclosure.model_validate({"not_recorded": how})
    settings = SETTINGS.model_copy(
        update={"disclosure": Disclosure(not_recorded=how, not_recorded_decision=SIGNED)}  # type: ignore[arg-type]
    )
    assert "decided by The officer on 01/04/2026. Our policy." in policy_for(Audience.BOARD, settings).words


def test_without_a_decision_the_board_reads_that_not_recorded_may_be_shown():
    assert BOARD.words.endswith("How many are not recorded may be shown.")
    assert policy_for(Audience.SCRUTINY, SETTINGS).not_recorded == "always_hidden"


def sexes(girls: int, boys: int, unknown: int) -> Published:
    """Children of one quarter by sex, with every number."""
    whole = girls + boys + unknown
    rows = [
        ("sex", "child", "quarter", date(2026, 4, 1), date(2026, 7, 1), "", "", category, many, whole, None, "exact")
        for category, many in (("F", girls), ("M", boys), ("unknown", unknown))
    ]
    return through_the_gate(pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row"), as_of=datetime(2026, 8, 1))


def figure_of(sex: str) -> Figure:
    return Figure("child", "missing", frozenset({("sex", sex)}), date(2026, 4, 1), date(2026, 7, 1))


@pytest.mark.parametrize(("girls", "boys", "is_free"), [(4, 2, True), (3, 2, False), (0, 0, False)])
def test_the_audit_has_the_same_rule_from_the_numbers_alone(girls: int, boys: int, is_free: bool):
    free = no_secrets(sexes(girls, boys, 40), BOARD, SETTINGS)
    assert free == ({figure_of("unknown")} if is_free else frozenset())
    assert no_secrets(sexes(girls, boys, 40), policy_for(Audience.BOARD, ALWAYS), ALWAYS) == frozenset()


def test_the_audit_finds_a_hidden_number_beside_a_free_one():
    """Three not recorded are shown; three boys beside them are hidden, and the sum tells them."""
    exact = sexes(30, 3, 3)
    told = exact.rows.with_columns(numerator=pl.when(pl.col("category") != "M").then("numerator"))
    told = told.with_columns(
        shown=pl.when(pl.col("numerator").is_null()).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    )
    published = through_the_gate(told, as_of=exact.as_of)
    auditor = Auditor(exact, 5, SETTINGS, no_secrets=no_secrets(exact, BOARD, SETTINGS))
    assert set(auditor(said_by(published, BOARD, SETTINGS)).given_away) == {figure_of("M")}


@pytest.mark.long
@pytest.mark.parametrize("settings", [SETTINGS, ALWAYS, NEVER], ids=["one way", "always hidden", "never hidden"])
@pytest.mark.parametrize("seed", range(few_or_many(1, 9)))
def test_what_is_shown_as_no_secret_is_none_to_the_audit_and_nothing_else_is_given_away(seed: int, settings: Settings):
    measured, policy = random_tables(seed), policy_for(Audience.BOARD, settings)
    exact = publish(measured, EXACT, settings)
    free = no_secrets(exact, policy, settings)
    audited = Auditor(exact, 5, settings, no_secrets=free)(
        said_by(publish(measured, policy, settings), policy, settings)
    )
    assert audited.passed
    named = NamedCells(measured, policy, settings)
    shown = {figure for figure, facts in named._facts_of.items() for fact in facts if fact in no_secret_facts(named)}
    assert shown <= free
    assert bool(shown) == (settings is not ALWAYS)


def no_secret_facts(named: NamedCells) -> set[str]:
    return set(named._facts.filter("is_no_secret")["fact"])


def test_a_small_number_of_not_recorded_is_read_by_the_board():
    measured = random_tables(0)
    hidden, shown = (
        publish(measured, policy_for(Audience.BOARD, settings), settings).rows.filter(
            (pl.col("category") == "unknown") & (pl.col("breakdown") == "") & (pl.col("numerator") > 0)
        )
        for settings in (ALWAYS, SETTINGS)
    )
    assert shown.height > hidden.height


# Bounds


def audited_anew(measured: Measured, published: Published) -> bool:
    exact = publish(measured, EXACT, SETTINGS)
    auditor = Auditor(exact, 5, SETTINGS, no_secrets=no_secrets(exact, BOARD, SETTINGS))
    return auditor(said_by(published, BOARD, SETTINGS)).passed


def test_where_nothing_may_be_hidden_one_by_one_whole_tables_go_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    measured = random_tables(2)
    assert publish(measured, BOARD, SETTINGS).notes == ()
    monkeypatch.setattr(protection, "ROUNDS_OF_HIDING", 0)
    # What is hidden first gives itself away, so that there is something to leave out.
    monkeypatch.setattr(LeastLoss, "hidden", lambda _, first: frozenset(first))
    published = publish(measured, BOARD, SETTINGS)
    assert audited_anew(measured, published)
    assert published.notes[0].startswith("Board tables: ")
    assert " left out, as hiding numbers did not make them safe in time: " in published.notes[0]


def test_without_time_for_the_audit_nothing_that_it_would_have_to_look_at_is_published(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(protection, "STEPS_OF_AUDITS", 0)
    measured = random_tables(2)
    published = publish(measured, BOARD, SETTINGS)
    assert audited_anew(measured, published)
    assert published.rows.height < publish(measured, EXACT, SETTINGS).rows.height


def test_an_audit_without_time_says_so_and_takes_nothing_to_be_safe():
    exact = sexes(30, 3, 4)
    hidden = exact.rows.with_columns(
        numerator=pl.when(pl.col("category") == "F").then("numerator"),
        shown=pl.when(pl.col("category") == "F").then(pl.lit("shown")).otherwise(pl.lit("hidden")),
    )
    said = said_by(through_the_gate(hidden, as_of=exact.as_of), BOARD, SETTINGS)
    auditor = Auditor(exact, 5, SETTINGS)
    assert auditor(said).passed
    stopped = auditor(said, most_steps=0)
    assert not stopped.is_complete
    assert set(stopped.given_away) == {figure_of("M"), figure_of("unknown")}


def test_the_table_that_tells_most_of_what_is_given_away_is_left_out_first():
    sex, age = TableName("sex", "child", "", "quarter"), TableName("age", "child", "", "quarter")
    tables = {"a": {sex}, "b": {sex, age}, "c": {age}}
    assert tied_to_most([{"a"}, {"a", "b"}, {"b", "elsewhere"}], tables, 1) == [sex]
    assert tied_to_most([{"elsewhere"}], tables, 1) == [age]


def test_of_many_tables_left_out_five_are_named():
    names = tuple(TableName(f"t{place}", "child", "", "quarter") for place in range(7))
    said = protection.Hidden(pl.DataFrame(), names, too_hard=2).in_words
    assert "7 tables left out" in said[0]
    assert said[0].endswith("t4 (unit child, quarter) and 2 more.")
    assert "(2 times)" in said[1]
