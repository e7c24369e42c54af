"""The second audit finds exactly what a reader can work out, as trying every number shows."""

from datetime import date
from itertools import product
from random import Random

import polars as pl
import pytest

from analytics.disclosure.closed_list import tables_of
from analytics.disclosure.published import PUBLISHED_SCHEMA
from analytics.indicators.registry import definitions
from data.settings import Settings
from tests.attack.reading import READINGS, Figure
from tests.attack.second_audit import BOARD, PUBLIC, Findings, Range, Reader, Said, said_in, second_audit

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


@pytest.mark.parametrize(("in_care", "is_safe"), [(44, True), (45, False), (49, False), (50, True)])
def test_a_few_children_outside_a_group_that_overlaps_with_others_are_given_away(in_care: int, is_safe: bool):
    counts = {("", "care"): in_care, ("", "home"): 20, ("", "unknown"): 9}
    findings = audited(table("home-or-care", "child", counts, whole=50))
    assert findings.is_clean == is_safe


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
