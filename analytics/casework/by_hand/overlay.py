"""Rows of files with the marks by hand laid over them: what every list of children reads between two files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

import polars as pl

from analytics.casework.by_hand.marks import Mark, Who
from analytics.casework.rows import END_BY_HAND, START_BY_HAND, Cases, as_known, local, to_utc
from data import codes
from data.settings import Settings, TriageRule

# What is taken from the child's latest episode: who the child is, and where the child lives as far as is recorded.
OF_THE_CHILD: Final = ("child", "sex", "ethnicity", "setting", "placement", "in_area", "own_or_hosted", "flags")
# Of a child whom the records do not know yet.
OF_NOBODY: Final[dict[str, Any]] = {
    "sex": codes.UNKNOWN,
    "ethnicity": codes.UNKNOWN,
    "setting": codes.UNKNOWN,
    "placement": codes.NOT_IN_CARE,
    "in_area": codes.NOT_IN_CARE,
    "own_or_hosted": codes.UNKNOWN,
    "flags": [],
}
# What nobody can know yet of an episode that a mark began.
NOT_KNOWN_YET: Final[dict[str, Any]] = {
    "end_status": codes.STILL_OPEN,
    "triage": "not_triaged",
    "district": codes.UNKNOWN,
    "found_district": codes.UNKNOWN,
    "interview_required": False,
    "interview_offered": False,
    "interview_completed": False,
    "interview_in_time": False,
    "interview_outcome": codes.UNKNOWN,
    "provider": codes.UNKNOWN,
    "sources": [],
}
BY_HAND: Final = (START_BY_HAND, END_BY_HAND)
DAYS_A_YEAR: Final = 365.25
MONTHS_A_YEAR: Final = 12
BACK: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "episode_id": pl.String,
    "back_at": pl.Datetime("us"),
    "back_utc": pl.Datetime("us"),
    "back": pl.String,
}


@dataclass(frozen=True, eq=False)
class MarkedCases(Cases):
    """Cases with marks laid over them. Rows have `is_start_by_hand` and `is_end_by_hand` besides."""

    files: Cases | None = None
    marks: tuple[Mark, ...] = ()
    settings: Settings | None = None

    @property
    def of_files(self) -> Cases:
        """The same by files alone."""
        return self.files or self

    def earlier(self, days: int) -> Cases:
        """The same as known some days before: a mark counts from when it was written."""
        before = self.of_files.earlier(days)
        return marked(before, self.marks, self.settings) if self.settings else before


def marked(cases: Cases, marks: Sequence[Mark], settings: Settings) -> Cases:
    """The cases with the marks that count at their moment: what had happened by then and was written by then."""
    counting = [mark for mark in marks if mark.known_from <= cases.as_of]
    if not counting:
        return cases
    began = with_new(cases.rows, [mark for mark in counting if not mark.is_return], settings)
    ended = with_returns(began, [mark for mark in counting if mark.is_return], settings.deadlines.interview_hours)
    known = as_known(ended.sort("started_at", "episode_id"), cases.as_of, cases.snapshot, cases.answers)
    return MarkedCases(known.rows, known.as_of, known.snapshot, known.answers, cases, tuple(marks), settings)


def with_new(rows: pl.DataFrame, marks: Sequence[Mark], settings: Settings) -> pl.DataFrame:
    """The rows, and one for each child who is newly missing; a less serious episode of the child's is over with it."""
    columns = rows.drop(BY_HAND, strict=False)
    if not marks:
        return columns.with_columns(pl.lit(value=False).alias(name) for name in BY_HAND)
    new = pl.DataFrame([row_of(mark, columns, settings.triage) for mark in marks], schema=columns.schema, orient="row")
    over = over_by(columns, marks, settings.linking.tolerance_minutes)
    return pl.concat(
        [
            over.with_columns(is_start_by_hand=pl.lit(value=False), is_end_by_hand=pl.lit(value=False)),
            new.with_columns(is_start_by_hand=pl.lit(value=True), is_end_by_hand=pl.lit(value=False)),
        ]
    )


def row_of(mark: Mark, rows: pl.DataFrame, rule: TriageRule) -> dict[str, Any]:
    """The row of an episode that a mark began: the child as last recorded, and what was told."""
    own = rows.filter((pl.col("child_id") == mark.child_id) & (pl.col("started_at") <= mark.at))
    latest = own.row(-1, named=True) if own.height else {}
    since = mark.at - timedelta(days=rule.days)
    many = 1 + own.filter((pl.col("category") == "missing") & (pl.col("started_at") >= since)).height
    flags = list(latest.get("flags") or [])
    values = {
        **NOT_KNOWN_YET,
        **OF_NOBODY,
        **{name: latest[name] for name in OF_THE_CHILD if latest.get(name) is not None},
        **known_of(mark.who, latest),
        "age": age_at(mark, latest),
        "episode_id": mark.episode_id,
        "child_id": mark.child_id,
        "category": mark.told.category,
        "started_at": mark.at,
        "started_utc": to_utc(mark.at),
        "started_precision": mark.told.precision,
        "police_risk": mark.told.risk or codes.UNKNOWN,
        "place": mark.told.place or None,
        "missing_in_days": many,
        "suggested_triage": suggested(many, flags, rule),
    }
    return {name: values.get(name) for name in rows.columns}


