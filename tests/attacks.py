"""What a reader with a pencil can work out from published tables: sums with one unknown, again and again.

Written from the glossary, not from our own idea of what adds up to what: it reads published rows only.
A variable is (unit, what, groups, window). `recovered` are variables that no row shows and the sums give.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analytics.model import add_months
from analytics.published import Published

Variable = tuple[str, str, frozenset[tuple[str, str]], tuple[date, date]]

# slug -> what the numerator counts, what the denominator counts, and the column that the category is of.
TABLES: dict[str, tuple[str, str, str]] = {
    "missing-episodes": ("missing", "", ""),
    "children-missing": ("missing", "", ""),
    "missing-more-than-once": ("more than once", "missing", ""),
    "missing-now": ("open now", "", ""),
    "duration-hours": ("missing", "missing", "hours"),
    "duration-days": ("closed", "closed", "days"),
    "repeat-bands": ("look-back", "look-back", "times"),
    "persistent-children": ("persistent", "look-back", ""),
    "home-or-care": ("missing", "missing", "setting"),
    "placement-group": ("missing", "care", "placement"),
    "in-or-out-of-area": ("missing", "care", "in_area"),
    "interview-required": ("required", "", ""),
    "interview-offered": ("offered", "required", ""),
    "interview-completed": ("completed", "required", ""),
    "interview-completed-of-offered": ("completed", "offered", ""),
    "interview-in-time": ("in time", "required", ""),
    "interview-in-time-of-completed": ("in time", "completed", ""),
    "interview-declined": ("declined", "offered", ""),
    "interview-declined-of-not-completed": ("declined", "not completed", ""),
    "interview-outcome": ("required", "required", "outcome"),
    "triage": ("latest", "missing", "triage"),
    "ethnicity": ("missing", "missing", "ethnicity"),
    "sex": ("missing", "missing", "sex"),
    "age": ("missing", "missing", "age"),
    "police-risk": ("missing", "missing", "risk"),
    "distance": ("closed", "closed", "miles"),
    "police-area": ("missing", "missing", "area"),
    "postcode-district": ("missing", "missing", "district"),
}
# Categories that are sums of others, and what they are sums of.
ROLLUPS = {
    ("hours", "over-24"): ("24-48", "48-168", "168+"),
    ("hours", "over-48"): ("48-168", "168+"),
    ("age", "10-15"): tuple(str(year) for year in range(10, 16)),
    ("age", "16-17"): ("16", "17"),
    ("outcome", "declined"): ("declined_child", "declined_parent"),
}
# The columns in which a child stands once only.
ONE_PER_CHILD = ("sex", "ethnicity", "triage", "times")


@dataclass
class Equation:
    """`total` is the sum of `parts`."""

    total: Variable
    parts: tuple[Variable, ...]


def known_and_hidden(published: Published) -> tuple[dict[Variable, int], set[Variable]]:
    """What the rows show, and what stands in a row that shows no number."""
    known: dict[Variable, int] = {}
    hidden: set[Variable] = set()
    for row in published.rows.filter(slug_is_attacked(published)).iter_rows(named=True):
        numerator, denominator = variables_of(row)
        for variable, value in ((numerator, row["numerator"]), (denominator, row["denominator"])):
            if variable is not None and value is not None:
                known[variable] = value
            elif variable is not None:
                hidden.add(variable)
    return known, hidden - set(known)


def slug_is_attacked(published: Published):
    return published.rows["slug"].is_in(list(TABLES)) & (published.rows["breakdown"] != "category")


def variables_of(row) -> tuple[Variable, Variable | None]:
    """The variables that a row's two numbers are values of, by whichever table it stands in."""
    counts, of, column = TABLES[row["slug"]]
    window = (row["period_start"], row["period_end"])
    groups = {group_of(row["breakdown"], row["group"])} if row["breakdown"] else set()
    whole = (row["unit"], of, frozenset(groups), window) if of else None
    if of == "care":
        whole = (row["unit"], "missing", frozenset({("setting", "care")}), window)
    if of == "look-back":
        window = (add_months(row["period_end"], -12), row["period_end"])
        counts = "missing" if counts == "look-back" else counts
        whole = (row["unit"], "missing", frozenset(groups), window)
    if column == "outcome" and row["category"] in ("accepted_completed", "declined"):
        return (
            row["unit"],
            {"accepted_completed": "completed"}.get(row["category"], "declined"),
            frozenset(groups),
            window,
        ), whole
    if column:
        groups.add((column, row["category"]))
    return (row["unit"], counts, frozenset(groups), window), whole


def group_of(breakdown: str, group: str) -> tuple[str, str]:
    """A group as the tables of categories call it."""
    if group == "not_in_care":
        return ("care", "not")
    if breakdown == "age_band":
        return ("age", group) if group in ("10-15", "16-17", "unknown") else ("young", group)
    return (breakdown, group)


