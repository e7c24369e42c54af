"""Words that stand where a value should: blanks written out, ends that are no date, errors of a spreadsheet.

A word is nothing here only where its kind of field has no other use for it. A word that the field has a code for (by
the mapping or by ours) is that code, unless the mapping lists it under [blanks]. docs/mapping.md prints these lists.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Final

import polars as pl

from data.formats.labels import NO, SYNONYMS, code_keys, label_key


class Holds(StrEnum):
    """What a field holds: each kind has its own words for nothing."""

    CHILD = "a child's id"
    REFERENCE = "a number of an episode or interview"
    MARK = "a mark"
    LABEL = "a label of a closed list"
    WORD = "a word of the sender's own"
    DATE = "a date"
    END = "an end"
    POSTCODE = "a postcode"
    NUMBER = "a number"


class Meaning(StrEnum):
    """What such a word says."""

    BLANK = "blank"
    STILL_MISSING = "still_missing"
    NOT_KNOWN = "not_known"
    ERROR = "error"
    EXPONENT = "exponent"


# Written by programs, and by people who had nothing to say.
EMPTY: Final = (
    *("NULL", "(null)", "<null>", "[null]", r"\N", "None", "(none)", "nil", "NaN", "NaT", "undefined"),
    *("n/a", "na", "n.a.", "not applicable", "-", "--", "–", "—", ".", "..", "..."),
    *("blank", "(blank)", "[blank]", "empty", "(empty)"),
)
# There is something to say, and nobody knows it. In an end: whether the child is back is not known.
UNKNOWN: Final = (
    *("unknown", "(unknown)", "not known", "N/K", "NK", "unk", "don't know", "do not know", "?", "??", "???"),
    *("TBC", "TBA", "to be confirmed", "to be advised", "not recorded", "not stated", "not given", "not provided"),
    *("not available", "not entered", "not specified", "not supplied", "no data", "no information", "no info"),
    *("no record", "no value", "missing data", "data missing"),
)
NO_ID: Final = (
    *("-1", "unknown child", "child unknown", "unknown person", "person unknown", "name unknown", "unidentified"),
    *("no id", "no number", "no reference", "no ref", "none given", "not allocated", "unallocated", "anonymous"),
)
# Not blank, and no mark: somebody said that there is none.
NO_MARK: Final = (
    *NO,
    *("0.0", "☐", "nil known", "none known", "none identified", "none recorded", "no - none known", "not identified"),
    *("no known risk", "no known risks", "no risk", "no risks", "no risk identified", "no concern", "no concerns"),
    *("no known concerns", "no concerns identified", "no concerns known", "no evidence", "no indicators"),
)
NO_POSTCODE: Final = ("no postcode", "postcode unknown", "unknown postcode", "no fixed abode", "NFA")
# 0 is what a spreadsheet shows for a date that is not there, and 2958465 the day number of the last of 9999.
NO_DATE: Final = ("0", "2958465", "00:00", "00:00:00", "no date", "date unknown", "date not known")
WORDS: Final[Mapping[Holds, tuple[str, ...]]] = {
    Holds.CHILD: (*EMPTY, *UNKNOWN, *NO_ID),
    Holds.REFERENCE: (*EMPTY, *UNKNOWN, *NO_ID),
    Holds.MARK: (*EMPTY, *UNKNOWN),
    Holds.LABEL: (*EMPTY, *UNKNOWN),
    Holds.WORD: (*EMPTY, *UNKNOWN),
    Holds.DATE: (*EMPTY, *UNKNOWN, *NO_DATE),
    Holds.END: (*EMPTY, "0"),
    Holds.POSTCODE: (*EMPTY, *UNKNOWN, *NO_POSTCODE),
    Holds.NUMBER: (*EMPTY, *UNKNOWN),
}
# Words that may be an answer there: such a label is listed as not understood, for the mapping to say.
MAY_BE_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "interview_outcome": ("n/a", "na", "n.a.", "not applicable", "none", "(none)", "nil"),
    "support": ("n/a", "na", "n.a.", "not applicable", "none", "(none)", "nil"),
    "risk": ("none", "(none)", "nil"),
    # Perhaps no risk, perhaps no screening.
    "screening_result": ("none", "(none)", "nil"),
}
# An end such as "still missing as at 5 October".
STILL_MISSING: Final = "stillmissing"

ERRORS: Final = (
    *("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
    *("#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#NO RESULT!"),
)
# Other programs' and other languages' errors, and what a column shows that is too narrow for its number.
ERROR_FORM: Final = re.compile(r"#[A-Z_/0-9 ]*[A-Z][A-Z_/0-9 ]*[!?]|ERR:\d+|#{3,}")
NOT_AVAILABLE: Final = "#N/A"
ENDED: Final = "ended_at"

# What databases and spreadsheets write for no date, as year, month, day. Those of the past say nothing of an end.
PAST: Final = (
    *((0, 0, 0), (1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31)),
    *((1900, 1, 0), (1900, 1, 1), (1901, 1, 1), (1970, 1, 1)),
)
# Those of the future are an end that has not come.
FUTURE: Final = (
    *((2099, 12, 31), (2100, 1, 1), (2999, 12, 31), (3000, 1, 1)),
    *((9999, 1, 1), (9999, 9, 9), (9999, 12, 31)),
)
PLACEHOLDER_YEARS: Final = tuple(sorted({year for year, _, _ in (*PAST, *FUTURE)}))
# No such date lies between these two, and nearly every other does.
BETWEEN_PLACEHOLDERS: Final = (
    datetime(max(year for year, _, _ in PAST) + 1, 1, 1),
    datetime(min(year for year, _, _ in FUTURE) - 1, 12, 31),
)
# The day number of the last day of 9999: the last that a spreadsheet knows.
LAST_SERIAL: Final = "2958465"
# The same as days of a spreadsheet, where a date may be written so.
PAST_SERIALS: Final = ("367", "25569")
FUTURE_SERIALS: Final = ("73050", "73051")
# Midnight; the first second of 1970 in London, where it was summer time; of the future any time.
NO_TIME: Final = r"(?:[ T]+0?[01]:00(?::00(?:\.0+)?)?(?: ?[AaPp][Mm])?)?$"
ANY_TIME: Final = r"(?:[ T].*)?$"
YEAR_FIRST: Final = r"^(?P<year>\d{4})[-/.](?P<one>\d{1,2})[-/.](?P<other>\d{1,2})"
YEAR_LAST: Final = r"^(?P<one>\d{1,2})[-/. ](?P<other>\d{1,2})[-/. ](?P<year>\d{4})"
MONTH_NAMED: Final = r"^(?P<one>\d{1,2})[-/. ](?P<named>Jan|Sep|Dec)[a-z]*[-/. ](?P<year>\d{4})"
MONTHS_NAMED: Final = {"jan": 1, "sep": 9, "dec": 12}

# An id that a spreadsheet took for a number, and shortened: 1.00234E+11.
EXPONENT: Final = r"(?i)^'?[0-9](?:[.,][0-9]+)?E\+[0-9]+$|^'?[0-9][.,][0-9]+E[0-9]+$"
EXPONENT_FORM: Final = re.compile(EXPONENT)
# What an id of digits may be all the same: an exponent, or an error.
BEGINS_AS_NO_ID: Final = "(?i)^(?:'?[0-9](?:[.,][0-9]+)?E|ERR:|#)"
NOUGHTS: Final = re.compile(r"['’]?[0.]+")
NAMES: Final = re.compile(r"[^\W_]")
# Anything longer is no word of ours; a cell may hold a page.
LONGEST: Final = 60


@dataclass(frozen=True)
class FieldWords:
    """What the words of one field mean: by label key, and by the forms that its kind knows."""

    holds: Holds
    meanings: Mapping[str, Meaning]
    # The mapping's own words may look like values, such as 99999: then no text is passed over.
    is_any: bool = False

    def meaning(self, text: str) -> Meaning | None:
        """What the text says where it is no value; None for a value."""
        plain = text.strip()
        if len(plain) > LONGEST:
            return None
        if is_error(plain):
            return Meaning.ERROR
        key = label_key(plain)
        # "Not returned." is the word with a full stop behind it; "..." is a word of its own.
        key = key if key in self.meanings else key.rstrip(".!") or key
        return Meaning.BLANK if not key else self.meanings.get(key) or self.by_form(plain, key)

    def by_form(self, text: str, key: str) -> Meaning | None:
        """What the text says by its form, where its words are none of the list."""
        if self.holds in (Holds.CHILD, Holds.REFERENCE):
            if EXPONENT_FORM.match(text):
                return Meaning.EXPONENT
            is_nobody = NOUGHTS.fullmatch(text) or not NAMES.search(text)
            return Meaning.BLANK if is_nobody else None
        if self.holds is Holds.END and key.startswith(STILL_MISSING):
            return Meaning.STILL_MISSING
        if self.holds in (Holds.DATE, Holds.END):
            return placeholder(text, self.holds)
        return None


def field_words(
    field: str,
    holds: Holds,
    codes: Mapping[str, str] | None = None,
    own: Iterable[str] = (),
    of_all: Iterable[str] = (),
) -> FieldWords:
    """The words of one field. `codes` are keys of labels that mean something; `own` and `of_all` the mapping's blanks.

    Of an end, `codes` are still_missing and not_known; without them, those that everybody uses.
    """
    own, of_all = frozenset(own), frozenset(of_all)
    answers = {label_key(word) for word in MAY_BE_ANSWERS.get(field, ())}
    blank = keys_of(holds) - answers | of_all
    known = codes or (code_keys(ENDED) if holds is Holds.END else {})
    meanings = {key: Meaning.BLANK for key in blank if key not in known}
    if holds is Holds.END:
        meanings = {label_key(word): Meaning.NOT_KNOWN for word in UNKNOWN} | meanings
        meanings[LAST_SERIAL] = Meaning.STILL_MISSING
        meanings |= {key: Meaning(code) for key, code in known.items()}
    has_digits = any(re.search("[0-9]", key) for key in own | of_all)
    return FieldWords(holds, meanings | dict.fromkeys(own, Meaning.BLANK), has_digits)


@cache
def keys_of(holds: Holds) -> frozenset[str]:
    """The keys of the words for nothing in this kind of field."""
    return frozenset(label_key(word) for word in WORDS[holds])


def is_error(text: str) -> bool:
    """Whether the text is what a spreadsheet shows for a cell that it cannot work out."""
    plain = text.strip().upper()
    return plain in ERRORS or ERROR_FORM.fullmatch(plain) is not None


def placeholder(text: str, holds: Holds) -> Meaning | None:
    """What a date of no day says: nothing; in an end, of the past: not known, and of the future: still missing."""
    for form in (YEAR_FIRST, YEAR_LAST, MONTH_NAMED):
        if (parts := re.match(form + ANY_TIME, text, re.IGNORECASE)) and is_day(parts, FUTURE):
            return Meaning.STILL_MISSING if holds is Holds.END else Meaning.BLANK
        if (parts := re.match(form + NO_TIME, text, re.IGNORECASE)) and is_day(parts, PAST):
            return Meaning.NOT_KNOWN if holds is Holds.END else Meaning.BLANK
    return None


def serial_says(text: str, holds: Holds) -> Meaning | None:
    """What the day number of a date of no day says."""
    day = text.strip().split(".")[0]
    if day in PAST_SERIALS:
        return Meaning.NOT_KNOWN if holds is Holds.END else Meaning.BLANK
    if day in FUTURE_SERIALS:
        return Meaning.STILL_MISSING if holds is Holds.END else Meaning.BLANK
    return None


def is_day(parts: re.Match[str], days: tuple[tuple[int, int, int], ...]) -> bool:
    """Whether the parts of a date are one of these days, in whichever order day and month stand."""
    named = parts.groupdict()
    other = MONTHS_NAMED[named["named"].lower()[:3]] if "named" in named else int(named["other"])
    year, first = int(named["year"]), int(named["one"])
    return (year, first, other) in days or (year, other, first) in days


# --- columns ---------------------------------------------------------------------------------------------------------


# Holds -> whether a text may be such a word, by a test that costs little on a million texts that are not.
MAY_BE_WORDS: Final[Mapping[Holds, pl.Expr]] = {
    # A date begins with a digit. Those of no day are looked for among the dates that were read.
    **dict.fromkeys((Holds.DATE, Holds.END), (pl.col("of") < "0") | (pl.col("of") >= ":")),
    **dict.fromkeys(
        (Holds.CHILD, Holds.REFERENCE),
        ~pl.col("of").str.contains("[1-9]") | pl.col("of").str.contains(BEGINS_AS_NO_ID) | (pl.col("of") == "-1"),
    ),
    Holds.POSTCODE: pl.col("of").str.contains("(?i)^(?:[^0-9]*$|ERR:|#)"),
}


def distinct_texts(texts: pl.Series, words: FieldWords) -> list[str]:
    """The distinct texts that may be such words; of labels and the like, which are few, every one."""
    if texts.null_count() == texts.len():
        return []
    if words.holds in MAY_BE_WORDS and not words.is_any:
        texts = texts.to_frame("of").filter(MAY_BE_WORDS[words.holds]).to_series()
    return list(texts.unique().drop_nulls())


def printed() -> list[str]:
    """The lists of words, as docs/mapping.md prints them."""
    still, not_known = (quoted(SYNONYMS[ENDED][code]) for code in (Meaning.STILL_MISSING, Meaning.NOT_KNOWN))
    return [
        "| Where | Words for nothing here |",
        "|---|---|",
        f"| everywhere | {quoted(EMPTY)} |",
        f"| everywhere but in an end | {quoted(UNKNOWN)} |",
        f"| an id of a child, a number of an episode | {quoted(NO_ID)}; noughts alone; no letter and no digit |",
        f"| a date | {quoted(NO_DATE)} |",
        f"| a postcode | {quoted(NO_POSTCODE)} |",
        f"| a mark: none, and said so | {quoted(NO_MARK)} |",
        f"| a date, with any time; in an end: still missing | {dates(FUTURE)} |",
        f"| a date, at midnight; in an end: not known | {dates(PAST)} |",
        "",
        "| In an end | Words |",
        "|---|---|",
        f"| `still_missing` | {still}; whatever begins with `still missing` |",
        f"| `not_known` | {quoted(UNKNOWN)}, {not_known} |",
        "",
        "| Kept as labels, which may be answers | Words |",
        "|---|---|",
        *(f"| `{field}` | {quoted(words)} |" for field, words in MAY_BE_ANSWERS.items()),
    ]


def quoted(words: Iterable[str]) -> str:
    """The words as a table of Markdown has them."""
    return ", ".join(f"`{word}`" for word in words)


def dates(days: Iterable[tuple[int, int, int]]) -> str:
    """Days as year-month-day."""
    return ", ".join(f"`{year:04}-{month:02}-{day:02}`" for year, month, day in days)
