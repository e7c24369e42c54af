"""Every rule about small numbers, by name: what it hides, from whom, and why. `RULES` lists them all.

A number that stands for a few children can tell something of one of them to whoever knows that child. No other room
compares a number with a threshold: it calls a rule here, and goes on with the `rows` that the rule leaves
(tests/test_layout.py holds that). The audit (auditing/) does not know this module, so it can find what the rules miss.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final, Generic, Protocol, TypeVar

import polars as pl

from analytics.disclosure.policy import Policy, Threshold
from analytics.disclosure.published import BANDS, NAMES_OF_ROW, UNSAID, Published, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import AREA, BREAKDOWNS, PROVIDER, SETTING
from analytics.measuring.groupings import categories_ladder, groups_ladder
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import REST, WHOLE, Divided, Indicator, Split
from analytics.model import Unit
from analytics.statistics.rounding import column_halves_up, whole_percent
from data import codes
from data.bands import TIME_NOT_RECORDED
from data.settings import NotRecorded, Settings

PERCENT: Final = 100
# A percentage of fewer swings by more than five points with one child: it is read as news, and is none.
SMALLEST_BASE_FOR_PERCENT: Final = 20
# A table is counted more coarsely where more than so much of its numbers above nought are of a few children. Measured
# on councils of 4 to 1,600 children: a tenth leaves tables that are read whole, and are protected within seconds.
MOST_SMALL: Final = 0.1
# A chart of which more is hidden says nothing that a reader can trust.
MOST_HIDDEN_OF_A_TABLE: Final = 0.2
# Of a chart it is more, since a table of many periods has a few with more hidden.
MOST_HIDDEN_OF_A_CHART: Final = 0.25
# As many numbers must be left that a hidden one can be: the audit's measure.
VALUES_LEFT: Final = 3
# How rows of files are told to a board: rounded down, so that two loads do not tell how many rows lie between them.
ROWS_TOLD_IN: Final = 10
# So many children more than the fewest that are shown have a name of their own where only the large ones do: a place
# at the edge would be named by chance.
ABOVE_THE_EDGE: Final = 1
# Categories and groups of what no source wrote down. "Not triaged" and "not offered" are none: they say what was done.
NOT_WRITTEN_DOWN: Final = (codes.UNKNOWN, "not_recorded", TIME_NOT_RECORDED)
# The first per cent of each band, by its word, and the first beyond it.
ENDS_OF_BANDS: Final = tuple({word.value: band[end] for word, band in BANDS.items()} for end in (0, 1))
# The indicator whose categories are areas, some of them named by a source alone.
AREA_SLUG: Final = "police-area"
# What names a table of one period, or one group of it.
PLACE: Final = ("slug", "unit", "period", "breakdown", "group")
# A number of its own, or a number that it is of: of the whole, a part says nothing.
COUNTS_SOMEBODY: Final = (pl.col("numerator") > 0) | ((pl.col("breakdown") != "") & (pl.col("denominator") > 0))


@dataclass(frozen=True)
class Rule:
    """A rule about small numbers, and the sentence that says what it hides and why.

    In `sentence`, {most_hidden}, {fewest_shown}, {round_to}, {smallest_base} and {largest_share} are numbers of a
    policy.
    """

    name: str
    sentence: str

    def in_words(self, policy: Policy) -> str:
        """The sentence with the numbers of a policy."""
        return self.sentence.format(
            most_hidden=policy.threshold.most_hidden,
            fewest_shown=policy.threshold.fewest_shown,
            round_to=policy.round_to,
            smallest_base=policy.smallest_base,
            largest_share=f"{whole_percent(policy.largest_share)}%",
        )


Rows = TypeVar("Rows")


@dataclass(frozen=True)
class Ruled(Generic[Rows]):
    """What a rule leaves to be shown. `hidden`: of how many of the rows, or names, given it hides something."""

    rows: Rows
    rule: Rule
    hidden: int


# --- Counts of children and episodes ---

NUMBERS_OF_FEW: Final = Rule(
    "numbers of few",
    "A number that stands for 1 to {most_hidden} children is hidden: whoever knows one of them could learn something "
    "about that child.",
)
NOT_RECORDED: Final = Rule(
    "not recorded",
    "How many are “not recorded” is no fact about a child, and nobody outside can know whose record has a gap. So in a "
    "table that is not divided further it is shown to the board though it be 1 to {most_hidden} children, where "
    "{fewest_shown} children or more are left of the whole without them. A council may sign that such numbers are "
    "hidden always, or in divided tables are not.",
)
MOSTLY_ONE_CHILD: Final = Rule(
    "mostly one child",
    "In public, a number of episodes of which one child has more than {largest_share} counts as that child’s alone, "
    "and is hidden.",
)
FEW_IN_PUBLIC: Final = Rule(
    "few in public",
    "In public, a number below {fewest_shown} is not given, nought included: so nobody can tell whether it is nought.",
)
ROUNDED: Final = Rule(
    "rounded",
    "In public, all other numbers are rounded to the nearest {round_to}: the difference of two of them tells no "
    "small number.",
)
SMALL_BASES: Final = Rule(
    "small bases",
    "In public, a percentage is worked out from rounded numbers, and only out of {smallest_base} or more: out of fewer "
    "it would tell the number behind it.",
)
BANDS_OF_ENOUGH: Final = Rule(
    "bands of enough",
    "The band of a hidden share (“about a third”) is said where it leaves more than {most_hidden} numbers that the "
    "hidden one can be, and where both that one and what it leaves of the whole can be more than {most_hidden}.",
)
WHOLE_COMPARISONS: Final = Rule(
    "whole comparisons",
    "Where two groups are compared, and the share of one can be said neither as a number nor as a band, the share of "
    "the other is not said alone: half of a comparison misleads.",
)
# Applied in hiding/.
SUMS: Final = Rule(
    "sums",
    "Where a sum would tell a hidden number, another number of that sum is hidden with it, so that readers lose least.",
)
NESTED_GROUPS: Final = Rule(
    "nested groups",
    "Of the children who go missing most often, two groups are not both shown where one has 1 to {most_hidden} "
    "children more than the other: their difference would be a small group.",
)
MOST_FREQUENT: Final = Rule(
    "most frequent",
    "The children who go missing most often are not shown where it is hidden how many went so often: the top 20 less "
    "the top 10 would tell it.",
)
WHOLE_TABLES: Final = Rule(
    "whole tables",
    f"Where more than {whole_percent(MOST_SMALL)}% of the numbers of a table, over all its periods, are of 1 to "
    "{most_hidden} children, its small groups are counted together; in a table that is not divided further, until "
    "none is of so few, if there is a way. Where that is not enough, it is published for years alone; and where that "
    "is not enough, it is left out.",
)
MUCH_HIDDEN: Final = Rule(
    "much hidden",
    f"Where more than {whole_percent(MOST_HIDDEN_OF_A_TABLE)}% of a table would be hidden for one kind of period, it "
    "is counted more coarsely still, else published for years alone, else left out.",
)
NO_CHART: Final = Rule(
    "no chart",
    f"A chart of which {whole_percent(MOST_HIDDEN_OF_A_CHART)}% or more would be hidden is not drawn; its table is.",
)
LARGE_NAMES: Final = Rule(
    "large names",
    "Where a table names only the large districts, areas, providers or groups, these are the ones with more than "
    "{fewest_shown} children in every year. All others are counted together.",
)
HIDDEN_BEFORE: Final = Rule(
    "hidden before",
    "A number stays hidden while it is what it was when a reader was last shown it hidden. So does one that the audit "
    "found given away.",
)


def counted_as_one_child(cells: pl.DataFrame, policy: Policy) -> Ruled[pl.DataFrame]:
    """Cells with 1 in `children` where one child has more than the policy's share of the episodes.

    Columns needed: unit, count, largest (the most episodes of one child) and children.
    """
    is_mostly_one = (pl.col("unit") == Unit.EPISODE.value) & (
        pl.col("largest") > policy.largest_share * pl.col("count")
    )
    counted = cells.with_columns(children=pl.when(is_mostly_one).then(1).otherwise("children"))
    return Ruled(counted, MOSTLY_ONE_CHILD, cells.select(is_mostly_one.sum()).item())


def numbers_of_few(cells: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Cells with `is_hidden`: whether a few children stand behind them. Column needed: children."""
    marked = cells.with_columns(is_hidden=threshold.hides_column("children"))
    return Ruled(marked, NUMBERS_OF_FEW, marked.filter("is_hidden").height)


