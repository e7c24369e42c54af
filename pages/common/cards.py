"""Cards: a question, its answer in one sentence, a chart, the same as a table, what it counts, files to take."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from time import sleep
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.cards.answer import Answer, answer, counts
from analytics.cards.card import Card, unit_of
from analytics.cards.headlines import HeadlineFigure, Tile, figures_of, unusual_first
from analytics.cards.leading import fact_of, headline, lead, page_lead, volume_sentence, with_volume
from analytics.cards.themes import HEADLINES, Theme
from analytics.cards.why import why
from analytics.charts.chart import Chart
from analytics.charts.figure import figure
from analytics.disclosure.closed_list import is_listed
from analytics.exports.chart_file import PICTURES, source_line
from analytics.exports.download import Taken, offered
from analytics.measuring.shapes import Indicator
from analytics.model import Audience, Period
from analytics.words.columns import Columns
from analytics.words.numbers import sentence_case
from analytics.words.periods import period_name
from analytics.words.sentences import first_and_rest
from analytics.words.unsaid import of_several
from pages.common.asked import Asked
from pages.common.audit import recorded
from pages.common.drawing import palette, show_drawn
from pages.common.filters import part_name
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.common.rows import Row, is_tall, rows_of, spare

# A column on a phone is as narrow as its longest word: long text is held together in few lines, of so many letters.
SHORT_CELL, LONGEST_LINE, MOST_LINES = 30, 28, 4
HELD: Final = "\N{NO-BREAK SPACE}"
MOMENT: Final = 0.3  # seconds
NOTHING_TO_DRAW: Final = (
    "There is nothing to draw: the figures are of too few children to be shown, were not supplied or not recorded."
)
TO: Final = ":material/arrow_forward:"
WHY: Final = "Where does the change come from?"
NOT_OF_PERIOD: Final = "This is not published for the period that you chose."
NOT_OF_PART: Final = "This table is not published for the part that you chose. Choose Everyone to see it."


def say_lead(text: str, whom: str = "") -> None:
    """What a page leads with: its first sentence as the heading, behind whom it is about; the rest as text beneath."""
    first, rest = first_and_rest(text)
    with st.container(gap="xsmall"):
        st.header(plain(f"{whom}{first}"), anchor=False)
        if rest:
            st.markdown(plain(rest))


def say_headline(request: Asked, tiles: Sequence[Tile]) -> None:
    """The page in a sentence or two: what is unusual among its figures, and how many episodes there were."""
    say_lead(with_volume(lead(request, tiles), volume_sentence(request)))
    say_why(request, tiles)


def say_message(request: Asked, theme: Theme) -> None:
    """What the page leads with; the fact of the last financial year where only that is published, else when it is."""
    view, part = request.view, request.view.part
    message = page_lead(request, theme).text
    of_year = fact_of(replace(request, view=view.last_financial_year()), theme)
    whom = f"{part_name(part)}. " if part.breakdown else ""
    say_lead(message or of_year or period_name(view.period), whom)
    say_why(request, theme.figures)
    if of_year and not message:
        advise(f"What follows is of {period_name(view.period)}, unless it says otherwise.")


def say_why(request: Asked, tiles: Sequence[Tile]) -> None:
    """What the strongest of the figures that lead comes from: in a sentence, and drawn where a group stands out."""
    reason = why(request, tiles)
    if reason is None or not reason.sentence:
        return
    if reason.chart is None:
        st.markdown(plain(reason.sentence))
        return
    key = f"why-{reason.read.tile.slug}"
    with st.container(border=True):
        words, picture = st.columns([2, 3])
        with words.container(gap="xsmall"):
            st.subheader(WHY, anchor=False)
            st.markdown(f"**{plain(reason.sentence)}**")
            advise(f"{reason.chart.subtitle} {reason.chance}")
            offer_pictures(request, reason.chart, key)
        with picture:
            draw_chart(reason.chart, key)


def offer_pictures(request: Asked, chart: Chart, key: str) -> None:
    """The chart of a page's period as files."""
    period, published = request.view.period, request.view.published
    offer_files(
        request.reader,
        chart,
        source_line(request, period),
        of={"snapshot": published.snapshot, "from": str(period.start)},
        name=f"{key}-{period.start}-to-{period.end}",
        key=key,
    )


def offer_files(reader: Reader, chart: Chart, source: str, *, of: Mapping[str, str], name: str, key: str) -> None:
    """The chart as files, each made only when somebody asks; in print there is nothing to ask.

    `source` is printed below it, `of` is what the log says that was taken, `name` the files' without their endings.
    """
    with st.container(horizontal=True, gap="small"):
        for ending, (mime, make) in PICTURES.items():
            st.download_button(
                f"{ending.upper()} of this chart",
                recorded(reader, partial(make, chart, source), {**of, "chart": key, "as": ending}),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"download-{ending}-{key}",
                on_click="ignore",
                type="tertiary",
            )


