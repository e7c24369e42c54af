"""The data protection impact assessment, in the steps of the regulator's own template."""

from collections.abc import Sequence
from typing import Final

from analytics.reports.governance import pieces
from analytics.reports.governance.known import Known
from analytics.reports.governance.paper import Blank, GovernancePaper, Piece, Section, Task
from analytics.reports.grid import Grid

FILE: Final = "data-protection-impact-assessment.docx"
TITLE: Final = "Data protection impact assessment"
TO_SAY: Final = "[To be written]"


def impact_assessment(known: Known) -> GovernancePaper:
    """The assessment: what the service does is filled in, what people must judge is not."""
    council = known.settings.council
    return GovernancePaper(
        FILE,
        TITLE,
        known.settings.quarterly.marking,
        (
            Section(
                "1. Why an assessment is needed",
                (
                    (
                        f"{council.name} looks at its own and its partners’ records of children who go missing from "
                        "home and care: who goes, how often, from where, and whether return home interviews are held."
                    ),
                    (
                        "The records are of vulnerable children, tell of special kinds of data, are matched from "
                        "several sources, and put children in an order: each is a reason for an assessment."
                    ),
                ),
            ),
            Section(
                "2. What is done with the records",
                (*pieces.sources(known), *pieces.held(known), *pieces.where(known), *pieces.by_hand(known)),
            ),
            Section("Who reads", (*pieces.readers(known), *pieces.signing_in(known), *pieces.messages(known))),
            Section("How long", pieces.how_long(known)),
            Section("Lists and rules", pieces.lists(known)),
            Section(
                "3. Whom we asked",
                (
                    Blank("which children, parents, carers and staff were asked, and what they said", Task.OWNER),
                    Blank("the data protection officer’s advice, and whether it was taken", Task.OFFICER),
                ),
            ),
            Section("4. Whether it is necessary, and no more than is needed", necessary(known)),
            Section("5 and 6. What could go wrong, and what is done against it", risks(known)),
            Section(
                "7. Who signs",
                (
                    Blank("who accepts the risks that are left, and on which day", Task.OWNER),
                    Blank("on which day this is looked at again", Task.OFFICER),
                ),
            ),
        ),
    )


def necessary(known: Known) -> Sequence[Piece]:
    """The lawful basis, which nobody but the council can say, and how the least is used."""
    return (
        Blank(
            "the lawful basis (Article 6), the condition for special kinds (Article 9) and for offences", Task.OFFICER
        ),
        Blank("the agreements with the police and other partners who send files", Task.OFFICER),
        *pieces.limits(known),
        "Pages read a pseudonym for a child’s number, a month for a date of birth, and no whole postcode.",
        "`missing subject-access` prints everything that is held of one child; `missing erase` removes it.",
    )


def risks(known: Known) -> Sequence[Piece]:
    """What could go wrong, with the measure as it is set, and room for whoever judges."""
    lines = risk_lines(known)
    room = [TO_SAY] * len(lines)
    columns = {
        "What could go wrong": [risk for risk, _ in lines],
        "What is done against it": [measure for _, measure in lines],
        "Likely? Severe?": room,
        "What is left": room,
    }
    return (
        Grid("Risks", columns, "What is done against it"),
        *pieces.watched(known),
        Blank("how likely and how severe each risk is, and what is left of it, in the table above", Task.OFFICER),
    )


def risk_lines(known: Known) -> list[tuple[str, str]]:
    """Each risk with the measure against it, as the settings have it."""
    settings = known.settings
    months, initials = settings.retention.months, settings.initials.file
    return [
        ("A small number tells who a child is.", str(pieces.limits(known)[0])),
        ("Somebody reads pages that are not theirs.", str(pieces.signing_in(known)[0])),
        (
            "Records are kept too long.",
            f"Children go after {months} months." if months else "Nothing yet: no time is set.",
        ),
        ("A message tells of a child.", str(pieces.messages(known)[0])),
        (
            "Initials lead to a child.",
            "They are in a file apart, shown to co-ordinators." if initials else "None are set.",
        ),
        (
            "Names in refused lines, or in what children said, are read.",
            "Each stands in a file of its own, for its owner’s account. Each reading is logged.",
        ),
        (
            "Two children are taken for one, or one for two.",
            "Matched by number alone; doubts are listed to be settled.",
        ),
        (
            "A child is treated unfairly for a place on a list.",
            f"The list of {settings.top_five.size} says why for each; the points are settings; a person decides.",
        ),
        (
            "Files that leave the service are lost.",
            "Every download is logged, and papers carry a marking. How they are handled is for people.",
        ),
        ("Records are lost or damaged.", f"{settings.snapshots.keep} earlier snapshots; hashes; a tested restore."),
    ]
