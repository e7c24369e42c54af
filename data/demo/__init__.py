"""A demonstration: the files that one invented council would hold, to be loaded as any council's are.

The making goes from people (who, when inclined to go, where looked after) to episodes (what truly
happened) to files (what police, social care and the looked-after return each wrote of it).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.casebook import Entry
from data.demo.casebook import make_casebook
from data.demo.city import AS_OF
from data.demo.episodes import make_episodes
from data.demo.looked_after import write_looked_after
from data.demo.official import write_official
from data.demo.people import make_children
from data.demo.police import MAPPING, write_police
from data.demo.services import write_services
from data.demo.social_care import write_social_care
from data.keys import DEMONSTRATION_KEY
from data.load import Delivery


@dataclass(frozen=True)
class Demonstration:
    """What to load together, as of which moment, the key that makes its pseudonyms the same everywhere, and what a
    co-ordinator wrote.
    """

    deliveries: tuple[Delivery, ...]
    as_of: datetime
    pseudonym_key: bytes
    casebook: tuple[Entry, ...]


def write_demonstration(folder: Path) -> Demonstration:
    """Write the demonstration's files into `folder`: the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    children = make_children()
    episodes = make_episodes(children)
    police, police_mapping = folder / "police.csv", folder / "police.toml"
    write_police(police, episodes)
    police_mapping.write_text(MAPPING, encoding="utf-8", newline="\n")
    workbooks = [*write_social_care(folder, episodes), *write_services(folder, episodes)]
    looked_after = write_looked_after(folder, children)
    deliveries = (
        Delivery(looked_after),
        Delivery((police,), police_mapping),
        *(Delivery((workbook,), mapping) for workbook, mapping in workbooks),
        Delivery((write_official(folder),)),
    )
    return Demonstration(deliveries, AS_OF, DEMONSTRATION_KEY, make_casebook(episodes))
