"""The chart of a card as a file that stands by itself: its message, what it measures, its source, and words for it."""

from collections.abc import Callable
from io import BytesIO
from secrets import token_hex
from typing import Final
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analytics.cards.answer import Answer
from analytics.cards.card import Scope
from analytics.charts.chart import Chart, Kind
from analytics.charts.picture import Size, may_stand_alone, png, printable, svg
from analytics.model import Period
from analytics.words.periods import period_name
from analytics.words.source import source_words

# Pixels of the plot: a picture that is half a page, or a slide, wide.
LINE: Final = Size(560, 260)
BARS: Final = Size(460)


def picture_of(answered: Answer) -> Chart | None:
    """The chart that a file can hold; none where nothing of it may be drawn."""
    return answered.chart if answered.chart and may_stand_alone(answered.chart) else None


def size_of(chart: Chart) -> Size:
    """How large it is drawn."""
    return LINE if chart.kind is Kind.LINE else BARS


def source_of(answered: Answer) -> str:
    """The line that says whose figures they are, of when, and where they come from."""
    return source_line(answered.scope, answered.period)


def source_line(scope: Scope, period: Period) -> str:
    """The same of figures of a period."""
    return f"{scope.settings.council.board}, {period_name(period)}. {source_words(scope.view.published)}"


def chart_svg(answered: Answer) -> bytes:
    """The chart of a card as SVG. Raises ValueError where there is none."""
    return svg_file(chart_in(answered), source_of(answered))


def chart_png(answered: Answer) -> bytes:
    """The same as PNG."""
    return png_file(chart_in(answered), source_of(answered))


def chart_in(answered: Answer) -> Chart:
    """The chart of a card that has one. Raises ValueError where it has none."""
    chart = picture_of(answered)
    if chart is None:
        raise ValueError(f"no picture of {answered.card.key}")
    return chart


def svg_file(chart: Chart, source: str) -> bytes:
    """A chart as SVG. No two downloads are alike: see download.py."""
    return said_svg(chart, size_of(chart), source, f"chart-{token_hex(16)}").encode()


def said_svg(chart: Chart, size: Size, source: str, identity: str) -> str:
    """The chart as SVG under an id, with its words for those who do not see it. The same chart makes the same text."""
    said = f'<svg id={quoteattr(identity)} role="img" aria-label={quoteattr(printable(chart.alt))} '
    return svg(chart, size, source).replace("<svg ", said, 1)


def png_file(chart: Chart, source: str) -> bytes:
    """The same as PNG; its words are in the file's own description."""
    words = PngInfo()
    for name, text in (("Title", chart.title), ("Description", chart.alt), ("Source", source)):
        words.add_itxt(name, text, lang="en-GB")
    words.add_text("Download", token_hex(16))
    content = BytesIO()
    with Image.open(BytesIO(png(chart, size_of(chart), source))) as image:
        image.save(content, "PNG", pnginfo=words, dpi=image.info.get("dpi", (200, 200)))
    return content.getvalue()


# How the name of a picture ends -> what it is, and what makes it.
PICTURES: Final[dict[str, tuple[str, Callable[[Chart, str], bytes]]]] = {
    "png": ("image/png", png_file),
    "svg": ("image/svg+xml", svg_file),
}
