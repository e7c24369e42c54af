"""What is beside and below a map of areas: what lies in none of them, and every area in words."""

from collections.abc import Collection, Mapping, Sequence

from analytics.charts.chart import Mark
from analytics.disclosure.published import Row, Table
from analytics.measuring.ladders import OTHERS
from analytics.model import Unit
from analytics.statistics.intervals import poisson
from analytics.statistics.rounding import halves_up
from analytics.words.columns import THINGS_COUNTED, Columns
from analytics.words.names import code_name
from analytics.words.numbers import count_and_share, joined, number, percent, value_text, whole
from data import codes
from data.settings import Settings

NAMED_OUTSIDE = 3
NO_DISTRICTS = (
    "No map is drawn: the settings do not say which postcode districts are the council’s. Set authority under "
    "[council] to its official code, such as E08000025, or list its districts under [areas]. A county lists "
    "them: its code names none. Scotland’s districts have no shapes here."
)
NO_OWN_AREAS = (
    "No map of police areas is drawn: the settings do not say where they lie. List each with its postcode districts "
    "under [areas], or name a file of their outlines as areas under [maps]."
)
PER = 10_000
PER_CHILDREN = "For each 10,000"


def beside_of(table: Table, areas: Table, on_map: Collection[str]) -> list[Mark]:
    """Out of area and not recorded, which no map can show. `areas` is the same by police area."""
    outside = areas.row(codes.OUT_OF_AREA) if table.slug in ("postcode-district", "police-area") else None
    unknown = table.row(codes.UNKNOWN)
    far = said(codes.OUT_OF_AREA, outside) if outside else outside_in_words(table, on_map)
    marks = [far, *undrawn(table, on_map)]
    return [*marks, said(code_name(codes.UNKNOWN), unknown)] if unknown else marks


def undrawn(table: Table, on_map: Collection[str]) -> list[Mark]:
    """Police areas that the records name and the map has no shape of: the first few, each with its number."""
    if table.slug != "police-area":
        return []
    rows = [row for row in table.rows if row.category not in (*on_map, codes.OUT_OF_AREA, codes.UNKNOWN)]
    marks = [said(code_name(row.category), row) for row in rows[:NAMED_OUTSIDE]]
    more = len(rows) - len(marks)
    return [*marks, Mark("Other areas without a shape", None, number(more))] if more else marks


def said(name: str, row: Row) -> Mark:
    """A row as a mark: "119 (7%)"."""
    return Mark(name, row.numerator, count_and_share(row, "few"))


def outside_in_words(table: Table, on_map: Collection[str]) -> Mark:
    """What lies in other districts: episodes add up, children do not, since one may be in several."""
    if table.is_unsaid:
        return said(codes.OUT_OF_AREA, table.rows[0])
    outside = [row for row in table.rows if row.category not in (*on_map, codes.UNKNOWN)]
    shown = [row for row in outside if row.numerator]
    hidden = sum(row.numerator is None for row in outside)
    if table.unit is Unit.EPISODE:
        total = sum(row.numerator or 0 for row in shown)
        return Mark(codes.OUT_OF_AREA, total, f"{number(total)}{' or more' if hidden else ''}")
    most = sorted(shown, key=lambda row: -(row.numerator or 0))[:NAMED_OUTSIDE]
    words = [f"{row.category} {value_text(row)}" for row in most]
    if others := len(shown) - len(most) + hidden:
        words.append("1 more district" if others == 1 else f"{others} more districts")
    return Mark(codes.OUT_OF_AREA, None, ", ".join(words) or "0")


def unlike_the_records(table: Table, on_map: Collection[str]) -> str:
    """What to set where the records name areas and the map has none of them; empty where they meet.

    Without this each area would stand there with a nought that nobody recorded.
    """
    named = {row.category for row in table.rows} - {codes.OUT_OF_AREA, codes.UNKNOWN, OTHERS, ""}
    if table.is_unsaid or not named or named & set(on_map):
        return ""
    return (
        f"No map is drawn: the records call the police areas {joined(sorted(named)[:NAMED_OUTSIDE])}, and the file of "
        f"areas {joined(sorted(on_map)[:NAMED_OUTSIDE])}. Set code under [maps] to the column that holds the records’ "
        "names."
    )


