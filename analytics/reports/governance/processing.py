"""The record of processing activities (Article 30), for this service."""

from typing import Final

from analytics.reports.governance import pieces
from analytics.reports.governance.known import Known
from analytics.reports.governance.paper import Blank, GovernancePaper, Section, Task

FILE: Final = "record-of-processing.docx"
TITLE: Final = "Record of processing"


def record_of_processing(known: Known) -> GovernancePaper:
    """What Article 30 asks for, heading by heading."""
    council = known.settings.council
    return GovernancePaper(
        FILE,
        TITLE,
        known.settings.quarterly.marking,
        (
            Section(
                "Controller",
                (
                    f"{council.name} (official code {council.authority}).",
                    f"What is published goes to {council.board}.",
                    Blank("the controller’s address, and joint controllers where there are any", Task.OFFICER),
                    Blank("the data protection officer’s name and how to reach them", Task.OFFICER),
                ),
            ),
            Section(
                "Purposes",
                (
                    "To see which children are missing now, and who is owed an interview or a visit.",
                    "To count for the board, inspectors and the public how children go missing, and what is done.",
                    Blank("the lawful basis", Task.OFFICER),
                ),
            ),
            Section(
                "Whose data, and which",
                (
                    "Children reported missing, absent or away; children looked after; staff who read the pages.",
                    *pieces.sources(known),
                    *pieces.held(known),
                    *pieces.by_hand(known),
                ),
            ),
            Section(
                "Who is given them",
                (
                    *pieces.readers(known),
                    *pieces.messages(known),
                    Blank(
                        "the providers and homes that workbooks are handed to, and their contracts", Task.COORDINATOR
                    ),
                ),
            ),
            Section(
                "Other countries",
                (*pieces.where(known), Blank("transfers to other countries, or that there are none", Task.OFFICER)),
            ),
            Section("How long", pieces.how_long(known)),
            Section("Security", (*pieces.signing_in(known), *pieces.limits(known), *pieces.watched(known))),
        ),
    )
