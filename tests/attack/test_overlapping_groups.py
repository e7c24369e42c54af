"""A child with episodes in several groups stands in one of them: nobody is told who was in the others as well."""

from datetime import timedelta

import pytest

from analytics.disclosure.gate import publish
from analytics.disclosure.policy import policy_for
from analytics.indicators.registry import indicators
from analytics.measuring.measure import Inquiry, Question, measure, selected
from analytics.model import Audience, Selection, Unit
from data.settings import Settings
from tests.attack.second_audit import Leak, said_in, second_audit
from tests.builders import AS_OF, Row
from tests.test_published_figures import PERIOD, known_facts, some

SETTINGS = Settings()


Groups = dict[str, object]


def leaks_of(slug: str, first: Groups, second: Groups, *, both: int, only_first: int, only_second: int) -> list[Leak]:
    """What a board's table gives away of children who were in the first group, in the second, or in both."""
    rows = [*some(both, "both", **first), *a_day_later(some(both, "both", **second))]
    rows += [*some(only_first, "first", **first), *some(only_second, "second", **second)]
    question = Question(indicators(SETTINGS)[slug], Unit.CHILD)
    facts = known_facts(rows, (), SETTINGS, ())
    inquiry = Inquiry((question,), (PERIOD,))
    measured = measure(selected(facts, Selection(PERIOD, AS_OF), SETTINGS), [inquiry], SETTINGS, as_of=AS_OF)
    published = publish(measured, policy_for(Audience.BOARD, SETTINGS), SETTINGS)
    return list(second_audit(said_in(published.rows, SETTINGS), settings=SETTINGS, few=5).leaks)


def a_day_later(rows: list[Row]) -> list[Row]:
    """Another episode of each, on the next day."""
    moments = ("started_at", "started_utc", "ended_at", "ended_utc")
    moved = [row | {name: row[name] + timedelta(days=1) for name in moments} for row in rows]
    return [row | {"report_key": f"later {row['report_key']}"} for row in moved]


OURS: Groups = {"setting": "care", "responsible_authority": "Exampleshire", "host_authority": "Exampleshire"}
FOSTER: Groups = {"setting": "care", "placement": "foster"}
SECURE: Groups = {"setting": "care", "placement": "secure"}


@pytest.mark.parametrize(
    ("slug", "first", "second"),
    [
        ("own-or-hosted", {}, OURS),
        ("police-area", {"area": "South"}, {"area": "North"}),
        ("placement-group", FOSTER, SECURE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_four_of_57_are_not_told_by_the_other_53(slug: str, first: Groups, second: Groups):
    """53 were in the first group, and 24 in the second: so four were in the second alone."""
    assert not leaks_of(slug, first, second, both=20, only_first=33, only_second=4)


def test_of_twenty_children_outside_of_a_group_nobody_is_told():
    assert not leaks_of("police-area", {"area": "South"}, {"area": "North"}, both=20, only_first=33, only_second=20)
