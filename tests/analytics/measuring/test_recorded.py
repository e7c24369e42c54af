"""What no file has a column of is no answer: in no figure, sentence, paper or export of any audience."""

from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import polars as pl
import pytest

from analytics.disclosure.gaps import any_month_is_missing, every_month_is_missing, with_gaps_marked
from analytics.disclosure.gate import exact
from analytics.disclosure.published import PUBLISHED_SCHEMA, UNSAID, Published, Shown
from analytics.indicators.registry import definitions, indicators, needs_of
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.coverage import coverage
from analytics.measuring.measure import Inquiry, prepared, questions_of
from analytics.measuring.recorded import (
    KNOWN,
    OF_CATEGORY,
    MonthOfValues,
    in_runs,
    is_silent,
)
from analytics.model import Audience, Period, PeriodKind, Selection, Unit, period_around
from analytics.presenting.presenter import presenter_of
from analytics.refresh import publish_draft
from analytics.words.unsaid import not_recorded_sentences
from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Store
from data.themes import FIELDS
from data.warehouse import Warehouse, read_facts
from tests.builders import through_the_gate
from tests.data.builders import nothing_to_publish
from tests.sizes import few_or_many

YEARS = (Period(date(2024, 4, 1), date(2025, 4, 1)), Period(date(2025, 4, 1), date(2026, 4, 1)))
AS_OF = datetime(2026, 4, 1)
SETTINGS = demonstration_settings()
# Our field -> how a file fills it; each an answer that is not nought.
FILLED = {
    "ended_at": "2000-01-01 00:00",
    "date_of_birth": "2010-05-06",
    "sex": "F",
    "ethnicity": "APKN",
    "setting": "care",
    "placement": "foster",
    "in_area": "out",
    "responsible_authority": "Elsewhere",
    "host_authority": "Sampleton",
    "risk": "high",
    "missing_from_area": "North",
    "missing_from_postcode": "B8 1AA",
    "found_postcode": "B20 1AA",
    "found_place": "Bus station",
    "distance_miles": "3",
    "triage": "red",
    "interview_provider": "Charity",
    "interview_offered": "yes",
    "interview_offered_at": "2000-01-01 00:00",
    "interview_completed_at": "2000-01-01 00:00",
    "interview_outcome": "accepted_completed",
    "interview_declined_at": "",
    "social_worker_visit_at": "",
    "safe_and_well_at": "2000-01-01 00:00",
}
TIMES = {"ended_at": 8, "interview_offered_at": 10, "interview_completed_at": 20, "safe_and_well_at": 9}
FLAGS = ("cse", "cce", "substance")
# A thing that figures are made of -> the columns without which no file tells it.
COLUMNS_OF = {
    "ended": ("ended_at",),
    "setting": ("setting", "placement"),
    "placement": ("placement",),
    "in_area": ("in_area",),
    "own_or_hosted": ("responsible_authority", "host_authority"),
    "sex": ("sex",),
    "ethnicity": ("ethnicity",),
    "age": ("date_of_birth",),
    "area": ("missing_from_area", "missing_from_postcode"),
    "district": ("missing_from_postcode",),
    "found_district": ("found_postcode",),
    "found_place": ("found_place",),
    "distance": ("distance_miles",),
    "police_risk": ("risk",),
    "triage": ("triage",),
    "interview_offered": ("interview_offered", "interview_offered_at", "interview_outcome"),
    "interview_completed": ("interview_completed_at", "interview_outcome"),
    "interview_outcome": ("interview_outcome",),
    "interview_time": ("interview_completed_at",),
    "provider": ("interview_provider",),
    "visit": ("social_worker_visit_at",),
    "safe_and_well": ("safe_and_well_at",),
    "flags": tuple(f"flag {flag}" for flag in FLAGS),
    "exploitation": ("flag cse", "flag cce"),
    "cse": ("flag cse",),
}


class Filled(NamedTuple):
    """A store of two financial years, with what is known of it."""

    store: Store
    covered: pl.DataFrame
    facts: pl.DataFrame


