"""How messages stand on the page Load files; and that a message has the numbers that the pages show."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from analytics.messages.runs import spoken, try_morning
from analytics.refresh import publish_draft
from data.messages.ledger import Ledger, Note, Told
from data.messages.message import Kind
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from tests.data.builders import a_store
from tests.pages.opened import opened, said_first, stands_alone, words
from tests.stories import AS_OF, a_week_store, pseudonym, with_words

ON = (
    '[messages]\naddress = "https://missing.council.example"\n[messages.mail]\nhost = "mail.council.example"\n'
    'sender = "m@council.example"\nto = ["anna@council.example", "ben@council.example"]\n'
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("loaded")
    publish = partial(publish_draft, store=a_store(folder), settings=demonstration_settings())
    return with_words(a_week_store(folder, 50, finish=publish), pseudonym("child-01"))


@pytest.fixture(autouse=True)
def half_an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.casework.uncertain.local_now", lambda: AS_OF + timedelta(minutes=30))


@pytest.mark.usefixtures("store")
def test_a_co_ordinator_reads_that_it_is_off_and_where_to_switch_it_on(monkeypatch: pytest.MonkeyPatch):
    text = words(opened(monkeypatch, "coordinator", "coordinator/load.py"))
    assert "The morning message is off. To switch it on, see docs/deploying.md, section 11." in text


def test_a_co_ordinator_reads_when_it_last_spoke_and_why(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "council.toml"
    file.write_text(ON, encoding="utf-8")
    monkeypatch.setenv("MISSING_SETTINGS", str(file))
    told = {"anna@council.example": Told("2016-12-26", ("0f",))}
    note = Note("2016-12-26 07:40", "sent", "2016-12-26 07:40", ("3 interviews are overdue.",), told=told)
    Ledger(store).write(Kind.MORNING, note)
    text = words(opened(monkeypatch, "coordinator", "coordinator/load.py"))
    assert "The morning message is on, for 2 addresses." in text
    assert "It last spoke on 26 December 2016, 07:40: 3 interviews are overdue." in text
    assert "anna@" not in text


def test_what_went_wrong_stands_out_and_so_does_a_timer_that_stopped(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "council.toml"
    file.write_text(ON, encoding="utf-8")
    monkeypatch.setenv("MISSING_SETTINGS", str(file))
    assert "It has not run yet" in opened(monkeypatch, "coordinator", "coordinator/load.py").warning[0].value
    Ledger(store).write(Kind.MORNING, Note("2016-12-26 07:40", "failed", failures=("It is *full*.",)))
    failed = opened(monkeypatch, "coordinator", "coordinator/load.py").warning[0].value
    assert r"It is \*full\*" in failed
    assert "Not everybody was reached; the next run tries again" in failed
    Ledger(store).write(Kind.MORNING, Note("2016-12-20 07:40", "nothing to say"))
    stopped = opened(monkeypatch, "coordinator", "coordinator/load.py").warning[0].value
    assert "It has not run for 6 days" in stopped


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_reads_of_messages(audience: str, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, audience, "coordinator/load.py")
    assert "is not for the" in str(app.exception[0].message)
    assert "morning message" not in words(app)


def test_the_message_has_the_numbers_that_the_pages_show(store: Store, monkeypatch: pytest.MonkeyPatch):
    message, _ = try_morning(store, Settings())
    assert message is not None
    heads = {
        page: said_first(opened(monkeypatch, "coordinator", f"coordinator/{page}.py"))
        for page in ("now", "interviews", "triggers")
    }
    points = " ".join(message.points)
    (missing,) = re.findall(r"(\d+) child(?:ren)? (?:is|are) missing", points)
    (overdue,) = re.findall(r"(\d+) interviews? (?:is|are) overdue", points)
    (late,) = re.findall(r"\d+ actions? (?:is|are) overdue[^.]*\.", points)
    assert f"{missing} child" in heads["now"]
    assert late in heads["now"]
    assert heads["interviews"].startswith(f"{overdue} interview")
    assert heads["triggers"].startswith(late)
    assert spoken(store, Settings()).found.as_of == AS_OF


def test_an_empty_store_has_a_load_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stands_alone(monkeypatch, tmp_path)
    app = opened(monkeypatch, "coordinator", "coordinator/load.py")
    assert not app.error
    assert "The morning message is off" in words(app)
