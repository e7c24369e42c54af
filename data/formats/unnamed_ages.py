"""A column of ages that the mapping does not name: without it, a file of all ages counts adults as children."""

from typing import Final

import polars as pl

from data.formats.headings import heading_key
from data.formats.mapping import Mapping
from data.formats.tables import Table

IS_OF_AGES: Final = r"(?i)^age\b|\bage$|^age(?:at|when|in|on|years)"
# A whole number of years, as people write one.
AGE: Final = r"(?i)^\d{1,3}(?:\.0+)? ?(?:y|yrs?|years?)?(?: old)?$"


def said_of_unnamed_ages(table: Table, mapping: Mapping) -> list[str]:
    """What to write where the file holds ages, and the mapping names neither them nor dates of birth."""
    if "age" not in mapping.kind.fields or {"age", "date_of_birth"} & mapping.columns.keys():
        return []
    named = {heading_key(heading) for heading in mapping.headings}
    return [
        f"{heading.strip()!r} holds ages and the mapping does not name it: adults in the file are counted as children. "
        f'Write age = "{heading.strip()}" under [columns].'
        for place, heading in enumerate(table.headings)
        if heading_key(heading) not in named and holds_ages(heading, table.rows[str(place)])
    ]


def holds_ages(heading: str, texts: pl.Series) -> bool:
    """Whether a column is of ages by its heading, and by most of what stands in it."""
    if not pl.Series([heading.strip()]).str.contains(IS_OF_AGES).item():
        return False
    written = texts.str.strip_chars().replace("", None).drop_nulls()
    return bool(written.len()) and 2 * int(written.str.contains(AGE).sum()) > written.len()
