"""Official figures that are no numbers: the symbol as it was published, and what the publisher means by it."""

from typing import Final

KNOWN: Final = "known"
# "Data symbols", dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html, which follows the
# Government Statistical Service; it names ":" and "~" as what "x" and "low" were before. Others are of files to 2017.
MEANINGS: Final = {
    "c": "confidential",
    "k": "not nought, but rounds to it",
    "low": "not nought, but rounds to it",
    "u": "of low reliability",
    "x": "not available",
    "z": "not applicable",
    "~": "not nought, but rounds to it",
    ":": "not available",
    "..": "not available",
    ".": "not applicable",
    "-": "nil, or rounds to it",
    "*": "confidential",
}
# Before there was a "c", these statistics wrote "x" for what they kept confidential too.
X_ALONE_TO: Final = 2017
X_WAS: Final = "confidential, or not available"


def symbol_words(symbol: str, year: int) -> str:
    """ "c (confidential)"; "not known" where the statistics hold no figure at all."""
    if not symbol:
        return "not known"
    return f"{symbol} ({X_WAS if symbol == 'x' and year <= X_ALONE_TO else MEANINGS[symbol]})"


def year_to_march(year: int) -> str:
    """The year to 31 March 2024 as the publisher writes it: "2023-24"."""
    return f"{year - 1}-{year % 100:02}"
