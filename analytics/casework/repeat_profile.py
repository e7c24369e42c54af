"""Who the repeat children are: those who go most often beside all others. Child rows: for co-ordinators alone.

A group of twenty cannot be described in public: in shares of twenty each step is one child (docs/decisions.md, 57).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.casework.case_words import lasted, lives, when
from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.disclosure.gate import exact
from analytics.disclosure.published import Published, Row, Shown
from analytics.indicators.flags import EXPLOITATION
from analytics.indicators.global_majority import groups_of
from analytics.measuring.breakdowns import SETTING
from analytics.measuring.measure import Inquiry, Question
from analytics.measuring.shapes import Indicator
from analytics.model import Period, Selection, Unit
from analytics.views.view import gaps_marked_beside
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED, category_name, in_a_sentence, times_name
from analytics.words.numbers import counted, n_of_n, number, percent
from analytics.words.periods import period_name
from data.bands import count_band_name
from data.settings import Settings

FLAGS, SETTINGS, ETHNICITY, SEX, AGE = "flags", "home-or-care", "ethnicity", "sex", "age"
PLACEMENT, IN_AREA = "placement-group", "in-or-out-of-area"
# In the order in which a sub-group asks.
DESCRIBED: Final = (FLAGS, SETTINGS, PLACEMENT, IN_AREA, ETHNICITY, SEX, AGE)
UNACCOMPANIED: Final = "uasc"
IN_CARE: Final = "care"
# What those not white are called together by those who publish it; 2015 to 2021: "BAME".
GLOBAL_MAJORITY: Final = "Global majority"
MOST_SAID: Final = 3
MOST_LISTED: Final = 20


@dataclass(frozen=True)
class Chosen:
    """Children who went most often, by one rule: so many of them, or so many times or more. One of the two is set."""

    many: int | None = None
    times: int | None = None

    @property
    def name(self) -> str:
        """ "Top 20", "20 times or more"."""
        return f"Top {self.many}" if self.many else times_name(f"{self.times}+")

    @property
    def rule(self) -> str:
        """Who is in it, where two went equally often."""
        if self.times:
            return ""
        return "Of children who went equally often, those whose latest episode began last are taken."


def on_offer(settings: Settings) -> tuple[Chosen, ...]:
    """The groups that may be chosen: the largest top first, the highest band, persistent, more than once."""
    counting = settings.counting
    fewest = (settings.bands.repeat[-1], counting.persistent_more_than + 1, 2)
    tops = (Chosen(many=top) for top in sorted(counting.top, reverse=True))
    return (*tops, *(Chosen(times=times) for times in dict.fromkeys(sorted(fewest, reverse=True))))


def by_times(facts: pl.DataFrame) -> pl.DataFrame:
    """Children missing, most often first, then whose latest episode began last: child, times."""
    return (
        facts.filter(pl.col("category") == "missing")
        .group_by("child")
        .agg(times=pl.len().cast(pl.Int64), last=pl.col("started_at").max())
        .sort("times", "last", "child", descending=[True, True, False])
        .select("child", "times")
    )


def members(ranked: pl.DataFrame, chosen: Chosen) -> pl.DataFrame:
    """Those of the children who are in the group."""
    return ranked.head(chosen.many) if chosen.many else ranked.filter(pl.col("times") >= chosen.times)


def share_sentence(ranked: pl.DataFrame, chosen: Chosen) -> str:
    """ "The 20 children who went most often had 410 of 1,000 missing episodes (41%)."."""
    inside, every = members(ranked, chosen), int(ranked["times"].sum())
    if not every:
        return "No child went missing in this time."
    if inside.is_empty():
        return f"No child went missing {in_a_sentence(chosen.name)}."
    theirs = int(inside["times"].sum())
    children = counted(inside.height, Unit.CHILD)
    who = f"The {children} who went most often"
    if chosen.times:
        who = f"{children} went {in_a_sentence(chosen.name)}, and"
    return f"{who} had {number(theirs)} of {number(every)} missing episodes ({percent(theirs / every)})."


@dataclass(frozen=True)
class Line:
    """One attribute, and how many of each side bear it; null where a side has no child to ask it of."""

    about: str
    name: str
    group: Row | None
    others: Row | None


@dataclass(frozen=True)
class Profile:
    """The lines of a group and of all other children missing, and how many children there are of each."""

    chosen: Chosen
    group: int
    others: int
    lines: tuple[Line, ...]

    def line(self, about: str, name: str) -> Line | None:
        """One line; null where there is none."""
        return next((line for line in self.lines if (line.about, line.name) == (about, name)), None)


@dataclass(frozen=True)
class Source:
    """What a profile is measured of: prepared facts, what a reader chose, the days, and what was recorded when."""

    facts: pl.DataFrame
    selection: Selection
    period: Period
    covered: pl.DataFrame
    settings: Settings
    known: Mapping[str, Indicator]


def profile(source: Source, ranked: pl.DataFrame, chosen: Chosen) -> Profile:
    """Each attribute of the group, and of everybody else who went missing. Each child stands once, as elsewhere."""
    inside = members(ranked, chosen)
    rest = ranked.join(inside, on="child", how="anti")
    tables = [published_of(source, side["child"]) for side in (inside, rest)]
    return Profile(chosen, inside.height, rest.height, tuple(lines_of(tables, source)))


def published_of(source: Source, children: pl.Series) -> Published:
    """The attributes of some children, exactly."""
    facts = source.facts.filter(pl.col("child").is_in(children.implode()))
    questions = [Question(source.known[slug], Unit.CHILD) for slug in DESCRIBED]
    questions.append(Question(source.known[FLAGS], Unit.CHILD, SETTING))
    inquiries = [Inquiry(tuple(questions), (source.period,))]
    tables = exact(facts, inquiries, source.selection, source.settings, snapshot="")
    return gaps_marked_beside(tables, source.period, source.covered, dict(source.known))


def lines_of(sides: Sequence[Published], source: Source) -> Iterator[Line]:
    """Every category that anybody is in, attribute by attribute."""
    for slug in DESCRIBED:
        indicator = source.known[slug]
        tables = [side.table(slug, Unit.CHILD, source.period) for side in sides]
        about = indicator.definition.title
        for category in dict.fromkeys(row.category for table in tables for row in table.rows):
            rows = [table.row(category) for table in tables]
            if any(row and (row.numerator or row.is_unsaid) for row in rows):
                yield Line(about, name_of(indicator, category), *rows)
        if slug == FLAGS:
            yield from unaccompanied_in_care(sides, source)
        if slug == ETHNICITY:
            yield from global_majority([table.rows for table in tables], about, source.settings)


def name_of(indicator: Indicator, category: str) -> str:
    """What a line is called where all attributes stand together: "In care", "Aged 16 to 17"."""
    name = category_name(indicator, category)
    return f"Aged {name}" if indicator.definition.slug == AGE and name[0].isdigit() else name


def unaccompanied_in_care(sides: Sequence[Published], source: Source) -> Iterator[Line]:
    """How many of those looked after are unaccompanied: of another base than all other lines of its attribute."""
    tables = [side.table(FLAGS, Unit.CHILD, source.period, SETTING.slug) for side in sides]
    rows = [table.row(UNACCOMPANIED, IN_CARE) for table in tables]
    if any(row and row.numerator for row in rows):
        yield Line(source.known[FLAGS].definition.title, "Unaccompanied, of those in care", *rows)


def global_majority(sides: Sequence[Sequence[Row]], about: str, settings: Settings) -> Iterator[Line]:
    """All known ethnic groups but white, together."""
    groups = groups_of(settings)
    rows = [together([row for row in side if row.category in groups]) for side in sides]
    if any(row and row.numerator for row in rows):
        yield Line(about, GLOBAL_MAJORITY, *rows)


def together(rows: Sequence[Row]) -> Row | None:
    """The sum of rows that are parts of one whole; null where none is."""
    if not rows or any(row.numerator is None for row in rows):
        return None
    first, many = rows[0], sum(row.numerator or 0 for row in rows)
    share = many / first.denominator if first.denominator else None
    return Row(first.group, "", many, first.denominator, share, Shown.EXACT, first.period)


def profile_columns(described: Profile) -> Columns:
    """One line an attribute: "19 (95%)" of the group, and of all others. What stands for a number says why."""
    lines = described.lines
    befores = [None, *(line.about for line in lines)]
    return {
        "About": ["" if line.about == before else line.about for line, before in zip(lines, befores, strict=False)],
        "Children": [line.name for line in lines],
        f"{described.chosen.name} ({number(described.group)})": [cell(line.group) for line in lines],
        f"All others ({number(described.others)})": [cell(line.others) for line in lines],
    }


def cell(row: Row | None) -> str:
    """ "19 of 20 (95%)", or a word in the place of a number."""
    if row is None:
        return "0"
    return n_of_n(row) or (NOT_RECORDED if row.is_unsaid else number(row.numerator or 0))


def compared(described: Profile, source: Source) -> list[Line]:
    """The lines that are drawn and said: of each attribute the one that readers ask after first."""
    title = {slug: source.known[slug].definition.title for slug in DESCRIBED}
    wanted = [
        (FLAGS, EXPLOITATION),
        (SETTINGS, IN_CARE),
        (FLAGS, UNACCOMPANIED),
        (IN_AREA, "out"),
        (SEX, "F"),
        (AGE, "16-17"),
    ]
    names = [(title[slug], name_of(source.known[slug], category)) for slug, category in wanted]
    lines = [described.line(*name) for name in (*names, (title[ETHNICITY], GLOBAL_MAJORITY))]
    return [line for line in lines if line and any(row and row.share is not None for row in (line.group, line.others))]


def profile_sentence(described: Profile, source: Source) -> str:
    """ "Of the group 95% are exploited, of all others 21%; in care, 80% and 29%; ...": where they differ most."""
    if not described.others:
        return "There is no other child missing in this time to compare them with."
    apart = {
        line: abs(line.group.share - line.others.share)
        for line in compared(described, source)
        if line.group and line.others and line.group.share is not None and line.others.share is not None
    }
    most = sorted(apart, key=lambda line: -apart[line])[:MOST_SAID]
    words = [
        f"{said(line)}, {percent(line.group.share or 0)} against {percent(line.others.share or 0)}"
        for line in most
        if line.group and line.others
    ]
    return f"They differ most from all others in: {'; '.join(words)}." if words else ""


def said(line: Line) -> str:
    """The name of a line inside a sentence."""
    return line.name[:1].lower() + line.name[1:]


def profile_chart(described: Profile, source: Source) -> Chart:
    """Two bars an attribute: the share of the group that bears it, and that of all others."""
    lines = compared(described, source)
    series = tuple(
        Series(name, tuple(Mark(line.name, row.share if row else 0.0, cell(row)) for line, row in side))
        for name, side in (
            (described.chosen.name, [(line, line.group) for line in lines]),
            ("All others", [(line, line.others) for line in lines]),
        )
    )
    subtitle = f"Children missing in {period_name(source.period)}, by what was recorded of them."
    return Chart(Kind.BARS, profile_sentence(described, source), subtitle, "Children", series, Format.SHARE)


def histogram(ranked: pl.DataFrame, period: Period) -> Chart:
    """The persistent-missing histogram: one column for each number of episodes, and how many children had so many."""
    counts = dict(ranked.group_by("times").len().iter_rows())
    most = max(counts, default=0)
    marks = tuple(
        Mark(str(times), counts.get(times, 0), f"{counted(counts.get(times, 0), Unit.CHILD)} missing {named(times)}")
        for times in range(1, most + 1)
    )
    title = f"{counted(counts.get(1, 0), Unit.CHILD)} went missing once; the most was {named(most)}."
    if not most:
        title = "No child went missing."
    subtitle = f"Children by how many missing episodes they had, {period_name(period)}."
    return Chart(Kind.COLUMNS, title, subtitle, "Missing episodes of a child", (Series("Children", marks),))


def named(times: int) -> str:
    """ "once", "7 times"."""
    return in_a_sentence(times_name(count_band_name(times, times + 1)))


def one_by_one(ranked: pl.DataFrame, chosen: Chosen, names: Mapping[int, str], period: Period) -> Chart:
    """One column a child, most often first; those of the group stand apart."""
    inside = members(ranked, chosen)
    sides = ((chosen.name, inside), ("All others", ranked.join(inside, on="child", how="anti", maintain_order="left")))
    series = tuple(
        Series(
            name,
            tuple(Mark(names[child], times, f"{names[child]}: {named(times)}") for child, times in side.iter_rows()),
        )
        for name, side in sides
        if not side.is_empty()
    )
    subtitle = f"One column a child, most often first, {period_name(period)}."
    return Chart(Kind.COLUMNS, share_sentence(ranked, chosen), subtitle, "Children, most often first", series)


def histogram_columns(ranked: pl.DataFrame) -> Columns:
    """One line for each number of episodes that any child had."""
    rows = ranked.group_by("times").len().sort("times").iter_rows()
    times, children = zip(*rows, strict=True) if not ranked.is_empty() else ((), ())
    return {
        "Missing": [times_name(count_band_name(many, many + 1)) for many in times],
        "Children": [number(many) for many in children],
        "Their episodes": [number(many * each) for many, each in zip(times, children, strict=True)],
    }


def longest_columns(facts: pl.DataFrame, names: Mapping[int, str]) -> Columns:
    """Children by their longest missing episode that is over and of which both times are known, longest first."""
    longest = (
        facts.filter((pl.col("category") == "missing") & pl.col("hours_missing").is_not_null())
        .sort("hours_missing", "started_at", descending=[True, False])
        .unique("child", keep="first", maintain_order=True)
        .head(MOST_LISTED)
    )
    return {
        "Child": [names[child] for child in longest["child"]],
        "Longest": [lasted(hours * 3600) for hours in longest["hours_missing"]],
        "From": [when(at) for at in longest["started_at"]],
        "Lives": [
            lives(*each)
            for each in longest.select(pl.col("setting", "placement", "in_area").cast(pl.String)).iter_rows()
        ],
    }


def ranked_columns(ranked: pl.DataFrame, chosen: Chosen, names: Mapping[int, str]) -> Columns:
    """The children of the group, and how often each went."""
    inside = members(ranked, chosen)
    return {
        "No.": [number(place) for place in range(1, inside.height + 1)],
        "Child": [names[child] for child in inside["child"]],
        "Missing episodes": [number(times) for times in inside["times"]],
    }
