"""The page of a region: there where its file is named, for those who may read it, and made of the bundles alone."""

from pathlib import Path

import pytest

from analytics.model import Audience
from data.region import compact
from pages.common import frame
from pages.common.region import REGION_VARIABLE
from tests.analytics.regions.test_beside import BRACKENSHIRE, EPISODES, IN_TIME, row, send
from tests.pages.opened import opened, words

PAGE = "board/councils.py"


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two councils of a year: of one the share of interviews in time is hidden."""
    sent = tmp_path / "sent"
    send(sent, "E99000000", [row(IN_TIME, (30, 60)), row(EPISODES, (80, None))], settings={"counting": {"top": [3]}})
    send(sent, BRACKENSHIRE, [row(IN_TIME, (None, 40)), row(EPISODES, (50, None))], settings={"counting": {"top": [3]}})
    compact(sent, tmp_path / "region.parquet")
    monkeypatch.setenv(REGION_VARIABLE, str(tmp_path / "region.parquet"))
    return tmp_path / "region.parquet"


@pytest.mark.usefixtures("store", "region")
@pytest.mark.parametrize("audience", ["board", "coordinator"])
def test_the_page_says_what_councils_show_and_that_one_hides(audience: str, monkeypatch: pytest.MonkeyPatch):
    shown = opened(monkeypatch, audience, PAGE)
    assert not shown.exception
    assert "No council published this for such a period." in words(shown)
    shown.selectbox(key="region-question").set_value(IN_TIME).run()
    assert not shown.exception
    said = words(shown)
    assert "2025-26 (April to March): 50% (Alderbrook); together 50% (1 of 2 councils)." in said
    assert "All 2 councils that supplied these days count it alike." in said
    shown.selectbox(key="region-question").set_value(EPISODES).run()
    assert "from 50 (Brackenshire) to 80 (Alderbrook); together 130 (all 2 councils)." in words(shown)


@pytest.mark.usefixtures("region")
def test_the_page_is_there_for_the_board_and_not_for_the_public(monkeypatch: pytest.MonkeyPatch):
    of_board, of_public = frame.entries_of(Audience.BOARD), frame.entries_of(Audience.SCRUTINY)
    assert of_board[-1] == frame.COUNCILS
    assert frame.COUNCILS not in of_public
    monkeypatch.delenv(REGION_VARIABLE)
    assert frame.COUNCILS not in frame.entries_of(Audience.BOARD)


@pytest.mark.usefixtures("store")
def test_where_no_region_is_named_the_page_says_what_to_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGION_VARIABLE, raising=False)
    assert f"Set {REGION_VARIABLE}" in words(opened(monkeypatch, "board", PAGE))


@pytest.mark.usefixtures("store")
def test_a_region_that_is_not_there_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(REGION_VARIABLE, str(tmp_path / "none.parquet"))
    text = words(opened(monkeypatch, "board", PAGE))
    assert "none.parquet is not there" in text
    assert "missing region compact FOLDER" in text
    # Where it lies is nobody's business.
    assert str(tmp_path) not in text
