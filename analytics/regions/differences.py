"""Where councils count otherwise, and who supplied what: said beside the figures, as the bundles tell it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from analytics.model import Period
from analytics.regions.beside import Cell, councils_of
from analytics.words.columns import Columns
from analytics.words.numbers import joined
from analytics.words.periods import day_text

# Each council has its own of these: they say nothing of how it counts.
OF_EACH: Final = ("areas", "population", "changes", "linking", "protection", "beware", "demonstration")
DEFINITION: Final = "definition"
HIDES_UP_TO: Final = "disclosure.hide_up_to"


def differences(told: pl.DataFrame) -> Columns:
    """Where councils count otherwise than most: one line a thing and council. Without columns where all count alike.

    `told` is of one period and indicator: council, name, publication, part, text (data/region.py).
    """
    names = names_in(told)
    lines = [
        (what, names[code], theirs, most)
        for part, texts in texts_by_part(told).items()
        for code, what, theirs, most in otherwise(part, texts)
    ]
    heads = ("What", "Council", "It counts", "Most councils")
    return {head: [line[place] for line in lines] for place, head in enumerate(heads)} if lines else {}


def names_in(told: pl.DataFrame) -> dict[str, str]:
    """Code -> name of the councils of whom anything is told."""
    return {code: name or code for code, name in told.select("council", "name").unique().sort("council").iter_rows()}


def texts_by_part(told: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Part -> council -> what it says, of what tells how a council counts."""
    result: dict[str, dict[str, str]] = defaultdict(dict)
    for part, code, text in told.select("part", "council", "text").sort("part", "council").iter_rows():
        if part.partition(".")[0] not in OF_EACH:
            result[part][code] = text
    return result


def otherwise(part: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Council, what, what it says and what most say, of each council that does not say what most do."""
    most = Counter(texts.values()).most_common(1)[0][0]
    for code, text in texts.items():
        if text == most:
            continue
        if part != DEFINITION:
            yield code, setting_words(part), in_words(text), in_words(most)
            continue
        theirs, usual = json.loads(text), json.loads(most)
        for name in dict.fromkeys((*usual, *theirs)):
            if theirs.get(name) != usual.get(name):
                yield code, name, theirs.get(name, "not said"), usual.get(name, "not said")


def setting_words(name: str) -> str:
    """A setting as it is read: `counting.persistent_more_than` is "counting: persistent more than"."""
    return name.replace("_", " ").replace(".", ": ")


def in_words(text: str) -> str:
    """A setting's value as it is read: `[8, 16]` is "8, 16"."""
    value: Any = json.loads(text)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def differ_sentence(told: pl.DataFrame) -> str:
    """ "Coventry and Walsall count it otherwise than most."; or that all count alike, or that it is not told."""
    columns = differences(told)
    if told.is_empty():
        return "How each council counts is not told in this file."
    if not columns:
        return f"All {told['council'].n_unique()} councils that supplied these days count it alike."
    named = list(dict.fromkeys(columns["Council"]))
    verb = "counts" if len(named) == 1 else "count"
    return f"{joined(named)} {verb} it, or something beside it, otherwise than most."


def supplied(cells: Sequence[Cell], bundles: pl.DataFrame, told: pl.DataFrame, period: Period) -> Columns:
    """One line a council: which publication is read, of when, what it hides, what to beware of; or "not supplied"."""
    spans = (pl.col("period_start") <= period.start) & (pl.col("period_end") >= period.end)
    newest = bundles.filter(spans).sort("published_at").group_by("council").last()
    sent = {row["council"]: row for row in newest.iter_rows(named=True)}
    own = warnings_of_one(told)
    few = dict(told.filter(part=HIDES_UP_TO).select("council", "text").iter_rows())
    names = councils_of(bundles)
    lines = [
        (names[cell.code], *of_bundle(sent.get(cell.code)), few.get(cell.code, ""), own.get(cell.code, ""))
        for cell in cells
    ]
    heads = ("Council", "Bundle", "Published", "Hides up to", "Beware")
    columns = {head: [line[place] for line in lines] for place, head in enumerate(heads)}
    return {head: column for head, column in columns.items() if any(column)}


def of_bundle(sent: Mapping[str, Any] | None) -> tuple[str, str]:
    """Which period's bundle it is, and the day on which it was published."""
    return (sent["period"], day_text(sent["published_at"])) if sent else ("not supplied", "")


def warnings_of_one(told: pl.DataFrame) -> dict[str, str]:
    """Council -> what it alone, or some, say to beware of; what all say is said once (`warnings_of_all`)."""
    of_all = set(warnings_of_all(told))
    result: dict[str, str] = defaultdict(str)
    for code, text in told.filter(part="beware").select("council", "text").iter_rows():
        if text not in of_all:
            result[code] = f"{result[code]} {text}".strip()
    return result


def warnings_of_all(told: pl.DataFrame) -> tuple[str, ...]:
    """What every council that supplied says to beware of."""
    many = told["council"].n_unique()
    counted = told.filter(part="beware").group_by("text", maintain_order=True).agg(pl.col("council").n_unique())
    return tuple(text for text, councils in counted.iter_rows() if councils == many)
