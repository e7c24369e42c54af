"""Small stores with a week in them: nobody, two children, fifty."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from data.audit_log import Actor
from data.casebook import Casebook, Entry, Kind
from data.load import Finish
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from tests.data.builders import MAPPING, a_mapping, a_store, load_files, nothing_to_publish
from tests.shared import copied

SUNDAY = date(2016, 12, 25)
AS_OF = datetime(2016, 12, 26, 7, 30)
KEY = b"k" * 32
ANNA = Actor("anna", "coordinator")
MANY = (0, 2, 50)
WEEK_MAPPING = MAPPING.replace(
    'as_of = "2016-12-31"', f'as_of = "{AS_OF.isoformat()}"\ncovers = ["2016-06-01", "2016-12-26"]'
) + (
    'interview_offered_at = "offered"\ninterview_completed_at = "completed"\nfound_place = "found"\n'
    'interview_provider = "provider"\ntriage = "triage"\n\n[flags]\ncse = "cse"\ncce = "cce"\ngangs = "gangs"\n'
)


def pseudonym(child: str) -> str:
    return Pseudonyms(KEY).of_one(child, "council")


def stories(children: int) -> list[dict[str, str]]:
    """Half a year of episodes before the week, and some in it, of so many children; of none, one long ago."""
    random = Random(children)
    result = [a_row(random, "long ago", datetime(2016, 6, 20, 21, 0))]
    for number in range(children):
        child = f"child-{number:02}"
        days = [*(random.uniform(8, 170) for _ in range(random.randrange(1, 9))), *(random.uniform(1, 7) for _ in "ab")]
        result += [a_row(random, child, AS_OF - timedelta(days=day)) for day in sorted(days, reverse=True)]
    return result


def a_row(random: Random, child: str, started: datetime) -> dict[str, str]:
    """One episode; a quarter are still open where they began in the week."""
    started = started.replace(second=0, microsecond=0)
    ended = started + timedelta(hours=random.choice((2, 9, 17, 30, 60, 100)))
    is_open = ended > AS_OF
    offered, completed = ended + timedelta(hours=5), ended + timedelta(hours=random.choice((20, 80)))
    outcome = (
        "" if is_open else random.choice(("accepted_completed", "accepted_completed", "declined_child", "pending"))
    )
    is_done = outcome == "accepted_completed" and completed <= AS_OF
    return {
        "id": f"{child} {started}",
        "child": child,
        "dob": "2002-05-06",
        "sex": random.choice(("F", "M")),
        "ethnicity": "WBRI",
        "placement": "",
        "category": "missing",
        "where": random.choice(("care", "home")),
        "start": started.isoformat(" ", "minutes"),
        "end": "" if is_open else ended.isoformat(" ", "minutes"),
        "outcome": outcome if is_done or outcome != "accepted_completed" else "pending",
        "distance": "",
        "offered": offered.isoformat(" ", "minutes") if outcome and offered <= AS_OF else "",
        "completed": completed.isoformat(" ", "minutes") if is_done else "",
        "found": random.choice(("", "Bus station", "Retail park")),
        "provider": random.choice(("", "Compass Youth")),
        "triage": random.choice(("", "red", "amber")),
        "cse": random.choice(("", "Y")),
        "cce": "Y",
        "gangs": random.choice(("", "Y")),
    }


def a_week_store(folder: Path, children: int, finish: Finish = nothing_to_publish) -> Store:
    """A store with those stories, loaded by the ordinary loader; unless told how, nothing of it is published."""
    folder.mkdir(parents=True, exist_ok=True)
    if finish is nothing_to_publish:
        copied(f"week-of-{children}", partial(load_stories, children=children, finish=finish), folder)
    else:
        load_stories(folder, children, finish)
    return a_store(folder)


def load_stories(folder: Path, children: int, finish: Finish) -> None:
    """The store of `a_week_store`, made anew in this folder."""
    rows = stories(children)
    lines = [",".join([*rows[0]]), *(",".join(row.values()) for row in rows)]
    file = folder / "police.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_files(a_store(folder), [file], a_mapping(folder, WEEK_MAPPING), finish=finish)


def with_words(store: Store, child: str, words: str = "Strategy meeting") -> Store:
    """The store with a child added to the list, an action of the week and of the one before, and minutes of that."""
    book = Casebook(store)
    book.add(Entry(Kind.ACTION, SUNDAY - timedelta(days=7), f"{words} last week", child, owner="Team manager"), ANNA)
    book.add(Entry(Kind.ACTION, SUNDAY, f"{words} this week", child, owner="Social worker", due=SUNDAY), ANNA)
    book.add(Entry(Kind.ADDED, SUNDAY, f"{words} asked for it", child), ANNA)
    before = SUNDAY - timedelta(days=7)
    book.add(Entry(Kind.ATTENDED, before, f"{words}, police"), ANNA)
    book.add(Entry(Kind.DECIDED, before, f"{words} decided", child, owner="Police", due=before), ANNA)
    book.add(Entry(Kind.DECIDED, before, f"{words} for all"), ANNA)
    return store
