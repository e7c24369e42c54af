"""A proposal overlaid with a mapping that somebody confirmed before: what they said then comes before any guess."""

from dataclasses import replace

from data.formats.guessing.field_words import FLAG, TIME_OF
from data.formats.guessing.proposal import ColumnGuess, Confidence, Guess, Proposal
from data.formats.headings import heading_key
from data.formats.mapping import Mapping

AS_BEFORE = "As it was saved."
IDS = "The child's numbers are numbers: 0045 and 45 are one child."


def as_saved(proposal: Proposal, mapping: Mapping) -> Proposal:
    """The proposal with sender, dates, columns and what is the same for all rows as the mapping has them."""
    source = mapping.source
    targets = targets_in(mapping)
    columns = tuple(
        ColumnGuess(guess.heading, targets.get(heading_key(guess.heading), ""), Confidence.SURE, AS_BEFORE)
        for guess in proposal.columns
    )
    return replace(
        proposal,
        system=before(source.system or ""),
        system_column=before(source.system_column) if source.system_column else None,
        dates=before(source.dates),
        columns=columns,
        constants={name: before(label) for name, label in mapping.constants.items()},
        century=before(str(source.century)) if source.century else proposal.century,
        child_id_form=Guess("number", Confidence.SURE, IDS) if source.child_id_form == "number" else None,
        blank_end=before(source.blank_end),
        told=mapping.codes,
    )


def before(value: str) -> Guess:
    """What was said before."""
    return Guess(value, Confidence.SURE, AS_BEFORE)


def targets_in(mapping: Mapping) -> dict[str, str]:
    """Heading key -> what the mapping takes the column for."""
    named = {heading: name for name, heading in mapping.columns.items()}
    named |= {heading: f"{name}{TIME_OF}" for name, heading in mapping.times.items()}
    named |= {heading: f"{FLAG}{flag}" for flag, heading in mapping.flags.items()}
    return {heading_key(heading): target for heading, target in named.items()}
