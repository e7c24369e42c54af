"""What the reader wants to see: asked for in the sidebar, kept in the address, checked again here.

A widget's choices are only enforced in the browser, and an address can be typed, so every answer is
looked up among what is on offer before it is used. Nothing here can identify a child.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal

import streamlit as st

from analytics.cards.card import Card, Detail
from analytics.cards.headlines import Tile
from analytics.cards.measured import measured
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.measuring.breakdowns import FILTERS, Breakdown
from analytics.measuring.coverage import records_begin
from analytics.model import MONTHS_IN, Audience, Period, PeriodKind, Selection
from analytics.releases.remarks import read_by
from analytics.views.view import (
    SUMMED_KINDS,
    ByGroups,
    Part,
    View,
    board_view,
    exact_coverage,
    gaps_in,
    groups_measured,
    held_periods,
    is_held_whole,
    periods_on_offer,
    published_parts,
    supplied_periods,
)
from analytics.words.behind import board_behind
from analytics.words.names import breakdown_title, group_name
from analytics.words.numbers import joined
from analytics.words.periods import moment_text, period_name
from analytics.words.source import source_words
from analytics.words.unsaid import gap_sentences, not_whole
from data.errors import NothingToShow
from data.remarks import on_days
from pages.common.asked import Asked
from pages.common.audit import ROUTINE, record_view
from pages.common.choosing import asked_in_vain, choose
from pages.common.comparing import ask_compared, ask_compared_days
from pages.common.council import store
from pages.common.damage import in_readers_words
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.common.plain_words import plain
from pages.common.remarks import offer_notes

CHANGED: Final = "The settings have changed since this snapshot was made. They apply from the next load."
NOTHING_PUBLISHED: Final = (
    "These records hold too few children, or too few whole months, for the figures of this page to be shown to a board "
    "without telling of one child. Co-ordinators see them."
)
ADDED_UP: Final = (
    "Episodes and returns of such a period are the sums of its published quarters and months. Children do not add up, "
    "since one child may have gone in several of them: what is not published for the period itself has no number here."
)
KINDS: Final = {
    PeriodKind.MONTH: "Month",
    PeriodKind.QUARTER: "Quarter",
    PeriodKind.HALF_YEAR: "Half-year",
    PeriodKind.FINANCIAL_YEAR: "Financial year",
    PeriodKind.CALENDAR_HALF: "Half of a calendar year",
    PeriodKind.CALENDAR_YEAR: "Calendar year",
    PeriodKind.ACADEMIC_YEAR: "Academic year",
    PeriodKind.ANY: "Other dates",
}
IN_ADDRESS: Final = "The address of this page brings back what is chosen here: copy it to keep or to share it."
# Of a sitting: the period that was last chosen on any page.
CHOSEN: Final = "period-chosen"


def ask(reader: Reader, *wanted: Card | Tile | Detail) -> Asked:
    """Ask for a period and a part in the sidebar, and answer what these cards and tiles need.

    What a detail needs is measured once it is open; which periods are on offer does not hang on what is.
    """
    now = live()
    measure: Callable[[ByGroups], Published] | None = None
    view_of: Callable[[Sequence[Card | Tile]], View] | None = None
    with st.sidebar:
        if reader.audience is Audience.COORDINATOR:
            selection = ask_selection(now)
            chosen = selection_name(selection)
            view_of = partial(viewed, reader, now, selection)
            view = view_of([each for each in wanted if not isinstance(each, Detail)])
            measure = partial(groups_measured, now.snapshot, now.settings, selection)
        else:
            view = sliced(now, slugs_of(wanted))
            chosen = part_name(view.part)
        say_source(view.published)
        st.caption(IN_ADDRESS)
        notes = on_days(read_by(reader.audience, store()))
        if reader.audience is Audience.COORDINATOR:
            offer_notes(reader, notes)
        if reader.audience is not Audience.COORDINATOR:
            say_behind(now)
        if now.settings_changed:
            st.warning(CHANGED)
        for gap in gap_sentences(gaps_in(now.snapshot, view.period, reader.audience)):
            st.warning(plain(gap))
    compared = f", compared with {period_name(view.compared)}" if view.compared else ""
    say_chosen(f"{period_name(view.period)}{compared} · {chosen}", source_words(view.published))
    return Asked(view, now.indicators, now.settings, now.few, measure, notes, reader=reader, view_of=view_of)


def say_chosen(chosen: str, source: str) -> None:
    """What the sidebar says, where it is not seen: what was chosen on a phone and in print, of what in print alone."""
    with st.container(key="chosen"):
        st.caption(plain(chosen))
    with st.container(key="in-print"):
        st.caption(plain(source))


def selection_name(selection: Selection) -> str:
    """ "Everyone", "Home or care: In care. Aged 10 to 15"."""
    groups = [
        f"{breakdown_title(slug)}: {joined([group_name(slug, group) for group in chosen])}"
        for slug, chosen in selection.only
    ]
    aged = [f"Aged {selection.ages[0]} to {selection.ages[1]}"] if selection.ages else []
    return ". ".join([*groups, *aged]) or part_name(Part())


def slugs_of(wanted: Sequence[Card | Tile | Detail]) -> list[str]:
    """The indicators of all, those of details too."""
    return [card.slug for each in wanted for card in (each.cards if isinstance(each, Detail) else (each,))]


def viewed(reader: Reader, now: Live, selection: Selection, wanted: Sequence[Card | Tile]) -> View:
    """What a co-ordinator is about to see, once the audit log knows of it."""
    record_view(reader, ROUTINE, seen(now, selection, wanted))
    return measured(now.snapshot, now.settings, selection, wanted)


def seen(now: Live, selection: Selection, wanted: Sequence[Card | Tile]) -> dict[str, Hashable]:
    """What a page is about to show a co-ordinator, for the audit log."""
    return {
        "snapshot": now.snapshot.name,
        "from": str(selection.period.start),
        "to": str(selection.period.end),
        "indicators": tuple(dict.fromkeys(each.slug for each in wanted)),
        "only": selection.only,
        "ages": selection.ages,
        **({"compared": str(selection.compared.start)} if selection.compared else {}),
    }


def sliced(now: Live, slugs: Sequence[str]) -> View:
    """A board's view: a fixed period, and the whole or one group. Raises NothingToShow."""
    periods = periods_on_offer(now.snapshot, slugs)
    if not periods:
        raise NothingToShow(NOTHING_PUBLISHED)
    period = ask_period(now, periods, lambda each: each.end <= now.as_of.date())
    if period.kind in SUMMED_KINDS:
        st.caption(ADDED_UP)
    compared = ask_compared(period, periods[period.kind])
    return board_view(now.snapshot, now.settings, period, ask_part(now, slugs, period), compared)


