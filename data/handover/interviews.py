"""The sheet of interviews that a provider fills in and sends back: its headings and lists, and what it says.

It is known by the heading of its reference and needs no mapping. Each row is about the return that the reference stands
for, however the rows were sorted; a row that was added by hand is about the child of its id. A row in which nothing was
filled in is left out; one that was filled in by half is no interview, and says what it lacks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from data.checks import HANDOVER_RULES, Context, check_rows
from data.codes import DECLINED_OUTCOMES, OFFERED_OUTCOMES
from data.errors import NeedsMapping
from data.formats import themes
from data.formats.as_written import as_written, holds_of, without_placeholders
from data.formats.blanks import FieldWords, Holds, field_words
from data.formats.dates import DateOrder, ShortYears
from data.formats.exchanged import with_month_first_refused
from data.formats.fields import said_of_dates, with_dates
from data.formats.headings import Sought, heading_key
from data.formats.interviews import interview_key
from data.formats.labels import code_keys, label_key
from data.formats.reading import File, Reading, all_refused, of_part
from data.formats.table_files import read_table
from data.formats.tables import Table
from data.handover import references
from data.handover.records import Records
from data.handover.references import About
from data.themes import DECLINED

SYSTEM: Final = "provider"
KIND: Final = "returned_sheet"
# Words that no list of anybody else's has: by this heading a sheet of ours is known.
REFERENCE: Final = "Reference (leave as it is)"
HEADINGS: Final = {
    "episode": REFERENCE,
    "child": "Child ID",
    "returned_at": "Returned at",
    "offer_on_record": "Offer on record",
    "interview_offered_at": "Offered at",
    "interview_outcome": "Outcome",
    "interview_completed_at": "Completed at",
    DECLINED: "Why declined",
}
# What stands on the sheet for whoever fills it in, and says nothing to us.
DUE_BY: Final = "Due by"
HOURS_LEFT: Final = "Hours left"
GIVEN: Final = (DUE_BY, HOURS_LEFT)
NEEDED: Final = ("episode", "interview_outcome", "interview_completed_at")
ANSWERS: Final = ("interview_offered_at", "interview_outcome", "interview_completed_at", DECLINED)
TIMES: Final = ("returned_at", "offer_on_record", "interview_offered_at", "interview_completed_at")
# What the sheet offers, and what each is to us. Whether one is required at all, the council says and not the provider.
OUTCOMES: Final = {
    "Held": "accepted_completed",
    "Arranged, the child did not attend": "accepted_not_present",
    "Declined by the child": "declined_child",
    "Declined by parent or carer": "declined_parent",
    "Offered, answer awaited": "pending",
    "Not offered: missing again": "not_offered_missing_again",
    "Not offered: no contact": "not_offered_no_contact",
    "Not offered: another reason": "not_offered_other",
}
NOT_OF_A_PROVIDER: Final = ("not_required", "unknown")
# A list, because whoever writes freely writes names.
OTHER_REASON: Final = "Another reason"
REASONS: Final = (
    "Did not want to talk",
    "Prefers own social worker",
    "Says was not missing",
    "Parent or carer thought it unnecessary",
    "No consent given",
    OTHER_REASON,
)
# What an outcome cannot be without.
NEEDS_COMPLETED: Final = ("accepted_completed",)
NEEDS_OFFERED: Final = ("accepted_not_present", "pending", *DECLINED_OUTCOMES)
SOUGHT: Final = Sought(
    (tuple(HEADINGS[name] for name in NEEDED),),
    "It is no sheet of interviews of ours.",
    child=HEADINGS["child"],
    dates=tuple(HEADINGS[name] for name in TIMES),
    error=NeedsMapping,
)
ORDER: Final = DateOrder.MIXED_DAY_FIRST
YEARS: Final = dict.fromkeys(TIMES, ShortYears(2000, 2099))
NOT_FILLED_IN: Final = "not_filled_in"
NOTES_SHEET: Final = "How to fill this in"


@dataclass(frozen=True)
class Whom:
    """Which child and report a row is about, or why that is not known."""

    child_id: str | None = None
    report_key: str | None = None
    problem: str | None = None


def read_sheet(file: File, as_of: datetime, records: Records) -> Reading:
    """What the sheet says: `as_of` is the time of loading, after which nothing in it can have happened."""
    table = read_table(file.name, file.content, SOUGHT)
    keys = {heading_key(heading) for heading in table.headings}
    present = {name: heading for name, heading in HEADINGS.items() if heading_key(heading) in keys}
    rows = table.texts(present, heading_key)
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in HEADINGS if name not in present)
    words = {name: words_of(name) for name in HEADINGS}
    texts = as_written(rows, words, HEADINGS, ("interview_completed_at",))
    rows = with_dates(texts.rows, TIMES, ORDER, YEARS)
    rows = without_placeholders(rows, {name: words[name] for name in TIMES})
    # A sheet has few rows: one date that can only be month first speaks for its column.
    rows = with_month_first_refused(rows, TIMES, fewest=1)
    rows = with_answers(rows)
    is_filled = pl.any_horizontal(pl.col(f"{name}_text").is_not_null() for name in ANSWERS)
    filled = with_whom(rows.filter(is_filled), records).with_columns(lacking=lacking())
    told = said_of_dates(filled, {name: HEADINGS[name] for name in ANSWERS if name in TIMES and name in present}, ORDER)
    context = Context(ORDER, as_of, HEADINGS, known_categories=tuple(OUTCOMES))
    checked = check_rows(filled, (*HANDOVER_RULES, *texts.rules()), context)
    left_out = rows.height - filled.height
    return Reading(
        file=file,
        mapping_sha256="",
        system=SYSTEM,
        kind=KIND,
        main="interview",
        as_of=known_to(checked.rows, records, as_of),
        covers=None,
        rows=as_interviews(checked.rows),
        texts=themes.texts_of(checked.rows, "interview_key", {DECLINED: code_keys(DECLINED)}, (DECLINED,)),
        refused=all_refused(table, checked),
        findings=checked.findings,
        tolerances=(
            *said_of_table(table.tolerances),
            *told,
            *said_of_other_columns(table, (*HEADINGS.values(), *GIVEN)),
            *said_of_left_out(left_out),
        ),
        left_out=left_out,
        left_out_as=NOT_FILLED_IN,
        **of_part(table, references_of(filled, records)),
    )


def references_of(filled: pl.DataFrame, records: Records) -> dict[int, str]:
    """The reference of each row that was filled in, where it stands for an episode: a later sheet has it again."""
    named = dict(filled.select("row_number", "interview").iter_rows())
    return {number: sent for number, sent in named.items() if sent in records.told}


def words_of(name: str) -> FieldWords:
    """What the words of a field mean that are no value."""
    holds = Holds.DATE if name in TIMES else holds_of(name)
    return field_words(name, holds, outcome_keys() if name == "interview_outcome" else None)


def outcome_keys() -> dict[str, str]:
    """Label key -> our code: the words of the sheet, and those that everybody uses."""
    known = {key: code for key, code in code_keys("interview_outcome").items() if code not in NOT_OF_A_PROVIDER}
    return known | {label_key(word): code for word, code in OUTCOMES.items()}


def with_answers(rows: pl.DataFrame) -> pl.DataFrame:
    """Outcome and reason by our codes, each with its text beside it; an offer on record stands for one not repeated."""
    outcomes, reasons = outcome_keys(), code_keys(DECLINED)
    labels = rows["interview_outcome"].to_list()
    coded = themes.with_answers(rows, DECLINED, reasons, rows[DECLINED].unique().drop_nulls())
    return coded.with_columns(
        pl.col(f"{DECLINED}_label").alias(f"{DECLINED}_text"),
        interview_outcome_label="interview_outcome",
        interview_outcome_text="interview_outcome",
        interview_outcome=pl.Series([label and outcomes.get(label_key(label)) for label in labels], dtype=pl.String),
    )


def with_whom(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Adds child_id, report_key, whom_problem, is_held_before, and what an interview key is made of."""
    result = [whom(sent, child, records) for sent, child in rows.select("episode", "child").iter_rows()]
    named = [references.as_written(About.EPISODE, text or "") or None for text in rows["episode"]]
    rows = rows.with_columns(
        pl.Series("child_id", [item.child_id for item in result], dtype=pl.String),
        pl.Series("report_key", [item.report_key for item in result], dtype=pl.String),
        pl.Series("whom_problem", [item.problem for item in result], dtype=pl.String),
        pl.Series("interview", named, dtype=pl.String),
        system=pl.lit(SYSTEM),
    )
    rows = rows.with_columns(interview_key=interview_key())
    return rows.with_columns(is_held_before=pl.col("interview_key").is_in(list(records.held)).fill_null(value=False))


