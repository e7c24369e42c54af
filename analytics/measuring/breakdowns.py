"""The ways a figure can be split: which column of the facts, in which order, under which name."""

from dataclasses import dataclass

import polars as pl

from analytics.measuring import ladders, next_episode, recorded
from analytics.measuring.ladders import Rung
from data import codes
from data.settings import Settings


@dataclass(frozen=True)
class Breakdown:
    """A column of the facts to split by. `groups` in reading order; empty when only the data can tell.

    `recorded` are the fields of `analytics/measuring/recorded.py` that it is made of: all must be there. `ladder`: how
    its groups are counted together where many would be of a few children, finest first.
    """

    slug: str
    title: str
    column: str
    groups: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    ladder: tuple[Rung, ...] = ()

    def known_groups(self, settings: Settings) -> tuple[str, ...]:
        """Groups that are shown even when empty, in reading order."""
        if self is ETHNICITY:
            return (*settings.ethnic_groups, codes.UNKNOWN)
        if self is AREA:
            return (*settings.areas, codes.OUT_OF_AREA, codes.UNKNOWN)
        return self.groups


SETTING = Breakdown("setting", "Home or care", "setting", codes.SETTINGS, recorded=("setting",), ladder=ladders.SETTING)
PLACEMENT = Breakdown(
    "placement",
    "Placement",
    "placement",
    (*codes.PLACEMENTS, codes.NOT_IN_CARE),
    recorded=("setting", "placement"),
    ladder=ladders.PLACEMENT,
)
IN_AREA = Breakdown(
    "in_area",
    "In or out of area",
    "in_area",
    (*codes.IN_AREA, codes.NOT_IN_CARE),
    recorded=("setting", "in_area"),
    ladder=ladders.IN_AREA,
)
SEX = Breakdown("sex", "Sex", "sex", codes.SEXES, recorded=("sex",))
AGE_BAND = Breakdown(
    "age_band",
    "Age",
    "age_band",
    (*(name for name, _, _ in codes.AGE_BANDS), codes.UNKNOWN),
    recorded=("age",),
    ladder=ladders.AGE_BAND,
)
ETHNICITY = Breakdown("ethnicity", "Ethnicity", "ethnicity", recorded=("ethnicity",), ladder=ladders.ETHNICITY)
AREA = Breakdown("area", "Police area", "area", recorded=(recorded.AREA,), ladder=ladders.AREA)
TRIAGE = Breakdown("triage", "Triage", "triage", codes.TRIAGES, recorded=("triage",), ladder=ladders.TRIAGE)
CATEGORY = Breakdown("category", "Category", "category", codes.CATEGORIES)
PROVIDER = Breakdown("provider", "Interview provider", "provider", recorded=("provider",), ladder=ladders.PROVIDER)
AFTER_INTERVIEW = Breakdown(
    "after_interview",
    "Interview within 72 hours",
    "after_interview",
    next_episode.AFTER_INTERVIEW,
    recorded=(recorded.IN_TIME,),
)
AFTER_SUPPORT = Breakdown(
    "after_support", "Support by the third day", "after_support", codes.SUPPORTS, recorded=("support",)
)
POLICE_RISK = Breakdown("police_risk", "Police risk", "police_risk", codes.POLICE_RISKS, recorded=("police_risk",))
DISTRICT = Breakdown("district", "Postcode district", "district", recorded=("district",), ladder=ladders.DISTRICT)

# The children's home, by its number: for what drives a change alone, and for co-ordinators.
HOME = Breakdown("home", "Children’s home", "urn")

# Whether the child was missing at another time in the days that triage looks back on.
FIRST, SOON_AGAIN = "first", "soon_again"
AGAIN = Breakdown("again", "Missing again or not", "lately", (FIRST, SOON_AGAIN))

BREAKDOWNS = {
    breakdown.slug: breakdown
    for breakdown in (
        SETTING,
        PLACEMENT,
        IN_AREA,
        SEX,
        AGE_BAND,
        ETHNICITY,
        AREA,
        TRIAGE,
        CATEGORY,
        PROVIDER,
        AFTER_INTERVIEW,
        AFTER_SUPPORT,
        POLICE_RISK,
        DISTRICT,
        HOME,
        AGAIN,
    )
}

# What a co-ordinator may filter by, and so what a selection may name.
FILTERS = (SETTING, AREA, PLACEMENT, SEX, ETHNICITY)


def with_lately(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with `lately`: whether the child had been missing before, in the days up to each episode."""
    lately = pl.when(pl.col("missing_in_days") > 1).then(pl.lit(SOON_AGAIN)).otherwise(pl.lit(FIRST))
    return facts.with_columns(lately.cast(pl.Enum(AGAIN.groups)).alias(AGAIN.column))


AGE_YEAR = "age_year"
UNDER_TEN = "under-10"


def with_ages(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with `age_band` (official) and `age_year` (single years from 10, the ages that go missing)."""
    # A date of birth after the start is a slip, and no age.
    age = pl.when(pl.col("age") >= 0).then("age")
    band = pl.lit(codes.UNKNOWN)
    for name, youngest, oldest in reversed(codes.AGE_BANDS):
        band = pl.when(age.is_between(youngest, oldest)).then(pl.lit(name)).otherwise(band)
    year = pl.when(age < 10).then(pl.lit(UNDER_TEN)).otherwise(age.cast(pl.String)).fill_null(codes.UNKNOWN)
    bands, years = pl.Enum(AGE_BAND.groups), pl.Enum((UNDER_TEN, *(str(age) for age in range(10, 128)), codes.UNKNOWN))
    return facts.with_columns(band.cast(bands).alias(AGE_BAND.column), year.cast(years, strict=False).alias(AGE_YEAR))
