"""The looked-after return (SSDA903): missing, header, episodes and uasc, known by their headings.

Dates are dd/mm/yyyy, or year first in the copies that regions clean; ids may carry the council's
suffix there. Episodes of this return are periods of care.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import polars as pl

from data.checks import (
    CARE_PERIOD_RULES,
    CHILD_RULES,
    EPISODE_RULES,
    OTHER_DATES,
    Checked,
    Context,
    RowRule,
    check_rows,
)
from data.codes import ETHNIC_LABELS, OWN_PROVIDER, PLACEMENT_CODE_GROUPS, UNKNOWN
from data.formats.as_written import AsWritten, as_written, holds_of, without_placeholders
from data.formats.blanks import FieldWords, field_words
from data.formats.child_ids import identified
from data.formats.dates import DateOrder
from data.formats.episodes import end_status, with_report_keys
from data.formats.fields import birth_month, disagreements, labels_not_understood, usual_word, whole_years, with_dates
from data.formats.headings import heading_key
from data.formats.kinds import FIELDS_THEMSELVES
from data.formats.labels import UnknownLabel, label_key
from data.formats.reading import COUNCIL, File, Reading, all_refused, months_spoken_for, of_table, unbroken_months
from data.formats.tables import Table
from data.pseudonyms import Pseudonyms
from geo.postcodes import parse_postcodes

SYSTEM: Final = "ssda903"
DATES: Final = DateOrder.MIXED_DAY_FIRST
ADVICE: Final = (
    "It is not a looked-after return (missing, header, episodes or uasc), nor a list of the Standard Safeguarding "
    "Dataset (ssd_missing, ssd_person or ssd_cla_placement); any other file needs a mapping."
)

# The return knows of no absences.
SPEAKS_OF: Final = ("missing", "away")
CATEGORY_CODES: Final = {"M": "missing", "A": "away"}
# 1 and 2 to 2023-24; M, F and U after.
SEX_CODES: Final = {"1": "M", "2": "F", "0": UNKNOWN, "9": UNKNOWN, "M": "M", "F": "F", "U": UNKNOWN}
# Field -> the words that mean something there, and so are no blank.
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "category": {label_key(code): name for code, name in CATEGORY_CODES.items()},
    "sex": {label_key(code): name for code, name in SEX_CODES.items()},
    "ethnicity": {label_key(code): code for code in ETHNIC_LABELS},
}
# Without these no row is loaded.
NEEDED: Final = ("child", "category", "started_at", "started_on")
# What to write is not a mapping: the return's codes are fixed.
ASK: Final = "It is not a code of the return: correct it in the return. Met: "


@dataclass(frozen=True)
class Module:
    """One file of the return: the headings that it must have, those that it may have, and how it is read."""

    name: str
    needed: dict[str, str]
    optional: dict[str, str]
    read: Callable[["Opened"], Reading]
    system: str = SYSTEM
    kind: str = SYSTEM


@dataclass(frozen=True)
class Opened:
    """A file of the return, recognised: its fields as text under our names, and what goes with them."""

    module: Module
    file: File
    table: Table
    texts: AsWritten
    headings: dict[str, str]
    suffix: str
    as_of: datetime
    fields: tuple[str, ...]  # those that it has a column of

    @property
    def rows(self) -> pl.DataFrame:
        """The fields as text under our names, with child_id; null where no value stands."""
        return self.texts.rows

    @property
    def context(self) -> Context:
        """What the rules must know of the file."""
        known = tuple(sorted(CATEGORY_CODES))
        return Context(DATES, self.as_of, self.headings, known_categories=known, where_to_add="Correct the return.")


def read_return(
    file: File, table: Table, pseudonyms: Pseudonyms, as_of: datetime, modules: Sequence[Module]
) -> Reading:
    """What one table says; its headings are those of one of these modules."""
    present = {module_key(heading) for heading in table.headings}
    module = next(m for m in modules if {module_key(heading) for heading in m.needed.values()} <= present)
    optional = {name: heading for name, heading in module.optional.items() if module_key(heading) in present}
    rows = table.texts(module.needed | optional, module_key)
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in module.optional if name not in optional]
    headings = module.needed | module.optional
    texts = as_written(rows.with_columns(*absent), words_of(headings), headings, NEEDED)
    suffix = shared_suffix(texts.rows["child"])
    ids = identified(texts.rows["child"].str.strip_suffix(suffix), "text", pseudonyms, COUNCIL)
    texts = replace(texts, rows=texts.rows.hstack(ids))
    fields = (*module.needed, *optional)
    return module.read(Opened(module, file, table, texts, headings, suffix, as_of, fields))


def words_of(names: Iterable[str]) -> dict[str, FieldWords]:
    """What the words of each field mean that are no value."""
    return {name: field_words(name, holds_of(name), CODES.get(name)) for name in names}


def dated(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows with these fields as dates; those of no day are blank."""
    return without_placeholders(with_dates(rows, names, DATES), words_of(names))


