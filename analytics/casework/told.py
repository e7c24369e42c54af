"""What children told in interviews in words of their own or of whoever wrote it down, and what of it is on no list."""

from typing import Final

import polars as pl

from analytics.casework.rows import reference
from analytics.words.columns import Columns
from analytics.words.names import FIELD_NAMES
from analytics.words.numbers import number, sentence_case
from analytics.words.periods import day_text
from data.formats.kinds import ACCOUNT

ACCOUNTS: Final = "What was written of the interview"


def question_name(field: str) -> str:
    """Which question a text answers; of the interview as a whole, that."""
    return ACCOUNTS if field == ACCOUNT else sentence_case(FIELD_NAMES[field])


def unlisted(texts: pl.DataFrame) -> pl.DataFrame:
    """Answers that the coding list does not have, and how often each was written. Columns: field, text, times."""
    return (
        texts.filter(pl.col("field") != ACCOUNT)
        .group_by("field", "text")
        .agg(times=pl.len())
        .sort("times", "field", "text", descending=[True, False, False])
    )


def unlisted_columns(answers: pl.DataFrame) -> Columns:
    """A line an answer, with the field under which a mapping says what it means."""
    return {
        "Question": [question_name(field) for field in answers["field"]],
        "Words": answers["text"].to_list(),
        "Times": [number(times) for times in answers["times"]],
        "In the mapping": [f"[values.{field}]" for field in answers["field"]],
    }


def text_columns(texts: pl.DataFrame) -> Columns:
    """A line a text: the child, the day of the return, the question and the words."""
    return {
        "Child": [reference(child) for child in texts["child_id"]],
        "Returned": [day_text(moment) for moment in texts["returned_at"]],
        "Question": [question_name(field) for field in texts["field"]],
        "Words": texts["text"].to_list(),
    }
