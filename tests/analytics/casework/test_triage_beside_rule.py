"""The triage recorded beside the one that the rule suggests, on each child of the list, with the reasons."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from analytics.casework.case_words import triage_words
from analytics.casework.rows import end_of
from analytics.casework.together import Suggestion
from analytics.casework.week import the_week
from data.settings import Settings
from tests.stories import SUNDAY, a_week_store, pseudonym, stories

REASONS = ("3 missing episodes in 90 days", "gangs marked")
WHY = "3 missing episodes in 90 days; gangs marked"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Suggestion(1, "amber", "red", REASONS), f"Amber recorded; the rule differs and suggests red: {WHY}"),
        (Suggestion(1, "red", "red", REASONS), f"Red recorded, and the rule suggests red: {WHY}"),
        (Suggestion(1, "not_triaged", "red", REASONS), f"None recorded; the rule suggests red: {WHY}"),
        (None, "Not triaged"),
    ],
)
def test_a_difference_is_said_in_words(found: Suggestion | None, said: str):
    assert triage_words(found) == said


def test_each_child_on_the_list_has_what_the_rule_suggests_at_the_latest_episode_and_why(tmp_path: Path):
    store = a_week_store(tmp_path, 8)
    snapshot = store.current()
    assert snapshot is not None
    week = the_week(store, snapshot, Settings(), end_of(SUNDAY))
    result = {profile.listed.concern.child_id: profile.suggested for profile in week.profiles}
    told = {story["child"]: slowly(story["child"]) for story in stories(8)}
    assert len(result) == 5
    for child, (suggested, recorded, episodes) in told.items():
        if (one := result.get(pseudonym(child))) is not None:
            assert (one.suggested, one.recorded) == (suggested, recorded)
            assert one.reasons[0].startswith(f"{episodes} missing episode")


def slowly(child: str) -> tuple[str, str, int]:
    """Suggested, last recorded, and episodes in the 90 days to the last start, from the rows as they were written."""
    own = [story for story in stories(8) if story["child"] == child and story["start"][:10] <= str(SUNDAY)]
    starts = [datetime.fromisoformat(item["start"]) for item in own]
    last = own[starts.index(max(starts))]
    episodes = sum(max(starts) - timedelta(days=90) <= start for start in starts)
    # Of the flags that make it red, every story bears one.
    assert last["cce"] == "Y"
    triages = [one["triage"] for one in sorted(own, key=lambda one: one["start"]) if one["triage"]]
    return "red", triages[-1] if triages else "not_triaged", episodes
