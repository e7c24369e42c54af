"""Which column is which field: by the words of its heading, and whether its cells bear them out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.formats.guessing.field_words import FLAG, TIME_OF, target_words
from data.formats.guessing.heading_words import (
    OUT_OF_AREA,
    STATUS,
    core,
    fields_of,
    flag_of,
    is_address,
    is_name,
    says_date,
    says_time,
)
from data.formats.guessing.label_words import LAC_YES, OUT_YES, codes_known, codes_met
from data.formats.guessing.proposal import ColumnGuess, Confidence
from data.formats.guessing.shapes import Column
from data.formats.headings import heading_key
from data.formats.kinds import Kind
from data.formats.labels import is_closed, label_key
from data.settings import Settings
from data.themes import QUESTIONS

MOST_LABELS: Final = 30
# Fits of a column's cells to a field: as they should be, nothing written, some of them, not at all.
WELL, EMPTY, PARTLY, NOT = 1.0, 0.7, 0.6, 0.0
# What a heading that only may mean a field is worth.
MAY: Final = 0.55
SURE_FROM, LIKELY_FROM = 0.95, 0.6
# Two columns nearer than this for one field are rivals.
RIVAL: Final = 0.11
NUMBERS_OF_A_CHILD: Final = 0.5
# A file may say a row twice, but a number of the episode does not stand on many.
FEWEST_DISTINCT: Final = 0.8


@dataclass(frozen=True)
class Claim:
    """That a column holds a field, and how strongly."""

    column: Column
    field: str
    strength: float
    is_meant: bool
    fit: float

    @property
    def order(self) -> tuple[object, ...]:
        """Strongest first; of equals, that with times, with more cells, and then by its heading: never by its place."""
        return (-self.strength, not self.column.has_times, -len(self.column.texts), self.column.heading, self.field)


@dataclass(frozen=True)
class Grant:
    """A claim that is granted, and whether another was as good."""

    claim: Claim
    is_contested: bool


# Heading key -> what is granted to the column.
Grants = Mapping[str, Grant]


def label_codes(column: Column, field: str, settings: Settings) -> dict[str, str]:
    """Label -> our code, for each label of the column that is understood."""
    known = codes_known(field, settings) | codes_met(field)
    if field == "setting":
        known |= {label_key(word): code for code, words in LAC_YES.items() for word in words}
    if field == "in_area" and core(column.heading) in OUT_OF_AREA:
        known |= {label_key(word): code for code, words in OUT_YES.items() for word in words}
    return {label: known[label_key(label)] for label in column.labels if label_key(label) in known}


def fit_of_labels(column: Column, field: str, settings: Settings) -> float:
    """How well the labels of a column fit a closed field."""
    if field == "distance_miles":
        return WELL if column.numbers >= 0.7 else NOT
    if len(column.labels) > MOST_LABELS or column.is_dated or (column.is_yes_no and not takes_yes_no(column, field)):
        return NOT
    understood = sum(column.labels[label] for label in label_codes(column, field, settings))
    if understood == len(column.texts):
        return WELL
    return PARTLY if understood or column.numbers < 0.5 else NOT


def takes_yes_no(column: Column, field: str) -> bool:
    """Whether yes and no answer the heading: "LAC?", "Out of area", "RHI offered"."""
    return field == "interview_offered" or (
        (
            field == "setting"
            and not {"lac", "care"}.isdisjoint(core(column.heading).split())
            and "home" not in core(column.heading)
        )
        or (field == "in_area")
    )


def fit_of_text(column: Column, field: str) -> float:
    """How well a column fits a field of open words, or an id."""
    if column.is_dated or column.is_yes_no or column.times >= 0.7:
        return NOT
    if field == "child" and is_worded(column):
        return PARTLY
    return NOT if field not in ("child", "episode", "interview", "urn") and column.numbers >= 0.7 else WELL


def is_worded(column: Column) -> bool:
    """Whether most cells are words without a digit, of more than three letters: names, and no numbers."""
    words = [text for text in column.texts if len(text) > 3 and not any(letter.isdigit() for letter in text)]
    return len(words) >= NUMBERS_OF_A_CHILD * len(column.texts) > 0


def is_postcodes(column: Column) -> bool:
    """Whether most cells may be postcodes."""
    return column.postcodes >= 0.6


def is_ages(column: Column) -> bool:
    """Whether most cells are numbers, and none has more than three digits."""
    return column.numbers >= 0.7 and all(len(text.split(".")[0]) <= 3 for text in column.texts)


# Fields whose cells can be told by themselves.
TESTS: Final[dict[str, Callable[[Column], bool]]] = {
    "uasc": lambda column: column.is_marked,
    "age": is_ages,
    **dict.fromkeys(("missing_from_postcode", "found_postcode", "home_postcode", "placement_postcode"), is_postcodes),
}


def fit_of(column: Column, field: str, kind: Kind, settings: Settings) -> float:
    """How well the cells of a column fit a field."""
    if column.is_empty:
        return EMPTY
    if field in kind.dates:
        return WELL if column.is_dated or column.serials >= 0.7 else NOT
    # What a child told may be anything: an answer that no list has is kept.
    if is_closed(field) and field not in QUESTIONS:
        return fit_of_labels(column, field, settings)
    if field in TESTS:
        return WELL if TESTS[field](column) else NOT
    return fit_of_text(column, field)


def claims_of(column: Column, kind: Kind, settings: Settings) -> Iterator[Claim]:
    """Each field of the kind that the heading means or may mean, where the cells do not speak against it."""
    words = dict(fields_of(column.heading, kind.name))
    if core(column.heading) in OUT_OF_AREA:
        words["in_area"] = True
    for field, is_meant in words.items():
        if field not in kind.fields or (says_date(column.heading) and field not in kind.dates):
            continue
        if fit := fit_of(column, field, kind, settings):
            yield Claim(column, field, fit if is_meant else fit * MAY, is_meant, fit)


def assigned(columns: Sequence[Column], kind: Kind, settings: Settings) -> dict[str, Grant]:
    """Heading key -> the claim of each column that is granted, and whether another column has as good a claim."""
    claims = sorted(
        (claim for column in columns for claim in claims_of(column, kind, settings)), key=lambda item: item.order
    )
    granted: dict[str, Grant] = {}
    for claim in claims:
        key = heading_key(claim.column.heading)
        if key in granted or any(given.claim.field == claim.field for given in granted.values()):
            continue
        granted[key] = Grant(claim, is_contested(claim, claims, granted))
    return granted


def is_contested(claim: Claim, claims: Sequence[Claim], granted: Grants) -> bool:
    """Whether a column that is free yet has as good a claim to the field, or this column to another field."""
    return any(
        other is not claim
        and other.strength >= claim.strength - RIVAL
        and (
            (other.field == claim.field and heading_key(other.column.heading) not in granted)
            or (other.column is claim.column and all(given.claim.field != other.field for given in granted.values()))
        )
        for other in claims
    )


def guesses_of(columns: Sequence[Column], kind: Kind, settings: Settings) -> tuple[ColumnGuess, ...]:
    """What each column is, in the file's order."""
    keys = [heading_key(column.heading) for column in columns]
    repeated = {key for key in keys if keys.count(key) > 1}
    single = [column for column, key in zip(columns, keys, strict=True) if key and key not in repeated]
    granted = assigned(single, kind, settings)
    guesses: list[ColumnGuess] = []
    for column, key in zip(columns, keys, strict=True):
        if key in repeated:
            text = "This heading stands more than once. Rename one of the columns."
            guesses.append(ColumnGuess(column.heading, "", Confidence.UNSURE, text))
        elif key in granted:
            guesses.append(granted_guess(granted[key], single, granted, kind))
        else:
            guesses.append(other_guess(column, kind, granted))
    return tuple(guesses)


