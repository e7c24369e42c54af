"""What is recorded: for which months the files have a column of a field. What no file has is "not recorded".

A month has a field where a file that covers the month has a column of it. If there is a column and nobody fills it, a
run of months without a value counts as not recorded too, unless chance explains it (`is_silent`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from analytics.model import Period, PeriodKind, period_around
from data.codes import EXPLOITATION_FLAGS, FLAGS
from data.formats.kinds import flag_field
from data.themes import FIELDS as QUESTIONS_OF_INTERVIEWS
from data.warehouse import Warehouse

# In the table of coverage a field stands beside the categories that sources speak of, under no source's name.
PREFIX: Final = "field "
NO_SYSTEM: Final = ""

# A field that is as often filled as elsewhere would fill so many of the rows: to fill none is chance in 1 of 20,000.
EXPECTED_VALUES: Final = 10
# Where a blank may mean "it did not happen": so many rows, of so many children, in a year or in all there is.
FEWEST_ROWS: Final = 20
FEWEST_CHILDREN: Final = 6
MONTHS_OF_SILENCE: Final = 12


@dataclass(frozen=True)
class Recorded:
    """One thing that figures are made of. `supplied_by` are the fields of a file any of which tells it.

    `blank_is_unknown`: a blank says nothing, rather than perhaps that it did not happen. `column` names its counts in
    VALUES_QUERY; empty where the column of the file alone decides. `senders`: how many it takes in a month.
    """

    name: str
    supplied_by: tuple[str, ...]
    blank_is_unknown: bool = True
    column: str = ""
    senders: int = 1


def unknown_if_blank(name: str, *supplied_by: str) -> Recorded:
    """A thing that every child or episode has, so that a blank says only that it is not known."""
    return Recorded(name, supplied_by, column=name)


def no_if_blank(name: str, *supplied_by: str, column: str = "") -> Recorded:
    """A thing that may not have happened, or not apply."""
    return Recorded(name, supplied_by, blank_is_unknown=False, column=column)


ENDED, AREA, IN_TIME = "ended", "area", "interview_time"
COMPLETED, TRIAGE, MARKS, VISIT = "interview_completed", "triage", "flags", "visit"
# A category of episodes stands for itself: a file tells of it by rows, and not by a column.
ABSENT, AWAY = "absent", "away"
# Who sees what another does not can only be told where there is another.
TWO_SENDERS: Final = "two_senders"
ANY_FLAG: Final = "any flag"
ANY_COLUMN: Final = "*"
SPEAKS_OF: Final = "speaks of "
# The newest file of a sender ends before today; its columns are taken to be there in the next, for so many days.
DAYS_CARRIED_ON: Final = 31
# What a file without a period may tell.
OF_CHILDREN: Final = ("sex", "ethnicity", "date_of_birth", "care_period", "placement", "placement_postcode")
RECORDED: Final = (
    no_if_blank(ENDED, "ended_at", "report"),
    unknown_if_blank("setting", "setting", "legal_status", "placement", "care_period"),
    unknown_if_blank("placement", "placement", "care_period"),
    unknown_if_blank("in_area", "in_area", "placement_postcode"),
    unknown_if_blank("own_or_hosted", "responsible_authority", "host_authority", "care_period"),
    unknown_if_blank("sex", "sex"),
    unknown_if_blank("ethnicity", "ethnicity"),
    unknown_if_blank("age", "date_of_birth", "age"),
    unknown_if_blank(AREA, "missing_from_area", "missing_from_postcode"),
    unknown_if_blank("district", "missing_from_postcode"),
    unknown_if_blank("found_district", "found_postcode"),
    unknown_if_blank("found_place", "found_place"),
    unknown_if_blank("distance", "distance_miles"),
    unknown_if_blank("police_risk", "risk"),
    no_if_blank("triage", "triage", column="triage"),
    no_if_blank("interview_offered", "interview_offered", "interview_offered_at", "interview_outcome"),
    no_if_blank("interview_completed", "interview_completed_at", "interview_outcome"),
    no_if_blank("interview_outcome", "interview_outcome"),
    unknown_if_blank(IN_TIME, "interview_completed_at"),
    unknown_if_blank("provider", "interview_provider"),
    *(no_if_blank(field, field, column="themes") for field in QUESTIONS_OF_INTERVIEWS),
    no_if_blank("visit", "social_worker_visit_at", column="visit"),
    no_if_blank("safe_and_well", "safe_and_well_at", column="safe_and_well"),
    no_if_blank("support", "support"),
    no_if_blank(ABSENT, SPEAKS_OF + ABSENT),
    no_if_blank(AWAY, SPEAKS_OF + AWAY),
    Recorded(TWO_SENDERS, (SPEAKS_OF + "missing",), senders=2),
    no_if_blank("flags", ANY_FLAG, column="flags"),
    no_if_blank("exploitation", *(flag_field(flag) for flag in EXPLOITATION_FLAGS), column="flags"),
    *(no_if_blank(flag, flag_field(flag), column="flags") for flag in FLAGS),
)
KNOWN: Final = {item.name: item for item in RECORDED}

# Told by rows and not by a column.
OF_CATEGORY: Final = (ABSENT, AWAY, TWO_SENDERS)

# Which fields each file has a column of, for the half-open period that it speaks for; null where it has no period.
# A file that an earlier version loaded does not say: it is taken to have had a column of everything it could tell.
FIELDS_QUERY = """
    SELECT DISTINCT system, unnest(coalesce(fields, CASE WHEN covers_from IS NULL THEN $of_children ELSE ['*'] END))
        AS field, covers_from, covers_to
    FROM load
    UNION
    -- A file of episodes may hold any category: it speaks of those that its sender has told of at some time.
    SELECT DISTINCT system, $speaks_of || category, covers_from, covers_to
    FROM (SELECT system, unnest(speaks_of) AS category, covers_from, covers_to FROM load)
    JOIN (SELECT DISTINCT system, category FROM report) AS told USING (system, category)
    WHERE covers_from IS NOT NULL
    ORDER BY ALL
