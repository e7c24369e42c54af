"""The children of the invented city: who they are, when they tend to go missing, and where they are looked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo import city, season
from data.demo.city import pick


@dataclass(frozen=True)
class Spell:
    """A stretch of a child's life, shorter than a year, in which they go missing this many times."""

    starts: float  # in busy time
    missing: int

    @property
    def length(self) -> float:
        """Busy time from first to last, at most; a child seldom missing has a short spell."""
        return min(330.0, 25.0 * self.missing)

    @property
    def first_day(self) -> date:
        """The first day on which the child may go missing."""
        return season.day_at(self.starts)


@dataclass(frozen=True)
class Stay:
    """One placement under one legal status: a row of the looked-after return. `ended` is null while it lasts."""

    started: date
    ended: date | None
    legal_status: str
    group: str
    district: str
    provider: str = "PR1"
    urn: str = ""
    is_first: bool = False

    def covers(self, day: date) -> bool:
        """Whether the child was here on that day; the last day belongs to the next stay."""
        return self.started <= day and (self.ended is None or day < self.ended)

    @property
    def is_short_break(self) -> bool:
        """Short breaks are not care: the child lives at home."""
        return self.legal_status == "V4"


@dataclass(frozen=True)
class Child:
    """One invented child."""

    number: int
    born: date
    sex: str
    ethnicity: str
    home_district: str
    responsible: str
    is_uasc: bool
    spells: tuple[Spell, ...]
    stays: tuple[Stay, ...]
    flags: tuple[str, ...]

    @property
    def council_id(self) -> str:
        """The council's own number for the child, which police and social care both write."""
        return f"EX{self.number:05}"

    @property
    def is_ours(self) -> bool:
        """Whether this council looks after the child, or would."""
        return self.responsible == city.COUNCIL

    def birthday(self, age: int) -> date:
        """The day on which the child reaches this age; born on 29 February, 1 March."""
        return birthday(self.born, age)

    def stay_on(self, day: date) -> Stay | None:
        """The stay that covers this day; null when the child is at home and has no short breaks."""
        return next((stay for stay in self.stays if stay.covers(day)), None)