def checked_rows(opened: Opened, rows: pl.DataFrame, rules: tuple[RowRule, ...]) -> Checked:
    """The rows after the rules of their kind, and those about words that the file needs."""
    return check_rows(rows, (*rules, *opened.texts.rules()), opened.context)


def module_key(heading: str) -> str:
    """A heading without the suffix that regions add to columns of ids."""
    return heading_key(heading).removesuffix("_la")


def shared_suffix(ids: pl.Series) -> str:
    """The ending such as '_E08000025' that all ids share: the council's, passed over; empty where they do not."""
    # An id of the return has letters and digits alone, so an underscore is not its own.
    endings = ids.drop_nulls().str.extract(r"(_[A-Za-z0-9]+)$", 1).unique().to_list()
    return endings[0] or "" if len(endings) == 1 else ""


def tolerances(opened: Opened) -> tuple[str, ...]:
    """What was forgiven in reading the file."""
    suffix = (f"Every id ends in {opened.suffix!r}; it was passed over.",) if opened.suffix else ()
    return (*opened.table.tolerances, *suffix)


def reading(opened: Opened, main: str, checked: Checked, rows: pl.DataFrame, unknown: list[UnknownLabel]) -> Reading:
    """What the four files have in common."""
    is_missing = main == "report"
    children = usual_word(rows, ("birth_month",), "started_utc") if is_missing else None
    doubts = [] if children is None else [disagreements(rows, children, {"birth_month": "month of birth"})]
    return Reading(
        file=opened.file,
        mapping_sha256="",
        system=opened.module.system,
        kind=opened.module.kind,
        main=main,
        as_of=opened.as_of,
        covers=spoken_for(opened.table, rows["started_at"]) if is_missing else None,
        rows=rows,
        refused=all_refused(opened.table, checked),
        children=children,
        findings=pl.concat([checked.findings, *doubts]),
        tolerances=tolerances(opened),
        unknown_labels=tuple(unknown),
        speaks_of=SPEAKS_OF if is_missing else (),
        fields=(*opened.fields, main) if main in FIELDS_THEMSELVES else opened.fields,
        **of_table(opened.table),
    )


def spoken_for(table: Table, starts: pl.Series) -> tuple[date, date] | None:
    """The months from the first start to the last; where refused rows come back, none that has no start."""
    return unbroken_months(starts) if table.is_sent_back else months_spoken_for(starts)


def read_missing(opened: Opened) -> Reading:
    """Episodes missing (M) and away without authorisation (A): dates only; the end may be blank."""
    rows = opened.rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in OTHER_DATES)
    rows = dated(rows, ("started_at", "ended_at", "date_of_birth", *OTHER_DATES))
    rows = rows.rename({"category": "category_label"}).with_columns(
        category=pl.col("category_label")
        .str.to_uppercase()
        .replace_strict(CATEGORY_CODES, default=None, return_dtype=pl.String)
    )
    checked = checked_rows(opened, rows, EPISODE_RULES)
    kept = episode_columns(opened, checked.rows.with_columns(episode=pl.lit(None, dtype=pl.String)))
    return reading(opened, "report", checked, kept, [])


def episode_columns(opened: Opened, rows: pl.DataFrame) -> pl.DataFrame:
    """Checked rows about episodes, with what `report` holds of each."""
    known = rows.with_columns(system=pl.lit(opened.module.system))
    return with_report_keys(known).with_columns(
        end_status=end_status(rows.columns),
        started_utc="started_at_utc",
        ended_utc="ended_at_utc",
        started_precision="started_at_precision",
        ended_precision="ended_at_precision",
        age_at_start=whole_years(pl.col("date_of_birth"), pl.col("started_at")),
        birth_month=birth_month(pl.col("date_of_birth")),
        flags=pl.lit([], dtype=pl.List(pl.String)),
    )


