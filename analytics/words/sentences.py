"""Where a sentence ends."""

import re
from typing import Final

# Behind the stop of a sentence, before what begins the next; not behind a short name such as "St." or "No.".
END: Final = re.compile(r"(?<![\s(][A-Z][a-z]\.)(?<![\s(][A-Z]\.)(?<!^[A-Z][a-z]\.)(?<=[.?!])\s+(?=[“(]?[A-Z0-9])")


def first_and_rest(text: str) -> tuple[str, str]:
    """The first sentence of a text, and all that follows it; empty where there is no more."""
    first, *rest = END.split(text.strip(), maxsplit=1)
    return first, " ".join(rest)
