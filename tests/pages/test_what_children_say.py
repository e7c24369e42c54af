"""The page of what children say: counts at once, words only when somebody asks, and nobody else gets any of it."""

from functools import partial
from pathlib import Path

import pytest

from analytics.refresh import publish_draft
from data.audit_log import AuditLog
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.test_themes import EPISODES, episodes, gone
from tests.pages.opened import opened, stands_alone, words

PAGE = "coordinator/themes.py"
TOLD = "was met by a man called Kestrel"


def a_store_with_words(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Store:
    settings = demonstration_settings()
    mapping = EPISODES.replace("2026-09-01", "2026-07-05").replace(
        "[columns]", 'covers = ["2025-04-01", "2026-07-01"]\n\n[columns]'
    )
    episodes(
        folder, *lines, mapping=mapping, finish=partial(publish_draft, store=Store(folder / "store"), settings=settings)
    )
    store = Store(folder / "store")
    stands_alone(monkeypatch, folder)
    return store


def test_words_are_shown_when_somebody_asks_and_the_log_has_whose_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = a_store_with_words(tmp_path, monkeypatch, gone(1, "Friends; the fair", said=TOLD), gone(2, "rules"))
    app = opened(monkeypatch, "coordinator", PAGE)
    assert not app.exception
    assert TOLD not in words(app)
    assert "Most often" in words(app)
    app.toggle(key="texts").set_value(True).run()
    assert not app.exception
    assert TOLD in words(app)
    assert "the fair" in words(app)
    (line,) = [line for line in AuditLog(store).lines() if line.purpose == "what children told in interviews"]
    assert len(line.what["children"]) == 1


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audience: str):
    a_store_with_words(tmp_path, monkeypatch, gone(1, said=TOLD))
    app = opened(monkeypatch, audience, PAGE, texts="true")
    assert "is not for the" in str(app.exception[0].message)
    assert TOLD not in words(app)


def test_where_no_file_tells_of_it_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lines = [line.rsplit(",", 3)[0] for line in (gone(1), gone(2))]
    mapping = EPISODES.split("interview_reason")[0].replace("2026-09-01", "2026-07-05")
    mapping = mapping.replace("[columns]", 'covers = ["2025-04-01", "2026-07-01"]\n\n[columns]')
    finish = partial(publish_draft, store=Store(tmp_path / "store"), settings=demonstration_settings())
    episodes(tmp_path, *lines, heading="id,child,category,start,end,outcome", mapping=mapping, finish=finish)
    stands_alone(monkeypatch, tmp_path)
    app = opened(monkeypatch, "coordinator", PAGE)
    assert not app.exception
    assert "Not recorded: no file has a column of this" in words(app)
    assert "0 of 2" not in words(app)