def known_of(who: Who, latest: dict[str, Any]) -> dict[str, Any]:
    """What files know of the child apart from episodes: the sex, and the placement of the day."""
    known: dict[str, Any] = {"sex": who.sex} if who.sex else {}
    if who.placement is None:
        return known
    is_same = latest.get("placement") == who.placement
    in_area = latest["in_area"] if is_same else codes.UNKNOWN
    return known | {"setting": "care", "placement": who.placement, "in_area": in_area, "urn": who.urn}


def age_at(mark: Mark, latest: dict[str, Any]) -> int | None:
    """Whole years since the month of birth; without one, the age last recorded and the whole years since."""
    if born := mark.who.born:
        return ((mark.at.year - born.year) * MONTHS_A_YEAR + mark.at.month - born.month) // MONTHS_A_YEAR
    if latest.get("age") is None:
        return None
    return int(latest["age"]) + int((mark.at - latest["started_at"]).days / DAYS_A_YEAR)


def suggested(many: int, flags: Sequence[str], rule: TriageRule) -> str:
    """What the rule suggests, as facts.sql does."""
    if many > rule.red_more_than or set(flags) & set(rule.red_flags):
        return "red"
    return "green" if many < rule.green_fewer_than and not flags else "amber"


def over_by(rows: pl.DataFrame, marks: Sequence[Mark], tolerance_minutes: int) -> pl.DataFrame:
    """The rows; an open one of a child is over once as serious an episode of the child began, as facts.sql has it."""
    by_mark = [shown_back_by(mark, tolerance_minutes) for mark in marks]
    return rows.with_columns(superseded_at=pl.min_horizontal("superseded_at", *by_mark))


def shown_back_by(mark: Mark, tolerance_minutes: int) -> pl.Expr:
    """When a mark shows that the episode of a row is over: at its own start, for episodes no more serious."""
    order = codes.MOST_SERIOUS_FIRST
    lesser = order[order.index(mark.told.category) :]
    is_earlier = pl.col("started_at") < mark.at - timedelta(minutes=tolerance_minutes)
    if mark.is_date_only:
        is_earlier = pl.col("started_at").dt.date() < mark.at.date()
    is_over = (pl.col("child_id") == mark.child_id) & is_earlier & pl.col("category").cast(pl.String).is_in(lesser)
    return pl.when(is_over & (pl.col("end_status") != codes.RETURNED)).then(pl.lit(mark.at))


def with_returns(rows: pl.DataFrame, marks: Sequence[Mark], interview_hours: int) -> pl.DataFrame:
    """The rows, those ended whose child was marked to be back; an interview is owed from the time that was told."""
    if not marks:
        return rows
    back = pl.DataFrame(list(backs(marks)), schema=BACK, orient="row").unique("episode_id", keep="last")
    is_back = pl.col("back_at").is_not_null() & pl.col("ended_at").is_null()
    is_owed = (pl.col("category") == "missing") & (pl.col("interview_outcome") != "not_required")
    by_the_day = pl.col("back_at").dt.truncate("1d") + timedelta(hours=interview_hours + 24)
    due_at = (
        pl.when(pl.col("back") == "date")
        .then(by_the_day)
        .otherwise(local(pl.col("back_utc") + timedelta(hours=interview_hours)))
    )
    told = {
        "ended_at": pl.col("back_at"),
        "ended_utc": pl.col("back_utc"),
        "ended_precision": pl.col("back").cast(rows.schema["ended_precision"]),
        "end_status": pl.lit(codes.RETURNED).cast(rows.schema["end_status"]),
        "superseded_at": pl.lit(None, pl.Datetime("us")),
        "interview_required": is_owed,
        "interview_due_at": due_at,
        "is_end_by_hand": pl.lit(value=True),
    }
    joined = rows.join(back, on="episode_id", how="left", maintain_order="left")
    changed = [pl.when(is_back).then(value).otherwise(name).alias(name) for name, value in told.items()]
    return joined.with_columns(changed).drop("back_at", "back_utc", "back")


def backs(marks: Sequence[Mark]) -> Iterator[tuple[str, datetime, datetime, str]]:
    """What each return says: of which episode, when, the same in UTC, how exactly. A later mark is believed."""
    for mark in sorted(marks, key=lambda item: item.entry.number):
        at = datetime.combine(mark.at.date(), time.min) if mark.is_date_only else mark.at
        yield mark.episode_id, at, to_utc(at), mark.told.precision


def of_episode(mark: Mark, episode_id: str) -> Mark:
    """The mark, of the episode as the files now call it."""
    return replace(mark, entry=replace(mark.entry, about=episode_id)) if mark.is_return else mark
