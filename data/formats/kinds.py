"""The kinds of file that a mapping may describe, each with the fields that a row of it may hold.

A field is a date, a label of a closed list of ours, several such labels in one cell, an open label (the source's own
words), or other text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data import codes, themes

# Open labels: kept as written, or renamed by the mapping.
PLACES: Final = ("missing_from_area", "missing_from_place", "found_place", "how_ended")
AUTHORITIES: Final = ("responsible_authority", "host_authority", "legal_status")
INTERVIEW_WORDS: Final = ("interview_provider",)
# What the child told, in the words of whoever wrote it down: kept apart from all that is counted.
ACCOUNT: Final = "interview_account"
POSTCODES: Final = ("missing_from_postcode", "found_postcode")

# What a file of a kind can speak for, month by month.
INTERVIEW: Final = "interview"
SUPPORT: Final = "support"
OF_EPISODES: Final = ("missing", "absent", "away")


@dataclass(frozen=True)
class Kind:
    """One kind of file: the table that its rows become rows of, and its fields."""

    name: str
    main: str
    required: tuple[str, ...]
    dates: tuple[str, ...]
    closed: tuple[str, ...]
    open: tuple[str, ...]
    other: tuple[str, ...]
    speaks_of: tuple[str, ...]
    has_flags: bool = False
    several: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that a mapping of this kind may name."""
        return (*self.dates, *self.closed, *self.several, *self.open, *self.other)

    @property
    def with_values(self) -> tuple[str, ...]:
        """Every field of which a mapping may say what its words mean."""
        ends = tuple(name for name in self.dates if name == "ended_at")
        return (*self.closed, *self.several, *self.open, *ends)


EPISODES: Final = Kind(
    name="episodes",
    main="report",
    required=("child", "category", "started_at"),
    dates=(
        "started_at",
        "ended_at",
        "date_of_birth",
        "interview_offered_at",
        "interview_completed_at",
        "safe_and_well_at",
        "interview_declined_at",
        "social_worker_visit_at",
    ),
    closed=(
        "category",
        "setting",
        "placement",
        "sex",
        "ethnicity",
        "in_area",
        "risk",
        "triage",
        "interview_outcome",
        "interview_offered",
        "distance_miles",
    ),
    open=(*PLACES, *AUTHORITIES, *INTERVIEW_WORDS, "reported_from"),
    other=("child", "episode", *POSTCODES, "uasc", "age", ACCOUNT),
    speaks_of=(*OF_EPISODES, INTERVIEW),
    has_flags=True,
    several=themes.FIELDS,
)
NOTIFICATIONS: Final = Kind(
    name="notifications",
    main="notification",
    required=("child", "report", "reported_at"),
    dates=("reported_at", "date_of_birth"),
    closed=("report", "category", "setting", "placement", "sex", "ethnicity", "in_area", "risk", "distance_miles"),
    open=(*PLACES, *AUTHORITIES, "reported_from"),
    other=("child", "episode", *POSTCODES, "age"),
    speaks_of=OF_EPISODES,
    has_flags=True,
)
INTERVIEWS: Final = Kind(
    name="interviews",
    main="interview",
    required=("child",),
    dates=("returned_at", "interview_offered_at", "interview_completed_at"),
    closed=("interview_outcome", "interview_offered"),
    open=INTERVIEW_WORDS,
    other=("child", "interview", "episode", ACCOUNT),
    speaks_of=(INTERVIEW,),
    several=themes.FIELDS,
)
CHILDREN: Final = Kind(
    name="children",
    main="child_report",
    required=("child",),
    dates=("date_of_birth",),
    closed=("sex", "ethnicity"),
    open=(),
    other=("child", "uasc"),
    speaks_of=(),
)
CARE_PERIODS: Final = Kind(
    name="care_periods",
    main="care_period",
    required=("child", "started_on"),
    dates=("started_on", "ended_on"),
    closed=("placement",),
    open=("legal_status", "placement_provider", "urn"),
    other=("child", "home_postcode", "placement_postcode"),
    speaks_of=(),
)
SUPPORTS: Final = Kind(
    name="support",
    main="support",
    required=("child", "started_on"),
    dates=("started_on", "ended_on"),
    closed=("support",),
    open=("support_provider", "support_topics"),
    other=("child",),
    speaks_of=(SUPPORT,),
)
FOLLOW_UPS: Final = Kind(
    name="follow_up",
    main="follow_up",
    required=("child", "follow_up", "done_on"),
    dates=("done_on",),
    closed=("follow_up", "screening_result"),
    open=("screening_tool",),
    other=("child",),
    speaks_of=codes.FOLLOW_UPS,
)

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind for kind in (EPISODES, NOTIFICATIONS, INTERVIEWS, CHILDREN, CARE_PERIODS, SUPPORTS, FOLLOW_UPS)
}
# Tables of which a row, whatever its columns, answers a question about an episode: was the child in care?
FIELDS_THEMSELVES: Final = (CARE_PERIODS.main, SUPPORTS.main)


def flag_field(flag: str) -> str:
    """A flag among the fields of a file."""
    return f"flag {flag}"
