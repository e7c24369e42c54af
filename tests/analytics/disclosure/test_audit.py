"""The audit finds exactly what a reader can work out, and what is published passes it."""

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from random import Random

import numpy as np
import polars as pl
import pytest

from analytics.disclosure.auditing import knowledge
from analytics.disclosure.auditing.audit import NOT_NOUGHT, Audit, Auditor, Interval, Rounds, by_table, said_by
from analytics.disclosure.auditing.knowledge import Figure, by_months, left_over, rules
from analytics.disclosure.auditing.not_recorded import no_secrets
from analytics.disclosure.auditing.stated import vocabulary
from analytics.disclosure.gate import as_published, publish
from analytics.disclosure.hiding import protection as protect
from analytics.disclosure.hiding.protection import Before, Earlier, NamedCells
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import AREA, SETTING
from analytics.measuring.measure import Inquiry, Measured, Question, measure, prepared, selected
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, periods_between
from data.bands import day_bands, hour_bands, repeat_bands
from data.settings import Settings
from tests.analytics.disclosure.test_disclosure import WORLDS, board, exact_behind, many_small_worlds
from tests.builders import through_the_gate
from tests.invented import AS_OF, as_facts, invented_episodes
from tests.sizes import few_or_many

SETTINGS = Settings()
INDICATORS = indicators(SETTINGS)
BOARD = policy_for(Audience.BOARD, SETTINGS)
EXACT = policy_for(Audience.COORDINATOR, SETTINGS)
QUARTER = (date(2026, 4, 1), date(2026, 7, 1))


# By hand


