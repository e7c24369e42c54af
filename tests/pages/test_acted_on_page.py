"""Was it acted on, on the page of triggers: the planted funnel, what no file tells, and nobody else reads it."""

from pathlib import Path

import pytest

from tests.analytics.casework.test_acted_on import MET, gone, loaded, planted
from tests.pages.opened import opened, stands_alone, words

PAGE = "coordinator/triggers.py"
VIEW = "Was it acted on?"


def test_the_funnel_the_waiting_and_the_screened_are_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    planted(tmp_path)
    stands_alone(monkeypatch, tmp_path)
    page = opened(monkeypatch, "coordinator", PAGE, view=VIEW, over="The last 12 months")
    assert not page.exception
    told = words(page)
    assert "7 of 12 (58%)" in told
    assert "5 within 7 days" in told
    assert "Who waits for what the rule asks for" in told
    assert "Of 13 children who went missing in these days, 3 were screened since" in told
    assert "With: SERAF." in told
    assert "what was done about triggers" in (tmp_path / "store" / "audit.jsonl").read_text(encoding="utf-8")


def test_where_no_file_tells_nothing_is_called_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    loaded(tmp_path, gone("K0", MET), [])
    stands_alone(monkeypatch, tmp_path)
    page = opened(monkeypatch, "coordinator", PAGE, view=VIEW, over="The last 12 months")
    assert not page.exception
    told = words(page)
    assert "no file tells what was done: that is not supplied, and not that nothing was." in told
    assert "Load a file of what was done" in told
    assert "(0%)" not in told


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_reads_it(audience: str, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, audience, PAGE, view=VIEW)
    assert "is not for the" in str(page.exception[0].message)