def rows_of(year: Period, columns: tuple[str, ...], blank: tuple[str, ...]) -> str:
    """A file of thirty-six episodes of a year, three a month; the `blank` columns are there and empty."""
    random = Random(str(year))
    lines = [",".join(("child", "category", "started_at", *columns))]
    for number in range(36):
        month = (year.start.month - 1 + number // 3) % 12 + 1
        day = date(year.start.year + (month < 4), month, random.randint(1, 20))
        values = []
        for name in columns:
            value = FILLED.get(name, "yes")
            value = f"{day}  {TIMES[name]:02}:00".replace("  ", " ") if name in TIMES else value
            if number % 3 == 2:
                declined = {"interview_outcome": "declined_child", "interview_completed_at": ""}
                declined |= {"interview_declined_at": f"{day} 10:00", "social_worker_visit_at": f"{day} 12:00"}
                value = declined.get(name, value)
            values.append("" if name in blank else value)
        lines.append(",".join((f"C{number % 12}", "missing", f"{day} 01:00", *values)))
    return "\n".join(lines) + "\n"


def mapping_of(year: Period, columns: tuple[str, ...]) -> str:
    fields = [name for name in columns if name in FILLED]
    flags = [name.removeprefix("flag ") for name in columns if name.startswith("flag ")]
    return "\n".join([
        '[source]\nsystem = "police"\nkind = "episodes"\ndates = "iso"',
        f'covers = ["{year.start}", "{year.end}"]\nas_of = "{AS_OF:%Y-%m-%d}"\n[columns]',
        *(f'{name} = "{name}"' for name in ("child", "category", "started_at", *fields)),
        "[flags]",
        *(f'{flag} = "flag {flag}"' for flag in flags),
    ])  # fmt: skip


def a_store(folder: Path, *, without: tuple[str, ...], years: int, publish: bool = False, blank: bool = False) -> Store:
    """A store of two years in two files, the last `years` of which lack some columns, or have them empty."""
    store = Store(folder / "store")
    every = (*FILLED, *(f"flag {flag}" for flag in FLAGS))
    deliveries = []
    for place, year in enumerate(YEARS):
        gone = without if place >= len(YEARS) - years else ()
        columns = every if blank else tuple(name for name in every if name not in gone)
        file, mapping = folder / f"police-{place}.csv", folder / f"police-{place}.toml"
        file.write_text(rows_of(year, columns, gone if blank else ()), encoding="utf-8")
        mapping.write_text(mapping_of(year, columns), encoding="utf-8")
        deliveries.append(Delivery((file,), mapping))
    finish = partial(publish_draft, store=store, settings=SETTINGS) if publish else nothing_to_publish
    load(store, deliveries, SETTINGS, finish=finish, key=b"k" * 32)
    return store


@lru_cache(maxsize=2)
def figures(without: tuple[str, ...], years: int, *, blank: bool = False) -> tuple[Published, pl.DataFrame]:
    """Every table of every year, exactly, with what is not recorded marked as a board reads it; and the coverage."""
    with TemporaryDirectory() as folder:
        store = a_store(Path(folder), without=without, years=years, blank=blank)
        live = store.current()
        assert live is not None
        episodes = Warehouse(live.episodes)
        covered, facts = coverage(episodes, AS_OF), prepared(read_facts(episodes), AS_OF)
        episodes.close()
    known = indicators(SETTINGS)
    year = period_around(date(2025, 4, 1), PeriodKind.FINANCIAL_YEAR)
    inquiries = [Inquiry(questions_of(known.values()), (year.earlier(12), year))]
    result = exact(facts, inquiries, Selection(year, AS_OF), SETTINGS, snapshot="000001")
    return with_gaps_marked(result, covered, known, any_month_is_missing), covered


def test_every_field_is_what_an_indicator_or_a_breakdown_is_made_of():
    of_indicators = [
        names
        for definition in definitions().values()
        for names in (definition.recorded, *definition.recorded_of.values())
    ]
    named = [*of_indicators, *(breakdown.recorded for breakdown in BREAKDOWNS.values()), OF_CATEGORY]
    assert {name for names in named for name in names} == set(KNOWN)
    assert set(COLUMNS_OF) <= set(KNOWN)


def test_a_whole_file_has_every_figure():
    published, _ = figures((), 0)
    lacking = published.rows.filter(pl.col("shown") == Shown.NOT_RECORDED.value)
    # Marks that no file of these has, support, and the breakdown by it; absences, and a second sender.
    # Districts of absences are those that have any, so there is no row of them to mark.
    # Of absences that are looked at again it is said that none were supplied.
    of_absences = {slug for slug, one in definitions().items() if "absent" in one.recorded} - {
        "postcode-district-absent", "classed-absent-although", "classed-absent-why",
    }  # fmt: skip
    of_themes = {slug for slug, one in definitions().items() if not set(FIELDS).isdisjoint(one.recorded)}
    assert len(of_themes) == 8
    assert set(lacking["slug"]) == {"flags", "again-after-interview", "reconciliation", *of_absences, *of_themes}
    assert set(lacking.filter(pl.col("slug") == "flags")["category"]) == {
        "county_lines", "gangs", "trafficking", "uasc", "radicalisation", "domestic_abuse", "disability",
        "self_harm", "mental_health", "weapons",
    }  # fmt: skip


# Every field that no file ever had, and some that a year lacks; in the long run those of a year as well.
LACKING = [(field, 2) for field in COLUMNS_OF] + [(field, 1) for field in COLUMNS_OF][:: few_or_many(5, 1)]


@pytest.mark.long
@pytest.mark.parametrize(("field", "years"), LACKING)
def test_a_field_that_no_file_has_is_in_no_figure(field: str, years: int):
    published, _ = figures(COLUMNS_OF[field], years)
    rows = published.rows.filter(pl.col("period_start") >= YEARS[2 - years].start)
    needing = [
        field in needs_of(slug, breakdown, category)
        for slug, breakdown, category in rows.select("slug", "breakdown", "category").iter_rows()
    ]
    made_of_it = rows.filter(pl.Series(needing))
    assert made_of_it.height
    assert set(made_of_it["shown"]) <= set(UNSAID)
    assert made_of_it.select("numerator", "denominator", "share").null_count().sum_horizontal().item() == (
        3 * made_of_it.height
    )


def test_a_rate_of_children_looked_after_is_no_nought_where_no_file_tells_who_was_in_care():
    published, _ = figures(COLUMNS_OF["setting"], 2)
    rates = published.rows.filter(pl.col("slug") == "rate-per-10000")
    shown = {category: set(rates.filter(pl.col("category") == category)["shown"]) for category in rates["category"]}
    assert shown["looked-after"] == {Shown.NOT_RECORDED.value}
    assert Shown.NOT_RECORDED.value not in shown["aged-10-17"]


@pytest.mark.parametrize("field", ["distance", "ethnicity", "safe_and_well", "interview_time"])
def test_the_year_that_has_the_field_keeps_its_figures(field: str):
    whole, _ = figures((), 0)
    published, _ = figures(COLUMNS_OF[field], 1)
    first = pl.col("period_start") == YEARS[0].start
    assert published.rows.filter(first).equals(whole.rows.filter(first))


@pytest.mark.parametrize("field", ["distance", "police_risk", "found_place", "district"])
def test_a_column_that_is_there_and_blank_for_a_year_is_no_answer_either(field: str):
    published, _ = figures(COLUMNS_OF[field], 1, blank=True)
    rows = published.rows.filter((pl.col("period_start") == YEARS[1].start) & (pl.col("breakdown") == ""))
    slugs = [slug for slug, one in definitions().items() if field in one.recorded]
    assert set(rows.filter(pl.col("slug").is_in(slugs))["shown"]) == {Shown.NOT_RECORDED.value}


def test_a_card_says_of_when_there_are_figures():
    published, _ = figures(("distance_miles",), 1)
    indicator = indicators(SETTINGS)["distance"]
    table = published.table("distance", Unit.EPISODE, period_around(date(2025, 4, 1), PeriodKind.FINANCIAL_YEAR))
    assert presenter_of(indicator).sentence(table) == (
        "Not recorded for the whole of this period: it was for April 2024 to March 2025. It is not zero."
    )
    never, _ = figures(("distance_miles",), 2)
    table = never.table("distance", Unit.EPISODE, period_around(date(2025, 4, 1), PeriodKind.FINANCIAL_YEAR))
    assert (
        presenter_of(indicator).sentence(table)
        == "Not recorded: no file has a column of this with anything in it. It is not zero."
    )


def test_a_co_ordinator_reads_what_there_is_of_a_period_that_has_some():
    _, covered = figures(("distance_miles",), 1)
    rows = pl.DataFrame([{
        "slug": "distance", "breakdown": "", "category": "0-5", "period_start": date(2025, 1, 1),
        "period_end": date(2025, 7, 1), "numerator": 3, "denominator": 9, "share": 1 / 3, "shown": "exact",
        "group": "", "unit": "episode", "period_kind": "any",
    }])  # fmt: skip
    both = through_the_gate(rows.select(PUBLISHED_SCHEMA.names()), Audience.COORDINATOR, as_of=AS_OF)
    known = indicators(SETTINGS)
    assert with_gaps_marked(both, covered, known, every_month_is_missing).rows["shown"].item() == "exact"
    assert with_gaps_marked(both, covered, known, any_month_is_missing).rows["shown"].item() == "not recorded"


def months(*counts: tuple[int, int], children: int = 10) -> list[MonthOfValues]:
    """Months in a row, each with how many rows could have a value, and how many have one."""
    periods = in_runs(())
    assert periods == ()
    starts = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(len(counts))]
    return [MonthOfValues(month, of, filled, children) for month, (of, filled) in zip(starts, counts, strict=True)]


