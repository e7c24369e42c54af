"""What a file is that is no table, by its first bytes, and what to do about it."""

import io
import re
import zipfile
from typing import Final

from data.errors import UnusableFile

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream that an encrypted workbook is packed in, as the container's directory writes it.
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
BYTES_LOOKED_AT: Final = 4096

OPEN_AND_SAVE: Final = "Open it in Excel and save it as XLSX."
WEB_PAGE: Final = f"is a web page, not a workbook, whatever its name says. {OPEN_AND_SAVE}"
ENCRYPTED_WORDS: Final = (
    "has a password or a sensitivity label that encrypts it, so it cannot be read. "
    "Take that off in Excel (File, Info, Protect Workbook) or ask the sender for a copy without it."
)
# What stands at the very beginning -> what the file is.
BEGINNINGS: Final = (
    (rb"%PDF-", "is a PDF, and has no cells to read. Ask the sender for the workbook or CSV that it was made from."),
    (rb"\{\\rtf", "is a Word document (RTF). Ask the sender for the workbook or CSV."),
    (rb"\s*<\?xml(?:(?!<[^?!]).)*<\w*:?Workbook\b", f"is an Excel 2003 XML file. {OPEN_AND_SAVE}"),
    (rb"(?i)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|style)\b", WEB_PAGE),
    (rb"(?i)MIME-Version:.*Content-Type:\s*multipart/related", WEB_PAGE),
)
# A member of a ZIP file -> what the file is.
NUMBERS: Final = "is an Apple Numbers file. In Numbers, choose File, Export To, Excel, and load that."
MEMBERS: Final = (
    (r"Index/.*\.iwa|Index\.zip|buildVersionHistory\.plist|.*/Document\.iwa", NUMBERS),
    (r"word/.*", "is a Word document. Ask the sender for the workbook or CSV."),
    (r"ppt/.*", "is a PowerPoint file. Ask the sender for the workbook or CSV."),
)
WORKBOOK_MEMBERS: Final = r"xl/workbook\d*\.(?:xml|bin)|content\.xml"
LIKELY_INSIDE: Final = r"(?i).*\.(?:csv|txt|xlsx|xlsm|xlsb|xls|ods)"


def refuse_what_is_no_table(name: str, content: bytes) -> None:
    """Raise UnusableFile, saying what the file is and what to do, where that is known and no table."""
    top = content[:BYTES_LOOKED_AT]
    if not content:
        raise UnusableFile(f"{name} is empty: it has no bytes. Ask the sender for it again.")
    # Web pages are also saved in UTF-16.
    plain = top.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    for shape, what in BEGINNINGS:
        if re.match(shape, plain, re.DOTALL):
            raise UnusableFile(f"{name} {what}")
    if content.startswith(OLE) and ENCRYPTED_STREAM in content:
        raise UnusableFile(f"{name} {ENCRYPTED_WORDS}")


def is_old_workbook(content: bytes) -> bool:
    """Whether it is in the container that Excel wrote before 2007."""
    return content.startswith(OLE)


def is_zip(content: bytes) -> bool:
    """Whether it is a ZIP file, as XLSX, XLSB and ODS are."""
    return zipfile.is_zipfile(io.BytesIO(content))


def refuse_other_zips(name: str, members: list[str]) -> None:
    """Raise UnusableFile for a ZIP file with these members where it is no workbook."""
    for shape, what in MEMBERS:
        if any(re.fullmatch(shape, member) for member in members):
            raise UnusableFile(f"{name} {what}")
    if not any(re.fullmatch(WORKBOOK_MEMBERS, member) for member in members):
        inside = any(re.fullmatch(LIKELY_INSIDE, member) for member in members)
        advice = "Take the file out of it and load that." if inside else "Save the sheet as XLSX or CSV."
        raise UnusableFile(f"{name} is a ZIP file and not a workbook. {advice}")
