"""An indicator is one file: what it says wrongly of itself is told in words, and one file more is all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import indicators as folder
from analytics.disclosure.auditing import stated
from analytics.disclosure.auditing.knowledge import figures_of, left_over
from analytics.disclosure.closed_list import is_listed, is_public
from analytics.disclosure.gate import published_in
from analytics.exports.export import Asked, export_file
from analytics.indicators import registry
from analytics.indicators.checks import BadIndicator
from analytics.indicators.registry import defined_in_files, in_reading_order, indicators
from analytics.measuring.breakdowns import SETTING, TRIAGE, Breakdown
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Indicator
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Quantity
from analytics.model import Audience, Clock, PeriodKind, Unit
from analytics.releases.board_audit import audit_snapshot
from data.settings import Agreement, Disclosure, Settings
from pages.common import council
from tests.analytics.measuring import test_recorded
from tests.analytics.measuring.test_recorded import SETTINGS as OF_THE_STORE
from tests.analytics.measuring.test_recorded import YEARS, a_store
from tests.pages.opened import PATIENCE, stands_alone, words

SETTINGS = Settings()
FILES = defined_in_files(SETTINGS)


# What a file may say wrongly


def changed(file: str, **fields: object) -> dict[str, Indicator]:
    """All indicators by their file, where one says something else of itself."""
    indicator = FILES[file]
    return FILES | {file: replace(indicator, definition=replace(indicator.definition, **fields))}  # type: ignore[arg-type]


def stated_otherwise(file: str, **fields: object) -> dict[str, Indicator]:
    """The same, where something in its statement is another."""
    statement = FILES[file].definition.states
    assert statement is not None
    return changed(file, states=replace(statement, **fields))  # type: ignore[arg-type]


NOWHERE = Breakdown("nowhere", "Nowhere", "nowhere")


def laddered(*ladder: Rung) -> Listing:
    """A listing with that ladder."""
    return Listing(whole=(YEAR,), is_public=True, ladder=ladder)


FAULTS: dict[str, tuple[Mapping[str, Indicator], str]] = {
    "two with one place": (changed("sex", order=100), "missing_episodes.py and .*sex.py have one order, 100"),
    "two with one slug": (changed("sex", slug="age"), "age.py and .*sex.py have one slug, 'age'"),
    "not named like its file": (changed("sex", slug="gender"), "sex.py has the slug 'gender'"),
    "without words": (changed("sex", question="", source=""), "sex.py has no question and no source"),
    "a share without a sentence": (changed("overnight", says=""), "overnight.py is a share and has no sentence"),
    "a share of children without theirs": (
        changed("interview_in_time", says_of_children=""),
        r"interview_in_time.py is a share of children and has no such sentence",
    ),
    "published as it is now": (changed("missing_episodes", clock=Clock.NOW), "missing_episodes.py is of now"),
    "published and not stated": (changed("overnight", states=None), "overnight.py is published and has no `states="),
    "an unknown quantity": (
        stated_otherwise("safe_and_well", of="came back"),
        r"safe_and_well.py states \['came back'\]",
    ),
    "part of an unknown quantity": (
        stated_otherwise("safe_and_well", introduces=(Quantity("seen safe", part_of=("came back",)),)),
        r"safe_and_well.py states \['came back'\], which no indicator introduces",
    ),
    "a quantity that nobody introduces": (
        stated_otherwise("overnight", introduces=()),
        r"states \['overnight', 'timed'\]",
    ),
    "a quantity introduced twice": (
        stated_otherwise("sex", introduces=(Quantity("required"),)),
        "'required' is introduced 2 times, by .*interview_required.py and .*sex.py",
    ),
    "an unknown breakdown": (
        changed("overnight", published=Listing(whole=(YEAR,), by={NOWHERE: (YEAR,)}, is_public=True)),
        "overnight.py publishes the breakdown 'nowhere'; its `breakdowns` are: setting, sex",
    ),
    "a breakdown that it is not counted by": (
        changed("overnight", published=Listing(whole=(YEAR,), by={TRIAGE: (YEAR,)}, is_public=True)),
        "overnight.py publishes the breakdown 'triage'",
    ),
    "a period that is none": (
        changed("overnight", published=Listing(whole=(PeriodKind.ANY,), is_public=True)),
        r"overnight.py publishes periods of the kind \['any'\]",
    ),
    "groups without their whole": (
        changed("overnight", published=Listing(whole=(YEAR,), by={SETTING: (QUARTER,)}, is_public=True)),
        r"overnight.py publishes a breakdown by \['quarter'\] and not the whole",
    ),
    "a part that is not there": (
        changed("sex", published=laddered(Rung("girls", "Words.", (("b", ("F", "Q")),)))),
        r"sex.py counts \['Q'\] together on the rung 'girls'",
    ),
    "a rung without words": (
        changed("sex", published=laddered(Rung("girls", ""))),
        "sex.py has the rung 'girls', which",
    ),
    "a rung that takes apart": (
        changed("sex", published=laddered(Rung("b", "Words.", (("b", ("F", "M")),)), Rung("c", "Words."))),
        r"sex.py counts \['b'\] apart on the rung 'c'",
    ),
    "a unit that it is not counted in": (
        changed("overnight", published=Listing(units=(Unit.CHILD,), whole=(YEAR,), is_public=True)),
        r"overnight.py publishes \['child'\], and is counted in \['episode'\]",
    ),
    "no denominator stated": (stated_otherwise("sex", of=""), "sex.py has a denominator, and `states=` has no `of`"),
    "a denominator too many": (
        stated_otherwise("missing_episodes", of="missing"),
        "missing_episodes.py has no denominator, and states one",
    ),
    "categories of no column": (stated_otherwise("sex", column=None), "sex.py has categories, and .* no `column`"),
    "a roll-up that is not stated": (
        stated_otherwise("age", rollups={}),
        r"age.py has the roll-ups \['10-15', '16-17'\]",
    ),
    "two that differ about a column": (
        stated_otherwise("postcode_district", column=Column("district", never_changes=True)),
        "do not agree on what the column 'district' is",
    ),
    "an unknown field": (changed("sex", recorded=("gender",)), r"sex.py is made of \['gender'\]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_an_indicator_is_told_in_words_that_name_its_file(fault: str):
    files, message = FAULTS[fault]
    with pytest.raises(BadIndicator, match=message):
        in_reading_order(files)


def test_every_fault_is_told_at_once():
    with pytest.raises(BadIndicator, match=r"sex\.py has no question.*\n.*sex\.py is made of"):
        in_reading_order(changed("sex", question="", recorded=("gender",)))


# A folder with one file more


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose files are indicators too, as long as the test lasts."""
    further = tmp_path / "further"
    further.mkdir()
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(further)])
    forget_what_was_read()
    yield further
    monkeypatch.undo()
    forget_what_was_read()


