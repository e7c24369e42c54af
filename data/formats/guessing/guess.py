"""An unknown table -> a proposal for its mapping. Nothing is loaded on it: a person confirms it first."""

import re
from collections import Counter
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from data.codes import CATEGORIES
from data.formats.dates import MONTHS, DateOrder, parse_dates
from data.formats.guessing.columns import guesses_of, label_codes
from data.formats.guessing.field_words import SYSTEM_NAMES
from data.formats.guessing.heading_words import KIND_WORDS, SENDERS, STATUS, SYSTEM_WORDS, core, counted
from data.formats.guessing.label_words import LEFT_OUT, codes_known
from data.formats.guessing.proposal import ColumnGuess, Confidence, Guess, LabelGuess, Proposal
from data.formats.guessing.shapes import Column, Orders, is_written, orders_of
from data.formats.guessing.sketch import Sketch
from data.formats.kinds import KINDS, Kind
from data.formats.labels import label_key
from data.formats.mapping import plain_name
from data.settings import Settings

# What a sender's name in the file's own name is worth, in its title rows, in its headings.
OF_NAME, OF_TITLE, OF_HEADING = 3, 2, 1
WORTH: Final = {Confidence.SURE: 1.0, Confidence.LIKELY: 0.6, Confidence.UNSURE: 0.3}
# What it counts against a kind of file that it lacks a needed column, and for it that name or title say so.
LACKING, NAMED = 2.0, 1.0
# A kind is sure when it is ahead of the next by so much.
AHEAD: Final = 0.9
BIRTH: Final = "date_of_birth"
# Rows without an end that began so long before the newest: so many, and so large a share, make one ask what it means.
LONG_OVER: Final = timedelta(days=30)
FEWEST_OPEN, SHARE_OPEN = 3, 0.05
TOLD_BY: Final = {
    "notifications": ("report",),
    "interviews": ("interview_outcome", "interview_completed_at", "interview_offered_at", "interview_offered"),
    "care_periods": ("placement", "legal_status", "placement_postcode"),
    "support": ("support",),
    "follow_up": ("follow_up", "screening_result"),
    "episodes": ("started_at", "category"),
    "children": ("date_of_birth",),
}


def propose(table: Sketch, settings: Settings, system: str = "", kind: str = "") -> Proposal:
    """What the table most likely is. `system` says who sent it and `kind` what a row is, where that is known."""
    columns = columns_of(table)
    told, guesses = kind_told(kind, columns, settings) if kind else kind_of(table, columns, settings)
    proposal = Proposal(
        file=table.name,
        sheet=table.sheet,
        headings=table.headings,
        kind=told,
        system=Guess(system, Confidence.SURE, "You said so.") if system else system_of(table),
        dates=dates_of(columns, guesses, KINDS[told.value]),
        columns=guesses,
        system_column=None if system else system_column_of(columns),
        century=century_of(columns, guesses, KINDS[told.value]),
        covers=covers_of(table),
    )
    labels = labels_of(proposal, columns, settings)
    return replace(
        proposal,
        labels=labels,
        constants=constants_of(proposal, table),
        leave_out=leave_out_of(proposal, columns, settings),
        child_id_form=child_id_form_of(proposal, columns),
        blank_end=blank_end_of(proposal, table),
    )


def columns_of(table: Sketch) -> list[Column]:
    """The columns with what is written in them."""
    return [
        Column(heading, place, tuple(filter(is_written, table.column(place))), len(table.rows))
        for place, heading in enumerate(table.headings)
    ]


# --- what a row is ---------------------------------------------------------------------------------------------------


def kind_of(table: Sketch, columns: Sequence[Column], settings: Settings) -> tuple[Guess, tuple[ColumnGuess, ...]]:
    """The kind of file that explains its columns best, and what each column is in it."""
    by_kind = {name: guesses_of(columns, kind, settings) for name, kind in KINDS.items()}
    named = words_for(table, KIND_WORDS)
    score = {name: score_of(KINDS[name], guesses) + NAMED * (name in named) for name, guesses in by_kind.items()}
    first, second = sorted(score, key=lambda name: (-score[name], list(KINDS).index(name)))[:2]
    lacking = lacks(KINDS[first], by_kind[first])
    is_sure = score[first] - score[second] >= AHEAD and not set(lacking) - {"category"}
    told = sorted(guess.heading for guess in by_kind[first] if guess.target in TOLD_BY[first])
    reason = f"Its columns are those of {first.replace('_', ' ')}: {', '.join(map(repr, told)) or 'as far as they go'}."
    return Guess(first, Confidence.SURE if is_sure else Confidence.LIKELY, reason), by_kind[first]


