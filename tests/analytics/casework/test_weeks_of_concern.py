"""Ten invented weeks, and whom a practitioner would discuss first in each. They were written before the rule.

Each says from which published protocol its order is argued, by name and section:

- Statutory guidance on children who run away or go missing from home or care (Department for Education, 2014)
- Authorised Professional Practice, Missing persons (College of Policing)
- Statutory code of practice on missing persons (National Policing Improvement Agency, 2009), by which the national
  unit is told of whoever has been missing for 72 hours
- London Safeguarding Children Procedures: Children missing from care, home and education
- Walsall's guidance for social workers, beside the West Midlands protocol: Missing from home or care
- Liverpool's strategy: Children who run away or go missing from home or care
- The Philomena Protocol for children missing from care
- Birmingham's protocol as published in 2015: triage, and a visit within 24 hours of a refused interview
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from analytics.casework.concern import TopList, top_list
from analytics.casework.rows import end_of, week_ending
from analytics.casework.week import the_week
from data.casebook import Entry, Kind
from data.settings import demonstration_settings
from data.snapshots import Store
from data.week_settings import TopFive
from tests.casework import AS_OF, Gone, cases_of, numbered
from tests.demonstration import demonstrated
from tests.shared import made_once

SUNDAY = week_ending(AS_OF)
# The records reach back for more than a year, with a child who is in none of the lists.
RECORDS_BEGIN = Gone("long ago", AS_OF - timedelta(days=450), AS_OF - timedelta(days=449))


def missing(child: str, *, days: float = 0, hours: float = 0, **others: object) -> Gone:
    """A child who went so long ago and is missing still: 16 and with no mark, unless said otherwise."""
    return Gone(child, AS_OF - timedelta(days=days, hours=hours), None, **{"age": 16} | others)  # type: ignore[arg-type]


def home(child: str, *days: float, hours: float = 5, **others: object) -> list[Gone]:
    """A child who is back: an episode of so many hours that began so many days ago, one for each number."""
    starts = [AS_OF - timedelta(days=ago) for ago in days]
    return [
        Gone(child, start, start + timedelta(hours=hours), **{"age": 16} | others)  # type: ignore[arg-type]
        for start in starts
    ]


def the_list(*episodes: Gone | list[Gone], entries: Sequence[Entry] = ()) -> TopList:
    """The list of the week by the default rule."""
    flat = [item for part in (RECORDS_BEGIN, *episodes) for item in (part if isinstance(part, list) else [part])]
    return top_list(cases_of(numbered(flat)), TopFive(), entries, SUNDAY)


def names(found: TopList) -> list[str]:
    return [item.concern.child_id for item in found.listed]


def test_week_1_ten_days_missing_come_before_four_hours_and_both_before_whoever_is_home():
    """Code of practice: after 72 hours the national unit is told. Statutory guidance, "Risk assessment"; Birmingham:
    a strategy meeting after 72 hours. A girl missing for ten days began no episode this week, and is first all the
    same.
    """
    result = the_list(
        missing("ten days", days=10, age=14, flags=("cse",), triage="red"),
        missing("four hours", hours=4),
        home("often", 2, 4, 6, age=15),
        home("once", 3),
    )
    assert names(result)[:3] == ["ten days", "four hours", "often"]


def test_week_2_a_child_of_eleven_who_never_went_before_comes_before_one_of_sixteen_who_did():
    """Practice of the police, "Risk factors": age, and whether it is out of character. Walsall, section 1: whoever
    goes once faces the same immediate risk, and going young tells of longer harm.
    """
    result = the_list(
        missing("sixteen", hours=3),
        home("sixteen", 30, 50),
        missing("eleven", hours=3, age=11),
        home("twelve, first", 4, age=12),
        home("again", 3, 5),
        home("again, before", 5, 40),
    )
    assert names(result)[:3] == ["eleven", "sixteen", "twelve, first"]


def test_week_3_whoever_went_often_and_is_home_comes_after_the_missing_and_before_those_who_went_once():
    """Statutory guidance, "Children who repeatedly run away and go missing": a pattern is no habit but a sign of harm.
    But who is home can be spoken to today: whoever is missing comes first.
    """
    result = the_list(
        home("six times", 1, 2, 3, 4, 5, 6, age=15),
        missing("thirty hours", hours=30),
        home("marked once", 3, flags=("cse",)),
        home("once", 2),
    )
    assert names(result)[:3] == ["thirty hours", "six times", "marked once"]


def test_week_4_of_three_missing_the_exploited_out_of_area_comes_before_the_exploited_and_the_unmarked():
    """Statutory guidance, "Out of area placements", and the Philomena Protocol: the police where the child is know
    least of them. London procedures, introduction: of those missing, the exploited are the particular concern.
    """
    result = the_list(
        missing("unmarked", hours=40, age=15, setting="care", in_area="in"),
        missing("exploited", hours=26, age=15, setting="care", in_area="in", flags=("gangs",)),
        missing("exploited, far", hours=30, age=15, setting="care", in_area="out", flags=("cce",)),
        home("often", 1, 2, 3),
    )
    assert names(result)[:3] == ["exploited, far", "exploited", "unmarked"]


def test_week_5_children_whom_the_rule_cannot_tell_apart_say_so_and_stand_by_their_reference():
    """No protocol tells them apart, so a list must not pretend to: ties are printed."""
    result = the_list(
        missing("B", hours=30, age=15, flags=("cse",)),
        missing("A", hours=30, age=15, flags=("cse",)),
        missing("C", hours=30, age=15),
    )
    assert names(result)[:3] == ["A", "B", "C"]
    assert [item.concern.is_tied for item in result.listed] == [True, True, False]


def test_week_6_missing_for_five_hours_comes_before_the_exploited_who_returned_yesterday_who_comes_next():
    """Practice of the police, "Definition": missing until located and known to be well. Liverpool, scope:
    the more often a child goes the greater the concern, and never less; with exploitation, next to the missing.
    """
    result = the_list(
        missing("five hours", hours=5),
        home("exploited", 1, 3, 4, 6, age=15, flags=("cse",), triage="red"),
        home("often", 2, 3, 4, 6, age=15),
        home("once", 2),
    )
    assert names(result)[:3] == ["five hours", "exploited", "often"]


def test_week_7_of_children_alike_the_one_whose_refused_interview_nobody_followed_comes_first():
    """Statutory guidance, "Independent return interviews": most needed by whoever went twice or may be exploited.
    Birmingham: a visit within 24 hours of a refusal. A visit that was made ends what is owed.
    """
    alike = {"age": 15, "flags": ("cse",)}
    result = the_list(
        home("1 held", 4, 6, interview="held", **alike),
        home("2 visited", 4, 6, interview="visited", **alike),
        home("3 refused", 4, 6, interview="refused", **alike),
        home("4 unmarked", 4, 6, age=15, interview="held"),
    )
    assert names(result)[0] == "3 refused"
    assert set(names(result)[1:3]) == {"1 held", "2 visited"}


def test_week_8_more_are_missing_than_the_list_holds_so_it_ranks_them_and_names_the_rest():
    """Code of practice and Birmingham: 72 hours. Whoever is missing for longest comes first, and of those missing for
    about as long the one at most risk; nobody missing goes unnamed.
    """
    hours = {"three": 3, "four": 4, "five": 5, "six": 6}
    result = the_list(
        *(missing(name, hours=ago) for name, ago in hours.items()),
        missing("four days, unmarked", days=4),
        missing("four days, exploited", days=3.5, age=14, flags=("cse",), triage="red"),
        missing("nine days", days=9, age=17),
        home("often", 1, 2, 3, 4, age=13, flags=("cce",), triage="red", police_risk="high"),
    )
    assert names(result) == ["nine days", "four days, exploited", "four days, unmarked", "six", "five"]
    assert [item.concern.child_id for item in result.also_missing] == ["four", "three"]


def test_week_9_whoever_was_on_the_last_list_and_is_still_missing_is_first_and_never_leaves_unsaid():
    """Statutory guidance, "When a looked after child goes missing": council and police stay in touch all the while."""
    away = missing("still", days=9, age=17)
    frequent = [home(f"often {number}", 1, 2, 3, 4, age=14, flags=("cse",)) for number in range(6)]
    result = the_list(away, *frequent)
    assert names(result)[0] == "still"
    assert result.listed[0].before == 1
    crowd = [missing(f"long {number}", days=20, age=14, flags=("cse",)) for number in range(5)]
    # Who was not known to be missing a week ago: the crowd comes with a later file.
    crowded = the_list(away, *crowd, entries=[Entry(Kind.ADDED, SUNDAY - timedelta(days=7), "Asked for", "still")])
    assert "still" not in names(crowded)
    (left,) = crowded.left
    assert left.child_id == "still"
    assert "still missing" in left.why


def test_week_10_an_open_row_of_which_nothing_was_heard_is_to_be_settled_before_it_ranks_and_is_named():
    """Practice of the police: risk is reviewed for as long as somebody is missing, so an open record of which nothing
    was written for months is a doubt about the record. It is named, and ranks again once somebody writes of it.
    """
    week = (
        missing("open since spring", days=200, age=14, flags=("cse",)),
        missing("two days", days=2),
        home("often", 1, 2, 3),
        home("once", 3),
    )
    result = the_list(*week)
    assert names(result)[:3] == ["two days", "often", "once"]
    assert [item.child_id for item in result.to_settle] == ["open since spring"]
    vouched = the_list(
        *week, entries=[Entry(Kind.ACTION, SUNDAY, "Police confirm: still missing", "open since spring")]
    )
    assert names(vouched)[:3] == ["open since spring", "two days", "often"]
    assert vouched.to_settle == ()


@pytest.mark.parametrize("is_now", [False, True], ids=["the week", "now"])
def test_the_demonstrations_girl_of_ten_days_is_first_or_second(is_now: bool):
    store = Store(made_once("demonstration", demonstrated) / "store")
    snapshot = store.current()
    assert snapshot is not None
    newest = the_week(store, snapshot, demonstration_settings())
    week = newest if is_now else the_week(store, snapshot, demonstration_settings(), end_of(newest.ending))
    ranks = [is_the_girl(item.concern, week.as_of) for item in week.top.listed]
    assert ranks.index(True) in (0, 1)


def test_now_is_in_the_order_of_the_list():
    store = Store(made_once("demonstration", demonstrated) / "store")
    snapshot = store.current()
    assert snapshot is not None
    week = the_week(store, snapshot, demonstration_settings())
    missing = [child.child_id for child in week.missing if child.category == "missing"]
    assert len(missing) > 5
    assert missing == [child.child_id for child in week.ranking.placed if child.is_missing]


def is_the_girl(child: object, as_of: datetime) -> bool:
    """Fourteen, missing for ten days, marked for sexual exploitation, triaged red."""
    since = getattr(child, "missing_since", None)
    told = (child.sex, child.age, child.triage, "cse" in child.flags)  # type: ignore[attr-defined]
    return told == ("F", 14, "red", True) and since is not None and as_of - since > timedelta(days=10)
