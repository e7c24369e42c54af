"""The public's releases as a site of files: pages that need no server and no script, every table, every chart.

    index.html                     every release that was ever approved, and which is the newest
    2026-27-Q2/                    one release, at an address that stays
        index.html tables.html changes.html about.html
        tables/NAME.html           one table of it
        charts/NAME.svg
        data/all.csv               the release's own file, byte by byte; data/NAME.csv: one table of it
        data/csv-metadata.json     what the columns mean (CSV on the Web)
    newest/                        the same as the newest release, at an address that stays too
    site.json                      every file of the site with its hash

Made of the files of approved releases alone, and of nothing else: not of the time, so the same releases make the same
bytes. Of a withdrawn release only that it is withdrawn is said, of a corrected one what corrects it.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analytics.cards.answer import Answer, answer, counts
from analytics.cards.card import Card, Scope
from analytics.charts.chart import Chart
from analytics.charts.picture import Size
from analytics.charts.theme import DARK, LIGHT
from analytics.disclosure.coarser import TableKey, tables_in
from analytics.exports.chart_file import picture_of, said_svg, size_of, source_of
from analytics.publishing.changes import changes, last_release
from analytics.publishing.csvw import METADATA, metadata
from analytics.releases.read import Released, read, release_title, table_name
from analytics.releases.recommendations import TITLE, columns_of, lines_in, sentence
from analytics.releases.release_words import ROUNDED, STATES, approval_sentence, not_known, protection, provenance
from analytics.releases.remarks import CHANGES, COMMENTED, NOTED, remarks_in
from analytics.releases.summary import (
    EARLIER,
    EARLIER_SAID,
    card_of,
    earlier_columns,
    release_cards,
    release_headline,
    release_sentences,
    scope_of,
)
from analytics.words.columns import Columns
from analytics.words.periods import day_text, period_name
from analytics.words.source import source_words
from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotExport, CannotRelease
from data.releases import Release, Releases, State
from data.snapshots import Store

Files = Mapping[str, bytes]

TEMPLATES: Final = Path(__file__).parent / "templates"
NAME: Final = "Children missing from home and care"
NEWEST: Final = "newest"
LISTING: Final = "site.json"
ALL: Final = "all.csv"
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Pixels of the plot of a chart as a page shows it: on a screen, and on a phone, where the same letters must be read.
SIZES: Final = {"wide": Size(340), "narrow": Size(110)}
# Columns of a table from which a phone needs to move it sideways.
MANY_COLUMNS: Final = 4


@dataclass(frozen=True)
class Spot:
    """A folder of the site that holds one release. `newest` where it is the address of whichever is the newest."""

    folder: str
    released: Released
    last: Release | None
    is_newest: bool

    @property
    def scope(self) -> Scope:
        """Its figures."""
        return scope_of(self.released)

    @property
    def tables(self) -> dict[TableKey, str]:
        """Its tables, each with the name of its files."""
        return {table: file_name(table) for table in tables_in(self.released.published)}


# --- writing ---------------------------------------------------------------------------------------------------------


def publish_site(store: Store, folder: Path) -> tuple[str, ...]:
    """Writes the site of all releases into a folder, in the place of an earlier one; which releases it shows.

    Raises CannotRelease where none was ever approved or one was changed, CannotExport for a folder of something else.
    """
    releases = Releases(store)
    refuse_folder(folder)
    files, shown = site_of(releases.approved()), tuple(release.name for release in releases.shown())
    AuditLog(store).append(this_user(), Act.EXPORT, {"report": "site", "releases": ", ".join(shown)})
    write_site(folder, files)
    return shown


def refuse_folder(folder: Path) -> None:
    """Raise CannotExport for a folder that holds what is no site of ours: nothing else is ever overwritten."""
    if folder.exists() and not (folder / LISTING).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotExport(f"{folder} holds something that is not an earlier site. Name a new folder, or an empty one.")


def write_site(folder: Path, files: Files) -> None:
    """The files in the folder; what an earlier site had and this one has not is removed, the rest is left alone."""
    try:
        for name in listed(folder) - set(files):
            (folder / name).unlink(missing_ok=True)
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        raise CannotExport(f"{error.filename or folder} cannot be written: {error.strerror}.") from error


def listed(folder: Path) -> set[str]:
    """The files of the site that stands in a folder, as its own list has them; none that would lie outside of it."""
    listing = folder / LISTING
    if not listing.is_file():
        return set()
    try:
        names = set(json.loads(listing.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError):
        raise CannotExport(f"{listing} is damaged, so nobody knows what is old. Name a new folder.") from None
    home = folder.resolve()
    return {name for name in names if (folder / name).resolve().is_relative_to(home)}


# --- making ----------------------------------------------------------------------------------------------------------


def site_of(approved: Sequence[Release]) -> dict[str, bytes]:
    """Every file of the site: its place -> its bytes. `approved` are all that ever were, newest first."""
    if not approved:
        raise CannotRelease("No release was ever approved, so there is nothing that the public may see.")
    shown = [release for release in approved if release.state is State.APPROVED]
    spots = [
        Spot(release.name, read(release), last_release(release, approved), is_newest=release is shown[0])
        for release in shown
    ]
    newest = [replace(spot, folder=NEWEST) for spot in spots[:1]]
    files = dict(home_files(approved, spots))
    for spot in (*spots, *newest):
        files |= {f"{spot.folder}/{name}": content for name, content in spot_files(spot)}
    listing = {"files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}}
    return files | {LISTING: (json.dumps(listing, indent=1) + "\n").encode()}


def home_files(approved: Sequence[Release], spots: Sequence[Spot]) -> Iterator[tuple[str, bytes]]:
    """The list of releases, and a page at the address of each that is no longer shown."""
    newest = spots[0].released if spots else None
    by_name = {spot.folder: spot.released for spot in spots}
    common = frame(newest) | {"place": None}
    lines = [
        line(release, by_name.get(release.name), is_newest=newest is not None and release == newest.release)
        for release in approved
    ]
    headline = release_headline(newest) if newest else ""
    yield "index.html", page("home.html", common | {"root": "", "title": NAME, "lines": lines, "headline": headline})
    for release in approved:
        if release.name not in by_name:
            told = {"said": gone_words(release), "instead": correction_of(release, approved)}
            gone = {"root": "../", "title": release_title(release), "state": release.state.value, **told}
            yield f"{release.name}/index.html", page("gone.html", common | gone)


def line(release: Release, released: Released | None, *, is_newest: bool) -> dict[str, Any]:
    """A release in the list of all."""
    state = "Newest" if is_newest else STATES[release.state]
    approved = approved_on(released) if released else ""
    return {"name": release.name, "title": release_title(release), "state": state, "approved": approved}


def approved_on(released: Released) -> str:
    """The day on which the release was approved: "5 October 2026"."""
    return day_text(datetime.fromisoformat(released.manifest["approved"]["at"]))


def gone_words(release: Release) -> str:
    """What is said at the address of a release that is no longer shown. Why was not written for the public."""
    if release.state is State.SUPERSEDED:
        return "This release was corrected. Use the correction in its place."
    return f"This release was withdrawn{withdrawn_on(release)}. Its figures are not to be used."


def withdrawn_on(release: Release) -> str:
    """ " on 5 October 2026"; nothing where the record is damaged, since it stays withdrawn all the same."""
    try:
        record = release.withdrawal()
    except CannotRelease:
        return ""
    return f" on {day_text(datetime.fromisoformat(record['at']))}" if record else ""


def correction_of(release: Release, approved: Sequence[Release]) -> dict[str, str] | None:
    """The shown release of the same period, if there is one."""
    same = release_title(release).partition(",")[0]
    for other in approved:
        if other.state is State.APPROVED and release_title(other).partition(",")[0] == same:
            return {"name": other.name, "title": release_title(other)}
    return None


def spot_files(spot: Spot) -> Iterator[tuple[str, bytes]]:
    """Every file of one release."""
    released = spot.released
    common = frame(released) | {"root": "../", "place": spot, "release_title": release_title(released.release)}
    pages = {"summary": summary, "tables": contents, "changes": changed, "about": about}
    for template, said in pages.items():
        here = "index.html" if template == "summary" else f"{template}.html"
        yield here, page(f"{template}.html", common | {"here": here} | said(spot))
    for table, name in spot.tables.items():
        answered = answer(spot.scope, card_of(table))
        here = f"tables/{name}.html"
        yield here, page("table.html", common | {"root": "../../", "here": here} | one_table(spot, table, answered))
        if chart := picture_of(answered):
            yield f"charts/{name}.svg", picture(chart, size_of(chart), source_of(answered), f"chart-{name}").encode()
    yield from data_files(spot)


def data_files(spot: Spot) -> Iterator[tuple[str, bytes]]:
    """The release's own table for a spreadsheet, its parts, and what their columns mean."""
    released = spot.released
    whole = released.release.checked().tables.read_bytes()
    known = {f"{name}.csv": table_name(table, released.indicators) for table, name in spot.tables.items()}
    about = {
        "title": f"{NAME}: {release_title(released.release)}",
        "publisher": released.settings.council.board,
        "description": source_words(released.published),
        "identifier": released.release.name,
    }
    yield f"data/{ALL}", whole
    yield f"data/{METADATA}", metadata({ALL: "Every table of this release", **known}, about)
    for table, rows in by_table(whole).items():
        yield f"data/{file_name(table)}.csv", rows


