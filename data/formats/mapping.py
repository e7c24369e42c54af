"""The mapping (TOML): which column is which field, which label is which code, in which order dates are written."""

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from data.errors import BadMapping
from data.formats.dates import ZONE, DateOrder
from data.formats.kinds import EPISODES, FIELDS_THEMSELVES, FOLLOW_UPS, INTERVIEW, KINDS, Kind, flag_field
from data.formats.labels import codes_by_label, is_closed, known_words, label_key
from data.settings import Settings


def plain_name(value: object) -> object:
    """'Social Care' -> 'social_care'; anything but text as it came."""
    return re.sub(r"[\s\-]+", "_", value.strip().lower()) if isinstance(value, str) else value


NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, BeforeValidator(plain_name), Field(pattern=NAME_PATTERN)]
Heading = Annotated[str, Field(min_length=1)]
# One column, or the column of the day and that of the time.
Headings = Heading | tuple[Heading, Heading]
Labels = dict[str, tuple[str, ...] | str]


# What a line begins with that `missing map` left for a person to answer.
QUESTION = "#?"


class Part(BaseModel):
    """A section of a mapping: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """Who sent the file, and how it writes its dates."""

    # One name; or, where one file holds the rows of several senders, the heading of the column that names them.
    system: Name | None = None
    system_column: Heading | None = None
    kind: Literal["episodes", "notifications", "interviews", "children", "care_periods", "support", "follow_up"]
    dates: DateOrder
    # The century of years with two digits; without it, that of `covers`.
    century: Literal[1900, 2000] | None = None
    # Whether ids are numbers: then 0045123, 45123 and 45123.0 are one child.
    child_id_form: Literal["text", "number"] = "text"
    # What a blank end means.
    blank_end: Literal["still_missing", "returned", "not_known"] = "still_missing"
    # The sheets of a workbook to read; without it, every sheet that has the headings.
    sheets: tuple[Heading, ...] | None = None
    covers: tuple[date, date] | None = None
    as_of: datetime | date | None = None
    # Two systems that use one scheme of child ids share the name of it, and so share pseudonyms.
    child_ids: Name = "council"
    # What the file speaks for, where that is less than its kind does, such as missing and not absent.
    speaks_of: tuple[Name, ...] | None = None

    @model_validator(mode="after")
    def covers_rises(self) -> Self:
        if self.covers and self.covers[0] >= self.covers[1]:
            raise ValueError(
                'covers must be the first day and the day after the last, such as ["2016-04-01", "2016-07-01"]'
            )
        return self

    @model_validator(mode="after")
    def one_sender_or_a_column_of_them(self) -> Self:
        if (self.system is None) == (self.system_column is None):
            raise ValueError('write either system = "police" or system_column = "their heading"')
        return self


class Saved(Part):
    """When the load page kept the mapping, and the headings that its file had."""

    on: date
    headings: tuple[Heading, ...]


class Document(Part):
    """A mapping as it is written."""

    source: Source
    columns: dict[str, Headings]
    constants: dict[str, Heading] = Field(default_factory=dict)
    flags: dict[Name, Heading] = Field(default_factory=dict)
    values: dict[str, Labels] = Field(default_factory=dict)
    blanks: Labels = Field(default_factory=dict)
    leave_out: Labels = Field(default_factory=dict)
    saved: Saved | None = None


@dataclass(frozen=True)
class Sender:
    """Which rows of a file are one sender's: those with these label keys under the heading.

    `known` holds the label keys of all senders, where this one takes the rows that name none of them; else it is empty.
    """

    heading: str
    labels: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True)
class Mapping:
    """A mapping that has been checked: fields and codes are ours."""

    name: str
    sha256: str
    source: Source
    columns: dict[str, str]
    flags: dict[str, str]
    codes: dict[str, dict[str, str]]  # field -> label key -> our code
    renamed: dict[str, dict[str, str]]  # open field -> label key -> the word to keep
    times: dict[str, str]  # date field -> the heading of its time, where that stands in a column of its own
    constants: dict[str, str]  # field -> the one label of every row, where the file has no column of it
    blanks: dict[str, frozenset[str]]  # field, or "all" -> label keys of further words for "nothing here"
    leave_out: dict[str, frozenset[str]]  # heading -> label keys of rows that are counted and not loaded
    saved: Saved | None = None  # where the store keeps it
    sender: Sender | None = None  # whose rows are read, of a file of several senders

    @property
    def kind(self) -> Kind:
        """What kind of file it reads."""
        return KINDS[self.source.kind]

    @property
    def blank_end(self) -> str:
        """What a blank end means. A file without a column of ends cannot say that anybody is still missing."""
        is_written = "blank_end" in self.source.model_fields_set
        return self.source.blank_end if is_written or "ended_at" in self.columns else "not_known"

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """What the file speaks for, month by month: categories of episodes, interviews, support."""
        if self.source.speaks_of is not None:
            return self.source.speaks_of
        if self.kind is FOLLOW_UPS:
            # One team holds meetings, another screens: a file tells of what its sender ever told of (data/casework.py).
            return ()
        named = (*self.columns, *self.constants)
        has_interviews = self.kind is not EPISODES or any(name.startswith("interview_") for name in named)
        return tuple(speak for speak in self.kind.speaks_of if speak != INTERVIEW or has_interviews)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that every row of the file speaks of, by column or constant; a flag as "flag cse"."""
        of_table = (self.kind.main,) if self.kind.main in FIELDS_THEMSELVES else ()
        return (*self.columns, *self.constants, *(flag_field(flag) for flag in self.flags), *of_table)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that the mapping speaks of, in its order."""
        sender = [self.source.system_column] if self.source.system_column else []
        named = [*self.columns.values(), *self.times.values(), *self.flags.values(), *self.leave_out, *sender]
        return tuple(dict.fromkeys(named))

    def as_of(self) -> datetime | None:
        """What the source could know, as a local time; a date means its first moment."""
        return None if self.source.as_of is None else local_time(self.source.as_of)


def local_time(told: datetime | date) -> datetime:
    """A moment on London's clock, without its zone; a date means its first moment."""
    if not isinstance(told, datetime):
        return datetime(told.year, told.month, told.day)
    return told.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None) if told.tzinfo else told


