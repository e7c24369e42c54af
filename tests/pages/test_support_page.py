"""Support by child on its page: the pack's figures, the children without any, and nobody else reads it."""

from pathlib import Path

import pytest

from tests.analytics.casework.test_homes import GONE, filled
from tests.analytics.casework.test_support import the_pack
from tests.pages.opened import opened, stands_alone, words

PAGE = "coordinator/support.py"


def test_all_were_contacted_and_53_had_intensive_support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    the_pack(tmp_path)
    stands_alone(monkeypatch, tmp_path)
    page = opened(monkeypatch, "coordinator", PAGE, period="Financial year", financial_year="2015-16 (April to March)")
    assert not page.exception
    told = words(page)
    assert "131 of 131 children who went missing were contacted (100%), and 53 had intensive support (40%)." in told
    assert "Healthy relationships" in told
    assert "Gangs" not in told
    assert "Of whom no support is recorded" not in told


def test_where_no_file_tells_of_support_nobody_is_said_to_have_had_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    filled(tmp_path, GONE)
    stands_alone(monkeypatch, tmp_path)
    page = opened(monkeypatch, "coordinator", PAGE)
    assert not page.exception
    assert "Not recorded in any file of this period: contact and support." in words(page)
    assert "(0%)" not in words(page)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_reads_it(audience: str, monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, audience, PAGE)
    assert "is not for the" in str(page.exception[0].message)