def equations(variables: Iterable[Variable]) -> list[Equation]:
    """Every sum that these variables take part in."""
    there = set(variables)
    families: dict[tuple[Variable, str], list[Variable]] = defaultdict(list)
    for variable in there:
        unit, what, groups, window = variable
        for pair in groups:
            families[(unit, what, groups - {pair}, window), pair[0]].append(variable)
    found = [one for (whole, column), parts in families.items() for one in sums_over(whole, column, parts)]
    return found + sums_over_time(there) + sums_of_shares(there) + sums_of_care(there)


def sums_over(whole: Variable, column: str, parts: list[Variable]) -> list[Equation]:
    """The parts of a column add up to the whole, roll-ups aside; and to each roll-up."""
    unit, what, groups, window = whole
    value = {dict(part[2])[column]: part for part in parts}
    found = []
    for (of, name), members in ROLLUPS.items():
        if of == column and name in value and unit == "episode":
            found.append(Equation(value[name], tuple(value[member] for member in members if member in value)))
    if unit == "child" and column not in ONE_PER_CHILD:
        return found
    if column in ("young", "care") or not is_partition(what, column, groups):
        return found
    plain = tuple(part for name, part in value.items() if (column, name) not in ROLLUPS)
    if column in ("placement", "in_area"):
        total: Variable = (unit, what, groups | {("setting", "care")}, window)
    else:
        total = (unit, "missing", groups, window) if what == "latest" else whole
    if column == "outcome":
        plain += ((unit, "completed", groups, window),)
        found.append(
            Equation(
                (unit, "declined", groups, window),
                tuple(value[name] for name in ("declined_child", "declined_parent") if name in value),
            )
        )
    return [*found, Equation(total, plain)]


def is_partition(what: str, column: str, groups: frozenset[tuple[str, str]]) -> bool:
    """Whether the column's values share out the same: how often a child goes missing is not so in each setting."""
    of_children = what in ("more than once", "persistent") or "times" in dict(groups)
    return not (of_children and column not in ONE_PER_CHILD) and not (column == "times" and groups)


def sums_of_care(there: set[Variable]) -> list[Equation]:
    """In care and not are all; at home and unknown are not in care; open and closed are all."""
    found = []
    for unit, what, groups, window in there:
        if unit == "episode" and groups == {("care", "not")}:
            care, home, unknown = (
                (unit, what, frozenset({("setting", setting)}), window) for setting in ("care", "home", "unknown")
            )
            this = (unit, what, groups, window)
            found += [Equation((unit, what, frozenset(), window), (care, this)), Equation(this, (home, unknown))]
        if what == "missing" and ("hours", "still-missing") in groups:
            rest = groups - {("hours", "still-missing")}
            parts = ((unit, what, groups, window), (unit, "closed", rest, window))
            found.append(Equation((unit, "missing", rest, window), parts))
    return found


def sums_over_time(there: set[Variable]) -> list[Equation]:
    """Months make quarters, and quarters make years and rolling years."""
    found = []
    for unit, what, groups, (start, end) in there:
        if unit != "episode" or what in ("open now",) or dict(groups).get("times"):
            continue
        for step in (1, 3):
            if add_months(start, step) >= end:
                continue
            windows, first = [], start
            while first < end:
                windows.append((first, add_months(first, step)))
                first = add_months(first, step)
            parts = tuple((unit, what, groups, window) for window in windows)
            if all(part in there for part in parts):
                found.append(Equation((unit, what, groups, (start, end)), parts))
    return found


def sums_of_shares(there: set[Variable]) -> list[Equation]:
    """Counted and the rest are the base; the rest is published nowhere, yet anyone can subtract."""
    found = []
    for counts, of, column in set(TABLES.values()):
        if column or not of:
            continue
        for unit, what, groups, window in there:
            if what != counts:
                continue
            base = "missing" if of in ("missing", "look-back") else of
            rest = (unit, f"{base} but not {counts}", groups, window)
            found.append(Equation((unit, base, groups, window), ((unit, what, groups, window), rest)))
            if (counts, of) == ("completed", "required") and unit == "episode":
                # Two names of one figure.
                found.append(Equation((unit, "not completed", groups, window), (rest,)))
    return found


def recovered(published: Published) -> dict[Variable, int]:
    """Hidden figures, and rests that are published nowhere, that the sums give away."""
    known, hidden = known_and_hidden(published)
    found = dict(known)
    sums = equations([*known, *hidden])
    while True:
        new: dict[Variable, int] = {}
        for one in sums:
            new |= solved(one, found)
        if not new:
            return {variable: value for variable, value in found.items() if variable not in known}
        found |= new


def solved(one: Equation, found: dict[Variable, int]) -> dict[Variable, int]:
    """The one unknown of an equation."""
    unknown = [variable for variable in (one.total, *one.parts) if variable not in found]
    if len(unknown) != 1:
        return {}
    inside = sum(found.get(part, 0) for part in one.parts)
    return {unknown[0]: inside if unknown[0] == one.total else found[one.total] - inside}


def breaches(published: Published, hide_up_to: int) -> dict[Variable, int]:
    """Recovered figures that were hidden, or that are of a few: none should be."""
    _, hidden = known_and_hidden(published)
    return {
        variable: value
        for variable, value in recovered(published).items()
        if variable in hidden or 0 < value <= hide_up_to
    }
