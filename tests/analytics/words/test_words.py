"""Sentences say what the table says, and nothing when the table says nothing."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.disclosure.gate import exact, with_shares_of_all
from analytics.disclosure.policy import Threshold
from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.measure import Inquiry, prepared, questions_of
from analytics.measuring.shapes import Ratio, RepeatBands, Share, ShareOfAll, Split
from analytics.model import Audience, Period, PeriodKind, Selection, Unit
from analytics.presenting.counts import sentence_of_kind
from analytics.presenting.presenter import presenter_of
from analytics.views.looked_after import LOOKED_AFTER_SCHEMA
from analytics.words.names import NAMES, category_name, code_name, group_name
from analytics.words.numbers import change, joined, n_of_n, number, percent
from analytics.words.periods import period_name, short_period_name
from data import codes
from data.settings import Population, Settings
from tests.invented import AS_OF, as_facts, invented_episodes

SETTINGS = Settings(population=Population(aged_10_to_17=40_000, looked_after=700))
INDICATORS = indicators(SETTINGS)
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
PUBLISHED = exact(
    prepared(as_facts(invented_episodes(1, 500, most_children=90)), AS_OF),
    [Inquiry(questions_of(INDICATORS.values(), [None]), (QUARTER,))],
    Selection(QUARTER, AS_OF),
    SETTINGS,
    snapshot="1",
)
# How many were looked after stands beside the facts: an invented number of them.
LOOKED_AFTER = pl.DataFrame([(QUARTER.start, QUARTER.end, 400)], schema=LOOKED_AFTER_SCHEMA, orient="row")
PUBLISHED = with_shares_of_all(PUBLISHED, LOOKED_AFTER, INDICATORS.values(), Threshold(0))
TABLES = [(slug, unit) for slug, one in INDICATORS.items() for unit in one.definition.units]


def row(
    category: str = "", numerator: int | None = 30, denominator: int | None = 60, shown: Shown = Shown.SHOWN
) -> Row:
    share = numerator / denominator if numerator is not None and denominator else None
    return Row("", category, numerator, denominator, share, shown, QUARTER)


def hidden(category: str = "", denominator: int | None = 60) -> Row:
    return row(category, None, denominator, Shown.HIDDEN)


def table(slug: str, *rows: Row, unit: Unit = Unit.EPISODE) -> Table:
    return Table(slug, unit, "", rows, Protection(Audience.BOARD, ""))


def say(slug: str, *rows: Row, unit: Unit = Unit.EPISODE) -> str:
    return presenter_of(INDICATORS[slug]).sentence(table(slug, *rows, unit=unit))


def table_of(slug: str, unit: Unit) -> Table:
    return PUBLISHED.table(slug, unit, None if slug == "missing-now" else QUARTER)


# Numbers


@pytest.mark.parametrize(("slug", "unit"), TABLES)
def test_every_number_of_a_sentence_stands_in_its_table(slug: str, unit: Unit):
    rows = table_of(slug, unit).rows
    text = presenter_of(INDICATORS[slug]).sentence(table_of(slug, unit))
    pairs = {(number(item.numerator), number(item.denominator)) for item in rows if item.denominator is not None}
    result = re.findall(r"([\d,]+) of ([\d,]+)", text)
    assert text.endswith(".")
    assert set(result) <= pairs
    if isinstance(INDICATORS[slug], Share | ShareOfAll):
        assert result == [(number(rows[0].numerator), number(rows[0].denominator))]


@pytest.mark.parametrize(("slug", "unit"), TABLES)
def test_every_percentage_stands_beside_its_n_of_n(slug: str, unit: Unit):
    text = presenter_of(INDICATORS[slug]).sentence(table_of(slug, unit))
    shares = {percent(item.share) for item in table_of(slug, unit).rows if item.share is not None}
    assert set(re.findall(r"\((\d+%)\)", text)) <= shares
    assert text.count("%") <= text.count(" of ")


@pytest.mark.parametrize(("slug", "unit"), TABLES)
def test_a_hidden_number_is_not_said(slug: str, unit: Unit):
    rows = table_of(slug, unit).rows
    all_hidden = [Row("", item.category, None, None, None, Shown.HIDDEN, QUARTER) for item in rows]
    text = say(slug, *all_hidden, unit=unit)
    assert text == "The number is hidden, because it is small or would give a small one away."


@pytest.mark.parametrize(("slug", "unit"), TABLES)
def test_a_share_of_a_hidden_whole_is_not_said(slug: str, unit: Unit):
    rows = table_of(slug, unit).rows
    if rows[0].denominator is None:
        return
    shares_hidden = [Row("", item.category, item.numerator, None, None, Shown.SHOWN, QUARTER) for item in rows]
    text = say(slug, *shares_hidden, unit=unit)
    assert "%" not in text
    assert not re.search(r"\d of \d", text)
    assert not text.endswith((": .", ":"))


def test_nothing_to_count_is_not_nought_per_cent():
    text = say("interview-in-time", Row("", "", 0, 0, None, Shown.NONE_DUE, QUARTER))
    assert text == "There was none to count in this period."


def test_a_period_that_nobody_supplied_is_no_zero():
    text = say("missing-episodes", row("", None, None, Shown.NOT_SUPPLIED))
    assert text == "This period was not supplied whole, so there is no number. It is not zero."


@pytest.mark.parametrize(
    ("n", "of", "text"),
    [
        (0, 10, "0%"),
        (1, 201, "under 1%"),
        (1, 200, "1%"),
        (57, 200, "29%"),
        (1, 8, "13%"),
        (3, 8, "38%"),
        (199, 200, "over 99%"),
        (989, 1000, "99%"),
        (10, 10, "100%"),
    ],
)
def test_percentages_are_whole_halves_up_and_never_claim_none_or_all(n: int, of: int, text: str):
    assert percent(n / of) == text


def test_halves_go_up_for_every_small_fraction():
    for of in range(1, 400):
        for n in range(of + 1):
            exact_share = (n * 200 + of) // (2 * of)
            assert percent(n / of) in (f"{exact_share}%", "under 1%", "over 99%"), (n, of)


def test_n_of_n_has_a_comma_at_thousands_and_is_empty_when_hidden():
    assert n_of_n(row("", 1200, 2412), "returns") == "1,200 of 2,412 returns (50%)"
    assert n_of_n(hidden()) == ""


# Change


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (340, 425, "down from 425 the year before (a fall of 20%)"),
        (30, 20, "up from 20 the year before (a rise of 50%)"),
        (30, 19, "up from 19 the year before"),
        (5, 0, "up from 0 the year before"),
        (7, 7, "the same as the year before"),
    ],
)
def test_a_change_in_per_cent_is_said_only_on_a_base_of_twenty(now: int, before: int, text: str):
    assert change(now, before, "the year before") == text


# Periods


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER), "July to September 2026"),
        (Period(date(2026, 4, 1), date(2027, 4, 1), PeriodKind.FINANCIAL_YEAR), "2026-27 (April to March)"),
        (Period(date(2099, 4, 1), date(2100, 4, 1), PeriodKind.FINANCIAL_YEAR), "2099-00 (April to March)"),
        (Period(date(2026, 1, 1), date(2027, 1, 1), PeriodKind.CALENDAR_YEAR), "2026 (January to December)"),
        (Period(date(2025, 9, 1), date(2026, 9, 1), PeriodKind.ACADEMIC_YEAR), "2025-26 (September to August)"),
        (Period(date(2026, 4, 1), date(2026, 10, 1), PeriodKind.HALF_YEAR), "April to September 2026"),
        (Period(date(2025, 10, 1), date(2026, 4, 1), PeriodKind.HALF_YEAR), "October 2025 to March 2026"),
        (Period(date(2026, 1, 1), date(2026, 7, 1), PeriodKind.CALENDAR_HALF), "January to June 2026"),
        (Period(date(2026, 2, 1), date(2026, 3, 1), PeriodKind.MONTH), "February 2026"),
        (Period(date(2026, 5, 3), date(2026, 5, 10)), "3 May 2026 to 9 May 2026"),
        (Period(date(2025, 10, 1), date(2026, 4, 1)), "October 2025 to March 2026"),
    ],
)
def test_a_period_is_named_by_its_first_and_last_days(period: Period, name: str):
    assert period_name(period) == name


# What a sentence may claim


def test_the_largest_group_is_said_to_be_so_only_when_nothing_hidden_can_be_larger():
    assert say("home-or-care", row("care", 40), row("home", 15), row("unknown", 5)) == (
        "In care: 40 of 60 (67%), the largest group. Not recorded for 5 episodes."
    )
    assert say("home-or-care", row("care", 20), hidden("home"), hidden("unknown")) == "In care: 20 of 60 (33%)."
    assert say("home-or-care", row("care", 40), hidden("home"), hidden("unknown")) == (
        "In care: 40 of 60 (67%), the largest group."
    )


def test_all_others_are_no_group_that_leads():
    assert say("postcode-district", row("B31", 20), row("others", 40)) == "B31: 20 of 60 (33%)."


def test_a_number_of_a_hidden_whole_says_what_it_counts_and_has_no_percentage():
    alone = row("1-2", 327, None)
    assert say("duration-days", alone, hidden("<1")) == "Back 1 or 2 days later: 327 episodes."
    text = "401 episodes, of a number that is hidden or too small for a percentage."
    assert say("safe-and-well", row("", 401, None)) == text


def test_episodes_of_each_kind_are_said_and_hidden_kinds_are_left_out():
    def kinds(unit: Unit, **numbers: int | None) -> str:
        rows = (replace(row("", number, None), group=group) for group, number in numbers.items())
        of_kinds = replace(table("missing-episodes", *rows, unit=unit), breakdown="category")
        return presenter_of(INDICATORS["missing-episodes"]).sentence_by_group(of_kinds, ())

    assert kinds(Unit.EPISODE, missing=547, absent=1, away=26) == (
        "547 missing episodes, 1 absence and 26 episodes away without authorisation started in April to June 2026."
    )
    assert kinds(Unit.CHILD, missing=145, absent=69, away=None) == (
        "In April to June 2026, of the children reported, 145 went missing and 69 were absent; "
        "a child may be in several."
    )
    assert kinds(Unit.EPISODE, missing=None, absent=None, away=None) == ""


def test_of_children_who_stand_in_one_group_each_a_majority_is_the_largest():
    text = say("home-or-care", row("care", 40), hidden("home"), row("unknown", 0), unit=Unit.CHILD)
    assert text == "In care: 40 of 60 (67%), the largest group."


def test_a_group_is_not_the_largest_when_more_is_not_recorded():
    text = say("sex", row("F", 10), row("M", 5), row("unknown", 45))
    assert text == "Girls: 10 of 60 (17%). Not recorded for 45 episodes."


def test_repeat_bands_speak_of_the_most_frequent_band_or_say_that_it_is_hidden():
    bands = [row("1-2", 40), row("3-5", 20), hidden("6-8"), row("9-19", 0), hidden("20+")]
    assert say("repeat-bands", *bands, unit=Unit.CHILD) == (
        "20 of 60 children (33%) went missing 3 to 5 times in 12 months; how many went missing more often is hidden."
    )
    bands = [row("1-2", 40), row("3-5", 20), row("6-8", 0), row("9-19", 0), row("20+", 0)]
    assert (
        say("repeat-bands", *bands, unit=Unit.CHILD)
        == "20 of 60 children (33%) went missing 3 to 5 times in 12 months."
    )


def test_when_few_children_had_all_episodes_that_is_said():
    assert say("top-children", row("10", 60)) == "10 children or fewer had all 60 episodes."


@pytest.mark.parametrize(
    ("slug", "unit", "rows", "said"),
    [
        ("missing-episodes", Unit.EPISODE, [row("", 1, None)], "1 missing episode started in April to June 2026."),
        ("children-missing", Unit.CHILD, [row("", 1, None)], "1 child went missing in April to June 2026."),
        ("missing-now", Unit.CHILD, [row("", 1, None)], "1 child was still missing on 1 April 2026."),
        ("interview-required", Unit.EPISODE, [row("", 1, None)], "1 return needed an interview."),
        ("interview-in-time", Unit.EPISODE, [row()], "30 of 60 returns (50%) had an interview within 72 hours."),
        (
            "episodes-per-child",
            Unit.EPISODE,
            [row("", 60, 30)],
            "Each child went missing 2.0 times on average (60 episodes, 30 children).",
        ),
        (
            "duration-hours",
            Unit.EPISODE,
            [row("0-8", 40), row("over-24", 20), row("over-48", 0), row("time-not-recorded", 2)],
            "24 hours or more: 20 of 60 (33%). Time not recorded for 2 episodes.",
        ),
        (
            "age",
            Unit.CHILD,
            [row("10-15", 20), row("16-17", 10)],
            "Aged 10 to 15: 20 of 60 (33%); aged 16 to 17: 10 of 60 (17%).",
        ),
        (
            "repeat-bands-both",
            Unit.CHILD,
            [row("1-2", 40), row("20+", 12)],
            "12 of 60 children (20%) were missing or absent 20 times or more in 12 months.",
        ),
        (
            "repeat-bands-absent",
            Unit.EPISODE,
            [row("1-2", 40), row("3-5", 15), row("20+", None)],
            (
                "15 of 60 episodes (25%) were by children who were absent 3 to 5 times in 12 months; "
                "how many were absent more often is hidden."
            ),
        ),
        (
            "top-children",
            Unit.EPISODE,
            [row("3", 20), row("5", 30), row("20", 41), row("10%", 25)],
            "The 5 children who went most often had 30 of 60 episodes (50%); the top 20, 41 of 60 (68%).",
        ),
        (
            "top-children",
            Unit.EPISODE,
            [row("20", 41), row("20%", 45)],
            "The 20 children who went most often had 41 of 60 episodes (68%).",
        ),
        (
            "top-children",
            Unit.EPISODE,
            [row("5", 30), row("20", 60)],
            "The 5 children who went most often had 30 of 60 episodes (50%).",
        ),
        (
            "top-children",
            Unit.EPISODE,
            [row("20", None), row("20%", 45)],
            "The 20% of children who went most often had 45 of 60 episodes (75%).",
        ),
        ("ethnicity", Unit.CHILD, [row("white", 30)], "White: 30 of 60 (50%), the largest group."),
        ("postcode-district", Unit.EPISODE, [row("B31", 40)], "B31: 40 of 60 (67%), the largest group."),
    ],
)  # fmt: skip
def test_sentences_read_as_a_person_would_write_them(slug: str, unit: Unit, rows: list[Row], said: str):
    assert say(slug, *rows, unit=unit) == said


# Names


def test_every_code_has_a_name():
    lists = (
        codes.CATEGORIES, codes.SETTINGS, codes.SEXES, codes.TRIAGES, codes.POLICE_RISKS, codes.IN_AREA,
        codes.PLACEMENTS, codes.INTERVIEW_OUTCOMES, (codes.NOT_IN_CARE, "declined", "not_recorded"),
        tuple(SETTINGS.ethnic_groups),
    )  # fmt: skip
    assert [code for codes_of_one in lists for code in codes_of_one if code not in NAMES] == []


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=list(INDICATORS))
def test_every_category_has_a_name_that_a_reader_understands(indicator):
    if isinstance(indicator, Ratio):
        return
    names = [category_name(indicator, category) for category in indicator.parts()]
    if isinstance(indicator, Split):
        names += [category_name(indicator, name) for name, _ in indicator.rollups]
    assert not [name for name in names if not name or "_" in name or "+" in name or "<" in name or ">" in name]
    if not isinstance(indicator, Share) and not hasattr(indicator, "more_than"):
        assert len(set(names)) == len(names)


def test_every_group_of_a_breakdown_has_a_name():
    for slug, breakdown in BREAKDOWNS.items():
        names = [group_name(slug, group) for group in breakdown.known_groups(SETTINGS)]
        assert not [name for name in names if "_" in name or name[0].islower()]
        assert len(set(names)) == len(names)


def test_no_record_of_support_is_no_missing_record():
    assert group_name("after_support", "not_recorded") == "No support recorded"
    assert group_name("placement", "unknown") == "Not recorded"


def test_an_official_band_reads_as_words():
    assert [code_name(name) for name, _, _ in codes.AGE_BANDS] == [
        "Under 1",
        "1 to 4",
        "5 to 9",
        "10 to 15",
        "16 to 17",
    ]


@pytest.mark.parametrize("hours", [SETTINGS.bands.hours, (24,), (24, 48, 72, 168, 192), (6, 12, 24, 192, 744)])
def test_bands_of_hours_and_of_calendar_days_never_share_a_name(hours: tuple[int, ...]):
    """Two bars called "1 to 2 days" stood on one page and said 94 and 327."""
    own = indicators(SETTINGS.model_copy(update={"bands": SETTINGS.bands.model_copy(update={"hours": hours})}))

    def names_of(slug: str) -> set[str]:
        finest = own[slug]
        rungs = [finest, *(finest.coarser(rung) for rung in finest.definition.published.ladder)]
        met = {name for each in rungs for name in (*each.parts(), *each.rolled_up())}
        return {category_name(finest, name) for name in met}

    assert names_of("duration-days") >= {"Back the same day", "Back 1 or 2 days later", "Back 8 or more days later"}
    assert not names_of("duration-days") & names_of("duration-hours")


def test_the_two_answers_within_28_days_each_name_their_returns():
    """78% and 61% of one page: of any return, and of those that held for three days."""
    assert "Within 28 days of any return: 30 of 60 (50%)." in say("time-to-next-episode", row("within-28"))
    assert say("again-after-interview", row()) == (
        "30 of 60 returns that held for 3 days (50%) were followed by another episode within 28 days."
    )


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=list(INDICATORS))
def test_every_indicator_is_defined_in_words(indicator):
    definition = indicator.definition
    assert definition.question.endswith("?")
    assert all(text.endswith(".") for text in (definition.numerator, definition.boundary, definition.source))
    if isinstance(indicator, Share | Split | RepeatBands):
        assert definition.denominator.endswith(".")


@pytest.mark.parametrize(
    ("category", "value", "said"),
    [
        ("absent", 31, "31 absences started in April to June 2016."),
        ("absent", 1, "1 absence started in April to June 2016."),
        ("away", 1200, "1,200 episodes away without authorisation started in April to June 2016."),
    ],
)
def test_absences_and_episodes_away_are_never_called_missing(category: str, value: int, said: str):
    period = Period(date(2016, 4, 1), date(2016, 7, 1), PeriodKind.QUARTER)
    assert sentence_of_kind(Row("absent", "", value, None, None, Shown.SHOWN, period), category) == said


def test_a_category_that_is_hidden_or_not_published_has_no_number():
    assert "hidden" in sentence_of_kind(hidden(), "absent")
    assert sentence_of_kind(None, "absent") == "There is no figure for this period."


@pytest.mark.parametrize(
    ("kind", "start", "end", "name"),
    [
        (PeriodKind.MONTH, date(2026, 9, 1), date(2026, 10, 1), "Sep 2026"),
        (PeriodKind.QUARTER, date(2026, 7, 1), date(2026, 10, 1), "Jul-Sep 2026"),
        (PeriodKind.FINANCIAL_YEAR, date(2026, 4, 1), date(2027, 4, 1), "2026-27"),
        (PeriodKind.CALENDAR_YEAR, date(2026, 1, 1), date(2027, 1, 1), "2026"),
        (PeriodKind.HALF_YEAR, date(2026, 4, 1), date(2026, 10, 1), "Apr-Sep 2026"),
        (PeriodKind.HALF_YEAR, date(2025, 10, 1), date(2026, 4, 1), "Oct 2025-Mar 2026"),
        (PeriodKind.ACADEMIC_YEAR, date(2025, 9, 1), date(2026, 9, 1), "Sep 2025-Aug 2026"),
    ],
)
def test_a_period_has_a_short_name(kind: PeriodKind, start: date, end: date, name: str):
    assert short_period_name(Period(start, end, kind)) == name


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_names_are_joined_as_in_a_sentence(names: tuple[str, ...], said: str):
    assert joined(names) == said