@pytest.mark.parametrize(
    ("counts", "silent", "blank_is_unknown", "is_no_answer"),
    [
        ([(9, 9), (9, 0), (9, 9)], slice(1, 2), True, False),
        ([(10, 10), (10, 0), (10, 10)], slice(1, 2), True, True),
        ([(40, 10), (39, 0), (40, 10)], slice(1, 2), True, False),
        ([(40, 10), (40, 0), (40, 10)], slice(1, 2), True, True),
        ([(1, 0), (1, 0)], slice(0, 2), True, True),
        ([(50, 9), *[(50, 0)] * 11], slice(1, 12), False, False),
        ([(50, 9), *[(50, 0)] * 12], slice(1, 13), False, True),
        ([(19, 0)], slice(0, 1), False, False),
        ([(20, 0)], slice(0, 1), False, True),
    ],
)
def test_a_run_without_a_value_is_no_answer_where_chance_does_not_explain_it(
    counts: list[tuple[int, int]], silent: slice, blank_is_unknown: bool, is_no_answer: bool
):
    every = months(*counts)
    assert is_silent(every[silent], every, blank_is_unknown=blank_is_unknown) is is_no_answer


def test_of_what_may_not_have_happened_few_children_are_too_few_to_say_that_nobody_wrote():
    assert not is_silent(few := months((20, 0), children=5), few, blank_is_unknown=False)
    assert is_silent(enough := months((20, 0), children=6), enough, blank_is_unknown=False)


def test_what_is_not_recorded_is_named_once_and_a_mark_only_where_others_are_marked():
    every = [date(2026, 4, 1), date(2026, 5, 1)]
    recorded = {"sex": {every[0]}, "flags": set(every), "cse": set(), "distance": set(), "age": set(every)}
    assert not_recorded_sentences(recorded, every) == [
        "Not recorded in any file: the mark “sexual exploitation” and distance found.",
        "Recorded in some months only: sex.",
    ]
    assert not_recorded_sentences({"flags": set(), "exploitation": set(), "cse": set()}, every) == [
        "Not recorded in any file: risks marked."
    ]
