"""Names of places: many spellings are one place, and places that only sound alike stay two."""

from pathlib import Path

import pytest

from geo.placenames import BadGazetteer, Gazetteer, Place, Written, gazetteer, one_name_each, plain_name, read_gazetteer

# Derby's seven places (2021): two supermarkets, a public house, a traffic island, the bus station, a car park, a park.
# The names are invented; so is how they are written.
SEVEN = {
    "Northgate superstore": [
        "Northgate superstore",
        "NORTHGATE SUPERSTORE",
        "northgate super store",
        "Northgate  Superstore,",
    ],
    "Meadow Road supermarket": [
        "Meadow Road supermarket",
        "Meadow Rd supermarket",
        "meadow rd s'mkt",
        "Supermarket, Meadow Road",
    ],
    "The Blue Bell public house": [
        "The Blue Bell public house",
        "Blue Bell PH",
        "blue bell pub",
        "The Blue Bell Public House, DE1",
    ],
    "Pentagon traffic island": [
        "Pentagon traffic island",
        "pentagon traffic isl.",
        "Traffic island Pentagon",
        "Pentagon Traffic Island",
    ],
    "Bus station": ["Bus station", "BUS STN", "the bus station", "Bus Station, DE1 2AB", "bus staton", "Bus station"],
    "Assembly car park": ["Assembly car park", "Assembly carpark", "assembly car pk", "Car Park (Assembly)"],
    "Markeaton Street park": ["Markeaton Street park", "markeaton street pk", "Park, Markeaton Street"],
}
MESSY = [Written(name, "DE1", 5 if name == place else 1) for place, names in SEVEN.items() for name in names]


def test_seven_places_come_out_of_their_messy_spellings():
    named = one_name_each(MESSY)
    assert sorted(set(named.values())) == sorted(SEVEN)
    assert all(named[name, "DE1"] == place for place, names in SEVEN.items() for name in names)


def test_the_answer_does_not_depend_on_the_order():
    assert one_name_each(MESSY[::-1]) == one_name_each(MESSY)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("The Bus Stn., DE1", "bus station"),
        ("  BUS   STATION ", "bus station"),
        ("St Peter’s Sq", "st peters square"),
        ("nr Car Pk", "car park"),
        ("The", "the"),
        ("", ""),
    ],
)
def test_a_plain_name(typed: str, plain: str):
    assert plain_name(typed) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Written("High Street car park", "DE1"), Written("Hill Street car park", "DE1")),
        (Written("Bus station", "DE1"), Written("Bus station", "B18")),
        (Written("Home 900001", "B23"), Written("Home 900002", "B23")),
        (Written("Northgate superstore", "DE1"), Written("Southgate superstore", "DE1")),
    ],
)
def test_places_that_only_sound_alike_stay_two(one: Written, other: Written):
    named = one_name_each([one, other])
    assert len({named[one.name, one.district], named[other.name, other.district]}) == 2


def test_a_name_without_a_district_joins_the_place_of_that_name():
    named = one_name_each([Written("Bus station", "DE1", 3), Written("bus stn", "", 1)])
    assert named["bus stn", ""] == "Bus station"


@pytest.mark.parametrize(("metres", "places"), [(0, 1), (250, 1), (251, 2)])
def test_names_alike_in_two_districts_are_one_place_at_most_250_metres_apart(metres: int, places: int):
    near = (435_000, 336_000 + metres)
    border = [Written("Border park", "DE1", 3, (435_000, 336_000)), Written("border pk", "DE23", 1, near)]
    for written in (border, border[::-1]):
        assert len(set(one_name_each(written).values())) == places
    unlike = [border[0], Written("Border lane", "DE23", 1, (435_000, 336_000))]
    assert len(set(one_name_each(unlike).values())) == 2


def test_two_places_of_one_name_are_told_apart_by_their_district():
    named = one_name_each([Written("Bus station", "DE1"), Written("Bus station", "B18")])
    assert sorted(named.values()) == ["Bus station (B18)", "Bus station (DE1)"]


def test_the_councils_own_list_is_believed_before_any_likeness(tmp_path: Path):
    file = tmp_path / "places.toml"
    file.write_text('["Central bus station"]\nalso = ["the pit", "Morledge"]\nkind = "transport"\n', encoding="utf-8")
    known = read_gazetteer(file)
    named = one_name_each([Written("The Pit", "DE1"), Written("morledge", "DE1"), Written("Elsewhere", "DE1")], known)
    assert named == {
        ("The Pit", "DE1"): "Central bus station",
        ("morledge", "DE1"): "Central bus station",
        ("Elsewhere", "DE1"): "Elsewhere",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x", "cannot be read"),
        ('["A"]\ncolour = "red"\n', "also (a list of names), kind and district"),
        ('["A"]\nalso = "B"\n', "also (a list of names)"),
        ('["A"]\nalso = ["C"]\n["B"]\nalso = ["c"]\n', "stands for"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_would_be_right(tmp_path: Path, text: str, said: str):
    file = tmp_path / "places.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadGazetteer) as refused:
        read_gazetteer(file)
    assert said in str(refused.value)


def test_a_place_may_be_listed_twice_under_its_own_names():
    assert gazetteer([Place("Bus station", ("bus stn",))]).find("Bus Stn.") == Place("Bus station", ("bus stn",))
    assert Gazetteer().find("anything") is None
