"""The sheet of differences that a home or service answers: whose records are right where one side lacks an episode.

An answer changes no figure: it stands in the list of differences, for whoever corrects the records that are wrong.
"""

from datetime import datetime
from typing import Final

import polars as pl

from data.checks import REPLY_RULES, Context, check_rows
from data.errors import NeedsMapping
from data.formats.as_written import as_written, holds_of
from data.formats.blanks import field_words
from data.formats.dates import DateOrder
from data.formats.headings import Sought, heading_key
from data.formats.labels import label_key
from data.formats.reading import File, Reading, all_refused, of_part
from data.formats.table_files import read_table
from data.handover import references
from data.handover.interviews import KIND, NOT_FILLED_IN, said_of_left_out, said_of_table, whom
from data.handover.records import Records
from data.handover.references import About

SYSTEM: Final = "home_or_service"
REFERENCE: Final = "Reference of the difference (leave as it is)"
HEADINGS: Final = {"episode": REFERENCE, "child": "Child ID", "answer": "Answer", "note": "Note"}
NEEDED: Final = ("episode", "answer")
# As whoever answers reads them: "ours" are the home's or service's records, "yours" the council's.
ANSWERS: Final = {"Agree: it happened so": "agree", "Ours is right": "ours", "Yours is right": "yours"}
# The words before a colon alone are enough.
SHORT: Final = {label.split(":")[0]: code for label, code in ANSWERS.items()}
LONGEST_NOTE: Final = 300
NO_REFERENCE: Final = "There is no reference. Put back the row as it was sent; what is not on the sheet, report anew."
SOUGHT: Final = Sought(
    (tuple(HEADINGS[name] for name in NEEDED),),
    "It is no sheet of differences of ours.",
    child=HEADINGS["child"],
    error=NeedsMapping,
)


def read_differences(file: File, as_of: datetime, records: Records) -> Reading:
    """What the sheet says of each difference that was answered."""
    table = read_table(file.name, file.content, SOUGHT)
    keys = {heading_key(heading) for heading in table.headings}
    present = {name: heading for name, heading in HEADINGS.items() if heading_key(heading) in keys}
    rows = table.texts(present, heading_key)
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in HEADINGS if name not in present)
    texts = as_written(rows, {name: field_words(name, holds_of(name)) for name in HEADINGS}, HEADINGS, ())
    filled = with_answers(texts.rows.filter(pl.any_horizontal(pl.col("answer", "note").is_not_null())), records)
    checked = check_rows(
        filled, (*REPLY_RULES, *texts.rules()), Context(DateOrder.ISO, as_of, HEADINGS, known_categories=tuple(ANSWERS))
    )
    left_out = texts.rows.height - filled.height
    named = dict(filled.filter(pl.col("report_key").is_not_null()).select("row_number", "sent").iter_rows())
    return Reading(
        file=file,
        mapping_sha256="",
        system=SYSTEM,
        kind=KIND,
        main="reply",
        as_of=records.as_of or as_of,
        covers=None,
        rows=checked.rows.with_columns(system=pl.lit(SYSTEM)),
        refused=all_refused(table, checked),
        findings=checked.findings,
        tolerances=(*said_of_table(table.tolerances), *said_of_left_out(left_out)),
        left_out=left_out,
        left_out_as=NOT_FILLED_IN,
        **of_part(table, named),
    )


def with_answers(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Adds child_id, report_key, whom_problem, sent (the reference), says and lacking."""
    result = [whom(sent, child, records) for sent, child in rows.select("episode", "child").iter_rows()]
    known = {label_key(label): code for label, code in (ANSWERS | SHORT).items()}
    says = [known.get(label_key(answer)) if answer else None for answer in rows["answer"]]
    problems = [item.problem or (None if item.report_key else NO_REFERENCE) for item in result]
    needs_note = pl.col("says").eq_missing("ours") & pl.col("note").is_null()
    return rows.with_columns(
        pl.Series("child_id", [item.child_id for item in result], dtype=pl.String),
        pl.Series("report_key", [item.report_key for item in result], dtype=pl.String),
        pl.Series("whom_problem", problems, dtype=pl.String),
        pl.Series("sent", [references.as_written(About.EPISODE, text or "") for text in rows["episode"]]),
        pl.Series("says", says, dtype=pl.String),
        note=pl.col("note").str.slice(0, LONGEST_NOTE),
    ).with_columns(
        lacking=pl.when(pl.col("answer").is_null())
        .then(pl.lit("Answer is blank: choose one."))
        .when(needs_note)
        .then(pl.lit("Note is blank: write what your records say, without names."))
    )
