"""Loading: drop files, see how they are read and what would happen, say what is not understood, load."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from analytics.cards.loading import headline, labels_to_explain
from analytics.words.names import source_name
from analytics.words.periods import day_text
from data.formats.guessing.sketch import Sketch, children_by_line, sketch
from data.formats.mapping import parse_mapping
from data.formats.mapping_text import with_labels
from data.formats.unmapped import needs_no_mapping
from data.load import Delivery, check
from data.machine import file_name
from data.mappings import Saved, save_mapping, saved_for
from data.summary import Summary
from pages.common.cards import advise
from pages.common.council import is_demonstration, settings, store
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.coordinator.parts.looked_at import ask_meanings, show_files, show_first_rows, show_ways_on
from pages.coordinator.parts.mapping import ask_how_it_is_read, key_of
from pages.coordinator.parts.remembered import forget, remembered

DONE: Final = "load-done"
# Key of a file's headings -> the mapping that the reader has said is right.
CONFIRMED: Final = "load-confirmed"
# Keys of headings whose saved mapping is to be replaced.
CHANGING: Final = "load-changing"
# How many times this reader has loaded.
LOADS: Final = "load-count"
OWN: Final = "own"
MAPPING_NAME: Final = "mapping.toml"


@dataclass(frozen=True)
class Dropped:
    """A file that was laid down: its name, its bytes, and its table, where it needs a mapping."""

    name: str
    content: bytes
    table: Sketch | None = None


@dataclass(frozen=True)
class Described:
    """A file with the mapping that it is read by, as text; empty where it needs none."""

    file: Dropped
    mapping: str = ""
    key: str = ""


def show_loading(reader: Reader) -> None:
    """What was loaded last, then the files, how each is read, what would happen, and the button that makes it so."""
    if done := st.session_state.get(DONE):
        st.success(plain(headline(done, is_done=True)))
        for note in done.notes:
            st.warning(plain(note))
        show_ways_on(done)
        show_files(done)
    advise("Each file is looked at first. Nothing changes until you press Load, and then all of it loads or none.")
    say_whose_name()
    dropped = st.file_uploader(
        "Files from the police, social care or others (Excel, CSV or XML)",
        accept_multiple_files=True,
        # After a load the list is a new one: what is loaded is no longer asked about.
        key=f"load-files-{st.session_state.get(LOADS, 0)}",
    )
    own = ask_own_mapping()
    files = [Dropped(file_name(item.name), item.getvalue()) for item in dropped or []]
    if not files:
        forget()
    if files and (described := describe(files, own)):
        look_and_load(reader, described)


def say_whose_name() -> None:
    """Whose name will stand on every page and paper, where nobody has written the council's settings."""
    if settings().council.demonstration and not is_demonstration():
        st.warning(
            plain(
                f"There are no settings of your own yet: pages and papers will name {settings().council.name}, an "
                "invented council. Ask whoever runs this to write your council's name into council.toml."
            )
        )


def ask_own_mapping() -> str:
    """A mapping that the reader has as a file, as text; empty for none."""
    with st.expander("You have a mapping as a file already"):
        dropped = st.file_uploader(
            "Mapping (TOML); it is used for all files above", type=["toml"], key="load-mapping-file"
        )
    return dropped.getvalue().decode("utf-8-sig", errors="replace") if dropped else ""


# --- how each file is read -------------------------------------------------------------------------------------------


def describe(files: Sequence[Dropped], own: str) -> list[Described]:
    """Every file with its mapping; none while the reader has still to say how one of them is read."""
    if own:
        return [Described(file, answered(OWN, own), OWN) for file in files]
    dropped_files = [with_table(file) for file in files]
    keys = [key_of(file.table) if file.table else "" for file in dropped_files]
    described = [
        describe_one(file, key, keys.index(key) == place, keys.count(key) == 1)
        for place, (file, key) in enumerate(zip(dropped_files, keys, strict=True))
    ]
    return [file for file in described if file] if all(described) else []


def with_table(file: Dropped) -> Dropped:
    """The file with its table, where it needs a mapping."""

    def look() -> Sketch | None:
        return None if needs_no_mapping(file.name, file.content) else sketch(file.name, file.content)

    return replace(file, table=remembered("table", file.content, look))


def describe_one(file: Dropped, key: str, is_first: bool, is_alone: bool) -> Described | None:  # noqa: FBT001
    """The file with its mapping: none needed, confirmed just now, saved before, or none yet, and then it is asked.

    Of several files with the same headings the first is asked about, and all are read so.
    """
    if file.table is None:
        return Described(file)
    confirmed: dict[str, str] = st.session_state.setdefault(CONFIRMED, {})
    saved = saved_for(store(), file.table.headings, settings())
    if key in confirmed:
        say_how_it_is_read(f"{file.name} is read as you said.", key if is_first else "", confirmed[key])
        return Described(file, confirmed[key], key)
    if saved and key not in st.session_state.get(CHANGING, set()):
        say_how_it_is_read(words_of_saved(file, saved), key if is_first else "", saved.text)
        return Described(file, saved.text, key)
    if not is_first:
        advise(f"{file.name} has the same headings, and is read in the same way.")
    elif text := ask_how_it_is_read(file.table, file.content, saved, is_alone=is_alone):
        confirmed[key] = text
        st.rerun()
    return None


