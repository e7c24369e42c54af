"""What the public reads is plain: Flesch-Kincaid grade 8 or lower, and no sentence of more than 35 words.

The sample is every sentence of the golden texts of the public's pages (sidebar and page), of the release on them and of
the scrutiny paper: `tests/test_golden.py` holds them to what readers get. Words alone in a cell, a chart's description
(its sentence, then its numbers) and headings that are no sentence are left out: they would only lower the score.
"""

import re
from pathlib import Path
from typing import Final

import pytest
from fkscore import fkscore

from tests.golden.texts import FOLDER

HIGHEST_GRADE: Final = 8.0
MOST_WORDS: Final = 35
# Fewer sentences than this have no score worth the name.
FEWEST: Final = 4

# Exempt: terms that cannot be put otherwise, each counted as one short word.
EXEMPT: Final = {
    "names of the law, its guidance and its returns": (
        "Statutory guidance on children who run away or go missing",
        "Statutory guidance",
        "looked-after children return",
        "return home interviews",
        "return home interview",
        "safe-and-well check",
    ),
    "names of offices, bodies, places and papers": (
        "Director of Children’s Services",
        "Head of Safeguarding",
        "Department for Education",
        "Exampleshire Safeguarding Children Partnership",
        "Exampleshire",
        "City of Bradford scrutiny report",
        "Birmingham evidence pack",
        "Derby City Council",
    ),
    "the unit that a difference of two percentages has in every official statistic": (
        "percentage points",
        "percentage point",
    ),
}
TERMS: Final = sorted((term for terms in EXEMPT.values() for term in terms), key=len, reverse=True)
ANY_TERM: Final = re.compile(r"\b(?:" + "|".join(map(re.escape, TERMS)) + r")\b", re.IGNORECASE)

# Kinds of a page's elements, and last parts of a paper's names, that hold no sentence of their own.
NO_SENTENCES: Final = {"plotly_chart", "table", "arrow_table", "arrow_data_frame", "value", "text", "title", "label"}
PUBLIC: Final = (*sorted((FOLDER / "pages" / "scrutiny").glob("*.txt")), FOLDER / "papers" / "scrutiny.txt")
WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?")


def sentences(text: str) -> list[str]:
    """Every sentence that ends as one; a colon or a semicolon ends none."""
    parts = re.split(r"(?<=[.?!])\s+", re.sub(r"[*_`]", "", text).removeprefix("- "))
    return [part for part in parts if part.endswith((".", "?", "!"))]


def sentences_of(golden: str) -> list[str]:
    """Every sentence of a golden text, once."""
    lines = (line.partition(": ") for line in golden.splitlines())
    texts = [text for kind, _, text in lines if kind.rpartition(".")[2] not in NO_SENTENCES and ".chart" not in kind]
    return list(dict.fromkeys(sentence for text in texts for sentence in sentences(text)))


def grade(said: list[str]) -> float:
    """The Flesch-Kincaid grade of these sentences, each exempt term as one short word."""
    plain = (" ".join(WORD.findall(ANY_TERM.sub("it", sentence))) for sentence in said)
    return float(fkscore("\n".join(plain)).score["calc_grade"])


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_what_the_public_reads_is_of_grade_8_or_lower(path: Path):
    said = sentences_of(path.read_text(encoding="utf-8"))
    assert len(said) >= FEWEST
    assert grade(said) <= HIGHEST_GRADE
    assert [sentence for sentence in said if len(WORD.findall(sentence)) > MOST_WORDS] == []


@pytest.mark.parametrize("kind", ["header", "headline"])
def test_what_the_public_reads_first_is_of_grade_8_or_lower_by_itself(kind: str):
    texts = [path.read_text(encoding="utf-8") for path in PUBLIC]
    # A page's lead goes on in the text under its heading.
    begins = re.compile(rf"^{kind}: ((?:\d|About \d|Nothing).*)(?:\nmarkdown: (.*))?", re.MULTILINE)
    (lead,) = {" ".join(filter(None, met.groups())) for text in texts for met in begins.finditer(text)}
    assert grade(sentences(lead)) <= HIGHEST_GRADE


def test_the_score_is_the_published_formula():
    # 0.39 x 6 words a sentence + 11.8 x 7 syllables over 6 words - 15.59 (Kincaid and others, 1975).
    assert grade(["The cat sat on a window."]) == pytest.approx(0.39 * 6 + 11.8 * 7 / 6 - 15.59, abs=0.001)
    assert grade(["The Department for Education sat on a window."]) == grade(["The it sat on a window."])
    assert sentences("**One.** Two: three; four. Five") == ["One.", "Two: three; four."]
