"""Whether, and how soon, a child goes missing again after coming back: bands for counting, and a survival curve.

From the landmark on: those who went again sooner could not have had an interview in time, and say nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.statistics.survival import Survival, kaplan_meier
from data import codes
from data.bands import bands_from_zero

# Days after the return by which a board asks whether the child had gone again.
DAYS: Final = (7, 14, 28, 90)
LANDMARK_DAYS: Final = codes.LANDMARK_DAYS
BY_DAYS: Final = 28
NOT_AGAIN: Final = f"not-in-{DAYS[-1]}"
TOO_SOON: Final = "too-soon"
BANDS: Final = tuple(band.name for band in bands_from_zero(DAYS)[:-1])
# The bands that lie before BY_DAYS.
WITHIN: Final = BANDS[: DAYS.index(BY_DAYS) + 1]
WITHIN_NAME: Final = f"within-{BY_DAYS}"
AGAIN: Final = (*BANDS, NOT_AGAIN, TOO_SOON)

# Those few of whom no interview was required had none in time: a row of their own would hide the others.
IN_TIME, NOT_IN_TIME = "in_time", "not_in_time"
AFTER_INTERVIEW: Final = (IN_TIME, NOT_IN_TIME)


def with_next_episode(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts as known at a time, with `again` (how soon the child went again) and `after_interview` (of that return).

    `again` is null while the child is missing; "too-soon" where there is none yet and too few days have passed.
    """
    gap, followed = pl.col("days_to_next"), pl.col("days_followed")
    is_over_last = (gap >= DAYS[-1]) | (gap.is_null() & (followed >= DAYS[-1]))
    # The first name whose test is true.
    named = [(gap < edge, name) for name, edge in zip(BANDS, DAYS, strict=True)]
    named += [(is_over_last, NOT_AGAIN), (followed.is_not_null(), TOO_SOON)]
    again = pl.coalesce(pl.when(test).then(pl.lit(name)) for test, name in named)
    interview = pl.when("interview_in_time").then(pl.lit(IN_TIME)).otherwise(pl.lit(NOT_IN_TIME))
    return facts.with_columns(
        again=pl.when(pl.col("ended_at").is_not_null()).then(again).cast(pl.Enum(AGAIN)),
        after_interview=interview.cast(pl.Enum(AFTER_INTERVIEW)),
    )


def was_followed(days: float) -> pl.Expr:
    """Returns after which so many days have passed, of children who had not gone again by the landmark."""
    at_landmark = pl.col("days_to_next").is_null() | (pl.col("days_to_next") > LANDMARK_DAYS)
    return at_landmark & (pl.col("days_followed") >= days)


@dataclass(frozen=True)
class Curve:
    """How long until the next episode, of the returns of one group. Exact: for co-ordinators."""

    group: str
    survival: Survival


def curves(facts: pl.DataFrame, groups: Sequence[str] = (IN_TIME, NOT_IN_TIME)) -> list[Curve]:
    """Kaplan-Meier from the landmark, by whether an interview was held in time. `facts` are missing episodes, over."""
    followed = facts.filter(was_followed(LANDMARK_DAYS))
    return [Curve(group, survival_of(followed.filter(pl.col("after_interview") == group))) for group in groups]


def survival_of(returns: pl.DataFrame) -> Survival:
    """Days after the return until the next episode; those who have not gone yet are followed until the as-of time."""
    has_gone = returns["days_to_next"].is_not_null()
    times = returns["days_to_next"].fill_null(returns["days_followed"])
    return kaplan_meier(times.to_list(), has_gone.to_list())
