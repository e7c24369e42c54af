"""Where figures come from, in words: for whom they were made safe, how far the data goes, and which snapshot it is."""

from analytics.disclosure.published import Published
from analytics.words.periods import moment_text


def source_words(published: Published) -> str:
    """The same as one line, which stands beside the figures and goes with what is taken of them."""
    return f"{published.protection.words} Data to {moment_text(published.as_of)}, snapshot {published.snapshot}."