def ask_period(
    now: Live, on_offer: Mapping[PeriodKind, Sequence[Period]], is_whole: Callable[[Period], bool]
) -> Period:
    """One of the fixed periods; the newest that is whole, unless the reader chooses another.

    Says so where the reader came from a page, or by a link, with a period that is not on offer here.
    """
    kinds = list(on_offer)
    first = PeriodKind.QUARTER if PeriodKind.QUARTER in kinds else kinds[0]
    is_linked = asked_in_vain("period", [KINDS[kind] for kind in kinds])
    kind = choose("Period", kinds, KINDS.__getitem__, key="period", first=first) if len(kinds) > 1 else first
    if kind is PeriodKind.ANY:
        period = usual = ask_dates(now)
    else:
        periods = on_offer[kind]
        is_linked |= asked_in_vain(kind.value, [period_name(each) for each in periods])
        usual = next((each for each in periods if is_whole(each)), periods[0])
        seen: Literal["visible", "collapsed"] = "collapsed" if len(kinds) > 1 else "visible"
        period = choose(KINDS[kind], periods, period_name, key=kind.value, first=usual, label_visibility=seen)
    before = st.session_state.get(CHOSEN)
    is_offered = before is None or before in on_offer.get(before.kind, ()) or before.kind is kind
    if is_offered or period != usual:
        st.session_state[CHOSEN] = period
    if before and not is_offered and period == usual:
        st.caption(f"{period_name(before)} is not on offer on this page, which shows {period_name(period)}.")
    elif is_linked:
        st.warning(f"The period of the link is not on offer on this page, which shows {period_name(period)}.")
    return period


