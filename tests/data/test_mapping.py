import pytest

from data.errors import BadMapping
from data.formats.mapping import Mapping, parse_mapping
from data.settings import demonstration_settings
from tests.data.builders import MAPPING


def parse(text: str) -> Mapping:
    return parse_mapping(text.encode(), "police.toml", demonstration_settings())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (MAPPING.replace('dates = "iso"', 'dates = "american"'), r"source\.dates.*'iso'.*'american'"),
        (MAPPING.replace("[columns]", 'colour = "red"\n[columns]'), r"source\.colour"),
        (MAPPING.replace('started_at = "start"', 'starts_at = "start"'), "'starts_at'.*Did you mean 'started_at'"),
        (MAPPING.replace('child = "child"', ""), "lacks child"),
        (
            MAPPING + '[values.placement]\nchildrens_home = ["x"]',
            "'childrens_home', which is not a code.*own_residential",
        ),
        (MAPPING + '[values.shoe_size]\nbig = ["x"]', "shoe_size"),
        (MAPPING + '[values.sex]\nF = ["x"]\nM = ["X "]', "gives 'X ' to 'F' and to 'M'"),
        (MAPPING.replace('system = "police"', ""), "system = .*or system_column"),
        (MAPPING.replace('"police"', '"police"\nsystem_column = "from"'), "system = .*or system_column"),
        (MAPPING.replace('category = "category"', "") + '[constants]\nchild = "A1"', "'child'"),
        (MAPPING + '[constants]\ncategory = "missing"', "'category' stands under .columns. and under .constants."),
        (MAPPING.replace('sex = "sex"', 'sex = ["sex", "gender"]'), "two columns to 'sex'"),
        (MAPPING + '[blanks]\nshoe_size = "?"', "shoe_size"),
        (MAPPING.replace("[columns]", 'covers = ["2016-07-01", "2016-04-01"]\n[columns]'), "covers"),
        (MAPPING.replace('kind = "episodes"', 'kind = "stories"'), r"source\.kind"),
        ("not toml", "is not TOML"),
    ],
)
def test_a_bad_mapping_is_refused_with_the_key_the_value_and_what_would_be_right(written: str, said: str) -> None:
    with pytest.raises(BadMapping, match=said):
        parse(written)


@pytest.mark.parametrize(
    ("field", "label", "code"),
    [
        ("sex", "female", "F"),
        ("sex", "Boy", "M"),
        ("sex", "1", "M"),
        ("sex", "2", "F"),
        ("sex", "u", "unknown"),
        ("placement", "Own Residential", "own_residential"),
        ("placement", "independent/unregulated", "independent"),
        ("placement", "foster care", "foster"),
        ("setting", "CARE", "care"),
        ("ethnicity", "wbri", "WBRI"),
        ("ethnicity", "White and Asian", "MWAS"),
        ("ethnicity", "Other", "other"),
        ("ethnicity", "Black", "black"),
        ("in_area", "out of area", "out"),
        ("triage", "Red", "red"),
        ("risk", "No apparent risk", "no_apparent_risk"),
        ("interview_offered", "NA", "not_applicable"),
    ],
)
def test_our_codes_and_everybodys_words_need_no_mapping(field: str, label: str, code: str) -> None:
    assert parse(MAPPING).codes[field][label.lower().replace(" ", "")] == code


def test_a_code_in_a_mapping_may_be_written_as_a_synonym() -> None:
    mapping = parse(MAPPING + '[values.sex]\nfemale = ["w"]\n[values.placement]\nunregulated = "Semi-Independent"')
    assert mapping.codes["sex"]["w"] == "F"
    assert mapping.codes["placement"]["semiindependent"] == "independent"


def test_the_mappings_word_comes_before_ours() -> None:
    assert parse(MAPPING + '[values.category]\nabsent = ["missing"]').codes["category"]["missing"] == "absent"


def test_a_system_is_a_plain_name() -> None:
    assert parse(MAPPING.replace('"police"', '"Social Care"')).source.system == "social_care"


def test_a_date_may_have_its_time_in_a_second_column() -> None:
    mapping = parse(MAPPING.replace('started_at = "start"', 'started_at = ["day", "time"]'))
    assert (mapping.columns["started_at"], mapping.times) == ("day", {"started_at": "time"})
    assert "time" in mapping.headings


def test_a_constant_stands_for_a_column_that_every_row_needs() -> None:
    mapping = parse(MAPPING.replace('category = "category"', "") + '[constants]\ncategory = "missing"')
    assert mapping.constants == {"category": "missing"}