def table(slug: str, unit: str, counts: dict[tuple[str, str], int], *hidden: tuple[str, str]) -> Published:
    """Rows by (breakdown group, category) of one quarter; the group of the whole is empty."""
    groups = dict.fromkeys(group for group, _ in counts)
    whole = {group: sum(count for (other, _), count in counts.items() if other == group) for group in groups}
    rows = [
        (
            slug, unit, "quarter", *QUARTER, "setting" if group else "", group, category,
            None if (group, category) in hidden else count, whole[group], None,
            "hidden" if (group, category) in hidden else "shown",
        )
        for (group, category), count in counts.items()
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")
    return through_the_gate(frame, as_of=datetime(2026, 8, 1))


def audited(exact: Published, published: Published, *, closely: bool = True) -> Audit:
    return Auditor(exact, 5, SETTINGS)(said_by(published, BOARD, SETTINGS), closely=closely)


def figure(unit: str, what: str, **groups: str) -> Figure:
    return Figure(unit, what, frozenset(groups.items()), *QUARTER)


SEXES = {("", "F"): 30, ("", "M"): 3, ("", "unknown"): 4}


def test_one_hidden_part_of_a_sum_is_found():
    audit = audited(table("sex", "episode", SEXES), table("sex", "episode", SEXES, ("", "M")))
    assert audit.hidden == {figure("episode", "missing", sex="M"): Interval(3, 3)}
    assert not audit.passed


def test_two_hidden_parts_share_what_is_left():
    hidden = (("", "M"), ("", "unknown"))
    audit = audited(table("sex", "episode", SEXES), table("sex", "episode", SEXES, *hidden))
    # Nought is never hidden, so each is one at least.
    assert set(audit.hidden.values()) == {Interval(1, 6)}
    assert audit.passed


def test_two_hidden_parts_that_are_a_few_together_are_not_safe():
    counts = SEXES | {("", "unknown"): 2}
    hidden = (("", "M"), ("", "unknown"))
    audit = audited(table("sex", "episode", counts), table("sex", "episode", counts, *hidden))
    assert set(audit.given_away) == {figure("episode", "missing", sex=sex) for sex in ("M", "unknown")}


def test_no_more_children_than_episodes_is_known():
    children = {("", "F"): 9, ("", "M"): 2, ("", "unknown"): 4}
    both = [table("sex", unit, counts) for unit, counts in (("episode", SEXES), ("child", children))]
    exact = through_the_gate(pl.concat([item.rows for item in both]), as_of=both[0].as_of)
    hidden = table("sex", "child", children, ("", "M"), ("", "unknown"))
    published = through_the_gate(pl.concat([both[0].rows, hidden.rows]), as_of=hidden.as_of)
    audit = audited(exact, published)
    # Six boys and unknown, at most three of them boys, since boys had three episodes; and one at least of each.
    assert audit.hidden[figure("child", "missing", sex="M")] == Interval(2, 3)
    assert audit.hidden[figure("child", "missing", sex="unknown")] == Interval(3, 4)
    assert not audit.passed


def test_what_gives_a_figure_away_is_named():
    audit = audited(table("sex", "episode", SEXES), table("sex", "episode", SEXES, ("", "M")))
    pins = audit.given_away[figure("episode", "missing", sex="M")].pinned_by
    others = [figure("episode", "missing", sex=sex) for sex in ("F", "unknown")]
    assert set(pins) == {figure("episode", "missing"), *others}


def test_the_report_says_how_narrow_the_narrowest_is():
    published = table("sex", "episode", SEXES, ("", "M"), ("", "unknown"))
    report = by_table(published, audited(table("sex", "episode", SEXES), published), SETTINGS)
    assert report.rows() == [("sex", "episode", "", 3, 2, 6)]


def test_nought_is_never_hidden_and_so_two_of_which_neither_can_be_many_are_not_safe():
    counts = SEXES | {("", "M"): 1, ("", "unknown"): 5}
    hidden = (("", "M"), ("", "unknown"))
    audit = audited(table("sex", "episode", counts), table("sex", "episode", counts, *hidden))
    assert {given.interval for given in audit.given_away.values()} == {Interval(1, 5)}


@pytest.mark.parametrize(("episodes", "is_safe"), [(30, True), (33, False), (35, False), (36, True)])
def test_a_few_episodes_more_than_children_are_a_few_who_went_again(episodes: int, is_safe: bool):
    counts = {("", "F"): episodes, ("", "M"): 30, ("", "unknown"): 0}
    both = [table("sex", "episode", counts), table("sex", "child", {**counts, ("", "F"): 30})]
    exact = through_the_gate(pl.concat([item.rows for item in both]), as_of=both[0].as_of)
    again = figure("episode", "missing again", sex="F")
    assert (again not in audited(exact, exact).given_away) == is_safe


@pytest.mark.parametrize(("episodes", "is_safe"), [(30, True), (33, False), (36, True)])
def test_of_the_band_of_once_or_twice_a_few_episodes_more_are_a_few_who_went_twice(episodes: int, is_safe: bool):
    bands = {("", band.name): 0 for band in repeat_bands(SETTINGS)}
    both = [
        table("repeat-bands", unit, bands | {("", "1-2"): count})
        for unit, count in (("episode", episodes), ("child", 30))
    ]
    exact = through_the_gate(pl.concat([item.rows for item in both]), as_of=both[0].as_of)
    twice = figure("episode", "missing again", times="1-2").during(date(2025, 7, 1), QUARTER[1])
    assert (twice not in audited(exact, exact).given_away) == is_safe


def test_who_completed_an_interview_is_who_needed_one_less_who_did_not():
    required, rest = figure("episode", "required"), figure("episode", "not completed")
    assert (figure("episode", "completed"), {required: 1, rest: -1}) in list(left_over({required: 40, rest: 37}))


def test_who_is_not_in_care_is_what_those_in_care_leave_of_all_though_no_table_says_so():
    """A table of placements gives the children in care, and so the others, and how many of these went again."""
    care, everybody = figure("child", "missing", setting="care"), figure("child", "missing")
    counts = {care: 7, everybody: 12, care.counted_in("episode"): 17, everybody.counted_in("episode"): 25}
    given = dict(left_over(counts))
    outside = figure("child", "missing", care="not")
    assert given[outside] == {everybody: 1, care: -1}
    again = outside.counted_in("episode").of("missing again")
    assert given[again] == {outside.counted_in("episode"): 1, outside: -1}


def every_answer(total: dict[str, int], counts: dict[tuple[str, str], int], hidden: set[tuple[str, str]]):
    """All tables with the numbers shown and the margins known, by trying every number."""
    margins = [[(group, item) for item in total] for group in GROUPS]
    margins += [[(group, item) for group in GROUPS] for item in total]
    sums = [sum(counts[cell] for cell in margin) for margin in margins]
    cells = sorted(hidden)
    for tried in product(*(range(1, max(sums) + 1) for _ in cells)):
        answer = {**counts, **dict(zip(cells, tried, strict=True))}
        if all(sum(answer[cell] for cell in margin) == known for margin, known in zip(margins, sums, strict=True)):
            yield dict(zip(cells, tried, strict=True))


GROUPS = ("care", "home", "unknown")


@pytest.mark.parametrize("seed", range(12))
def test_intervals_are_those_of_trying_every_number(seed: int):
    random = Random(seed)
    categories = ("F", "M", "unknown")
    counts = {(group, category): random.choice((0, 1, 1, 2, 3, 6)) for group in GROUPS for category in categories}
    total = {category: sum(counts[group, category] for group in GROUPS) for category in categories}
    hidden = set(random.sample(sorted(cell for cell in counts if counts[cell]), random.choice((3, 4))))
    whole = {("", sex): number for sex, number in total.items()}
    settings = {("", group): sum(counts[group, category] for category in categories) for group in GROUPS}

    def together(*hidden_cells: tuple[str, str]) -> Published:
        parts = [
            table("sex", "episode", counts, *hidden_cells),
            table("sex", "episode", whole),
            table("home-or-care", "episode", settings),
        ]
        return through_the_gate(pl.concat([part.rows for part in parts]), as_of=parts[0].as_of)

    audit = audited(together(), together(*hidden))
    answers = list(every_answer(total, counts, hidden))
    for group, sex in hidden:
        met = [answer[group, sex] for answer in answers]
        assert audit.hidden[figure("episode", "missing", sex=sex, setting=group)] == Interval(min(met), max(met))


# Random tables: up to eight rows by six columns with their margins; every twentieth in both units and linked by a year


def random_tables(seed: int, is_linked: bool = True) -> Measured:
    random = Random(seed)
    episodes = invented_episodes(seed, random.choice((300, 450, 600)), most_children=random.choice((100, 250)))
    indicator, breakdown = random.choice(
        [(INDICATORS["ethnicity"], AREA), (INDICATORS["sex"], SETTING), (INDICATORS["duration-hours"], SETTING)]
    )
    units = indicator.definition.units if is_linked else [random.choice(indicator.definition.units)]
    questions = tuple(Question(indicator, unit, by) for by in (None, breakdown) for unit in units)
    first, last = date(2025, 4, 1), date(2026, 4, 1)
    kinds = (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR) if is_linked else (PeriodKind.QUARTER,)
    inquiries = [
        Inquiry(questions, tuple(periods_between(first, last if is_linked else date(2025, 7, 1), kind)))
        for kind in kinds
    ]
    everybody = Selection(Period(first, last), AS_OF)
    return measure(selected(prepared(as_facts(episodes), AS_OF), everybody, SETTINGS), inquiries, SETTINGS, as_of=AS_OF)


def small_numbers_hidden(measured: Measured) -> Published:
    """Primary suppression alone: every count of one to five children, and nothing else."""
    cells = measured.cells.with_columns(is_hidden=pl.col("children").is_between(1, 5), is_few=pl.lit(value=False))
    return as_published(cells, measured=measured, policy=BOARD)


def auditor_of(measured: Measured) -> Auditor:
    exact = publish(measured, EXACT, SETTINGS)
    return Auditor(exact, BOARD.hide_up_to, SETTINGS, no_secrets=no_secrets(exact, BOARD, SETTINGS))


@lru_cache(maxsize=2)
def auditor_behind(seed: int) -> Auditor:
    """Of everything that the board of this store is shown."""
    return auditor_of(exact_behind(seed))


TABLES = 20


@pytest.mark.long
@pytest.mark.parametrize("block", range(few_or_many(1, 50)))
def test_random_tables_pass_when_published_and_mostly_fail_with_only_small_numbers_hidden(block: int):
    failed = 0
    for seed in range(TABLES * block, TABLES * (block + 1)):
        measured = random_tables(seed, is_linked=seed % 20 == 0)
        auditor = auditor_of(measured)
        failed += not auditor(said_by(small_numbers_hidden(measured), BOARD, SETTINGS)).passed
        assert auditor(said_by(publish(measured, BOARD, SETTINGS), BOARD, SETTINGS)).passed, seed
    assert failed > TABLES / 2


# Everything that a board is shown


@pytest.mark.long
@pytest.mark.parametrize("seed", range(few_or_many(5, 50)))
def test_rounds_of_saying_less_find_what_an_audit_afresh_finds(seed: int):
    measured, chance = random_tables(seed, is_linked=False), Random(seed)
    auditor = auditor_of(measured)
    rounds, intervals = Rounds(auditor), said_by(small_numbers_hidden(measured), BOARD, SETTINGS)
    for _ in range(4):
        result, afresh = rounds(intervals), auditor(intervals, closely=True)
        assert result.given_away.keys() == afresh.given_away.keys()
        assert result.hidden.keys() == afresh.hidden.keys()
        # Never said to be wider than it is.
        assert all(wide.least <= narrow.least <= narrow.most <= wide.most for narrow, wide in paired(result, afresh))
        more = chance.sample(list(intervals), k=len(intervals) // 6)
        intervals = intervals | {item: NOT_NOUGHT for item in more if intervals[item].least > 0}
    everything = {item: Interval(auditor.truth[item], auditor.truth[item]) for item in intervals}
    assert rounds(everything).hidden == {}


def paired(audit: Audit, other: Audit) -> list[tuple[Interval, Interval]]:
    return [(interval, other.hidden[figure]) for figure, interval in audit.hidden.items()]


def test_what_was_safe_is_looked_at_again_when_more_is_said():
    exact, hidden = table("sex", "episode", SEXES), (("", "M"), ("", "unknown"))
    rounds = Rounds(Auditor(exact, 5, SETTINGS))
    assert rounds(said_by(table("sex", "episode", SEXES, *hidden), BOARD, SETTINGS)).passed
    assert not rounds(said_by(table("sex", "episode", SEXES, ("", "M")), BOARD, SETTINGS)).passed


@pytest.mark.long
@pytest.mark.parametrize("seed", range(few_or_many(1, 10)))
def test_all_that_is_published_passes_together(seed: int):
    intervals = said_by(board(seed), BOARD, SETTINGS)
    result = auditor_behind(seed)(intervals)
    assert result.passed
    assert len(result.hidden) > 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(few_or_many(1, 10)))
def test_with_only_small_numbers_hidden_all_that_is_published_fails(seed: int):
    primary = said_by(small_numbers_hidden(exact_behind(seed)), BOARD, SETTINGS)
    assert len(auditor_behind(seed)(primary).given_away) > 20


@pytest.mark.long
def test_the_audit_finds_what_suppression_misses_and_it_is_hidden_too(monkeypatch: pytest.MonkeyPatch):
    """Without any sum known to it, suppression is repaired by the audit alone."""
    no_lines = pl.DataFrame(schema={"line": pl.UInt32, "fact": pl.String, "is_total": pl.Boolean})
    monkeypatch.setattr(protect, "lines", lambda *_: no_lines)
    for seed in range(few_or_many(2, 4)):
        measured = random_tables(seed)
        assert auditor_of(measured)(said_by(publish(measured, BOARD, SETTINGS), BOARD, SETTINGS)).passed


# What figures obey and no rule says


Name = tuple[str, str, frozenset[tuple[str, str]]]


@lru_cache(maxsize=1)
def unrelated_stores() -> Measured:
    return many_small_worlds(WORLDS)


def unstated(worlds: Measured) -> list[str]:
    """Figures that others give in every one of these stores, and by no rule of the audit: after who states them.

    Linear algebra: a figure that is a sum of those before it in all stores must be the last of a rule, too.
    """
    truth = auditor_of(worlds).truth
    by_period: dict[Name, dict[date, int]] = {}
    for figure, count in truth.items():
        if figure.unit == Unit.EPISODE:
            by_period.setdefault(figure[:3], {})[figure.start] = count
    starts = sorted({start for counts in by_period.values() for start in counts})
    names = [name for name, counts in by_period.items() if any(counts.values())]
    counts = np.array([[by_period[name].get(start, 0) for start in starts] for name in names], dtype=float)
    # In sixty of them every sum is met with.
    some = {figure: count for figure, count in truth.items() if figure.start < starts[60]}
    sums = sums_of_rules(some, {name: number for number, name in enumerate(names)}, worlds.as_of)
    # Some are sums only where a source never contradicts itself.
    always = sums[~(sums @ counts).any(axis=1)]
    left = sums_of_earlier(counts) - last_of_each(always)
    return [f"{', '.join(stating(names[number]))}: {names[number]}" for number in sorted(left)]


def sums_of_rules(counts: dict[Figure, int], place: dict[Name, int], as_of: datetime) -> np.ndarray:
    """The sums among the rules of these figures, a row each and a column for each name."""
    sums = set()
    for rule in rules(counts, as_of, SETTINGS):
        # What is nought in every store is left out.
        if rule.least == rule.most and all(figure in counts for figure, _ in rule.terms):
            terms = ((place[figure[:3]], factor) for figure, factor in rule.terms if figure[:3] in place)
            sums.add(tuple(sorted(terms)))
    matrix = np.zeros((len(sums), len(place)))
    for row, terms in enumerate(sorted(sums)):
        for number, factor in terms:
            matrix[row, number] += factor
    return matrix


def sums_of_earlier(vectors: np.ndarray) -> set[int]:
    """The rows that are sums of rows before them, each times some factor."""
    base, result = np.empty((0, vectors.shape[1])), set()
    for number, vector in enumerate(vectors):
        left = vector - base.T @ (base @ vector)
        left -= base.T @ (base @ left)
        if np.linalg.norm(left) <= 1e-6 * np.linalg.norm(vector):
            result.add(number)
        else:
            base = np.vstack([base, left / np.linalg.norm(left)])
    return result


def last_of_each(sums: np.ndarray) -> set[int]:
    """The last column of each row, once rows are taken from one another until no two end in the same."""
    result, is_left, sums = set(), np.ones(len(sums), dtype=bool), sums.copy()
    for column in reversed(range(sums.shape[1])):
        rows = np.flatnonzero(is_left & (abs(sums[:, column]) > 1e-6))
        if len(rows):
            row = rows[np.argmax(abs(sums[rows, column]))]
            others = rows[rows != row]
            sums[others] -= np.outer(sums[others, column] / sums[row, column], sums[row])
            is_left[row] = False
            result.add(column)
    return result


def stating(name: Name) -> list[str]:
    """The indicators that state a quantity of this name."""
    _, what, _ = name
    return [
        slug
        for slug, statement in vocabulary().statements.items()
        if what in (statement.counts, statement.of, *statement.quantities.values())
    ]


@pytest.mark.long
def test_every_rule_that_figures_obey_is_known_to_the_audit():
    assert unstated(unrelated_stores()) == []


def test_what_nobody_states_is_named_with_its_indicator(monkeypatch: pytest.MonkeyPatch):
    """Required and not completed is "not completed": without that statement it is equal to it, and no rule says why."""
    monkeypatch.setattr(knowledge, "vocabulary", lambda: replace(vocabulary(), name_of_rest={}))
    worlds = unrelated_stores()
    of_interviews = (
        pl.col("slug").str.starts_with("interview-") & (pl.col("breakdown") == "") & (pl.col("period") < 200)
    )
    result = unstated(replace(worlds, cells=worlds.cells.filter(of_interviews)))
    assert any("interview-declined-of-not-completed" in item for item in result)


# One load after another


def test_what_was_hidden_stays_hidden_while_it_is_so_and_what_was_shown_is_known():
    measured = random_tables(3)
    exact = publish(measured, EXACT, SETTINGS)
    first = publish(measured, BOARD, SETTINGS)
    truth = Auditor(exact, 5, SETTINGS).truth
    before = Earlier((Before(said_by(first, BOARD, SETTINGS), truth),))
    fewer = Measured(measured.cells.filter(pl.col("breakdown") == ""), measured.questions, measured.periods, AS_OF, "")
    again = said_by(publish(measured, BOARD, SETTINGS, before), BOARD, SETTINGS)
    assert again == said_by(first, BOARD, SETTINGS)
    # Alone, the whole would hide less: with the parts already out, it must not.
    alone = said_by(publish(fewer, BOARD, SETTINGS), BOARD, SETTINGS)
    intervals = said_by(publish(fewer, BOARD, SETTINGS, before), BOARD, SETTINGS)
    assert intervals.items() <= again.items()
    assert len(alone) == len(intervals)


def test_company_is_never_what_readers_have_seen():
    measured = random_tables(8)
    named = NamedCells(measured, BOARD, SETTINGS)
    first = named.cells(named.hidden())
    assert not first["is_hidden"].all()
    knowing = NamedCells(measured, BOARD, SETTINGS, known=named._facts_of)
    again = knowing.cells(knowing.hidden())
    no_secret = set(named._facts.filter("is_no_secret")["fact"])
    primary = measured.cells["children"].is_between(1, 5) & ~named._cells["fact"].is_in(no_secret)
    assert (again["is_hidden"] == primary).all()


# Rules that a reader may know, each as it would be used


def holds_for(counts: dict[Figure, int]) -> list[bool]:
    """Whether each rule of these figures holds, if it speaks of these alone."""
    result = rules(counts, AS_OF, SETTINGS)
    return [rule.holds(counts) for rule in result if all(item in counts for item, _ in rule.terms)]


def test_children_of_groups_add_up_in_a_period_and_not_over_quarters():
    year = figure("child", "missing", setting="home")._replace(start=date(2026, 4, 1), end=date(2027, 4, 1))
    quarters = list(by_months(year, 3))
    # Ten at home only in a quarter may be in care in another: of the year they are then no more than six, or none.
    assert all(holds_for({year: 6, **dict.fromkeys(quarters, 10)}))
    # Yet whoever is at home only in all the year is so in a quarter of it.
    assert not all(holds_for({year: 41, **dict.fromkeys(quarters, 10)}))
    in_care = [item.without("setting").within("setting", "care") for item in (year, *quarters)]
    assert not all(holds_for(dict(zip(in_care, (9, 10, 3, 3, 3), strict=True))))
    settings = {figure("child", "missing", setting=setting): 10 for setting in GROUPS}
    assert all(holds_for({figure("child", "missing"): 30, **settings}))
    assert not all(holds_for({figure("child", "missing"): 29, **settings}))


def test_episodes_of_a_group_may_be_of_children_who_stand_in_another():
    children, episodes = (figure(unit, "missing", setting="home") for unit in ("child", "episode"))
    assert all(holds_for({children: 0, episodes: 12}))
    assert not all(holds_for({children: 13, episodes: 12}))
    in_care = [item.without("setting").within("setting", "care") for item in (children, episodes)]
    assert not all(holds_for(dict(zip(in_care, (0, 12), strict=True))))
    # Interviews of a provider may be of children who stand with another.
    due = [figure(unit, "due", provider="Charity") for unit in ("child", "episode")]
    assert all(holds_for(dict(zip(due, (13, 12), strict=True))))


def test_who_went_in_two_months_went_more_than_once():
    quarter = figure("child", "missing")
    months = [quarter._replace(start=date(2026, month, 1), end=date(2026, month + 1, 1)) for month in (4, 5, 6)]
    counts = {quarter: 10, **dict(zip(months, (6, 7, 6), strict=True))}
    assert all(holds_for({**counts, figure("child", "more than 1"): 5}))
    assert not all(holds_for({**counts, figure("child", "more than 1"): 4}))


def test_bands_of_times_say_how_many_went_more_than_once():
    once_or_twice = {"child": 20, "episode": 24}
    counts = {figure(unit, "missing", times="1-2"): count for unit, count in once_or_twice.items()}
    counts |= {figure("child", "missing", times="3-5"): 4, figure("child", "missing"): 24}
    assert all(holds_for({**counts, figure("child", "more than 1"): 8}))
    assert not all(holds_for({**counts, figure("child", "more than 1"): 9}))


def test_the_next_most_frequent_children_have_no_more_each():
    def tops(*numbers: int) -> dict[Figure, int]:
        return {figure("episode", "top", top=str(top)): n for top, n in zip((3, 5, 10, 20), numbers, strict=True)}

    assert all(holds_for(tops(9, 13, 22, 40)))
    assert not all(holds_for(tops(7, 12, 22, 40)))
    assert not all(holds_for(tops(9, 10, 21, 40)))


def test_a_rolling_year_is_no_more_than_the_one_before_and_the_quarter_that_came():
    year = Figure("child", "missing", frozenset(), date(2025, 7, 1), date(2026, 7, 1))
    before = year._replace(start=date(2025, 4, 1), end=date(2026, 4, 1))
    came = year._replace(start=date(2026, 4, 1))
    assert all(holds_for({year: 23, before: 19, came: 5}))
    assert not all(holds_for({year: 23, before: 19, came: 3}))


def test_of_whom_no_return_is_known_and_who_is_not_still_missing_is_among_those_without_a_time():
    still, untimed = (figure("episode", "missing", hours=name) for name in ("still-missing", "time-not-recorded"))

    def held(untimed_ones: int, closed: int) -> list[bool]:
        """Of 40 episodes, of which 3 are still missing: no rule but that closed and still missing are all may fail."""
        counts = {figure("episode", "missing"): 40, figure("episode", "closed"): closed, still: 3}
        made = rules(counts | {untimed: untimed_ones}, AS_OF, SETTINGS)
        known = counts | {untimed: untimed_ones}
        return sorted(
            rule.holds(known) for rule in made if {one for one, _ in rule.terms} >= {still, *tuple(counts)[:2]}
        )

    # All are known: 37 closed. Of two nobody knows, so that two of the four without a time are neither.
    assert held(4, 37) == [True, True, True]
    assert held(4, 35) == [False, True, True]
    # Five would be neither, of four without a time; and more than all cannot be.
    assert held(4, 32) == [False, False, True]
    assert held(4, 38) == [False, False, True]


def of_hours_and_days(hours: tuple[int, ...], days: tuple[int, ...], untimed: int = 0) -> dict[Figure, int]:
    """Counts of the bands of hours and of days, shortest first."""
    by_hours = dict(zip((band.name for band in hour_bands(SETTINGS)), hours, strict=True))
    by_days = dict(zip((band.name for band in day_bands()), days, strict=True))
    return {
        figure("episode", "closed"): sum(days),
        **{figure("episode", "missing", hours=name): number for name, number in by_hours.items()},
        **{figure("episode", "closed", days=name): number for name, number in by_days.items()},
        figure("episode", "missing", hours="time-not-recorded"): untimed,
    }


def test_an_episode_of_so_many_hours_has_about_so_many_days():
    assert all(holds_for(of_hours_and_days((9, 0, 0, 2, 3, 1), (8, 3, 3, 1, 0, 0, 0, 0))))
    # Eight days by dates are more than a week by the clock: where no time is recorded, nobody can tell.
    assert not all(holds_for(of_hours_and_days((9, 0, 0, 2, 3, 1), (8, 3, 2, 1, 1, 0, 0, 0))))
    assert all(holds_for(of_hours_and_days((9, 0, 0, 2, 2, 1), (8, 3, 2, 1, 1, 0, 0, 0), untimed=1)))
    # From one to two days by the clock is one day, or two, by dates.
    assert not all(holds_for(of_hours_and_days((9, 0, 0, 4, 0, 0), (8, 3, 2, 0, 0, 0, 0, 0))))


def test_an_episode_of_a_day_or_more_is_overnight():
    counts = of_hours_and_days((9, 0, 0, 2, 3, 1), (8, 3, 3, 1, 0, 0, 0, 0))
    overnight = figure("episode", "overnight")
    assert all(holds_for({**counts, overnight: 6}))
    assert not all(holds_for({**counts, overnight: 5}))


def test_who_was_missing_and_absent_so_often_had_so_many_of_all_absences():
    counts = {figure("child", "missing", absences=band): n for band, n in (("none", 9), ("1-2", 5), ("6+", 2))}
    absent = {"child": figure("child", "absent"), "episode": figure("episode", "absent")}
    assert all(holds_for({**counts, absent["child"]: 7, absent["episode"]: 17}))
    assert not all(holds_for({**counts, absent["child"]: 6, absent["episode"]: 17}))
    assert not all(holds_for({**counts, absent["child"]: 7, absent["episode"]: 16}))


def test_the_most_frequent_children_are_those_of_the_highest_bands():
    """Ten children had 20, 9, 4, 3, 2 and five times 1 episode."""
    bands = {"1-2": (6, 7), "3-5": (2, 7), "6-8": (0, 0), "9-19": (1, 9), "20+": (1, 20)}
    counts = {figure("child", "missing"): 10, figure("episode", "missing"): 43}
    for band, numbers in bands.items():
        counts |= dict(
            zip((figure(unit, "missing", times=band) for unit in ("child", "episode")), numbers, strict=True)
        )
    top = figure("episode", "top", top="3")
    assert all(holds_for({**counts, top: 33}))
    # The third had fewer than nine.
    assert not all(holds_for({**counts, top: 38}))
    # Of all others, the fourth had three at least, and six had one.
    assert not all(holds_for({**counts, top: 35}))


def test_a_top_is_known_by_how_many_children_it_is():
    """Ten children had five episodes each, the next five 12 together and the last five one each."""
    counts = {figure("child", "missing"): 20, figure("episode", "missing"): 67}
    for band, numbers in {"1-2": (8, 10), "3-5": (12, 57)}.items():
        counts |= dict(
            zip((figure(unit, "missing", times=band) for unit in ("child", "episode")), numbers, strict=True)
        )
    tops = {"10": 50, "50%": 50, "70%": 59, "80%": 63}
    counts |= {figure("episode", "top", top=name): episodes for name, episodes in tops.items()}
    assert all(holds_for(counts))
    # Half of twenty are ten.
    assert not all(holds_for({**counts, figure("episode", "top", top="50%"): 51}))
    # Of the top half, who had fewer than three had two at most.
    few_often = {figure("child", "missing", times="3-5"): 4, figure("child", "missing", times="1-2"): 16}
    assert not all(holds_for({**counts, **few_often}))
