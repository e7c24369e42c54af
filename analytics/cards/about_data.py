"""What the data is like, in words and columns of words: files, refused rows, doubts, what is not recorded, gaps.

Rows of files; a few of them may be one child's, so a board reads `few` in the place of their number.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from analytics.disclosure.published import Shown
from analytics.measuring.coverage import gaps, months_recorded, of_fields, of_sources
from analytics.model import Period, PeriodKind, Unit
from analytics.views.published_once import BESIDE_BOARD, TOO_LATE
from analytics.words.columns import Columns
from analytics.words.names import field_name, source_name, supplied_name
from analytics.words.numbers import counted, number, percent, sentence_case
from analytics.words.periods import day_text, period_name
from analytics.words.unsaid import gap_sentences, not_recorded_sentences
from data.checks import RULE_TITLES

FIELDS = {
    "setting": "Home or care",
    "placement": "Placement",
    "ethnicity": "Ethnicity",
    "sex": "Sex",
    "age": "Age",
    "district": "Postcode district missing from",
    "triage": "Triage",
    "interview_outcome": "Outcome of a required interview",
}


REFUSED: Final = "Which rows were refused, and why?"
UNKNOWN: Final = "What is not recorded?"
OF_ROWS: Final = (
    "These are counts of rows in files, over all the time that the store holds. They do not follow any period."
)
# Of a month that is not closed.
HELD_BACK: Final = "held back"
AT_LEAST: Final = "At least "
# Of a year of which too few children had an episode that came late, or none had.
FEW_LATE: Final = "no episode, or too few to say,"
LATE: Final = "How many episodes came too late for these figures?"
# What a file of headings alone has.
NO_ROWS: Final = "no rows"
FILES: Final = "Which files do these figures come from?"


@dataclass(frozen=True)
class Account:
    """One question about the data, its answer in a sentence, and the figures behind it.

    `in_a_paper`: the lines that a page has room for, where it has none for all.
    """

    question: str
    answer: str
    columns: Columns
    in_a_paper: Columns | None = None


def accounts(tables: dict[str, pl.DataFrame], few: str) -> tuple[Account, ...]:
    """Everything that a reader may know of the data itself; `few` stands for a number of rows that is hidden."""
    return (
        account_of_gaps(tables["coverage"]),
        account_of_fields(tables["coverage"]),
        account_of_unknowns(tables["not_recorded"]),
        account_of_refused(tables["refused"], tables["sources"], few),
        account_of_doubts(tables["findings"], tables["sources"], few),
        account_of_files(tables["sources"]),
        *([account_beside_board(tables[BESIDE_BOARD])] if BESIDE_BOARD in tables else ()),
        *([account_of_late(years)] if (years := tables.get(TOO_LATE)) is not None and years.height else ()),
    )


def headline(every: Sequence[Account]) -> str:
    """How far the figures can be trusted, in two sentences: what was refused, and what is not recorded."""
    first_sentences = {account.question: account.answer.partition(". ")[0].removesuffix(".") for account in every}
    return f"{first_sentences[REFUSED]}. {first_sentences[UNKNOWN]}."


def account_of_gaps(covered: pl.DataFrame) -> Account:
    """Which months each source supplied."""
    sentences = gap_sentences(gaps(covered))
    answer = (
        " ".join([*sentences, "A month not supplied is not a zero."])
        if sentences
        else "Every source supplied every month."
    )
    by_source = (
        of_sources(covered)
        .group_by("system", "category", maintain_order=True)
        .agg(
            pl.col("month").min().alias("first"),
            pl.col("month").max().alias("last"),
            pl.col("is_supplied").sum().alias("supplied"),
            pl.len().alias("months"),
        )
    )
    lacking = by_source.filter(pl.col("supplied") < pl.col("months"))
    return Account(
        "Did every source supply every month?", answer, columns_of_sources(by_source), columns_of_sources(lacking)
    )


def columns_of_sources(by_source: pl.DataFrame) -> Columns:
    """One line a source and kind of record: how many months it supplied, and between which."""
    rows = by_source.rows(named=True)
    return {
        "Source": [source_name(row["system"]) for row in rows],
        "Category": [supplied_name(row["category"]) for row in rows],
        "Months supplied": [f"{row['supplied']} of {row['months']}" for row in rows],
        "From": [f"{row['first']:%b %Y}" for row in rows],
        "To": [f"{row['last']:%b %Y}" for row in rows],
    }


def account_of_fields(covered: pl.DataFrame) -> Account:
    """Which months have what figures are made of."""
    recorded, fields = months_recorded(covered), of_fields(covered)
    months = fields["month"].unique().sort().to_list()
    sentences = not_recorded_sentences(recorded, months)
    answer = (
        " ".join([*sentences, "What is not recorded is not a zero."])
        if sentences
        else "Every month has all that is asked."
    )
    if not recorded:
        answer = "The files were loaded by an earlier version, which did not keep which columns they had."
    in_some = {field: those for field, those in recorded.items() if 0 < len(those) < len(months)}
    return Account(
        "What do the files record?",
        answer,
        columns_of_fields(recorded, len(months)),
        columns_of_fields(in_some, len(months)),
    )


def columns_of_fields(recorded: Mapping[str, AbstractSet[date]], months: int) -> Columns:
    """One line a field: in how many of so many months it was recorded, and in which first and last."""
    rows = [(field, sorted(those)) for field, those in recorded.items()]
    return {
        "What": [sentence_case(field_name(field)) for field, _ in rows],
        "Months recorded": [f"{len(those)} of {months}" for _, those in rows],
        "From": [f"{those[0]:%b %Y}" if those else "" for _, those in rows],
        "To": [f"{those[-1]:%b %Y}" if those else "" for _, those in rows],
    }


def account_of_unknowns(recorded: pl.DataFrame) -> Account:
    """How much of each field is not recorded: with counts where the table has them."""
    rows = recorded.rows(named=True)
    known = [row for row in rows if row["share"]]
    worst = max(known, key=lambda row: row["share"], default=None)
    answer = (
        f"{FIELDS.get(worst['field'], worst['field'])} is missing most often: "
        f"in {percent(worst['share'])} of missing episodes."
        if worst
        else "Every field is recorded for every missing episode, or too few lack one to say."
    )
    counts = (
        {
            "Missing episodes without it": [number(row["not_recorded"]) for row in rows],
            "Of missing episodes": [number(row["episodes"]) for row in rows],
        }
        if "not_recorded" in recorded.columns
        else {}
    )
    shares = [Shown.HIDDEN.value if row["share"] is None else percent(row["share"]) for row in rows]
    return Account(
        UNKNOWN,
        answer,
        {"Field": [FIELDS.get(row["field"], row["field"]) for row in rows], **counts, "Not recorded": shares},
    )


def account_of_refused(refused: pl.DataFrame, sources: pl.DataFrame, few: str) -> Account:
    """Which rows were not loaded, and under which rule."""
    is_exact = is_told_exactly(sources)
    of_all = f" of {total_of(sources['rows_in'], is_exact=True).lower()}" if is_exact else ""
    total = total_of(refused["rows"], is_exact=is_exact)
    # "1 of 1,200 rows was refused", "At least 1 row was refused".
    is_single = total.removeprefix(AT_LEAST) == "1"
    rows, were = ("row" if is_single and not of_all else "rows"), ("was" if is_single else "were")
    answer = f"{total}{of_all} {rows} {were} refused. Each is kept, to be sent back to its source."
    return Account(REFUSED, answer, columns_by_rule(refused, "Rows refused", few, is_exact=is_exact))


def account_of_doubts(findings: pl.DataFrame, sources: pl.DataFrame, few: str) -> Account:
    """Which rows were loaded although something about them is doubtful."""
    is_exact = is_told_exactly(sources)
    total = total_of(findings["rows"], is_exact=is_exact)
    answer = f"{total} findings: the rows were loaded, and somebody should look at them."
    return Account("Which rows are doubtful?", answer, columns_by_rule(findings, "Findings", few, is_exact=is_exact))


def is_told_exactly(sources: pl.DataFrame) -> bool:
    """Whether rows of files are counted for this reader; else they are told in whole tens."""
    return not sources["rows_in"].null_count()


def total_of(counts: pl.Series, *, is_exact: bool) -> str:
    """The sum; where some are hidden, each being one or more, or rounded down, what it is at least."""
    hidden = counts.null_count()
    least = number(int(counts.sum()) + hidden)
    return least if is_exact and not hidden else f"{AT_LEAST}{least}"


def columns_by_rule(counted: pl.DataFrame, heading: str, few: str, *, is_exact: bool) -> Columns:
    """One line a source and rule, most first; official codes beside their words."""
    rows = counted.rows(named=True)
    more = "" if is_exact else " or more"
    return {
        "Source": [source_name(row["system"]) for row in rows],
        "Rule": [rule_name(row["rule"]) for row in rows],
        heading: [few if row["rows"] is None else f"{number(row['rows'])}{more}" for row in rows],
    }


def rows_in_text(rows: int | None) -> str:
    """How many rows a file has."""
    if rows is None:
        return Shown.HIDDEN.value
    return number(rows) if rows else NO_ROWS


def rule_name(rule: str) -> str:
    """The words of a rule, after its official code where it has one."""
    title = RULE_TITLES.get(rule, rule)
    return f"{rule}: {title}" if rule.isdigit() else title[:1].upper() + title[1:]


def account_of_files(sources: pl.DataFrame) -> Account:
    """Which files the figures come from; what became of their rows, where the reader may know it."""
    rows = sources.rows(named=True)
    answer = f"{number(len(rows))} files: rows in are those loaded, met before, refused or left out."
    became = [name for name in ("loaded", "duplicates", "refused", "left_out") if name in sources.columns]
    return Account(
        FILES,
        answer,
        {
            "Source": [source_name(row["system"]) for row in rows],
            **({"File": [row["file_name"] for row in rows]} if "file_name" in sources.columns else {}),
            "Received": [day_text(row["received_at"]) for row in rows],
            "Rows in": [rows_in_text(row["rows_in"]) for row in rows],
            **{name.replace("_", " ").capitalize(): [number(row[name]) for row in rows] for name in became},
        },
    )


def account_beside_board(months: pl.DataFrame) -> Account:
    """Why a board reads other numbers: what came too late for it, is known otherwise by now, or is held back."""
    closed, held_back = months.filter("is_closed"), months.filter(~pl.col("is_closed"))
    late, changed, gone = (int(closed[name].sum()) for name in ("late", "changed", "gone"))
    differs = (
        f"{episodes_came(late)} too late for the board's tables, {number(changed)} that it counts are known otherwise "
        f"by now, and {number(gone)} are no longer held."
        if late + changed + gone
        else "Every episode of a closed month is in the board's tables as it is known here."
    )
    answer = (
        f"{differs} It counts a month once, as it is known some days after its end. "
        f"Held back until then: {counted(int(held_back['known'].sum()), Unit.EPISODE).lower()}."
    )
    rows = months.filter(~pl.col("is_closed") | (pl.sum_horizontal("late", "changed", "gone") > 0)).rows(named=True)
    return Account(
        "Why does the board read other numbers?",
        answer,
        {
            "Month": [f"{row['month']:%b %Y}" for row in rows],
            "Missing episodes known": [number(row["known"]) for row in rows],
            "In the board's tables": [number(row["published"]) if row["is_closed"] else HELD_BACK for row in rows],
            "Too late": [number(row["late"]) for row in rows],
            "Known otherwise": [number(row["changed"]) for row in rows],
            "No longer held": [number(row["gone"]) for row in rows],
        },
    )


def episodes_came(late: int) -> str:
    """ "1 episode of a closed month came", "12 episodes of closed months came"."""
    return "1 episode of a closed month came" if late == 1 else f"{number(late)} episodes of closed months came"


def account_of_late(years: pl.DataFrame) -> Account:
    """About how many episodes are in no table, because they came after their month was published: said once a year.

    There is a year at least.
    """
    rows = years.rows(named=True)
    names = [period_name(Period(row["period_start"], row["period_end"], PeriodKind.FINANCIAL_YEAR)) for row in rows]
    told = [f"about 1 episode in {row['one_in']}" if row["one_in"] else FEW_LATE for row in rows]
    answer = f"Of {names[-1]}, {told[-1]} came too late to be counted."
    lines = [(name, words.rstrip(",")) for name, words in zip(names, told, strict=True)]
    with_number = [line for line, row in zip(lines, rows, strict=True) if row["one_in"]]
    return Account(LATE, answer, columns_of_late(lines), columns_of_late(with_number))


def columns_of_late(lines: Sequence[tuple[str, str]]) -> Columns:
    """Years, and how many episodes of each came too late."""
    return {"Year": [name for name, _ in lines], "Came too late": [words for _, words in lines]}
