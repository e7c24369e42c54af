"""The second audit finds exactly what a reader can work out, as trying every number shows."""

from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import polars as pl
import pytest

from analytics.disclosure.closed_list import tables_of
from analytics.disclosure.published import PUBLISHED_SCHEMA
from analytics.indicators.registry import definitions
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.shapes import Definition
from analytics.releases.board_audit import exact_tables
from data.settings import Settings, demonstration_settings
from tests.attack.random_stores import council, loaded
from tests.attack.reading import BY_SIZE, READINGS, TOGETHER, Figure, rules_of
from tests.attack.second_audit import (
    BOARD,
    PUBLIC,
    Findings,
    Range,
    Reader,
    Said,
    nobody_else,
    said_in,
    second_audit,
)

SETTINGS = Settings()
QUARTER = (date(2026, 4, 1), date(2026, 7, 1))
Counts = dict[tuple[str, str], int]
SEXES: Counts = {("", "F"): 30, ("", "M"): 3, ("", "unknown"): 4}


def table(slug: str, unit: str, counts: Counts, *hidden: tuple[str, str], whole: int | None = None) -> pl.DataFrame:
    """Rows by (setting, category) of one quarter; the setting of all is empty."""
    rows = []
    for (group, category), count in counts.items():
        is_hidden = (group, category) in hidden
        of = whole or sum(number for (other, _), number in counts.items() if other == group)
        by, shown = "setting" if group else "", "hidden" if is_hidden else "shown"
        rows.append(
            (slug, unit, "quarter", *QUARTER, by, group, category, None if is_hidden else count, of, None, shown)
        )
    return pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")


def audited(*tables: pl.DataFrame, reader: Reader = BOARD) -> Findings:
    return second_audit(*(said_in(rows, SETTINGS, reader) for rows in tables), settings=SETTINGS, few=reader.few)


def figure(unit: str, name: str, **groups: str) -> Figure:
    return Figure(unit, name, frozenset(groups.items()), *QUARTER)


def given_away(findings: Findings) -> dict[Figure, Range]:
    return dict(findings.leaks)


def test_every_published_table_has_been_read():
    published = {slug for slug, definition in definitions().items() if list(tables_of(definition))}
    assert published == set(READINGS)


def test_one_hidden_part_of_a_sum_is_given_away():
    assert given_away(audited(table("sex", "episode", SEXES, ("", "M")))) == {
        figure("episode", "missing", sex="M"): Range(3, 3)
    }


def test_two_hidden_parts_share_what_is_left():
    assert audited(table("sex", "episode", SEXES, ("", "M"), ("", "unknown"))).is_clean


def test_two_hidden_parts_that_are_a_few_together_are_given_away():
    counts = SEXES | {("", "unknown"): 2}
    findings = audited(table("sex", "episode", counts, ("", "M"), ("", "unknown")))
    assert set(given_away(findings).values()) == {Range(1, 4)}


def test_no_more_children_than_episodes_is_known():
    children = {("", "F"): 9, ("", "M"): 2, ("", "unknown"): 6}
    hidden = table("sex", "child", children, ("", "M"), ("", "unknown"))
    assert audited(hidden).is_clean
    both = audited(hidden, table("sex", "episode", SEXES | {("", "unknown"): 7}))
    # Eight of both together; at most three of them boys, who had three episodes, and one at least.
    assert given_away(both)[figure("child", "missing", sex="M")] == Range(1, 3)


def test_children_stand_in_one_group_each_and_add_up():
    counts = {("", "care"): 40, ("", "home"): 8, ("", "unknown"): 12}
    findings = audited(table("home-or-care", "child", counts, ("", "home")))
    assert given_away(findings) == {figure("child", "missing", setting="home"): Range(8, 8)}


# What is counted together


