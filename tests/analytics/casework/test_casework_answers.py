"""What no file records is nobody's nought: not in a paper about children, nor in the order of concern."""

from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.casework.answers import Answers
from analytics.casework.case_words import headline_interviews, headline_now
from analytics.casework.interviews import Standing
from analytics.casework.week import Week, the_week
from analytics.measuring.recorded import carried_on
from analytics.reports.weekly import weekly_report
from tests.analytics.measuring.test_recorded import COLUMNS_OF, FLAGS, SETTINGS, a_store
from tests.analytics.reports.test_weekly_report import told

AS_OF = datetime(2026, 3, 16, 7, 30)
OF_INTERVIEWS = (
    "interview_offered", "interview_offered_at", "interview_completed_at", "interview_outcome",
    "interview_declined_at", "interview_provider", "social_worker_visit_at",
)  # fmt: skip
# A thing -> words that would say nought of it.
NOUGHT = {
    "interviews": (
        OF_INTERVIEWS,
        ("overdue by", "; interview overdue", "not offered yet", "0 of ", "No interview is overdue"),
    ),
    "flags": (tuple(f"flag {flag}" for flag in FLAGS), ("None recorded", "no flags")),
    "triage": (("triage",), ("None recorded; the rule", "Not triaged")),
    "ended": (("ended_at",), ("nobody", "No episode ended", "None due", "Still missing since")),
    "absent": ((), ("0 absent", "never absent")),
}


def week_of(folder: Path, without: tuple[str, ...], years: int) -> Week:
    store = a_store(folder, without=without, years=years)
    live = store.current()
    assert live is not None
    return the_week(store, live, SETTINGS, AS_OF)


@pytest.mark.parametrize("years", [2, 1], ids=["never", "absent for a year"])
@pytest.mark.parametrize("thing", NOUGHT)
def test_no_sentence_of_the_weekly_report_says_nought_of_what_no_file_has(tmp_path: Path, thing: str, years: int):
    without, nought = NOUGHT[thing]
    week = week_of(tmp_path, without, years)
    report = weekly_report(week, AS_OF)
    text = "\n".join([*told(report), *(card.strip.title for card in report.cards)])
    assert week.top.listed
    assert "ot recorded" in text
    assert [words for words in nought if words in text] == []


def test_without_a_file_of_interviews_nobody_has_a_point_for_one(tmp_path: Path):
    week = week_of(tmp_path, OF_INTERVIEWS, 1)
    assert {interview.standing for interview in week.tracked} == {Standing.NOT_RECORDED}
    assert all(not profile.listed.concern.interview for profile in week.profiles)
    assert headline_interviews(week.tracked).endswith("no file tells of interviews.")


def test_without_ends_nobody_is_missing_now_and_that_is_said(tmp_path: Path):
    week = week_of(tmp_path, COLUMNS_OF["ended"], 2)
    assert week.missing == []
    assert headline_now(week.missing, (24,), can_tell=week.can_tell) == (
        "Who is missing now is not known: no file has a column of ends."
    )


def test_a_month_is_asked_of_and_a_field_that_nobody_lists_was_always_recorded():
    answers = Answers({"flags": frozenset({date(2026, 3, 1)})})
    assert answers.has("flags", date(2026, 2, 1), date(2026, 3, 1))
    assert not answers.has("flags", date(2026, 2, 1), date(2026, 2, 28))
    assert not answers.has_all("flags", date(2026, 2, 28), date(2026, 3, 1))
    assert answers.has_all("", date(2026, 2, 28), date(2026, 3, 1))


def test_the_newest_files_columns_go_on_and_those_that_it_dropped_do_not():
    kept, dropped = [(date(2026, 1, 1), date(2026, 3, 1))], [(date(2026, 1, 1), date(2026, 2, 1))]
    spans = {"police": {"child": kept, "triage": dropped}}
    longer = {"police": {"child": [(date(2026, 1, 1), date(2026, 4, 1))], "triage": dropped}}
    assert carried_on(spans, 31) == longer