def say_theme(request: Asked, theme: Theme) -> None:
    """The head of a page: its title, its one message, and how to read it."""
    st.title(theme.title, anchor=False)
    say_message(request, theme)
    advise(theme.advice)


def advise(text: str) -> None:
    """A sentence on how to read the page."""
    st.caption(plain(text))


def say_commentary(by: str, text: str) -> None:
    """What somebody says in their role, in paragraphs."""
    st.markdown("\n\n".join([f"**{plain(by)}:**", *map(plain, text.split("\n"))]))


def show_tiles(request: Asked, *tiles: Tile) -> None:
    """Headline figures in their order."""
    show_figures(figures_of(request, tiles))


def say_headlines(request: Asked) -> None:
    """What the first page leads with."""
    say_lead(headline(request))
    say_why(request, HEADLINES)


def show_headlines(request: Asked, *tiles: Tile) -> None:
    """The headline figures of the first page, those with anything unusual first."""
    show_figures(unusual_first(figures_of(request, tiles)))


def show_ways(ways: Mapping[str, str], address: Mapping[str, str]) -> None:
    """Ways to the pages of these files, by the names that papers have for them; `address` is what they open with."""
    with st.container(horizontal=True):
        for file, name in ways.items():
            st.page_link(file, label=name, icon=TO, query_params=address)


def show_figures(shown: Sequence[HeadlineFigure]) -> None:
    """Headline figures, three in a row, all of a row of one height."""
    for start in range(0, len(shown), 3):
        for column, figure_shown in zip(st.columns(3), shown[start : start + 3], strict=False):
            with column:
                show_tile(figure_shown)


def show_tile(shown: HeadlineFigure) -> None:
    """One headline figure, larger than all its words; how it stands to what is normal, and what it was before."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            shown.title,
            shown.figure,
            delta=shown.of or None,
            delta_color="off",
            delta_arrow="off",
            chart_data=shown.trend or None,
        )
        if words := tile_words(shown):
            st.markdown(words)


def tile_words(shown: HeadlineFigure) -> str:
    """What stands under a figure, in Markdown: anything unusual is marked by a shape and in bold."""
    stands = plain(sentence_case(shown.standing))
    compared = plain(sentence_case(" · ".join(shown.compared)))
    lines = [f":small[◆ **{stands}**]" if shown.is_unusual else f":small[{stands}]"] if stands else []
    return "  \n".join([*lines, *([f":small[:gray[{compared}]]"] if compared else [])])


def show_cards(request: Asked, *cards: Card) -> None:
    """Those of the cards that this reader may ever see, in rows without an empty half; below, the others.

    Cards of another period than was chosen stand last, under its name. Words come before charts: a browser that meets
    Plotly for the first time shows nothing more for a second or two.
    """
    open_to_all = request.reader.audience is Audience.COORDINATOR
    mine = [card for card in cards if open_to_all or is_open(card, request.indicators[card.slug])]
    answers = [answer(request, card) for card in mine]
    chosen = request.view.period
    charts = []
    for period in sorted({answered.period for answered in answers}, key=lambda each: (each != chosen, each.start)):
        shown = [answered for answered in answers if answered.period == period and answered.table.rows]
        if shown and period != chosen:
            say_other_period(period)
        for row in rows_of(shown):
            charts += begin_row(request.reader, row)
    show_withheld([answered for answered in answers if not answered.table.rows])
    let_words_be_read()
    for draw_it in charts:
        draw_it()


def say_other_period(period: Period) -> None:
    """The heading of what is published for a longer period alone."""
    st.header(plain(f"{period_name(period)}: not published for the period chosen"), anchor=False)


def begin_row(reader: Reader, row: Row) -> list[Callable[[], None]]:
    """Two cards of one height, or one with its words beside its figures; all but their charts, and what draws those."""
    if len(row) == 1:
        with st.container(border=True):
            words, figures = (st.container(), st.container()) if is_tall(row[0]) else st.columns([2, 3])
            return [begin_card(reader, row[0], words, figures)]
    charts = []
    for column, answered in zip(st.columns(2), row, strict=True):
        with column, st.container(border=True, height="stretch"):
            charts.append(begin_card(reader, answered, st.container(), st.container(), spare(answered, row)))
    return charts


def show_withheld(answers: Sequence[Answer]) -> None:
    """The questions that are not answered here, in one frame, by the reason: a box for each would be mostly empty."""
    if not answers:
        return
    with st.container(border=True):
        reasons = {answered: answered.withheld or NOT_OF_PART for answered in answers}
        for reason in dict.fromkeys(reasons.values()):
            questions = [answered.question for answered in answers if reasons[answered] == reason]
            st.markdown(f"**{plain(of_several(reason, len(questions)))}**")
            st.markdown("\n".join(f"- {plain(question)}" for question in questions))


@cache
def let_words_be_read() -> None:
    """Once, before the first charts of all: at a start the browser is mostly new too, and this is what it needs.

    Of twenty such starts on two slow cores, the slowest showed its figures after 7 s with it, after 9 s without.
    """
    sleep(MOMENT)


def is_open(card: Card, indicator: Indicator) -> bool:
    """Whether the card's table is on the board's closed list."""
    return is_listed(card.slug, unit_of(card, indicator), card.by)


def show_card(request: Asked, card: Card) -> None:
    """One card, whole."""
    begin_card(request.reader, answer(request, card), st.container(), st.container())()


def begin_card(
    reader: Reader, answered: Answer, words: DeltaGenerator, figures: DeltaGenerator, more: int = 0
) -> Callable[[], None]:
    """All of a card but its chart, and what draws that: its question and answer in one place, its tabs in another.

    `more`: the pixels by which its chart may be higher than it has to be.
    """
    with words:
        st.subheader(plain(answered.question), anchor=False)
        if not answered.table.rows:
            is_of_part = bool(answered.scope.view.part.breakdown)
            advise(answered.withheld or (NOT_OF_PART if is_of_part else NOT_OF_PERIOD))
            return nothing
        st.markdown(f"**{plain(answered.sentence)}** {plain(answered.standing)}".strip())
        for told in filter(None, (answered.together, answered.partly)):
            st.caption(plain(told))
    with figures:
        return begin_tabs(reader, answered, more)


def begin_tabs(reader: Reader, answered: Answer, more: int) -> Callable[[], None]:
    """The tabs of a card, of which only the open one is made: a page of six cards costs half as much."""
    chart, key = answered.chart, answered.card.key
    names = [*(["Chart"] if chart else []), "Table", "What this counts", "Download"]
    *pictures, figures, counted, taken = st.tabs(names, key=f"tabs-{key}", on_change="rerun")
    if figures.open:
        with figures:
            show_table(answered.columns, answered.sentence or answered.question)
            if answered.noted:
                advise(answered.noted)
    if counted.open:
        with counted:
            say_counts(answered.notes)
    if taken.open:
        with taken:
            for each in offered(answered):
                offer_download(reader, answered, each)
    return partial(draw_in, pictures[0], chart, key, more) if chart and pictures[0].open else nothing


def nothing() -> None:
    """What draws no chart."""


def draw_in(place: DeltaGenerator, chart: Chart, key: str, more: int) -> None:
    """The chart in its place."""
    with place:
        draw_chart(chart, key, more)


def draw_chart(chart: Chart, key: str, more: int = 0) -> None:
    """The chart in the colours of the reader's theme, or a word on why there is none. `more`: pixels to spare."""
    if all(mark.value is None for mark in chart.marks):
        st.caption(NOTHING_TO_DRAW)
        return
    show_drawn(figure(chart, palette(), more), chart.alt, key=f"chart-{key}")
    if chart.noted:
        advise(chart.noted)