def test_every_name_that_a_card_counts_together_has_been_read():
    ladders = {READINGS[slug].column: item.published.ladder for slug, item in definitions().items() if has_ladder(item)}
    ladders |= {f"by {name}": breakdown.ladder for name, breakdown in BREAKDOWNS.items()}
    told = {
        (column.removeprefix("by "), name): set(members)
        for column, ladder in ladders.items()
        for rung in ladder
        for name, members in rung.together
    }
    told |= {
        (READINGS[slug].column, name): set(members)
        for slug, item in definitions().items()
        if has_ladder(item)
        for rung in item.published.ladder
        if rung.widened_by
        for name, members in (rung.rolled_up(*of) for of in item.states.rollups.items())
        if members
    }
    assert told == {(column, name): set(of) for column, names in TOGETHER.items() for name, of in names.items()}
    by_size = {column.removeprefix("by ") for column, ladder in ladders.items() if any(r.is_by_size for r in ladder)}
    assert by_size - {"provider"} == BY_SIZE


def has_ladder(definition: Definition) -> bool:
    return bool(definition.published and definition.published.ladder)


def test_what_two_tables_count_together_in_two_ways_is_linked_by_sums():
    """Of a child known by five ages and by two bands, the stranger takes the one from the other."""
    bands = {("", "care"): 30, ("", "not_in_care"): 14}
    merged = table("home-or-care", "episode", bands)
    assert audited(merged).is_clean
    apart = table("sex", "episode", {("home", "F"): 7, ("home", "M"): 4})
    findings = audited(merged, apart)
    # Fourteen not in care, eleven of them at home: so three are not recorded, which is no secret.
    assert findings.is_clean
    placements = {("", "foster"): 20, ("", "residential"): 25, ("", "any-other-placement"): 11}
    finer = {("", "foster"): 20, ("", "supported-or-independent"): 8, ("", "other-placements"): 3}
    both = audited(
        table("placement-group", "episode", placements),
        table("placement-group", "episode", finer, ("", "other-placements"), whole=56),
    )
    assert given_away(both)[figure("episode", "missing", placement="other-placements")] == Range(3, 3)


def test_all_others_are_what_the_named_leave_of_the_whole():
    districts = {("", "B1"): 30, ("", "others"): 9}
    assert audited(table("postcode-district", "episode", districts)).is_clean
    hidden = audited(table("postcode-district", "episode", districts, ("", "others")))
    assert [leak.range for leak in hidden.leaks] == [Range(9, 9)]
    # Another table names one district more: nine are not it and not B1, and it has seven.
    more = table("postcode-district", "episode", {("", "B1"): 30, ("", "B2"): 7, ("", "others"): 2}, ("", "others"))
    assert [leak.range for leak in audited(table("postcode-district", "episode", districts), more).leaks] == [
        Range(2, 2)
    ]


# Not recorded


def test_how_few_are_not_recorded_is_no_secret_where_more_than_a_few_are():
    counts = {("", "F"): 30, ("", "M"): 8, ("", "unknown"): 3}
    assert audited(table("sex", "episode", counts, ("", "unknown"))).is_clean
    few_recorded = {("", "F"): 2, ("", "M"): 1, ("", "unknown"): 40}
    assert not audited(table("sex", "episode", few_recorded, ("", "unknown"))).is_clean


def test_what_is_crossed_with_another_column_is_a_secret_though_not_recorded():
    counts = {("care", "F"): 30, ("care", "M"): 8, ("care", "unknown"): 3}
    assert not audited(table("sex", "episode", counts, ("care", "unknown"))).is_clean


# What is believed


def test_no_rule_is_broken_by_the_exact_numbers_of_a_council(tmp_path: Path):
    """A rule that is not so would make up leaks, and hide others."""
    live = loaded(tmp_path, council(0)).live()
    # They are counted in every way at once, so "others" are beside those whom they are.
    exact = exact_tables(live, demonstration_settings()).rows.filter(
        pl.col("category") != "others", pl.col("group") != "others"
    )
    figures = {figure: told.least for figure, told in said_in(exact, demonstration_settings()).items()}
    rules = [rule for rule in rules_of(figures.keys(), demonstration_settings()) if rule.terms.keys() <= figures.keys()]
    assert len(rules) > 500
    assert not [rule for rule in rules if not rule.holds(figures)]


