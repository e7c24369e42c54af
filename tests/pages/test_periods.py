"""The period of a page: in its link, honoured or said not to be, and said where it is not whole."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from analytics.model import Period, PeriodKind
from data.snapshots import Store
from pages.common.filters import CHOSEN, in_address
from tests.pages.opened import opened, said_first, words
from tests.released import filled

# The pages of co-ordinators that ask for a period.
PAGES = (
    *("overview", "volume", "duration", "repeat", "missing_and_absent", "who", "home_and_care", "where", "interviews"),
    "learning",
)
OF_CHILDREN = ("themes", "support", "repeat_children", "classed_absent", "patterns", "places", "reconciliation")
EVERY = (*(f"board/{name}.py" for name in PAGES), *(f"coordinator/{name}.py" for name in OF_CHILDREN))
LINKS = {
    "Month": ("month", "February 2026", "February 2026"),
    "Half-year": ("half_year", "October 2025 to March 2026", "October 2025 to March 2026"),
    "Half of a calendar year": ("calendar_half", "January to June 2026", "January to June 2026"),
    "Calendar year": ("calendar_year", "2025 (January to December)", "2025 (January to December)"),
    "Academic year": ("academic_year", "2025-26 (September to August)", "2025-26 (September to August)"),
}
NOT_ON_OFFER = "is not on offer on this page"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two and a half years from April 2024 to 5 October 2026."""
    return filled(tmp_path_factory.mktemp("periods"))


def chosen(page: AppTest) -> list[str]:
    """What the choices of the sidebar stand at."""
    return [str(choice.value) for choice in page.sidebar.selectbox]


def warned(page: AppTest) -> str:
    """What is said beside the choices."""
    return " ".join(warning.value.replace("\\", "") for warning in page.warning)


def captions(page: AppTest) -> str:
    """What is said beside the choices in small letters: nothing is amiss."""
    return " ".join(caption.value.replace("\\", "") for caption in page.caption)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("page", EVERY)
def test_a_link_restores_the_half_year_on_every_page_of_a_co_ordinator(monkeypatch: pytest.MonkeyPatch, page: str):
    shown = opened(monkeypatch, "coordinator", page, period="Half-year", half_year="October 2025 to March 2026")
    assert not shown.exception
    assert chosen(shown)[:2] == ["Half-year", "October 2025 to March 2026"]
    assert NOT_ON_OFFER not in warned(shown)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["board", "coordinator"])
def test_the_overview_leads_on_with_the_period_that_it_shows(monkeypatch: pytest.MonkeyPatch, audience: str):
    ways: dict[str, dict[str, str]] = {}
    monkeypatch.setattr("tests.pages.opened.link", lambda page, **given: ways.update({page: given["query_params"]}))
    opened(monkeypatch, audience, "board/overview.py", period="Quarter", quarter="January to March 2026")
    assert len(ways) == 6
    for page, address in ways.items():
        assert address == {"period": "Quarter", "quarter": "January to March 2026"}
        assert "January to March 2026" in chosen(opened(monkeypatch, audience, page, **address))


@pytest.mark.usefixtures("store")
def test_other_dates_go_on_as_days(monkeypatch: pytest.MonkeyPatch):
    address = in_address(Period(date(2026, 2, 3), date(2026, 2, 8), PeriodKind.ANY))
    shown = opened(monkeypatch, "coordinator", "board/volume.py", **address)
    assert [shown.date_input(key=key).value for key in ("from", "to")] == [date(2026, 2, 3), date(2026, 2, 7)]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("kind", LINKS)
def test_a_period_that_is_chosen_is_the_one_that_is_said(monkeypatch: pytest.MonkeyPatch, kind: str):
    key, name, said = LINKS[kind]
    shown = opened(monkeypatch, "coordinator", "board/volume.py", period=kind, **{key: name})
    assert said in said_first(shown)


@pytest.mark.usefixtures("store")
def test_a_period_that_has_not_ended_is_said_and_compared_with_nothing(monkeypatch: pytest.MonkeyPatch):
    link = {"period": "Half of a calendar year", "calendar_half": "July to December 2026"}
    shown = opened(monkeypatch, "coordinator", "board/volume.py", **link)
    assert "July to December 2026 is not over: figures are of its days to 5 October 2026, 07:30." in warned(shown)
    assert "July to December 2026 so far" in said_first(shown)
    assert "before" not in said_first(shown)


@pytest.mark.usefixtures("store")
def test_a_year_that_began_before_the_records_is_said(monkeypatch: pytest.MonkeyPatch):
    link = {"period": "Calendar year", "calendar_year": "2024 (January to December)"}
    shown = opened(monkeypatch, "coordinator", "board/volume.py", **link)
    assert "The records begin in April 2024" in warned(shown)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("audience", "page", "link"),
    [
        ("board", "board/duration.py", {"period": "Half-year", "half_year": "April to September 2026"}),
        ("board", "board/duration.py", {"quarter": "October to December 2031"}),
        ("coordinator", "board/duration.py", {"quarter": "October to December 2031"}),
        ("coordinator", "coordinator/hotspots.py", {"period": "Academic year"}),
    ],
)
def test_a_link_to_what_is_not_on_offer_is_never_answered_with_another_period_in_silence(
    monkeypatch: pytest.MonkeyPatch, audience: str, page: str, link: dict[str, str]
):
    shown = opened(monkeypatch, audience, page, **link)
    assert not shown.exception
    assert f"The period of the link {NOT_ON_OFFER}, which shows July to September 2026." in warned(shown)