def in_address(period: Period) -> dict[str, str]:
    """The part of an address that asks for a period, on any page."""
    if period.kind is PeriodKind.ANY:
        last = period.end - timedelta(days=1)
        return {"period": KINDS[period.kind], "from": str(period.start), "to": str(last)}
    return {"period": KINDS[period.kind], period.kind.value: period_name(period)}


def ask_dates(now: Live) -> Period:
    """Any days, the last one included; the seven days to the data's last, unless the reader chooses others."""
    last_known = now.as_of.date()
    first = st.date_input("From", last_known - timedelta(days=6), key="from", bind="query-params", format="DD/MM/YYYY")
    last = st.date_input("To, and including", last_known, key="to", bind="query-params", format="DD/MM/YYYY")
    if not isinstance(first, date) or not isinstance(last, date) or last < first:
        st.warning("The last day is before the first: the first day alone is shown.")
        last = first
    return Period(first, last + timedelta(days=1))


def ask_part(now: Live, slugs: Sequence[str], period: Period) -> Part:
    """The whole, or one group that is published for the period; not asked where there is only the whole."""
    parts = published_parts(now.snapshot, slugs, period)
    if len(parts) == 1:
        return parts[0]
    return choose("Show", parts, part_name, key="show", first=parts[0])


def part_name(part: Part) -> str:
    """ "Everyone", "Home or care: In care"."""
    if not part.breakdown:
        return "Everyone"
    return f"{breakdown_title(part.breakdown)}: {group_name(part.breakdown, part.group)}"


def ask_any_period(now: Live) -> Period:
    """A co-ordinator's choice: any period of the records, whole or not, and any dates. What is not whole is said so."""
    held = {kind: held_periods(now.snapshot, kind, now.as_of) for kind in MONTHS_IN}
    on_offer = {kind: periods for kind, periods in held.items() if periods} | {PeriodKind.ANY: []}
    period = ask_period(now, on_offer, lambda each: is_held_whole(now.snapshot, each, now.as_of))
    for sentence in not_whole(period, records_begin(exact_coverage(now.snapshot.episodes)), now.as_of):
        st.warning(plain(sentence))
    return period


def ask_selection(now: Live) -> Selection:
    """A co-ordinator's free choice: any dates, and any groups of any filter."""
    period = ask_any_period(now)
    compared = (
        ask_compared_days(period)
        if period.kind is PeriodKind.ANY
        else ask_compared(period, supplied_periods(now.snapshot, period.kind, now.as_of))
    )
    only = [(filtered.slug, chosen) for filtered in FILTERS if (chosen := ask_groups(now, filtered))]
    oldest = now.settings.counting.adult_age - 1
    ages = st.slider("Ages", 0, oldest, (0, oldest), key="ages", bind="query-params")
    return Selection(period, now.as_of, tuple(sorted(only)), None if ages == (0, oldest) else ages, compared)


def ask_groups(now: Live, filtered: Breakdown) -> tuple[str, ...]:
    """The groups of one filter to keep; none chosen keeps all."""
    groups = filtered.known_groups(now.settings)
    chosen = st.multiselect(
        filtered.title,
        groups,
        format_func=lambda group: group_name(filtered.slug, group),
        key=filtered.slug,
        bind="query-params",
        placeholder="All",
    )
    return tuple(group for group in groups if group in chosen)


def say_source(published: Published) -> None:
    """For whom the figures were made safe, how far the data goes, and which snapshot it is."""
    st.caption(plain(source_words(published)))


def say_behind(now: Live) -> None:
    """That the board's tables are those of an earlier load, where they are, and why."""
    if behind := board_behind(now.snapshot):
        st.info(plain(in_readers_words(behind, store().folder)))


def say_exact(now: Live) -> None:
    """That the figures are exact, how far the data goes, and which snapshot it is."""
    words = policy_for(Audience.COORDINATOR, now.settings).words
    st.caption(plain(f"{words} Data to {moment_text(now.as_of)}, snapshot {now.snapshot.name}."))
