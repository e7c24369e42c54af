"""Statistical neighbours: the published model's, and a council's own by name."""

import pytest

from data.errors import BadSetting
from data.neighbours import authorities, code_of
from data.settings import Settings, parse_settings


def test_every_authority_of_the_model_has_ten_others_of_it():
    assert len(authorities()) == 153
    for authority in authorities().values():
        assert len(set(authority.neighbours)) == 10
        assert set(authority.neighbours) <= set(authorities()) - {authority.code}


def test_without_a_list_of_its_own_a_council_has_the_models_neighbours():
    council = parse_settings("[council]\nauthority = 'E08000032'", "c.toml").council
    names = [authorities()[code].name for code in council.compared_with]
    # Closest first, as published in May 2025.
    assert names[:3] == ["Blackburn with Darwen", "Birmingham", "Oldham"]
    assert council.who_chose.endswith("May 2025")
    assert Settings().council.compared_with == ()
    assert Settings().council.who_chose == ""


def test_neighbours_are_named_or_given_by_code_and_their_source_is_said():
    text = "[council]\nneighbours = ['Rochdale', 'e08000025', 'Bristol', 'County Durham', 'ROCHDALE']"
    council = parse_settings(text, "c.toml").council
    assert council.compared_with == ("E08000005", "E08000025", "E06000023", "E06000047")
    assert council.who_chose == "chosen by the council, in its settings"
    said = parse_settings(text + "\nneighbours_source = 'Our peers, 2026'", "c.toml").council
    assert said.who_chose == "Our peers, 2026"


@pytest.mark.parametrize(
    ("written", "offered"),
    [("Rochdle", "Is it Rochdale"), ("Northampton", "North Northamptonshire"), ("Qqq", "Write its name, or its")],
)
def test_an_unknown_name_is_refused_with_names_like_it(written: str, offered: str):
    with pytest.raises(ValueError, match=offered):
        code_of(written)
    with pytest.raises(BadSetting, match="no council of England"):
        parse_settings(f"[council]\nneighbours = ['{written}']", "c.toml")
