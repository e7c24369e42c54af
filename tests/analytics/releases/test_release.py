"""What a release holds, and its life: prepared, approved, corrected, withdrawn, and never changed."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analytics.disclosure.auditing import knowledge
from analytics.disclosure.auditing.audit import Audit, GivenAway, Interval, said_by
from analytics.disclosure.auditing.knowledge import Figure
from analytics.disclosure.closed_list import is_public
from analytics.disclosure.coarser import outwards, tables_in
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import UNSAID, Published
from analytics.exports.export import Asked, export_released
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.releases import release
from analytics.releases.read import name_of, period_of, read, said_in_public, shown_releases
from analytics.releases.release import (
    Approval,
    FailedAudit,
    approve,
    candidate_of,
    names_to_prepare,
    prepare,
    usual_notes,
    withdraw,
)
from analytics.releases.release_words import not_known, protection
from analytics.releases.summary import release_headline
from analytics.words.numbers import range_text, value_text
from data.audit_log import Actor
from data.errors import CannotExport, CannotRelease, NoSuchRelease, NoSuchSnapshot
from data.releases import FILES, Releases, State, release_name, write_manifest
from data.settings import Releases as ReleaseSettings
from data.snapshots import Snapshot, Store
from data.warehouse import Warehouse
from data.week_settings import Homes
from tests.released import (
    APPROVAL,
    ASIAN_CHILDREN_IN_THE_QUARTER,
    BEFORE,
    DIRECTOR,
    EPISODES_IN_THE_QUARTER,
    FIRST,
    LAST,
    QUARTER,
    SETTINGS,
    YEAR,
    approved,
    filled,
    found,
    prepared,
)

ROOT = Path(__file__).parents[3]
WHOLE_TIME = Asked(date(2020, 1, 1), date(2030, 1, 1), audience="scrutiny", kind="csv")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


@pytest.fixture
def store(loaded: Store, tmp_path: Path) -> Store:
    shutil.copytree(loaded.folder, tmp_path / "store")
    return Store(tmp_path / "store")


# What it holds


def test_a_release_is_of_its_period_with_headlines_of_those_it_is_compared_with(store: Store):
    rows = read(prepared(store)).published.rows
    starts = rows["period_start"].unique().sort().to_list()
    assert starts == [date(2025, 7, 1), date(2026, 4, 1), date(2026, 7, 1)]
    compared = rows.filter(pl.col("period_start") < date(2026, 7, 1))
    assert set(compared["breakdown"]) == {""}
    assert set(compared["slug"]) >= {"missing-episodes", "children-missing", "home-or-care", "interview-in-time"}
    assert set(compared["slug"]).isdisjoint(
        {"repeat-bands", "persistent-children", "ethnicity", "age", "duration-hours"}
    )
    assert {"ethnicity", "age", "duration-hours"} <= set(rows["slug"])
    assert all(is_public(slug) for slug in rows["slug"])


def test_what_is_normal_is_said_in_public_where_it_is_known(store: Store, monkeypatch: pytest.MonkeyPatch):
    approved(store, YEAR)
    assert read(shown_releases(store)[0]).noted("normal") == ()
    monkeypatch.setattr("analytics.cards.leading.usual_sentence", lambda *_: "That is within what is normal.")
    approved(store, is_made_anew=True)
    released = next(item for item in map(read, shown_releases(store)) if item.release.name == QUARTER)
    assert released.noted("normal") == ("That is within what is normal.",)
    assert release_headline(released).endswith("That is within what is normal.")


def test_of_a_number_that_is_not_shown_nothing_is_said_either(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analytics.cards.leading.usual_sentence", lambda *_: "That is within what is normal.")
    candidate = candidate_of(store.live(), release_name(QUARTER), SETTINGS)
    assert ("normal", "That is within what is normal.") in usual_notes(candidate, store.live())
    is_it = (pl.col("slug") == "missing-episodes") & (pl.col("period_start") == candidate.period.start)
    rows = candidate.published.rows.with_columns(numerator=pl.when(~is_it).then("numerator"))
    hidden = replace(candidate, published=candidate.published.saying_less(rows))
    assert "normal" not in dict(usual_notes(hidden, store.live()))


def test_a_year_is_compared_with_the_year_before(store: Store):
    periods = read(prepared(store, YEAR)).manifest["periods"]
    assert [(period["kind"], period["start"]) for period in periods] == [
        ("financial_year", "2025-04-01"),
        ("financial_year", "2024-04-01"),
    ]


def test_a_manifest_says_what_the_release_was_made_from(store: Store):
    manifest = read(prepared(store)).manifest
    assert manifest["snapshot"] == "000001"
    assert manifest["as_of"] == "2026-10-05T07:30:00"
    # Of the settings, those that its figures hang on: the list of homes is of co-ordinators' pages alone.
    used = SETTINGS.model_copy(update={"homes": Homes()}).model_dump(mode="json", exclude={"releases": {"accounts"}})
    assert used["maps"].pop("places") != (shown := manifest["settings"]["maps"].pop("places"))
    assert shown == "places.toml"
    assert manifest["settings"] == used
    assert manifest["prepared"]["by"] == "A. Co-ordinator"
    assert manifest["approved"] is None


def numbers_in(file: Path) -> list[int]:
    """Every whole number in every table of a DuckDB file, but the order of rows."""
    opened = Warehouse(file)
    try:
        tables = opened.query("SELECT table_name FROM duckdb_tables()")["table_name"].to_list()
        names = ("published", "about", "notes", "groupings", "ranges")
        queries = {name: f"FROM {name}" for name in names}
        assert sorted(tables) == sorted(queries)
        # "few" is the threshold, and no count.
        frames = [opened.query(query).drop("row_order", "few", strict=False) for query in queries.values()]
    finally:
        opened.close()
    return [n for frame in frames for column in frame.select(pl.col(pl.Int64)) for n in column.drop_nulls()]


def test_no_file_of_a_release_holds_an_exact_count_or_a_child(store: Store):
    release = approved(store)
    child_ids = Warehouse(store.current().episodes).query("SELECT DISTINCT child_id FROM report")["child_id"]
    for path in release.folder.iterdir():
        written = path.read_bytes()
        assert b"planted" not in written
        assert not any(child.encode() in written for child in child_ids)
        assert str(EPISODES_IN_THE_QUARTER).encode() not in written
        assert EPISODES_IN_THE_QUARTER.to_bytes(8, "little") not in written
    numbers = numbers_in(release.database)
    assert max(numbers) >= 1235
    # The least of a range may be none.
    assert all(n % 5 == 0 and (n > 7 or n == 0) for n in numbers)
    written = pl.read_csv(release.tables)
    columns = [written[name].drop_nulls() for name in ("numerator", "denominator")]
    assert all((column % 5 == 0).all() and (column > 7).all() for column in columns)
    shares = written.filter(pl.col("indicator") != "episodes-per-child")["share"].drop_nulls()
    assert not shares.is_empty()
    assert ((shares * 100).round(6) % 1 == 0).all()


def test_a_planted_small_group_is_few_and_told_from_nought_by_nothing(store: Store):
    rows = read(prepared(store)).published.rows.filter(slug="ethnicity", unit="child", breakdown="")
    shown = dict(rows.select("category", "shown").iter_rows())
    assert ASIAN_CHILDREN_IN_THE_QUARTER < 8
    assert shown["asian"] == shown["mixed"] == shown["black"] == "few"


@pytest.mark.parametrize(
    ("name", "start", "end", "kind"),
    [
        ("2025-26", date(2025, 4, 1), date(2026, 4, 1), PeriodKind.FINANCIAL_YEAR),
        ("2026-27-Q1", date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER),
        ("2026-27-Q4", date(2027, 1, 1), date(2027, 4, 1), PeriodKind.QUARTER),
    ],
)
def test_quarters_are_those_of_the_financial_year(name: str, start: date, end: date, kind: PeriodKind):
    assert period_of(release_name(name)) == Period(start, end, kind)
    assert str(name_of(Period(start, end, kind))) == name


@pytest.mark.parametrize("name", ["2026-27-Q3", "2026-27", "2023-24-Q4", "2030-31"])
def test_a_period_that_is_not_over_or_was_not_supplied_is_not_released(store: Store, name: str):
    with pytest.raises(CannotRelease, match="cannot be released"):
        prepared(store, name)
    assert Releases(store).drafts() == ()


def test_an_empty_store_has_nothing_to_release(tmp_path: Path):
    with pytest.raises(NoSuchSnapshot):
        prepared(Store(tmp_path / "empty"))


# Its audit


ASIAN = Figure("child", "missing", frozenset({("ethnicity", "asian")}), date(2026, 7, 1), date(2026, 10, 1))


def test_a_figure_that_is_given_away_says_less_and_then_its_tables_are_left_out(store: Store):
    seen: list[list[str]] = []

    def audit(published: Published) -> Audit:
        rows = published.rows.filter(slug="ethnicity", unit="child", breakdown="")
        seen.append(rows.filter(category="asian")["shown"].to_list())
        return found(ASIAN) if rows.height else found()

    released = read(prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=audit))
    # And once more, with ranges.
    assert seen == [["few"], ["hidden"], [], []]
    assert released.noted("left out") == ("Ethnicity (children)",)
    assert released.manifest["audit"]["passed"]
    assert b"ethnicity,child" not in released.release.tables.read_bytes()
    assert b"ethnicity,episode" in released.release.tables.read_bytes()


def test_a_figure_that_gives_another_away_is_hidden_wherever_it_stands(store: Store):
    everybody = ASIAN._replace(groups=frozenset())

    def audit(published: Published) -> Audit:
        is_shown = published.rows.filter(slug="children-missing", breakdown="")["shown"][0] == "shown"
        return Audit({}, {ASIAN: GivenAway(Interval(2, 3), (everybody,))} if is_shown else {})

    rows = read(prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=audit)).published.rows
    mine = rows.filter(pl.col("period_start") == date(2026, 7, 1), breakdown="")
    assert mine.filter(slug="children-missing")["numerator"].to_list() == [None]
    for slug in ("ethnicity", "sex", "age", "missing-more-than-once"):
        assert (
            mine.filter(slug=slug, unit="child")["denominator"].null_count()
            == mine.filter(slug=slug, unit="child").height
        )
        assert mine.filter(slug=slug, unit="child")["share"].drop_nulls().is_empty()
    assert mine.filter(slug="missing-episodes")["numerator"].to_list() == [1235]


GIRLS = Figure("episode", "missing", frozenset({("sex", "F")}), date(2026, 7, 1), date(2026, 10, 1))


def without_girls(published: Published, *, is_range_told: bool = False) -> Audit:
    """An audit that takes the episodes of girls out, and has nothing against a range unless that is told."""
    (shown,) = published.rows.filter(slug="sex", unit="episode", breakdown="", category="F")["shown"]
    if shown == "shown":
        return Audit({}, {GIRLS: GivenAway(Interval(2, 3), (GIRLS,))})
    return found(GIRLS) if shown == "range" and is_range_told else found()


def test_where_a_number_is_hidden_the_range_that_the_others_leave_is_given(store: Store):
    released = read(prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=without_girls))
    girls = released.published.table("sex", Unit.EPISODE, released.period).row("F")
    assert girls
    assert girls.numerator is None
    assert girls.least is not None
    assert girls.most is not None
    truth = knowledge.read(candidate_of(store.current(), release_name(QUARTER), SETTINGS).exact, SETTINGS).shown[GIRLS]
    assert girls.least <= truth <= girls.most
    assert girls.least % 5 == girls.most % 5 == 0
    assert 10 <= girls.most - girls.least <= 30
    assert value_text(girls) == f"{girls.least} to {girls.most}"
    note = f"between {girls.least} and {girls.most}".encode()
    assert note in released.release.tables.read_bytes()
    # What a later release is audited with is the range, as it was read.
    assert said_in_public(released.release)[GIRLS] == Interval(girls.least, girls.most)


def test_a_range_that_tells_is_not_given(store: Store):
    audit = partial(without_girls, is_range_told=True)
    rows = read(prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=audit)).published.rows
    assert rows.filter(slug="sex", unit="episode", category="F")["shown"].to_list() == ["hidden"]


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        ((184, 199), "180 to 200"),
        ((0, 3), "up to 10"),
        ((7, 9), "up to 10"),
        ((8, 20), "5 to 20"),
        ((0, 41), "up to 45"),
    ],
)
def test_a_range_is_rounded_outwards_and_may_be_none_where_it_may_be_few(interval: tuple[int, int], text: str):
    assert range_text(*outwards(Interval(*interval), policy_for(Audience.SCRUTINY, SETTINGS))) == text


def test_a_release_says_what_is_counted_together_and_that_a_month_is_published_once(store: Store):
    released = read(prepared(store))
    assert "groups are counted together. A month is published once" in " ".join(protection(released))
    of_before = replace(released, published=replace(released.published, groupings=()))
    assert protection(of_before)[-1].startswith("This release was made under earlier rules")


def test_a_release_says_about_how_many_episodes_came_too_late(store: Store):
    """Of the last whole year: nothing came late, or too little to say."""
    assert "Of 2025-26 (April to March), no episode, or too few to say, came too late to be counted." in not_known(
        read(prepared(store))
    )


def test_a_release_of_which_no_number_is_left_is_not_prepared(store: Store):
    def audit(published: Published) -> Audit:
        shown = said_by(published, policy_for(Audience.SCRUTINY, SETTINGS), SETTINGS)
        return found(*(figure for figure, interval in shown.items() if interval.least))

    with pytest.raises(FailedAudit):
        prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=audit)


def test_a_release_that_nothing_makes_safe_is_not_prepared(store: Store):
    nowhere = ASIAN._replace(groups=frozenset({("ethnicity", "nobody")}))
    with pytest.raises(FailedAudit):
        prepare(store, QUARTER, SETTINGS, by=Actor("A."), audit=lambda _: found(nowhere))
    assert Releases(store).drafts() == ()


def test_a_release_is_audited_together_with_every_one_ever_approved_for_its_days(store: Store):
    approved(store, YEAR)
    withdraw(store, YEAR, reason="A slip", by=Actor("A."))
    approved(store, BEFORE)
    assert prepared(store).manifest["audit"]["together_with"] == [BEFORE, YEAR]


def test_a_draft_without_a_passed_audit_cannot_be_approved(store: Store):
    draft = prepared(store)
    manifest = draft.manifest
    write_manifest(draft.folder, {**manifest, "audit": {**manifest["audit"], "passed": False}})
    with pytest.raises(CannotRelease, match="has not passed an audit"):
        approve(store, QUARTER, APPROVAL, SETTINGS)


def test_no_number_of_a_release_is_further_from_the_truth_than_it_says(store: Store):
    candidate = candidate_of(store.current(), release_name(QUARTER), SETTINGS)
    truth = knowledge.read(candidate.exact, SETTINGS).shown
    intervals = said_by(candidate.published, policy_for(Audience.SCRUTINY, SETTINGS), SETTINGS)
    assert len(intervals) > 100
    assert all(said.least <= truth[figure] <= said.most for figure, said in intervals.items())


def test_the_audit_names_each_table_with_what_it_does_not_show(store: Store):
    released = read(prepare(store, QUARTER, SETTINGS, by=Actor("A.")))
    audited = {(row["slug"], row["unit"], row["breakdown"]): row for row in released.manifest["audit"]["tables"]}
    # Of what nobody supplied or recorded there is nothing to audit.
    assert list(audited) == tables_in(released.published.only(~pl.col("shown").is_in(UNSAID)))
    assert all(row["narrowest"] >= 3 for row in audited.values() if row["hidden"])
    rows = released.published.rows.filter(slug="ethnicity", unit="child", breakdown="")
    # A range far from the few is no longer hidden.
    is_told = (pl.col("shown") == "range") & (pl.col("category") == "white")
    assert audited["ethnicity", "child", ""]["hidden"] == rows.filter(~is_told)["numerator"].null_count() > 0


def test_a_draft_is_audited_again_when_another_release_was_approved_since(store: Store):
    prepared(store)
    approved(store, BEFORE)
    with pytest.raises(CannotRelease, match="Another release was approved since"):
        approve(store, QUARTER, APPROVAL, SETTINGS)
    assert approved(store).state is State.APPROVED


def loaded_again(store: Store) -> None:
    """Another snapshot, of the same records, is live."""
    before = store.live()
    shutil.copytree(before.folder, store.snapshots_folder / "000002")
    manifest = {**before.manifest, "snapshot": "000002", "built_on": before.name}
    again = Snapshot("000002", store.snapshots_folder / "000002")
    for folder in (again.folder, again.own.folder):
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "hashes.json").unlink()
    with duckdb.connect(str(again.own.published)) as connection:
        connection.execute("UPDATE about SET snapshot = '000002'")
    store.point_to("000002")


@pytest.mark.parametrize("given_away", [(), (Figure("child", "missing", frozenset(), FIRST, LAST),)])
def test_a_draft_is_audited_again_beside_what_the_board_reads_since_a_load(
    store: Store, monkeypatch: pytest.MonkeyPatch, given_away: tuple[Figure, ...]
):
    prepared(store)
    loaded_again(store)
    beside: list[str] = []

    def auditor(_candidate: object, _earlier: object, snapshot: Snapshot) -> Callable[[Published], Audit]:
        beside.append(snapshot.name)
        return lambda _: found(*given_away)

    monkeypatch.setattr(release, "auditor_of", auditor)
    if given_away:
        with pytest.raises(CannotRelease, match="beside the board's new tables"):
            approve(store, QUARTER, APPROVAL, SETTINGS)
        assert shown_releases(store) == ()
    else:
        assert approve(store, QUARTER, APPROVAL, SETTINGS).state is State.APPROVED
    assert beside == ["000002"]


def test_a_load_while_a_draft_is_audited_again_leaves_it_a_draft(store: Store, monkeypatch: pytest.MonkeyPatch):
    prepared(store)
    auditing = release.refuse_beside

    def slowly(*given) -> str:
        fingerprint = auditing(*given)
        loaded_again(store)
        return fingerprint

    monkeypatch.setattr(release, "refuse_beside", slowly)
    with pytest.raises(CannotRelease, match="meanwhile"):
        approve(store, QUARTER, APPROVAL, SETTINGS)
    assert shown_releases(store) == ()


# Its life


def test_a_draft_is_shown_to_nobody_until_it_is_approved(store: Store):
    draft = prepared(store)
    assert draft.state is State.DRAFT
    assert shown_releases(store) == ()
    with pytest.raises(CannotExport, match="No release has been approved"):
        export_released(store, WHOLE_TIME, SETTINGS, QUARTER)
    release = approve(store, QUARTER, APPROVAL, SETTINGS, seen=draft.fingerprint)
    assert shown_releases(store) == (release,)
    assert read(release).manifest["approved"].items() >= {"role": DIRECTOR, "name": "A. Person"}.items()
    assert Releases(store).drafts() == ()


@pytest.mark.parametrize(
    ("approval", "says"),
    [
        (Approval(Actor("A. Person"), "Clerk", "Because"), "may not approve"),
        (Approval(Actor("A. Person"), "", "Because"), "may not approve"),
        (Approval(Actor("A. Person"), DIRECTOR, ""), "needs a reason"),
        (Approval(Actor("A. Co-ordinator"), DIRECTOR, "Because"), "somebody else approves it"),
    ],
)
def test_who_may_not_approve_or_says_too_little_is_refused(store: Store, approval: Approval, says: str):
    prepared(store)
    with pytest.raises(CannotRelease, match=says):
        approve(store, QUARTER, approval, SETTINGS)
    assert shown_releases(store) == ()


@pytest.mark.parametrize(
    ("prepared_by", "approver"),
    [
        ("a@council.example (7f3a)", "a@council.example (7f3a)"),
        ("a@council.example (7f3a)", "b@council.example (7f3a)"),
    ],
)
def test_one_person_does_not_prepare_and_approve(store: Store, prepared_by: str, approver: str):
    """By the provider's id: an address changes with a marriage."""
    prepare(store, QUARTER, SETTINGS, by=Actor(prepared_by), audit=lambda _: found())
    with pytest.raises(CannotRelease, match="somebody else approves it"):
        approve(store, QUARTER, Approval(Actor(approver), DIRECTOR, "Because"), SETTINGS)
    other = Actor("a@council.example (91bc)")
    assert approve(store, QUARTER, Approval(other, DIRECTOR, "Because"), SETTINGS).state is State.APPROVED


