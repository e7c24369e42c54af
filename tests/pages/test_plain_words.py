"""What files, settings and people wrote is drawn as it stands, on every page: none of it is Markdown (ASVS 1.3.5)."""

import ast
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.refresh import publish_draft, refresh
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Store
from pages.common import council
from pages.common.frame import ENTRIES
from pages.common.plain_words import NO_WIDTH, plain
from tests.data.builders import MAPPING, ROW, a_mapping, a_store, load_files
from tests.pages.opened import opened, with_details
from tests.released import approved, rows
from tests.shared import made_once
from tests.sizes import few_or_many
from tests.stories import WEEK_MAPPING, stories, with_words
from tests.test_layout import APP, ROOT, named, nodes

# What Streamlit draws as Markdown: its own words, labels, and the choices that stand open.
ALWAYS = {"markdown", "caption", "header", "subheader", "title", "info", "warning", "error", "success"}
ALWAYS |= {"metric", "expander", "tabs", "table", "popover", "status", "badge", "link_button", "page_link", "toast"}
LABELLED = {"button", "download_button", "form_submit_button", "checkbox", "toggle", "slider", "select_slider"}
LABELLED |= {"radio", "selectbox", "multiselect", "text_input", "text_area", "number_input", "date_input", "time_input"}
LABELLED |= {"file_uploader", "image", "progress"}
OPEN_CHOICES = {"radio", "pills", "segmented_control"}
BY_NAME = {"label", "help", "delta", "captions", "caption"}
# What is not made plain where it is drawn, and why none of it is of a file, the settings or a person.
OURS = {
    ("board/volume.py", "VOLUME.title"): "of a page, which is code",
    ("common/cards.py", "ending.upper()"): "of a kind of picture, which is code",
    ("common/cards.py", "escaped"): "made plain a line above, cell by cell",
    ("common/cards.py", "name"): "of a page, which is code",
    ("common/cards.py", "names"): "of tabs, which are constants",
    ("common/cards.py", "shown.figure"): "a number",
    ("common/cards.py", "shown.of or None"): "a number and words of ours",
    ("common/cards.py", "shown.title"): "of a tile, which is code",
    ("common/cards.py", "taken.label"): "of a kind of file, which is code",
    ("common/cards.py", "theme.title"): "of a theme, which is code",
    ("common/cards.py", "words"): "made of plain parts by tile_words",
    ("common/choosing.py", "label"): "a constant of whoever calls it",
    ("common/damage.py", "data_to"): "a moment",
    ("common/damage.py", "lines"): "a number",
    ("common/damage.py", "snapshot.name"): "a number",
    ("common/details.py", "list(names)"): "of details, which are code",
    ("common/filters.py", "filtered.title"): "of a breakdown, which is code",
    ("common/frame.py", "page.title"): "of a page, which is code",
    ("common/hotspots.py", "fewest"): "a number",
    ("common/hotspots.py", "more"): "a number",
    ("common/live.py", "min(done / of, 1.0)"): "a number",
    ("common/maps.py", "beside"): "made of plain parts a line above",
    ("common/quarterly.py", "b64encode(page).decode()"): "a picture of ours",
    ("common/quarterly.py", "name"): "of a kind of file, which is code",
    ("common/quarterly.py", "place"): "a number",
    ("common/region.py", "names"): "of tabs, which are constants",
    ("common/released.py", "label"): "of a table, which is code",
    ("common/released.py", "title"): "a constant a line above",
    ("coordinator/parts/classed_absent.py", "absences.height"): "a number",
    ("coordinator/parts/loading.py", "min(done / of, 1.0)"): "a number",
    ("coordinator/parts/looked_at.py", "count"): "a number and a word of ours",
    ("coordinator/parts/looked_at.py", "rows"): "a number and a word of ours",
    ("coordinator/parts/mapping.py", "count"): "a number and a word of ours",
    ("coordinator/parts/marking.py", "label"): "a constant of whoever calls it",
    (
        "coordinator/parts/marking.py",
        "named(reference(child))",
    ): "a reference and initials, checked when read",
    ("coordinator/parts/marking.py", "references"): "references",
    ("coordinator/parts/opening.py", "came.title"): "of a page, which is code",
    ("coordinator/parts/opening.py", "names"): "references",
    ("coordinator/parts/patterns.py", "differing"): "a number",
    ("coordinator/parts/repeat_children.py", "adult_age"): "a number",
    ("coordinator/parts/report.py", "b64encode(page).decode()"): "a picture of ours",
    ("coordinator/parts/report.py", "name"): "of a kind of file, which is code",
    ("coordinator/parts/report.py", "note"): "made plain a line above",
    ("coordinator/parts/report.py", "place"): "a number",
    ("coordinator/parts/report.py", "shown.figure"): "a number",
    ("coordinator/parts/report.py", "shown.title"): "of a figure, which is code",
    ("coordinator/parts/writing.py", "label"): "a constant of whoever calls it",
    ("coordinator/parts/writing.py", "verb"): "a constant of whoever calls it",
}