def forget_what_was_read() -> None:
    """The registry read again when it is next asked for."""
    for cached in (registry.registry, registry.definitions, stated.vocabulary):
        cached.cache_clear()


@pytest.mark.parametrize("text", ["", "def indicator(settings):\n    return Count()\n"])
def test_a_file_that_makes_no_indicator_is_named(more: Path, text: str):
    (more / "empty_one.py").write_text(text)
    with pytest.raises(BadIndicator, match=r"empty_one\.py makes no indicator"):
        indicators(SETTINGS)


def test_a_table_that_no_indicator_states_has_no_audit():
    with pytest.raises(BadIndicator, match=r"'long-gone' cannot be audited"):
        figures_of({"slug": "long-gone"}, SETTINGS)


COPIED = "overnight.py"
# What a copy changes: its slug and title, its place, what it counts, and what it states.
CHANGES = {
    'slug="overnight"': 'slug="gone-six-hours"',
    "order=220": "order=225",
    'title="Missing overnight"': 'title="Gone six hours"',
    'counted=pl.col("is_overnight")': 'counted=pl.col("hours_missing") >= 6',
    'counted_base="missing-overnight"': 'counted_base="missing-six-hours"',
    "were overnight.": "lasted six hours.",
    'counts="overnight"': 'counts="six hours"',
    'Quantity("timed", part_of=("closed",)),': "",
    'Quantity("overnight", part_of=("timed",))': 'Quantity("six hours", part_of=("timed",))',
}


