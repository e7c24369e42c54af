"""Small councils that nobody chose: from four children to two hundred, sparse or dense, with whatever is rare in them.

Everything follows from a seed. A council is written as the files that its senders would send, and loaded by the
ordinary loader, so that a stranger reads of it what the board and the public read.
"""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from analytics.refresh import refresh
from data.load import Delivery
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from tests.shared import copied

AS_OF: Final = datetime(2026, 10, 5, 7, 30)
SIZES: Final = (4, 8, 15, 28, 40, 60, 90, 140, 200)
KEY: Final = b"k" * 32
ETHNICITIES: Final = ("WBRI", "APKN", "BCRB", "MWBC", "OOTH")
PLACEMENTS: Final = ("own_residential", "other_residential", "foster", "supported_accommodation", "secure")
OUTCOMES: Final = ("accepted_completed", "accepted_not_present", "declined_child", "not_offered_no_contact", "pending")
HOURS: Final = (1, 3, 7, 11, 20, 30, 60, 200, 800)
FLAGS: Final = ("cse", "gangs")
SHARED_COLUMNS: Final = {
    "episode": "id",
    "child": "child",
    "date_of_birth": "dob",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "setting": "where",
    "placement": "placement",
    "in_area": "in_area",
    "category": "category",
    "started_at": "start",
    "ended_at": "end",
    "risk": "risk",
    "triage": "triage",
    "missing_from_postcode": "from_postcode",
    "found_postcode": "found_postcode",
    "found_place": "found_place",
    "distance_miles": "miles",
    "interview_offered": "offered",
    "interview_completed_at": "completed",
    "interview_outcome": "outcome",
    "interview_provider": "provider",
    "safe_and_well_at": "checked",
}
CARE_COLUMNS: Final = {"child": "child", "started_on": "from", "ended_on": "to", "placement": "placement"}
Row = dict[str, str]


@dataclass(frozen=True)
class Council:
    """How many children, how often each goes missing in how many years, and how its records are kept."""

    seed: int
    children: int
    times_each: float
    years: int
    # 0: all go alike. 2: a few have most episodes.
    skew: float = 1.0
    not_recorded: float = 0.05
    # How much rarer each further group is than the one before.
    rarity: float = 0.5
    in_care: float = 0.4
    has_second_source: bool = False
    has_care_records: bool = False

    @property
    def name(self) -> str:
        """A name for its folder."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def starts(self) -> date:
        """The first day of its records."""
        return date(AS_OF.year - self.years, 4, 1)


def council(seed: int) -> Council:
    """The council of a seed."""
    random = Random(seed)
    return Council(
        seed=seed,
        children=random.choice(SIZES),
        times_each=random.choice((1.1, 2.0, 4.0, 8.0)),
        years=random.choice((1, 2, 3)),
        skew=random.choice((0.0, 0.7, 1.5)),
        not_recorded=random.choice((0.0, 0.05, 0.3, 0.9)),
        rarity=random.choice((0.2, 0.5, 0.9)),
        in_care=random.choice((0.0, 0.1, 0.4, 0.8)),
        has_second_source=random.random() < 0.3,
        has_care_records=random.random() < 0.5,
    )


def chosen(random: Random, values: Sequence[str], rarity: float, not_recorded: float) -> str:
    """One of these, later ones more rarely; empty where it is not recorded."""
    if random.random() < not_recorded:
        return ""
    return random.choices(values, [rarity**place for place in range(len(values))])[0]


def episodes_of(made: Council, settings: Settings) -> list[Row]:
    """Its rows, oldest first."""
    random = Random(made.seed)
    children = [a_child(random, made, number) for number in range(made.children)]
    weights = [1 / (place + 1) ** made.skew for place in range(made.children)]
    more = random.choices(children, weights, k=round(made.children * (made.times_each - 1)))
    districts = [district for members in settings.areas.values() for district in members]
    rows = [an_episode(random, made, child, districts) for child in (*children, *more)]
    rows.sort(key=lambda row: row["start"])
    return [row | {"id": f"E{number}"} for number, row in enumerate(rows)]


def a_child(random: Random, made: Council, number: int) -> Row:
    """What is the child's, and where they mostly live."""
    is_in_care = random.random() < made.in_care
    return {
        "child": f"child-{number}",
        "dob": f"{random.choice((2009, 2010, 2011, 2012, 2014))}-0{random.randint(1, 9)}-05",
        "sex": chosen(random, ("F", "M"), made.rarity, made.not_recorded),
        "ethnicity": chosen(random, ETHNICITIES, made.rarity, made.not_recorded),
        "where": "care" if is_in_care else "home",
    }