def birthday(born: date, age: int) -> date:
    """The day on which one born then reaches this age; born on 29 February, 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def make_children() -> list[Child]:
    """Every child of the city: those who go missing first, then those only looked after."""
    chance = city.chance_of("children")
    missing = [missing_child(chance, number) for number in range(1, city.CHILDREN_MISSING + 1)]
    last = city.CHILDREN_MISSING + city.CHILDREN_ONLY_LOOKED_AFTER
    return missing + [settled_child(chance, number) for number in range(city.CHILDREN_MISSING + 1, last + 1)]


def missing_child(chance: Random, number: int) -> Child:
    """A child who goes missing, at home, in care, or first the one and then the other."""
    worst = worst_spell(chance)
    born = worst.first_day - timedelta(days=round(365.25 * (pick(chance, city.AGE_WEIGHTS) + chance.random())))
    spells = (worst, *other_spells(chance, worst, born))
    in_care = chance.random() < care_share(worst.missing)
    is_uasc = in_care and chance.random() < 0.07
    sex = pick(chance, {"M": 9, "F": 1} if is_uasc else city.SEX_WEIGHTS)
    stays = care_of(chance, worst, born, is_uasc=is_uasc) if in_care else short_breaks(chance, born, 0.012)
    return Child(
        number=number,
        born=born,
        sex=sex,
        ethnicity=pick(chance, city.UASC_ETHNIC_WEIGHTS if is_uasc else city.ETHNIC_WEIGHTS),
        home_district=pick(chance, city.DISTRICT_WEIGHTS),
        responsible=responsible_for(chance, stays),
        is_uasc=is_uasc,
        spells=spells,
        stays=stays,
        flags=risk_flags(chance, worst.missing, sex),
    )


def settled_child(chance: Random, number: int) -> Child:
    """A looked-after child who never goes missing: without them no share of children looked after is right."""
    born = date(2003, 10, 1) + timedelta(days=chance.randrange(365 * 22))
    is_uasc = chance.random() < 0.06
    entered = max(city.FIRST_DAY - timedelta(days=600), birthday(born, 15 if is_uasc else 0))
    entered += timedelta(days=chance.randrange(1500))
    entered = min(entered, birthday(born, 17), date(2026, 8, 31))
    left = min(birthday(born, 18), entered + timedelta(days=round(chance.expovariate(1 / 900)) + 60))
    in_care = placements(chance, born, entered, left, city.SETTLED_PLACEMENTS, usual_days=600)
    return Child(
        number=number,
        born=born,
        sex=pick(chance, {"M": 9, "F": 1} if is_uasc else {"F": 46, "M": 54}),
        ethnicity=pick(chance, city.UASC_ETHNIC_WEIGHTS if is_uasc else city.ETHNIC_WEIGHTS),
        home_district=pick(chance, city.DISTRICT_WEIGHTS),
        responsible=city.COUNCIL,
        is_uasc=is_uasc,
        spells=(),
        stays=short_breaks(chance, born, 0.06) or in_care,
        flags=(),
    )


# --- how often ---------------------------------------------------------------------------------


def worst_spell(chance: Random) -> Spell:
    """The spell with most episodes. Spells that began before the first day are drawn too: the city is not new."""
    fewest, most = pick(chance, city.WORST_WEIGHTS)
    missing = chance.randint(fewest, most)
    if (fewest, most) == (1, 2):
        missing = pick(chance, {1: 2, 2: 1})
    if fewest == 20:
        missing = min(most, fewest + round(chance.expovariate(1 / 11)))
    shape = Spell(0.0, missing)
    earliest = season.busy_time(city.FIRST_DAY) - shape.length
    return Spell(chance.uniform(earliest, season.busy_time(city.AS_OF.date())), missing)


def other_spells(chance: Random, worst: Spell, born: date) -> tuple[Spell, ...]:
    """Now and then a lesser spell, more than a year before or after, while the child is ten to seventeen."""
    if chance.random() > (0.4 if worst.missing > 2 else 0.15):
        return ()
    missing = max(1, round(worst.missing * chance.uniform(0.1, 0.6)))
    later = worst.starts + chance.choice((-1, 1)) * chance.uniform(700, 1100)
    first, last = season.busy_time(season.DAYS[0]), season.busy_time(city.AS_OF.date())
    if not first < later < last or not birthday(born, 10) < season.day_at(later) < birthday(born, 18):
        return ()
    return (Spell(later, missing),)


def risk_flags(chance: Random, missing: int, sex: str) -> tuple[str, ...]:
    """Risks that social care has noted, likelier for those often missing; exploitation differs by sex."""
    often = 2.2 if missing >= 9 else 1.0
    shares = {
        "cse": 0.16 if sex == "F" else 0.03,
        "cce": 0.05 if sex == "F" else 0.14,
        "county_lines": 0.03 if sex == "F" else 0.08,
        "gangs": 0.02 if sex == "F" else 0.06,
        "substance": 0.12,
    }
    return tuple(flag for flag, share in shares.items() if chance.random() < share * often)


# --- care --------------------------------------------------------------------------------------


def care_share(missing: int) -> float:
    """The share in care of children missing this often: the few who go most are mostly looked after."""
    return 0.82 if missing >= 20 else 0.66 if missing >= 9 else 0.33 if missing >= 3 else 0.14


def care_of(chance: Random, worst: Spell, born: date, *, is_uasc: bool) -> tuple[Stay, ...]:
    """Stays of a child in care: most from before the worst spell, a third from some time within it."""
    if chance.random() < 0.32 and not is_uasc:
        entered = season.day_at(worst.starts + chance.uniform(0.2, 0.7) * worst.length)
    else:
        entered = worst.first_day - timedelta(days=chance.randint(20, 500 if is_uasc else 1200))
    entered = max(entered, birthday(born, 1))
    left = birthday(born, 18)
    if chance.random() < 0.25:
        left = min(left, season.day_at(worst.starts + worst.length) + timedelta(days=chance.randint(30, 500)))
    often = worst.missing >= 9
    mix = city.FREQUENT_PLACEMENTS if often else city.SELDOM_PLACEMENTS
    return placements(chance, born, entered, left, mix, usual_days=170 if often else 420)


def placements(
    chance: Random, born: date, entered: date, left: date, mix: Mapping[str, float], *, usual_days: int
) -> tuple[Stay, ...]:
    """Stays without a gap from entering care to leaving it; null end where that lies in the future."""
    legal_status = pick(chance, {"C2": 55, "V2": 30, "C1": 15})
    stays: list[Stay] = []
    day = entered
    while day < left and day <= city.AS_OF.date():
        until = min(left, day + timedelta(days=7 + round(chance.expovariate(1 / usual_days))))
        if day < birthday(born, 16) < until and chance.random() < 0.85:
            until = birthday(born, 16)
        lasts = until > city.AS_OF.date()
        ended = None if lasts else until
        stays.append(placement(chance, born, day, ended, legal_status=legal_status, mix=mix, is_first=day == entered))
        day = until
    return tuple(stay for stay in stays if stay.ended is None or stay.ended >= city.FIRST_DAY)


def placement(
    chance: Random,
    born: date,
    started: date,
    ended: date | None,
    *,
    legal_status: str,
    mix: Mapping[str, float],
    is_first: bool,
) -> Stay:
    """One stay, of a kind that the child is old enough for."""
    is_sixteen = started >= birthday(born, 16)
    possible = {group: weight for group, weight in mix.items() if is_sixteen or group not in city.FROM_SIXTEEN}
    group = pick(chance, possible)
    # The return has no code for independent living from 2025: none begins shortly before.
    if group == "independent" and started >= date(2024, 10, 1):
        group = "supported_accommodation"
    district, provider, urn = where_placed(chance, group)
    return Stay(started, ended, legal_status, group, district, provider, urn, is_first=is_first)


def where_placed(chance: Random, group: str) -> tuple[str, str, str]:
    """District, kind of provider (a code of the looked-after return) and registered number."""
    if group == "own_residential":
        home = chance.choice(city.OWN_HOMES)
        return home.district, "PR1", home.urn
    if group == "other_residential":
        home = chance.choice(city.OTHER_HOMES)
        return home.district, "PR4", home.urn
    if group == "with_parents":
        return pick(chance, city.DISTRICT_WEIGHTS), "PR0", ""
    district = (
        out_of_area_district(chance) if chance.random() < city.OUT_OF_AREA_SHARE else chance.choice(city.DISTRICTS)
    )
    return district, {"foster": chance.choice(("PR1", "PR4")), "secure": "PR2"}.get(group, "PR4"), ""


def out_of_area_district(chance: Random) -> str:
    """A district of a neighbouring authority."""
    return chance.choice(city.NEIGHBOURS[pick(chance, city.NEIGHBOUR_WEIGHTS)])


def short_breaks(chance: Random, born: date, share: float) -> tuple[Stay, ...]:
    """For this share of children an agreed series of short breaks (V4): a care record, yet a child at home."""
    if chance.random() >= share:
        return ()
    started = max(city.FIRST_DAY, birthday(born, 8)) + timedelta(days=chance.randrange(200))
    ended = min(started + timedelta(days=700), birthday(born, 18))
    if started >= ended or started > city.AS_OF.date():
        return ()
    lasts = ended > city.AS_OF.date()
    home = chance.choice(city.OWN_HOMES)
    return (
        Stay(
            started,
            None if lasts else ended,
            "V4",
            "own_residential",
            home.district,
            "PR1",
            home.urn,
            is_first=True,
        ),
    )


def responsible_for(chance: Random, stays: tuple[Stay, ...]) -> str:
    """Who looks after the child: this council, or, of children in care within the city, now and then a neighbour."""
    placed_here = stays and all(stay.district in city.AREA_OF and not stay.is_short_break for stay in stays)
    if placed_here and chance.random() < 0.09:
        return pick(chance, city.NEIGHBOUR_WEIGHTS)
    return city.COUNCIL