def whom(reference: str | None, child: str | None, records: Records) -> Whom:
    """Whom a row is about. No id is repeated in what is said of it."""
    if not reference:
        return whom_by_id(child, records)
    told = records.told.get(references.as_written(About.EPISODE, reference))
    if told is None:
        return Whom(
            problem="The reference stands for no episode of the records. Put back the one that was sent; of a return "
            "that was not on the sheet, clear the cell and give the child's id and the time of return."
        )
    if child and not records.is_id_of(child, told.child_id):
        return Whom(
            problem="The reference and the child's id are of two children: one column may have been sorted without the "
            "others. Put the row right from the sheet that was sent."
        )
    return Whom(told.child_id, told.report_key)


def whom_by_id(child: str | None, records: Records) -> Whom:
    """Whom a row without a reference is about: the one child of the records with this id."""
    if not child:
        return Whom(problem="There is neither a reference nor a child's id.")
    children = records.children_of_id(child)
    if len(children) == 1:
        return Whom(next(iter(children)))
    if not children:
        return Whom(problem="No child of the records has this id. Write it as the council does.")
    return Whom(problem="More than one child may be meant by this id. Write it as the council does.")


def lacking() -> pl.Expr:
    """What a row that was begun cannot be without, in words; null where it is whole."""
    outcome, offered = pl.col("interview_outcome"), pl.coalesce("interview_offered_at_text", "offer_on_record_text")
    completed = pl.col("interview_completed_at_text")
    problems = [
        (pl.col("interview_outcome_text").is_null(), "Outcome is blank: choose one."),
        (outcome.is_in(NEEDS_COMPLETED) & completed.is_null(), "Outcome says held, and Completed at is blank."),
        (
            outcome.is_not_null() & ~outcome.is_in(NEEDS_COMPLETED) & completed.is_not_null(),
            "Completed at is filled in, and Outcome does not say held.",
        ),
        (outcome.is_in(NEEDS_OFFERED) & offered.is_null(), "Offered at is blank: write when it was offered."),
        (
            pl.col("report_key").is_null() & ~pl.any_horizontal(pl.col(f"{name}_text").is_not_null() for name in TIMES),
            "There is no reference and no time, so it is not known which return is meant.",
        ),
    ]
    whole = pl.concat_str(
        (pl.when(is_so).then(pl.lit(words)) for is_so, words in problems), separator=" ", ignore_nulls=True
    )
    return whole.replace("", None)