def test_the_roles_that_approve_are_a_setting(store: Store):
    prepared(store)
    settings = SETTINGS.model_copy(update={"releases": ReleaseSettings(approvers=("Chair of the board",))})
    with pytest.raises(CannotRelease, match="These roles may: Chair of the board"):
        approve(store, QUARTER, APPROVAL, settings)
    assert (
        approve(store, QUARTER, Approval(Actor("B."), "Chair of the board", "Agreed"), settings).state is State.APPROVED
    )


def test_what_is_approved_is_what_the_approver_looked_at(store: Store):
    seen = prepared(store).fingerprint
    prepare(store, QUARTER, SETTINGS, by=Actor("Somebody else"))
    with pytest.raises(CannotRelease, match="prepared again since"):
        approve(store, QUARTER, APPROVAL, SETTINGS, seen=seen)


def test_an_approved_release_is_frozen(store: Store):
    release = approved(store)
    for path in (release.folder, *release.folder.iterdir()):
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    for act in (lambda: prepared(store), lambda: approve(store, QUARTER, APPROVAL, SETTINGS)):
        with pytest.raises(CannotRelease, match=f"A correction is {QUARTER}-v2"):
            act()


def changed_at_the_end(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")


def another_number(path: Path) -> None:
    """One byte, and the size and the time of the file as they were."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("tamper", [changed_at_the_end, another_number, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_refused(store: Store, name: str, tamper: Callable[[Path], None]):
    release = approved(store)
    read(release)
    release.folder.chmod(0o700)
    tamper(release.folder / name)
    with pytest.raises(CannotRelease, match=f"{name} was changed or is gone"):
        read(release)
    with pytest.raises(CannotRelease, match=name):
        export_released(store, WHOLE_TIME, SETTINGS)


def test_a_changed_manifest_is_refused(store: Store):
    release = approved(store)
    path = release.folder / "manifest.json"
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8").replace("A. Person", "B. Person"), encoding="utf-8")
    with pytest.raises(CannotRelease, match=r"manifest\.json was changed"):
        read(release)


def test_a_changed_draft_cannot_be_approved(store: Store):
    changed_at_the_end(prepared(store).tables)
    with pytest.raises(CannotRelease, match=r"tables\.csv was changed"):
        approve(store, QUARTER, APPROVAL, SETTINGS)
    assert shown_releases(store) == ()


def test_a_draft_that_is_prepared_again_is_read_anew(store: Store):
    first = read(prepared(store))
    again = read(prepare(store, QUARTER, SETTINGS, by=Actor("B."), audit=lambda _: found()))
    assert (first.manifest["prepared"]["by"], again.manifest["prepared"]["by"]) == ("A. Co-ordinator", "B.")


def test_a_correction_takes_the_place_of_what_it_corrects_and_leaves_its_files(store: Store):
    first = approved(store)
    before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    second = approved(store, f"{QUARTER}-v2")
    assert second.manifest["supersedes"] == QUARTER
    assert second.manifest["audit"]["together_with"] == [QUARTER]
    assert shown_releases(store) == (second,)
    assert Releases(store).release(QUARTER).state is State.SUPERSEDED
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == before


@pytest.mark.parametrize("name", [f"{QUARTER}-v2", f"{QUARTER}-v3"])
def test_what_was_never_approved_is_not_corrected(store: Store, name: str):
    with pytest.raises(CannotRelease, match=f"The next is {QUARTER}"):
        prepared(store, name)


def test_a_withdrawn_release_is_no_longer_shown_and_keeps_its_name(store: Store):
    approved(store)
    assert withdraw(store, QUARTER, reason="A file was loaded twice", by=Actor("A.")).state is State.WITHDRAWN
    assert shown_releases(store) == ()
    with pytest.raises(CannotRelease, match="is approved, and so never changes"):
        prepared(store)
    with pytest.raises(CannotRelease, match="withdrawn already"):
        withdraw(store, QUARTER, reason="Again", by=Actor("A."))
    with pytest.raises(NoSuchRelease):
        withdraw(store, BEFORE, reason="Never was", by=Actor("A."))


def test_the_next_names_are_offered(store: Store):
    approved(store)
    offered = names_to_prepare(Releases(store), store.current())
    assert offered == [f"{QUARTER}-v2", BEFORE, "2025-26-Q4", "2025-26-Q3", "2025-26", "2024-25"]


# Kills: the line in the audit log, the manifest, the folder


def killed(store: Store, act: str, side: str, number: int) -> None:
    words = [sys.executable, "-m", "tests.analytics.releases.killed_release", str(store.folder), act, side, str(number)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("side", "number", "is_there"),
    [("before", 1, False), ("before", 2, False), ("before", 3, False), ("after", 3, True)],
)
def test_a_killed_preparation_leaves_a_whole_draft_or_none(store: Store, side: str, number: int, is_there: bool):
    killed(store, "prepare", side, number)
    assert [draft.checked().name for draft in Releases(store).drafts()] == ([QUARTER] if is_there else [])
    assert shown_releases(store) == ()
    assert approved(store, is_made_anew=True).checked().state is State.APPROVED
    assert sorted(path.name for path in Releases(store).folder.iterdir()) == [QUARTER]


@pytest.mark.parametrize(
    ("side", "number", "is_shown"),
    [("before", 1, False), ("after", 2, False), ("before", 3, False), ("after", 3, True)],
)
def test_a_killed_approval_leaves_a_draft_or_a_release(store: Store, side: str, number: int, is_shown: bool):
    prepared(store)
    killed(store, "approve", side, number)
    assert [release.name for release in shown_releases(store)] == ([QUARTER] if is_shown else [])
    if not is_shown:
        approve(store, QUARTER, APPROVAL, SETTINGS)
    assert read(shown_releases(store)[0]).manifest["approved"]["name"] == "A. Person"


# The export


def test_the_export_is_the_newest_release_or_the_one_named(store: Store):
    approved(store, YEAR)
    approved(store)
    assert b"2026-07-01,2026-10-01" in export_released(store, WHOLE_TIME, SETTINGS)
    named = export_released(store, WHOLE_TIME, SETTINGS, YEAR)
    assert b"2025-04-01,2026-04-01" in named
    assert b"2026-07-01" not in named
    with pytest.raises(CannotExport, match=f"It may be: {QUARTER}, {YEAR}"):
        export_released(store, WHOLE_TIME, SETTINGS, BEFORE)


def test_the_public_export_takes_no_filter(store: Store):
    approved(store)
    filtered = Asked(WHOLE_TIME.first, WHOLE_TIME.until, audience="scrutiny", only=(("sex", ("F",)),))
    with pytest.raises(CannotExport, match="takes no filter"):
        export_released(store, filtered, SETTINGS)
