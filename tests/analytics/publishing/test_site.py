"""The site of releases: it says what the public's pages say and nothing more, and the same again when made again."""

import csv
import json
import shutil
import warnings
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from csvw import CSVW

from analytics.cards.answer import answer
from analytics.disclosure.coarser import tables_in
from analytics.publishing.changes import changes, last_release
from analytics.publishing.csvw import METADATA
from analytics.publishing.site import LISTING, file_name, picture, publish_site, site_of
from analytics.releases.read import read
from analytics.releases.release import approve, prepare, withdraw
from analytics.releases.summary import card_of, release_headline, release_sentences, scope_of
from data.audit_log import Act, Actor, AuditLog
from data.errors import CannotExport, CannotRelease
from data.releases import Releases
from data.snapshots import Store
from tests.analytics.releases.test_remarks import CHAIR, WORDS, a_commentary, a_note, let
from tests.released import APPROVAL, BEFORE, QUARTER, SETTINGS, approved, filled, found

CORRECTION = f"{QUARTER}-v2"
# As an earlier rule would have it: a correction under other rules says so.
COARSER = SETTINGS.model_copy(update={"disclosure": SETTINGS.disclosure.model_copy(update={"scrutiny_round_to": 10})})


@dataclass
class Read(HTMLParser):
    """A page: its words, its tables, where it leads, and which elements it has."""

    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.tags and self.tags[-1] in ("td", "th") and self.rows:
            self.rows[-1][-1] += data.strip()


