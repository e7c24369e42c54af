"""What drives a change, in words: for Monday's report, for pages and for papers."""

from math import floor
from typing import Final

from analytics.measuring.breakdowns import AGE_BAND, AREA, HOME, PROVIDER
from analytics.statistics.drivers import Decomposition, Driver
from analytics.words.names import code_name
from analytics.words.numbers import mean_text, number, percent, sentence_case
from data.codes import UNKNOWN

# A smaller chance is said as this one: nobody reads past it.
MOST_TIMES: Final = 1000
ITS_PAST: Final = "its own past"
OF_WEEKS: Final = "home, placement, provider or area"


def driver_sentence(decomposition: Decomposition, name: str, when: str) -> str:
    """What drives a change, or that no single group explains it; empty where no group was looked at.

    `name` is what the driver is called ("" where there is none), `when` the time looked at: "in the last 4 weeks".
    "Home 9000101 stands out: 14 in the last 4 weeks where its own past would bring 5.0. That is 82% of the rise. ..."
    """
    if decomposition.driver is None:
        return nothing_stands_out(decomposition, OF_WEEKS)
    return f"{stands_out(decomposition.driver, name, f' {when}')} {by_chance(decomposition, decomposition.driver)}"


def nothing_stands_out(decomposition: Decomposition, kinds: str) -> str:
    """ "No single provider or placement explains it: 14 groups were looked at."; empty where none was."""
    many = decomposition.looked_at
    return f"No single {kinds} explains it: {number(many)} groups were looked at." if many else ""


def stands_out(driver: Driver, name: str, when: str = "", past: str = ITS_PAST) -> str:
    """ "Compass Youth stands out: 66 of 220 (30%), where its own past would bring 64%. That is 85% of the fall.".

    `when` goes on after the number: " in the last 4 weeks", " episodes". `past`: what it is compared with.
    """
    if driver.of is None:
        seen, expected = number(driver.seen), mean_text(driver.expected) if driver.expected else "none"
    else:
        seen = f"{number(driver.seen)} of {number(driver.of)} ({percent(driver.seen / driver.of)})"
        expected = percent(driver.expected / driver.of)
    return f"{sentence_case(name)} stands out: {seen}{when}, where {past} would bring {expected}.{explained(driver)}"


def by_chance(decomposition: Decomposition, driver: Driver) -> str:
    """How likely so much is by chance, with the allowance for all that were looked at."""
    return (
        f"Of {number(decomposition.looked_at)} groups looked at, chance would make one stand out so less than once in "
        f"{number(times(driver.chance))} times."
    )


def explained(driver: Driver) -> str:
    """ " That is 82% of the fall."; more than the whole is said so; nothing of a whole that did not change so."""
    if driver.share_of_change is None:
        return ""
    way = "rise" if driver.seen > driver.expected else "fall"
    return (
        f" That is more than the whole {way}."
        if driver.share_of_change > 1
        else f" That is {percent(driver.share_of_change)} of the {way}."
    )


def times(chance: float) -> int:
    """In how many times a chance comes once, at the least."""
    return min(floor(1 / chance), MOST_TIMES) if chance > 0 else MOST_TIMES


def group_in_words(dimension: str, group: str) -> str:
    """A group of a dimension inside a sentence: "home 9000101", "foster care", "age 15"; an area by its own name."""
    if group == UNKNOWN:
        return f"{dimension.lower()} not recorded"
    if dimension == HOME.title:
        return f"home {group}"
    name = code_name(group)
    if dimension == AGE_BAND.title:
        return f"age {name.lower()}"
    return name if dimension in (PROVIDER.title, AREA.title) else name.lower()