def kind_told(kind: str, columns: Sequence[Column], settings: Settings) -> tuple[Guess, tuple[ColumnGuess, ...]]:
    """The kind that a person named, and what each column is in it."""
    return Guess(kind, Confidence.SURE, "You said so."), guesses_of(columns, KINDS[kind], settings)


def score_of(kind: Kind, guesses: Sequence[ColumnGuess]) -> float:
    """How much of the columns a kind explains, less what it lacks and what would tell it."""
    explained = sum(WORTH[guess.confidence] for guess in guesses if guess.target)
    targets = {guess.target for guess in guesses}
    is_told = not targets.isdisjoint(TOLD_BY[kind.name])
    # A column of missing and found reports is in no other file.
    is_reports = any(guess.target == "report" and guess.confidence is Confidence.SURE for guess in guesses)
    return explained - LACKING * len(lacks(kind, guesses)) - (0 if is_told else LACKING) + NAMED * is_reports


def lacks(kind: Kind, guesses: Sequence[ColumnGuess]) -> list[str]:
    """The needed fields that no column holds."""
    targets = {guess.target for guess in guesses}
    return [name for name in kind.required if name not in targets]


def words_for(table: Sketch, listed: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """The names of the list that the file's name, its title rows or its sheet speak of, with the words."""
    return counted((table.name.rsplit(".", 1)[0], table.sheet, *table.titles), listed)


# --- who sent it, how dates are written ------------------------------------------------------------------------------


def system_of(table: Sketch) -> Guess:
    """Who sent it, by words in its name, its title rows and its headings: to be confirmed by a person, always."""
    places = (
        (OF_NAME, "name", (table.name.rsplit(".", 1)[0],)),
        (OF_TITLE, "title", (table.sheet, *table.titles)),
        (OF_HEADING, "headings", table.headings),
    )
    points: Counter[str] = Counter()
    reasons: dict[str, list[str]] = {}
    for worth, where, texts in places:
        for system, words in counted(texts, SYSTEM_WORDS).items():
            points[system] += worth * len(words)
            reasons.setdefault(system, []).append(
                f"its {where} {'say' if where == 'headings' else 'says'} {words[0]!r}"
            )
    if not points:
        return Guess("", Confidence.UNSURE, "Nothing in the file says who sent it.")
    best = max(points, key=lambda system: (points[system], -list(SYSTEM_WORDS).index(system)))
    return Guess(best, Confidence.LIKELY, f"It looks like {best.replace('_', ' ')}: {' and '.join(reasons[best])}.")


def system_column_of(columns: Sequence[Column]) -> Guess | None:
    """A column that names the sender of each row, where all of its words are senders: one file of several."""
    for column in sorted(columns, key=lambda item: item.heading):
        senders = {plain_name(label) for label in column.labels}
        if core(column.heading) in SENDERS and len(senders) > 1 and senders <= SYSTEM_NAMES.keys():
            text = f"{column.heading!r} names {len(senders)} senders, so the file seems to hold the rows of several."
            return Guess(column.heading, Confidence.LIKELY, text)
    return None


def dates_of(columns: Sequence[Column], guesses: Sequence[ColumnGuess], kind: Kind) -> Guess:
    """In which order the dates of the file are written."""
    ways = orders_of(dated_in(columns, guesses, kind))
    return month_first(ways) or day_first(ways) or other_ways(ways)


def month_first(ways: Orders) -> Guess | None:
    """No guess at all where some dates can only have the month first; none where there are no such dates."""
    if not ways.month_over_12:
        return None
    if ways.day_over_12:
        text = f"{ways.month_over_12:,} dates have the month first and {ways.day_over_12:,} the day first."
        return Guess("", Confidence.UNSURE, f"{text} A spreadsheet has exchanged them. Ask for the file as CSV.")
    text = f"{ways.month_over_12:,} dates have a second number above 12, as if the month came first."
    return Guess("", Confidence.UNSURE, f"{text} Ask for dates with the year first, such as 2026-09-30.")


def day_first(ways: Orders) -> Guess | None:
    """The day first, where dates are of three numbers or name their month."""
    if not (ways.all_numbers or ways.named_month):
        return None
    order = DateOrder.MIXED_DAY_FIRST if ways.serial else DateOrder.DAY_FIRST
    if ways.named_month or ways.day_over_12:
        return Guess(order, Confidence.SURE, sure_of_days(ways.named_month, ways.day_over_12))
    text = "No date has a number above 12 that would tell the day from the month. Is 01/02/2026 the 1st of February?"
    return Guess(order, Confidence.LIKELY, text)


def other_ways(ways: Orders) -> Guess:
    """The year first, or Excel's day numbers."""
    if ways.serial and ways.year_first:
        return Guess(DateOrder.MIXED_DAY_FIRST, Confidence.SURE, "Some are written year first, some are day numbers.")
    if ways.serial:
        return Guess(DateOrder.EXCEL, Confidence.SURE, "They are Excel's day numbers, such as 46266.")
    if ways.year_first:
        return Guess(DateOrder.ISO, Confidence.SURE, "They are written year first, or are dates of the workbook.")
    return Guess("", Confidence.UNSURE, "No column of dates was recognised.")


def dated_in(columns: Sequence[Column], guesses: Sequence[ColumnGuess], kind: Kind) -> list[Column]:
    """The columns that are taken for dates."""
    return [column for column, guess in zip(columns, guesses, strict=True) if guess.target in kind.dates]


def century_of(columns: Sequence[Column], guesses: Sequence[ColumnGuess], kind: Kind) -> Guess | None:
    """The century of years with two digits, none where there are none; a birth has its own rule, whatever it is."""
    years = orders_of(dated_in(columns, guesses, kind)).short_years
    moments = [guess if guess.target != BIRTH else replace(guess, target="") for guess in guesses]
    of_moments = orders_of(dated_in(columns, moments, kind)).short_years
    if not years:
        return None
    newest = date.today().year % 100 + 1
    text = f"{len(years):,} dates have a year of two digits: 26 is read as 2026."
    is_sure = all(year <= newest for year in of_moments)
    return Guess("2000", Confidence.SURE if is_sure else Confidence.LIKELY, text)


def sure_of_days(named: int, over: int) -> str:
    """Why the day comes first."""
    if over:
        return f"{over:,} dates begin with a number above 12, so the day comes first."
    return f"{named:,} dates name their month after the day."


# --- what its words mean ---------------------------------------------------------------------------------------------


def labels_of(proposal: Proposal, columns: Sequence[Column], settings: Settings) -> tuple[LabelGuess, ...]:
    """Every label of a closed field that the mapping must say something about."""
    label_guesses: list[LabelGuess] = []
    for column, guess in zip(columns, proposal.columns, strict=True):
        if guess.target in proposal.of_kind.closed and guess.target != "distance_miles":
            label_guesses += labels_in(column, guess.target, settings)
    return tuple(label_guesses)


def labels_in(column: Column, field: str, settings: Settings, told: Named[str, str] | None = None) -> list[LabelGuess]:
    """The labels of one column that are not understood without the mapping; `told` is what was said of them before."""
    known = codes_known(field, settings)
    before = {label: told[label_key(label)] for label in column.labels if told and label_key(label) in told}
    understood = label_codes(column, field, settings) | before
    return [
        LabelGuess(field, label, understood.get(label, ""), rows)
        for label, rows in sorted(column.labels.items(), key=lambda item: (-item[1], item[0]))
        if label not in understood or known.get(label_key(label)) != understood[label]
    ]


def constants_of(proposal: Proposal, table: Sketch) -> dict[str, Guess]:
    """The category of every row, where no column has it and name or title say "missing"."""
    if "category" not in proposal.of_kind.required or proposal.column_of("category"):
        return {}
    named = [name for name in CATEGORIES if counted((table.name, table.sheet, *table.titles), {name: (name,)})]
    if len(named) == 1:
        text = f"No column says missing or absent, and the file's name or title says {named[0]!r}."
    else:
        text = "No column says missing or absent."
    return {
        "category": Guess(named[0] if len(named) == 1 else "missing", Confidence.LIKELY, f"{text} Is every row so?")
    }


def leave_out_of(proposal: Proposal, columns: Sequence[Column], settings: Settings) -> tuple[tuple[str, str, int], ...]:
    """Labels of a column of states that say that nothing happened: heading, label, rows."""
    keys = set(map(label_key, LEFT_OUT))
    result: list[tuple[str, str, int]] = []
    for column, guess in zip(columns, proposal.columns, strict=True):
        is_state = core(column.heading) in STATUS or guess.target in ("category", "how_ended")
        known = codes_known(guess.target, settings) if guess.target in proposal.of_kind.closed else {}
        if is_state and proposal.kind.value in ("episodes", "notifications"):
            met = {label: rows for label, rows in column.labels.items() if label_key(label) in keys - set(known)}
            result += [(column.heading, label, rows) for label, rows in sorted(met.items())]
    return tuple(result)


def child_id_form_of(proposal: Proposal, columns: Sequence[Column]) -> Guess | None:
    """Whether ids are numbers: asked where one number stands in more than one spelling."""
    guess = proposal.column_of("child")
    texts = [text for column in columns if guess and column.heading == guess.heading for text in column.labels]
    plain = {text: re.sub(r"^'?0*|\.0+$", "", text) for text in texts if re.fullmatch(r"'?\d+(?:\.0+)?", text)}
    twice = len(plain) - len(set(plain.values()))
    if not twice:
        return None
    words = f"{twice:,} child numbers stand in more than one spelling, such as 0045 and 45. Are they the same child?"
    return Guess("number", Confidence.LIKELY, words)


def blank_end_of(proposal: Proposal, table: Sketch) -> Guess | None:
    """What a blank end means: asked where many rows that are long over have none."""
    start, end = proposal.column_of("started_at"), proposal.column_of("ended_at")
    if start is None or end is None or not proposal.dates.value:
        return None
    starts, ends = ([cells[table.headings.index(guess.heading)] for _, cells in table.rows] for guess in (start, end))
    began = parse_dates(pl.Series(starts, dtype=pl.String), DateOrder(proposal.dates.value))["at"]
    is_blank = pl.Series([not is_written(text.strip()) for text in ends], dtype=pl.Boolean)
    newest = began.max()
    if not isinstance(newest, datetime) or not is_blank.any():
        return None
    old = int((is_blank & (began < newest - LONG_OVER)).sum())
    if old < FEWEST_OPEN or old < len(starts) * SHARE_OPEN:
        return Guess("still_missing", Confidence.SURE, "Only new rows have no end.")
    words = (
        f"{old:,} of {len(starts):,} rows have no end, though they began over {LONG_OVER.days} days before the newest."
    )
    return Guess("still_missing", Confidence.LIKELY, f"{words} Are those children still missing?")


def covers_of(table: Sketch) -> tuple[str, str, str] | None:
    """The days that a title speaks of: "September 2026", "1 July to 30 September 2026"."""
    for title in table.titles:
        if result := months_in(title):
            (first, start), (last, end) = result[0], result[-1]
            after = date(end + last // 12, last % 12 + 1, 1)
            return date(start, first, 1).isoformat(), after.isoformat(), f"The title says {title!r}."
    return None


def months_in(title: str) -> list[tuple[int, int]]:
    """The months that a text names: month, year."""
    met = re.findall(r"\b([A-Za-z]{3})[a-z]*\.? (\d{4})\b", title)
    named = [(MONTHS.index(name.lower()) + 1, int(year)) for name, year in met if name.lower() in MONTHS]
    short = re.findall(r"\b([A-Za-z]{3})[a-z]* (?:to|-|–) (?:\d{1,2} )?[A-Za-z]{3}[a-z]* (\d{4})\b", title)
    before = [(MONTHS.index(name.lower()) + 1, int(year)) for name, year in short if name.lower() in MONTHS]
    return sorted({*before, *named}, key=lambda item: (item[1], item[0]))