def read_mapping(path: Path, settings: Settings) -> Mapping:
    """The mapping in a file. Raises BadMapping with the key, the value and what would be right."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadMapping(f"{path} cannot be read: {error.strerror}. Give the path of a mapping.") from error
    return parse_mapping(content, path.name, settings)


def parse_mapping(content: bytes, name: str, settings: Settings) -> Mapping:
    """The mapping in TOML; `name` is its file's name, for errors and advice."""
    try:
        text = content.decode("utf-8-sig")
        document = Document.model_validate(tomllib.loads(answered(name, text)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{name} is not TOML: {error}.") from error
    except ValidationError as error:
        raise BadMapping(f"{name} cannot be used.\n" + "\n".join(explain(error))) from error
    kind = KINDS[document.source.kind]
    check_fields(name, document, kind)
    closed = {field: labels for field, labels in document.values.items() if is_closed(field)}
    listed = {field: listed_labels(name, field, labels, settings) for field, labels in closed.items()}
    codes = {
        field: codes_by_label(field, listed.get(field, {}), settings) for field in kind.with_values if is_closed(field)
    }
    check_constant_labels(name, document, codes)
    return Mapping(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        source=document.source,
        columns={field: as_list(headings)[0] for field, headings in document.columns.items()},
        times={field: headings[1] for field, headings in document.columns.items() if isinstance(headings, tuple)},
        constants=document.constants,
        blanks=keys_by_name(document.blanks),
        leave_out=keys_by_name(document.leave_out),
        saved=document.saved,
        flags=document.flags,
        codes=codes,
        renamed={
            field: {label_key(label): word for word, labels in words.items() for label in as_list(labels)}
            for field, words in document.values.items()
            if not is_closed(field)
        },
    )


def answered(name: str, text: str) -> str:
    """The text, where no question is left in it. Raises BadMapping with the questions that are."""
    left = [line.removeprefix(QUESTION).strip() for line in text.splitlines() if line.startswith(QUESTION)]
    if left:
        listed = "\n".join(f"  {line}" for line in left)
        raise BadMapping(
            f'{name} has questions that nobody has answered, in lines that begin with "{QUESTION}":\n{listed}\n'
            f'Take the "{QUESTION}" away where a line is right, correct it where it is not, or take the line out.'
        )
    return text


def explain(error: ValidationError) -> list[str]:
    """One line a fault: the key, the value met, and what would be right."""
    return [
        f"{'.'.join(str(part) for part in fault['loc']) or 'the file'}: {fault['msg']}"
        + (f", not {fault['input']!r}." if isinstance(fault["input"], str | int | float) else ".")
        for fault in error.errors(include_url=False)
    ]


def check_fields(name: str, document: Document, kind: Kind) -> None:
    """Refuse fields that the kind of file has not, and a mapping without those that every row needs."""
    for field in document.columns:
        if field not in kind.fields:
            raise BadMapping(
                f"{name}: [columns] has {field!r}, which is not a field of {kind.name}. {advice(field, kind.fields)}"
            )
    check_times(name, document, kind)
    check_constants(name, document, kind)
    check_blanks(name, document, kind)
    given = (*document.columns, *document.constants)
    if lacking := [field for field in kind.required if field not in given]:
        raise BadMapping(f"{name}: [columns] lacks {', '.join(lacking)}. {what_to_write(lacking[0], kind)}")
    if document.flags and not kind.has_flags:
        raise BadMapping(f"{name}: [flags] has no place in a file of {kind.name}. Take it out.")
    if unknown := sorted(set(document.source.speaks_of or ()) - set(kind.speaks_of)):
        raise BadMapping(
            f"{name}: source.speaks_of has {unknown[0]!r}. A file of {kind.name} may speak of: "
            f"{', '.join(kind.speaks_of) or 'nothing'}."
        )
    sender = ("system",) if document.source.system_column else ()
    with_values = (*kind.with_values, *sender)
    for field in document.values:
        if field not in with_values:
            raise BadMapping(f"{name}: [values.{field}] is not a field with labels. {advice(field, with_values)}")


def what_to_write(field: str, kind: Kind) -> str:
    """How a field that is needed is given: as a column, or as one label of all rows."""
    column = f'Write {field} = "their heading"'
    if field not in (*kind.closed, *kind.open):
        return f"{column}."
    return f'{column}; or, where every row is the same, write it under [constants], such as {field} = "missing".'


def check_constant_labels(name: str, document: Document, codes: dict[str, dict[str, str]]) -> None:
    """Refuse a constant that is not understood: it would be so on every row."""
    for field, label in document.constants.items():
        known = codes.get(field)
        if known is not None and label_key(label) not in known and not is_number_of(field, label):
            raise BadMapping(
                f"{name}: [constants] has {field} = {label!r}, which is not understood. "
                f"{advice(label, set(known.values()))}"
            )


def is_number_of(field: str, label: str) -> bool:
    """Whether it is a number where a number may stand."""
    return field == "distance_miles" and re.fullmatch(r"\d+(\.\d+)?", label) is not None


def check_times(name: str, document: Document, kind: Kind) -> None:
    """Refuse two columns for a field that is no date."""
    for field, headings in document.columns.items():
        if isinstance(headings, tuple) and field not in kind.dates:
            raise BadMapping(
                f"{name}: [columns] gives two columns to {field!r}. Only a date may have its time in a second column."
            )


def check_blanks(name: str, document: Document, kind: Kind) -> None:
    """Refuse words for blank of a field that the kind of file has not."""
    may_be = ("all", *kind.fields, *document.flags)
    for field, labels in document.blanks.items():
        if field not in may_be:
            raise BadMapping(f"{name}: [blanks] has {field!r}. {advice(field, may_be)}")
        listed = {key for values in document.values.get(field, {}).values() for key in map(label_key, as_list(values))}
        if both := [label for label in as_list(labels) if label_key(label) in listed]:
            raise BadMapping(f"{name}: {both[0]!r} stands under [blanks] and under [values.{field}]. Keep one.")


def check_constants(name: str, document: Document, kind: Kind) -> None:
    """Refuse a constant of a field that has a column too, or that no label stands for."""
    with_labels = (*kind.closed, *kind.open)
    for field in document.constants:
        if field not in with_labels:
            raise BadMapping(f"{name}: [constants] has {field!r}. {advice(field, with_labels)}")
        if field in document.columns:
            raise BadMapping(f"{name}: {field!r} stands under [columns] and under [constants]. Keep one.")


def keys_by_name(listed: Labels) -> dict[str, frozenset[str]]:
    """The label keys of each name's labels."""
    return {name: frozenset(map(label_key, as_list(labels))) for name, labels in listed.items()}


def listed_labels(
    name: str, field: str, labels: dict[str, tuple[str, ...] | str], settings: Settings
) -> dict[str, list[str]]:
    """Our codes with the labels that the mapping lists; a code that is not ours, or a label under two, is refused."""
    words = known_words(field, settings)
    ours = {label_key(word): code for code, synonyms in words.items() for word in (*synonyms, code)}
    ours |= {label_key(code): code for code in words}
    listed: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    for written, mapped in labels.items():
        code = ours.get(label_key(written))
        if code is None:
            raise BadMapping(f"{name}: [values.{field}] has {written!r}, which is not a code. {advice(written, words)}")
        for label in as_list(mapped):
            if (first := owner.setdefault(label_key(label), code)) != code:
                raise BadMapping(f"{name}: [values.{field}] gives {label!r} to {first!r} and to {code!r}. Keep one.")
        listed.setdefault(code, []).extend(as_list(mapped))
    return listed


def as_list(labels: tuple[str, ...] | str) -> tuple[str, ...]:
    """One label or several, as several."""
    return (labels,) if isinstance(labels, str) else labels


def advice(written: str, known: Iterable[str]) -> str:
    """What would be right: the nearest, where there is one, and the whole list."""
    names = sorted(known)
    near = difflib.get_close_matches(written, names, n=1)
    return (f"Did you mean {near[0]!r}? " if near else "") + f"It may be: {', '.join(names)}."
