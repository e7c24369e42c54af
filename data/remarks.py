"""What co-ordinators write of no child and for others to read: notes on a day, and what a chair says of a quarter.

It stands in the casebook. What a named role has let others read stands in `notes.json` as well, which everybody who
reads published figures may read: the words, the day, the roles, and no person's name.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from data.errors import CannotWrite
from data.machine import patiently, write_durably
from data.snapshots import Store
from data.wholeness import with_sum, without_sum

FILE: Final = "notes.json"


@dataclass(frozen=True, order=True)
class Remark:
    """A note on a day ("from then the police count absences as missing"), or a chair's commentary on a quarter.

    `day`: from which on, or the first of the quarter. `quarter` is its name, `speaker` the role that says it; both are
    empty for a note. `role`: who let others read it, empty where nobody did. `who` wrote it, `at` (UTC) when.
    """

    day: date
    number: int
    text: str
    quarter: str = ""
    speaker: str = ""
    role: str = ""
    who: str = ""
    at: str = ""


def on_days(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The notes on a day."""
    return tuple(each for each in remarks if not each.quarter)


def on_quarters(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Of each quarter the newest commentary, oldest quarter first: it replaces those before."""
    return tuple({each.quarter: each for each in sorted(remarks) if each.quarter}.values())


def show(store: Store, remarks: Iterable[Remark]) -> None:
    """Keeps what others may read where they read it; no file where there never was any. Raises CannotWrite."""
    let = [each for each in remarks if each.role]
    shown = [as_document(each) for each in (*on_days(let), *on_quarters(let))]
    path = store.folder / FILE
    if not shown and not path.exists():
        return
    try:
        content = json.dumps(with_sum({"remarks": shown}), ensure_ascii=False).encode()
        write_durably(path, content, mode=store.file_mode(FILE))
    except OSError as error:
        raise CannotWrite(
            f"{FILE} cannot be written: {error.strerror}. Others read what they read before. Write anything once more."
        ) from error


def as_document(remark: Remark) -> dict[str, Any]:
    """The remark as others read it: without who wrote it."""
    return asdict(replace(remark, who="")) | {"day": remark.day.isoformat()}


def shown_remarks(store: Store) -> tuple[Remark, ...]:
    """What others may read, oldest day first; nothing of a file that is not as it was written."""
    return read_shown(store) or ()


def read_shown(store: Store) -> tuple[Remark, ...] | None:
    """The same; none where the file is damaged, or cannot be read."""
    path = store.folder / FILE
    if not path.exists():
        return ()
    try:
        document = without_sum(dict(json.loads(patiently(lambda: path.read_text(encoding="utf-8")))))
        if document is None:
            return None
        return tuple(sorted(as_remark(each) for each in document["remarks"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def as_remark(document: dict[str, Any]) -> Remark:
    """The remark of a document. Raises ValueError, TypeError, KeyError where it is none."""
    return Remark(**document | {"day": date.fromisoformat(document["day"])})