"""
# Missing episodes by month of the start, or of the return for what follows it. `_of`: of how many the thing may be
# known; `_with`: of how many it is. What may be later than the newest file (a visit) is asked of when it was due.
VALUES_QUERY = """
    SELECT
        date_trunc('month', started_at)::DATE AS month,
        count(DISTINCT child) AS children,
        count(*) AS setting_of, count(*) FILTER (setting <> 'unknown') AS setting_with,
        count(*) FILTER (setting = 'care') AS placement_of,
        count(*) FILTER (setting = 'care' AND placement <> 'unknown') AS placement_with,
        count(*) FILTER (setting = 'care') AS in_area_of,
        count(*) FILTER (setting = 'care' AND in_area <> 'unknown') AS in_area_with,
        count(*) AS own_or_hosted_of, count(*) FILTER (own_or_hosted <> 'unknown') AS own_or_hosted_with,
        count(*) AS sex_of, count(*) FILTER (sex <> 'unknown') AS sex_with,
        count(*) AS ethnicity_of, count(*) FILTER (ethnicity <> 'unknown') AS ethnicity_with,
        count(*) AS age_of, count(age) AS age_with,
        count(*) AS area_of, count(*) FILTER (area <> 'unknown') AS area_with,
        count(*) AS district_of, count(*) FILTER (district <> 'unknown') AS district_with,
        count(*) AS found_district_of, count(*) FILTER (found_district <> 'unknown') AS found_district_with,
        count(*) AS found_place_of, count(found_place) AS found_place_with,
        count(ended_at) AS distance_of,
        count(*) FILTER (ended_at IS NOT NULL AND distance_band <> 'not_recorded') AS distance_with,
        count(*) AS police_risk_of, count(*) FILTER (police_risk <> 'unknown') AS police_risk_with,
        count(*) AS triage_of, count(*) FILTER (triage <> 'not_triaged') AS triage_with,
        count(*) AS flags_of, count(*) FILTER (len(flags) > 0) AS flags_with
    FROM episode_facts
    WHERE category = 'missing'
    GROUP BY month
    ORDER BY month
"""
RETURNED_VALUES_QUERY = """
    SELECT
        date_trunc('month', ended_at)::DATE AS month,
        count(DISTINCT child) AS children,
        count(*) FILTER (interview_completed) AS interview_time_of,
        count(*) FILTER (interview_completed AND interview_completed_at IS NOT NULL) AS interview_time_with,
        count(*) FILTER (interview_completed) AS provider_of,
        count(*) FILTER (interview_completed AND provider <> 'unknown') AS provider_with,
        count(*) FILTER (visit_due_at <= $as_of AND interview_outcome IN ('declined_child', 'declined_parent'))
            AS visit_of,
        count(*) FILTER (interview_completed) AS themes_of,
        count(*) FILTER (interview_completed AND len(themes) > 0) AS themes_with,
        count(visit_at) AS visit_with,
        count(*) AS safe_and_well_of, count(safe_and_well_at) AS safe_and_well_with
    FROM episode_facts
    WHERE category = 'missing' AND ended_at IS NOT NULL
    GROUP BY month
    ORDER BY month
