"""A proposal for a mapping in words: what each column is taken for, how sure that is, why, and what is still asked."""

from analytics.words import number
from data.formats.guessing.field_words import DATE_NAMES, KIND_NAMES, SYSTEM_NAMES, target_words
from data.formats.guessing.proposal import ColumnGuess, Guess, Proposal


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
        f"  {one.label!r} on {number(one.rows)} rows: {one.code or 'not understood'} ({target_words(one.field)})"
        for one in proposal.labels
    ]
    return ["", *lines] if lines else []


def question_words(proposal: Proposal) -> list[str]:
    """What a person must still say, numbered."""
    questions = proposal.questions
    if not questions:
        return ["Nothing is left to ask. Read the mapping before you load with it."]
    title = "1 question is left:" if len(questions) == 1 else f"{number(len(questions))} questions are left:"
    lines = [
        f"  {place}. {one.words}" + (f" Our guess: {one.guess}." if one.guess else "")
        for place, one in enumerate(questions, start=1)
    ]
    return [title, *lines]