def by_table(whole: bytes) -> dict[TableKey, bytes]:
    """The rows of a release's own CSV file, as they stand, a file for each table."""
    head, *rows = csv.reader(StringIO(whole.decode("utf-8-sig")))
    keys = [head.index(name) for name in ("indicator", "unit", "breakdown")]
    tables: dict[TableKey, list[list[str]]] = {}
    for row in rows:
        slug, unit, breakdown = (row[key] for key in keys)
        tables.setdefault((slug, unit, breakdown), []).append(row)
    return {table: as_text([head, *those]) for table, those in tables.items()}


def as_text(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV, with a byte-order mark so that a spreadsheet reads UTF-8."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def file_name(table: TableKey) -> str:
    """What the files of a table are called: "missing-episodes-episode-by-setting"."""
    slug, unit, breakdown = table
    return f"{slug}-{unit}" + (f"-by-{breakdown}" if breakdown else "")


# --- what pages say --------------------------------------------------------------------------------------------------


def frame(released: Released | None) -> dict[str, Any]:
    """What stands on every page: whose figures they are, and where they come from."""
    council = released.settings.council if released else None
    return {
        "site": NAME,
        "board": council.board if council else "",
        "is_demonstration": bool(council and council.demonstration),
        "foot": source_words(released.published) if released else "",
    }


def summary(spot: Spot) -> dict[str, Any]:
    """The first page of a release."""
    released, scope = spot.released, spot.scope
    names = spot.tables
    cards = [card(spot, answer(scope, each), names.get(key_of(each, scope), "")) for each in release_cards(released)]
    lines = lines_in(released)
    return {
        "title": release_title(released.release),
        "headline": release_headline(released),
        "sentences": release_sentences(released),
        "cards": cards,
        "rounded": ROUNDED,
        "approval": approval_sentence(released.manifest),
        "changed": {"title": CHANGES, "said": remarks_in(released, NOTED)},
        "commentary": remarks_in(released, COMMENTED),
        "recommended": {"title": TITLE, "said": sentence(lines), "columns": columns_of(lines)} if lines else None,
    }


def key_of(each: Card, scope: Scope) -> TableKey:
    """The table that a card shows."""
    unit = each.unit or scope.indicators[each.slug].definition.units[0]
    return each.slug, unit.value, each.by.slug if each.by else ""


def card(spot: Spot, answered: Answer, name: str) -> dict[str, Any]:
    """A question with its answer in a sentence, as a chart and as a table, and what it counts."""
    chart = answered.chart if answered.chart and picture_of(answered) else None
    return {
        "question": answered.question,
        "said": answered.sentence,
        "period": "" if answered.period == spot.released.period else period_name(answered.period),
        "told": [text for text in (answered.together, answered.partly) if text],
        "chart": drawn(chart, name) if chart else None,
        "columns": answered.columns,
        "notes": answered.notes,
        "name": name,
    }


def drawn(chart: Chart, name: str) -> dict[str, Any]:
    """A chart in both widths, and what it measures."""
    pictures = {width: Markup(picture(chart, size, "", f"{width}-{name}")) for width, size in SIZES.items()}  # noqa: S704  our own drawing
    return pictures | {"measured": f"{chart.subtitle} {chart.axis}".strip()}


# A build draws the newest release at two addresses, and a table's chart on two pages.
picture = lru_cache(maxsize=1024)(said_svg)


def contents(spot: Spot) -> dict[str, Any]:
    """Every table of a release, in its order."""
    known = spot.released.indicators
    tables = [{"name": name, "title": table_name(table, known)} for table, name in spot.tables.items()]
    return {"title": "Tables", "tables": tables}


def one_table(spot: Spot, table: TableKey, answered: Answer) -> dict[str, Any]:
    """The page of one table."""
    return {
        "title": table_name(table, spot.released.indicators),
        "card": card(spot, answered, file_name(table)),
        "earlier": earlier_columns(spot.released, table),
        "earlier_title": EARLIER,
        "earlier_said": EARLIER_SAID,
    }


def changed(spot: Spot) -> dict[str, Any]:
    """What is different from the last release, if there is one."""
    told = changes(read(spot.last), spot.released) if spot.last else None
    last = release_title(spot.last) if spot.last else ""
    return {"title": "What changed since the last release", "changes": told, "last": last, "names": spot.tables}


def about(spot: Spot) -> dict[str, Any]:
    """What the release is, how it is protected and why, what is not known, and what each figure counts."""
    released = spot.released
    slugs = dict.fromkeys(slug for slug, _, _ in tables_in(released.published))
    return {
        "title": "About these figures",
        "parts": {
            "What this is": provenance(released),
            "How the figures are protected, and why": protection(released),
            "What is not known": not_known(released),
        },
        "meanings": {released.indicators[slug].definition.title: counts(released.indicators[slug]) for slug in slugs},
    }


# --- pages -----------------------------------------------------------------------------------------------------------


def page(template: str, context: Mapping[str, Any]) -> bytes:
    """One page."""
    return environment().get_template(template).render(context).encode()


@cache
def environment() -> Environment:
    """Every word is escaped; a word that a page asks for and nobody gave is an error."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    pages.globals |= {"style": Markup(style + dark_charts()), "many_columns": MANY_COLUMNS, "zipped": lines_of}  # noqa: S704  our own file
    return pages


def lines_of(columns: Columns) -> list[tuple[str, ...]]:
    """A table line by line."""
    return list(zip(*columns.values(), strict=True))


def dark_charts() -> str:
    """The colours of a drawn chart on a dark page, in the place of those that it was drawn in."""
    swaps: dict[str, str] = {}
    for field in fields(LIGHT):
        light, dark = getattr(LIGHT, field.name), getattr(DARK, field.name)
        pairs = [(light, dark)] if isinstance(light, str) else zip(light, dark, strict=True)
        for before, after in pairs:
            swaps.setdefault(before, after)
    rules = [
        f'  .chart [{where}="{before}" i] {{ {where}: {after}; }}'
        for before, after in swaps.items()
        for where in ("fill", "stroke")
    ]
    return "@media screen and (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}\n"
