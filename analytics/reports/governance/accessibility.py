"""The accessibility statement that public bodies publish of a service (regulations of 2018), as far as it can be known.

Whether the service complies is for an audit by people; the statement says what the tests of this version hold.
"""

from typing import Final

from analytics.reports.governance.known import Known
from analytics.reports.governance.notices import MARKING, count
from analytics.reports.governance.paper import Blank, GovernancePaper, Section, Task
from analytics.words.periods import day_text

FILE: Final = "accessibility-statement.docx"
# What is promised -> the test that holds it.
HELD_BY: Final = {
    "Every card with a chart has the same figures as a real table.": (
        "tests/e2e/test_pages.py::test_there_is_a_chart_and_every_card_has_a_real_table"
    ),
    "The co-ordinators’ daily work can be done by a keyboard alone.": (
        "tests/e2e/test_week.py::test_a_keyboard_alone_writes_down_an_action"
    ),
    "Pages are drawn on a telephone without loss.": (
        "tests/e2e/test_pages.py::test_a_page_is_drawn_without_error_on_a_screen_and_on_a_phone_and_asks_no_other_host"
    ),
    "A dark theme is drawn in its own colours.": (
        "tests/e2e/test_pages.py::test_a_dark_theme_is_drawn_in_its_own_colours"
    ),
}


def accessibility_statement(known: Known) -> GovernancePaper:
    """In the order of the model statement."""
    settings = known.settings
    hours = settings.sign_in.hours
    address = settings.messages.address
    return GovernancePaper(
        FILE,
        "Accessibility statement",
        MARKING,
        (
            Section(
                "What this is about",
                (
                    (
                        f"This statement is of the missing children service of {settings.council.name}"
                        f"{f' at {address}' if address else ''}, version {known.version}."
                    ),
                    *(() if address else (Blank("the address of the service", Task.SERVER),)),
                ),
            ),
            Section("What works", tuple(f"• {promise}" for promise in HELD_BY)),
            Section(
                "What does not work for everybody",
                (
                    "Maps and charts are for the eye. The same numbers stand in a table beside them.",
                    f"A sign-in runs out after {count(hours, 'hour')} and cannot be made longer on the page."
                    if settings.sign_in.roles
                    else "There is no sign-in, so none runs out.",
                    Blank("what an audit by people has found", Task.NOTICES),
                ),
            ),
            Section(
                "Whether it complies",
                (
                    Blank(
                        "whether it complies with WCAG 2.2 AA fully, partly or not, and by which audit. No person who "
                        "needs a screen reader has tested this for us yet, as far as the service knows",
                        Task.NOTICES,
                    ),
                ),
            ),
            Section(
                "Tell us",
                (
                    Blank("whom to tell of a problem, how, and within how many days they answer", Task.NOTICES),
                    (
                        "If you are not happy with the answer, the Equality Advisory and Support Service helps: "
                        "equalityadvisoryservice.com."
                    ),
                ),
            ),
            Section(
                "This statement",
                (
                    f"It was prepared on {day_text(known.made_on)} from the settings of the service.",
                    Blank("on which day it is looked at again", Task.NOTICES),
                ),
            ),
        ),
    )
