"""What stands beside and below a map of areas: what lies on none of them, and every area in words."""

from collections.abc import Collection, Sequence

from analytics.charts.builders import count_text
from analytics.charts.chart import Mark
from analytics.model import Unit
from analytics.published import Row, Table
from analytics.tables import THINGS_COUNTED, Columns
from analytics.words import code_name, number, percent, value_text
from data import codes
from data.facts import OUT_OF_AREA

NAMED_OUTSIDE = 3


def beside_of(table: Table, areas: Table, on_map: Collection[str]) -> list[Mark]:
    """Out of area and not recorded, which no map can show. `areas` is the same by police area."""
    outside = areas.row(OUT_OF_AREA) if table.slug in ("postcode-district", "police-area") else None
    unknown = table.row(codes.UNKNOWN)
    far = said(OUT_OF_AREA, outside) if outside else outside_in_words(table, on_map)
    return [far, said(code_name(codes.UNKNOWN), unknown)] if unknown else [far]


def said(name: str, row: Row) -> Mark:
    """A row as a mark: "119 (7%)"."""
    return Mark(name, row.numerator, count_text(row, "few"))


def outside_in_words(table: Table, on_map: Collection[str]) -> Mark:
    """What lies in other districts: episodes add up, children do not, since one may be in several."""
    outside = [row for row in table.rows if row.category not in (*on_map, codes.UNKNOWN)]
    shown = [row for row in outside if row.numerator]
    hidden = sum(row.numerator is None for row in outside)
    if table.unit is Unit.EPISODE:
        total = sum(row.numerator or 0 for row in shown)
        return Mark(OUT_OF_AREA, total, f"{number(total)}{' or more' if hidden else ''}")
    most = sorted(shown, key=lambda row: -(row.numerator or 0))[:NAMED_OUTSIDE]
    words = [f"{row.category} {value_text(row)}" for row in most]
    others = len(shown) - len(most) + hidden
    return Mark(OUT_OF_AREA, None, ", ".join([*words, *([f"{others} more districts"] if others else [])]) or "0")


def area_columns(tables: Sequence[Table], on_map: Collection[str]) -> Columns:
    """Every area with its numbers in each unit, most children first; what is out of area and unknown last."""
    by_code = [{row.category: row for row in table.rows} for table in tables]
    last = by_code[-1]
    listed = sorted(last, key=lambda code: (rank(code, on_map), -(last[code].numerator or 0), code))
    columns: Columns = {"Area": [code_name(code) for code in listed]}
    for table, rows in zip(tables, by_code, strict=True):
        name = THINGS_COUNTED[table.unit]
        columns[name] = [value_text(rows[code]) if code in rows else "0" for code in listed]
        columns[f"% of {name.lower()}"] = [share_text(rows.get(code)) for code in listed]
    return columns


def rank(code: str, on_map: Collection[str]) -> int:
    """Areas of the map, then others, then what is not recorded."""
    return 2 if code == codes.UNKNOWN else 0 if code in on_map else 1


def share_text(row: Row | None) -> str:
    """The percentage, where it may be shown."""
    return percent(row.share) if row is not None and row.share is not None else ""


def times_sentence(table: Table, verb: str) -> str:
    """Which group has the most children, whatever their times; empty where no number may be shown.

    `verb` says what they did: "went missing", "were absent".
    """
    known = [row for row in table.rows if row.denominator and row.group != codes.UNKNOWN]
    if not known:
        return ""
    most = max(known, key=lambda row: row.denominator or 0)
    again = f", {number(most.numerator)} of them more than once" if most.numerator and not most.category else ""
    return f"{number(most.denominator or 0)} children {verb} from {code_name(most.group)}{again}."
