"""Where a sentence ends."""

import pytest

from analytics.words.sentences import first_and_rest


@pytest.mark.quick
@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("", "", ""),
        ("No episode.", "No episode.", ""),
        ("3 children are missing. 2 of them by hand.", "3 children are missing.", "2 of them by hand."),
        ("226 of 544 (41.5%) were in time. It was 60%. ", "226 of 544 (41.5%) were in time.", "It was 60%."),
        ("Of St. Mary’s were 4. Of No. 7 none.", "Of St. Mary’s were 4.", "Of No. 7 none."),
        ("St. Mary’s had 4. That is more.", "St. Mary’s had 4.", "That is more."),
        ("Seen by J. Smith. “Later” is not now.", "Seen by J. Smith.", "“Later” is not now."),
        ("A fall of 2 a. week, e.g. at night", "A fall of 2 a. week, e.g. at night", ""),
        ("Recording changed. 9 were missing", "Recording changed.", "9 were missing"),
    ],
)
def test_a_text_is_its_first_sentence_and_the_rest(text: str, first: str, rest: str):
    assert first_and_rest(text) == (first, rest)