def granted_guess(grant: Grant, columns: Sequence[Column], granted: Grants, kind: Kind) -> ColumnGuess:
    """The guess for a column that is granted a field."""
    claim, column, strength = grant.claim, grant.claim.column, grant.claim.strength
    if claim.field == "episode" and (text := why_no_reference(column, kind)):
        return ColumnGuess(column.heading, claim.field, Confidence.UNSURE, text)
    if claim.field == "episode" and not claim.is_meant:
        return reference_guess(grant, granted)
    if grant.is_contested:
        rivals = [other.heading for other in columns if other is not column and claim.field in fields_of(other.heading)]
        also = f"{', '.join(map(repr, rivals))} may be it too." if rivals else "It may be another field too."
        return ColumnGuess(column.heading, claim.field, Confidence.UNSURE, also)
    if strength >= SURE_FROM:
        return ColumnGuess(
            column.heading, claim.field, Confidence.SURE, f"{column.heading!r} means it{borne_out(column)}."
        )
    confidence = Confidence.LIKELY if strength >= LIKELY_FROM else Confidence.UNSURE
    return ColumnGuess(column.heading, claim.field, confidence, why_not_sure(claim))


def borne_out(column: Column) -> str:
    """What the cells say for it."""
    return ", and its cells are dates" if column.is_dated else ", and its cells fit"


def why_not_sure(claim: Claim) -> str:
    """Why a guess is not sure."""
    if claim.fit == EMPTY:
        return "The heading means it; no cell is filled, so nothing bears it out."
    if claim.field == "child":
        return "The heading means it, but its cells look like names. A number of the child is safer."
    if claim.fit == PARTLY:
        return "The heading means it; some of its words are not understood yet."
    return "The heading may mean it, and its cells fit."