def test_two_papers_that_differ_contradict_each_other():
    first = table("sex", "episode", SEXES)
    second = table("sex", "episode", SEXES | {("", "F"): 31})
    assert figure("episode", "missing", sex="F") in audited(first, second).contradicted


def test_a_hidden_month_is_given_away_by_its_quarter():
    months = [date(2026, month, 1) for month in (4, 5, 6, 7)]
    rows = [
        ("missing-episodes", "episode", "month", start, end, "", "", "", number, None, None, shown)
        for start, end, number, shown in zip(
            months, months[1:], (40, None, 30), ("shown", "hidden", "shown"), strict=False
        )
    ]
    rows.append(("missing-episodes", "episode", "quarter", *QUARTER, "", "", "", 74, None, None, "shown"))
    findings = audited(pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row"))
    assert [leak.range for leak in findings.leaks] == [Range(4, 4)]


def test_in_public_a_rounded_sum_tells_little():
    counts = {("", "F"): 30, ("", "M"): 3, ("", "unknown"): 20}
    rows = table("sex", "child", counts, ("", "M"), whole=55).with_columns(
        shown=pl.col("shown").replace("hidden", "few")
    )
    assert audited(rows, reader=PUBLIC).is_clean


GROUPS = ("care", "home", "unknown")


@pytest.mark.parametrize("seed", range(20))
def test_what_is_given_away_is_what_trying_every_number_finds(seed: int):
    random = Random(seed)
    categories = ("F", "M", "unknown")
    counts = {(group, sex): random.choice((0, 1, 1, 2, 3, 6)) for group in GROUPS for sex in categories}
    hidden = set(random.sample(sorted(cell for cell in counts if counts[cell]), random.choice((3, 4))))
    total = {("", sex): sum(counts[group, sex] for group in GROUPS) for sex in categories}
    settings = {("", group): sum(counts[group, sex] for sex in categories) for group in GROUPS}
    findings = audited(
        table("sex", "episode", counts, *hidden),
        table("sex", "episode", total),
        table("home-or-care", "episode", settings),
    )
    answers = list(every_answer(counts, hidden))
    ranges = {cell: {answer[cell] for answer in answers} for cell in hidden}
    wanted = {
        figure("episode", "missing", sex=sex, setting=group)
        for (group, sex), met in ranges.items()
        if max(met) - min(met) < 2 or max(met) <= 5
    }
    assert set(given_away(findings)) == wanted
    assert not findings.undecided


def every_answer(counts: Counts, hidden: set[tuple[str, str]]):
    """All tables with the numbers shown and the margins known, by trying every number."""
    margins = [[(group, sex) for sex in ("F", "M", "unknown")] for group in GROUPS]
    margins += [[(group, sex) for group in GROUPS] for sex in ("F", "M", "unknown")]
    sums = [sum(counts[cell] for cell in margin) for margin in margins]
    cells = sorted(hidden)
    for tried in product(*(range(1, max(sums) + 1) for _ in cells)):
        answer = {**counts, **dict(zip(cells, tried, strict=True))}
        if all(sum(answer[cell] for cell in margin) == known for margin, known in zip(margins, sums, strict=True)):
            yield answer


def test_a_rule_that_the_exact_numbers_break_is_left_out_and_named():
    said: Said = said_in(table("sex", "episode", SEXES, ("", "M"), whole=40), SETTINGS)
    truth = {figure("episode", "missing", sex=sex): number for (_, sex), number in SEXES.items()}
    findings = second_audit(said, settings=SETTINGS, few=5, truth=truth | {figure("episode", "missing"): 40})
    assert [rule.why for rule in findings.broken] == ["groups of sex"]
    assert findings.is_clean


def test_groups_that_one_table_counts_together_and_another_names_are_counted_once():
    """Stores 103 and 263 of the random ones: the reading told of a contradiction where there is none."""
    names = ("white", "mixed", "other-or-unknown", "mixed-or-other")
    told: Said = {figure("episode", "missing", ethnicity=name): Range(9, 9) for name in names}
    others = figure("episode", "missing", ethnicity="others than mixed|other|unknown|white")
    assert nobody_else(told) == {others: Range(0, 0)}