def listed_areas(table: Table, on_map: Collection[str]) -> list[str]:
    """The areas that a table names, those with most first; what is out of area and unknown last."""
    rows = {row.category: row for row in table.rows}
    return sorted(rows, key=lambda code: (rank(code, on_map), -(rows[code].numerator or 0), code))


def area_columns(tables: Sequence[Table], on_map: Collection[str]) -> Columns:
    """Every area with its numbers in each unit, most of the last unit first."""
    by_code = [{row.category: row for row in table.rows} for table in tables]
    listed = listed_areas(tables[-1], on_map)
    columns: Columns = {"Area": [code_name(code) for code in listed]}
    for table, rows in zip(tables, by_code, strict=True):
        name = THINGS_COUNTED[table.unit]
        columns[name] = [value_text(rows[code]) if code in rows else "0" for code in listed]
        columns[f"% of {name.lower()}"] = [share_text(rows.get(code)) for code in listed]
    return columns


def populations_of(settings: Settings) -> dict[str, int]:
    """Children aged 10 to 17 in each area that the settings tell of, and in the police areas made of such districts."""
    known = settings.population.areas
    made = {
        area: sum(known[code] for code in districts)
        for area, districts in settings.areas.items()
        if districts and all(code in known for code in districts)
    }
    return made | known


def with_rates(columns: Columns, table: Table, populations: Mapping[str, int], listed: Sequence[str]) -> Columns:
    """The columns of areas with children for each 10,000 who live there, and how far chance alone may move that."""
    rows = {row.category: row for row in table.rows}
    rates = [rate_words(rows.get(code), populations.get(code)) for code in listed]
    per = f"{PER_CHILDREN} aged 10 to 17"
    return columns | {per: [rate for rate, _ in rates], "95% interval": [ends for _, ends in rates]}


def rate_words(row: Row | None, population: int | None) -> tuple[str, str]:
    """ "134", "101 to 175"; empty where the number is hidden, or nobody said how many live there."""
    if population is None or (row is not None and row.numerator is None):
        return "", ""
    count = row.numerator or 0 if row else 0
    low, high = (whole(end * PER) for end in poisson(count, population))
    return number(rate_of(count, population)), f"{low} to {high}"


def rate_of(count: int, population: int) -> int:
    """For each 10,000, as a whole number."""
    return int(halves_up(count / population * PER))


def rate_sentence(table: Table, populations: Mapping[str, int]) -> str:
    """The area with the highest rate: "B33: 141 children for each 10,000 aged 10 to 17 (55 of 3,900)."."""
    known = [row for row in table.rows if row.numerator and row.category in populations]
    if not known:
        return "No rate can be given: every number is hidden or nought."
    most = max(known, key=lambda row: (row.numerator or 0) / populations[row.category])
    count, population = most.numerator or 0, populations[most.category]
    things = THINGS_COUNTED[table.unit].lower()
    hidden = ", of those that are not hidden" if any(row.numerator is None for row in table.rows) else ""
    return (
        f"{code_name(most.category)}: {number(rate_of(count, population))} {things} {PER_CHILDREN.lower()} children "
        f"aged 10 to 17, the highest rate{hidden} ({number(count)}, where {number(population)} live)."
    )


def rank(code: str, on_map: Collection[str]) -> int:
    """Areas of the map, then others, then what is not recorded."""
    return 2 if code == codes.UNKNOWN else 0 if code in on_map else 1


def share_text(row: Row | None) -> str:
    """The percentage, where it may be shown."""
    return percent(row.share) if row is not None and row.share is not None else ""


def times_sentence(table: Table, verb: str, when: str) -> str:
    """Which group has the most children, whatever their times; empty where no number may be shown.

    `verb` says what they did, "went missing", "were absent"; `when`, in which time.
    """
    known = [row for row in table.rows if row.denominator and row.group != codes.UNKNOWN]
    if not known:
        return ""
    most = max(known, key=lambda row: row.denominator or 0)
    again = f", {number(most.numerator)} of them more than once" if most.numerator and not most.category else ""
    return f"{number(most.denominator or 0)} children {verb} from {code_name(most.group)} {when}{again}."