def checked_children(opened: Opened) -> Checked:
    """Rows about a child, with the date of birth read and checked."""
    return checked_rows(opened, dated(opened.rows, ("date_of_birth",)), CHILD_RULES)


def read_header(opened: Opened) -> Reading:
    """Sex, month of birth and ethnic code of each child."""
    checked = checked_children(opened)
    rows = checked.rows.rename({"sex": "sex_label", "ethnicity": "ethnicity_label"})
    sex = pl.col("sex_label").str.to_uppercase().replace_strict(SEX_CODES, default=None, return_dtype=pl.String)
    ethnicity = pl.col("ethnicity_label").str.to_uppercase()
    rows = rows.with_columns(sex=sex, ethnic_code=pl.when(ethnicity.is_in(list(ETHNIC_LABELS))).then(ethnicity))
    unknown = labels_not_understood(rows["sex_label"], rows["sex"], "SEX", ASK)
    unknown += labels_not_understood(rows["ethnicity_label"], rows["ethnic_code"], "ETHNIC", ASK)
    rows = rows.with_columns(
        sex=pl.when(pl.col("sex_label").is_not_null()).then(pl.col("sex").fill_null(UNKNOWN)),
        ethnic_code=pl.when(pl.col("ethnicity_label").is_not_null()).then(pl.col("ethnic_code").fill_null(UNKNOWN)),
    )
    return reading(opened, "child_report", checked, child_rows(opened, rows), unknown)


def read_uasc(opened: Opened) -> Reading:
    """Children who are, or were in the year, unaccompanied and seeking asylum."""
    checked = checked_children(opened)
    sex = pl.col("sex").str.to_uppercase().replace_strict(SEX_CODES, default=None, return_dtype=pl.String)
    rows = checked.rows.with_columns(is_uasc=pl.lit(value=True), sex=sex)
    return reading(opened, "child_report", checked, child_rows(opened, rows), [])


def child_rows(opened: Opened, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows about a child, as `child_report` has them."""
    return rows.with_columns(
        system=pl.lit(opened.module.system),
        birth_month=birth_month(pl.col("date_of_birth")),
    )


def read_care_periods(opened: Opened) -> Reading:
    """Periods of care, one placement under one legal status each."""
    checked = checked_rows(opened, dated(opened.rows, ("started_on", "ended_on")), CARE_PERIOD_RULES)
    rows = checked.rows.with_columns(
        pl.col(name).str.to_uppercase()
        for name in ("legal_status", "placement_code", "placement_provider", "reason_started")
    )
    group = pl.col("placement_code").replace_strict(PLACEMENT_CODE_GROUPS, default=None, return_dtype=pl.String)
    is_own = (pl.col("placement_code") == "K2") & (pl.col("placement_provider") == OWN_PROVIDER)
    rows = rows.with_columns(placement=pl.when(is_own).then(pl.lit("own_residential")).otherwise(group))
    unknown = labels_not_understood(rows["placement_code"], rows["placement"], "PLACE", ASK)
    rows = rows.with_columns(
        system=pl.lit(opened.module.system),
        started_on=pl.col("started_on").dt.date(),
        ended_on=pl.col("ended_on").dt.date(),
        placement=pl.col("placement").fill_null(UNKNOWN),
        home_district=parse_postcodes(rows["home_postcode"])["district"],
        placement_district=parse_postcodes(rows["placement_postcode"])["district"],
    )
    return reading(opened, "care_period", checked, rows, unknown)


MODULES: Final = (
    Module(
        "missing",
        {"child": "CHILD", "category": "MISSING", "started_at": "MIS_START"},
        {"date_of_birth": "DOB", "ended_at": "MIS_END"},
        read_missing,
    ),
    Module(
        "episodes",
        {"child": "CHILD", "started_on": "DECOM", "legal_status": "LS"},
        {
            "ended_on": "DEC",
            "reason_started": "RNE",
            "reason_ended": "REC",
            "placement_code": "PLACE",
            "placement_provider": "PLACE_PROVIDER",
            "home_postcode": "HOME_POST",
            "placement_postcode": "PL_POST",
            "urn": "URN",
        },
        read_care_periods,
    ),
    Module("uasc", {"child": "CHILD", "until": "DUC"}, {"sex": "SEX", "date_of_birth": "DOB"}, read_uasc),
    Module(
        "header",
        {"child": "CHILD", "sex": "SEX", "ethnicity": "ETHNIC"},
        {"date_of_birth": "DOB"},
        read_header,
    ),
)