def not_recorded_is_no_secret(cells: pl.DataFrame, how: NotRecorded, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Cells with `is_no_secret`: whether a number may be shown, however small, because it is of "not recorded".

    Never where all but a few are not recorded, nor where all are: else it would tell the few, or the whole. Columns
    needed: slug, unit, period, breakdown, group, category and children.
    """
    is_undivided = pl.col("breakdown") == ""
    whole = pl.col("children").filter(pl.col("category") == WHOLE).first().over(PLACE)
    of_all = pl.col("children").filter(is_undivided).first().over("slug", "unit", "period", "category")
    leaves_enough = [
        pl.col(column).is_in(NOT_WRITTEN_DOWN)
        & (of - pl.col("children") > threshold.most_hidden).fill_null(value=False)
        for column, of in (("category", whole), ("group", of_all))
    ]
    allowed = {
        "always_hidden": pl.lit(value=False),
        "one_way": is_undivided & leaves_enough[0],
        "never_hidden": pl.any_horizontal(leaves_enough),
    }
    marked = cells.with_columns(is_no_secret=allowed[how])
    return Ruled(marked, NOT_RECORDED, 0)


def readable_tables(cells: pl.DataFrame, threshold: Threshold) -> Ruled[dict[tuple[str, str], float]]:
    """The tables of which no more than MOST_SMALL of the numbers above nought are of a few children -> that share.

    Columns needed: table, breakdown, category, count and children. How few are not recorded is no secret in an
    undivided table, and counts for nothing here.
    """
    is_not_recorded = (pl.col("breakdown") == "") & pl.col("category").is_in(NOT_WRITTEN_DOWN)
    counts = (pl.col("count") > 0) & ~is_not_recorded
    is_small = threshold.hides_column("children").filter(counts).mean().fill_null(0.0)
    tables = cells.group_by("table", "breakdown", maintain_order=True).agg(is_small.alias("share"))
    kept = tables.filter(pl.col("share") <= MOST_SMALL)
    names = {(table, breakdown): share for table, breakdown, share in kept.iter_rows()}
    return Ruled(names, WHOLE_TABLES, tables.height - kept.height)


def much_hidden(cells: pl.DataFrame) -> Ruled[frozenset[tuple[str, str]]]:
    """Slug and breakdown of the tables of which too much is hidden for one kind of period.

    Columns needed: slug, unit, breakdown, category, kind (of the period) and is_hidden.
    """
    shown = cells.filter(~pl.col("category").is_in([WHOLE, REST]) | (pl.len().over("slug", "unit", *PLACE[2:]) == 1))
    tables = shown.group_by("slug", "unit", "breakdown", "kind").agg(share=pl.col("is_hidden").mean())
    much = tables.filter(pl.col("share") > MOST_HIDDEN_OF_A_TABLE)
    return Ruled(frozenset(much.select("slug", "breakdown").iter_rows()), MUCH_HIDDEN, much.height)


def rows_of_a_chart(rows: tuple[Row, ...]) -> Ruled[tuple[Row, ...]]:
    """The rows of a chart; none where MOST_HIDDEN_OF_A_CHART of them or more are hidden, but for those not recorded."""
    told = [row for row in rows if row.category not in NOT_WRITTEN_DOWN]
    hidden = sum(row.shown in (Shown.HIDDEN, Shown.ALONE) for row in told)
    kept = rows if hidden < MOST_HIDDEN_OF_A_CHART * len(told) or not hidden else ()
    return Ruled(kept, NO_CHART, hidden)


def large_names(values: pl.DataFrame, threshold: Threshold) -> Ruled[dict[str, tuple[str, ...]]]:
    """Column -> its values with enough children in every period of which any value is recorded, by name.

    Columns needed: column, name, period, unit and children. Of several tables in a unit the one with most children
    decides, and of the units the one with fewest: a child stands in one place, and its episodes may be of several.
    """
    keys = ["column", "name", "period"]
    largest = values.filter(pl.col("name") != "").group_by(*keys, "unit").agg(pl.col("children").max())
    is_recorded = pl.col("children").sum().over("column", "period") > 0
    fewest = (
        largest.group_by(keys)
        .agg(pl.col("children").min())
        .filter(is_recorded)
        .group_by("column", "name")
        .agg(pl.col("children").min())
    )
    large = fewest.filter(pl.col("children") >= threshold.fewest_shown + ABOVE_THE_EDGE).sort("column", "name")
    named = {column: tuple(names) for column, names in large.group_by("column").agg("name").iter_rows()}
    return Ruled(named, LARGE_NAMES, fewest.height - large.height)


def bands_of_enough(rows: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Rows with `band` null where too few numbers lie in it. Columns needed: band (a word of BANDS) and denominator."""
    low, high = (pl.col("band").replace_strict(ends, default=None, return_dtype=pl.Int64) for ends in ENDS_OF_BANDS)
    least = (low * pl.col("denominator") / PERCENT).ceil()
    most = (high * pl.col("denominator") / PERCENT).ceil() - (high < PERCENT).cast(pl.Int64)
    enough = threshold.most_hidden + VALUES_LEFT
    is_enough = (
        (most - least + 1 > threshold.most_hidden) & (most >= enough) & (pl.col("denominator") - least >= enough)
    )
    kept = rows.with_columns(band=pl.when(is_enough).then("band"))
    return Ruled(kept, BANDS_OF_ENOUGH, kept["band"].null_count() - rows["band"].null_count())


def is_compared(breakdown: str, group: str) -> bool:
    """Whether a group is compared with others: not where nothing is known, or where the question does not arise."""
    return group != codes.UNKNOWN and (group != codes.NOT_IN_CARE or breakdown == SETTING.slug)


def whole_comparisons(rows: pl.DataFrame, shares: Collection[str]) -> Ruled[pl.DataFrame]:
    """Published rows without the number of a group where that of the only other can be said in no way.

    `shares` are the indicators that are compared so. Groups of which nothing is recorded are not compared.
    """
    of_table = ("slug", "unit", "period_kind", "period_start", "period_end", "breakdown", "category")
    is_compared = (
        pl.col("slug").is_in(list(shares))
        & (pl.col("breakdown") != "")
        & (pl.col("group") != codes.UNKNOWN)
        & ((pl.col("group") != codes.NOT_IN_CARE) | (pl.col("breakdown") == SETTING.slug))
        & ~pl.col("shown").is_in([Shown.NONE_DUE.value, *UNSAID])
    )
    is_unsayable = is_compared & (pl.col("shown") == Shown.HIDDEN.value)
    is_half = (is_compared.sum().over(of_table) == 2) & (is_unsayable.sum().over(of_table) == 1)
    is_alone = is_compared & ~is_unsayable & is_half
    left = rows.with_columns(
        *(pl.when(~is_alone).then(name).alias(name) for name in ("numerator", "share")),
        shown=pl.when(is_alone).then(pl.lit(Shown.ALONE.value)).otherwise("shown"),
    )
    return Ruled(left, WHOLE_COMPARISONS, rows.select(is_alone.sum()).item())


def few_in_public(cells: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Cells with `is_few`: whether a number is as small as a hidden one, or nought. Column needed: count."""
    marked = cells.with_columns(is_few=pl.col("count") <= threshold.most_hidden)
    return Ruled(marked, FEW_IN_PUBLIC, marked.filter("is_few").height)


def rounded_numbers(rows: pl.DataFrame, policy: Policy) -> Ruled[pl.DataFrame]:
    """Published rows with `numerator` and `denominator` rounded to the nearest step; halves go up."""
    names, step = ("numerator", "denominator"), policy.round_to
    nearest = {name: (pl.col(name) + step // 2) // step * step for name in names}
    is_changed = pl.any_horizontal(nearest[name] != pl.col(name) for name in names)
    return Ruled(rows.with_columns(**nearest), ROUNDED, rows.select(is_changed.sum()).item())


def shares_of_large_bases(rows: pl.DataFrame, policy: Policy) -> Ruled[pl.DataFrame]:
    """Rounded rows with `share`, 0 to 1, in whole hundredths: null on a base that may have been too small.

    Rounding adds half a step at most, so a base is large enough whatever it was before.
    """
    is_large = pl.col("denominator") - policy.round_to // 2 >= policy.smallest_base
    share = column_halves_up(pl.col("numerator") / pl.col("denominator"), 2)
    divided = rows.with_columns(share=pl.when(is_large).then(share))
    return Ruled(divided, SMALL_BASES, rows.select((~is_large).sum()).item())


# --- Children looked after ---

SIZES_OF_FEW: Final = Rule(
    "sizes of few",
    "How many children were looked after is published only where these are {fewest_shown} or more.",
)
ALL_BUT_FEW: Final = Rule(
    "all but few",
    "The share of looked-after children is hidden where {most_hidden} or fewer of them did not go missing: it would "
    "single out those few. It is hidden where all of them did, too: their number stands in another table, and would "
    "tell why the share is hidden.",
)


def sizes_of_few(sizes: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """The periods in which enough children were looked after. Column needed: children."""
    kept = sizes.filter(pl.col("children") > threshold.most_hidden)
    return Ruled(kept, SIZES_OF_FEW, sizes.height - kept.height)


def all_but_few(rows: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Rows without `numerator` and `children` (who it is of) where either is of a few, or their difference is or is 0.

    Columns needed: those, and shown. A row without a number keeps its own word for that.
    """
    rest = pl.col("children") - pl.col("numerator")
    is_few = (rest <= threshold.most_hidden) | (pl.col("children") <= threshold.most_hidden)
    is_told = pl.col("numerator").is_not_null() & (~is_few | threshold.hides_nothing)
    is_newly_hidden = pl.col("numerator").is_not_null() & ~is_told
    left = rows.with_columns(
        numerator=pl.when(is_told).then("numerator"),
        children=pl.when(is_told).then("children"),
        shown=pl.when(is_newly_hidden).then(pl.lit(Shown.HIDDEN.value)).otherwise("shown"),
    )
    return Ruled(left, ALL_BUT_FEW, rows.select(is_newly_hidden.sum()).item())


# --- Names that only a source gives ---

WORDS_OF_FEW: Final = Rule(
    "words of few",
    "An area or a provider that only a source’s own words name is not read where it shows nobody: such a word may be a "
    "person’s name or an address.",
)
NAMES_IN_PUBLIC: Final = Rule(
    "names in public",
    "In public, a row that only the records name is left out where it shows no number. There is no such row where "
    "nobody is counted, so that one of few children would tell them from nought.",
)


def without_words_of_few(published: Published, settings: Settings) -> Ruled[Published]:
    """Without the rows that only a source's own words name, an area or a provider, and that show nobody.

    Neither where the word counts a few, nor where it counts none: else the one would be told from the other.
    """
    areas = named_groups(AREA.slug, settings)
    providers = (codes.UNKNOWN, *merged_names(groups_ladder(PROVIDER.slug)))
    is_own_word = (
        ((pl.col("breakdown") == AREA.slug) & ~pl.col("group").is_in(areas))
        | ((pl.col("breakdown") == PROVIDER.slug) & ~pl.col("group").is_in(providers))
        | ((pl.col("slug") == AREA_SLUG) & ~pl.col("category").is_in(areas))
    )
    kept = published.only(~is_own_word | COUNTS_SOMEBODY)
    return Ruled(kept, WORDS_OF_FEW, published.rows.height - kept.rows.height)


def parts_without_words_of_few(rows: pl.DataFrame) -> Ruled[pl.DataFrame]:
    """Published rows without the areas and providers that show nobody: none of these is a part to be chosen."""
    is_worded = pl.col("breakdown").is_in([AREA.slug, PROVIDER.slug])
    kept = rows.filter(~is_worded | COUNTS_SOMEBODY)
    return Ruled(kept, WORDS_OF_FEW, rows.height - kept.height)


def without_names_of_few(published: Published, settings: Settings) -> Ruled[Published]:
    """Without the rows of few that only the data names, such as an area of a source's own, and that show no number."""
    known = indicators(settings)
    is_named = [
        (not by or group in named_groups(by, settings)) and category in named_categories(known[slug])
        for slug, by, group, category in published.rows.select("slug", "breakdown", "group", "category").iter_rows()
    ]
    kept = published.only(pl.Series(is_named, dtype=pl.Boolean) | published.rows["numerator"].is_not_null())
    return Ruled(kept, NAMES_IN_PUBLIC, published.rows.height - kept.rows.height)


def named_categories(indicator: Indicator) -> tuple[str, ...]:
    """The categories that its tables have whoever is counted; the empty one is of the whole."""
    parts = () if isinstance(indicator, Divided) else indicator.parts()
    rollups = indicator.roll_ups_at_any_rung if isinstance(indicator, Split) else ()
    return ("", *parts, *rollups, *merged_names(categories_ladder(indicator.definition)))


def named_groups(breakdown: str, settings: Settings) -> tuple[str, ...]:
    """The groups that a table by it has whoever is counted."""
    return (*BREAKDOWNS[breakdown].known_groups(settings), *merged_names(groups_ladder(breakdown)))


def merged_names(ladder: Iterable[Rung]) -> tuple[str, ...]:
    """What several categories or groups are called together on any rung."""
    return tuple(chain.from_iterable(rung.merged_names for rung in ladder))


# --- What is known of the files ---

ROWS_OF_FEW: Final = Rule(
    "rows of few",
    "How many rows a rule refused or doubted is told in whole tens, rounded down, and hidden where they are fewer than "
    f"{ROWS_TOLD_IN}, or stand for 1 to {{most_hidden}} children: else two loads would tell how many rows lie between "
    "them.",
)
ROWS_OF_FILES: Final = Rule(
    "rows of files",
    "Of a file it is said whether it has rows, and not how many. All its episodes are among its rows: less the months "
    "that are shown, they would tell the months that are hidden.",
)
SENDERS_OF_FEW: Final = Rule(
    "senders of few",
    "The name of a source that tells of {most_hidden} children or fewer is not given, unless it is one that every "
    "council has: it may come from a column of a file, and be a person’s.",
)
FIELDS_OF_FEW: Final = Rule(
    "fields of few",
    "How often a field is not recorded is said in whole per cent. That is hidden where 1 to {most_hidden} children are "
    "behind it. It is hidden too where there are so few episodes that the percentage would nearly tell the number.",
)


def rows_of_few(counted: pl.DataFrame, behind: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Rows by system and rule, `rows` in whole tens; null where they, or the children behind, are few, last by name.

    `behind` has the number of `children` by system and rule.
    """
    keys = [name for name in behind.columns if name != "children"]
    joined = counted.join(behind, on=keys, how="left", maintain_order="left")
    step = 1 if threshold.hides_nothing else ROWS_TOLD_IN
    is_few = pl.any_horizontal(threshold.hides_column("children").fill_null(value=False))
    is_hidden = is_few | (pl.col("rows") < step)
    told = joined.with_columns(rows=pl.when(~is_hidden).then(pl.col("rows") // step * step)).drop("children")
    left = told.sort("rows", "rule", "system", descending=[True, False, False], nulls_last=True)
    return Ruled(left, ROWS_OF_FEW, joined.select(is_hidden.sum()).item())


def rows_of_files(files: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Files with `rows_in` null unless it is nought."""
    is_told = (pl.col("rows_in") == 0) | threshold.hides_nothing
    left = files.with_columns(rows_in=pl.when(is_told).then("rows_in"))
    return Ruled(left, ROWS_OF_FILES, left["rows_in"].null_count())


def senders_of_few(systems: pl.DataFrame, known: Collection[str], threshold: Threshold) -> Ruled[dict[str, str]]:
    """What is read in the place of a sender's name that tells of few children, or of none, and is not `known`.

    `systems` has system and children. The new names go by the order of the old, and tell nothing of them.
    """
    is_few = (pl.col("children") <= threshold.most_hidden) & (not threshold.hides_nothing)
    unnamed = systems.filter(is_few & ~pl.col("system").is_in(list(known)))["system"].sort()
    names = {name: f"another_source_{place}" for place, name in enumerate(unnamed, start=1)}
    return Ruled(names, SENDERS_OF_FEW, len(names))


def fields_of_few(exact: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """Columns: field, share (0 to 1, in whole hundredths; null where hidden: those stand last, by name), most first.

    A count over all years would give a hidden year away, and so would a percentage of so few episodes that one point of
    it is less than two small numbers. Columns needed: field, children, episodes, share.
    """
    is_told_nearly = (pl.col("episodes") / PERCENT < 2 * threshold.most_hidden) & (not threshold.hides_nothing)
    is_hidden = threshold.hides_column("children") | is_told_nearly
    shares = exact.select("field", share=pl.when(~is_hidden).then(column_halves_up(pl.col("share"), 2)))
    left = shares.sort("share", "field", descending=[True, False], nulls_last=True)
    return Ruled(left, FIELDS_OF_FEW, exact.select(is_hidden.sum()).item())


TOO_LATE: Final = Rule(
    "too late",
    "Once a year it is said that about one episode in so many came too late for the tables, in steps. It is not said "
    "where those are of fewer than {fewest_shown} children, nought included.",
)
# An episode in so many. Wide steps: the number that came late cannot be worked out from one.
ONE_IN: Final = (5, 10, 20, 50, 100, 200)


def about_one_in(episodes: int, late: int, children: int, threshold: Threshold) -> Ruled[int | None]:
    """Of how many episodes about one came too late: the nearest step; none where they are of few children."""
    if not threshold.allows(children):
        return Ruled(None, TOO_LATE, 1)
    return Ruled(min(ONE_IN, key=lambda step: abs(step * late - episodes)), TOO_LATE, 0)


DIFFERENCES_OF_FEW: Final = Rule(
    "differences of few",
    "When what was published is withdrawn, it is said first how many numbers would change by 1 to {most_hidden}: who "
    "kept the old tables reads of a few children in each. That is a price, and nothing hides it.",
)


def differences_of_few(old: pl.DataFrame, new: pl.DataFrame, threshold: Threshold) -> Ruled[pl.DataFrame]:
    """The published rows of which another number is shown, with the old one as `numerator_then`.

    `hidden` is how many of them differ by a few.
    """
    both = new.join(old, on=list(NAMES_OF_ROW), suffix="_then", maintain_order="left")
    changed = both.filter(pl.col("numerator") != pl.col("numerator_then"))
    size = (pl.col("numerator") - pl.col("numerator_then")).abs()
    few = changed.with_columns(differs_by=size).filter(threshold.hides_column("differs_by"))
    return Ruled(changed, DIFFERENCES_OF_FEW, few.height)


# --- Places ---

HIDDEN_DISTRICTS: Final = Rule(
    "hidden districts",
    "No hotspot and no place is named in a district whose number of children is hidden: that it holds enough children "
    "would be one more thing to work the number out by.",
)
PLACES_OF_ENOUGH: Final = Rule(
    "places of enough",
    "A hotspot or a place is named to a board where {fewest_shown} children or more were, and where nobody, or as "
    "many, is left of its district: what is named can be taken from what is shown. It is named in districts alone "
    "where that leaves three numbers that it can be: of fewer children, its name would tell how many of them were "
    "there.",
)
PAIRS_OF_ENOUGH: Final = Rule(
    "pairs of enough",
    "A place is named to partners, and a pair of districts drawn, where {fewest_shown} children or more were: of "
    "fewer, a place and a day may be one child.",
)


def districts_shown(table: Table) -> Ruled[frozenset[str]]:
    """The districts of a table whose number is shown."""
    shown = frozenset(row.category for row in table.rows if row.numerator is not None)
    return Ruled(shown, HIDDEN_DISTRICTS, len({row.category for row in table.rows} - shown))


def places_of_enough(rows: pl.DataFrame, column: str, threshold: Threshold) -> Ruled[frozenset[str]]:
    """The hexagons, or places, of enough distinct children that leave nobody or enough of each district.

    `rows` are ends of episodes: `column` (hexagon or place, null where there is none), district and child. Of n
    children of a district, a place can hold n, or from the fewest shown to n less as many: three numbers or more.
    """
    fewest_of_district = 0 if threshold.hides_nothing else 2 * threshold.fewest_shown + VALUES_LEFT - 2
    of_district: dict[str, set[int]] = defaultdict(set)
    held: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for name, district, child in rows.select(column, "district", "child").iter_rows():
        of_district[district].add(child)
        if name is not None:
            held[name][district].add(child)
    named = frozenset(
        name
        for name, parts in held.items()
        if threshold.allows(len(set().union(*parts.values())))
        and all(len(of_district[district]) >= fewest_of_district for district in parts)
        and not any(threshold.hides(len(of_district[district] - part)) for district, part in parts.items())
    )
    return Ruled(named, PLACES_OF_ENOUGH, len(held) - len(named))


class OfChildren(Protocol):
    """Whatever stands for a number of distinct children."""

    @property
    def children(self) -> int:
        """How many."""


Counted = TypeVar("Counted", bound=OfChildren)


def pairs_of_enough(counted: Iterable[Counted], threshold: Threshold) -> Ruled[tuple[Counted, ...]]:
    """Those, of places or pairs of districts, that stand for enough children."""
    every = tuple(counted)
    kept = tuple(item for item in every if threshold.allows(item.children))
    return Ruled(kept, PAIRS_OF_ENOUGH, len(every) - len(kept))


# --- Percentages, in words ---

STEADY_PERCENT: Final = Rule(
    "steady percentages",
    f"A change in per cent is said only on a base of {SMALLEST_BASE_FOR_PERCENT} or more, which one child "
    "cannot swing.",
)


def is_steady(base: int) -> bool:
    """Whether a percentage of so many (children, episodes or returns) is not swung by one of them."""
    return base >= SMALLEST_BASE_FOR_PERCENT


# --- Releases: what the audit found given away. Applied in coarser.py ---

NO_MORE_THAN_BOARD: Final = Rule(
    "no more than the board",
    "The public is shown no table that a small council does not show its board, and no number that the board is not "
    "shown.",
)
FEW_GIVEN_AWAY: Final = Rule(
    "few given away",
    "Where “fewer than {fewest_shown}” gives a number away, that number is hidden instead, which does not say how "
    "small it is.",
)
NUMBER_GIVES_AWAY: Final = Rule(
    "number gives away",
    "Where the audit finds that a shown number gives a hidden one away, the smallest such number is hidden too.",
)
TABLE_GIVES_AWAY: Final = Rule(
    "table gives away", "A table in which a number is given away whatever is hidden beside it is left out."
)

RULES: Final = (
    NUMBERS_OF_FEW,
    NOT_RECORDED,
    MOSTLY_ONE_CHILD,
    FEW_IN_PUBLIC,
    ROUNDED,
    SMALL_BASES,
    BANDS_OF_ENOUGH,
    WHOLE_COMPARISONS,
    SUMS,
    NESTED_GROUPS,
    MOST_FREQUENT,
    WHOLE_TABLES,
    MUCH_HIDDEN,
    NO_CHART,
    LARGE_NAMES,
    HIDDEN_BEFORE,
    SIZES_OF_FEW,
    ALL_BUT_FEW,
    WORDS_OF_FEW,
    NAMES_IN_PUBLIC,
    ROWS_OF_FEW,
    ROWS_OF_FILES,
    SENDERS_OF_FEW,
    FIELDS_OF_FEW,
    TOO_LATE,
    DIFFERENCES_OF_FEW,
    HIDDEN_DISTRICTS,
    PLACES_OF_ENOUGH,
    PAIRS_OF_ENOUGH,
    STEADY_PERCENT,
    NO_MORE_THAN_BOARD,
    FEW_GIVEN_AWAY,
    NUMBER_GIVES_AWAY,
    TABLE_GIVES_AWAY,
)