def words_of_saved(file: Dropped, saved: Saved) -> str:
    """By which mapping of the store a file is read, and which of its columns were not there then."""
    sender = source_name(saved.mapping.source.system or "several senders")
    text = f"{file.name} is read with the mapping saved for {sender} on {day_text(saved.on)}."
    new = saved.new_among(file.table.headings) if file.table else []
    return f"{text} Columns that were not there then, and are not read: {', '.join(new)}." if new else text


def say_how_it_is_read(words: str, key: str, text: str) -> None:
    """By which mapping a file is read; once for all files that it reads, ways to change it and to take it along."""
    with st.container(border=True):
        st.markdown(plain(words))
        if not key:
            return
        change, take = st.columns(2)
        if change.button("Change how it is read", key=f"change-{key}"):
            st.session_state.setdefault(CONFIRMED, {}).pop(key, None)
            st.session_state.setdefault(CHANGING, set()).add(key)
            st.rerun()
        take.download_button(
            "Download the mapping", text, file_name=MAPPING_NAME, key=f"take-{key}", on_click="ignore", type="tertiary"
        )


def answered(key: str, text: str) -> str:
    """The mapping as it was dropped, with what the reader has said of its words since."""
    dropped, changed = st.session_state.get(f"load-words-{key}", ("", ""))
    return str(changed) if dropped == text else text


# --- what would happen -----------------------------------------------------------------------------------------------


def look_and_load(reader: Reader, described: Sequence[Described]) -> None:
    """What would become of the files, what is not understood in them, and the button that loads them."""
    with laid_out(described) as deliveries:
        summary = check(store(), deliveries, settings())
        show_files(summary, title=headline(summary, is_done=False))
        show_first_rows(summary, children_of(described))
        explain_labels(summary, described)
        if summary.total("loaded") and st.button("Load", type="primary", key="load-now"):
            load_now(reader, deliveries, described)


def children_of(described: Sequence[Described]) -> dict[int, str]:
    """The child's number as it stands on each line, where there is one file alone."""
    if len(described) != 1 or not described[0].mapping or not (table := described[0].file.table):
        return {}
    return children_by_line(
        table, parse_mapping(described[0].mapping.encode(), MAPPING_NAME, settings()).columns["child"]
    )


def explain_labels(summary: Summary, described: Sequence[Described]) -> None:
    """Ask what words mean that are not understood, and put the answers into the mappings."""
    labels = labels_to_explain(summary)
    mapped = {file.key: file.mapping for file in described if file.mapping}
    if not labels or not mapped:
        return
    if meanings := ask_meanings(labels):
        for key, text in mapped.items():
            changed = with_labels(text, meanings)
            if key == OWN:
                st.session_state[f"load-words-{OWN}"] = (text, changed)
            else:
                st.session_state.setdefault(CONFIRMED, {})[key] = changed
        st.rerun()
    if OWN in mapped:
        st.download_button(
            "Download the mapping", mapped[OWN], file_name=MAPPING_NAME, on_click="ignore", type="tertiary"
        )


@contextmanager
def laid_out(described: Sequence[Described]) -> Iterator[list[Delivery]]:
    """The files on the disk, inside the store's folder and for as long as they are looked at."""
    with store().dropped() as folder:
        deliveries: list[Delivery] = []
        for place, item in enumerate(described):
            # A folder for each: two files may have one name.
            own = folder / str(place)
            own.mkdir()
            path, mapping = own / item.file.name, own / MAPPING_NAME if item.mapping else None
            path.write_bytes(item.file.content)
            if mapping:
                mapping.write_text(item.mapping, encoding="utf-8", newline="\n")
            deliveries.append(Delivery((path,), mapping))
        yield deliveries


def load_now(reader: Reader, deliveries: Sequence[Delivery], described: Sequence[Described]) -> None:
    """Load what was looked at, in front of the reader, and keep how it was read for the sender's next file."""
    # Publishing needs what no other page does.
    from analytics.refresh import refresh  # noqa: PLC0415

    bar = st.progress(0.0, "Starting")

    def show(step: str, done: int, of: int) -> None:
        bar.progress(min(done / of, 1.0), step)

    st.session_state[DONE] = refresh(store(), deliveries, settings(), by=reader.actor, progress=show)
    confirmed = st.session_state.get(CONFIRMED, {})
    for file in described:
        if file.key in confirmed and file.file.table:
            save_mapping(store(), file.mapping, file.file.table.headings, date.today(), settings())
    for name in (CONFIRMED, CHANGING):
        st.session_state.pop(name, None)
    forget()
    st.session_state[LOADS] = st.session_state.get(LOADS, 0) + 1
    st.rerun()
