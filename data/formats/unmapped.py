"""Files that need no mapping, known by their headings: the looked-after return, the Standard Safeguarding Dataset,
official statistics; and sheets of ours that came back, which data/handover reads.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from data.errors import NeedsMapping
from data.formats.as_written import DATES
from data.formats.guessing.sketch import has_heading
from data.formats.headings import Sought, heading_key
from data.formats.official import HEADINGS_LONG, HEADINGS_WIDE, read_official
from data.formats.reading import File, Reading
from data.formats.return_xml import is_xml, read_xml
from data.formats.safeguarding import LISTS
from data.formats.ssda903 import ADVICE, MODULES, module_key, read_return
from data.formats.table_files import read_tables
from data.formats.tables import Table
from data.handover.sheets import ANY
from data.pseudonyms import Pseudonyms

OFFICIAL: Final = (HEADINGS_WIDE, HEADINGS_LONG)
RETURNS: Final = (*MODULES, *LISTS)
# A day where a day belongs is part of a row, also where nothing stands beside it.
DAYS: Final = tuple(
    heading
    for module in RETURNS
    for name, heading in (module.needed | module.optional).items()
    if name in {*DATES, "until"}
)
SETS: Final = (*(tuple(module.needed.values()) for module in RETURNS), *OFFICIAL)
KNOWN: Final = Sought(SETS, ADVICE, module_key, dates=DAYS, error=NeedsMapping)

KNOWN_OR_OURS: Final = replace(KNOWN, sets=(*KNOWN.sets, *ANY.sets))


def needs_no_mapping(name: str, content: bytes) -> bool:
    """Whether the file is known by its headings."""
    return is_xml(content) or has_heading(name, content, KNOWN_OR_OURS)


def read_unmapped(file: File, pseudonyms: Pseudonyms, as_of: datetime) -> list[Reading]:
    """What each table of the file says: a workbook or XML may hold several, each then a file of its own name.

    Raises UnusableFile where nothing in it is known.
    """
    tables = read_xml(file.name, file.content) if is_xml(file.content) else read_tables(file.name, file.content, KNOWN)
    if len(tables) == 1:
        return [read_one(file, tables[0], pseudonyms, as_of)]
    return [read_one(replace(file, name=table.name), table, pseudonyms, as_of) for table in tables]


def read_one(file: File, table: Table, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """One table as what it is."""
    present = {heading_key(heading) for heading in table.headings}
    if any({heading_key(heading) for heading in listed} <= present for listed in OFFICIAL):
        return read_official(file, table)
    return read_return(file, table, pseudonyms, as_of, RETURNS)
