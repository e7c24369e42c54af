"""Words as Markdown shows them: whatever is not written in our own code goes through here before a page draws it."""

import re
from typing import Final

# Characters that Markdown would take for something else, such as the start of a quotation, a link or a formula.
MARKDOWN: Final = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+-.!|<>~$:="})
# What Streamlit makes a link, an address or a picture of though each of its characters is marked: it looks for them
# once Markdown is done. A sign without width parts them, and a reader sees the same letters.
NO_WIDTH: Final = "\N{WORD JOINER}"
LINK_OR_PICTURE: Final = re.compile(r"(?<=[ps]:)(?=//)|(?<=www)(?=\.)|(?<=@)|(?<=:)(?=[a-z][\w/+-]*:)", re.IGNORECASE)
# A line that begins with a gap would be drawn as a program's text.
GAP_AT_START: Final = re.compile(r"(?<=[\r\n])[^\S\r\n]+|^(?: {4}|\t)\s*")


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return LINK_OR_PICTURE.sub(NO_WIDTH, GAP_AT_START.sub("", text)).translate(MARKDOWN)
