"""The children with episodes that inspectors ask for in a joint targeted area inspection: one row a child."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import polars as pl

from analytics.casework.answers import NOT_RECORDED
from analytics.casework.case_tables import missing_from, open_words
from analytics.casework.case_words import lives
from analytics.casework.rows import Cases, reference
from analytics.casework.uncertain import clock
from analytics.measuring.recorded import ABSENT, AWAY, COMPLETED, IN_TIME, MARKS, TRIAGE
from analytics.reports.inspection import (
    OWN_ID,
    Asked,
    Cell,
    Field,
    InspectionList,
    Sheet,
    Total,
    notice_words,
    period_words,
    refused_words,
    without_id,
)
from analytics.statistics.rounding import halves_up
from analytics.words.names import code_name, field_name
from analytics.words.numbers import joined
from data import codes
from data.errors import CannotReport

TITLE: Final = "Children with episodes, for a joint targeted area inspection"
MONTHS: Final = 12
# The rows of casework reach back 500 days (rows.py).
MOST_MONTHS: Final = 15
SOURCE: Final = (
    "Asked for by Ofsted, CQC, HMICFRS and HMI Probation: joint targeted area inspections, “child-level lists” and the "
    "spreadsheet of guidance to Annex A, on exploitation and children missing. The request that comes with the notice "
    "says which children, which months and which columns: this list has what the records of going missing hold."
)
NOT_KEPT: Final = (
    "Not kept by this product, and often asked for: name, date of birth, school, child in need or protection plan, "
    "disability, strategy discussions, allocated worker. Fill them in from the case system by the id."
)
OPEN: Final = pl.col("is_open") & (pl.col("category") == "missing")
RISKS: Final = ("high", "medium", "low", "no_apparent_risk")
OF_EPISODES: Final = "Episodes that began in the period; each category by itself."
LATEST: Final = "At the start of the latest episode."
CHILD_FIELDS: Final = (
    Field("Child Unique ID", OWN_ID),
    Field("Reference", "Finds the child’s record in this product."),
    Field("Sex", "As the most believed source says; blank where none does."),
    Field("Age", LATEST),
    Field("Ethnicity", "The group, as the most believed source says; blank where none does."),
    Field("Lived", LATEST),
    Field("Responsible and host authority", LATEST),
    Field("Missing episodes", OF_EPISODES),
    Field("Absent", OF_EPISODES),
    Field("Away without authorisation", OF_EPISODES),
    Field("First episode began", "Of any category, in the period."),
    Field("Latest episode began", "Of any category, in the period."),
    Field("Missing now", "Yes where a missing episode is open at the end of the data, whenever it began."),
    Field("Longest missing episode, hours", "Of missing episodes that are over and whose times are known."),
    Field("Missing episodes without known hours", "Open, or known by the day alone, or without an end."),
    Field("Risks marked", "On any episode of the period; blank where none was marked, or none is recorded."),
    Field("Highest police risk", "Of the missing episodes of the period; blank where none is recorded."),
    Field("Latest triage", "The newest that is recorded; blank where none is."),
    Field("Interviews required", "After missing episodes of the period that are over, unless marked as not required."),
    Field("Interviews offered", "Of those required. Blank where no file of the months tells."),
    Field("Interviews held", "Of those required. Blank where no file of the months tells."),
    Field("Interviews held within 72 hours", "Of those required. Blank where no file of the months tells of times."),
    Field("Interviews declined", "Of those required. Blank where no file of the months tells."),
)
EPISODE_FIELDS: Final = (
    Field("Child Unique ID", CHILD_FIELDS[0].told),
    Field("Reference", CHILD_FIELDS[1].told),
    Field("Category"),
    Field("Began", "Midnight where the day alone is known."),
    Field("Ended", "Blank where no end is known: the next column says why."),
    Field("How it stands"),
    Field("Hours", "True hours, where both times are known."),
    Field("Lived"),
    Field("Missing from"),
    Field("Police risk"),
    Field("Risks marked"),
    Field("Interview", "After a missing episode that is over."),
    Field("Within 72 hours", "Of an interview that was held."),
)


Row = Mapping[str, Any]
SEXES: Final = {"F": "Female", "M": "Male"}
# The field that a file has to have -> whether it is so of a required interview.
WHAT_CAME_OF_IT: Final[Mapping[str, Callable[[Row], bool]]] = {
    "interview_offered": lambda row: row["interview_offered"],
    COMPLETED: lambda row: row["interview_completed"],
    IN_TIME: lambda row: row["interview_in_time"],
    "interview_outcome": lambda row: row["interview_outcome"] in codes.DECLINED_OUTCOMES,
}


@dataclass(frozen=True)
class Period:
    """The months of the list, and the rows of it: every episode of children that began in them or is still open."""

    cases: Cases
    since: datetime

    @property
    def began(self) -> pl.DataFrame:
        """The episodes that began in the period, oldest first."""
        return self.cases.rows.filter(pl.col("started_at") >= self.since)

    @property
    def open_before(self) -> pl.DataFrame:
        """Missing episodes that began before the period and are open: no count has them, and nobody is lost."""
        return self.cases.rows.filter(OPEN & (pl.col("started_at") < self.since))

    @cached_property
    def children(self) -> list[str]:
        """Everybody of the period, most missing episodes first, then by pseudonym."""
        shown = pl.concat([self.began, self.open_before])
        began = pl.col("started_at") >= self.since
        missing = ((pl.col("category") == "missing") & began).sum()
        many = shown.group_by("child_id").agg(missing=missing, all=began.sum())
        return many.sort("missing", "all", "child_id", descending=[True, True, False])["child_id"].to_list()

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Of absent and away, those that any file of the period speaks of."""
        return frozenset((ABSENT, AWAY)) - self.lacks(ABSENT, AWAY)

    @cached_property
    def rows_by_child(self) -> dict[str, list[Row]]:
        """Each child's episodes, oldest first."""
        result: dict[str, list[Row]] = {}
        for row in pl.concat([self.open_before, self.began]).iter_rows(named=True):
            result.setdefault(str(row["child_id"]), []).append(row)
        return result

    def lacks(self, *names: str) -> frozenset[str]:
        """Those of these fields that no file of the period records."""
        return self.cases.answers.lacking(names, self.since, self.cases.as_of)


