"""How a file is read, said with pickers: who sent it, what each column is, what its words mean; a preview; a yes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

import streamlit as st

from analytics.cards.loading import headline, meanings_of, refused_columns, row_columns
from analytics.words.mapping_words import examples_of, mark_of, what_is_lacking
from analytics.words.names import code_name
from analytics.words.numbers import number
from data.errors import DashboardError
from data.formats.guessing.field_words import (
    BLANK_END_NAMES,
    DATE_NAMES,
    KIND_NAMES,
    SYSTEM_NAMES,
    target_words,
    targets_of,
)
from data.formats.guessing.guess import columns_of, labels_in, propose
from data.formats.guessing.heading_words import FLAG_WORDS
from data.formats.guessing.mapping_text import Choices, chosen_text
from data.formats.guessing.proposal import ColumnGuess, LabelGuess, Proposal
from data.formats.guessing.saved import as_saved
from data.formats.guessing.sketch import Sketch, children_by_line
from data.formats.headings import heading_key
from data.formats.kinds import KINDS
from data.formats.mapping import plain_name
from data.load import Delivery, check
from data.mappings import Saved
from data.summary import FileSummary, Summary
from pages.common.cards import advise, show_table
from pages.common.council import settings, store
from pages.common.plain_words import plain
from pages.coordinator.parts.remembered import remembered

NOTHING: Final = ""
OTHER: Final = "other"
# Before the heading of a column that names senders.
COLUMN: Final = "column:"
FLAGS: Final = tuple(FLAG_WORDS)
MAPPING_NAME: Final = "mapping.toml"
FIRST_TIME: Final = (
    "This file comes for the first time, so every guess below is yours to check. A ◆ marks what we are not sure of."
)


def key_of(table: Sketch) -> str:
    """A short name for the headings of a table: the same for the sender's next file."""
    return sha256("\n".join(map(heading_key, table.headings)).encode()).hexdigest()[:12]


def ask_how_it_is_read(table: Sketch, content: bytes, saved: Saved | None, *, is_alone: bool) -> str:
    """The mapping once the reader has said that it is right; empty until then. Guesses stand in every picker."""
    st.header(plain(f"How is {table.name} read?"), anchor=False)
    advise(
        "This file comes for the first time, so every guess below is yours to check. A ◆ marks what we are not sure of."
    )
    key = key_of(table)
    proposal = ask_kind(table, saved, key)
    choices = ask_source(proposal, key)
    choices.targets = ask_columns(table, proposal, key)
    # The days that one file speaks for are not those of another.
    ask_rows(proposal if is_alone else replace(proposal, covers=None), choices, key)
    choices.labels = ask_words(table, proposal, choices, key)
    return ask_whether_right(table, content, choices, key)


def pick(label: str, options: Sequence[str], first: str, words: Callable[[str], str], key: str) -> str:
    """One of the options, each in words; nothing until one is chosen where there is no first."""
    place = list(options).index(first) if first in options else None
    chosen = st.selectbox(plain(label), options, index=place, format_func=words, key=key, placeholder="Choose")
    return chosen or NOTHING


# --- the file as a whole ---------------------------------------------------------------------------------------------


def ask_kind(table: Sketch, saved: Saved | None, key: str) -> Proposal:
    """What a row is, and with it what each column may be."""
    guessed = propose(table, settings())
    first = saved.mapping.source.kind if saved else guessed.kind.value
    kind = pick("One row of the file is", list(KINDS), first, KIND_NAMES.__getitem__, f"{key}-kind")
    advise(f"{mark_of(guessed.kind.confidence)}{guessed.kind.reason}")
    proposal = guessed if kind == guessed.kind.value else propose(table, settings(), kind=kind or first)
    return as_saved(proposal, saved.mapping) if saved and kind == saved.mapping.source.kind else proposal


def ask_source(proposal: Proposal, key: str) -> Choices:
    """Who sent it and how it writes its dates."""
    left, right = st.columns(2)
    with left:
        system = ask_system(proposal, key)
    with right:
        dates = pick(
            "How its dates are written", list(DATE_NAMES), proposal.dates.value, DATE_NAMES.__getitem__, f"{key}-dates"
        )
        advise(f"{mark_of(proposal.dates.confidence)}{proposal.dates.reason}")
        if proposal.century:
            advise(f"{mark_of(proposal.century.confidence)}{proposal.century.reason}")
    century = int(proposal.century.value) if proposal.century else None
    named = system.removeprefix(COLUMN) if system.startswith(COLUMN) else ""
    choices = Choices(system=system, kind=proposal.kind.value, dates=dates, targets={}, century=century)
    choices.system_column = named
    return choices


