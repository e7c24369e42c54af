"""A proposal for a mapping in words: what each column is taken for, how sure that is, why, and what is still asked."""

from typing import Final

from analytics.words.numbers import number
from data.formats.guessing.field_words import DATE_NAMES, KIND_NAMES, SYSTEM_NAMES, TIME_OF, target_words
from data.formats.guessing.mapping_text import Choices
from data.formats.guessing.proposal import ColumnGuess, Confidence, Guess, Proposal
from data.formats.guessing.sketch import Sketch
from data.formats.kinds import KINDS

EXAMPLES: Final = 3
LONGEST_EXAMPLE: Final = 30
LACKING: Final = {"system": "Say who sent the file.", "dates": "Say how its dates are written."}


def proposal_words(proposal: Proposal, out: str) -> str:
    """The whole proposal for a person at a terminal; `out` is where the mapping was written, or empty."""
    sheet = f", sheet {proposal.sheet!r}" if proposal.sheet else ""
    parts = [
        f"{proposal.file}{sheet}: what it is taken for",
        *(of_source(name, guess, words) for name, guess, words in source_parts(proposal)),
        "",
        *(of_column(guess) for guess in proposal.columns),
        *label_words(proposal),
        "",
        *question_words(proposal),
        *(
            [f"The mapping is in {out}. Answer what it asks, then try it: missing check FILE --mapping {out}"]
            if out
            else []
        ),
    ]
    return "\n".join(parts)


def mark_of(confidence: Confidence) -> str:
    """What goes before a guess that is not sure."""
    return "" if confidence is Confidence.SURE else "◆ "


def examples_of(table: Sketch, place: int) -> list[str]:
    """The first cells of a column that differ, in a sentence, for whoever holds the file already."""
    cells = list(dict.fromkeys(table.column(place)))[:EXAMPLES]
    short = [cell if len(cell) <= LONGEST_EXAMPLE else f"{cell[: LONGEST_EXAMPLE - 1]}…" for cell in cells]
    return [f"Such as {' · '.join(short)}."] if short else ["Nothing stands in it."]


def what_is_lacking(choices: Choices) -> list[str]:
    """What must be chosen before a file can be read, in sentences."""
    lacking = [words for name, words in LACKING.items() if not getattr(choices, name)]
    used = list(filter(None, choices.targets.values()))
    for target in sorted({target for target in used if used.count(target) > 1}):
        both = " and ".join(heading for heading, chosen in choices.targets.items() if chosen == target)
        lacking.append(
            f"{both} are both taken for {target_words(target)}. Choose one of them, and set the other to not read."
        )
    given = {*used, *(name for name, code in choices.constants.items() if code)}
    for name in KINDS[choices.kind].required:
        if name not in given:
            lacking.append(f"No column is taken for {target_words(name)}. Choose it above.")
    for time in (target for target in used if target.endswith(TIME_OF) and target.removesuffix(TIME_OF) not in used):
        lacking.append(f"{target_words(time).capitalize()} is chosen, and no column for its date. Choose that too.")
    return lacking


def source_parts(proposal: Proposal) -> list[tuple[str, Guess, dict[str, str]]]:
    """What is guessed of the file as a whole."""
    return [
        ("sender", proposal.system, SYSTEM_NAMES),
        ("a row", proposal.kind, KIND_NAMES),
        ("dates", proposal.dates, DATE_NAMES),
    ]


def of_source(name: str, guess: Guess, words: dict[str, str]) -> str:
    """One guess of the file as a whole."""
    value = words.get(guess.value, guess.value) or "not known"
    return f"  {name:<8} {value} ({guess.confidence}). {guess.reason}"


def of_column(guess: ColumnGuess) -> str:
    """One column: what it is taken for, how sure, and why."""
    taken = f"{target_words(guess.target)} ({guess.confidence})" if guess.target else "not read"
    return f"  {guess.heading!r}: {taken}. {guess.reason}"


def label_words(proposal: Proposal) -> list[str]:
    """What is made of words that are not understood without the mapping."""
    lines = [
        f"  {word.label!r} on {number(word.rows)} rows: {word.code or 'not understood'} ({target_words(word.field)})"
        for word in proposal.labels
    ]
    return ["", *lines] if lines else []


def question_words(proposal: Proposal) -> list[str]:
    """What a person must still say, numbered."""
    questions = proposal.questions
    if not questions:
        return ["Nothing is left to ask. Read the mapping before you load with it."]
    title = "1 question is left:" if len(questions) == 1 else f"{number(len(questions))} questions are left:"
    lines = [
        f"  {place}. {question.words}" + (f" Our guess: {question.guess}." if question.guess else "")
        for place, question in enumerate(questions, start=1)
    ]
    return [title, *lines]