def jtai_list(request: Asked, months: int = MONTHS, notice: date | None = None) -> InspectionList:
    """Every child with an episode in the months to the end of the data, and the episodes. Raises CannotReport."""
    if not 1 <= months <= MOST_MONTHS:
        raise CannotReport(f"--months is {months}: a list is of 1 to {MOST_MONTHS} months.")
    since = pl.Series([request.as_of]).dt.offset_by(f"-{months}mo").item()
    period, ids = Period(request.cases, since), request.ids()
    children = period.children
    notes = (notice_words(notice, clock().date()) if notice else "", NOT_KEPT, *unsaid_words(period))
    return request.listed(
        title=TITLE,
        period=period_words(since, request.as_of),
        source=SOURCE,
        totals=totals(period),
        notes=tuple(filter(None, (*notes, without_id(children, ids), *refused_words(request, since)))),
        main=Sheet(
            "Children",
            CHILD_FIELDS,
            lambda: (child_line(period.rows_by_child[child], period, ids) for child in children),
        ),
        others=(
            Sheet(
                "Episodes",
                EPISODE_FIELDS,
                lambda: (episode_line(row, ids) for child in children for row in period.rows_by_child[child]),
            ),
        ),
        children=tuple(children),
    )


def child_line(own: Sequence[Row], period: Period, ids: Mapping[str, str]) -> tuple[Cell, ...]:
    """One child's line."""
    began = [row for row in own if row["started_at"] >= period.since]
    missing = [row for row in began if row["category"] == "missing"]
    last, child = own[-1], str(own[-1]["child_id"])
    hours = [row["hours_missing"] for row in missing if row["hours_missing"] is not None]
    return (
        ids.get(child),
        reference(child),
        SEXES.get(last["sex"]),
        last["age"],
        name_or_blank(last["ethnicity"]),
        lives(last["setting"], last["placement"], last["in_area"]),
        name_or_blank(last["own_or_hosted"]),
        len(missing),
        *(sum(row["category"] == kind for row in began) if kind in period.kinds else None for kind in (ABSENT, AWAY)),
        began[0]["started_at"] if began else None,
        began[-1]["started_at"] if began else None,
        "Yes" if any(row["is_open"] and row["category"] == "missing" for row in own) else "No",
        halves_up(max(hours), 1) if hours else None,
        len(missing) - len(hours),
        marks_of(*(row["flags"] for row in began)),
        highest_risk(missing),
        latest_triage(began),
        *interviews_of(missing, period),
    )


