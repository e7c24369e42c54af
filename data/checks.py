"""What is checked of every row, one small value per rule.

Codes are those of the looked-after return's own checks where one exists, else our own words. A rule
either refuses the row, which is kept whole to be sent back, or is only a doubt: the row is loaded and
the finding kept. A row is refused under the first rule that it breaks; its message names all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import Final

import polars as pl

from data.codes import APART, FOLLOW_UPS
from data.formats.blanks import EXPONENT
from data.formats.dates import (
    DAY_AND_MONTH,
    HAPPENED_TWICE,
    IN_WORDS,
    NO_SUCH_TIME,
    NOT_A_DATE,
    TWO_DIGIT_YEAR,
    DateOrder,
    local_now,
)
from data.formats.tables import REFUSED_SCHEMA, ROW_SHAPE, STRAY_QUOTE

# What only the checks ask of a field: not carried further, as a million rows of it would not fit beside the rest.
OF_CHECKS: Final = ("_problem", "_undeclared", "_short_year", "_midnight", "_text")
# What is known of a refused row beside its text, which may be nothing: null then.
# After these no child is missing by a report.
CLOSING_REPORTS: Final = ("found", *APART)
KNOWN_OF_REFUSED: Final = pl.Schema({"is_open": pl.Boolean(), "started_at": pl.Datetime("us")})
FINDING_SCHEMA: Final = pl.Schema({"row_number": pl.Int64, "rule": pl.String, "message": pl.String})


@dataclass(frozen=True)
class Context:
    """What the rules must know of the file: its headings, what it can know, and which period it speaks for."""

    dates: DateOrder
    as_of: datetime
    headings: Mapping[str, str] = field(default_factory=dict)
    covers: tuple[date, date] | None = None
    known_categories: tuple[str, ...] = ()
    where_to_add: str = ""
    clock: datetime = field(default_factory=local_now)

    def column(self, name: str) -> str:
        """The field as the sender calls it."""
        return f"{self.headings.get(name, name)!r}"


@dataclass(frozen=True)
class RowRule:
    """One rule about one row: `applies` is true where the row breaks it; `says` is the message for such a row."""

    code: str
    title: str
    applies: Callable[[Context], pl.Expr]
    says: Callable[[Context], pl.Expr]
    refuses: bool = True


@dataclass(frozen=True)
class Checked:
    """The rows of a file after its checks.

    Columns of `refused`: row_number, rule, message, original; is_open (of an episode: no end can be read), started_at.
    """

    rows: pl.DataFrame
    refused: pl.DataFrame
    findings: pl.DataFrame


def check_rows(rows: pl.DataFrame, rules: tuple[RowRule, ...], context: Context) -> Checked:
    """The rows that no rule refuses, those refused, and the doubts about the former.

    Raises ValueError where two rules that refuse have one code.
    """
    refusing = {rule.code: rule for rule in rules if rule.refuses}
    if len(refusing) < sum(rule.refuses for rule in rules):
        raise ValueError("two rules have one code: only the latter would be asked")
    rows = rows.with_columns(
        rule.applies(context).fill_null(value=False).alias(code) for code, rule in refusing.items()
    )
    is_refused = pl.any_horizontal(list(refusing))
    broken = rows.filter(is_refused)
    first = pl.coalesce(pl.when(code).then(pl.lit(code)) for code in refusing)
    messages = [pl.when(code).then(rule.says(context)) for code, rule in refusing.items()]
    refused = broken.select(
        "row_number",
        "original",
        rule=first,
        message=pl.concat_str(messages, separator=" ", ignore_nulls=True),
        **known_of_refused(broken),
    )
    kept = rows if broken.is_empty() else rows.filter(~is_refused)
    doubts = [findings_of(kept, rule, context) for rule in rules if not rule.refuses]
    over = [name for name in rows.columns if name in refusing or name == "original" or name.endswith(OF_CHECKS)]
    columns = {**REFUSED_SCHEMA, **KNOWN_OF_REFUSED}
    refused = refused.select(pl.col(name).cast(kind) for name, kind in columns.items())
    return Checked(kept.drop(over), refused, pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *doubts]))


def known_of_refused(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """Whether a child may be missing by a refused row, and since when: an open episode, or a missing report."""
    nothing = pl.lit(None)
    if "report" in rows.columns:
        return {
            "is_open": ~pl.col("report").is_in(CLOSING_REPORTS).fill_null(value=False),
            "started_at": pl.col("reported_at"),
        }
    if "started_at" in rows.columns and "ended_at" in rows.columns:
        is_apart = pl.col("category").is_in(APART).fill_null(value=False)
        return {"is_open": pl.col("ended_at").is_null() & ~is_apart, "started_at": pl.col("started_at")}
    return {"is_open": nothing, "started_at": nothing}


def findings_of(rows: pl.DataFrame, rule: RowRule, context: Context) -> pl.DataFrame:
    """A finding for each row that the rule doubts."""
    doubted = rows.filter(rule.applies(context).fill_null(value=False))
    return doubted.select("row_number", rule=pl.lit(rule.code), message=rule.says(context)).cast(FINDING_SCHEMA)


# --- small expressions -----------------------------------------------------------------------------------------------


def words(text: str) -> Callable[[Context], pl.Expr]:
    """A message that is the same for every row."""
    return lambda _: pl.lit(text)


def always(expression: pl.Expr) -> Callable[[Context], pl.Expr]:
    """A condition that does not depend on the file."""
    return lambda _: expression


def shown(name: str, context: Context) -> pl.Expr:
    """A field and its text for a message. A date of birth is never repeated."""
    if name == "date_of_birth":
        return pl.lit(context.column(name))
    return pl.concat_str(pl.lit(context.column(name) + " is '"), pl.col(f"{name}_text"), pl.lit("'"))


def has_problem(problem: str, *names: str) -> Callable[[Context], pl.Expr]:
    """Whether any of the date fields has the problem."""
    return always(
        reduce(
            lambda item, other: item | other, [pl.col(f"{name}_problem").eq_missing(pl.lit(problem)) for name in names]
        )
    )


def problem_says(problem: str, text: str, *names: str) -> Callable[[Context], pl.Expr]:
    """Every date field of the row that has the problem, with its text, then `text`."""

    def says(context: Context) -> pl.Expr:
        met = [pl.when(pl.col(f"{name}_problem") == problem).then(shown(name, context)) for name in names]
        return pl.concat_str(pl.concat_str(met, separator=", ", ignore_nulls=True), pl.lit(text))

    return says


# The end of a cell that holds an error, also where a time or a day in another column stands before it.
IS_ERROR: Final = r"(?i)(?:^|\s)(?:#[A-Z/0-9 ]+[!?A-Z]|err:\d+|#{3,})$"


def not_a_date_says(*names: str) -> Callable[[Context], pl.Expr]:
    """Which date field is no date, and how dates should be written; or that a cell is an error."""
    error = (
        ": an error of the spreadsheet, and no date. Ask what should stand there. #NO RESULT! is a formula that was "
        "never worked out: open the workbook in the program that made it, save it, and load it again."
    )

    def says(context: Context) -> pl.Expr:
        is_error = pl.any_horizontal(
            pl.col(f"{name}_text").str.contains(IS_ERROR).fill_null(value=False) for name in names
        )
        written = problem_says(NOT_A_DATE, f": not a date {IN_WORDS[context.dates]}.", *names)(context)
        return pl.when(is_error).then(problem_says(NOT_A_DATE, error, *names)(context)).otherwise(written)

    return says


def short_year_says(*names: str) -> Callable[[Context], pl.Expr]:
    """Which date field has a year of two digits that cannot be told, and what to do."""
    no_century = (
        ": the year has two digits, so the century would be a guess. Write century = 2000 (or covers) under [source] "
        "in the mapping, or the year with four digits."
    )
    not_near = (
        ": the year has two digits, and no year that ends in them is near the period covered. Correct the date, or ask "
        "for four digits of the year."
    )
    return lambda context: problem_says(TWO_DIGIT_YEAR, not_near if context.covers else no_century, *names)(context)


def date_rules(*names: str) -> tuple[RowRule, ...]:
    """The rules about how a date is written, for these fields."""
    return (
        RowRule(
            "date_not_understood", "a date is not a date", has_problem(NOT_A_DATE, *names), not_a_date_says(*names)
        ),
        *clock_rules(*names),
    )


def clock_rules(*names: str) -> tuple[RowRule, ...]:
    """The rules about years with two digits, and hours that the clocks skip or repeat."""
    exchanged = (
        ": a program set to month first has exchanged day and month in this column. Ask for the dates year first, such "
        "as 2026-09-25, or as the system has them."
    )
    skipped = ": the clocks went forward over this time, so it did not exist."
    twice = ": the clocks went back over this time, so it came twice; the earlier was taken."
    return (
        RowRule(
            TWO_DIGIT_YEAR,
            "a year has two digits",
            has_problem(TWO_DIGIT_YEAR, *names),
            short_year_says(*names),
        ),
        RowRule(
            DAY_AND_MONTH,
            "day and month are exchanged",
            has_problem(DAY_AND_MONTH, *names),
            problem_says(DAY_AND_MONTH, exchanged, *names),
        ),
        RowRule(
            NO_SUCH_TIME,
            "a time that the clocks skipped",
            has_problem(NO_SUCH_TIME, *names),
            problem_says(NO_SUCH_TIME, skipped, *names),
        ),
        RowRule(
            HAPPENED_TWICE,
            "a time that came twice; the earlier was taken",
            has_problem(HAPPENED_TWICE, *names),
            problem_says(HAPPENED_TWICE, twice, *names),
            refuses=False,
        ),
    )


def category_says(context: Context) -> pl.Expr:
    """The label that is not understood, what is, and where to add it."""
    known = ", ".join(context.known_categories)
    return pl.concat_str(
        pl.lit(f"{context.column('category')} is '"),
        pl.col("category_label"),
        pl.lit(f"', which is not understood. Understood: {known}. {context.where_to_add}".rstrip()),
    )


def not_come_yet_says(*names: str) -> Callable[[Context], pl.Expr]:
    """That what was done is written with a moment that has not come yet, for each field of which that is so."""

    def says(context: Context) -> pl.Expr:
        told = pl.lit(": has not come yet. Correct the day.")
        of_each = [pl.when(pl.col(name) > context.as_of).then(shown(name, context) + told) for name in names]
        return pl.concat_str(of_each, separator=" ", ignore_nulls=True)

    return says


def after_as_of_says(name: str) -> Callable[[Context], pl.Expr]:
    """The date that the source could not have known."""
    return lambda context: pl.concat_str(
        shown(name, context), pl.lit(f": after the source's own as-of time, {context.as_of:%Y-%m-%d %H:%M}.")
    )


def outside_covers(context: Context, at: pl.Expr, *, before: bool) -> pl.Expr:
    """Whether a time is outside the period that the source says it speaks for; never, where it does not say."""
    if context.covers is None:
        # As long as the rows: Polars fails to filter tens of thousands of them by one value.
        return pl.repeat(value=False, n=pl.len())
    is_after = at.dt.date() >= context.covers[1]
    return is_after | (at.dt.date() < context.covers[0]) if before else is_after


def covers_says(name: str) -> Callable[[Context], pl.Expr]:
    """The date, and the period that it falls outside of."""
    return lambda context: pl.concat_str(
        shown(name, context),
        pl.lit(
            f": outside the period covered, {context.covers[0]} to before {context.covers[1]}."
            if context.covers
            else ""
        ),
    )


IS_BLANK_CATEGORY = pl.col("category_label").is_null()
HAS_START = pl.col("started_at_text").is_not_null()
# "Still missing", or a date such as 9999-12-31, is no end.
HAS_END = pl.col("ended_at_text").is_not_null() & ~pl.col("ended_word").is_in(["still_missing", "not_known"]).fill_null(
    value=False
)
BOTH_TIMED = (pl.col("started_at_precision") == "minute") & (pl.col("ended_at_precision") == "minute")
ENDS_BEFORE_START = (
    pl.when(BOTH_TIMED)
    .then(pl.col("ended_at_utc") < pl.col("started_at_utc"))
    .otherwise(pl.col("ended_at").dt.date() < pl.col("started_at").dt.date())
)
BORN = pl.col("date_of_birth").dt.date()
BEFORE_BIRTH = (pl.col("started_at").dt.date() < BORN) | (pl.col("ended_at").dt.date() < BORN).fill_null(value=False)
# A year that no record in use goes back to: one such row would stretch every series over a century.
EARLIEST_START: Final = 2000
OTHER_DATES = (
    *("interview_offered_at", "interview_completed_at", "safe_and_well_at"),
    *("interview_declined_at", "social_worker_visit_at"),
)
ALL_DATES = ("started_at", "ended_at", *OTHER_DATES)

IS_EXPONENT: Final = pl.col("child_text").str.contains(EXPONENT).fill_null(value=False)


def no_child_says(context: Context) -> pl.Expr:
    """That the id is blank, or the word that stands there for none."""
    word = pl.concat_str(
        pl.lit(f"{context.column('child')} is '"), pl.col("child_text"), pl.lit("', which names no child.")
    )
    return pl.coalesce(word, pl.lit(f"{context.column('child')} is blank."))


CHILD_ID_RULES: Final = (
    RowRule(
        "id_in_exponent_form",
        "a child's id that a spreadsheet has shortened",
        always(IS_EXPONENT),
        lambda context: pl.lit(
            f"{context.column('child')} is in the form 1.2E+11: a spreadsheet took the id for a number and cut its end "
            "off, so children cannot be told apart. Ask for the file again, with that column as text."
        ),
    ),
    RowRule("no_child", "no child", always(pl.col("child").is_null() & ~IS_EXPONENT), no_child_says),
    RowRule(
        "id_spelled_in_several_ways",
        "a child's id that the file writes in several ways",
        always(pl.col("child_spellings").is_not_null()),
        lambda context: pl.concat_str(
            pl.lit(f"{context.column('child')}: "),
            pl.col("child_spellings"),
            pl.lit(
                ". Each spelling was taken for another child. If they are one, have them written alike; where ids are "
                'numbers, write child_id_form = "number" under [source] in the mapping.'
            ),
        ),
        refuses=False,
    ),
    RowRule(
        "id_not_a_number",
        "a child's id that is no number, though the mapping says that ids are",
        always(pl.col("child_is_no_number")),
        lambda context: pl.lit(
            f"{context.column('child')} is no number, though the mapping says that ids are. It was taken as it stands."
        ),
        refuses=False,
    ),
)
ERROR_CELL: Final = RowRule(
    "error_cell",
    "a cell is an error of the spreadsheet",
    always(pl.col("error_cells").is_not_null()),
    lambda _: pl.concat_str(
        "error_cells",
        pl.lit(
            ": an error of the spreadsheet stands there. The row was loaded without it. Ask what should stand there."
        ),
    ),
    refuses=False,
)
EXPONENT_CELL: Final = RowRule(
    "reference_in_exponent_form",
    "a number that a spreadsheet has shortened",
    always(pl.col("exponent_cells").is_not_null()),
    lambda _: pl.concat_str(
        "exponent_cells",
        pl.lit(
            ": in the form 1.2E+11, which several numbers share. The row was loaded without it. Ask for the file "
            "again, with that column as text."
        ),
    ),
    refuses=False,
)
# No child is off the lists because of a birthday: all that it gives is the age.
BIRTH_NOT_UNDERSTOOD: Final = RowRule(
    "birth_not_understood",
    "a date of birth that is no date",
    always(pl.col("date_of_birth_problem").is_in([NOT_A_DATE, TWO_DIGIT_YEAR, DAY_AND_MONTH])),
    # Not repeated: a date of birth, even one mistyped, is never kept whole.
    lambda context: pl.lit(
        f"{context.column('date_of_birth')} is no date {IN_WORDS[context.dates]}. The row was loaded without it, so it "
        "gives no age. Ask for the date of birth, with four digits of the year."
    ),
    refuses=False,
)
AGE_NOT_UNDERSTOOD: Final = RowRule(
    "age_not_understood",
    "an age that is no number of years",
    always(pl.col("age_problem").is_not_null()),
    lambda context: pl.concat_str(
        pl.lit(f"{context.column('age')} is '"),
        pl.col("age_problem"),
        pl.lit("', which is no number of years. The row was loaded without it."),
    ),
    refuses=False,
)

CATEGORY_NOT_UNDERSTOOD = RowRule(
    "1006",
    "the category is not understood",
    always(~IS_BLANK_CATEGORY & pl.col("category").is_null()),
    category_says,
)


def before_birth(is_before: pl.Expr) -> RowRule:
    """No episode is older than its child."""
    return RowRule(
        "586",
        "the episode is before the child's birth",
        always(is_before),
        words("The episode is before the child's birth."),
    )


def start_rules(name: str) -> tuple[RowRule, ...]:
    """A start is of this century, and was known when the source spoke."""
    return (
        RowRule(
            "starts_too_early",
            "the start is too long ago to be meant",
            always(pl.col(name).dt.year() < EARLIEST_START),
            lambda context: pl.concat_str(
                shown(name, context), pl.lit(f": before {EARLIEST_START}, which is taken for a slip of the pen.")
            ),
        ),
        RowRule(
            "starts_after_as_of",
            "the start is after the as-of time",
            lambda context: pl.col(name) > context.as_of,
            after_as_of_says(name),
        ),
    )


# An error in place of an end, which is loaded and somebody has to settle. Of an end that is not known the same is said
# when all sources are known: another may tell of the return.
END_ERROR: Final = RowRule(
    "end_error",
    "the end is an error of the spreadsheet, so the episode may be open",
    always(pl.col("ended_word") == "error"),
    lambda context: pl.concat_str(
        shown("ended_at", context),
        pl.lit(": an error of the spreadsheet, and no end. The episode was taken as open. Ask whether it is."),
    ),
    refuses=False,
)

EPISODE_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    RowRule(
        "no_episode",
        "no category, start or end",
        always(IS_BLANK_CATEGORY & ~HAS_START & ~HAS_END),
        words("The row has no category, start or end."),
    ),
    CATEGORY_NOT_UNDERSTOOD,
    RowRule("1004", "the start is not a date", has_problem(NOT_A_DATE, "started_at"), not_a_date_says("started_at")),
    RowRule("1005", "the end is not a date", has_problem(NOT_A_DATE, "ended_at"), not_a_date_says("ended_at")),
    RowRule(
        "date_not_understood",
        "a date is not a date",
        has_problem(NOT_A_DATE, *OTHER_DATES),
        not_a_date_says(*OTHER_DATES),
    ),
    *clock_rules(*ALL_DATES),
    BIRTH_NOT_UNDERSTOOD,
    RowRule(
        "564",
        "a category but no start",
        always(~IS_BLANK_CATEGORY & ~HAS_START),
        words("There is a category but no start."),
    ),
    RowRule(
        "565",
        "a start but no category",
        always(IS_BLANK_CATEGORY & HAS_START),
        words("There is a start but no category."),
    ),
    RowRule(
        "566", "an end but no category", always(IS_BLANK_CATEGORY & HAS_END), words("There is an end but no category.")
    ),
    RowRule("567", "the end is before the start", always(ENDS_BEFORE_START), words("The end is before the start.")),
    before_birth(BEFORE_BIRTH),
    *start_rules("started_at"),
    END_ERROR,
    RowRule(
        "ends_in_the_future",
        "the end is later than now",
        lambda context: pl.col("ended_at") > context.clock,
        lambda context: pl.concat_str(
            shown("ended_at", context), pl.lit(": later than now, so it is a slip of the keys. Correct it.")
        ),
    ),
    RowRule(
        "ends_after_as_of",
        "the end is after the as-of time",
        lambda context: pl.col("ended_at") > context.as_of,
        after_as_of_says("ended_at"),
        refuses=False,
    ),
    RowRule(
        "570",
        "the start is after the period covered",
        lambda context: outside_covers(context, pl.col("started_at"), before=False),
        covers_says("started_at"),
        refuses=False,
    ),
    RowRule(
        "571",
        "the end is outside the period covered",
        lambda context: outside_covers(context, pl.col("ended_at"), before=True),
        covers_says("ended_at"),
        refuses=False,
    ),
)

CHILD_RULES: Final[tuple[RowRule, ...]] = (*CHILD_ID_RULES, BIRTH_NOT_UNDERSTOOD)

CARE_PERIOD_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    *date_rules("started_on", "ended_on"),
    RowRule(
        "no_care_start",
        "no start of care",
        always(pl.col("started_on_text").is_null()),
        lambda context: pl.lit(
            f"{context.column('started_on')} is blank, or holds a word for that: there is no start of care."
        ),
    ),
    RowRule(
        "care_end_not_known",
        "whether the placement has ended is not known",
        always(pl.col("ended_word") == "not_known"),
        lambda context: pl.lit(
            f"{context.column('ended_on')} says that the end is not known: the placement was taken as going on. Ask "
            "whether it has ended, and when."
        ),
        refuses=False,
    ),
    RowRule(
        "care_ends_before_start",
        "care ends before it starts",
        always(pl.col("ended_on") < pl.col("started_on")),
        words("The period of care ends before it starts."),
    ),
)


OUTCOME_TIMES: Final = ("returned_at", "interview_offered_at", "interview_completed_at")


def report_says(context: Context) -> pl.Expr:
    """The label that is no report, or that there is none, and where to add it."""
    column = context.column("report")
    label = pl.concat_str(
        pl.lit(f"{column} is '"),
        pl.col("report_label"),
        pl.lit(
            "', which says neither missing nor found, cancelled or false alarm. List it under [values.report] in the "
            "mapping."
        ),
    )
    return pl.coalesce(
        label, pl.lit(f"{column} is blank, or holds a word for that: it says neither missing nor found.")
    )


NOTIFICATION_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    RowRule(
        "report_not_understood",
        "no report that a child is missing or found, or that it was cancelled",
        always(pl.col("report").is_null()),
        report_says,
    ),
    CATEGORY_NOT_UNDERSTOOD,
    *date_rules("reported_at"),
    BIRTH_NOT_UNDERSTOOD,
    RowRule(
        "no_report_time",
        "a report without a time",
        always(pl.col("reported_at_text").is_null()),
        lambda context: pl.lit(
            f"{context.column('reported_at')} is blank, or holds a word for that: there is no time of the report."
        ),
    ),
    before_birth((pl.col("reported_at").dt.date() < BORN).fill_null(value=False)),
    *start_rules("reported_at"),
)

INTERVIEW_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    *date_rules(*OUTCOME_TIMES),
    RowRule(
        "no_interview",
        "no time, episode or outcome of an interview",
        always(
            pl.all_horizontal(pl.col(f"{name}_text").is_null() for name in OUTCOME_TIMES) & pl.col("episode").is_null()
        ),
        words("The row names no episode and gives no time, so it is not known which episode it is about."),
    ),
    RowRule(
        "interview_after_as_of",
        "the interview is after the as-of time",
        lambda context: pl.col("interview_completed_at") > context.as_of,
        after_as_of_says("interview_completed_at"),
    ),
)

# Of a sheet that was handed over and came back: its own times, and columns of ours that say what is amiss.
ANSWER_TIMES: Final = ("interview_offered_at", "interview_completed_at")
OF_WHOM: Final = RowRule(
    "handover_of_whom",
    "a returned sheet's row of which it is not known whom it is about",
    always(pl.col("whom_problem").is_not_null()),
    lambda _: pl.col("whom_problem"),
)
HANDOVER_RULES: Final[tuple[RowRule, ...]] = (
    *date_rules("returned_at", *ANSWER_TIMES),
    OF_WHOM,
    RowRule(
        "handover_outcome",
        "an outcome that is not in the list of the sheet",
        always(pl.col("interview_outcome").is_null() & pl.col("interview_outcome_label").is_not_null()),
        lambda context: pl.lit(
            f"{context.column('interview_outcome')} is none of the list. Choose one of: "
            f"{'; '.join(context.known_categories)}."
        ),
    ),
    RowRule(
        "handover_half_filled",
        "a row that is filled in by half",
        always(pl.col("lacking").is_not_null()),
        lambda _: pl.concat_str(pl.lit("Half filled in, so it is no interview yet. "), "lacking"),
    ),
    RowRule(
        "interview_after_as_of",
        "the interview is after the as-of time",
        lambda context: pl.any_horizontal(pl.col(ANSWER_TIMES) > context.as_of),
        not_come_yet_says(*ANSWER_TIMES),
    ),
    RowRule(
        "interview_before_return",
        "the interview is before the return",
        always(pl.col("interview_completed_at").dt.date() < pl.col("returned_at").dt.date()),
        lambda context: pl.concat_str(
            shown("interview_completed_at", context), pl.lit(": before the return. Correct the day.")
        ),
    ),
    RowRule(
        "interview_held_before",
        "an earlier sheet said that the interview was held",
        always(pl.col("is_held_before") & (pl.col("interview_outcome") != "accepted_completed")),
        words("An earlier sheet said that this interview was held. The newer word was kept: ask which is right."),
        refuses=False,
    ),
)

REPLY_RULES: Final[tuple[RowRule, ...]] = (
    OF_WHOM,
    RowRule(
        "handover_answer",
        "an answer that is not in the list of the sheet",
        always(pl.col("says").is_null() & pl.col("answer").is_not_null()),
        lambda context: pl.lit(
            f"{context.column('answer')} is none of the list. Choose one of: {'; '.join(context.known_categories)}."
        ),
    ),
    RowRule(
        "handover_half_filled",
        "a row that is filled in by half",
        always(pl.col("lacking").is_not_null()),
        lambda _: pl.concat_str(pl.lit("Half filled in, so it is no answer yet. "), "lacking"),
    ),
)

SUPPORT_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    *date_rules("started_on", "ended_on"),
    RowRule(
        "no_support_start",
        "no start of support",
        always(pl.col("started_on_text").is_null()),
        lambda context: pl.lit(
            f"{context.column('started_on')} is blank, or holds a word for that: there is no start of support."
        ),
    ),
    RowRule(
        "support_ends_before_start",
        "support ends before it starts",
        always(pl.col("ended_on") < pl.col("started_on")),
        words("The support ends before it starts."),
    ),
    RowRule(
        "no_support_given",
        "support that was not given",
        always(pl.col("support") == "not_given"),
        lambda context: pl.concat_str(
            pl.lit(f"{context.column('support')} is '"),
            pl.col("support_label"),
            pl.lit("': no support was given. List the word under [values.support] in the mapping if some was."),
        ),
    ),
)

FOLLOW_UP_RULES: Final[tuple[RowRule, ...]] = (
    *CHILD_ID_RULES,
    *date_rules("done_on"),
    RowRule(
        "no_day_of_follow_up",
        "no day on which it was done",
        always(pl.col("done_on_text").is_null()),
        lambda context: pl.lit(
            f"{context.column('done_on')} is blank, or holds a word for that: nobody says that it was done."
        ),
    ),
    *start_rules("done_on"),
    RowRule(
        "follow_up_not_understood",
        "what was done is not understood",
        always(pl.col("follow_up").is_null()),
        lambda context: pl.concat_str(
            pl.lit(f"{context.column('follow_up')} is '"),
            pl.col("follow_up_label").fill_null(""),
            pl.lit(f"'. Understood: {', '.join(FOLLOW_UPS)}."),
        ),
    ),
)


# --- rules about the whole snapshot ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SnapshotRule:
    """One doubt that needs other rows: the child's other episodes, or the child's periods of care.

    The rows doubted are found in snapshot_checks.sql, under the rule's code.
    """

    code: str
    title: str
    message: str


SNAPSHOT_RULES: Final[tuple[SnapshotRule, ...]] = (
    SnapshotRule(
        "574",
        "overlaps, or starts while another is open",
        "The episode overlaps the one before it, or starts while that one is still open. If that one is open, the "
        "child was back before this one: it is not counted as missing now.",
    ),
    SnapshotRule(
        "575",
        "the placement ended but the episode is open",
        "The placement that the child was missing from ended, but the episode is still open.",
    ),
    SnapshotRule(
        "577", "ends after ceasing to be looked after", "The child ceased to be looked after before the episode ended."
    ),
    SnapshotRule(
        "578",
        "starts after ceasing to be looked after",
        "The episode starts after the child ceased to be looked after.",
    ),
    SnapshotRule(
        "581",
        "not looked after on the day it started",
        "The child is missing from care but was not being looked after on that day.",
    ),
    SnapshotRule(
        "found_not_missing",
        "a found or cancelled report without a missing one",
        "No missing report of this child comes before this report that the child is found, or that it was cancelled.",
    ),
    SnapshotRule(
        "missing_not_found",
        "a missing report without a found one, though another follows",
        "The child is reported missing again with no found report between: when the child came back is not known.",
    ),
    SnapshotRule(
        "end_superseded",
        "open, though another source tells of a later episode",
        "Another source tells of a later episode of this child, who was back before it. Not counted as missing now.",
    ),
    SnapshotRule(
        "end_not_known",
        "whether the child came back is not known",
        "The source does not say whether the child came back. Not counted as missing now: ask, and send the end.",
    ),
    SnapshotRule(
        "interview_without_episode",
        "an interview that follows no episode of the child",
        "No episode of this child was found that this interview could be about.",
    ),
    SnapshotRule(
        "category_conflict",
        "sources disagree about the category",
        "Another source gives this episode another category. Missing is taken before away, and away before absent.",
    ),
    SnapshotRule(
        "child_conflict",
        "sources disagree about the child",
        "Sources disagree about this child. The first system in the order of the settings is believed, and of its "
        "files the latest. In question:",
    ),
)
SNAPSHOT_CODES: Final = tuple(rule.code for rule in SNAPSHOT_RULES)

# Rules that other files apply.
REPEATED: Final = "repeated_in_file"
SEVERAL_IN_A_DAY: Final = "several_in_a_day"
CATEGORY_CHANGED: Final = "category_changed"
ERASED: Final = "erased"
POSTCODE_NOT_FOUND: Final = "postcode_not_found"
CHILD_CONFLICT_IN_FILE: Final = "child_conflict_in_file"

ROW_RULES: Final = (
    *EPISODE_RULES,
    *NOTIFICATION_RULES,
    *INTERVIEW_RULES,
    *HANDOVER_RULES,
    *REPLY_RULES,
    *CHILD_RULES,
    *CARE_PERIOD_RULES,
    *SUPPORT_RULES,
    *FOLLOW_UP_RULES,
)
RULE_TITLES: Final[dict[str, str]] = {
    ROW_SHAPE: "more or fewer fields than the heading",
    STRAY_QUOTE: "a quotation mark that does not close",
    ERASED: "of a child whose records were erased",
    "not_a_figure": "not a figure of official statistics",
    REPEATED: "another line says otherwise; one was kept",
    CATEGORY_CHANGED: "an earlier file gave it another category; the newer was kept",
    SEVERAL_IN_A_DAY: "told from another of the same day by its end alone",
    "no_sender": "no sender is named",
    POSTCODE_NOT_FOUND: "not a postcode of Great Britain",
    CHILD_CONFLICT_IN_FILE: "the rows of a file disagree about a child",
    **{rule.code: rule.title for rule in (*ROW_RULES, ERROR_CELL, EXPONENT_CELL, AGE_NOT_UNDERSTOOD)},
    **{rule.code: rule.title for rule in SNAPSHOT_RULES},
}