def reference_guess(grant: Grant, granted: Grants) -> ColumnGuess:
    """The guess for a column such as "Ref": the number of the episode where the child has a column of its own."""
    column = grant.claim.column
    has_child = any(given.claim.field == "child" and given.claim.is_meant for given in granted.values())
    if has_child and not grant.is_contested and column.distinct == 1.0:
        text = "No number stands twice, and the child has a column of its own."
        return ColumnGuess(column.heading, "episode", Confidence.SURE, text)
    return ColumnGuess(column.heading, "episode", Confidence.LIKELY, "It may be the number of the episode.")


def why_no_reference(column: Column, kind: Kind) -> str:
    """Why a column of numbers may not tell one episode from another; empty where nothing speaks against it."""
    if kind.name not in ("episodes", "notifications") or column.is_empty:
        return ""
    if is_running(column):
        return "It counts 1, 2, 3 ... Only a number that the sender keeps from file to file tells two episodes apart."
    if kind.name == "episodes" and column.distinct < FEWEST_DISTINCT:
        return "One number stands on several rows. Is it the number of the episode, and not of the child or their turn?"
    return ""


def is_running(column: Column) -> bool:
    """Whether the cells count from 1 (or 0), as lines do."""
    numbers = [text.removesuffix(".0") for text in column.texts]
    return len(numbers) > 1 and any(numbers == [str(first + nth) for nth in range(len(numbers))] for first in (0, 1))


def other_guess(column: Column, kind: Kind, granted: Grants) -> ColumnGuess:
    """The guess for a column without a field: a risk, the time of a date, a name, or nothing that we read."""
    flag = flag_of(column.heading)
    if flag and kind.has_flags:
        return flag_guess(column, flag)
    if column.times >= 0.7 or (says_time(column.heading) and (column.bare_times >= 0.7 or column.is_empty)):
        return time_guess(column, granted)
    if is_name(column.heading):
        return ColumnGuess(column.heading, "", Confidence.SURE, "A name: it is not needed, and never kept.")
    if is_address(column.heading):
        return ColumnGuess(column.heading, "", Confidence.SURE, "An address: a postcode or a place is enough.")
    return ColumnGuess(column.heading, "", Confidence.UNSURE, why_nothing(column, kind, granted))


def why_nothing(column: Column, kind: Kind, granted: Grants) -> str:
    """Why a column is not read: another is taken for the same, or nothing is known of it."""
    words = fields_of(column.heading)
    if core(column.heading) in STATUS:
        return "It says how the record stands. It is used only to leave rows out, if you say so."
    for given in (grant.claim for grant in granted.values()):
        if words.get(given.field) or (given.field in words and column.is_dated):
            return f"{given.column.heading!r} is taken for {target_words(given.field)}."
    if any(field in kind.fields for field, is_meant in words.items() if is_meant):
        return "Its cells are not what its heading says."
    return "What it holds is not known here; it is left out."


def flag_guess(column: Column, flag: str) -> ColumnGuess:
    """A column of marks of one risk. Any mark but "no" counts, so a column of levels is nobody's guess."""
    if column.is_empty:
        return ColumnGuess(column.heading, f"{FLAG}{flag}", Confidence.LIKELY, "It names the risk; nothing is marked.")
    if not column.is_marked:
        text = "It names a risk, but holds other words than yes and no: any word would count as a mark."
        return ColumnGuess(column.heading, "", Confidence.UNSURE, text)
    return ColumnGuess(column.heading, f"{FLAG}{flag}", Confidence.SURE, "It names the risk, and holds marks alone.")


def time_guess(column: Column, granted: Grants) -> ColumnGuess:
    """A column of times: that of the date with the same words in its heading, if that has no times of its own."""
    claims = [grant.claim for grant in granted.values()]
    dates = [given for given in claims if given.column.is_dated and not given.column.has_times and is_moment(given)]
    same = [given for given in dates if core(given.column.heading) == core(column.heading)]
    if len(same) == 1:
        text = f"The time of {same[0].column.heading!r}: the same words, and its cells are times."
        return ColumnGuess(column.heading, f"{same[0].field}{TIME_OF}", Confidence.SURE, text)
    if len(dates) == 1 and core(column.heading) in ("time", "tm"):
        text = f"{dates[0].column.heading!r} is the only date without a time."
        return ColumnGuess(column.heading, f"{dates[0].field}{TIME_OF}", Confidence.LIKELY, text)
    return ColumnGuess(column.heading, "", Confidence.UNSURE, "A time; which date it belongs to is not clear.")


def is_moment(claim: Claim) -> bool:
    """Whether the field is the date of something that happened at a time: not a birth."""
    return claim.field != "date_of_birth"