def an_episode(random: Random, made: Council, child: Row, districts: Sequence[str]) -> Row:
    """One time missing, or absent. A child in care is at home now and then, and the other way."""
    days = (AS_OF.date() - made.starts).days
    started = datetime.combine(made.starts, datetime.min.time()) + timedelta(minutes=random.randrange(days * 1440))
    ended = started + timedelta(hours=random.choice(HOURS), minutes=1)
    is_back = ended < AS_OF
    turned = {"care": "home", "home": "care"}[child["where"]]
    where = chosen(random, (child["where"], turned), 0.1, made.not_recorded)
    outcome = chosen(random, OUTCOMES, made.rarity, made.not_recorded) if is_back else ""
    offered = "yes" if outcome.startswith(("accepted", "declined")) else ""
    held = ended + timedelta(hours=random.choice((10, 71, 90))) if outcome == "accepted_completed" else None
    return {
        **child,
        "where": where,
        "placement": chosen(random, PLACEMENTS, made.rarity, made.not_recorded) if where == "care" else "",
        "in_area": chosen(random, ("in", "out"), made.rarity, made.not_recorded) if where == "care" else "",
        "category": chosen(random, ("missing", "absent", "away"), 0.1, 0),
        "start": f"{started:%Y-%m-%d %H:%M}",
        "end": f"{ended:%Y-%m-%d %H:%M}" if is_back else "",
        "risk": chosen(random, ("medium", "high", "low"), made.rarity, made.not_recorded),
        "triage": chosen(random, ("green", "amber", "red"), made.rarity, made.not_recorded),
        "from_postcode": postcode(chosen(random, districts, 0.8, made.not_recorded)),
        "found_postcode": postcode(chosen(random, districts, 0.8, made.not_recorded)),
        "found_place": chosen(random, ("Bus station", "Library"), made.rarity, 0.7),
        "miles": chosen(random, ("2", "7", "15", "50"), made.rarity, made.not_recorded),
        "offered": offered,
        "completed": f"{held:%Y-%m-%d %H:%M}" if held and held < AS_OF else "",
        "outcome": outcome,
        "provider": chosen(random, ("Charity", "Council"), made.rarity, made.not_recorded) if offered else "",
        "checked": f"{ended:%Y-%m-%d %H:%M}" if is_back and random.random() < 0.5 else "",
    }


def postcode(district: str) -> str:
    """A postcode of the district; none of none."""
    return f"{district} 7AA" if district else ""


def care_of(made: Council, rows: Sequence[Row]) -> list[Row]:
    """Stays in care of those who went missing from it, and of some who never did."""
    random = Random(made.seed + 1)
    went = sorted({row["child"] for row in rows if row["where"] == "care"})
    others = [f"never-{number}" for number in range(random.choice((0, 2, 9, 40)))]
    start = made.starts - timedelta(days=60)
    return [{"child": child, "from": f"{start}", "to": "", "placement": "foster"} for child in (*went, *others)]


def write_rows(path: Path, rows: Sequence[Row], columns: Sequence[str]) -> Path:
    """A file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def mapping_of(path: Path, system: str, kind: str, columns: dict[str, str], made: Council, as_of: datetime) -> Path:
    """How such a file is read."""
    lines = [f'{field} = "{heading}"' for field, heading in columns.items()]
    covers = f'covers = ["{made.starts}", "{as_of.date() + timedelta(days=1)}"]\n' if kind == "episodes" else ""
    text = f'[source]\nsystem = "{system}"\nkind = "{kind}"\ndates = "iso"\nas_of = {as_of.isoformat()}\n{covers}'
    path.write_text("\n".join([text, "[columns]", *lines]), encoding="utf-8")
    return path


def deliveries(folder: Path, made: Council, rows: Sequence[Row], as_of: datetime = AS_OF) -> list[Delivery]:
    """The files of a council and their mappings, written in this folder."""
    headings = list(SHARED_COLUMNS.values())
    sent = [("police", "episodes", SHARED_COLUMNS, rows, headings)]
    if made.has_second_source:
        known = [row | {"id": f"S{row['id']}"} for row in rows[::3]]
        sent.append(("social_care", "episodes", SHARED_COLUMNS, known, headings))
    if made.has_care_records:
        sent.append(("fostering", "care_periods", CARE_COLUMNS, care_of(made, rows), list(CARE_COLUMNS.values())))
    return [
        Delivery(
            (write_rows(folder / f"{system}-{as_of:%Y%m%d}.csv", those, names),),
            mapping_of(folder / f"{system}.toml", system, kind, columns, made, as_of),
        )
        for system, kind, columns, those, names in sent
    ]


def loaded(folder: Path, made: Council, settings: Settings | None = None) -> Store:
    """The council's store in this folder; a copy where another test asked for the same one."""
    settings = settings or demonstration_settings()
    same = f"random-{made.name}-{hashlib.sha256(settings.model_dump_json().encode()).hexdigest()[:8]}"
    copied(same, lambda anew: loaded_anew(anew, made, settings), folder)
    return Store(folder / "store")


def loaded_anew(folder: Path, made: Council, settings: Settings) -> None:
    """The store, loaded in this folder by the ordinary loader."""
    rows = episodes_of(made, settings)
    refresh(Store(folder / "store"), deliveries(folder, made, rows), settings, as_of=AS_OF, key=KEY)


def dense(made: Council) -> Council:
    """The same council with so few gaps and so many children that numbers are hidden one by one."""
    return replace(made, children=120, times_each=5.0, not_recorded=0.05, rarity=0.7, years=2)