def as_interviews(rows: pl.DataFrame) -> pl.DataFrame:
    """Checked rows as `interview` has them."""
    is_offered = pl.col("interview_outcome").is_in([*OFFERED_OUTCOMES, "pending"])
    named = {
        DECLINED: "themes",
        "interview_outcome": "outcome",
        "returned_at_precision": "returned_precision",
        "returned_at_utc": "returned_utc",
        "interview_completed_at": "completed_at",
        "interview_completed_at_utc": "completed_utc",
        "interview_completed_at_precision": "completed_precision",
    }
    return rows.with_columns(
        episodes=pl.concat_list("report_key").list.drop_nulls(),
        offered=is_offered,
        offered_at=pl.coalesce("interview_offered_at", "offer_on_record"),
        offered_utc=pl.coalesce("interview_offered_at_utc", "offer_on_record_utc"),
    ).rename(named)


def known_to(rows: pl.DataFrame, records: Records, now: datetime) -> datetime:
    """How far the sheet knows: until the last that it tells of, and never less far than the files that are loaded.

    Not until now: it says nothing of who has come back or gone since those files.
    """
    told = [rows[name].max() for name in ("interview_offered_at", "interview_completed_at")]
    latest = max((item for item in (*told, records.as_of) if isinstance(item, datetime)), default=now)
    return min(latest, now)


def said_of_table(tolerances: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of how the file was read, without our own page of notes."""
    return tuple(
        tolerance for tolerance in tolerances if repr(NOTES_SHEET) not in tolerance or not tolerance.startswith("Sheet")
    )


def said_of_other_columns(table: Table, own: Collection[str]) -> list[str]:
    """Which columns were put in beside the sheet's own: what stands in them is not read."""
    keys = {heading_key(heading) for heading in own}
    others = [heading for heading in table.headings if heading_key(heading) and heading_key(heading) not in keys]
    if not others:
        return []
    named = ", ".join(map(repr, others))
    return [f"Not read, because the sheet that was sent has no such column: {named}. A time belongs beside its day."]


def said_of_left_out(many: int) -> list[str]:
    """How many rows nobody filled in."""
    rows = "1 row was" if many == 1 else f"{many:,} rows were"
    return [f"{rows} not filled in, and {'says' if many == 1 else 'say'} nothing."] if many else []