def show_table(columns: Columns, alternative: str) -> None:
    """The figures as a real table, which a screen reader can walk through."""
    escaped = {plain(name): [plain(in_few_lines(cell)) for cell in cells] for name, cells in columns.items()}
    st.table(escaped, border="horizontal", hide_index=True, alt=alternative)


def in_few_lines(cell: str) -> str:
    """A long cell with words held together, so that a narrow screen makes a few lines of it, not one of each word."""
    if len(cell) <= SHORT_CELL:
        return cell
    least = min(len(cell) / MOST_LINES, LONGEST_LINE)
    words = cell.split(" ")
    lines = words[:1]
    for word in words[1:]:
        if len(lines[-1]) < least:
            lines[-1] = f"{lines[-1]}{HELD}{word}"
        else:
            lines.append(word)
    return " ".join(lines)


def offer_download(reader: Reader, answered: Answer, taken: Taken) -> None:
    """A file of the card, made only when somebody asks."""
    slug, period = answered.card.slug, answered.period
    snapshot = answered.scope.view.published.snapshot
    st.download_button(
        taken.label,
        recorded(
            reader,
            partial(taken.make, answered),
            {"snapshot": snapshot, "indicator": slug, "from": str(period.start), "as": taken.ending},
        ),
        file_name=f"{slug}-{period.start}-to-{period.end}.{taken.ending}",
        mime=taken.mime,
        key=f"download-{taken.ending}-{answered.card.key}",
        on_click="ignore",
        type="tertiary",
    )


def define(indicator: Indicator) -> None:
    """What is counted, of what, where its edges are, who says so, and what to beware of."""
    say_counts(counts(indicator))


def say_counts(parts: Mapping[str, str]) -> None:
    """Each part under its name."""
    st.markdown("\n\n".join(f"**{plain(name)}:** {plain(text)}" for name, text in parts.items()))
