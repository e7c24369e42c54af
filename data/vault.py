"""The council's own file of ids and initials: beside the store and never in it, read for a co-ordinator alone.

A pseudonym says nothing to the people round a table. Where the settings name such a file and it is there, the
co-ordinator's pages put the initials beside the pseudonym; a report, a download, an address and the log do not. The ids
stand in the lists that inspectors ask for, and in a workbook for whoever knows the child by that id; nowhere else.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Final

from data.errors import BadVault
from data.formats.child_ids import IdForm, canonical_id
from data.machine import is_open_to_others
from data.pseudonyms import Pseudonyms

COLUMNS: Final = ["child", "initials"]
# Up to four letters, with marks between: "AB", "A.B.", "Ł-K". What is longer may be a name.
INITIALS: Final = re.compile(r"(?:[^\W\d_][.\-’' ]?){1,4}")


@dataclass(frozen=True)
class Told:
    """What the file says of a child: the council's own id as it stands there, and the initials."""

    own_id: str
    initials: str


def initials(file: str, ids: str, key: bytes | None, form: IdForm = "text") -> dict[str, str]:
    """Pseudonym -> initials; none where no file is named, or it is not there. Raises BadVault."""
    return {child: known.initials for child, known in told_in(file, ids, key, form).items()}


def own_ids(file: str, ids: str, key: bytes | None, form: IdForm = "text") -> dict[str, str]:
    """Pseudonym -> the council's own id, of whoever the same file names; for lists that the council sends out itself.

    Raises BadVault.
    """
    return {child: known.own_id for child, known in told_in(file, ids, key, form).items()}


def told_in(file: str, ids: str, key: bytes | None, form: IdForm) -> dict[str, Told]:
    """Pseudonym -> what the file says of the child; none where no file is named, or it is not there."""
    vault = Path(file)
    if not file or key is None or not vault.is_file():
        return {}
    if is_open_to_others(vault):
        raise BadVault(f"{vault.name} can be read by other accounts of this machine. Give it to its owner alone (600).")
    return read_vault(vault, ids, key, form, vault.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def read_vault(vault: Path, ids: str, key: bytes, form: IdForm, _changed: int) -> dict[str, Told]:
    """As `told_in`; read again when the file has changed."""
    try:
        lines = csv.DictReader(StringIO(vault.read_text(encoding="utf-8-sig")))
        heads, rows = list(lines.fieldnames or ()), list(lines)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadVault(f"{vault.name} cannot be read: {type(error).__name__}. Save it as CSV in UTF-8.") from error
    if heads != COLUMNS:
        raise BadVault(f"{vault.name} must have the columns child and initials, and no other: no name belongs in it.")
    for number, row in enumerate(rows, start=2):
        if not row["child"] or not INITIALS.fullmatch((row["initials"] or "").strip()):
            raise BadVault(f"{vault.name}, line {number}: not a child’s id and at most four letters. Nothing is shown.")
    pseudonyms = Pseudonyms(key)
    return {
        pseudonyms.of_one(canonical_id(row["child"], form), ids): Told(row["child"].strip(), row["initials"].strip())
        for row in rows
    }
