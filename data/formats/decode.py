"""Bytes -> text, by a stated rule and never by guessing."""

import codecs
from dataclasses import dataclass

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Text:
    """The text of a file, and what was forgiven in reading it, in words."""

    text: str
    tolerances: tuple[str, ...] = ()


def decode(content: bytes) -> Text:
    """The text by its byte order mark, else UTF-8, else UTF-16 (every other byte zero), else Windows-1252."""
    if content.startswith(codecs.BOM_UTF8):
        return Text(content.decode("utf-8-sig", errors="replace"), ("A byte order mark was passed over.",))
    if content.startswith(UTF_16_MARKS):
        return Text(content.decode("utf-16", errors="replace"), ("The file is UTF-16.",))
    if order := utf_16_order(content):
        return Text(content.decode(order, errors="replace"), ("The file is UTF-16 with no byte order mark.",))
    try:
        return Text(content.decode("utf-8"))
    except UnicodeDecodeError:
        return decode_windows(content)


def decode_windows(content: bytes) -> Text:
    """Windows-1252; its five bytes without a meaning become a replacement mark, and that is said."""
    text = "The file is not UTF-8; it was read as Windows-1252."
    try:
        return Text(content.decode("cp1252"), (text,))
    except UnicodeDecodeError:
        return Text(content.decode("cp1252", errors="replace"), (text, "Bytes with no meaning were replaced."))


def utf_16_order(content: bytes) -> str | None:
    """Which UTF-16 the first thousand bytes must be: Latin text has a zero in every other byte, UTF-8 has none."""
    start = content[:1000]
    if len(start) < 4 or len(start) % 2:
        return None
    if not any(start[0::2]) and all(start[1::2]):
        return "utf-16-be"
    if not any(start[1::2]) and all(start[0::2]):
        return "utf-16-le"
    return None
