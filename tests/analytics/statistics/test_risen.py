"""Shares that have risen are found, and while nothing changes hardly ever is one named."""

from random import Random

from analytics.statistics.drivers import SharePart
from analytics.statistics.risen import risen


def part(name: str, before: int, recent: int, before_of: int = 400, recent_of: int = 100) -> SharePart:
    return SharePart("where", name, before, before_of, recent, recent_of)


def test_what_was_never_told_before_is_new_and_comes_first():
    found = risen([part("hotel", 0, 9), part("park", 40, 30), part("friends", 200, 50)])
    assert [(item.part.name, item.is_new) for item in found] == [("hotel", True), ("park", False)]


def test_what_is_told_less_often_has_not_risen():
    assert risen([part("park", 100, 2)]) == []


def test_two_children_more_are_no_theme():
    assert risen([part("hotel", 0, 2), *(part(f"place {number}", 80, 20) for number in range(20))]) == []


def test_without_children_nothing_is_asked():
    assert risen([]) == risen([part("hotel", 0, 0, before_of=0, recent_of=4), part("park", 1, 0, recent_of=0)]) == []


def test_while_nothing_changes_at_most_one_quarter_in_twenty_names_anything():
    random = Random(7)
    shares = [random.choice((0.01, 0.05, 0.1, 0.3)) for _ in range(40)]

    def many(of: int, share: float) -> int:
        return sum(random.random() < share for _ in range(of))

    quarters = 300
    named = sum(
        bool(risen([part(str(place), many(400, share), many(100, share)) for place, share in enumerate(shares)]))
        for _ in range(quarters)
    )
    # Three standard errors above one in twenty.
    assert named / quarters <= 0.05 + 3 * (0.05 * 0.95 / quarters) ** 0.5