"""


@dataclass(frozen=True)
class MonthOfValues:
    """How many rows of a month could have a value, how many have one, and how many children stand behind them."""

    month: date
    of: int
    with_value: int
    children: int


def recorded_months(
    episodes: Warehouse, months: Sequence[Period], as_of: datetime, days_carried_on: int = 0
) -> Iterator[tuple[str, date, bool]]:
    """Field, first day of the month, and whether the field was recorded then.

    What the newest file of a sender has a column of is taken to be recorded for so many days after it.
    """
    spans = carried_on(spans_by_field(episodes), days_carried_on)
    values = values_by_column(episodes, as_of)
    for field in RECORDED:
        silent = silent_months(values.get(field.column, ()), blank_is_unknown=field.blank_is_unknown)
        of_each_sender = supplied_spans(field, spans)
        for month in months:
            senders = sum(is_covered(month, list(sent), as_of.date()) for sent in of_each_sender)
            yield field.name, month.start, senders >= field.senders and month.start not in silent


def is_covered(month: Period, spans: Sequence[tuple[date, date]], today: date) -> bool:
    """Whether the spans together hold every day of the month that is over: two days are not a month."""
    reached = month.start
    for start, end in sorted(spans):
        if start <= reached:
            reached = max(reached, end)
    return reached >= min(month.end, today)


Span = tuple[date, date]
# System -> field -> the periods for which it sent a column of it.
Spans = dict[str, dict[str, list[Span]]]


def spans_by_field(episodes: Warehouse) -> Spans:
    """Who sent a column of which field, for which time. Of a child or a period of care: for all time."""
    spans: Spans = {}
    table = episodes.query(FIELDS_QUERY, of_children=list(OF_CHILDREN), speaks_of=SPEAKS_OF)
    for system, field, start, end in table.iter_rows():
        span = (start or date.min, end or date.max)
        spans.setdefault(system, {}).setdefault(field, []).append(span)
        if field.startswith(flag_field("")):
            spans[system].setdefault(ANY_FLAG, []).append(span)
    return spans


def carried_on(spans: Spans, days: int) -> Spans:
    """The spans, those that reach as far as their sender's newest file lengthened by so many days."""
    longer: Spans = {}
    for system, by_field in spans.items():
        ends = {end for every in by_field.values() for _, end in every if end < date.max}
        newest = max(ends, default=date.max)
        until = {newest: newest + timedelta(days=days)} if newest < date.max else {}
        longer[system] = {
            field: [(start, until.get(end, end)) for start, end in every] for field, every in by_field.items()
        }
    return longer


def supplied_spans(recorded: Recorded, spans: Spans) -> list[list[Span]]:
    """The periods for which each sender has sent a column that tells the thing."""
    is_of_columns = recorded.name not in OF_CATEGORY
    wanted = (*recorded.supplied_by, ANY_COLUMN) if is_of_columns else recorded.supplied_by
    return [[span for field in wanted for span in by_field.get(field, ())] for by_field in spans.values()]


def values_by_column(episodes: Warehouse, as_of: datetime) -> dict[str, list[MonthOfValues]]:
    """Every count of the two queries, by the thing counted; oldest month first."""
    answers = (episodes.query(VALUES_QUERY), episodes.query(RETURNED_VALUES_QUERY, as_of=as_of))
    return {
        name.removesuffix("_of"): [
            MonthOfValues(*row)
            for row in answer.select("month", name, name.replace("_of", "_with"), "children").iter_rows()
        ]
        for answer in answers
        for name in answer.columns
        if name.endswith("_of")
    }


def silent_months(values: Sequence[MonthOfValues], *, blank_is_unknown: bool) -> set[date]:
    """The months without a value that chance does not explain. Months with nothing to record break no silence."""
    months = [month for month in values if month.of]
    runs = (list(run) for has_value, run in groupby(months, key=lambda month: month.with_value > 0) if not has_value)
    return {month.month for run in runs if is_silent(run, months, blank_is_unknown=blank_is_unknown) for month in run}


def is_silent(run: Sequence[MonthOfValues], months: Sequence[MonthOfValues], *, blank_is_unknown: bool) -> bool:
    """Whether nobody filled the column in these months, rather than that there was nothing to fill in.

    Of what is unknown if blank: if it was never filled at all, or if as many values as at other times would have
    been surely met. Of what may not have happened: in a year or in all there is, of many rows and several children.
    So it says no more of any child than that nobody wrote anything.
    """
    rows = sum(month.of for month in run)
    if not blank_is_unknown:
        is_long = len(run) >= MONTHS_OF_SILENCE or len(run) == len(months)
        return is_long and rows >= FEWEST_ROWS and max(month.children for month in run) >= FEWEST_CHILDREN
    others = sum(month.of for month in months) - rows
    filled = sum(month.with_value for month in months)
    return filled == 0 or rows * filled >= EXPECTED_VALUES * others


def in_runs(months: Iterable[date]) -> tuple[Period, ...]:
    """Months joined where they follow one another, oldest first."""
    joined: list[Period] = []
    for month in sorted(months):
        period = period_around(month, PeriodKind.MONTH)
        if joined and joined[-1].end == month:
            joined[-1] = Period(joined[-1].start, period.end)
        else:
            joined.append(period)
    return tuple(joined)