def as_read(content: bytes) -> Read:
    page = Read()
    page.feed(content.decode())
    return page


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two quarters, and a correction of the later one under other rules."""
    store = filled(tmp_path_factory.mktemp("site"))
    approved(store, BEFORE)
    approved(store, QUARTER)
    for number in (a_note(store), a_commentary(store)):
        let(store, number)
    prepare(store, CORRECTION, COARSER, by=Actor("A. Co-ordinator"), audit=lambda _: found())
    approve(store, CORRECTION, APPROVAL, COARSER)
    return store


@pytest.fixture(scope="module")
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "www"
    assert publish_site(store, folder) == (CORRECTION, BEFORE)
    return folder


def pages(site: Path) -> dict[str, Read]:
    return {str(path.relative_to(site)): as_read(path.read_bytes()) for path in site.rglob("*.html")}


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_every_figure_is_the_releases_own(store: Store, site: Path):
    release = Releases(store).release(BEFORE)
    released, data = read(release), site / BEFORE / "data"
    assert (data / "all.csv").read_bytes() == release.tables.read_bytes()
    tables = tables_in(released.published)
    head, *whole = rows_of(release.tables.read_bytes())
    parts = [rows_of((data / f"{file_name(table)}.csv").read_bytes()) for table in tables]
    assert all(part[0] == head for part in parts)
    assert sorted(row for part in parts for row in part[1:]) == sorted(whole)
    for table in tables:
        columns = answer(scope_of(released), card_of(table)).columns
        shown = as_read((site / BEFORE / "tables" / f"{file_name(table)}.html").read_bytes())
        lines = [list(columns), *[list(line) for line in zip(*columns.values(), strict=True)]]
        assert shown.rows[: len(lines)] == lines


def test_it_says_what_the_committees_page_says(store: Store, site: Path):
    for name in (BEFORE, CORRECTION):
        released = read(Releases(store).release(name))
        text = as_read((site / name / "index.html").read_bytes()).text
        assert all(said in text for said in (release_headline(released), *release_sentences(released)))
    corrected = as_read((site / CORRECTION / "index.html").read_bytes()).text
    assert all(text in corrected for text in (WORDS, f"{CHAIR}, ", "A second worker starts in May."))
    assert WORDS not in as_read((site / BEFORE / "index.html").read_bytes()).text
    newest = as_read((site / "newest" / "index.html").read_bytes())
    assert newest.text.split() == as_read((site / CORRECTION / "index.html").read_bytes()).text.split()
    assert f"../{CORRECTION}/index.html" in newest.links


def test_the_same_releases_make_the_same_bytes(store: Store, site: Path):
    picture.cache_clear()
    again = site_of(Releases(store).approved())
    assert {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()} == again


def test_every_link_leads_to_a_file_of_the_site_and_no_page_needs_a_script(site: Path):
    every = pages(site)
    assert len(every) > 40
    for name, page in every.items():
        leading = [link for link in page.links if not link.startswith("#")]
        assert leading, name
        assert [link for link in leading if not ((site / name).parent / link).resolve().is_file()] == [], name
        assert "script" not in page.tags
        assert page.tags.count("h1") == 1
    reached = {((site / name).parent / link).resolve() for name, page in every.items() for link in page.links}
    others = {path.resolve() for path in site.rglob("*") if path.is_file() and path.name != LISTING}
    assert others - reached == {(site / "newest" / "changes.html").resolve()} - reached


def test_programs_are_told_what_every_column_means(site: Path):
    for name in (BEFORE, CORRECTION, "newest"):
        document = site / name / "data" / METADATA
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            described = CSVW(str(document), validate=True)
            assert described.is_valid, described.warnings
        assert {table.url.string for table in described.tables} == {path.name for path in document.parent.glob("*.csv")}
    broken = site.parent / "broken"
    shutil.copytree(site / BEFORE / "data", broken)
    text = (broken / "all.csv").read_text(encoding="utf-8-sig")
    (broken / "all.csv").write_text(text.replace(",shown,", ",shown,,", 1))
    assert not CSVW(str(broken / METADATA), validate=True).is_valid


def test_a_correction_is_beside_what_it_corrects_and_says_which_rules_changed(store: Store, site: Path):
    every = Releases(store).approved()
    release = next(each for each in every if each.name == CORRECTION)
    last = last_release(release, every)
    assert last is not None
    assert last.name == QUARTER
    told = changes(read(last), read(release))
    assert told.is_correction
    assert told.before == ("All other numbers are rounded to the nearest 5, so parts need not add up to their total.",)
    assert told.now == ("All other numbers are rounded to the nearest 10, so parts need not add up to their total.",)
    episodes = next(table for table in told.tables if table.key == ("missing-episodes", "episode", ""))
    assert [cells[0] for cells in episodes.columns.values()] == ["All", "1,235", "1,240"]
    text = as_read((site / CORRECTION / "changes.html").read_bytes()).text
    assert all(word in text for word in ("1,235", "1,240", *told.before, *told.now))


def test_a_quarter_is_beside_the_one_before(store: Store):
    every = Releases(store).approved()
    quarter = next(each for each in every if each.name == QUARTER)
    last = last_release(quarter, every)
    assert last is not None
    assert last.name == BEFORE
    told = changes(read(last), read(quarter))
    assert told.are_rules_the_same
    assert told.revised == {}
    assert {table.key for table in told.tables} <= set(tables_in(read(quarter).published))
    episodes = next(table for table in told.tables if table.key == ("missing-episodes", "episode", ""))
    assert list(episodes.columns) == ["Missing episodes", "April to June 2026", "July to September 2026"]
    assert last_release(every[-1], every) is None
    # A figure of one period that both give, and otherwise: the quarter before, as the correction rounds it.
    correction = read(every[0])
    assert changes(read(last), correction).revised["Figure"]


def test_what_is_withdrawn_leaves_the_site_and_is_marked(store: Store, site: Path, tmp_path: Path):
    copy, folder = Store(shutil.copytree(store.folder, tmp_path / "store")), tmp_path / "www"
    shutil.copytree(site, folder)
    (folder / "CNAME").write_text("a file of whoever serves it")
    withdraw(copy, BEFORE, reason="A reason for colleagues alone", by=Actor("A. Person"))
    assert publish_site(copy, folder) == (CORRECTION,)
    assert [path.name for path in (folder / BEFORE).rglob("*") if path.is_file()] == ["index.html"]
    text = as_read((folder / BEFORE / "index.html").read_bytes()).text
    assert "This release was withdrawn on" in text
    assert "1,2" not in text
    assert (folder / "CNAME").exists()
    everything = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    assert "colleagues" not in everything
    assert "A. Person" not in everything
    assert "This release was corrected." in as_read((folder / QUARTER / "index.html").read_bytes()).text
    withdraw(copy, CORRECTION, reason="And this", by=Actor("A. Person"))
    assert publish_site(copy, folder) == ()
    assert not (folder / "newest" / "index.html").exists()
    assert "No release is shown" in as_read((folder / "index.html").read_bytes()).text
    assert [line.what["report"] for line in AuditLog(copy).found([Act.EXPORT])][-1] == "site"


def test_only_a_site_of_ours_is_written_over(store: Store, tmp_path: Path):
    with pytest.raises(CannotRelease, match="No release was ever approved"):
        site_of(())
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "minutes.txt").write_text("of somebody else")
    with pytest.raises(CannotExport, match="not an earlier site"):
        publish_site(store, tmp_path / "papers")
    outside = tmp_path / "outside.txt"
    outside.write_text("not of the site")
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / LISTING).write_text(json.dumps({"files": {"../outside.txt": "", "old.html": ""}}))
    (tmp_path / "www" / "old.html").write_text("old")
    publish_site(store, tmp_path / "www")
    assert outside.exists()
    assert not (tmp_path / "www" / "old.html").exists()