def ask_system(proposal: Proposal, key: str) -> str:
    """Who sent it: one of the usual senders, another by name, or `column:heading` where a column names them."""
    column = f"{COLUMN}{proposal.system_column.value}" if proposal.system_column else ""
    options = [name for name in dict.fromkeys([*SYSTEM_NAMES, proposal.system.value, column, OTHER]) if name]
    names = {**SYSTEM_NAMES, OTHER: "another sender", column: f"several: {column.removeprefix(COLUMN)} says who"}
    first = column or proposal.system.value
    system = pick("Who sent it", options, first, lambda item: names.get(item, item), f"{key}-system")
    guess = proposal.system_column or proposal.system
    advise(f"{mark_of(guess.confidence)}{guess.reason}")
    if system != OTHER:
        return system
    return str(plain_name(st.text_input("The sender's name, in one or two words", key=f"{key}-sender")))


# --- columns ---------------------------------------------------------------------------------------------------------


def ask_columns(table: Sketch, proposal: Proposal, key: str) -> dict[str, str]:
    """What each column is: heading -> target."""
    st.subheader("What each column is", anchor=False)
    options = [NOTHING, *targets_of(proposal.of_kind, FLAGS)]
    targets: dict[str, str] = {}
    for place, guess in enumerate(proposal.columns):
        if place % 2 == 0:
            sides = st.columns(2)
        if guess.heading.strip():
            with sides[place % 2], st.container(border=True, height="stretch"):
                targets[guess.heading] = ask_column(
                    table, guess, place, options, f"{key}-{proposal.kind.value}-{place}"
                )
    return targets


def ask_column(table: Sketch, guess: ColumnGuess, place: int, options: Sequence[str], key: str) -> str:
    """What one column is; its heading, some of its cells, and why we think so."""
    extra = [] if guess.target in options else [guess.target]
    chosen = pick(guess.heading, [*options, *extra], guess.target, target_in_words, key)
    advise(" ".join([*examples_of(table, place), f"{mark_of(guess.confidence) if guess.target else ''}{guess.reason}"]))
    return chosen


def target_in_words(target: str) -> str:
    """What a column is, in words."""
    return target_words(target) if target else "not read"


# --- rows and words --------------------------------------------------------------------------------------------------


def ask_rows(proposal: Proposal, choices: Choices, key: str) -> None:
    """What is the same for all rows, what a blank end means, which rows are left out, which days it speaks for."""
    fields = set(choices.targets.values())
    for name in (item for item in proposal.of_kind.required if item in proposal.of_kind.closed and item not in fields):
        choices.constants[name] = ask_constant(proposal, name, key)
    if "ended_at" in fields:
        choices.blank_end = ask_blank_end(proposal, key)
    ask_whether(proposal, choices, key)


def ask_constant(proposal: Proposal, name: str, key: str) -> str:
    """What every row is, where no column says it."""
    guess = proposal.constants.get(name)
    label = f"No column says {target_words(name)}: every row is"
    chosen = pick(
        label, meanings_of(name, settings()), guess.value if guess else NOTHING, code_name, f"{key}-all-{name}"
    )
    if guess:
        advise(f"{mark_of(guess.confidence)}{guess.reason}")
    return chosen


def ask_blank_end(proposal: Proposal, key: str) -> str:
    """What it means that nothing stands for the end."""
    guess = proposal.blank_end
    first = guess.value if guess else "still_missing"
    words = BLANK_END_NAMES.__getitem__
    chosen = pick("Where nothing stands for the end", list(BLANK_END_NAMES), first, words, f"{key}-blank-end")
    if guess:
        advise(f"{mark_of(guess.confidence)}{guess.reason}")
    return chosen


def ask_whether(proposal: Proposal, choices: Choices, key: str) -> None:
    """Yes or no: numbers in several spellings, rows that say that nothing happened, the days of the title."""
    if (form := proposal.child_id_form) and st.checkbox(plain(form.reason), value=form.is_sure, key=f"{key}-ids"):
        choices.child_id_form = form.value
    for heading, label, rows in proposal.leave_out:
        text = f"Leave out the {number(rows)} rows that say {label} in {heading}; they are counted"
        if st.checkbox(plain(text), value=True, key=f"{key}-out-{heading}-{label}"):
            choices.leave_out.setdefault(heading, []).append(label)
    if proposal.covers:
        first, after, reason = proposal.covers
        text = f"{reason} The file holds all of that time ({first} to before {after})"
        if st.checkbox(plain(text), value=False, key=f"{key}-covers"):
            choices.covers = (first, after)


