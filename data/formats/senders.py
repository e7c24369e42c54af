"""A file that holds the rows of several senders: which they are, and which rows are whose.

Each sender's rows are read as a file of their own, named after it, so that one episode that two of them tell of is
linked like any other.
"""

import re
from dataclasses import replace
from typing import Final

import polars as pl

from data.errors import UnusableFile
from data.formats.guessing.sketch import has_heading
from data.formats.headings import Sought, heading_key
from data.formats.labels import label_key, label_keys
from data.formats.mapping import NAME_PATTERN, Mapping, Sender, plain_name
from data.formats.reading import File
from data.formats.sent_back import REFERENCE
from data.formats.table_files import read_table
from data.formats.tables import REFUSED_SCHEMA, Table

SENT_BACK: Final = Sought(((REFERENCE,),), "")
# More than so many are no senders: the mapping names another column, such as that of the child.
MOST_SENDERS: Final = 20
LABELS_SHOWN: Final = 5
NO_SENDER: Final = "no_sender"
# Words that stand where nobody is named.
NOBODY: Final = frozenset(map(label_key, ("unknown", "not known", "not recorded", "none", "null", "blank", "other")))


def by_sender(file: File, mapping: Mapping) -> list[tuple[File, Mapping]]:
    """The file with its mapping; of a file of several senders, once for each of them.

    Raises UnusableFile where there are no rows, no row names a sender, or too many are named.
    """
    heading = mapping.source.system_column
    if heading is None:
        return [(file, mapping)]
    table = table_of(file, mapping)
    if table.rows.is_empty() and table.refused.is_empty():
        raise UnusableFile(
            f"{file.name} has no rows, only headings, so no sender stands in {heading!r}, and nobody can be taken to "
            f'say that nothing happened. If one sender does, write system = "their name" in a mapping of its own.'
        )
    labels = texts_of(table, heading).drop_nulls().unique().sort().to_list()
    senders: dict[str, set[str]] = {}
    for label in labels:
        if name := sender_of(label, mapping):
            senders.setdefault(name, set()).add(label_key(label))
    refuse_no_senders(file, mapping, list(senders), labels)
    known = frozenset().union(*senders.values())
    return [
        (
            replace(file, name=f"{file.name} ({name})") if len(senders) > 1 else file,
            of_sender(mapping, name, Sender(heading, frozenset(keys), known if place == 0 else frozenset())),
        )
        for place, (name, keys) in enumerate(sorted(senders.items()))
    ]


def refuse_no_senders(file: File, mapping: Mapping, senders: list[str], labels: list[str]) -> None:
    """Refuse a file of which no row names a sender, or so many do that the column is another."""
    heading = mapping.source.system_column
    met = ", ".join(map(repr, labels[:LABELS_SHOWN])) if len(labels) <= MOST_SENDERS else f"{len(labels)} values"
    if not senders:
        raise UnusableFile(
            f"{file.name}: no row names its sender in {heading!r}; it holds {met or 'nothing'}. "
            f'List what stands there under [values.system] in {mapping.name}, or write system = "their name".'
        )
    if len(senders) > MOST_SENDERS:
        raise UnusableFile(
            f"{file.name}: {heading!r} names {len(senders)} senders, which is more than {MOST_SENDERS}. "
            f"Correct system_column in {mapping.name}: is it the column of the sender?"
        )


def table_of(file: File, mapping: Mapping) -> Table:
    """The file's table. Raises UnusableFile where it lacks a column that the mapping names.

    Refused rows come back on a sheet of ours, whatever the sender's own is called.
    """
    sought = sought_by(mapping)
    if sought.sheets is not None and has_heading(file.name, file.content, SENT_BACK):
        sought = replace(sought, sheets=None)
    return read_table(file.name, file.content, sought)


