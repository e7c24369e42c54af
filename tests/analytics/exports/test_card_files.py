"""What a reader takes of a card: its chart as a picture, the card as a slide, each with words and a source."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx import Presentation

from analytics.cards.answer import Answer, answer
from analytics.cards.card import Card, Scope
from analytics.disclosure.published import Shown
from analytics.exports.download import FIGURES, SLIDE, card_pptx, offered
from analytics.exports.slide import MOST_ROWS
from analytics.measuring.breakdowns import PROVIDER
from analytics.model import Unit
from tests.analytics.cards.test_headlines import published_row, quarters, scope

# No file may hold it.
BELL = "\x07"
SOURCE = (
    "Exampleshire Safeguarding Children Partnership, July to September 2026. Counts of 1 to 5 children are hidden. "
    "Data to 5 October 2026, 07:30, snapshot 000017."
)
CARDS = (
    Card("missing-episodes", over_time=True),
    Card("interview-in-time", by=PROVIDER),
    Card("repeat-bands", Unit.CHILD),
    Card("missing-episodes"),
)


def figures() -> Scope:
    """A series, a share by provider, bands; and a number that is hidden."""
    return scope(
        *quarters(*[400 + place for place in range(16)]),
        published_row("interview-in-time", 141, 329),
        *(
            published_row("interview-in-time", part, of, breakdown="provider", group=name)
            for name, part, of in (("North", 90, 160), ("South <&> \x07Co", 51, 169))
        ),
        *(
            published_row("repeat-bands", count, 60, unit="child", category=band)
            for band, count in (("1-2", 30), ("3-5", 14), ("6-8", 6), ("9-19", 5), ("20+", 5))
        ),
    )


def answers() -> list[Answer]:
    asked = figures()
    return [answer(asked, card) for card in CARDS]


def slide_of(answered: Answer) -> Any:
    deck = Presentation(BytesIO(card_pptx(answered)))
    (slide,) = deck.slides
    return slide


def descriptions(slide: Any) -> list[str]:
    """The words for pictures and tables, for those who do not see them."""
    found = (shape._element.xpath(".//p:cNvPr/@descr") for shape in slide.shapes)
    return [words for each in found for words in each]


@pytest.mark.parametrize("answered", answers(), ids=lambda each: each.card.key)
def test_a_slide_says_its_sentence_shows_its_figures_and_names_its_source(answered: Answer):
    slide = slide_of(answered)
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert slide.shapes.title.text_frame.text == answered.sentence.replace(BELL, " ")
    assert texts[-1] == f"Source: {SOURCE}"
    assert next(iter(slide.shapes)) == slide.shapes.title
    notes = slide.notes_slide.notes_text_frame.text
    for name, text in answered.notes.items():
        assert f"{name}: {text}".replace(BELL, " ") in notes
    if answered.chart:
        assert descriptions(slide) == [answered.chart.alt.replace(BELL, " ")]
        assert not any(shape.has_table for shape in slide.shapes)
    else:
        (table,) = (shape.table for shape in slide.shapes if shape.has_table)
        assert [cell.text for cell in table.rows[0].cells] == list(answered.columns)
        assert len(descriptions(slide)) == 1


@pytest.mark.parametrize("answered", [each for each in answers() if each.chart], ids=lambda each: each.card.key)
def test_a_chart_is_taken_with_its_message_its_source_and_words_for_it(answered: Answer):
    chart = answered.chart
    assert chart is not None
    files = {taken.ending: taken.make for taken in offered(answered)}
    assert list(files) == ["csv", "png", "svg", "pptx"]
    root = ElementTree.fromstring(files["svg"](answered))  # noqa: S314  our own
    assert (root.get("role"), root.get("aria-label")) == ("img", chart.alt.replace(BELL, " "))
    drawn = " ".join(" ".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text"))
    for text in (chart.title.replace(BELL, " "), SOURCE):
        assert set(text.split()) <= set(drawn.split())
    with Image.open(BytesIO(files["png"](answered))) as image:
        assert image.info["Title"] == chart.title
        assert image.info["Source"] == SOURCE
        assert image.width > 900
    for make in files.values():
        assert make(answered) != make(answered)


def test_nothing_that_is_hidden_is_in_a_slide():
    rows = [published_row("police-area", number, 200, category=name) for name, number in (("North", 60), ("South", 70))]
    hidden = published_row("police-area", None, 200, category="East", shown=Shown.HIDDEN)
    answered = answer(scope(*rows, hidden), Card("police-area"))
    with ZipFile(BytesIO(card_pptx(answered))) as parts:
        text = " ".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    # Nor can it be worked out there: the picture is drawn of the same marks as on the page.
    assert "hidden" in text
    assert 'lang="en-GB"' in text
    assert ".xlsx" not in text


def test_of_what_nothing_may_be_shown_there_is_no_picture():
    rows = [published_row("interview-in-time", None, breakdown="provider", group=name) for name in ("North", "South")]
    answered = answer(scope(*rows), Card("interview-in-time", by=PROVIDER))
    assert offered(answered) == (FIGURES, SLIDE)
    assert slide_of(answered).shapes.title.text_frame.text == (answered.sentence or answered.question)


def test_a_long_table_says_how_many_rows_are_left_out():
    rows = [
        published_row("interview-in-time", 20, 40, breakdown="provider", group=f"P{number}") for number in range(30)
    ]
    answered = answer(scope(*rows), Card("interview-in-time", by=PROVIDER))
    answered.__dict__["chart"] = None
    slide = slide_of(answered)
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert len(table.rows) == MOST_ROWS + 1
    assert descriptions(slide)[0].endswith("The first 12 of 30 rows.")