@pytest.mark.usefixtures("store")
def test_a_period_of_another_page_that_is_not_on_offer_here_is_said(monkeypatch: pytest.MonkeyPatch):
    volume = opened(monkeypatch, "board", "board/volume.py", period="Calendar year")
    assert not warned(volume)
    here = opened(monkeypatch, "board", "board/duration.py")
    here.session_state[CHOSEN] = volume.session_state[CHOSEN]
    here.run()
    assert "2025 (January to December) is not on offer on this page, which shows July to September 2026." in captions(
        here
    )


@pytest.mark.usefixtures("store")
def test_a_board_reads_a_half_year_as_sums_and_why_children_have_no_number(monkeypatch: pytest.MonkeyPatch):
    link = {"period": "Half-year", "half_year": "October 2025 to March 2026"}
    shown = opened(monkeypatch, "board", "board/volume.py", **link)
    assert not shown.exception
    assert not warned(shown)
    assert "missing episodes in October 2025 to March 2026" in said_first(shown)
    assert [metric.value for metric in shown.metric][1:] == ["not published", "not published"]
    text = words(shown)
    assert "Children do not add up over quarters" in text
    assert "are the sums of its published quarters and months" in text


# What a period is compared with


def said_at_the_top(page: AppTest) -> str:
    """The sentence that a page leads with."""
    return said_first(page)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["coordinator", "board"])
def test_a_link_restores_what_the_period_is_compared_with(monkeypatch: pytest.MonkeyPatch, audience: str):
    usual = opened(monkeypatch, audience, "board/volume.py")
    assert "the quarter before" in said_at_the_top(usual)
    assert {"Compared with": "Quarter and year earlier"}.items() <= offered(usual).items()
    for name, period in {
        "January to March 2026": "January to March 2026",
        "The quarter before": "April to June 2026",
        "A year before": "July to September 2025",
    }.items():
        shown = opened(monkeypatch, audience, "board/volume.py", compared=name)
        assert not shown.exception
        assert offered(shown)["Compared with"] == name
        assert f"compared with {period}" in captions(shown)
        assert f" in {period}" in said_at_the_top(shown)
        assert "the quarter before" not in said_at_the_top(shown)
        assert not warned(shown)


def offered(page: AppTest) -> dict[str, str]:
    """What each choice of the sidebar stands at, by its label."""
    return {choice.label: str(choice.value) for choice in page.sidebar.selectbox}


@pytest.mark.usefixtures("store")
def test_every_page_compares_with_the_period_of_the_link(monkeypatch: pytest.MonkeyPatch):
    for page in ("overview", "duration", "repeat", "missing_and_absent", "who", "home_and_care", "where", "interviews"):
        shown = opened(monkeypatch, "coordinator", f"board/{page}.py", compared="January to March 2026")
        assert not shown.exception
        text = words(shown)
        assert "compared with January to March 2026" in text
        assert not {"last quarter", 'a year before"'} & set(text.split("\n"))
        assert " last quarter" not in text


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["coordinator", "board"])
@pytest.mark.parametrize("named", ["April to June 2031", "July to September 2026", "<script>"])
def test_a_link_to_a_comparison_that_is_not_on_offer_is_said_and_has_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, audience: str, named: str
):
    shown = opened(monkeypatch, audience, "board/volume.py", compared=named)
    assert not shown.exception
    assert "What the link compares with is not on offer beside July to September 2026." in warned(shown)
    assert "the quarter before" in said_at_the_top(shown)


@pytest.mark.usefixtures("store")
def test_a_board_may_compare_with_no_period_that_is_not_published(monkeypatch: pytest.MonkeyPatch):
    shown = opened(monkeypatch, "board", "board/volume.py")
    choices = {choice.label: list(choice.options) for choice in shown.sidebar.selectbox}
    periods = {choice.key: list(choice.options) for choice in shown.sidebar.selectbox}["quarter"]
    assert set(choices["Compared with"][3:]) == set(periods[1:])


@pytest.mark.usefixtures("store")
def test_any_dates_are_compared_with_as_many_days_before(monkeypatch: pytest.MonkeyPatch):
    dates = {"period": "Other dates", "from": "2026-09-15", "to": "2026-09-21"}
    just_before = opened(monkeypatch, "coordinator", "board/volume.py", **dates, compared="As many days just before")
    assert not just_before.exception
    assert "compared with 8 September 2026 to 14 September 2026" in captions(just_before)
    chosen = {"compared": "As many days from another day", "compared-from": "2026-08-04"}
    other = opened(monkeypatch, "coordinator", "board/volume.py", **dates, **chosen)
    assert "compared with 4 August 2026 to 10 August 2026" in captions(other)
    late = opened(monkeypatch, "coordinator", "board/volume.py", **dates, **(chosen | {"compared-from": "2026-09-12"}))
    assert "Those days would be among the days that are shown." in warned(late)
    assert "compared with 8 September 2026 to 14 September 2026" in captions(late)


def test_a_page_with_nothing_to_show_has_its_name_and_says_why():
    def script() -> None:
        from types import SimpleNamespace  # noqa: PLC0415 - the script is run by itself

        from data.errors import NothingToShow  # noqa: PLC0415
        from pages.common.frame import run  # noqa: PLC0415

        def nothing() -> None:
            raise NothingToShow("Too few.")

        run(SimpleNamespace(title="Who", run=nothing))

    page = AppTest.from_function(script).run()
    assert [each.value for each in page.title] == ["Who"]
    assert [each.value.replace("\\", "") for each in page.info] == ["Too few."]
