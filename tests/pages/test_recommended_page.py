"""Recommendations on the page of releases: written down, what came of one, marked, read by the committee."""

from pathlib import Path

import pytest

from data.casebook import Casebook, Kind
from data.snapshots import Store
from tests.analytics.releases.test_recommendations import OUT_OF_AREA, recommended
from tests.pages.opened import opened, stands_alone, words
from tests.released import QUARTER, approved, filled

PAGE = "coordinator/release.py"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    store = filled(tmp_path)
    stands_alone(monkeypatch, tmp_path)
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    return store


def test_a_recommendation_is_written_down_with_what_came_of_it(own: Store, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", PAGE)
    page.text_area(key="recommended-text").set_value(OUT_OF_AREA)
    page.text_input(key="recommended-owner").set_value("Head of Service")
    button = next(item for item in page.button if item.label == "Write down")
    page = button.click().run()
    assert not page.exception
    assert OUT_OF_AREA in words(page)
    page.text_area(key="recommended-came").set_value("A provider is found")
    page = [item for item in page.button if item.label == "Write down"][1].click().run()
    assert not page.exception
    page = next(item for item in page.button if item.label == "Mark").click().run()
    kinds = [entry.kind for entry in Casebook(own).entries()]
    assert kinds == [Kind.RECOMMENDED, Kind.CAME_OF_IT, Kind.FOR_PUBLIC]
    told = words(page)
    assert "A provider is found" in told
    assert "Nothing is written of it yet" not in told


def test_the_committee_reads_what_was_approved_and_no_other(own: Store, monkeypatch: pytest.MonkeyPatch):
    recommended(own, OUT_OF_AREA)
    recommended(own, "For officers alone", is_public=False)
    approved(own, QUARTER)
    recommended(own, "Written after the approval")
    told = words(opened(monkeypatch, "scrutiny", "scrutiny/summary.py"))
    assert OUT_OF_AREA in told
    assert "1 recommendation: 1 is open, none has ended since the last paper." in told
    assert "For officers alone" not in told
    assert "Written after the approval" not in told
    report = words(opened(monkeypatch, "board", "board/report.py", printed="true"))
    assert "Written after the approval" not in report
