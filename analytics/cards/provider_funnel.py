"""Return home interviews step by step: required, due, offered, completed, in time; each as a share of its own base."""

from dataclasses import dataclass

from analytics.charts.builders import share_text
from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.disclosure.published import Row
from analytics.model import Unit
from analytics.views.view import View
from analytics.words.columns import Columns
from analytics.words.numbers import n_of_n, number, percent, value_text
from analytics.words.periods import period_name

# A step, and the indicator whose numerator it is; what it is of is that indicator's denominator.
STEPS = (
    ("Offered", "interview-offered", "required"),
    ("Completed", "interview-completed", "required"),
    ("Completed, of those offered", "interview-completed-of-offered", "offered"),
    ("Completed in time", "interview-in-time", "due"),
    ("In time, of those completed", "interview-in-time-of-completed", "completed"),
    ("Declined, of those offered", "interview-declined", "offered"),
    ("Declined, of those not completed", "interview-declined-of-not-completed", "not completed"),
    ("Visited after a refusal, in time", "refusal-follow-up", "refused, and due a visit"),
)
SLUGS = ("interview-required", *(slug for _, slug, _ in STEPS))


@dataclass(frozen=True)
class Step:
    """One step: its name, its row, and what it is a share of."""

    name: str
    row: Row
    base: str


def funnel(view: View) -> list[Step]:
    """The steps that are published for the view, in their order."""
    rows = ((name, view.table(slug, Unit.EPISODE).row(), base) for name, slug, base in STEPS)
    return [Step(name, row, base) for name, row, base in rows if row is not None]


def funnel_sentence(view: View) -> str:
    """ "329 returns required an interview: 300 were offered one, 200 had one, 141 of 329 due (43%) in time."."""
    required = view.table("interview-required", Unit.EPISODE).row()
    steps = {step.name: step.row for step in funnel(view)}
    if required is None or required.numerator is None:
        return ""
    verbs = {"Offered": "were offered one", "Completed": "had one"}
    parts = [
        f"{number(row.numerator)} {words}"
        for name, words in verbs.items()
        if (row := steps.get(name)) is not None and row.numerator is not None
    ]
    in_time = steps.get("Completed in time")
    if in_time is not None and n_of_n(in_time, "due"):
        parts.append(f"{n_of_n(in_time, 'due')} had it in time")
    begins = f"{number(required.numerator)} returns required an interview"
    return f"{begins}: {', '.join(parts)}." if parts else f"{begins}."


def funnel_chart(view: View, title: str, few: str) -> Chart:
    """Each step as a share of its base, on a track of 0 to 100%."""
    marks = tuple(Mark(step.name, step.row.share, share_text(step.row, few)) for step in funnel(view))
    subtitle = f"Return home interviews, {period_name(view.period)}."
    return Chart(Kind.SHARES, title, subtitle, "Percentage of returns", (Series("", marks),), Format.SHARE)


def funnel_table(view: View, few: str) -> Columns:
    """One line a step: how many, of which returns, of how many, which share."""
    steps = funnel(view)
    return {
        "Step": [step.name for step in steps],
        "Returns": [value_text(step.row, few) for step in steps],
        "Of those": [step.base for step in steps],
        "How many": [number(step.row.denominator) if step.row.denominator is not None else "" for step in steps],
        "Percentage": [percent(step.row.share) if step.row.share is not None else "" for step in steps],
    }