def sought_by(mapping: Mapping) -> Sought:
    """What the mapping says of the file's headings and sheets."""
    return Sought(
        sets=(mapping.headings,),
        advice=f"Correct the heading in {mapping.name}.",
        needed=tuple(mapping.columns[name] for name in mapping.kind.required if name in mapping.columns),
        child=mapping.columns["child"],
        dates=tuple(mapped_dates(mapping).values()),
        sheets=mapping.source.sheets,
    )


def mapped_dates(mapping: Mapping) -> dict[str, str]:
    """The date fields that the mapping names, with their headings."""
    return {name: mapping.columns[name] for name in mapping.kind.dates if name in mapping.columns}


def texts_of(table: Table, heading: str) -> pl.Series:
    """What stands in a column, row by row; null for a blank."""
    return table.texts({"text": heading}, heading_key)["text"]


def sender_of(label: str, mapping: Mapping) -> str | None:
    """The sender that a label stands for; none where it is no name."""
    listed = mapping.renamed.get("system", {}).get(label_key(label))
    if listed is None and label_key(label) in NOBODY:
        return None
    name = str(plain_name(listed or label))
    return name if re.fullmatch(NAME_PATTERN, name) else None


def of_sender(mapping: Mapping, name: str, sender: Sender) -> Mapping:
    """The mapping as it reads the rows of one sender."""
    return replace(
        mapping, source=mapping.source.model_copy(update={"system": name, "system_column": None}), sender=sender
    )


def wanted(table: Table, mapping: Mapping) -> tuple[Table, int]:
    """The table with the rows that are to be read, and how many were left out as the mapping says.

    Of several senders the first has the rows that name none: they are refused.
    """
    mine = table if mapping.sender is None else rows_of_sender(table, mapping.sender)
    if not mapping.leave_out:
        return refused_without_sender(mine, mapping), 0
    is_out = pl.Series([False], dtype=pl.Boolean).new_from_index(0, mine.rows.height)
    for heading, labels in mapping.leave_out.items():
        keys = texts_of(mine, heading).to_frame("text").select(label_keys(pl.col("text"))).to_series()
        is_out |= keys.is_in(list(labels)).fill_null(value=False)
    left = replace(mine, rows=mine.rows.filter(~is_out))
    return refused_without_sender(left, mapping), int(is_out.sum())


def rows_of_sender(table: Table, sender: Sender) -> Table:
    """The rows of one sender; with those of nobody, and those that are no rows, where this sender takes them."""
    keys = sender_keys(table, sender)
    is_mine = keys.is_in(list(sender.labels)).fill_null(value=False)
    if not sender.known:
        return with_own_answers(replace(table, rows=table.rows.filter(is_mine), refused=table.refused.clear()))
    is_nobodys = ~keys.is_in(list(sender.known)).fill_null(value=False)
    return with_own_answers(replace(table, rows=table.rows.filter(is_mine | is_nobodys)))


def with_own_answers(table: Table) -> Table:
    """The table with the references of its own rows alone."""
    own = {*table.rows["row_number"], *table.refused["row_number"]}
    return replace(table, answers={number: text for number, text in table.answers.items() if number in own})


def refused_without_sender(table: Table, mapping: Mapping) -> Table:
    """The table with the rows that name no sender among those that are refused."""
    sender = mapping.sender
    if sender is None or not sender.known:
        return table
    names_one = sender_keys(table, sender).is_in(list(sender.labels)).fill_null(value=False)
    text = f"{sender.heading!r} names no sender that is known. List it under [values.system] in {mapping.name}."
    nobodys = table.rows.filter(~names_one).select(
        "row_number", rule=pl.lit(NO_SENDER), message=pl.lit(text), original="original"
    )
    refused = pl.concat([table.refused, nobodys.cast(REFUSED_SCHEMA)])
    return replace(table, rows=table.rows.filter(names_one), refused=refused)


def sender_keys(table: Table, sender: Sender) -> pl.Series:
    """The label key of each row's sender; null for a blank."""
    return texts_of(table, sender.heading).to_frame("text").select(label_keys(pl.col("text"))).to_series()
