"""References on sheets that leave the house: they mean nothing to others, and lead back here to what was asked.

A reference is made with a key (from the store's secret) of what it stands for, so that nobody can tell from it which
child or episode is meant, nor make one. It begins with a letter, so that no spreadsheet takes it for a number.
"""

import re
from enum import StrEnum
from typing import Final

from data.keys import derived_key, keyed

# Without I, L, O and U, which are misread; so that what is typed by hand can be put right.
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD: Final = str.maketrans("ILO", "110")
DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−_", "-"))
HALF: Final = 5  # letters on each side of the dash: ten hold fifty bits


class About(StrEnum):
    """What a reference stands for; its first letter."""

    EPISODE = "E"
    REFUSED_ROW = "R"


FORM: Final = re.compile(rf"\b([{''.join(About)}])-?([{LETTERS}]{{{HALF}}})-?([{LETTERS}]{{{HALF}}})\b")


def reference(about: About, secret: bytes, text: str) -> str:
    """Such as E-7KQ4M-2XD9P: the same for the same text, as long as the store has its secret."""
    key = derived_key(secret, f"hand-over {about.name.lower()}")
    number = int.from_bytes(keyed(key, text)[:8])
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(2 * HALF))
    return f"{about.value}-{letters[:HALF]}-{letters[HALF:]}"


def as_written(about: About, text: str) -> str:
    """The reference that a cell holds, however it was typed: spaces, small letters, O for 0; empty where it is none."""
    plain = "".join(text.split()).upper().translate(DASHES)
    letters = plain.removeprefix(about.value).translate(MISREAD)
    return found_in(about.value + letters) if FORM.fullmatch(about.value + letters) else ""


def any_written(text: str) -> str:
    """The reference that a cell holds, whatever it stands for; empty where it is none."""
    return next((item for about in About if (item := as_written(about, text or ""))), "")


def found_in(text: str) -> str:
    """The first reference in a text; empty where there is none."""
    parts = FORM.search(text)
    return f"{parts[1]}-{parts[2]}-{parts[3]}" if parts else ""