def a_copy() -> str:
    """The file of one indicator, with the changes that make it another."""
    text = (Path(folder.__path__[0]) / COPIED).read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def card() -> None:
    """A page of one card: AppTest runs it as a script of its own."""
    from analytics.cards.card import Card  # noqa: PLC0415
    from analytics.model import Audience  # noqa: PLC0415
    from pages.common.cards import show_cards  # noqa: PLC0415
    from pages.common.definitions import show_definitions  # noqa: PLC0415
    from pages.common.filters import ask  # noqa: PLC0415
    from pages.common.identity import require  # noqa: PLC0415

    reader = require(Audience.BOARD)
    cards = (Card("gone-six-hours"),)
    show_cards(ask(reader, *cards), *cards)
    show_definitions(reader)


def test_who_publishes_a_table_says_whether_the_public_reads_it():
    with pytest.raises(TypeError, match="is_public"):
        Listing(whole=(YEAR,))  # type: ignore[call-arg]


def test_one_file_more_is_a_card_a_table_an_export_a_definition_and_an_audit(
    more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (more / "gone_six_hours.py").write_text(a_copy(), encoding="utf-8")
    # A board that may read every number: what is hidden of so few children takes half a minute to find.
    agreed = Agreement(decided_by="The Director", decided_on=date(2026, 4, 1), reason="A test.")
    exactly = OF_THE_STORE.model_copy(update={"disclosure": Disclosure(board_agreement=agreed)})
    monkeypatch.setattr(test_recorded, "SETTINGS", exactly)
    known = list(indicators(SETTINGS))
    assert known.index("gone-six-hours") == known.index("overnight") + 1
    assert is_listed("gone-six-hours", Unit.EPISODE, None)
    assert is_public("gone-six-hours")

    # A load publishes the table: every episode of this store lasts seven hours.
    store = a_store(tmp_path, without=(), years=0, publish=True)
    snapshot = store.live()
    published = published_in(snapshot.published)
    rows = published.rows.filter(slug="gone-six-hours")
    assert rows.select("numerator", "denominator").unique().rows() == [(36, 36)]

    # The audit knows its two figures, and that one taken from the other leaves a third.
    _, by_table = audit_snapshot(store, snapshot)
    assert "gone-six-hours" in set(by_table["slug"])
    counted, of = figures_of(rows.row(0, named=True), SETTINGS)
    assert of is not None
    assert dict(left_over({counted: 34, of: 36})) == {of.of("timed but not six hours"): {of: 1, counted: -1}}

    request = Asked(YEARS[0].start, YEARS[0].end, Audience.BOARD.value, ("gone-six-hours",), kind="csv")
    exported = str(export_file(snapshot, exactly, request), "utf-8-sig").splitlines()
    assert [line.startswith("gone-six-hours,episode,") for line in exported[1:]] == [True]

    stands_alone(monkeypatch, tmp_path)
    council.settings.cache_clear()
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "board")
    page = words(AppTest.from_function(card, default_timeout=PATIENCE).run())
    assert "36 of 36 episodes (100%) lasted six hours." in page
    assert "Gone six hours (gone-six-hours)" in page


def test_a_board_reads_of_the_most_frequent_children_no_smaller_group_than_the_largest_top():
    indicator = indicators(Settings())["top-children"]
    listing = indicator.definition.published
    assert listing
    assert indicator.parts()[:5] == ("3", "5", "10", "20", "10%")
    twenty, tenths = (indicator.coarser(rung).parts() for rung in listing.ladder)
    # A tenth of a hundred and fifty children is fifteen: less than six apart from twenty.
    assert twenty == ("20", *(f"{tenth}0%" for tenth in range(2, 10)))
    assert tenths == tuple(f"{tenth}0%" for tenth in range(1, 10))


@pytest.mark.parametrize("groups", [("white", "mixed", "asian"), ("white", "other"), ("white", "global_majority")])
def test_a_council_groups_ethnicity_in_its_own_way(groups: tuple[str, ...]):
    """A ladder that counted "other" with "not recorded" once refused every council without a group of that name."""
    mine = Settings(ethnic_groups=dict(zip(groups, (("WBRI",), ("MWBC",), ("AIND",)), strict=False)))
    indicator = indicators(mine)["ethnicity"]
    assert indicator.parts() == (*groups, "unknown")
    together = {name for rung in indicator.definition.published.ladder for name, _ in rung.together}  # type: ignore[union-attr]
    assert together == {"other-or-unknown", "mixed-or-other"}
