"""The Standard Safeguarding Dataset: missing, person, placements and episodes of care, known by their headings.

Councils take it out of their case system (Liquidlogic, Mosaic, Eclipse), so it speaks as social care does. Headings and
meanings are those that Data to Insight publishes (github.com/data-to-insight/ssd-data-model, ssd_missing ff.). Legal
status stands in a list of its own, which is not read: short breaks cannot be told from care by this dataset alone.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import polars as pl

from data.checks import EPISODE_RULES, OTHER_DATES
from data.codes import CATEGORIES
from data.formats.fields import said_of_dates
from data.formats.labels import NO, YES, label_keys
from data.formats.mapped import yes_or_no
from data.formats.reading import Reading
from data.formats.ssda903 import (
    DATES,
    Module,
    Opened,
    checked_rows,
    dated,
    episode_columns,
    read_care_periods,
    read_header,
    reading,
)

SYSTEM: Final = "social_care"
KIND: Final = "safeguarding"
# M missing from care, A away from placement without authorisation, or the words of the case system.
CATEGORY_CODES: Final = {
    "m": "missing",
    "a": "away",
    **{name: name for name in CATEGORIES},
    "missingfromcare": "missing",
    "awayfromplacementwithoutauthorisation": "away",
}
TIMES: Final = ("started_at", "ended_at")
NOT_OF_A_PLACEMENT: Final = ("legal_status", "reason_started", "reason_ended", "home_postcode")
INTERVIEW_FIELDS: Final = {"offered": "interview_offered", "accepted": "interview_outcome"}
SAID_OF_INTERVIEWS: Final = (
    "An interview that was accepted is taken as held, and its time as not recorded: the dataset does not say."
)


def read_missing(opened: Opened) -> Reading:
    """Episodes missing and away, with their times and whether an interview was offered and accepted."""
    others = (*OTHER_DATES, "date_of_birth")
    rows = opened.rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in others)
    rows = dated(rows, (*TIMES, *others))
    category = label_keys(pl.col("category")).replace_strict(CATEGORY_CODES, default=None, return_dtype=pl.String)
    rows = rows.with_columns(category_label="category", category=category)
    checked = checked_rows(opened, rows, EPISODE_RULES)
    kept = episode_columns(opened, checked.rows.with_columns(answered(name) for name in ("offered", "accepted")))
    kept = kept.with_columns(interview_offered=yes_or_no("offered"), interview_outcome=outcome())
    told = reading(opened, "report", checked, kept, [])
    is_held = kept["interview_outcome"].eq("accepted_completed").any()
    of_dates = said_of_dates(rows, {name: opened.headings[name] for name in TIMES}, DATES)
    notes = (*([SAID_OF_INTERVIEWS] if is_held else []), *of_dates)
    fields = tuple(INTERVIEW_FIELDS.get(name, name) for name in told.fields)
    return replace(told, tolerances=(*told.tolerances, *notes), fields=fields)


def answered(name: str) -> pl.Expr:
    """An answer as yes or no; null for NA, a blank or another word."""
    answers = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
    return label_keys(pl.col(name)).replace_strict(answers, default=None, return_dtype=pl.String).alias(name)


def outcome() -> pl.Expr:
    """What came of the interview, as far as offered and accepted say; null where they say nothing."""
    offered, accepted = pl.col("offered"), pl.col("accepted")
    return (
        pl.when(accepted == "yes")
        .then(pl.lit("accepted_completed"))
        .when(offered == "no")
        .then(pl.lit("not_offered_other"))
        .when((offered == "yes") & (accepted == "no"))
        .then(pl.lit("declined_child"))
    )


def read_placements(opened: Opened) -> Reading:
    """Placements as periods of care. A type is a code of the return, with its words after it in some systems."""
    code = pl.col("placement_code").str.extract(r"^([A-Za-z]\d)\b", 1)
    lacking = [pl.lit(None, dtype=pl.String).alias(name) for name in NOT_OF_A_PLACEMENT]
    rows = opened.rows.with_columns(*lacking, placement_code=pl.coalesce(code, "placement_code"))
    return read_care_periods(replace(opened, texts=replace(opened.texts, rows=rows)))


def a_list(name: str, needed: dict[str, str], optional: dict[str, str], read: Callable[[Opened], Reading]) -> Module:
    """One list of the dataset."""
    return Module(name, needed, optional, read, system=SYSTEM, kind=KIND)


LISTS: Final = (
    a_list(
        "ssd_missing",
        {
            "child": "miss_person_id",
            "category": "miss_missing_episode_type",
            "started_at": "miss_missing_episode_start_date",
        },
        {
            "episode": "miss_table_id",
            "ended_at": "miss_missing_episode_end_date",
            "offered": "miss_missing_rhi_offered",
            "accepted": "miss_missing_rhi_accepted",
        },
        read_missing,
    ),
    a_list(
        "ssd_person",
        {"child": "pers_person_id", "sex": "pers_sex", "ethnicity": "pers_ethnicity"},
        {"date_of_birth": "pers_dob"},
        read_header,
    ),
    a_list(
        "ssd_cla_placement",
        {
            "child": "clap_person_id",
            "started_on": "clap_cla_placement_start_date",
            "placement_code": "clap_cla_placement_type",
        },
        {
            "ended_on": "clap_cla_placement_end_date",
            "placement_provider": "clap_cla_placement_provider",
            "placement_postcode": "clap_cla_placement_postcode",
            "urn": "clap_cla_placement_urn",
        },
        read_placements,
    ),
)
