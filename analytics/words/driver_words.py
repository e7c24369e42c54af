"""What drives a change, in words: one sentence for every page and paper."""

from math import floor

from analytics.statistics.drivers import Decomposition, Driver
from analytics.words.numbers import mean_text, number, percent

# A smaller chance is said as this one: nobody reads past it.
MOST_TIMES = 1000


def driver_sentence(decomposition: Decomposition, name: str, when: str) -> str:
    """What drives a change, or that no single group explains it; empty where no group was looked at.

    `name` is what the driver is called ("" where there is none), `when` the time looked at: "in the last 4 weeks".
    "Home 9000101 stands out: 14 in the last 4 weeks where 5.0 were expected from its own past, 82% of the change. ..."
    """
    if decomposition.driver is None:
        looked_at = f"{number(decomposition.looked_at)} groups were looked at"
        return (
            f"No single home, placement, provider or area explains it: {looked_at}." if decomposition.looked_at else ""
        )
    driver = decomposition.driver
    seen = f"{number(driver.seen)} of {number(driver.of)}" if driver.of is not None else number(driver.seen)
    return (
        f"{name[0].upper()}{name[1:]} stands out: {seen} {when}, where its own past would bring "
        f"{mean_text(driver.expected)}{explained(driver)}. By chance that comes to any of the "
        f"{number(decomposition.looked_at)} groups looked at less than once in {number(times(driver.chance))} times."
    )


def explained(driver: Driver) -> str:
    """ ", 82% of the change"; more than the whole is said as such, and nothing of a whole that did not change so."""
    if driver.share_of_change is None:
        return ""
    return (
        ", more than the whole change"
        if driver.share_of_change > 1
        else f", {percent(driver.share_of_change)} of the change"
    )


def times(chance: float) -> int:
    """In how many times a chance comes once, at the least."""
    return min(floor(1 / chance), MOST_TIMES) if chance > 0 else MOST_TIMES