def is_ours(value: ast.expr) -> bool:
    """Whether it can hold nothing but constants, numbers and what is made plain."""
    match value:
        case ast.Constant() | ast.Call(func=ast.Name(id="plain" | "plainly" | "number" | "len" | "period_name")):
            return True
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) | ast.Call(args=[ast.Name(id=name)]):
            return name.isupper()
        case ast.JoinedStr():
            parts = [part.value for part in value.values if isinstance(part, ast.FormattedValue)]
        case ast.Call(func=ast.Attribute(attr="strip", value=text), args=[]):
            parts = [text]
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=each) | ast.ListComp(elt=each)]):
            parts = [each]
        case ast.BinOp(left=left, op=ast.Add(), right=right) | ast.IfExp(body=left, orelse=right):
            parts = [left, right]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            pass
        case _:
            return False
    return all(map(is_ours, parts))


def drawn(call: ast.Call) -> Iterator[ast.expr]:
    """The values of a call that Streamlit draws as Markdown."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name in ALWAYS | LABELLED | OPEN_CHOICES:
        places = {"metric": 3, "page_link": 0}.get(name, 2 if name in OPEN_CHOICES else 1)
        yield from call.args[:places]
        yield from (each.value for each in call.keywords if each.arg in BY_NAME)


def parts_of(value: ast.expr) -> Iterator[ast.expr]:
    """Of a text that is put together, or is either of several, the parts that may be anything."""
    if is_ours(value):
        return
    match value:
        case ast.JoinedStr():
            parts = [part.value for part in value.values if isinstance(part, ast.FormattedValue)]
        case ast.IfExp():
            parts = [value.body, value.orelse]
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.List(elts=parts)]):
            pass
        case ast.Starred(value=ast.Call(func=ast.Name(id="map"), args=[ast.Name(id="plain"), _])):
            return
        case _:
            yield value
            return
    for part in parts:
        yield from parts_of(part)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[x](http://y.example) **b**", rf"\[x\]\(http\:{NO_WIDTH}//y\.example\) \*\*b\*\*"),
        ("see www.y.example, a.b@y.example", rf"see www{NO_WIDTH}\.y\.example, a\.b@{NO_WIDTH}y\.example"),
        (":red[c] $a$ ![i](j)", r"\:red\[c\] \$a\$ \!\[i\]\(j\)"),
        (":material/home: :smile:", rf"\:{NO_WIDTH}material/home\: \:{NO_WIDTH}smile\:"),
        ("Title\n===\n    code", "Title\n\\=\\=\\=\ncode"),
        ("At 10:30, 2 of 5: both", r"At 10\:30, 2 of 5\: both"),
    ],
)
def test_nothing_that_would_be_drawn_otherwise_is_left(text: str, shown: str):
    assert plain(text) == shown


def test_whatever_pages_draw_is_made_plain_or_of_our_code():
    met = {
        (named(path).removeprefix("pages/"), ast.unparse(part))
        for path in (APP, *sorted((ROOT / "pages").rglob("*.py")))
        for node in nodes(path)
        if isinstance(node, ast.Call)
        for value in drawn(node)
        for part in parts_of(value)
    }
    assert met == set(OURS)


# What somebody may write into a cell; of its parts none may reach a browser as Markdown would take it.
HOSTILE = "[x](http://y.example) **b** :red[c] $a$ ![i](http://y.example/i.png) <a href='http://y.example'>z</a>"
HOSTILE += " www.y.example a@y.example :material/pets:"
# The same for where few letters are taken.
SHORT = "[x](http://y) **b** :red[c] $a$ ![i](j) www.y.e a@y.e :material/pets:"
TAKEN = re.compile(r"\]\(http|\*\*b\*\*|:red\[|\$a\$|!\[i\]|http://y|(?<!\\)<a href|www\.y|a@y|:material/pets")
# Plotly knows no Markdown, but links as HTML writes them: this is how its specification has one.
OF_CHARTS = re.compile(r"u003ca href")
# Every column of these kinds of file that may hold the sender's own words.
OF_EPISODES = ("missing_from_area", "missing_from_place", "found_place", "how_ended", "responsible_authority")
OF_EPISODES += ("host_authority", "legal_status", "interview_provider", "reported_from", "interview_account")
COLUMNS = "".join(f'{name} = "{name}"\n' for name in OF_EPISODES)
OTHERS = {
    "care_periods": ("legal_status", "placement_provider"),
    "support": ("support_provider", "support_topics"),
}
SETTINGS = f"""
[council]
name = "{SHORT}"
board = "{SHORT}"
[releases]
approvers = ["{SHORT}"]
[[changes]]
at = 2016-09-01
what = "{SHORT}"
[[rules]]
name = "{SHORT}"
scope = "child"
categories = ["missing"]
count = 2
days = 90
action = "{SHORT}"
"""
# These draw text as it is: what stands in a field, or in a list that opens, and a table that is no Markdown's.
DRAWN_AS_IT_IS = {"selectbox", "multiselect", "text_input", "text_area", "arrow_data_frame"}


def others_of(kind: str, folder: Path) -> tuple[Path, Path]:
    """A file of this kind with such words, and its mapping."""
    names = OTHERS[kind]
    lines = [
        ",".join(("child", "since", *names)),
        *(f"child-0{n},2016-07-01,{','.join([HOSTILE] * len(names))}" for n in range(4)),
    ]
    file = folder / f"{kind}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = "".join(f'{name} = "{name}"\n' for name in ("child", *names))
    source = f'[source]\nsystem = "social_care"\nkind = "{kind}"\ndates = "iso"\nas_of = "2016-12-26"\n'
    return file, a_mapping(folder, f'{source}[columns]\nstarted_on = "since"\n{columns}', f"{kind}.toml")


def written(rows: list[dict[str, str]], folder: Path) -> Path:
    """A file of episodes all of whose own words are such."""
    hostile = [row | dict.fromkeys(OF_EPISODES, HOSTILE) for row in rows]
    file = folder / "police.csv"
    lines = [",".join(hostile[0]), *(",".join(row.values()) for row in hostile)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def a_week(folder: Path) -> None:
    """A store of eight children: casework, and little that is published."""
    mapping = WEEK_MAPPING.replace('found_place = "found"\ninterview_provider = "provider"\n', "")
    store = a_store(folder)
    finish = partial(publish_draft, store=store, settings=demonstration_settings())
    mapped = a_mapping(folder, mapping.replace("[flags]", f"{COLUMNS}[flags]"))
    load_files(store, [written(stories(8), folder)], mapped, finish=finish)
    for kind in OTHERS:
        file, of_kind = others_of(kind, folder)
        load_files(store, [file], of_kind, finish=finish)
    with_words(store, stories(8)[-1]["child"], HOSTILE)


def years(folder: Path) -> None:
    """A store of a hundred children and a release: what a board and a committee read."""
    mapping = MAPPING.replace("2016-12-31", "2026-10-05T07:30:00") + COLUMNS
    file = written([ROW | row for row in rows()], folder)
    refresh(a_store(folder), [Delivery((file,), a_mapping(folder, mapping))], demonstration_settings(), key=b"k" * 32)
    approved(a_store(folder))


@pytest.fixture(scope="module", params=few_or_many([a_week], [a_week, years]))
def loaded(request: pytest.FixtureRequest) -> Store:
    return Store(made_once(f"hostile-{request.param.__name__}", request.param) / "store")


def sent_of(proto: Any) -> str:
    """What is drawn of an element: all but what it says to whoever does not see it, which is an attribute."""
    drawn_of = type(proto)()
    drawn_of.CopyFrom(proto)
    if "alt" in proto.DESCRIPTOR.fields_by_name:
        drawn_of.ClearField("alt")
    return str(drawn_of)


def taken_in(app: AppTest) -> list[str]:
    """What of such words a browser is sent in a place where it would be taken for something else."""
    nodes_shown = (node for node in app._tree if getattr(node, "proto", None) and node.type not in DRAWN_AS_IT_IS)
    sent = [
        (node.type, sent_of(node.proto), OF_CHARTS if node.type == "plotly_chart" else TAKEN) for node in nodes_shown
    ]
    met = [(kind, text, taken.search(text)) for kind, text, taken in sent]
    return [f"{kind}: {text[max(0, at.start() - 80) : at.end() + 40]}" for kind, text, at in met if at]


PAGES = [(audience, entry.file) for audience in ENTRIES for entry in ENTRIES[audience]]
# Of the many, those where such words stand in every run; all of them at full size.
WITH_WORDS = ("now.py", "triggers.py", "top_five.py", "reconciliation.py")
CHOSEN = few_or_many([page for page in PAGES if page[1].endswith(WITH_WORDS)], PAGES)


@pytest.fixture
def anew() -> Iterator[None]:
    """Settings are read once a process: this test reads its own, and leaves none behind."""
    council.settings.cache_clear()
    yield
    council.settings.cache_clear()


@pytest.mark.long
@pytest.mark.usefixtures("store", "anew")
def test_no_words_of_others_are_markdown_on_any_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "council.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "council.toml"))
    for audience, page in CHOSEN:
        for app in with_details(opened(monkeypatch, audience, page)):
            # A small store has nothing for some pages, which they say.
            assert all("NothingToShow" in str(error.stack_trace) for error in app.exception), (audience, page)
            assert taken_in(app) == [], (audience, page)