def ask_words(table: Sketch, proposal: Proposal, choices: Choices, key: str) -> dict[str, dict[str, list[str]]]:
    """What words of the file mean that are not words of ours: field -> code -> labels."""
    closed = [name for name in proposal.of_kind.closed if name != "distance_miles"]
    met = [
        label
        for column in columns_of(table)
        if (field := choices.targets.get(column.heading, "")) in closed
        for label in labels_in(column, field, settings(), proposal.told.get(field))
    ]
    if not met:
        return {}
    st.subheader("What its words mean", anchor=False)
    unknown, usual = [item for item in met if not item.code], [item for item in met if item.code]
    answers = list(ask_labels(unknown, key))
    if usual:
        count = "1 usual word" if len(usual) == 1 else f"{number(len(usual))} usual words"
        with st.expander(f"{count}, as we understand them", expanded=not unknown):
            answers += ask_labels(usual, key)
    labels: dict[str, dict[str, list[str]]] = {}
    for word, code in answers:
        if code:
            labels.setdefault(word.field, {}).setdefault(code, []).append(word.label)
    return labels


def ask_labels(labels: Sequence[LabelGuess], key: str) -> Iterable[tuple[LabelGuess, str]]:
    """What each of these words means: the word with our code, empty for one that stays as it is."""
    for place, word in enumerate(labels):
        if place % 2 == 0:
            sides = st.columns(2)
        rows = "1 row" if word.rows == 1 else f"{number(word.rows)} rows"
        label = f"{'' if word.code else '◆ '}{word.label} ({target_words(word.field)}; {rows})"
        options = [NOTHING, *meanings_of(word.field, settings())]
        with sides[place % 2]:
            yield word, pick(label, options, word.code, in_words, f"{key}-word-{word.field}-{word.label}")


def in_words(code: str) -> str:
    """A code in words."""
    return code_name(code) if code else "Not recorded"


# --- the preview, and the yes ----------------------------------------------------------------------------------------


def ask_whether_right(table: Sketch, content: bytes, choices: Choices, key: str) -> str:
    """How the first rows are understood, and the button that says that this is right."""
    st.subheader("How the first rows are understood", anchor=False)
    if lacking := what_is_lacking(choices):
        for item in lacking:
            st.warning(plain(item))
        return ""
    text = chosen_text(choices)
    try:
        summary = remembered(f"{at_snapshot()} {text}", content, lambda: looked_at(table.name, content, text))
    except DashboardError as error:
        st.warning(plain(str(error)))
        return ""
    show_preview(summary, children_by_line(table, heading_of(choices, "child")))
    if choices.kind == "episodes" and not heading_of(choices, "ended_at"):
        st.warning("No column says when the child came back: every row will count as still missing.")
    advise("Compare a few rows with the file. When they are understood as they are meant, say so.")
    return text if st.button("This is right", type="primary", key=f"{key}-right") else ""


def heading_of(choices: Choices, target: str) -> str:
    """The heading that is taken for it."""
    return next((heading for heading, chosen in choices.targets.items() if chosen == target), "")


def at_snapshot() -> str:
    """The name of the live snapshot: what would become of a file hangs on it."""
    live, _ = store().to_read()
    return live.name if live else ""


def looked_at(name: str, content: bytes, text: str) -> Summary:
    """What would become of the file with this mapping."""
    with store().dropped() as folder:
        path, mapping = folder / name, folder / MAPPING_NAME
        path.write_bytes(content)
        mapping.write_text(text, encoding="utf-8", newline="\n")
        return check(store(), [Delivery((path,), mapping)], settings())


def show_preview(summary: Summary, children: Mapping[int, str]) -> None:
    """How many rows would be loaded, the first of them in words, and the first that are refused, with why."""
    st.markdown(f"**{plain(headline(summary, is_done=False))}**")
    for file in summary.files:
        show_rows_of(file, children)


def show_rows_of(file: FileSummary, children: Mapping[int, str]) -> None:
    """The first rows of a file in words, and the first that are refused."""
    if file.first_rows.lines:
        show_table(row_columns(file, children), f"How the first rows of {file.file} are understood")
    if file.first_refused:
        with st.expander(f"{number(file.refused)} rows cannot be read: why", expanded=not file.loaded):
            show_table(refused_columns(file), f"Refused rows of {file.file}")