def name_or_blank(code: str) -> str | None:
    """What a code is called; blank for what is not recorded."""
    return None if code == codes.UNKNOWN else code_name(code)


def marks_of(*every: Sequence[str] | None) -> str | None:
    """The names of the risks that are marked in any of these lists, in reading order; blank for none."""
    met = {flag for flags in every for flag in flags or ()}
    names = [code_name(flag) for flag in (*codes.FLAGS, *sorted(met - set(codes.FLAGS))) if flag in met]
    return ", ".join(names) or None


def highest_risk(rows: Sequence[Row]) -> str | None:
    """The most serious risk that the police gave."""
    met = {row["police_risk"] for row in rows}
    return next((code_name(risk) for risk in RISKS if risk in met), None)


def latest_triage(rows: Sequence[Row]) -> str | None:
    """The triage of the newest episode that has one."""
    return next((code_name(row["triage"]) for row in reversed(rows) if row["triage"] != "not_triaged"), None)


def interviews_of(missing: Sequence[Row], period: Period) -> Iterator[Cell]:
    """Required, offered, held, held in time, declined; null for what no file of the returns' months tells."""
    required = [row for row in missing if row["interview_required"]]
    yield len(required)
    for field, is_so in WHAT_CAME_OF_IT.items():
        told = [row for row in required if period.cases.answers.at(field, row["ended_at"])]
        yield sum(map(is_so, told)) if told or not required else None


def episode_line(row: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[Cell, ...]:
    """One episode."""
    is_over = row["category"] == "missing" and row["ended_at"] is not None
    return (
        ids.get(row["child_id"]),
        reference(row["child_id"]),
        code_name(row["category"]),
        row["started_at"],
        row["ended_at"],
        "Returned" if row["ended_at"] else open_words(row),
        None if row["hours_missing"] is None else halves_up(row["hours_missing"], 1),
        lives(row["setting"], row["placement"], row["in_area"]),
        missing_from(row),
        code_name(row["police_risk"]),
        marks_of(row["flags"]),
        code_name(row["interview_outcome"]) if is_over else None,
        ("Yes" if row["interview_in_time"] else "No") if is_over and row["interview_completed"] else None,
    )


def totals(period: Period) -> tuple[Total, ...]:
    """The numbers of the cover: those of the product's exact tables for the same days."""
    began = period.began
    missing = began.filter(pl.col("category") == "missing")
    children = Total("Children with a missing episode", missing["child_id"].n_unique(), "Each counted once.")
    of_kind = [
        Total(f"{code_name(kind)}, episodes", began.filter(pl.col("category") == kind).height, OF_EPISODES)
        for kind in (ABSENT, AWAY)
        if kind in period.kinds
    ]
    still = period.cases.rows.filter(OPEN)["child_id"].n_unique()
    return (
        Total("Children on the list", len(period.children), "With an episode of any category, or missing now."),
        children,
        Total("Missing episodes", missing.height, OF_EPISODES),
        *of_kind,
        Total("Children missing now", still, "At the end of the data, whenever the episode began."),
        Total("Interviews required", missing.filter(pl.col("interview_required")).height, CHILD_FIELDS[18].told),
    )


def unsaid_words(period: Period) -> Iterator[str]:
    """What no file of the period records, so that its columns are blank and its risks are no "none"."""
    names = (ABSENT, AWAY, MARKS, TRIAGE, "police_risk", "interview_offered", COMPLETED)
    lacking = period.lacks(*names)
    if lacking:
        text = joined([field_name(name) for name in names if name in lacking])
        yield f"{NOT_RECORDED} in any file of the period, and blank here: {text}."
