"""Absences of children whose own records say more: the papers' "procedural mis-diagnosis of risk"."""

import polars as pl

from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, Share
from analytics.model import Unit
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Absences that bear at least one of the reasons to look again, of all absences."""
    times, days, hours = settings.absences.missing_times, settings.triage.days, settings.absences.near_hours
    months = settings.counting.look_back_months
    return Share(
        definition=Definition(
            slug="classed-absent-although",
            order=360,
            title="Classed absent although",
            question="Are those classed absent the ones at risk?",
            numerator=f"Absences of a child marked as exploited in the {months} months to it, or missing {times} times "
            f"or more in the {days} days to it, or missing within {hours} hours of it, before or after.",
            denominator="All absences that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015): a child at any risk of exploitation is never simply absent.",
            caveat="Where no file marks exploitation, or an absence has no time of day, fewer are met than there are. "
            "A reason to look again, not a finding that the police were wrong.",
            says="{n} of {of} absences ({percent}) were of children exploited, often missing or missing within hours.",
            says_of_children="{n} of {of} children reported absent ({percent}) were so although exploited, often "
            "missing or missing within hours.",
            units=(Unit.EPISODE, Unit.CHILD),
            categories=("absent",),
            base="absent",
            recorded=(ABSENT,),
            supplied="absent",
        ),
        of=pl.col("category") == "absent",
        counted=pl.any_horizontal(reasons(settings).values()),
        of_base="absent",
        counted_base="absent although",
    )


def reasons(settings: Settings) -> dict[str, pl.Expr]:
    """Why an absence is looked at again: code -> whether it is true of an absence."""
    times, days, hours = settings.absences.missing_times, settings.triage.days, settings.absences.near_hours
    since = pl.col("started_at").dt.offset_by(f"-{settings.counting.look_back_months}mo")
    return {
        "exploitation": (pl.col("exploitation_marked_at") >= since).fill_null(value=False),
        f"missing-{times}-in-{days}": pl.col("missing_in_days") >= times,
        f"missing-within-{hours}": (pl.col("hours_to_missing") <= hours).fill_null(value=False),
    }
